/* covers: whether the records together speak of every day of a window, and which days none does. */
#include "base/datetime.h"
#include "base/error.h"
#include "policy/covers.h"
#include "policy/load.h"

static const struct config_field fields[] = {
    {.name = "documents",
     .type = CONFIG_TYPE_STRING,
     .flags = CONFIG_ONE_OR_LIST | CONFIG_REQUIRED},
    {.name = "from", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "to", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "gaps", .type = CONFIG_TYPE_STRING},
    {.name = "permits", .type = CONFIG_TYPE_STRING, .flags = CONFIG_ONE_OR_LIST},
    {0},
};

/* ---- Parsing ---- */

static int parse_gaps(struct loader *loader, const struct config_node *node, struct covers *data)
{
    int64_t seconds;
    int r;

    if (!node || config_is(node, "none"))
        return 0;
    data->has_gaps = true;
    r = loader_duration(loader, node, &data->gaps);
    if (r == 0 && duration_seconds(&data->gaps, &seconds) < 0)
        r = config_fail(node, loader->error, "expected 'none', or hours, days or weeks");
    return r;
}

static int parse_permits(struct loader *loader, const struct config_node *node, struct covers *data)
{
    if (node && config_is(node, "all")) {
        data->whole_person = true;
        return 0;
    }
    return loader_names(loader, node, &data->kinds);
}

static int parse(struct loader *loader, const struct config_node *node, const void **ret_data)
{
    struct covers *data = arena_new_of(loader->arena, struct covers);
    int r;

    if (!data)
        return loader_no_memory(loader);
    r = loader_check(loader, node, fields);
    if (r == 0)
        r = movements_parse_roles(loader, config_get(node, "documents"), &data->scope.roles,
                                  &data->scope.role_count);
    if (r == 0)
        r = loader_term(loader, config_get(node, "from"), VALUE_MOMENT, &data->from);
    if (r == 0)
        r = loader_term(loader, config_get(node, "to"), VALUE_MOMENT, &data->to);
    if (r == 0)
        r = parse_gaps(loader, config_get(node, "gaps"), data);
    if (r == 0)
        r = parse_permits(loader, config_get(node, "permits"), data);
    *ret_data = data;
    return r;
}

/* ---- The whole ---- */

/* A day as the end is reached where a record touches it: it may have been made that day. */
static bool take_moment(struct covering *covering, const struct term *term, bool end, int64_t *ret)
{
    struct value value = term_value(covering->evaluation, term);

    covering->result->basis |= value.basis;
    if (!value.is_known) {
        result_missing(covering->evaluation, covering->result, term);
        return false;
    }
    if (value.type == VALUE_TIME)
        *ret = end ? value.time.last : value.time.first;
    else
        *ret = covers_day_begins(covering, value.day) + (end ? 1 : 0);
    return true;
}

static bool some_record_of_person(const struct movements *movements)
{
    for (size_t r = 0; r < movements->merged.record_count; r++)
        if (movements->merged.records[r].of_person)
            return true;
    return false;
}

static void conclude(struct covering *covering)
{
    struct result *result = covering->result;

    if (covering->count == 0) {
        result->outcome = OUTCOME_PASS;
        return;
    }
    result->outcome = OUTCOME_FAIL;
    /* a record that may be of one document says nothing for or against the person's others */
    if (!covering->failed ||
        (covering->data->whole_person && !some_record_of_person(covering->movements))) {
        result->outcome = OUTCOME_UNKNOWN;
        result->why = "permit";
    }
    result_param(covering->evaluation, result, "uncovered", "%s", covering->listed);
    result_param(covering->evaluation, result, "count", "%zu", covering->count);
    movements_ask(covering->evaluation, result, &covering->data->scope, "ask.uncovered");
}

static void evaluate(struct evaluation *evaluation, const void *data, struct result *result)
{
    struct covering covering = {
        .evaluation = evaluation, .data = data, .result = result, .listed = ""};
    const struct movements_scope *scope = &covering.data->scope;

    result_param(evaluation, result, "documents", "%s",
                 movements_role_names(evaluation->arena, evaluation->policy, scope->roles,
                                      scope->role_count));
    covering.movements = movements_of(evaluation, scope);
    if (!covering.movements)
        return;
    result->basis |= covering.movements->basis;
    if (!take_moment(&covering, &covering.data->from, false, &covering.window.from) ||
        !take_moment(&covering, &covering.data->to, true, &covering.window.to))
        return;
    result_param(evaluation, result, "from", "%s",
                 covers_day_text(&covering, covering.window.from));
    result_param(evaluation, result, "to", "%s",
                 covers_day_text(&covering, covering.window.to - 1));
    if (covering.movements->merged.record_count == 0) {
        movements_absent(evaluation, result, scope);
        return;
    }
    if (covering.window.from >= covering.window.to)
        return; /* it ends before it begins: nothing is asked, so that nothing covers it */
    covers_look(&covering);
    conclude(&covering);
}

static void explain(struct explanation *explanation, const void *data)
{
    const struct covers *covers = data;
    struct arena *arena = explain_arena(explanation);

    explain_say(explanation, covers->has_gaps ? "policy.covers.gaps" : "policy.covers");
    explain_param(explanation, "documents", "%s",
                  movements_role_names(arena, explain_policy(explanation), covers->scope.roles,
                                       covers->scope.role_count));
    explain_param(explanation, "from", "%s", covers->from.text);
    explain_param(explanation, "to", "%s", covers->to.text);
    if (covers->has_gaps)
        explain_param(explanation, "gaps", "%s", duration_text(arena, &covers->gaps));
    if (!covers->whole_person)
        return;
    explain_deeper(explanation, 1);
    explain_say(explanation, "policy.covers.person");
    explain_deeper(explanation, -1);
}

const struct predicate predicate_covers = {"covers", parse, evaluate, explain};
