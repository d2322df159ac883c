/* The rows' days: within the period, and in the layout's order. */
#include "bank.h"

/* How many rows are on a later day than the one of their account above them, less those on an
 * earlier one: one row out of order does not turn the others round. */
int bank_direction(const struct bank_record *record)
{
    int64_t later = 0;

    for (uint32_t i = 0; i < record->row_count; i++) {
        const struct bank_row *row = &record->rows[i];

        if (row->above != BANK_NONE)
            later += (row->day > record->rows[row->above].day) -
                     (row->day < record->rows[row->above].day);
    }
    if (later == 0 && record->layout->table.order != ORDER_EITHER)
        return record->layout->table.order == ORDER_OLDEST_FIRST ? 1 : -1;
    return (later > 0) - (later < 0);
}

struct outside {
    uint32_t count, row, page;
};

static void note(struct outside *outside, const struct bank_row *row)
{
    if (outside->count++ > 0)
        return;
    outside->row = row->number;
    outside->page = row->page;
}

static void leave(const struct bank_record *record, const char *id, uint32_t outcome,
                  const struct outside *outside)
{
    struct common_check check = {
        .id = id,
        .outcome = outcome,
        .on_fail = "bank.advice.ask_bank",
        .on_unknown = "bank.advice.send_original",
    };

    common_param(&check, "rows", record->row_count);
    if (outcome == VOUCH_FAIL) {
        common_param(&check, "wrong", outside->count);
        common_param(&check, "row", outside->row);
        common_param(&check, "page", outside->page);
    }
    common_leave(record->host, record->report, &check);
}

/* A row outside is one, whatever else could not be read. */
static uint32_t outcome_of(const struct bank_record *record, const struct outside *outside)
{
    if (outside->count > 0)
        return VOUCH_FAIL;
    return record->rows_lost ? VOUCH_UNKNOWN : VOUCH_PASS;
}

static bool has_period(const struct bank_record *record)
{
    for (uint32_t i = 0; i < record->layout->label_count; i++)
        for (uint32_t j = 0; j < record->layout->labels[i].is_count; j++)
            if (record->layout->labels[i].is[j] == IS_PERIOD_FROM ||
                record->layout->labels[i].is[j] == IS_PERIOD_TO)
                return true;
    return false;
}

static void check_period(const struct bank_record *record)
{
    int32_t from = record->period_from, to = record->period_to;
    struct outside outside = {0};
    uint32_t outcome = VOUCH_UNKNOWN;

    if (!has_period(record))
        return;
    for (uint32_t i = 0; i < record->row_count; i++) {
        int32_t day = record->rows[i].day;

        if ((from != VOUCH_NO_DAY && day < from) || (to != VOUCH_NO_DAY && day > to))
            note(&outside, &record->rows[i]);
    }
    if (outside.count > 0 || (from != VOUCH_NO_DAY && to != VOUCH_NO_DAY))
        outcome = outcome_of(record, &outside);
    leave(record, "bank.rows_in_period", outcome, &outside);
}

/* Whether `row`, printed after `before`, is in order: by the day, then by the time if there is. */
static bool in_order(const struct bank_row *before, const struct bank_row *row, int direction)
{
    int64_t from = before->day, to = row->day;

    if (before->second >= 0 && row->second >= 0) {
        from = from * 86400 + before->second;
        to = to * 86400 + row->second;
    }
    return direction == 0 ? from == to : direction > 0 ? from <= to : from >= to;
}

/* Each account's rows are in order on their own. */
static void check_order(const struct bank_record *record)
{
    enum layout_order order = record->layout->table.order;
    int direction = order == ORDER_OLDEST_FIRST   ? 1
                    : order == ORDER_NEWEST_FIRST ? -1
                                                  : bank_direction(record);
    struct outside outside = {0}, other = {0};

    for (uint32_t i = 0; i < record->row_count; i++) {
        const struct bank_row *row = &record->rows[i];
        const struct bank_row *before = &record->rows[row->above == BANK_NONE ? i : row->above];

        if (!in_order(before, row, direction == 0 ? 1 : direction))
            note(&outside, row);
        if (direction == 0 && !in_order(before, row, -1))
            note(&other, row);
    }
    if (direction == 0 && other.count < outside.count)
        outside = other;
    leave(record, "bank.rows_order", outcome_of(record, &outside), &outside);
}

static void check_signs(const struct bank_record *record)
{
    struct outside outside = {0};

    if (!layout_has_column(record->layout, COLUMN_DIRECTION))
        return;
    for (uint32_t i = 0; i < record->row_count; i++)
        if (record->rows[i].sign_differs)
            note(&outside, &record->rows[i]);
    leave(record, "bank.amount_signs", outcome_of(record, &outside), &outside);
}

/* Whether the layout has rows that it passes over, or lines of which a row can be told. */
static bool passes_over(const struct layout_table *table)
{
    bool passes = false;

    for (uint32_t i = 0; i < table->special_count; i++)
        passes |= table->special[i].is == SPECIAL_IGNORED;
    for (uint32_t i = 0; i < table->count && table->skip[0]; i++)
        passes |= table->columns[i].flags & VOUCH_COLUMN_KEY && !column_is_money(table->is[i]);
    return passes;
}

/* Nobody judges a row that the layout passes over; one that moves money is not what it was meant
 * for. */
static void check_passed(const struct bank_record *record)
{
    const struct bank_passed *passed = &record->passed;
    struct common_check check = {
        .id = "bank.rows_passed_over",
        .on_unknown = passed->moving > 0 ? "bank.advice.ask_bank" : "bank.advice.send_original",
    };

    if (!passes_over(&record->layout->table))
        return;
    if (passed->moving == 0 && !record->rows_lost)
        check.outcome = VOUCH_PASS;
    common_param_if(&check, "moving", passed->moving > 0, passed->moving);
    common_param_if(&check, "page", passed->moving > 0, passed->page);
    common_param(&check, "passed", passed->count);
    common_leave(record->host, record->report, &check);
}

void bank_check_rows(const struct bank_record *record)
{
    if (record->layout->table.count == 0)
        return;
    check_period(record);
    check_order(record);
    check_signs(record);
    check_passed(record);
}
