/*
 * Paths to anchors (RFC 5280 6) by OpenSSL's X509_verify: names, signatures, CA and path
 * length, key usage, name constraints, policies, at the control time and for any purpose.
 *
 * Three things are decided elsewhere and passed over here: the signer's own dates and
 * critical extensions (judge.c, path.c name them better), and an anchor's dates, since it
 * is trusted because somebody chose it (RFC 5280 6.2).
 */
#include "base/error.h"
#include "signature/trust_private.h"

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

/* OpenSSL verifies SM2 with an empty identifier unless it is told the one that everybody uses. */
static bool name_sm2_signer(X509 *certificate)
{
    ASN1_OCTET_STRING *identifier;

    if (X509_get_signature_nid(certificate) != NID_SM2_with_SM3)
        return true;
    identifier = ASN1_OCTET_STRING_new();
    if (!identifier || !ASN1_OCTET_STRING_set(identifier, (const uint8_t *)SM2_IDENTIFIER,
                                              sizeof SM2_IDENTIFIER - 1)) {
        ASN1_OCTET_STRING_free(identifier);
        return false;
    }
    X509_set0_distinguishing_id(certificate, identifier);
    return true;
}

static X509 *decode(struct slice der)
{
    const unsigned char *at = der.data;
    X509 *certificate = d2i_X509(NULL, &at, (long)der.size);

    if (certificate && (at != der.data + der.size || !name_sm2_signer(certificate))) {
        X509_free(certificate);
        return NULL;
    }
    return certificate;
}

/* One that is no authority vouches for nobody but itself (path.c). */
static bool is_authority(const struct pinned *pinned)
{
    return certificate_may_issue(&pinned->certificate) || pinned->ca_assumed;
}

int anchors_compile(struct anchor_set *set, size_t *ret_index)
{
    set->store = X509_STORE_new();
    if (!set->store)
        return crypto_error(ERR_NOMEM);
    for (size_t i = 0; i < set->pinned.count; i++) {
        X509 *anchor = decode(set->pinned.items[i].certificate.der);
        int added = anchor != NULL;

        if (anchor && is_authority(&set->pinned.items[i]))
            added = X509_STORE_add_cert(set->store, anchor);
        X509_free(anchor);
        *ret_index = i;
        if (!added)
            return crypto_error(ERR_INVALID);
    }
    return 0;
}

/* Adds those of the list that OpenSSL can read; each other is a candidate less. */
static int fill(const struct slice_list *list, STACK_OF(X509) * stack)
{
    for (size_t i = 0; i < list->count; i++) {
        X509 *certificate = decode(list->items[i]);

        if (!certificate)
            continue;
        if (!sk_X509_push(stack, certificate)) {
            X509_free(certificate);
            return ERR_NOMEM;
        }
    }
    return crypto_error(0);
}

/* ---- Verification ---- */

struct verification {
    X509_STORE_CTX *context;
    X509 *signer;
    STACK_OF(X509) * bag;
    int outdated; /* depth of a certificate between signer and anchor that was not valid; or 0 */
    bool policies_configured;
    bool no_policy; /* none of the configured policies holds for the path */
};

static int pass_over(int ok, X509_STORE_CTX *context)
{
    struct verification *verification = X509_STORE_CTX_get_app_data(context);
    int last = sk_X509_num(X509_STORE_CTX_get0_chain(context)) - 1;
    int depth = X509_STORE_CTX_get_error_depth(context);

    if (ok)
        return 1;
    switch (X509_STORE_CTX_get_error(context)) {
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_CERT_HAS_EXPIRED:
        if (depth > 0 && depth < last)
            verification->outdated = depth;
        return 1;
    case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
        return depth == 0;
    case X509_V_ERR_NO_EXPLICIT_POLICY:
        verification->no_policy = verification->policies_configured;
        return verification->policies_configured;
    default:
        return 0;
    }
}

/*
 * Policies are always processed, since a CA may require them (RFC 5280 4.2.1.11); those of
 * the configuration are the initial set, of which one must hold for the whole path. Without
 * any that set is anyPolicy, which OpenSSL wants to be told.
 */
static int set_policies(const struct trust *trust, bool wanted, X509_VERIFY_PARAM *parameters)
{
    unsigned long flags = X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_POLICY_CHECK;

    if (wanted)
        flags |= X509_V_FLAG_EXPLICIT_POLICY;
    if (!X509_VERIFY_PARAM_set1_policies(parameters,
                                         wanted ? trust->policy_stack : trust->any_policy_stack))
        return crypto_error(ERR_NOMEM);
    X509_VERIFY_PARAM_set_flags(parameters, flags);
    return 0;
}

static int set_up(const struct search *search, const struct anchor_set *set,
                  struct verification *verification)
{
    X509_VERIFY_PARAM *parameters;
    struct slice_list chosen;
    int r;

    verification->policies_configured =
        search->whose == SEARCH_SIGNER && search->trust->policies.count > 0;
    verification->signer = decode(search->subject.certificate->der);
    verification->bag = sk_X509_new_null();
    verification->context = X509_STORE_CTX_new();
    if (!verification->signer || !verification->bag || !verification->context)
        return crypto_error(ERR_NOT_FOUND);
    r = path_choose(search, &set->pinned, &chosen);
    if (r == 0)
        r = fill(&chosen, verification->bag);
    if (r < 0)
        return r;
    if (!X509_STORE_CTX_init(verification->context, set->store, verification->signer,
                             verification->bag))
        return crypto_error(ERR_NOMEM);
    X509_STORE_CTX_set_app_data(verification->context, verification);
    X509_STORE_CTX_set_verify_cb(verification->context, pass_over);
    parameters = X509_STORE_CTX_get0_param(verification->context);
    X509_VERIFY_PARAM_set_time(parameters, (time_t)search->time);
    X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_ANY);
    X509_VERIFY_PARAM_set_depth(parameters, PATH_CERTIFICATES_MAX - 2);
    return set_policies(search->trust, verification->policies_configured, parameters);
}

static void tear_down(struct verification *verification)
{
    X509_STORE_CTX_free(verification->context);
    sk_X509_pop_free(verification->bag, X509_free);
    X509_free(verification->signer);
}

/* ---- The path that was found ---- */

static int dup_der(struct arena *arena, X509 *certificate, struct slice *ret_der)
{
    int size = i2d_X509(certificate, NULL);
    unsigned char *der = size > 0 ? arena_alloc(arena, (size_t)size) : NULL;
    unsigned char *at = der;

    if (!der || i2d_X509(certificate, &at) != size)
        return ERR_NOMEM;
    *ret_der = slice_of(der, (size_t)size);
    return 0;
}

/* A certificate between signer and anchor; ERR_NOT_FOUND for one that our reader refuses. */
static int describe(struct arena *arena, X509 *from, struct path_step *ret_step)
{
    struct certificate *certificate = arena_new_of(arena, struct certificate);
    struct certificate_view *view = arena_new_of(arena, struct certificate_view);
    struct key *key = arena_new_of(arena, struct key);
    const char *detail;
    struct slice der;
    int r;

    if (!certificate || !view || !key)
        return ERR_NOMEM;
    r = dup_der(arena, from, &der);
    if (r < 0)
        return r;
    if (certificate_parse(der, certificate) < 0 || key_parse(certificate->spki, key, &detail) < 0)
        return ERR_NOT_FOUND;
    *ret_step = (struct path_step){certificate, view, key};
    return certificate_describe(arena, certificate, view);
}

static const struct pinned *find_anchor(const struct pinned_list *anchors, struct slice der)
{
    for (size_t i = 0; i < anchors->count; i++)
        if (slice_equal(anchors->items[i].certificate.der, der))
            return &anchors->items[i];
    return NULL;
}

static int read_path(const struct search *search, const struct pinned_list *anchors,
                     STACK_OF(X509) * chain, struct path *path)
{
    int count = sk_X509_num(chain);
    int r;

    /* A path of one is an anchor that signs documents itself, which nobody vouched for. */
    if (count < 2 || count > PATH_CERTIFICATES_MAX)
        return ERR_NOT_FOUND;
    path->steps[0] = search->subject;
    for (int i = 1; i < count; i++) {
        r = describe(search->arena, sk_X509_value(chain, i), &path->steps[i]);
        if (r < 0)
            return r;
    }
    path->count = (size_t)count;
    path->end = find_anchor(anchors, path->steps[count - 1].certificate->der);
    return path->end ? 0 : ERR_NOT_FOUND;
}

int anchors_find(const struct search *search, const struct anchor_set *set, struct path *ret)
{
    struct verification verification = {0};
    int r = set_up(search, set, &verification);

    if (r < 0)
        goto out;
    if (X509_verify_cert(verification.context) != 1) {
        r = crypto_error(ERR_NOT_FOUND);
        goto out;
    }
    r = read_path(search, &set->pinned, X509_STORE_CTX_get0_chain(verification.context), ret);
    if (r < 0)
        goto out;
    if (verification.outdated > 0)
        ret->outdated = (size_t)verification.outdated;
    if (verification.no_policy)
        ret->misfit = "the certificate is under none of the policies that are configured";
out:
    tear_down(&verification);
    return r;
}
