/* Every page says which it is and of how many, and whose account it is. */
#include "bank.h"

static void check_complete(struct bank_record *record)
{
    struct common_pages pages =
        common_read_pages(record->host, record->document, record->layout->pages);
    struct common_check check = {.id = "bank.pages_complete",
                                 .outcome = common_pages_outcome(&pages),
                                 .on_fail = "bank.advice.send_all_pages",
                                 .on_unknown = "bank.advice.send_all_pages"};

    record->incomplete |= check.outcome == VOUCH_FAIL;
    common_param(&check, "pages", pages.count);
    common_param_if(&check, "stated", pages.stated >= 0, pages.stated);
    common_param_if(&check, "page", pages.wrong > 0, pages.wrong);
    common_leave(record->host, record->report, &check);
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
    struct common_check check = {.id = "bank.holder_same",
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
    common_param(&check, "pages", pages);
    common_param(&check, "named", record->holder_pages);
    common_leave(record->host, record->report, &check);
}

void bank_check_pages(struct bank_record *record)
{
    if (record->layout->pages)
        check_complete(record);
    check_holder(record);
}
