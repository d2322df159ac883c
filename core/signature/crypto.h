/*
 * Digests and signature values, over OpenSSL's EVP. What is judged here is arithmetic:
 * whether an algorithm is still good enough is algorithms.h, whether a key is trusted is
 * trust.h.
 *
 * The algorithms are fetched from OpenSSL once for the process, by crypto_prefetch(): they
 * are constant after that, like OpenSSL's own tables which they point into, and a forked
 * child looks nothing up.
 */
#ifndef VOUCH_SIGNATURE_CRYPTO_H
#define VOUCH_SIGNATURE_CRYPTO_H

#include "base/slice.h"
#include "signature/der.h"

#include <openssl/types.h>

#define HASH_SIZE_MAX 64

/* GM/T 0009 10: who signs with SM2, where nobody agreed on anything else. */
#define SM2_IDENTIFIER "1234567812345678"

enum hash {
    HASH_NONE,
    HASH_MD5,
    HASH_SHA1,
    HASH_SHA224,
    HASH_SHA256,
    HASH_SHA384,
    HASH_SHA512,
    HASH_SHA512_256,
    HASH_SHA3_224,
    HASH_SHA3_256,
    HASH_SHA3_384,
    HASH_SHA3_512,
    HASH_SHAKE256, /* with 512 bits of output */
    HASH_SM3,
};

struct hash_value {
    enum hash hash;
    size_t size;
    uint8_t bytes[HASH_SIZE_MAX];
};

enum scheme_kind {
    SCHEME_NONE,
    SCHEME_RSA_PKCS1, /* RFC 8017 8.2 */
    SCHEME_RSA_PSS,   /* RFC 8017 8.1, with MGF1 */
    SCHEME_ECDSA,
    SCHEME_PLAIN_ECDSA, /* BSI TR-03111 5.2.1: r and s without DER */
    SCHEME_ED25519,     /* RFC 8032, pure */
    SCHEME_ED448,
    SCHEME_SM2, /* GB/T 32918.2, with the default identifier of the signer */
};

/* How a signature value was made. */
struct scheme {
    enum scheme_kind kind;
    enum hash hash; /* HASH_NONE for plain rsaEncryption: the digest named beside it. Of Ed25519
                       and Ed448 the one that must stand beside them (RFC 8419 3) */
    enum hash mask_hash; /* RSASSA-PSS: of MGF1 */
    uint32_t salt;       /* RSASSA-PSS: bytes of salt */
    struct slice curve;  /* PLAIN-ECDSA: the identifier of the curve, where it names one */
};

/* Fetches every algorithm; may be called again. ERR_CRYPTO where OpenSSL lacks one. */
int crypto_prefetch(void);

/* The digest an AlgorithmIdentifier names; ERR_UNSUPPORTED, ERR_SYNTAX for wrong parameters. */
int hash_parse(const struct der_algorithm *algorithm, enum hash *ret_hash);

/* "sha256"; NULL for HASH_NONE. Static. */
const char *hash_name(enum hash hash);

/* The digest of `count` parts one after the other. ERR_NOMEM, ERR_CRYPTO. */
int hash_of(enum hash hash, const struct slice *parts, size_t count, struct hash_value *ret);

bool hash_equal(const struct hash_value *value, struct slice bytes);

/*
 * The scheme an AlgorithmIdentifier names (RFC 4055, RFC 5754, RFC 5758, RFC 8410, RFC 8692,
 * BSI TR-03111, GM/T 0006). ERR_UNSUPPORTED, ERR_SYNTAX for parameters that are not as the
 * standard says; then `*ret_detail` is why.
 */
int scheme_parse(const struct der_algorithm *algorithm, struct scheme *ret,
                 const char **ret_detail);

/* Whether the scheme can be used with this digest, where its identifier names none. */
bool scheme_takes(enum scheme_kind kind, enum hash hash);

/* "rsa", "rsa-pss", "ecdsa", "ecdsa-plain", "ed25519", "ed448", "sm2"; NULL for SCHEME_NONE.
 * Static. */
const char *scheme_name(enum scheme_kind kind);

/*
 * Whether `value` is the signature by `key` under `scheme` of a message, `count` parts one
 * after the other. 0, ERR_MISMATCH, ERR_NOMEM, ERR_CRYPTO.
 */
int crypto_verify_message(EVP_PKEY *key, const struct scheme *scheme, const struct slice *parts,
                          size_t count, struct slice value);

/*
 * The digest inside an RSASSA-PKCS1-v1_5 value (RFC 8017 9.2), for a form that names its
 * algorithm nowhere else. ERR_MISMATCH where it is no value of this key; ERR_UNSUPPORTED
 * for a digest that is not known. ERR_NOMEM.
 */
int crypto_recover_digest(EVP_PKEY *key, struct slice value, struct hash_value *ret);

/* After an OpenSSL call failed: ERR_NOMEM where that was why, else `otherwise`. Clears its queue.
 */
int crypto_error(int otherwise);

#endif
