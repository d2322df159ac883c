#include "signature/certificate.h"

#include "base/buffer.h"
#include "base/error.h"
#include "signature/extension.h"
#include "signature/name.h"
#include "signature/oid.h"

#define VERSION_3 2 /* RFC 5280 4.1.2.1 */

typedef int (*extension_reader)(const struct extension *extension, struct certificate *certificate);

static int read_key_usage(const struct extension *extension, struct certificate *certificate)
{
    struct slice value = extension->value;

    certificate->has_key_usage = true;
    if (der_named_bits(&value, &certificate->key_usage) < 0)
        return ERR_SYNTAX;
    return der_end(value);
}

static int read_basic_constraints(const struct extension *extension,
                                  struct certificate *certificate)
{
    struct slice value = extension->value;
    uint32_t path_length;
    struct slice body;

    if (der_only(value, DER_SEQUENCE, &body) < 0)
        return ERR_SYNTAX;
    if (der_at(body, DER_BOOLEAN) && der_boolean(&body, &certificate->is_ca) < 0)
        return ERR_SYNTAX;
    if (der_at(body, DER_INTEGER) && der_number(&body, UINT32_MAX, &path_length) < 0)
        return ERR_SYNTAX;
    return der_end(body);
}

static int read_subject_key_id(const struct extension *extension, struct certificate *certificate)
{
    return der_only(extension->value, DER_OCTET_STRING, &certificate->subject_key_id);
}

/* Only [0] keyIdentifier; issuer and serial number beside it repeat what is compared anyway. */
static int read_authority_key_id(const struct extension *extension, struct certificate *certificate)
{
    struct slice value = extension->value;
    struct slice body;

    if (der_only(value, DER_SEQUENCE, &body) < 0)
        return ERR_SYNTAX;
    if (!der_at(body, DER_CONTEXT(0)))
        return 0;
    return der_body(&body, DER_CONTEXT(0), &certificate->authority_key_id);
}

/* CRLDistributionPoints, AuthorityInfoAccess: kept for whoever looks for revocation lists. */
static int keep_crl_points(const struct extension *extension, struct certificate *certificate)
{
    return der_only(extension->value, DER_SEQUENCE, &certificate->crl_points);
}

static int keep_other_names(const struct extension *extension, struct certificate *certificate)
{
    return der_only(extension->value, DER_SEQUENCE, &certificate->other_names);
}

static int keep_policies(const struct extension *extension, struct certificate *certificate)
{
    return der_only(extension->value, DER_SEQUENCE, &certificate->policies);
}

static int keep_authority_info(const struct extension *extension, struct certificate *certificate)
{
    return der_only(extension->value, DER_SEQUENCE, &certificate->authority_info);
}

static int keep_purposes(const struct extension *extension, struct certificate *certificate)
{
    certificate->purposes_critical = extension->critical;
    if (der_only(extension->value, DER_SEQUENCE, &certificate->purposes) < 0)
        return ERR_SYNTAX;
    return certificate->purposes.size > 0 ? 0 : ERR_SYNTAX;
}

static int note_no_check(const struct extension *extension, struct certificate *certificate)
{
    struct slice body;

    certificate->no_revocation_check = true;
    return der_only(extension->value, DER_NULL, &body);
}

/*
 * QCStatements (RFC 3739 3.2.6, ETSI EN 319 412-5) that say what the issuer did, and nothing
 * that whoever checks a signature would have to heed. Not so a limit on the value of
 * transactions, which nobody here can keep.
 */
static const struct slice known_statements[] = {
    oid_init(OID_QC_SYNTAX_V1), oid_init(OID_QC_SYNTAX_V2), oid_init(OID_QC_COMPLIANCE),
    oid_init(OID_QC_RETENTION), oid_init(OID_QC_DEVICE),    oid_init(OID_QC_DISCLOSURE),
    oid_init(OID_QC_TYPE),      oid_init(OID_QC_COUNTRIES),
};

static bool is_known_statement(struct slice oid)
{
    for (size_t i = 0; i < sizeof known_statements / sizeof known_statements[0]; i++)
        if (slice_equal(oid, known_statements[i]))
            return true;
    return false;
}

/* Where they are critical, each must be understood; the first that is not stands for all. */
static int read_qc_statements(const struct extension *extension, struct certificate *certificate)
{
    struct slice list, statement, oid;

    if (der_only(extension->value, DER_SEQUENCE, &list) < 0)
        return ERR_SYNTAX;
    while (list.size > 0) {
        if (der_body(&list, DER_SEQUENCE, &statement) < 0 || der_oid(&statement, &oid) < 0)
            return ERR_SYNTAX;
        if (extension->critical && !is_known_statement(oid) &&
            certificate->unknown_critical.size == 0)
            certificate->unknown_critical = oid;
    }
    return 0;
}

/*
 * Extensions that may be critical without a path failing over it. Those without a reader say
 * nothing about who signed: other names of the same holder.
 */
static const struct {
    struct slice oid;
    extension_reader read;
} known_extensions[] = {
    {oid_init(OID_KEY_USAGE), read_key_usage},
    {oid_init(OID_BASIC_CONSTRAINTS), read_basic_constraints},
    {oid_init(OID_SUBJECT_KEY_ID), read_subject_key_id},
    {oid_init(OID_AUTHORITY_KEY_ID), read_authority_key_id},
    {oid_init(OID_SUBJECT_ALT_NAME), keep_other_names},
    {oid_init(OID_ISSUER_ALT_NAME), NULL},
    {oid_init(OID_POLICIES), keep_policies},
    {oid_init(OID_EXTENDED_KEY_USAGE), keep_purposes},
    {oid_init(OID_CRL_POINTS), keep_crl_points},
    {oid_init(OID_AUTHORITY_INFO), keep_authority_info},
    {oid_init(OID_OCSP_NO_CHECK), note_no_check},
    {oid_init(OID_QC_STATEMENTS), read_qc_statements},
};

#define KNOWN_COUNT (sizeof known_extensions / sizeof known_extensions[0])

/* `*seen` has a bit for each known extension: none may be there twice (RFC 5280 4.2). */
static int read_extension(struct slice *rest, struct certificate *certificate, uint32_t *seen)
{
    struct extension extension;

    if (extension_next(rest, &extension) < 0)
        return ERR_SYNTAX;
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        if (!slice_equal(extension.oid, known_extensions[i].oid))
            continue;
        if (*seen & (1u << i))
            return ERR_SYNTAX;
        *seen |= 1u << i;
        return known_extensions[i].read ? known_extensions[i].read(&extension, certificate) : 0;
    }
    if (extension.critical && certificate->unknown_critical.size == 0)
        certificate->unknown_critical = extension.oid;
    return 0;
}

static int read_extensions(struct slice *rest, struct certificate *certificate)
{
    struct slice wrapper;
    uint32_t seen = 0;
    struct slice body;

    if (der_body(rest, DER_CONTEXT_CONSTRUCTED(3), &wrapper) < 0 ||
        der_only(wrapper, DER_SEQUENCE, &body) < 0)
        return ERR_SYNTAX;
    for (size_t count = 0; body.size > 0; count++) {
        if (count >= CERTIFICATE_EXTENSIONS_MAX)
            return ERR_LIMIT;
        if (read_extension(&body, certificate, &seen) < 0)
            return ERR_SYNTAX;
    }
    return 0;
}

static int read_name(struct slice *rest, struct slice *ret_name)
{
    struct name name;
    struct der element;

    if (der_read(rest, DER_SEQUENCE, &element) < 0)
        return ERR_SYNTAX;
    *ret_name = element.whole;
    return name_parse(element.whole, &name);
}

static int read_validity(struct slice *rest, struct certificate *certificate)
{
    struct slice body;

    if (der_body(rest, DER_SEQUENCE, &body) < 0 || der_time(&body, &certificate->not_before) < 0 ||
        der_time(&body, &certificate->not_after) < 0)
        return ERR_SYNTAX;
    return der_end(body);
}

static int skip_optional(struct slice *rest, uint8_t tag)
{
    struct der element;

    return der_at(*rest, tag) ? der_next(rest, &element) : 0;
}

/* [0] EXPLICIT version DEFAULT v1 */
static int read_version(struct slice *rest)
{
    struct slice body;
    uint32_t version;

    if (!der_at(*rest, DER_CONTEXT_CONSTRUCTED(0)))
        return 0;
    if (der_body(rest, DER_CONTEXT_CONSTRUCTED(0), &body) < 0 ||
        der_number(&body, VERSION_3, &version) < 0)
        return ERR_SYNTAX;
    return der_end(body);
}

/* TBSCertificate; `*ret_inner` is its own copy of the signature algorithm. */
static int read_tbs(struct slice body, struct certificate *certificate,
                    struct der_algorithm *ret_inner)
{
    struct der spki;
    int r;

    if (read_version(&body) < 0 || der_integer(&body, &certificate->serial) < 0 ||
        der_algorithm(&body, ret_inner) < 0)
        return ERR_SYNTAX;
    r = read_name(&body, &certificate->issuer);
    if (r < 0 || (r = read_validity(&body, certificate)) < 0)
        return r;
    r = read_name(&body, &certificate->subject);
    if (r < 0 || (r = der_read(&body, DER_SEQUENCE, &spki)) < 0)
        return r;
    certificate->spki = spki.whole;
    if (skip_optional(&body, DER_CONTEXT(1)) < 0 || skip_optional(&body, DER_CONTEXT(2)) < 0)
        return ERR_SYNTAX;
    if (body.size > 0 && (r = read_extensions(&body, certificate)) < 0)
        return r;
    return der_end(body);
}

int certificate_parse(struct slice der, struct certificate *ret)
{
    struct certificate certificate = {.der = der};
    struct der_algorithm inner;
    struct slice body;
    struct der tbs;
    int r;

    if (der.size > CERTIFICATE_SIZE_MAX)
        return ERR_LIMIT;
    if (der_only(der, DER_SEQUENCE, &body) < 0 || der_read(&body, DER_SEQUENCE, &tbs) < 0 ||
        der_algorithm(&body, &certificate.algorithm) < 0 ||
        der_bytes_of_bits(&body, &certificate.signature) < 0 || der_end(body) < 0)
        return ERR_SYNTAX;
    certificate.tbs = tbs.whole;
    r = read_tbs(tbs.body, &certificate, &inner);
    if (r < 0)
        return r;
    /* RFC 5280 4.1.1.2: both must be the same, or what was signed is not what is claimed. */
    if (!der_algorithm_equal(&inner, &certificate.algorithm))
        return ERR_SYNTAX;
    *ret = certificate;
    return 0;
}

bool certificate_may_sign(const struct certificate *certificate)
{
    return !certificate->has_key_usage ||
           (certificate->key_usage & (USAGE_DIGITAL_SIGNATURE | USAGE_NON_REPUDIATION));
}

bool certificate_may_issue(const struct certificate *certificate)
{
    return certificate->is_ca &&
           (!certificate->has_key_usage || (certificate->key_usage & USAGE_CERTIFICATE_SIGN));
}

static int dup_name(struct arena *arena, struct slice name, const char **ret_text)
{
    struct buffer buffer;
    int r;

    buffer_init(&buffer, 0);
    r = name_text(name, &buffer);
    if (r == 0) {
        *ret_text = arena_strndup(arena, (const char *)buffer.data, buffer.size);
        r = *ret_text ? 0 : ERR_NOMEM;
    }
    buffer_done(&buffer);
    return r;
}

static int dup_hex(struct arena *arena, struct slice bytes, const char **ret_text)
{
    static const char digits[] = "0123456789abcdef";
    char *text;

    if (bytes.size > 1 && bytes.data[0] == 0)
        bytes = slice_sub(bytes, 1, bytes.size);
    text = arena_alloc(arena, bytes.size * 2 + 1);
    if (!text)
        return ERR_NOMEM;
    for (size_t i = 0; i < bytes.size; i++) {
        text[2 * i] = digits[bytes.data[i] >> 4];
        text[2 * i + 1] = digits[bytes.data[i] & 15];
    }
    *ret_text = text;
    return 0;
}

int certificate_describe(struct arena *arena, const struct certificate *certificate,
                         struct certificate_view *ret)
{
    struct certificate_view view = {.not_before = certificate->not_before,
                                    .not_after = certificate->not_after,
                                    .der = certificate->der};
    struct hash_value hash;
    int r = hash_of(HASH_SHA256, &certificate->der, 1, &hash);

    if (r == 0)
        r = dup_name(arena, certificate->subject, &view.subject);
    if (r == 0)
        r = dup_name(arena, certificate->issuer, &view.issuer);
    if (r == 0)
        r = dup_hex(arena, certificate->serial, &view.serial);
    if (r < 0)
        return r;
    memcpy(view.sha256, hash.bytes, sizeof view.sha256);
    *ret = view;
    return 0;
}

bool certificate_may_sign_crls(const struct certificate *certificate)
{
    return !certificate->has_key_usage || (certificate->key_usage & USAGE_CRL_SIGN);
}

bool certificate_has_purpose(const struct certificate *certificate, struct slice purpose)
{
    struct slice rest = certificate->purposes;
    struct slice oid;

    while (rest.size > 0 && der_oid(&rest, &oid) == 0)
        if (slice_equal(oid, purpose))
            return true;
    return false;
}

bool certificate_has_policy(const struct certificate *certificate, struct slice policy)
{
    struct slice rest = certificate->policies;
    struct slice information;
    struct slice oid;

    while (rest.size > 0 && der_body(&rest, DER_SEQUENCE, &information) == 0 &&
           der_oid(&information, &oid) == 0)
        if (slice_equal(oid, policy))
            return true;
    return false;
}

bool certificate_is_for_time_stamps(const struct certificate *certificate)
{
    struct slice rest = certificate->purposes;
    struct slice oid;

    return certificate->purposes_critical && der_oid(&rest, &oid) == 0 && rest.size == 0 &&
           oid_is(oid, OID_TIME_STAMPING);
}
