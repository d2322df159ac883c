#include "daemon/ledger.h"

#include "base/error.h"
#include "daemon/leaf.h"
#include "daemon/ledger_files.h"
#include "daemon/ledger_impl.h"
#include "daemon/ledger_tree.h"

#include <stdio.h>
#include <time.h>

static const char insert_row[] =
    "INSERT INTO rows (position, recorded_at, kind, indication, codes, commitment, leaf, id, "
    "source, salt, document_sha256, payload_sha256, serial, person, document_numbers, reference, "
    "ciphertext, build, signer, call, table_hash, content, sightings, inputs, reference_text) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, "
    "?19, ?20, ?21, ?22, ?23, ?24, ?25)";

/* Rows are in the order of their times: the first is the earliest, and the index has it first. */
static const char select_received[] =
    "SELECT recorded_at FROM rows WHERE document_sha256 = ?1 ORDER BY position LIMIT 1";

static const char select_kind[] = "SELECT kind FROM rows WHERE id = ?1";

int ledger_error_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return 0;
    case SQLITE_FULL:
        return ERR_FULL;
    case SQLITE_NOMEM:
        return ERR_NOMEM;
    default:
        return ERR_IO;
    }
}

int ledger_execute(sqlite3 *database, const char *sql)
{
    return ledger_error_of(sqlite3_exec(database, sql, NULL, NULL, NULL));
}

void ledger_bind_text(sqlite3_stmt *statement, int index, const char *text)
{
    sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

const char *ledger_text_at(sqlite3_stmt *row, int index)
{
    return (const char *)sqlite3_column_text(row, index);
}

struct slice ledger_bytes_at(sqlite3_stmt *row, int index)
{
    const void *data = sqlite3_column_blob(row, index);

    return slice_of(data, (size_t)sqlite3_column_bytes(row, index));
}

int ledger_prepare(struct ledger *ledger)
{
    int r = sqlite3_prepare_v3(ledger->writer, insert_row, -1, SQLITE_PREPARE_PERSISTENT,
                               &ledger->insert, NULL);

    if (r == SQLITE_OK)
        r = sqlite3_prepare_v3(ledger->reader, select_received, -1, SQLITE_PREPARE_PERSISTENT,
                               &ledger->received, NULL);
    if (r == SQLITE_OK)
        r = sqlite3_prepare_v3(ledger->reader, select_kind, -1, SQLITE_PREPARE_PERSISTENT,
                               &ledger->kind, NULL);
    return ledger_error_of(r);
}

/* ---- Appending ---- */

static struct slice optional(const struct digest *digest, bool is_there)
{
    return slice_of(digest->bytes, is_there ? sizeof digest->bytes : 0);
}

static struct slice numbers_of(const struct ledger_row *row)
{
    return slice_of(row->document_numbers, row->document_number_count * DIGEST_SIZE);
}

static int make_leaf(struct sha256 *sha256, const struct ledger_row *row,
                     struct digest *ret_commitment, struct digest *ret_leaf)
{
    struct leaf_private columns = {
        .salt = slice_of(row->salt, sizeof row->salt),
        .document_sha256 = optional(&row->document_sha256, row->has_document),
        .payload_sha256 = optional(&row->payload_sha256, true),
        .serial = optional(&row->serial, row->has_serial),
        .person = optional(&row->person, row->has_person),
        .document_numbers = numbers_of(row),
        .reference = optional(&row->reference, row->has_reference),
    };
    struct digest ciphertext;
    struct leaf_public public = {
        .position = row->position,
        .recorded_at = row->recorded_at,
        .kind = slice_str(row->kind),
        .indication = slice_str(row->indication),
        .codes = slice_str(row->codes),
    };
    int r = 0;

    if (row->ciphertext.size) {
        r = sha256_of(sha256, row->ciphertext, &ciphertext);
        columns.ciphertext_sha256 = optional(&ciphertext, true);
    }
    if (r == 0)
        r = leaf_commitment(sha256, &columns, ret_commitment);
    if (r < 0)
        return r;
    return leaf_digest(sha256, &public,
                       slice_of(ret_commitment->bytes, sizeof ret_commitment->bytes), ret_leaf);
}

static void bind_blob(sqlite3_stmt *statement, int index, struct slice value)
{
    if (value.size)
        sqlite3_bind_blob(statement, index, value.data, (int)value.size, SQLITE_STATIC);
    else
        sqlite3_bind_null(statement, index);
}

static int insert(struct ledger *ledger, const struct ledger_row *row, struct tree *tree)
{
    sqlite3_stmt *statement = ledger->insert;
    struct digest commitment, leaf;
    struct buffer seen;
    int r = make_leaf(ledger->sha256, row, &commitment, &leaf);

    if (r < 0)
        return r;
    buffer_init(&seen, 0);
    ledger_sightings_list(&row->sightings, &seen);
    sqlite3_bind_int64(statement, 1, row->position);
    sqlite3_bind_int64(statement, 2, row->recorded_at);
    ledger_bind_text(statement, 3, row->kind);
    ledger_bind_text(statement, 4, row->indication);
    ledger_bind_text(statement, 5, row->codes);
    bind_blob(statement, 6, optional(&commitment, true));
    bind_blob(statement, 7, optional(&leaf, true));
    ledger_bind_text(statement, 8, row->id);
    ledger_bind_text(statement, 9, row->source);
    bind_blob(statement, 10, slice_of(row->salt, sizeof row->salt));
    bind_blob(statement, 11, optional(&row->document_sha256, row->has_document));
    bind_blob(statement, 12, optional(&row->payload_sha256, true));
    bind_blob(statement, 13, optional(&row->serial, row->has_serial));
    bind_blob(statement, 14, optional(&row->person, row->has_person));
    bind_blob(statement, 15, numbers_of(row));
    bind_blob(statement, 16, optional(&row->reference, row->has_reference));
    bind_blob(statement, 17, row->ciphertext);
    ledger_bind_text(statement, 18, row->build);
    bind_blob(statement, 19, optional(&row->signer, row->has_signer));
    ledger_bind_text(statement, 20, row->call);
    if (row->mark_count) {
        bind_blob(statement, 21, optional(&row->marks[0].table, row->marks[0].has_table));
        bind_blob(statement, 22, optional(&row->marks[0].content, row->marks[0].has_content));
    }
    if (row->sightings.count)
        sqlite3_bind_text(statement, 23, (const char *)seen.data, (int)seen.size, SQLITE_STATIC);
    ledger_bind_text(statement, 24, row->inputs);
    bind_blob(statement, 25, row->reference_text);
    r = ledger_error_of(sqlite3_step(statement));
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (r == 0)
        r = buffer_error(&seen);
    buffer_done(&seen);
    return r < 0 ? r : ledger_tree_add(ledger, tree, &leaf);
}

/* Rows are in the order of their times, whatever a clock did that was set back a little. */
static int64_t now_for(const struct ledger *ledger)
{
    int64_t now = time(NULL);

    return now > ledger->last_recorded ? now : ledger->last_recorded;
}

int ledger_append(struct ledger *ledger, struct ledger_row *const *rows, size_t count)
{
    int64_t now = now_for(ledger);
    struct tree tree = ledger->tree;
    int r = ledger_execute(ledger->writer, "BEGIN IMMEDIATE");

    for (size_t i = 0; i < count && r == 0; i++) {
        rows[i]->position = ledger->last_position + 1 + (int64_t)i;
        rows[i]->recorded_at = now;
        r = ledger_sight(ledger, rows[i]);
        if (r == 0)
            r = insert(ledger, rows[i], &tree);
        if (r == 0 && rows[i]->inventory)
            r = ledger_files_keep(ledger, rows[i]->inventory);
    }
    if (r == 0)
        r = ledger_tree_close_batch(ledger, &tree);
    if (r == 0)
        r = ledger_execute(ledger->writer, "COMMIT");
    if (r < 0) {
        ledger_execute(ledger->writer, "ROLLBACK");
        return r;
    }
    ledger->last_position += (int64_t)count;
    ledger->last_recorded = now;
    ledger->tree = tree;
    return 0;
}

/* ---- Reading ---- */

int ledger_received_at(struct ledger *ledger, const struct digest *document, int64_t *ret)
{
    int step, r = ERR_NOT_FOUND;

    pthread_mutex_lock(&ledger->reading);
    sqlite3_bind_blob(ledger->received, 1, document->bytes, sizeof document->bytes, SQLITE_STATIC);
    step = sqlite3_step(ledger->received);
    if (step == SQLITE_ROW) {
        *ret = sqlite3_column_int64(ledger->received, 0);
        r = 0;
    } else if (step != SQLITE_DONE) {
        r = ERR_IO;
    }
    sqlite3_reset(ledger->received);
    pthread_mutex_unlock(&ledger->reading);
    return r;
}

int ledger_kind(struct ledger *ledger, const char *id, char ret[LEDGER_KIND_SIZE])
{
    int step, r = ERR_NOT_FOUND;

    pthread_mutex_lock(&ledger->reading);
    ledger_bind_text(ledger->kind, 1, id);
    step = sqlite3_step(ledger->kind);
    if (step == SQLITE_ROW) {
        snprintf(ret, LEDGER_KIND_SIZE, "%s", (const char *)sqlite3_column_text(ledger->kind, 0));
        r = 0;
    } else if (step != SQLITE_DONE) {
        r = ERR_IO;
    }
    sqlite3_reset(ledger->kind);
    pthread_mutex_unlock(&ledger->reading);
    return r;
}

int64_t ledger_last_position(const struct ledger *ledger)
{
    return ledger->last_position;
}

int64_t ledger_last_recorded(const struct ledger *ledger)
{
    return ledger->last_recorded;
}

const struct ledger_key *ledger_key(const struct ledger *ledger)
{
    return &ledger->keys.items[0];
}

const struct ledger_keys *ledger_keys(const struct ledger *ledger)
{
    return &ledger->keys;
}
