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

uint8_t *buffer_grow(struct buffer *buffer, size_t size)
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
    larger = buffer->capacity < SIZE_MAX / 2 ? buffer->capacity * 2 : needed;
    if (larger <= needed)
        larger = needed + 1; /* one more than asked for: vsnprintf() ends with a NUL */
    if (larger < 256)
        larger = 256;
    if (buffer->limit && larger > buffer->limit)
        larger = buffer->limit + 1;
    data = realloc(buffer->data, larger);
    if (!data) {
        buffer->error = ERR_NOMEM;
        return NULL;
    }
    buffer->data = data;
    buffer->capacity = larger;
    return data + buffer->size;
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

/* By hand: a report has some thousand numbers, and printf() reads its format for each. */
void buffer_append_integer(struct buffer *buffer, int64_t integer)
{
    uint64_t rest = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
    char text[20], *at = text + sizeof text;

    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (integer < 0)
        *--at = '-';
    buffer_append(buffer, at, (size_t)(text + sizeof text - at));
}

/* As vsnprintf() answers, into the room that there is. */
__attribute__((format(printf, 2, 0))) static int format_into_room(struct buffer *buffer,
                                                                  const char *format, va_list args)
{
    size_t room = buffer->capacity - buffer->size;

    return vsnprintf(room ? (char *)buffer->data + buffer->size : NULL, room, format, args);
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list args;
    int size;

    if (buffer->error)
        return;
    va_start(args, format);
    size = format_into_room(buffer, format, args);
    va_end(args);
    if (size < 0) { /* longer than an int can say */
        buffer->error = ERR_LIMIT;
        return;
    }
    if ((size_t)size >= buffer->capacity - buffer->size) {
        if (!buffer_grow(buffer, (size_t)size))
            return;
        va_start(args, format);
        format_into_room(buffer, format, args);
        va_end(args);
    }
    buffer->size += (size_t)size;
}
