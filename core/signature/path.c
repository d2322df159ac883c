/*
 * From a signer to what a source trusts (design.md section 6): the signer itself pinned,
 * a pinned issuer that signed the signer's certificate, or an RFC 5280 path to an anchor.
 * Certificates in the CMS are candidates for a path, never trust. Who makes time stamps has
 * anchors of his own.
 */
#include "base/buffer.h"
#include "base/error.h"
#include "signature/name.h"
#include "signature/trust_private.h"

#include <openssl/evp.h>

/* ---- What a source asks of a signer ---- */

static bool value_fits(const struct subject_rule *rule, struct slice value)
{
    size_t size = strlen(rule->value);

    if (rule->prefix && value.size > size)
        value.size = size;
    return slice_is(value, rule->value);
}

static int part_fits(const struct subject_rule *rule, const struct name_part *part)
{
    struct buffer value;
    int r = ERR_MISMATCH;

    buffer_init(&value, 0);
    if (name_value(part, &value) == 0 && value_fits(rule, buffer_slice(&value)))
        r = 0;
    if (buffer_error(&value))
        r = ERR_NOMEM;
    buffer_done(&value);
    return r;
}

/* Units and domain components come in lists (X.520 6.4.2, RFC 4519 2.4). */
static bool may_repeat(const struct subject_rule *rule)
{
    return strcmp(rule->attribute, "OU") == 0 || strcmp(rule->attribute, "DC") == 0;
}

/*
 * A second organisation beside the one asked for would be a name that the issuer gives to
 * anybody: each value of the attribute has to fit, save where it is a list.
 */
static int rule_fits(const struct subject_rule *rule, const struct name *name)
{
    bool found = false;
    int r = 0;

    for (size_t i = 0; i < name->count; i++) {
        if (!slice_equal(name->parts[i].type, rule->type))
            continue;
        r = part_fits(rule, &name->parts[i]);
        if (r == ERR_NOMEM || (r == ERR_MISMATCH && !may_repeat(rule)))
            return r;
        found |= r == 0;
    }
    return found ? 0 : ERR_MISMATCH;
}

/* ERR_MISMATCH, ERR_NOMEM. */
static int subject_fits(const struct trust *trust, const struct certificate *signer)
{
    struct name name;
    int r = 0;

    if (trust->subject_count == 0)
        return 0;
    if (name_parse(signer->subject, &name) < 0)
        return ERR_MISMATCH;
    for (size_t i = 0; i < trust->subject_count && r == 0; i++)
        r = rule_fits(&trust->subject[i], &name);
    return r;
}

static bool has_one_of(const struct slice_list *list, const struct certificate *certificate,
                       bool (*has)(const struct certificate *certificate, struct slice oid))
{
    for (size_t i = 0; i < list->count; i++)
        if (has(certificate, list->items[i]))
            return true;
    return list->count == 0;
}

/* What every certificate that signs must be, whatever it signs; NULL where it is. */
static const char *misfit_of_certificate(const struct certificate *certificate)
{
    if (certificate->unknown_critical.size > 0)
        return "the certificate has a critical extension that is not understood";
    return certificate_may_sign(certificate)
               ? NULL
               : "the certificate's key usage does not allow signing documents";
}

/*
 * Why the signer is not one that this source uses, whatever led to it; NULL where it is. A
 * pinned signer is looked at for nothing but what every signer must be, and its subject: its
 * purposes and policies were known to whoever chose it.
 */
static int find_misfit(const struct search *search, struct path *path)
{
    const struct trust *trust = search->trust;
    const struct certificate *signer = search->subject.certificate;
    bool is_pinned = path->count == 1;
    const char *misfit = misfit_of_certificate(signer);
    int r = 0;

    if (!misfit && search->whose == SEARCH_SIGNER) {
        r = subject_fits(trust, signer);
        if (r == ERR_MISMATCH)
            misfit = "the certificate's subject is not the one configured";
        else if (!is_pinned && !has_one_of(&trust->purposes, signer, certificate_has_purpose))
            misfit = "the certificate is not for a purpose that is configured";
        else if (!is_pinned && !has_one_of(&trust->policies, signer, certificate_has_policy))
            misfit = "the certificate is under none of the policies that are configured";
    }
    if (misfit)
        path->misfit = misfit;
    return r == ERR_MISMATCH ? 0 : r;
}

/* ---- The three ways ---- */

static bool is_done(const struct path *path)
{
    return path->found && !path->retired;
}

/* Keeps a path that was found, unless there is a better one already. */
static void take(struct path *path, const struct path *found, int64_t time)
{
    bool retired = found->end->has_until && time > found->end->until;

    if (path->found && (retired || !path->retired))
        return;
    *path = *found;
    path->found = true;
    path->retired = retired;
}

static void take_pinned(const struct search *search, const struct pinned *end, bool is_subject,
                        struct path *path)
{
    struct path found = {
        .end = end,
        .count = is_subject ? 1 : 2,
        .steps = {search->subject, pinned_step(end)},
    };

    take(path, &found, search->time);
}

static void try_pinned(const struct search *search, const struct pinned_list *list,
                       struct path *path)
{
    for (size_t i = 0; i < list->count && !is_done(path); i++)
        if (memcmp(list->items[i].view.sha256, search->subject.view->sha256, 32) == 0)
            take_pinned(search, &list->items[i], true, path);
}

/*
 * Names equal, key identifiers equal where both are present. The issuer is not a signer
 * itself, by its own certificate or by another one for its key.
 */
static bool may_have_issued(const struct certificate *issuer, const struct certificate *signer)
{
    if (!slice_equal(signer->issuer, issuer->subject) || slice_equal(signer->spki, issuer->spki))
        return false;
    return signer->authority_key_id.size == 0 || issuer->subject_key_id.size == 0 ||
           slice_equal(signer->authority_key_id, issuer->subject_key_id);
}

static int check_signature(const struct key *key, EVP_PKEY *opened,
                           const struct certificate *certificate)
{
    struct scheme scheme;
    const char *detail;

    if (scheme_parse(&certificate->algorithm, &scheme, &detail) < 0 || scheme.hash == HASH_NONE)
        return ERR_UNSUPPORTED;
    if (!key_fits(key, &scheme))
        return ERR_MISMATCH;
    return crypto_verify_message(opened, &scheme, &certificate->tbs, 1, certificate->signature);
}

int path_check_value(const struct key *key, const struct der_algorithm *algorithm,
                     struct slice signed_bytes, struct slice value)
{
    EVP_PKEY *opened = NULL;
    struct scheme scheme;
    const char *detail;
    int r;

    if (scheme_parse(algorithm, &scheme, &detail) < 0 || scheme.hash == HASH_NONE)
        return ERR_UNSUPPORTED;
    if (!key_fits(key, &scheme))
        return ERR_MISMATCH;
    r = key_open(key, &opened);
    if (r == 0)
        r = crypto_verify_message(opened, &scheme, &signed_bytes, 1, value);
    EVP_PKEY_free(opened);
    return r == ERR_INVALID ? ERR_MISMATCH : r;
}

int path_check_issued(const struct path_step *issuer, const struct certificate *certificate)
{
    if (!may_have_issued(issuer->certificate, certificate))
        return ERR_MISMATCH;
    return path_check_value(issuer->key, &certificate->algorithm, certificate->tbs,
                            certificate->signature);
}

static int try_issuers(const struct search *search, struct path *path)
{
    const struct certificate *signer = search->subject.certificate;
    const struct pinned_list *issuers = &search->trust->issuers;

    for (size_t i = 0; i < issuers->count && !is_done(path); i++) {
        const struct pinned *issuer = &issuers->items[i];
        int r;

        if (!may_have_issued(&issuer->certificate, signer))
            continue;
        r = check_signature(&issuer->key, issuer->public_key, signer);
        if (r == 0)
            take_pinned(search, issuer, false, path);
        else if (r == ERR_UNSUPPORTED)
            path->no_path = "the certificate is signed by an algorithm that is not supported";
        else if (r != ERR_MISMATCH)
            return r;
    }
    return 0;
}

static int try_anchors(const struct search *search, const struct anchor_set *set, struct path *path)
{
    struct path found = {0};
    int r;

    if (!set->store || is_done(path))
        return 0;
    r = anchors_find(search, set, &found);
    if (r == 0)
        take(path, &found, search->time);
    else if (r == ERR_LIMIT)
        path->no_path = "more certificates than are tried have the names of issuers";
    return r == ERR_NOT_FOUND || r == ERR_LIMIT ? 0 : r;
}

/* Certificates that are good in themselves, and authorities. */
static const struct pinned_list *pinned_of(const struct search *search)
{
    switch (search->whose) {
    case SEARCH_TIME_STAMP:
        return &search->trust->time_stamps.pinned;
    case SEARCH_SEAL_MAKER:
        return &search->trust->seal_makers.pinned;
    case SEARCH_SIGNER:
        break;
    }
    return &search->trust->signers;
}

static const struct anchor_set *anchors_of(const struct search *search)
{
    switch (search->whose) {
    case SEARCH_TIME_STAMP:
        return &search->trust->time_stamps;
    case SEARCH_SEAL_MAKER:
        return &search->trust->seal_makers;
    case SEARCH_SIGNER:
        break;
    }
    return &search->trust->anchors;
}

static int try_authorities(const struct search *search, struct path *path)
{
    int r = search->whose == SEARCH_SIGNER ? try_issuers(search, path) : 0;

    return r < 0 ? r : try_anchors(search, anchors_of(search), path);
}

/* A certificate that is named itself counts, or is retired, by that; nothing brings it back. */
int path_find(const struct search *search, struct path *ret)
{
    int r = 0;

    *ret = (struct path){0};
    try_pinned(search, pinned_of(search), ret);
    if (!ret->found)
        r = try_authorities(search, ret);
    if (r < 0 || !ret->found)
        return r;
    return find_misfit(search, ret);
}
