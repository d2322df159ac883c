#include "daemon/dossier.h"

#include "base/error.h"
#include "daemon/pages.h"
#include "daemon/sightings.h"
#include "daemon/vouchd.h"
#include "report/json.h"

/* ---- Its documents ---- */

static int copy_text(struct job *part, const char **text)
{
    if (!*text)
        return 0;
    *text = arena_strdup(part->arena, *text);
    return *text ? 0 : ERR_NOMEM;
}

/* What is asked of all; it may outlive its lead, so that nothing of it is shared. */
static int copy_inputs(struct job *part, const struct inputs *inputs)
{
    part->inputs = (struct inputs){
        .source = inputs->source,
        .at = inputs->at,
        .at_is_callers = inputs->at_is_callers,
        .has_existed_by = inputs->has_existed_by,
        .existed_by = inputs->existed_by,
        .language = inputs->language,
        .reference = inputs->reference,
        .form = inputs->form,
        .want_page = inputs->want_page,
    };
    return copy_text(part, &part->inputs.source) < 0 ||
                   copy_text(part, &part->inputs.language) < 0 ||
                   copy_text(part, &part->inputs.reference) < 0
               ? ERR_NOMEM
               : 0;
}

struct job *dossier_add(struct job *lead)
{
    struct job *part = job_new(lead->vouchd, lead->account);

    if (!part)
        return NULL;
    if (copy_inputs(part, &lead->inputs) < 0) {
        job_free(part);
        return NULL;
    }
    part->is_part = true;
    part->lead = lead;
    TAILQ_INSERT_TAIL(&lead->parts, part, part_entry);
    lead->part_count++;
    lead->open_parts++;
    return part;
}

struct job *dossier_leave(struct job *job)
{
    struct job *lead = job->lead;

    if (!lead)
        return NULL;
    TAILQ_REMOVE(&lead->parts, job, part_entry);
    lead->part_count--;
    job->lead = NULL;
    return lead;
}

void dossier_release(struct job *lead)
{
    struct job *part;

    while ((part = TAILQ_FIRST(&lead->parts))) {
        dossier_leave(part);
        if (lead->state == JOB_RECORDING || part->state < JOB_EXAMINED)
            job_free(part);
        else if (part->state == JOB_FINISHED)
            job_record(part); /* for itself: its call gets no answer */
    }
}

bool dossier_is_unstarted(const struct job *job)
{
    const struct job *part;

    if (job->state != JOB_GATHERING)
        return false;
    TAILQ_FOREACH(part, &job->parts, part_entry)
    {
        if (part->state != JOB_QUEUED)
            return false;
    }
    return true;
}

/* ---- Its way ---- */

void dossier_start(struct job *lead)
{
    struct job *part;

    lead->judge = judge_ref(zygote_judge(zygotes_serving(&lead->vouchd->zygotes)));
    job_enter(lead, JOB_GATHERING);
    lead->vouchd->jobs.waiting--;
    TAILQ_FOREACH(part, &lead->parts, part_entry)
    {
        part->size = part->document.size;
        lead->vouchd->jobs.waiting--; /* as it is counted while it comes in */
        job_queue(part);
    }
    if (lead->open_parts == 0)
        job_finish(lead);
    jobs_start(lead->vouchd);
}

void dossier_finished(struct job *part)
{
    struct job *lead = part->lead;
    int error = part->error;

    job_enter(part, JOB_FINISHED);
    if (error < 0) {
        dossier_leave(part);
        job_free(part);
        job_recorded(lead, error);
    } else if (--lead->open_parts == 0) {
        job_finish(lead);
    }
}

/* ---- Its answer ---- */

static int list_rows(struct job *lead, struct job *const *documents)
{
    size_t count = lead->part_count + lead->decide.count;
    struct recording *recording = &lead->recording;

    recording->rows = arena_array(lead->arena, struct ledger_row *, count + 1);
    if (!recording->rows)
        return ERR_NOMEM;
    for (size_t i = 0; i < lead->part_count; i++)
        recording->rows[recording->count++] = &documents[i]->finish.row;
    for (size_t i = 0; i < lead->decide.count; i++)
        recording->rows[recording->count++] = &lead->decide.items[i].row;
    for (size_t i = 0; i < recording->count; i++)
        recording->rows[i]->call = lead->id;
    return 0;
}

int dossier_finish(struct job *lead)
{
    struct job **documents = arena_array(lead->arena, struct job *, lead->part_count + 1);
    struct decision_join join;
    struct job *part;
    size_t count = 0;
    int r = documents ? 0 : ERR_NOMEM;

    if (r < 0)
        return r;
    TAILQ_FOREACH(part, &lead->parts, part_entry)
    {
        documents[count++] = part;
    }
    r = decide(lead, documents, count, &join);
    if (r == 0 && lead->inputs.want_page)
        r = pages_make(lead, documents, count, &join);
    else if (r == 0)
        decision_join_encode(&join, &lead->finish.json);
    if (r == 0)
        r = list_rows(lead, documents);
    return r < 0 ? r : buffer_error(&lead->finish.json);
}

static void add_recorded(const struct job *lead, struct buffer *body)
{
    const struct job *part;
    const char *comma = "";
    char sha256[DIGEST_HEX_SIZE];

    buffer_append_str(body, "{\"decisions\":");
    decide_recorded(&lead->decide, body);
    buffer_append_str(body, ",\"reports\":[");
    TAILQ_FOREACH(part, &lead->parts, part_entry)
    {
        digest_to_hex(&part->finish.row.payload_sha256, sha256);
        buffer_printf(body, "%s{\"position\":%lld,\"report_sha256\":\"%s\"}", comma,
                      (long long)part->finish.row.position, sha256);
        comma = ",";
    }
    buffer_append_str(body, "]}");
}

static void add_sightings(const struct job *lead, struct buffer *body)
{
    const struct job *part;

    sightings_begin(lead, body);
    TAILQ_FOREACH(part, &lead->parts, part_entry)
    {
        sightings_add(lead, part, body);
    }
    sightings_end(lead, body);
}

struct answer *dossier_answer(struct job *lead)
{
    struct buffer body, *join = &lead->finish.json;
    const struct job *part;
    const char *comma = "";

    if (lead->inputs.want_page)
        return pages_answer(lead);
    buffer_init(&body, 0);
    buffer_append_str(&body, "{\"decisions\":");
    buffer_append(&body, lead->decide.json.data, lead->decide.json.size);
    buffer_append_str(&body, ",\"join\":");
    buffer_append(&body, join->data, join->size);
    buffer_append_str(&body, ",\"recorded\":");
    add_recorded(lead, &body);
    buffer_append_str(&body, ",\"reports\":[");
    TAILQ_FOREACH(part, &lead->parts, part_entry)
    {
        buffer_append_str(&body, comma);
        buffer_append(&body, part->finish.json.data, part->finish.json.size);
        comma = ",";
    }
    buffer_append_str(&body, "],\"sightings\":");
    add_sightings(lead, &body);
    buffer_append_byte(&body, '}');
    return answer_new(MHD_HTTP_OK, ANSWER_JSON, &body);
}
