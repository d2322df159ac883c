/*
 * A slice is bytes that somebody else owns: a pointer and a length. It is passed
 * by value, never freed, and valid as long as what it points into.
 */
#ifndef VOUCH_BASE_SLICE_H
#define VOUCH_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const uint8_t *data;
    size_t size;
};

static inline struct slice slice_of(const void *data, size_t size)
{
    return (struct slice){data, size};
}

static inline struct slice slice_str(const char *text)
{
    return (struct slice){(const uint8_t *)text, text ? strlen(text) : 0};
}

static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool slice_is(struct slice s, const char *text)
{
    return slice_equal(s, slice_str(text));
}

/* The part of `s` from `offset` for `size` bytes, cut to what `s` holds. */
static inline struct slice slice_sub(struct slice s, size_t offset, size_t size)
{
    if (offset > s.size)
        offset = s.size;
    if (size > s.size - offset)
        size = s.size - offset;
    return (struct slice){s.data ? s.data + offset : NULL, size};
}

#endif
