/*
 * GET /metrics: figures for whoever watches the daemon, in Prometheus' text format. Nothing of a
 * document or a person is in it: labels are routes, sources, policies, codes, and the uids of
 * clients. packaging/grafana has a dashboard and alert rules over these names (docs/metrics.md).
 */
#ifndef VOUCH_DAEMON_METRICS_H
#define VOUCH_DAEMON_METRICS_H

#include "daemon/tally.h"

struct job;
struct request;

/* Where a job's time goes; each is left once a document. */
enum stage {
    STAGE_RECEIVE, /* its body comes in */
    STAGE_PREPARE, /* digest, earlier receipt, facts */
    STAGE_QUEUE,   /* waits for an examination */
    STAGE_EXAMINE, /* its child */
    STAGE_UNREAD,  /* waits for who reads pictures */
    STAGE_READ,    /* its second child */
    STAGE_GATHER,  /* a dossier waits for its documents */
    STAGE_FINISH,  /* join, policies, render, encode */
    STAGE_RECORD,  /* until its rows are durable */
    STAGES,
};

struct metrics {
    struct histogram stages[STAGES];
    struct histogram whole;  /* from admission to the answer */
    struct tally requests;   /* route, status */
    struct tally verdicts;   /* source, indication */
    struct tally reasons;    /* code */
    struct tally decisions;  /* policy, verdict */
    struct tally peers;      /* uid: documents judged */
    struct tally mismatches; /* uid: of them, signature.digest_mismatch */
};

void metrics_done(struct metrics *metrics);

/* A stage of `job` begins; the time of the one before is counted. */
struct stopwatch {
    uint64_t began, since; /* uv_hrtime(); 0: not yet */
    enum stage stage;
};
void metrics_enter(struct metrics *metrics, struct stopwatch *watch, enum stage stage);

/* It is over: the last stage and the whole are counted. */
void metrics_leave(struct metrics *metrics, struct stopwatch *watch);

/* A document was judged, its policies asked, and that recorded. */
void metrics_job(struct metrics *metrics, const struct job *job);

/* A request was answered. */
void metrics_request(struct metrics *metrics, const struct request *request, unsigned status);

void metrics_respond(struct request *request);

#endif
