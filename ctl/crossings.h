/*
 * Crossings that a person states, as the facts of a policy: from a table (CSV), and from a plan
 * ("exit 2027-03-03, entry 2027-03-20"). What is wrong is said with line and column.
 */
#ifndef VOUCH_CTL_CROSSINGS_H
#define VOUCH_CTL_CROSSINGS_H

#include "base/arena.h"
#include "base/slice.h"

#include <jansson.h>

/*
 * Appends the rows of a table to the JSON list `crossings`. Columns: date (YYYY-MM-DD) and
 * direction (entry, exit), and optionally time, port, document_kind, document_number; the first
 * row names them, in any order. `name` is the file's. ERR_SYNTAX, ERR_INVALID, ERR_LIMIT, all
 * said on standard error; ERR_NOMEM.
 */
int crossings_from_csv(struct arena *arena, const char *name, struct slice bytes,
                       json_t *crossings);

/* The same from a plan; `*ret_last` becomes the latest day in it. ERR_SYNTAX, said. */
int crossings_from_plan(const char *plan, json_t *crossings, int32_t *ret_first, int32_t *ret_last);

/* "FROM..TO" as {from, to}. NULL, with what is wrong said. */
json_t *crossings_cover(const char *text);

#endif
