/*
 * From a child's frames to a report, off the loop: decode (strictly: hostile documents may
 * have written them), join, render, encode, and say what the ledger is to record.
 */
#ifndef VOUCH_DAEMON_FINISH_H
#define VOUCH_DAEMON_FINISH_H

#include "base/buffer.h"
#include "base/verdict.h"
#include "daemon/examine.h"
#include "daemon/ledger.h"

struct answer;
struct job;

struct finish {
    struct buffer report; /* JSON */
    struct verdict verdict;
    const char *source; /* or "none"; for the log, as are the codes */
    const char *codes;
    struct ledger_row row;
};

void finish_done(struct finish *finish);

/*
 * Fills job->finish; in a thread of its own.
 * ERR_NOMEM, ERR_CRYPTO, ERR_IO.
 */
int finish_report(struct job *job);

/* The reply, when the row is recorded. NULL without memory. */
struct answer *finish_answer(struct finish *finish);

#endif
