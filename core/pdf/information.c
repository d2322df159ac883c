/* Text strings (ISO 32000-1 7.9.2) and dates (7.9.4) as the rest of vouchd wants them. */
#include "pdf/file.h"

#include "base/datetime.h"
#include "base/error.h"
#include "base/unicode.h"

/* PDFDocEncoding where it is not Latin-1 (annex D.2); 0 is undefined. */
static const uint16_t accents[8] = {0x02D8, 0x02C7, 0x02C6, 0x02D9, 0x02DD, 0x02DB, 0x02DA, 0x02DC};
static const uint16_t specials[33] = {
    0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044, 0x2039, 0x203A, 0x2212,
    0x2030, 0x201E, 0x201C, 0x201D, 0x2018, 0x2019, 0x201A, 0x2122, 0xFB01, 0xFB02, 0x0141,
    0x0152, 0x0160, 0x0178, 0x017D, 0x0131, 0x0142, 0x0153, 0x0161, 0x017E, 0,      0x20AC,
};

static uint32_t from_pdf_doc(uint8_t byte)
{
    if (byte >= 0x18 && byte <= 0x1F)
        return accents[byte - 0x18];
    if (byte >= 0x80 && byte <= 0xA0)
        return specials[byte - 0x80] ? specials[byte - 0x80] : 0xFFFD;
    return byte;
}

/* A lone surrogate becomes U+FFFD in utf8_append(). */
static void from_utf16(struct slice in, struct buffer *out)
{
    for (size_t i = 0; i + 1 < in.size; i += 2) {
        uint32_t code = (uint32_t)in.data[i] << 8 | in.data[i + 1];

        if (code >= 0xD800 && code < 0xDC00 && i + 3 < in.size && in.data[i + 2] >= 0xDC &&
            in.data[i + 2] < 0xE0) {
            uint32_t low = (uint32_t)in.data[i + 2] << 8 | in.data[i + 3];

            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        }
        if (code)
            utf8_append(out, code);
    }
}

static void from_bytes(struct slice in, bool is_utf8, struct buffer *out)
{
    for (size_t i = 0; i < in.size; i++) {
        uint32_t code = from_pdf_doc(in.data[i]);

        if (is_utf8 && in.data[i])
            buffer_append_byte(out, in.data[i]);
        else if (code)
            utf8_append(out, code);
    }
}

const char *pdf_text_string(struct pdf_file *file, const struct pdf_value *value)
{
    struct slice in;
    struct buffer out;
    char *text;

    if (!value || value->type != PDF_STRING)
        return NULL;
    in = value->string;
    buffer_init(&out, 0);
    if (slice_is(slice_sub(in, 0, 2), "\xFE\xFF")) {
        from_utf16(slice_sub(in, 2, in.size), &out);
    } else if (slice_is(slice_sub(in, 0, 3), "\xEF\xBB\xBF")) { /* ISO 32000-2 7.9.2.2 */
        struct slice rest = slice_sub(in, 3, in.size);

        from_bytes(rest, utf8_valid(rest, NULL), &out);
    } else {
        from_bytes(in, false, &out);
    }
    text = out.error ? NULL : arena_strndup(file->arena, (const char *)out.data, out.size);
    buffer_done(&out);
    return text;
}

const char *pdf_information(struct pdf_file *file, const char *key)
{
    const struct pdf_value *information = pdf_get(file, file->trailer, "Info");

    return file->readable ? pdf_text_string(file, pdf_get(file, information, key)) : NULL;
}

/* Takes `count` digits off `text`; false where they are not there. */
static bool take_digits(struct slice *text, size_t count, int32_t *ret)
{
    int32_t value = 0;

    if (text->size < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (text->data[i] < '0' || text->data[i] > '9')
            return false;
        value = value * 10 + (text->data[i] - '0');
    }
    *text = slice_sub(*text, count, text->size);
    *ret = value;
    return true;
}

/* `Z`, nothing, or `+hh'mm'` with or without the apostrophes; nothing is UTC (ISO 32000-2). */
static bool take_offset(struct slice *text, int32_t *ret_offset)
{
    int32_t sign, hours, minutes = 0;

    *ret_offset = OFFSET_UTC;
    if (text->size == 0)
        return true;
    sign = text->data[0] == '+' ? 1 : text->data[0] == '-' ? -1 : 0;
    if (sign == 0 && text->data[0] != 'Z')
        return false;
    *text = slice_sub(*text, 1, text->size);
    if (text->size == 0)
        return sign == 0;
    if (!take_digits(text, 2, &hours))
        return false;
    if (text->size && text->data[0] == '\'')
        *text = slice_sub(*text, 1, text->size);
    if (text->size && !take_digits(text, 2, &minutes))
        return false;
    if (text->size && text->data[0] == '\'')
        *text = slice_sub(*text, 1, text->size);
    *ret_offset = sign * (hours * 60 + minutes);
    return text->size == 0;
}

int pdf_date(const struct pdf_value *value, int64_t *ret_time)
{
    struct wall_time wall = {.month = 1, .day = 1};
    int32_t *const parts[] = {&wall.month, &wall.day, &wall.hour, &wall.minute, &wall.second};
    struct slice text;

    if (!value || value->type != PDF_STRING)
        return ERR_SYNTAX;
    text = value->string;
    if (slice_is(slice_sub(text, 0, 2), "D:"))
        text = slice_sub(text, 2, text.size);
    if (!take_digits(&text, 4, &wall.year))
        return ERR_SYNTAX;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!take_digits(&text, 2, parts[i]))
            break;
    if (!take_offset(&text, &wall.offset))
        return ERR_SYNTAX;
    return time_make(&wall, ret_time);
}
