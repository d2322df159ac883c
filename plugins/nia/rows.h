/* A row of the table between its reading and its claim. */
#ifndef VOUCH_PLUGIN_NIA_ROWS_H
#define VOUCH_PLUGIN_NIA_ROWS_H

#include "nia.h"

enum { NUMBER, DIRECTION, DATE, TYPE, DOCUMENT, PORT, FLIGHT, COLUMNS };

struct cells {
    struct vouch_span whole;
    struct vouch_text text[COLUMNS];
    char room[COLUMNS][NIA_TEXT_MAX];
    bool read[COLUMNS]; /* false: empty, too long, or signs that nobody knows */
};

/* Claims the row, whose direction and date are read, and fills in the rest of `row`. False where
 * the host took it as unread. */
bool nia_claim_crossing(const struct nia_record *record, const struct cells *cells,
                        struct nia_row *row);

#endif
