#include "base/buffer.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buffer_init(struct buffer *buffer, size_t limit)
{
    *buffer = (struct buffer){.limit = limit};
}

void buffer_done(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){.limit = buffer->limit};
}

uint8_t *buffer_reserve(struct buffer *buffer, size_t size)
{
    size_t needed, larger;
    uint8_t *data;

    if (buffer->error)
        return NULL;
    if (__builtin_add_overflow(buffer->size, size, &needed) || needed == SIZE_MAX ||
        (buffer->limit && needed > buffer->limit)) {
        buffer->error = ERR_LIMIT;
        return NULL;
    }
    if (needed < buffer->capacity)
        return buffer->data + buffer->size;
    larger = buffer->capacity < SIZE_MAX / 2 ? buffer->capacity * 2 : needed;
    if (larger <= needed)
        larger = needed + 1; /* one more than asked for: vsnprintf() ends with a NUL */
    if (larger < 256)
        larger = 256;
    data = realloc(buffer->data, larger);
    if (!data) {
        buffer->error = ERR_NOMEM;
        return NULL;
    }
    buffer->data = data;
    buffer->capacity = larger;
    return data + buffer->size;
}

void buffer_commit(struct buffer *buffer, size_t size)
{
    buffer->size += size;
}

void buffer_append(struct buffer *buffer, const void *data, size_t size)
{
    uint8_t *room = buffer_reserve(buffer, size);

    if (!room)
        return;
    if (size)
        memcpy(room, data, size);
    buffer->size += size;
}

void buffer_append_str(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

void buffer_append_byte(struct buffer *buffer, uint8_t byte)
{
    buffer_append(buffer, &byte, 1);
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list args;
    uint8_t *room;
    int size;

    va_start(args, format);
    size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size < 0) { /* longer than an int can say */
        buffer->error = buffer->error ? buffer->error : ERR_LIMIT;
        return;
    }
    room = buffer_reserve(buffer, (size_t)size);
    if (!room)
        return;
    va_start(args, format);
    vsnprintf((char *)room, (size_t)size + 1, format, args);
    va_end(args);
    buffer->size += (size_t)size;
}
