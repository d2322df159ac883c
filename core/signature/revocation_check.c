/* Who signed a revocation list or an OCSP answer, and whether he may. */
#include "base/error.h"
#include "signature/name.h"
#include "signature/oid.h"
#include "signature/revocation.h"
#include "signature/trust_private.h"

static bool same_name(struct slice a, struct slice b)
{
    return slice_equal(a, b) || name_compare(a, b) == 0;
}

static bool ids_fit(struct slice authority, struct slice subject)
{
    return authority.size == 0 || subject.size == 0 || slice_equal(authority, subject);
}

int revocation_match_issuer(const struct revocation_item *item, const struct certificate *issuer)
{
    if (item->kind == REVOCATION_BY_OCSP)
        return ocsp_names_issuer(&item->ocsp, issuer);
    return same_name(item->crl.issuer, issuer->subject) &&
                   ids_fit(item->crl.authority_key_id, issuer->subject_key_id)
               ? 0
               : ERR_MISMATCH;
}

static int check_list(const struct crl *crl, const struct path_step *issuer)
{
    if (!certificate_may_sign_crls(issuer->certificate))
        return ERR_MISMATCH;
    return path_check_value(issuer->key, &crl->algorithm, crl->tbs, crl->signature);
}

/* ---- OCSP responders ---- */

/* Whether ResponderID names that certificate. 0, ERR_MISMATCH, ERR_NOMEM, ERR_CRYPTO. */
static int check_responder_id(const struct ocsp *ocsp, const struct certificate *certificate)
{
    struct hash_value hash;
    struct slice bits;
    int r;

    if (!ocsp->by_key)
        return same_name(ocsp->name, certificate->subject) ? 0 : ERR_MISMATCH;
    if (ocsp_key_bits(certificate, &bits) < 0)
        return ERR_MISMATCH;
    r = hash_of(HASH_SHA1, &bits, 1, &hash);
    if (r < 0)
        return r;
    return hash_equal(&hash, ocsp->key_hash) ? 0 : ERR_MISMATCH;
}

/* What the issuer must have said of one who answers for it (RFC 6960 4.2.2.2). */
static bool may_respond(const struct ocsp *ocsp, const struct certificate *responder)
{
    const struct slice purpose = oid_init(OID_OCSP_SIGNING);

    return certificate_has_purpose(responder, purpose) && certificate_may_sign(responder) &&
           responder->unknown_critical.size == 0 && ocsp->produced_at >= responder->not_before &&
           ocsp->produced_at <= responder->not_after;
}

static int check_delegate(const struct ocsp *ocsp, struct slice der, const struct path_step *issuer)
{
    struct certificate responder;
    const char *detail;
    struct key key;
    int r;

    if (certificate_parse(der, &responder) < 0 || key_parse(responder.spki, &key, &detail) < 0 ||
        !may_respond(ocsp, &responder))
        return ERR_MISMATCH;
    r = check_responder_id(ocsp, &responder);
    if (r == 0)
        r = path_check_issued(issuer, &responder);
    if (r == 0)
        r = path_check_value(&key, &ocsp->algorithm, ocsp->tbs, ocsp->signature);
    return r;
}

static int check_answer(struct revocation_item *item, const struct path_step *issuer)
{
    const struct ocsp *ocsp = &item->ocsp;
    int r = check_responder_id(ocsp, issuer->certificate);

    item->responder = (struct slice){0};
    if (r == 0)
        r = path_check_value(issuer->key, &ocsp->algorithm, ocsp->tbs, ocsp->signature);
    for (size_t i = 0; i < ocsp->certificate_count && r == ERR_MISMATCH; i++) {
        r = check_delegate(ocsp, ocsp->certificates[i], issuer);
        item->responder = ocsp->certificates[i];
    }
    return r;
}

int revocation_check(struct revocation_item *item, const struct path_step *issuer)
{
    struct slice der = issuer->certificate->der;
    int r;

    if (item->checked_for.size > 0 && slice_equal(item->checked_for, der))
        return item->checked;
    r = item->kind == REVOCATION_BY_CRL ? check_list(&item->crl, issuer)
                                        : check_answer(item, issuer);
    if (r == ERR_UNSUPPORTED)
        r = ERR_MISMATCH;
    if (r == 0 || r == ERR_MISMATCH) {
        item->checked_for = der;
        item->checked = r;
    }
    return r;
}
