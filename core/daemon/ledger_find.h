/*
 * Rows found in a ledger's file, beside a running daemon: by what a person holds in his hand (a
 * file, a number), by who signed, by build, source and time. And what may be done with them:
 * hold, so that nothing is erased; erase, which takes salt, private columns and a kept report
 * away and leaves what the tree needs.
 *
 * A decision on several documents is found with any of them: it was made of what they say.
 *
 * What is hashed is found only by who has the ledger's key. Keys that were replaced stay beside
 * the current one (PATH.key.1, ...), for rows from before.
 */
#ifndef VOUCH_DAEMON_LEDGER_FIND_H
#define VOUCH_DAEMON_LEDGER_FIND_H

#include "daemon/ledger.h"

/* All that is set must hold; texts as a person writes them. */
struct ledger_query {
    const struct digest *document;
    const struct digest *signer; /* of the judged signature's certificate */
    const char *serial;
    const char *id_number;
    const char *reference;
    const char *source;
    const char *build;
    const char *row;  /* a position, or the id of a report or decision */
    const char *call; /* the rows of one call: they lie together, */
    int64_t near;     /* and this is the position of one of them */
    bool has_from, has_to;
    int64_t from, to; /* of the recording; `to` included */
};

struct ledger_entry {
    int64_t position;
    int64_t recorded_at;
    const char *kind;
    const char *indication;
    const char *codes;
    const char *id;
    const char *source; /* NULL: none */
    const char *build;  /* NULL: of a version that did not note it */
    const char *inputs; /* the same; JSON: at, existed_by, source, trust, configuration, ... */
    const char *call;   /* the same */
    bool has_document, is_held, is_kept;
    struct digest document_sha256;
};

/* Told of each row in its order; a negative answer ends the search and is returned. */
struct ledger_reader {
    int (*row)(void *context, const struct ledger_entry *entry);
    void *context;
};

/* `path`: of the current key. ERR_NOT_FOUND, ERR_DENIED, ERR_SYNTAX, ERR_IO with a sentence. */
int ledger_keys_load(const char *path, struct ledger_keys *ret, struct buffer *why);

/* `keys` may be NULL where nothing hashed is asked for. Errors as of ledger_check(). */
int ledger_find(const char *path, const struct ledger_query *query, const struct ledger_keys *keys,
                const struct ledger_reader *reader, struct buffer *why);

struct ledger_change {
    int64_t found;
    int64_t changed;
    int64_t held;   /* found, and not erased because they are held */
    bool log_stays; /* somebody reads: pages of before wait in the log for the next one */
};

/* Erases, or holds (or no longer), what the query finds; all or nothing. Errors as above. */
int ledger_erase(const char *path, const struct ledger_query *query, const struct ledger_keys *keys,
                 struct ledger_change *ret, struct buffer *why);
int ledger_hold(const char *path, const struct ledger_query *query, const struct ledger_keys *keys,
                bool is_held, struct ledger_change *ret, struct buffer *why);

/* A copy of all rows as of now, made while the daemon writes; `copy` must not exist. No keys. */
int ledger_backup(const char *path, const char *copy, struct buffer *why);

/*
 * Another key for hashes from now on; the one before stays for matching. ERR_BUSY while a daemon
 * has the ledger.
 */
int ledger_rotate_key(const char *path, const char *key_path, struct buffer *why);

#endif
