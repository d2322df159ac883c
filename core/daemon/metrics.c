#include "daemon/metrics.h"

#include "base/build.h"
#include "base/datetime.h"
#include "daemon/vouchd.h"

#include <inttypes.h>

#define METRICS_TYPE "text/plain; version=0.0.4"

void metrics_done(struct metrics *metrics)
{
    tally_done(&metrics->requests);
    tally_done(&metrics->verdicts);
    tally_done(&metrics->reasons);
    tally_done(&metrics->decisions);
    tally_done(&metrics->peers);
    tally_done(&metrics->mismatches);
}

/* ---- Counting ---- */

void metrics_enter(struct metrics *metrics, struct stopwatch *watch, enum stage stage)
{
    uint64_t now = uv_hrtime();

    if (watch->since)
        histogram_add(&metrics->stages[watch->stage], (now - watch->since) / 1000);
    else
        watch->began = now;
    watch->since = now;
    watch->stage = stage;
}

void metrics_leave(struct metrics *metrics, struct stopwatch *watch)
{
    if (!watch->since)
        return;
    metrics_enter(metrics, watch, watch->stage);
    histogram_add(&metrics->whole, (watch->since - watch->began) / 1000);
    *watch = (struct stopwatch){0};
}

static void count_reasons(struct metrics *metrics, const struct job *job)
{
    const struct report *report = job->finish.report;
    bool mismatch = false;

    for (size_t i = 0; i < report->reason_count; i++) {
        tally_add(&metrics->reasons, 1, "code=\"%s\"", report->reasons[i].code);
        mismatch |= strcmp(report->reasons[i].code, "signature.digest_mismatch") == 0;
    }
    tally_add(&metrics->peers, 1, "uid=\"%u\"", (unsigned)job->account->uid);
    tally_add(&metrics->mismatches, mismatch, "uid=\"%u\"", (unsigned)job->account->uid);
}

void metrics_job(struct metrics *metrics, const struct job *job)
{
    if (job->finish.report) {
        tally_add(&metrics->verdicts, 1, "source=\"%s\",indication=\"%s\"", job->finish.source,
                  indication_name(job->finish.verdict.indication));
        count_reasons(metrics, job);
    }
    for (size_t i = 0; i < job->decide.count; i++) {
        const struct decision *decision = &job->decide.items[i].decision;

        tally_add(&metrics->decisions, 1, "policy=\"%s\",verdict=\"%s\"", decision->policy,
                  decision_verdict_name(decision->verdict));
    }
}

void metrics_request(struct metrics *metrics, const struct request *request, unsigned status)
{
    tally_add(&metrics->requests, 1, "route=\"%s\",status=\"%u\"",
              request->route ? request->route->path : "none", status);
}

/* ---- Writing ---- */

static void head(struct buffer *out, const char *name, const char *type, const char *help)
{
    buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void write_gauge(struct buffer *out, const char *name, const char *help, int64_t value)
{
    head(out, name, "gauge", help);
    buffer_printf(out, "%s %" PRId64 "\n", name, value);
}

static void write_tally(struct buffer *out, const struct tally *tally, const char *name,
                        const char *help)
{
    head(out, name, "counter", help);
    tally_write(tally, name, out);
}

static void write_stages(struct buffer *out, const struct metrics *metrics)
{
    static const char *const names[STAGES] = {
        [STAGE_RECEIVE] = "receive", [STAGE_PREPARE] = "prepare", [STAGE_QUEUE] = "queue",
        [STAGE_EXAMINE] = "examine", [STAGE_UNREAD] = "unread",   [STAGE_READ] = "read",
        [STAGE_GATHER] = "gather",   [STAGE_FINISH] = "finish",   [STAGE_RECORD] = "record",
    };
    char label[64];

    head(out, "vouchd_stage_seconds", "histogram", "Time that a document spends in each stage.");
    for (size_t i = 0; i < STAGES; i++) {
        snprintf(label, sizeof label, "stage=\"%s\"", names[i]);
        histogram_write(&metrics->stages[i], "vouchd_stage_seconds", label, out);
    }
    histogram_write(&metrics->whole, "vouchd_stage_seconds", "stage=\"whole\"", out);
}

static void write_jobs(struct buffer *out, const struct vouchd *vouchd)
{
    const struct jobs *jobs = &vouchd->jobs;

    write_gauge(out, "vouchd_queued", "Documents admitted and not yet started.",
                (int64_t)jobs->waiting);
    write_gauge(out, "vouchd_examinations", "Documents that are being examined.",
                (int64_t)jobs->running);
    write_gauge(out, "vouchd_unread", "Pictures that wait to be read.",
                (int64_t)jobs->unread_count);
    write_gauge(out, "vouchd_readings", "Pictures that are being read.", (int64_t)jobs->reading);
    write_gauge(out, "vouchd_held_bytes", "Memory reserved for documents.",
                (int64_t)jobs->held.used);
    write_gauge(out, "vouchd_connections", "Open connections.", (int64_t)vouchd->connections.count);
    write_gauge(out, "vouchd_event_readers", "Who follow events.", (int64_t)vouchd->events.count);
    write_gauge(out, "vouchd_examination_peak_kibibytes",
                "Most memory that one examination has taken.", jobs->totals.peak_kib);
}

static void write_ledger(struct buffer *out, const struct vouchd *vouchd)
{
    struct recorder_state state = recorder_state(vouchd->recorder);

    head(out, "vouchd_ledger_rows_total", "counter", "Rows in the ledger.");
    buffer_printf(out, "vouchd_ledger_rows_total %" PRId64 "\n", state.rows);
    head(out, "vouchd_ledger_transactions_total", "counter", "Transactions since the start.");
    buffer_printf(out, "vouchd_ledger_transactions_total %" PRId64 "\n", state.batches);
    write_gauge(out, "vouchd_ledger_last_recorded_timestamp_seconds",
                "When the last row was recorded.", state.last_recorded);
    write_gauge(out, "vouchd_ledger_failing", "1 while rows cannot be recorded.", state.error != 0);
    write_gauge(out, "vouchd_ledger_waiting", "Answers that wait for their rows to be durable.",
                (int64_t)recorder_waiting(vouchd->recorder));
}

static void write_expiry(struct buffer *out, json_t *source, const char *what)
{
    const char *name = json_string_value(json_object_get(source, "name"));
    const char *text = json_string_value(json_object_get(json_object_get(source, "expires"), what));
    int64_t at;

    if (name && text && time_parse(slice_str(text), &at, NULL) == 0)
        buffer_printf(
            out, "vouchd_trust_expiry_timestamp_seconds{source=\"%s\",what=\"%s\"} %" PRId64 "\n",
            name, what, at);
}

/* A time, not days left: it stays true between two scrapes. */
static void write_expiries(struct buffer *out, const struct vouchd *vouchd)
{
    const struct judge *judge = vouchd->zygotes.serving ? vouchd->zygotes.serving->judge : NULL;
    json_t *sources = judge ? json_object_get(judge->hello, "sources") : NULL;

    head(out, "vouchd_trust_expiry_timestamp_seconds", "gauge",
         "When the first configured certificate, or revocation list, of a source runs out.");
    for (size_t i = 0; i < json_array_size(sources); i++) {
        write_expiry(out, json_array_get(sources, i), "certificate");
        write_expiry(out, json_array_get(sources, i), "list");
    }
}

static void write_all(struct buffer *out, const struct vouchd *vouchd)
{
    const struct metrics *metrics = &vouchd->metrics;
    struct problem problem;

    head(out, "vouchd_build_info", "gauge", "1, with the version.");
    buffer_printf(out, "vouchd_build_info{build=\"%s\"} 1\n", build_name());
    write_gauge(out, "vouchd_ready", "1 where documents are taken and recorded.",
                vouchd_check_ready(vouchd, &problem) == 0 &&
                    vouchd_check_ledger(vouchd, &problem) == 0);
    write_gauge(out, "vouchd_start_time_seconds", "When the daemon started.", vouchd->started_at);
    write_gauge(out, "vouchd_reload_refused", "1 where the last reload was refused.",
                vouchd->reload.refused_at != 0);
    write_tally(out, &metrics->requests, "vouchd_requests_total", "Requests answered.");
    write_tally(out, &metrics->verdicts, "vouchd_verdicts_total", "Documents judged.");
    write_tally(out, &metrics->reasons, "vouchd_reasons_total", "Reasons in their reports.");
    write_tally(out, &metrics->decisions, "vouchd_decisions_total", "Policies asked.");
    write_tally(out, &metrics->peers, "vouchd_peer_documents_total", "Documents by client.");
    write_tally(out, &metrics->mismatches, "vouchd_peer_digest_mismatch_total",
                "Of them, those whose signed bytes were changed: a gateway that re-saves files "
                "shows here.");
    write_stages(out, metrics);
    write_jobs(out, vouchd);
    write_ledger(out, vouchd);
    write_expiries(out, vouchd);
}

void metrics_respond(struct request *request)
{
    struct answer *answer = NULL;
    struct buffer text;

    buffer_init(&text, 0);
    write_all(&text, request->vouchd);
    if (!buffer_error(&text))
        answer = answer_new(MHD_HTTP_OK, METRICS_TYPE, &text);
    request_answer(request, answer);
    answer_unref(answer);
    buffer_done(&text);
}
