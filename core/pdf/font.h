/*
 * Fonts as far as reading text needs them (ISO 32000-1 9.5 to 9.10): what a string's codes
 * mean in Unicode and how far each moves the pen. Font programs are not read.
 *
 * Unicode comes from /ToUnicode, else from the CIDs' collection, else from the encoding;
 * a glyph for which all three are silent has no text.
 */
#ifndef VOUCH_PDF_FONT_H
#define VOUCH_PDF_FONT_H

#include "pdf/object.h"

struct pdf_font;

/* Leaves pdf.malformed with the page on which it was met. Returns ERR_SYNTAX. */
int pdf_malformed_page(struct pdf_file *file, uint32_t page, const char *detail);

/* What a reader makes of a glyph. */
enum pdf_glyph_sense {
    PDF_GLYPH_READABLE,
    PDF_GLYPH_BLANK,    /* white space, which only divides words */
    PDF_GLYPH_UNMAPPED, /* nothing, a control, replacement or private use character */
};

struct pdf_glyph {
    int64_t width; /* parts of the font size, fixed point; of a vertical font downwards */
    bool is_space; /* the single byte 32, to which word spacing applies (9.3.3) */
    bool is_kept;  /* has been looked up */
    uint8_t bytes; /* of the code */
    uint32_t code;
    enum pdf_glyph_sense sense;
    struct slice text; /* UTF-8; empty where it is not known */
    uint8_t utf8[4];   /* what `text` may point at */
};

/* Part of the font size above and below the baseline, 1/1000. */
struct pdf_font_extent {
    int32_t ascent, descent; /* descent is negative */
};

/*
 * Reads a font dictionary. What is broken about it is a finding with the page, and the
 * font has glyphs without text then. ERR_NOMEM.
 */
int pdf_font_load(struct pdf_file *file, const struct pdf_value *dictionary, uint32_t page,
                  struct pdf_font **ret_font);

bool pdf_font_is_vertical(const struct pdf_font *font);
struct pdf_font_extent pdf_font_extent(const struct pdf_font *font);

/* Takes the next glyph off a string that is not empty. It is the font's until the next call. */
const struct pdf_glyph *pdf_font_next(struct pdf_font *font, struct slice *string);

#endif
