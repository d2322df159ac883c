#include "fetch/check.h"

#include "base/datetime.h"
#include "base/error.h"
#include "signature/name.h"
#include "signature/revocation.h"

/* By the rules that judgements go by. 0, ERR_MISMATCH, ERR_NOMEM, ERR_CRYPTO. */
static int check_signed(struct revocation_item *item, const struct certificate *issuer)
{
    const char *detail;
    struct key key;
    const struct path_step step = {.certificate = issuer, .key = &key};

    if (key_parse(issuer->spki, &key, &detail) < 0)
        return ERR_MISMATCH;
    return revocation_check(item, &step);
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

static int check_issuer(const struct fetch_source *source, const struct crl *crl,
                        struct reason *why)
{
    struct revocation_item item = {.kind = REVOCATION_BY_CRL, .crl = *crl};
    bool found = false, allowed = false;
    int r = ERR_MISMATCH;

    for (size_t i = 0; i < source->certificate_count && r == ERR_MISMATCH; i++) {
        const struct certificate *certificate = &source->certificates[i];

        if (revocation_match_issuer(&item, certificate) < 0)
            continue;
        found = true;
        allowed = allowed || certificate_may_sign_crls(certificate);
        r = check_signed(&item, certificate);
    }
    if (r != ERR_MISMATCH)
        return r;
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

/* The issuer's signature, or that of one it appointed. */
static int check_responder(const struct checking *checking, const struct ocsp *ocsp,
                           struct reason *why)
{
    struct revocation_item item = {.kind = REVOCATION_BY_OCSP, .ocsp = *ocsp};
    int r = check_signed(&item, checking->target->issuer);

    return r == ERR_MISMATCH
               ? refuse(why, "its signature is not the issuer's, nor that of one it appointed")
               : r;
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
