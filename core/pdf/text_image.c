/*
 * Inline images (ISO 32000-1 8.9.7) are binary data in the middle of operators. Unfiltered
 * data has a length that follows from the dictionary; filtered data ends at an `EI` between
 * white space after which the stream reads like operators again.
 */
#include "pdf/text_impl.h"

#include "base/error.h"

#define KEYS_MAX  64
#define AFTER_MAX 16 /* bytes after EI that have to look like text */
#define SIDE_MAX  65536

/* The entries of the dictionary that give the length of unfiltered data; -1 where unknown. */
struct figures {
    int64_t width, height, bits, components, length;
    bool filtered;
};

static bool is_space(uint8_t byte)
{
    return byte == 0 || byte == '\t' || byte == '\n' || byte == '\f' || byte == '\r' || byte == ' ';
}

static int64_t components_of(const struct pdf_value *space)
{
    if (pdf_is_name(space, "G") || pdf_is_name(space, "DeviceGray"))
        return 1;
    if (pdf_is_name(space, "RGB") || pdf_is_name(space, "DeviceRGB"))
        return 3;
    if (pdf_is_name(space, "CMYK") || pdf_is_name(space, "DeviceCMYK"))
        return 4;
    if (space && space->type == PDF_ARRAY) /* [/Indexed ...], the only array there can be */
        return 1;
    return -1; /* a name in the resources */
}

static bool is_key(struct slice key, const char *shorter, const char *longer)
{
    return slice_is(key, shorter) || slice_is(key, longer);
}

static void note(struct figures *figures, struct slice key, const struct pdf_value *value)
{
    int64_t number = value->type == PDF_INTEGER ? value->integer : -1;

    if (is_key(key, "W", "Width"))
        figures->width = number;
    else if (is_key(key, "H", "Height"))
        figures->height = number;
    else if (is_key(key, "BPC", "BitsPerComponent"))
        figures->bits = number;
    else if (is_key(key, "L", "Length"))
        figures->length = number;
    else if (is_key(key, "CS", "ColorSpace"))
        figures->components = components_of(value);
    else if (is_key(key, "F", "Filter"))
        figures->filtered = value->type != PDF_ARRAY || value->array.count > 0;
    else if (is_key(key, "IM", "ImageMask") && value->type == PDF_BOOLEAN && value->boolean)
        figures->bits = figures->components = 1;
}

/* Bytes of the data where that can be known, else -1. */
static int64_t data_length(const struct figures *f)
{
    if (f->length >= 0) /* ISO 32000-2 */
        return f->length;
    if (f->filtered || f->width < 1 || f->width > SIDE_MAX || f->height < 1 ||
        f->height > SIDE_MAX || f->bits < 1 || f->bits > 16 || f->components < 1)
        return -1;
    return (f->width * f->bits * f->components + 7) / 8 * f->height;
}

/* What follows an end must read like operators: no control or high bytes for a while. */
static bool reads_on(struct slice after)
{
    for (size_t i = 0; i < after.size && i < AFTER_MAX; i++)
        if (!is_space(after.data[i]) && (after.data[i] < ' ' || after.data[i] > '~'))
            return false;
    return true;
}

/* Whether `EI` stands at `at`, alone. */
static bool ends_at(struct slice bytes, size_t at)
{
    struct slice after;

    if (at + 2 > bytes.size || bytes.data[at] != 'E' || bytes.data[at + 1] != 'I')
        return false;
    after = slice_sub(bytes, at + 2, bytes.size);
    return after.size == 0 || (is_space(after.data[0]) && reads_on(after));
}

static int skip_data(struct pdf_parser *parser, int64_t length)
{
    struct slice bytes = parser->bytes;
    size_t at = parser->at + 1; /* one white space after ID */

    if (length >= 0 && at < bytes.size && (uint64_t)length <= bytes.size - at) {
        size_t end = at + (size_t)length;

        while (end < bytes.size && is_space(bytes.data[end]))
            end++;
        if (ends_at(bytes, end)) {
            parser->at = end + 2;
            return 0;
        }
    }
    for (; at + 2 <= bytes.size; at++) {
        if (is_space(bytes.data[at - 1]) && ends_at(bytes, at)) {
            parser->at = at + 2;
            return 0;
        }
    }
    return ERR_SYNTAX;
}

int text_skip_image(struct text_content *content)
{
    struct figures figures = {-1, -1, -1, -1, -1, false};
    struct pdf_parser *parser = &content->parser;
    const struct pdf_value *key, *value;
    int r;

    for (int i = 0; i < KEYS_MAX; i++) {
        r = pdf_parser_value(parser, false, &key);
        if (r == ERR_NOT_FOUND)
            break;
        if (r)
            return r;
        r = pdf_parser_value(parser, false, &value);
        if (r || key->type != PDF_NAME)
            return r == ERR_NOMEM ? r : ERR_SYNTAX;
        note(&figures, key->name, value);
    }
    if (!slice_is(pdf_parser_keyword(parser), "ID"))
        return ERR_SYNTAX;
    return skip_data(parser, data_length(&figures));
}
