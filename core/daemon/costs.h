/*
 * What documents cost: processor time in microseconds, by who spent it. Figures for the
 * operator (GET /v1/status) and the bench; nothing depends on them.
 */
#ifndef VOUCH_DAEMON_COSTS_H
#define VOUCH_DAEMON_COSTS_H

#include "base/slice.h"

enum cost {
    COST_ISOLATION, /* the child: fork, lock-down, exit */
    COST_SIGNATURE, /* the child: open, judge */
    COST_TEXT,      /* the child: text of the signed revision */
    COST_SOURCE,    /* the child: probes, claims, checks */
    COST_ANSWER,    /* the child: its frames */
    COST_PREPARE,   /* digest, earlier receipt */
    COST_FINISH,    /* decode, join, render, encode */
    COST_LEDGER,    /* its share of a transaction */
    COSTS,
};

struct costs {
    int64_t us[COSTS];
};

/* The name in GET /v1/status. */
const char *cost_name(enum cost cost);

/* What the calling thread has spent. */
int64_t costs_now(void);

void costs_add(struct costs *to, const struct costs *costs);

/*
 * The child's parts: from what it says itself (FRAME_TIMINGS; what is not there, or is
 * nonsense, counts as nothing), and what the kernel says of it, `fork_us` and `cpu_us`.
 */
void costs_of_child(struct costs *costs, struct slice timings, int64_t fork_us, int64_t cpu_us);

#endif
