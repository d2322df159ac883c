#include "signature/name.h"

#include "base/error.h"
#include "base/unicode.h"
#include "signature/oid.h"

static int parse_part(struct slice *rest, struct name_part *ret)
{
    struct slice body;

    if (der_body(rest, DER_SEQUENCE, &body) < 0 || der_oid(&body, &ret->type) < 0 ||
        der_next(&body, &ret->value) < 0)
        return ERR_SYNTAX;
    return der_end(body);
}

/* RelativeDistinguishedName: a set of at least one */
static int parse_relative(struct slice *rest, struct name *name)
{
    size_t first = name->count;
    struct slice body;
    int r;

    if (der_body(rest, DER_SET, &body) < 0 || body.size == 0)
        return ERR_SYNTAX;
    while (body.size > 0) {
        if (name->count >= NAME_PARTS_MAX)
            return ERR_LIMIT;
        r = parse_part(&body, &name->parts[name->count]);
        if (r < 0)
            return r;
        name->parts[name->count].joined = name->count > first;
        name->count++;
    }
    return 0;
}

int name_parse(struct slice der, struct name *ret)
{
    struct slice body;
    int r;

    ret->count = 0;
    if (der_only(der, DER_SEQUENCE, &body) < 0)
        return ERR_SYNTAX;
    while (body.size > 0) {
        r = parse_relative(&body, ret);
        if (r < 0)
            return r;
    }
    return 0;
}

/* Characters of one, two or four bytes, big-endian, each a code point below `limit`. */
static int append_fixed(struct slice text, size_t width, uint32_t limit, struct buffer *out)
{
    if (text.size % width != 0)
        return ERR_SYNTAX;
    for (size_t i = 0; i < text.size; i += width) {
        uint8_t bytes[4];
        uint32_t code = 0;
        size_t size;

        for (size_t k = 0; k < width; k++)
            code = code << 8 | text.data[i + k];
        size = code < limit ? utf8_encode(code, bytes) : 0;
        if (size == 0)
            return ERR_SYNTAX;
        buffer_append(out, bytes, size);
    }
    return 0;
}

int name_value(const struct name_part *part, struct buffer *out)
{
    struct slice text = part->value.body;

    switch (part->value.tag) {
    case DER_UTF8_STRING:
        if (!utf8_valid(text, NULL))
            return ERR_SYNTAX;
        buffer_append(out, text.data, text.size);
        return 0;
    case DER_PRINTABLE_STRING:
    case DER_NUMERIC_STRING:
    case DER_IA5_STRING:
    case DER_VISIBLE_STRING:
        return append_fixed(text, 1, 0x80, out);
    case DER_T61_STRING: /* as everybody reads it: Latin-1 */
        return append_fixed(text, 1, 0x100, out);
    case DER_BMP_STRING:
        return append_fixed(text, 2, 0x10000, out);
    case DER_UNIVERSAL_STRING:
        return append_fixed(text, 4, UNICODE_MAX + 1, out);
    default:
        return ERR_UNSUPPORTED;
    }
}

static int compare_parts(const struct name_part *a, const struct name_part *b)
{
    struct buffer value_a;
    struct buffer value_b;
    int r = ERR_MISMATCH;

    if (!slice_equal(a->type, b->type) || a->joined != b->joined)
        return ERR_MISMATCH;
    if (slice_equal(a->value.whole, b->value.whole))
        return 0;
    buffer_init(&value_a, 0);
    buffer_init(&value_b, 0);
    if (name_value(a, &value_a) == 0 && name_value(b, &value_b) == 0 &&
        slice_equal(buffer_slice(&value_a), buffer_slice(&value_b)))
        r = 0;
    if (buffer_error(&value_a) < 0 || buffer_error(&value_b) < 0)
        r = ERR_NOMEM;
    buffer_done(&value_a);
    buffer_done(&value_b);
    return r;
}

int name_compare(struct slice a, struct slice b)
{
    struct name name_a;
    struct name name_b;
    int r = 0;

    if (slice_equal(a, b))
        return 0;
    if (name_parse(a, &name_a) < 0 || name_parse(b, &name_b) < 0 || name_a.count != name_b.count)
        return ERR_MISMATCH;
    for (size_t i = 0; i < name_a.count && r == 0; i++)
        r = compare_parts(&name_a.parts[i], &name_b.parts[i]);
    return r;
}

static void append_hex(struct buffer *out, struct slice bytes, const char *before)
{
    for (size_t i = 0; i < bytes.size; i++)
        buffer_printf(out, "%s%02X", before, bytes.data[i]);
}

/* RFC 4514 2.4: which characters take a backslash, by place. */
static bool is_special(uint32_t code, bool first, bool last)
{
    if (code == ' ')
        return first || last;
    if (code == '#')
        return first;
    return code < 0x80 && code != 0 && strchr("\"+,;<>\\", (int)code);
}

static void append_escaped(struct buffer *out, struct slice text)
{
    bool first = true;

    while (text.size > 0) {
        struct slice before = text;
        struct slice character;
        uint32_t code;

        if (utf8_next(&text, &code) < 0)
            return;
        character = slice_sub(before, 0, before.size - text.size);
        if (unicode_is_unsafe(code)) {
            append_hex(out, character, "\\");
        } else {
            if (is_special(code, first, text.size == 0))
                buffer_append_byte(out, '\\');
            buffer_append(out, character.data, character.size);
        }
        first = false;
    }
}

/* RFC 4514 2.3, 2.4: a type without a short name, or a value that is no string, goes as #hex. */
static void append_part(struct buffer *out, const struct name_part *part)
{
    const char *short_name = oid_attribute_name(part->type);
    char dotted[OID_TEXT_MAX];
    struct buffer value;

    buffer_init(&value, 0);
    if (!short_name)
        oid_text(part->type, dotted);
    buffer_append_str(out, short_name ? short_name : dotted);
    buffer_append_byte(out, '=');
    if (short_name && name_value(part, &value) == 0) {
        append_escaped(out, buffer_slice(&value));
    } else {
        buffer_append_byte(out, '#');
        append_hex(out, part->value.whole, "");
    }
    if (buffer_error(&value) < 0)
        out->error = buffer_error(&value);
    buffer_done(&value);
}

int name_text(struct slice der, struct buffer *out)
{
    struct name name;
    size_t end;
    int r = name_parse(der, &name);

    if (r < 0)
        return r;
    end = name.count;
    while (end > 0) {
        size_t start = end - 1;

        while (name.parts[start].joined)
            start--;
        for (size_t i = start; i < end; i++) {
            if (i > start || end < name.count)
                buffer_append_byte(out, i > start ? '+' : ',');
            append_part(out, &name.parts[i]);
        }
        end = start;
    }
    return buffer_error(out);
}
