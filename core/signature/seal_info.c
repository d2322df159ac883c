/* SES_SealInfo: what a seal is, for how long, and for whose certificates. */
#include "base/error.h"
#include "signature/seal_impl.h"

#define LIST_OF_CERTIFICATES 1 /* certListType */
#define LIST_OF_DIGESTS      2

int seal_fail(struct seal_reading *reading, const char *detail)
{
    reading->detail = detail;
    return ERR_SYNTAX;
}

bool seal_is_2014(const struct seal_reading *reading)
{
    return reading->seal->version == SEAL_VERSION_2014;
}

int seal_skip(struct slice *rest, uint8_t tag)
{
    struct slice body;

    return der_body(rest, tag, &body);
}

int seal_read_time(const struct seal_reading *reading, struct slice *rest, int64_t *ret_time)
{
    if (!der_at(*rest, DER_GENERALIZED_TIME) &&
        !(seal_is_2014(reading) && der_at(*rest, DER_UTC_TIME)))
        return ERR_SYNTAX;
    return der_time(rest, ret_time);
}

/* ---- Extensions ---- */

static int read_extension(struct slice *rest)
{
    bool critical = false;
    struct slice body;
    struct slice oid;

    if (der_body(rest, DER_SEQUENCE, &body) < 0 || der_oid(&body, &oid) < 0)
        return ERR_SYNTAX;
    if (der_at(body, DER_BOOLEAN) && der_boolean(&body, &critical) < 0)
        return ERR_SYNTAX;
    return seal_skip(&body, DER_OCTET_STRING) < 0 ? ERR_SYNTAX : der_end(body);
}

/* ExtensionDatas: contents of the SEQUENCE OF */
static int read_extensions(struct seal_reading *reading, struct slice list)
{
    for (size_t count = 0; list.size > 0; count++) {
        if (count >= SEAL_EXTENSIONS_MAX) {
            reading->detail = "more than 64 extensions";
            return ERR_LIMIT;
        }
        if (read_extension(&list) < 0)
            return seal_fail(reading, "an extension is not well-formed");
    }
    return 0;
}

int seal_read_extensions(struct seal_reading *reading, struct slice rest)
{
    struct slice wrapper;
    struct slice list;

    if (rest.size == 0)
        return 0;
    if (der_body(&rest, DER_CONTEXT_CONSTRUCTED(0), &wrapper) < 0 || der_end(rest) < 0 ||
        der_only(wrapper, DER_SEQUENCE, &list) < 0)
        return seal_fail(reading, "the extensions are not well-formed");
    return read_extensions(reading, list);
}

/* ExtensionDatas OPTIONAL, then nothing; version 1 tags them. */
static int read_last_extensions(struct seal_reading *reading, struct slice rest)
{
    struct slice list;

    if (seal_is_2014(reading) && der_at(rest, DER_CONTEXT_CONSTRUCTED(0)))
        return seal_read_extensions(reading, rest);
    if (rest.size == 0)
        return 0;
    if (der_only(rest, DER_SEQUENCE, &list) < 0)
        return seal_fail(reading, "the extensions are not well-formed");
    return read_extensions(reading, list);
}

/* ---- SES_SealInfo ---- */

/* SES_Header: "ES", version, the vendor. */
static int read_header(const struct seal_reading *reading, struct slice *rest)
{
    uint32_t version;
    struct slice body;
    struct slice id;

    if (der_body(rest, DER_SEQUENCE, &body) < 0 || der_body(&body, DER_IA5_STRING, &id) < 0 ||
        !slice_is(id, "ES") || der_number(&body, SEAL_VERSION_2025, &version) < 0 ||
        seal_skip(&body, DER_IA5_STRING) < 0)
        return ERR_SYNTAX;
    if (seal_is_2014(reading) != (version < SEAL_VERSION_2020))
        return ERR_SYNTAX;
    return der_end(body);
}

/* One entry of certList: a certificate, or { type, digest }. */
static int next_listed(struct slice *list, bool digests, struct slice *ret_entry)
{
    struct slice body;

    if (!digests)
        return der_body(list, DER_OCTET_STRING, ret_entry);
    if (der_body(list, DER_SEQUENCE, &body) < 0 || seal_skip(&body, DER_PRINTABLE_STRING) < 0 ||
        der_body(&body, DER_OCTET_STRING, ret_entry) < 0)
        return ERR_SYNTAX;
    return der_end(body);
}

static int check_list(struct seal_reading *reading)
{
    struct slice list = reading->seal->list;
    struct slice entry;

    for (size_t count = 0; list.size > 0; count++) {
        if (count >= SEAL_LIST_MAX) {
            reading->detail = "more than 1024 certificates may use the seal";
            return ERR_LIMIT;
        }
        if (next_listed(&list, reading->seal->lists_digests, &entry) < 0)
            return seal_fail(reading, "the list of certificates is not well-formed");
    }
    return 0;
}

/* SES_ESPropertyInfo; version 1 has no certListType. */
static int read_property(struct seal_reading *reading, struct slice *rest)
{
    struct seal *seal = reading->seal;
    uint32_t kind;
    uint32_t list_type = LIST_OF_CERTIFICATES;
    struct slice body;

    if (der_body(rest, DER_SEQUENCE, &body) < 0 || der_number(&body, UINT32_MAX, &kind) < 0 ||
        der_body(&body, DER_UTF8_STRING, &seal->name) < 0)
        return seal_fail(reading, "the seal's properties are not well-formed");
    if (!seal_is_2014(reading) && der_number(&body, LIST_OF_DIGESTS, &list_type) < 0)
        list_type = 0;
    if (list_type == 0 || der_body(&body, DER_SEQUENCE, &seal->list) < 0)
        return seal_fail(reading, "the list of certificates is not well-formed");
    seal->lists_digests = list_type == LIST_OF_DIGESTS;
    if (seal_read_time(reading, &body, &seal->created) < 0 ||
        seal_read_time(reading, &body, &seal->valid_from) < 0 ||
        seal_read_time(reading, &body, &seal->valid_until) < 0 || der_end(body) < 0)
        return seal_fail(reading, "the seal's dates are not well-formed");
    return check_list(reading);
}

/* SES_ESPictureInfo: what is shown is not looked at. */
static int read_picture(struct slice *rest)
{
    uint32_t width;
    uint32_t height;
    struct slice body;

    if (der_body(rest, DER_SEQUENCE, &body) < 0 || seal_skip(&body, DER_IA5_STRING) < 0 ||
        seal_skip(&body, DER_OCTET_STRING) < 0 || der_number(&body, UINT32_MAX, &width) < 0 ||
        der_number(&body, UINT32_MAX, &height) < 0)
        return ERR_SYNTAX;
    return der_end(body);
}

int seal_read_info(struct seal_reading *reading, struct slice body)
{
    int r;

    if (read_header(reading, &body) < 0)
        return seal_fail(reading, "the seal's header is not well-formed");
    if (der_body(&body, DER_IA5_STRING, &reading->seal->id) < 0)
        return seal_fail(reading, "the seal's identifier is not well-formed");
    r = read_property(reading, &body);
    if (r < 0)
        return r;
    if (read_picture(&body) < 0)
        return seal_fail(reading, "the seal's picture is not well-formed");
    return read_last_extensions(reading, body);
}

bool seal_lists(const struct seal *seal, struct slice certificate, const struct hash_value *sm3)
{
    struct slice list = seal->list;
    struct slice entry;

    while (list.size > 0 && next_listed(&list, seal->lists_digests, &entry) == 0)
        if (seal->lists_digests ? hash_equal(sm3, entry) : slice_equal(certificate, entry))
            return true;
    return false;
}
