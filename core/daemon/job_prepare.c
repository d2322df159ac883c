/*
 * From a whole document to the queue: digest, earlier receipt and facts off the loop; then an
 * earlier request under the same key may answer, or the daemon not be ready.
 */
#include "base/error.h"
#include "daemon/dossier.h"
#include "daemon/vouchd.h"

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
