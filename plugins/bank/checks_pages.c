/* Every page says which it is and of how many, and whose account it is. */
#include "bank.h"

struct pages {
    uint32_t labelled; /* pages that say which they are */
    uint32_t last;     /* the last of them */
    uint32_t wrong;    /* the first page that says something else than it is; 0: none */
    int32_t stated;    /* how many there should be; -1: nothing is said */
};

static int32_t number_of(struct vouch_text text)
{
    char room[BANK_TEXT_MAX];

    return bank_squeeze(text, room, &text) ? vouch_number(text) : -1;
}

static void note(struct pages *pages, uint32_t count, const struct vouch_match *match)
{
    uint32_t page = match->groups[0].page;
    int32_t number = number_of(match->groups[1].text);
    int32_t total = number_of(match->groups[2].text);

    if (pages->stated < 0)
        pages->stated = total;
    if (page > pages->last)
        pages->labelled++;
    if (page > pages->last)
        pages->last = page;
    if (pages->wrong == 0 && (number != (int32_t)page || total != (int32_t)count))
        pages->wrong = page;
}

static void check_complete(struct bank_record *record)
{
    struct bank_check check = {.id = "bank.pages_complete",
                               .on_fail = "bank.advice.send_all_pages",
                               .on_unknown = "bank.advice.send_all_pages"};
    uint32_t count = vouch_page_count(record->host, record->document);
    struct vouch_match match = {.end = 0};
    struct pages pages = {.stated = -1};

    for (int i = 0; i < BANK_MATCHES_MAX; i++) {
        if (!vouch_find_from(record->host, record->document, record->layout->pages, match.end,
                             &match))
            break;
        if (vouch_is_sure(record->host, record->document, match.groups[0].text))
            note(&pages, count, &match);
    }
    if (pages.wrong > 0)
        check.outcome = VOUCH_FAIL;
    else if (pages.labelled > 0 && pages.labelled == count)
        check.outcome = VOUCH_PASS;
    record->incomplete |= check.outcome == VOUCH_FAIL;
    bank_param(&check, "pages", count);
    if (pages.stated >= 0)
        bank_param(&check, "stated", pages.stated);
    if (pages.wrong > 0)
        bank_param(&check, "page", pages.wrong);
    bank_leave(record, &check);
}

static const struct layout_label *holder_label(const struct layout *layout)
{
    for (uint32_t i = 0; i < layout->label_count; i++)
        for (uint32_t j = 0; j < layout->labels[i].is_count; j++)
            if (layout->labels[i].is[j] == IS_HOLDER)
                return &layout->labels[i];
    return NULL;
}

/* Where the layout's bank names the holder on every page, a page without him is not explained. */
static void check_holder(const struct bank_record *record)
{
    struct bank_check check = {.id = "bank.holder_same",
                               .on_fail = "bank.advice.ask_bank",
                               .on_unknown = "bank.advice.send_original"};
    const struct layout_label *label = holder_label(record->layout);
    uint32_t pages = vouch_page_count(record->host, record->document);

    if (!label)
        return;
    if (record->holder_differs)
        check.outcome = VOUCH_FAIL;
    else if (record->holder.is_known && (!label->every_page || record->holder_pages == pages))
        check.outcome = VOUCH_PASS;
    bank_param(&check, "pages", pages);
    bank_param(&check, "named", record->holder_pages);
    bank_leave(record, &check);
}

void bank_check_pages(struct bank_record *record)
{
    if (record->layout->pages)
        check_complete(record);
    check_holder(record);
}
