/*
 * The document's own sums against its rows: of each page, of the statement, and the numbers of
 * rows. Where a person chose what to be shown the sums are those of what is shown.
 */
#include "bank.h"

struct sums {
    uint32_t count, wrong;
    uint32_t page; /* of the first wrong one */
    bool unknown;
};

enum kind { OF_PAGES, OF_STATEMENT, COUNTS };

static enum kind kind_of(const struct layout_total *total)
{
    return total->is == TOTAL_COUNT ? COUNTS : total->of_page ? OF_PAGES : OF_STATEMENT;
}

static bool is_expected(const struct bank_record *record, enum kind kind)
{
    for (uint32_t i = 0; i < record->layout->total_count; i++)
        if (kind_of(&record->layout->totals[i]) == kind)
            return true;
    return false;
}

static struct sums compare(const struct bank_record *record, enum kind kind)
{
    struct sums sums = {0};

    for (uint32_t i = 0; i < record->total_count; i++) {
        const struct bank_total *total = &record->totals[i];

        if (kind_of(total->layout) != kind)
            continue;
        sums.count++;
        sums.unknown |= !total->is_computed;
        if (decimal_equal(&total->stated, &total->computed))
            continue;
        if (sums.wrong++ == 0)
            sums.page = total->span.page;
    }
    return sums;
}

void bank_check_totals(const struct bank_record *record)
{
    static const struct {
        enum kind kind;
        const char *id;
    } checks[] = {
        {OF_PAGES, "bank.page_totals"},
        {OF_STATEMENT, "bank.statement_totals"},
        {COUNTS, "bank.counts"},
    };

    for (uint32_t i = 0; i < VOUCH_COUNT(checks); i++) {
        struct common_check check = {
            .id = checks[i].id,
            .on_fail = "bank.advice.ask_bank",
            .on_unknown = "bank.advice.send_original",
        };
        struct sums sums = compare(record, checks[i].kind);

        if (!is_expected(record, checks[i].kind))
            continue;
        if (sums.count > 0 && !sums.unknown && !record->rows_lost)
            check.outcome = sums.wrong > 0 ? VOUCH_FAIL : VOUCH_PASS;
        common_param(&check, "totals", sums.count);
        if (check.outcome == VOUCH_FAIL) {
            common_param(&check, "wrong", sums.wrong);
            common_param(&check, "page", sums.page);
        }
        common_leave(record->host, record->report, &check);
    }
}
