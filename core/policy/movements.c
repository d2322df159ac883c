#include "policy/movements.h"

#include "base/error.h"
#include "policy/outlook.h"
#include "policy/person.h"

/* One cover less than there can be: what is supposed of the days to come needs one. */
#define RECORDS_MAX (DAYS_COVERS_MAX - 1)

/* What evaluation->kept_movements points to: what was merged for one scope, and timelines of it. */
struct kept_timeline {
    struct counting counting;
    const struct days_timeline *timeline;
    struct kept_timeline *next;
};

struct kept {
    struct movements movements; /* first: a kept is found again by it */
    struct movements_scope scope;
    struct kept_timeline *timelines;
    struct kept *next;
};

static struct arena *keeping_arena(const struct evaluation *evaluation)
{
    return evaluation->outlook ? evaluation->outlook->arena : evaluation->arena;
}

static bool texts_equal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool scopes_equal(const struct movements_scope *a, const struct movements_scope *b)
{
    return texts_equal(a->territory, b->territory) && a->role_count == b->role_count &&
           !a->roles == !b->roles &&
           (!a->roles || memcmp(a->roles, b->roles, a->role_count * sizeof *a->roles) == 0);
}

static bool has_role(const struct movements_scope *scope, size_t role)
{
    for (size_t i = 0; i < scope->role_count; i++)
        if (scope->roles[i] == role)
            return true;
    return !scope->roles;
}

/* ---- Gathering ---- */

struct gathering {
    struct evaluation *evaluation;
    const struct movements_scope *scope;
    struct record records[RECORDS_MAX];
    const struct policy_report *reports[RECORDS_MAX];
    size_t documents[RECORDS_MAX];
    size_t count;
    uint64_t basis;
};

static bool is_wanted(const struct gathering *gathering, const struct record *record)
{
    return !gathering->scope->territory || !record->territory ||
           strcmp(record->territory, gathering->scope->territory) == 0;
}

static int take_report(struct gathering *gathering, size_t role, const struct policy_report *report,
                       size_t document)
{
    const struct report_claims *claims = report->report->claims;
    struct record *record = &gathering->records[gathering->count];
    int r;

    if (!claims || !claims->has_crossings)
        return 0;
    if (gathering->count == RECORDS_MAX)
        return ERR_LIMIT;
    r = record_of_claims(keeping_arena(gathering->evaluation), claims, report->lag_s, record);
    if (r < 0)
        return r;
    if (!record->territory)
        record->territory = report_territory(report->report);
    if (!is_wanted(gathering, record))
        return 0;
    record->report = document;
    gathering->reports[gathering->count] = report;
    gathering->documents[gathering->count++] = document;
    gathering->basis |= report_basis(report->report, role);
    return 0;
}

static int take_stated(struct gathering *gathering)
{
    const struct value_crossings *stated = gathering->evaluation->stated;
    struct days_cover cover = {.from = stated->cover_from, .to = stated->cover_to};
    int r;

    if (gathering->count == RECORDS_MAX)
        return ERR_LIMIT;
    r = record_of_stated(keeping_arena(gathering->evaluation), stated->items, stated->count,
                         stated->has_cover ? &cover : NULL, &gathering->records[gathering->count]);
    if (r < 0)
        return r;
    gathering->reports[gathering->count] = NULL;
    gathering->documents[gathering->count++] = SIZE_MAX;
    gathering->basis |= BASIS_BIT_STATED;
    return 0;
}

static int gather(struct gathering *gathering)
{
    const struct evaluation *evaluation = gathering->evaluation;
    bool stated = false;
    int r = 0;

    for (size_t role = 0; r == 0 && role < evaluation->policy->role_count; role++) {
        const struct role_reports *reports = &evaluation->roles[role];

        if (!has_role(gathering->scope, role))
            continue;
        stated |= evaluation->policy->roles[role].takes_stated;
        for (size_t i = 0; r == 0 && i < reports->count; i++)
            r = take_report(gathering, role, reports->items[i], reports->indexes[i]);
    }
    if (r == 0 && stated && evaluation->stated)
        r = take_stated(gathering);
    return r;
}

/* ---- Whose they are ---- */

static bool differ(const struct report_person *a, const struct report_person *b)
{
    for (int i = 0; a && b && i < PERSON_FIELDS; i++)
        if (person_compare(a, b, (enum person_field)i).agreement == AGREEMENT_DIFFERENT)
            return true;
    return false;
}

static const struct report_person *stated_applicant(const struct evaluation *evaluation)
{
    for (size_t i = 0; i < evaluation->policy->fact_count; i++)
        if (evaluation->facts[i].type == VALUE_PERSON && evaluation->facts[i].is_known &&
            strcmp(evaluation->policy->facts[i].name, "applicant") == 0)
            return evaluation->facts[i].person;
    return NULL;
}

/* Rows are counted as one person's; a brother's record would fill what the own one lacks. */
static bool are_of_several(const struct gathering *gathering)
{
    const struct report_person *persons[RECORDS_MAX + 1] = {
        stated_applicant(gathering->evaluation)};
    size_t count = 1;

    for (size_t i = 0; i < gathering->count; i++) {
        if (!gathering->reports[i])
            continue;
        persons[count] = gathering->reports[i]->report->claims->person;
        for (size_t j = 0; j < count; j++)
            if (differ(persons[j], persons[count]))
                return true;
        count++;
    }
    return false;
}

static int keep(struct gathering *gathering, struct kept *kept)
{
    struct arena *arena = keeping_arena(gathering->evaluation);
    struct movements *movements = &kept->movements;
    const struct record *records =
        arena_dup(arena, gathering->records, gathering->count * sizeof *gathering->records);

    movements->reports =
        arena_dup(arena, gathering->reports, gathering->count * sizeof *gathering->reports);
    movements->documents =
        arena_dup(arena, gathering->documents, gathering->count * sizeof *gathering->documents);
    movements->basis = gathering->basis;
    kept->scope = *gathering->scope;
    if (!records || !movements->reports || !movements->documents)
        return ERR_NOMEM;
    return records_merge(arena, records, gathering->count, &movements->merged);
}

const struct movements *movements_of(struct evaluation *evaluation,
                                     const struct movements_scope *scope)
{
    struct gathering gathering = {.evaluation = evaluation, .scope = scope};
    struct kept *kept;
    int r;

    for (kept = evaluation->kept_movements; kept; kept = kept->next)
        if (scopes_equal(&kept->scope, scope))
            return &kept->movements;
    kept = arena_new_of(keeping_arena(evaluation), struct kept);
    r = kept ? gather(&gathering) : ERR_NOMEM;
    if (r == 0)
        evaluation->several_persons |= are_of_several(&gathering);
    if (r == 0)
        r = keep(&gathering, kept);
    if (r < 0) {
        evaluation->error = r;
        return NULL;
    }
    kept->next = evaluation->kept_movements;
    evaluation->kept_movements = kept;
    return &kept->movements;
}

/* ---- Counting ---- */

static bool countings_equal(const struct counting *a, const struct counting *b)
{
    return a->distrust_edges == b->distrust_edges && a->whole_person == b->whole_person &&
           a->kinds == b->kinds && a->kind_count == b->kind_count;
}

const struct days_timeline *movements_timeline(struct evaluation *evaluation,
                                               const struct movements *movements,
                                               const struct counting *counting)
{
    struct arena *arena = keeping_arena(evaluation);
    struct counting supposing = *counting;
    struct kept *kept = evaluation->kept_movements;
    struct kept_timeline *timeline;
    struct days_timeline *made;
    int r;

    while (&kept->movements != movements)
        kept = kept->next;
    for (timeline = kept->timelines; timeline; timeline = timeline->next)
        if (countings_equal(&timeline->counting, counting))
            return timeline->timeline;
    if (evaluation->outlook) {
        supposing.supposed = evaluation->outlook->state;
        supposing.supposed_from = evaluation->outlook->from;
    }
    timeline = arena_new_of(arena, struct kept_timeline);
    r = timeline ? merged_timeline(arena, &movements->merged, &supposing, &made) : ERR_NOMEM;
    if (r < 0) {
        evaluation->error = r;
        return NULL;
    }
    *timeline = (struct kept_timeline){*counting, made, kept->timelines};
    kept->timelines = timeline;
    return made;
}

/* ---- For results ---- */

void movements_evidence(struct evaluation *evaluation, struct result *result,
                        const struct movements *movements, const struct merged_row *row)
{
    size_t document = movements->documents[row->record];
    const char *pointer;

    if (document == SIZE_MAX || evaluation->outlook)
        return;
    pointer = arena_printf(evaluation->arena, "/claims/crossings/%zu",
                           movements_row(movements, row)->index);
    if (pointer)
        result_evidence(evaluation, result, document, pointer);
    else
        evaluation->error = ERR_NOMEM;
}

/* The fact in which crossings are stated, where the policy has one. */
static const char *crossings_fact(const struct policy *policy)
{
    for (size_t i = 0; i < policy->fact_count; i++)
        if (policy->facts[i].type == VALUE_CROSSINGS)
            return policy->facts[i].name;
    return NULL;
}

void movements_ask(struct evaluation *evaluation, struct result *result,
                   const struct movements_scope *scope, const char *code)
{
    const struct policy *policy = evaluation->policy;
    const char *fact = crossings_fact(policy);

    if (evaluation->outlook)
        return;
    for (size_t role = 0; role < policy->role_count; role++) {
        const struct policy_role *wanted = &policy->roles[role];

        if (!has_role(scope, role) || (!wanted->sources && !scope->roles))
            continue;
        if (wanted->takes_stated && fact && evaluation->roles[role].count == 0)
            result_ask_fact(evaluation, result, fact, code);
        else
            result_ask_kind(evaluation, result, wanted->kinds ? wanted->kinds[0] : wanted->name,
                            code);
        return;
    }
    if (fact)
        result_ask_fact(evaluation, result, fact, code);
}

void movements_absent(struct evaluation *evaluation, struct result *result,
                      const struct movements_scope *scope)
{
    const char *fact = crossings_fact(evaluation->policy);

    result->outcome = OUTCOME_UNKNOWN;
    result->why = "absent";
    if (fact && !evaluation->outlook)
        result_ask_fact(evaluation, result, fact, "ask.not_stated");
    else
        movements_ask(evaluation, result, scope, "ask.missing");
}

/* ---- Roles ---- */

int movements_parse_roles(struct loader *loader, const struct config_node *node,
                          const size_t **ret_roles, size_t *ret_count)
{
    const struct config_node *item = node->kind == CONFIG_LIST ? node->first : node;
    size_t *roles = arena_array(loader->arena, size_t, loader->policy->role_count);
    size_t count = 0;

    if (!roles)
        return loader_no_memory(loader);
    if (!item)
        return config_fail(node, loader->error, "expected the names of documents");
    for (; item; item = node->kind == CONFIG_LIST ? item->next : NULL) {
        size_t role;
        int r = loader_role(loader, item, &role);

        if (r < 0)
            return r;
        for (size_t i = 0; i < count; i++)
            if (roles[i] == role)
                return config_fail(item, loader->error, "'%s' twice",
                                   loader->policy->roles[role].name);
        roles[count++] = role;
    }
    *ret_roles = roles;
    *ret_count = count;
    return 0;
}

const char *movements_role_names(struct arena *arena, const struct policy *policy,
                                 const size_t *roles, size_t count)
{
    const char *text = "";

    for (size_t i = 0; text && i < count; i++)
        text = arena_printf(arena, "%s%s%s", text, i > 0 ? "," : "", policy->roles[roles[i]].name);
    return text ? text : "";
}
