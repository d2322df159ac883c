/* Erasing what is old, by the thread that appends. */
#include "base/error.h"
#include "daemon/ledger_files.h"
#include "daemon/ledger_impl.h"

#define PIECE 1000 /* positions: some milliseconds, for which nobody who waits for a row minds */

/* Rows are in the order of their times: from the first one that is not old, none is. */
static int find_end(struct ledger *ledger, int64_t before, int64_t after, int64_t *ret)
{
    static const char sql[] = "SELECT max(position) FROM (SELECT position, recorded_at FROM rows "
                              "WHERE position > ?1 ORDER BY position LIMIT ?2) "
                              "WHERE recorded_at < ?3";
    sqlite3_stmt *row = NULL;
    int r = ledger_error_of(sqlite3_prepare_v2(ledger->writer, sql, -1, &row, NULL));

    if (r == 0) {
        sqlite3_bind_int64(row, 1, after);
        sqlite3_bind_int64(row, 2, PIECE);
        sqlite3_bind_int64(row, 3, before);
        r = ledger_error_of(sqlite3_step(row));
        *ret = sqlite3_column_int64(row, 0); /* 0 for NULL */
    }
    sqlite3_finalize(row);
    return r;
}

static int erase(struct ledger *ledger, int64_t after, int64_t upto)
{
    static const char sql[] = LEDGER_ERASE_SQL
        " WHERE position > ?1 AND position <= ?2 AND salt IS NOT NULL AND held = 0";
    sqlite3_stmt *statement = NULL;
    int r = ledger_execute(ledger->writer, "PRAGMA secure_delete=ON");

    if (r == 0)
        r = ledger_error_of(sqlite3_prepare_v2(ledger->writer, sql, -1, &statement, NULL));
    if (r == 0) {
        sqlite3_bind_int64(statement, 1, after);
        sqlite3_bind_int64(statement, 2, upto);
        r = ledger_error_of(sqlite3_step(statement));
    }
    if (r == 0 && sqlite3_changes64(ledger->writer) > 0)
        ledger->has_erased = true;
    sqlite3_finalize(statement);
    return r;
}

/* What was erased is to leave the file and its log, too; nobody waits for it who reads there. */
static void empty_log(struct ledger *ledger)
{
    sqlite3_busy_timeout(ledger->writer, 0);
    ledger->has_erased = sqlite3_wal_checkpoint_v2(ledger->writer, NULL, SQLITE_CHECKPOINT_TRUNCATE,
                                                   NULL, NULL) != SQLITE_OK;
    sqlite3_busy_timeout(ledger->writer, LEDGER_BUSY_MS);
}

int ledger_expire(struct ledger *ledger, int64_t before, int64_t *after)
{
    int64_t upto = 0;
    int r = find_end(ledger, before, *after, &upto);

    if (r == 0)
        r = upto > 0 ? erase(ledger, *after, upto) : ledger_files_expire(ledger, before);
    if (r < 0)
        return r;
    if (upto == 0 && ledger->has_erased)
        empty_log(ledger);
    *after = upto;
    return 0;
}
