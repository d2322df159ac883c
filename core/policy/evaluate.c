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
    if (part->outcome == bearing(kind, result->outcome))
        result->basis |= part->basis;
    if (part->days_over > 0 &&
        (result->days_over == 0 || (part->days_over < result->days_over) == (kind == NODE_ANY_OF)))
        result->days_over = part->days_over;
}

static const char *node_name(const struct policy_node *node)
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

static struct decision_test test_of(const char *name, const struct result *result)
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

/* The recursion is as deep as the loader let joins be: POLICY_DEPTH_MAX. */
static void evaluate_node(struct evaluation *evaluation, const struct policy_node *node,
                          struct result *result)
{
    if (node->kind == NODE_PREDICATE)
        node->predicate->evaluate(evaluation, node->data, result);
    else
        evaluate_join(evaluation, node, result);
}

/* ---- One rule ---- */

static bool is_in_force(const struct evaluation *evaluation, const struct policy_span *span)
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

    if (!is_in_force(evaluation, &evaluation->policy->in_force) ||
        (rule->in_force && !is_in_force(evaluation, rule->in_force))) {
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
    *ret_result = result;
}

/* ---- Findings ---- */

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

/* What somebody judged rests on more than what the caller says of himself. */
static enum decision_basis basis_of(unsigned bits)
{
    if (!(bits & BASIS_BIT_DOCUMENT))
        return bits & BASIS_BIT_JUDGED ? BASIS_JUDGED : BASIS_STATED;
    return bits == BASIS_BIT_DOCUMENT ? BASIS_DOCUMENT : BASIS_BOTH;
}

static struct decision_finding finding_of(const struct policy_rule *rule,
                                          const struct result *result)
{
    const char *name = result->why && strcmp(result->why, "when") == 0 ? node_name(rule->when)
                                                                       : node_name(rule->that);

    return (struct decision_finding){
        .rule = rule->id,
        .cite = rule->cite,
        .confidence = rule->origin->confidence,
        .effect = rule_effect(rule, result->outcome),
        .basis = basis_of(result->basis),
        .test = test_of(name, result),
        .figures = result->figures,
        .figure_count = result->figure_count,
        .evidence = result->evidence,
        .evidence_count = result->evidence_count,
    };
}

/* ---- The decision ---- */

struct collector {
    struct evaluation *evaluation;
    struct decision *decision;
    struct decision_finding *findings;
    struct result asks; /* its asks are those of all rules, each once */
    size_t passed;
    unsigned basis; /* of the rules that passed */
};

/* A finding that no rule of the policy makes. */
static void add_own(struct collector *collector, const char *predicate, enum decision_effect effect,
                    const struct result *result)
{
    const char *rule = arena_printf(collector->evaluation->arena, "policy.%s", predicate);

    if (!rule)
        collector->evaluation->error = ERR_NOMEM;
    collector->findings[collector->decision->finding_count++] = (struct decision_finding){
        .rule = rule,
        .effect = effect,
        .test = test_of(predicate, result),
    };
}

static void take_asks(struct collector *collector, const char *rule, const struct result *result)
{
    for (size_t i = 0; i < result->ask_count; i++) {
        struct decision_ask ask = result->asks[i];

        ask.rule = rule;
        result_add_ask(collector->evaluation, &collector->asks, &ask);
    }
}

static void param_day(struct evaluation *evaluation, struct result *result, const char *name,
                      bool has, int32_t day)
{
    char text[DAY_TEXT_SIZE];

    day_format(day, text);
    if (has)
        result_param(evaluation, result, name, "%s", text);
}

/* Before and after its dates a policy has nothing to say: no rule applies, and it refers. */
static void check_dates(struct collector *collector)
{
    struct evaluation *evaluation = collector->evaluation;
    const struct policy_span *span = &evaluation->policy->in_force;
    struct result result = {0};

    if (is_in_force(evaluation, span))
        return;
    param_day(evaluation, &result, "as_of", true,
              day_of_time(evaluation->as_of, evaluation->policy->offset));
    param_day(evaluation, &result, "from", span->has_from, span->from);
    param_day(evaluation, &result, "until", span->has_until, span->until);
    add_own(collector, "in_force", EFFECT_REFER, &result);
}

static void check_facts(struct collector *collector)
{
    struct evaluation *evaluation = collector->evaluation;
    const struct policy *policy = evaluation->policy;
    const char *missing = "";
    struct result result = {0};

    for (size_t i = 0; missing && i < policy->fact_count; i++) {
        if (!policy->facts[i].required || evaluation->facts[i].is_known)
            continue;
        missing = arena_printf(evaluation->arena, "%s%s%s", missing, *missing ? "," : "",
                               policy->facts[i].name);
        result_ask_fact(evaluation, &result, policy->facts[i].name, "ask.not_stated");
    }
    if (!missing)
        evaluation->error = ERR_NOMEM;
    if (result.ask_count == 0)
        return;
    take_asks(collector, "policy.facts", &result);
    result_param(evaluation, &result, "missing", "%s", missing ? missing : "");
    add_own(collector, "facts", EFFECT_REFER, &result);
}

static void check_rules(struct collector *collector)
{
    const struct policy *policy = collector->evaluation->policy;

    for (size_t i = 0; i < policy->rule_count; i++) {
        struct result result;

        evaluate_rule(collector->evaluation, &policy->rules[i], &result);
        if (result.outcome == OUTCOME_FAIL)
            consequence_show(collector->evaluation, policy->rules[i].consequence, &result);
        take_asks(collector, policy->rules[i].id, &result);
        collector->findings[collector->decision->finding_count++] =
            finding_of(&policy->rules[i], &result);
        if (result.outcome == OUTCOME_PASS) {
            collector->passed++;
            collector->basis |= result.basis;
        }
    }
}

static enum decision_verdict verdict_of(const struct decision *decision)
{
    enum decision_verdict verdict = VERDICT_ACCEPT;

    for (size_t i = 0; i < decision->finding_count; i++) {
        if (decision->findings[i].effect == EFFECT_REJECT)
            return VERDICT_REJECT;
        if (decision->findings[i].effect == EFFECT_REFER)
            verdict = VERDICT_REFER;
    }
    return verdict;
}

/* Roles whose documents are not proven to be the issuer's, with no rule that asks for it. */
static const char *unproven_roles(struct evaluation *evaluation, bool *ret_any_failed)
{
    const struct policy *policy = evaluation->policy;
    const char *names = NULL;

    *ret_any_failed = false;
    for (size_t i = 0; i < policy->role_count; i++) {
        const struct role_reports *role = &evaluation->roles[i];
        bool proven = true;

        for (size_t j = 0; j < role->count && !evaluation->asked_authentic[i]; j++) {
            proven = proven && role->items[j]->report->indication == TOTAL_PASSED;
            *ret_any_failed |= role->items[j]->report->indication == TOTAL_FAILED;
        }
        if (proven)
            continue;
        names = arena_printf(evaluation->arena, "%s%s%s", names ? names : "", names ? "," : "",
                             policy->roles[i].name);
        if (!names) {
            evaluation->error = ERR_NOMEM;
            return NULL;
        }
    }
    return names;
}

/* What no rule of the policy asks of its documents, and an accept must not pass over. */
static void weigh_documents(struct collector *collector)
{
    struct evaluation *evaluation = collector->evaluation;
    struct result unproven = {0}, persons = {0};
    bool failed;
    const char *roles = unproven_roles(evaluation, &failed);

    if (roles) {
        unproven.why = failed ? "failed" : NULL;
        result_param(evaluation, &unproven, "documents", "%s", roles);
        add_own(collector, "unproven", failed ? EFFECT_REFER : EFFECT_NOTE, &unproven);
    }
    if (evaluation->several_persons)
        add_own(collector, "persons", EFFECT_REFER, &persons);
    if ((roles && failed) || evaluation->several_persons)
        collector->decision->verdict = VERDICT_REFER;
}

/* That nothing speaks against somebody is not that something speaks for him. */
static void judge(struct collector *collector)
{
    struct decision *decision = collector->decision;
    struct result result = {0};

    decision->verdict = verdict_of(decision);
    if (decision->verdict != VERDICT_ACCEPT)
        return;
    if (collector->passed == 0) {
        add_own(collector, "nothing_passed", EFFECT_REFER, &result);
        decision->verdict = VERDICT_REFER;
    } else if (!(collector->basis & BASIS_BIT_DOCUMENT)) {
        add_own(collector, "stated_only", EFFECT_NOTE, &result);
    }
    if (decision->verdict == VERDICT_ACCEPT)
        weigh_documents(collector);
}

static void fill_header(const struct evaluation *evaluation, struct decision *decision)
{
    const struct policy *policy = evaluation->policy;

    *decision = (struct decision){
        .policy = policy->name,
        .version = policy->version,
        .policy_sha256 = policy->sha256,
        .as_of = evaluation->as_of,
        .time_zone = policy->time_zone,
        .facts_sha256 = evaluation->input->facts ? facts_sha256(evaluation->input->facts) : NULL,
        .documents = evaluation->documents,
        .document_count = evaluation->document_count,
        .fees = policy->fees,
        .terms = policy->terms,
    };
}

#define OWN_FINDINGS                                                                               \
    5u /* at once: in_force, facts, one of nothing_passed and stated_only, two more */

int policy_evaluate(struct arena *arena, const struct policy *policy,
                    const struct policy_input *input, struct decision *ret_decision)
{
    struct collector collector = {.decision = ret_decision};
    struct evaluation evaluation;
    int r = evaluation_begin(arena, policy, input, &evaluation);

    if (r < 0)
        return r;
    collector.evaluation = &evaluation;
    fill_header(&evaluation, ret_decision);
    collector.findings =
        arena_array(arena, struct decision_finding, policy->rule_count + OWN_FINDINGS);
    if (!collector.findings)
        return ERR_NOMEM;
    ret_decision->findings = collector.findings;
    check_dates(&collector);
    check_facts(&collector);
    check_rules(&collector);
    judge(&collector);
    ret_decision->asks = collector.asks.asks;
    ret_decision->ask_count = collector.asks.ask_count;
    if (evaluation.error || input->now_only)
        return evaluation.error;
    return outlook_changes(arena, policy, input, ret_decision);
}
