/*
 * The cells of one row, and what they say: which account, how much, when, and what is left after
 * it.
 */
#ifndef VOUCH_PLUGIN_BANK_CELLS_H
#define VOUCH_PLUGIN_BANK_CELLS_H

#include "bank.h"

struct cells {
    struct bank_record *record;
    struct vouch_rows *rows;
    uint32_t row;
    struct vouch_span whole;
};

/* What a later row's empty cell will say again. */
void cells_carry(const struct cells *cells);

/* A balance brought forward, and the like: true where the row is one of these. `section` is the
 * layout's. */
bool cells_read_special(const struct cells *cells, uint32_t section);

/* False where something that a row must have cannot be read, or not surely. */
bool cells_read_row(const struct cells *cells, uint32_t section, struct bank_row *row);

#endif
