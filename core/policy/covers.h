/*
 * The predicate `covers`, between its files: what a policy asks and what comes of it
 * (predicate_covers.c), and which stretches of the window no record covers (covers_gaps.c).
 */
#ifndef VOUCH_POLICY_COVERS_H
#define VOUCH_POLICY_COVERS_H

#include "policy/movements.h"

struct covers {
    struct movements_scope scope;
    struct term from;
    struct term to;
    bool has_gaps; /* how long a stretch without a record may be */
    struct duration gaps;
    bool whole_person; /* permits: all */
    const char *const *kinds;
};

/* Seconds: the end of a record is a moment, less the source's lag. */
struct span {
    int64_t from;
    int64_t to; /* the first moment after it */
};

struct covering {
    struct evaluation *evaluation;
    const struct covers *data;
    struct result *result;
    const struct movements *movements;
    struct span window;
    const char *listed; /* "2024-01-01..2024-02-03, ..." */
    size_t count;       /* of stretches that are too long */
    bool failed;        /* for some stretch there is surely no record */
};

/* 00:00 of a day on the policy's clocks. */
int64_t covers_day_begins(const struct covering *covering, int32_t day);
/* The day of a moment there, as text; never NULL without the evaluation's error. */
const char *covers_day_text(struct covering *covering, int64_t moment);

/* Lists what no record covers, for each kind of documents that is looked at by itself. */
void covers_look(struct covering *covering);

#endif
