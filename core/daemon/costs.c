#include "daemon/costs.h"

#include <jansson.h>
#include <time.h>

static const char *const names[COSTS] = {
    [COST_ISOLATION] = "isolation_us", [COST_SIGNATURE] = "signature_us",
    [COST_TEXT] = "text_us",           [COST_SOURCE] = "source_us",
    [COST_ANSWER] = "answer_us",       [COST_PREPARE] = "prepare_us",
    [COST_FINISH] = "finish_us",       [COST_LEDGER] = "ledger_us",
};

const char *cost_name(enum cost cost)
{
    return names[cost];
}

int64_t costs_now(void)
{
    struct timespec spent = {0};

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return spent.tv_sec * INT64_C(1000000) + spent.tv_nsec / 1000;
}

void costs_add(struct costs *to, const struct costs *costs)
{
    for (size_t i = 0; i < COSTS; i++)
        to->us[i] += costs->us[i];
}

void costs_of_child(struct costs *costs, struct slice timings, int64_t fork_us, int64_t cpu_us)
{
    json_t *json = json_loadb((const char *)timings.data, timings.size, 0, NULL);
    int64_t said = 0;

    for (size_t i = COST_ISOLATION; i <= COST_ANSWER; i++) {
        int64_t us = json_integer_value(json_object_get(json, names[i]));

        costs->us[i] = us > 0 && us < INT32_MAX ? us : 0;
        said += costs->us[i];
    }
    json_decref(json);
    costs->us[COST_ISOLATION] += fork_us;
    if (cpu_us > said) /* what it could not measure: its end */
        costs->us[COST_ISOLATION] += cpu_us - said;
}
