#include "worker/judgement.h"
#include "base/error.h"
#include "worker/judgement_report.h"
#include "worker/judgement_time.h"
#include "worker/reasons.h"

#include <inttypes.h>

static const struct verdict undecided = {INDETERMINATE, SUBINDICATION_NONE};

/* ---- Each signature, once ---- */

static int examine_contents(struct judgement *judgement, struct examined_signature *examined)
{
    const struct pdf_signature *field = examined->field;
    struct signature_input input = {
        .contents = field->contents,
        .covered = {field->covered[0], field->covered[1]},
        .certificates = field->certificates,
        .certificate_count = field->certificate_count,
        .has_document_time = field->has_claimed_time,
        .document_time = field->claimed_time,
        .archive = judgement->archive,
    };
    struct finding *finding;

    if (signature_profile_from_sub_filter(field->sub_filter, &input.profile) == 0)
        return signature_examine(judgement->arena, &input, &examined->evidence);
    finding = findings_add(&examined->findings, "signature.unsupported", undecided);
    finding_param(&examined->findings, finding, "detail", "SubFilter %s",
                  field->sub_filter ? field->sub_filter : "is missing");
    return 0;
}

static int examine_one(struct judgement *judgement, const struct pdf_signature *field,
                       struct examined_signature *examined)
{
    int r;

    examined->field = field;
    findings_init(&examined->findings, judgement->arena);
    findings_init(&examined->later, judgement->arena);
    findings_append(&examined->findings, &field->findings);
    r = examine_contents(judgement, examined);
    if (r < 0)
        return r;
    r = pdf_changes(judgement->file, field, &examined->later, &examined->changes,
                    &examined->change_count);
    return r == ERR_MISMATCH ? 0 : r; /* an unusable range has its own finding */
}

/* What the document carries beside its signatures. */
static int read_store(struct judgement *judgement)
{
    struct pdf_security_store store;
    struct signature_material material;
    int r = pdf_security_store(judgement->file, &store);

    if (r < 0 || store.certificate_count + store.crl_count + store.ocsp_count == 0)
        return r;
    material = (struct signature_material){
        .certificates = store.certificates,
        .certificate_count = store.certificate_count,
        .crls = store.crls,
        .crl_count = store.crl_count,
        .ocsps = store.ocsps,
        .ocsp_count = store.ocsp_count,
    };
    return signature_archive_read(judgement->arena, &material, &judgement->archive);
}

static int examine_all(struct judgement *judgement, struct findings *document)
{
    const struct pdf_signature *fields = NULL;
    size_t count = 0;
    int r = pdf_signatures(judgement->file, &fields, &count);

    if (r < 0)
        return r;
    if (count > JUDGED_SIGNATURES_MAX) {
        struct finding *finding = findings_add(document, "limit.objects", undecided);

        finding_param(document, finding, "value", "%zu", count);
        finding_param(document, finding, "maximum", "%d", JUDGED_SIGNATURES_MAX);
        count = JUDGED_SIGNATURES_MAX;
    }
    judgement->signatures = arena_array(judgement->arena, struct examined_signature, count);
    r = judgement->signatures ? 0 : ERR_NOMEM;
    if (r == 0 && count > 0)
        r = read_store(judgement);
    for (size_t i = 0; i < count && r == 0; i++)
        r = examine_one(judgement, &fields[i],
                        &judgement->signatures[judgement->signature_count++]);
    return r;
}

/* ---- Under a source's trust ---- */

static bool has_param(const struct finding *finding, const char *name, const char *value)
{
    for (size_t i = 0; i < finding->param_count; i++)
        if (strcmp(finding->params[i].name, name) == 0)
            return strcmp(finding->params[i].value, value) == 0;
    return false;
}

/*
 * What a source may allow: a later signature of the kind `signature` (one of
 * `signature_visible` shows something that nobody of the source signed), and as much as it
 * says of what the signed document grants.
 */
static bool is_allowed(const struct finding *finding, const struct source *source)
{
    if (strcmp(finding->code, "pdf.signed_again") == 0)
        return source->later_signatures &&
               has_param(finding, "kind", pdf_change_name(PDF_CHANGE_signature));
    for (int grant = PDF_GRANT_NONE + 1; grant <= (int)source->later_changes; grant++)
        if (has_param(finding, "granted", pdf_grant_name((enum pdf_grant)grant)))
            return true;
    return false;
}

static void append_later(struct findings *to, const struct findings *later,
                         const struct source *source)
{
    for (size_t i = 0; i < later->count; i++) {
        struct finding *finding;

        if (source && is_allowed(&later->items[i], source))
            continue;
        finding = findings_add(to, later->items[i].code, later->items[i].verdict);
        if (finding)
            *finding = later->items[i];
    }
    to->incomplete |= later->incomplete;
}

/* One signature under one source: its findings together, and its form in the report. */
struct judged {
    struct findings findings;
    bool trusted;
    bool is_time_stamp; /* of the document: nobody's signature */
    struct report_signature *report;
};

/* One source, while all signatures are judged under it. */
struct under_source {
    struct judgement *judgement;
    const struct examination_request *request;
    const struct source *source; /* NULL: none */
    struct time_walk walk;
};

static int judge_evidence(struct under_source *of, const struct examined_signature *examined,
                          struct signature_judgement *under)
{
    struct control_times times = of->request->times;
    struct arena *arena = of->judgement->arena;
    int r;

    if (!examined->evidence)
        return 0;
    time_walk_prove(&of->walk, examined->field, &times);
    r = signature_judge(arena, examined->evidence, of->source ? of->source->trust : NULL, &times,
                        under);
    if (r == 0)
        r = time_walk_list(of->judgement, &of->walk, examined->field, under);
    return r < 0 ? r : time_walk_take(of->judgement, &of->walk, examined, under);
}

static int judge_one(struct under_source *of, const struct examined_signature *examined,
                     struct judged *ret)
{
    struct signature_judgement under = {0};
    struct judged_signature judged = {
        .examined = examined,
        .source = of->source,
        .judgement = examined->evidence ? &under : NULL,
        .findings = &ret->findings,
    };
    int r;

    findings_init(&ret->findings, of->judgement->arena);
    findings_append(&ret->findings, &examined->findings);
    r = judge_evidence(of, examined, &under);
    if (r < 0)
        return r;
    findings_append(&ret->findings, &under.findings);
    append_later(&ret->findings, &examined->later, of->source);
    judged.stamps_sound = judge_added_time_stamps(of->judgement, examined, &ret->findings);
    ret->trusted = under.trusted;
    ret->is_time_stamp = is_document_time_stamp(examined);
    return judgement_report_signature(of->judgement, &judged, ret->report);
}

/* Greater is worse. */
static int badness(const struct findings *findings)
{
    switch (findings_verdict(findings).indication) {
    case TOTAL_FAILED:
        return 2;
    case INDETERMINATE:
        return 1;
    case TOTAL_PASSED:
        break;
    }
    return 0;
}

/* A document time stamp is nobody's signature, so any signature goes before it. */
static bool goes_before(const struct judged *judged, const struct judged *chosen)
{
    if (judged->is_time_stamp != chosen->is_time_stamp)
        return chosen->is_time_stamp;
    return judged->trusted ||
           (!chosen->trusted && badness(&judged->findings) >= badness(&chosen->findings));
}

/* The last one whose signer is trusted; with none, the worst, and of equal ones the last. */
static size_t choose(const struct judged *judged, size_t count)
{
    size_t chosen = NOT_JUDGED;

    for (size_t i = 0; i < count; i++)
        if (chosen == NOT_JUDGED || goes_before(&judged[i], &judged[chosen]))
            chosen = i;
    return chosen;
}

/* The document's verdict and reasons: its judged signature's, and the file's own. */
static int conclude(struct judgement *judgement, const struct findings *document,
                    const struct judged *judged, struct report_candidate *report)
{
    struct reasons reasons = {.arena = judgement->arena};
    struct findings all;
    struct verdict verdict;
    int r;

    findings_init(&all, judgement->arena);
    if (judged)
        findings_append(&all, &judged->findings);
    findings_append(&all, document);
    findings_sort(&all);
    verdict = findings_verdict(&all);
    r = reasons_add_findings(&reasons, &all);
    report->indication = verdict.indication;
    report->subindication = verdict.subindication;
    report->reasons = reasons.items;
    report->reason_count = reasons.count;
    return r;
}

/* From the last revision to the first, since what comes later may prove when this was. */
static int judge_all(struct under_source *of, struct judged *judged)
{
    int r = time_walk_init(of->judgement, &of->walk);

    for (size_t i = 0; i < of->judgement->signature_count && r == 0; i++) {
        size_t index = of->walk.order[i];

        r = judge_one(of, &of->judgement->signatures[index], &judged[index]);
    }
    return r;
}

static int judge_candidate(struct judgement *judgement, const struct examination_request *request,
                           const struct findings *document, struct candidate *candidate,
                           struct report_candidate *report)
{
    size_t count = judgement->signature_count;
    struct under_source of = {
        .judgement = judgement, .request = request, .source = candidate->source};
    struct report_signature *signatures =
        arena_array(judgement->arena, struct report_signature, count);
    struct judged *judged = arena_array(judgement->arena, struct judged, count);
    int r;

    if (!signatures || !judged)
        return ERR_NOMEM;
    for (size_t i = 0; i < count; i++)
        judged[i].report = &signatures[i];
    r = judge_all(&of, judged);
    if (r < 0)
        return r;
    candidate->judged = choose(judged, count);
    *report = (struct report_candidate){
        .source = candidate->source ? candidate->source->name : NULL,
        .has_judged_signature = count > 0,
        .judged_signature = count > 0 ? (int64_t)candidate->judged : 0,
        .signatures = signatures,
        .signature_count = count,
    };
    return conclude(judgement, document, count > 0 ? &judged[candidate->judged] : NULL, report);
}

/* ---- All of it ---- */

/* The named source, or each, and none last. */
static int list_candidates(struct judgement *judgement, const struct judgement_input *input)
{
    const struct source *named = input->request->source;
    size_t count = named ? 1 : input->sources->count;

    judgement->candidates = arena_array(judgement->arena, struct candidate, count + 1);
    if (!judgement->candidates)
        return ERR_NOMEM;
    for (size_t i = 0; i < count; i++)
        judgement->candidates[i].source = named ? named : &input->sources->items[i];
    judgement->report.candidate_count = count + 1;
    return 0;
}

static const char *password_name(const struct container *container, const struct pdf_file *file)
{
    static const char *const names[] = {
        [PDF_PASSWORD_NONE] = "none",
        [PDF_PASSWORD_USER] = "user",
        [PDF_PASSWORD_OWNER] = "owner",
    };

    if (container->password_used)
        return "archive";
    return file ? names[pdf_password_used(file)] : "none";
}

/* By somebody: a time stamp alone only says when. */
static bool is_signed(const struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->signature_count; i++)
        if (!is_document_time_stamp(&judgement->signatures[i]))
            return true;
    return false;
}

/* What is wrong, or missing, with the file as a whole. */
static int examine_file(struct judgement *judgement, const struct judgement_input *input,
                        struct findings *document)
{
    static const struct verdict unsigned_ = {INDETERMINATE, SUB_NO_SIGNATURE_FOUND};
    const struct media *media = &input->container->media;
    int r = 0;

    findings_append(document, &input->container->findings);
    if (!input->file) {
        if (media->reason)
            findings_add(document, media->reason, media->verdict);
        return 0;
    }
    if (pdf_is_readable(input->file))
        r = examine_all(judgement, document);
    if (r < 0)
        return r;
    findings_append(document, pdf_findings(input->file));
    if (!is_signed(judgement) && pdf_is_readable(input->file))
        findings_add(document, "pdf.not_signed", unsigned_);
    return 0;
}

int judgement_make(struct arena *arena, const struct judgement_input *input, struct judgement *ret)
{
    struct judgement judgement = {
        .arena = arena,
        .file = input->file,
        .report =
            {
                .media_type = input->container->media.type,
                .container = input->container->found,
                .password = password_name(input->container, input->file),
            },
    };
    struct report_candidate *reports;
    struct findings document;
    int r;

    findings_init(&document, arena);
    r = examine_file(&judgement, input, &document);
    if (r == 0)
        r = judgement_report_revisions(&judgement);
    if (r == 0)
        r = list_candidates(&judgement, input);
    if (r < 0)
        return r;
    reports = arena_array(arena, struct report_candidate, judgement.report.candidate_count);
    for (size_t i = 0; i < judgement.report.candidate_count && r == 0; i++)
        r = reports ? judge_candidate(&judgement, input->request, &document,
                                      &judgement.candidates[i], &reports[i])
                    : ERR_NOMEM;
    judgement.report.candidates = reports;
    if (r == 0)
        *ret = judgement;
    return r;
}
