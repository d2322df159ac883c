/* Holding and erasing rows, and a copy: what an operator does to a ledger's file while a daemon
 * writes to it. */
#include "base/error.h"
#include "daemon/ledger_check.h"
#include "daemon/ledger_find.h"
#include "daemon/ledger_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define BUSY_MS 5000 /* for a daemon that writes meanwhile */

/* For who reads meanwhile. While this waits for them nobody can write: so not long, and again. */
#define READERS_MS    100
#define READERS_TRIES 10

/* ---- A list of positions ---- */

struct positions {
    int64_t *items;
    size_t count, capacity;
};

static int note(void *context, const struct ledger_entry *entry)
{
    struct positions *positions = context;

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

int ledger_open_to_write(const char *path, sqlite3 **ret)
{
    int r = ledger_error_of(sqlite3_open_v2(path, ret, SQLITE_OPEN_READWRITE, NULL));

    if (r == 0) {
        sqlite3_busy_timeout(*ret, BUSY_MS);
        ledger_distrust(*ret);
    }
    /* What is erased must be gone from the file, too. */
    if (r == 0)
        r = ledger_execute(*ret, "PRAGMA secure_delete=ON; PRAGMA synchronous=FULL;");
    return r == 0 ? ledger_add_new(*ret) : r; /* no daemon of this version may have been here */
}

static int change_all(sqlite3 *database, const char *sql, int argument,
                      const struct positions *positions, int64_t *ret_changed)
{
    int64_t before = sqlite3_total_changes64(database);
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
    *ret_changed = sqlite3_total_changes64(database) - before;
    if (r == 0)
        r = ledger_execute(database, "COMMIT");
    else
        ledger_execute(database, "ROLLBACK");
    return r;
}

/* So that no page of before waits in the log; while somebody reads in it, it stays. */
static int empty_log(sqlite3 *database, bool *ret_log_stays)
{
    int r = SQLITE_BUSY;

    sqlite3_busy_timeout(database, READERS_MS);
    for (int i = 0; i < READERS_TRIES && r == SQLITE_BUSY; i++) {
        if (i > 0)
            sqlite3_sleep(READERS_MS);
        r = sqlite3_wal_checkpoint_v2(database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    }
    *ret_log_stays = r == SQLITE_BUSY;
    return r == SQLITE_BUSY ? 0 : ledger_error_of(r);
}

struct change {
    const char *sql;
    int argument;
    bool spares_held; /* as `sql` has it: rows that are held stay as they are */
};

static int change(const char *path, const struct ledger_query *query,
                  const struct ledger_keys *keys, const struct change *change,
                  struct ledger_change *ret, struct buffer *why)
{
    struct positions positions = {0};
    struct ledger_reader reader = {.row = note, .context = &positions};
    sqlite3 *database = NULL;
    int64_t changed = 0;
    bool log_stays = false;
    int r = ledger_find(path, query, keys, &reader, why);

    if (r == 0) {
        r = ledger_open_to_write(path, &database);
        if (r == 0 && positions.count > 0)
            r = change_all(database, change->sql, change->argument, &positions, &changed);
        if (r == 0)
            r = empty_log(database, &log_stays);
        if (r < 0)
            buffer_printf(why, "%s: %s", path, sqlite3_errmsg(database));
    }
    sqlite3_close(database);
    if (r == 0)
        *ret = (struct ledger_change){
            .found = (int64_t)positions.count,
            .changed = changed,
            .held = change->spares_held ? (int64_t)positions.count - changed : 0,
            .log_stays = log_stays,
        };
    free(positions.items);
    return r;
}

int ledger_erase(const char *path, const struct ledger_query *query, const struct ledger_keys *keys,
                 struct ledger_change *ret, struct buffer *why)
{
    static const struct change erase = {
        /* Asked here alone: somebody may hold a row between its being found and now. */
        .sql = LEDGER_ERASE_SQL " WHERE position = ?1 AND held = 0",
        .spares_held = true,
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

/* In one step: it begins anew after each write of another, and a daemon that is asked all the time
 * would let none come to its end. The daemon writes meanwhile, to the log. */
static int copy_pages(sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    int step;

    if (!backup)
        return ERR_IO;
    while ((step = sqlite3_backup_step(backup, -1)) == SQLITE_BUSY || step == SQLITE_LOCKED)
        sqlite3_sleep(10);
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
