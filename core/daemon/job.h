/*
 * A job: one document from admission to answer.
 *
 *   RECEIVING  its body comes in                             upload.c
 *   PREPARING  digest, earlier receipt, facts (off the loop) job_prepare.c
 *   QUEUED     waits for a free examination                  job.c
 *   EXAMINED   its child runs                                examine.c
 *   UNREAD     pictures: waits for who reads them            job_read.c
 *   READ       its second child runs, which reads            examine.c
 *   FINISHING  join, policies, render, encode (off the loop) job_finish.c, finish.c, decide.c
 *   RECORDING  its rows are made durable                     job_finish.c, recorder.c
 *
 * Several documents of one call (dossier.c) are ordinary jobs, led by one more that has none,
 * GATHERING until each of them is FINISHED, and answers for all.
 *
 * Requests wait for jobs: one, or more where a client came back under its Idempotency-Key.
 * A job that nobody waits for any more is dropped up to QUEUED; one that was started is
 * finished and recorded.
 */
#ifndef VOUCH_DAEMON_JOB_H
#define VOUCH_DAEMON_JOB_H

#include "daemon/costs.h"
#include "daemon/decide.h"
#include "daemon/document.h"
#include "daemon/examine.h"
#include "daemon/finish.h"
#include "daemon/idempotency.h"
#include "daemon/inputs.h"
#include "daemon/metrics.h"
#include "daemon/recorder.h"
#include "daemon/request.h"
#include "daemon/uuid.h"

#include <uv.h>

_Static_assert(SETTINGS_ASSESS_MAX + INPUT_POLICIES_MAX <= RECORDING_MAX, "rows of one call");

enum job_state {
    JOB_RECEIVING,
    JOB_PREPARING,
    JOB_QUEUED,
    JOB_EXAMINED,
    JOB_UNREAD,
    JOB_READ,
    JOB_GATHERING,
    JOB_FINISHING,
    JOB_FINISHED,
    JOB_RECORDING,
};

TAILQ_HEAD(job_parts, job);

struct job {
    struct vouchd *vouchd;
    LIST_ENTRY(job) entry;        /* of all */
    TAILQ_ENTRY(job) queue_entry; /* while QUEUED or UNREAD */
    LIST_ENTRY(job) zygote_entry; /* while EXAMINED or READ */
    enum job_state state;         /* job_enter() sets it */
    struct stopwatch watch;
    char id[UUID_SIZE];
    struct arena *arena; /* what lives as long as the job */
    struct peer_account *account;
    struct document document;
    struct digest digest;
    int64_t size;
    struct inputs inputs;
    int64_t received_at;
    struct requests waiting;
    struct idempotent *idempotent;
    struct judge *judge;
    struct judge *reader; /* the same of who read its pictures; NULL: nobody */
    struct examine examine;
    struct finish finish;
    struct costs costs;
    int64_t peak_kib;            /* of memory: the larger of its processes */
    struct policy_set *policies; /* those of inputs.policies are its */
    const struct facts *facts;   /* NULL: none stated */
    struct decide decide;
    struct recording recording; /* its rows in the ledger, all or nothing */
    uv_work_t work;
    int error;       /* of the step off the loop */
    bool is_refused; /* by that step, with this problem */
    struct problem problem;
    bool sees_sightings; /* who asks has that permission */
    bool is_lead;
    bool is_part;     /* of a dossier, which asks the policies in its place */
    struct job *lead; /* of several documents: who answers; NULL: the job itself */
    TAILQ_ENTRY(job) part_entry;
    struct job_parts parts; /* of a lead: its documents in their order */
    size_t part_count;
    size_t open_parts; /* not yet finished */
};

struct job_totals {
    int64_t examined;
    int64_t read;           /* of them, by the second kind of worker */
    int64_t indications[3]; /* by enum indication */
    int64_t decisions[3];   /* by enum decision_verdict */
    int64_t refused;        /* problems instead of reports, after admission */
    struct costs costs;     /* of those examined */
    int64_t peak_kib;       /* of memory: the largest of their processes */
};

struct jobs {
    LIST_HEAD(, job) all;
    TAILQ_HEAD(, job) queue;
    TAILQ_HEAD(, job) unread;
    size_t count;
    size_t waiting; /* admitted and not yet started: what limits.queue bounds */
    size_t running;
    size_t unread_count;   /* what limits.reading.queue bounds */
    size_t reading;        /* second children that run */
    int64_t picture_bytes; /* of documents UNREAD or READ */
    struct held held;
    struct job_totals totals;
};

void jobs_init(struct vouchd *vouchd);

/* A job in RECEIVING for that user; NULL without memory. */
struct job *job_new(struct vouchd *vouchd, struct peer_account *account);

/* The next state; how long the one before took is counted. */
void job_enter(struct job *job, enum job_state state);

/* Ends a job that nothing works on, and whoever it leads. */
void job_free(struct job *job);

/* The document is whole: `request` waits for it from here on. */
void job_submit(struct job *job, struct request *request);

/* A request waits no longer; called for any request. */
void job_client_left(struct request *request);

/* Starts what can be started. */
void jobs_start(struct vouchd *vouchd);

/* The same for those that are to be read, first of all; nothing while none can be judged. */
void jobs_read(struct vouchd *vouchd);

/* Refuses what was not started. */
void jobs_refuse_queued(struct vouchd *vouchd, const struct problem *problem);

/* The daemon ends: nobody is answered any more, and what was not started is dropped. */
void jobs_end(struct vouchd *vouchd);

/* Refuses what was judged and waits to be read. */
void jobs_refuse_unread(struct vouchd *vouchd, const struct problem *problem);

/* From examine.c: the child has ended, its answer is in job->examine. */
void job_examined(struct job *job);

/* From examine.c: could not be started after all; back to the head of the queue. */
void job_requeue(struct job *job);

/* Steps that job*.c and dossier.c share. */
void job_queue(struct job *job);     /* at the end of the queue; jobs_start() starts it */
void job_hand_over(struct job *job); /* its child said that it needs reading */
void job_unread(struct job *job);    /* its second child could not be started after all */
void job_read(struct job *job);      /* its second child has ended */
void job_finish(struct job *job);    /* nothing more is examined: the step off the loop follows */

/* Whoever waits is told, and a job ends that nothing works on; one of several takes all with it. */
void job_refuse(struct job *job, const struct problem *problem);

/* Whoever waits is given what was recorded, and the job ends. */
void job_answer(struct job *job);

/* Its rows are to be recorded, or could not be made. */
void job_record(struct job *job);
void job_recorded(struct job *job, int error);

#endif
