/*
 * The Merkle tree over a ledger's leaves (RFC 9162 2.1.1, the same as RFC 6962's):
 *
 *   node = SHA-256(0x01 || left || right)      the empty tree = SHA-256("")
 *
 * Leaves are given as their digests (leaf.h makes them, marked by 0x00) and counted from 0. A
 * tree that grows is held by its right edge: the root of each complete subtree that the size's
 * binary digits name. Adding a leaf and telling the root cost a digest for each level.
 *
 * A proof of inclusion needs roots of subtrees further left: from a source, which has them
 * stored or adds them up again.
 */
#ifndef VOUCH_DAEMON_TREE_H
#define VOUCH_DAEMON_TREE_H

#include "base/digest.h"

#define TREE_LEVELS 62 /* of more leaves than 64 bits of time could bring */

struct tree {
    int64_t size;
    struct digest edge[TREE_LEVELS]; /* [i] holds where digit i of the size is 1 */
};

/* Told of each complete subtree, once: 2^level leaves, the `number`-th of its level from 0. */
struct tree_sink {
    int (*keep)(void *context, unsigned level, int64_t number, const struct digest *root);
    void *context;
};

/* Gives the root of such a subtree. Negative where it cannot. */
struct tree_source {
    int (*find)(void *context, unsigned level, int64_t number, struct digest *ret);
    void *context;
};

struct tree_path {
    struct digest nodes[TREE_LEVELS]; /* from the leaf up */
    size_t count;
};

/* What two subtrees make together. ERR_CRYPTO. */
int tree_node(struct sha256 *sha256, const struct digest *left, const struct digest *right,
              struct digest *ret);

/* A further leaf; `sink` may be NULL. ERR_CRYPTO, ERR_LIMIT, or the sink's. */
int tree_add(struct tree *tree, struct sha256 *sha256, const struct digest *leaf,
             const struct tree_sink *sink);

/* ERR_CRYPTO */
int tree_root(const struct tree *tree, struct sha256 *sha256, struct digest *ret);

/* The tree as it was, or is, with `size` leaves. Errors of the source. */
int tree_resume(struct tree *tree, int64_t size, const struct tree_source *source);

/*
 * The path that proves leaf `index` in the tree of `size` leaves (RFC 9162 2.1.3.1).
 * ERR_INVALID for no such leaf, ERR_CRYPTO, or the source's.
 */
int tree_inclusion(const struct tree_source *source, struct sha256 *sha256, int64_t index,
                   int64_t size, struct tree_path *ret);

#endif
