/*
 * Whether the stored subtrees are what the rows add up to. Rows are the truth, and nodes save
 * adding them up for every proof: one that is wrong spoils proofs and nothing else.
 */
#ifndef VOUCH_DAEMON_LEDGER_NODES_H
#define VOUCH_DAEMON_LEDGER_NODES_H

#include "daemon/tree.h"

struct ledger;
struct sqlite3;
struct sqlite3_stmt;

/* While all rows are added up, each node is compared with the stored one. */
struct node_check {
    struct sqlite3_stmt *find; /* NULL: of a version that stores none */
    int64_t found;
    int64_t wrong;   /* stored, and not what the rows give, or nothing that they give */
    int64_t missing; /* not stored */
};

/* All of it within one transaction. End it also after an error. ERR_IO. */
int node_check_begin(struct sqlite3 *database, struct node_check *ret);
struct tree_sink node_check_sink(struct node_check *check);
int node_check_end(struct sqlite3 *database, struct node_check *check);

/*
 * The quick way, without the rows: the nodes of so many leaves are all there and no others, and
 * each adds up; a signed root then speaks for all of them. ERR_MISMATCH, ERR_IO, ERR_CRYPTO.
 */
int ledger_nodes_agree(struct ledger *ledger, int64_t leaves);

#endif
