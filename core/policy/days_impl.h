/* What days.c builds and days_count.c counts. */
#ifndef VOUCH_POLICY_DAYS_IMPL_H
#define VOUCH_POLICY_DAYS_IMPL_H

#include "policy/days.h"

/* Before and after all positions that a day can have. */
#define POSITION_MIN INT32_MIN
#define POSITION_MAX INT32_MAX

/* One bit for each state and measure: whether a day surely counts. */
#define DAYS_KINDS (2 * DAYS_MEASURES)
#define DAYS_KIND(state, measure)                                                                  \
    (((state) == PRESENCE_OUTSIDE ? DAYS_MEASURES : 0) + (int)(measure))
#define DAYS_FLAG(state, measure) (1u << DAYS_KIND(state, measure))

/* Consecutive days of which the same is sure. Days of no run are days of which nothing is. */
struct days_run {
    int32_t first;
    int32_t last;
    uint32_t flags;
    int32_t before[DAYS_KINDS]; /* days of each kind in the runs before */
};

/* What lies between two rows, before the first or after the last. */
struct days_stretch {
    int32_t from; /* positions of the two rows; POSITION_MIN, POSITION_MAX at the ends */
    int32_t to;
    int32_t head;         /* known from `from` up to here, in state `after` */
    int32_t tail;         /* known from here up to `to`, in state `before` */
    enum presence after;  /* what the row at `from` leads to */
    enum presence before; /* what the row at `to` comes from */
    bool whole;           /* known all along */
};

struct days_timeline {
    struct days_run *runs;
    size_t run_count;
    struct days_stretch *stretches; /* one more than rows */
    size_t stretch_count;
};

/* The day in which a position lies; for 00:00 the day that begins. */
static inline int32_t position_day(int32_t position)
{
    return position >= 0 ? position / 2 : -((1 - position) / 2);
}

#endif
