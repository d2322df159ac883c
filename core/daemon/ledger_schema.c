/*
 * The ledger's tables. What was added after the first version stands in columns and tables that
 * the version before passes over: it reads and writes a ledger of this one.
 */
#include "base/error.h"
#include "daemon/ledger_impl.h"

#include <stdio.h>

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

/* Of ledger_files.h. */
static const char make_files[] =
    "CREATE TABLE IF NOT EXISTS files (sha256 BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT;"
    "CREATE INDEX IF NOT EXISTS rows_journal ON rows (position) WHERE " LEDGER_IS_JOURNAL;

/* The first column of the first row; ERR_NOT_FOUND without a row. */
int ledger_read_number(sqlite3 *database, const char *sql, int64_t *ret)
{
    sqlite3_stmt *row = NULL;
    int r = ledger_error_of(sqlite3_prepare_v2(database, sql, -1, &row, NULL)), step;

    if (r == 0) {
        step = sqlite3_step(row);
        r = step == SQLITE_DONE ? ERR_NOT_FOUND : ledger_error_of(step);
        if (step == SQLITE_ROW)
            *ret = sqlite3_column_int64(row, 0);
    }
    sqlite3_finalize(row);
    return r;
}

/* Columns to find a row by, and to keep it: what they say is bound by payload_sha256, or is
 * nobody's; and a table. */
int ledger_add_new(sqlite3 *database)
{
    static const struct {
        const char *name, *sql;
    } columns[] = {
        {"build", "ALTER TABLE rows ADD COLUMN build TEXT"},
        {"signer", "ALTER TABLE rows ADD COLUMN signer BLOB"},
        {"call", "ALTER TABLE rows ADD COLUMN call TEXT"},
        {"sightings", "ALTER TABLE rows ADD COLUMN sightings TEXT"},
        {"table_hash", "ALTER TABLE rows ADD COLUMN table_hash BLOB"},
        {"content", "ALTER TABLE rows ADD COLUMN content BLOB"},
        {"held", "ALTER TABLE rows ADD COLUMN held INTEGER NOT NULL DEFAULT 0"},
        {"inputs", "ALTER TABLE rows ADD COLUMN inputs TEXT"},
        {"reference_text", "ALTER TABLE rows ADD COLUMN reference_text BLOB"},
    };
    int r = 0;

    for (size_t i = 0; i < sizeof columns / sizeof columns[0] && r == 0; i++)
        if (sqlite3_table_column_metadata(database, NULL, "rows", columns[i].name, NULL, NULL, NULL,
                                          NULL, NULL) != SQLITE_OK)
            r = ledger_execute(database, columns[i].sql);
    return r < 0 ? r : ledger_execute(database, make_files);
}

int ledger_make_schema(struct ledger *ledger)
{
    char version[64];
    int64_t found = 0;
    int r = ledger_read_number(ledger->writer, "PRAGMA user_version", &found);

    if (r < 0 || found == LEDGER_SCHEMA)
        return r < 0 ? r : ledger_add_new(ledger->writer);
    if (found != 0)
        return ERR_UNSUPPORTED;
    snprintf(version, sizeof version, "PRAGMA user_version=%d", LEDGER_SCHEMA);
    r = ledger_execute(ledger->writer, "BEGIN IMMEDIATE");
    if (r == 0)
        r = ledger_execute(ledger->writer, schema);
    if (r == 0)
        r = ledger_execute(ledger->writer, version);
    if (r == 0)
        r = ledger_execute(ledger->writer, "COMMIT");
    return r == 0 ? ledger_add_new(ledger->writer) : r;
}

void ledger_distrust(sqlite3 *database)
{
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
}
