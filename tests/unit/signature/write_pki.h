/* Throw-away keys and certificates for tests. All names are invented. */
#ifndef VOUCH_TESTS_WRITE_PKI_H
#define VOUCH_TESTS_WRITE_PKI_H

#include "write_der.h"

#include <openssl/evp.h>

/* Keys are made once for the program: "rsa-" and bits, "p-256", "p-384", "p-521", "ed25519",
 * "ed448", "sm2", or a curve by OpenSSL's name; `which` tells several of a kind apart. */
EVP_PKEY *test_key(const char *kind, unsigned which);
void free_test_keys(void);

struct slice public_key_of(EVP_PKEY *key); /* whole SubjectPublicKeyInfo */
struct slice digest_of(const char *digest, struct slice data);

/* How to sign: digest by OpenSSL's name, PKCS#1 v1.5 or ECDSA by the key, or RSASSA-PSS. */
struct how {
    const char *digest; /* NULL: SHA256, or SM3 with SM2 */
    bool pss;
    int salt; /* RSASSA-PSS */
};
struct slice sign(EVP_PKEY *key, struct how how, struct slice data);

/* An ECDSA or SM2 value without DER: r and s in `half` bytes each. */
struct slice plain_value(struct slice der, size_t half);

/* The AlgorithmIdentifier for it, as RFC 4055 and 5758 say. */
struct slice signature_algorithm(EVP_PKEY *key, struct how how);
struct slice pss_parameters(const char *hash_oid, const char *mask_oid, uint64_t salt);
const char *digest_oid(const char *digest);

/* "CN=Ada,O=Office" (first written, first in the DER), all UTF8String. */
struct slice dn(const char *name);
struct slice rdn(const char *type, struct slice value);

struct slice extension(const char *type, bool critical, struct slice value);
struct slice key_usage(uint8_t first_byte, unsigned unused);
struct slice basic_constraints(bool ca);
struct slice subject_key_id(const char *id);
struct slice authority_key_id(const char *id);

#define USAGE_SIGN         key_usage(0x80, 7)
#define USAGE_NONREPUDIATE key_usage(0x40, 6)
#define USAGE_ENCIPHER     key_usage(0x20, 5)
#define USAGE_ISSUE        key_usage(0x04, 2) /* certificates only */
#define USAGE_ISSUE_ALL    key_usage(0x06, 1) /* and revocation lists */

/* Every member may be left out but the keys. */
struct certificate_recipe {
    EVP_PKEY *key;
    EVP_PKEY *issuer_key;
    struct how how;
    struct slice subject; /* CN=Signer,O=Office of Samples */
    struct slice issuer;  /* CN=Issuer,O=Office of Samples */
    struct slice serial;  /* whole element; 0x1001 */
    const char *from;     /* UTCTime; 250101000000Z */
    const char *to;       /* 271231235959Z */
    struct slice validity;
    struct slice extensions; /* several joined; none */
    struct slice algorithm;  /* outer */
    struct slice inner_algorithm;
    struct slice public_key;
};
struct slice certificate(const struct certificate_recipe *recipe);

/* The usual ones: an issuer "CN=Issuer,O=Office of Samples" and a signer that it issued. */
EVP_PKEY *issuer_key(void);
EVP_PKEY *signer_key(void);
struct slice issuer_certificate(void);
struct slice signer_certificate(void);

#endif
