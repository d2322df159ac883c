/*
 * The key of the ledger's keyed hashes: 32 bytes in a file of their own.
 */
#ifndef VOUCH_DAEMON_LEDGER_KEY_H
#define VOUCH_DAEMON_LEDGER_KEY_H

#include "daemon/ledger.h"

/*
 * Reads the key file; makes it where it is not there and `may_make`. ERR_NOT_FOUND,
 * ERR_DENIED where others than its owner may read it, ERR_SYNTAX for a wrong size, ERR_IO.
 */
int ledger_key_load(const char *path, bool may_make, struct ledger_key *ret);

/* Its name must survive a power cut as rows do: without the key they cannot be found. ERR_IO. */
int ledger_key_sync(const char *path);

/* A key for a ledger in memory. ERR_IO. */
int ledger_key_make(struct ledger_key *ret);

#endif
