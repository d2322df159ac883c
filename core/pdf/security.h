/*
 * The standard security handler (ISO 32000-1 7.6, ISO 32000-2 7.6): revisions 2, 3, 4 (RC4
 * and AES-128) and 5, 6 (AES-256), crypt filters Identity, V2, AESV2, AESV3. Reading only.
 */
#ifndef VOUCH_PDF_SECURITY_H
#define VOUCH_PDF_SECURITY_H

#include "base/arena.h"
#include "base/buffer.h"
#include "pdf/pdf.h"

enum pdf_cipher { PDF_CIPHER_IDENTITY, PDF_CIPHER_RC4, PDF_CIPHER_AES_128, PDF_CIPHER_AES_256 };

/* The values of the encryption dictionary, taken out by the reader. */
struct pdf_encryption {
    int64_t version;     /* /V */
    int64_t revision;    /* /R */
    int64_t length;      /* /Length in bits */
    int64_t permissions; /* /P */
    bool encrypt_metadata;
    struct slice owner, user, owner_key, user_key; /* /O /U /OE /UE */
    struct slice id;                               /* first string of /ID */
    enum pdf_cipher strings, streams;              /* from /CF, /StrF, /StmF */
};

struct pdf_security; /* the derived file key */

/*
 * Tries `password` (UTF-8; NULL or "" is the empty password) as user and as owner
 * password. ERR_PASSWORD where it opens neither, ERR_UNSUPPORTED, ERR_SYNTAX (impossible
 * figures), ERR_NOMEM, ERR_CRYPTO.
 */
int pdf_security_open(struct arena *arena, const struct pdf_encryption *encryption,
                      const char *password, struct pdf_security **ret_security,
                      enum pdf_password *ret_used);

/* Decrypts one string or stream of the object `number generation`; appends to `out`. */
int pdf_security_decrypt(const struct pdf_security *security, enum pdf_cipher cipher,
                         uint32_t number, uint32_t generation, struct slice in, struct buffer *out);

#endif
