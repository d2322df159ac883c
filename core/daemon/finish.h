/*
 * From a child's frames to a report, off the loop: decode (strictly: hostile documents may
 * have written them), join, ask the policies, render, encode, and say what the ledger is to
 * record.
 */
#ifndef VOUCH_DAEMON_FINISH_H
#define VOUCH_DAEMON_FINISH_H

#include "base/buffer.h"
#include "base/verdict.h"
#include "daemon/examine.h"
#include "daemon/ledger.h"
#include "report/report.h"

struct answer;
struct job;

struct finish {
    struct report *report; /* joined; in the job's arena */
    struct buffer json;    /* or the page, where one was asked for */
    struct verdict verdict;
    const char *source; /* or "none"; for the log, as are the codes */
    const char *codes;
    struct slice sealed; /* the report as the ledger keeps it; empty: it keeps verdicts */
    struct ledger_row row;
};

void finish_done(struct finish *finish);

/*
 * Fills job->finish, job->recording, and job->decide where the job answers for itself; in a thread
 * of its own. ERR_NOMEM, ERR_CRYPTO, ERR_IO.
 */
int finish_report(struct job *job);

/* The reply, when the row is recorded. NULL without memory. */
struct answer *finish_answer(struct job *job);

#endif
