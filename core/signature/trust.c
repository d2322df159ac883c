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
};

static const char *const role_names[] = {"issuer", "signer", "anchor"};

static int __attribute__((format(printf, 2, 3)))
refuse(struct trust_problem *problem, const char *format, ...)
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
    char oid[OID_TEXT_MAX];

    if (certificate->unknown_critical.size > 0 && role != ROLE_ANCHOR) {
        oid_text(certificate->unknown_critical, oid);
        return refuse(problem, "%s: has a critical extension (%s) that is not understood here",
                      name, oid);
    }
    if (role == ROLE_SIGNER && !certificate_may_sign(certificate))
        return refuse(problem, "%s: its key usage does not allow signing documents", name);
    if (role != ROLE_SIGNER && !certificate_may_issue(certificate) && !pinned->ca_assumed)
        return refuse(problem,
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
        return refuse(problem, "%s: %s", name, detail);
    r = key_open(&pinned->key, &pinned->public_key);
    if (r == ERR_INVALID)
        return refuse(problem, "%s: its public key is not a valid one", name);
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
        return refuse(problem, "%s: is not a certificate as RFC 5280 says", name);
    r = check_role(pinned, role, name, problem);
    if (r < 0 || (r = open_key(pinned, name, problem)) < 0)
        return r;
    return certificate_describe(trust->arena, &pinned->certificate, &pinned->view);
}

/* One of the three lists of the settings, and where it goes. */
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

static int compile_anchors(struct trust *trust, const struct trust_settings *settings,
                           struct trust_problem *problem)
{
    size_t index = 0;
    int r;

    if (trust->anchors.count == 0)
        return 0;
    if (settings->subject_count == 0)
        return refuse(problem,
                      "source %s: `anchors` need a `subject`, since they vouch for many holders",
                      settings->source);
    r = anchors_compile(trust, &index);
    if (r == ERR_INVALID)
        return refuse(problem, "%s: OpenSSL does not take it as a certificate",
                      settings->anchors[index].name ? settings->anchors[index].name : "anchor");
    return r;
}

/* ---- Subject ---- */

static int compile_subject(struct trust *trust, const struct trust_settings *settings,
                           struct trust_problem *problem)
{
    trust->subject = arena_array(trust->arena, struct subject_rule, settings->subject_count);
    if (!trust->subject)
        return ERR_NOMEM;
    for (size_t i = 0; i < settings->subject_count; i++) {
        const struct trust_subject *from = &settings->subject[i];
        struct subject_rule *rule = &trust->subject[trust->subject_count++];

        if (!oid_of_attribute(from->attribute, &rule->type))
            return refuse(problem, "source %s: subject has no attribute called %s",
                          settings->source, from->attribute);
        if (!*from->value)
            return refuse(problem, "source %s: subject %s is empty, which every signer fits",
                          settings->source, from->attribute);
        rule->attribute = arena_strdup(trust->arena, from->attribute);
        rule->value = arena_strdup(trust->arena, from->value);
        rule->prefix = from->prefix;
        if (!rule->attribute || !rule->value)
            return ERR_NOMEM;
    }
    return 0;
}

/* ---- The digest ---- */

struct lines {
    struct arena *arena;
    const char **items;
    size_t count;
    size_t capacity;
    int error;
};

static char *__attribute__((format(printf, 2, 0)))
dup_formatted(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    char *text;
    int size;

    va_copy(again, args);
    size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    text = size < 0 ? NULL : arena_alloc(arena, (size_t)size + 1);
    if (text)
        vsnprintf(text, (size_t)size + 1, format, args);
    return text;
}

static void __attribute__((format(printf, 2, 3)))
add_line(struct lines *lines, const char *format, ...)
{
    const char **items;
    va_list args;
    char *text;

    items = arena_grow(lines->arena, lines->items, lines->count, &lines->capacity, sizeof *items);
    va_start(args, format);
    text = dup_formatted(lines->arena, format, args);
    va_end(args);
    if (items)
        lines->items = items;
    if (items && text)
        items[lines->count++] = text;
    else
        lines->error = ERR_NOMEM;
}

static void add_pinned(struct lines *lines, enum role role, const struct pinned_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct pinned *pinned = &list->items[i];
        char hex[65] = "";

        for (size_t k = 0; k < 32; k++)
            snprintf(hex + 2 * k, 3, "%02x", pinned->view.sha256[k]);
        add_line(lines, "%s %s assumed=%d until=%d:%lld", role_names[role], hex, pinned->ca_assumed,
                 pinned->has_until, (long long)pinned->until);
    }
}

static void add_algorithms(struct lines *lines, const struct algorithm_table *table)
{
    add_line(lines, "algorithms %s", table->version);
    for (size_t i = 0; i < table->count; i++)
        add_line(lines, "algorithm %zu %s %u %u until=%d:%lld", i, table->rows[i].name,
                 table->rows[i].bits_min, table->rows[i].bits_max, table->rows[i].has_until,
                 (long long)table->rows[i].until);
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A line a setting, sorted: the order in which files stand in a folder does not matter. */
static int compute_digest(struct trust *trust)
{
    struct lines lines = {.arena = arena_new(0)};
    struct hash_value hash;
    struct buffer text;
    int r;

    if (!lines.arena)
        return ERR_NOMEM;
    buffer_init(&text, 0);
    add_pinned(&lines, ROLE_ISSUER, &trust->issuers);
    add_pinned(&lines, ROLE_SIGNER, &trust->signers);
    add_pinned(&lines, ROLE_ANCHOR, &trust->anchors);
    for (size_t i = 0; i < trust->subject_count; i++)
        add_line(&lines, "subject %s prefix=%d %s", trust->subject[i].attribute,
                 trust->subject[i].prefix, trust->subject[i].value);
    add_line(&lines, "claimed=%d max_age=%lld revocation_required=%d", trust->use_claimed_time,
             (long long)trust->claimed_max_age, trust->revocation_required);
    add_algorithms(&lines, trust->algorithms);
    if (lines.count > 0)
        qsort(lines.items, lines.count, sizeof *lines.items, compare_lines);
    for (size_t i = 0; i < lines.count; i++) /* the NUL keeps lines apart */
        buffer_append(&text, lines.items[i], strlen(lines.items[i]) + 1);
    r = lines.error ? lines.error : buffer_error(&text);
    if (r == 0)
        r = hash_of(HASH_SHA256, &(struct slice){text.data, text.size}, 1, &hash);
    if (r == 0)
        memcpy(trust->digest, hash.bytes, sizeof trust->digest);
    buffer_done(&text);
    arena_free(lines.arena);
    return r;
}

/* ---- The whole ---- */

static int compile(struct trust *trust, const struct trust_settings *settings,
                   struct trust_problem *problem)
{
    const struct pin_list lists[] = {
        {ROLE_ISSUER, settings->issuers, settings->issuer_count, &trust->issuers},
        {ROLE_SIGNER, settings->signers, settings->signer_count, &trust->signers},
        {ROLE_ANCHOR, settings->anchors, settings->anchor_count, &trust->anchors},
    };
    int r;

    trust->use_claimed_time = settings->use_claimed_time;
    trust->claimed_max_age = settings->claimed_max_age;
    trust->revocation_required = settings->revocation_required;
    trust->algorithms = settings->algorithms ? settings->algorithms : algorithm_table_builtin();
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        r = pin_all(trust, &lists[i], problem);
        if (r < 0)
            return r;
    }
    r = compile_subject(trust, settings, problem);
    if (r < 0 || (r = compile_anchors(trust, settings, problem)) < 0)
        return r;
    return compute_digest(trust);
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
    free_keys(&trust->anchors);
    X509_STORE_free(trust->store);
    arena_free(trust->arena);
    free(trust);
    return NULL;
}

bool trust_is_configured(const struct trust *trust)
{
    return trust->issuers.count > 0 || trust->signers.count > 0 || trust->anchors.count > 0;
}

void trust_digest(const struct trust *trust, uint8_t ret_sha256[32])
{
    memcpy(ret_sha256, trust->digest, sizeof trust->digest);
}
