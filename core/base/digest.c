#include "base/digest.h"

#include "base/error.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct sha256 {
    EVP_MD *algorithm;
    EVP_MD_CTX *context;
    bool running; /* between begin and end, and nothing failed yet */
};

struct sha256 *sha256_new(void)
{
    struct sha256 *sha256 = calloc(1, sizeof *sha256);
    struct digest digest;

    if (!sha256)
        return NULL;
    sha256->algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
    sha256->context = EVP_MD_CTX_new();
    /* the first use lets OpenSSL allocate what it needs, before lock-down */
    if (!sha256->algorithm || !sha256->context || sha256_of(sha256, slice_str(""), &digest) < 0)
        return sha256_free(sha256);
    return sha256;
}

struct sha256 *sha256_free(struct sha256 *sha256)
{
    if (!sha256)
        return NULL;
    EVP_MD_CTX_free(sha256->context);
    EVP_MD_free(sha256->algorithm);
    free(sha256);
    return NULL;
}

void sha256_begin(struct sha256 *sha256)
{
    sha256->running = EVP_DigestInit_ex2(sha256->context, sha256->algorithm, NULL) == 1;
}

void sha256_add(struct sha256 *sha256, struct slice data)
{
    if (sha256->running && data.size > 0)
        sha256->running = EVP_DigestUpdate(sha256->context, data.data, data.size) == 1;
}

int sha256_end(struct sha256 *sha256, struct digest *ret)
{
    struct digest digest;
    unsigned size = 0;

    if (!sha256->running)
        return ERR_CRYPTO;
    sha256->running = false;
    if (EVP_DigestFinal_ex(sha256->context, digest.bytes, &size) != 1 || size != DIGEST_SIZE)
        return ERR_CRYPTO;
    *ret = digest;
    return 0;
}

int sha256_of(struct sha256 *sha256, struct slice data, struct digest *ret)
{
    sha256_begin(sha256);
    sha256_add(sha256, data);
    return sha256_end(sha256, ret);
}

void digest_to_hex(const struct digest *digest, char hex[DIGEST_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        hex[2 * i] = digits[digest->bytes[i] >> 4];
        hex[2 * i + 1] = digits[digest->bytes[i] & 15];
    }
    hex[DIGEST_HEX_SIZE - 1] = '\0';
}

static int hex_value(uint8_t digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : ERR_SYNTAX;
}

int digest_from_hex(struct slice hex, struct digest *ret)
{
    struct digest digest;

    if (hex.size != 2 * DIGEST_SIZE)
        return ERR_SYNTAX;
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        int high = hex_value(hex.data[2 * i]), low = hex_value(hex.data[2 * i + 1]);

        if (high < 0 || low < 0)
            return ERR_SYNTAX;
        digest.bytes[i] = (uint8_t)(high << 4 | low);
    }
    *ret = digest;
    return 0;
}
