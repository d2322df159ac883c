/*
 * Checks that look at one row, or at a row and the one above it. Each answers for a row;
 * the table below makes the check of it: one row that fails makes it fail, one that
 * cannot be judged makes it unknown, and the first of them is named as printed, or by its place
 * in the table where its number was not read surely.
 */
#include "nia.h"

/* 1 to n. Where rows could not be read, a gap may be ours. */
static uint32_t numbered(const struct nia_record *record, uint32_t i)
{
    if (record->rows[i].number == i + 1)
        return VOUCH_PASS;
    return record->rows_lost || record->damaged ? VOUCH_UNKNOWN : VOUCH_FAIL;
}

/* Newest first; the day above may be the same. */
static uint32_t ordered(const struct nia_record *record, uint32_t i)
{
    int32_t date = record->rows[i].date;
    int32_t above = i > 0 ? record->rows[i - 1].date : date;

    if (date == VOUCH_NO_DAY || above == VOUCH_NO_DAY)
        return VOUCH_UNKNOWN;
    return date <= above ? VOUCH_PASS : VOUCH_FAIL;
}

static uint32_t in_period(const struct nia_record *record, uint32_t i)
{
    int32_t date = record->rows[i].date;

    if (date == VOUCH_NO_DAY || record->period_from == VOUCH_NO_DAY)
        return VOUCH_UNKNOWN;
    return date >= record->period_from && date <= record->period_to ? VOUCH_PASS : VOUCH_FAIL;
}

static uint32_t not_after_making(const struct nia_record *record, uint32_t i)
{
    int32_t date = record->rows[i].date;

    if (date == VOUCH_NO_DAY || record->made_on == VOUCH_NO_DAY)
        return VOUCH_UNKNOWN;
    return date <= record->made_on ? VOUCH_PASS : VOUCH_FAIL;
}

static uint32_t well_numbered(const struct nia_record *record, uint32_t i)
{
    return record->rows[i].number_outcome;
}

/* The table of ports is ours and cannot be complete: a port it lacks is no failure. */
static uint32_t at_known_port(const struct nia_record *record, uint32_t i)
{
    return record->rows[i].port_known ? VOUCH_PASS : VOUCH_UNKNOWN;
}

static const struct row_check {
    const char *id;
    uint32_t (*row)(const struct nia_record *record, uint32_t index);
    const char *on_fail, *on_unknown; /* advice */
} row_checks[] = {
    {"nia.rows_numbered", numbered, "nia.advice.download_again", NULL},
    {"nia.rows_order", ordered, "nia.advice.download_again", NULL},
    {"nia.rows_in_period", in_period, "nia.advice.download_again", NULL},
    {"nia.nothing_after_making", not_after_making, "nia.advice.download_again", NULL},
    {"nia.document_numbers", well_numbered, "nia.advice.compare_documents",
     "nia.advice.compare_documents"},
    {"nia.ports_known", at_known_port, NULL, "nia.advice.look_up_port"},
};

static void name_row(struct common_check *check, const struct nia_record *record, uint32_t index)
{
    const struct nia_row *row = &record->rows[index];

    if (row->is_unread) {
        common_param(check, "place", (int64_t)index + 1);
        common_param(check, "page", row->page);
    } else {
        common_param(check, "row", row->number);
    }
}

static void check_all(const struct nia_record *record, const struct row_check *kind)
{
    struct common_check check = {.id = kind->id, .on_fail = kind->on_fail};
    uint32_t counts[] = {[VOUCH_UNKNOWN] = 0, [VOUCH_PASS] = 0, [VOUCH_FAIL] = 0};
    uint32_t first[] = {[VOUCH_UNKNOWN] = 0, [VOUCH_PASS] = 0, [VOUCH_FAIL] = 0};
    bool named;

    for (uint32_t i = 0; i < record->row_count; i++) {
        uint32_t outcome = kind->row(record, i);

        if (counts[outcome]++ == 0)
            first[outcome] = i;
    }
    if (counts[VOUCH_UNKNOWN] > 0)
        check.on_unknown = kind->on_unknown;
    if (counts[VOUCH_FAIL] > 0)
        check.outcome = VOUCH_FAIL;
    else if (counts[VOUCH_PASS] > 0 && counts[VOUCH_UNKNOWN] == 0 && !record->rows_lost)
        check.outcome = VOUCH_PASS;
    named = check.outcome != VOUCH_PASS && counts[check.outcome] > 0;
    if (named)
        name_row(&check, record, first[check.outcome]);
    common_param_if(&check, "count", named, counts[check.outcome]);
    common_param_if(&check, "empty", nia_table_is_empty(record), 1);
    common_param(&check, "rows", record->row_count);
    common_leave(record->host, record->report, &check);
}

bool nia_table_is_empty(const struct nia_record *record)
{
    return record->row_count == 0 && !record->rows_lost && !record->damaged;
}

/* Without a crossing NIA makes no file, so an empty table is odd; one we could not find is not. */
static void check_table_not_empty(const struct nia_record *record)
{
    struct common_check check = {.id = "nia.table_not_empty",
                                 .on_fail = "nia.advice.paper_when_no_crossing"};

    if (record->row_count > 0)
        check.outcome = VOUCH_PASS;
    else if (nia_table_is_empty(record))
        check.outcome = VOUCH_FAIL;
    common_param(&check, "rows", record->row_count);
    common_leave(record->host, record->report, &check);
}

void nia_check_rows(const struct nia_record *record)
{
    for (uint32_t i = 0; i < VOUCH_COUNT(row_checks); i++)
        check_all(record, &row_checks[i]);
    check_table_not_empty(record);
}
