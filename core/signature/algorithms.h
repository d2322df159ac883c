/*
 * Until when an algorithm is good enough: a dated, versioned table after ETSI TS 119 312.
 *
 * A row says of a digest or a kind of key, within a range of key sizes, on which day it
 * ended; a row without a day has no end yet; the first row that fits decides. What no row
 * names was never good enough, so a new algorithm is a decision of whoever keeps the
 * table.
 *
 *     conf/tables/algorithms.yaml  ->  config_load()  ->  algorithm_table_read()
 *
 * The built-in table is the shipped file.
 */
#ifndef VOUCH_SIGNATURE_ALGORITHMS_H
#define VOUCH_SIGNATURE_ALGORITHMS_H

#include "base/config.h"

#define ALGORITHM_ROWS_MAX 256

struct algorithm_row {
    const char *name;  /* "sha256", "rsa", "p-256": as signature.h names digests, key.h keys */
    uint32_t bits_min; /* of a key, both ends included; 0 and 0 for any */
    uint32_t bits_max;
    bool has_until;
    int64_t until; /* last second of the last good day, UTC */
};

struct algorithm_table {
    const char *version; /* a day, "2026-11-22" */
    const struct algorithm_row *rows;
    size_t count;
};

/* The table of conf/tables/algorithms.yaml. Static. */
const struct algorithm_table *algorithm_table_builtin(void);

/*
 * Reads a table in place of the built-in one; it lives in the arena. ERR_INVALID with `error`,
 * ERR_NOMEM.
 */
int algorithm_table_read(struct arena *arena, const struct config_node *root,
                         const struct algorithm_table **ret_table, struct config_error *error);

/*
 * Whether the algorithm (with a key of `bits`, 0 for a digest) was good enough at `time`.
 * `*ret_row` is the row that said so, NULL where none names it; may be NULL itself.
 */
bool algorithm_acceptable(const struct algorithm_table *table, const char *name, uint32_t bits,
                          int64_t time, const struct algorithm_row **ret_row);

#endif
