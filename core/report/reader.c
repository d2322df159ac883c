#include "report/reader.h"

#include "base/error.h"
#include "base/unicode.h"

bool reader_take(struct reader *reader, char byte)
{
    if (reader->at == reader->end || *reader->at != (uint8_t)byte)
        return false;
    reader->at++;
    return true;
}

bool reader_take_text(struct reader *reader, const char *text)
{
    size_t size = strlen(text);

    if ((size_t)(reader->end - reader->at) < size || memcmp(reader->at, text, size) != 0)
        return false;
    reader->at += size;
    return true;
}

bool reader_take_name(struct reader *reader, const char *name)
{
    const uint8_t *start = reader->at;

    if (reader_take(reader, '"') && reader_take_text(reader, name) &&
        reader_take_text(reader, "\":"))
        return true;
    reader->at = start;
    return false;
}

/* RFC 8785 3.2.2.2; controls have escapes too, but no text of ours may hold one. */
static bool is_escape(const uint8_t *at, const uint8_t *end)
{
    return end - at >= 2 && (at[1] == '"' || at[1] == '\\');
}

int reader_string(struct reader *reader, struct slice *ret)
{
    const uint8_t *start, *at, *end = reader->end;
    uint8_t all = 0;

    if (!reader_take(reader, '"'))
        return ERR_SYNTAX;
    for (start = at = reader->at; at < end && *at != '"'; at++) {
        if (*at < 0x20 || *at == 0x7f || (*at == '\\' && !is_escape(at, end)))
            return ERR_SYNTAX;
        at += *at == '\\';
        all |= *at;
    }
    *ret = slice_of(start, (size_t)(at - start));
    reader->at = at;
    if (!reader_take(reader, '"') || (all >= 0x80 && !utf8_valid(*ret, NULL)))
        return ERR_SYNTAX;
    return 0;
}

int reader_text(struct reader *reader, struct arena *arena, const char **ret)
{
    struct slice string;
    char *text;
    size_t size = 0;
    int r = reader_string(reader, &string);

    if (r < 0)
        return r;
    text = arena_alloc(arena, string.size + 1); /* zeroed */
    if (!text)
        return ERR_NOMEM;
    *ret = text;
    if (!memchr(string.data, '\\', string.size)) {
        memcpy(text, string.data, string.size);
        return 0;
    }
    for (size_t i = 0; i < string.size; i++) {
        i += string.data[i] == '\\';
        text[size++] = (char)string.data[i];
    }
    return 0;
}

/* RFC 8785 3.2.2.3, of which integers are all that is used: one form for each number. */
int reader_integer(struct reader *reader, int64_t *ret)
{
    bool is_negative = reader_take(reader, '-');
    const uint8_t *start = reader->at;
    int64_t value = 0;

    for (; reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9'; reader->at++) {
        int digit = *reader->at - '0';

        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, is_negative ? -digit : digit, &value))
            return ERR_SYNTAX;
    }
    if (reader->at == start || (*start == '0' && (reader->at - start > 1 || is_negative)))
        return ERR_SYNTAX;
    *ret = value;
    return 0;
}
