#include "signature/time_stamp.h"

#include "base/error.h"
#include "signature/extension.h"

#define VERSION_1    1
#define FRACTION_MAX 999 /* of a second: milliseconds, and microseconds below those */

static int fail(const char **ret_detail, const char *detail)
{
    *ret_detail = detail;
    return ERR_SYNTAX;
}

static int read_imprint(struct slice *rest, struct time_stamp *time_stamp)
{
    struct slice body;

    if (der_body(rest, DER_SEQUENCE, &body) < 0 || der_algorithm(&body, &time_stamp->hash) < 0 ||
        der_body(&body, DER_OCTET_STRING, &time_stamp->imprint) < 0)
        return ERR_SYNTAX;
    return der_end(body);
}

/* [n] IMPLICIT INTEGER (1..999) */
static int read_fraction(struct slice *rest, unsigned tag)
{
    struct slice body;
    uint32_t value = 0;

    if (!der_at(*rest, (uint8_t)DER_CONTEXT(tag)))
        return 0;
    if (der_body(rest, (uint8_t)DER_CONTEXT(tag), &body) < 0 || body.size < 1 || body.size > 2 ||
        body.data[0] >= 0x80)
        return ERR_SYNTAX;
    for (size_t i = 0; i < body.size; i++)
        value = value << 8 | body.data[i];
    return value >= 1 && value <= FRACTION_MAX ? 0 : ERR_SYNTAX;
}

/* Accuracy: how far off the clock may be. Only its form matters; nobody counts in seconds here. */
static int skip_accuracy(struct slice *rest)
{
    struct slice seconds;
    struct slice body;

    if (!der_at(*rest, DER_SEQUENCE))
        return 0;
    if (der_body(rest, DER_SEQUENCE, &body) < 0 ||
        (der_at(body, DER_INTEGER) && der_integer(&body, &seconds) < 0) ||
        read_fraction(&body, 0) < 0 || read_fraction(&body, 1) < 0)
        return ERR_SYNTAX;
    return der_end(body);
}

static int skip_ordering(struct slice *rest)
{
    bool ordering;

    return der_at(*rest, DER_BOOLEAN) ? der_boolean(rest, &ordering) : 0;
}

static int read_nonce(struct slice *rest, struct time_stamp *time_stamp)
{
    time_stamp->has_nonce = der_at(*rest, DER_INTEGER);
    return time_stamp->has_nonce ? der_integer(rest, &time_stamp->nonce) : 0;
}

/* [0] EXPLICIT tsa: who signs, by a name that the certificate must hold. */
static int read_authority(struct slice *rest, struct time_stamp *time_stamp)
{
    struct slice inside;
    struct der name;

    if (!der_at(*rest, DER_CONTEXT_CONSTRUCTED(0)))
        return 0;
    if (der_body(rest, DER_CONTEXT_CONSTRUCTED(0), &inside) < 0 || der_next(&inside, &name) < 0)
        return ERR_SYNTAX;
    time_stamp->authority = name.whole;
    return der_end(inside);
}

/* [1] IMPLICIT Extensions: none is known that changes what a token proves. */
static int read_extensions(struct slice *rest, const char **ret_detail)
{
    struct extension extension;
    struct slice body;

    if (!der_at(*rest, DER_CONTEXT_CONSTRUCTED(1)))
        return 0;
    if (der_body(rest, DER_CONTEXT_CONSTRUCTED(1), &body) < 0)
        return fail(ret_detail, "the extensions of the time stamp are not well-formed");
    for (size_t count = 0; body.size > 0; count++) {
        if (count >= EXTENSIONS_MAX || extension_next(&body, &extension) < 0)
            return fail(ret_detail, "the extensions of the time stamp are not well-formed");
        if (extension.critical) {
            *ret_detail = "the time stamp has a critical extension that is not understood";
            return ERR_UNSUPPORTED;
        }
    }
    return 0;
}

int time_stamp_parse(struct slice der, struct time_stamp *ret, const char **ret_detail)
{
    struct time_stamp time_stamp = {0};
    struct slice body;
    uint32_t version;
    int r;

    if (der_only(der, DER_SEQUENCE, &body) < 0 || der_number(&body, VERSION_1, &version) < 0 ||
        version != VERSION_1 || der_oid(&body, &time_stamp.policy) < 0)
        return fail(ret_detail, "the content is no TSTInfo of version 1");
    if (read_imprint(&body, &time_stamp) < 0)
        return fail(ret_detail, "the imprint of the time stamp is not well-formed");
    if (der_integer(&body, &time_stamp.serial) < 0 || der_precise_time(&body, &time_stamp.time) < 0)
        return fail(ret_detail, "the time of the time stamp is not well-formed");
    if (skip_accuracy(&body) < 0 || skip_ordering(&body) < 0 ||
        read_nonce(&body, &time_stamp) < 0 || read_authority(&body, &time_stamp) < 0)
        return fail(ret_detail, "the time stamp is not well-formed");
    r = read_extensions(&body, ret_detail);
    if (r < 0)
        return r;
    if (body.size > 0)
        return fail(ret_detail, "bytes after the time stamp");
    *ret = time_stamp;
    return 0;
}
