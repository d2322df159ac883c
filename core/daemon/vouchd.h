/*
 * The daemon. One document's way through it:
 *
 *   http.c        libmicrohttpd under the loop
 *   connection.c  who is at the other end, and until when we wait for him
 *   request.c     route, permission, admission; the body in, the answer out
 *   verify.c      POST /v1/verify, /v1/assess: admission; upload.c: parameters, body into sealed
 *                 memfds, one job, or one that leads others (dossier.c)
 *   job*.c        the job's states: received, prepared, queued, examined, finished, recorded
 *   job_read.c    between two children: what one judged, another reads
 *   examine.c     the job's child: its frames, its deadline, its end     <- zygote.c
 *   finish.c      off the loop: join, render, encode                     <- core/report, render
 *   decide.c      off the loop: what the asked policies say              <- core/policy
 *   recorder.c    the ledger's thread: rows are durable before anybody sees an answer
 *   journal.c     rows of what happens to the daemon itself
 *   events.c      GET /v1/events: rows of the ledger to whoever follows them
 *
 * Everything runs on one thread, the loop's, but the two steps of a job that say otherwise
 * (prepare, finish) and the recorder. This struct is the daemon's only global state.
 */
#ifndef VOUCH_DAEMON_VOUCHD_H
#define VOUCH_DAEMON_VOUCHD_H

#include "base/log.h"
#include "daemon/clock.h"
#include "daemon/configuration.h"
#include "daemon/connection.h"
#include "daemon/events.h"
#include "daemon/http.h"
#include "daemon/idempotency.h"
#include "daemon/job.h"
#include "daemon/journal.h"
#include "daemon/judge.h"
#include "daemon/listen.h"
#include "daemon/metrics.h"
#include "daemon/readers.h"
#include "daemon/recorder.h"
#include "daemon/reload.h"
#include "daemon/zygote.h"

#include <uv.h>

enum vouchd_state {
    VOUCHD_STARTING,
    VOUCHD_SERVING,
    VOUCHD_STOPPING, /* answers what it holds, takes nothing new */
    VOUCHD_STOPPED,
};

struct vouchd {
    uv_loop_t loop;
    struct log log;
    enum vouchd_state state;
    int exit_status;
    int64_t started_at;
    struct configuration_place place;
    const char *socket_override; /* --socket, or NULL */
    bool check_only;             /* --check-config */
    bool is_private;             /* --private */
    struct configuration *configuration;
    struct clock_guard clock;
    struct listener listener;
    struct http http;
    struct connections connections;
    struct jobs jobs;
    struct zygotes zygotes;
    struct readers readers;
    struct recorder *recorder;
    struct idempotency idempotency;
    struct reload reload;
    struct journal journal;
    struct events events;
    struct metrics metrics;
    uv_signal_t signals[3];
    uv_timer_t watchdog;
    uv_timer_t drain;
};

/* Builds everything up and runs until told to stop; the process's exit status. */
int vouchd_run(struct vouchd *vouchd);

/* Called where the first zygote is ready (message NULL) or refused to start. */
void vouchd_zygote_started(struct vouchd *vouchd, const char *refusal);

/* Told by whoever finished something while stopping. */
void vouchd_check_drained(struct vouchd *vouchd);

/* 0 where documents can be taken, else a problem that says why not. */
int vouchd_check_ready(const struct vouchd *vouchd, struct problem *problem);

/* 0 unless the last row could not be recorded. */
int vouchd_check_ledger(const struct vouchd *vouchd, struct problem *problem);

#endif
