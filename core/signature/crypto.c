#include "signature/crypto.h"

#include "base/error.h"
#include "signature/oid.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

struct hash_entry {
    const char *name;    /* ours */
    const char *openssl; /* OpenSSL's */
    struct slice oid;
};

static const struct hash_entry hashes[] = {
    [HASH_MD5] = {"md5", "MD5", oid_init(OID_MD5)},
    [HASH_SHA1] = {"sha1", "SHA1", oid_init(OID_SHA1)},
    [HASH_SHA256] = {"sha256", "SHA2-256", oid_init(OID_SHA256)},
    [HASH_SHA384] = {"sha384", "SHA2-384", oid_init(OID_SHA384)},
    [HASH_SHA512] = {"sha512", "SHA2-512", oid_init(OID_SHA512)},
};

#define HASH_COUNT (sizeof hashes / sizeof hashes[0])

/*
 * What crypto_prefetch() fetched. Holding a reference keeps OpenSSL from dropping a method
 * and looking for it again.
 */
static struct {
    EVP_MD *hashes[HASH_COUNT];
    EVP_SIGNATURE *rsa;
    EVP_SIGNATURE *ecdsa;
    EVP_KEYMGMT *rsa_keys;
    EVP_KEYMGMT *ec_keys;
} fetched;

int crypto_prefetch(void)
{
    if (fetched.ec_keys)
        return 0;
    for (size_t i = HASH_MD5; i < HASH_COUNT; i++) {
        fetched.hashes[i] = EVP_MD_fetch(NULL, hashes[i].openssl, NULL);
        if (!fetched.hashes[i])
            return crypto_error(ERR_CRYPTO);
    }
    fetched.rsa = EVP_SIGNATURE_fetch(NULL, "RSA", NULL);
    fetched.ecdsa = EVP_SIGNATURE_fetch(NULL, "ECDSA", NULL);
    fetched.rsa_keys = EVP_KEYMGMT_fetch(NULL, "RSA", NULL);
    if (!fetched.rsa || !fetched.ecdsa || !fetched.rsa_keys)
        return crypto_error(ERR_CRYPTO);
    fetched.ec_keys = EVP_KEYMGMT_fetch(NULL, "EC", NULL);
    return fetched.ec_keys ? 0 : crypto_error(ERR_CRYPTO);
}

int crypto_error(int otherwise)
{
    unsigned long error;

    while ((error = ERR_get_error()) != 0)
        if (ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE)
            otherwise = ERR_NOMEM;
    return otherwise;
}

int hash_parse(const struct der_algorithm *algorithm, enum hash *ret_hash)
{
    for (size_t i = HASH_MD5; i < HASH_COUNT; i++) {
        if (!slice_equal(algorithm->oid, hashes[i].oid))
            continue;
        if (!der_no_parameters(algorithm))
            return ERR_SYNTAX;
        *ret_hash = (enum hash)i;
        return 0;
    }
    return ERR_UNSUPPORTED;
}

const char *hash_name(enum hash hash)
{
    return (size_t)hash < HASH_COUNT ? hashes[hash].name : NULL;
}

int hash_of(enum hash hash, const struct slice *parts, size_t count, struct hash_value *ret)
{
    struct hash_value value = {.hash = hash};
    EVP_MD_CTX *context = NULL;
    unsigned size = 0;
    int r = crypto_prefetch();

    if (r < 0)
        return r;
    context = EVP_MD_CTX_new();
    if (!context || !EVP_DigestInit_ex2(context, fetched.hashes[hash], NULL))
        goto failed;
    for (size_t i = 0; i < count; i++)
        if (!EVP_DigestUpdate(context, parts[i].data, parts[i].size))
            goto failed;
    if (!EVP_DigestFinal_ex(context, value.bytes, &size))
        goto failed;
    value.size = size;
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

static bool set_up(EVP_PKEY_CTX *context, const struct scheme *scheme, EVP_MD *hash)
{
    if (EVP_PKEY_verify_init(context) <= 0)
        return false;
    if (scheme->kind == SCHEME_RSA_PKCS1 &&
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) <= 0)
        return false;
    if (scheme->kind == SCHEME_RSA_PSS &&
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) <= 0)
        return false;
    if (EVP_PKEY_CTX_set_signature_md(context, hash) <= 0)
        return false;
    return scheme->kind != SCHEME_RSA_PSS ||
           (EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash) > 0 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(context, (int)scheme->salt) > 0);
}

int crypto_verify(EVP_PKEY *key, const struct scheme *scheme, const struct hash_value *digest,
                  struct slice value)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    int r = ERR_MISMATCH;

    if (context && set_up(context, scheme, fetched.hashes[digest->hash]) &&
        EVP_PKEY_verify(context, value.data, value.size, digest->bytes, digest->size) == 1)
        r = 0;
    EVP_PKEY_CTX_free(context);
    return r == 0 ? 0 : crypto_error(r);
}

int crypto_verify_message(EVP_PKEY *key, const struct scheme *scheme, const struct slice *parts,
                          size_t count, struct slice value)
{
    struct hash_value digest;
    int r = hash_of(scheme->hash, parts, count, &digest);

    return r < 0 ? r : crypto_verify(key, scheme, &digest, value);
}
