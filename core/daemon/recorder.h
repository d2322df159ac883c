/*
 * The ledger's thread. Rows of all jobs that are finished by the time it looks go into one
 * transaction: one fsync for many; those of one job are never parted. Jobs come back on the loop,
 * through job_recorded(), when their rows are durable.
 */
#ifndef VOUCH_DAEMON_RECORDER_H
#define VOUCH_DAEMON_RECORDER_H

#include "daemon/ledger.h"

#define RECORDER_BATCH 256 /* rows of one transaction, past which no further job joins it */

struct job;
struct recorder;
struct vouchd;

/* Opens the ledger and starts the thread. As ledger_open(). */
int recorder_open(struct vouchd *vouchd, const struct ledger_place *place, struct recorder **ret,
                  struct buffer *why);

/* After the last job has come back; NULL is allowed. */
void recorder_close(struct recorder *recorder);

/* Records job->rows. */
void recorder_append(struct recorder *recorder, struct job *job);

/* After how many seconds rows are erased from now on; 0: never. */
void recorder_retain(struct recorder *recorder, int64_t seconds);

/* ledger_seal() and ledger_kept(), from any thread. */
int recorder_seal(const struct recorder *recorder, const char *id, struct slice text,
                  struct buffer *ret);
int recorder_kept(struct recorder *recorder, const char *id, struct buffer *ret);

/* ledger_received_at(), from any thread. */
int recorder_received_at(struct recorder *recorder, const struct digest *document, int64_t *ret);

/* ledger_kind(), from any thread. */
int recorder_kind(struct recorder *recorder, const char *id, char ret[LEDGER_KIND_SIZE]);

const struct ledger_key *recorder_key(const struct recorder *recorder);

struct recorder_state {
    int64_t rows;
    int64_t last_recorded;
    int64_t batches; /* transactions since the start */
    int error;       /* of the last one */
};

/* Jobs whose rows are not durable yet; on the loop. */
size_t recorder_waiting(const struct recorder *recorder);

/* As of the last row that came back; on the loop. */
struct recorder_state recorder_state(const struct recorder *recorder);

#endif
