#include "daemon/verify.h"

#include "base/error.h"
#include "daemon/upload.h"
#include "daemon/vouchd.h"

/* How many bytes are known to come; 0 where the client does not say. */
static int check_length(const struct request *request, bool is_form, bool is_dossier,
                        struct problem *problem)
{
    const struct limits *limits = &request->vouchd->configuration->settings.limits;
    int64_t maximum = is_dossier ? limits->assess.size : limits->document;

    if (request->content_length > maximum + (is_form ? UPLOAD_EXTRA_MAX : 0))
        return problem_set_limit(problem, is_dossier ? "assess.size" : "document",
                                 request->content_length, maximum);
    return 0;
}

static int check_room(const struct request *request, struct problem *problem)
{
    const struct jobs *jobs = &request->vouchd->jobs;
    const struct limits *limits = &request->vouchd->configuration->settings.limits;

    if ((int64_t)jobs->waiting >= limits->queue)
        return problem_set_busy(problem, (int64_t)jobs->waiting, "limits.queue documents wait");
    if ((int64_t)request->connection->account->documents >= limits->per_peer)
        return problem_set_busy(problem, (int64_t)jobs->waiting,
                                "this user has limits.per_peer documents here");
    return 0;
}

/* Memory is promised before the first byte is read; of a dossier, document by document. */
static int reserve(struct request *request, struct problem *problem)
{
    int64_t expected = request->content_length > 0 ? request->content_length : 0;
    int r = document_reserve(&request->upload->job->document, expected);

    if (r == ERR_BUSY)
        return problem_set_busy(problem, (int64_t)request->vouchd->jobs.waiting,
                                "limits.held bytes are held");
    return r < 0 ? problem_set(problem, PROBLEM_INTERNAL, "no memory for the document") : 0;
}

static int read_boundary(struct request *request, char boundary[MULTIPART_BOUNDARY_MAX + 1],
                         struct problem *problem)
{
    int r = multipart_boundary(request_header(request, MHD_HTTP_HEADER_CONTENT_TYPE), boundary);

    if (r == ERR_SYNTAX)
        problem_set(problem, PROBLEM_BAD_REQUEST, "Content-Type: no boundary can be read");
    return r;
}

static int admit(struct request *request, const char *boundary, bool is_dossier,
                 struct problem *problem)
{
    int r = vouchd_check_ready(request->vouchd, problem);

    if (r == 0)
        r = check_length(request, boundary != NULL, is_dossier, problem);
    if (r == 0)
        r = check_room(request, problem);
    if (r == 0)
        r = upload_begin(request, boundary, is_dossier, problem);
    if (r == 0)
        r = upload_read_inputs(request, problem);
    if (r == 0 && !is_dossier)
        r = reserve(request, problem);
    return r;
}

int verify_admit(struct request *request, struct problem *problem)
{
    char boundary[MULTIPART_BOUNDARY_MAX + 1];
    int is_form = read_boundary(request, boundary, problem);

    if (is_form == ERR_SYNTAX)
        return is_form;
    return admit(request, is_form == 0 ? boundary : NULL, false, problem);
}

int assess_admit(struct request *request, struct problem *problem)
{
    char boundary[MULTIPART_BOUNDARY_MAX + 1];
    int r = read_boundary(request, boundary, problem);

    if (r == ERR_NOT_FOUND)
        return problem_set(problem, PROBLEM_BAD_REQUEST,
                           "expected multipart/form-data with the parts document and facts");
    return r < 0 ? r : admit(request, boundary, true, problem);
}
