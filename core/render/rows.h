/* What of the claims lies under a change: the rows of the crossings whose boxes it overlaps. */
#ifndef VOUCH_RENDER_ROWS_H
#define VOUCH_RENDER_ROWS_H

#include "report/report.h"

/*
 * The rows as printed, shortened ("3", "2 to 4, 9"), in `arena`; "" where the change lies over
 * none. The evidence must be of the revision that the change was made to. NULL without memory.
 */
const char *rows_under(struct arena *arena, const struct report *report,
                       const struct report_change *change, size_t *ret_count);

#endif
