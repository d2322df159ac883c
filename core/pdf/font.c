/* Fonts: what all kinds have, and taking strings apart. */
#include "pdf/font_impl.h"

#include "base/error.h"
#include "base/unicode.h"
#include "pdf/file.h"
#include "pdf/text_matrix.h"

#include <inttypes.h>

#define WIDTH_MAX 100000000 /* 100 em */

/* Where the descriptor says nothing, or nothing that can be: about what text faces have. */
static const struct pdf_font_extent usual_extent = {.ascent = 850, .descent = -200};

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

int pdf_malformed_page(struct pdf_file *file, uint32_t page, const char *detail)
{
    struct finding *finding = pdf_find(file, "pdf.malformed", PDF_UNDECIDED);

    finding_param(&file->findings, finding, "page", "%" PRIu32, page);
    finding_param(&file->findings, finding, "detail", "%s", detail);
    return ERR_SYNTAX;
}

int32_t font_width(int64_t milli)
{
    return milli > WIDTH_MAX ? WIDTH_MAX : milli < -WIDTH_MAX ? -WIDTH_MAX : (int32_t)milli;
}

/* ISO 32000-1 9.8.1; figures far from any face are those of writers that did not care. */
void font_read_extent(const struct font_source *source, const struct pdf_value *font,
                      struct pdf_font *ret)
{
    const struct pdf_value *descriptor = pdf_get(source->file, font, "FontDescriptor");
    int64_t ascent, descent;

    ret->extent = usual_extent;
    if (pdf_milli(pdf_get(source->file, descriptor, "Ascent"), &ascent) && ascent >= 400000 &&
        ascent <= 1300000)
        ret->extent.ascent = (int32_t)(ascent / 1000);
    if (pdf_milli(pdf_get(source->file, descriptor, "Descent"), &descent) && descent >= -600000 &&
        descent <= 0)
        ret->extent.descent = (int32_t)(descent / 1000);
}

int font_read_cmap(const struct font_source *source, const struct pdf_value *stream,
                   const struct pdf_cmap **ret_cmap)
{
    const struct pdf_value *used = pdf_get(source->file, stream, "UseCMap");
    const struct pdf_cmap *base = NULL;
    struct slice data;
    int r;

    if (used && used->type == PDF_NAME)
        pdf_cmap_named(used->name, &base);
    r = pdf_stream_data(source->file, stream, &data);
    if (!r)
        r = pdf_cmap_parse(pdf_arena(source->file), data, base, ret_cmap);
    if (r && r != ERR_NOMEM)
        pdf_malformed_page(source->file, source->page, "a CMap cannot be read");
    return r == ERR_NOMEM ? r : 0;
}

int pdf_font_load(struct pdf_file *file, const struct pdf_value *dictionary, uint32_t page,
                  struct pdf_font **ret_font)
{
    const struct font_source source = {file, dictionary, page};
    struct pdf_font *font = arena_new_of(pdf_arena(file), struct pdf_font);
    const struct pdf_value *to_unicode = pdf_get(file, dictionary, "ToUnicode");
    int r = 0;

    if (!font)
        return ERR_NOMEM;
    /* a name, /Identity-H say, is not by the standard and tells nothing */
    if (to_unicode && to_unicode->type == PDF_STREAM)
        r = font_read_cmap(&source, to_unicode, &font->to_unicode);
    if (!r && pdf_is_name(pdf_get(file, dictionary, "Subtype"), "Type0"))
        r = font_load_composite(&source, font);
    else if (!r)
        r = font_load_simple(&source, font);
    if (!r)
        *ret_font = font;
    return r;
}

bool pdf_font_is_vertical(const struct pdf_font *font)
{
    return font->down != 0;
}

struct pdf_font_extent pdf_font_extent(const struct pdf_font *font)
{
    return font->extent;
}

static int32_t cid_width(const struct pdf_font *font, uint32_t cid)
{
    size_t low = 0, high = font->width_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (font->widths[middle].first <= cid)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && font->widths[low - 1].last >= cid ? font->widths[low - 1].width
                                                        : font->default_width;
}

/* A private use character means only what its font draws; nobody can compare it. */
static bool has_private(struct slice text)
{
    uint32_t code;

    while (text.size > 0 && utf8_next(&text, &code) == 0)
        if (unicode_is_private(code))
            return true;
    return false;
}

static bool is_blank(struct slice text)
{
    uint32_t code;

    return text.size > 0 && utf8_next(&text, &code) == 0 && text.size == 0 &&
           unicode_is_space(code);
}

static enum pdf_glyph_sense sense_of(struct slice text)
{
    if (is_blank(text))
        return PDF_GLYPH_BLANK;
    if (text.size == 0 || text.data[0] < ' ' || text.data[0] == 0x7F || has_private(text) ||
        memmem(text.data, text.size, replacement, strlen(replacement)))
        return PDF_GLYPH_UNMAPPED;
    return PDF_GLYPH_READABLE;
}

/* From 1/1000000; widths are at most 100 em, so nothing overflows. */
static int64_t fixed_width(int32_t width)
{
    return width * FIXED_ONE / 1000000;
}

/* ISO 32000-1 9.10.2: ToUnicode, then the collection. */
static void look_up_composite(const struct pdf_font *font, struct pdf_glyph *glyph)
{
    uint32_t cid = pdf_cmap_cid(font->encoding, glyph->code), unicode;

    glyph->width = fixed_width(font->down ? font->down : cid_width(font, cid));
    glyph->text = slice_of(NULL, 0);
    if (font->to_unicode && pdf_cmap_text(font->to_unicode, glyph->code, glyph->utf8, &glyph->text))
        return;
    unicode = font->collection ? pdf_collection_unicode(font->collection, cid) : 0;
    glyph->text = slice_of(glyph->utf8, unicode ? utf8_encode(unicode, glyph->utf8) : 0);
}

const struct pdf_glyph *pdf_font_next(struct pdf_font *font, struct slice *string)
{
    uint32_t code = string->data[0];
    struct pdf_glyph *glyph;
    unsigned bytes = 1;

    if (font->codes)
        *string = slice_sub(*string, 1, string->size);
    else
        bytes = pdf_cmap_next(font->encoding, string, &code);
    glyph = &font->glyphs[code % FONT_GLYPHS];
    if (glyph->is_kept && glyph->code == code && glyph->bytes == bytes)
        return glyph;
    *glyph = (struct pdf_glyph){.is_kept = true,
                                .code = code,
                                .bytes = (uint8_t)bytes,
                                .is_space = bytes == 1 && code == ' '};
    if (font->codes) {
        glyph->width = fixed_width(font->codes[code].width);
        glyph->text = font->codes[code].text;
    } else {
        look_up_composite(font, glyph);
    }
    glyph->sense = sense_of(glyph->text);
    return glyph;
}
