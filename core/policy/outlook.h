/*
 * Looking ahead: on which day the answer of a rule changes by itself, if the person stays
 * present from now on, and if away.
 *
 * The rule is asked again for later days, as_of and every day that was stated as today's moved
 * along (who applies today may apply later). Most days need not be looked at: a predicate that
 * depends on the day says for how many days more its answer surely stays, and what does not
 * know is asked day by day. The days, the questions and all the work are bounded: that no change
 * is named does not say that there is none.
 */
#ifndef VOUCH_POLICY_OUTLOOK_H
#define VOUCH_POLICY_OUTLOOK_H

#include "policy/days.h"
#include "policy/policy_impl.h"

#define OUTLOOK_DAYS_MAX  3653     /* ten years: as far as a record reaches back */
#define OUTLOOK_STEPS_MAX 2000     /* times that one rule is asked, of one supposition */
#define OUTLOOK_WORK_MAX  20000000 /* rows that all these questions may go over, a decision */

struct outlook {
    struct arena *arena; /* where what is kept between days lives */
    enum presence state; /* inside or outside, ... */
    int32_t from;        /* ... from this day on ... */
    int32_t day;         /* ... up to this one, on which the rule is asked */
    const bool *moves;   /* of each fact: whether it is such a day */
    int32_t hold;        /* days more for which the answer surely stays as it is */
};

/* Whether that term moves with the day that is looked ahead to. */
bool outlook_moves(const struct evaluation *evaluation, const struct term *term);

/* The answer of what is asked stays for so many days more, and perhaps no longer. */
void outlook_hold(struct evaluation *evaluation, int64_t days);

/*
 * A term's value, read by who says himself how long his answer holds: term_value() alone makes
 * an answer that rests on a moving day one of that day only.
 */
struct value outlook_value(struct evaluation *evaluation, const struct term *term);

/*
 * The changes of a policy's rules about days and intervals, after what `decision` found. Only
 * another effect on the verdict is a change. ERR_NOMEM and the like.
 */
int outlook_changes(struct arena *arena, const struct policy *policy,
                    const struct policy_input *input, struct decision *decision);

#endif
