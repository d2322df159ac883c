/*
 * CMS SignedData (RFC 5652 5) as a signature of a PDF carries it: one signer. Read to the
 * letter; slices point into the bytes (or, where those were BER, into a copy in the arena).
 * What content it must or must not hold depends on what it is for, so that is its caller's
 * to say (examine_cms.c).
 *
 * GM/T 0010 (GB/T 35275) is the same structure under identifiers of its own.
 */
#ifndef VOUCH_SIGNATURE_CMS_H
#define VOUCH_SIGNATURE_CMS_H

#include "base/arena.h"
#include "signature/crypto.h"

#define CMS_SIZE_MAX         (4u * 1024 * 1024) /* with the zeros behind it */
#define CMS_CERTIFICATES_MAX 64                 /* in the bag */
#define CMS_ATTRIBUTES_MAX   64                 /* signed; and as many unsigned */
#define CMS_DIGESTS_MAX      16                 /* digestAlgorithms */
#define CMS_TIME_STAMPS_MAX  8                  /* of a kind */
#define CMS_SEGMENTS_MAX     1024               /* of eContent in BER */

struct cms {
    bool is_gm;                /* under the identifiers of GM/T 0010 */
    struct slice content_type; /* eContentType: contents octets of the identifier */
    bool has_content;
    struct slice content; /* eContent: contents octets */

    struct slice certificates[CMS_CERTIFICATES_MAX]; /* whole; only X.509 ones */
    size_t certificate_count;

    bool by_key_id; /* SignerIdentifier: subjectKeyIdentifier, else issuerAndSerialNumber */
    struct slice key_id;
    struct slice issuer; /* whole Name */
    struct slice serial; /* contents octets */

    struct der_algorithm digest;    /* digestAlgorithm of the signer */
    struct der_algorithm signature; /* signatureAlgorithm */
    bool has_attributes;
    struct der attributes; /* signedAttrs as they stand */
    struct slice value;

    struct slice revocation; /* RevocationInfoChoices, one after the other; empty where absent */
    struct slice time_stamps[CMS_TIME_STAMPS_MAX]; /* tokens over the value; whole ContentInfos */
    size_t time_stamp_count;                       /* more are left out */
};

/*
 * Reads one ContentInfo, after which nothing but zeros may stand. ERR_SYNTAX where it is not
 * as the standard says, ERR_UNSUPPORTED and ERR_LIMIT where it cannot be judged here;
 * `*ret_detail` is a sentence's part for specialists. ERR_NOMEM.
 */
int cms_parse(struct arena *arena, struct slice contents, struct cms *ret, const char **ret_detail);

/* The hash in an ESSCertID or ESSCertIDv2 (RFC 5035) of the signer's certificate. */
struct cms_certificate_hash {
    bool present;
    enum hash hash; /* HASH_NONE for one that is not known here */
    struct slice value;
};

struct cms_attributes {
    struct slice content_type; /* contents octets of the identifier */
    struct slice message_digest;
    bool has_signing_time;
    int64_t signing_time;
    struct cms_certificate_hash signing_certificate;    /* RFC 2634 */
    struct cms_certificate_hash signing_certificate_v2; /* RFC 5035 */
    bool has_protection;                                /* CMSAlgorithmProtection (RFC 6211) */
    struct der_algorithm protected_digest;
    struct der_algorithm protected_signature;
    struct slice time_stamps[CMS_TIME_STAMPS_MAX]; /* content-time-stamp (RFC 5126 5.11.4) */
    size_t time_stamp_count;
    struct slice revocation; /* RevocationInfoArchival (ISO 32000-1 12.8.3.3.2), whole */
};

/* Reads the contents of signedAttrs. ERR_SYNTAX and ERR_LIMIT with `*ret_detail`. */
int cms_attributes_parse(struct slice attributes, struct cms_attributes *ret,
                         const char **ret_detail);

#endif
