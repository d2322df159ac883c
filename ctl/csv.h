/*
 * Comma-separated values as people's tables come (RFC 4180): UTF-8, with or without a byte order
 * mark, lines ended by LF or CRLF, cells quoted where they hold commas, quotes or line ends.
 */
#ifndef VOUCH_CTL_CSV_H
#define VOUCH_CTL_CSV_H

#include "base/arena.h"
#include "base/slice.h"

#define CSV_COLUMNS_MAX 32
#define CSV_ROWS_MAX    20001u /* as many crossings as a record may hold, and the names */

struct csv_cell {
    const char *text; /* without quotes, trimmed of spaces around */
    size_t line;      /* from 1; of its beginning */
    size_t column;    /* from 1; in characters */
};

struct csv_row {
    const struct csv_cell *cells;
    size_t count;
};

struct csv {
    const struct csv_row *rows; /* empty lines are none */
    size_t count;
};

/* Where and what is wrong. */
struct csv_error {
    size_t line;
    size_t column;
    const char *message; /* static */
};

/* ERR_SYNTAX, ERR_LIMIT and `error`; ERR_NOMEM. */
int csv_parse(struct arena *arena, struct slice bytes, struct csv *ret, struct csv_error *error);

/* The same for a table of at most `rows` rows. */
int csv_parse_rows(struct arena *arena, struct slice bytes, size_t rows, struct csv *ret,
                   struct csv_error *error);

#endif
