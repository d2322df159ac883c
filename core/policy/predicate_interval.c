/* interval: the time between two terms, by the calendar, as it passes, or in working days. */
#include "base/error.h"
#include "policy/interval.h"
#include "policy/load.h"
#include "policy/outlook.h"

static const char *const relation_names[] = {
    [INTERVAL_AT_LEAST] = "at_least", [INTERVAL_AT_MOST] = "at_most",
    [INTERVAL_EXACTLY] = "exactly",   [INTERVAL_UNDER] = "under",
    [INTERVAL_OVER] = "over",         NULL,
};

static const char *const clock_names[] = {"calendar", "elapsed", "working", NULL};

static const struct config_field fields[] = {
    {.name = "from", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "to", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "at_least", .type = CONFIG_TYPE_STRING},
    {.name = "at_most", .type = CONFIG_TYPE_STRING},
    {.name = "exactly", .type = CONFIG_TYPE_STRING},
    {.name = "under", .type = CONFIG_TYPE_STRING},
    {.name = "over", .type = CONFIG_TYPE_STRING},
    {.name = "clock", .type = CONFIG_TYPE_CHOICE, .names = clock_names},
    {0},
};

/* ---- Parsing ---- */

static int parse_bound(struct loader *loader, const struct config_node *node, struct interval *data)
{
    const struct config_node *found = NULL;

    for (size_t i = 0; relation_names[i]; i++) {
        const struct config_node *bound = config_get(node, relation_names[i]);

        if (bound && found)
            return loader_fail_key(loader, bound, "'%s' beside '%s'; write two rules", bound->key,
                                   found->key);
        if (!bound)
            continue;
        found = bound;
        data->relation = (enum interval_relation)i;
    }
    if (!found)
        return config_fail(node, loader->error,
                           "how long: at_least, at_most, exactly, under or over");
    return loader_duration(loader, found, &data->wanted);
}

/* Hours do not add up to days of the calendar, nor working days to any other. */
static int parse_clock(struct loader *loader, const struct config_node *node, struct interval *data)
{
    const struct config_node *clock = config_get(node, "clock");
    enum duration_unit unit = data->wanted.unit;
    bool short_unit = unit == UNIT_MINUTES || unit == UNIT_HOURS;
    size_t index = short_unit                  ? INTERVAL_ELAPSED
                   : unit == UNIT_WORKING_DAYS ? INTERVAL_WORKING
                                               : INTERVAL_CALENDAR;
    int r = config_choice(clock, clock_names, &index, loader->error);

    if (r < 0)
        return r;
    data->clock = (enum interval_clock)index;
    if ((data->clock == INTERVAL_WORKING) != (unit == UNIT_WORKING_DAYS))
        return config_fail(clock ? clock : node, loader->error,
                           "the clock 'working' and working_days go together");
    if (data->clock == INTERVAL_CALENDAR && (short_unit || data->wanted.fraction))
        return config_fail(clock ? clock : node, loader->error,
                           "the calendar has whole days, weeks, months and years; for others "
                           "'clock: elapsed'");
    if (data->clock == INTERVAL_ELAPSED && (unit == UNIT_MONTHS || unit == UNIT_YEARS))
        return config_fail(clock ? clock : node, loader->error,
                           "months and years are not equally long; they need 'clock: calendar'");
    return 0;
}

static int parse(struct loader *loader, const struct config_node *node, const void **ret_data)
{
    struct interval *data = arena_new_of(loader->arena, struct interval);
    int r;

    if (!data)
        return loader_no_memory(loader);
    r = loader_check(loader, node, fields);
    if (r == 0)
        r = loader_term(loader, config_get(node, "from"), VALUE_MOMENT, &data->from);
    if (r == 0)
        r = loader_term(loader, config_get(node, "to"), VALUE_MOMENT, &data->to);
    if (r == 0 && data->from.kind == TERM_LITERAL && data->to.kind == TERM_LITERAL)
        r = config_fail(config_get(node, "to"), loader->error, "between two literals");
    if (r == 0)
        r = parse_bound(loader, node, data);
    if (r == 0)
        r = parse_clock(loader, node, data);
    *ret_data = data;
    return r;
}

/* ---- Evaluating ---- */

static void evaluate(struct evaluation *evaluation, const void *data, struct result *result)
{
    const struct interval *interval = data;
    struct value from = outlook_value(evaluation, &interval->from);
    struct value to = outlook_value(evaluation, &interval->to);

    result_param(evaluation, result, "from", "%s", interval->from.text);
    result_param(evaluation, result, "to", "%s", interval->to.text);
    result_param(evaluation, result, "relation", "%s", relation_names[interval->relation]);
    result_param(evaluation, result, "wanted", "%s",
                 duration_text(evaluation->arena, &interval->wanted));
    result_param(evaluation, result, "clock", "%s", clock_names[interval->clock]);
    result->basis = from.basis | to.basis;
    if (!from.is_known)
        result_missing(evaluation, result, &interval->from);
    if (!to.is_known)
        result_missing(evaluation, result, &interval->to);
    if (!from.is_known || !to.is_known)
        return;
    term_evidence(evaluation, result, &interval->from);
    term_evidence(evaluation, result, &interval->to);
    interval_judge(evaluation, interval, &from, &to, result);
}

static void explain(struct explanation *explanation, const void *data)
{
    const struct interval *interval = data;

    explain_say(explanation, interval->clock == INTERVAL_ELAPSED   ? "policy.interval.elapsed"
                             : interval->clock == INTERVAL_WORKING ? "policy.interval.working"
                                                                   : "policy.interval");
    explain_param(explanation, "from", "%s", interval->from.text);
    explain_param(explanation, "to", "%s", interval->to.text);
    explain_param(explanation, "relation", "%s", relation_names[interval->relation]);
    explain_param(explanation, "wanted", "%s",
                  duration_text(explain_arena(explanation), &interval->wanted));
}

const struct predicate predicate_interval = {"interval", parse, evaluate, explain};
