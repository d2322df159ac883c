/*
 * SHA-256, the one digest vouchd names things by: documents, certificates,
 * configurations, reports. (Digests that signatures use are core/signature's.)
 *
 * A struct sha256 holds OpenSSL's algorithm, fetched once, and one running
 * computation. It is made before a process locks itself down; from then on nothing
 * is looked up or loaded. One thread uses it at a time.
 */
#ifndef VOUCH_BASE_DIGEST_H
#define VOUCH_BASE_DIGEST_H

#include "base/slice.h"

#define DIGEST_SIZE     32
#define DIGEST_HEX_SIZE 65 /* with NUL */

struct digest {
    uint8_t bytes[DIGEST_SIZE];
};

struct sha256;

/* NULL without memory or where OpenSSL offers no SHA-256. */
struct sha256 *sha256_new(void);
struct sha256 *sha256_free(struct sha256 *sha256); /* NULL is allowed; returns NULL */

/* The digest of `data`; ends a running computation. 0 or ERR_CRYPTO. */
int sha256_of(struct sha256 *sha256, struct slice data, struct digest *ret);

/*
 * In pieces: begin, any number of adds, end. A failure sticks and is returned by
 * sha256_end(), so that adds need no check; an end without begin is ERR_CRYPTO.
 */
void sha256_begin(struct sha256 *sha256);
void sha256_add(struct sha256 *sha256, struct slice data);
int sha256_end(struct sha256 *sha256, struct digest *ret);

static inline bool digest_equal(const struct digest *a, const struct digest *b)
{
    return memcmp(a->bytes, b->bytes, DIGEST_SIZE) == 0;
}

/* Writes 64 lower-case hexadecimal digits and NUL. */
void digest_to_hex(const struct digest *digest, char hex[DIGEST_HEX_SIZE]);

/* Exactly 64 lower-case digits; ERR_SYNTAX for anything else. */
int digest_from_hex(struct slice hex, struct digest *ret);

#endif
