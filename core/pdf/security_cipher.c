#include "pdf/security_impl.h"

#include "base/error.h"

#include <limits.h>

void security_rc4(struct slice key, uint8_t *data, size_t size)
{
    uint8_t state[256];
    uint8_t i = 0, j = 0, swap;

    for (unsigned k = 0; k < 256; k++)
        state[k] = (uint8_t)k;
    for (unsigned k = 0; k < 256; k++) {
        j = (uint8_t)(j + state[k] + key.data[k % key.size]);
        swap = state[k];
        state[k] = state[j];
        state[j] = swap;
    }
    j = 0;
    for (size_t k = 0; k < size; k++) {
        i++;
        j = (uint8_t)(j + state[i]);
        swap = state[i];
        state[i] = state[j];
        state[j] = swap;
        data[k] ^= state[(uint8_t)(state[i] + state[j])];
    }
}

int security_digest(const EVP_MD *md, const struct slice *parts, size_t count, uint8_t *ret)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int r = ERR_CRYPTO;

    if (!context || EVP_DigestInit_ex(context, md, NULL) != 1)
        goto out;
    for (size_t i = 0; i < count; i++)
        if (parts[i].size && EVP_DigestUpdate(context, parts[i].data, parts[i].size) != 1)
            goto out;
    if (EVP_DigestFinal_ex(context, ret, NULL) == 1)
        r = 0;
out:
    EVP_MD_CTX_free(context);
    return r;
}

static int aes(struct slice key, const uint8_t *iv, uint8_t *data, size_t size, int encrypt)
{
    const EVP_CIPHER *cipher = key.size == 16 ? EVP_aes_128_cbc() : EVP_aes_256_cbc();
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int length;
    int r = ERR_CRYPTO;

    if (!context || size > INT_MAX || size % SECURITY_AES_BLOCK != 0)
        goto out;
    if (EVP_CipherInit_ex(context, cipher, NULL, key.data, iv, encrypt) != 1 ||
        EVP_CIPHER_CTX_set_padding(context, 0) != 1 ||
        EVP_CipherUpdate(context, data, &length, data, (int)size) != 1 || (size_t)length != size)
        goto out;
    r = 0;
out:
    EVP_CIPHER_CTX_free(context);
    return r;
}

int security_aes_decrypt(struct slice key, const uint8_t *iv, uint8_t *data, size_t size)
{
    return aes(key, iv, data, size, 0);
}

int security_aes_encrypt(struct slice key, const uint8_t *iv, uint8_t *data, size_t size)
{
    return aes(key, iv, data, size, 1);
}
