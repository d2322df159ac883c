/*
 * The number of the identity card; the period, which may not reach back more than ten years
 * from the issue (older records cannot be given); and the pages: all there, and all of one
 * person.
 */
#include "immd.h"

#define TEN_YEARS 10
#define PAGE_OF                                                                                    \
    "(?|(?i:\\bPage)" S "頁?" S "[:：]?" S "(\\d{1,4})" S "(?i:of|/)" S "(\\d{1,4})|"              \
    "第" S "(\\d{1,4})" S "頁" S "[,，/]?" S "共" S "(\\d{1,4})" S "頁)"

static void check_hkid(const struct immd_paper *paper)
{
    struct common_check check = {.id = "immd.hkid_check_digit",
                                 .on_fail = "immd.advice.compare_identity_card"};

    if (!paper->hkid_unsure)
        check.outcome = immd_hkid_check_digit(paper->hkid);
    common_leave(paper->host, paper->report, &check);
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
    struct common_check check = {.id = "immd.period_length",
                                 .on_fail = "immd.advice.compare_original"};
    bool readable = paper->period_from != VOUCH_NO_DAY && paper->issued_on != VOUCH_NO_DAY;

    if (readable && paper->period_from <= paper->period_to &&
        paper->period_to <= paper->issued_on &&
        paper->period_from >= ten_years_before(paper->issued_on))
        check.outcome = VOUCH_PASS;
    else if (readable)
        check.outcome = VOUCH_FAIL;
    common_leave(paper->host, paper->report, &check);
}

static void check_person(const struct immd_paper *paper)
{
    struct common_check check = {.id = "immd.person_same",
                                 .on_fail = "immd.advice.compare_original"};
    uint32_t pages = vouch_page_count(paper->host, paper->document), page = 0;

    common_param(&check, "pages", pages);
    if (immd_person_differs(paper, &page)) {
        check.outcome = VOUCH_FAIL;
        common_param(&check, "page", page);
    } else if (immd_person_pages(paper) == pages) {
        check.outcome = VOUCH_PASS;
    }
    common_leave(paper->host, paper->report, &check);
}

void immd_check_header(const struct immd_paper *paper)
{
    check_hkid(paper);
    check_period(paper);
    check_person(paper);
}

/* ---- Pages ---- */

void immd_check_pages(struct immd_paper *paper)
{
    struct common_pages pages = common_read_pages(paper->host, paper->document, PAGE_OF);
    struct common_check check = {.id = "immd.pages_complete",
                                 .outcome = common_pages_outcome(&pages),
                                 .on_fail = "immd.advice.send_all_pages"};

    paper->incomplete |= check.outcome == VOUCH_FAIL;
    common_param(&check, "pages", pages.count);
    common_param_if(&check, "page", pages.wrong > 0, pages.wrong);
    common_leave(paper->host, paper->report, &check);
}
