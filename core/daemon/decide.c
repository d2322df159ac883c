#include "daemon/decide.h"

#include "base/error.h"
#include "daemon/finish_row.h"
#include "daemon/vouchd.h"
#include "policy/join.h"
#include "render/render.h"
#include "report/json.h"

#include <sys/random.h>

void decide_done(struct decide *decide)
{
    buffer_done(&decide->json);
}

/* ---- What is asked about ---- */

static int64_t lag_of(const struct job *document)
{
    const char *name = document->finish.report->source;
    const struct judge_source *source = name ? judge_source(document->judge, name) : NULL;

    return source ? source->lag_s : 0;
}

static int make_input(const struct job *job, struct job *const *documents, size_t count,
                      struct policy_input *ret)
{
    struct policy_report *reports = arena_array(job->arena, struct policy_report, count + 1);

    if (!reports)
        return ERR_NOMEM;
    for (size_t i = 0; i < count; i++) {
        char *hex = arena_alloc(job->arena, DIGEST_HEX_SIZE);

        if (!hex)
            return ERR_NOMEM;
        digest_to_hex(&documents[i]->finish.row.payload_sha256, hex);
        reports[i] = (struct policy_report){
            .role = documents[i]->inputs.role,
            .report = documents[i]->finish.report,
            .report_sha256 = hex,
            .lag_s = lag_of(documents[i]),
        };
    }
    *ret = (struct policy_input){
        .reports = reports,
        .report_count = count,
        .facts = job->facts,
        .as_of = job->inputs.has_as_of ? job->inputs.as_of : job->inputs.at,
    };
    return 0;
}

/*
 * A decision that rests on a time which the caller chose says so: as of when it was asked, and
 * as of when its documents were judged.
 */
static int mark_times(const struct job *job, struct decision *decision)
{
    const struct inputs *inputs = &job->inputs;
    struct decision_document *documents =
        arena_dup(job->arena, decision->documents, decision->document_count * sizeof *documents);

    if (!documents)
        return ERR_NOMEM;
    decision->as_of_from = inputs->has_as_of ? "caller" : inputs->at_is_callers ? "at" : "clock";
    for (size_t i = 0; i < decision->document_count; i++)
        if (documents[i].report_sha256)
            documents[i].at_from = inputs->at_is_callers ? "caller" : "clock";
    decision->documents = documents;
    return 0;
}

/* ---- The ledger's row ---- */

/* The policy, and the rules that made it refer or reject, each with a line feed. */
static const char *list_codes(struct arena *arena, const struct decision *decision)
{
    const char *codes = NULL;
    struct buffer text;

    buffer_init(&text, 0);
    buffer_printf(&text, "%s\n", decision->policy);
    for (size_t i = 0; i < decision->finding_count; i++)
        if (decision->findings[i].effect >= EFFECT_REFER)
            buffer_printf(&text, "%s\n", decision->findings[i].rule);
    if (!buffer_error(&text))
        codes = arena_strndup(arena, (const char *)text.data, text.size);
    buffer_done(&text);
    return codes;
}

/* Of one document all by which its own row can be found; of several the person alone. */
static void take_hashes(struct job *const *documents, size_t count, struct ledger_row *row)
{
    for (size_t i = 0; i < count && !row->has_person; i++) {
        row->has_person = documents[i]->finish.row.has_person;
        row->person = documents[i]->finish.row.person;
    }
    if (count != 1)
        return;
    row->has_document = true;
    row->document_sha256 = documents[0]->finish.row.document_sha256;
    row->has_serial = documents[0]->finish.row.has_serial;
    row->serial = documents[0]->finish.row.serial;
    memcpy(row->document_numbers, documents[0]->finish.row.document_numbers,
           sizeof row->document_numbers);
    row->document_number_count = documents[0]->finish.row.document_number_count;
}

static int make_row(const struct job *job, struct decided *decided)
{
    struct ledger_row *row = &decided->row;
    struct sha256 *sha256 = sha256_new();
    int r = ERR_NOMEM;

    row->kind = "decision";
    row->indication = decision_verdict_name(decided->decision.verdict);
    row->codes = list_codes(job->arena, &decided->decision);
    row->id = decided->id;
    row->build = job->judge->build;
    row->inputs = finish_decision_inputs(job, &decided->decision);
    if (sha256 && row->codes && row->inputs)
        r = decision_sha256(sha256, &decided->decision, &row->payload_sha256);
    sha256_free(sha256);
    if (r == 0 && getrandom(row->salt, sizeof row->salt, 0) != sizeof row->salt)
        r = ERR_IO;
    if (r == 0)
        r = finish_reference(job, row);
    return r;
}

/* ---- One policy ---- */

static int decide_one(struct job *job, const struct policy *policy,
                      const struct policy_input *input, struct decided *decided)
{
    const char *language = job->inputs.language ? job->inputs.language : job->judge->language;
    struct decision *decision = &decided->decision;
    int r = uuid_make(decided->id);

    if (r == 0)
        r = policy_evaluate(job->arena, policy, input, decision);
    if (r == 0)
        r = mark_times(job, decision);
    if (r < 0)
        return r;
    decision->id = decided->id;
    r = make_row(job, decided);
    if (r == 0)
        r = finish_seal_decision(job, decision, &decided->row.ciphertext);
    if (r == 0)
        r = (job->inputs.want_page ? render_decision_isolated : render_decision)(
            job->arena, job->judge->catalogues, language, decision);
    if (r == 0)
        decision_encode(decision, job->inputs.form, &job->decide.json);
    return r;
}

static int join_documents(const struct job *job, struct policy_input *input,
                          struct decision_join *join)
{
    struct join_input asked = {
        .reports = input->reports,
        .report_count = input->report_count,
        .facts = input->facts,
        .counterparts = job->policies ? job->policies->counterparts : NULL,
    };

    input->join = join;
    return policy_join(job->arena, &asked, join);
}

int decide(struct job *job, struct job *const *documents, size_t count,
           struct decision_join *ret_join)
{
    struct decide *decide = &job->decide;
    struct policy_input input;
    int r = make_input(job, documents, count, &input);

    if (r == 0 && ret_join)
        r = join_documents(job, &input, ret_join);
    if (r < 0)
        return r;
    decide->items = arena_array(job->arena, struct decided, job->inputs.policy_count + 1);
    if (!decide->items)
        return ERR_NOMEM;
    buffer_append_byte(&decide->json, '[');
    for (size_t i = 0; i < job->inputs.policy_count && r == 0; i++) {
        if (i > 0)
            buffer_append_byte(&decide->json, ',');
        take_hashes(documents, count, &decide->items[i].row);
        r = decide_one(job, job->inputs.policies[i], &input, &decide->items[i]);
        decide->count++;
    }
    buffer_append_byte(&decide->json, ']');
    return r < 0 ? r : buffer_error(&decide->json);
}

void decide_recorded(const struct decide *decide, struct buffer *out)
{
    char sha256[DIGEST_HEX_SIZE];

    buffer_append_byte(out, '[');
    for (size_t i = 0; i < decide->count; i++) {
        const struct ledger_row *row = &decide->items[i].row;

        digest_to_hex(&row->payload_sha256, sha256);
        buffer_printf(out, "%s{\"decision_sha256\":\"%s\",\"id\":\"%s\",\"position\":%lld}",
                      i ? "," : "", sha256, row->id, (long long)row->position);
    }
    buffer_append_byte(out, ']');
}
