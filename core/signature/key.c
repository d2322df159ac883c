#include "signature/key.h"

#include "base/error.h"
#include "signature/oid.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

struct curve {
    enum key_kind kind;
    struct slice oid;
    const char *name;
    const char *openssl;
    uint32_t bits;
};

static const struct curve curves[] = {
    {KEY_EC, oid_init(OID_P256), "p-256", "P-256", 256},
    {KEY_EC, oid_init(OID_P384), "p-384", "P-384", 384},
    {KEY_EC, oid_init(OID_P521), "p-521", "P-521", 521},
    {KEY_EC, oid_init(OID_BRAINPOOL_P256R1), "brainpool-p256r1", "brainpoolP256r1", 256},
    {KEY_EC, oid_init(OID_BRAINPOOL_P256T1), "brainpool-p256t1", "brainpoolP256t1", 256},
    {KEY_EC, oid_init(OID_BRAINPOOL_P320R1), "brainpool-p320r1", "brainpoolP320r1", 320},
    {KEY_EC, oid_init(OID_BRAINPOOL_P320T1), "brainpool-p320t1", "brainpoolP320t1", 320},
    {KEY_EC, oid_init(OID_BRAINPOOL_P384R1), "brainpool-p384r1", "brainpoolP384r1", 384},
    {KEY_EC, oid_init(OID_BRAINPOOL_P384T1), "brainpool-p384t1", "brainpoolP384t1", 384},
    {KEY_EC, oid_init(OID_BRAINPOOL_P512R1), "brainpool-p512r1", "brainpoolP512r1", 512},
    {KEY_EC, oid_init(OID_BRAINPOOL_P512T1), "brainpool-p512t1", "brainpoolP512t1", 512},
    {KEY_SM2, oid_init(OID_SM2_CURVE), "sm2", "SM2", 256},
};

#define CURVE_COUNT (sizeof curves / sizeof curves[0])

static int fail(const char **ret_detail, int error, const char *detail)
{
    *ret_detail = detail;
    return error;
}

static uint32_t bit_length(struct slice magnitude)
{
    uint32_t bits = (uint32_t)magnitude.size * 8;

    for (uint8_t first = magnitude.data[0]; first < 0x80; first = (uint8_t)(first << 1))
        bits--;
    return bits;
}

static bool is_odd(struct slice magnitude)
{
    return magnitude.data[magnitude.size - 1] & 1;
}

/* RSAPublicKey (RFC 8017 A.1.1) */
static int parse_rsa(struct slice bytes, struct key *key, const char **ret_detail)
{
    struct slice body;

    if (der_only(bytes, DER_SEQUENCE, &body) < 0 || der_positive(&body, &key->modulus) < 0 ||
        der_positive(&body, &key->exponent) < 0 || der_end(body) < 0)
        return fail(ret_detail, ERR_SYNTAX, "an RSA key that is not modulus and exponent");
    if (key->modulus.size > KEY_RSA_BITS_MAX / 8)
        return fail(ret_detail, ERR_UNSUPPORTED, "an RSA modulus of more than 16384 bits");
    key->bits = bit_length(key->modulus);
    if (key->bits < KEY_RSA_BITS_MIN || !is_odd(key->modulus))
        return fail(ret_detail, ERR_UNSUPPORTED, "an RSA modulus that cannot be one");
    if (key->exponent.size > KEY_EXPONENT_MAX)
        return fail(ret_detail, ERR_UNSUPPORTED, "an RSA exponent of more than 64 bits");
    if (!is_odd(key->exponent) || bit_length(key->exponent) < 2)
        return fail(ret_detail, ERR_UNSUPPORTED, "an RSA exponent that is even or 1");
    key->kind = KEY_RSA;
    key->name = "rsa";
    return 0;
}

/* id-RSASSA-PSS (RFC 4055 3.1): with parameters the key is good for these alone. */
static int parse_pss_restriction(const struct der_algorithm *algorithm, struct key *key,
                                 const char **ret_detail)
{
    key->pss_only = true;
    if (algorithm->parameters.size == 0)
        return 0;
    return scheme_parse(algorithm, &key->only, ret_detail);
}

/* RFC 5480 2.1.1 and 2.2: a named curve; a point with 04 (or 02, 03 compressed) before it. */
static int parse_ec(const struct der_algorithm *algorithm, struct slice point, struct key *key,
                    const char **ret_detail)
{
    struct slice parameters = algorithm->parameters;
    const struct curve *curve = NULL;
    struct slice oid;
    size_t size;

    if (der_oid(&parameters, &oid) < 0 || der_end(parameters) < 0)
        return fail(ret_detail, ERR_UNSUPPORTED, "an elliptic curve without a name");
    for (size_t i = 0; i < CURVE_COUNT; i++)
        if (slice_equal(oid, curves[i].oid))
            curve = &curves[i];
    if (!curve)
        return fail(ret_detail, ERR_UNSUPPORTED, "an elliptic curve that is not supported");
    size = (curve->bits + 7) / 8;
    if (!(point.size == 1 + 2 * size && point.data[0] == 4) &&
        !(point.size == 1 + size && (point.data[0] == 2 || point.data[0] == 3)))
        return fail(ret_detail, ERR_SYNTAX, "a point that is not of its curve's size");
    *key = (struct key){.kind = curve->kind,
                        .name = curve->name,
                        .bits = curve->bits,
                        .curve = curve->openssl,
                        .curve_oid = curve->oid,
                        .point = point};
    return 0;
}

/* RFC 8410 3 and 4: no parameters, and the bytes of RFC 8032. */
static const struct edwards {
    enum key_kind kind;
    struct slice oid;
    const char *name;
    const char *openssl;
    uint32_t bits;
    size_t size;
} edwards[] = {
    {KEY_ED25519, oid_init(OID_ED25519), "ed25519", "ED25519", 256, 32},
    {KEY_ED448, oid_init(OID_ED448), "ed448", "ED448", 448, 57},
};

#define EDWARDS_COUNT (sizeof edwards / sizeof edwards[0])

static const struct edwards *find_edwards(struct slice oid)
{
    for (size_t i = 0; i < EDWARDS_COUNT; i++)
        if (slice_equal(oid, edwards[i].oid))
            return &edwards[i];
    return NULL;
}

static int parse_edwards(const struct edwards *kind, const struct der_algorithm *algorithm,
                         struct slice bytes, struct key *key, const char **ret_detail)
{
    if (algorithm->parameters.size > 0 || bytes.size != kind->size)
        return fail(ret_detail, ERR_SYNTAX, "an Edwards curve's key that is not of its size");
    *key = (struct key){.kind = kind->kind,
                        .name = kind->name,
                        .bits = kind->bits,
                        .curve = kind->openssl,
                        .point = bytes};
    return 0;
}

int key_parse(struct slice spki, struct key *ret, const char **ret_detail)
{
    const struct edwards *kind;
    struct der_algorithm algorithm;
    struct key key = {0};
    struct slice bytes;
    struct slice body;
    int r;

    if (der_only(spki, DER_SEQUENCE, &body) < 0 || der_algorithm(&body, &algorithm) < 0 ||
        der_bytes_of_bits(&body, &bytes) < 0 || der_end(body) < 0)
        return fail(ret_detail, ERR_SYNTAX, "a public key that is not well-formed");
    kind = find_edwards(algorithm.oid);
    if (kind) {
        r = parse_edwards(kind, &algorithm, bytes, &key, ret_detail);
    } else if (oid_is(algorithm.oid, OID_EC)) {
        r = parse_ec(&algorithm, bytes, &key, ret_detail);
    } else if (oid_is(algorithm.oid, OID_RSA) || oid_is(algorithm.oid, OID_RSA_PSS)) {
        r = parse_rsa(bytes, &key, ret_detail);
        if (r == 0 && oid_is(algorithm.oid, OID_RSA_PSS))
            r = parse_pss_restriction(&algorithm, &key, ret_detail);
    } else {
        r = fail(ret_detail, ERR_UNSUPPORTED, "a kind of public key that is not supported");
    }
    if (r == 0)
        *ret = key;
    return r;
}

static bool rsa_fits(const struct key *key, const struct scheme *scheme)
{
    if (!key->pss_only)
        return true;
    if (scheme->kind != SCHEME_RSA_PSS)
        return false;
    return key->only.kind == SCHEME_NONE ||
           (key->only.hash == scheme->hash && key->only.mask_hash == scheme->mask_hash &&
            scheme->salt >= key->only.salt);
}

bool key_fits(const struct key *key, const struct scheme *scheme)
{
    switch (scheme->kind) {
    case SCHEME_RSA_PKCS1:
    case SCHEME_RSA_PSS:
        return key->kind == KEY_RSA && rsa_fits(key, scheme);
    case SCHEME_ECDSA:
    case SCHEME_PLAIN_ECDSA:
        return key->kind == KEY_EC &&
               (scheme->curve.size == 0 || slice_equal(scheme->curve, key->curve_oid));
    case SCHEME_ED25519:
        return key->kind == KEY_ED25519;
    case SCHEME_ED448:
        return key->kind == KEY_ED448;
    case SCHEME_SM2:
        return key->kind == KEY_SM2;
    case SCHEME_NONE:
        break;
    }
    return false;
}

/* OSSL_PARAM holds numbers in the machine's own order of bytes. */
static OSSL_PARAM number(const char *name, struct slice magnitude, uint8_t *native)
{
    for (size_t i = 0; i < magnitude.size; i++)
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        native[i] = magnitude.data[magnitude.size - 1 - i];
#else
        native[i] = magnitude.data[i];
#endif
    return OSSL_PARAM_construct_BN(name, native, magnitude.size);
}

static int from_data(const char *type, OSSL_PARAM *params, EVP_PKEY **ret_key)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *key = NULL;
    int r = 0;

    if (!context || EVP_PKEY_fromdata_init(context) <= 0 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) <= 0)
        r = crypto_error(ERR_INVALID);
    else
        *ret_key = key;
    EVP_PKEY_CTX_free(context);
    return r;
}

static int open_rsa(const struct key *key, EVP_PKEY **ret_key)
{
    uint8_t modulus[KEY_RSA_BITS_MAX / 8];
    uint8_t exponent[KEY_EXPONENT_MAX];
    OSSL_PARAM params[] = {
        number(OSSL_PKEY_PARAM_RSA_N, key->modulus, modulus),
        number(OSSL_PKEY_PARAM_RSA_E, key->exponent, exponent),
        OSSL_PARAM_END,
    };

    return from_data("RSA", params, ret_key);
}

static int open_ec(const struct key *key, EVP_PKEY **ret_key)
{
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)key->curve, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
                                          (void *)(uintptr_t)key->point.data, key->point.size),
        OSSL_PARAM_END,
    };

    return from_data(key->kind == KEY_SM2 ? "SM2" : "EC", params, ret_key);
}

/* Whether all bytes of `y` but the first and the last are `fill`. */
static bool is_pattern(const uint8_t *y, size_t size, uint8_t first, uint8_t fill, uint8_t last)
{
    for (size_t i = 1; i + 1 < size; i++)
        if (y[i] != fill)
            return false;
    return y[0] == first && y[size - 1] == last;
}

/*
 * Points of small order make one value good for many messages, and no private key has them:
 * y of 0, 1, -1, those not reduced too, and of Ed25519 two more (RFC 7748 7; RFC 8032 8.4).
 */
static bool has_small_order(const struct key *key)
{
    static const uint8_t order_8[2][32] = {
        {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
         0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
         0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
        {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
         0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
         0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
    };
    size_t size = key->point.size;
    uint8_t y[KEY_EDWARDS_MAX];

    memcpy(y, key->point.data, size);
    y[size - 1] &= 0x7f; /* the sign of x */
    if (is_pattern(y, size, 0, 0, 0) || is_pattern(y, size, 1, 0, 0))
        return true;
    if (key->kind == KEY_ED25519)
        return memcmp(y, order_8[0], 32) == 0 || memcmp(y, order_8[1], 32) == 0 ||
               is_pattern(y, size, 0xec, 0xff, 0x7f) || is_pattern(y, size, 0xed, 0xff, 0x7f) ||
               is_pattern(y, size, 0xee, 0xff, 0x7f);
    y[28] ^= 0x01; /* p is 2^448 - 2^224 - 1 */
    return is_pattern(y, size, 0xfe, 0xff, 0);
}

static int open_edwards(const struct key *key, EVP_PKEY **ret_key)
{
    EVP_PKEY *opened;

    if (has_small_order(key))
        return ERR_INVALID;
    opened =
        EVP_PKEY_new_raw_public_key_ex(NULL, key->curve, NULL, key->point.data, key->point.size);
    if (!opened)
        return crypto_error(ERR_INVALID);
    *ret_key = opened;
    return 0;
}

int key_open(const struct key *key, EVP_PKEY **ret_key)
{
    int r = crypto_prefetch();

    if (r < 0)
        return r;
    switch (key->kind) {
    case KEY_RSA:
        return open_rsa(key, ret_key);
    case KEY_EC:
    case KEY_SM2:
        return open_ec(key, ret_key);
    case KEY_ED25519:
    case KEY_ED448:
        return open_edwards(key, ret_key);
    case KEY_NONE:
        break;
    }
    return ERR_INVALID;
}
