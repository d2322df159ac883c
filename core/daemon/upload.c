#include "daemon/upload.h"

#include "base/error.h"
#include "daemon/accept.h"
#include "daemon/dossier.h"
#include "daemon/vouchd.h"

#include <stdlib.h>

static const char *const part_names[UPLOAD_PARTS] = {
    [PART_DOCUMENT] = "document",
    [PART_PASSWORD] = "password",
    [PART_FACTS] = "facts",
};

static int out_of_memory(struct problem *problem)
{
    return problem_set(problem, PROBLEM_INTERNAL, "out of memory");
}

/* ---- What stands beside the body ---- */

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

/* `job`: for whom it is read. */
static struct input_context context_of(struct request *request, struct job *job)
{
    const struct upload *upload = request->upload;

    return (struct input_context){
        .arena = job->arena,
        .judge = upload->judge,
        .policies = upload->job->policies->policies,
        .now = job->received_at,
        .may_choose_time = configuration_permits(request->vouchd->configuration, PERMISSION_TIME,
                                                 &request->connection->peer),
    };
}

static int read_key(struct request *request, struct job *job, struct problem *problem)
{
    const char *key = request_header(request, "Idempotency-Key");

    if (!key)
        return 0;
    if (!key[0] || strlen(key) > INPUT_IDEMPOTENCY_MAX)
        return problem_set(problem, PROBLEM_BAD_REQUEST, "Idempotency-Key: expected 1 to %d bytes",
                           INPUT_IDEMPOTENCY_MAX);
    job->inputs.idempotency_key = arena_strdup(job->arena, key);
    return job->inputs.idempotency_key ? 0 : out_of_memory(problem);
}

int upload_read_inputs(struct request *request, struct problem *problem)
{
    struct job *job = request->upload->job;
    struct input_parameters parameters = {0};
    struct input_context context = context_of(request, job);
    const char *password = request_header(request, "Vouch-Password");
    int r;

    MHD_get_connection_values_n(request->mhd, MHD_GET_ARGUMENT_KIND, collect, &parameters);
    r = inputs_read(&parameters, &context, &job->inputs, problem);
    if (r == 0)
        r = inputs_set_page(&job->inputs, accept_wants_page(request_header(request, "Accept")),
                            problem);
    if (r == 0 && password && job->is_lead)
        r = problem_set(problem, PROBLEM_BAD_REQUEST,
                        "Vouch-Password: of several documents, each has its own in its part");
    else if (r == 0 && password)
        r = inputs_set_password(&job->inputs, job->arena, slice_str(password), problem);
    return r == 0 ? read_key(request, job, problem) : r;
}

/* ---- Beginning ---- */

static const struct multipart_reader part_reader;

int upload_begin(struct request *request, const char *boundary, bool is_dossier,
                 struct problem *problem)
{
    struct upload *upload = calloc(1, sizeof *upload);
    struct multipart_reader reader = part_reader;

    if (upload)
        upload->job = job_new(request->vouchd, request->connection->account);
    if (!upload || !upload->job) {
        free(upload);
        return out_of_memory(problem);
    }
    request->upload = upload;
    upload->job->is_lead = is_dossier;
    upload->job->sees_sightings = configuration_permits(
        request->vouchd->configuration, PERMISSION_SIGHTINGS, &request->connection->peer);
    upload->job->policies = policy_set_ref(request->vouchd->configuration->policies);
    upload->document = upload->job;
    upload->judge = judge_ref(zygote_judge(zygotes_serving(&request->vouchd->zygotes)));
    upload->is_multipart = boundary != NULL;
    reader.context = request;
    if (boundary)
        multipart_init(&upload->multipart, boundary, &reader);
    buffer_init(&upload->password, INPUT_PASSWORD_MAX + 1);
    buffer_init(&upload->facts, UPLOAD_FACTS_MAX);
    return 0;
}

/* ---- The documents ---- */

static int check_size(const struct upload *upload, int64_t size)
{
    const struct limits *limits = &upload->job->vouchd->configuration->settings.limits;

    if (size > limits->document)
        return problem_set_limit(upload->problem, "document", size, limits->document);
    if (upload->job->is_lead && upload->size > limits->assess.size)
        return problem_set_limit(upload->problem, "assess.size", upload->size, limits->assess.size);
    return 0;
}

static int add_document(struct upload *upload, struct slice data)
{
    struct document *document = &upload->document->document;
    struct vouchd *vouchd = upload->job->vouchd;
    int r;

    upload->size += (int64_t)data.size;
    r = check_size(upload, document->size + (int64_t)data.size);
    if (r < 0)
        return r;
    r = document_append(document, data);
    if (r == ERR_BUSY)
        return problem_set_busy(upload->problem, (int64_t)vouchd->jobs.waiting,
                                "limits.held bytes are held");
    return r < 0 ? problem_set(upload->problem, PROBLEM_INTERNAL, "no memory for the document") : 0;
}

static int check_count(struct request *request, struct problem *problem)
{
    const struct job *lead = request->upload->job;
    const struct limits *limits = &request->vouchd->configuration->settings.limits;
    int64_t count = (int64_t)lead->part_count + 1;

    if (count > limits->assess.documents)
        return problem_set_limit(problem, "assess.documents", count, limits->assess.documents);
    if ((int64_t)request->vouchd->jobs.waiting >= limits->queue)
        return problem_set_busy(problem, (int64_t)request->vouchd->jobs.waiting,
                                "limits.queue documents wait");
    if ((int64_t)lead->account->documents >= limits->per_peer)
        return problem_set_busy(problem, (int64_t)request->vouchd->jobs.waiting,
                                "this user has limits.per_peer documents here");
    return 0;
}

static int read_part_headers(struct request *request, const struct multipart_part *part,
                             struct problem *problem)
{
    struct job *job = request->upload->document;
    struct input_context context = context_of(request, job);
    const char *source, *password, *role;
    int r = 0;

    if (multipart_header(part, "Vouch-Source", &source) < 0 ||
        multipart_header(part, "Vouch-Password", &password) < 0 ||
        multipart_header(part, "Vouch-Role", &role) < 0)
        return problem_set(problem, PROBLEM_BAD_REQUEST, "a document's part has a header twice");
    if (source)
        r = inputs_set_source(&job->inputs, &context, source, problem);
    if (r == 0 && role)
        r = inputs_set_role(&job->inputs, job->arena, role, problem);
    if (r == 0 && role)
        r = inputs_check_role(&request->upload->job->inputs, role, problem);
    if (r == 0 && password)
        r = inputs_set_password(&job->inputs, job->arena, slice_str(password), problem);
    return r;
}

/* An empty document is one, too: its memory is there from the beginning. */
static int begin_document(struct request *request, const struct multipart_part *part,
                          struct problem *problem)
{
    struct upload *upload = request->upload;
    int r = check_count(request, problem);

    if (r < 0)
        return r;
    upload->document = dossier_add(upload->job);
    if (!upload->document)
        return out_of_memory(problem);
    r = document_reserve(&upload->document->document, 0);
    if (r < 0)
        return problem_set(problem, PROBLEM_INTERNAL, "no memory for the document");
    return read_part_headers(request, part, problem);
}

/* ---- The parts ---- */

static int find_part(const struct upload *upload, const char *name, struct problem *problem)
{
    bool is_dossier = upload->job->is_lead;
    int part = PART_DOCUMENT;

    while (part < UPLOAD_PARTS && strcmp(part_names[part], name) != 0)
        part++;
    if (part < UPLOAD_PARTS && !(is_dossier && part == PART_PASSWORD))
        return part;
    return problem_set(problem, PROBLEM_BAD_REQUEST, "%s: not a part of this call (%s)", name,
                       is_dossier ? "document, facts" : "document, password, facts");
}

static int part_begin(void *context, const struct multipart_part *part)
{
    struct request *request = context;
    struct upload *upload = request->upload;
    int found = find_part(upload, part->name, upload->problem);

    if (found < 0)
        return found;
    if (upload->seen[found] && !(found == PART_DOCUMENT && upload->job->is_lead))
        return problem_set(upload->problem, PROBLEM_BAD_REQUEST, "%s: given twice", part->name);
    upload->seen[found] = true;
    upload->part = (enum upload_part)found;
    if (found == PART_DOCUMENT && upload->job->is_lead)
        return begin_document(request, part, upload->problem);
    return 0;
}

static int part_data(void *context, struct slice data)
{
    struct upload *upload = ((struct request *)context)->upload;
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

/* What they say is read off the loop, for the policies that are asked. */
static int keep_facts(struct upload *upload)
{
    struct slice facts = buffer_slice(&upload->facts);
    struct job *job = upload->job;
    void *copy = arena_dup(job->arena, facts.data, facts.size);

    if (facts.size == 0)
        return problem_set(upload->problem, PROBLEM_BAD_REQUEST, "facts: expected a JSON object");
    if (!copy)
        return out_of_memory(upload->problem);
    job->inputs.facts = slice_of(copy, facts.size);
    return 0;
}

static int part_end(void *context)
{
    struct upload *upload = ((struct request *)context)->upload;
    struct job *job = upload->job;

    if (upload->part == PART_PASSWORD)
        return inputs_set_password(&job->inputs, job->arena, buffer_slice(&upload->password),
                                   upload->problem);
    return upload->part == PART_FACTS ? keep_facts(upload) : 0;
}

static const struct multipart_reader part_reader = {
    .begin = part_begin,
    .data = part_data,
    .end = part_end,
};

int upload_receive(struct request *request, struct slice data, struct problem *problem)
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
    if (upload->is_multipart && multipart_end(&upload->multipart) < 0)
        return problem_set(problem, PROBLEM_BAD_REQUEST, "the last part does not end");
    if (upload->job->is_lead && !upload->seen[PART_DOCUMENT] && !upload->job->inputs.policy_count)
        return problem_set(problem, PROBLEM_BAD_REQUEST,
                           "neither a document nor a policy: there is nothing to assess");
    if (upload->is_multipart && !upload->job->is_lead && !upload->seen[PART_DOCUMENT])
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
    judge_unref(upload->judge);
    free(upload);
}

void upload_abandon(struct request *request)
{
    if (!request->upload)
        return;
    job_free(request->upload->job);
    free_upload(request);
}

void upload_respond(struct request *request)
{
    struct job *job = request->upload->job;
    struct problem problem;
    int r = check_whole(request->upload, &problem);

    if (r == 0)
        r = vouchd_check_ready(request->vouchd, &problem);
    if (r < 0) {
        upload_abandon(request);
        request_refuse(request, &problem);
        return;
    }
    free_upload(request);
    request_suspend(request);
    job_submit(job, request);
}
