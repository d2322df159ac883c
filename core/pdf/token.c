/*
 * Tokens: white space, comments, keywords, numbers, names, strings. What the parser
 * builds of them is in parser.c.
 */
#include "pdf/token_impl.h"

#include "base/error.h"

/* ISO 32000-1 7.2.2, tables 1 and 2 */
static const uint8_t char_classes[256] = {
    [0] = CHAR_SPACE,       ['\t'] = CHAR_SPACE,    ['\n'] = CHAR_SPACE,    ['\f'] = CHAR_SPACE,
    ['\r'] = CHAR_SPACE,    [' '] = CHAR_SPACE,     ['('] = CHAR_DELIMITER, [')'] = CHAR_DELIMITER,
    ['<'] = CHAR_DELIMITER, ['>'] = CHAR_DELIMITER, ['['] = CHAR_DELIMITER, [']'] = CHAR_DELIMITER,
    ['{'] = CHAR_DELIMITER, ['}'] = CHAR_DELIMITER, ['/'] = CHAR_DELIMITER, ['%'] = CHAR_DELIMITER,
};

enum char_class token_class(uint8_t byte)
{
    return (enum char_class)char_classes[byte];
}

/* A digit's value and one, so that 0 is none. */
static const uint8_t hex_digits[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

int token_hex_digit(uint8_t byte)
{
    return hex_digits[byte] - 1;
}

void pdf_parser_init(struct pdf_parser *parser, struct arena *arena, struct slice bytes, size_t at)
{
    *parser = (struct pdf_parser){
        .arena = arena, .bytes = bytes, .at = at < bytes.size ? at : bytes.size};
}

void pdf_parser_skip(struct pdf_parser *parser)
{
    const uint8_t *data = parser->bytes.data;
    size_t at = parser->at, size = parser->bytes.size;

    for (; at < size; at++) {
        if (char_classes[data[at]] == CHAR_SPACE)
            continue;
        if (data[at] != '%')
            break;
        while (at + 1 < size && data[at + 1] != '\n' && data[at + 1] != '\r')
            at++;
    }
    parser->at = at;
}

/* The regular characters from `at` on. */
static struct slice regular_run(const struct pdf_parser *parser, size_t at)
{
    const uint8_t *data = parser->bytes.data;
    size_t end = at;

    while (end < parser->bytes.size && char_classes[data[end]] == CHAR_REGULAR)
        end++;
    return slice_sub(parser->bytes, at, end - at);
}

struct slice pdf_parser_keyword(struct pdf_parser *parser)
{
    struct slice keyword;

    pdf_parser_skip(parser);
    keyword = regular_run(parser, parser->at);
    parser->at += keyword.size;
    return keyword;
}

/* ISO 32000-1 7.3.3: an optional sign, digits, at most one point; at least one digit. */
int token_number(struct pdf_parser *parser, struct pdf_value *value)
{
    const uint8_t *data = parser->bytes.data;
    size_t at = parser->at, size = parser->bytes.size, points = 0, digits = 0;
    bool is_negative = at < size && data[at] == '-', fits = true;
    int64_t integer = 0;

    at += at < size && (data[at] == '-' || data[at] == '+');
    for (; at < size; at++) {
        if (data[at] >= '0' && data[at] <= '9') {
            digits++;
            fits = fits && !__builtin_mul_overflow(integer, 10, &integer) &&
                   !__builtin_add_overflow(integer, data[at] - '0', &integer);
        } else if (data[at] == '.') {
            points++;
        } else {
            break;
        }
    }
    if (digits == 0 || points > 1 || (at < size && char_classes[data[at]] == CHAR_REGULAR))
        return ERR_SYNTAX;
    if (points == 0 && fits) {
        value->type = PDF_INTEGER;
        value->integer = is_negative ? -integer : integer;
    } else {
        value->type = PDF_REAL;
        value->digits = slice_sub(parser->bytes, parser->at, at - parser->at);
    }
    parser->at = at;
    return 0;
}

/* ISO 32000-1 7.3.5; `#` and two hexadecimal digits are one byte, which may not be NUL. */
int token_name(struct pdf_parser *parser, struct slice *ret_name)
{
    struct slice run = regular_run(parser, parser->at + 1);
    size_t size = 0;
    uint8_t *copy;

    parser->at += 1 + run.size;
    if (run.size == 0 || !memchr(run.data, '#', run.size)) {
        *ret_name = run;
        return 0;
    }
    copy = arena_alloc(parser->arena, run.size);
    if (!copy)
        return ERR_NOMEM;
    for (size_t i = 0; i < run.size; i++) {
        int high, low;

        if (run.data[i] != '#') {
            copy[size++] = run.data[i];
            continue;
        }
        if (run.size - i < 3)
            return ERR_SYNTAX;
        high = token_hex_digit(run.data[i + 1]);
        low = token_hex_digit(run.data[i + 2]);
        if (high < 0 || low < 0 || high + low == 0)
            return ERR_SYNTAX;
        copy[size++] = (uint8_t)(high << 4 | low);
        i += 2;
    }
    *ret_name = slice_of(copy, size);
    return 0;
}

/* `at` is at the `(`; finds the matching `)`. `*ret_plain`: nothing in it needs decoding. */
static int literal_end(const struct pdf_parser *parser, size_t *ret_end, bool *ret_plain)
{
    const uint8_t *data = parser->bytes.data;
    size_t depth = 0;

    *ret_plain = true;
    for (size_t at = parser->at; at < parser->bytes.size; at++) {
        switch (data[at]) {
        case '\\':
            at++;
            *ret_plain = false;
            break;
        case '\r':
            *ret_plain = false;
            break;
        case '(':
            depth++;
            break;
        case ')':
            if (--depth == 0) {
                *ret_end = at;
                return 0;
            }
            break;
        }
    }
    return ERR_SYNTAX;
}

/* Up to three octal digits from `data`; overflow is ignored (7.3.4.2). Returns how many. */
static size_t octal(const uint8_t *data, size_t size, uint8_t *ret_byte)
{
    unsigned value = 0;
    size_t count = 0;

    while (count < 3 && count < size && data[count] >= '0' && data[count] <= '7')
        value = value * 8 + (data[count++] - '0');
    *ret_byte = (uint8_t)value;
    return count;
}

/* One escape sequence after its backslash; returns how many bytes of `data` it took. */
static size_t escape(const uint8_t *data, size_t size, uint8_t *out, size_t *written)
{
    static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
    const char *known;
    size_t count;
    uint8_t byte;

    if (data[0] == '\r' || data[0] == '\n') /* a line continued */
        return data[0] == '\r' && size > 1 && data[1] == '\n' ? 2 : 1;
    count = octal(data, size, &byte);
    if (count == 0) {
        known = data[0] ? strchr(from, data[0]) : NULL;
        byte = known ? (uint8_t)to[known - from] : data[0];
        count = 1;
    }
    out[(*written)++] = byte;
    return count;
}

/* ISO 32000-1 7.3.4.2 */
int token_literal(struct pdf_parser *parser, struct slice *ret_string)
{
    size_t end, size = 0;
    struct slice in;
    uint8_t *out;
    bool plain;

    if (literal_end(parser, &end, &plain) < 0)
        return ERR_SYNTAX;
    in = slice_sub(parser->bytes, parser->at + 1, end - parser->at - 1);
    parser->at = end + 1;
    if (plain) {
        *ret_string = in;
        return 0;
    }
    out = arena_alloc(parser->arena, in.size);
    if (!out)
        return ERR_NOMEM;
    for (size_t i = 0; i < in.size;) {
        uint8_t byte = in.data[i++];

        if (byte == '\\') { /* never the last byte: it would have escaped the `)` */
            i += escape(in.data + i, in.size - i, out, &size);
        } else if (byte == '\r') {
            out[size++] = '\n';
            i += i < in.size && in.data[i] == '\n';
        } else {
            out[size++] = byte;
        }
    }
    *ret_string = slice_of(out, size);
    return 0;
}

/* ISO 32000-1 7.3.4.3; `at` is at the `<`. */
int token_hexadecimal(struct pdf_parser *parser, struct slice *ret_string)
{
    const uint8_t *start = parser->bytes.data + parser->at + 1;
    const uint8_t *end = memchr(start, '>', parser->bytes.size - parser->at - 1);
    size_t digits = 0;
    uint8_t *out;

    if (!end)
        return ERR_SYNTAX;
    out = arena_alloc(parser->arena, (size_t)(end - start) / 2 + 1);
    if (!out)
        return ERR_NOMEM;
    for (const uint8_t *p = start; p < end; p++) {
        int digit = hex_digits[*p] - 1;

        if (digit < 0 && char_classes[*p] != CHAR_SPACE)
            return ERR_SYNTAX;
        if (digit < 0)
            continue;
        out[digits / 2] |= (uint8_t)(digits % 2 ? digit : digit << 4);
        digits++;
    }
    parser->at = (size_t)(end - parser->bytes.data) + 1;
    *ret_string = slice_of(out, (digits + 1) / 2);
    return 0;
}

size_t token_skip_space(struct slice bytes, size_t at)
{
    while (at < bytes.size && char_classes[bytes.data[at]] == CHAR_SPACE)
        at++;
    return at;
}

bool token_unsigned(struct pdf_parser *parser, uint64_t max, uint64_t *ret)
{
    struct slice run = regular_run(parser, parser->at);
    uint64_t value = 0;

    if (run.size == 0 || run.size > 20)
        return false;
    for (size_t i = 0; i < run.size; i++) {
        if (run.data[i] < '0' || run.data[i] > '9' || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, run.data[i] - '0', &value))
            return false;
    }
    if (value > max)
        return false;
    parser->at += run.size;
    *ret = value;
    return true;
}
