/* Writes signatures with electronic seals, versions 1, 4 and 5, in which every part can be wrong.
 */
#ifndef VOUCH_TESTS_WRITE_SEAL_H
#define VOUCH_TESTS_WRITE_SEAL_H

#include "write_pki.h"

/*
 * Every member may be left out: then the usual holder seals SIGNED_CONTENT with a seal of the
 * usual maker. A slice given stands in place of the part; NOTHING leaves the part out.
 */
struct seal_recipe {
    unsigned version; /* 4 */
    const char *content;

    /* The seal */
    EVP_PKEY *maker_key;
    struct slice maker;   /* certificate */
    struct slice header;  /* whole SES_Header */
    struct slice list;    /* whole certListType and certList; in version 1 certList */
    struct slice created; /* whole elements */
    struct slice from;
    struct slice to;
    struct slice picture;
    struct slice info_extensions; /* whole, as they stand there */
    struct slice info;            /* whole SES_SealInfo */
    struct slice maker_algorithm; /* whole OBJECT IDENTIFIER */
    struct slice maker_value;     /* contents of the BIT STRING */
    struct slice seal_stamp;      /* whole, after the maker's value */
    struct slice seal;            /* whole SESeal, of another signature for instance */

    /* The signature */
    EVP_PKEY *key;
    struct slice signer; /* certificate */
    struct slice number; /* version in TBS_Sign */
    struct slice time;   /* whole timeInfo */
    struct slice data_hash;
    struct slice extensions; /* whole, at the end of what is signed */
    struct slice algorithm;  /* whole OBJECT IDENTIFIER */
    struct slice value;      /* contents of the BIT STRING */
    struct slice time_stamp; /* whole, at the end */
    struct slice after;      /* behind it all */
};
struct slice seal_signature(const struct seal_recipe *recipe);

/* The parts of it that the recipe describes. */
struct slice seal_info(const struct seal_recipe *recipe);
struct slice seal_of(const struct seal_recipe *recipe);
struct slice seal_to_sign(const struct seal_recipe *recipe);

struct slice listed(struct slice certificate_of);
struct slice list_of_certificates(struct slice certificates); /* several listed() joined */
struct slice list_of_digests(struct slice certificate_of);

/* SM2 keys and certificates: an authority "CN=Issuer,O=Office of Samples", which issued both the
 * holder's and the maker's, the latter "CN=Maker". Made once for the program. */
EVP_PKEY *seal_authority_key(void);
EVP_PKEY *seal_holder_key(void);
EVP_PKEY *seal_maker_key(void);
struct slice seal_authority(void);
struct slice seal_holder(void);
struct slice seal_maker(void);

#endif
