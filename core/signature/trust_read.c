/* Certificates and lists out of a configuration's files: the operator's, not a document's. */
#include "base/arena.h"
#include "base/error.h"
#include "signature/certificate.h"
#include "signature/crypto.h"
#include "signature/trust.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

/* As RFC 7468 calls them. */
static const char label_of_certificates[] = PEM_STRING_X509;
static const char label_of_lists[] = PEM_STRING_X509_CRL;

struct ders {
    struct arena *arena;
    const char *label;
    struct slice *items;
    size_t count;
    size_t capacity;
};

static int keep(struct ders *ders, struct slice der)
{
    struct slice *items =
        arena_grow(ders->arena, ders->items, ders->count, &ders->capacity, sizeof *items);

    if (!items)
        return ERR_NOMEM;
    ders->items = items;
    items[ders->count++] = der;
    return 0;
}

static bool is_wanted(const struct ders *ders, struct slice der)
{
    struct certificate certificate;

    return ders->label != label_of_certificates || certificate_parse(der, &certificate) == 0;
}

static int add_copy(struct ders *ders, struct slice der)
{
    const uint8_t *copy;

    if (!is_wanted(ders, der))
        return ERR_SYNTAX;
    copy = arena_dup(ders->arena, der.data, der.size);
    return copy ? keep(ders, slice_of(copy, der.size)) : ERR_NOMEM;
}

/* What RFC 7468 calls otherwise is passed over. */
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
    if (strcmp(name, ders->label) == 0)
        r = add_copy(ders, slice_of(data, (size_t)size));
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

static int finish(const struct ders *ders, struct slice **ret_ders, size_t *ret_count)
{
    if (ders->count == 0)
        return ERR_SYNTAX;
    *ret_ders = ders->items;
    *ret_count = ders->count;
    return 0;
}

int trust_read_certificates(struct arena *arena, struct slice bytes, struct slice **ret_ders,
                            size_t *ret_count)
{
    struct ders ders = {.arena = arena, .label = label_of_certificates};
    int r = der_at(bytes, DER_SEQUENCE) ? add_copy(&ders, bytes) : read_pem(&ders, bytes);

    return r < 0 ? r : finish(&ders, ret_ders, ret_count);
}

/* Lists may be large, so DER is not copied. */
int trust_read_lists(struct arena *arena, struct slice bytes, struct slice **ret_ders,
                     size_t *ret_count)
{
    struct ders ders = {.arena = arena, .label = label_of_lists};
    int r = der_at(bytes, DER_SEQUENCE) ? keep(&ders, bytes) : read_pem(&ders, bytes);

    return r < 0 ? r : finish(&ders, ret_ders, ret_count);
}
