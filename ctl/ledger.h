/* What the files of `vouchctl ledger` share. */
#ifndef VOUCH_CTL_LEDGER_H
#define VOUCH_CTL_LEDGER_H

#include "ctl/ctl.h"

/* Where the ledger and the key of its hashes lie. */
struct ledger_files {
    const char *ledger;
    const char *key;
};

/* `file` if it is given, else the configured ledger, else the usual one. Negative, and the mistake
 * said. */
int ledger_files_find(struct ctl *ctl, const char *file, struct ledger_files *ret);

/* Says why not and returns the status for it. */
int ledger_refused(const char *path, struct buffer *why);

/* files: argv[1]. */
int ctl_ledger_then(struct ctl *ctl, int argc, char **argv);

/* list, find, hold, erase, backup, rotate-key: argv[1] is the command. */
int ctl_ledger_rows(struct ctl *ctl, int argc, char **argv);

#endif
