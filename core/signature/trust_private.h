/*
 * A compiled trust from inside, and the search for a path to it. trust.c makes it (with
 * trust_rules.c, trust_lists.c and trust_digest.c), path.c and anchors.c search, judge.c
 * judges.
 */
#ifndef VOUCH_SIGNATURE_TRUST_PRIVATE_H
#define VOUCH_SIGNATURE_TRUST_PRIVATE_H

#include "signature/algorithms.h"
#include "signature/evidence.h"
#include "signature/revocation.h"
#include "signature/trust.h"

#include <openssl/safestack.h>
#include <openssl/x509.h>

#define PATH_CERTIFICATES_MAX 8 /* signer to anchor, both included */

/* One certificate that the configuration names. */
struct pinned {
    struct certificate certificate;
    struct certificate_view view;
    struct key key;
    EVP_PKEY *public_key;
    bool ca_assumed;
    bool has_until;
    int64_t until;
};

struct pinned_list {
    struct pinned *items;
    size_t count;
};

static inline struct path_step pinned_step(const struct pinned *pinned)
{
    return (struct path_step){&pinned->certificate, &pinned->view, &pinned->key};
}

struct subject_rule {
    const char *attribute;
    struct slice type;
    const char *value;
    bool prefix;
};

/* Trust anchors, and what OpenSSL needs of them. */
struct anchor_set {
    struct pinned_list pinned;
    X509_STORE *store; /* the authorities among them; NULL without any */
};

struct trust {
    struct arena *arena;
    struct pinned_list issuers;
    struct pinned_list signers;
    struct anchor_set anchors;
    struct anchor_set time_stamps;
    struct anchor_set seal_makers;
    struct slice_list candidates; /* for building paths */
    struct subject_rule *subject;
    size_t subject_count;
    struct slice_list purposes; /* contents octets of identifiers */
    struct slice_list policies;
    STACK_OF(ASN1_OBJECT) * policy_stack;
    STACK_OF(ASN1_OBJECT) * any_policy_stack;
    bool use_claimed_time;
    int64_t claimed_max_age;
    enum trust_revocation revocation;
    struct revocation_items *lists; /* of the configuration; read only */
    const struct algorithm_table *algorithms;
    uint8_t digest[32];
};

/* How a signer leads to what a source trusts. */
struct path {
    bool found;
    const char *no_path;      /* not found, and why, where more is known than that */
    const struct pinned *end; /* found, and what it ends in: a signer, an issuer or an anchor */
    bool retired;             /* found, but the `until` of `end` is over */
    const char *misfit;       /* found, but why the signer is not one that the source uses */
    size_t outdated;          /* found, but this one before `end` was not valid then; 0: all were */
    struct path_step steps[PATH_CERTIFICATES_MAX]; /* signer first */
    size_t count;
};

/* Whose path: what a source asks of a signer, of one who makes time stamps, or seals. */
enum search_for { SEARCH_SIGNER, SEARCH_TIME_STAMP, SEARCH_SEAL_MAKER };

#define SEARCH_BAGS_MAX 3

/* A path is searched for this subject, to this trust, at that time. */
struct search {
    struct arena *arena;
    const struct trust *trust;
    enum search_for whose;
    struct path_step subject;
    struct slice_list bags[SEARCH_BAGS_MAX]; /* certificates that came along: candidates */
    int64_t time;
};

/* The best path: one that fits, else one that does not, else none. ERR_NOMEM, ERR_CRYPTO. */
int path_find(const struct search *search, struct path *ret);

/*
 * Whether `issuer` issued `certificate`, by names, key identifiers and the signature. 0,
 * ERR_MISMATCH, ERR_UNSUPPORTED for an algorithm not known here, ERR_NOMEM, ERR_CRYPTO.
 */
int path_check_issued(const struct path_step *issuer, const struct certificate *certificate);

/* Whether `value` was made by the key over those bytes, by the declared algorithm. The same. */
int path_check_value(const struct key *key, const struct der_algorithm *algorithm,
                     struct slice signed_bytes, struct slice value);

/*
 * Those certificates of the bags and the candidates that could be on a path from the subject to
 * one of the anchors. ERR_LIMIT where they are too many to try; ERR_NOMEM, ERR_CRYPTO.
 */
int path_choose(const struct search *search, const struct pinned_list *anchors,
                struct slice_list *ret);

/* Puts the authorities into the store. ERR_INVALID with the index of the one OpenSSL refuses. */
int anchors_compile(struct anchor_set *set, size_t *ret_index);

/*
 * An RFC 5280 path from the subject over the bags and the candidates to an anchor of the set.
 * Fills steps, count, outdated, misfit and end of `ret`. ERR_NOT_FOUND, ERR_LIMIT, ERR_NOMEM,
 * ERR_CRYPTO.
 */
int anchors_find(const struct search *search, const struct anchor_set *set, struct path *ret);

/* ---- Compiling ---- */

struct trust_problem;

/* Fills the problem; ERR_INVALID. */
int trust_refuse(struct trust_problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What is asked of a signer: subject, purposes, policies. */
int trust_compile_rules(struct trust *trust, const struct trust_settings *settings,
                        struct trust_problem *problem);

/* Reads revocation lists and OCSP answers, and checks them where their issuer is known. */
int trust_compile_lists(struct trust *trust, const struct trust_settings *settings,
                        struct trust_problem *problem);

int trust_compute_digest(struct trust *trust);

#endif
