/*
 * Files that were in force, kept in the ledger by their SHA-256: each once, whatever it was called
 * and however often it was in force. An inventory (inventory_list.h) is one of them. Rows of the
 * journal name their inventory, and so by which files the rows after them were judged.
 *
 * They say nothing of a person, and are no part of a leaf: what a row commits to is the digest.
 */
#ifndef VOUCH_DAEMON_LEDGER_FILES_H
#define VOUCH_DAEMON_LEDGER_FILES_H

#include "base/buffer.h"
#include "base/digest.h"

#define LEDGER_BUILD_SIZE 64

struct inventory_list;
struct ledger;
struct sqlite3;

/* The list and all that it names, inside the transaction that is open. ERR_FULL, ERR_IO. */
int ledger_files_keep(struct ledger *ledger, const struct inventory_list *list);

/* Drops those that were in force only before that time, and for no row that is held. */
int ledger_files_expire(struct ledger *ledger, int64_t before);

#define LEDGER_FILE_MAX (64u * 1024 * 1024) /* bytes; no daemon reads or keeps a larger one */

/*
 * Appends one of up to `max` bytes to `ret`. ERR_NOT_FOUND, ERR_LIMIT, ERR_MISMATCH where it is not
 * what its digest says, ERR_IO, ERR_NOMEM, ERR_CRYPTO.
 */
int ledger_files_read(struct sqlite3 *database, const struct digest *sha256, size_t max,
                      struct buffer *ret);

/* The same of a daemon's own ledger, from any thread. */
int ledger_file(struct ledger *ledger, const struct digest *sha256, size_t max, struct buffer *ret);

/* Which inventory it was. */
struct ledger_judge {
    const char *configuration_sha256, *trust_snapshot; /* NULL: any */
    const char *policy_sha256;                         /* of a decision; NULL: any */
    int64_t before;                                    /* position of what was judged */
};

/* A row of the journal: what came into force with it. */
struct ledger_in_force {
    int64_t position, recorded_at;
    char configuration_sha256[DIGEST_HEX_SIZE], trust_snapshot[DIGEST_HEX_SIZE];
    char build[LEDGER_BUILD_SIZE];
    bool has_inventory; /* a version before did not keep files */
    struct digest inventory;
};

/*
 * The newest row before that position that names these digests, and an inventory with that policy.
 * A version that kept no files wrote rows without one: then the nearest that names the same digests
 * counts, before or after, and without any the newest row, as one that has none. ERR_NOT_FOUND,
 * ERR_IO.
 */
int ledger_files_in_force(struct sqlite3 *database, const struct ledger_judge *judge,
                          struct ledger_in_force *ret);

/* The same of a daemon's own ledger, from any thread. */
int ledger_in_force(struct ledger *ledger, const struct ledger_judge *judge,
                    struct ledger_in_force *ret);

/* How many are kept, and how many of them are not what their digests say. */
struct ledger_files_count {
    int64_t files, bytes, altered;
};
int ledger_files_check(struct sqlite3 *database, struct ledger_files_count *ret);

#endif
