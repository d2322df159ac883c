/*
 * The ledger's thread. Rows of all jobs that are finished by the time it looks go into one
 * transaction: one fsync for many; those of one recording are never parted. It comes back on the
 * loop, through done(), when its rows are durable.
 */
#ifndef VOUCH_DAEMON_RECORDER_H
#define VOUCH_DAEMON_RECORDER_H

#include "daemon/ledger.h"
#include "daemon/ledger_events.h"
#include "daemon/ledger_files.h"

#include <sys/queue.h>

#define RECORDER_BATCH 256 /* rows of one transaction, past which no further recording joins */
#define RECORDING_MAX  LEDGER_CALL_MAX

struct recorder;
struct vouchd;

/* Rows that belong together, whose they are, and who is told how it went. */
struct recording {
    TAILQ_ENTRY(recording) entry;
    struct ledger_row **rows;
    size_t count;
    void *owner;
    void (*done)(struct recording *recording); /* on the loop */
    int error;
    int64_t spent_us; /* its share of the transaction */
};

/* Opens the ledger and starts the thread. As ledger_open(). */
int recorder_open(struct vouchd *vouchd, const struct ledger_place *place, struct recorder **ret,
                  struct buffer *why);

/* What waits is recorded and comes back; NULL is allowed. */
void recorder_close(struct recorder *recorder);

/* rows, count, owner and done are set; stays the caller's. */
void recorder_append(struct recorder *recorder, struct recording *recording);

/* After how many seconds rows are erased from now on; 0: never. */
void recorder_retain(struct recorder *recorder, int64_t seconds);

/* ledger_seal(), ledger_seal_reference() and ledger_kept(), from any thread. */
int recorder_seal(const struct recorder *recorder, const char *id, struct slice text,
                  struct buffer *ret);
int recorder_seal_reference(const struct recorder *recorder, const struct ledger_row *row,
                            struct slice text, struct buffer *ret);
int recorder_kept(struct recorder *recorder, const char *id, struct buffer *ret);

/* ledger_file() and ledger_in_force(), from any thread. */
int recorder_file(struct recorder *recorder, const struct digest *sha256, size_t max,
                  struct buffer *ret);
int recorder_in_force(struct recorder *recorder, const struct ledger_judge *judge,
                      struct ledger_in_force *ret);

/* ledger_received_at(), from any thread. */
int recorder_received_at(struct recorder *recorder, const struct digest *document, int64_t *ret);

/* ledger_events(), from one thread at a time. */
int recorder_events(struct recorder *recorder, const struct ledger_event_query *query,
                    const struct ledger_event_reader *reader);

/* ledger_kind(), from any thread. */
int recorder_kind(struct recorder *recorder, const char *id, char ret[LEDGER_KIND_SIZE]);

const struct ledger_key *recorder_key(const struct recorder *recorder);
const struct ledger_keys *recorder_keys(const struct recorder *recorder);

struct recorder_state {
    int64_t rows;
    int64_t last_recorded;
    int64_t batches; /* transactions since the start */
    int error;       /* of the last one */
};

/* Recordings that are not durable yet; on the loop. */
size_t recorder_waiting(const struct recorder *recorder);

/* As of the last row that came back; on the loop. */
struct recorder_state recorder_state(const struct recorder *recorder);

#endif
