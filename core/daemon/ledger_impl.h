/* What the ledger's files share; nobody else includes it. */
#ifndef VOUCH_DAEMON_LEDGER_IMPL_H
#define VOUCH_DAEMON_LEDGER_IMPL_H

#include "daemon/ledger.h"
#include "daemon/tree.h"

#include <pthread.h>
#include <sqlite3.h>

struct checkpoint_signer;

struct ledger {
    sqlite3 *writer;
    sqlite3 *reader;   /* the writer, in memory; so is */
    sqlite3 *follower; /* whose statements take long */
    sqlite3_stmt *insert;
    sqlite3_stmt *received;
    sqlite3_stmt *kind;
    pthread_mutex_t reading;
    struct sha256 *sha256;
    struct ledger_keys keys; /* the current one first */
    struct {
        sqlite3_stmt *content, *person, *clone, *signer, *passed, *passed_same;
    } sight; /* the writer's */
    struct ledger_key report_key;
    bool has_report_key, keeps_reports;
    struct tree tree;
    struct checkpoint_signer *signer;
    int64_t last_position;
    int64_t last_recorded;
    int lock;        /* -1: in memory */
    bool has_erased; /* ledger_expire(), and the log still has pages of before */
};

#define LEDGER_BUSY_MS 2000 /* for a reader that checkpoints */

/* SQLite's code as ours: 0, ERR_FULL, ERR_NOMEM, ERR_IO. */
int ledger_error_of(int code);

/* Of a file that came from anywhere: no view stands in for a table, and nothing that it defines is
 * run. Errors come of the first statement. */
void ledger_distrust(sqlite3 *database);

/* Runs statements that give no rows. */
int ledger_execute(sqlite3 *database, const char *sql);

/* Binds a text that lives as long as the step; NULL as NULL. */
void ledger_bind_text(sqlite3_stmt *statement, int index, const char *text);

/* A column of the row that was stepped to: until the next step. */
const char *ledger_text_at(sqlite3_stmt *row, int index);
struct slice ledger_bytes_at(sqlite3_stmt *row, int index);

/* The first column of the first row; ERR_NOT_FOUND without a row. */
int ledger_read_number(sqlite3 *database, const char *sql, int64_t *ret);

/* Makes the tables, or adds what a version before did not know. ERR_UNSUPPORTED: a newer one's. */
int ledger_make_schema(struct ledger *ledger);

/* Adds what a version before did not know. */
int ledger_add_new(sqlite3 *database);

/* For somebody beside a daemon; the caller closes it, also after an error. */
int ledger_open_to_write(const char *path, sqlite3 **ret);

/* What a ledger remembers of its key, and remembering another. */
int ledger_key_mark(const struct ledger_key *key, struct digest *ret);
int ledger_mark_key(sqlite3 *database, const struct ledger_key *key);

/* What ledger_seal() and ledger_seal_reference() made, again; errors as of ledger_kept(). */
int ledger_unseal(const struct ledger *ledger, const char *id, struct slice sealed,
                  struct buffer *ret);
int ledger_unseal_reference(const struct ledger *ledger, const struct ledger_row *row,
                            struct slice sealed, struct buffer *ret);

/* A position is all digits; 0 for anything else. */
int64_t ledger_position_of(const char *text);

/* What erasing a row takes away. */
#define LEDGER_ERASE_SQL                                                                           \
    "UPDATE rows SET salt = NULL, document_sha256 = NULL, payload_sha256 = NULL, serial = NULL, "  \
    "person = NULL, document_numbers = NULL, reference = NULL, ciphertext = NULL, signer = NULL, " \
    "table_hash = NULL, content = NULL, sightings = NULL, reference_text = NULL"

/* Rows of journal.h, as the index of them has it. */
#define LEDGER_IS_JOURNAL "kind IN ('started', 'trust_changed', 'configuration_changed')"

/* The statements that ledger.c keeps. */
int ledger_prepare(struct ledger *ledger);

#endif
