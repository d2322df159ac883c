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
    size_t limit; /* most bytes allowed; 0 for none */
    int error;    /* 0, ERR_NOMEM or ERR_LIMIT */
};

void buffer_init(struct buffer *buffer, size_t limit);
void buffer_done(struct buffer *buffer); /* frees what it holds; may be called twice */
void buffer_append(struct buffer *buffer, const void *data, size_t size);
void buffer_append_str(struct buffer *buffer, const char *text);
void buffer_append_byte(struct buffer *buffer, uint8_t byte);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* `size` bytes of room at the end, to be filled by the caller and counted by buffer_commit(). */
uint8_t *buffer_reserve(struct buffer *buffer, size_t size);
void buffer_commit(struct buffer *buffer, size_t size);

static inline int buffer_error(const struct buffer *buffer)
{
    return buffer->error;
}

static inline struct slice buffer_slice(const struct buffer *buffer)
{
    return slice_of(buffer->data, buffer->size);
}

#endif
