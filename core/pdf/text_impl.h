/*
 * What the files of text reading share:
 *
 *   text.c            pages, their size and turn, the result
 *   text_content.c    a content stream's operands and operators
 *   text_operators.c  what the operators do (ISO 32000-1 annex A)
 *   text_image.c      inline images, which have to be stepped over
 *   text_paint.c      paths and pictures: what hides text
 *   text_layer.c      layers: what is off
 *   text_cover.c      what lies over and under text
 *   text_colour.c     colours, and whether text has that of what it stands on
 *   text_show.c       strings to glyphs with places
 *   text_layout.c     glyphs to words, words to lines
 */
#ifndef VOUCH_PDF_TEXT_IMPL_H
#define VOUCH_PDF_TEXT_IMPL_H

#include "base/buffer.h"
#include "pdf/font.h"
#include "pdf/text_matrix.h"
#include "pdf/token.h"

#define TEXT_OPERATORS_MAX 2000000u /* of a page, its forms included */
#define TEXT_GLYPHS_MAX    5000000u /* of a file */
#define TEXT_FORMS_MAX     16       /* form XObjects inside each other */
#define TEXT_STATES_MAX    256      /* q inside each other, on a page */
#define TEXT_OPERANDS_MAX  64
#define TEXT_PICTURES_MAX  10000 /* whose places are kept */
#define TEXT_COVERS_MAX    2000  /* of a page; what is painted after them hides nothing */
#define TEXT_GROUNDS_MAX   8     /* colours of these; with more, each place is looked at */
#define TEXT_FONT_BUCKETS  64
#define TEXT_OPERATOR_NAME 4 /* bytes of the longest, and NUL */

/* ---- Layout ---- */

/* Which way a baseline runs on the page as shown. */
enum text_direction { TEXT_RIGHT, TEXT_DOWN, TEXT_LEFT, TEXT_UP, TEXT_OTHER };

/* One glyph on the page, all in thousandths of a point as shown. */
struct text_glyph {
    struct slice text; /* UTF-8, or empty for a space */
    int32_t start;     /* along the baseline, growing the way it runs */
    int32_t end;       /* where the pen is afterwards */
    int32_t across;    /* of the baseline, growing from the line above to the line below */
    int32_t size;      /* of the font */
    struct pdf_box box;
    enum text_direction direction;
    bool hidden;
    bool covered; /* struct text_word */
};

struct text_word {
    size_t text, text_size; /* in the layout's buffer */
    int32_t start, end, across, size;
    struct pdf_box box;
    uint32_t order;
    uint8_t direction;
    bool hidden;
    bool covered; /* by something that may hide it */
    bool spaced;  /* an explicit space stood before it */
};

struct text_lines {
    struct pdf_line *items;
    size_t count, capacity;
};

/* The words of one page, then of the next. */
struct text_layout {
    struct arena *arena; /* of the result */
    struct buffer text;  /* of the page's words */
    struct text_word *words;
    size_t count, capacity;
    bool open;  /* the last word may go on */
    bool space; /* a space came since */
    struct text_lines lines, hidden;
};

void text_layout_init(struct text_layout *layout, struct arena *arena);
void text_layout_done(struct text_layout *layout);

/* 0 or ERR_NOMEM; spaces have an empty text. */
int text_layout_glyph(struct text_layout *layout, const struct text_glyph *glyph);

/* Turns the words since the last call into lines of `page`. */
int text_layout_page(struct text_layout *layout, uint32_t page);

/* ---- Content ---- */

struct text_colour {
    bool known;
    int32_t rgb[3]; /* thousandths */
};

/* What fills, or what strokes (8.6). */
struct text_paint {
    struct text_colour colour;
    uint32_t components; /* of its space; 0: not known */
    bool pattern;        /* it may be one */
    bool clear;          /* so translucent that nothing is seen of it */
};

/* The parameters of 9.3 and the current transformation matrix, numbers as fixed point. */
struct text_state {
    struct text_matrix ctm; /* to the page as shown, in points */
    struct pdf_font *font;
    int64_t size;
    int64_t character_space, word_space, leading, rise;
    int64_t scale; /* 1 for 100 percent */
    int64_t mode;
    int64_t line_width;
    struct pdf_box clip; /* outside it nothing is painted (8.5.4) */
    bool clipped;        /* nor is all that is inside */
    bool translucent;    /* what is painted may let show through what was there */
    bool group_clear;    /* of a group that is painted as text_paint.clear */
    struct text_paint fill, stroke;
};

/* The path in the making (8.5.2), as far as hiding goes. */
struct text_path {
    struct pdf_box box; /* around all of it */
    unsigned pieces;
    bool rectangle; /* it is one upright rectangle, if it is one piece */
    bool thick;     /* it may be more than lines */
    bool clips;     /* W came */
};

/* Something painted on the page. */
struct text_cover {
    struct pdf_box box; /* nothing of it is outside */
    struct text_colour colour;
    size_t words;    /* of the page that came before it */
    size_t pictures; /* of the file, too */
    bool opaque;     /* all of the box is covered */
    bool hides;      /* some of it may be */
};

struct text_font {
    const struct pdf_value *dictionary;
    struct pdf_font *font;
    struct text_font *next;
};

/* What is the same for all pages. */
struct text_reader {
    struct pdf_file *file;
    struct text_layout layout;
    struct text_font *fonts[TEXT_FONT_BUCKETS];
    uint32_t glyphs, unmapped, images;
    struct pdf_picture *pictures;
    size_t picture_count, picture_capacity;
    uint64_t joined; /* bytes of content put together from several streams */

    uint32_t page;
    int32_t width, height; /* of the page as shown, 1/1000 point */
    uint32_t operators;
    bool reported; /* something about this page's content is a finding already */
    struct text_path path;
    struct text_cover *covers; /* of this page */
    size_t cover_count, cover_capacity;
    struct text_colour grounds[TEXT_GROUNDS_MAX]; /* the colours of those that are opaque */
    size_t ground_count;                          /* TEXT_GROUNDS_MAX: and perhaps others */
    uint64_t compared;                            /* boxes of words with those of covers */
    uint32_t covered, covered_page;               /* words that may be hidden; where the first is */
    uint32_t annotations, annotations_page;       /* that are shown */
    size_t marked;                                /* BMC, BDC and forms that are open */
    size_t marked_off;      /* which of them, counted from 1, began what a layer hides; 0: none */
    size_t marked_in_doubt; /* the same, of what one may hide */
    struct text_state state;
    struct text_state *stack; /* TEXT_STATES_MAX */
    size_t depth;
    unsigned forms;
    struct text_matrix text, line; /* Tm and Tlm */
};

/* One content stream: the page's or a form's. */
struct text_content {
    struct text_reader *reader;
    const struct pdf_value *resources;
    struct pdf_parser parser;
    size_t floor;                                     /* states that it may not pop */
    struct pdf_value operands[TEXT_OPERANDS_MAX + 1]; /* and room for reading the next */
    size_t count;
};

struct text_operator {
    char name[TEXT_OPERATOR_NAME];
    uint8_t operands;                         /* the fewest it works with */
    int (*run)(struct text_content *content); /* NULL: nothing that concerns text */
};

/* The operator of that name, or NULL. */
const struct text_operator *text_find_operator(struct slice name);

/* The operand `index` from the end: 0 is the last. There are as many as the table says. */
const struct pdf_value *text_operand(const struct text_content *content, size_t index);

/* The same as fixed point; false where it is no number. */
bool text_number(const struct text_content *content, size_t index, int64_t *ret);

/* The last six operands as a matrix; false where they are not numbers. */
bool text_matrix_operand(const struct text_content *content, struct text_matrix *ret);

/* Says that operands are missing or of a wrong type. Returns 0, to go on. */
int text_wrong_operands(struct text_content *content);

/* An entry of one of the resource dictionaries, resolved, or NULL. */
const struct pdf_value *text_resource(const struct text_content *content, const char *category,
                                      struct slice name);

/* Reads the operators of `bytes`. What is wrong is a finding; ERR_NOMEM. */
int text_read_content(struct text_reader *reader, const struct pdf_value *resources,
                      struct slice bytes);

/* The first wrong thing on a page is a finding, what follows from it is not. Returns 0, to go on.
 */
int text_irregular(struct text_reader *reader, const char *detail);

/* The same for what pdf_stream_data() answered, except where a limit left its own finding. */
int text_undecodable(struct text_reader *reader, int error);

/* After `BI`: steps over the image to after its `EI`. ERR_SYNTAX where its end is not found. */
int text_skip_image(struct text_content *content);

/* ---- Painting (text_paint.c): operators, and what they hide ---- */

int text_run_path(struct text_content *content); /* m l c v y: their points */
int text_run_rectangle(struct text_content *content);
int text_run_clip(struct text_content *content);  /* W W* */
int text_run_paint(struct text_content *content); /* f F f* B B* b b* */
int text_run_end(struct text_content *content);   /* n */
int text_run_width(struct text_content *content); /* w */
int text_run_stroke(struct text_content *content);
int text_run_shading(struct text_content *content);
int text_run_mark(struct text_content *content); /* BMC BDC */
int text_run_unmark(struct text_content *content);

/* Of a form nothing outside its /BBox is painted (8.10.1). */
void text_clip_form(struct text_reader *reader, const struct pdf_value *form);

/* Notes an image, which fills the unit square; NULL for an inline one. 0, ERR_NOMEM. */
int text_add_picture(struct text_reader *reader, const struct pdf_value *image);

/* ---- Layers (text_layer.c) ---- */

enum text_layer { TEXT_LAYER_ON, TEXT_LAYER_OFF, TEXT_LAYER_IN_DOUBT };

/* How a layer, as an entry has it (NULL: none), is when the file is opened. */
enum text_layer text_layer_of(struct text_reader *reader, const struct pdf_value *layer);

/* What is shown from here on to its end is on that layer, too. */
void text_begin_marked(struct text_reader *reader, const struct pdf_value *layer);
void text_end_marked(struct text_reader *reader);

int text_run_mark(struct text_content *content); /* BMC BDC */
int text_run_unmark(struct text_content *content);

/* ---- Covers (text_cover.c) ---- */

/* What is painted now: box, colour, opaque and hides; what is clipped away of it is none. 0,
 * ERR_NOMEM. */
int text_add_cover(struct text_reader *reader, const struct text_cover *painted);

/* The part of a box that is within the other; inside out where there is none. */
void text_clip_box(struct pdf_box *box, const struct pdf_box *other);

/* False where so much of the file was compared that nothing more is. */
bool text_may_compare(const struct text_reader *reader);

/* Whether what is shown in the box now is not seen. */
bool text_is_unseen(struct text_reader *reader, const struct pdf_box *box);

struct pdf_frame;

/* Counts what annotations the page shows, and takes them for covers. 0, ERR_NOMEM. */
int text_add_annotations(struct text_reader *reader, const struct pdf_frame *frame);

/* At the end of a page: hides words and pictures that something opaque was painted over, and
 * notes those that something else was. */
void text_hide_covered(struct text_reader *reader);

/* ---- Colours (text_colour.c) ---- */

int text_run_gray(struct text_content *content);
int text_run_rgb(struct text_content *content);
int text_run_cmyk(struct text_content *content);
int text_run_space(struct text_content *content);  /* cs */
int text_run_colour(struct text_content *content); /* sc scn */
int text_run_stroke_gray(struct text_content *content);
int text_run_stroke_rgb(struct text_content *content);
int text_run_stroke_cmyk(struct text_content *content);
int text_run_stroke_space(struct text_content *content);
int text_run_stroke_colour(struct text_content *content);

/* A graphics state's own entries (table 57). */
void text_use_graphics_state(struct text_reader *reader, const struct pdf_value *dictionary);

/* Whether both are known, and nobody tells them apart. */
bool text_colour_is_same(const struct text_colour *a, const struct text_colour *b);

/* Whether text of that state is not told from its ground (NULL: not known). */
bool text_paints_like(const struct text_state *state, const struct text_colour *ground);

/* Of a page on which nothing was painted. */
const struct text_colour *text_paper(void);

/* Shows a string at Tm and moves it. 0, ERR_LIMIT, ERR_NOMEM. */
int text_show(struct text_reader *reader, struct slice string);

/* TJ's number, in thousandths of a thousandth of the font size. */
void text_adjust(struct text_reader *reader, int64_t milli);

#endif
