/* The digest of a compiled trust: a line a setting, sorted, hashed. */
#include "base/buffer.h"
#include "base/error.h"
#include "signature/oid.h"
#include "signature/trust_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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

/* Whatever is named by its digest. */
static void add_hash(struct lines *lines, const char *what, const uint8_t sha256[32])
{
    char hex[65] = "";

    for (size_t k = 0; k < 32; k++)
        snprintf(hex + 2 * k, 3, "%02x", sha256[k]);
    add_line(lines, "%s %s", what, hex);
}

static void add_der(struct lines *lines, const char *what, struct slice der)
{
    struct hash_value hash;
    int r = hash_of(HASH_SHA256, &der, 1, &hash);

    if (r < 0)
        lines->error = r;
    else
        add_hash(lines, what, hash.bytes);
}

static void add_pinned(struct lines *lines, const char *role, const struct pinned_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct pinned *pinned = &list->items[i];
        char hex[65] = "";

        for (size_t k = 0; k < 32; k++)
            snprintf(hex + 2 * k, 3, "%02x", pinned->view.sha256[k]);
        add_line(lines, "%s %s assumed=%d until=%d:%lld", role, hex, pinned->ca_assumed,
                 pinned->has_until, (long long)pinned->until);
    }
}

static void add_ders(struct lines *lines, const char *what, const struct slice_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        add_der(lines, what, list->items[i]);
}

static void add_oids(struct lines *lines, const char *what, const struct slice_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        char text[OID_TEXT_MAX];

        oid_text(list->items[i], text);
        add_line(lines, "%s %s", what, text);
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

static struct slice der_of(const struct revocation_item *item)
{
    return item->kind == REVOCATION_BY_CRL ? item->crl.der : item->ocsp.der;
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A line a setting, sorted: the order in which files stand in a folder does not matter. */
int trust_compute_digest(struct trust *trust)
{
    struct lines lines = {.arena = arena_new(0)};
    struct hash_value hash;
    struct buffer text;
    int r;

    if (!lines.arena)
        return ERR_NOMEM;
    buffer_init(&text, 0);
    add_pinned(&lines, "issuer", &trust->issuers);
    add_pinned(&lines, "signer", &trust->signers);
    add_pinned(&lines, "anchor", &trust->anchors.pinned);
    add_pinned(&lines, "time_stamp", &trust->time_stamps.pinned);
    add_pinned(&lines, "seal_maker", &trust->seal_makers.pinned);
    add_ders(&lines, "candidate", &trust->candidates);
    add_oids(&lines, "purpose", &trust->purposes);
    add_oids(&lines, "policy", &trust->policies);
    for (size_t i = 0; i < trust->subject_count; i++)
        add_line(&lines, "subject %s prefix=%d %s", trust->subject[i].attribute,
                 trust->subject[i].prefix, trust->subject[i].value);
    for (size_t i = 0; i < trust->lists->count; i++)
        add_der(&lines, "list", der_of(&trust->lists->items[i]));
    add_line(&lines, "claimed=%d max_age=%lld revocation=%d", trust->use_claimed_time,
             (long long)trust->claimed_max_age, (int)trust->revocation);
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
