/*
 * What the asked policies say: evaluated, named, hashed, put into sentences and encoded, each
 * with the row that the ledger is to record of it. Off the loop.
 */
#ifndef VOUCH_DAEMON_DECIDE_H
#define VOUCH_DAEMON_DECIDE_H

#include "base/buffer.h"
#include "daemon/ledger.h"
#include "daemon/uuid.h"
#include "report/decision.h"

struct job;

struct decided {
    char id[UUID_SIZE];
    struct decision decision;
    struct ledger_row row;
};

struct decide {
    struct decided *items; /* one a policy, in the order asked */
    size_t count;
    struct buffer json; /* the list of them */
};

void decide_done(struct decide *decide);

/*
 * Asks the policies of `job` about the finished reports of `documents` (the job itself, or those
 * that it leads), and fills job->decide. Where `ret_join` is not NULL, the documents are first laid
 * beside one another. ERR_NOMEM, ERR_CRYPTO, ERR_IO, ERR_LIMIT.
 */
int decide(struct job *job, struct job *const *documents, size_t count,
           struct decision_join *ret_join);

/* Where each decision stands in the ledger, as a JSON list. */
void decide_recorded(const struct decide *decide, struct buffer *out);

#endif
