/*
 * What the files of the standard security handler share: security.c (opening and
 * decrypting), security_legacy.c (file keys of revisions 2 to 4), security_aes256.c
 * (revisions 5 and 6), security_cipher.c (ciphers and digests).
 *
 * OpenSSL's algorithms are named through EVP_md5() and its like: they are of the built-in
 * default provider, so nothing is loaded after lock-down.
 */
#ifndef VOUCH_PDF_SECURITY_IMPL_H
#define VOUCH_PDF_SECURITY_IMPL_H

#include "pdf/security.h"

#include <openssl/evp.h>

#define SECURITY_KEY_MAX      32
#define SECURITY_PASSWORD_MAX 127 /* bytes that count, ISO 32000-2 7.6.4.3.3 */
#define SECURITY_AES_BLOCK    16

struct security_key {
    uint8_t bytes[SECURITY_KEY_MAX];
    size_t size;
};

/* ---- security_cipher.c ---- */

/*
 * RC4 in place. Our own because OpenSSL 3 has it only in the "legacy" provider, a module
 * that would have to be loaded from a file into every process that is to be locked down.
 */
void security_rc4(struct slice key, uint8_t *data, size_t size);

/* The digest of the parts together; `ret` has room for it. 0 or ERR_CRYPTO. */
int security_digest(const EVP_MD *md, const struct slice *parts, size_t count, uint8_t *ret);

/* AES-CBC without padding, in place; `size` is a multiple of the block. 0 or ERR_CRYPTO. */
int security_aes_decrypt(struct slice key, const uint8_t *iv, uint8_t *data, size_t size);
int security_aes_encrypt(struct slice key, const uint8_t *iv, uint8_t *data, size_t size);

/* ---- security_legacy.c, security_aes256.c ---- */

/* The file key for `password`; ERR_PASSWORD where it is neither user's nor owner's. */
int security_legacy_key(const struct pdf_encryption *encryption, const char *password,
                        struct security_key *ret_key, enum pdf_password *ret_used);
int security_aes256_key(const struct pdf_encryption *encryption, const char *password,
                        struct security_key *ret_key, enum pdf_password *ret_used);

#endif
