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

/* All strings of the arena may be personal data; the password is wiped, the rest is freed. */
static void wipe_password(struct job *job)
{
    char *password = (char *)(uintptr_t)job->inputs.password;

    if (password)
        explicit_bzero(password, strlen(password));
    job->inputs.password = NULL;
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
    wipe_password(job);
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

static void answer(struct job *job)
{
    struct answer *answer = job->is_lead ? dossier_answer(job) : finish_answer(job);
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

/* ---- Preparing: digest, earlier receipt, facts ---- */

static int hold(struct job *job)
{
    struct inputs *inputs = &job->inputs;
    int64_t received;
    int r = document_seal(&job->document);

    if (r == 0)
        r = document_digest(&job->document, &job->digest);
    if (r < 0 || inputs->has_existed_by)
        return r;
    /* Only what is earlier than the time of judgement proves anything about it. */
    if (recorder_received_at(job->vouchd->recorder, &job->digest, &received) == 0 &&
        received < inputs->at) {
        inputs->has_existed_by = inputs->existed_by_is_ledgers = true;
        inputs->existed_by = received;
    }
    return 0;
}

static int hold_all(struct job *job)
{
    struct job *part;
    int r = job->is_lead ? 0 : hold(job);

    TAILQ_FOREACH(part, &job->parts, part_entry)
    {
        if (r == 0)
            r = hold(part);
    }
    return r;
}

static void prepare(uv_work_t *work)
{
    struct job *job = work->data;
    int64_t start = costs_now();

    job->error = hold_all(job);
    if (job->error == 0)
        job->is_refused =
            inputs_read_facts(&job->inputs, job->arena, &job->facts, &job->problem) < 0;
    job->costs.us[COST_PREPARE] = costs_now() - start;
}

/* What was asked of which documents. */
static int fingerprint(struct job *job, struct digest *ret)
{
    struct input_document *documents =
        arena_array(job->arena, struct input_document, job->part_count + 1);
    struct job *part;
    size_t count = 0;

    if (!documents)
        return ERR_NOMEM;
    if (!job->is_lead)
        documents[count++] = (struct input_document){&job->inputs, job->digest};
    TAILQ_FOREACH(part, &job->parts, part_entry)
    {
        documents[count++] = (struct input_document){&part->inputs, part->digest};
    }
    return inputs_fingerprint(&job->inputs, documents, count, ret);
}

/* True where an earlier request under the same key answers this one. */
static bool settle_by_key(struct job *job)
{
    struct idempotency *table = &job->vouchd->idempotency;
    uint64_t now = uv_now(&job->vouchd->loop);
    struct idempotent *entry;
    struct digest asked;
    struct problem problem;
    struct request *request = LIST_FIRST(&job->waiting);

    if (!job->inputs.idempotency_key || fingerprint(job, &asked) < 0)
        return false;
    entry = idempotency_find(table, job->account->uid, job->inputs.idempotency_key, now);
    if (!entry) {
        job->idempotent =
            idempotency_add(table, job->account->uid, job->inputs.idempotency_key, &asked, now);
        if (job->idempotent)
            job->idempotent->job = job;
        return false;
    }
    if (!digest_equal(&entry->fingerprint, &asked)) {
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
    job_free(job);
    return true;
}

static void prepared(uv_work_t *work, int status)
{
    struct job *job = work->data;
    struct problem problem;

    (void)status;
    if (LIST_EMPTY(&job->waiting)) {
        job_free(job);
        return;
    }
    if (job->error < 0) {
        log_write(&job->vouchd->log, LOG_ERR, NULL, "cannot hold a document: %s",
                  err_text(job->error));
        problem_set(&problem, PROBLEM_INTERNAL, "the document could not be held");
        job_refuse(job, &problem);
        return;
    }
    if (job->is_refused) {
        job_refuse(job, &job->problem);
        return;
    }
    if (settle_by_key(job))
        return;
    if (vouchd_check_ready(job->vouchd, &problem) < 0) {
        job_refuse(job, &problem);
        return;
    }
    if (job->is_lead) {
        dossier_start(job);
        return;
    }
    job->vouchd->jobs.waiting--; /* as it is counted while it comes in */
    job_queue(job);
    jobs_start(job->vouchd);
}

void job_submit(struct job *job, struct request *request)
{
    request->job = job;
    request_join(request, &job->waiting);
    job->size = job->document.size;
    job_enter(job, JOB_PREPARING);
    uv_queue_work(&job->vouchd->loop, &job->work, prepare, prepared);
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

/* ---- After the examination ---- */

static void recorded(struct recording *recording)
{
    struct job *job = recording->owner;

    job->costs.us[COST_LEDGER] = recording->spent_us;
    job_recorded(job, recording->error);
}

void job_record(struct job *job)
{
    job_enter(job, JOB_RECORDING);
    job->recording.owner = job;
    job->recording.done = recorded;
    recorder_append(job->vouchd->recorder, &job->recording);
}

static void finish_work(uv_work_t *work)
{
    struct job *job = work->data;
    int64_t start = costs_now();

    job->error = job->is_lead ? dossier_finish(job) : finish_report(job);
    job->costs.us[COST_FINISH] = costs_now() - start;
}

static void finished(uv_work_t *work, int status)
{
    struct job *job = work->data;

    (void)status;
    if (job->lead) {
        dossier_finished(job);
        return;
    }
    if (job->error < 0) {
        job_recorded(job, job->error);
        return;
    }
    job_record(job);
}

void job_finish(struct job *job)
{
    document_done(&job->document);
    wipe_password(job);
    job_enter(job, JOB_FINISHING);
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

static void count_report(const struct job *job)
{
    struct job_totals *totals = &job->vouchd->jobs.totals;

    totals->examined++;
    totals->indications[job->finish.verdict.indication]++;
    costs_add(&totals->costs, &job->costs);
    if (job->peak_kib > totals->peak_kib)
        totals->peak_kib = job->peak_kib;
    log_write(&job->vouchd->log, LOG_INFO,
              log_fields({"VOUCH_REPORT_ID", job->id}, {"VOUCH_SOURCE", job->finish.source},
                         {"VOUCH_INDICATION", indication_name(job->finish.verdict.indication)},
                         {"VOUCH_REASONS", job->finish.codes}),
              "examined %lld bytes", (long long)job->size);
}

static void count_decisions(const struct job *job)
{
    for (size_t i = 0; i < job->decide.count; i++) {
        const struct decided *decided = &job->decide.items[i];
        const char *verdict = decision_verdict_name(decided->decision.verdict);

        job->vouchd->jobs.totals.decisions[decided->decision.verdict]++;
        log_write(&job->vouchd->log, LOG_INFO,
                  log_fields({"VOUCH_DECISION_ID", decided->id},
                             {"VOUCH_POLICY", decided->decision.policy},
                             {"VOUCH_VERDICT", verdict}),
                  "decided by %s: %s", decided->decision.policy, verdict);
    }
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
    const struct job *part;

    if (error < 0) {
        refuse_unrecorded(job, error);
        return;
    }
    clock_recorded(&job->vouchd->clock, job->recording.rows[0]->recorded_at);
    if (!job->is_lead)
        count_report(job);
    TAILQ_FOREACH(part, &job->parts, part_entry)
    {
        count_report(part);
        metrics_job(&job->vouchd->metrics, part);
    }
    count_decisions(job);
    metrics_job(&job->vouchd->metrics, job);
    metrics_leave(&job->vouchd->metrics, &job->watch);
    answer(job);
}
