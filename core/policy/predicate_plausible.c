/* plausible: what the checks of a document's report found. */
#include "base/error.h"
#include "policy/load.h"

struct plausible {
    size_t role;
    const char *const *only; /* check ids; NULL: all */
    const char *const *except;
};

static const struct config_field fields[] = {
    {.name = "document", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "only", .type = CONFIG_TYPE_STRING, .flags = CONFIG_ONE_OR_LIST},
    {.name = "except", .type = CONFIG_TYPE_STRING, .flags = CONFIG_ONE_OR_LIST},
    {0},
};

/* Ids look like nia.sequence; which there are is the plugins' affair. */
static int check_ids(struct loader *loader, const struct config_node *node, const char *const *ids)
{
    struct value value;

    for (; ids && *ids; ids++)
        if (value_parse(VALUE_CODE, *ids, &value) < 0 || !strchr(*ids, '.'))
            return config_fail(node, loader->error,
                               "'%s' is no id of a check, such as nia.sequence", *ids);
    return 0;
}

static int parse(struct loader *loader, const struct config_node *node, const void **ret_data)
{
    struct plausible *data = arena_new_of(loader->arena, struct plausible);
    const struct config_node *only = config_get(node, "only"), *except = config_get(node, "except");
    int r;

    if (!data)
        return loader_no_memory(loader);
    r = loader_check(loader, node, fields);
    if (r == 0 && only && except)
        r = config_fail(except, loader->error, "either 'only' or 'except'");
    if (r == 0)
        r = loader_role(loader, config_get(node, "document"), &data->role);
    if (r == 0)
        r = loader_names(loader, only, &data->only);
    if (r == 0)
        r = loader_names(loader, except, &data->except);
    if (r == 0)
        r = check_ids(loader, only, data->only);
    if (r == 0)
        r = check_ids(loader, except, data->except);
    *ret_data = data;
    return r;
}

/* What the checks of all documents in the role came to; ids with commas. */
struct found {
    struct arena *arena;
    struct evaluation *evaluation;
    struct result *result; /* for evidence */
    const char *failed;
    const char *open;
    size_t made;
    size_t open_count;
};

static const char *with(struct arena *arena, const char *ids, const char *id)
{
    return ids ? arena_printf(arena, "%s,%s", ids, id) : arena_strdup(arena, id);
}

static void failed(struct found *found, size_t document, const char *id, size_t index)
{
    const char *pointer = arena_printf(found->arena, "/checks/%zu", index);

    found->failed = with(found->arena, found->failed, id);
    if (pointer)
        result_evidence(found->evaluation, found->result, document, pointer);
}

static void look(struct found *found, const struct plausible *plausible,
                 const struct report *report, size_t document)
{
    for (size_t i = 0; i < report->check_count; i++) {
        const struct report_check *check = &report->checks[i];

        if ((plausible->only && !names_hold(plausible->only, check->id)) ||
            (plausible->except && names_hold(plausible->except, check->id)))
            continue;
        found->made += check->outcome != CHECK_UNKNOWN;
        if (check->outcome == CHECK_FAIL)
            failed(found, document, check->id, i);
        if (check->outcome != CHECK_UNKNOWN)
            continue;
        found->open = with(found->arena, found->open, check->id);
        found->open_count++;
    }
}

static bool has_check(const struct report *report, const char *id)
{
    for (size_t i = 0; i < report->check_count; i++)
        if (strcmp(report->checks[i].id, id) == 0)
            return true;
    return false;
}

/* A check that was asked for by name, and that nobody made. */
static void look_for_absent(struct found *found, const struct plausible *plausible,
                            const struct report *report)
{
    for (const char *const *id = plausible->only; id && *id; id++) {
        if (has_check(report, *id))
            continue;
        found->open = with(found->arena, found->open, *id);
        found->open_count++;
    }
}

static void conclude(struct evaluation *evaluation, const struct plausible *plausible,
                     const struct found *found, struct result *result)
{
    bool open = plausible->only ? found->open_count > 0 : found->made == 0;

    result->outcome = found->failed ? OUTCOME_FAIL : open ? OUTCOME_UNKNOWN : OUTCOME_PASS;
    if (found->failed || found->open)
        result_param(evaluation, result, "checks", "%s",
                     found->failed ? found->failed : found->open);
    if (found->open_count == 0)
        return;
    result_figure(evaluation, result,
                  &(struct decision_figure){
                      .name = "checks_unknown",
                      .value = arena_printf(evaluation->arena, "%zu", found->open_count),
                  });
}

static void evaluate(struct evaluation *evaluation, const void *data, struct result *result)
{
    const struct plausible *plausible = data;
    const struct role_reports *role = &evaluation->roles[plausible->role];
    struct found found = {.arena = evaluation->arena, .evaluation = evaluation, .result = result};

    result_param(evaluation, result, "document", "%s",
                 evaluation->policy->roles[plausible->role].name);
    if (role->count == 0) {
        result_absent(evaluation, result, plausible->role);
        return;
    }
    result->basis = role_basis(evaluation, plausible->role);
    for (size_t i = 0; i < role->count; i++) {
        look(&found, plausible, role->items[i]->report, role->indexes[i]);
        look_for_absent(&found, plausible, role->items[i]->report);
    }
    conclude(evaluation, plausible, &found, result);
}

static void explain(struct explanation *explanation, const void *data)
{
    const struct plausible *plausible = data;

    explain_say(explanation, plausible->only     ? "policy.plausible.only"
                             : plausible->except ? "policy.plausible.except"
                                                 : "policy.plausible");
    explain_param(explanation, "document", "%s",
                  explain_policy(explanation)->roles[plausible->role].name);
    if (plausible->only)
        explain_names(explanation, "checks", plausible->only);
    if (plausible->except)
        explain_names(explanation, "checks", plausible->except);
}

const struct predicate predicate_plausible = {"plausible", parse, evaluate, explain};
