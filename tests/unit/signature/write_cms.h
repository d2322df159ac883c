/* Writes a CMS SignedData in which every part can be wrong. */
#ifndef VOUCH_TESTS_WRITE_CMS_H
#define VOUCH_TESTS_WRITE_CMS_H

#include "write_pki.h"

#define SIGNED_CONTENT "These are the bytes that the signature covers."

/*
 * Every member may be left out: then the usual signer signs SIGNED_CONTENT as adbe.pkcs7.detached
 * wants it. A slice given stands in place of the part; NOTHING leaves the part out.
 */
struct cms_recipe {
    const char *content;
    EVP_PKEY *key;
    struct how how;
    struct slice certificate;  /* the signer's, for identifier and attributes */
    struct slice certificates; /* contents of the bag; that certificate */
    struct slice type;         /* of ContentInfo */
    struct slice version;
    struct slice digest_algorithms; /* contents of the SET */
    const char *content_type;       /* in encapContentInfo and the attributes; data */
    struct slice content_info;      /* whole encapContentInfo */
    struct slice crls;              /* after the certificates */
    struct slice signer_version;
    struct slice signer_id;
    struct slice digest_algorithm;
    struct slice attributes;       /* contents of signedAttrs: several attribute() joined */
    struct slice attributes_extra; /* after the usual ones */
    struct slice signature_algorithm;
    struct slice value; /* contents of the OCTET STRING */
    struct slice unsigned_attributes;
    struct slice signers; /* contents of SignerInfos */
    struct slice after;   /* behind it all */
    bool no_attributes;
    bool ber; /* indefinite length for the outer structures */
};
struct slice cms(const struct cms_recipe *recipe);

struct slice attribute(const char *type, struct slice value);
struct slice content_type_attribute(const char *type);
struct slice message_digest_attribute(struct slice digest);
struct slice signing_time_attribute(const char *utc_time);
struct slice signing_certificate_attribute(struct slice certificate_of);    /* v1, SHA-1 */
struct slice signing_certificate_v2_attribute(struct slice certificate_of); /* SHA-256 by default */
struct slice protection_attribute(struct slice digest_algorithm, struct slice signature_algorithm);

/* content-type, message-digest and signing-time 2026-06-01 for a recipe. */
struct slice usual_attributes(const struct cms_recipe *recipe);

/* SignerIdentifiers */
struct slice by_issuer(struct slice issuer, struct slice serial);
struct slice by_key_id(const char *id);

#endif
