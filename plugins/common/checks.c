#include "common.h"

#include <inttypes.h>
#include <stdio.h>

void common_param(struct common_check *check, const char *name, int64_t value)
{
    if (check->count == COMMON_PARAMS_MAX)
        return;
    check->names[check->count] = name;
    snprintf(check->values[check->count], sizeof check->values[0], "%" PRId64, value);
    check->count++;
}

void common_param_if(struct common_check *check, const char *name, bool known, int64_t value)
{
    if (known)
        common_param(check, name, value);
}

void common_leave(const struct vouch_host *host, struct vouch_report *report,
                  const struct common_check *check)
{
    struct vouch_param params[COMMON_PARAMS_MAX];
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
    vouch_check(host, report, &out);
}
