/*
 * One judgement while it is made. judge.c goes through the steps in order; each step adds
 * findings, and what later steps and the report need to know:
 *
 *     judge_time.c        T, the control time, and the dates of certificates at it
 *     judge_time_stamp.c  what time stamps prove, which may move T
 *     judge_algorithms.c  algorithms and keys at T, against the table
 *     judge_trust.c       the path from the signer to what the source trusts
 *     judge_revocation.c  revocation of the certificates on it
 *     judge_seal.c        the path from the maker of an electronic seal
 */
#ifndef VOUCH_SIGNATURE_JUDGE_IMPL_H
#define VOUCH_SIGNATURE_JUDGE_IMPL_H

#include "signature/trust_private.h"

/* Clocks of time stamp authorities do not agree to the second. */
#define CLOCK_SKEW_MAX 300

/*
 * How much later than a proven time a signer may claim to have signed: computers have their time
 * zone or summer time wrong, and nothing rests on the claim then.
 */
#define CLAIM_SKEW_MAX 86400

struct judging {
    struct arena *arena;
    const struct signature_evidence *evidence;
    const struct trust *trust; /* NULL for none */
    struct findings *findings;
    int64_t time; /* T, the control time */
    enum time_basis basis;
    int64_t unclaimed_time; /* T before the claimed time took its place, for what nobody's word */
    enum time_basis unclaimed_basis; /* can place before it: revocation, the end of algorithms */
    bool has_proven_time;            /* by a trusted time stamp: the signature existed by then */
    int64_t proven_time;
    bool has_signed_after; /* likewise: the signing was later than that */
    int64_t signed_after;
    struct judged_time_stamp *time_stamps;
    size_t time_stamp_count;
    struct slice_list bags[SEARCH_BAGS_MAX]; /* candidates for paths */
    struct revocation_items *collections[REVOCATION_COLLECTIONS_MAX];
    const struct judged_revocation *revocations; /* one for each of the path; NULL: not asked */
    bool seal_maker_trusted;
    struct judged_algorithm *algorithms;
    size_t algorithm_count, algorithm_capacity;
    int error; /* ERR_NOMEM while algorithms were listed */
};

/* ---- Parameters of findings ---- */

void judge_time_param(struct findings *findings, struct finding *finding, const char *name,
                      int64_t time);
void judge_subject_param(struct findings *findings, struct finding *finding, const char *subject);

/* ---- Time ---- */

/* T before anything of the signature is looked at: what the caller, or a proof, says. */
void judge_choose_time(struct judging *judging, const struct control_times *times);

/* What the signature's time stamps prove, by the same moments as itself. ERR_NOMEM, ERR_CRYPTO. */
int judge_time_stamps(struct judging *judging, const struct control_times *times);

/* Where this is a time stamp: the time that it says, against T and its maker's certificate. */
void judge_made_time(struct judging *judging);

/* Holds the claimed time against T, and takes it in place of T where the source says so. */
void judge_claimed_time(struct judging *judging);

/* Dates at T of the certificate at `index` of the path. */
void judge_validity(struct judging *judging, const struct path *path, size_t index);

/* ---- Algorithms ---- */

/* The document's digest, the signature's, and the signer's key. */
void judge_signature_algorithms(struct judging *judging);

/* The key of who made the seal. */
void judge_seal_algorithms(struct judging *judging);

/* How each certificate of the path was signed by the next one. */
void judge_path_algorithms(struct judging *judging, const struct path *path);

/* ---- Revocation ---- */

/* Asks about the path's certificates, as the source wants. ERR_NOMEM, ERR_CRYPTO. */
int judge_revocation(struct judging *judging, const struct path *path);

/*
 * Likewise about the path of who made the seal. What is not known is no doubt there, even where
 * the source requires to know it of signers. ERR_NOMEM, ERR_CRYPTO.
 */
int judge_maker_revocation(struct judging *judging, const struct path *path);

/* ---- Trust ---- */

/* The path and all that hangs on it. ERR_NOMEM, ERR_CRYPTO. */
int judge_trust(struct judging *judging, struct signature_judgement *judgement);

/* ---- Seals ---- */

/* Who made the seal, where the signature has one. ERR_NOMEM, ERR_CRYPTO. */
int judge_seal(struct judging *judging);

#endif
