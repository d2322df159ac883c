#include "signature/trust_private.h"

#include "base/error.h"
#include "base/unicode.h"
#include "signature/oid.h"

#include <openssl/evp.h>
#include <openssl/x509_vfy.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum role {
    ROLE_ISSUER,
    ROLE_SIGNER,
    ROLE_ANCHOR,
    ROLE_TIME_STAMP,
    ROLE_SEAL_MAKER,
};

static const char *const role_names[] = {"issuer", "signer", "anchor", "time stamp authority",
                                         "maker of seals"};

int trust_refuse(struct trust_problem *problem, const char *format, ...)
{
    char text[1024];
    size_t size;
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size = utf8_cut(slice_str(text), sizeof problem->message - 1);
    memcpy(problem->message, text, size);
    problem->message[size] = 0;
    return ERR_INVALID;
}

/* ---- Pinned certificates ---- */

static int check_role(const struct pinned *pinned, enum role role, const char *name,
                      struct trust_problem *problem)
{
    const struct certificate *certificate = &pinned->certificate;
    bool is_authority = certificate_may_issue(certificate) || pinned->ca_assumed;
    char oid[OID_TEXT_MAX];

    if (certificate->unknown_critical.size > 0 && (role == ROLE_ISSUER || !is_authority)) {
        oid_text(certificate->unknown_critical, oid);
        return trust_refuse(
            problem, "%s: has a critical extension (%s) that is not understood here", name, oid);
    }
    if ((role == ROLE_SIGNER || (role == ROLE_SEAL_MAKER && !is_authority)) &&
        !certificate_may_sign(certificate))
        return trust_refuse(problem, "%s: its key usage does not allow signing documents", name);
    if (role == ROLE_TIME_STAMP && !is_authority && !certificate_is_for_time_stamps(certificate))
        return trust_refuse(problem,
                            "%s: is neither a certificate authority nor a certificate for time "
                            "stamps alone (extended key usage timeStamping, critical)",
                            name);
    if ((role == ROLE_ISSUER || role == ROLE_ANCHOR) && !is_authority)
        return trust_refuse(
            problem,
            "%s: is no certificate authority (CA:TRUE, keyCertSign); a signer belongs "
            "under `signers`, an issuer that really has such a one needs `ca: assumed`",
            name);
    return 0;
}

static int open_key(struct pinned *pinned, const char *name, struct trust_problem *problem)
{
    const char *detail = NULL;
    int r = key_parse(pinned->certificate.spki, &pinned->key, &detail);

    if (r < 0)
        return trust_refuse(problem, "%s: %s", name, detail);
    r = key_open(&pinned->key, &pinned->public_key);
    if (r == ERR_INVALID)
        return trust_refuse(problem, "%s: its public key is not a valid one", name);
    return r;
}

static int pin(struct trust *trust, const struct trust_certificate *setting, enum role role,
               struct pinned *pinned, struct trust_problem *problem)
{
    const char *name = setting->name ? setting->name : role_names[role];
    const uint8_t *der = arena_dup(trust->arena, setting->der.data, setting->der.size);
    int r;

    if (!der)
        return ERR_NOMEM;
    pinned->ca_assumed = setting->ca_assumed;
    pinned->has_until = setting->has_until;
    pinned->until = setting->until;
    if (certificate_parse(slice_of(der, setting->der.size), &pinned->certificate) < 0)
        return trust_refuse(problem, "%s: is not a certificate as RFC 5280 says", name);
    r = check_role(pinned, role, name, problem);
    if (r < 0 || (r = open_key(pinned, name, problem)) < 0)
        return r;
    return certificate_describe(trust->arena, &pinned->certificate, &pinned->view);
}

/* One of the lists of the settings, and where it goes. */
struct pin_list {
    enum role role;
    const struct trust_certificate *settings;
    size_t count;
    struct pinned_list *pinned;
};

static int pin_all(struct trust *trust, const struct pin_list *list, struct trust_problem *problem)
{
    struct pinned_list *pinned = list->pinned;
    int r = 0;

    pinned->items = arena_array(trust->arena, struct pinned, list->count);
    if (!pinned->items)
        return ERR_NOMEM;
    while (r == 0 && pinned->count < list->count) {
        size_t index = pinned->count++; /* counted first: half made, it is freed as well */

        r = pin(trust, &list->settings[index], list->role, &pinned->items[index], problem);
    }
    return r;
}

/* The certificates of the settings, for OpenSSL. */
static int compile_set(struct anchor_set *set, const struct trust_certificate *settings,
                       struct trust_problem *problem)
{
    size_t index = 0;
    int r;

    if (set->pinned.count == 0)
        return 0;
    r = anchors_compile(set, &index);
    if (r == ERR_INVALID)
        return trust_refuse(problem, "%s: OpenSSL does not take it as a certificate",
                            settings[index].name ? settings[index].name : "anchor");
    return r;
}

static int compile_anchors(struct trust *trust, const struct trust_settings *settings,
                           struct trust_problem *problem)
{
    int r;

    if (settings->anchor_count > 0 && settings->subject_count == 0)
        return trust_refuse(
            problem, "source %s: `anchors` need a `subject`, since they vouch for many holders",
            settings->source);
    r = compile_set(&trust->anchors, settings->anchors, problem);
    if (r == 0)
        r = compile_set(&trust->time_stamps, settings->time_stamps, problem);
    return r < 0 ? r : compile_set(&trust->seal_makers, settings->seal_makers, problem);
}

/* ---- Candidates ---- */

static int compile_candidates(struct trust *trust, const struct trust_settings *settings)
{
    struct slice *items = arena_array(trust->arena, struct slice, settings->candidate_count);

    if (!items)
        return ERR_NOMEM;
    for (size_t i = 0; i < settings->candidate_count; i++) {
        const struct slice *from = &settings->candidates[i];
        const uint8_t *copy = arena_dup(trust->arena, from->data, from->size);

        if (!copy)
            return ERR_NOMEM;
        items[i] = slice_of(copy, from->size);
    }
    trust->candidates = (struct slice_list){items, settings->candidate_count};
    return 0;
}

/* ---- The whole ---- */

static int compile(struct trust *trust, const struct trust_settings *settings,
                   struct trust_problem *problem)
{
    const struct pin_list lists[] = {
        {ROLE_ISSUER, settings->issuers, settings->issuer_count, &trust->issuers},
        {ROLE_SIGNER, settings->signers, settings->signer_count, &trust->signers},
        {ROLE_ANCHOR, settings->anchors, settings->anchor_count, &trust->anchors.pinned},
        {ROLE_TIME_STAMP, settings->time_stamps, settings->time_stamp_count,
         &trust->time_stamps.pinned},
        {ROLE_SEAL_MAKER, settings->seal_makers, settings->seal_maker_count,
         &trust->seal_makers.pinned},
    };
    int r;

    trust->use_claimed_time = settings->use_claimed_time;
    trust->claimed_max_age = settings->claimed_max_age;
    trust->revocation = settings->revocation;
    trust->algorithms = settings->algorithms ? settings->algorithms : algorithm_table_builtin();
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        r = pin_all(trust, &lists[i], problem);
        if (r < 0)
            return r;
    }
    if ((r = trust_compile_rules(trust, settings, problem)) < 0 ||
        (r = compile_anchors(trust, settings, problem)) < 0 ||
        (r = compile_candidates(trust, settings)) < 0 ||
        (r = trust_compile_lists(trust, settings, problem)) < 0)
        return r;
    return trust_compute_digest(trust);
}

int trust_new(const struct trust_settings *settings, struct trust_problem *problem,
              struct trust **ret_trust)
{
    struct trust *trust;
    int r = crypto_prefetch();

    if (r < 0)
        return r;
    trust = calloc(1, sizeof *trust);
    if (!trust)
        return ERR_NOMEM;
    trust->arena = arena_new(0);
    r = trust->arena ? compile(trust, settings, problem) : ERR_NOMEM;
    if (r < 0)
        trust_free(trust);
    else
        *ret_trust = trust;
    return r;
}

static void free_keys(struct pinned_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        EVP_PKEY_free(list->items[i].public_key);
}

struct trust *trust_free(struct trust *trust)
{
    if (!trust)
        return NULL;
    free_keys(&trust->issuers);
    free_keys(&trust->signers);
    free_keys(&trust->anchors.pinned);
    free_keys(&trust->time_stamps.pinned);
    free_keys(&trust->seal_makers.pinned);
    X509_STORE_free(trust->anchors.store);
    X509_STORE_free(trust->time_stamps.store);
    X509_STORE_free(trust->seal_makers.store);
    sk_ASN1_OBJECT_pop_free(trust->policy_stack, ASN1_OBJECT_free);
    sk_ASN1_OBJECT_pop_free(trust->any_policy_stack, ASN1_OBJECT_free);
    arena_free(trust->arena);
    free(trust);
    return NULL;
}

bool trust_is_configured(const struct trust *trust)
{
    return trust->issuers.count > 0 || trust->signers.count > 0 || trust->anchors.pinned.count > 0;
}

void trust_digest(const struct trust *trust, uint8_t ret_sha256[32])
{
    memcpy(ret_sha256, trust->digest, sizeof trust->digest);
}
