#include "daemon/ledger_tree.h"

#include "base/error.h"
#include "daemon/checkpoint.h"
#include "daemon/ledger_impl.h"
#include "daemon/ledger_nodes.h"

#include <stdio.h>
#include <sys/random.h>

static const char tables[] = "CREATE TABLE IF NOT EXISTS nodes ("
                             "  level INTEGER NOT NULL,"
                             "  number INTEGER NOT NULL,"
                             "  root BLOB NOT NULL,"
                             "  PRIMARY KEY (level, number)"
                             ") STRICT, WITHOUT ROWID;";

/* ---- One row by one statement ---- */

static int read_digest(sqlite3 *database, const char *sql, int64_t first, int64_t second,
                       struct digest *ret)
{
    sqlite3_stmt *row = NULL;
    int r = ledger_error_of(sqlite3_prepare_v2(database, sql, -1, &row, NULL)), step;

    if (r < 0)
        return r;
    sqlite3_bind_int64(row, 1, first);
    if (sqlite3_bind_parameter_count(row) > 1)
        sqlite3_bind_int64(row, 2, second);
    step = sqlite3_step(row);
    if (step != SQLITE_ROW)
        r = step == SQLITE_DONE ? ERR_NOT_FOUND : ledger_error_of(step);
    else if (sqlite3_column_bytes(row, 0) != DIGEST_SIZE)
        r = ERR_MISMATCH;
    else
        memcpy(ret->bytes, sqlite3_column_blob(row, 0), DIGEST_SIZE);
    sqlite3_finalize(row);
    return r;
}

int ledger_meta_read(sqlite3 *database, const char *name, struct buffer *ret)
{
    static const char sql[] = "SELECT value FROM meta WHERE name = ?1";
    sqlite3_stmt *row = NULL;
    int r = ledger_error_of(sqlite3_prepare_v2(database, sql, -1, &row, NULL)), step;

    if (r < 0)
        return r;
    sqlite3_bind_text(row, 1, name, -1, SQLITE_STATIC);
    step = sqlite3_step(row);
    if (step == SQLITE_ROW)
        buffer_append(ret, sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0));
    else
        r = step == SQLITE_DONE ? ERR_NOT_FOUND : ledger_error_of(step);
    sqlite3_finalize(row);
    return r < 0 ? r : buffer_error(ret);
}

int ledger_meta_write(sqlite3 *database, const char *name, struct slice value)
{
    static const char sql[] = "INSERT INTO meta (name, value) VALUES (?1, ?2) "
                              "ON CONFLICT (name) DO UPDATE SET value = ?2";
    sqlite3_stmt *row = NULL;
    int r = ledger_error_of(sqlite3_prepare_v2(database, sql, -1, &row, NULL));

    if (r < 0)
        return r;
    sqlite3_bind_text(row, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_blob(row, 2, value.data, (int)value.size, SQLITE_STATIC);
    r = ledger_error_of(sqlite3_step(row));
    sqlite3_finalize(row);
    return r;
}

/* ---- Subtrees ---- */

/* A subtree that is not stored: of its at most 256 leaves. */
static int add_up(struct ledger_nodes *nodes, unsigned level, int64_t number, struct digest *ret)
{
    static const char sql[] = "SELECT leaf FROM rows WHERE position = ?1";
    int64_t count = INT64_C(1) << level, first = number << level;
    struct tree tree = {0};
    int r = 0;

    for (int64_t i = 0; i < count && r == 0; i++) {
        struct digest leaf;

        r = read_digest(nodes->database, sql, first + i + 1, 0, &leaf);
        if (r == 0)
            r = tree_add(&tree, nodes->sha256, &leaf, NULL);
    }
    return r < 0 ? r : tree_root(&tree, nodes->sha256, ret);
}

static int find_node(void *context, unsigned level, int64_t number, struct digest *ret)
{
    static const char sql[] = "SELECT root FROM nodes WHERE level = ?1 AND number = ?2";
    struct ledger_nodes *nodes = context;

    if (level < LEDGER_NODE_LEVEL)
        return add_up(nodes, level, number, ret);
    return read_digest(nodes->database, sql, level, number, ret);
}

struct tree_source ledger_nodes_source(struct ledger_nodes *nodes)
{
    return (struct tree_source){.find = find_node, .context = nodes};
}

static int keep_node(void *context, unsigned level, int64_t number, const struct digest *root)
{
    /* One that should not be there yet must not keep rows out. */
    static const char sql[] = "INSERT INTO nodes (level, number, root) VALUES (?1, ?2, ?3) "
                              "ON CONFLICT (level, number) DO UPDATE SET root = ?3";
    struct ledger *ledger = context;
    sqlite3_stmt *row = NULL;
    int r;

    if (level < LEDGER_NODE_LEVEL)
        return 0;
    r = ledger_error_of(sqlite3_prepare_v2(ledger->writer, sql, -1, &row, NULL));
    if (r < 0)
        return r;
    sqlite3_bind_int64(row, 1, level);
    sqlite3_bind_int64(row, 2, number);
    sqlite3_bind_blob(row, 3, root->bytes, sizeof root->bytes, SQLITE_STATIC);
    r = ledger_error_of(sqlite3_step(row));
    sqlite3_finalize(row);
    return r;
}

int ledger_tree_add(struct ledger *ledger, struct tree *tree, const struct digest *leaf)
{
    struct tree_sink sink = {.keep = keep_node, .context = ledger};

    return tree_add(tree, ledger->sha256, leaf, &sink);
}

/* ---- Opening ---- */

/* How many leaves the stored nodes hold, from the left. */
static int count_noded(struct ledger *ledger, int64_t *ret)
{
    static const char sql[] = "SELECT count(*) FROM nodes WHERE level = 8";
    sqlite3_stmt *row = NULL;
    int r = ledger_error_of(sqlite3_prepare_v2(ledger->writer, sql, -1, &row, NULL));

    _Static_assert(LEDGER_NODE_LEVEL == 8, "the statement says so");
    if (r == 0) {
        int step = sqlite3_step(row);

        if (step == SQLITE_ROW)
            *ret = sqlite3_column_int64(row, 0) << LEDGER_NODE_LEVEL;
        else
            r = ledger_error_of(step);
    }
    sqlite3_finalize(row);
    return r;
}

static int add_rows(struct ledger *ledger)
{
    static const char sql[] = "SELECT leaf FROM rows WHERE position > ?1 ORDER BY position";
    sqlite3_stmt *row = NULL;
    int r = ledger_error_of(sqlite3_prepare_v2(ledger->writer, sql, -1, &row, NULL));
    int step = SQLITE_DONE;

    if (r == 0)
        sqlite3_bind_int64(row, 1, ledger->tree.size);
    while (r == 0 && (step = sqlite3_step(row)) == SQLITE_ROW) {
        struct digest leaf;

        if (sqlite3_column_bytes(row, 0) != DIGEST_SIZE) {
            r = ERR_MISMATCH;
            break;
        }
        memcpy(leaf.bytes, sqlite3_column_blob(row, 0), DIGEST_SIZE);
        r = ledger_tree_add(ledger, &ledger->tree, &leaf);
    }
    if (r == 0)
        r = ledger_error_of(step);
    sqlite3_finalize(row);
    return r;
}

static int read_checkpoint(struct ledger *ledger, struct checkpoint *ret)
{
    struct buffer note, key;
    int r;

    buffer_init(&note, CHECKPOINT_SIZE_MAX);
    buffer_init(&key, CHECKPOINT_SIZE_MAX);
    r = ledger_meta_read(ledger->writer, "checkpoint", &note);
    if (r == 0)
        r = ledger_meta_read(ledger->writer, "tree_key", &key);
    if (r == 0 && checkpoint_verify(buffer_slice(&note), buffer_slice(&key), ret) < 0)
        r = ERR_MISMATCH;
    buffer_done(&note);
    buffer_done(&key);
    return r;
}

/* The rows up to the last checkpoint; a version that knows no tree may have added more. */
static int check_last(struct ledger *ledger)
{
    struct ledger_nodes nodes = {.database = ledger->writer, .sha256 = ledger->sha256};
    struct tree_source source = ledger_nodes_source(&nodes);
    struct checkpoint checkpoint;
    struct digest root;
    struct tree then;
    int r = read_checkpoint(ledger, &checkpoint);

    if (r < 0)
        return r == ERR_NOT_FOUND ? 0 : r;
    if (checkpoint.size > ledger->tree.size)
        return ERR_MISMATCH;
    r = tree_resume(&then, checkpoint.size, &source);
    if (r == 0)
        r = tree_root(&then, ledger->sha256, &root);
    return r == 0 && !digest_equal(&root, &checkpoint.root) ? ERR_MISMATCH : r;
}

static int resume(struct ledger *ledger)
{
    struct ledger_nodes nodes = {.database = ledger->writer, .sha256 = ledger->sha256};
    struct tree_source source = ledger_nodes_source(&nodes);
    int64_t noded = 0;
    int r = count_noded(ledger, &noded);

    if (r == 0)
        r = ledger_nodes_agree(ledger, noded);
    if (r == 0)
        r = tree_resume(&ledger->tree, noded, &source);
    if (r == 0)
        r = add_rows(ledger);
    return r == 0 ? check_last(ledger) : r;
}

static int make_again(struct ledger *ledger)
{
    int r = ledger_execute(ledger->writer, "DELETE FROM nodes");

    ledger->tree = (struct tree){0};
    if (r == 0)
        r = add_rows(ledger);
    return r == 0 ? check_last(ledger) : r;
}

/* Nodes are made of leaves: where one is missing, or they do not add up to what was signed, all are
 * made again, and only then are the rows to blame. */
static int make_tree(struct ledger *ledger)
{
    int r = resume(ledger);

    return r == ERR_NOT_FOUND || r == ERR_MISMATCH ? make_again(ledger) : r;
}

int ledger_tree_open(struct ledger *ledger)
{
    int r = ledger_execute(ledger->writer, "BEGIN IMMEDIATE");

    if (r == 0)
        r = ledger_execute(ledger->writer, tables);
    if (r == 0)
        r = make_tree(ledger);
    if (r == 0)
        r = ledger_execute(ledger->writer, "COMMIT");
    if (r < 0)
        ledger_execute(ledger->writer, "ROLLBACK");
    return r;
}

/* ---- Checkpoints ---- */

/* The name of a tree is chance, so that no two ledgers have the same; it never changes. */
static int find_name(struct ledger *ledger, char name[CHECKPOINT_NAME_MAX])
{
    struct buffer found;
    uint64_t chance;
    int r;

    buffer_init(&found, CHECKPOINT_NAME_MAX - 1);
    r = ledger_meta_read(ledger->writer, "tree_name", &found);
    if (r == 0)
        snprintf(name, CHECKPOINT_NAME_MAX, "%.*s", (int)found.size, (const char *)found.data);
    buffer_done(&found);
    if (r != ERR_NOT_FOUND)
        return r;
    if (getrandom(&chance, sizeof chance, 0) != sizeof chance)
        return ERR_IO;
    snprintf(name, CHECKPOINT_NAME_MAX, "vouchd-ledger/%016llx", (unsigned long long)chance);
    return ledger_meta_write(ledger->writer, "tree_name", slice_str(name));
}

int ledger_tree_close_batch(struct ledger *ledger, const struct tree *tree)
{
    struct checkpoint checkpoint = {.size = tree->size};
    struct buffer note;
    int r = tree_root(tree, ledger->sha256, &checkpoint.root);

    buffer_init(&note, CHECKPOINT_SIZE_MAX);
    if (r == 0)
        r = checkpoint_sign(ledger->signer, &checkpoint, &note);
    if (r == 0)
        r = ledger_meta_write(ledger->writer, "checkpoint", buffer_slice(&note));
    buffer_done(&note);
    return r;
}

int ledger_tree_sign_with(struct ledger *ledger, const uint8_t *seed)
{
    char name[CHECKPOINT_NAME_MAX];
    int r = find_name(ledger, name);

    if (r < 0)
        return r;
    ledger->signer = checkpoint_signer_new(name, seed);
    if (!ledger->signer)
        return ERR_CRYPTO;
    r = ledger_meta_write(ledger->writer, "tree_key",
                          slice_str(checkpoint_public_key(ledger->signer)));
    return r < 0 ? r : ledger_tree_close_batch(ledger, &ledger->tree);
}
