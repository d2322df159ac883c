/* T, the control time (design.md section 6), and the dates of certificates at it. */
#include "base/datetime.h"
#include "base/unicode.h"
#include "signature/judge_impl.h"

#define SUBJECT_MAX 400 /* bytes of a name in a parameter */

void judge_time_param(struct findings *findings, struct finding *finding, const char *name,
                      int64_t time)
{
    char text[TIME_TEXT_SIZE];

    time_format(time, OFFSET_UTC, text);
    finding_param(findings, finding, name, "%s", text);
}

void judge_subject_param(struct findings *findings, struct finding *finding, const char *subject)
{
    finding_param(findings, finding, "subject", "%.*s",
                  (int)utf8_cut(slice_str(subject), SUBJECT_MAX), subject);
}

/* ---- Control time ---- */

/*
 * The claimed time in place of T where the source says so, if it is neither later than T nor
 * too far back, and nothing better is known: a proven time needs nobody's word.
 */
static bool claimed_time_counts(const struct judging *judging)
{
    const struct signature_evidence *evidence = judging->evidence;

    if (!judging->trust || !judging->trust->use_claimed_time || !evidence->has_claimed_time ||
        evidence->claimed_time > judging->time || judging->has_proven_time)
        return false;
    return judging->trust->claimed_max_age == 0 ||
           judging->time - evidence->claimed_time <= judging->trust->claimed_max_age;
}

void judge_choose_time(struct judging *judging, const struct control_times *times)
{
    judging->time = times->at;
    judging->basis = TIME_BASIS_AT;
    if (times->has_existed_by) {
        judging->time = times->existed_by;
        judging->basis = times->existed_by_from_ledger ? TIME_BASIS_LEDGER : TIME_BASIS_EXISTED_BY;
    }
    if (times->has_proven_time) {
        judging->has_proven_time = true;
        judging->proven_time = judging->time = times->proven_time;
        judging->basis = TIME_BASIS_TIME_STAMP;
    }
}

/*
 * Signed later than T. Where T is the caller's word that the file existed, that word is the
 * likelier mistake.
 */
static void future_time(struct judging *judging, int64_t claimed)
{
    const char *code = judging->basis == TIME_BASIS_EXISTED_BY ? "trust.existed_by_before_signing"
                                                               : "trust.future_time";
    struct finding *finding =
        findings_add(judging->findings, code, UNDECIDED(OUT_OF_BOUNDS_NO_POE));

    judge_time_param(judging->findings, finding, "claimed", claimed);
    judge_time_param(judging->findings, finding, "control_time", judging->time);
}

/* Beside an electronic seal there may stand two, of which one says whether the seal was in use. */
static int64_t latest_claim(const struct signature_evidence *evidence)
{
    const struct seal_evidence *own = evidence->seal;

    return own && own->seal.has_time && own->seal.time > evidence->claimed_time
               ? own->seal.time
               : evidence->claimed_time;
}

/* A signature cannot be younger than the moment at which it is known to exist. */
void judge_claimed_time(struct judging *judging)
{
    const struct signature_evidence *evidence = judging->evidence;
    int64_t skew = judging->has_proven_time ? CLAIM_SKEW_MAX : 0;
    struct finding *finding;

    if (evidence->has_claimed_time && latest_claim(evidence) > judging->time + skew) {
        future_time(judging, latest_claim(evidence));
    } else if (claimed_time_counts(judging)) {
        /* No doubt, but worth saying: what follows rests on the signer's word. */
        finding = findings_add(judging->findings, "trust.claimed_time",
                               (struct verdict){TOTAL_PASSED, SUBINDICATION_NONE});
        judge_time_param(judging->findings, finding, "claimed", evidence->claimed_time);
        judging->time = evidence->claimed_time;
        judging->basis = TIME_BASIS_CLAIMED;
    }
}

/* ---- Validity ---- */

/*
 * Not valid at T. Where it is known not to have been revoked while it was valid, that is all
 * that can be said against it.
 */
static struct verdict verdict_of_bounds(const struct judging *judging, size_t index, bool expired)
{
    const struct judged_revocation *revocations = judging->revocations;
    const struct certificate *signer = &judging->evidence->signer;

    if (expired && index == 0 && judging->has_signed_after &&
        judging->signed_after > signer->not_after)
        return FAILED(EXPIRED);
    if (expired && revocations && revocations[index].state == REVOCATION_GOOD)
        return UNDECIDED(OUT_OF_BOUNDS_NOT_REVOKED);
    return UNDECIDED(OUT_OF_BOUNDS_NO_POE);
}

static void out_of_bounds(struct judging *judging, const char *code, struct verdict verdict,
                          const struct path_step *step)
{
    bool early = judging->time < step->certificate->not_before;
    struct finding *finding = findings_add(judging->findings, code, verdict);

    judge_subject_param(judging->findings, finding, step->view->subject);
    judge_time_param(judging->findings, finding, "until",
                     early ? step->certificate->not_before : step->certificate->not_after);
    judge_time_param(judging->findings, finding, "control_time", judging->time);
    if (judging->evidence->has_claimed_time)
        judge_time_param(judging->findings, finding, "claimed", judging->evidence->claimed_time);
}

/*
 * Expired since is what an old but good document looks like: whoever can show when it
 * existed can have it judged then.
 */
void judge_validity(struct judging *judging, const struct path *path, size_t index)
{
    const struct signature_evidence *evidence = judging->evidence;
    const struct path_step *step = &path->steps[index];
    const struct certificate *certificate = step->certificate;
    bool inside = evidence->has_claimed_time && evidence->claimed_time >= certificate->not_before &&
                  evidence->claimed_time <= certificate->not_after;
    bool expired = judging->time > certificate->not_after;
    struct verdict verdict = verdict_of_bounds(judging, index, expired);

    if (verdict.indication == TOTAL_FAILED)
        inside = false; /* whatever the signer claims */
    if (judging->time < certificate->not_before)
        out_of_bounds(judging, "trust.not_yet_valid", verdict, step);
    else if (expired)
        out_of_bounds(judging, inside ? "trust.expired_since" : "trust.expired", verdict, step);
}
