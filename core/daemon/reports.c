#include "daemon/reports.h"

#include "base/error.h"
#include "daemon/vouchd.h"

void report_respond(struct request *request)
{
    struct problem problem;

    problem_set(
        &problem, PROBLEM_REPORT_NOT_KEPT,
        "the ledger keeps verdicts (ledger.keep); verify the same bytes again for a report");
    request_refuse(request, &problem);
}

/* A row is found by one look into an index, so it is done here and now. */
void decision_respond(struct request *request)
{
    char kind[LEDGER_KIND_SIZE];
    struct problem problem;
    int r = recorder_kind(request->vouchd->recorder, request->name, kind);

    if (r < 0 && r != ERR_NOT_FOUND)
        problem_set(&problem, PROBLEM_INTERNAL, "the ledger cannot be read: %s", err_text(r));
    else if (r < 0 || strcmp(kind, "decision") != 0)
        problem_set(&problem, PROBLEM_NOT_FOUND, "no decision has this id");
    else
        problem_set(&problem, PROBLEM_REPORT_NOT_KEPT,
                    "the ledger keeps verdicts (ledger.keep); ask the same policy about the same "
                    "documents and facts again for a decision");
    request_refuse(request, &problem);
}
