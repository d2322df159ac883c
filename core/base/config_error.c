#include "base/config.h"
#include "base/error.h"
#include "base/unicode.h"

#include <stdarg.h>
#include <stdio.h>

#define KEY_SHOWN_MAX 60 /* bytes of a key repeated in a message */

/* Makes `text` one line of UTF-8 that is safe to show; it never gets longer. */
static void make_safe(char *text)
{
    struct slice rest = slice_str(text);
    size_t size = 0;
    uint32_t code;

    while (rest.size > 0) {
        if (utf8_next(&rest, &code) < 0) {
            rest = slice_sub(rest, 1, rest.size);
            code = '?';
        }
        size += utf8_encode(unicode_is_unsafe(code) ? '?' : code, (uint8_t *)text + size);
    }
    text[size] = '\0';
}

/* The place, and no message yet. */
static void start(struct config_error *error, struct config_place place)
{
    size_t length = strlen(place.file), room = sizeof error->file - 1;
    const char *file = length > room ? place.file + length - room : place.file;

    *error = (struct config_error){.line = place.line, .column = place.column};
    memcpy(error->file, file, strlen(file));
    make_safe(error->file);
}

/* Adds to the message, cut at a character where there is no more room. */
static void __attribute__((format(printf, 2, 0)))
add(struct config_error *error, const char *format, va_list args)
{
    char text[sizeof error->message + 4]; /* room to see where the last character ends */
    size_t used = strlen(error->message);

    if (vsnprintf(text, sizeof text, format, args) < 0)
        return;
    memcpy(error->message + used, text,
           utf8_cut(slice_str(text), sizeof error->message - 1 - used));
    make_safe(error->message);
}

int config_fail_at(int code, struct config_error *error, struct config_place place,
                   const char *format, ...)
{
    va_list args;

    start(error, place);
    va_start(args, format);
    add(error, format, args);
    va_end(args);
    return code;
}

int config_fail(const struct config_node *node, struct config_error *error, const char *format, ...)
{
    struct config_place place = {node->file, node->line, node->column};
    va_list args;

    if (node->key)
        config_fail_at(ERR_INVALID, error, place,
                       "'%.*s': ", (int)utf8_cut(slice_str(node->key), KEY_SHOWN_MAX), node->key);
    else
        start(error, place);
    va_start(args, format);
    add(error, format, args);
    va_end(args);
    return ERR_INVALID;
}

void config_error_text(const struct config_error *error, struct buffer *out)
{
    buffer_append_str(out, error->file);
    if (error->line)
        buffer_printf(out, ":%u:%u", error->line, error->column);
    buffer_printf(out, ": %s", error->message);
}
