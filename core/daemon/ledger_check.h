/*
 * Whether a ledger's rows are what their leaves say: for vouchctl, and for the daemon's own
 * look at the tail. Only reads; works beside a running daemon, and on a copy that lies where
 * nothing can be written.
 */
#ifndef VOUCH_DAEMON_LEDGER_CHECK_H
#define VOUCH_DAEMON_LEDGER_CHECK_H

#include "base/buffer.h"

struct ledger_check {
    int64_t rows;
    int64_t erased;        /* whose private columns are gone: the leaf alone is checked */
    int64_t altered;       /* that do not match */
    int64_t first_altered; /* position; 0: none */
    int64_t missing;       /* gaps in the positions */
};

/*
 * Checks the rows from position `from` on. ERR_NOT_FOUND, ERR_DENIED, ERR_IO,
 * ERR_UNSUPPORTED, ERR_NOMEM, ERR_CRYPTO with a sentence in `why`; 0 also where rows are altered.
 */
int ledger_check(const char *path, int64_t from, struct ledger_check *ret, struct buffer *why);

/* The same on an open SQLite database. */
struct sqlite3;
int ledger_check_database(struct sqlite3 *database, int64_t from, struct ledger_check *ret);

#endif
