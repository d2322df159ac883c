/* What comes of all rules together: findings, those that no rule makes, and the verdict. */
#include "base/datetime.h"
#include "base/error.h"
#include "policy/evaluate.h"
#include "policy/outlook.h"

/* ---- Findings ---- */

/* What somebody judged rests on more than what the caller says of himself. */
static enum decision_basis basis_of(uint64_t bits)
{
    if (!(bits & BASIS_BIT_DOCUMENT))
        return bits & BASIS_BIT_JUDGED ? BASIS_JUDGED : BASIS_STATED;
    return (bits & BASIS_KINDS) == BASIS_BIT_DOCUMENT ? BASIS_DOCUMENT : BASIS_BOTH;
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
    uint64_t basis;     /* of the rules that passed */
    uint64_t relied_on; /* BASIS_BIT_UNPROVEN of all that neither refers nor rejects */
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

    if (policy_in_force(evaluation, span))
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

static void check_rule(struct collector *collector, const struct policy_rule *rule)
{
    struct evaluation *evaluation = collector->evaluation;
    struct result result;

    evaluate_rule(evaluation, rule, &result);
    if (result.outcome == OUTCOME_FAIL)
        consequence_show(evaluation, rule->consequence, &result);
    take_asks(collector, rule->id, &result);
    collector->findings[collector->decision->finding_count++] = finding_of(rule, &result);
    if (rule_effect(rule, result.outcome) < EFFECT_REFER)
        collector->relied_on |= result.basis & ~BASIS_KINDS;
    if (result.outcome == OUTCOME_PASS) {
        collector->passed++;
        collector->basis |= result.basis;
    }
}

static void check_rules(struct collector *collector)
{
    const struct policy *policy = collector->evaluation->policy;

    for (size_t i = 0; i < policy->rule_count; i++)
        check_rule(collector, &policy->rules[i]);
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

/* Roles with a document that is not proven to be the issuer's, of which no rule asks it. */
static uint64_t unasked_roles(const struct evaluation *evaluation, uint64_t *ret_failed)
{
    uint64_t unproven = 0;

    *ret_failed = 0;
    for (size_t i = 0; i < evaluation->policy->role_count; i++) {
        const struct role_reports *role = &evaluation->roles[i];

        if (evaluation->asked_authentic[i])
            continue;
        unproven |= role_basis(evaluation, i) & ~BASIS_KINDS;
        for (size_t j = 0; j < role->count; j++)
            if (role->items[j]->report->indication == TOTAL_FAILED)
                *ret_failed |= BASIS_BIT_UNPROVEN(i);
    }
    return unproven;
}

/*
 * What is not proven can be looked at, and can speak against somebody, but nothing is accepted
 * for it. Where no rule rests on it, it is noted.
 */
static void weigh_unproven(struct collector *collector)
{
    struct evaluation *evaluation = collector->evaluation;
    uint64_t failed, unasked = unasked_roles(evaluation, &failed);
    uint64_t roles = failed ? failed : collector->relied_on ? collector->relied_on : unasked;
    bool refers = failed || collector->relied_on;
    struct result result = {0};

    if (!roles)
        return;
    result.why = failed ? "failed" : collector->relied_on ? "relied_on" : NULL;
    result_param(evaluation, &result, "documents", "%s", role_names(evaluation, roles));
    add_own(collector, "unproven", refers ? EFFECT_REFER : EFFECT_NOTE, &result);
    if (refers)
        collector->decision->verdict = VERDICT_REFER;
}

/* What no rule of the policy asks of its documents, and an accept must not pass over. */
static void weigh_documents(struct collector *collector)
{
    struct result persons = {0};

    weigh_unproven(collector);
    if (!collector->evaluation->several_persons)
        return;
    add_own(collector, "persons", EFFECT_REFER, &persons);
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
