#include "daemon/tree.h"

#include "base/error.h"

int tree_node(struct sha256 *sha256, const struct digest *left, const struct digest *right,
              struct digest *ret)
{
    static const uint8_t node_mark[] = {0x01};

    sha256_begin(sha256);
    sha256_add(sha256, slice_of(node_mark, sizeof node_mark));
    sha256_add(sha256, slice_of(left->bytes, sizeof left->bytes));
    sha256_add(sha256, slice_of(right->bytes, sizeof right->bytes));
    return sha256_end(sha256, ret);
}

int tree_add(struct tree *tree, struct sha256 *sha256, const struct digest *leaf,
             const struct tree_sink *sink)
{
    struct digest root = *leaf;
    unsigned level = 0;
    int r = 0;

    /* Two complete subtrees of one size make one of the next. */
    for (; (tree->size >> level & 1) && r == 0; level++) {
        if (sink && level > 0)
            r = sink->keep(sink->context, level, tree->size >> level, &root);
        if (r == 0)
            r = tree_node(sha256, &tree->edge[level], &root, &root);
    }
    if (level >= TREE_LEVELS)
        return ERR_LIMIT;
    if (r == 0 && sink && level > 0)
        r = sink->keep(sink->context, level, tree->size >> level, &root);
    if (r < 0)
        return r;
    tree->edge[level] = root;
    tree->size++;
    return 0;
}

int tree_root(const struct tree *tree, struct sha256 *sha256, struct digest *ret)
{
    struct digest root;
    bool is_there = false;
    int r = 0;

    for (unsigned level = 0; level < TREE_LEVELS && r == 0; level++) {
        if (!(tree->size >> level & 1))
            continue;
        if (is_there)
            r = tree_node(sha256, &tree->edge[level], &root, &root);
        else
            root = tree->edge[level];
        is_there = true;
    }
    if (!is_there)
        return sha256_of(sha256, slice_of(NULL, 0), ret);
    if (r == 0)
        *ret = root;
    return r;
}

int tree_resume(struct tree *tree, int64_t size, const struct tree_source *source)
{
    struct tree resumed = {.size = size};
    int r = 0;

    for (unsigned level = 0; level < TREE_LEVELS && r == 0; level++)
        if (size >> level & 1)
            r = source->find(source->context, level, (size >> level) - 1, &resumed.edge[level]);
    if (r == 0)
        *tree = resumed;
    return r;
}

/* ---- Proofs ---- */

/* The root of the leaves from `start` to `end`, where `start` begins a subtree of that size. */
static int range_root(const struct tree_source *source, struct sha256 *sha256, int64_t start,
                      int64_t end, struct digest *ret)
{
    struct digest root;
    bool is_there = false;
    int r = 0;

    /* From the right: the smallest complete subtree is the innermost. */
    for (unsigned level = 0; level < TREE_LEVELS && r == 0; level++) {
        struct digest part;

        if (!((end - start) >> level & 1))
            continue;
        r = source->find(source->context, level, (end >> level) - 1, &part);
        end -= INT64_C(1) << level;
        if (r == 0 && is_there)
            r = tree_node(sha256, &part, &root, &root);
        else
            root = part;
        is_there = true;
    }
    if (r == 0)
        *ret = root;
    return r;
}

/* The largest power of two that is smaller than `count`, which is more than 1. */
static int64_t split_of(int64_t count)
{
    int64_t split = 1;

    while (split * 2 < count)
        split *= 2;
    return split;
}

int tree_inclusion(const struct tree_source *source, struct sha256 *sha256, int64_t index,
                   int64_t size, struct tree_path *ret)
{
    struct digest nodes[TREE_LEVELS];
    int64_t start = 0, end = size;
    size_t count = 0;
    int r = index < 0 || index >= size ? ERR_INVALID : 0;

    while (r == 0 && end - start > 1 && count < TREE_LEVELS) {
        int64_t middle = start + split_of(end - start);
        bool is_left = index < middle;

        r = range_root(source, sha256, is_left ? middle : start, is_left ? end : middle,
                       &nodes[count++]);
        *(is_left ? &end : &start) = middle;
    }
    if (r < 0)
        return r;
    ret->count = count;
    for (size_t i = 0; i < count; i++) /* found from the root down */
        ret->nodes[i] = nodes[count - 1 - i];
    return 0;
}
