#include "daemon/finish.h"

#include "base/error.h"
#include "daemon/finish_row.h"
#include "daemon/pages.h"
#include "daemon/sightings.h"
#include "daemon/vouchd.h"
#include "render/render.h"
#include "report/json.h"

#include <stdlib.h>

void finish_done(struct finish *finish)
{
    buffer_done(&finish->json);
}

/* What arrived whole and decodes; the rest makes the examination worker.protocol. */
static int decode(struct job *job, struct examination_result *result)
{
    const struct examine *examine = &job->examine;
    struct judgements *judgements = NULL;
    struct examination *examination = NULL;
    int r = 0;

    if (examine->has_judgements)
        r = judgements_decode(job->arena, buffer_slice(&examine->judgements), &judgements);
    if (r == 0 && examine->has_examination)
        r = examination_decode(job->arena, buffer_slice(&examine->examination), &examination);
    if (r == ERR_NOMEM)
        return r;
    if (r < 0)
        result->end = EXAMINATION_PROTOCOL;
    result->judgements = judgements;
    result->examination = examination;
    return 0;
}

static void fill(const struct job *job, char document_hex[DIGEST_HEX_SIZE], struct report *report)
{
    const struct inputs *inputs = &job->inputs;

    *report = (struct report){
        .id = job->id,
        .document_sha256 = document_hex,
        .size = job->size,
        .build = job->judge->build,
        .judged_by =
            {
                .trust_snapshot = job->judge->trust_snapshot,
                .configuration_sha256 = job->judge->configuration_sha256,
            },
        .inputs =
            {
                .source = inputs->source,
                .at = inputs->at,
                .at_from = inputs->at_is_callers ? "caller" : "clock",
                .has_existed_by = inputs->has_existed_by,
                .existed_by = inputs->existed_by,
            },
    };
    if (inputs->has_existed_by)
        report->inputs.existed_by_from = inputs->existed_by_is_ledgers ? "ledger" : "caller";
}

/* A child that names a source which was not asked has said what it may not say. */
static int join(struct job *job, struct examination_result *result, struct report *report)
{
    char *hex = arena_alloc(job->arena, DIGEST_HEX_SIZE);
    int r;

    if (!hex)
        return ERR_NOMEM;
    digest_to_hex(&job->digest, hex);
    fill(job, hex, report);
    r = report_join(job->arena, result, job->inputs.source, report);
    if (r != ERR_MISMATCH)
        return r;
    result->end = EXAMINATION_PROTOCOL;
    result->examination = NULL;
    fill(job, hex, report);
    r = report_join(job->arena, result, job->inputs.source, report);
    if (r != ERR_MISMATCH)
        return r;
    result->judgements = NULL; /* nor is there one for the source that the caller named */
    fill(job, hex, report);
    return report_join(job->arena, result, job->inputs.source, report);
}

static int name_reader(struct job *job, struct report *report)
{
    struct report_reading reading;

    if (!job->reader || !judge_reading(job->reader, &reading))
        return 0;
    report->judged_by.reading = arena_dup(job->arena, &reading, sizeof reading);
    return report->judged_by.reading ? 0 : ERR_NOMEM;
}

static int make_report(struct job *job)
{
    char signal[EXAMINE_SIGNAL_SIZE];
    struct examination_result result = {.end = examine_result(&job->examine, signal)};
    const char *language = job->inputs.language;
    struct finish *finish = &job->finish;
    struct report *report = arena_new_of(job->arena, struct report);
    int r = report ? 0 : ERR_NOMEM;

    result.signal_name = signal[0] ? signal : NULL;
    if (r == 0)
        r = decode(job, &result);
    if (r == 0)
        r = join(job, &result, report);
    if (r == 0 && result.examination)
        r = name_reader(job, report);
    if (r == 0)
        r = finish_seal(job, report);
    if (r == 0)
        r = (job->inputs.want_page ? render_report_isolated : render_report)(
            job->arena, job->judge->catalogues, language ? language : job->judge->language, report);
    if (r == 0)
        r = finish_row(job, report);
    if (r < 0)
        return r;
    if (!job->inputs.want_page)
        report_encode(report, job->inputs.form, &finish->json);
    finish->report = report;
    finish->verdict = (struct verdict){report->indication, report->subindication};
    finish->source = report->source ? report->source : "none";
    examine_done(&job->examine);
    return buffer_error(&finish->json);
}

static int list_rows(struct job *job)
{
    struct recording *recording = &job->recording;

    recording->rows = arena_array(job->arena, struct ledger_row *, 1 + job->decide.count);
    if (!recording->rows)
        return ERR_NOMEM;
    recording->rows[recording->count++] = &job->finish.row;
    for (size_t i = 0; i < job->decide.count; i++)
        recording->rows[recording->count++] = &job->decide.items[i].row;
    for (size_t i = 0; i < recording->count; i++)
        recording->rows[i]->call = job->id;
    return 0;
}

int finish_report(struct job *job)
{
    int r = make_report(job);

    if (r == 0 && !job->is_part)
        r = decide(job, &job, 1, NULL);
    if (r == 0 && !job->is_part && job->inputs.want_page)
        r = pages_make(job, &job, 1, NULL);
    return r == 0 ? list_rows(job) : r;
}

struct answer *finish_answer(struct job *job)
{
    struct finish *finish = &job->finish;
    struct buffer body;
    char sha256[DIGEST_HEX_SIZE];

    if (job->inputs.want_page)
        return pages_answer(job);
    digest_to_hex(&finish->row.payload_sha256, sha256);
    buffer_init(&body, 0);
    buffer_append_str(&body, "{\"decisions\":");
    buffer_append(&body, job->decide.json.data, job->decide.json.size);
    buffer_append_str(&body, ",\"recorded\":{");
    if (job->decide.count) {
        buffer_append_str(&body, "\"decisions\":");
        decide_recorded(&job->decide, &body);
        buffer_append_byte(&body, ',');
    }
    buffer_printf(&body, "\"position\":%lld,\"report_sha256\":\"%s\"},\"report\":",
                  (long long)finish->row.position, sha256);
    buffer_append(&body, finish->json.data, finish->json.size);
    buffer_append_str(&body, ",\"sightings\":");
    sightings_begin(job, &body);
    sightings_add(job, job, &body);
    sightings_end(job, &body);
    buffer_append_byte(&body, '}');
    return answer_new(MHD_HTTP_OK, ANSWER_JSON, &body);
}
