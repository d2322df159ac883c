/* Holding and erasing rows, a copy, another key: what an operator does to a ledger's file. */
#include "base/error.h"
#include "daemon/ledger_check.h"
#include "daemon/ledger_find.h"
#include "daemon/ledger_impl.h"
#include "daemon/ledger_key.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#define BUSY_MS      5000 /* for a daemon that writes meanwhile */
#define BACKUP_PAGES 256  /* at a time; the daemon writes between them */

/* ---- A list of positions ---- */

struct positions {
    int64_t *items;
    size_t count, capacity;
    int64_t found, held;
    bool spare_held;
};

static int note(void *context, const struct ledger_entry *entry)
{
    struct positions *positions = context;

    positions->found++;
    positions->held += entry->is_held;
    if (positions->spare_held && entry->is_held)
        return 0;
    if (positions->count == positions->capacity) {
        size_t capacity = positions->capacity ? positions->capacity * 2 : 64;
        int64_t *items = reallocarray(positions->items, capacity, sizeof *items);

        if (!items)
            return ERR_NOMEM;
        positions->items = items;
        positions->capacity = capacity;
    }
    positions->items[positions->count++] = entry->position;
    return 0;
}

/* ---- Changing rows ---- */

static int open_to_write(const char *path, sqlite3 **ret)
{
    int r = ledger_error_of(sqlite3_open_v2(path, ret, SQLITE_OPEN_READWRITE, NULL));

    if (r == 0) {
        sqlite3_busy_timeout(*ret, BUSY_MS);
        ledger_distrust(*ret);
    }
    /* What is erased must be gone from the file, too. */
    return r == 0 ? ledger_execute(*ret, "PRAGMA secure_delete=ON; PRAGMA synchronous=FULL;") : r;
}

static int change_all(sqlite3 *database, const char *sql, int argument,
                      const struct positions *positions)
{
    sqlite3_stmt *statement = NULL;
    int r = ledger_execute(database, "BEGIN IMMEDIATE");

    if (r == 0)
        r = ledger_error_of(sqlite3_prepare_v2(database, sql, -1, &statement, NULL));
    for (size_t i = 0; i < positions->count && r == 0; i++) {
        sqlite3_bind_int64(statement, 1, positions->items[i]);
        if (sqlite3_bind_parameter_count(statement) > 1)
            sqlite3_bind_int(statement, 2, argument);
        r = ledger_error_of(sqlite3_step(statement));
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    if (r == 0)
        r = ledger_execute(database, "COMMIT");
    else
        ledger_execute(database, "ROLLBACK");
    return r;
}

struct change {
    const char *sql;
    int argument;
    bool spare_held; /* rows that are held stay as they are */
};

static int change(const char *path, const struct ledger_query *query,
                  const struct ledger_keys *keys, const struct change *change,
                  struct ledger_change *ret, struct buffer *why)
{
    struct positions positions = {.spare_held = change->spare_held};
    struct ledger_reader reader = {.row = note, .context = &positions};
    sqlite3 *database = NULL;
    int r = ledger_find(path, query, keys, &reader, why);

    if (r == 0) {
        r = open_to_write(path, &database);
        if (r == 0 && positions.count > 0)
            r = change_all(database, change->sql, change->argument, &positions);
        if (r == 0) /* so that no page of before waits in the log */
            r = ledger_execute(database, "PRAGMA wal_checkpoint(TRUNCATE)");
        if (r < 0)
            buffer_printf(why, "%s: %s", path, sqlite3_errmsg(database));
    }
    sqlite3_close(database);
    if (r == 0)
        *ret = (struct ledger_change){
            .found = positions.found,
            .changed = (int64_t)positions.count,
            .held = positions.held,
        };
    free(positions.items);
    return r;
}

int ledger_erase(const char *path, const struct ledger_query *query, const struct ledger_keys *keys,
                 struct ledger_change *ret, struct buffer *why)
{
    static const struct change erase = {
        .sql = LEDGER_ERASE_SQL " WHERE position = ?1",
        .spare_held = true,
    };

    return change(path, query, keys, &erase, ret, why);
}

int ledger_hold(const char *path, const struct ledger_query *query, const struct ledger_keys *keys,
                bool is_held, struct ledger_change *ret, struct buffer *why)
{
    const struct change hold = {
        .sql = "UPDATE rows SET held = ?2 WHERE position = ?1",
        .argument = is_held,
    };

    return change(path, query, keys, &hold, ret, why);
}

/* ---- A copy ---- */

static int copy_pages(sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    int step = SQLITE_OK;

    if (!backup)
        return ERR_IO;
    while (step == SQLITE_OK || step == SQLITE_BUSY || step == SQLITE_LOCKED) {
        step = sqlite3_backup_step(backup, BACKUP_PAGES);
        if (step == SQLITE_BUSY || step == SQLITE_LOCKED)
            sqlite3_sleep(10);
    }
    sqlite3_backup_finish(backup);
    return step == SQLITE_DONE ? 0 : ledger_error_of(step);
}

int ledger_backup(const char *path, const char *copy, struct buffer *why)
{
    sqlite3 *from = NULL, *to = NULL;
    int r = ledger_open_file(path, &from, why);
    int fd = r == 0 ? open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;

    if (r == 0 && fd < 0) {
        r = ERR_IO;
        buffer_printf(why, "%s: %s", copy, strerror(errno));
    }
    if (fd >= 0)
        close(fd);
    if (r == 0) {
        r = ledger_error_of(sqlite3_open_v2(copy, &to, SQLITE_OPEN_READWRITE, NULL));
        if (r == 0)
            r = copy_pages(from, to);
        if (r == 0) /* the copy is one file */
            r = ledger_execute(to, "PRAGMA journal_mode=DELETE");
        if (r < 0)
            buffer_printf(why, "%s: %s", copy, err_text(r));
        sqlite3_close(to);
        if (r < 0)
            unlink(copy);
    }
    sqlite3_close(from);
    return r;
}

/* ---- Another key ---- */

static int lock(const char *path)
{
    char name[PATH_MAX];
    int fd;

    if (snprintf(name, sizeof name, "%s.lock", path) >= (int)sizeof name)
        return ERR_INVALID;
    fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return ERR_IO;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    close(fd);
    return ERR_BUSY;
}

/* The current key becomes number 1, number 1 number 2, and so on, the last first. */
static int shift_keys(const char *key_path, size_t count)
{
    char from[PATH_MAX], to[PATH_MAX];

    for (size_t i = count; i > 0; i--) {
        snprintf(from, sizeof from, i > 1 ? "%s.%zu" : "%s", key_path, i - 1);
        snprintf(to, sizeof to, "%s.%zu", key_path, i);
        if (rename(from, to) < 0)
            return ERR_IO;
    }
    return 0;
}

/* The ledger forgets which key it had, and takes the new one for its own. */
static int take_key(const char *path, const struct ledger_key *key)
{
    sqlite3 *database = NULL;
    int r = open_to_write(path, &database);

    if (r == 0)
        r = ledger_mark_key(database, key);
    sqlite3_close(database);
    return r;
}

int ledger_rotate_key(const char *path, const char *key_path, struct buffer *why)
{
    struct ledger_keys keys;
    struct ledger_key key;
    int locked, r = ledger_keys_load(key_path, &keys, why);

    if (r < 0)
        return r;
    locked = lock(path);
    if (locked < 0)
        r = locked;
    else if (keys.count == LEDGER_KEYS_MAX)
        r = ERR_LIMIT;
    if (r == 0)
        r = shift_keys(key_path, keys.count);
    if (r == 0)
        r = ledger_key_load(key_path, true, &key);
    if (r == 0)
        r = take_key(path, &key);
    if (r < 0)
        buffer_printf(why, "%s: %s", path,
                      r == ERR_BUSY    ? "a daemon has this ledger; stop it first"
                      : r == ERR_LIMIT ? "has as many earlier keys as are kept"
                                       : err_text(r));
    if (locked >= 0)
        close(locked);
    explicit_bzero(&keys, sizeof keys);
    explicit_bzero(&key, sizeof key);
    return r;
}
