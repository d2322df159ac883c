/*
 * The ledger's tree in its file. Kept beside the rows, in tables that earlier versions pass over:
 *
 *   nodes       roots of complete subtrees of 256 leaves and more: a proof reads these and at
 *               most 256 leaves, whatever the number of rows
 *   meta        tree_name, tree_key (the public one), checkpoint (the last, signed)
 *
 * Where rows were appended by a version that knows no tree, the nodes they lack are added at the
 * next opening.
 */
#ifndef VOUCH_DAEMON_LEDGER_TREE_H
#define VOUCH_DAEMON_LEDGER_TREE_H

#include "base/buffer.h"
#include "daemon/tree.h"

struct ledger;
struct sqlite3;

#define LEDGER_NODE_LEVEL 8 /* from here on subtrees are stored */

/* A tree_source over a ledger's file; leaves are those that the rows hold. */
struct ledger_nodes {
    struct sqlite3 *database;
    struct sha256 *sha256;
};
struct tree_source ledger_nodes_source(struct ledger_nodes *nodes);

/*
 * Makes the tables where they are missing and brings the tree up to the last row. ERR_MISMATCH
 * where the last checkpoint, of so many rows, has another root: then rows were altered.
 */
int ledger_tree_open(struct ledger *ledger);

/* The seed of the checkpoints' key: signs from now on. The first one gives the tree its name. */
int ledger_tree_sign_with(struct ledger *ledger, const uint8_t *seed);

/* Within ledger_append()'s transaction: a leaf more; then, once, the new checkpoint. */
int ledger_tree_add(struct ledger *ledger, struct tree *tree, const struct digest *leaf);
int ledger_tree_close_batch(struct ledger *ledger, const struct tree *tree);

/* Reads `name` of meta as text, terminated by the buffer's NUL. ERR_NOT_FOUND, ERR_IO. */
int ledger_meta_read(struct sqlite3 *database, const char *name, struct buffer *ret);
int ledger_meta_write(struct sqlite3 *database, const char *name, struct slice value);

#endif
