/*
 * The files of an inventory (inventory_list.h) out of a ledger into a folder, each at its path
 * below it, so that `vouchd --private --sysroot FOLDER` judges by what was in force then.
 */
#ifndef VOUCH_DAEMON_LEDGER_RESTORE_H
#define VOUCH_DAEMON_LEDGER_RESTORE_H

#include "daemon/ledger_files.h"

#include <limits.h>

struct restore_place {
    const char *folder;    /* empty, and nobody else's */
    const char *installed; /* paths.conf of today: where programs look for installed files */
};

struct restored {
    char configuration[PATH_MAX]; /* vouchd.yaml in the folder */
    bool had_configuration;       /* else there was none, and this one is empty */
};

/*
 * Files are those that judged for the ledger's row `judge->before`. With a sentence in `why`:
 * ERR_NOT_FOUND where they are not kept, ERR_MISMATCH where one was altered, ERR_INVALID where a
 * path leaves the folder, ERR_IO, ERR_LIMIT, ERR_NOMEM, ERR_CRYPTO and those of ledger_open_file().
 */
int ledger_restore(const char *path, const struct ledger_judge *judge,
                   const struct restore_place *place, struct restored *ret, struct buffer *why);

/* Takes the folder and all that is in it away again; as far as it can. */
void restore_remove(const char *folder);

#endif
