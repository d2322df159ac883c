#include "signature/cms.h"

#include "base/error.h"
#include "signature/ber.h"
#include "signature/oid.h"

#define VERSION_MAX      5 /* RFC 5652 5.1 */
#define SIGNER_BY_ISSUER 1 /* RFC 5652 5.3 */
#define SIGNER_BY_KEY_ID 3

static int fail(const char **ret_detail, const char *detail)
{
    *ret_detail = detail;
    return ERR_SYNTAX;
}

/* digestAlgorithms must name the one that the signer used (RFC 5652 5.1 says SHOULD). */
static int check_digests(struct slice list, const struct der_algorithm *used,
                         const char **ret_detail)
{
    struct der_algorithm algorithm;
    bool found = false;

    for (size_t count = 0; list.size > 0; count++) {
        if (count >= CMS_DIGESTS_MAX || der_algorithm(&list, &algorithm) < 0)
            return fail(ret_detail, "digestAlgorithms is not well-formed");
        found |= der_algorithm_equal(&algorithm, used);
    }
    return found ? 0 : fail(ret_detail, "digestAlgorithms lacks the one that the signer names");
}

/* BER lets a long OCTET STRING be written in segments (X.690 8.7.3), as streaming does. */
static int join_segments(struct arena *arena, struct slice segments, struct slice *ret_content)
{
    uint8_t *content = arena_alloc(arena, segments.size);
    struct slice segment;
    size_t size = 0;

    if (!content)
        return ERR_NOMEM;
    for (size_t count = 0; segments.size > 0; count++) {
        if (count >= CMS_SEGMENTS_MAX)
            return ERR_LIMIT;
        if (der_body(&segments, DER_OCTET_STRING, &segment) < 0)
            return ERR_SYNTAX;
        if (segment.size > 0)
            memcpy(content + size, segment.data, segment.size);
        size += segment.size;
    }
    *ret_content = slice_of(content, size);
    return 0;
}

/* [0] EXPLICIT eContent */
static int read_content(struct arena *arena, struct slice *rest, struct cms *cms)
{
    struct slice wrapper;
    struct slice segments;

    if (der_body(rest, DER_CONTEXT_CONSTRUCTED(0), &wrapper) < 0)
        return ERR_SYNTAX;
    cms->has_content = true;
    if (!der_at(wrapper, DER_OCTET_STRING_CONSTRUCTED))
        return der_only(wrapper, DER_OCTET_STRING, &cms->content);
    if (der_only(wrapper, DER_OCTET_STRING_CONSTRUCTED, &segments) < 0)
        return ERR_SYNTAX;
    return join_segments(arena, segments, &cms->content);
}

/* EncapsulatedContentInfo */
static int read_content_info(struct arena *arena, struct slice *rest, struct cms *cms,
                             const char **ret_detail)
{
    struct slice body;
    int r = 0;

    if (der_body(rest, DER_SEQUENCE, &body) < 0 || der_oid(&body, &cms->content_type) < 0)
        return fail(ret_detail, "encapContentInfo is not well-formed");
    if (body.size > 0)
        r = read_content(arena, &body, cms);
    *ret_detail = "the content stands in more than 1024 segments";
    if (r == ERR_SYNTAX || (r == 0 && body.size > 0))
        return fail(ret_detail, "encapContentInfo is not well-formed");
    return r;
}

/* CertificateSet: other kinds than X.509 certificates are passed over (RFC 5652 10.2.2). */
static int read_certificates(struct slice *rest, struct cms *cms, const char **ret_detail)
{
    struct der element;
    struct slice body;

    if (!der_at(*rest, DER_CONTEXT_CONSTRUCTED(0)))
        return 0;
    if (der_body(rest, DER_CONTEXT_CONSTRUCTED(0), &body) < 0)
        return fail(ret_detail, "the certificates are not well-formed");
    while (body.size > 0) {
        if (der_next(&body, &element) < 0)
            return fail(ret_detail, "the certificates are not well-formed");
        if (element.tag != DER_SEQUENCE)
            continue;
        if (cms->certificate_count >= CMS_CERTIFICATES_MAX) {
            *ret_detail = "more than 64 certificates";
            return ERR_LIMIT;
        }
        cms->certificates[cms->certificate_count++] = element.whole;
    }
    return 0;
}

/* SignerIdentifier, which must agree with the version before it. */
static int read_signer_id(struct slice *rest, struct cms *cms, const char **ret_detail)
{
    struct slice body;
    struct der issuer;
    uint32_t version;

    if (der_number(rest, VERSION_MAX, &version) < 0)
        return fail(ret_detail, "the signer's version is none");
    if (der_at(*rest, DER_CONTEXT(0))) {
        cms->by_key_id = true;
        if (version != SIGNER_BY_KEY_ID || der_body(rest, DER_CONTEXT(0), &cms->key_id) < 0)
            return fail(ret_detail, "the signer's key identifier is not well-formed");
        return 0;
    }
    if (version != SIGNER_BY_ISSUER || der_body(rest, DER_SEQUENCE, &body) < 0 ||
        der_read(&body, DER_SEQUENCE, &issuer) < 0 || der_integer(&body, &cms->serial) < 0 ||
        der_end(body) < 0)
        return fail(ret_detail, "the signer's issuer and serial number are not well-formed");
    cms->issuer = issuer.whole;
    return 0;
}

/* Tokens over the signature value (RFC 3161 appendix A); in CAdES there may be several. */
static void keep_time_stamps(struct cms *cms, struct slice values)
{
    struct der value;

    while (cms->time_stamp_count < CMS_TIME_STAMPS_MAX && values.size > 0 &&
           der_next(&values, &value) == 0)
        cms->time_stamps[cms->time_stamp_count++] = value.whole;
}

/*
 * What nobody signed is bounded here: attributes, each a type and a set of values. Of them only
 * time stamps are looked at, since these prove themselves.
 */
static int read_unsigned(struct slice *rest, struct cms *cms, const char **ret_detail)
{
    struct slice attribute;
    struct slice body;
    struct slice type;
    struct slice values;

    if (!der_at(*rest, DER_CONTEXT_CONSTRUCTED(1)))
        return 0;
    if (der_body(rest, DER_CONTEXT_CONSTRUCTED(1), &body) < 0)
        return fail(ret_detail, "the unsigned attributes are not well-formed");
    for (size_t count = 0; body.size > 0; count++) {
        if (count >= CMS_ATTRIBUTES_MAX) {
            *ret_detail = "more than 64 unsigned attributes";
            return ERR_LIMIT;
        }
        if (der_body(&body, DER_SEQUENCE, &attribute) < 0 || der_oid(&attribute, &type) < 0 ||
            der_body(&attribute, DER_SET, &values) < 0 || der_end(attribute) < 0)
            return fail(ret_detail, "the unsigned attributes are not well-formed");
        if (oid_is(type, OID_TIME_STAMP_TOKEN))
            keep_time_stamps(cms, values);
    }
    return 0;
}

/* SignerInfos: exactly one SignerInfo (ISO 32000-2 12.8.3.3.1). */
static int read_signer(struct slice list, struct cms *cms, const char **ret_detail)
{
    struct slice body;
    int r;

    if (list.size == 0)
        return fail(ret_detail, "nobody signed");
    if (der_body(&list, DER_SEQUENCE, &body) < 0)
        return fail(ret_detail, "the signer's part is not well-formed");
    if (list.size > 0)
        return fail(ret_detail, "more than one signer");
    r = read_signer_id(&body, cms, ret_detail);
    if (r < 0)
        return r;
    if (der_algorithm(&body, &cms->digest) < 0)
        return fail(ret_detail, "the digest algorithm is not well-formed");
    cms->has_attributes = der_at(body, DER_CONTEXT_CONSTRUCTED(0));
    if (cms->has_attributes && der_read(&body, DER_CONTEXT_CONSTRUCTED(0), &cms->attributes) < 0)
        return fail(ret_detail, "the signed attributes are not well-formed");
    if (der_algorithm(&body, &cms->signature) < 0)
        return fail(ret_detail, "the signature algorithm is not well-formed");
    if (der_body(&body, DER_OCTET_STRING, &cms->value) < 0)
        return fail(ret_detail, "the signature value is not well-formed");
    r = read_unsigned(&body, cms, ret_detail);
    if (r < 0)
        return r;
    return body.size == 0 ? 0 : fail(ret_detail, "bytes after the signer's part");
}

static int read_signed_data(struct arena *arena, struct slice body, struct cms *cms,
                            const char **ret_detail)
{
    struct slice digests;
    struct slice signers;
    uint32_t version;
    int r;

    if (der_number(&body, VERSION_MAX, &version) < 0 || version == 0)
        return fail(ret_detail, "the version of SignedData is none");
    if (der_body(&body, DER_SET, &digests) < 0)
        return fail(ret_detail, "digestAlgorithms is not well-formed");
    if ((r = read_content_info(arena, &body, cms, ret_detail)) < 0 ||
        (r = read_certificates(&body, cms, ret_detail)) < 0)
        return r;
    if (der_at(body, DER_CONTEXT_CONSTRUCTED(1)) &&
        der_body(&body, DER_CONTEXT_CONSTRUCTED(1), &cms->revocation) < 0)
        return fail(ret_detail, "the revocation lists are not well-formed");
    if (der_body(&body, DER_SET, &signers) < 0 || der_end(body) < 0)
        return fail(ret_detail, "SignedData does not end with its signers");
    r = read_signer(signers, cms, ret_detail);
    return r < 0 ? r : check_digests(digests, &cms->digest, ret_detail);
}

int cms_parse(struct arena *arena, struct slice contents, struct cms *ret, const char **ret_detail)
{
    struct slice rest = contents;
    struct slice wrapper;
    struct slice whole;
    struct slice body;
    struct slice type;
    int r;

    *ret = (struct cms){0};
    *ret_detail = "the CMS is larger than 4 MiB";
    if (contents.size > CMS_SIZE_MAX)
        return ERR_LIMIT;
    *ret_detail = "the CMS is neither DER nor BER that ends properly";
    r = ber_element(arena, &rest, &whole);
    if (r < 0)
        return r;
    if (!der_is_padding(rest))
        return fail(ret_detail, "bytes after the CMS that are not zero");
    if (der_only(whole, DER_SEQUENCE, &body) < 0 || der_oid(&body, &type) < 0)
        return fail(ret_detail, "not a CMS SignedData");
    ret->is_gm = oid_is(type, OID_GM_SIGNED_DATA);
    if (!ret->is_gm && !oid_is(type, OID_SIGNED_DATA))
        return fail(ret_detail, "not a CMS SignedData");
    if (der_body(&body, DER_CONTEXT_CONSTRUCTED(0), &wrapper) < 0 || der_end(body) < 0 ||
        der_only(wrapper, DER_SEQUENCE, &body) < 0)
        return fail(ret_detail, "SignedData is not well-formed");
    return read_signed_data(arena, body, ret, ret_detail);
}
