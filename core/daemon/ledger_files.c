#include "daemon/ledger_files.h"

#include "base/error.h"
#include "daemon/inventory_list.h"
#include "daemon/ledger_impl.h"

#include <stdio.h>
#include <string.h>

static const char insert_file[] = "INSERT OR IGNORE INTO files (sha256, bytes) VALUES (?1, ?2)";
static const char select_file[] = "SELECT length(bytes), bytes FROM files WHERE sha256 = ?1";
static const char select_all[] = "SELECT sha256, bytes FROM files";

/* Its codes are configuration, trust, build and inventory, each a line. */
#define SELECT_JOURNAL                                                                             \
    "SELECT codes, position, recorded_at FROM rows WHERE " LEDGER_IS_JOURNAL " AND position "
static const char select_before[] = SELECT_JOURNAL "< ?1 ORDER BY position DESC";
static const char select_after[] = SELECT_JOURNAL ">= ?1 ORDER BY position";

/* ---- Lines ---- */

static struct slice take_line(struct slice *rest)
{
    const uint8_t *end = rest->size ? memchr(rest->data, '\n', rest->size) : NULL;
    size_t size = end ? (size_t)(end - rest->data) : rest->size;
    struct slice line = slice_sub(*rest, 0, size);

    *rest = slice_sub(*rest, size + 1, rest->size);
    return line;
}

/* Of a row of the journal; empty where it names none. */
static struct slice inventory_of(struct slice codes)
{
    for (int i = 0; i < 3; i++)
        (void)take_line(&codes);
    return take_line(&codes);
}

/* ---- Keeping ---- */

static int keep(sqlite3_stmt *insert, const struct digest *sha256, struct slice bytes)
{
    int r;

    sqlite3_bind_blob(insert, 1, sha256->bytes, sizeof sha256->bytes, SQLITE_STATIC);
    sqlite3_bind_blob64(insert, 2, bytes.data ? bytes.data : (const uint8_t *)"", bytes.size,
                        SQLITE_STATIC);
    r = ledger_error_of(sqlite3_step(insert));
    sqlite3_reset(insert);
    return r;
}

int ledger_files_keep(struct ledger *ledger, const struct inventory_list *list)
{
    sqlite3_stmt *insert = NULL;
    int r;

    if (ledger->lock < 0) /* in memory: nobody comes back to it */
        return 0;
    r = ledger_error_of(sqlite3_prepare_v2(ledger->writer, insert_file, -1, &insert, NULL));
    for (size_t i = 0; i < list->count && r == 0; i++)
        if (list->items[i].entry.kind == INVENTORY_FILE)
            r = keep(insert, &list->items[i].sha256, list->items[i].entry.bytes);
    if (r == 0)
        r = keep(insert, &list->sha256, buffer_slice(&list->text));
    sqlite3_finalize(insert);
    return r;
}

/* ---- Reading ---- */

static int check_file(struct slice bytes, struct slice sha256)
{
    struct sha256 *digester = sha256_new();
    struct digest digest;
    int r = digester ? sha256_of(digester, bytes, &digest) : ERR_NOMEM;

    sha256_free(digester);
    if (r == 0 && !slice_equal(slice_of(digest.bytes, sizeof digest.bytes), sha256))
        r = ERR_MISMATCH;
    return r;
}

int ledger_files_read(sqlite3 *database, const struct digest *sha256, size_t max,
                      struct buffer *ret)
{
    sqlite3_stmt *row = NULL;
    struct slice bytes;
    int r =
        sqlite3_prepare_v2(database, select_file, -1, &row, NULL) == SQLITE_OK ? 0 : ERR_NOT_FOUND;

    if (r == 0) { /* without the table, it is a ledger of a version before */
        sqlite3_bind_blob(row, 1, sha256->bytes, sizeof sha256->bytes, SQLITE_STATIC);
        int step = sqlite3_step(row);

        r = step == SQLITE_ROW ? 0 : step == SQLITE_DONE ? ERR_NOT_FOUND : ledger_error_of(step);
    }
    if (r == 0 && sqlite3_column_int64(row, 0) > (int64_t)max)
        r = ERR_LIMIT; /* before its bytes are read */
    if (r == 0) {
        bytes = ledger_bytes_at(row, 1);
        r = check_file(bytes, slice_of(sha256->bytes, sizeof sha256->bytes));
    }
    if (r == 0) {
        buffer_append(ret, bytes.data, bytes.size);
        r = buffer_error(ret);
    }
    sqlite3_finalize(row);
    return r;
}

int ledger_file(struct ledger *ledger, const struct digest *sha256, size_t max, struct buffer *ret)
{
    int r;

    pthread_mutex_lock(&ledger->reading);
    r = ledger_files_read(ledger->reader, sha256, max, ret);
    pthread_mutex_unlock(&ledger->reading);
    return r;
}

/* ---- Which it was ---- */

static bool is_asked(const char *line, const char *wanted)
{
    return !wanted || strcmp(line, wanted) == 0;
}

/* A line as a text; "" where it does not fit. */
static void take_text(struct slice *rest, char *ret, size_t room)
{
    struct slice line = take_line(rest);

    if (line.size >= room)
        line.size = 0;
    if (line.size)
        memcpy(ret, line.data, line.size);
    ret[line.size] = '\0';
}

static void read_journal(sqlite3_stmt *row, struct ledger_in_force *ret)
{
    struct slice codes = slice_str(ledger_text_at(row, 0));

    take_text(&codes, ret->configuration_sha256, sizeof ret->configuration_sha256);
    take_text(&codes, ret->trust_snapshot, sizeof ret->trust_snapshot);
    take_text(&codes, ret->build, sizeof ret->build);
    ret->has_inventory = digest_from_hex(take_line(&codes), &ret->inventory) == 0;
    ret->position = sqlite3_column_int64(row, 1);
    ret->recorded_at = sqlite3_column_int64(row, 2);
}

/* Whether an inventory lists a file with that digest. One that cannot be read does: whoever reads
 * it next says why. */
static bool lists(sqlite3 *database, const struct digest *inventory, const char *sha256)
{
    char wanted[sizeof "\nfile  " + DIGEST_HEX_SIZE];
    struct buffer text;
    bool found;

    buffer_init(&text, 0);
    snprintf(wanted, sizeof wanted, "\nfile %s ", sha256);
    found = ledger_files_read(database, inventory, LEDGER_FILE_MAX, &text) < 0 ||
            memmem(text.data, text.size, wanted, strlen(wanted));
    buffer_done(&text);
    return found;
}

/* What is looked for, and what was found so far. */
struct search {
    const struct ledger_judge *judge;
    bool found, done;
    struct ledger_in_force best;
};

static void look_at(sqlite3 *database, sqlite3_stmt *row, struct search *search)
{
    const struct ledger_judge *judge = search->judge;
    bool names_none = !judge->configuration_sha256 && !judge->trust_snapshot;
    struct ledger_in_force journal;

    read_journal(row, &journal);
    if (!is_asked(journal.configuration_sha256, judge->configuration_sha256) ||
        !is_asked(journal.trust_snapshot, judge->trust_snapshot))
        return;
    if (journal.has_inventory && judge->policy_sha256)
        journal.has_inventory = lists(database, &journal.inventory, judge->policy_sha256);
    if (!search->found || journal.has_inventory)
        search->best = journal;
    search->found = true;
    search->done =
        journal.has_inventory || names_none; /* no other row is as good without digests */
}

static int search_journal(sqlite3 *database, const char *select, struct search *search)
{
    sqlite3_stmt *row = NULL;
    int r = ledger_error_of(sqlite3_prepare_v2(database, select, -1, &row, NULL));
    int step = SQLITE_DONE;

    if (r == 0)
        sqlite3_bind_int64(row, 1, search->judge->before);
    while (r == 0 && !search->done && (step = sqlite3_step(row)) == SQLITE_ROW)
        look_at(database, row, search);
    if (r == 0 && !search->done && step != SQLITE_DONE)
        r = ledger_error_of(step);
    sqlite3_finalize(row);
    return r;
}

int ledger_files_in_force(sqlite3 *database, const struct ledger_judge *judge,
                          struct ledger_in_force *ret)
{
    struct search search = {.judge = judge};
    int r = search_journal(database, select_before, &search);

    if (r == 0 && search.found && !search.done)
        r = search_journal(database, select_after, &search);
    if (r == 0 && !search.found)
        r = ERR_NOT_FOUND;
    if (r == 0)
        *ret = search.best;
    return r;
}

int ledger_in_force(struct ledger *ledger, const struct ledger_judge *judge,
                    struct ledger_in_force *ret)
{
    int r;

    pthread_mutex_lock(&ledger->reading);
    r = ledger_files_in_force(ledger->reader, judge, ret);
    pthread_mutex_unlock(&ledger->reading);
    return r;
}

/* ---- Dropping ---- */

/*
 * From which row of the journal on files are needed: the one that was in force at that time, or
 * when the first row that is held was recorded.
 */
static const char select_first[] =
    "SELECT min(ifnull((SELECT max(position) FROM rows WHERE " LEDGER_IS_JOURNAL
    " AND recorded_at < ?1), 0), ifnull((SELECT max(position) FROM rows WHERE " LEDGER_IS_JOURNAL
    " AND position < (SELECT min(position) FROM rows WHERE held = 1)), 9223372036854775807))";
static const char select_needed[] =
    "SELECT codes FROM rows WHERE " LEDGER_IS_JOURNAL " AND position >= ?1";
static const char make_needed[] = "CREATE TEMP TABLE needed (sha256 BLOB PRIMARY KEY)";
static const char insert_needed[] = "INSERT OR IGNORE INTO needed VALUES (?1)";
static const char delete_others[] =
    "DELETE FROM files WHERE sha256 NOT IN (SELECT sha256 FROM needed)";

/* 1 where it was not needed so far, else 0. */
static int need(sqlite3_stmt *insert, const struct digest *sha256)
{
    int r;

    sqlite3_bind_blob(insert, 1, sha256->bytes, sizeof sha256->bytes, SQLITE_STATIC);
    r = ledger_error_of(sqlite3_step(insert));
    sqlite3_reset(insert);
    return r < 0 ? r : sqlite3_changes(sqlite3_db_handle(insert));
}

/* Whether nobody can judge by it again: it must not keep the rest from being dropped. */
static bool is_lost(int error)
{
    return error == ERR_NOT_FOUND || error == ERR_MISMATCH || error == ERR_LIMIT;
}

/* An inventory and the files in it; one that is lost needs nothing. */
static int need_all(sqlite3 *database, sqlite3_stmt *insert, struct slice inventory)
{
    struct digest sha256;
    struct buffer text;
    struct slice rest;
    int r = digest_from_hex(inventory, &sha256) < 0 ? 0 : need(insert, &sha256);

    if (r <= 0) /* none, or one that another row named before */
        return r;
    buffer_init(&text, 0);
    r = ledger_files_read(database, &sha256, LEDGER_FILE_MAX, &text);
    rest = buffer_slice(&text);
    while (r >= 0 && rest.size > 0) {
        struct slice line = take_line(&rest);

        if (slice_is(slice_sub(line, 0, 5), "file ") &&
            digest_from_hex(slice_sub(line, 5, DIGEST_HEX_SIZE - 1), &sha256) == 0)
            r = need(insert, &sha256);
    }
    buffer_done(&text);
    return r < 0 && !is_lost(r) ? r : 0;
}

static int list_needed(sqlite3 *database, int64_t first)
{
    sqlite3_stmt *row = NULL, *insert = NULL;
    int r = ledger_error_of(sqlite3_prepare_v2(database, select_needed, -1, &row, NULL));
    int step = SQLITE_DONE;

    if (r == 0)
        r = ledger_error_of(sqlite3_prepare_v2(database, insert_needed, -1, &insert, NULL));
    if (r == 0)
        sqlite3_bind_int64(row, 1, first);
    while (r == 0 && (step = sqlite3_step(row)) == SQLITE_ROW)
        r = need_all(database, insert, inventory_of(slice_str(ledger_text_at(row, 0))));
    sqlite3_finalize(row);
    sqlite3_finalize(insert);
    return r < 0 || step == SQLITE_DONE ? r : ledger_error_of(step);
}

static int first_needed(sqlite3 *database, int64_t before, int64_t *ret)
{
    sqlite3_stmt *row = NULL;
    int r = ledger_error_of(sqlite3_prepare_v2(database, select_first, -1, &row, NULL));

    if (r == 0) {
        sqlite3_bind_int64(row, 1, before);
        r = sqlite3_step(row) == SQLITE_ROW ? 0 : ERR_IO;
    }
    if (r == 0)
        *ret = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return r;
}

int ledger_files_expire(struct ledger *ledger, int64_t before)
{
    sqlite3 *database = ledger->writer;
    int64_t first = 0;
    int r = first_needed(database, before, &first);

    if (r < 0 || first == 0)
        return r;
    r = ledger_execute(database, make_needed);
    if (r == 0)
        r = list_needed(database, first);
    if (r == 0)
        r = ledger_execute(database, delete_others);
    ledger_execute(database, "DROP TABLE IF EXISTS needed");
    return r;
}

/* ---- Checking ---- */

static int check_all(sqlite3_stmt *row, struct ledger_files_count *count)
{
    int r = 0, step = SQLITE_DONE;

    while (r == 0 && (step = sqlite3_step(row)) == SQLITE_ROW) {
        struct slice bytes = ledger_bytes_at(row, 1);

        count->files++;
        count->bytes += (int64_t)bytes.size;
        r = check_file(bytes, ledger_bytes_at(row, 0));
        if (r == ERR_MISMATCH) {
            count->altered++;
            r = 0;
        }
    }
    return r < 0 || step == SQLITE_DONE ? r : ledger_error_of(step);
}

int ledger_files_check(sqlite3 *database, struct ledger_files_count *ret)
{
    struct ledger_files_count count = {0};
    sqlite3_stmt *row = NULL;
    int r = 0;

    /* A ledger of a version before has no such table. */
    if (sqlite3_prepare_v2(database, select_all, -1, &row, NULL) == SQLITE_OK)
        r = check_all(row, &count);
    sqlite3_finalize(row);
    if (r == 0)
        *ret = count;
    return r;
}
