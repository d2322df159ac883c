/* What was proven and asked about a signature, in the report's form: times, revocation, seals. */
#include "base/error.h"
#include "base/unicode.h"
#include "worker/document.h"
#include "worker/judgement_report.h"
#include "worker/reasons.h"

/* ---- Revocation ---- */

static int make_revocation(struct arena *arena, const struct judged_revocation *judged,
                           const struct report_revocation **ret)
{
    bool is_known = judged->state != REVOCATION_UNKNOWN;
    bool is_revoked = judged->revoked_at != 0; /* or was, after the time for which it is judged */
    struct report_revocation *revocation;

    if (!judged->asked)
        return 0;
    revocation = arena_new_of(arena, struct report_revocation);
    if (!revocation)
        return ERR_NOMEM;
    revocation->status = revocation_state_name(judged->state);
    *ret = revocation;
    if (!is_known)
        return 0;
    revocation->source = judged->kind == REVOCATION_BY_CRL ? "crl" : "ocsp";
    revocation->held_by = judged->origin == REVOCATION_IN_SNAPSHOT ? "configuration" : "document";
    revocation->issuer = reasons_text(arena, judged->issuer);
    revocation->has_as_of = true;
    revocation->as_of = judged->as_of;
    revocation->has_next_update = judged->has_next_update;
    revocation->next_update = judged->next_update;
    revocation->has_revoked_at = is_revoked;
    revocation->revoked_at = judged->revoked_at;
    revocation->reason = is_revoked ? revocation_reason_name(judged->reason) : NULL;
    return revocation->issuer ? 0 : ERR_NOMEM;
}

/* `ret->path` is there already, a certificate for each of the judged path. */
static int make_revocations(struct arena *arena, const struct signature_judgement *judgement,
                            struct report_certificate *path, struct report_signature *ret)
{
    int r = 0;

    for (size_t i = 0; judgement->revocations && i < judgement->path_count && r == 0; i++)
        r = make_revocation(arena, &judgement->revocations[i], &path[i].revocation);
    if (judgement->path_count > 0)
        ret->revocation = path[0].revocation;
    return r;
}

/* ---- Time stamps ---- */

static int make_time_stamp(struct arena *arena, const struct judged_time_stamp *judged,
                           struct report_time_stamp *ret)
{
    struct reasons reasons = {.arena = arena};
    int r = reasons_add_findings(&reasons, judged->findings);

    *ret = (struct report_time_stamp){
        .kind = time_stamp_kind_name(judged->kind),
        .time = judged->time,
        .trusted = judged->trusted,
        .reasons = reasons.items,
        .reason_count = reasons.count,
    };
    if (r == 0 && judged->signer) {
        struct report_certificate *signer = arena_new_of(arena, struct report_certificate);

        ret->signer = signer;
        r = signer ? judgement_report_certificate(arena, judged->signer, signer) : ERR_NOMEM;
    }
    return r;
}

static int make_time_stamps(struct arena *arena, const struct signature_judgement *judgement,
                            struct report_signature *ret)
{
    struct report_time_stamp *stamps =
        arena_array(arena, struct report_time_stamp, judgement->time_stamp_count);
    int r = stamps ? 0 : ERR_NOMEM;

    for (size_t i = 0; i < judgement->time_stamp_count && r == 0; i++)
        r = make_time_stamp(arena, &judgement->time_stamps[i], &stamps[i]);
    ret->time_stamps = stamps;
    ret->time_stamp_count = judgement->time_stamp_count;
    return r;
}

/* ---- Seals ---- */

static int make_seal_text(struct arena *arena, struct slice text, const char **ret)
{
    struct slice safe;
    int r = document_safe_text(arena, text, &safe);

    if (r < 0 || text.size == 0)
        return r;
    *ret = arena_strndup(arena, (const char *)safe.data, utf8_cut(safe, REASON_TEXT_MAX));
    return *ret ? 0 : ERR_NOMEM;
}

int judgement_report_seal(struct arena *arena, const struct signature_evidence *evidence,
                          bool is_maker_trusted, struct report_signature *ret)
{
    struct report_certificate *maker = NULL;
    struct report_seal *seal;
    struct seal_view view;
    int r = 0;

    if (!signature_seal(evidence, &view))
        return 0;
    seal = arena_new_of(arena, struct report_seal);
    if (!seal)
        return ERR_NOMEM;
    *seal = (struct report_seal){
        .version = view.version,
        .created = view.created,
        .valid_from = view.valid_from,
        .valid_until = view.valid_until,
        .maker_trusted = is_maker_trusted,
    };
    if (view.maker) {
        maker = arena_new_of(arena, struct report_certificate);
        r = maker ? judgement_report_certificate(arena, view.maker, maker) : ERR_NOMEM;
    }
    seal->maker = maker;
    ret->seal = seal;
    if (r == 0)
        r = make_seal_text(arena, view.id, &seal->id);
    return r < 0 ? r : make_seal_text(arena, view.name, &seal->name);
}

int judgement_report_proof(struct arena *arena, const struct signature_judgement *judgement,
                           struct report_certificate *path, struct report_signature *ret)
{
    int r = make_revocations(arena, judgement, path, ret);

    ret->has_proven_time = judgement->has_proven_time;
    ret->proven_time = judgement->proven_time;
    return r == 0 && judgement->time_stamp_count > 0 ? make_time_stamps(arena, judgement, ret) : r;
}
