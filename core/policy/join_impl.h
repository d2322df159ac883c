/* The join, between its files: persons (join_persons.c), crossings (join.c), pairs (join_pairs.c).
 */
#ifndef VOUCH_POLICY_JOIN_IMPL_H
#define VOUCH_POLICY_JOIN_IMPL_H

#include "policy/join.h"
#include "policy/record.h"

/* The records of one border, and where its crossings stand in the result. */
struct join_border {
    const char *territory; /* NULL: not told */
    struct record *records;
    size_t record_count;
    struct merged merged;
    size_t *places; /* of each merged row, in join->crossings */
};

#define JOIN_BORDERS_MAX 6 /* CN, HK, MO, TW, not told; stated ones not told */

struct joining {
    struct arena *arena;
    const struct join_input *input;
    struct decision_join *join;
    struct join_pair *pairs;               /* those of the join, while they are written */
    const struct report_person *applicant; /* NULL: not stated */
    struct join_border borders[JOIN_BORDERS_MAX];
    size_t border_count;
};

int join_persons(struct joining *joining);
int join_pairs(struct joining *joining);

static inline const struct record_row *join_row(const struct join_border *border, size_t row)
{
    const struct merged_row *merged = &border->merged.rows[row];

    return &border->records[merged->record].rows[merged->index];
}

#endif
