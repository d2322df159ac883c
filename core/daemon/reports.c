#include "daemon/reports.h"

#include "base/error.h"
#include "daemon/vouchd.h"
#include "render/render.h"
#include "report/json.h"

/* ---- What is kept, with its sentences ---- */

struct reading {
    struct request *request;
    struct arena *arena;
    const char *language;
    const struct catalogues *catalogues;
};

typedef int (*rewriter)(struct reading *reading, struct slice kept, struct buffer *ret);

static int rewrite_report(struct reading *reading, struct slice kept, struct buffer *ret)
{
    struct report *report;
    int r = report_decode(reading->arena, kept, &report);

    if (r == 0)
        r = render_report(reading->arena, reading->catalogues, reading->language, report);
    if (r < 0)
        return r;
    report_encode(report, REPORT_FULL, ret);
    return buffer_error(ret);
}

static int rewrite_decision(struct reading *reading, struct slice kept, struct buffer *ret)
{
    struct decision *decision;
    int r = decision_decode(reading->arena, kept, &decision);

    if (r == 0)
        r = render_decision(reading->arena, reading->catalogues, reading->language, decision);
    if (r < 0)
        return r;
    decision_encode(decision, REPORT_FULL, ret);
    return buffer_error(ret);
}

static int read_kept(struct request *request, rewriter rewrite, struct buffer *ret)
{
    const char *language =
        MHD_lookup_connection_value(request->mhd, MHD_GET_ARGUMENT_KIND, "language");
    const struct judge *judge = zygotes_serving(&request->vouchd->zygotes)->judge;
    struct reading reading = {
        .request = request,
        .arena = arena_new(0),
        .language = language ? language : judge->language,
        .catalogues = judge->catalogues,
    };
    struct buffer kept;
    int r = reading.arena ? 0 : ERR_NOMEM;

    buffer_init(&kept, 0);
    if (r == 0)
        r = recorder_kept(request->vouchd->recorder, request->name, &kept);
    if (r == 0)
        r = rewrite(&reading, buffer_slice(&kept), ret);
    if (kept.data)
        explicit_bzero(kept.data, kept.size);
    buffer_done(&kept);
    arena_free(reading.arena);
    return r;
}

/* ---- Answers ---- */

static void refuse(struct request *request, int error, const char *what)
{
    struct problem problem;

    if (error == ERR_NOT_FOUND)
        problem_set(&problem, PROBLEM_NOT_FOUND, "no %s has this id", what);
    else if (error == ERR_UNSUPPORTED)
        problem_set(&problem, PROBLEM_REPORT_NOT_KEPT,
                    "the ledger keeps the verdict of this %s and no more (ledger.keep, or it was "
                    "erased); ask again about the same bytes",
                    what);
    else if (error == ERR_DENIED)
        problem_set(&problem, PROBLEM_REPORT_NOT_KEPT,
                    "the key that this %s was kept under is not there (ledger.report_key)", what);
    else if (error == ERR_MISMATCH)
        problem_set(&problem, PROBLEM_INTERNAL,
                    "what was kept of this %s is not what was written, or its key is another",
                    what);
    else
        problem_set(&problem, PROBLEM_INTERNAL, "the ledger cannot be read: %s", err_text(error));
    request_refuse(request, &problem);
}

/* A row is found by one look into an index, so it is done here and now. */
static void respond(struct request *request, const char *kind, const char *what, rewriter rewrite)
{
    char found[LEDGER_KIND_SIZE];
    struct answer *answer = NULL;
    struct problem problem;
    struct buffer json;
    int r = recorder_kind(request->vouchd->recorder, request->name, found);

    if (!zygotes_serving(&request->vouchd->zygotes)) { /* it has the sentences */
        (void)vouchd_check_ready(request->vouchd, &problem);
        request_refuse(request, &problem);
        return;
    }
    buffer_init(&json, 0);
    if (r == 0 && strcmp(found, kind) != 0)
        r = ERR_NOT_FOUND;
    if (r == 0)
        r = read_kept(request, rewrite, &json);
    if (r == 0)
        answer = answer_new(MHD_HTTP_OK, ANSWER_JSON, &json);
    if (r < 0)
        refuse(request, r, what);
    else
        request_answer(request, answer);
    answer_unref(answer);
    buffer_done(&json);
}

void report_respond(struct request *request)
{
    respond(request, "verdict", "report", rewrite_report);
}

void decision_respond(struct request *request)
{
    respond(request, "decision", "decision", rewrite_decision);
}
