/* Digests: their identifiers, and computing them. */
#include "base/error.h"
#include "signature/crypto_impl.h"
#include "signature/oid.h"

#define SHAKE256_SIZE 64 /* RFC 8419 2.3, RFC 8702 3.1: 512 bits of output */

static const struct {
    const char *name;    /* ours */
    const char *openssl; /* OpenSSL's */
} hashes[] = {
    [HASH_MD5] = {"md5", "MD5"},
    [HASH_SHA1] = {"sha1", "SHA1"},
    [HASH_SHA224] = {"sha224", "SHA2-224"},
    [HASH_SHA256] = {"sha256", "SHA2-256"},
    [HASH_SHA384] = {"sha384", "SHA2-384"},
    [HASH_SHA512] = {"sha512", "SHA2-512"},
    [HASH_SHA512_256] = {"sha512-256", "SHA2-512/256"},
    [HASH_SHA3_224] = {"sha3-224", "SHA3-224"},
    [HASH_SHA3_256] = {"sha3-256", "SHA3-256"},
    [HASH_SHA3_384] = {"sha3-384", "SHA3-384"},
    [HASH_SHA3_512] = {"sha3-512", "SHA3-512"},
    [HASH_SHAKE256] = {"shake256", "SHAKE-256"},
    [HASH_SM3] = {"sm3", "SM3"},
};

#define HASH_COUNT (sizeof hashes / sizeof hashes[0])

static const struct {
    struct slice oid;
    enum hash hash;
} identifiers[] = {
    {oid_init(OID_MD5), HASH_MD5},
    {oid_init(OID_SHA1), HASH_SHA1},
    {oid_init(OID_SHA224), HASH_SHA224},
    {oid_init(OID_SHA256), HASH_SHA256},
    {oid_init(OID_SHA384), HASH_SHA384},
    {oid_init(OID_SHA512), HASH_SHA512},
    {oid_init(OID_SHA512_256), HASH_SHA512_256},
    {oid_init(OID_SHA3_224), HASH_SHA3_224},
    {oid_init(OID_SHA3_256), HASH_SHA3_256},
    {oid_init(OID_SHA3_384), HASH_SHA3_384},
    {oid_init(OID_SHA3_512), HASH_SHA3_512},
    {oid_init(OID_SHAKE256), HASH_SHAKE256},
    {oid_init(OID_SM3), HASH_SM3},
    {oid_init(OID_SM3_KEYLESS), HASH_SM3},
};

#define IDENTIFIER_COUNT (sizeof identifiers / sizeof identifiers[0])

/* A reference held keeps OpenSSL from dropping a method and looking for it again. */
static EVP_MD *fetched[HASH_COUNT];

int hash_prefetch(void)
{
    for (size_t i = HASH_MD5; i < HASH_COUNT; i++) {
        if (!fetched[i])
            fetched[i] = EVP_MD_fetch(NULL, hashes[i].openssl, NULL);
        if (!fetched[i])
            return crypto_error(ERR_CRYPTO);
    }
    return 0;
}

const EVP_MD *hash_method(enum hash hash)
{
    return (size_t)hash < HASH_COUNT ? fetched[hash] : NULL;
}

/* RFC 8419 2.3: the length of the output stands in the parameters; with Ed448 it is 512 bits. */
static int parse_shake256(const struct der_algorithm *algorithm, enum hash *ret_hash)
{
    struct slice parameters = algorithm->parameters;
    uint32_t bits;

    if (der_number(&parameters, UINT32_MAX, &bits) < 0 || der_end(parameters) < 0)
        return ERR_SYNTAX;
    if (bits != SHAKE256_SIZE * 8)
        return ERR_UNSUPPORTED;
    *ret_hash = HASH_SHAKE256;
    return 0;
}

int hash_parse(const struct der_algorithm *algorithm, enum hash *ret_hash)
{
    if (oid_is(algorithm->oid, OID_SHAKE256_LEN))
        return parse_shake256(algorithm, ret_hash);
    for (size_t i = 0; i < IDENTIFIER_COUNT; i++) {
        if (!slice_equal(algorithm->oid, identifiers[i].oid))
            continue;
        if (!der_no_parameters(algorithm))
            return ERR_SYNTAX;
        *ret_hash = identifiers[i].hash;
        return 0;
    }
    return ERR_UNSUPPORTED;
}

const char *hash_name(enum hash hash)
{
    return (size_t)hash < HASH_COUNT ? hashes[hash].name : NULL;
}

static bool finish(EVP_MD_CTX *context, struct hash_value *value)
{
    unsigned size = 0;

    if (value->hash == HASH_SHAKE256) {
        value->size = SHAKE256_SIZE;
        return EVP_DigestFinalXOF(context, value->bytes, value->size);
    }
    if (!EVP_DigestFinal_ex(context, value->bytes, &size))
        return false;
    value->size = size;
    return true;
}

int hash_of(enum hash hash, const struct slice *parts, size_t count, struct hash_value *ret)
{
    struct hash_value value = {.hash = hash};
    EVP_MD_CTX *context = NULL;
    int r = crypto_prefetch();

    if (r < 0)
        return r;
    context = EVP_MD_CTX_new();
    if (!context || !EVP_DigestInit_ex2(context, fetched[hash], NULL))
        goto failed;
    for (size_t i = 0; i < count; i++)
        if (!EVP_DigestUpdate(context, parts[i].data, parts[i].size))
            goto failed;
    if (!finish(context, &value))
        goto failed;
    *ret = value;
    EVP_MD_CTX_free(context);
    return 0;
failed:
    EVP_MD_CTX_free(context);
    return crypto_error(ERR_CRYPTO);
}

bool hash_equal(const struct hash_value *value, struct slice bytes)
{
    return slice_equal(slice_of(value->bytes, value->size), bytes);
}
