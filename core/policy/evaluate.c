#include "policy/evaluate.h"
#include "base/datetime.h"
#include "base/error.h"
#include "policy/outlook.h"

/* ---- Joins ---- */

struct tally {
    size_t passed, failed, unknown, not_applicable;
};

static void count(struct tally *tally, enum decision_outcome outcome)
{
    tally->passed += outcome == OUTCOME_PASS;
    tally->failed += outcome == OUTCOME_FAIL;
    tally->unknown += outcome == OUTCOME_UNKNOWN;
    tally->not_applicable += outcome == OUTCOME_NOT_APPLICABLE;
}

/* Three-valued: what does not apply is as if it were not there, unless nothing is left. */
static enum decision_outcome join(enum node_kind kind, const struct tally *tally)
{
    bool nothing = tally->passed + tally->failed + tally->unknown == 0;

    if (nothing)
        return OUTCOME_NOT_APPLICABLE;
    switch (kind) {
    case NODE_ANY_OF:
        if (tally->passed)
            return OUTCOME_PASS;
        return tally->unknown ? OUTCOME_UNKNOWN : OUTCOME_FAIL;
    case NODE_NONE_OF:
        if (tally->passed)
            return OUTCOME_FAIL;
        return tally->unknown ? OUTCOME_UNKNOWN : OUTCOME_PASS;
    default:
        if (tally->failed)
            return OUTCOME_FAIL;
        return tally->unknown ? OUTCOME_UNKNOWN : OUTCOME_PASS;
    }
}

/* The parts whose outcome is the reason for that of the join. */
static enum decision_outcome bearing(enum node_kind kind, enum decision_outcome outcome)
{
    if (kind == NODE_NONE_OF && outcome == OUTCOME_PASS)
        return OUTCOME_FAIL;
    if (kind == NODE_NONE_OF && outcome == OUTCOME_FAIL)
        return OUTCOME_PASS;
    return outcome;
}

static bool one_is_enough(enum node_kind kind, enum decision_outcome outcome)
{
    return outcome == (kind == NODE_ANY_OF ? OUTCOME_PASS : OUTCOME_FAIL);
}

/*
 * What the parts rest on that carry the outcome. Where one is enough, those that rest on nothing
 * unproven carry it alone; where all are needed, a part must not have been left out, either, by
 * the word of a document that nobody has proven.
 */
static uint64_t basis_of_join(enum node_kind kind, enum decision_outcome outcome,
                              const struct result *parts, size_t count)
{
    uint64_t all = 0, proven = 0, left_out = 0;
    bool any_proven = false;

    for (size_t i = 0; i < count; i++) {
        bool is_proven = !(parts[i].basis & ~BASIS_KINDS);

        if (parts[i].outcome == OUTCOME_NOT_APPLICABLE)
            left_out |= parts[i].basis & ~BASIS_KINDS;
        if (parts[i].outcome != bearing(kind, outcome))
            continue;
        all |= parts[i].basis;
        proven |= is_proven ? parts[i].basis : 0;
        any_proven |= is_proven;
    }
    return one_is_enough(kind, outcome) && any_proven ? proven : all | left_out;
}

/*
 * Figures and evidence of all parts; of asks those that would settle the join; of days that are
 * too many the least that had to go for any part to hold, else the most.
 */
static void take_part(struct evaluation *evaluation, enum node_kind kind, struct result *result,
                      const struct result *part)
{
    bool settles =
        part->outcome == OUTCOME_UNKNOWN || (part->outcome == OUTCOME_FAIL && kind != NODE_NONE_OF);

    for (size_t i = 0; i < part->figure_count; i++)
        result_figure(evaluation, result, &part->figures[i]);
    for (size_t i = 0; i < part->evidence_count; i++)
        result_copy_evidence(evaluation, result, part->evidence[i]);
    for (size_t i = 0; settles && i < part->ask_count; i++)
        result_add_ask(evaluation, result, &part->asks[i]);
    if (part->days_over > 0 &&
        (result->days_over == 0 || (part->days_over < result->days_over) == (kind == NODE_ANY_OF)))
        result->days_over = part->days_over;
}

const char *node_name(const struct policy_node *node)
{
    switch (node->kind) {
    case NODE_ALL_OF:
        return "all_of";
    case NODE_ANY_OF:
        return "any_of";
    case NODE_NONE_OF:
        return "none_of";
    default:
        return node->predicate->name;
    }
}

struct decision_test test_of(const char *name, const struct result *result)
{
    return (struct decision_test){
        .predicate = name,
        .outcome = result->outcome,
        .why = result->why,
        .params = {result->params, result->param_count},
        .parts = result->parts,
        .part_count = result->part_count,
    };
}

static void evaluate_node(struct evaluation *evaluation, const struct policy_node *node,
                          struct result *result);

static void evaluate_join(struct evaluation *evaluation, const struct policy_node *node,
                          struct result *result)
{
    struct result *parts = arena_array(evaluation->arena, struct result, node->part_count);
    struct decision_test *tests =
        arena_array(evaluation->arena, struct decision_test, node->part_count);
    struct tally tally = {0};

    if (!parts || !tests) {
        evaluation->error = ERR_NOMEM;
        return;
    }
    evaluation->depth++;
    for (size_t i = 0; i < node->part_count; i++) {
        evaluate_node(evaluation, &node->parts[i], &parts[i]);
        tests[i] = test_of(node_name(&node->parts[i]), &parts[i]);
        count(&tally, parts[i].outcome);
    }
    evaluation->depth--;
    result->outcome = join(node->kind, &tally);
    result->basis = basis_of_join(node->kind, result->outcome, parts, node->part_count);
    for (size_t i = 0; i < node->part_count; i++)
        take_part(evaluation, node->kind, result, &parts[i]);
    if (result->outcome == OUTCOME_PASS)
        result->ask_count = 0;
    result->parts = tests;
    result->part_count = node->part_count;
    result_param(evaluation, result, "count", "%zu", node->part_count - tally.not_applicable);
    result_param(evaluation, result, "passed", "%zu", tally.passed);
    result_param(evaluation, result, "failed", "%zu", tally.failed);
    result_param(evaluation, result, "unknown", "%zu", tally.unknown);
}

const char *role_names(struct evaluation *evaluation, uint64_t basis)
{
    const char *names = "";

    for (size_t i = 0; names && i < evaluation->policy->role_count; i++)
        if (basis & BASIS_BIT_UNPROVEN(i))
            names = arena_printf(evaluation->arena, "%s%s%s", names, *names ? "," : "",
                                 evaluation->policy->roles[i].name);
    if (!names)
        evaluation->error = ERR_NOMEM;
    return names ? names : "";
}

/* Who reads one finding alone is told that nobody has proven what it rests on. */
static void say_unproven(struct evaluation *evaluation, struct result *result)
{
    if (!evaluation->outlook && result->basis & ~BASIS_KINDS)
        result_param(evaluation, result, "unproven", "%s", role_names(evaluation, result->basis));
}

/* The recursion is as deep as the loader let joins be: POLICY_DEPTH_MAX. */
static void evaluate_node(struct evaluation *evaluation, const struct policy_node *node,
                          struct result *result)
{
    if (node->kind != NODE_PREDICATE) {
        evaluate_join(evaluation, node, result);
        return;
    }
    node->predicate->evaluate(evaluation, node->data, result);
    say_unproven(evaluation, result);
}

/* ---- One rule ---- */

bool policy_in_force(const struct evaluation *evaluation, const struct policy_span *span)
{
    int32_t day = day_of_time(evaluation->as_of, evaluation->policy->offset);

    return (!span->has_from || day >= span->from) && (!span->has_until || day <= span->until);
}

/* A guard that is false or not known; false where the rule is to be asked. */
static bool is_guarded(struct evaluation *evaluation, const struct policy_rule *rule,
                       struct result *result)
{
    struct result guard = {0};

    if (!rule->when)
        return false;
    evaluate_node(evaluation, rule->when, &guard);
    result->basis = guard.basis;
    if (guard.outcome == OUTCOME_PASS)
        return false;
    *result = guard;
    if (guard.outcome == OUTCOME_UNKNOWN) {
        result->why = "when";
        return true;
    }
    result->outcome = OUTCOME_NOT_APPLICABLE;
    result->why = NULL;
    result->ask_count = 0;
    return true;
}

void evaluate_rule(struct evaluation *evaluation, const struct policy_rule *rule,
                   struct result *ret_result)
{
    struct result result = {0};

    if (!policy_in_force(evaluation, &evaluation->policy->in_force) ||
        (rule->in_force && !policy_in_force(evaluation, rule->in_force))) {
        result.outcome = OUTCOME_NOT_APPLICABLE;
        result.why = "not_in_force";
    } else if (!is_guarded(evaluation, rule, &result)) {
        struct result that = {0};

        evaluate_node(evaluation, rule->that, &that);
        that.basis |= result.basis; /* of the guard */
        result = that;
    }
    if (result.outcome == OUTCOME_PASS || result.outcome == OUTCOME_NOT_APPLICABLE)
        result.ask_count = 0;
    say_unproven(evaluation, &result);
    *ret_result = result;
}

enum decision_effect rule_effect(const struct policy_rule *rule, enum decision_outcome outcome)
{
    switch (outcome) {
    case OUTCOME_FAIL:
        return rule->otherwise;
    case OUTCOME_UNKNOWN:
        return rule->if_unknown;
    default:
        return EFFECT_NONE;
    }
}
