/*
 * Whether a certificate was revoked at some time, by what is at hand: revocation lists and
 * OCSP answers out of the signature, the document's security store and the configuration.
 *
 *     revocation_add()    reads a list or an answer into a collection
 *     revocation_ask()    asks collections about one certificate of a path
 *
 * None of it is trusted for where it came from: every list and answer must be signed by
 * the key of the certificate's issuer on the path, or, for OCSP, by a responder to whom
 * that issuer gave the power (RFC 6960 4.2.2.2). A list that is limited in a way that does not
 * fit the certificate (a delta, some reasons, another distribution point) says nothing for it,
 * but what such a list names was revoked. One that may be about something else (an indirect
 * list, attribute certificates, an unknown critical extension) says nothing at all.
 */
#ifndef VOUCH_SIGNATURE_REVOCATION_H
#define VOUCH_SIGNATURE_REVOCATION_H

#include "signature/algorithms.h"
#include "signature/crl.h"
#include "signature/key.h"
#include "signature/ocsp.h"

#define REVOCATION_ITEMS_MAX 4096 /* in one collection */

/* One certificate of a path: the signer's of the evidence, a pinned one, or one in the arena. */
struct path_step {
    const struct certificate *certificate;
    const struct certificate_view *view;
    const struct key *key;
};

struct slice_list {
    const struct slice *items;
    size_t count;
};

struct revocation_item {
    enum revocation_kind kind;
    enum revocation_origin origin;
    union {
        struct crl crl;
        struct ocsp ocsp;
    };
    struct slice checked_for; /* the issuer's certificate for which it was checked, whole */
    int checked;              /* what came out: 0 or an error */
    struct slice responder;   /* the certificate of who answered for that issuer; empty: itself */
};

struct revocation_items {
    struct revocation_item *items;
    size_t count;
    size_t capacity;
    bool read_only; /* shared by examinations: what is found out is not noted */
};

/*
 * Reads a list or an answer, told apart by its first elements, and keeps it; its bytes must
 * stay. ERR_SYNTAX, ERR_UNSUPPORTED, ERR_LIMIT, ERR_NOT_FOUND for an OCSP answer without an
 * answer; ERR_NOMEM.
 */
int revocation_add(struct arena *arena, struct revocation_items *items, struct slice der,
                   enum revocation_origin origin);

/* Whether an item is about certificates of this issuer. 0, ERR_MISMATCH, ERR_NOMEM, ERR_CRYPTO. */
int revocation_match_issuer(const struct revocation_item *item, const struct certificate *issuer);

/* Whether an item was signed for this issuer. 0, ERR_MISMATCH, ERR_NOMEM, ERR_CRYPTO. */
int revocation_check(struct revocation_item *item, const struct path_step *issuer);

#define REVOCATION_COLLECTIONS_MAX 3

struct revocation_question {
    struct arena *arena;
    const struct algorithm_table *algorithms;
    struct path_step subject;
    struct path_step issuer;
    int64_t time;    /* for which it is asked */
    bool only_lists; /* and no answers: about one who answers */
    struct revocation_items *collections[REVOCATION_COLLECTIONS_MAX]; /* NULL: none */
};

/* Whether the reason says that the key was nobody else's: what it made before stays good (RFC 3161
 * 4, 1). */
bool revocation_spares(const struct judged_revocation *said);

/* ERR_NOMEM, ERR_CRYPTO; `ret->state` says what is known. */
int revocation_ask(const struct revocation_question *question, struct judged_revocation *ret);

#endif
