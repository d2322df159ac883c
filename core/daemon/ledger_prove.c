#include "daemon/ledger_prove.h"

#include "base/error.h"
#include "daemon/checkpoint.h"
#include "daemon/leaf.h"
#include "daemon/ledger_check.h"
#include "daemon/ledger_impl.h"
#include "daemon/ledger_tree.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdlib.h>

static const char select_row[] =
    "SELECT position, recorded_at, kind, indication, codes, id, commitment, salt, "
    "document_sha256, payload_sha256, serial, person, document_numbers, reference, ciphertext, "
    "leaf FROM rows WHERE id = ?1 OR position = ?2";

enum { KIND = 2, INDICATION, CODES, COMMITMENT = 6, FIRST_BLOB = 6, CIPHERTEXT = 14, LEAF };

static const char *const blob_names[] = {
    "commitment", "salt",   "document_sha256",  "payload_sha256",
    "serial",     "person", "document_numbers", "reference",
};

/* ---- The row ---- */

static void write_hex(struct buffer *out, const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        buffer_printf(out, "%02x", data[i]);
}

/* Kinds, codes and ids are letters, digits and signs that JSON takes as they are; codes end lines.
 */
static void write_text(struct buffer *out, const char *name, const unsigned char *text)
{
    buffer_printf(out, "\"%s\":\"", name);
    for (; text && *text; text++)
        if (*text == '\n')
            buffer_append_str(out, "\\n");
        else if (*text >= ' ' && *text != '"' && *text != '\\' && *text < 0x7f)
            buffer_append_byte(out, *text);
    buffer_append_str(out, "\",");
}

/* What the leaf holds of a report that is kept is the digest of its ciphertext. */
static int write_ciphertext(struct buffer *out, sqlite3_stmt *row)
{
    struct sha256 *sha256 = sha256_new();
    struct slice text = slice_of(sqlite3_column_blob(row, CIPHERTEXT),
                                 (size_t)sqlite3_column_bytes(row, CIPHERTEXT));
    struct digest digest;
    int r = sha256 ? sha256_of(sha256, text, &digest) : ERR_NOMEM;

    if (r == 0) {
        buffer_append_str(out, ",\"ciphertext_sha256\":\"");
        write_hex(out, digest.bytes, sizeof digest.bytes);
        buffer_append_byte(out, '"');
    }
    sha256_free(sha256);
    return r;
}

static int write_row(struct buffer *out, sqlite3_stmt *row)
{
    const char *comma = "";
    int r = 0;

    buffer_printf(out, "{\"position\":%lld,\"recorded_at\":%lld,", sqlite3_column_int64(row, 0),
                  sqlite3_column_int64(row, 1));
    write_text(out, "kind", sqlite3_column_text(row, 2));
    write_text(out, "indication", sqlite3_column_text(row, 3));
    write_text(out, "codes", sqlite3_column_text(row, 4));
    write_text(out, "id", sqlite3_column_text(row, 5));
    for (int i = 0; i < (int)(sizeof blob_names / sizeof blob_names[0]); i++) {
        if (sqlite3_column_type(row, FIRST_BLOB + i) == SQLITE_NULL)
            continue;
        buffer_printf(out, "%s\"%s\":\"", comma, blob_names[i]);
        write_hex(out, sqlite3_column_blob(row, FIRST_BLOB + i),
                  (size_t)sqlite3_column_bytes(row, FIRST_BLOB + i));
        buffer_append_byte(out, '"');
        comma = ",";
    }
    if (sqlite3_column_type(row, CIPHERTEXT) != SQLITE_NULL)
        r = write_ciphertext(out, row);
    buffer_append_byte(out, '}');
    return r < 0 ? r : buffer_error(out);
}

static struct slice column(sqlite3_stmt *row, int index)
{
    const void *data = sqlite3_column_blob(row, index);

    return slice_of(data, (size_t)sqlite3_column_bytes(row, index));
}

/* A row that was altered is no leaf of the tree; its proof would hold for nobody. */
static int check_leaf(sqlite3_stmt *row)
{
    struct leaf_public columns = {
        .position = sqlite3_column_int64(row, 0),
        .recorded_at = sqlite3_column_int64(row, 1),
        .kind = column(row, KIND),
        .indication = column(row, INDICATION),
        .codes = column(row, CODES),
    };
    struct sha256 *sha256 = sha256_new();
    struct digest leaf;
    int r = sha256 ? leaf_digest(sha256, &columns, column(row, COMMITMENT), &leaf) : ERR_NOMEM;

    sha256_free(sha256);
    if (r < 0)
        return r;
    return slice_equal(slice_of(leaf.bytes, sizeof leaf.bytes), column(row, LEAF)) ? 0
                                                                                   : ERR_MISMATCH;
}

/* ---- Base64 ---- */

static int write_base64(struct buffer *out, struct slice data)
{
    size_t size = (data.size + 2) / 3 * 4;
    uint8_t *room = buffer_reserve(out, size + 1); /* and a NUL */

    if (!room)
        return ERR_NOMEM;
    buffer_commit(out, (size_t)EVP_EncodeBlock(room, data.data, (int)data.size));
    return buffer_error(out);
}

/* ---- The proof ---- */

/* The size that the ledger's own checkpoint signs: a row after it has no proof yet. */
static int read_size(sqlite3 *database, struct buffer *note, int64_t *ret)
{
    struct checkpoint checkpoint;
    struct buffer key;
    int r = ledger_meta_read(database, "checkpoint", note);

    buffer_init(&key, CHECKPOINT_SIZE_MAX);
    if (r == 0)
        r = ledger_meta_read(database, "tree_key", &key);
    if (r == 0)
        r = checkpoint_verify(buffer_slice(note), buffer_slice(&key), &checkpoint);
    if (r == 0)
        *ret = checkpoint.size;
    buffer_done(&key);
    return r;
}

static int find_path(sqlite3 *database, int64_t position, int64_t size, struct tree_path *ret)
{
    struct ledger_nodes nodes = {.database = database, .sha256 = sha256_new()};
    struct tree_source source = ledger_nodes_source(&nodes);
    int r =
        nodes.sha256 ? tree_inclusion(&source, nodes.sha256, position - 1, size, ret) : ERR_NOMEM;

    sha256_free(nodes.sha256);
    return r;
}

static int write_proof(sqlite3 *database, sqlite3_stmt *row, struct buffer *ret)
{
    int64_t position = sqlite3_column_int64(row, 0), size;
    struct buffer json, note;
    struct tree_path path;
    int r;

    buffer_init(&json, 0);
    buffer_init(&note, CHECKPOINT_SIZE_MAX);
    r = check_leaf(row);
    if (r == 0)
        r = read_size(database, &note, &size);
    if (r == 0)
        r = find_path(database, position, size, &path);
    if (r == 0)
        r = write_row(&json, row);
    if (r == 0) {
        buffer_append_str(ret, "c2sp.org/tlog-proof@v1\nextra ");
        r = write_base64(ret, buffer_slice(&json));
        buffer_printf(ret, "\nindex %" PRId64 "\n", position - 1);
        for (size_t i = 0; i < path.count; i++)
            checkpoint_root_text(&path.nodes[i], ret);
        buffer_append_byte(ret, '\n');
        buffer_append(ret, note.data, note.size);
    }
    buffer_done(&json);
    buffer_done(&note);
    return r < 0 ? r : buffer_error(ret);
}

static int prove(sqlite3 *database, const char *what, struct buffer *ret)
{
    sqlite3_stmt *row = NULL;
    int r = sqlite3_prepare_v2(database, select_row, -1, &row, NULL) == SQLITE_OK ? 0 : ERR_IO;

    if (r == 0) {
        int step;

        sqlite3_bind_text(row, 1, what, -1, SQLITE_STATIC);
        sqlite3_bind_int64(row, 2, ledger_position_of(what));
        step = sqlite3_step(row);
        r = step == SQLITE_ROW    ? write_proof(database, row, ret)
            : step == SQLITE_DONE ? ERR_NOT_FOUND
                                  : ERR_IO;
    }
    sqlite3_finalize(row);
    return r;
}

static void say(int error, const char *path, const char *what, struct buffer *why)
{
    if (error == ERR_NOT_FOUND)
        buffer_printf(why, "%s: has no row %s; `vouchctl ledger check` says whether it is whole",
                      path, what);
    else if (error == ERR_MISMATCH || error == ERR_INVALID)
        buffer_printf(why,
                      "%s: that row, or its checkpoint, does not hold; see `vouchctl ledger check`",
                      path);
    else
        buffer_printf(why, "%s: %s", path, err_text(error));
}

int ledger_prove(const char *path, const char *what, struct buffer *ret, struct buffer *why)
{
    sqlite3 *database = NULL;
    int r = ledger_open_file(path, &database, why);

    if (r == 0) {
        r = prove(database, what, ret);
        if (r < 0)
            say(r, path, what, why);
    }
    sqlite3_close(database);
    return r;
}

static int read_meta(const char *path, const char *name, struct buffer *ret, struct buffer *why)
{
    sqlite3 *database = NULL;
    int r = ledger_open_file(path, &database, why);

    if (r == 0) {
        r = ledger_meta_read(database, name, ret);
        if (r < 0)
            buffer_printf(why, "%s: has no checkpoint: no daemon of this version wrote to it yet",
                          path);
    }
    sqlite3_close(database);
    return r;
}

int ledger_last_checkpoint(const char *path, struct buffer *ret, struct buffer *why)
{
    return read_meta(path, "checkpoint", ret, why);
}

int ledger_public_key(const char *path, struct buffer *ret, struct buffer *why)
{
    return read_meta(path, "tree_key", ret, why);
}
