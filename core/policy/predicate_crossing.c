/* crossing: whether a row of some kind is there, is the last one, or is nowhere. */
#include "base/datetime.h"
#include "base/error.h"
#include "policy/crossing.h"
#include "policy/load.h"

#include <inttypes.h>

static const char *const which_names[] = {"last", "first", "any", "none", "every", NULL};
static const char *const directions[] = {"entry", "exit", NULL};
static const char *const regions[] = {"HK", "MO", "TW", "abroad", NULL};

#define COUNT_MAX DAYS_ROWS_MAX

static const struct config_field count_fields[] = {
    {.name = "at_least", .type = CONFIG_TYPE_INTEGER, .min = 0, .max = COUNT_MAX},
    {.name = "at_most", .type = CONFIG_TYPE_INTEGER, .min = 0, .max = COUNT_MAX},
    {.name = "exactly", .type = CONFIG_TYPE_INTEGER, .min = 0, .max = COUNT_MAX},
    {0},
};

static const struct config_field fields[] = {
    {.name = "document", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "which", .type = CONFIG_TYPE_CHOICE, .names = which_names},
    {.name = "count", .type = CONFIG_TYPE_MAP, .fields = count_fields},
    {.name = "direction", .type = CONFIG_TYPE_CHOICE, .names = directions},
    {.name = "document_kind", .type = CONFIG_TYPE_STRING, .flags = CONFIG_ONE_OR_LIST},
    {.name = "port", .type = CONFIG_TYPE_STRING, .flags = CONFIG_ONE_OR_LIST},
    {.name = "towards", .type = CONFIG_TYPE_CHOICE, .names = regions, .flags = CONFIG_ONE_OR_LIST},
    {.name = "flight", .type = CONFIG_TYPE_STRING, .min = 3, .max = 8},
    {.name = "between", .type = CONFIG_TYPE_STRING},
    {.name = "on_or_before", .type = CONFIG_TYPE_STRING},
    {0},
};

/* ---- Parsing ---- */

static int parse_count(struct loader *loader, const struct config_node *node, struct crossing *data)
{
    const struct config_node *exactly = config_get(node, "exactly");
    int r;

    data->which = CROSSING_COUNT;
    data->has_least = config_get(node, "at_least") || exactly;
    data->has_most = config_get(node, "at_most") || exactly;
    if (!data->has_least && !data->has_most)
        return config_fail(node, loader->error, "how many: at_least, at_most or exactly");
    if (exactly && node->count > 1)
        return config_fail(exactly, loader->error, "'exactly' stands alone");
    r = config_integer(config_get(node, exactly ? "exactly" : "at_least"), 0, COUNT_MAX,
                       &data->least, loader->error);
    if (r == 0)
        r = config_integer(config_get(node, exactly ? "exactly" : "at_most"), 0, COUNT_MAX,
                           &data->most, loader->error);
    return r;
}

static int parse_which(struct loader *loader, const struct config_node *node, struct crossing *data)
{
    const struct config_node *which = config_get(node, "which"), *count = config_get(node, "count");
    size_t index = 0;
    int r;

    if (!which == !count)
        return config_fail(node, loader->error, "either 'which' or 'count'");
    if (count)
        return parse_count(loader, count, data);
    r = config_choice(which, which_names, &index, loader->error);
    data->which = (enum crossing_which)index;
    return r;
}

/* A list of codes, or one: a code, or a fact that holds one. */
static int parse_ports(struct loader *loader, const struct config_node *node, struct crossing *data)
{
    if (!node || node->kind == CONFIG_LIST)
        return loader_names(loader, node, &data->ports);
    data->has_port_term = true;
    return loader_term(loader, node, VALUE_BIT(VALUE_CODE), &data->port_term);
}

static int parse_between(struct loader *loader, const struct config_node *node,
                         struct crossing *data)
{
    struct slice text;
    size_t at = 0;
    int r;

    if (!node)
        return 0;
    text = node->text;
    while (at < text.size && !slice_is(slice_sub(text, at, strlen(" to ")), " to "))
        at++;
    if (at == text.size)
        return config_fail(node, loader->error, "expected 'DAY to DAY'");
    data->has_between = true;
    r = loader_term_text(loader, node, slice_sub(text, 0, at), VALUE_MOMENT, &data->from);
    if (r == 0)
        r = loader_term_text(loader, node, slice_sub(text, at + strlen(" to "), SIZE_MAX),
                             VALUE_MOMENT, &data->to);
    return r;
}

static int parse_rest(struct loader *loader, const struct config_node *node, struct crossing *data)
{
    const struct config_node *before = config_get(node, "on_or_before");
    int r = config_string(config_get(node, "direction"), &data->direction, loader->error);

    data->wants_entry = data->direction && strcmp(data->direction, "entry") == 0;
    if (r == 0)
        r = loader_names(loader, config_get(node, "document_kind"), &data->kinds);
    if (r == 0)
        r = parse_ports(loader, config_get(node, "port"), data);
    if (r == 0)
        r = loader_names(loader, config_get(node, "towards"), &data->towards);
    if (r == 0)
        r = config_string(config_get(node, "flight"), &data->flight, loader->error);
    if (r == 0)
        r = parse_between(loader, config_get(node, "between"), data);
    if (r == 0 && before) {
        data->has_before = true;
        r = loader_term(loader, before, VALUE_MOMENT, &data->before);
    }
    return r;
}

static int parse(struct loader *loader, const struct config_node *node, const void **ret_data)
{
    struct crossing *data = arena_new_of(loader->arena, struct crossing);
    int r;

    if (!data)
        return loader_no_memory(loader);
    r = loader_check(loader, node, fields);
    if (r == 0)
        r = loader_role(loader, config_get(node, "document"), &data->role);
    data->scope.roles = &data->role;
    data->scope.role_count = 1;
    if (r == 0)
        r = parse_which(loader, node, data);
    if (r == 0)
        r = parse_rest(loader, node, data);
    *ret_data = data;
    return r;
}

/* ---- The whole ---- */

/*
 * A bound of the window; false where its term is not known. It is when is asked, and no word for
 * or against; but a document that nobody has proven may not choose it unseen.
 */
static bool take_day(struct looking *looking, const struct term *term, bool last, int32_t *ret_day)
{
    struct value value = term_value(looking->evaluation, term);
    int32_t days[2];

    looking->result->basis |= value.basis & ~BASIS_KINDS;
    if (!value.is_known) {
        result_missing(looking->evaluation, looking->result, term);
        return false;
    }
    value_days(looking->evaluation, &value, &days[0], &days[1]);
    *ret_day = days[last];
    return true;
}

static void widen(struct days_window *window, int32_t from, int32_t to)
{
    window->from = from < window->from ? from : window->from;
    window->to = to > window->to ? to : window->to;
}

static bool take_window(struct looking *looking)
{
    const struct crossing *data = looking->data;
    const struct merged *merged = &looking->movements->merged;
    int32_t before;

    /* without bounds: all that the records speak of */
    looking->window = (struct days_window){DAY_MAX, DAY_MIN};
    looking->asked_to = DAY_MAX;
    for (size_t i = 0; i < merged->row_count; i++)
        widen(&looking->window, merged->rows[i].day, merged->rows[i].day);
    for (size_t i = 0; i < merged->record_count; i++) {
        const struct days_cover *cover = &merged->records[i].cover;

        if (merged->records[i].has_cover)
            widen(&looking->window, cover->from, cover->to_partly ? cover->to - 1 : cover->to);
    }
    if (data->has_between && (!take_day(looking, &data->from, false, &looking->window.from) ||
                              !take_day(looking, &data->to, true, &looking->window.to)))
        return false;
    if (data->has_between)
        looking->asked_to = looking->window.to;
    if (!data->has_before)
        return true;
    if (!take_day(looking, &data->before, true, &before))
        return false;
    looking->asked_to = before < looking->asked_to ? before : looking->asked_to;
    looking->window.to = before < looking->window.to ? before : looking->window.to;
    return true;
}

static void say_asked(struct looking *looking)
{
    struct evaluation *evaluation = looking->evaluation;
    const struct crossing *data = looking->data;
    char from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE];

    if (data->has_between) {
        day_format(looking->window.from, from);
        day_format(looking->window.to, to);
        result_param(evaluation, looking->result, "from", "%s", from);
        result_param(evaluation, looking->result, "to", "%s", to);
    }
}

static const char *names_text(struct arena *arena, const char *const *names)
{
    const char *text = "";

    for (; text && *names; names++)
        text = arena_printf(arena, "%s%s%s", text, *text ? "," : "", *names);
    return text ? text : "";
}

static void say_wanted(struct looking *looking)
{
    struct evaluation *evaluation = looking->evaluation;
    const struct crossing *data = looking->data;
    struct result *result = looking->result;

    result_param(evaluation, result, "document", "%s", evaluation->policy->roles[data->role].name);
    result_param(evaluation, result, "which", "%s",
                 data->which == CROSSING_COUNT ? "count" : which_names[data->which]);
    if (data->direction)
        result_param(evaluation, result, "direction", "%s", data->direction);
    if (data->kinds)
        result_param(evaluation, result, "document_kind", "%s",
                     names_text(evaluation->arena, data->kinds));
    if (data->ports || looking->port)
        result_param(evaluation, result, "port", "%s",
                     data->ports ? names_text(evaluation->arena, data->ports) : looking->port);
    if (data->towards)
        result_param(evaluation, result, "towards", "%s",
                     names_text(evaluation->arena, data->towards));
    if (data->flight)
        result_param(evaluation, result, "flight", "%s", data->flight);
}

static bool take_port(struct looking *looking)
{
    struct value value;

    if (!looking->data->has_port_term)
        return true;
    value = term_value(looking->evaluation, &looking->data->port_term);
    looking->result->basis |= value.basis;
    if (!value.is_known) {
        result_missing(looking->evaluation, looking->result, &looking->data->port_term);
        return false;
    }
    looking->port = value.text;
    return true;
}

static void evaluate(struct evaluation *evaluation, const void *data, struct result *result)
{
    struct looking looking = {.evaluation = evaluation, .data = data, .result = result};

    looking.movements = movements_of(evaluation, &looking.data->scope);
    if (!looking.movements)
        return;
    result->basis |= looking.movements->basis;
    if (!take_port(&looking)) {
        result->why = NULL;
        return;
    }
    say_wanted(&looking);
    if (looking.movements->merged.record_count == 0) {
        movements_absent(evaluation, result, &looking.data->scope);
        return;
    }
    if (!take_window(&looking)) {
        result->why = NULL; /* there are rows: only which of them count is not known */
        return;
    }
    say_asked(&looking);
    crossing_judge(&looking);
}

/* ---- Explaining ---- */

static const char *sentence_of(const struct crossing *crossing)
{
    static const char *const ids[] = {
        [CROSSING_LAST] = "policy.crossing.last",   [CROSSING_FIRST] = "policy.crossing.first",
        [CROSSING_ANY] = "policy.crossing.any",     [CROSSING_NONE] = "policy.crossing.none",
        [CROSSING_EVERY] = "policy.crossing.every", [CROSSING_COUNT] = "policy.crossing.count",
    };

    if (crossing->which == CROSSING_COUNT && !crossing->has_most)
        return "policy.crossing.count_least";
    if (crossing->which == CROSSING_COUNT && !crossing->has_least)
        return "policy.crossing.count_most";
    return ids[crossing->which];
}

static void explain_part(struct explanation *explanation, const char *id, const char *name,
                         const char *value)
{
    if (!value)
        return;
    explain_say(explanation, id);
    explain_param(explanation, name, "%s", value);
}

static const char *listed(struct explanation *explanation, const char *const *names)
{
    return names ? names_text(explain_arena(explanation), names) : NULL;
}

/* What a crossing has to be, a line each. */
static void explain_wanted(struct explanation *explanation, const struct crossing *crossing)
{
    if (!crossing->direction && !crossing->kinds && !crossing->ports && !crossing->has_port_term &&
        !crossing->towards && !crossing->flight) {
        explain_say(explanation, "policy.crossing.whichever");
        return;
    }
    explain_part(explanation, "policy.crossing.direction", "direction", crossing->direction);
    explain_part(explanation, "policy.crossing.kind", "document_kind",
                 listed(explanation, crossing->kinds));
    explain_part(explanation, "policy.crossing.port", "port", listed(explanation, crossing->ports));
    explain_part(explanation, "policy.crossing.port", "port",
                 crossing->has_port_term ? crossing->port_term.text : NULL);
    explain_part(explanation, "policy.crossing.towards", "towards",
                 listed(explanation, crossing->towards));
    explain_part(explanation, "policy.crossing.flight", "flight", crossing->flight);
}

static void explain(struct explanation *explanation, const void *data)
{
    const struct crossing *crossing = data;

    explain_say(explanation, sentence_of(crossing));
    explain_param(explanation, "document", "%s",
                  explain_policy(explanation)->roles[crossing->role].name);
    if (crossing->has_least)
        explain_param(explanation, "least", "%" PRId64, crossing->least);
    if (crossing->has_most)
        explain_param(explanation, "most", "%" PRId64, crossing->most);
    explain_deeper(explanation, 1);
    explain_wanted(explanation, crossing);
    if (crossing->has_between) {
        explain_say(explanation, "policy.crossing.between");
        explain_param(explanation, "from", "%s", crossing->from.text);
        explain_param(explanation, "to", "%s", crossing->to.text);
    }
    if (crossing->has_before) {
        explain_say(explanation, "policy.crossing.before");
        explain_param(explanation, "before", "%s", crossing->before.text);
    }
    explain_deeper(explanation, -1);
}

const struct predicate predicate_crossing = {"crossing", parse, evaluate, explain};
