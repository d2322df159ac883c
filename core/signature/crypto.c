#include "signature/crypto_impl.h"

#include "base/buffer.h"
#include "base/error.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

#define SM2_VALUE_SIZE 64 /* r and s, as one vendor writes them, one after the other */

#define KEY_BYTES_MAX 2048 /* KEY_RSA_BITS_MAX */

#define ORDER_BYTES_MAX 66                              /* of P-521 */
#define ECDSA_VALUE_MAX (2 * (ORDER_BYTES_MAX + 4) + 4) /* as DER */

/*
 * What crypto_prefetch() fetched. Holding a reference keeps OpenSSL from dropping a method
 * and looking for it again.
 */
static const char *const signature_names[] = {"RSA", "ECDSA", "ED25519", "ED448", "SM2"};
static const char *const key_names[] = {"RSA", "EC", "ED25519", "ED448", "SM2"};

#define SIGNATURE_COUNT (sizeof signature_names / sizeof signature_names[0])
#define KEY_COUNT       (sizeof key_names / sizeof key_names[0])

static struct {
    EVP_SIGNATURE *signatures[SIGNATURE_COUNT];
    EVP_KEYMGMT *keys[KEY_COUNT];
    bool complete;
} fetched;

int crypto_prefetch(void)
{
    int r;

    if (fetched.complete)
        return 0;
    r = hash_prefetch();
    if (r < 0)
        return r;
    for (size_t i = 0; i < SIGNATURE_COUNT; i++)
        if (!fetched.signatures[i] &&
            !(fetched.signatures[i] = EVP_SIGNATURE_fetch(NULL, signature_names[i], NULL)))
            return crypto_error(ERR_CRYPTO);
    for (size_t i = 0; i < KEY_COUNT; i++)
        if (!fetched.keys[i] && !(fetched.keys[i] = EVP_KEYMGMT_fetch(NULL, key_names[i], NULL)))
            return crypto_error(ERR_CRYPTO);
    fetched.complete = true;
    return 0;
}

int crypto_error(int otherwise)
{
    unsigned long error;

    while ((error = ERR_get_error()) != 0)
        if (ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE)
            otherwise = ERR_NOMEM;
    return otherwise;
}

/* ---- Values of r and s ---- */

/* Writes an INTEGER; the bytes used. */
static size_t write_integer(uint8_t *out, struct slice magnitude)
{
    size_t size = 2;

    while (magnitude.size > 1 && magnitude.data[0] == 0)
        magnitude = slice_sub(magnitude, 1, magnitude.size);
    if (magnitude.data[0] >= 0x80)
        out[size++] = 0;
    memcpy(out + size, magnitude.data, magnitude.size);
    size += magnitude.size;
    out[0] = DER_INTEGER;
    out[1] = (uint8_t)(size - 2);
    return size;
}

/* r and s of one length, one after the other, as the DER that OpenSSL wants. */
static struct slice plain_to_der(struct slice plain, uint8_t out[ECDSA_VALUE_MAX])
{
    uint8_t numbers[ECDSA_VALUE_MAX];
    size_t half = plain.size / 2;
    size_t size = write_integer(numbers, slice_sub(plain, 0, half));
    size_t header = 0;

    size += write_integer(numbers + size, slice_sub(plain, half, half));
    out[header++] = DER_SEQUENCE;
    if (size >= 0x80)
        out[header++] = 0x81;
    out[header++] = (uint8_t)size;
    memcpy(out + header, numbers, size);
    return slice_of(out, header + size);
}

/* BSI TR-03111 5.2.1: both numbers as long as the order of the base point. */
static bool is_plain(EVP_PKEY *key, struct slice value)
{
    int bits = EVP_PKEY_get_bits(key);
    size_t bytes = bits > 0 ? ((size_t)bits + 7) / 8 : 0;

    return bytes > 0 && bytes <= ORDER_BYTES_MAX && value.size == 2 * bytes;
}

static bool is_sequence(struct slice value)
{
    struct slice body;

    return der_only(value, DER_SEQUENCE, &body) == 0;
}

/* ---- Values over a digest ---- */

static bool set_up(EVP_PKEY_CTX *context, const struct scheme *scheme)
{
    const EVP_MD *hash = hash_method(scheme->hash);

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
           (EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash_method(scheme->mask_hash)) > 0 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(context, (int)scheme->salt) > 0);
}

static int verify_digest(EVP_PKEY *key, const struct scheme *scheme,
                         const struct hash_value *digest, struct slice value)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    int r = ERR_MISMATCH;

    if (context && set_up(context, scheme) &&
        EVP_PKEY_verify(context, value.data, value.size, digest->bytes, digest->size) == 1)
        r = 0;
    EVP_PKEY_CTX_free(context);
    return r == 0 ? 0 : crypto_error(r);
}

static int verify_hashed(EVP_PKEY *key, const struct scheme *scheme, const struct slice *parts,
                         size_t count, struct slice value)
{
    uint8_t der[ECDSA_VALUE_MAX];
    struct hash_value digest;
    int r;

    if (scheme->kind == SCHEME_PLAIN_ECDSA) {
        if (!is_plain(key, value))
            return ERR_MISMATCH;
        value = plain_to_der(value, der);
    }
    r = hash_of(scheme->hash, parts, count, &digest);
    return r < 0 ? r : verify_digest(key, scheme, &digest, value);
}

/* ---- Values over a message ---- */

/* RFC 8032: the message goes in whole, since it is hashed twice. */
static int verify_edwards(EVP_PKEY *key, const struct slice *parts, size_t count,
                          struct slice value)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    struct buffer message;
    int r = ERR_MISMATCH;

    buffer_init(&message, 0);
    for (size_t i = 0; i < count; i++)
        buffer_append(&message, parts[i].data, parts[i].size);
    if (buffer_error(&message) < 0)
        r = buffer_error(&message);
    else if (context && EVP_DigestVerifyInit_ex(context, NULL, NULL, NULL, NULL, key, NULL) > 0 &&
             EVP_DigestVerify(context, value.data, value.size, message.data, message.size) == 1)
        r = 0;
    buffer_done(&message);
    EVP_MD_CTX_free(context);
    return r == 0 ? 0 : crypto_error(r);
}

/* GB/T 32918.2 6: over the digest of Z and the message, where Z is of signer and key. */
static int verify_sm2(EVP_PKEY *key, const struct slice *parts, size_t count, struct slice value)
{
    EVP_PKEY_CTX *options = NULL; /* belongs to the other */
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint8_t der[ECDSA_VALUE_MAX];
    int r = ERR_MISMATCH;

    if (value.size == SM2_VALUE_SIZE && !is_sequence(value))
        value = plain_to_der(value, der);
    if (!context || EVP_DigestVerifyInit_ex(context, &options, "SM3", NULL, NULL, key, NULL) <= 0 ||
        EVP_PKEY_CTX_set1_id(options, SM2_IDENTIFIER, sizeof SM2_IDENTIFIER - 1) <= 0)
        goto out;
    for (size_t i = 0; i < count; i++)
        if (EVP_DigestVerifyUpdate(context, parts[i].data, parts[i].size) <= 0)
            goto out;
    if (EVP_DigestVerifyFinal(context, value.data, value.size) == 1)
        r = 0;
out:
    EVP_MD_CTX_free(context);
    return r == 0 ? 0 : crypto_error(r);
}

int crypto_verify_message(EVP_PKEY *key, const struct scheme *scheme, const struct slice *parts,
                          size_t count, struct slice value)
{
    int r = crypto_prefetch();

    if (r < 0)
        return r;
    switch (scheme->kind) {
    case SCHEME_ED25519:
    case SCHEME_ED448:
        return verify_edwards(key, parts, count, value);
    case SCHEME_SM2:
        return verify_sm2(key, parts, count, value);
    case SCHEME_RSA_PKCS1:
    case SCHEME_RSA_PSS:
    case SCHEME_ECDSA:
    case SCHEME_PLAIN_ECDSA:
        return verify_hashed(key, scheme, parts, count, value);
    case SCHEME_NONE:
        break;
    }
    return ERR_MISMATCH;
}

/* ---- The digest in a value ---- */

/* DigestInfo (RFC 8017 A.2.4), to the last byte. */
static int parse_digest_info(struct slice info, struct hash_value *ret)
{
    struct der_algorithm algorithm;
    struct hash_value value = {0};
    struct slice digest;
    struct slice body;
    int r;

    if (der_only(info, DER_SEQUENCE, &body) < 0 || der_algorithm(&body, &algorithm) < 0 ||
        der_body(&body, DER_OCTET_STRING, &digest) < 0 || der_end(body) < 0)
        return ERR_MISMATCH;
    r = hash_parse(&algorithm, &value.hash);
    if (r == ERR_UNSUPPORTED || (r == 0 && !scheme_takes(SCHEME_RSA_PKCS1, value.hash)))
        return ERR_UNSUPPORTED;
    if (r < 0 || digest.size != (size_t)EVP_MD_get_size(hash_method(value.hash)))
        return ERR_MISMATCH;
    value.size = digest.size;
    memcpy(value.bytes, digest.data, digest.size);
    *ret = value;
    return 0;
}

int crypto_recover_digest(EVP_PKEY *key, struct slice value, struct hash_value *ret)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    uint8_t info[KEY_BYTES_MAX];
    size_t size = sizeof info;
    int r;

    if (!context || EVP_PKEY_verify_recover_init(context) <= 0 ||
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) <= 0 ||
        EVP_PKEY_verify_recover(context, info, &size, value.data, value.size) <= 0)
        r = crypto_error(ERR_MISMATCH);
    else
        r = parse_digest_info(slice_of(info, size), ret);
    EVP_PKEY_CTX_free(context);
    return r;
}
