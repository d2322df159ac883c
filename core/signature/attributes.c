/* Signed attributes (RFC 5652 5.3, 11): those a judgement needs, each at most once. */
#include "base/error.h"
#include "signature/cms.h"
#include "signature/oid.h"

static int fail(const char **ret_detail, const char *detail)
{
    *ret_detail = detail;
    return ERR_SYNTAX;
}

static int read_content_type(struct slice value, struct cms_attributes *attributes)
{
    if (der_oid(&value, &attributes->content_type) < 0)
        return ERR_SYNTAX;
    return der_end(value);
}

static int read_message_digest(struct slice value, struct cms_attributes *attributes)
{
    return der_only(value, DER_OCTET_STRING, &attributes->message_digest);
}

static int read_signing_time(struct slice value, struct cms_attributes *attributes)
{
    attributes->has_signing_time = true;
    if (der_time(&value, &attributes->signing_time) < 0)
        return ERR_SYNTAX;
    return der_end(value);
}

/*
 * SigningCertificate and SigningCertificateV2: the first entry is the signer's (RFC 5035 3).
 * Only its hash counts; issuer and serial number beside it are a hint (EN 319 102-1 5.2.3.4).
 */
static int read_certificate_hash(struct slice value, bool v2, struct cms_certificate_hash *hash)
{
    struct der_algorithm algorithm;
    struct slice list;
    struct slice entry;
    struct slice body;

    if (der_only(value, DER_SEQUENCE, &body) < 0 || der_body(&body, DER_SEQUENCE, &list) < 0 ||
        der_body(&list, DER_SEQUENCE, &entry) < 0)
        return ERR_SYNTAX;
    hash->present = true;
    hash->hash = v2 ? HASH_SHA256 : HASH_SHA1;
    if (v2 && der_at(entry, DER_SEQUENCE)) {
        if (der_algorithm(&entry, &algorithm) < 0)
            return ERR_SYNTAX;
        if (hash_parse(&algorithm, &hash->hash) < 0)
            hash->hash = HASH_NONE;
    }
    return der_body(&entry, DER_OCTET_STRING, &hash->value);
}

static int read_signing_certificate(struct slice value, struct cms_attributes *attributes)
{
    return read_certificate_hash(value, false, &attributes->signing_certificate);
}

static int read_signing_certificate_v2(struct slice value, struct cms_attributes *attributes)
{
    return read_certificate_hash(value, true, &attributes->signing_certificate_v2);
}

/* RFC 6211 2: SEQUENCE { digestAlgorithm, [1] IMPLICIT signatureAlgorithm } in a signature. */
static int read_protection(struct slice value, struct cms_attributes *attributes)
{
    struct der_algorithm *signature = &attributes->protected_signature;
    struct der parameters;
    struct slice tagged;
    struct slice body;

    attributes->has_protection = true;
    if (der_only(value, DER_SEQUENCE, &body) < 0 ||
        der_algorithm(&body, &attributes->protected_digest) < 0 ||
        der_body(&body, DER_CONTEXT_CONSTRUCTED(1), &tagged) < 0 || der_end(body) < 0 ||
        der_oid(&tagged, &signature->oid) < 0)
        return ERR_SYNTAX;
    if (tagged.size == 0)
        return 0;
    if (der_next(&tagged, &parameters) < 0)
        return ERR_SYNTAX;
    signature->parameters = parameters.whole;
    return der_end(tagged);
}

/* Only kept: what it holds is material that nobody vouches for. */
static int keep_revocation(struct slice value, struct cms_attributes *attributes)
{
    attributes->revocation = value;
    return 0;
}

static const struct {
    struct slice oid;
    int (*read)(struct slice value, struct cms_attributes *attributes);
    const char *twice;
    const char *malformed;
} known[] = {
    {oid_init(OID_CONTENT_TYPE), read_content_type, "content-type stands more than once",
     "content-type is not well-formed"},
    {oid_init(OID_MESSAGE_DIGEST), read_message_digest, "message-digest stands more than once",
     "message-digest is not well-formed"},
    {oid_init(OID_SIGNING_TIME), read_signing_time, "signing-time stands more than once",
     "signing-time is not well-formed"},
    {oid_init(OID_SIGNING_CERTIFICATE), read_signing_certificate,
     "signing-certificate stands more than once", "signing-certificate is not well-formed"},
    {oid_init(OID_SIGNING_CERTIFICATE_V2), read_signing_certificate_v2,
     "signing-certificate-v2 stands more than once", "signing-certificate-v2 is not well-formed"},
    {oid_init(OID_ALGORITHM_PROTECTION), read_protection,
     "CMSAlgorithmProtection stands more than once", "CMSAlgorithmProtection is not well-formed"},
    {oid_init(OID_ADOBE_REVOCATION), keep_revocation,
     "RevocationInfoArchival stands more than once", "RevocationInfoArchival is not well-formed"},
};

#define KNOWN_COUNT (sizeof known / sizeof known[0])

/* The attributes known here have exactly one value each, and stand once. */
static int read_known(size_t index, struct slice values, uint32_t *seen, struct cms_attributes *ret,
                      const char **ret_detail)
{
    struct der value;

    if (*seen & (1u << index))
        return fail(ret_detail, known[index].twice);
    *seen |= 1u << index;
    if (der_next(&values, &value) < 0)
        return fail(ret_detail, known[index].malformed);
    if (values.size > 0)
        return fail(ret_detail, known[index].twice);
    if (known[index].read(value.whole, ret) < 0)
        return fail(ret_detail, known[index].malformed);
    return 0;
}

/* content-time-stamp may stand several times, with several values. */
static void keep_time_stamps(struct slice values, struct cms_attributes *attributes)
{
    struct der value;

    while (attributes->time_stamp_count < CMS_TIME_STAMPS_MAX && values.size > 0 &&
           der_next(&values, &value) == 0)
        attributes->time_stamps[attributes->time_stamp_count++] = value.whole;
}

static int read_attribute(struct slice *rest, uint32_t *seen, struct cms_attributes *ret,
                          const char **ret_detail)
{
    struct slice values;
    struct slice body;
    struct slice type;

    if (der_body(rest, DER_SEQUENCE, &body) < 0 || der_oid(&body, &type) < 0 ||
        der_body(&body, DER_SET, &values) < 0 || der_end(body) < 0)
        return fail(ret_detail, "the signed attributes are not well-formed");
    if (oid_is(type, OID_CONTENT_TIME_STAMP))
        keep_time_stamps(values, ret);
    for (size_t i = 0; i < KNOWN_COUNT; i++)
        if (slice_equal(type, known[i].oid))
            return read_known(i, values, seen, ret, ret_detail);
    return 0;
}

int cms_attributes_parse(struct slice attributes, struct cms_attributes *ret,
                         const char **ret_detail)
{
    uint32_t seen = 0;
    int r;

    *ret = (struct cms_attributes){0};
    for (size_t count = 0; attributes.size > 0; count++) {
        if (count >= CMS_ATTRIBUTES_MAX) {
            *ret_detail = "more than 64 signed attributes";
            return ERR_LIMIT;
        }
        r = read_attribute(&attributes, &seen, ret, ret_detail);
        if (r < 0)
            return r;
    }
    /* RFC 5652 11.1 and 11.2: both must be there. */
    if (ret->content_type.size == 0)
        return fail(ret_detail, "content-type is missing");
    if (ret->message_digest.size == 0)
        return fail(ret_detail, "message-digest is missing");
    return 0;
}
