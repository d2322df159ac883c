#include "daemon/ledger.h"

#include "base/error.h"
#include "daemon/leaf.h"
#include "daemon/ledger_check.h"
#include "daemon/ledger_key.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define BUSY_MS    2000   /* for a reader that checkpoints */
#define CACHE_SIZE "-512" /* KiB of pages: rows are appended, and looked up by one index */

struct ledger {
    sqlite3 *writer;
    sqlite3 *reader; /* the writer, in memory */
    sqlite3_stmt *insert;
    sqlite3_stmt *received;
    pthread_mutex_t reading;
    struct sha256 *sha256;
    struct ledger_key key;
    int64_t last_position;
    int64_t last_recorded;
    int lock; /* -1: in memory */
};

static const char schema[] =
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;"
    "CREATE TABLE rows ("
    "  position INTEGER PRIMARY KEY,"
    "  recorded_at INTEGER NOT NULL,"
    "  kind TEXT NOT NULL,"
    "  indication TEXT NOT NULL,"
    "  codes TEXT NOT NULL,"
    "  commitment BLOB NOT NULL,"
    "  leaf BLOB NOT NULL,"
    /* To find a row by; what they say is bound by payload_sha256. */
    "  id TEXT NOT NULL,"
    "  source TEXT,"
    /* Private, each bound by the commitment; NULL when absent, all NULL when erased. */
    "  salt BLOB,"
    "  document_sha256 BLOB,"
    "  payload_sha256 BLOB,"
    "  serial BLOB,"
    "  person BLOB,"
    "  document_numbers BLOB,"
    "  reference BLOB,"
    "  ciphertext BLOB"
    ") STRICT;"
    "CREATE UNIQUE INDEX rows_id ON rows (id);"
    "CREATE INDEX rows_document ON rows (document_sha256) WHERE document_sha256 IS NOT NULL;";

static const char insert_row[] =
    "INSERT INTO rows (position, recorded_at, kind, indication, codes, commitment, leaf, id, "
    "source, salt, document_sha256, payload_sha256, serial, person, document_numbers, reference) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";

/* Rows are in the order of their times: the first is the earliest, and the index has it first. */
static const char select_received[] =
    "SELECT recorded_at FROM rows WHERE document_sha256 = ?1 ORDER BY position LIMIT 1";

/* ---- SQLite ---- */

static int error_of(int code)
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

static int execute(sqlite3 *database, const char *sql)
{
    return error_of(sqlite3_exec(database, sql, NULL, NULL, NULL));
}

/* The first column of the first row; ERR_NOT_FOUND without a row. */
static int read_number(sqlite3 *database, const char *sql, int64_t *ret)
{
    sqlite3_stmt *row = NULL;
    int r = error_of(sqlite3_prepare_v2(database, sql, -1, &row, NULL)), step;

    if (r == 0) {
        step = sqlite3_step(row);
        r = step == SQLITE_DONE ? ERR_NOT_FOUND : error_of(step);
        if (step == SQLITE_ROW)
            *ret = sqlite3_column_int64(row, 0);
    }
    sqlite3_finalize(row);
    return r;
}

/* ---- Opening ---- */

static int take_lock(struct ledger *ledger, const char *path)
{
    char name[PATH_MAX];

    if (snprintf(name, sizeof name, "%s.lock", path) >= (int)sizeof name)
        return ERR_INVALID;
    ledger->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (ledger->lock < 0)
        return ERR_IO;
    return flock(ledger->lock, LOCK_EX | LOCK_NB) == 0 ? 0 : ERR_BUSY;
}

/* Made here, so that nobody but the daemon can read it; SQLite's other files follow its mode. */
static int make_file(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0)
        return ERR_IO;
    close(fd);
    return 0;
}

static int open_database(const char *path, int flags, sqlite3 **ret)
{
    int r = error_of(sqlite3_open_v2(path, ret, flags | SQLITE_OPEN_FULLMUTEX, NULL));

    if (r == 0)
        sqlite3_busy_timeout(*ret, BUSY_MS);
    return r == 0 ? execute(*ret, "PRAGMA cache_size=" CACHE_SIZE) : r;
}

static int open_databases(struct ledger *ledger, const char *path)
{
    int r;

    if (!path) {
        r = open_database(":memory:", SQLITE_OPEN_READWRITE, &ledger->writer);
        ledger->reader = ledger->writer;
        return r;
    }
    r = make_file(path);
    if (r == 0)
        r = open_database(path, SQLITE_OPEN_READWRITE, &ledger->writer);
    if (r == 0)
        r = execute(ledger->writer, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    return r;
}

static int make_schema(struct ledger *ledger)
{
    char version[64];
    int64_t found = 0;
    int r = read_number(ledger->writer, "PRAGMA user_version", &found);

    if (r < 0 || found == LEDGER_SCHEMA)
        return r;
    if (found != 0)
        return ERR_UNSUPPORTED;
    snprintf(version, sizeof version, "PRAGMA user_version=%d", LEDGER_SCHEMA);
    r = execute(ledger->writer, "BEGIN IMMEDIATE");
    if (r == 0)
        r = execute(ledger->writer, schema);
    if (r == 0)
        r = execute(ledger->writer, version);
    return r == 0 ? execute(ledger->writer, "COMMIT") : r;
}

static int read_last(struct ledger *ledger)
{
    int r = read_number(ledger->writer, "SELECT position FROM rows ORDER BY position DESC LIMIT 1",
                        &ledger->last_position);

    if (r == 0)
        r = read_number(ledger->writer, "SELECT max(recorded_at) FROM rows",
                        &ledger->last_recorded);
    return r == ERR_NOT_FOUND ? 0 : r;
}

static int check_tail(struct ledger *ledger)
{
    struct ledger_check check;
    int64_t from = ledger->last_position > LEDGER_TAIL ? ledger->last_position - LEDGER_TAIL : 1;
    int r = ledger_check_database(ledger->writer, from, &check);

    return r == 0 && (check.altered || check.missing) ? ERR_MISMATCH : r;
}

/* The ledger remembers which key its hashes were made with. */
static int check_key(struct ledger *ledger)
{
    static const char find[] = "SELECT value = ?1 FROM meta WHERE name = 'key'";
    static const char add[] = "INSERT INTO meta (name, value) VALUES ('key', ?1)";
    struct digest mark;
    sqlite3_stmt *row = NULL;
    int r = ledger_hash(&ledger->key, "key", slice_str("mark"), &mark), step = SQLITE_DONE;

    for (int i = 0; i < 2 && r == 0 && step == SQLITE_DONE; i++) {
        r = error_of(sqlite3_prepare_v2(ledger->writer, i ? add : find, -1, &row, NULL));
        if (r < 0)
            break;
        sqlite3_bind_blob(row, 1, mark.bytes, sizeof mark.bytes, SQLITE_STATIC);
        step = sqlite3_step(row);
        r = error_of(step);
        if (step == SQLITE_ROW && !sqlite3_column_int(row, 0))
            r = ERR_MISMATCH;
        sqlite3_finalize(row);
    }
    return r;
}

static int open_key(struct ledger *ledger, const struct ledger_place *place, struct buffer *why)
{
    char path[PATH_MAX];
    int r;

    if (!place->path)
        return ledger_key_make(&ledger->key);
    snprintf(path, sizeof path, "%s%s", place->key ? place->key : place->path,
             place->key ? "" : ".key");
    r = ledger_key_load(path, ledger->last_position == 0, &ledger->key);
    if (r < 0)
        buffer_printf(why, "%s: %s", path,
                      r == ERR_NOT_FOUND ? "the key of a ledger that has rows is missing"
                      : r == ERR_DENIED  ? "others than its owner may read the key (chmod 600)"
                      : r == ERR_SYNTAX  ? "is not a key of 32 bytes"
                                         : strerror(errno));
    return r;
}

static int prepare(struct ledger *ledger, const char *path)
{
    int r = 0;

    if (path) /* after the first write, so that its write-ahead log exists */
        r = open_database(path, SQLITE_OPEN_READONLY, &ledger->reader);
    if (r == 0)
        r = error_of(sqlite3_prepare_v3(ledger->writer, insert_row, -1, SQLITE_PREPARE_PERSISTENT,
                                        &ledger->insert, NULL));
    if (r == 0)
        r = error_of(sqlite3_prepare_v3(ledger->reader, select_received, -1,
                                        SQLITE_PREPARE_PERSISTENT, &ledger->received, NULL));
    return r;
}

static int open_all(struct ledger *ledger, const struct ledger_place *place, struct buffer *why)
{
    int r = place->path ? take_lock(ledger, place->path) : 0;

    if (r == 0)
        r = open_databases(ledger, place->path);
    if (r == 0)
        r = make_schema(ledger);
    if (r == 0)
        r = read_last(ledger);
    if (r == 0)
        r = check_tail(ledger);
    if (r == ERR_MISMATCH)
        buffer_printf(why, "%s: its last rows are not what they were (see `vouchctl ledger check`)",
                      place->path);
    if (r == 0)
        r = open_key(ledger, place, why);
    if (r == 0 && (r = check_key(ledger)) == ERR_MISMATCH)
        buffer_printf(why, "%s: its hashes were made with another key", place->path);
    return r == 0 ? prepare(ledger, place->path) : r;
}

static const char *explain(const struct ledger *ledger, int error)
{
    switch (error) {
    case ERR_BUSY:
        return "another daemon has this ledger";
    case ERR_UNSUPPORTED:
        return "was made by a newer version";
    case ERR_IO:
        if (ledger->writer && sqlite3_errcode(ledger->writer) != SQLITE_OK)
            return sqlite3_errmsg(ledger->writer);
        return strerror(errno);
    default:
        return err_text(error);
    }
}

int ledger_open(const struct ledger_place *place, struct ledger **ret, struct buffer *why)
{
    struct ledger *ledger = calloc(1, sizeof *ledger);
    int r = ERR_NOMEM;

    if (!ledger)
        return r;
    ledger->lock = -1;
    pthread_mutex_init(&ledger->reading, NULL);
    ledger->sha256 = sha256_new();
    if (ledger->sha256)
        r = open_all(ledger, place, why);
    if (r < 0) {
        if (!why->size)
            buffer_printf(why, "%s: %s", place->path ? place->path : "the ledger in memory",
                          explain(ledger, r));
        ledger_close(ledger);
        return r;
    }
    *ret = ledger;
    return 0;
}

struct ledger *ledger_close(struct ledger *ledger)
{
    if (!ledger)
        return NULL;
    sqlite3_finalize(ledger->insert);
    sqlite3_finalize(ledger->received);
    if (ledger->reader != ledger->writer)
        sqlite3_close(ledger->reader);
    sqlite3_close(ledger->writer);
    if (ledger->lock >= 0)
        close(ledger->lock);
    pthread_mutex_destroy(&ledger->reading);
    sha256_free(ledger->sha256);
    explicit_bzero(&ledger->key, sizeof ledger->key);
    free(ledger);
    return NULL;
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
        .document_sha256 = optional(&row->document_sha256, true),
        .payload_sha256 = optional(&row->payload_sha256, true),
        .serial = optional(&row->serial, row->has_serial),
        .person = optional(&row->person, row->has_person),
        .document_numbers = numbers_of(row),
        .reference = optional(&row->reference, row->has_reference),
    };
    struct leaf_public public = {
        .position = row->position,
        .recorded_at = row->recorded_at,
        .kind = slice_str(row->kind),
        .indication = slice_str(row->indication),
        .codes = slice_str(row->codes),
    };
    int r = leaf_commitment(sha256, &columns, ret_commitment);

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

static void bind_text(sqlite3_stmt *statement, int index, const char *value)
{
    sqlite3_bind_text(statement, index, value, -1, SQLITE_STATIC);
}

static int insert(struct ledger *ledger, const struct ledger_row *row)
{
    sqlite3_stmt *statement = ledger->insert;
    struct digest commitment, leaf;
    int r = make_leaf(ledger->sha256, row, &commitment, &leaf);

    if (r < 0)
        return r;
    sqlite3_bind_int64(statement, 1, row->position);
    sqlite3_bind_int64(statement, 2, row->recorded_at);
    bind_text(statement, 3, row->kind);
    bind_text(statement, 4, row->indication);
    bind_text(statement, 5, row->codes);
    bind_blob(statement, 6, optional(&commitment, true));
    bind_blob(statement, 7, optional(&leaf, true));
    bind_text(statement, 8, row->id);
    bind_text(statement, 9, row->source);
    bind_blob(statement, 10, slice_of(row->salt, sizeof row->salt));
    bind_blob(statement, 11, optional(&row->document_sha256, true));
    bind_blob(statement, 12, optional(&row->payload_sha256, true));
    bind_blob(statement, 13, optional(&row->serial, row->has_serial));
    bind_blob(statement, 14, optional(&row->person, row->has_person));
    bind_blob(statement, 15, numbers_of(row));
    bind_blob(statement, 16, optional(&row->reference, row->has_reference));
    r = error_of(sqlite3_step(statement));
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return r;
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
    int r = execute(ledger->writer, "BEGIN IMMEDIATE");

    for (size_t i = 0; i < count && r == 0; i++) {
        rows[i]->position = ledger->last_position + 1 + (int64_t)i;
        rows[i]->recorded_at = now;
        r = insert(ledger, rows[i]);
    }
    if (r == 0)
        r = execute(ledger->writer, "COMMIT");
    if (r < 0) {
        execute(ledger->writer, "ROLLBACK");
        return r;
    }
    ledger->last_position += (int64_t)count;
    ledger->last_recorded = now;
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
    return &ledger->key;
}
