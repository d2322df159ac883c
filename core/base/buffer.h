/*
 * A byte buffer that grows, for output whose size is not known before. Errors
 * stick: after one failed append every later one does nothing, and
 * buffer_error() says so at the end, so that writers need not check each call.
 */
#ifndef VOUCH_BASE_BUFFER_H
#define VOUCH_BASE_BUFFER_H

#include "base/slice.h"

struct buffer {
    uint8_t *data;
    size_t size;
    size_t capacity;
    size_t limit; /* most bytes allowed; 0 for none; set by buffer_init() alone */
    int error;    /* 0, ERR_NOMEM or ERR_LIMIT */
};

void buffer_init(struct buffer *buffer, size_t limit);
void buffer_done(struct buffer *buffer); /* frees what it holds; may be called twice */
void buffer_append(struct buffer *buffer, const void *data, size_t size);
void buffer_append_integer(struct buffer *buffer, int64_t integer);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What buffer_reserve() does where there is not enough room. */
uint8_t *buffer_grow(struct buffer *buffer, size_t size);

/* `size` bytes of room at the end, to be filled by the caller and counted by buffer_commit(). */
static inline uint8_t *buffer_reserve(struct buffer *buffer, size_t size)
{
    /* there is never more capacity than what the limit allows */
    if (!buffer->error && size < buffer->capacity - buffer->size)
        return buffer->data + buffer->size;
    return buffer_grow(buffer, size);
}

static inline void buffer_commit(struct buffer *buffer, size_t size)
{
    buffer->size += size;
}

static inline void buffer_append_byte(struct buffer *buffer, uint8_t byte)
{
    uint8_t *room = buffer_reserve(buffer, 1);

    if (!room)
        return;
    *room = byte;
    buffer->size++;
}

static inline void buffer_append_str(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

static inline int buffer_error(const struct buffer *buffer)
{
    return buffer->error;
}

static inline struct slice buffer_slice(const struct buffer *buffer)
{
    return slice_of(buffer->data, buffer->size);
}

#endif
