#include "daemon/job.h"

#include "base/error.h"
#include "daemon/dossier.h"
#include "daemon/vouchd.h"

#include <stdlib.h>

void jobs_init(struct vouchd *vouchd)
{
    struct jobs *jobs = &vouchd->jobs;

    LIST_INIT(&jobs->all);
    TAILQ_INIT(&jobs->queue);
    TAILQ_INIT(&jobs->unread);
    jobs->held.maximum = vouchd->configuration->settings.limits.held;
}

void job_enter(struct job *job, enum job_state state)
{
    static const enum stage stages[] = {
        [JOB_RECEIVING] = STAGE_RECEIVE, [JOB_PREPARING] = STAGE_PREPARE,
        [JOB_QUEUED] = STAGE_QUEUE,      [JOB_EXAMINED] = STAGE_EXAMINE,
        [JOB_UNREAD] = STAGE_UNREAD,     [JOB_READ] = STAGE_READ,
        [JOB_GATHERING] = STAGE_GATHER,  [JOB_FINISHING] = STAGE_FINISH,
        [JOB_FINISHED] = STAGE_GATHER,   [JOB_RECORDING] = STAGE_RECORD,
    };

    job->state = state;
    metrics_enter(&job->vouchd->metrics, &job->watch, stages[state]);
}

/* ---- Beginning and end ---- */

struct job *job_new(struct vouchd *vouchd, struct peer_account *account)
{
    struct job *job = calloc(1, sizeof *job);

    if (!job)
        return NULL;
    job->arena = arena_new(0);
    if (!job->arena || uuid_make(job->id) < 0) {
        arena_free(job->arena);
        free(job);
        return NULL;
    }
    job->vouchd = vouchd;
    job->account = account;
    job->received_at = clock_now();
    job->work.data = job;
    document_init(&job->document, &vouchd->jobs.held);
    examine_init(&job->examine);
    buffer_init(&job->decide.json, 0);
    LIST_INIT(&job->waiting);
    TAILQ_INIT(&job->parts);
    LIST_INSERT_HEAD(&vouchd->jobs.all, job, entry);
    peer_account_take_document(account);
    vouchd->jobs.count++;
    vouchd->jobs.waiting++;
    job_enter(job, JOB_RECEIVING);
    return job;
}

void job_free(struct job *job)
{
    struct vouchd *vouchd = job->vouchd;

    dossier_release(job);
    if (job->state == JOB_QUEUED)
        TAILQ_REMOVE(&vouchd->jobs.queue, job, queue_entry);
    if (job->state < JOB_EXAMINED)
        vouchd->jobs.waiting--;
    vouchd->jobs.count--;
    LIST_REMOVE(job, entry);
    if (job->idempotent)
        idempotency_settle(&vouchd->idempotency, job->idempotent, NULL);
    inputs_wipe_password(&job->inputs);
    document_done(&job->document);
    examine_done(&job->examine);
    peer_account_drop_document(job->account);
    judge_unref(job->judge);
    judge_unref(job->reader);
    finish_done(&job->finish);
    decide_done(&job->decide);
    policy_set_unref(job->policies);
    arena_free(job->arena);
    free(job);
    vouchd_check_drained(vouchd);
}

/* ---- Answering ---- */

static void tell_all(struct job *job, const struct problem *problem)
{
    struct request *request;

    while ((request = LIST_FIRST(&job->waiting))) {
        request_part(request);
        request->job = NULL;
        request_refuse(request, problem);
    }
}

void job_refuse(struct job *job, const struct problem *problem)
{
    struct job *lead = dossier_leave(job);

    if (lead) { /* which cannot be answered without it */
        job_free(job);
        job = lead;
    }
    job->vouchd->jobs.totals.refused++;
    tell_all(job, problem);
    job_free(job);
}

void job_answer(struct job *job)
{
    const char *language = job->inputs.language ? job->inputs.language : job->judge->language;
    struct answer *answer = job->is_lead ? dossier_answer(job) : finish_answer(job);
    struct request *request;

    answer_language(answer, job->judge->catalogues, language);

    if (job->idempotent)
        idempotency_settle(&job->vouchd->idempotency, job->idempotent, answer);
    job->idempotent = NULL;
    while ((request = LIST_FIRST(&job->waiting))) {
        request_part(request);
        request->job = NULL;
        request_answer(request, answer);
    }
    answer_unref(answer);
    job_free(job);
}

void job_client_left(struct request *request)
{
    struct job *job = request->job;

    if (!job)
        return;
    request_part(request);
    request->job = NULL;
    if (LIST_EMPTY(&job->waiting) && (job->state == JOB_QUEUED || dossier_is_unstarted(job)))
        job_free(job);
}

/* ---- Queue ---- */

void job_queue(struct job *job)
{
    job_enter(job, JOB_QUEUED);
    job->vouchd->jobs.waiting++;
    TAILQ_INSERT_TAIL(&job->vouchd->jobs.queue, job, queue_entry);
}

void jobs_start(struct vouchd *vouchd)
{
    struct jobs *jobs = &vouchd->jobs;
    struct job *job;

    jobs_read(vouchd); /* which may find that some are to be judged again */
    while ((job = TAILQ_FIRST(&jobs->queue)) &&
           (int64_t)jobs->running < vouchd->configuration->examinations &&
           examine_start(job, zygotes_serving(&vouchd->zygotes)) == 0) {
        TAILQ_REMOVE(&jobs->queue, job, queue_entry);
        job_enter(job, JOB_EXAMINED);
        jobs->waiting--;
        jobs->running++;
    }
}

void job_requeue(struct job *job)
{
    struct jobs *jobs = &job->vouchd->jobs;

    if (job->state == JOB_READ) {
        job_unread(job);
        return;
    }
    jobs->running--;
    jobs->waiting++;
    job_enter(job, JOB_QUEUED);
    TAILQ_INSERT_HEAD(&jobs->queue, job, queue_entry);
    if (LIST_EMPTY(&job->waiting) && !job->lead)
        job_free(job);
}

void jobs_refuse_queued(struct vouchd *vouchd, const struct problem *problem)
{
    struct job *job;

    while ((job = TAILQ_FIRST(&vouchd->jobs.queue)))
        job_refuse(job, problem);
}

void jobs_end(struct vouchd *vouchd)
{
    struct problem problem;
    struct job *job;

    problem_set(&problem, PROBLEM_SHUTTING_DOWN, "send it to the next one");
    jobs_refuse_queued(vouchd, &problem);
    jobs_refuse_unread(vouchd, &problem);
    LIST_FOREACH(job, &vouchd->jobs.all, entry)
    {
        tell_all(job, &problem);
    }
}
