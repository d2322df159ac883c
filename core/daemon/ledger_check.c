#include "daemon/ledger_check.h"

#include "base/error.h"
#include "daemon/checkpoint.h"
#include "daemon/leaf.h"
#include "daemon/ledger_impl.h"
#include "daemon/ledger_nodes.h"
#include "daemon/ledger_tree.h"

#include <errno.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum column {
    COLUMN_POSITION,
    COLUMN_RECORDED_AT,
    COLUMN_KIND,
    COLUMN_INDICATION,
    COLUMN_CODES,
    COLUMN_COMMITMENT,
    COLUMN_LEAF,
    COLUMN_SALT,
    COLUMN_DOCUMENT,
    COLUMN_PAYLOAD,
    COLUMN_SERIAL,
    COLUMN_PERSON,
    COLUMN_DOCUMENT_NUMBERS,
    COLUMN_REFERENCE,
    COLUMN_CIPHERTEXT,
};

static const char select_rows[] =
    "SELECT position, recorded_at, kind, indication, codes, commitment, leaf, salt, "
    "document_sha256, payload_sha256, serial, person, document_numbers, reference, ciphertext "
    "FROM rows WHERE position >= ?1 ORDER BY position";

static int check_leaf(struct sha256 *sha256, sqlite3_stmt *row, struct digest *ret_leaf,
                      bool *ret_matches)
{
    struct leaf_public columns = {
        .position = sqlite3_column_int64(row, COLUMN_POSITION),
        .recorded_at = sqlite3_column_int64(row, COLUMN_RECORDED_AT),
        .kind = ledger_bytes_at(row, COLUMN_KIND),
        .indication = ledger_bytes_at(row, COLUMN_INDICATION),
        .codes = ledger_bytes_at(row, COLUMN_CODES),
    };
    int r = leaf_digest(sha256, &columns, ledger_bytes_at(row, COLUMN_COMMITMENT), ret_leaf);

    *ret_matches = r == 0 && slice_equal(slice_of(ret_leaf->bytes, sizeof ret_leaf->bytes),
                                         ledger_bytes_at(row, COLUMN_LEAF));
    return r;
}

static int check_commitment(struct sha256 *sha256, sqlite3_stmt *row, bool *ret_matches)
{
    struct leaf_private columns = {
        .salt = ledger_bytes_at(row, COLUMN_SALT),
        .document_sha256 = ledger_bytes_at(row, COLUMN_DOCUMENT),
        .payload_sha256 = ledger_bytes_at(row, COLUMN_PAYLOAD),
        .serial = ledger_bytes_at(row, COLUMN_SERIAL),
        .person = ledger_bytes_at(row, COLUMN_PERSON),
        .document_numbers = ledger_bytes_at(row, COLUMN_DOCUMENT_NUMBERS),
        .reference = ledger_bytes_at(row, COLUMN_REFERENCE),
    };
    struct slice ciphertext = ledger_bytes_at(row, COLUMN_CIPHERTEXT);
    struct digest digest, commitment;
    int r = 0;

    if (sqlite3_column_type(row, COLUMN_CIPHERTEXT) != SQLITE_NULL) {
        r = sha256_of(sha256, ciphertext, &digest);
        columns.ciphertext_sha256 = slice_of(digest.bytes, sizeof digest.bytes);
    }
    if (r == 0)
        r = leaf_commitment(sha256, &columns, &commitment);
    *ret_matches = r == 0 && slice_equal(slice_of(commitment.bytes, sizeof commitment.bytes),
                                         ledger_bytes_at(row, COLUMN_COMMITMENT));
    return r;
}

/* An erased row has lost its salt and all private columns, not some of them. */
static bool is_erased(sqlite3_stmt *row)
{
    for (int i = COLUMN_SALT; i <= COLUMN_CIPHERTEXT; i++)
        if (sqlite3_column_type(row, i) != SQLITE_NULL)
            return false;
    return true;
}

/* A signed root, and whether the rows' tree had it when it was of that size. */
struct known_root {
    struct checkpoint checkpoint;
    enum ledger_root found;
};

/* One pass over the rows. */
struct pass {
    struct sha256 *sha256;
    struct tree tree; /* of the rows' own leaves */
    struct node_check nodes;
    struct known_root roots[2];
    struct ledger_check check;
};

static int compare_roots(struct pass *pass)
{
    for (size_t i = 0; i < 2; i++) {
        struct known_root *known = &pass->roots[i];
        struct digest root;
        int r;

        if (known->found != LEDGER_ROOT_DIFFERS || known->checkpoint.size != pass->tree.size)
            continue;
        r = tree_root(&pass->tree, pass->sha256, &root);
        if (r < 0)
            return r;
        if (digest_equal(&root, &known->checkpoint.root))
            known->found = LEDGER_ROOT_HOLDS;
    }
    return 0;
}

static int check_row(struct pass *pass, sqlite3_stmt *row, int64_t expected)
{
    int64_t position = sqlite3_column_int64(row, COLUMN_POSITION);
    struct ledger_check *check = &pass->check;
    bool leaf_holds = false, commitment = true;
    struct digest leaf;
    struct tree_sink nodes = node_check_sink(&pass->nodes);
    int r = check_leaf(pass->sha256, row, &leaf, &leaf_holds);

    if (r == 0 && is_erased(row))
        check->erased++;
    else if (r == 0)
        r = check_commitment(pass->sha256, row, &commitment);
    if (r == 0)
        r = tree_add(&pass->tree, pass->sha256, &leaf, &nodes);
    if (r == 0)
        r = compare_roots(pass);
    if (r < 0)
        return r;
    check->rows++;
    check->missing += position - expected;
    if (!leaf_holds || !commitment) {
        check->altered++;
        if (!check->first_altered)
            check->first_altered = position;
    }
    return 0;
}

static int check_rows(struct pass *pass, sqlite3 *database, int64_t from)
{
    sqlite3_stmt *row = NULL;
    int64_t expected = from < 1 ? 1 : from;
    int r, step = SQLITE_DONE;

    pass->sha256 = sha256_new();
    r = pass->sha256 ? compare_roots(pass) : ERR_NOMEM; /* of no rows at all */
    if (r == 0 && sqlite3_prepare_v2(database, select_rows, -1, &row, NULL) != SQLITE_OK)
        r = ERR_IO;
    if (r == 0)
        sqlite3_bind_int64(row, 1, expected);
    while (r == 0 && (step = sqlite3_step(row)) == SQLITE_ROW) {
        r = check_row(pass, row, expected);
        expected = sqlite3_column_int64(row, COLUMN_POSITION);
        expected += expected < INT64_MAX;
    }
    if (r == 0 && step != SQLITE_DONE)
        r = ERR_IO;
    sqlite3_finalize(row);
    pass->sha256 = sha256_free(pass->sha256);
    return r;
}

int ledger_check_database(sqlite3 *database, int64_t from, struct ledger_check *ret)
{
    struct pass pass = {0};
    int r = check_rows(&pass, database, from);

    if (r == 0)
        *ret = pass.check;
    return r;
}

/* ---- Checkpoints ---- */

/* A root to look for; ERR_SYNTAX only for what the caller gave. */
static int read_root(struct slice note, struct slice key, struct known_root *ret)
{
    int r = checkpoint_verify(note, key, &ret->checkpoint);

    ret->found = r == 0 ? LEDGER_ROOT_DIFFERS : LEDGER_ROOT_UNSIGNED;
    return r == ERR_SYNTAX || r == ERR_INVALID ? ERR_SYNTAX : r == ERR_CRYPTO ? r : 0;
}

static int read_roots(sqlite3 *database, const struct ledger_kept *kept, struct pass *pass,
                      struct buffer *why)
{
    struct buffer note, key;
    int r, own;

    buffer_init(&note, CHECKPOINT_SIZE_MAX);
    buffer_init(&key, CHECKPOINT_SIZE_MAX);
    own = ledger_meta_read(database, "checkpoint", &note);
    if (own == 0)
        own = ledger_meta_read(database, "tree_key", &key);
    r = own == 0 ? read_root(buffer_slice(&note), buffer_slice(&key), &pass->roots[0]) : own;
    if (r == ERR_NOT_FOUND || r == ERR_SYNTAX)
        r = 0;
    if (r == 0 && kept && kept->note.size) {
        r = read_root(kept->note, kept->public_key.size ? kept->public_key : buffer_slice(&key),
                      &pass->roots[1]);
        if (r == ERR_SYNTAX)
            buffer_printf(why, "what was kept is no checkpoint, or no key of one");
    }
    buffer_done(&note);
    buffer_done(&key);
    return r;
}

static int check_all(sqlite3 *database, const struct ledger_kept *kept, struct ledger_check *ret,
                     struct buffer *why)
{
    struct pass pass = {0};
    int r = ledger_execute(database, "BEGIN"), end; /* all of it as of one moment */

    if (r == 0)
        r = read_roots(database, kept, &pass, why);
    if (r == 0)
        r = node_check_begin(database, &pass.nodes);
    if (r == 0)
        r = check_rows(&pass, database, 1);
    if (r == 0)
        r = ledger_files_check(database, &pass.check.files);
    end = node_check_end(database, &pass.nodes);
    if (r < 0 || end < 0)
        return r < 0 ? r : end;
    *ret = pass.check;
    ret->nodes_wrong = pass.nodes.wrong;
    ret->nodes_missing = pass.nodes.missing;
    ret->checkpoint = pass.roots[0].found;
    ret->kept = pass.roots[1].found;
    ret->kept_size = pass.roots[1].checkpoint.size;
    return 0;
}

static int check_version(sqlite3 *database)
{
    sqlite3_stmt *row = NULL;
    int64_t version = -1;

    if (sqlite3_prepare_v2(database, "PRAGMA user_version", -1, &row, NULL) == SQLITE_OK &&
        sqlite3_step(row) == SQLITE_ROW)
        version = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    if (version < 0)
        return ERR_IO;
    return version == LEDGER_SCHEMA ? 0 : ERR_UNSUPPORTED;
}

/* ---- A file by its path ---- */

/* SQLite reads a write-ahead log only where it may write beside it (its "-shm" file). */
static bool has_log(const char *path)
{
    char log[PATH_MAX];

    return snprintf(log, sizeof log, "%s-wal", path) >= (int)sizeof log || access(log, F_OK) == 0;
}

/* By a read-only file system, or a folder of somebody else's. */
static bool is_shut_out(sqlite3 *database)
{
    int error = sqlite3_errcode(database) & 0xff;

    return error == SQLITE_CANTOPEN || error == SQLITE_READONLY;
}

/* As an SQLite URI: with `immutable` it needs nothing beside the file. */
static void uri_of(const char *path, struct buffer *uri)
{
    buffer_append_str(uri, "file:");
    for (; *path; path++)
        if (strchr("%?#", *path))
            buffer_printf(uri, "%%%02X", (unsigned)*path);
        else
            buffer_append_byte(uri, (uint8_t)*path);
    buffer_append(uri, "?immutable=1", sizeof "?immutable=1"); /* its NUL as well */
}

static int open_immutable(const char *path, sqlite3 **ret)
{
    char *absolute = realpath(path, NULL); /* of slashes, a URI has one at its beginning */
    struct buffer uri;
    int r = absolute ? 0 : ERR_IO;

    buffer_init(&uri, 0);
    if (r == 0) {
        uri_of(absolute, &uri);
        r = buffer_error(&uri);
    }
    if (r == 0 && sqlite3_open_v2((const char *)uri.data, ret,
                                  SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) != SQLITE_OK)
        r = ERR_IO;
    if (r == 0)
        ledger_distrust(*ret);
    buffer_done(&uri);
    free(absolute);
    return r < 0 ? r : check_version(*ret);
}

static int open_ledger(const char *path, sqlite3 **ret)
{
    if (access(path, R_OK) < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_DENIED;
    if (sqlite3_open_v2(path, ret, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        return ERR_IO;
    ledger_distrust(*ret);
    return check_version(*ret);
}

static void say_why(int error, const char *path, sqlite3 *database, struct buffer *why)
{
    if (error == ERR_UNSUPPORTED)
        buffer_printf(why, "%s: is no ledger of this version", path);
    else if (error == ERR_IO && is_shut_out(database) && has_log(path))
        buffer_printf(why,
                      "%s: the write-ahead log beside it (%s-wal) cannot be read without writing "
                      "there; copy both files to a folder that can be written to",
                      path, path);
    else
        buffer_printf(why, "%s: %s", path,
                      error == ERR_IO ? sqlite3_errmsg(database) : err_text(error));
}

int ledger_open_file(const char *path, sqlite3 **ret, struct buffer *why)
{
    sqlite3 *database = NULL;
    int r = open_ledger(path, &database);

    /* Without a log the file alone is the whole ledger. */
    if (r == ERR_IO && is_shut_out(database) && !has_log(path)) {
        sqlite3_close(database);
        database = NULL;
        r = open_immutable(path, &database);
    }
    if (r < 0)
        say_why(r, path, database, why);
    *ret = database;
    return r;
}

int ledger_check(const char *path, const struct ledger_kept *kept, struct ledger_check *ret,
                 struct buffer *why)
{
    sqlite3 *database = NULL;
    int r = ledger_open_file(path, &database, why);

    if (r == 0) {
        r = check_all(database, kept, ret, why);
        if (r < 0 && !why->size)
            say_why(r, path, database, why);
    }
    sqlite3_close(database);
    return r;
}
