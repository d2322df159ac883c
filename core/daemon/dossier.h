/*
 * Several documents of one call, POST /v1/assess: a job without a document of its own leads an
 * ordinary one for each. When all are finished they are laid beside one another, the policies
 * are asked about them together, and everything is recorded in one transaction.
 *
 * Where the call is refused after all, documents that were started are finished and recorded,
 * each for itself, as those of clients who left are.
 */
#ifndef VOUCH_DAEMON_DOSSIER_H
#define VOUCH_DAEMON_DOSSIER_H

#include <stdbool.h>

struct answer;
struct job;

/* One more document, in RECEIVING; what is asked of all is asked of it. NULL without memory. */
struct job *dossier_add(struct job *lead);

/* All are here: each goes its way. */
void dossier_start(struct job *lead);

/* A document of one has been finished, or could not be (job->error). */
void dossier_finished(struct job *part);

/* Off the loop, all reports being there: join, policies, rows. ERR_NOMEM, ERR_CRYPTO, ERR_IO. */
int dossier_finish(struct job *lead);

/* The reply, when it is recorded. NULL without memory. */
struct answer *dossier_answer(struct job *lead);

/* Whether it is a lead none of whose documents was started. */
bool dossier_is_unstarted(const struct job *job);

/* Takes a job out of the dossier that it is a document of: its lead, or NULL where it has none. */
struct job *dossier_leave(struct job *job);

/* Parts a lead from its documents; those that nothing works on end. */
void dossier_release(struct job *lead);

#endif
