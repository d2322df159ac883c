/*
 * One judgement while it is made. judge.c goes through the steps in order; each step adds
 * findings, and what later steps and the report need to know:
 *
 *     judge_time.c        T, the control time, and the dates of certificates at it
 *     judge_algorithms.c  algorithms and keys at T, against the table
 *     judge_trust.c       the path from the signer to what the source trusts
 *     judge_seal.c        the path from the maker of an electronic seal
 */
#ifndef VOUCH_SIGNATURE_JUDGE_IMPL_H
#define VOUCH_SIGNATURE_JUDGE_IMPL_H

#include "signature/trust_private.h"

struct judging {
    struct arena *arena;
    const struct signature_evidence *evidence;
    const struct trust *trust; /* NULL for none */
    struct findings *findings;
    int64_t time; /* T, the control time */
    enum time_basis basis;
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

/* Holds the claimed time against T, and takes it in place of T where the source says so. */
void judge_claimed_time(struct judging *judging);

/* A certificate's dates at T. */
void judge_validity(struct judging *judging, const struct path_step *step);

/* ---- Algorithms ---- */

/* The document's digest, the signature's, and the signer's key. */
void judge_signature_algorithms(struct judging *judging);

/* The key of who made the seal. */
void judge_seal_algorithms(struct judging *judging);

/* How each certificate of the path was signed by the next one. */
void judge_path_algorithms(struct judging *judging, const struct path *path);

/* ---- Trust ---- */

/* The path and all that hangs on it. ERR_NOMEM, ERR_CRYPTO. */
int judge_trust(struct judging *judging, struct signature_judgement *judgement);

/* ---- Seals ---- */

/* Who made the seal, where the signature has one. ERR_NOMEM, ERR_CRYPTO. */
int judge_seal(struct judging *judging);

#endif
