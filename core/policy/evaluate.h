/*
 * Evaluating, inside: documents to their roles (assign.c), rules one by one (evaluate.c), what
 * comes of each (result.c, consequence.c), and with the policy's own findings the verdict
 * (verdict.c). What predicates use of it stands in policy_impl.h.
 */
#ifndef VOUCH_POLICY_EVALUATE_H
#define VOUCH_POLICY_EVALUATE_H

#include "policy/policy_impl.h"

/* An ask that is complete; passed over where the same kind or fact is asked for already. */
void result_add_ask(struct evaluation *evaluation, struct result *result,
                    const struct decision_ask *ask);
/* Evidence as another result holds it. */
void result_copy_evidence(struct evaluation *evaluation, struct result *result,
                          const char *pointer);

/* What a node is called in a finding, and what came of it. */
const char *node_name(const struct policy_node *node);
struct decision_test test_of(const char *name, const struct result *result);

/* The roles of the BASIS_BIT_UNPROVEN in `basis`, with commas. */
const char *role_names(struct evaluation *evaluation, uint64_t basis);

/* Whether the day that is asked about lies in the span. */
bool policy_in_force(const struct evaluation *evaluation, const struct policy_span *span);

/* What that outcome of a rule does to the verdict. */
enum decision_effect rule_effect(const struct policy_rule *rule, enum decision_outcome outcome);

/*
 * What follows by law where a rule fails, as figures, and what it comes to: so much a day for as
 * many days as the time was exceeded, up to the cap. `consequence` may be NULL.
 */
void consequence_show(struct evaluation *evaluation, const struct consequence *consequence,
                      struct result *result);

/* What was stated for one of the policies that the facts were parsed for. */
struct facts_set {
    const struct policy *policy;
    struct value *values; /* as policy->facts */
};

struct facts {
    struct facts_set *sets;
    size_t set_count;
    const struct presented *presented;
    size_t presented_count;
    bool has_presented;
    const struct judged *judged;
    size_t judged_count;
    char sha256[DIGEST_HEX_SIZE]; /* "" where nobody asked for it */
};

#endif
