/*
 * A certificate revocation list (RFC 5280 5), read strictly and never decoded into a tree:
 * lists of a hundred thousand entries are ordinary, so an entry costs neither memory nor
 * more than a look. Slices point into the DER.
 *
 *     crl_parse()  ->  crl_find() for a serial number
 *
 * Whether the list is its issuer's, and whether it speaks of a certificate at some time, is
 * for revocation.h. Nothing here is trust.
 */
#ifndef VOUCH_SIGNATURE_CRL_H
#define VOUCH_SIGNATURE_CRL_H

#include "signature/der.h"

#define CRL_SIZE_MAX (64u * 1024 * 1024) /* about a million entries */

/* IssuingDistributionPoint (RFC 5280 5.2.5): which certificates a list is about. */
struct crl_scope {
    struct slice point; /* the whole DistributionPointName; empty: not limited to one */
    bool only_users;
    bool only_authorities;
    bool only_attributes;
    bool only_some_reasons;
    bool indirect;
};

struct crl {
    struct slice der;
    struct slice tbs;    /* the signed part, whole */
    struct slice issuer; /* whole Name */
    int64_t this_update;
    bool has_next_update;
    int64_t next_update;
    struct slice entries; /* revokedCertificates, one after the other; empty where there are none */
    size_t entry_count;
    struct slice number; /* CRL number, contents octets; empty where absent */
    struct slice authority_key_id;
    bool is_delta;
    struct crl_scope scope;
    bool has_expired_since; /* expiredCertsOnCRL: entries stay on it from that day on */
    int64_t expired_since;
    struct slice unknown_critical; /* of the list or an entry: the first one not known here */
    struct der_algorithm algorithm;
    struct slice signature;
};

/* ReasonFlags' numbers (RFC 5280 5.3.1) that mean something for a verdict. */
#define REVOKED_UNSPECIFIED         0
#define REVOKED_KEY_COMPROMISE      1
#define REVOKED_AFFILIATION_CHANGED 3
#define REVOKED_SUPERSEDED          4
#define REVOKED_CESSATION           5
#define REVOKED_ON_HOLD             6
#define REVOKED_REMOVED             8 /* removeFromCRL: no longer revoked */
#define REVOKED_REASON_MAX          10

struct crl_entry {
    int64_t revoked_at;
    uint32_t reason;
    bool has_reason; /* else REVOKED_UNSPECIFIED */
};

/* Reads a whole CertificateList, every entry included. ERR_SYNTAX, ERR_LIMIT. */
int crl_parse(struct slice der, struct crl *ret);

/*
 * The entry for a serial number (contents octets of the INTEGER); of several, the one that
 * revoked first, and one that says "no longer revoked" only if there is no other. ERR_NOT_FOUND.
 */
int crl_find(const struct crl *crl, struct slice serial, struct crl_entry *ret);

#endif
