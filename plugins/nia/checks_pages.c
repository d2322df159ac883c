/*
 * "第 n 页 / 共 m 页": every page says which it is, and of how many. Whether every producer
 * prints it is not known; where no page has it, nothing is concluded.
 */
#include "nia.h"

#define PAGE_OF "第\\s*(\\d{1,5})\\s*页\\s*/?\\s*共\\s*(\\d{1,5})\\s*页"

struct pages {
    uint32_t labelled; /* pages that say which they are */
    uint32_t last;     /* the last of them */
    uint32_t wrong;    /* the first page that says something else than it is; 0: none */
    int32_t stated;    /* how many there should be; -1: nothing is said */
};

static void note(struct pages *pages, uint32_t count, const struct vouch_match *match)
{
    uint32_t page = match->groups[0].page;
    int32_t number = nia_number(match->groups[1].text);
    int32_t total = nia_number(match->groups[2].text);

    if (pages->stated < 0)
        pages->stated = total;
    if (page > pages->last)
        pages->labelled++;
    if (page > pages->last)
        pages->last = page;
    if (pages->wrong == 0 && (number != (int32_t)page || total != (int32_t)count))
        pages->wrong = page;
}

void nia_check_pages(struct nia_record *record)
{
    struct nia_check check = {.id = "nia.pages_complete", .on_fail = "nia.advice.download_again"};
    uint32_t count = vouch_page_count(record->host, record->document);
    struct vouch_match match = {.end = 0};
    struct pages pages = {.stated = -1};

    for (int i = 0; i < NIA_LABELS_MAX; i++) {
        if (!vouch_find_from(record->host, record->document, PAGE_OF, match.end, &match))
            break;
        note(&pages, count, &match);
    }
    if (pages.wrong > 0)
        check.outcome = VOUCH_FAIL;
    else if (pages.labelled > 0 && pages.labelled == count)
        check.outcome = VOUCH_PASS;
    record->incomplete |= check.outcome == VOUCH_FAIL;
    nia_param(&check, "pages", count);
    nia_param_if(&check, "stated", pages.stated >= 0, pages.stated);
    nia_param_if(&check, "page", pages.wrong > 0, pages.wrong);
    nia_leave(record, &check);
}
