/* Writes RFC 3161 tokens in which every part can be wrong. */
#ifndef VOUCH_TESTS_WRITE_TIME_STAMP_H
#define VOUCH_TESTS_WRITE_TIME_STAMP_H

#include "write_cms.h"

/* Every member may be left out: then the usual authority stamps SIGNED_CONTENT on 2026-06-02. */
struct token_recipe {
    struct slice over; /* what is stamped */
    const char *digest;
    const char *time;          /* GeneralizedTime; 20260602000000Z */
    struct slice version;      /* of TSTInfo */
    struct slice imprint;      /* contents of the OCTET STRING */
    struct slice after_time;   /* accuracy, ordering, nonce, ... */
    struct slice info;         /* the whole TSTInfo */
    struct slice content_type; /* of the content; id-ct-TSTInfo */
    struct slice content_info; /* whole encapContentInfo */
    EVP_PKEY *key;
    struct slice certificate;
    struct slice certificates;
    struct slice signer_id;
    struct slice attributes; /* contents of signedAttrs, in place of all */
    bool no_signing_certificate;
    struct slice crls;
};
struct slice token(const struct token_recipe *recipe);

/* The usual authority and its certificate, under "CN=Stamps,O=Clocks" (its own issuer). */
EVP_PKEY *stamp_root_key(void);
EVP_PKEY *stamp_key(void);
struct slice stamp_root(void);
struct certificate_recipe stamp_recipe(void);
struct slice stamp_certificate(void);

#define TIME_STAMP_PURPOSE "1.3.6.1.5.5.7.3.8"

/* Attributes of a signature that hold tokens. */
struct slice time_stamp_attribute(struct slice tokens); /* unsigned: [1] with one attribute */
struct slice content_time_stamp_attribute(struct slice tokens); /* signed */

#endif
