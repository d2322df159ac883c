/*
 * A compiled trust from inside, and the search for a path to it. trust.c makes it,
 * path.c and anchors.c search, judge.c judges.
 */
#ifndef VOUCH_SIGNATURE_TRUST_PRIVATE_H
#define VOUCH_SIGNATURE_TRUST_PRIVATE_H

#include "signature/algorithms.h"
#include "signature/evidence.h"
#include "signature/trust.h"

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

struct subject_rule {
    const char *attribute;
    struct slice type;
    const char *value;
    bool prefix;
};

struct trust {
    struct arena *arena;
    struct pinned_list issuers;
    struct pinned_list signers;
    struct pinned_list anchors;
    X509_STORE *store; /* the anchors for OpenSSL; NULL without any */
    struct subject_rule *subject;
    size_t subject_count;
    bool use_claimed_time;
    int64_t claimed_max_age;
    bool revocation_required;
    const struct algorithm_table *algorithms;
    uint8_t digest[32];
};

/* One certificate of a path: the signer's of the evidence, a pinned one, or one in the arena. */
struct path_step {
    const struct certificate *certificate;
    const struct certificate_view *view;
    const struct key *key;
};

/* How a signer leads to what a source trusts. */
struct path {
    bool found;
    const char *no_path;      /* not found, and why, where more is known than that */
    const struct pinned *end; /* found, and what it ends in: a signer, an issuer or an anchor */
    bool retired;             /* found, but the `until` of `end` is over */
    const char *misfit;       /* found, but why the signer is not one that the source uses */
    const struct path_step *outdated; /* found, but this one before `end` was not valid then */
    struct path_step steps[PATH_CERTIFICATES_MAX]; /* signer first */
    size_t count;
};

/* A path is searched for this signer, to this trust, at that time. */
struct search {
    struct arena *arena;
    const struct trust *trust;
    const struct signature_evidence *evidence;
    int64_t time;
};

/* The best path: one that fits, else one that does not, else none. ERR_NOMEM, ERR_CRYPTO. */
int path_find(const struct search *search, struct path *ret);

/* Puts the anchors into `trust->store`. ERR_INVALID with the index of the one OpenSSL refuses. */
int anchors_compile(struct trust *trust, size_t *ret_index);

/*
 * An RFC 5280 path from the signer over the bag's certificates to an anchor. Fills steps,
 * count, outdated and end of `ret`. ERR_NOT_FOUND, ERR_NOMEM.
 */
int anchors_find(const struct search *search, struct path *ret);

#endif
