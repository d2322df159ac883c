/*
 * A proof that a row is in the ledger, for somebody who has not the ledger: its path to the root
 * and the checkpoint that signs the root, as c2sp.org/tlog-proof lays them out. `extra` holds the
 * row as JSON: its public columns, the commitment, and what opens it (salt and private columns;
 * not of an erased row), so that the proof also shows of which document and report it is.
 * docs/ledger.md has the way to check one, in twenty lines of Python.
 */
#ifndef VOUCH_DAEMON_LEDGER_PROVE_H
#define VOUCH_DAEMON_LEDGER_PROVE_H

#include "base/buffer.h"

/*
 * `what`: a row's position, or the id of its report or decision. ERR_NOT_FOUND for no such row;
 * otherwise as ledger_check(). A sentence in `why`.
 */
int ledger_prove(const char *path, const char *what, struct buffer *ret, struct buffer *why);

/* The ledger's last checkpoint, and its verifier key, each as it stands there. */
int ledger_last_checkpoint(const char *path, struct buffer *ret, struct buffer *why);
int ledger_public_key(const char *path, struct buffer *ret, struct buffer *why);

#endif
