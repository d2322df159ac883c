/*
 * Days of presence, counted from rows that have a day and an order, but no hour.
 *
 * A record is rows (an entry turns outside into inside, an exit inside into outside) and
 * covers: periods in which, by its own word, no row is missing. Between two rows the state
 * is known where a cover reaches and the row before agrees with the row after; where they
 * do not agree, or where the numbering shows that rows are missing, it is unknown between
 * them, but still known at the instant of each row. Inside a cover the stretches before the
 * first row and after the last one are known as well. All else is unknown, and a count over
 * it has two bounds, both of which can be reached by some way of filling in what is missing.
 *
 * Four measures say when a day counts for a state:
 *
 *   any_part    the state holds at some instant of the day;  entry E to exit X: X - E + 1
 *   full        at every instant;                            X - E - 1, or 0 for X = E
 *   night       at 24:00;                                    X - E
 *   from_next   at 00:00;                                    X - E
 *
 * Always: any_part of one state and full of the other make up the window, as do night and
 * night, from_next and from_next; with bounds, the lower one of this and the upper of that.
 *
 * Inside, time is kept as positions: 2 d is 00:00 of day d, 2 d + 1 an instant in its
 * course whose hour nobody knows. All is integers; a timeline is built once in O(rows), and
 * each count takes O(log rows).
 */
#ifndef VOUCH_POLICY_DAYS_H
#define VOUCH_POLICY_DAYS_H

#include "base/arena.h"
#include "base/datetime.h"

/* One bit a cover in `broken`. A dossier has fewer records than this. */
#define DAYS_COVERS_MAX 64

/* Far more than ten years of crossings every day. */
#define DAYS_ROWS_MAX 100000

enum presence { PRESENCE_UNKNOWN = 0, PRESENCE_INSIDE = 1, PRESENCE_OUTSIDE = 2 };

enum days_measure { DAYS_ANY_PART, DAYS_FULL, DAYS_NIGHT, DAYS_FROM_NEXT };
#define DAYS_MEASURES 4

enum days_row_kind {
    DAYS_ENTRY,
    DAYS_EXIT,
    DAYS_SEEN_INSIDE, /* no crossing: the state at 00:00 of that day is taken as known */
    DAYS_SEEN_OUTSIDE,
};

struct days_row {
    int32_t day;
    enum days_row_kind kind;
    uint64_t broken; /* bit c: cover c lacks rows between the row before and this one */
};

struct days_cover {
    int32_t from; /* from 00:00 */
    int32_t to;   /* to 24:00, or where `to_partly`: to some instant in the course of that day */
    bool to_partly;
};

struct days_record {
    const struct days_row *rows; /* oldest first */
    size_t row_count;
    const struct days_cover *covers; /* in any order; bit c of `broken` is covers[c] */
    size_t cover_count;
    uint64_t broken_after; /* as `broken` of a row, for what follows the last one */
    bool distrust_edges;   /* trust_edges: no */
};

struct days_window {
    int32_t from;
    int32_t to; /* the last day, itself inside */
};

struct days_bounds {
    int32_t lower;
    int32_t upper;
};

/* A stay (or an absence): the state between two rows, or what may be one where rows are missing.
 */
struct days_stay {
    int32_t known_from; /* positions: what is known of it ... */
    int32_t known_to;
    int32_t other_from; /* ... and what is known of it, too, but perhaps of another one */
    int32_t other_to;
    int32_t most_from; /* ... and how far it can reach */
    int32_t most_to;
    int32_t hole_from; /* where nothing is known, and others may lie that nobody has seen */
    int32_t hole_to;
};

struct days_timeline;

/*
 * Makes a timeline of a record; it keeps nothing of `record`. ERR_INVALID where rows are not
 * in order or days outside the calendar, ERR_LIMIT past the limits above, ERR_NOMEM.
 */
int days_timeline_new(struct arena *arena, const struct days_record *record,
                      struct days_timeline **ret);

/* How many days of the window count for `state` (inside or outside) by `measure`. An empty window
 * has none. */
struct days_bounds days_count(const struct days_timeline *timeline, struct days_window window,
                              enum presence state, enum days_measure measure);

/* The state at 00:00 of that day, known by that day or by the one before. */
enum presence days_state_at(const struct days_timeline *timeline, int32_t day);

/*
 * The next stay in `state` that has, or may have, an instant in the window; `*cursor` is 0
 * at first. False where there is none left. Stays do not overlap, but where a record has
 * holes two of them may be one in truth.
 */
bool days_stay_next(const struct days_timeline *timeline, struct days_window window,
                    enum presence state, size_t *cursor, struct days_stay *ret);

/* How many days of the window that stay alone counts. */
struct days_bounds days_stay_count(const struct days_stay *stay, struct days_window window,
                                   enum days_measure measure);

/* Whether another stay may lie beside this one, in the window, that nobody has seen. */
bool days_stay_has_hole(const struct days_stay *stay, struct days_window window);

/* The first and last day that a stay is known or, where nothing is, may be to touch, inside the
 * window. */
struct days_window days_stay_span(const struct days_stay *stay, struct days_window window);

/* any_part, full, night, from_next; static. */
const char *days_measure_name(enum days_measure measure);

#endif
