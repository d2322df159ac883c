/*
 * The predicate `crossing`, between its files: what a policy asks (predicate_crossing.c), what
 * a row says and whether the records show all rows of that time (crossing_rows.c), and what
 * comes of it (crossing_judge.c).
 */
#ifndef VOUCH_POLICY_CROSSING_H
#define VOUCH_POLICY_CROSSING_H

#include "policy/movements.h"

enum crossing_which {
    CROSSING_LAST,
    CROSSING_FIRST,
    CROSSING_ANY,
    CROSSING_NONE,
    CROSSING_EVERY,
    CROSSING_COUNT,
};

struct crossing {
    struct movements_scope scope; /* of one role */
    size_t role;
    enum crossing_which which;
    bool has_least, has_most; /* of CROSSING_COUNT */
    int64_t least, most;
    const char *direction;
    bool wants_entry;
    const char *const *kinds;
    const char *const *ports;
    bool has_port_term;
    struct term port_term;
    const char *const *towards;
    const char *flight;
    bool has_between;
    struct term from, to;
    bool has_before;
    struct term before;
};

struct looking {
    struct evaluation *evaluation;
    const struct crossing *data;
    struct result *result;
    const struct movements *movements;
    const char *port; /* of the port's term */
    struct days_window window;
    int32_t asked_to; /* the last day that is asked about; DAY_MAX without bounds */
};

/* What a row says, and why; a member that the row leaves open decides nothing. */
struct row_verdict {
    enum decision_outcome outcome;
    const char *why;
};

struct tally {
    size_t passed, failed, unknown;
    const struct merged_row *row; /* the first that passed, else that is unknown, else that fails */
    struct row_verdict verdict;
};

/* How to go over the rows: until one passes, or over all; and which one to remember. */
enum manner { UNTIL_ONE, ALL_BEST, ALL_WORST };

struct row_verdict crossing_judge_row(const struct looking *looking, const struct merged_row *row);
struct tally crossing_tally(const struct looking *looking, enum manner manner);

/* Whether some record's word is that no row is missing in all of the window. */
bool crossing_is_covered(const struct looking *looking);

static inline bool crossing_in_window(const struct looking *looking, const struct merged_row *row)
{
    return row->day >= looking->window.from && row->day <= looking->window.to;
}

/* Fills looking->result by what is asked. */
void crossing_judge(struct looking *looking);

#endif
