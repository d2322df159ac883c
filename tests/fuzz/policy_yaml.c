/*
 * Any bytes as a policy: refused with a place and a message, or loaded; what was loaded explains
 * itself, and decides about no facts and no documents. The same bytes as a table of holidays.
 */
#include "policy/load.h"

#include <stdlib.h>

#define ARENA_MAX (256u * 1024 * 1024)
#define AS_OF     INT64_C(1795314600) /* 2026-11-22T02:30:00Z */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void use(struct arena *arena, const struct policy *policy)
{
    const struct policy_input input = {.as_of = AS_OF};
    const struct policy_sentence *sentences = NULL;
    struct decision decision;
    size_t count = 0;

    require(policy_explain(arena, policy, &sentences, &count) == 0 && count > 0);
    for (size_t i = 0; i < count; i++)
        require(sentences[i].depth < 64 && sentences[i].id);
    require(policy_evaluate(arena, policy, &input, &decision) == 0);
    require(decision.finding_count > 0 && policy_title(policy, "zh-Hant-HK") != NULL);
}

/* The same bytes as a table of holidays. */
static void use_holidays(struct arena *arena, struct slice yaml)
{
    const struct holidays *holidays = NULL;
    struct config_error error = {0};
    int64_t days = 0;

    if (holidays_parse(arena, yaml, "h.yaml", &holidays, &error) < 0) {
        require(error.message[0] != '\0');
        return;
    }
    if (holidays_working_days(holidays, "HK", 20454, 20818, &days) == 0)
        require(days >= 0 && days <= 364);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct config_error error = {0};
    const struct policy *policy;

    if (!arena)
        return 0;
    use_holidays(arena, slice_of(data, size));
    if (policy_parse(arena, slice_of(data, size), "p.yaml", NULL, &policy, &error) < 0)
        require(error.message[0] != '\0' && error.file[0] != '\0');
    else
        use(arena, policy);
    arena_free(arena);
    return 0;
}
