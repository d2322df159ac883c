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
    sqlite3 *reader; /* the writer, in memory */
    sqlite3_stmt *insert;
    sqlite3_stmt *received;
    sqlite3_stmt *kind;
    pthread_mutex_t reading;
    struct sha256 *sha256;
    struct ledger_key key;
    struct tree tree;
    struct checkpoint_signer *signer;
    int64_t last_position;
    int64_t last_recorded;
    int lock; /* -1: in memory */
};

/* SQLite's code as ours: 0, ERR_FULL, ERR_NOMEM, ERR_IO. */
int ledger_error_of(int code);

/* Runs statements that give no rows. */
int ledger_execute(sqlite3 *database, const char *sql);

/* The statements that ledger.c keeps. */
int ledger_prepare(struct ledger *ledger);

#endif
