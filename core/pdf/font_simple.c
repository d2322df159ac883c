/* Simple fonts (ISO 32000-1 9.6): one byte a code, Type 1, TrueType and Type 3. */
#include "pdf/font_impl.h"

#include "base/error.h"
#include "base/unicode.h"

#define CODES         256
#define FLAG_SYMBOLIC 4 /* table 123 */
#define NAME_UTF8_MAX 64

/*
 * What the codes mean where /Encoding does not say: StandardEncoding, except for fonts with
 * an encoding of their own that only the font program knows (9.6.6).
 */
static const uint16_t *implicit_encoding(const struct font_source *source)
{
    const struct pdf_value *descriptor =
        pdf_get(source->file, source->dictionary, "FontDescriptor");
    const struct pdf_value *name = pdf_get(source->file, source->dictionary, "BaseFont");

    if (pdf_is_name(pdf_get(source->file, source->dictionary, "Subtype"), "Type3"))
        return NULL;
    if (pdf_get_integer(source->file, descriptor, "Flags", 0) & FLAG_SYMBOLIC)
        return NULL;
    if (pdf_is_name(name, "Symbol") || pdf_is_name(name, "ZapfDingbats"))
        return NULL;
    return font_standard_encoding();
}

static int set_text(const struct font_source *source, struct font_code *code, const uint8_t *utf8,
                    size_t size)
{
    code->text = slice_of(arena_dup(pdf_arena(source->file), utf8, size), size);
    return code->text.data ? 0 : ERR_NOMEM;
}

static int apply_encoding(const struct font_source *source, const uint16_t *encoding,
                          struct font_code *codes)
{
    uint8_t utf8[4];
    int r = 0;

    for (int i = 0; encoding && i < CODES && !r; i++)
        if (encoding[i])
            r = set_text(source, &codes[i], utf8, utf8_encode(encoding[i], utf8));
    return r;
}

/* /Differences: a number, then names for it and the codes after it (9.6.6.1). */
static int apply_differences(const struct font_source *source, const struct pdf_value *differences,
                             struct font_code *codes)
{
    uint8_t utf8[NAME_UTF8_MAX];
    int64_t code = 0;
    int r = 0;

    for (size_t i = 0; !r && differences && i < differences->array.count; i++) {
        const struct pdf_value *item = pdf_item(source->file, differences, i);

        if (item && item->type == PDF_INTEGER) {
            code = item->integer;
        } else if (item && item->type == PDF_NAME && code >= 0 && code < CODES) {
            size_t size = font_glyph_text(item->name, utf8, sizeof utf8);

            r = set_text(source, &codes[code++], utf8, size);
        } else {
            pdf_malformed_page(source->file, source->page, "a font's /Differences are wrong");
            break;
        }
    }
    return r;
}

static int read_encoding(const struct font_source *source, struct font_code *codes)
{
    const struct pdf_value *encoding = pdf_get(source->file, source->dictionary, "Encoding");
    const struct pdf_value *base = encoding;
    const uint16_t *table = NULL;
    int r;

    if (encoding && encoding->type == PDF_DICTIONARY)
        base = pdf_get(source->file, encoding, "BaseEncoding");
    if (base && base->type == PDF_NAME)
        table = font_encoding(base->name);
    r = apply_encoding(source, table ? table : implicit_encoding(source), codes);
    if (r || !encoding || encoding->type != PDF_DICTIONARY)
        return r;
    return apply_differences(
        source, pdf_get_typed(source->file, encoding, "Differences", PDF_ARRAY), codes);
}

static int apply_to_unicode(const struct font_source *source, const struct pdf_cmap *to_unicode,
                            struct font_code *codes)
{
    struct slice text;
    uint8_t utf8[4];
    int r = 0;

    for (uint32_t i = 0; to_unicode && i < CODES && !r; i++)
        if (pdf_cmap_text(to_unicode, i, utf8, &text))
            r = set_text(source, &codes[i], text.data, text.size);
    return r;
}

/* The horizontal scale of glyph space: 1/1000, or what a Type 3 font's matrix says (9.6.5). */
static int64_t glyph_scale(const struct font_source *source)
{
    const struct pdf_value *matrix =
        pdf_get_typed(source->file, source->dictionary, "FontMatrix", PDF_ARRAY);
    int64_t scale;

    if (!pdf_is_name(pdf_get(source->file, source->dictionary, "Subtype"), "Type3") || !matrix ||
        !pdf_milli(pdf_item(source->file, matrix, 0), &scale) || scale == 0 || scale > 100000 ||
        scale < -100000)
        return 1;
    return scale;
}

static uint32_t first_code_point(struct slice text)
{
    uint32_t code;

    return text.size && utf8_next(&text, &code) == 0 ? code : 0;
}

/* Without /Widths, which only the standard fonts may lack, theirs. */
static void read_widths(const struct font_source *source, struct font_code *codes)
{
    struct pdf_file *file = source->file;
    const struct pdf_value *widths = pdf_get_typed(file, source->dictionary, "Widths", PDF_ARRAY);
    const struct pdf_value *name = pdf_get_typed(file, source->dictionary, "BaseFont", PDF_NAME);
    const struct pdf_value *descriptor = pdf_get(file, source->dictionary, "FontDescriptor");
    int64_t first = pdf_get_integer(file, source->dictionary, "FirstChar", 0);
    int64_t scale = glyph_scale(source);
    int64_t missing = 0, width;

    pdf_milli(pdf_get(file, descriptor, "MissingWidth"), &missing);
    for (int64_t i = 0; i < CODES; i++) {
        struct font_code *code = &codes[i];

        if (!widths) {
            struct slice font = name ? name->name : slice_of(NULL, 0);

            code->width = 1000 * font_standard_width(font, first_code_point(code->text));
        } else if (i < first || first < 0 ||
                   !pdf_milli(pdf_item(file, widths, (size_t)(i - first)), &width)) {
            code->width = font_width(missing);
        } else {
            code->width = font_width(font_width(width) * scale);
        }
    }
}

int font_load_simple(const struct font_source *source, struct pdf_font *font)
{
    struct font_code *codes = arena_array(pdf_arena(source->file), struct font_code, CODES);
    int r;

    if (!codes)
        return ERR_NOMEM;
    font_read_extent(source, source->dictionary, font);
    r = read_encoding(source, codes);
    if (r)
        return r;
    read_widths(source, codes);
    font->codes = codes;
    return apply_to_unicode(source, font->to_unicode, codes);
}
