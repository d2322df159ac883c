/* Outcomes, in the two ways in which several predicates come to one. */
#ifndef VOUCH_POLICY_OUTCOME_H
#define VOUCH_POLICY_OUTCOME_H

#include "report/decision.h"

/* A failure least, then what is open, then a pass. */
static inline int outcome_rank(enum decision_outcome outcome)
{
    return outcome == OUTCOME_PASS ? 2 : outcome == OUTCOME_UNKNOWN ? 1 : 0;
}

/* Of what lies between bounds: whether it is so wherever it lies, or nowhere. */
static inline enum decision_outcome outcome_between(bool always, bool never)
{
    return always ? OUTCOME_PASS : never ? OUTCOME_FAIL : OUTCOME_UNKNOWN;
}

#endif
