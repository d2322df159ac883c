/* What of the claims lies under a change: above all the rows of the crossings that it overlaps. */
#ifndef VOUCH_RENDER_ROWS_H
#define VOUCH_RENDER_ROWS_H

#include "report/report.h"

struct under {
    const char *rows; /* as printed, shortened ("3", "2-4, 9"); "" for none */
    size_t row_count;
    bool is_read; /* rows or not: anything that was read as part of the record */
};

/*
 * What lies under a change, if its box is known. The evidence must be of the revision that the
 * change was made to. Text in `arena`; ERR_NOMEM.
 */
int rows_under(struct arena *arena, const struct report *report, const struct report_change *change,
               struct under *ret);

#endif
