/*
 * "第 n 页 / 共 m 页": every page says which it is, and of how many. Whether every producer
 * prints it is not known; where no page has it, nothing is concluded.
 */
#include "nia.h"

#define PAGE_OF "第\\s*(\\d{1,5})\\s*页\\s*/?\\s*共\\s*(\\d{1,5})\\s*页"

void nia_check_pages(struct nia_record *record)
{
    struct common_pages pages = common_read_pages(record->host, record->document, PAGE_OF);
    struct common_check check = {.id = "nia.pages_complete",
                                 .outcome = common_pages_outcome(&pages),
                                 .on_fail = "nia.advice.download_again"};

    record->incomplete |= check.outcome == VOUCH_FAIL;
    common_param(&check, "pages", pages.count);
    common_param_if(&check, "stated", pages.stated >= 0, pages.stated);
    common_param_if(&check, "page", pages.wrong > 0, pages.wrong);
    common_leave(record->host, record->report, &check);
}
