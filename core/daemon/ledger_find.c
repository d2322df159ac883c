#include "daemon/ledger_find.h"

#include "base/error.h"
#include "daemon/ledger_check.h"
#include "daemon/ledger_impl.h"
#include "daemon/ledger_key.h"
#include "daemon/uuid.h"

#include <limits.h>
#include <stdio.h>

enum column {
    COLUMN_POSITION,
    COLUMN_RECORDED_AT,
    COLUMN_KIND,
    COLUMN_INDICATION,
    COLUMN_CODES,
    COLUMN_ID,
    COLUMN_SOURCE,
    COLUMN_DOCUMENT,
    COLUMN_SERIAL,
    COLUMN_NUMBERS,
    COLUMN_REFERENCE,
    COLUMN_CIPHERTEXT,
    COLUMN_BUILD,
    COLUMN_HELD,
    COLUMN_INPUTS,
    COLUMN_CALL,
    COLUMN_MATCHES,
};

#define SELECT                                                                                     \
    "SELECT position, recorded_at, kind, indication, codes, id, source, document_sha256, serial, " \
    "document_numbers, reference, ciphertext IS NOT NULL, "
#define MATCHES                                                                                    \
    "((?1 IS NULL OR document_sha256 = ?1) AND (?2 IS NULL OR source = ?2) AND "                   \
    "recorded_at BETWEEN ?3 AND ?4 AND (?5 IS NULL OR id = ?5 OR position = ?6) "
#define LATER "AND (?7 IS NULL OR build = ?7) AND (?8 IS NULL OR signer = ?8)) "
#define EARLY "AND ?7 IS NULL AND ?8 IS NULL) "

/* Decisions on several documents have none of what these are asked for. */
#define FROM(matches)                                                                              \
    matches "FROM rows WHERE position BETWEEN ?10 AND ?11 AND (" matches                           \
            "OR ?12 AND kind = 'decision' AND document_sha256 IS NULL) "
#define ORDER "ORDER BY position"

static const char select_rows[] =
    SELECT "build, held, inputs, call, " FROM(MATCHES LATER) "AND (?9 IS NULL OR call = ?9) " ORDER;

/* Of a ledger that no daemon of this version has opened. */
static const char select_early_rows[] =
    SELECT "NULL, 0, NULL, NULL, " FROM(MATCHES EARLY) "AND ?9 IS NULL " ORDER;

/* ---- What is hashed ---- */

/* The hashes that a text may have in rows, one a key. */
struct wanted {
    bool is_asked;
    struct digest hashes[LEDGER_KEYS_MAX];
    size_t count;
};

struct search {
    sqlite3_stmt *row;
    struct wanted serial, number, reference;
    char call[UUID_SIZE]; /* of the last document that was found */
};

static int want(const struct ledger_keys *keys, const char *field, const char *value,
                struct wanted *ret)
{
    ret->is_asked = value != NULL;
    return value && keys ? ledger_hash_keys(keys, field, value, ret->hashes, &ret->count) : 0;
}

/* `blob` is one hash, or several one after the other. */
static bool holds(const struct wanted *wanted, struct slice blob)
{
    for (size_t at = 0; at + DIGEST_SIZE <= blob.size; at += DIGEST_SIZE)
        for (size_t i = 0; i < wanted->count; i++)
            if (memcmp(blob.data + at, wanted->hashes[i].bytes, DIGEST_SIZE) == 0)
                return true;
    return !wanted->is_asked;
}

static bool is_wanted(const struct search *search)
{
    return sqlite3_column_int(search->row, COLUMN_MATCHES) &&
           holds(&search->serial, ledger_bytes_at(search->row, COLUMN_SERIAL)) &&
           holds(&search->number, ledger_bytes_at(search->row, COLUMN_NUMBERS)) &&
           holds(&search->reference, ledger_bytes_at(search->row, COLUMN_REFERENCE));
}

/* Asked for a document, a decision on it and others goes with it; its row comes behind. */
static bool names_document(const struct ledger_query *query)
{
    return query->document || query->serial || query->id_number;
}

static void note_call(struct search *search)
{
    const char *call = ledger_text_at(search->row, COLUMN_CALL);

    snprintf(search->call, sizeof search->call, "%s", call ? call : "");
}

static bool goes_with_found(const struct search *search)
{
    const char *call = ledger_text_at(search->row, COLUMN_CALL);

    return strcmp(ledger_text_at(search->row, COLUMN_KIND), "decision") == 0 && call && *call &&
           strcmp(call, search->call) == 0;
}

/* ---- Rows ---- */

static void bind_digest(sqlite3_stmt *row, int index, const struct digest *digest)
{
    if (digest)
        sqlite3_bind_blob(row, index, digest->bytes, sizeof digest->bytes, SQLITE_STATIC);
}

static int begin(sqlite3 *database, const struct ledger_query *query,
                 const struct ledger_keys *keys, struct search *ret)
{
    bool is_early = sqlite3_table_column_metadata(database, NULL, "rows", "inputs", NULL, NULL,
                                                  NULL, NULL, NULL) != SQLITE_OK;
    sqlite3_stmt *row = NULL;
    int r = ledger_error_of(
        sqlite3_prepare_v2(database, is_early ? select_early_rows : select_rows, -1, &row, NULL));

    *ret = (struct search){.row = row};
    if (r < 0)
        return r;
    bind_digest(row, 1, query->document);
    ledger_bind_text(row, 2, query->source);
    sqlite3_bind_int64(row, 3, query->has_from ? query->from : INT64_MIN);
    sqlite3_bind_int64(row, 4, query->has_to ? query->to : INT64_MAX);
    ledger_bind_text(row, 5, query->row);
    sqlite3_bind_int64(row, 6, query->row ? ledger_position_of(query->row) : 0);
    ledger_bind_text(row, 7, query->build);
    bind_digest(row, 8, query->signer);
    ledger_bind_text(row, 9, query->call);
    sqlite3_bind_int64(row, 10, query->call ? query->near - LEDGER_CALL_MAX : INT64_MIN);
    sqlite3_bind_int64(row, 11, query->call ? query->near + LEDGER_CALL_MAX : INT64_MAX);
    sqlite3_bind_int(row, 12, names_document(query));
    r = want(keys, LEDGER_FIELD_SERIAL, query->serial, &ret->serial);
    if (r == 0)
        r = want(keys, LEDGER_FIELD_DOCUMENT_NUMBER, query->id_number, &ret->number);
    if (r == 0)
        r = want(keys, LEDGER_FIELD_REFERENCE, query->reference, &ret->reference);
    return r;
}

static struct ledger_entry entry_of(sqlite3_stmt *row)
{
    struct slice document = ledger_bytes_at(row, COLUMN_DOCUMENT);
    struct ledger_entry entry = {
        .position = sqlite3_column_int64(row, COLUMN_POSITION),
        .recorded_at = sqlite3_column_int64(row, COLUMN_RECORDED_AT),
        .kind = ledger_text_at(row, COLUMN_KIND),
        .indication = ledger_text_at(row, COLUMN_INDICATION),
        .codes = ledger_text_at(row, COLUMN_CODES),
        .id = ledger_text_at(row, COLUMN_ID),
        .source = ledger_text_at(row, COLUMN_SOURCE),
        .build = ledger_text_at(row, COLUMN_BUILD),
        .inputs = ledger_text_at(row, COLUMN_INPUTS),
        .call = ledger_text_at(row, COLUMN_CALL),
        .has_document = document.size == DIGEST_SIZE,
        .is_held = sqlite3_column_int(row, COLUMN_HELD),
        .is_kept = sqlite3_column_int(row, COLUMN_CIPHERTEXT),
    };

    if (entry.has_document)
        memcpy(entry.document_sha256.bytes, document.data, DIGEST_SIZE);
    return entry;
}

static int find(sqlite3 *database, const struct ledger_query *query, const struct ledger_keys *keys,
                const struct ledger_reader *reader)
{
    struct search search;
    int r = begin(database, query, keys, &search), step = SQLITE_DONE;

    while (r == 0 && (step = sqlite3_step(search.row)) == SQLITE_ROW) {
        struct ledger_entry entry;

        if (is_wanted(&search))
            note_call(&search);
        else if (!names_document(query) || !goes_with_found(&search))
            continue;
        entry = entry_of(search.row);
        r = reader->row(reader->context, &entry);
    }
    if (r == 0)
        r = ledger_error_of(step);
    sqlite3_finalize(search.row);
    return r;
}

int ledger_find(const char *path, const struct ledger_query *query, const struct ledger_keys *keys,
                const struct ledger_reader *reader, struct buffer *why)
{
    sqlite3 *database = NULL;
    int r = ledger_open_file(path, &database, why);

    if (r == 0) {
        r = find(database, query, keys, reader);
        if (r < 0)
            buffer_printf(why, "%s: %s", path, sqlite3_errmsg(database));
    }
    sqlite3_close(database);
    return r;
}

/* ---- Keys ---- */

int ledger_keys_load(const char *path, struct ledger_keys *ret, struct buffer *why)
{
    struct ledger_keys keys = {0};
    char name[PATH_MAX];
    int r = ledger_key_load(path, false, &keys.items[0]);

    if (r < 0) {
        buffer_printf(why, "%s: %s", path, err_text(r));
        return r;
    }
    for (keys.count = 1; keys.count < LEDGER_KEYS_MAX; keys.count++) {
        if (snprintf(name, sizeof name, "%s.%zu", path, keys.count) >= (int)sizeof name)
            break;
        r = ledger_key_load(name, false, &keys.items[keys.count]);
        if (r == ERR_NOT_FOUND)
            break;
        if (r < 0) {
            buffer_printf(why, "%s: %s", name, err_text(r));
            return r;
        }
    }
    *ret = keys;
    return 0;
}
