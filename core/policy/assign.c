/* Which document fills which role of the policy, and what was stated. */
#include "base/error.h"
#include "policy/evaluate.h"

/* A document that no source knows may still be what the role wants: `authentic` will tell. */
static bool may_fill(const struct policy_role *role, const struct report *report)
{
    if (!role->sources)
        return true;
    return !report->source || names_hold(role->sources, report->source);
}

/* Without a word of the caller: the first role for its source, a free one before one taken. */
static bool find_role(const struct evaluation *evaluation, const struct policy_report *given,
                      size_t *ret_role)
{
    const struct policy *policy = evaluation->policy;
    size_t taken = policy->role_count;

    for (size_t i = 0; i < policy->role_count; i++) {
        const struct policy_role *role = &policy->roles[i];
        bool named = given->role && strcmp(given->role, role->name) == 0;

        if ((given->role && !named) || !may_fill(role, given->report))
            continue;
        if (!named && !role->sources) /* papers: the caller has to say which it is */
            continue;
        if (named || evaluation->roles[i].count == 0) {
            *ret_role = i;
            return true;
        }
        if (taken == policy->role_count)
            taken = i;
    }
    *ret_role = taken;
    return taken < policy->role_count;
}

uint64_t report_basis(const struct report *report, size_t role)
{
    return BASIS_BIT_DOCUMENT | (report->indication == TOTAL_PASSED ? 0 : BASIS_BIT_UNPROVEN(role));
}

uint64_t role_basis(const struct evaluation *evaluation, size_t role)
{
    const struct role_reports *reports = &evaluation->roles[role];
    uint64_t basis = BASIS_BIT_DOCUMENT;

    for (size_t i = 0; i < reports->count; i++)
        basis |= report_basis(reports->items[i]->report, role);
    return basis;
}

static void add_document(struct evaluation *evaluation, const char *role,
                         const struct policy_report *given)
{
    struct decision_document *document = &evaluation->documents[evaluation->document_count++];

    *document = (struct decision_document){.role = role, .source = "stated"};
    if (!given)
        return;
    document->report_id = given->report->id;
    document->report_sha256 = given->report_sha256;
    document->document_sha256 = given->report->document_sha256;
    document->source = given->report->source;
    document->has_indication = true;
    document->indication = given->report->indication;
}

static int assign_reports(struct evaluation *evaluation)
{
    const struct policy_input *input = evaluation->input;
    size_t roles = evaluation->policy->role_count, role;

    for (size_t i = 0; i < roles; i++) {
        struct role_reports *reports = &evaluation->roles[i];

        reports->items =
            arena_array(evaluation->arena, const struct policy_report *, input->report_count);
        reports->indexes = arena_array(evaluation->arena, size_t, input->report_count);
        if (!reports->items || !reports->indexes)
            return ERR_NOMEM;
    }
    for (size_t i = 0; i < input->report_count; i++) {
        struct role_reports *reports;

        if (!find_role(evaluation, &input->reports[i], &role))
            continue;
        reports = &evaluation->roles[role];
        reports->items[reports->count] = &input->reports[i];
        reports->indexes[reports->count++] = evaluation->document_count;
        add_document(evaluation, evaluation->policy->roles[role].name, &input->reports[i]);
    }
    return 0;
}

/* Stated crossings stand in for a record that is not there. */
static void assign_stated(struct evaluation *evaluation)
{
    for (size_t i = 0; i < evaluation->policy->role_count; i++)
        if (evaluation->policy->roles[i].takes_stated && evaluation->roles[i].count == 0 &&
            evaluation->stated)
            add_document(evaluation, evaluation->policy->roles[i].name, NULL);
}

static const struct facts_set *find_set(const struct facts *facts, const struct policy *policy)
{
    for (size_t i = 0; i < facts->set_count; i++)
        if (facts->sets[i].policy == policy)
            return &facts->sets[i];
    return NULL;
}

static int take_facts(struct evaluation *evaluation)
{
    const struct facts *facts = evaluation->input->facts;
    const struct policy *policy = evaluation->policy;
    const struct facts_set *set;

    for (size_t i = 0; i < policy->fact_count; i++)
        evaluation->facts[i] =
            (struct value){.type = policy->facts[i].type, .basis = BASIS_BIT_STATED};
    if (!facts)
        return 0;
    set = find_set(facts, policy);
    if (!set)
        return ERR_INVALID;
    if (policy->fact_count > 0)
        memcpy(evaluation->facts, set->values, policy->fact_count * sizeof *set->values);
    for (size_t i = 0; i < policy->fact_count && !evaluation->stated; i++)
        if (policy->facts[i].type == VALUE_CROSSINGS && evaluation->facts[i].is_known)
            evaluation->stated = &evaluation->facts[i].crossings;
    evaluation->presented = facts->presented;
    evaluation->presented_count = facts->presented_count;
    evaluation->has_presented = facts->has_presented;
    evaluation->judged = facts->judged;
    evaluation->judged_count = facts->judged_count;
    return 0;
}

int evaluation_begin(struct arena *arena, const struct policy *policy,
                     const struct policy_input *input, struct evaluation *ret_evaluation)
{
    struct evaluation evaluation = {
        .arena = arena,
        .policy = policy,
        .input = input,
        .as_of = input->as_of,
        .facts = arena_array(arena, struct value, policy->fact_count),
        .roles = arena_array(arena, struct role_reports, policy->role_count),
        .asked_authentic = arena_array(arena, bool, policy->role_count),
        .documents =
            arena_array(arena, struct decision_document, input->report_count + policy->role_count),
    };
    int r;

    if (!evaluation.facts || !evaluation.roles || !evaluation.asked_authentic ||
        !evaluation.documents)
        return ERR_NOMEM;
    r = take_facts(&evaluation);
    if (r == 0)
        r = assign_reports(&evaluation);
    if (r < 0)
        return r;
    assign_stated(&evaluation);
    *ret_evaluation = evaluation;
    return 0;
}
