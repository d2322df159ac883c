#include "base/digest.h"
#include "base/error.h"
#include "fetch/fetch.h"
#include "signature/certificate_urls.h"
#include "signature/name.h"

#include <ctype.h>

#define HOST_SIZE_MAX 60 /* of a file's name; the rest is cut */
#define DIGITS        16 /* of the digest */

struct collecting {
    struct arena *arena;
    struct sha256 *sha256;
    const struct fetch_source *source;
    struct targets *targets;
};

/* ---- Addresses ---- */

/* Letters without regard to their case (RFC 3986 3.1). */
static bool begins_with(struct slice url, const char *scheme)
{
    size_t size = strlen(scheme);

    return url.size >= size && strncasecmp((const char *)url.data, scheme, size) == 0;
}

static bool is_printable(struct slice url)
{
    for (size_t i = 0; i < url.size; i++)
        if (url.data[i] <= 0x20 || url.data[i] >= 0x7f)
            return false;
    return true;
}

/* The authority of http://authority/path (RFC 3986 3.2). */
static struct slice authority_of(struct slice url)
{
    size_t begin = begins_with(url, "https") ? 8 : 7, size = 0;
    struct slice rest = slice_sub(url, begin, url.size);

    while (size < rest.size && !strchr("/?#\\", rest.data[size]))
        size++;
    return slice_sub(rest, 0, size);
}

/* Why nobody asks there; NULL where somebody does. */
static const char *fault_of(struct slice url)
{
    struct slice authority;

    if (url.size == 0 || url.size > URL_SIZE_MAX || !is_printable(url))
        return "it is no address";
    if (begins_with(url, "ldap:") || begins_with(url, "ldaps:"))
        return "ldap is never asked, only http and https";
    if (!begins_with(url, "http://") && !begins_with(url, "https://"))
        return "only http and https are asked";
    authority = authority_of(url);
    if (authority.size == 0)
        return "it names no host";
    return memchr(authority.data, '@', authority.size) ? "it holds a name or password" : NULL;
}

/* As it stands, or made harmless for a line of text. */
static const char *shown(struct arena *arena, struct slice url)
{
    char *text = arena_strndup(arena, (const char *)url.data,
                               url.size < URL_SIZE_MAX ? url.size : URL_SIZE_MAX);

    for (char *at = text; at && at < text + url.size && at < text + URL_SIZE_MAX; at++)
        if (*at <= 0x20 || *at >= 0x7f)
            *at = '?';
    return text;
}

/* ---- Names of files ---- */

/*
 * The host, for people, and a digest of what is asked: the address, and for OCSP the
 * certificate. So the same is asked for under the same name whatever else is configured.
 */
static int name_target(const struct collecting *collecting, struct target *target)
{
    struct slice url = slice_str(target->url), host = authority_of(url);
    char text[HOST_SIZE_MAX + 1] = "", hex[DIGEST_HEX_SIZE];
    size_t size = host.size < HOST_SIZE_MAX ? host.size : HOST_SIZE_MAX;
    struct digest digest;
    int r;

    for (size_t i = 0; i < size; i++)
        text[i] = isalnum(host.data[i]) || (i > 0 && host.data[i] == '.')
                      ? (char)tolower(host.data[i])
                      : '-';
    sha256_begin(collecting->sha256);
    sha256_add(collecting->sha256, url);
    if (target->subject)
        sha256_add(collecting->sha256, target->subject->der);
    r = sha256_end(collecting->sha256, &digest);
    if (r < 0)
        return r;
    digest_to_hex(&digest, hex);
    target->name = arena_printf(collecting->arena, "%s-%.*s", text, DIGITS, hex);
    return target->name ? 0 : ERR_NOMEM;
}

/* ---- Collecting ---- */

static bool is_there(const struct targets *targets, const struct target *target)
{
    for (size_t i = 0; i < targets->count; i++) {
        const struct target *other = &targets->items[i];

        if (other->kind == target->kind && strcmp(other->url, target->url) == 0 &&
            (!target->subject || slice_equal(other->subject->der, target->subject->der)))
            return true;
    }
    return false;
}

static int add(const struct collecting *collecting, struct target target, struct slice url)
{
    struct targets *targets = collecting->targets;
    struct target *items;
    int r = 0;

    target.fault = fault_of(url);
    target.url = shown(collecting->arena, url);
    if (!target.url)
        return ERR_NOMEM;
    if (is_there(targets, &target))
        return 0;
    if (targets->count >= TARGETS_MAX)
        return ERR_LIMIT;
    if (!target.fault)
        r = name_target(collecting, &target);
    if (r < 0)
        return r;
    items = arena_grow(collecting->arena, targets->items, targets->count, &targets->capacity,
                       sizeof *items);
    if (!items)
        return ERR_NOMEM;
    targets->items = items;
    items[targets->count++] = target;
    return 0;
}

static int add_all(const struct collecting *collecting, struct target target,
                   const struct certificate_urls *urls)
{
    int r = 0;

    for (size_t i = 0; i < urls->count && r == 0; i++)
        r = add(collecting, target, urls->items[i]);
    return r;
}

/*
 * The configured certificate that issued this one: names and key identifiers, as far as both
 * are there. Its signature on the answer is what counts; one that is not the issuer gets none.
 */
static const struct certificate *find_issuer(const struct fetch_source *source,
                                             const struct certificate *subject)
{
    for (size_t i = 0; i < source->certificate_count; i++) {
        const struct certificate *issuer = &source->certificates[i];

        if (slice_equal(issuer->der, subject->der) ||
            name_compare(issuer->subject, subject->issuer) != 0)
            continue;
        if (subject->authority_key_id.size == 0 || issuer->subject_key_id.size == 0 ||
            slice_equal(issuer->subject_key_id, subject->authority_key_id))
            return issuer;
    }
    return NULL;
}

/* Extensions that cannot be read are no addresses: the certificate may be good all the same. */
static int add_certificate(const struct collecting *collecting, const struct certificate *subject)
{
    struct target crl = {.kind = TARGET_CRL};
    struct target ocsp = {.kind = TARGET_OCSP, .subject = subject};
    struct certificate_urls urls;
    int r = 0;

    if (certificate_crl_urls(subject, &urls) == 0)
        r = add_all(collecting, crl, &urls);
    ocsp.issuer = find_issuer(collecting->source, subject);
    if (r == 0 && ocsp.issuer && certificate_ocsp_urls(subject, &urls) == 0)
        r = add_all(collecting, ocsp, &urls);
    return r;
}

int targets_collect(struct arena *arena, const struct fetch_source *source, struct targets *ret)
{
    struct targets targets = {0};
    struct collecting collecting = {arena, sha256_new(), source, &targets};
    int r = collecting.sha256 ? 0 : ERR_NOMEM;

    for (size_t i = 0; i < source->urls.count && r == 0; i++)
        r = add(&collecting, (struct target){.kind = TARGET_CRL}, slice_str(source->urls.items[i]));
    for (size_t i = 0; i < source->certificate_count && r == 0; i++)
        r = add_certificate(&collecting, &source->certificates[i]);
    sha256_free(collecting.sha256);
    if (r == 0)
        *ret = targets;
    return r;
}
