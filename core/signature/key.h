/*
 * Public keys out of SubjectPublicKeyInfo (RFC 5280 4.1.2.7), read by ourselves and given
 * to OpenSSL as numbers: its general decoder costs three times the verification.
 */
#ifndef VOUCH_SIGNATURE_KEY_H
#define VOUCH_SIGNATURE_KEY_H

#include "signature/crypto.h"

#define KEY_RSA_BITS_MIN 512 /* OpenSSL's own least; what is too weak to count is algorithms.h */
#define KEY_RSA_BITS_MAX 16384
#define KEY_EXPONENT_MAX 8  /* bytes: larger ones only cost time */
#define KEY_EDWARDS_MAX  57 /* bytes of Ed448's */

enum key_kind {
    KEY_NONE,
    KEY_RSA,
    KEY_EC,
    KEY_ED25519,
    KEY_ED448,
    KEY_SM2,
};

struct key {
    enum key_kind kind;
    const char *name; /* as in the table of algorithms: "rsa", "p-256", ... */
    uint32_t bits;
    struct slice modulus; /* RSA, without leading zeros */
    struct slice exponent;
    struct scheme only;     /* id-RSASSA-PSS with parameters: all this key may be used for */
    bool pss_only;          /* id-RSASSA-PSS */
    const char *curve;      /* others: OpenSSL's name */
    struct slice curve_oid; /* of EC: contents octets of its identifier */
    struct slice point;
};

/*
 * Reads a whole SubjectPublicKeyInfo. ERR_SYNTAX; ERR_UNSUPPORTED for an algorithm, curve or
 * size not known here. `*ret_detail` is why.
 */
int key_parse(struct slice spki, struct key *ret, const char **ret_detail);

/* Whether the scheme is one for this key (its kind, and what an RSASSA-PSS key restricts). */
bool key_fits(const struct key *key, const struct scheme *scheme);

/* The key for crypto_verify_message(); freed with EVP_PKEY_free(). ERR_INVALID for no valid key,
 * ERR_NOMEM.
 */
int key_open(const struct key *key, EVP_PKEY **ret_key);

#endif
