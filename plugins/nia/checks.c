#include "nia.h"

#include <inttypes.h>
#include <stdio.h>

void nia_param(struct nia_check *check, const char *name, int64_t value)
{
    if (check->count == NIA_PARAMS_MAX)
        return;
    check->names[check->count] = name;
    snprintf(check->values[check->count], sizeof check->values[0], "%" PRId64, value);
    check->count++;
}

void nia_param_if(struct nia_check *check, const char *name, bool known, int64_t value)
{
    if (known)
        nia_param(check, name, value);
}

bool nia_table_is_empty(const struct nia_record *record)
{
    return record->row_count == 0 && !record->rows_lost && !record->damaged;
}

void nia_leave(const struct nia_record *record, const struct nia_check *check)
{
    struct vouch_param params[NIA_PARAMS_MAX];
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
