/* Latin encodings, names of glyphs, and the metrics of the standard fonts. */
#include "pdf/font_impl.h"

#include "base/unicode.h"

#include <stdlib.h>

struct glyph_name {
    char name[16];
    uint16_t code;
};

struct standard_width {
    uint16_t code;
    uint16_t widths[6];
};

#include "latin_tables.h"

_Static_assert(STANDARD_FONTS == 6, "one width for each font");

#define COURIER_WIDTH  600
#define COMPONENTS_MAX 4 /* of a name such as f_f_i */

const uint16_t *font_standard_encoding(void)
{
    return standard_encoding;
}

const uint16_t *font_encoding(struct slice name)
{
    if (slice_is(name, "WinAnsiEncoding"))
        return win_ansi_encoding;
    if (slice_is(name, "MacRomanEncoding"))
        return mac_roman_encoding;
    return slice_is(name, "StandardEncoding") ? standard_encoding : NULL;
}

static int compare_name(const void *key, const void *entry)
{
    const struct slice *name = key;
    const struct glyph_name *glyph = entry;
    int order = strncmp((const char *)name->data, glyph->name, name->size);

    return order ? order : -(glyph->name[name->size] != '\0');
}

/* Four to six upper-case hexadecimal digits; 0 for anything else. */
static uint32_t hex_code(struct slice digits)
{
    uint32_t code = 0;

    if (digits.size < 4 || digits.size > 6)
        return 0;
    for (size_t i = 0; i < digits.size; i++) {
        uint8_t byte = digits.data[i];

        if ((byte < '0' || byte > '9') && (byte < 'A' || byte > 'F'))
            return 0;
        code = code << 4 | (uint32_t)(byte <= '9' ? byte - '0' : byte - 'A' + 10);
    }
    return code;
}

/* One component of a name: as listed, uniXXXX, or uXXXX to uXXXXXX. */
static uint32_t component_code(struct slice name)
{
    const struct glyph_name *found = NULL;

    if (name.size > 0 && name.size < sizeof found->name)
        found = bsearch(&name, glyph_names, sizeof glyph_names / sizeof glyph_names[0],
                        sizeof glyph_names[0], compare_name);
    if (found)
        return found->code;
    if (name.size == 7 && memcmp(name.data, "uni", 3) == 0)
        return hex_code(slice_sub(name, 3, 4));
    if (name.size > 1 && name.data[0] == 'u')
        return hex_code(slice_sub(name, 1, name.size));
    return 0;
}

/* The rule of Adobe's glyph list: what follows a period does not count, `_` joins components. */
size_t font_glyph_text(struct slice name, uint8_t *out, size_t room)
{
    const uint8_t *period = name.size ? memchr(name.data, '.', name.size) : NULL;
    size_t size = 0;

    if (period)
        name.size = (size_t)(period - name.data);
    for (int i = 0; i < COMPONENTS_MAX && name.size; i++) {
        const uint8_t *joint = memchr(name.data, '_', name.size);
        size_t length = joint ? (size_t)(joint - name.data) : name.size;
        uint32_t code = component_code(slice_sub(name, 0, length));

        if (!code || room - size < 4)
            return 0;
        size += utf8_encode(code, out + size);
        name = slice_sub(name, joint ? length + 1 : length, name.size);
    }
    return name.size ? 0 : size;
}

static bool contains(struct slice text, const char *part)
{
    return text.size && memmem(text.data, text.size, part, strlen(part)) != NULL;
}

static int compare_width(const void *key, const void *entry)
{
    uint32_t code = *(const uint32_t *)key;
    uint32_t other = ((const struct standard_width *)entry)->code;

    return (code > other) - (code < other);
}

/* Names are those of 9.6.2.2 and what writers call the same: Arial, TimesNewRoman,Bold. */
int32_t font_standard_width(struct slice name, uint32_t code)
{
    bool bold = contains(name, "Bold");
    bool italic = contains(name, "Italic") || contains(name, "Oblique");
    enum standard_font font = bold ? STANDARD_HELVETICA_BOLD : STANDARD_HELVETICA;
    const struct standard_width *found;

    if (contains(name, "Courier"))
        return COURIER_WIDTH;
    if (contains(name, "Times"))
        font = bold && italic ? STANDARD_TIMES_BOLD_ITALIC
               : bold         ? STANDARD_TIMES_BOLD
               : italic       ? STANDARD_TIMES_ITALIC
                              : STANDARD_TIMES;
    found = bsearch(&code, standard_widths, sizeof standard_widths / sizeof standard_widths[0],
                    sizeof standard_widths[0], compare_width);
    return found ? found->widths[font] : standard_widths['0' - ' '].widths[font];
}
