#include "daemon/verify.h"

#include "base/error.h"
#include "daemon/multipart.h"
#include "daemon/vouchd.h"

#include <stdlib.h>

enum part { PART_NONE, PART_DOCUMENT, PART_PASSWORD, PART_FACTS, PARTS };

static const char *const part_names[PARTS] = {
    [PART_DOCUMENT] = "document",
    [PART_PASSWORD] = "password",
    [PART_FACTS] = "facts",
};

struct upload {
    struct job *job;
    struct problem *problem; /* of the call at hand */
    bool is_multipart;
    struct multipart multipart;
    enum part part;
    bool seen[PARTS];
    struct buffer password;
    struct buffer facts;
};

/* ---- Admission ---- */

static enum MHD_Result collect(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_size,
                               const char *value, size_t value_size)
{
    struct input_parameters *parameters = cls;
    size_t room = sizeof parameters->items / sizeof parameters->items[0];

    (void)kind;
    (void)key_size;
    if (parameters->count == room) {
        parameters->too_many = true;
        return MHD_NO;
    }
    parameters->items[parameters->count++] =
        (struct input_parameter){key, slice_of(value, value ? value_size : 0)};
    return MHD_YES;
}

static int read_inputs(struct request *request, struct job *job, struct problem *problem)
{
    struct vouchd *vouchd = request->vouchd;
    struct input_parameters parameters = {0};
    struct input_context context = {
        .arena = job->arena,
        .judge = zygote_judge(zygotes_serving(&vouchd->zygotes)),
        .now = job->received_at,
        .may_choose_time = configuration_permits(vouchd->configuration, PERMISSION_TIME,
                                                 &request->connection->peer),
    };
    const char *key = request_header(request, "Idempotency-Key");
    const char *password = request_header(request, "Vouch-Password");
    int r;

    MHD_get_connection_values_n(request->mhd, MHD_GET_ARGUMENT_KIND, collect, &parameters);
    r = inputs_read(&parameters, &context, &job->inputs, problem);
    if (r == 0 && password)
        r = inputs_set_password(&job->inputs, job->arena, slice_str(password), problem);
    if (r < 0 || !key)
        return r;
    if (!key[0] || strlen(key) > INPUT_IDEMPOTENCY_MAX)
        return problem_set(problem, PROBLEM_BAD_REQUEST, "Idempotency-Key: expected 1 to %d bytes",
                           INPUT_IDEMPOTENCY_MAX);
    job->inputs.idempotency_key = arena_strdup(job->arena, key);
    return job->inputs.idempotency_key ? 0
                                       : problem_set(problem, PROBLEM_INTERNAL, "out of memory");
}

/* How many bytes are known to come; 0 where the client does not say. */
static int check_length(const struct request *request, bool is_multipart, struct problem *problem)
{
    int64_t maximum = request->vouchd->configuration->settings.limits.document;

    if (request->content_length > maximum + (is_multipart ? VERIFY_EXTRA_MAX : 0))
        return problem_set_limit(problem, "document", request->content_length, maximum);
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

/* Memory is promised before the first byte is read. */
static int reserve(struct request *request, struct job *job, struct problem *problem)
{
    int64_t expected = request->content_length > 0 ? request->content_length : 0;
    int r = document_reserve(&job->document, expected);

    if (r == ERR_BUSY)
        return problem_set_busy(problem, (int64_t)request->vouchd->jobs.waiting,
                                "limits.held bytes are held");
    return r < 0 ? problem_set(problem, PROBLEM_INTERNAL, "no memory for the document") : 0;
}

static const struct multipart_reader part_reader;

static int begin_upload(struct request *request, const char *boundary, struct problem *problem)
{
    struct upload *upload = calloc(1, sizeof *upload);
    struct multipart_reader reader = part_reader;

    if (upload)
        upload->job = job_new(request->vouchd, request->connection->account);
    if (!upload || !upload->job) {
        free(upload);
        return problem_set(problem, PROBLEM_INTERNAL, "out of memory");
    }
    request->upload = upload;
    upload->is_multipart = boundary != NULL;
    reader.context = upload;
    if (boundary)
        multipart_init(&upload->multipart, boundary, &reader);
    buffer_init(&upload->password, INPUT_PASSWORD_MAX + 1);
    buffer_init(&upload->facts, VERIFY_FACTS_MAX);
    return 0;
}

int verify_admit(struct request *request, struct problem *problem)
{
    const char *type = request_header(request, MHD_HTTP_HEADER_CONTENT_TYPE);
    char boundary[MULTIPART_BOUNDARY_MAX + 1];
    int is_form = multipart_boundary(type, boundary);
    int r;

    if (is_form == ERR_SYNTAX)
        return problem_set(problem, PROBLEM_BAD_REQUEST, "Content-Type: no boundary can be read");
    r = vouchd_check_ready(request->vouchd, problem);
    if (r == 0)
        r = check_length(request, is_form == 0, problem);
    if (r == 0)
        r = check_room(request, problem);
    if (r == 0)
        r = begin_upload(request, is_form == 0 ? boundary : NULL, problem);
    if (r == 0)
        r = read_inputs(request, request->upload->job, problem);
    if (r == 0)
        r = reserve(request, request->upload->job, problem);
    return r;
}

/* ---- The body ---- */

static int add_document(struct upload *upload, struct slice data)
{
    struct vouchd *vouchd = upload->job->vouchd;
    struct document *document = &upload->job->document;
    int64_t maximum = vouchd->configuration->settings.limits.document;
    int64_t size = document->size + (int64_t)data.size;
    int r;

    if (size > maximum)
        return problem_set_limit(upload->problem, "document", size, maximum);
    r = document_append(document, data);
    if (r == ERR_BUSY)
        return problem_set_busy(upload->problem, (int64_t)vouchd->jobs.waiting,
                                "limits.held bytes are held");
    return r < 0 ? problem_set(upload->problem, PROBLEM_INTERNAL, "no memory for the document") : 0;
}

static int part_begin(void *context, const char *name)
{
    struct upload *upload = context;
    int part = PART_DOCUMENT;

    while (part < PARTS && strcmp(part_names[part], name) != 0)
        part++;
    if (part == PARTS)
        return problem_set(upload->problem, PROBLEM_BAD_REQUEST,
                           "%s: not a part of this call (document, password, facts)", name);
    if (upload->seen[part])
        return problem_set(upload->problem, PROBLEM_BAD_REQUEST, "%s: given twice", name);
    upload->seen[part] = true;
    upload->part = part;
    return 0;
}

static int part_data(void *context, struct slice data)
{
    struct upload *upload = context;
    struct buffer *buffer = upload->part == PART_FACTS ? &upload->facts : &upload->password;

    if (upload->part == PART_DOCUMENT)
        return add_document(upload, data);
    buffer_append(buffer, data.data, data.size);
    if (!buffer_error(buffer))
        return 0;
    problem_set(upload->problem, PROBLEM_LIMIT_EXCEEDED, "%s: at most %zu bytes",
                part_names[upload->part], buffer->limit);
    upload->problem->limit = part_names[upload->part];
    upload->problem->value = (int64_t)(buffer->size + data.size);
    upload->problem->maximum = (int64_t)buffer->limit;
    return ERR_LIMIT;
}

static int part_end(void *context)
{
    struct upload *upload = context;
    struct job *job = upload->job;

    if (upload->part == PART_PASSWORD)
        return inputs_set_password(&job->inputs, job->arena, buffer_slice(&upload->password),
                                   upload->problem);
    if (upload->part == PART_FACTS)
        return inputs_check_facts(buffer_slice(&upload->facts), upload->problem);
    return 0;
}

static const struct multipart_reader part_reader = {
    .begin = part_begin,
    .data = part_data,
    .end = part_end,
};

int verify_receive(struct request *request, struct slice data, struct problem *problem)
{
    struct upload *upload = request->upload;

    upload->problem = problem;
    if (!upload->is_multipart)
        return add_document(upload, data);
    problem_set(problem, PROBLEM_BAD_REQUEST, "the body is not multipart/form-data");
    return multipart_feed(&upload->multipart, data);
}

/* ---- All of it is here ---- */

static int check_whole(const struct upload *upload, struct problem *problem)
{
    if (!upload->is_multipart)
        return 0;
    if (multipart_end(&upload->multipart) < 0)
        return problem_set(problem, PROBLEM_BAD_REQUEST, "the last part does not end");
    if (!upload->seen[PART_DOCUMENT])
        return problem_set(problem, PROBLEM_BAD_REQUEST, "document: this part is missing");
    return 0;
}

static void free_upload(struct request *request)
{
    struct upload *upload = request->upload;

    request->upload = NULL;
    if (upload->password.data)
        explicit_bzero(upload->password.data, upload->password.size);
    buffer_done(&upload->password);
    buffer_done(&upload->facts);
    free(upload);
}

void verify_abandon(struct request *request)
{
    if (!request->upload)
        return;
    job_drop(request->upload->job);
    free_upload(request);
}

void verify_respond(struct request *request)
{
    struct job *job = request->upload->job;
    struct problem problem;
    int r = check_whole(request->upload, &problem);

    if (r == 0)
        r = vouchd_check_ready(request->vouchd, &problem);
    if (r < 0) {
        verify_abandon(request);
        request_refuse(request, &problem);
        return;
    }
    free_upload(request);
    request_suspend(request);
    job_submit(job, request);
}
