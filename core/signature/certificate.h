/*
 * A certificate (RFC 5280) seen by our own light walk: where its parts lie, and the few
 * extensions a judgement needs. Nothing is allocated; slices point into the DER.
 *
 * What OpenSSL decodes for a path (path.c) is the same bytes; what is shown and compared
 * comes from here.
 */
#ifndef VOUCH_SIGNATURE_CERTIFICATE_H
#define VOUCH_SIGNATURE_CERTIFICATE_H

#include "signature/crypto.h"
#include "signature/signature.h"

#define CERTIFICATE_SIZE_MAX       (128u * 1024)
#define CERTIFICATE_EXTENSIONS_MAX 64

/* Bits of key usage (RFC 5280 4.2.1.3). */
#define USAGE_DIGITAL_SIGNATURE (1u << 0)
#define USAGE_NON_REPUDIATION   (1u << 1)
#define USAGE_CERTIFICATE_SIGN  (1u << 5)
#define USAGE_CRL_SIGN          (1u << 6)

struct certificate {
    struct slice der;
    struct slice tbs;    /* the signed part, whole */
    struct slice serial; /* contents octets */
    struct slice issuer; /* whole Name */
    struct slice subject;
    struct slice spki; /* whole SubjectPublicKeyInfo */
    int64_t not_before;
    int64_t not_after;
    struct der_algorithm algorithm; /* of the issuer's signature */
    struct slice signature;
    bool has_key_usage;
    uint32_t key_usage;
    bool is_ca;
    struct slice subject_key_id; /* empty where absent */
    struct slice authority_key_id;
    struct slice purposes; /* extended key usage, one identifier after the other; empty: absent */
    bool purposes_critical;
    struct slice other_names; /* subjectAltName, one GeneralName after the other; empty: absent */
    struct slice policies;    /* certificatePolicies, one PolicyInformation after the other */
    struct slice crl_points;  /* CRLDistributionPoints, one after the other; empty: absent */
    struct slice authority_info;   /* AuthorityInfoAccess, one AccessDescription after the other */
    bool no_revocation_check;      /* id-pkix-ocsp-nocheck (RFC 6960 4.2.2.2.1) */
    struct slice unknown_critical; /* identifier of the first critical extension not known here */
};

/* ERR_SYNTAX, ERR_LIMIT. */
int certificate_parse(struct slice der, struct certificate *ret);

/* digitalSignature or nonRepudiation, where key usage is present at all. */
bool certificate_may_sign(const struct certificate *certificate);

/* CA:TRUE, and keyCertSign where key usage is present. */
bool certificate_may_issue(const struct certificate *certificate);

/* cRLSign, where key usage is present at all. */
bool certificate_may_sign_crls(const struct certificate *certificate);

/* Whether extended key usage names the purpose (contents octets of its identifier). */
bool certificate_has_purpose(const struct certificate *certificate, struct slice purpose);

/* Extended key usage timeStamping, critical and alone (RFC 3161 2.3). */
bool certificate_is_for_time_stamps(const struct certificate *certificate);

/* Whether certificate policies name the policy; anyPolicy names none. */
bool certificate_has_policy(const struct certificate *certificate, struct slice policy);

/* The strings and the digest, for a report. ERR_NOMEM. */
int certificate_describe(struct arena *arena, const struct certificate *certificate,
                         struct certificate_view *ret);

#endif
