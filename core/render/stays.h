/*
 * From rows of crossings to spans of days, for drawing. Not the counting of days that policies
 * ask for (docs/counting.md): here every day on which there is a crossing is a day inside, and the
 * days between two crossings are what both of them say: inside between an entry and an exit,
 * outside between an exit and an entry, and not known where two entries or two exits follow each
 * other. All is seen from the issuer's side of the border.
 */
#ifndef VOUCH_RENDER_STAYS_H
#define VOUCH_RENDER_STAYS_H

#include "base/arena.h"
#include "report/report.h"

#define STAYS_YEARS_MAX 40 /* that are drawn: the newest ones; a record reaches ten back */

enum stay_state { STAY_UNKNOWN, STAY_INSIDE, STAY_OUTSIDE };

/* Days of one state, both ends inside the span; they follow each other without a gap. */
struct stay {
    int32_t from;
    int32_t to;
    enum stay_state state;
};

struct stay_year {
    int32_t year;
    int32_t days[3]; /* by enum stay_state */
    int64_t entries;
    int64_t exits;
};

struct stays {
    const struct stay *items;
    size_t count;
    const struct stay_year *years; /* oldest first, none left out */
    size_t year_count;
    bool is_cut; /* older years than these are not there */
};

struct stays_input {
    const struct report_crossing *crossings;
    size_t count;
    bool
        is_complete; /* nothing is missing, so the days before the first and after the last count */
    bool has_from;
    int32_t from; /* the days that the rows cover; else those of the first and last */
    bool has_to;
    int32_t to;
};

/* ERR_NOMEM. Of no crossings there is nothing to draw: no items, no years. */
int stays_make(struct arena *arena, const struct stays_input *input, struct stays *ret);

/* The first day of a year, and the day after its last. */
int32_t year_first(int32_t year);
int32_t year_end(int32_t year);

#endif
