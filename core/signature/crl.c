#include "signature/crl.h"

#include "base/error.h"
#include "signature/extension.h"
#include "signature/name.h"
#include "signature/oid.h"

#define VERSION_2 1 /* RFC 5280 5.1.2.1 */

typedef int (*extension_reader)(struct slice value, struct crl *crl);

/* ---- Extensions of the list ---- */

static int read_number(struct slice value, struct crl *crl)
{
    if (der_integer(&value, &crl->number) < 0)
        return ERR_SYNTAX;
    return der_end(value);
}

/* BaseCRLNumber: what follows are differences to another list (RFC 5280 5.2.4). */
static int read_delta(struct slice value, struct crl *crl)
{
    struct slice base;

    crl->is_delta = true;
    if (der_integer(&value, &base) < 0)
        return ERR_SYNTAX;
    return der_end(value);
}

static int read_authority_key_id(struct slice value, struct crl *crl)
{
    struct slice body;

    if (der_only(value, DER_SEQUENCE, &body) < 0)
        return ERR_SYNTAX;
    return der_at(body, DER_CONTEXT(0)) ? der_body(&body, DER_CONTEXT(0), &crl->authority_key_id)
                                        : 0;
}

/* [n] IMPLICIT BOOLEAN DEFAULT FALSE, which DER writes only where it is TRUE. */
static int read_flag(struct slice *rest, unsigned tag, bool *ret)
{
    struct slice body;

    if (!der_at(*rest, (uint8_t)DER_CONTEXT(tag)))
        return 0;
    if (der_body(rest, (uint8_t)DER_CONTEXT(tag), &body) < 0 || body.size != 1 ||
        body.data[0] != 0xff)
        return ERR_SYNTAX;
    *ret = true;
    return 0;
}

static int read_scope(struct slice value, struct crl *crl)
{
    struct crl_scope *scope = &crl->scope;
    struct slice body;
    struct der skipped;

    if (der_only(value, DER_SEQUENCE, &body) < 0)
        return ERR_SYNTAX;
    if (der_at(body, DER_CONTEXT_CONSTRUCTED(0)) &&
        der_body(&body, DER_CONTEXT_CONSTRUCTED(0), &scope->point) < 0)
        return ERR_SYNTAX;
    if (read_flag(&body, 1, &scope->only_users) < 0 ||
        read_flag(&body, 2, &scope->only_authorities) < 0)
        return ERR_SYNTAX;
    scope->only_some_reasons = der_at(body, DER_CONTEXT(3));
    if (scope->only_some_reasons && der_next(&body, &skipped) < 0)
        return ERR_SYNTAX;
    if (read_flag(&body, 4, &scope->indirect) < 0 ||
        read_flag(&body, 5, &scope->only_attributes) < 0)
        return ERR_SYNTAX;
    return der_end(body);
}

static int read_expired(struct slice value, struct crl *crl)
{
    crl->has_expired_since = true;
    if (!der_at(value, DER_GENERALIZED_TIME) || der_time(&value, &crl->expired_since) < 0)
        return ERR_SYNTAX;
    return der_end(value);
}

/* Those without a reader change nothing about which certificates are on the list. */
static const struct {
    struct slice oid;
    extension_reader read;
} known_extensions[] = {
    {oid_init(OID_CRL_NUMBER), read_number},
    {oid_init(OID_DELTA_CRL), read_delta},
    {oid_init(OID_CRL_SCOPE), read_scope},
    {oid_init(OID_AUTHORITY_KEY_ID), read_authority_key_id},
    {oid_init(OID_EXPIRED_ON_CRL), read_expired},
    {oid_init(OID_ISSUER_ALT_NAME), NULL},
    {oid_init(OID_FRESHEST_CRL), NULL},
    {oid_init(OID_AUTHORITY_INFO), NULL},
};

#define KNOWN_COUNT (sizeof known_extensions / sizeof known_extensions[0])

static void note_unknown(const struct extension *extension, struct crl *crl)
{
    if (extension->critical && crl->unknown_critical.size == 0)
        crl->unknown_critical = extension->oid;
}

/* `*seen` has a bit for each known extension: none may be there twice. */
static int read_extension(const struct extension *extension, struct crl *crl, uint32_t *seen)
{
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        if (!slice_equal(extension->oid, known_extensions[i].oid))
            continue;
        if (*seen & (1u << i))
            return ERR_SYNTAX;
        *seen |= 1u << i;
        return known_extensions[i].read ? known_extensions[i].read(extension->value, crl) : 0;
    }
    note_unknown(extension, crl);
    return 0;
}

static int read_extensions(struct slice *rest, struct crl *crl)
{
    struct extension extension;
    struct slice wrapper;
    struct slice body;
    uint32_t seen = 0;

    if (!der_at(*rest, DER_CONTEXT_CONSTRUCTED(0)))
        return 0;
    if (der_body(rest, DER_CONTEXT_CONSTRUCTED(0), &wrapper) < 0 ||
        der_only(wrapper, DER_SEQUENCE, &body) < 0)
        return ERR_SYNTAX;
    for (size_t count = 0; body.size > 0; count++) {
        if (count >= EXTENSIONS_MAX)
            return ERR_LIMIT;
        if (extension_next(&body, &extension) < 0 || read_extension(&extension, crl, &seen) < 0)
            return ERR_SYNTAX;
    }
    return 0;
}

/* ---- Entries ---- */

/* reasonCode is an ENUMERATED. */
static int read_reason(struct slice value, uint32_t *ret_reason)
{
    struct slice body;

    if (der_only(value, DER_ENUMERATED, &body) < 0 || body.size != 1 ||
        body.data[0] > REVOKED_REASON_MAX)
        return ERR_SYNTAX;
    *ret_reason = body.data[0];
    return 0;
}

/* CRLEntryExtensions (RFC 5280 5.3); `crl` takes note of a critical one that is unknown, or NULL.
 */
static int read_entry_extensions(struct slice body, struct crl *crl, struct crl_entry *entry)
{
    struct extension extension;

    for (size_t count = 0; body.size > 0; count++) {
        if (count >= EXTENSIONS_MAX)
            return ERR_LIMIT;
        if (extension_next(&body, &extension) < 0)
            return ERR_SYNTAX;
        if (oid_is(extension.oid, OID_REASON_CODE)) {
            if (read_reason(extension.value, &entry->reason) < 0)
                return ERR_SYNTAX;
            entry->has_reason = true;
        } else if (!oid_is(extension.oid, OID_INVALIDITY_DATE) &&
                   !oid_is(extension.oid, OID_HOLD_INSTRUCTION) && crl) {
            note_unknown(&extension, crl);
        }
    }
    return 0;
}

static int read_entry(struct slice body, struct crl *crl, struct crl_entry *ret)
{
    struct crl_entry entry = {0};
    struct slice extensions;
    int r;

    if (der_time(&body, &entry.revoked_at) < 0)
        return ERR_SYNTAX;
    if (body.size > 0) {
        if (der_body(&body, DER_SEQUENCE, &extensions) < 0)
            return ERR_SYNTAX;
        r = read_entry_extensions(extensions, crl, &entry);
        if (r < 0)
            return r;
    }
    *ret = entry;
    return der_end(body);
}

static int read_entries(struct slice *rest, struct crl *crl)
{
    struct crl_entry entry;
    struct slice entries;
    struct slice serial;
    struct slice body;
    int r;

    if (!der_at(*rest, DER_SEQUENCE))
        return 0;
    if (der_body(rest, DER_SEQUENCE, &entries) < 0)
        return ERR_SYNTAX;
    crl->entries = entries;
    while (entries.size > 0) {
        if (der_body(&entries, DER_SEQUENCE, &body) < 0 || der_integer(&body, &serial) < 0)
            return ERR_SYNTAX;
        r = read_entry(body, crl, &entry);
        if (r < 0)
            return r;
        crl->entry_count++;
    }
    return 0;
}

/* ---- The whole ---- */

static int read_issuer(struct slice *rest, struct crl *crl)
{
    struct der element;
    struct name name;

    if (der_read(rest, DER_SEQUENCE, &element) < 0)
        return ERR_SYNTAX;
    crl->issuer = element.whole;
    return name_parse(element.whole, &name);
}

static int read_times(struct slice *rest, struct crl *crl)
{
    if (der_time(rest, &crl->this_update) < 0)
        return ERR_SYNTAX;
    crl->has_next_update = der_at(*rest, DER_UTC_TIME) || der_at(*rest, DER_GENERALIZED_TIME);
    return crl->has_next_update ? der_time(rest, &crl->next_update) : 0;
}

/* TBSCertList; a list without a version is version 1 and has no extensions. */
static int read_tbs(struct slice body, struct crl *crl, struct der_algorithm *ret_inner)
{
    bool has_version = der_at(body, DER_INTEGER);
    uint32_t version = 0;
    int r;

    if (has_version && (der_number(&body, VERSION_2, &version) < 0 || version != VERSION_2))
        return ERR_SYNTAX;
    if (der_algorithm(&body, ret_inner) < 0)
        return ERR_SYNTAX;
    if ((r = read_issuer(&body, crl)) < 0 || (r = read_times(&body, crl)) < 0 ||
        (r = read_entries(&body, crl)) < 0)
        return r;
    if (has_version && (r = read_extensions(&body, crl)) < 0)
        return r;
    return der_end(body);
}

int crl_parse(struct slice der, struct crl *ret)
{
    struct crl crl = {.der = der};
    struct der_algorithm inner;
    struct slice body;
    struct der tbs;
    int r;

    if (der.size > CRL_SIZE_MAX)
        return ERR_LIMIT;
    if (der_only(der, DER_SEQUENCE, &body) < 0 || der_read(&body, DER_SEQUENCE, &tbs) < 0 ||
        der_algorithm(&body, &crl.algorithm) < 0 || der_bytes_of_bits(&body, &crl.signature) < 0 ||
        der_end(body) < 0)
        return ERR_SYNTAX;
    crl.tbs = tbs.whole;
    r = read_tbs(tbs.body, &crl, &inner);
    if (r < 0)
        return r;
    /* RFC 5280 5.1.1.2: both must be the same. */
    if (!der_algorithm_equal(&inner, &crl.algorithm))
        return ERR_SYNTAX;
    *ret = crl;
    return 0;
}

static bool is_harder(const struct crl_entry *entry, const struct crl_entry *other)
{
    bool removed = entry->reason == REVOKED_REMOVED;
    bool other_removed = other->reason == REVOKED_REMOVED;

    return removed != other_removed ? other_removed : entry->revoked_at < other->revoked_at;
}

int crl_find(const struct crl *crl, struct slice serial, struct crl_entry *ret)
{
    struct slice rest = crl->entries;
    struct crl_entry entry;
    bool found = false;
    struct slice octets;
    struct slice body;

    while (rest.size > 0) {
        if (der_body(&rest, DER_SEQUENCE, &body) < 0 || der_integer(&body, &octets) < 0)
            break; /* crl_parse() would have refused it */
        if (!slice_equal(octets, serial) || read_entry(body, NULL, &entry) < 0)
            continue;
        if (!found || is_harder(&entry, ret))
            *ret = entry;
        found = true;
    }
    return found ? 0 : ERR_NOT_FOUND;
}
