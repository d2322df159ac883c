/*
 * A dossier: several documents of one person laid beside one another.
 *
 * Persons are compared field by field, each report with each other and with the stated
 * applicant. Crossings of one border are merged, so that each counts once. Where one record
 * shows somebody leaving a territory towards another, and the other's record covers that day
 * and the next, it must show an arrival at the control point across; and the other way round.
 */
#ifndef VOUCH_POLICY_JOIN_H
#define VOUCH_POLICY_JOIN_H

#include "policy/counterparts.h"
#include "policy/policy.h"

/* Reports of one dossier; more are ERR_LIMIT. */
#define JOIN_REPORTS_MAX 63

struct join_input {
    const struct policy_report *reports;
    size_t report_count;
    const struct facts *facts;               /* NULL: none stated */
    const struct counterparts *counterparts; /* NULL: no table */
};

/*
 * Indexes in the result are those of `reports`; -1 is the stated applicant. It points into
 * reports and facts. ERR_NOMEM, ERR_LIMIT.
 */
int policy_join(struct arena *arena, const struct join_input *input,
                struct decision_join *ret_join);

#endif
