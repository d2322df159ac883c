/*
 * Time stamps of a signature (EN 319 102-1 5.4 and 5.5): each token is judged as a signature
 * of its own, under the source's anchors for time stamps and for the same T. One that is
 * sound and trusted proves a time:
 *
 *     over the signature value   the signature existed by then, so T moves there
 *     over the content           it was signed after then, so an expiry or a revocation
 *                                before it is certain
 *
 * Any other moves nothing and is named in a note: it says nothing against the signature,
 * since anybody can put an unsigned attribute there.
 */
#include "base/error.h"
#include "signature/judge_impl.h"

static bool is_sound(const struct signature_evidence *token)
{
    return token->has_made_time && findings_verdict(&token->findings).indication == TOTAL_PASSED;
}

/* Why the token proves nothing: what decides about it. */
static const char *first_code(const struct findings *findings)
{
    struct findings sorted;

    findings_init(&sorted, findings->arena);
    findings_append(&sorted, findings);
    findings_sort(&sorted);
    return sorted.count > 0 ? sorted.items[0].code : "";
}

static void note_unused(struct judging *judging, const struct evidence_time_stamp *stamp,
                        const struct findings *findings)
{
    static const struct verdict note = {TOTAL_PASSED, SUBINDICATION_NONE};
    const struct signature_evidence *token = stamp->evidence;
    bool sound = is_sound(token);
    struct finding *finding = findings_add(
        judging->findings, sound ? "trust.time_stamp_unproven" : "trust.time_stamp_broken", note);

    finding_param(judging->findings, finding, "kind", "%s", time_stamp_kind_name(stamp->kind));
    finding_param(judging->findings, finding, "cause", "%s",
                  first_code(sound ? findings : &token->findings));
    if (token->has_made_time)
        judge_time_param(judging->findings, finding, "time", token->time_stamp.time);
    if (token->has_signer)
        judge_subject_param(judging->findings, finding, token->view.subject);
}

/* What a trusted token proves. */
static void take_proof(struct judging *judging, enum time_stamp_kind kind, int64_t time)
{
    if (kind == TIME_STAMP_CONTENT) {
        if (!judging->has_signed_after || time > judging->signed_after)
            judging->signed_after = time;
        judging->has_signed_after = true;
    } else if (!judging->has_proven_time || time < judging->proven_time) {
        judging->has_proven_time = true;
        judging->proven_time = time;
    }
}

static int judge_token(struct judging *judging, const struct control_times *times,
                       const struct evidence_time_stamp *stamp, struct signature_judgement *ret)
{
    int r = signature_judge(judging->arena, stamp->evidence, judging->trust, times, ret);

    if (r < 0)
        return r;
    if (ret->verdict.indication == TOTAL_PASSED && is_sound(stamp->evidence))
        take_proof(judging, stamp->kind, stamp->evidence->time_stamp.time);
    else
        note_unused(judging, stamp, &ret->findings);
    return 0;
}

/* For the report: tokens that say a time. */
static void list(struct judging *judging, const struct evidence_time_stamp *stamp,
                 const struct signature_judgement *judged)
{
    const struct signature_evidence *token = stamp->evidence;

    if (!token->has_made_time)
        return;
    judging->time_stamps[judging->time_stamp_count++] = (struct judged_time_stamp){
        .kind = stamp->kind,
        .time = token->time_stamp.time,
        .trusted = judged->verdict.indication == TOTAL_PASSED,
        .signer = token->has_signer ? &token->view : NULL,
        .findings = &judged->findings,
    };
}

/* Signed after a time that is later than one by which the signature existed: one is wrong. */
static void check_order(struct judging *judging)
{
    struct finding *finding;

    if (!judging->has_signed_after || judging->signed_after <= judging->time + CLOCK_SKEW_MAX)
        return;
    finding =
        findings_add(judging->findings, "signature.attributes", UNDECIDED(SIG_CONSTRAINTS_FAILURE));
    finding_param(judging->findings, finding, "detail",
                  "the content time stamp is later than the time by which the signature existed");
    judging->has_signed_after = false;
}

int judge_time_stamps(struct judging *judging, const struct control_times *times)
{
    const struct signature_evidence *evidence = judging->evidence;
    struct signature_judgement *judged;
    int r = 0;

    if (evidence->time_stamp_count == 0)
        return 0;
    judged = arena_array(judging->arena, struct signature_judgement, evidence->time_stamp_count);
    judging->time_stamps =
        arena_array(judging->arena, struct judged_time_stamp, evidence->time_stamp_count);
    if (!judged || !judging->time_stamps)
        return ERR_NOMEM;
    for (size_t i = 0; i < evidence->time_stamp_count && r == 0; i++) {
        r = judge_token(judging, times, &evidence->time_stamps[i], &judged[i]);
        if (r == 0)
            list(judging, &evidence->time_stamps[i], &judged[i]);
    }
    if (judging->has_proven_time) {
        judging->time = judging->proven_time;
        judging->basis = TIME_BASIS_TIME_STAMP;
    }
    check_order(judging);
    return r;
}

/* Made later than T, or before its maker's certificate was valid. */
void judge_made_time(struct judging *judging)
{
    const struct signature_evidence *evidence = judging->evidence;
    struct finding *finding;

    if (!evidence->has_made_time)
        return;
    if (evidence->time_stamp.time > judging->time) {
        finding =
            findings_add(judging->findings, "trust.future_time", UNDECIDED(OUT_OF_BOUNDS_NO_POE));
        judge_time_param(judging->findings, finding, "claimed", evidence->time_stamp.time);
        judge_time_param(judging->findings, finding, "control_time", judging->time);
    }
    if (evidence->has_signer && evidence->time_stamp.time < evidence->signer.not_before) {
        finding =
            findings_add(judging->findings, "trust.not_yet_valid", UNDECIDED(OUT_OF_BOUNDS_NO_POE));
        judge_subject_param(judging->findings, finding, evidence->view.subject);
        judge_time_param(judging->findings, finding, "until", evidence->signer.not_before);
        judge_time_param(judging->findings, finding, "control_time", evidence->time_stamp.time);
    }
}

bool signature_is_time_stamp(const struct signature_evidence *evidence)
{
    return evidence->is_time_stamp;
}

bool signature_made_time(const struct signature_evidence *evidence, int64_t *ret_time)
{
    if (evidence->has_made_time)
        *ret_time = evidence->time_stamp.time;
    return evidence->has_made_time;
}

const char *time_stamp_kind_name(enum time_stamp_kind kind)
{
    static const char *const names[] = {[TIME_STAMP_SIGNATURE] = "signature",
                                        [TIME_STAMP_CONTENT] = "content",
                                        [TIME_STAMP_DOCUMENT] = "document"};

    return names[(size_t)kind < sizeof names / sizeof names[0] ? kind : TIME_STAMP_SIGNATURE];
}
