#include "daemon/reports.h"

#include "daemon/request.h"

void report_respond(struct request *request)
{
    struct problem problem;

    problem_set(
        &problem, PROBLEM_REPORT_NOT_KEPT,
        "the ledger keeps verdicts (ledger.keep); verify the same bytes again for a report");
    request_refuse(request, &problem);
}
