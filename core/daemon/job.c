#include "daemon/job.h"

#include "base/error.h"
#include "daemon/vouchd.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

void jobs_init(struct vouchd *vouchd)
{
    struct jobs *jobs = &vouchd->jobs;

    LIST_INIT(&jobs->all);
    TAILQ_INIT(&jobs->queue);
    TAILQ_INIT(&jobs->unread);
    jobs->held.maximum = vouchd->configuration->settings.limits.held;
}

/* ---- Beginning and end ---- */

/* As UUID version 7 (RFC 9562 5.7): milliseconds, then chance. */
static int make_id(char id[JOB_ID_SIZE])
{
    struct timespec now;
    uint8_t bytes[16];
    uint64_t ms;
    size_t at = 0;

    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return ERR_IO;
    clock_gettime(CLOCK_REALTIME, &now);
    ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
    for (int i = 0; i < 6; i++)
        bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
    bytes[6] = (uint8_t)(0x70 | (bytes[6] & 0x0f));
    bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3f));
    for (int i = 0; i < 16; i++) {
        snprintf(id + at, JOB_ID_SIZE - at, "%02x%s", bytes[i],
                 i == 3 || i == 5 || i == 7 || i == 9 ? "-" : "");
        at += i == 3 || i == 5 || i == 7 || i == 9 ? 3 : 2;
    }
    return 0;
}

struct job *job_new(struct vouchd *vouchd, struct peer_account *account)
{
    struct job *job = calloc(1, sizeof *job);

    if (!job)
        return NULL;
    job->arena = arena_new(0);
    if (!job->arena || make_id(job->id) < 0) {
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
    LIST_INIT(&job->waiting);
    LIST_INSERT_HEAD(&vouchd->jobs.all, job, entry);
    peer_account_take_document(account);
    vouchd->jobs.count++;
    vouchd->jobs.waiting++;
    return job;
}

/* All strings of the arena may be personal data; the password is wiped, the rest is freed. */
static void wipe_password(struct job *job)
{
    char *password = (char *)(uintptr_t)job->inputs.password;

    if (password)
        explicit_bzero(password, strlen(password));
    job->inputs.password = NULL;
}

static void free_job(struct job *job)
{
    struct vouchd *vouchd = job->vouchd;

    if (job->state < JOB_EXAMINED)
        vouchd->jobs.waiting--;
    vouchd->jobs.count--;
    LIST_REMOVE(job, entry);
    if (job->idempotent)
        idempotency_settle(&vouchd->idempotency, job->idempotent, NULL);
    wipe_password(job);
    document_done(&job->document);
    examine_done(&job->examine);
    peer_account_drop_document(job->account);
    judge_unref(job->judge);
    judge_unref(job->reader);
    finish_done(&job->finish);
    arena_free(job->arena);
    free(job);
    vouchd_check_drained(vouchd);
}

void job_drop(struct job *job)
{
    free_job(job);
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
    job->vouchd->jobs.totals.refused++;
    tell_all(job, problem);
    free_job(job);
}

static void answer(struct job *job)
{
    struct answer *answer = finish_answer(&job->finish);
    struct request *request;

    if (job->idempotent)
        idempotency_settle(&job->vouchd->idempotency, job->idempotent, answer);
    job->idempotent = NULL;
    while ((request = LIST_FIRST(&job->waiting))) {
        request_part(request);
        request->job = NULL;
        request_answer(request, answer);
    }
    answer_unref(answer);
    free_job(job);
}

void job_client_left(struct request *request)
{
    struct job *job = request->job;

    if (!job)
        return;
    request_part(request);
    request->job = NULL;
    if (!LIST_EMPTY(&job->waiting) || job->state != JOB_QUEUED)
        return;
    TAILQ_REMOVE(&job->vouchd->jobs.queue, job, queue_entry);
    free_job(job);
}

/* ---- Preparing: digest and earlier receipt ---- */

static void hold(struct job *job)
{
    struct inputs *inputs = &job->inputs;
    int64_t received;

    job->error = document_seal(&job->document);
    if (job->error == 0)
        job->error = document_digest(&job->document, &job->digest);
    if (job->error < 0 || inputs->has_existed_by)
        return;
    /* Only what is earlier than the time of judgement proves anything about it. */
    if (recorder_received_at(job->vouchd->recorder, &job->digest, &received) == 0 &&
        received < inputs->at) {
        inputs->has_existed_by = inputs->existed_by_is_ledgers = true;
        inputs->existed_by = received;
    }
}

static void prepare(uv_work_t *work)
{
    struct job *job = work->data;
    int64_t start = costs_now();

    hold(job);
    job->costs.us[COST_PREPARE] = costs_now() - start;
}

/* True where an earlier request under the same key answers this one. */
static bool settle_by_key(struct job *job)
{
    struct idempotency *table = &job->vouchd->idempotency;
    uint64_t now = uv_now(&job->vouchd->loop);
    struct idempotent *entry;
    struct digest fingerprint;
    struct problem problem;
    struct request *request = LIST_FIRST(&job->waiting);

    if (!job->inputs.idempotency_key ||
        inputs_fingerprint(&job->inputs, &job->digest, &fingerprint) < 0)
        return false;
    entry = idempotency_find(table, job->account->uid, job->inputs.idempotency_key, now);
    if (!entry) {
        job->idempotent = idempotency_add(table, job->account->uid, job->inputs.idempotency_key,
                                          &fingerprint, now);
        if (job->idempotent)
            job->idempotent->job = job;
        return false;
    }
    if (!digest_equal(&entry->fingerprint, &fingerprint)) {
        problem_set(&problem, PROBLEM_KEY_REUSED,
                    "another document or other parameters were sent under this key");
        job_refuse(job, &problem);
        return true;
    }
    request->job = entry->job;
    if (entry->job) {
        request_join(request, &entry->job->waiting);
    } else {
        request_part(request);
        request_answer(request, entry->answer);
    }
    free_job(job);
    return true;
}

static void prepared(uv_work_t *work, int status)
{
    struct job *job = work->data;
    struct problem problem;

    (void)status;
    if (LIST_EMPTY(&job->waiting)) {
        free_job(job);
        return;
    }
    if (job->error < 0) {
        log_write(&job->vouchd->log, LOG_ERR, NULL, "cannot hold a document: %s",
                  err_text(job->error));
        problem_set(&problem, PROBLEM_INTERNAL, "the document could not be held");
        job_refuse(job, &problem);
        return;
    }
    if (settle_by_key(job))
        return;
    if (vouchd_check_ready(job->vouchd, &problem) < 0) {
        job_refuse(job, &problem);
        return;
    }
    job->vouchd->jobs.waiting--; /* as it is counted while it comes in */
    job_queue(job);
}

void job_submit(struct job *job, struct request *request)
{
    request->job = job;
    request_join(request, &job->waiting);
    job->size = job->document.size;
    job->state = JOB_PREPARING;
    uv_queue_work(&job->vouchd->loop, &job->work, prepare, prepared);
}

/* ---- Queue ---- */

void job_queue(struct job *job)
{
    job->state = JOB_QUEUED;
    job->vouchd->jobs.waiting++;
    TAILQ_INSERT_TAIL(&job->vouchd->jobs.queue, job, queue_entry);
    jobs_start(job->vouchd);
}

void jobs_start(struct vouchd *vouchd)
{
    struct jobs *jobs = &vouchd->jobs;
    struct job *job;

    while ((job = TAILQ_FIRST(&jobs->queue)) &&
           (int64_t)jobs->running < vouchd->configuration->examinations &&
           examine_start(job, zygotes_serving(&vouchd->zygotes)) == 0) {
        TAILQ_REMOVE(&jobs->queue, job, queue_entry);
        job->state = JOB_EXAMINED;
        jobs->waiting--;
        jobs->running++;
    }
    jobs_read(vouchd);
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
    job->state = JOB_QUEUED;
    TAILQ_INSERT_HEAD(&jobs->queue, job, queue_entry);
    if (LIST_EMPTY(&job->waiting)) {
        TAILQ_REMOVE(&jobs->queue, job, queue_entry);
        free_job(job);
    }
}

void jobs_refuse_queued(struct vouchd *vouchd, const struct problem *problem)
{
    struct job *job;

    while ((job = TAILQ_FIRST(&vouchd->jobs.queue))) {
        TAILQ_REMOVE(&vouchd->jobs.queue, job, queue_entry);
        job_refuse(job, problem);
    }
}

void jobs_end(struct vouchd *vouchd)
{
    struct problem problem;
    struct job *job;

    problem_set(&problem, PROBLEM_SHUTTING_DOWN, "send it to the next one");
    jobs_refuse_queued(vouchd, &problem);
    jobs_refuse_unread(vouchd);
    LIST_FOREACH(job, &vouchd->jobs.all, entry)
    {
        tell_all(job, &problem);
    }
}

/* ---- After the examination ---- */

static void finish_work(uv_work_t *work)
{
    struct job *job = work->data;
    int64_t start = costs_now();

    job->error = finish_report(job);
    job->costs.us[COST_FINISH] = costs_now() - start;
}

static void finished(uv_work_t *work, int status)
{
    struct job *job = work->data;

    (void)status;
    if (job->error < 0) {
        job_recorded(job, job->error);
        return;
    }
    job->state = JOB_RECORDING;
    recorder_append(job->vouchd->recorder, job);
}

void job_finish(struct job *job)
{
    document_done(&job->document);
    wipe_password(job);
    job->state = JOB_FINISHING;
    uv_queue_work(&job->vouchd->loop, &job->work, finish_work, finished);
}

static void count_costs(struct job *job)
{
    struct costs costs = {0};

    costs_of_child(&costs, buffer_slice(&job->examine.timings), job->examine.fork_us,
                   job->examine.cpu_us);
    costs_add(&job->costs, &costs);
    if (job->examine.peak_kib > job->peak_kib)
        job->peak_kib = job->examine.peak_kib;
}

void job_examined(struct job *job)
{
    struct vouchd *vouchd = job->vouchd;

    count_costs(job);
    if (job->state == JOB_READ) {
        job_read(job);
        return;
    }
    vouchd->jobs.running--;
    if (examine_needs_reading(&job->examine))
        job_hand_over(job);
    else
        job_finish(job);
    jobs_start(vouchd);
}

static void count(struct job *job)
{
    struct job_totals *totals = &job->vouchd->jobs.totals;

    totals->examined++;
    totals->indications[job->finish.verdict.indication]++;
    costs_add(&totals->costs, &job->costs);
    if (job->peak_kib > totals->peak_kib)
        totals->peak_kib = job->peak_kib;
}

static void refuse_unrecorded(struct job *job, int error)
{
    struct problem problem;

    log_write(&job->vouchd->log, LOG_ERR, log_fields({"VOUCH_REPORT_ID", job->id}),
              "an answer could not be recorded, so it was not given: %s", err_text(error));
    if (error == ERR_NOMEM)
        problem_set(&problem, PROBLEM_INTERNAL, "out of memory");
    else
        problem_set(&problem, PROBLEM_LEDGER_FULL,
                    "the ledger answered: %s; nothing leaves unrecorded, so there is no "
                    "verdict; once it can be written, send the document again",
                    err_text(error));
    job_refuse(job, &problem);
}

void job_recorded(struct job *job, int error)
{
    if (error < 0) {
        refuse_unrecorded(job, error);
        return;
    }
    count(job);
    clock_recorded(&job->vouchd->clock, job->finish.row.recorded_at);
    log_write(&job->vouchd->log, LOG_INFO,
              log_fields({"VOUCH_REPORT_ID", job->id}, {"VOUCH_SOURCE", job->finish.source},
                         {"VOUCH_INDICATION", indication_name(job->finish.verdict.indication)},
                         {"VOUCH_REASONS", job->finish.codes}),
              "examined %lld bytes", (long long)job->size);
    answer(job);
}
