/*
 * What happens to the daemon itself, as rows of the ledger between those of its answers: that it
 * started, that another configuration or another trust is in force. So whoever reads the rows
 * in their order knows by what each verdict was made; and the files that were read are kept with
 * these rows (ledger_files.h), so that it can be made again.
 *
 * Nobody waits for these rows: what cannot be recorded now is tried again until it can.
 */
#ifndef VOUCH_DAEMON_JOURNAL_H
#define VOUCH_DAEMON_JOURNAL_H

#include "base/digest.h"

#include <stdbool.h>
#include <sys/queue.h>
#include <uv.h>

#define JOURNAL_STARTED       "started"
#define JOURNAL_TRUST         "trust_changed"
#define JOURNAL_CONFIGURATION "configuration_changed"

struct judge;
struct notice;
struct vouchd;

TAILQ_HEAD(notices, notice);

struct journal {
    struct judge *noted;             /* who judges, as last written; NULL: nothing yet */
    char inventory[DIGEST_HEX_SIZE]; /* by which files; "": not known */
    struct notices failed;           /* to be tried again */
    const struct notice *newest;     /* of those that bring files and are not written; or NULL */
    uv_timer_t retry;
};

void journal_init(struct vouchd *vouchd);
void journal_done(struct vouchd *vouchd);

/* This judge is in force, after a reload or without one. */
void journal_note(struct vouchd *vouchd, struct judge *judge, bool is_reload);

#endif
