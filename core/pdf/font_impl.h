/* What the files of the fonts share. */
#ifndef VOUCH_PDF_FONT_IMPL_H
#define VOUCH_PDF_FONT_IMPL_H

#include "pdf/cmap.h"
#include "pdf/font.h"

#define FONT_WIDTHS_MAX 200000 /* entries of /W */
#define FONT_GLYPHS     256    /* kept; a page shows few of a font's */

/* CIDs of one width; sorted by `first`. */
struct font_widths {
    uint32_t first, last;
    int32_t width;
};

struct font_code {
    int32_t width;
    struct slice text;
};

struct pdf_font {
    struct pdf_font_extent extent;
    const struct pdf_cmap *to_unicode;       /* or NULL */
    const struct font_code *codes;           /* 256 of a simple font, or NULL */
    const struct pdf_cmap *encoding;         /* of a composite font; NULL: not known */
    const struct pdf_collection *collection; /* of its CIDs, or NULL */
    const struct font_widths *widths;
    size_t width_count;
    int32_t default_width;
    int32_t down; /* of a vertical font, how far each glyph goes; positive */
    struct pdf_glyph glyphs[FONT_GLYPHS]; /* looked up, by the low byte of their code */
};

/* Where a font is read: the file, and the page that findings name. */
struct font_source {
    struct pdf_file *file;
    const struct pdf_value *dictionary;
    uint32_t page;
};

/* A width in thousandths of a glyph unit (1/1000 em) as one in 1/1000000 em, within bounds. */
int32_t font_width(int64_t milli);

/* Ascent and descent by the descriptor of `font`, the dictionary or its descendant. */
void font_read_extent(const struct font_source *source, const struct pdf_value *font,
                      struct pdf_font *ret);

/* Parses a CMap stream. One that is broken is a finding and leaves `*ret_cmap`. 0 or ERR_NOMEM. */
int font_read_cmap(const struct font_source *source, const struct pdf_value *stream,
                   const struct pdf_cmap **ret_cmap);

int font_load_simple(const struct font_source *source, struct pdf_font *font);
int font_load_composite(const struct font_source *source, struct pdf_font *font);

/* ---- font_latin.c ---- */

/* The 256 code points of a named encoding (0: none); NULL where there is no such encoding. */
const uint16_t *font_encoding(struct slice name);
const uint16_t *font_standard_encoding(void);

/* The Unicode of a glyph's name as UTF-8 in `out`; the number of bytes, 0 where unknown. */
size_t font_glyph_text(struct slice name, uint8_t *out, size_t room);

/* The width of a code point in the standard font (9.6.2.2) that `name` is or resembles. */
int32_t font_standard_width(struct slice name, uint32_t code);

#endif
