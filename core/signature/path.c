/*
 * From a signer to what a source trusts (design.md section 6): the signer itself pinned,
 * a pinned issuer that signed the signer's certificate, or an RFC 5280 path to an anchor.
 * Certificates in the CMS are candidates for a path, never trust.
 */
#include "base/buffer.h"
#include "base/error.h"
#include "signature/name.h"
#include "signature/trust_private.h"

/* ---- What a source asks of a signer ---- */

static bool value_fits(const struct subject_rule *rule, struct slice value)
{
    size_t size = strlen(rule->value);

    if (rule->prefix && value.size > size)
        value.size = size;
    return slice_is(value, rule->value);
}

static int rule_fits(const struct subject_rule *rule, const struct name *name)
{
    struct buffer value;
    bool fits = false;
    int r = 0;

    for (size_t i = 0; i < name->count && !fits && r == 0; i++) {
        if (!slice_equal(name->parts[i].type, rule->type))
            continue;
        buffer_init(&value, 0);
        fits = name_value(&name->parts[i], &value) == 0 && value_fits(rule, buffer_slice(&value));
        r = buffer_error(&value);
        buffer_done(&value);
    }
    if (r < 0)
        return r;
    return fits ? 0 : ERR_MISMATCH;
}

/* Every rule needs a value that fits; ERR_MISMATCH, ERR_NOMEM. */
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

/* Why the signer is not one that this source uses, whatever led to it; NULL where it is. */
static int find_misfit(const struct trust *trust, const struct certificate *signer,
                       const char **ret_misfit)
{
    int r = subject_fits(trust, signer);

    *ret_misfit = NULL;
    if (signer->unknown_critical.size > 0)
        *ret_misfit = "the certificate has a critical extension that is not understood";
    else if (!certificate_may_sign(signer))
        *ret_misfit = "the certificate's key usage does not allow signing documents";
    else if (r == ERR_MISMATCH)
        *ret_misfit = "the certificate's subject is not the one configured";
    else
        return r;
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

static void take_pinned(const struct search *search, const struct pinned *end, bool is_signer,
                        struct path *path)
{
    const struct signature_evidence *evidence = search->evidence;
    struct path found = {
        .end = end,
        .count = is_signer ? 1 : 2,
        .steps = {{&evidence->signer, &evidence->view, &evidence->key},
                  {&end->certificate, &end->view, &end->key}},
    };

    take(path, &found, search->time);
}

static void try_signers(const struct search *search, struct path *path)
{
    const struct pinned_list *signers = &search->trust->signers;

    for (size_t i = 0; i < signers->count && !is_done(path); i++)
        if (memcmp(signers->items[i].view.sha256, search->evidence->view.sha256, 32) == 0)
            take_pinned(search, &signers->items[i], true, path);
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

/* 0, ERR_MISMATCH, ERR_UNSUPPORTED, ERR_NOMEM, ERR_CRYPTO. */
static int check_issued(const struct pinned *issuer, const struct certificate *signer)
{
    struct scheme scheme;
    const char *detail;

    if (scheme_parse(&signer->algorithm, &scheme, &detail) < 0 || scheme.hash == HASH_NONE)
        return ERR_UNSUPPORTED;
    if (!key_fits(&issuer->key, &scheme))
        return ERR_MISMATCH;
    return crypto_verify_message(issuer->public_key, &scheme, &signer->tbs, 1, signer->signature);
}

static int try_issuers(const struct search *search, struct path *path)
{
    const struct certificate *signer = &search->evidence->signer;
    const struct pinned_list *issuers = &search->trust->issuers;

    for (size_t i = 0; i < issuers->count && !is_done(path); i++) {
        const struct pinned *issuer = &issuers->items[i];
        int r;

        if (!may_have_issued(&issuer->certificate, signer))
            continue;
        r = check_issued(issuer, signer);
        if (r == 0)
            take_pinned(search, issuer, false, path);
        else if (r == ERR_UNSUPPORTED)
            path->no_path = "the certificate is signed by an algorithm that is not supported";
        else if (r != ERR_MISMATCH)
            return r;
    }
    return 0;
}

static int try_anchors(const struct search *search, struct path *path)
{
    struct path found = {0};
    int r;

    if (!search->trust->store || is_done(path))
        return 0;
    r = anchors_find(search, &found);
    if (r == 0)
        take(path, &found, search->time);
    return r == ERR_NOT_FOUND ? 0 : r;
}

int path_find(const struct search *search, struct path *ret)
{
    int r;

    *ret = (struct path){0};
    try_signers(search, ret);
    r = try_issuers(search, ret);
    if (r == 0)
        r = try_anchors(search, ret);
    if (r < 0 || !ret->found)
        return r;
    return find_misfit(search->trust, &search->evidence->signer, &ret->misfit);
}
