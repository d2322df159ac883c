/*
 * The table of verify --manifest: its first row names the columns, each further row is a case.
 */
#ifndef VOUCH_CTL_BATCH_TABLE_H
#define VOUCH_CTL_BATCH_TABLE_H

#include "ctl/csv.h"

enum batch_column {
    BATCH_FILE,
    BATCH_REFERENCE,
    BATCH_EXISTED_BY,
    BATCH_AS_OF,
    BATCH_AT,
    BATCH_SOURCE,
    BATCH_POLICY,
    BATCH_FACTS,
    BATCH_COLUMNS
};

struct batch_table {
    const char *name;
    const char *folder; /* with its slash; or "" */
    struct csv csv;
    size_t places[BATCH_COLUMNS]; /* of each column in a row; SIZE_MAX: it has none */
};

/* Reads and checks it whole; says what is wrong with it. ERR_SYNTAX, ERR_LIMIT, ERR_IO, ERR_NOMEM.
 */
int batch_table_read(struct arena *arena, const char *path, struct batch_table *table);

/* A cell of a row (from 1 on); NULL where it is empty. */
const char *batch_cell(const struct batch_table *table, size_t row, enum batch_column column);

#endif
