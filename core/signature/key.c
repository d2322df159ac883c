#include "signature/key.h"

#include "base/error.h"
#include "signature/oid.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

struct curve {
    struct slice oid;
    const char *name;
    const char *openssl;
    uint32_t bits;
};

static const struct curve curves[] = {
    {oid_init(OID_P256), "p-256", "P-256", 256},
    {oid_init(OID_P384), "p-384", "P-384", 384},
    {oid_init(OID_P521), "p-521", "P-521", 521},
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
    *key = (struct key){.kind = KEY_EC,
                        .name = curve->name,
                        .bits = curve->bits,
                        .curve = curve->openssl,
                        .point = point};
    return 0;
}

int key_parse(struct slice spki, struct key *ret, const char **ret_detail)
{
    struct der_algorithm algorithm;
    struct key key = {0};
    struct slice bytes;
    struct slice body;
    int r;

    if (der_only(spki, DER_SEQUENCE, &body) < 0 || der_algorithm(&body, &algorithm) < 0 ||
        der_bytes_of_bits(&body, &bytes) < 0 || der_end(body) < 0)
        return fail(ret_detail, ERR_SYNTAX, "a public key that is not well-formed");
    if (oid_is(algorithm.oid, OID_EC)) {
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

bool key_fits(const struct key *key, const struct scheme *scheme)
{
    if (scheme->kind == SCHEME_ECDSA)
        return key->kind == KEY_EC;
    if (key->kind != KEY_RSA)
        return false;
    if (!key->pss_only)
        return true;
    if (scheme->kind != SCHEME_RSA_PSS)
        return false;
    return key->only.kind == SCHEME_NONE ||
           (key->only.hash == scheme->hash && scheme->salt >= key->only.salt);
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

int key_open(const struct key *key, EVP_PKEY **ret_key)
{
    uint8_t modulus[KEY_RSA_BITS_MAX / 8];
    uint8_t exponent[KEY_EXPONENT_MAX];
    OSSL_PARAM params[3] = {OSSL_PARAM_END, OSSL_PARAM_END, OSSL_PARAM_END};
    int r = crypto_prefetch();

    if (r < 0)
        return r;
    if (key->kind == KEY_RSA) {
        params[0] = number(OSSL_PKEY_PARAM_RSA_N, key->modulus, modulus);
        params[1] = number(OSSL_PKEY_PARAM_RSA_E, key->exponent, exponent);
        return from_data("RSA", params, ret_key);
    }
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)key->curve, 0);
    params[1] = OSSL_PARAM_construct_octet_string(
        OSSL_PKEY_PARAM_PUB_KEY, (void *)(uintptr_t)key->point.data, key->point.size);
    return from_data("EC", params, ret_key);
}
