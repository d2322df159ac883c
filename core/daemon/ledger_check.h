/*
 * Whether a ledger's rows are what their leaves say, and its tree what was signed: for vouchctl,
 * and for the daemon's own look at the tail. Only reads; works beside a running daemon, and on a
 * copy that lies where nothing can be written.
 *
 * The checkpoint in the ledger finds rows that were cut off its end or altered with their
 * leaves by somebody who has not its key. One that is kept elsewhere finds it whoever did it.
 */
#ifndef VOUCH_DAEMON_LEDGER_CHECK_H
#define VOUCH_DAEMON_LEDGER_CHECK_H

#include "base/buffer.h"
#include "daemon/ledger_files.h"

enum ledger_root {
    LEDGER_ROOT_NONE,     /* there is no checkpoint: the ledger was made by an earlier version */
    LEDGER_ROOT_HOLDS,    /* the rows' tree has, or had at that size, the root that was signed */
    LEDGER_ROOT_DIFFERS,  /* it has not, or there are fewer rows */
    LEDGER_ROOT_UNSIGNED, /* what stands there is not signed by the key */
};

struct ledger_check {
    int64_t rows;
    int64_t erased;                  /* whose private columns are gone: the leaf alone is checked */
    int64_t altered;                 /* that do not match */
    int64_t first_altered;           /* position; 0: none */
    int64_t missing;                 /* gaps in the positions */
    struct ledger_files_count files; /* that are kept; only where all rows are checked */
    enum ledger_root checkpoint;     /* the ledger's own; only where all rows are checked */
    enum ledger_root kept;           /* the one that was kept elsewhere */
    int64_t kept_size;               /* its rows */
    /* Stored subtrees that the rows do not add up to, and ones that are not there: the daemon makes
     * them again at its start. Only where all rows are checked. */
    int64_t nodes_wrong;
    int64_t nodes_missing;
};

/* A checkpoint kept elsewhere, and the verifier key that was kept with it. */
struct ledger_kept {
    struct slice note;       /* empty: none */
    struct slice public_key; /* empty: the ledger's own, which proves less */
};

/*
 * Checks all rows, and checkpoints. ERR_NOT_FOUND, ERR_DENIED, ERR_IO, ERR_UNSUPPORTED,
 * ERR_NOMEM, ERR_CRYPTO, and for a kept note or key that is none ERR_SYNTAX, with a sentence in
 * `why`; 0 also where rows are altered. `kept` may be NULL.
 */
int ledger_check(const char *path, const struct ledger_kept *kept, struct ledger_check *ret,
                 struct buffer *why);

/* The rows from position `from` on, on an open SQLite database; no checkpoints. */
struct sqlite3;
int ledger_check_database(struct sqlite3 *database, int64_t from, struct ledger_check *ret);

/* Opens a ledger's file for reading only, as above; the caller closes it, also after an error. */
int ledger_open_file(const char *path, struct sqlite3 **ret, struct buffer *why);

#endif
