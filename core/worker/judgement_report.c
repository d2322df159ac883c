#include "worker/judgement_report.h"
#include "base/datetime.h"
#include "base/digest.h"
#include "base/error.h"
#include "worker/document.h"
#include "worker/reasons.h"

int judgement_report_certificate(struct arena *arena, const struct certificate_view *view,
                                 struct report_certificate *ret)
{
    struct digest digest;
    char *hex = arena_alloc(arena, DIGEST_HEX_SIZE);

    if (!hex)
        return ERR_NOMEM;
    memcpy(digest.bytes, view->sha256, sizeof digest.bytes);
    digest_to_hex(&digest, hex);
    *ret = (struct report_certificate){
        .subject = reasons_text(arena, view->subject),
        .issuer = reasons_text(arena, view->issuer),
        .serial = view->serial,
        .not_before = view->not_before,
        .not_after = view->not_after,
        .sha256 = hex,
    };
    return ret->subject && ret->issuer ? 0 : ERR_NOMEM;
}

static int make_signer(struct arena *arena, const struct examined_signature *examined,
                       struct report_signature *ret)
{
    const struct certificate_view *view = signature_signer(examined->evidence);
    struct report_certificate *signer;

    ret->digest_algorithm = signature_digest_algorithm(examined->evidence);
    ret->signature_algorithm = signature_signature_algorithm(examined->evidence);
    ret->has_claimed_time = signature_claimed_time(examined->evidence, &ret->claimed_time) ||
                            signature_made_time(examined->evidence, &ret->claimed_time);
    if (!view)
        return 0;
    signer = arena_new_of(arena, struct report_certificate);
    ret->signer = signer;
    return signer ? judgement_report_certificate(arena, view, signer) : ERR_NOMEM;
}

static int make_path(struct arena *arena, const struct signature_judgement *judgement,
                     struct report_signature *ret)
{
    struct report_certificate *path =
        arena_array(arena, struct report_certificate, judgement->path_count);
    int r = path ? 0 : ERR_NOMEM;

    for (size_t i = 0; i < judgement->path_count && r == 0; i++)
        r = judgement_report_certificate(arena, &judgement->path[i], &path[i]);
    ret->path = path;
    ret->path_count = judgement->path_count;
    ret->trusted_as = trusted_as_name(judgement->trusted_as);
    ret->has_control_time = true;
    ret->control_time = judgement->control_time;
    ret->time_basis = time_basis_name(judgement->time_basis);
    return r < 0 ? r : judgement_report_proof(arena, judgement, path, ret);
}

static int make_algorithms(struct arena *arena, const struct signature_judgement *judgement,
                           struct report_signature *ret)
{
    struct report_algorithm *algorithms =
        arena_array(arena, struct report_algorithm, judgement->algorithm_count);

    if (!algorithms)
        return ERR_NOMEM;
    for (size_t i = 0; i < judgement->algorithm_count; i++) {
        const struct judged_algorithm *algorithm = &judgement->algorithms[i];

        algorithms[i] = (struct report_algorithm){
            .name = algorithm->name,
            .has_bits = algorithm->bits > 0,
            .bits = algorithm->bits,
            .use = algorithm_use_name(algorithm->use),
            .subject = reasons_text(arena, algorithm->subject),
            .acceptable = algorithm->acceptable,
            .has_until = algorithm->has_until,
            .until = algorithm->has_until ? day_of_time(algorithm->until, OFFSET_UTC) : 0,
        };
        if (algorithm->subject && !algorithms[i].subject)
            return ERR_NOMEM;
    }
    ret->algorithms = algorithms;
    ret->algorithm_count = judgement->algorithm_count;
    return 0;
}

/* One that cannot be used has its own finding. */
static void make_byte_range(const struct pdf_signature *field, struct report_signature *ret)
{
    if (field->covered[0].size == 0)
        return;
    ret->has_byte_range = true;
    for (size_t i = 0; i < 4; i++)
        ret->byte_range[i] = (int64_t)field->byte_range[i];
}

/* What the standards let a later revision do, and what the source does. */
static bool is_allowed(const struct pdf_change *change, const struct judged_signature *judged)
{
    const struct source *source = judged->source;

    switch (change->kind) {
    case PDF_CHANGE_dss:
    case PDF_CHANGE_bookkeeping:
        return true;
    case PDF_CHANGE_doc_time_stamp:
        return judged->stamps_sound;
    case PDF_CHANGE_signature:
        return source && source->later_signatures && !change->forbidden;
    default:
        return source && change->granted && change->granted <= source->later_changes;
    }
}

static void make_change(struct pdf_file *file, const struct pdf_change *change,
                        struct report_change *ret)
{
    const struct vouch_box box = {change->box.left, change->box.top, change->box.right,
                                  change->box.bottom};
    struct page_size size = {0};

    *ret = (struct report_change){
        .revision = change->revision,
        .object = change->object,
        .kind = pdf_change_name(change->kind),
        .has_page = change->page > 0,
        .page = change->page,
    };
    if (change->has_box && pdf_page_size(file, change->page, &size.width, &size.height) == 0) {
        ret->has_box = true;
        box_to_report(box, size, ret->box);
    }
}

/* What else is known: of which field, what in particular, and whether the document grants it. */
static int make_change_params(struct arena *arena, const struct pdf_change *change,
                              struct report_params *ret)
{
    const struct report_param known[] = {
        {"detail", change->detail},
        {"field", change->field},
        {"granted", change->granted ? pdf_grant_name(change->granted) : NULL},
    };
    struct report_param *params =
        arena_array(arena, struct report_param, sizeof known / sizeof *known);
    size_t count = 0;

    if (!params)
        return ERR_NOMEM;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!known[i].value)
            continue;
        params[count] = (struct report_param){known[i].name, reasons_text(arena, known[i].value)};
        if (!params[count++].value)
            return ERR_NOMEM;
    }
    *ret = (struct report_params){params, count};
    return 0;
}

static int make_changes(struct judgement *judgement, const struct judged_signature *judged,
                        struct report_signature *ret)
{
    const struct examined_signature *examined = judged->examined;
    struct report_change *changes =
        arena_array(judgement->arena, struct report_change, examined->change_count);
    int r = changes ? 0 : ERR_NOMEM;

    for (size_t i = 0; i < examined->change_count && r == 0; i++) {
        make_change(judgement->file, &examined->changes[i], &changes[i]);
        changes[i].allowed = is_allowed(&examined->changes[i], judged);
        r = make_change_params(judgement->arena, &examined->changes[i], &changes[i].params);
    }
    ret->changes = changes;
    ret->change_count = examined->change_count;
    return r;
}

int judgement_report_signature(struct judgement *judgement, const struct judged_signature *judged,
                               struct report_signature *ret)
{
    static const char *const coverages[] = {
        [PDF_COVERAGE_PARTIAL] = "partial",
        [PDF_COVERAGE_EARLIER_REVISION] = "earlier_revision",
        [PDF_COVERAGE_WHOLE_FILE] = "whole_file",
    };
    const struct signature_evidence *evidence = judged->examined->evidence;
    const struct pdf_signature *field = judged->examined->field;
    struct verdict verdict = findings_verdict(judged->findings);
    struct arena *arena = judgement->arena;
    struct reasons reasons = {.arena = arena};
    int r = reasons_add_findings(&reasons, judged->findings);

    *ret = (struct report_signature){
        .field = reasons_text(arena, field->field),
        .subfilter = reasons_text(arena, field->sub_filter),
        .format = evidence ? signature_format_name(signature_format(evidence)) : "cms",
        .indication = verdict.indication,
        .subindication = verdict.subindication,
        .coverage = coverages[field->coverage],
        .has_revision = field->revision > 0,
        .revision = field->revision,
        .has_claimed_time = field->has_claimed_time,
        .claimed_time = field->claimed_time,
        .reasons = reasons.items,
        .reason_count = reasons.count,
    };
    make_byte_range(field, ret);
    if (r == 0 && !ret->field)
        r = ERR_NOMEM;
    if (r == 0 && evidence)
        r = make_signer(arena, judged->examined, ret);
    if (r == 0 && judged->judgement)
        r = make_path(arena, judged->judgement, ret);
    if (r == 0 && judged->judgement)
        r = make_algorithms(arena, judged->judgement, ret);
    if (r == 0 && evidence)
        r = judgement_report_seal(arena, evidence,
                                  judged->judgement && judged->judgement->seal_maker_trusted, ret);
    return r < 0 ? r : make_changes(judgement, judged, ret);
}

/* The signatures whose byte range ends revision `number`. */
static int find_signatures(const struct judgement *judgement, uint32_t number,
                           struct report_revision *ret)
{
    int64_t *indexes = NULL;
    size_t count = 0, capacity = 0;

    for (size_t i = 0; i < judgement->signature_count; i++) {
        if (judgement->signatures[i].field->revision != number)
            continue;
        indexes = arena_grow(judgement->arena, indexes, count, &capacity, sizeof *indexes);
        if (!indexes)
            return ERR_NOMEM;
        indexes[count++] = (int64_t)i;
    }
    ret->signatures = indexes;
    ret->signature_count = count;
    return 0;
}

int judgement_report_revisions(struct judgement *judgement)
{
    size_t count = judgement->file ? pdf_revision_count(judgement->file) : 0;
    struct report_revision *revisions =
        arena_array(judgement->arena, struct report_revision, count);
    int r = revisions ? 0 : ERR_NOMEM;

    for (size_t i = 0; i < count && r == 0; i++) {
        const struct pdf_revision *revision = pdf_revision_at(judgement->file, i);

        revisions[i] = (struct report_revision){
            .number = revision->number,
            .start = (int64_t)revision->start,
            .end = (int64_t)revision->end,
            .startxref = (int64_t)revision->startxref,
            .objects = revision->objects,
        };
        r = find_signatures(judgement, revision->number, &revisions[i]);
    }
    judgement->report.revisions = revisions;
    judgement->report.revision_count = r == 0 ? count : 0;
    return r;
}
