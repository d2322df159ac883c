/*
 * The number of the identity card; the period, which may not reach back more than ten years
 * from the issue (older records cannot be given); and the pages: all there, and all of one
 * person.
 */
#include "immd.h"

#define TEN_YEARS 10
#define PAGE_OF                                                                                    \
    "(?:(?i:\\bPage)" S "頁?" S "[:：]?" S "(\\d{1,4})" S "(?i:of|/)" S "(\\d{1,4})|"              \
    "第" S "(\\d{1,4})" S "頁" S "[,，/]?" S "共" S "(\\d{1,4})" S "頁)"

static void check_hkid(const struct immd_paper *paper)
{
    struct immd_check check = {.id = "immd.hkid_check_digit",
                               .on_fail = "immd.advice.compare_identity_card"};

    if (!paper->hkid_unsure)
        check.outcome = immd_hkid_check_digit(paper->hkid);
    immd_leave(paper, &check);
}

/* The same day ten years earlier; 28 February for 29 February. */
static int32_t ten_years_before(int32_t day)
{
    char text[16];
    int32_t year, month, date, earlier;

    immd_format_day(day, text);
    year = vouch_number((struct vouch_text){.data = text, .length = 4}) - TEN_YEARS;
    month = vouch_number((struct vouch_text){.data = text + 5, .length = 2});
    date = vouch_number((struct vouch_text){.data = text + 8, .length = 2});
    earlier = vouch_day(year, month, date);
    return earlier == VOUCH_NO_DAY ? vouch_day(year, month, date - 1) : earlier;
}

static void check_period(const struct immd_paper *paper)
{
    struct immd_check check = {.id = "immd.period_length",
                               .on_fail = "immd.advice.compare_original"};
    bool readable = paper->period_from != VOUCH_NO_DAY && paper->issued_on != VOUCH_NO_DAY;

    if (readable && paper->period_from <= paper->period_to &&
        paper->period_to <= paper->issued_on &&
        paper->period_from >= ten_years_before(paper->issued_on))
        check.outcome = VOUCH_PASS;
    else if (readable)
        check.outcome = VOUCH_FAIL;
    immd_leave(paper, &check);
}

static void check_person(const struct immd_paper *paper)
{
    struct immd_check check = {.id = "immd.person_same", .on_fail = "immd.advice.compare_original"};
    uint32_t pages = vouch_page_count(paper->host, paper->document), page = 0;

    immd_param(&check, "pages", pages);
    if (immd_person_differs(paper, &page)) {
        check.outcome = VOUCH_FAIL;
        immd_param(&check, "page", page);
    } else if (immd_person_pages(paper) == pages) {
        check.outcome = VOUCH_PASS;
    }
    immd_leave(paper, &check);
}

void immd_check_header(const struct immd_paper *paper)
{
    check_hkid(paper);
    check_period(paper);
    check_person(paper);
}

/* ---- Pages ---- */

struct pages {
    uint32_t labelled; /* pages that say which they are */
    uint32_t last;     /* the last of them */
    uint32_t wrong;    /* the first page that says something else than it is; 0: none */
};

static void note(struct pages *pages, uint32_t count, const struct vouch_match *match)
{
    bool english = match->groups[1].text.length > 0;
    int32_t number = vouch_number(match->groups[english ? 1 : 3].text);
    int32_t total = vouch_number(match->groups[english ? 2 : 4].text);
    uint32_t page = match->groups[0].page;

    if (page > pages->last) {
        pages->labelled++;
        pages->last = page;
    }
    if (pages->wrong == 0 && (number != (int32_t)page || total != (int32_t)count))
        pages->wrong = page;
}

void immd_check_pages(struct immd_paper *paper)
{
    struct immd_check check = {.id = "immd.pages_complete",
                               .on_fail = "immd.advice.send_all_pages"};
    uint32_t count = vouch_page_count(paper->host, paper->document);
    struct vouch_match match = {.end = 0};
    struct pages pages = {0};

    for (int i = 0; i < IMMD_PLACES; i++) {
        if (!vouch_find_from(paper->host, paper->document, PAGE_OF, match.end, &match))
            break;
        if (vouch_is_sure(paper->host, paper->document, match.groups[0].text))
            note(&pages, count, &match);
    }
    if (pages.wrong > 0)
        check.outcome = VOUCH_FAIL;
    else if (pages.labelled > 0 && pages.labelled == count)
        check.outcome = VOUCH_PASS;
    paper->incomplete |= check.outcome == VOUCH_FAIL;
    immd_param(&check, "pages", count);
    if (pages.wrong > 0)
        immd_param(&check, "page", pages.wrong);
    immd_leave(paper, &check);
}
