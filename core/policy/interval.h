/*
 * The predicate `interval`, between its files: what a policy asks (predicate_interval.c), and
 * what comes of two days or times by each clock (interval_judge.c).
 */
#ifndef VOUCH_POLICY_INTERVAL_H
#define VOUCH_POLICY_INTERVAL_H

#include "policy/policy_impl.h"

enum interval_relation {
    INTERVAL_AT_LEAST,
    INTERVAL_AT_MOST,
    INTERVAL_EXACTLY,
    INTERVAL_UNDER,
    INTERVAL_OVER,
};
enum interval_clock { INTERVAL_CALENDAR, INTERVAL_ELAPSED, INTERVAL_WORKING };

struct interval {
    struct term from;
    struct term to;
    enum interval_relation relation;
    struct duration wanted;
    enum interval_clock clock;
};

/* Outcome, why and figures of the time between two values that are known. */
void interval_judge(struct evaluation *evaluation, const struct interval *interval,
                    const struct value *from, const struct value *to, struct result *result);

#endif
