/*
 * From the end of the examination to the answer: the report is made off the loop and recorded,
 * and only then counted, logged and given.
 */
#include "base/error.h"
#include "daemon/dossier.h"
#include "daemon/vouchd.h"

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
    inputs_wipe_password(&job->inputs);
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
    job_answer(job);
}
