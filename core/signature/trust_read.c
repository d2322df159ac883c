/* Certificates out of a configuration's files: the operator's, not a document's. */
#include "base/arena.h"
#include "base/error.h"
#include "signature/certificate.h"
#include "signature/crypto.h"
#include "signature/trust.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

struct ders {
    struct arena *arena;
    struct slice *items;
    size_t count;
    size_t capacity;
};

static int add(struct ders *ders, struct slice der)
{
    struct certificate certificate;
    struct slice *items;
    uint8_t *copy;

    if (certificate_parse(der, &certificate) < 0)
        return ERR_SYNTAX;
    items = arena_grow(ders->arena, ders->items, ders->count, &ders->capacity, sizeof *items);
    copy = arena_dup(ders->arena, der.data, der.size);
    if (!items || !copy)
        return ERR_NOMEM;
    ders->items = items;
    items[ders->count++] = slice_of(copy, der.size);
    return 0;
}

/* RFC 7468 calls a certificate CERTIFICATE; anything else in the file is passed over. */
static int add_block(struct ders *ders, BIO *bio, bool *ret_end)
{
    unsigned char *data = NULL;
    char *header = NULL;
    char *name = NULL;
    long size;
    int r = 0;

    if (!PEM_read_bio(bio, &name, &header, &data, &size)) {
        *ret_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
        return *ret_end ? 0 : crypto_error(ERR_SYNTAX);
    }
    if (strcmp(name, PEM_STRING_X509) == 0)
        r = add(ders, slice_of(data, (size_t)size));
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    return r;
}

static int read_pem(struct ders *ders, struct slice bytes)
{
    bool end = false;
    BIO *bio;
    int r = 0;

    if (bytes.size > INT_MAX)
        return ERR_SYNTAX;
    bio = BIO_new_mem_buf(bytes.data, (int)bytes.size);
    if (!bio)
        return crypto_error(ERR_NOMEM);
    while (r == 0 && !end)
        r = add_block(ders, bio, &end);
    ERR_clear_error();
    BIO_free(bio);
    return r;
}

int trust_read_certificates(struct arena *arena, struct slice bytes, struct slice **ret_ders,
                            size_t *ret_count)
{
    struct ders ders = {.arena = arena};
    int r = der_at(bytes, DER_SEQUENCE) ? add(&ders, bytes) : read_pem(&ders, bytes);

    if (r < 0)
        return r;
    if (ders.count == 0)
        return ERR_SYNTAX;
    *ret_ders = ders.items;
    *ret_count = ders.count;
    return 0;
}
