#include "base/unicode.h"

#include "base/error.h"

#define SURROGATE_FIRST 0xD800u
#define SURROGATE_LAST  0xDFFFu
#define REPLACEMENT     0xFFFDu

struct code_range {
    uint32_t first;
    uint32_t last;
};

struct code_folding {
    uint32_t from;
    uint32_t to;
    uint32_t step;
};

#include "unicode_tables.h" /* made by unicode_tables.py; sorted */

#define COUNT(array) (sizeof(array) / sizeof *(array))

/*
 * How many bytes a first byte promises, with the lowest and highest second byte
 * that it allows: RFC 3629 section 4 keeps out overlong forms, surrogates and what
 * lies above U+10FFFF by the second byte alone.
 */
static size_t sequence_size(uint8_t byte, uint8_t *low, uint8_t *high)
{
    *low = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
    *high = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
    if (byte < 0x80)
        return 1;
    if (byte >= 0xC2 && byte <= 0xDF)
        return 2;
    if (byte >= 0xE0 && byte <= 0xEF)
        return 3;
    return byte >= 0xF0 && byte <= 0xF4 ? 4 : 0;
}

int utf8_next(struct slice *text, uint32_t *ret_code)
{
    uint8_t low, high;
    uint32_t code;
    size_t size;

    if (text->size == 0)
        return ERR_SYNTAX;
    code = text->data[0];
    size = sequence_size(text->data[0], &low, &high);
    if (size == 0 || size > text->size)
        return ERR_SYNTAX;
    if (size > 1) {
        code &= 0x7Fu >> size;
        for (size_t i = 1; i < size; i++) {
            if (text->data[i] < low || text->data[i] > high)
                return ERR_SYNTAX;
            code = code << 6 | (text->data[i] & 0x3F);
            low = 0x80;
            high = 0xBF;
        }
    }
    *text = slice_sub(*text, size, text->size);
    *ret_code = code;
    return 0;
}

size_t utf8_encode(uint32_t code, uint8_t bytes[4])
{
    size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

    if (code > UNICODE_MAX || (code >= SURROGATE_FIRST && code <= SURROGATE_LAST))
        return 0;
    if (size == 1) {
        bytes[0] = (uint8_t)code;
        return 1;
    }
    for (size_t i = size - 1; i > 0; i--) {
        bytes[i] = (uint8_t)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    bytes[0] = (uint8_t)((0xF00u >> size & 0xF0) | code);
    return size;
}

void utf8_append(struct buffer *buffer, uint32_t code)
{
    uint8_t bytes[4];
    size_t size = utf8_encode(code, bytes);

    if (size == 0)
        size = utf8_encode(REPLACEMENT, bytes);
    buffer_append(buffer, bytes, size);
}

bool utf8_valid(struct slice text, size_t *ret_offset)
{
    struct slice rest = text;
    uint32_t code;

    while (rest.size > 0 && utf8_next(&rest, &code) == 0)
        ;
    if (rest.size > 0 && ret_offset)
        *ret_offset = text.size - rest.size;
    return rest.size == 0;
}

size_t utf8_cut(struct slice text, size_t max)
{
    size_t size = max;

    if (text.size <= max)
        return text.size;
    while (size > 0 && max - size < 3 && (text.data[size] & 0xC0) == 0x80)
        size--;
    return size;
}

static bool in_ranges(uint32_t code, const struct code_range *ranges, size_t count)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (code > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && code >= ranges[low].first;
}

bool unicode_is_han(uint32_t code)
{
    return in_ranges(code, han_ranges, COUNT(han_ranges));
}

bool unicode_is_wide(uint32_t code)
{
    return in_ranges(code, wide_ranges, COUNT(wide_ranges));
}

bool unicode_is_mark(uint32_t code)
{
    static const struct code_range marks[] = {
        {0x0300, 0x036F}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670},
        {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x20D0, 0x20F0},
    };

    return in_ranges(code, marks, COUNT(marks));
}

bool unicode_is_space(uint32_t code)
{
    return in_ranges(code, space_ranges, COUNT(space_ranges));
}

/* General category Co; its three blocks are fixed for good. */
bool unicode_is_private(uint32_t code)
{
    return (code >= 0xE000 && code <= 0xF8FF) || (code >= 0xF0000 && code <= 0xFFFFD) ||
           (code >= 0x100000 && code <= 0x10FFFD);
}

bool unicode_is_unsafe(uint32_t code)
{
    static const struct code_range unsafe[] = {
        {0x00, 0x1F},     {0x7F, 0x9F},     {0x061C, 0x061C}, {0x200E, 0x200F},
        {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF},
    };

    return in_ranges(code, unsafe, COUNT(unsafe));
}

uint32_t unicode_fold_code(uint32_t code, uint32_t steps, uint32_t *taken)
{
    size_t low = 0, high = COUNT(foldings);

    if (code < foldings[0].from)
        return code;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (code > foldings[middle].from)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == COUNT(foldings) || foldings[low].from != code || !(foldings[low].step & steps))
        return code;
    if (taken)
        *taken |= foldings[low].step;
    return foldings[low].to;
}

int unicode_fold(struct slice text, uint32_t steps, struct buffer *out, uint32_t *ret_taken)
{
    uint32_t taken = 0, code;

    while (text.size > 0) {
        int r = utf8_next(&text, &code);

        if (r < 0)
            return r;
        utf8_append(out, unicode_fold_code(code, steps, &taken));
    }
    if (buffer_error(out))
        return buffer_error(out);
    if (ret_taken)
        *ret_taken = taken;
    return 0;
}

const char *unicode_version(void)
{
    return UNICODE_VERSION;
}
