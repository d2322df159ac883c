#include "base/error.h"
#include "daemon/checkpoint.h"
#include "daemon/ledger_check.h"
#include "daemon/ledger_find.h"
#include "daemon/ledger_impl.h"
#include "daemon/ledger_key.h"
#include "daemon/ledger_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#define CACHE_SIZE "-512" /* KiB of pages: rows are appended, and looked up by one index */

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
    int r = ledger_error_of(sqlite3_open_v2(path, ret, flags | SQLITE_OPEN_FULLMUTEX, NULL));

    if (r == 0) {
        sqlite3_busy_timeout(*ret, LEDGER_BUSY_MS);
        ledger_distrust(*ret);
    }
    return r == 0 ? ledger_execute(*ret, "PRAGMA cache_size=" CACHE_SIZE) : r;
}

static int open_databases(struct ledger *ledger, const char *path)
{
    int r;

    if (!path) {
        r = open_database(":memory:", SQLITE_OPEN_READWRITE, &ledger->writer);
        ledger->reader = ledger->follower = ledger->writer;
        return r;
    }
    r = make_file(path);
    if (r == 0)
        r = open_database(path, SQLITE_OPEN_READWRITE, &ledger->writer);
    if (r == 0)
        r = ledger_execute(ledger->writer, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    return r;
}

static int read_last(struct ledger *ledger)
{
    int r = ledger_read_number(ledger->writer,
                               "SELECT position FROM rows ORDER BY position DESC LIMIT 1",
                               &ledger->last_position);

    if (r == 0)
        r = ledger_read_number(ledger->writer, "SELECT max(recorded_at) FROM rows",
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

/* Which of the keys made that mark; ERR_MISMATCH where none did. */
static int find_marked(const struct ledger_keys *keys, struct slice mark, size_t *ret)
{
    struct digest expected;
    int r = 0;

    for (size_t i = 0; i < keys->count && r == 0; i++) {
        r = ledger_key_mark(&keys->items[i], &expected);
        if (r == 0 && slice_equal(mark, slice_of(expected.bytes, sizeof expected.bytes))) {
            *ret = i;
            return 0;
        }
    }
    return r == 0 ? ERR_MISMATCH : r;
}

/*
 * The ledger remembers which key its hashes are made with. Where that is one before the current
 * key, a rotation was broken off at its end, or a copy from before it was put back.
 */
static int check_key(struct ledger *ledger)
{
    struct buffer mark;
    size_t marked = 0;
    int r;

    buffer_init(&mark, 0);
    r = ledger_meta_read(ledger->writer, "key", &mark);
    if (r == 0)
        r = find_marked(&ledger->keys, buffer_slice(&mark), &marked);
    if (r == ERR_NOT_FOUND || (r == 0 && marked > 0))
        r = ledger_mark_key(ledger->writer, &ledger->keys.items[0]);
    buffer_done(&mark);
    return r;
}

/* A key that lies beside the ledger, unless it has a place of its own. */
struct key_place {
    const char *path;   /* NULL: beside the ledger */
    const char *ending; /* of its name there */
    bool may_make;
};

static int load_key(const struct ledger_place *place, const struct key_place *key,
                    struct ledger_key *ret, struct buffer *why)
{
    char path[PATH_MAX];
    int r;

    if (!place->path)
        return ledger_key_make(ret);
    snprintf(path, sizeof path, "%s%s", key->path ? key->path : place->path,
             key->path ? "" : key->ending);
    r = ledger_key_load(path, key->may_make, ret);
    if (r < 0)
        buffer_printf(why, "%s: %s", path,
                      r == ERR_NOT_FOUND ? "the key of a ledger that has rows is missing"
                      : r == ERR_DENIED  ? "others than its owner may read the key (chmod 600)"
                      : r == ERR_SYNTAX  ? "is not a key of 32 bytes"
                                         : strerror(errno));
    return r;
}

static int open_key(struct ledger *ledger, const struct ledger_place *place, struct buffer *why)
{
    struct key_place key = {place->key, ".key", ledger->last_position == 0};

    char path[PATH_MAX];
    int r = load_key(place, &key, &ledger->keys.items[0], why);

    ledger->keys.count = 1;
    if (r < 0 || !place->path)
        return r;
    snprintf(path, sizeof path, "%s%s", place->key ? place->key : place->path,
             place->key ? "" : ".key");
    return ledger_keys_load(path, &ledger->keys, why);
}

/* A ledger of an earlier version has rows, and no checkpoint yet: it gets its key now. */
static int open_signer(struct ledger *ledger, const struct ledger_place *place, struct buffer *why)
{
    struct key_place key = {place->checkpoint_key, ".checkpoint-key", false};
    struct ledger_key seed;
    struct buffer note;
    int r;

    buffer_init(&note, CHECKPOINT_SIZE_MAX);
    r = ledger_meta_read(ledger->writer, "checkpoint", &note);
    buffer_done(&note);
    key.may_make = r == ERR_NOT_FOUND;
    if (r == 0 || r == ERR_NOT_FOUND)
        r = load_key(place, &key, &seed, why);
    if (r == 0)
        r = ledger_tree_sign_with(ledger, seed.bytes);
    explicit_bzero(&seed, sizeof seed);
    return r;
}

/* Where reports are kept no longer, those that were can be read as long as their key is there. */
static int open_report_key(struct ledger *ledger, const struct ledger_place *place,
                           struct buffer *why)
{
    struct key_place key = {place->report_key, ".report-key", place->keeps_reports};
    int r;

    ledger->keeps_reports = place->keeps_reports;
    if (!place->path && !place->keeps_reports)
        return 0;
    r = load_key(place, &key, &ledger->report_key, why);
    ledger->has_report_key = r == 0;
    if (r == ERR_NOT_FOUND && !place->keeps_reports) {
        why->size = 0;
        return 0;
    }
    return r;
}

/* After the first write, so that its write-ahead log exists. */
static int open_readers(struct ledger *ledger, const char *path)
{
    int r = path ? open_database(path, SQLITE_OPEN_READONLY, &ledger->reader) : 0;

    return r == 0 && path ? open_database(path, SQLITE_OPEN_READONLY, &ledger->follower) : r;
}

static int open_all(struct ledger *ledger, const struct ledger_place *place, struct buffer *why)
{
    int r = place->path ? take_lock(ledger, place->path) : 0;

    if (r == 0)
        r = open_databases(ledger, place->path);
    if (r == 0)
        r = ledger_make_schema(ledger);
    if (r == 0)
        r = read_last(ledger);
    if (r == 0)
        r = check_tail(ledger);
    if (r == 0)
        r = ledger_tree_open(ledger);
    if (r == ERR_MISMATCH)
        buffer_printf(why, "%s: its last rows are not what they were (see `vouchctl ledger check`)",
                      place->path);
    if (r == 0)
        r = open_key(ledger, place, why);
    if (r == 0 && (r = check_key(ledger)) == ERR_MISMATCH)
        buffer_printf(why, "%s: its hashes were made with another key", place->path);
    if (r == 0)
        r = open_signer(ledger, place, why);
    if (r == 0)
        r = open_readers(ledger, place->path);
    if (r == 0)
        r = open_report_key(ledger, place, why);
    if (r == 0)
        r = ledger_sight_open(ledger);
    return r == 0 ? ledger_prepare(ledger) : r;
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
    checkpoint_signer_free(ledger->signer);
    sqlite3_finalize(ledger->insert);
    sqlite3_finalize(ledger->received);
    sqlite3_finalize(ledger->kind);
    ledger_sight_close(ledger);
    if (ledger->reader != ledger->writer)
        sqlite3_close(ledger->reader);
    if (ledger->follower != ledger->writer)
        sqlite3_close(ledger->follower);
    sqlite3_close(ledger->writer);
    if (ledger->lock >= 0)
        close(ledger->lock);
    pthread_mutex_destroy(&ledger->reading);
    sha256_free(ledger->sha256);
    explicit_bzero(&ledger->keys, sizeof ledger->keys);
    explicit_bzero(&ledger->report_key, sizeof ledger->report_key);
    free(ledger);
    return NULL;
}
