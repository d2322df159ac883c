/*
 * signature_judge(): one signature's evidence under one source's trust at one control time
 * (design.md sections 4 and 6).
 */
#include "signature/judge_impl.h"

/* What came along, with the signature and with the document, and what the source has. */
static void collect(struct judging *judging)
{
    const struct signature_evidence *evidence = judging->evidence;
    struct signature_archive *archive = evidence->archive;

    judging->bags[0] =
        (struct slice_list){evidence->cms.certificates, evidence->cms.certificate_count};
    if (judging->trust) /* first: of two words of one moment, the configuration's counts */
        judging->collections[0] = judging->trust->lists;
    judging->collections[1] = evidence->revocation;
    if (archive) {
        judging->bags[1] = archive->certificates;
        judging->collections[2] = &archive->revocation;
    }
}

/* What the steps found out. */
static void fill(const struct judging *judging, struct signature_judgement *judgement)
{
    judgement->control_time = judging->time;
    judgement->time_basis = judging->basis;
    judgement->has_proven_time = judging->has_proven_time;
    judgement->proven_time = judging->proven_time;
    judgement->time_stamps = judging->time_stamps;
    judgement->time_stamp_count = judging->time_stamp_count;
    judgement->algorithms = judging->algorithms;
    judgement->algorithm_count = judging->algorithm_count;
    judgement->revocations = judging->revocations;
    judgement->seal_maker_trusted = judging->seal_maker_trusted;
    judgement->verdict = findings_verdict(&judgement->findings);
}

int signature_judge(struct arena *arena, const struct signature_evidence *evidence,
                    const struct trust *trust, const struct control_times *times,
                    struct signature_judgement *ret_judgement)
{
    struct signature_judgement judgement = {0};
    struct judging judging = {
        .arena = arena, .evidence = evidence, .trust = trust, .findings = &judgement.findings};
    int r;

    findings_init(&judgement.findings, arena);
    findings_append(&judgement.findings, &evidence->findings);
    collect(&judging);
    judge_choose_time(&judging, times);
    r = judge_time_stamps(&judging, times);
    if (r < 0)
        return r;
    judging.unclaimed_time = judging.time;
    judging.unclaimed_basis = judging.basis;
    judge_claimed_time(&judging);
    judge_made_time(&judging);
    judge_signature_algorithms(&judging);
    r = judge_trust(&judging, &judgement);
    if (r == 0)
        r = judge_seal(&judging);
    if (r == 0)
        r = judging.error;
    if (r < 0)
        return r;
    fill(&judging, &judgement);
    *ret_judgement = judgement;
    return 0;
}

const char *time_basis_name(enum time_basis basis)
{
    static const char *const names[] = {
        [TIME_BASIS_AT] = "at",           [TIME_BASIS_EXISTED_BY] = "existed_by",
        [TIME_BASIS_LEDGER] = "ledger",   [TIME_BASIS_TIME_STAMP] = "time_stamp",
        [TIME_BASIS_CLAIMED] = "claimed",
    };

    return (size_t)basis < sizeof names / sizeof names[0] ? names[basis] : NULL;
}

const char *trusted_as_name(enum trusted_as as)
{
    static const char *const names[] = {
        [TRUSTED_AS_NONE] = NULL,
        [TRUSTED_AS_SIGNER] = "signer",
        [TRUSTED_AS_ISSUER] = "issuer",
        [TRUSTED_AS_ANCHOR] = "anchor",
    };

    return (size_t)as < sizeof names / sizeof names[0] ? names[as] : NULL;
}

const char *algorithm_use_name(enum algorithm_use use)
{
    static const char *const names[] = {
        [ALGORITHM_DIGEST] = "digest",           [ALGORITHM_SIGNATURE] = "signature",
        [ALGORITHM_CERTIFICATE] = "certificate", [ALGORITHM_TIME_STAMP] = "time_stamp",
        [ALGORITHM_REVOCATION] = "revocation",   [ALGORITHM_SEAL] = "seal",
    };

    return (size_t)use < sizeof names / sizeof names[0] ? names[use] : NULL;
}
