/* Whether the stored subtrees (ledger_tree.h) are what the rows add up to. */
#include "daemon/ledger_nodes.h"

#include "base/error.h"
#include "daemon/ledger_impl.h"
#include "daemon/ledger_tree.h"

/* ---- Against the rows ---- */

int node_check_begin(sqlite3 *database, struct node_check *ret)
{
    static const char sql[] = "SELECT root FROM nodes WHERE level = ?1 AND number = ?2";

    *ret = (struct node_check){0};
    if (sqlite3_table_column_metadata(database, NULL, "nodes", "root", NULL, NULL, NULL, NULL,
                                      NULL) != SQLITE_OK)
        return 0;
    return ledger_error_of(sqlite3_prepare_v2(database, sql, -1, &ret->find, NULL));
}

static int compare(void *context, unsigned level, int64_t number, const struct digest *root)
{
    struct node_check *check = context;
    int step;

    if (level < LEDGER_NODE_LEVEL || !check->find)
        return 0;
    sqlite3_bind_int64(check->find, 1, level);
    sqlite3_bind_int64(check->find, 2, number);
    step = sqlite3_step(check->find);
    if (step == SQLITE_ROW) {
        check->found++;
        check->wrong += !slice_equal(ledger_bytes_at(check->find, 0),
                                     slice_of(root->bytes, sizeof root->bytes));
    } else if (step == SQLITE_DONE) {
        check->missing++;
    }
    sqlite3_reset(check->find);
    return ledger_error_of(step);
}

struct tree_sink node_check_sink(struct node_check *check)
{
    return (struct tree_sink){.keep = compare, .context = check};
}

int node_check_end(sqlite3 *database, struct node_check *check)
{
    int64_t stored = 0;
    int r = 0;

    if (check->find)
        r = ledger_read_number(database, "SELECT count(*) FROM nodes", &stored);
    check->wrong += stored > check->found ? stored - check->found : 0;
    sqlite3_finalize(check->find);
    check->find = NULL;
    return r;
}

/* ---- Against each other ---- */

/* Every one above the first level, with the two that it is made of. */
static const char select_parents[] =
    "SELECT node.root, one.root, other.root FROM nodes AS node "
    "LEFT JOIN nodes AS one ON one.level = node.level - 1 AND one.number = 2 * node.number "
    "LEFT JOIN nodes AS other ON other.level = node.level - 1 AND other.number = 2 * node.number "
    "+ 1 WHERE node.level > 8";

static bool read_root(sqlite3_stmt *row, int index, struct digest *ret)
{
    struct slice root = ledger_bytes_at(row, index);

    if (root.size == sizeof ret->bytes)
        memcpy(ret->bytes, root.data, sizeof ret->bytes);
    return root.size == sizeof ret->bytes;
}

static int check_parent(struct ledger *ledger, sqlite3_stmt *row)
{
    struct digest node, left, right, sum;
    int r;

    if (!read_root(row, 0, &node) || !read_root(row, 1, &left) || !read_root(row, 2, &right))
        return ERR_MISMATCH;
    r = tree_node(ledger->sha256, &left, &right, &sum);
    return r == 0 && !digest_equal(&node, &sum) ? ERR_MISMATCH : r;
}

static int check_count(struct ledger *ledger, int64_t leaves)
{
    int64_t stored = 0, expected = 0;
    int r = ledger_read_number(ledger->writer, "SELECT count(*) FROM nodes", &stored);

    for (unsigned level = LEDGER_NODE_LEVEL; leaves >> level; level++)
        expected += leaves >> level;
    return r == 0 && (stored != expected || leaves > ledger->last_position) ? ERR_MISMATCH : r;
}

int ledger_nodes_agree(struct ledger *ledger, int64_t leaves)
{
    sqlite3_stmt *row = NULL;
    int r = check_count(ledger, leaves), step = SQLITE_DONE;

    _Static_assert(LEDGER_NODE_LEVEL == 8, "the statement says so");
    if (r == 0)
        r = ledger_error_of(sqlite3_prepare_v2(ledger->writer, select_parents, -1, &row, NULL));
    while (r == 0 && (step = sqlite3_step(row)) == SQLITE_ROW)
        r = check_parent(ledger, row);
    if (r == 0)
        r = ledger_error_of(step);
    sqlite3_finalize(row);
    return r;
}
