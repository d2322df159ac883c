#include "daemon/request.h"

#include "base/error.h"
#include "daemon/job.h"
#include "daemon/upload.h"
#include "daemon/vouchd.h"

#include <stdlib.h>

static uint64_t request_ms(const struct vouchd *vouchd)
{
    return (uint64_t)vouchd->configuration->settings.limits.request_ms;
}

const char *request_header(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->mhd, MHD_HEADER_KIND, name);
}

/* ---- Lists ---- */

void request_join(struct request *request, struct requests *list)
{
    request_part(request);
    LIST_INSERT_HEAD(list, request, entry);
    request->in_list = true;
}

void request_part(struct request *request)
{
    if (request->in_list)
        LIST_REMOVE(request, entry);
    request->in_list = false;
}

/* ---- Answering ---- */

static const struct problem out_of_memory = {
    .kind = PROBLEM_INTERNAL,
    .status = MHD_HTTP_INTERNAL_SERVER_ERROR,
    .detail = "out of memory",
};

void request_resume(struct request *request)
{
    if (!request->is_suspended)
        return;
    request->is_suspended = false;
    connection_unwatch(request->connection);
    MHD_resume_connection(request->mhd);
    http_wake(request->vouchd);
}

void request_answer(struct request *request, struct answer *answer)
{
    if (!answer) {
        request_refuse(request, &out_of_memory);
        return;
    }
    request->answer = answer_ref(answer);
    request_resume(request);
}

void request_refuse(struct request *request, const struct problem *problem)
{
    if (!request->refusal)
        request->refusal = malloc(sizeof *request->refusal);
    if (request->refusal)
        *request->refusal = *problem;
    request_resume(request);
}

void request_suspend(struct request *request)
{
    request->is_suspended = true;
    connection_set_deadline(request->connection, 0);
    MHD_suspend_connection(request->mhd);
    connection_watch(request->connection);
}

static enum MHD_Result queue(struct request *request)
{
    struct answer *answer =
        request->refusal ? answer_problem(request->refusal) : answer_ref(request->answer);
    enum MHD_Result result = MHD_NO;

    request->state = REQUEST_ANSWERED;
    connection_set_deadline(request->connection, request_ms(request->vouchd));
    if (!answer)
        return MHD_NO;
    if (request->allow)
        answer_header(answer, MHD_HTTP_HEADER_ALLOW, request->allow);
    if (request->vouchd->state != VOUCHD_SERVING)
        answer_header(answer, MHD_HTTP_HEADER_CONNECTION, "close");
    metrics_request(&request->vouchd->metrics, request, answer->status);
    result = MHD_queue_response(request->mhd, answer->status, answer->response);
    answer_unref(answer);
    return result;
}

/* ---- Admission ---- */

static int64_t content_length(const struct request *request)
{
    const char *text = request_header(request, MHD_HTTP_HEADER_CONTENT_LENGTH);
    int64_t length = 0;

    if (request_header(request, MHD_HTTP_HEADER_TRANSFER_ENCODING))
        return -1;
    for (; text && *text >= '0' && *text <= '9'; text++)
        if (__builtin_mul_overflow(length, 10, &length) ||
            __builtin_add_overflow(length, *text - '0', &length))
            return INT64_MAX;
    return length;
}

static int not_permitted(const struct request *request, struct problem *problem)
{
    unsigned uid = (unsigned)request->connection->peer.uid;
    uint32_t wanted = request->route->permissions;

    for (unsigned kind = 0; kind < PERMISSION_COUNT; kind++)
        if (wanted == 1u << kind)
            return problem_set(problem, PROBLEM_NOT_PERMITTED,
                               "user %u has not the permission `%s`; `permissions` of vouchd.yaml "
                               "gives it",
                               uid, permission_name(kind));
    return problem_set(problem, PROBLEM_NOT_PERMITTED,
                       "user %u has no permission at all; `permissions` of vouchd.yaml gives them",
                       uid);
}

static int check_permission(const struct request *request, struct problem *problem)
{
    const struct configuration *configuration = request->vouchd->configuration;
    const struct peer *peer = &request->connection->peer;
    uint32_t wanted = request->route->permissions;

    if (wanted == MAY_PUBLIC)
        return 0;
    for (unsigned kind = 0; kind < PERMISSION_COUNT; kind++)
        if ((wanted & (1u << kind)) && configuration_permits(configuration, kind, peer))
            return 0;
    return not_permitted(request, problem);
}

static int keep_name(struct request *request, const char *url)
{
    const char *path = request->route->path;

    if (path[strlen(path) - 1] != '/')
        return 0;
    request->name = strdup(url + strlen(path));
    return request->name ? 0 : ERR_NOMEM;
}

static int admit(struct request *request, const char *url, const char *method,
                 struct problem *problem)
{
    request->route = route_find(method, url, &request->allow, problem);
    if (!request->route)
        return ERR_NOT_FOUND;
    if (keep_name(request, url) < 0)
        return problem_set(problem, PROBLEM_INTERNAL, "out of memory");
    if (check_permission(request, problem) < 0)
        return ERR_DENIED;
    if (request->route->admit)
        return request->route->admit(request, problem);
    if (request->content_length != 0)
        return problem_set(problem, PROBLEM_BAD_REQUEST, "this call takes no body");
    return 0;
}

static struct request *begin(struct vouchd *vouchd, struct MHD_Connection *mhd)
{
    struct request *request = calloc(1, sizeof *request);

    if (!request)
        return NULL;
    request->vouchd = vouchd;
    request->mhd = mhd;
    request->connection =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    if (!request->connection || !request->connection->account) {
        free(request);
        return NULL;
    }
    request->connection->request = request;
    request->content_length = content_length(request);
    connection_set_deadline(request->connection, request_ms(vouchd));
    return request;
}

/* The body will be refused while it is still coming. */
static void drain(struct request *request, const struct problem *problem)
{
    upload_abandon(request);
    request_refuse(request, problem);
    request->state = REQUEST_DRAINING;
    connection_set_deadline(request->connection, DRAIN_MS);
}

void request_stop(struct request *request, const struct problem *problem)
{
    if (request->state == REQUEST_RECEIVING)
        drain(request, problem);
}

static bool waits_for_continue(const struct request *request)
{
    const char *expect = request_header(request, MHD_HTTP_HEADER_EXPECT);

    return request->content_length != 0 && expect && strcasecmp(expect, "100-continue") == 0;
}

static enum MHD_Result headers_read(struct request *request, const char *url, const char *method)
{
    struct problem problem;

    if (admit(request, url, method, &problem) == 0)
        return MHD_YES;
    if (waits_for_continue(request)) {
        request_refuse(request, &problem);
        return queue(request);
    }
    drain(request, &problem);
    return MHD_YES;
}

/* ---- The body ---- */

static enum MHD_Result drop(struct request *request, size_t size)
{
    int64_t bound = DRAIN_FACTOR * request->vouchd->configuration->settings.limits.document;

    request->drained += (int64_t)size;
    if (request->drained <= bound)
        return MHD_YES;
    answer_problem_raw(request->refusal ? request->refusal : &out_of_memory,
                       request->connection->fd);
    request->state = REQUEST_ANSWERED;
    return MHD_NO;
}

static enum MHD_Result body_read(struct request *request, struct slice data)
{
    struct problem problem;

    if (request->state == REQUEST_DRAINING)
        return drop(request, data.size);
    if (request->route->receive(request, data, &problem) < 0)
        drain(request, &problem);
    return MHD_YES;
}

enum MHD_Result request_handle(void *cls, struct MHD_Connection *mhd, const char *url,
                               const char *method, const char *version, const char *data,
                               size_t *size, void **context)
{
    struct request *request = *context;
    struct slice piece = slice_of(data, *size);

    (void)version;
    if (!request) {
        request = *context = begin(cls, mhd);
        return request ? headers_read(request, url, method) : MHD_NO;
    }
    if (request->has_left)
        return MHD_NO;
    *size = 0;
    if (piece.size)
        return body_read(request, piece);
    if (request->state == REQUEST_RECEIVING) {
        request->state = REQUEST_WAITING;
        request->route->respond(request);
    }
    return request->is_suspended ? MHD_YES : queue(request);
}

/* ---- Its end ---- */

void request_client_left(struct request *request)
{
    if (!request || !request->is_suspended)
        return;
    request->has_left = true;
    request_part(request);
    job_client_left(request);
    request_resume(request);
}

void request_expired(struct request *request)
{
    int64_t ms = (int64_t)request_ms(request->vouchd);
    struct problem problem;

    if (request->state == REQUEST_RECEIVING) {
        problem_set_limit(&problem, "request", ms, ms);
        problem.status = MHD_HTTP_REQUEST_TIMEOUT;
    } else if (request->state == REQUEST_DRAINING && request->refusal) {
        problem = *request->refusal;
    } else {
        return;
    }
    answer_problem_raw(&problem, request->connection->fd);
}

void request_completed(void *cls, struct MHD_Connection *mhd, void **context,
                       enum MHD_RequestTerminationCode code)
{
    struct request *request = *context;

    (void)cls;
    (void)mhd;
    (void)code;
    if (!request)
        return;
    *context = NULL;
    upload_abandon(request);
    events_leave(request);
    request_part(request);
    job_client_left(request);
    request->connection->request = NULL;
    connection_set_deadline(request->connection, request_ms(request->vouchd));
    if (request->vouchd->state == VOUCHD_STOPPING)
        vouchd_check_drained(request->vouchd);
    answer_unref(request->answer);
    free(request->refusal);
    free(request->name);
    free(request);
}
