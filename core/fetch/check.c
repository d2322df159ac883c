#include "fetch/check.h"

#include "base/datetime.h"
#include "base/error.h"
#include "signature/crl.h"
#include "signature/key.h"
#include "signature/name.h"
#include "signature/ocsp.h"
#include "signature/oid.h"

#include <openssl/evp.h>

/* ---- Signatures ---- */

struct signed_bytes {
    struct slice tbs;
    const struct der_algorithm *algorithm;
    struct slice value;
};

static struct signed_bytes certificate_signed(const struct certificate *certificate)
{
    return (struct signed_bytes){certificate->tbs, &certificate->algorithm, certificate->signature};
}

/* ERR_MISMATCH for any signature that is not the key's; ERR_NOMEM, ERR_CRYPTO. */
static int verify(const struct certificate *signer, const struct signed_bytes *bytes)
{
    EVP_PKEY *public_key = NULL;
    const char *detail;
    struct scheme scheme;
    struct key key;
    int r;

    if (scheme_parse(bytes->algorithm, &scheme, &detail) < 0 ||
        key_parse(signer->spki, &key, &detail) < 0 || !key_fits(&key, &scheme))
        return ERR_MISMATCH;
    r = key_open(&key, &public_key);
    if (r == 0)
        r = crypto_verify_message(public_key, &scheme, &bytes->tbs, 1, bytes->value);
    EVP_PKEY_free(public_key);
    return r == ERR_NOMEM || r == ERR_CRYPTO || r == 0 ? r : ERR_MISMATCH;
}

static int refuse(struct reason *why, const char *text)
{
    reason_set(why, "%s", text);
    return ERR_INVALID;
}

/* A list of tomorrow would keep every right one out until then. */
static int check_time(int64_t this_update, int64_t now, struct reason *why)
{
    char text[TIME_TEXT_SIZE];

    if (this_update <= now + CLOCK_SKEW)
        return 0;
    time_format(this_update, OFFSET_UTC, text);
    reason_set(why, "it says that it was made in the future, %s", text);
    return ERR_INVALID;
}

/* ---- Revocation lists ---- */

static int refuse_issuer(const struct crl *crl, struct reason *why)
{
    struct buffer name;
    int r;

    buffer_init(&name, 0);
    r = name_text(crl->issuer, &name);
    if (r == 0)
        reason_set(why, "no configured certificate is its issuer's, %.*s", (int)name.size,
                   (const char *)name.data);
    else
        reason_set(why, "its issuer's name cannot be read");
    buffer_done(&name);
    return r == ERR_NOMEM ? r : ERR_INVALID;
}

static bool may_be_issuer(const struct crl *crl, const struct certificate *certificate)
{
    return name_compare(certificate->subject, crl->issuer) == 0 &&
           (crl->authority_key_id.size == 0 || certificate->subject_key_id.size == 0 ||
            slice_equal(crl->authority_key_id, certificate->subject_key_id));
}

static int check_issuer(const struct fetch_source *source, const struct crl *crl,
                        struct reason *why)
{
    const struct signed_bytes bytes = {crl->tbs, &crl->algorithm, crl->signature};
    bool found = false, allowed = false;

    for (size_t i = 0; i < source->certificate_count; i++) {
        const struct certificate *certificate = &source->certificates[i];
        int r;

        if (!may_be_issuer(crl, certificate))
            continue;
        found = true;
        if (!certificate_may_sign_crls(certificate))
            continue;
        allowed = true;
        r = verify(certificate, &bytes);
        if (r != ERR_MISMATCH)
            return r;
    }
    if (!found)
        return refuse_issuer(crl, why);
    return refuse(why, allowed ? "its signature is not its issuer's"
                               : "its issuer's key usage does not allow signing lists");
}

/* What the judge could not use. */
static const char *kind_fault(const struct crl *crl)
{
    if (crl->is_delta)
        return "it is a delta list, and whole ones are kept";
    if (crl->scope.indirect)
        return "it is an indirect list, which nobody here reads";
    if (crl->unknown_critical.size > 0)
        return "it has a critical extension that is not understood";
    return NULL;
}

static int check_crl(const struct checking *checking, struct slice bytes, struct checked *ret,
                     struct reason *why)
{
    const char *fault;
    struct crl crl;
    int r = crl_parse(bytes, &crl);

    if (r == ERR_LIMIT)
        return refuse(why, "it is a larger list than is judged by");
    if (r < 0)
        return refuse(why, "it is no revocation list in DER, or not all of one");
    fault = kind_fault(&crl);
    if (fault)
        return refuse(why, fault);
    r = check_issuer(checking->source, &crl, why);
    if (r == 0)
        r = check_time(crl.this_update, checking->now, why);
    if (r == 0)
        *ret = (struct checked){crl.this_update, crl.has_next_update, crl.next_update, crl.number};
    return r;
}

/* ---- OCSP ---- */

/* ResponderID (RFC 6960 4.2.1): the certificate's name, or the SHA-1 of its key. */
static int is_responder(const struct ocsp *ocsp, const struct certificate *certificate, bool *ret)
{
    struct hash_value hash;
    struct slice bits;
    int r;

    if (!ocsp->by_key) {
        *ret = name_compare(certificate->subject, ocsp->name) == 0;
        return 0;
    }
    *ret = false;
    if (ocsp_key_bits(certificate, &bits) < 0)
        return 0;
    r = hash_of(HASH_SHA1, &bits, 1, &hash);
    if (r == 0)
        *ret = hash_equal(&hash, ocsp->key_hash);
    return r;
}

/* Whether the issuer itself gave this certificate to the responder, for answering, and for now. */
static int is_appointed(const struct checking *checking, const struct certificate *responder)
{
    static const struct slice purpose = oid_init(OID_OCSP_SIGNING);
    const struct certificate *issuer = checking->target->issuer;
    const struct signed_bytes bytes = certificate_signed(responder);

    if (name_compare(responder->issuer, issuer->subject) != 0 ||
        !certificate_has_purpose(responder, purpose) || checking->now < responder->not_before ||
        checking->now > responder->not_after)
        return ERR_MISMATCH;
    return verify(issuer, &bytes);
}

/* The issuer's signature, or that of one it appointed. */
static int check_responder(const struct checking *checking, const struct ocsp *ocsp,
                           struct reason *why)
{
    const struct signed_bytes bytes = {ocsp->tbs, &ocsp->algorithm, ocsp->signature};
    struct certificate responder;
    bool is_it;
    int r = is_responder(ocsp, checking->target->issuer, &is_it);

    if (r == 0 && is_it) {
        r = verify(checking->target->issuer, &bytes);
        if (r != ERR_MISMATCH)
            return r;
    }
    for (size_t i = 0; i < ocsp->certificate_count && (r == 0 || r == ERR_MISMATCH); i++) {
        if (certificate_parse(ocsp->certificates[i], &responder) < 0)
            continue;
        r = is_responder(ocsp, &responder, &is_it);
        if (r < 0 || !is_it)
            continue;
        r = is_appointed(checking, &responder);
        if (r == 0)
            r = verify(&responder, &bytes);
        if (r == 0)
            return 0;
    }
    return r < 0 && r != ERR_MISMATCH
               ? r
               : refuse(why, "its signature is not the issuer's, nor that of one it appointed");
}

static int parse_ocsp(struct slice bytes, struct ocsp *ret, struct reason *why)
{
    int r = ocsp_parse(bytes, ret);

    if (r == ERR_NOT_FOUND)
        return refuse(why, "the responder says that it has no answer");
    if (r < 0)
        return refuse(why, "it is no OCSP answer in DER, or not all of one");
    return 0;
}

static int find_response(const struct checking *checking, const struct ocsp *ocsp,
                         struct ocsp_response *ret, struct reason *why)
{
    const struct target *target = checking->target;
    int r = ocsp_find(ocsp, target->issuer, target->subject->serial, ret);

    if (r == ERR_NOT_FOUND)
        return refuse(why, "it speaks of another certificate");
    if (r < 0)
        return r;
    if (ocsp->unknown_critical.size > 0 || ret->unknown_critical.size > 0)
        return refuse(why, "it has a critical extension that is not understood");
    if (ret->status == OCSP_UNKNOWN)
        return refuse(why, "the responder does not know the certificate");
    return 0;
}

static int check_ocsp(const struct checking *checking, struct slice bytes, struct checked *ret,
                      struct reason *why)
{
    struct ocsp_response response;
    struct ocsp ocsp;
    int r = parse_ocsp(bytes, &ocsp, why);

    if (r == 0)
        r = find_response(checking, &ocsp, &response, why);
    if (r == 0)
        r = check_responder(checking, &ocsp, why);
    if (r == 0)
        r = check_time(response.this_update, checking->now, why);
    if (r == 0)
        *ret = (struct checked){response.this_update, response.has_next_update,
                                response.next_update, .number = {0}};
    return r;
}

/* ---- Both ---- */

int check_bytes(const struct checking *checking, struct slice bytes, struct checked *ret,
                struct reason *why)
{
    return checking->target->kind == TARGET_OCSP ? check_ocsp(checking, bytes, ret, why)
                                                 : check_crl(checking, bytes, ret, why);
}

/* INTEGER contents of numbers that are not negative. */
static bool number_is_less(struct slice a, struct slice b)
{
    while (a.size > 1 && a.data[0] == 0)
        a = slice_sub(a, 1, a.size);
    while (b.size > 1 && b.data[0] == 0)
        b = slice_sub(b, 1, b.size);
    return a.size != b.size ? a.size < b.size : memcmp(a.data, b.data, a.size) < 0;
}

bool check_is_older(const struct checked *one, const struct checked *other)
{
    if (one->this_update != other->this_update)
        return one->this_update < other->this_update;
    return one->number.size > 0 && other->number.size > 0 &&
           number_is_less(one->number, other->number);
}
