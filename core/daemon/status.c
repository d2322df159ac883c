#include "daemon/status.h"

#include "base/build.h"
#include "base/datetime.h"
#include "base/error.h"
#include "daemon/reply.h"
#include "daemon/vouchd.h"

static json_t *time_json(int64_t time)
{
    char text[TIME_TEXT_SIZE];

    if (!time)
        return json_null();
    time_format(time, OFFSET_UTC, text);
    return json_string(text);
}

/* Both ways of asking have one answer. */
static int check_health(const struct vouchd *vouchd, struct problem *problem)
{
    int r = vouchd_check_ready(vouchd, problem);

    return r < 0 ? r : vouchd_check_ledger(vouchd, problem);
}

void health_respond(struct request *request)
{
    struct problem problem;

    if (check_health(request->vouchd, &problem) < 0)
        request_refuse(request, &problem);
    else
        reply_json(request, json_pack("{s:s}", "status", "ready"));
}

static json_t *judge_json(const struct zygotes *zygotes)
{
    const struct judge *judge = zygotes->serving ? zygotes->serving->judge : NULL;
    json_t *isolation = judge ? json_object_get(judge->hello, "isolation") : NULL;

    if (!judge)
        return json_pack("{s:s}", "trouble", zygotes->trouble);
    return json_pack("{s:s, s:s, s:s, s:i, s:O?}", "build", judge->build, "trust_snapshot",
                     judge->trust_snapshot, "configuration_sha256", judge->configuration_sha256,
                     "sources", (int)judge->source_count, "isolation", isolation);
}

/* Who reads pictures; it comes and goes. */
static json_t *reader_json(const struct readers *readers)
{
    const struct judge *judge = readers->serving ? readers->serving->judge : NULL;
    const char *state = judge               ? "ready"
                        : readers->starting ? "starting"
                        : readers->retry_at ? "unavailable"
                                            : "not_needed";

    return json_pack("{s:s, s:s?, s:O?, s:O?}", "state", state, "trouble",
                     readers->retry_at ? readers->trouble : NULL, "reading",
                     judge ? json_object_get(judge->hello, "reading") : NULL, "isolation",
                     judge ? json_object_get(judge->hello, "isolation") : NULL);
}

static json_t *documents_json(const struct vouchd *vouchd)
{
    const struct jobs *jobs = &vouchd->jobs;

    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "queued", (json_int_t)jobs->waiting,
                     "running", (json_int_t)jobs->running, "unread", (json_int_t)jobs->unread_count,
                     "reading", (json_int_t)jobs->reading, "held_bytes",
                     (json_int_t)jobs->held.used, "connections",
                     (json_int_t)vouchd->connections.count);
}

static json_t *totals_json(const struct job_totals *totals)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "examined",
                     (json_int_t)totals->examined, "read", (json_int_t)totals->read, "refused",
                     (json_int_t)totals->refused, "total_passed",
                     (json_int_t)totals->indications[TOTAL_PASSED], "total_failed",
                     (json_int_t)totals->indications[TOTAL_FAILED], "indeterminate",
                     (json_int_t)totals->indications[INDETERMINATE], "accepted",
                     (json_int_t)totals->decisions[VERDICT_ACCEPT], "referred",
                     (json_int_t)totals->decisions[VERDICT_REFER], "rejected",
                     (json_int_t)totals->decisions[VERDICT_REJECT]);
}

static json_t *figures_json(const struct job_totals *totals)
{
    json_t *json = json_pack("{s:I, s:I}", "documents", (json_int_t)totals->examined, "peak_kib",
                             (json_int_t)totals->peak_kib);

    for (size_t i = 0; i < COSTS; i++)
        json_object_set_new(json, cost_name(i), json_integer(totals->costs.us[i]));
    return json;
}

static json_t *ledger_json(const struct recorder *recorder)
{
    struct recorder_state state = recorder_state(recorder);

    return json_pack("{s:I, s:o, s:I, s:s}", "rows", (json_int_t)state.rows, "last_recorded_at",
                     time_json(state.last_recorded), "transactions", (json_int_t)state.batches,
                     "state", state.error ? err_text(state.error) : "ready");
}

static json_t *reload_json(const struct reload *reload)
{
    return json_pack("{s:o, s:o, s:s?}", "reloaded_at", time_json(reload->reloaded_at),
                     "refused_at", time_json(reload->refused_at), "refusal",
                     reload->refused_at ? reload->refusal : NULL);
}

void status_respond(struct request *request)
{
    const struct vouchd *vouchd = request->vouchd;
    struct problem problem = {0};
    bool is_ready = check_health(vouchd, &problem) == 0;

    reply_json(
        request,
        json_pack("{s:b, s:s?, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "ready", is_ready,
                  "not_ready_because", is_ready ? NULL : problem.detail, "build", build_name(),
                  "started_at", time_json(vouchd->started_at), "judge",
                  judge_json(&vouchd->zygotes), "reader", reader_json(&vouchd->readers),
                  "documents", documents_json(vouchd), "totals", totals_json(&vouchd->jobs.totals),
                  "figures", figures_json(&vouchd->jobs.totals), "ledger",
                  ledger_json(vouchd->recorder), "configuration", reload_json(&vouchd->reload)));
}
