#include "bank.h"

#include <inttypes.h>
#include <stdio.h>

void bank_param(struct bank_check *check, const char *name, int64_t value)
{
    if (check->count == BANK_PARAMS_MAX)
        return;
    check->names[check->count] = name;
    snprintf(check->values[check->count], sizeof check->values[0], "%" PRId64, value);
    check->count++;
}

void bank_leave(const struct bank_record *record, const struct bank_check *check)
{
    struct vouch_param params[BANK_PARAMS_MAX];
    struct vouch_check out = {
        .size = sizeof out,
        .outcome = check->outcome,
        .id = check->id,
        .params = params,
        .param_count = check->count,
    };

    if (check->outcome != VOUCH_PASS)
        out.advice = check->outcome == VOUCH_FAIL ? check->on_fail : check->on_unknown;
    for (uint32_t i = 0; i < check->count; i++)
        params[i] = (struct vouch_param){check->names[i], check->values[i]};
    vouch_check(record->host, record->report, &out);
}

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
