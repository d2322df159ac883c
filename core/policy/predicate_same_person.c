/* same_person: whether documents, and what was stated, speak of one person, field by field. */
#include "base/error.h"
#include "policy/load.h"
#include "policy/movements.h"
#include "policy/person.h"

static const char *const field_names[] = {"name", "id_number",   "birth_date",
                                          "sex",  "nationality", NULL};
static const char *const permits[] = {"last_crossing", "last_entry", "last_exit", "first_crossing",
                                      NULL};

struct same_person {
    struct movements_scope scope; /* whose roles are the documents */
    bool has_fact;
    size_t fact;
    unsigned fields; /* bits of enum person_field */
    bool has_permit;
    size_t permit; /* into `permits` */
};

static const struct config_field fields[] = {
    {.name = "documents",
     .type = CONFIG_TYPE_STRING,
     .flags = CONFIG_ONE_OR_LIST | CONFIG_REQUIRED},
    {.name = "fact", .type = CONFIG_TYPE_STRING},
    {.name = "fields",
     .type = CONFIG_TYPE_CHOICE,
     .names = field_names,
     .flags = CONFIG_ONE_OR_LIST | CONFIG_REQUIRED},
    {.name = "permit", .type = CONFIG_TYPE_CHOICE, .names = permits},
    {0},
};

/* ---- Parsing ---- */

static int parse_fields(struct loader *loader, const struct config_node *node,
                        struct same_person *data)
{
    const struct config_node *item = node->kind == CONFIG_LIST ? node->first : node;

    for (; item; item = node->kind == CONFIG_LIST ? item->next : NULL) {
        size_t index = 0;
        int r = config_choice(item, field_names, &index, loader->error);

        if (r < 0)
            return r;
        data->fields |= 1u << index;
    }
    return data->fields ? 0 : config_fail(node, loader->error, "which fields?");
}

static int parse_rest(struct loader *loader, const struct config_node *node,
                      struct same_person *data)
{
    const struct config_node *fact = config_get(node, "fact"), *permit = config_get(node, "permit");
    int r = 0;

    if (fact) {
        data->has_fact = true;
        r = loader_fact(loader, fact, VALUE_BIT(VALUE_PERSON), &data->fact);
    } else if (data->scope.role_count < 2) {
        r = config_fail(node, loader->error,
                        "one document alone: the same as whom? name a 'fact' or a second document");
    }
    if (r == 0 && permit) {
        data->has_permit = true;
        r = config_choice(permit, permits, &data->permit, loader->error);
        if (r == 0 && !fact)
            r = config_fail(permit, loader->error, "needs a 'fact' with the person's numbers");
    }
    return r;
}

static int parse(struct loader *loader, const struct config_node *node, const void **ret_data)
{
    struct same_person *data = arena_new_of(loader->arena, struct same_person);
    int r;

    if (!data)
        return loader_no_memory(loader);
    r = loader_check(loader, node, fields);
    if (r == 0)
        r = movements_parse_roles(loader, config_get(node, "documents"), &data->scope.roles,
                                  &data->scope.role_count);
    if (r == 0)
        r = parse_fields(loader, config_get(node, "fields"), data);
    if (r == 0)
        r = parse_rest(loader, node, data);
    *ret_data = data;
    return r;
}

/* ---- Comparing ---- */

struct comparing {
    struct evaluation *evaluation;
    const struct same_person *data;
    struct result *result;
    const struct report_person *first; /* the stated one, else that of the first document */
    bool has_first;
    struct person_agreement worst[PERSON_FIELDS];
    bool compared;
};

/* The order in which grades count against a person. */
static int badness(enum agreement agreement)
{
    static const int order[] = {
        [AGREEMENT_EXACT] = 0,   [AGREEMENT_EQUIVALENT] = 1, [AGREEMENT_COMPATIBLE] = 2,
        [AGREEMENT_UNKNOWN] = 3, [AGREEMENT_NEAR] = 4,       [AGREEMENT_DIFFERENT] = 5};

    return order[agreement];
}

static void compare(struct comparing *comparing, const struct report_person *person)
{
    if (!comparing->has_first) {
        comparing->first = person;
        comparing->has_first = true;
        return;
    }
    for (int i = 0; i < PERSON_FIELDS; i++) {
        struct person_agreement next =
            person_compare(comparing->first, person, (enum person_field)i);

        if (!comparing->compared ||
            badness(next.agreement) > badness(comparing->worst[i].agreement))
            comparing->worst[i] = next;
    }
    comparing->compared = true;
}

/* False where a document or the fact is not there; it is then asked for. */
static bool take_persons(struct comparing *comparing)
{
    struct evaluation *evaluation = comparing->evaluation;
    const struct same_person *data = comparing->data;
    struct result *result = comparing->result;

    if (data->has_fact) {
        const struct value *value = &evaluation->facts[data->fact];

        if (!value->is_known) {
            result->why = "absent";
            result_ask_fact(evaluation, result, evaluation->policy->facts[data->fact].name,
                            "ask.not_stated");
            return false;
        }
        result->basis |= BASIS_BIT_STATED;
        compare(comparing, value->person);
    }
    for (size_t i = 0; i < data->scope.role_count; i++) {
        const struct role_reports *reports = &evaluation->roles[data->scope.roles[i]];

        if (reports->count == 0) {
            result_absent(evaluation, result, data->scope.roles[i]);
            return false;
        }
        result->basis |= role_basis(evaluation, data->scope.roles[i]);
        for (size_t j = 0; j < reports->count; j++) {
            const struct report_claims *claims = reports->items[j]->report->claims;

            compare(comparing, claims ? claims->person : NULL);
            if (claims && claims->person)
                result_evidence(evaluation, result, reports->indexes[j], "/claims/person");
        }
    }
    return true;
}

/* ---- The permit of a crossing ---- */

static const struct merged_row *find_row(const struct movements *movements, const char *which)
{
    const struct merged *merged = &movements->merged;
    bool first = strcmp(which, "first_crossing") == 0;
    bool entry = strcmp(which, "last_entry") == 0, exit = strcmp(which, "last_exit") == 0;

    for (size_t i = 0; i < merged->row_count; i++) {
        const struct merged_row *row = &merged->rows[first ? i : merged->row_count - 1 - i];

        if ((!entry && !exit) || row->is_entry == entry)
            return row;
    }
    return NULL;
}

/* Whether the document used there is one of the stated person's. */
static enum agreement check_permit(struct comparing *comparing)
{
    const struct movements *movements =
        movements_of(comparing->evaluation, &comparing->data->scope);
    const struct report_crossing *crossing;
    const struct merged_row *row;

    if (!movements)
        return AGREEMENT_UNKNOWN;
    row = find_row(movements, permits[comparing->data->permit]);
    if (!row)
        return AGREEMENT_UNKNOWN;
    crossing = movements_row(movements, row)->crossing;
    movements_evidence(comparing->evaluation, comparing->result, movements, row);
    return person_has_number(comparing->first, crossing->document_kind, crossing->document_number)
        .agreement;
}

static const char *permit_text(enum agreement agreement)
{
    return agreement >= AGREEMENT_EQUIVALENT ? "equal" : agreement_name(agreement);
}

/* ---- Result ---- */

/* Field names by what came of them, with commas: agree, near, differ, absent. */
struct lists {
    const char *agree, *near, *differ, *absent;
};

static void add_name(struct evaluation *evaluation, const char **list, const char *name)
{
    const char *text = *list ? arena_printf(evaluation->arena, "%s,%s", *list, name) : name;

    if (text)
        *list = text;
    else
        evaluation->error = ERR_NOMEM;
}

static void add_grade(struct comparing *comparing, struct lists *lists, const char *name,
                      enum agreement agreement)
{
    const char **list = agreement >= AGREEMENT_COMPATIBLE  ? &lists->agree
                        : agreement == AGREEMENT_NEAR      ? &lists->near
                        : agreement == AGREEMENT_DIFFERENT ? &lists->differ
                                                           : &lists->absent;

    add_name(comparing->evaluation, list, name);
}

/* A field that is exactly the same needs no figure. */
static void grade_fields(struct comparing *comparing, struct lists *lists)
{
    struct evaluation *evaluation = comparing->evaluation;

    for (int i = 0; i < PERSON_FIELDS; i++) {
        struct person_agreement *worst = &comparing->worst[i];
        struct decision_figure figure = {.name = person_field_name((enum person_field)i),
                                         .value = agreement_name(worst->agreement)};

        if (!(comparing->data->fields >> i & 1))
            continue;
        add_grade(comparing, lists, figure.name, worst->agreement);
        if (worst->agreement == AGREEMENT_EXACT)
            continue;
        figure.reading = agreement_steps(evaluation->arena, worst->steps);
        result_figure(evaluation, comparing->result, &figure);
    }
}

static void conclude(struct comparing *comparing, const struct lists *lists, enum agreement permit)
{
    bool has_permit = comparing->data->has_permit;
    struct result *result = comparing->result;

    result->outcome = OUTCOME_UNKNOWN;
    if (lists->differ) {
        result->outcome = OUTCOME_FAIL;
        result->why = "differ";
    } else if (has_permit && permit == AGREEMENT_DIFFERENT) {
        result->outcome = OUTCOME_FAIL;
        result->why = "permit";
    } else if (lists->near) {
        result->why = "near";
    } else if (lists->absent) {
        result->why = "absent";
    } else if (has_permit && permit < AGREEMENT_COMPATIBLE) {
        result->why = "permit";
    } else {
        result->outcome = OUTCOME_PASS;
    }
}

static void say_names(struct comparing *comparing, const struct lists *lists)
{
    struct evaluation *evaluation = comparing->evaluation;
    const struct {
        const char *name;
        const char *value;
    } params[] = {{"agree", lists->agree},
                  {"near", lists->near},
                  {"differ", lists->differ},
                  {"absent", lists->absent}};

    for (size_t i = 0; i < sizeof params / sizeof *params; i++)
        if (params[i].value)
            result_param(evaluation, comparing->result, params[i].name, "%s", params[i].value);
}

static void evaluate(struct evaluation *evaluation, const void *data, struct result *result)
{
    struct comparing comparing = {.evaluation = evaluation, .data = data, .result = result};
    enum agreement permit = AGREEMENT_UNKNOWN;
    struct lists lists = {0};

    result_param(evaluation, result, "documents", "%s",
                 movements_role_names(evaluation->arena, evaluation->policy,
                                      comparing.data->scope.roles,
                                      comparing.data->scope.role_count));
    if (comparing.data->has_fact)
        result_param(evaluation, result, "fact", "%s",
                     evaluation->policy->facts[comparing.data->fact].name);
    if (!take_persons(&comparing))
        return;
    grade_fields(&comparing, &lists);
    if (comparing.data->has_permit) {
        permit = check_permit(&comparing);
        result_figure(evaluation, result,
                      &(struct decision_figure){.name = "permit", .value = permit_text(permit)});
    }
    conclude(&comparing, &lists, permit);
    say_names(&comparing, &lists);
}

/* ---- Explaining ---- */

static void explain(struct explanation *explanation, const void *data)
{
    const struct same_person *person = data;
    const struct policy *policy = explain_policy(explanation);
    struct arena *arena = explain_arena(explanation);
    const char *names = "";

    for (int i = 0; names && i < PERSON_FIELDS; i++)
        if (person->fields >> i & 1)
            names = arena_printf(arena, "%s%s%s", names, *names ? "," : "", field_names[i]);
    explain_say(explanation, person->has_fact ? "policy.same_person.fact" : "policy.same_person");
    explain_param(
        explanation, "documents", "%s",
        movements_role_names(arena, policy, person->scope.roles, person->scope.role_count));
    if (person->has_fact)
        explain_param(explanation, "fact", "%s", policy->facts[person->fact].name);
    explain_param(explanation, "fields", "%s", names ? names : "");
    if (!person->has_permit)
        return;
    explain_deeper(explanation, 1);
    explain_say(explanation, "policy.same_person.permit");
    explain_param(explanation, "permit", "%s", permits[person->permit]);
    explain_deeper(explanation, -1);
}

const struct predicate predicate_same_person = {"same_person", parse, evaluate, explain};
