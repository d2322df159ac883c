#include "daemon/finish_row.h"

#include "base/datetime.h"
#include "base/error.h"
#include "base/unicode.h"
#include "daemon/finish_marks.h"
#include "daemon/vouchd.h"
#include "report/json.h"

#include <stdlib.h>
#include <sys/random.h>

/* ---- Codes ---- */

/* The subindication and the reason codes, each followed by `end`. */
static const char *list_codes(struct arena *arena, const struct report *report, const char *end)
{
    const char *subindication = subindication_name(report->subindication);
    struct buffer text;
    const char *codes = NULL;

    buffer_init(&text, 0);
    if (subindication)
        buffer_printf(&text, "%s%s", subindication, end);
    for (size_t i = 0; i < report->reason_count; i++)
        buffer_printf(&text, "%s%s", report->reasons[i].code, end);
    if (!buffer_error(&text))
        codes = arena_strndup(arena, (const char *)text.data, text.size);
    buffer_done(&text);
    return codes;
}

/* ---- Keyed hashes ---- */

/* False, and no hash, where there is no text, or one longer than any real one. */
static int hash(const struct job *job, const char *field, const char *value, struct digest *ret,
                bool *ret_there)
{
    const struct ledger_key *key = recorder_key(job->vouchd->recorder);

    return ledger_hash_text(key, field, value, ret, ret_there);
}

static int hash_person(struct job *job, const struct report_person *person, struct ledger_row *row)
{
    const char *text;
    int r = finish_person_text(job, person, &text);

    return r < 0 ? r : hash(job, LEDGER_FIELD_PERSON, text, &row->person, &row->has_person);
}

static int add_number(struct job *job, const char *value, struct ledger_row *row)
{
    struct digest digest;
    bool is_there;
    int r = hash(job, LEDGER_FIELD_DOCUMENT_NUMBER, value, &digest, &is_there);

    if (r < 0 || !is_there || row->document_number_count == LEDGER_NUMBERS_MAX)
        return r;
    for (size_t i = 0; i < row->document_number_count; i++)
        if (digest_equal(&row->document_numbers[i], &digest))
            return 0;
    row->document_numbers[row->document_number_count++] = digest;
    return 0;
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, DIGEST_SIZE);
}

/* Each number whole; one that is masked would bring together whoever shares its ends. */
static int hash_numbers(struct job *job, const struct report_claims *claims, struct ledger_row *row)
{
    const struct report_person *person = claims->person;
    const char *last = NULL; /* rows of one passport follow each other */
    int r = 0;

    for (size_t i = 0; person && i < person->id_number_count && r == 0; i++)
        if (!person->id_numbers[i].masked)
            r = add_number(job, person->id_numbers[i].value, row);
    for (size_t i = 0; i < claims->crossing_count && r == 0; i++) {
        const struct report_crossing *crossing = &claims->crossings[i];

        if (!crossing->document_number || crossing->document_masked ||
            (last && strcmp(last, crossing->document_number) == 0))
            continue;
        last = crossing->document_number;
        r = add_number(job, last, row);
    }
    qsort(row->document_numbers, row->document_number_count, sizeof row->document_numbers[0],
          compare);
    return r;
}

/* What was sealed, in the job's arena. */
static int dup_sealed(const struct job *job, const struct buffer *sealed, struct slice *ret)
{
    void *copy = sealed->size ? arena_dup(job->arena, sealed->data, sealed->size) : NULL;

    *ret = slice_of(copy, copy ? sealed->size : 0);
    return sealed->size && !copy ? ERR_NOMEM : 0;
}

int finish_reference(const struct job *job, struct ledger_row *row)
{
    const char *reference = job->inputs.reference;
    struct buffer sealed;
    int r;

    r = hash(job, LEDGER_FIELD_REFERENCE, reference, &row->reference, &row->has_reference);
    if (r < 0 || !row->has_reference)
        return r;
    buffer_init(&sealed, 0);
    r = recorder_seal_reference(job->vouchd->recorder, row, slice_str(reference), &sealed);
    if (r == 0)
        r = dup_sealed(job, &sealed, &row->reference_text);
    buffer_done(&sealed);
    return r;
}

/* The signer whose signature gave the verdict. */
static void take_signer(const struct report *report, struct ledger_row *row)
{
    const struct report_signature *judged;

    if (!report->has_judged_signature ||
        (size_t)report->judged_signature >= report->signature_count)
        return;
    judged = &report->signatures[report->judged_signature];
    row->has_signer = judged->signer && judged->signer->sha256 &&
                      digest_from_hex(slice_str(judged->signer->sha256), &row->signer) == 0;
}

static void add_text(struct buffer *out, const char *name, const char *value)
{
    if (value)
        buffer_printf(out, ",\"%s\":\"%s\"", name, value);
}

static void add_time(struct buffer *out, const char *name, bool is_there, int64_t time)
{
    char text[TIME_TEXT_SIZE];

    time_format(time, OFFSET_UTC, text);
    add_text(out, name, is_there ? text : NULL);
}

/* The members as an object: names and digests of the configuration, and times need no escaping. */
static const char *close_inputs(struct arena *arena, struct buffer *out)
{
    const char *text = NULL;

    if (!buffer_error(out)) /* the first comma is none */
        text = arena_printf(arena, "{%.*s}", (int)out->size - 1, (const char *)out->data + 1);
    buffer_done(out);
    return text;
}

static const char *list_inputs(const struct job *job, const struct report *report)
{
    const struct report_inputs *inputs = &report->inputs;
    struct buffer out;

    buffer_init(&out, 0);
    add_time(&out, "at", true, inputs->at);
    add_time(&out, "existed_by", inputs->has_existed_by, inputs->existed_by);
    add_text(&out, "source", inputs->source);
    add_text(&out, "role", job->inputs.role);
    add_text(&out, "trust", report->judged_by.trust_snapshot);
    add_text(&out, "configuration", report->judged_by.configuration_sha256);
    add_text(&out, "plugin", report->judged_by.plugin_version);
    add_text(&out, "layout", report->judged_by.layout);
    return close_inputs(job->arena, &out);
}

/* Of facts only that there were some: their digest could be guessed. */
const char *finish_decision_inputs(const struct job *job, const struct decision *decision)
{
    struct buffer out;

    buffer_init(&out, 0);
    add_time(&out, "at", true, job->inputs.at);
    add_time(&out, "as_of", true, decision->as_of);
    add_text(&out, "policy", decision->policy_sha256);
    add_text(&out, "facts", decision->facts_sha256 ? "stated" : NULL);
    add_text(&out, "trust", job->judge->trust_snapshot);
    add_text(&out, "configuration", job->judge->configuration_sha256);
    return close_inputs(job->arena, &out);
}

/* In the job's arena, without sentences: they are made again in the language that is asked for. */
static int keep(struct job *job, const char *id, struct buffer *text, struct slice *ret)
{
    struct buffer sealed;
    int r = buffer_error(text);

    buffer_init(&sealed, 0);
    if (r == 0)
        r = recorder_seal(job->vouchd->recorder, id, buffer_slice(text), &sealed);
    if (text->data)
        explicit_bzero(text->data, text->size);
    if (r == 0)
        r = dup_sealed(job, &sealed, ret);
    buffer_done(&sealed);
    return r;
}

int finish_seal(struct job *job, const struct report *report)
{
    struct buffer text;
    int r;

    if (job->vouchd->configuration->settings.ledger.keep != KEEP_REPORTS)
        return 0;
    buffer_init(&text, 0);
    report_encode(report, REPORT_FULL, &text);
    r = keep(job, job->id, &text, &job->finish.sealed);
    buffer_done(&text);
    return r;
}

int finish_seal_decision(struct job *job, const struct decision *decision, struct slice *ret)
{
    struct buffer text;
    int r;

    if (job->vouchd->configuration->settings.ledger.keep != KEEP_REPORTS)
        return 0;
    buffer_init(&text, 0);
    decision_encode(decision, REPORT_FULL, &text);
    r = keep(job, decision->id, &text, ret);
    buffer_done(&text);
    return r;
}

static int hash_report(const struct report *report, struct digest *ret)
{
    struct sha256 *sha256 = sha256_new();
    int r = sha256 ? report_sha256(sha256, report, ret) : ERR_NOMEM;

    sha256_free(sha256);
    return r;
}

int finish_row(struct job *job, const struct report *report)
{
    struct ledger_row *row = &job->finish.row;
    const struct report_claims *claims = report->claims;
    int r = 0;

    *row = (struct ledger_row){
        .kind = "verdict",
        .indication = indication_name(report->indication),
        .codes = list_codes(job->arena, report, "\n"),
        .id = job->id,
        .source = report->source,
        .has_document = true,
        .document_sha256 = job->digest,
        .build = report->build,
        .inputs = list_inputs(job, report),
        .ciphertext = job->finish.sealed,
    };
    take_signer(report, row);
    job->finish.codes = list_codes(job->arena, report, " ");
    if (!row->codes || !job->finish.codes)
        return ERR_NOMEM;
    if (getrandom(row->salt, sizeof row->salt, 0) != sizeof row->salt)
        return ERR_IO;
    r = hash_report(report, &row->payload_sha256);
    if (r == 0)
        r = finish_reference(job, row);
    if (r == 0 && claims)
        r = hash(job, LEDGER_FIELD_SERIAL, claims->serial, &row->serial, &row->has_serial);
    if (r == 0 && claims)
        r = hash_person(job, claims->person, row);
    if (r == 0 && claims)
        r = hash_numbers(job, claims, row);
    return r == 0 ? finish_marks(job, report, row) : r;
}
