/* Between hash.c and crypto.c: the digests that were fetched. */
#ifndef VOUCH_SIGNATURE_CRYPTO_IMPL_H
#define VOUCH_SIGNATURE_CRYPTO_IMPL_H

#include "signature/crypto.h"

#include <openssl/evp.h>

/* Fetches every digest; ERR_CRYPTO where OpenSSL lacks one. */
int hash_prefetch(void);

/* NULL for HASH_NONE. */
const EVP_MD *hash_method(enum hash hash);

#endif
