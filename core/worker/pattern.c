#define PCRE2_CODE_UNIT_WIDTH 8

#include "worker/pattern.h"
#include "base/error.h"
#include "worker/pattern_prefix.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

#define BUCKETS 1024u /* a power of two */

struct pattern {
    struct pattern *next;
    pcre2_code *code;
    struct prefixes prefixes;
    char text[];
};

struct patterns {
    pcre2_match_context *limits;
    pcre2_match_data *match;
    size_t count;
    struct pattern *buckets[BUCKETS];
};

struct patterns *patterns_new(void)
{
    struct patterns *patterns = calloc(1, sizeof *patterns);

    if (!patterns)
        return NULL;
    patterns->limits = pcre2_match_context_create(NULL);
    patterns->match = pcre2_match_data_create(PATTERN_GROUPS, NULL);
    if (!patterns->limits || !patterns->match)
        return patterns_free(patterns);
    pcre2_set_match_limit(patterns->limits, PATTERN_STEPS_MAX);
    pcre2_set_depth_limit(patterns->limits, PATTERN_DEPTH_MAX);
    pcre2_set_heap_limit(patterns->limits, PATTERN_MEMORY_MAX);
    return patterns;
}

struct patterns *patterns_free(struct patterns *patterns)
{
    if (!patterns)
        return NULL;
    for (size_t i = 0; i < BUCKETS; i++) {
        while (patterns->buckets[i]) {
            struct pattern *pattern = patterns->buckets[i];

            patterns->buckets[i] = pattern->next;
            pcre2_code_free(pattern->code);
            free(pattern);
        }
    }
    pcre2_match_data_free(patterns->match);
    pcre2_match_context_free(patterns->limits);
    free(patterns);
    return NULL;
}

/* FNV-1a: patterns are a plugin's constants, nobody plays with collisions. */
static uint32_t hash(const char *text, size_t size)
{
    uint32_t value = 2166136261u;

    for (size_t i = 0; i < size; i++)
        value = (value ^ (uint8_t)text[i]) * 16777619u;
    return value;
}

#define OPTIONS (PCRE2_UTF | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C)

int pattern_check(const char *text, char *fault, size_t size, size_t *ret_offset)
{
    int error;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, OPTIONS, &error, ret_offset, NULL);

    pcre2_code_free(code);
    if (code && strlen(text) <= PATTERN_SIZE_MAX)
        return 0;
    if (code) {
        *ret_offset = PATTERN_SIZE_MAX;
        snprintf(fault, size, "it is too long");
        return ERR_SYNTAX;
    }
    if (error == PCRE2_ERROR_HEAP_FAILED)
        return ERR_NOMEM;
    pcre2_get_error_message(error, (PCRE2_UCHAR *)fault, size);
    return ERR_SYNTAX;
}

static int compile(const char *text, size_t size, struct pattern **ret)
{
    struct pattern *pattern = malloc(sizeof *pattern + size + 1);
    size_t offset;
    int error;

    if (!pattern)
        return ERR_NOMEM;
    memcpy(pattern->text, text, size + 1);
    pattern->code = pcre2_compile((PCRE2_SPTR)text, size, OPTIONS, &error, &offset, NULL);
    if (!pattern->code) {
        free(pattern);
        return ERR_SYNTAX;
    }
    prefixes_read(&pattern->prefixes, slice_of(pattern->text, size));
    *ret = pattern;
    return 0;
}

int patterns_get(struct patterns *patterns, const char *text, const struct pattern **ret)
{
    size_t size = strnlen(text, PATTERN_SIZE_MAX + 1);
    struct pattern **bucket = &patterns->buckets[hash(text, size) & (BUCKETS - 1)];
    struct pattern *pattern;
    int r;

    for (pattern = *bucket; pattern; pattern = pattern->next) {
        if (strcmp(pattern->text, text) == 0) {
            *ret = pattern;
            return 0;
        }
    }
    if (size > PATTERN_SIZE_MAX || patterns->count >= PATTERNS_MAX)
        return ERR_LIMIT;
    r = compile(text, size, &pattern);
    if (r < 0)
        return r;
    pattern->next = *bucket;
    *bucket = pattern;
    patterns->count++;
    *ret = pattern;
    return 0;
}

static int run(struct patterns *patterns, const struct pattern *pattern, struct slice text,
               size_t from, uint32_t options)
{
    const char *data = text.data ? (const char *)text.data : "";
    int r = pcre2_match(pattern->code, (PCRE2_SPTR)data, text.size, from,
                        options | PCRE2_NO_UTF_CHECK, patterns->match, patterns->limits);

    switch (r) {
    case PCRE2_ERROR_NOMATCH:
        return 0;
    case PCRE2_ERROR_NOMEMORY:
        return ERR_NOMEM;
    default: /* 0: more groups than there is room for */
        return r < 0 ? ERR_LIMIT : r == 0 ? PATTERN_GROUPS : r;
    }
}

/* Tries the pattern where its first letters stand, and nowhere else. */
static int run_at_prefixes(struct patterns *patterns, const struct pattern *pattern,
                           struct slice text, size_t from)
{
    struct candidates candidates;
    size_t at;
    int r = 0;

    candidates_begin(&candidates, &pattern->prefixes, text, from);
    while (r == 0 && (at = candidates_next(&candidates)) != SIZE_MAX)
        r = run(patterns, pattern, text, at, PCRE2_ANCHORED);
    return r;
}

int pattern_search(struct patterns *patterns, const struct pattern *pattern, struct slice text,
                   size_t from, struct pattern_match *ret)
{
    const size_t *places = pcre2_get_ovector_pointer(patterns->match);
    int r;

    while (from < text.size && (text.data[from] & 0xC0) == 0x80)
        from++;
    if (from > text.size)
        return 0;
    r = pattern->prefixes.count > 0 ? run_at_prefixes(patterns, pattern, text, from)
                                    : run(patterns, pattern, text, from, 0);
    if (r <= 0)
        return r;
    *ret = (struct pattern_match){.count = (size_t)r};
    for (size_t i = 0; i < ret->count; i++) {
        if (places[2 * i] == PCRE2_UNSET || places[2 * i] > places[2 * i + 1])
            continue;
        ret->groups[i].start = places[2 * i];
        ret->groups[i].end = places[2 * i + 1];
    }
    return 1;
}

int pattern_fits(struct patterns *patterns, const struct pattern *pattern, struct slice text)
{
    int r = run(patterns, pattern, text, 0, PCRE2_ANCHORED | PCRE2_ENDANCHORED);

    return r > 0 ? 1 : r;
}
