/* Answers for people: the page in place of the JSON, where `Accept` asks for it. */
#ifndef VOUCH_DAEMON_PAGES_H
#define VOUCH_DAEMON_PAGES_H

#include "daemon/answer.h"
#include "render/page.h"

struct job;

/*
 * Writes the page of a job's documents, decisions and join (or NULL) into job->finish.json; off the
 * loop. ERR_NOMEM, ERR_CRYPTO.
 */
int pages_make(struct job *job, struct job *const *documents, size_t count,
               const struct decision_join *join);

/* The reply with it, when all rows are recorded. NULL without memory. */
struct answer *pages_answer(struct job *job);

/*
 * A page as an answer; takes the bytes. Headers say what may be loaded (nothing), and in codes what
 * a program needs of it: `indications` and `verdicts`, with commas, or NULL.
 */
struct answer *pages_wrap(struct buffer *body, const char *indications, const char *verdicts);

#endif
