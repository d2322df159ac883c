#include "immd.h"

#include <inttypes.h>
#include <stdio.h>

void immd_param(struct immd_check *check, const char *name, int64_t value)
{
    if (check->count == IMMD_PARAMS_MAX)
        return;
    check->names[check->count] = name;
    snprintf(check->values[check->count], sizeof check->values[0], "%" PRId64, value);
    check->count++;
}

void immd_leave(const struct immd_paper *paper, const struct immd_check *check)
{
    struct vouch_param params[IMMD_PARAMS_MAX];
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
    vouch_check(paper->host, paper->report, &out);
}
