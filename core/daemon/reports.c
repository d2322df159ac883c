#include "daemon/reports.h"

#include "base/error.h"
#include "daemon/accept.h"
#include "daemon/pages.h"
#include "daemon/vouchd.h"
#include "render/render.h"
#include "report/json.h"

/* ---- What is kept, with its sentences ---- */

struct reading {
    struct request *request;
    struct arena *arena;
    const char *language;
    const struct catalogues *catalogues;
    bool want_page;
    enum page_edition edition;
    const char *indication; /* of what was read, for a page's headers */
    const char *verdict;
};

static int write_page(struct reading *reading, const struct page *page, struct buffer *ret)
{
    return page_render(reading->arena, reading->catalogues, reading->language, page, ret);
}

typedef int (*rewriter)(struct reading *reading, struct slice kept, struct buffer *ret);

static int rewrite_report(struct reading *reading, struct slice kept, struct buffer *ret)
{
    struct report *report;
    int r = report_decode(reading->arena, kept, &report);

    if (r == 0)
        r = (reading->want_page ? render_report_isolated : render_report)(
            reading->arena, reading->catalogues, reading->language, report);
    if (r < 0)
        return r;
    reading->indication = indication_name(report->indication);
    if (reading->want_page)
        return write_page(reading,
                          &(struct page){.edition = reading->edition,
                                         .reports = &(const struct report *){report},
                                         .report_count = 1},
                          ret);
    report_encode(report, REPORT_FULL, ret);
    return buffer_error(ret);
}

/* The policy of then may be another by now, or gone: then its name has to do. */
static const char *title_of(const struct reading *reading, const struct decision *decision)
{
    const struct policies *policies = reading->request->vouchd->configuration->policies->policies;
    const struct policy *policy =
        decision->policy ? policies_find(policies, decision->policy) : NULL;
    bool is_same = policy && decision->policy_sha256 &&
                   strcmp(policy_sha256(policy), decision->policy_sha256) == 0;

    return is_same ? policy_title(policy, reading->language) : NULL;
}

static int rewrite_decision(struct reading *reading, struct slice kept, struct buffer *ret)
{
    struct decision *decision;
    int r = decision_decode(reading->arena, kept, &decision);

    if (r == 0)
        r = (reading->want_page ? render_decision_isolated : render_decision)(
            reading->arena, reading->catalogues, reading->language, decision);
    if (r < 0)
        return r;
    reading->verdict = decision_verdict_name(decision->verdict);
    if (reading->want_page)
        return write_page(
            reading,
            &(struct page){.edition = reading->edition,
                           .decisions = &(const struct decision *){decision},
                           .decision_count = 1,
                           .titles = (const char *const[]){title_of(reading, decision)}},
            ret);
    decision_encode(decision, REPORT_FULL, ret);
    return buffer_error(ret);
}

static int read_edition(struct reading *reading, struct problem *problem)
{
    const char *name =
        MHD_lookup_connection_value(reading->request->mhd, MHD_GET_ARGUMENT_KIND, "for");

    if (!name)
        return 0;
    if (!reading->want_page)
        return problem_set(problem, PROBLEM_BAD_REQUEST,
                           "for: is said of a page; ask for one with `Accept: text/html`");
    if (strcmp(name, "applicant") != 0 && strcmp(name, "officer") != 0)
        return problem_set(problem, PROBLEM_BAD_REQUEST, "for: expected officer or applicant");
    reading->edition = strcmp(name, "applicant") == 0 ? PAGE_APPLICANT : PAGE_OFFICER;
    return 0;
}

static void begin(struct reading *reading, struct request *request)
{
    const char *language =
        MHD_lookup_connection_value(request->mhd, MHD_GET_ARGUMENT_KIND, "language");
    const struct judge *judge = zygotes_serving(&request->vouchd->zygotes)->judge;

    *reading = (struct reading){
        .request = request,
        .language = language ? language : judge->language,
        .catalogues = judge->catalogues,
        .want_page = accept_wants_page(request_header(request, MHD_HTTP_HEADER_ACCEPT)),
    };
}

static int read_kept(struct reading *reading, rewriter rewrite, struct buffer *ret)
{
    struct request *request = reading->request;
    struct buffer kept;
    int r;

    reading->arena = arena_new(0);
    r = reading->arena ? 0 : ERR_NOMEM;
    buffer_init(&kept, 0);
    if (r == 0)
        r = recorder_kept(request->vouchd->recorder, request->name, &kept);
    if (r == 0)
        r = rewrite(reading, buffer_slice(&kept), ret);
    if (kept.data)
        explicit_bzero(kept.data, kept.size);
    buffer_done(&kept);
    reading->arena = arena_free(reading->arena);
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

static struct answer *wrap(const struct reading *reading, struct buffer *body)
{
    struct answer *answer = reading->want_page
                                ? pages_wrap(body, reading->indication, reading->verdict)
                                : answer_new(MHD_HTTP_OK, ANSWER_JSON, body);

    return answer_language(answer, reading->catalogues, reading->language);
}

/* A row is found by one look into an index, so it is done here and now. */
static void respond(struct request *request, const char *kind, const char *what, rewriter rewrite)
{
    char found[LEDGER_KIND_SIZE];
    struct answer *answer = NULL;
    struct problem problem;
    struct reading reading;
    struct buffer body;
    int r = recorder_kind(request->vouchd->recorder, request->name, found);

    if (!zygotes_serving(&request->vouchd->zygotes)) { /* it has the sentences */
        (void)vouchd_check_ready(request->vouchd, &problem);
        request_refuse(request, &problem);
        return;
    }
    begin(&reading, request);
    if (read_edition(&reading, &problem) < 0) {
        request_refuse(request, &problem);
        return;
    }
    buffer_init(&body, 0);
    if (r == 0 && strcmp(found, kind) != 0)
        r = ERR_NOT_FOUND;
    if (r == 0)
        r = read_kept(&reading, rewrite, &body);
    if (r == 0)
        answer = wrap(&reading, &body);
    if (r < 0)
        refuse(request, r, what);
    else
        request_answer(request, answer);
    answer_unref(answer);
    buffer_done(&body);
}

void report_respond(struct request *request)
{
    respond(request, "verdict", "report", rewrite_report);
}

void decision_respond(struct request *request)
{
    respond(request, "decision", "decision", rewrite_decision);
}
