/* Strings to glyphs with places (ISO 32000-1 9.4.4). */
#include "pdf/text_impl.h"

#include "base/error.h"
#include "base/unicode.h"
#include "pdf/file.h"

#define MODE_INVISIBLE 3   /* table 106 */
#define MODE_CLIP      7   /* adds to the clipping path, paints nothing */
#define SIZE_VISIBLE   100 /* a tenth of a point; smaller text nobody reads */
#define SLANT          16  /* a baseline may climb one in so many and still be level */

/* What is the same for all glyphs of one string. */
struct showing {
    struct text_matrix m;       /* text space to the page as shown */
    struct text_point up, down; /* from the baseline to ascent and descent */
    enum text_direction direction;
    int32_t size;
    bool hidden;
};

static int64_t magnitude(int64_t value)
{
    return value < 0 ? -value : value;
}

static uint64_t square_root(uint64_t value)
{
    uint64_t root = 0;

    for (uint64_t bit = (uint64_t)1 << 62; bit; bit >>= 2) {
        if (value >= root + bit) {
            value -= root + bit;
            root = (root >> 1) + bit;
        } else {
            root >>= 1;
        }
    }
    return root;
}

/* The length of a vector in thousandths of a point. */
static int32_t length(int64_t x, int64_t y)
{
    int64_t u = fixed_to_milli(magnitude(x)), v = fixed_to_milli(magnitude(y));

    if (u == 0 || v == 0)
        return (int32_t)(u + v);
    return (int32_t)square_root((uint64_t)(u * u) + (uint64_t)(v * v));
}

static enum text_direction direction_of(int64_t x, int64_t y)
{
    if (magnitude(y) <= magnitude(x) / SLANT)
        return x >= 0 ? TEXT_RIGHT : TEXT_LEFT;
    if (magnitude(x) <= magnitude(y) / SLANT)
        return y >= 0 ? TEXT_DOWN : TEXT_UP;
    return TEXT_OTHER;
}

static void prepare(const struct text_reader *reader, struct showing *showing)
{
    const struct text_state *state = &reader->state;
    struct pdf_font_extent extent = pdf_font_extent(state->font);
    struct text_matrix m = matrix_mul(&reader->text, &state->ctm);
    int64_t ascent = fixed_mul(state->size, fixed_of_milli(extent.ascent));
    int64_t descent = fixed_mul(state->size, fixed_of_milli(extent.descent));
    int64_t sign = state->size < 0 ? -1 : 1;

    if (state->scale < 0)
        sign = -sign;
    showing->m = m;
    if (pdf_font_is_vertical(state->font)) {
        showing->up = showing->down = (struct text_point){0, 0};
        showing->direction = direction_of(-sign * m.c, -sign * m.d);
    } else {
        showing->up = (struct text_point){fixed_mul(ascent, m.c), fixed_mul(ascent, m.d)};
        showing->down = (struct text_point){fixed_mul(descent, m.c), fixed_mul(descent, m.d)};
        showing->direction = direction_of(sign * m.a, sign * m.b);
    }
    showing->size = length(fixed_mul(state->size, m.c), fixed_mul(state->size, m.d));
    showing->hidden =
        state->mode == MODE_INVISIBLE || state->mode == MODE_CLIP || showing->size < SIZE_VISIBLE;
}

static void widen(struct pdf_box *box, struct text_point point, struct text_point by)
{
    int32_t x = fixed_to_milli(fixed_clamp(point.x + by.x));
    int32_t y = fixed_to_milli(fixed_clamp(point.y + by.y));

    box->left = x < box->left ? x : box->left;
    box->right = x > box->right ? x : box->right;
    box->top = y < box->top ? y : box->top;
    box->bottom = y > box->bottom ? y : box->bottom;
}

static struct pdf_box box_between(const struct showing *showing, struct text_point from,
                                  struct text_point to)
{
    struct pdf_box box = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};

    widen(&box, from, showing->up);
    widen(&box, from, showing->down);
    widen(&box, to, showing->up);
    widen(&box, to, showing->down);
    return box;
}

/* A glyph whose middle lies outside the crop box is not seen. */
static bool outside(const struct text_reader *reader, const struct pdf_box *box)
{
    int32_t x = box->left / 2 + box->right / 2;
    int32_t y = box->top / 2 + box->bottom / 2;

    return x < 0 || y < 0 || x > reader->width || y > reader->height;
}

/* The point's place along and across a baseline of that direction. */
static void project(enum text_direction direction, struct text_point point, int32_t *along,
                    int32_t *across)
{
    int32_t x = fixed_to_milli(point.x), y = fixed_to_milli(point.y);

    switch (direction) {
    case TEXT_DOWN:
        *along = y;
        *across = -x;
        break;
    case TEXT_LEFT:
        *along = -x;
        *across = -y;
        break;
    case TEXT_UP:
        *along = -y;
        *across = x;
        break;
    case TEXT_RIGHT:
    case TEXT_OTHER:
        *along = x;
        *across = y;
        break;
    }
}

/* Passes one glyph's text on to the layout, piece by piece where it holds white space. */
static int emit(struct text_reader *reader, struct text_glyph *glyph, struct slice text)
{
    static const uint8_t unmapped[] = {0xEF, 0xBF, 0xBD};
    struct slice rest = text;
    uint32_t code;

    if (text.size && utf8_next(&rest, &code) == 0 && unicode_is_space(code) && !rest.size) {
        glyph->text = slice_of(NULL, 0);
    } else if (!text.size || (code < ' ' && !rest.size)) {
        glyph->text = slice_of(unmapped, sizeof unmapped);
        reader->unmapped += !glyph->hidden;
    } else {
        glyph->text = text;
        if (memmem(text.data, text.size, unmapped, sizeof unmapped))
            reader->unmapped += !glyph->hidden;
    }
    return text_layout_glyph(&reader->layout, glyph);
}

/* Moves Tm by (x, y) of text space. */
static void advance(struct text_reader *reader, int64_t x, int64_t y)
{
    struct text_point point = matrix_apply(&reader->text, x, y);

    reader->text.e = point.x;
    reader->text.f = point.y;
}

/* Where one glyph starts and ends in text space, and where the pen is for the next. */
struct extent {
    int64_t from_x, from_y, to_x, to_y;
    int64_t pen_x, pen_y;   /* before word spacing: a wide space is a gap */
    int64_t next_x, next_y; /* what Tm moves by */
};

static struct extent extent_of(const struct text_state *state, const struct pdf_glyph *glyph)
{
    int64_t width = fixed_mul(state->size, fixed_of_milli(glyph->width) / 1000);
    int64_t word_space = glyph->is_space ? state->word_space : 0;
    int64_t half = state->size / 2;

    if (pdf_font_is_vertical(state->font)) /* 9.7.4.3: the origin is above the glyph's middle */
        return (struct extent){
            .from_x = fixed_mul(-half, state->scale),
            .from_y = state->rise,
            .to_x = fixed_mul(half, state->scale),
            .to_y = state->rise - width,
            .pen_y = state->character_space - width,
            .next_y = state->character_space + word_space - width,
        };
    return (struct extent){
        .from_y = state->rise,
        .to_x = fixed_mul(width, state->scale),
        .to_y = state->rise,
        .pen_x = fixed_mul(width + state->character_space, state->scale),
        .next_x = fixed_mul(width + state->character_space + word_space, state->scale),
    };
}

static int show_glyph(struct text_reader *reader, struct showing *showing,
                      const struct pdf_glyph *shown)
{
    struct extent extent = extent_of(&reader->state, shown);
    struct text_point origin = matrix_apply(&showing->m, 0, reader->state.rise);
    struct text_point from = matrix_apply(&showing->m, extent.from_x, extent.from_y);
    struct text_point to = matrix_apply(&showing->m, extent.to_x, extent.to_y);
    struct text_point pen =
        matrix_apply(&showing->m, extent.pen_x, extent.pen_y + reader->state.rise);
    struct text_glyph glyph = {
        .size = showing->size,
        .direction = showing->direction,
        .box = box_between(showing, from, to),
    };
    int32_t across;

    glyph.hidden = showing->hidden || outside(reader, &glyph.box);
    project(showing->direction, origin, &glyph.start, &glyph.across);
    project(showing->direction, pen, &glyph.end, &across);
    pen = matrix_apply(&showing->m, extent.next_x, extent.next_y);
    showing->m.e = pen.x;
    showing->m.f = pen.y;
    advance(reader, extent.next_x, extent.next_y);
    return emit(reader, &glyph, shown->text);
}

int text_show(struct text_reader *reader, struct slice string)
{
    struct showing showing;
    struct pdf_glyph glyph;
    int r = 0;

    if (!reader->state.font)
        return text_irregular(reader, "text is shown without a font");
    prepare(reader, &showing);
    while (string.size && !r) {
        if (reader->glyphs++ >= TEXT_GLYPHS_MAX)
            return pdf_limited(reader->file, "limit.objects", reader->glyphs, TEXT_GLYPHS_MAX);
        pdf_font_next(reader->state.font, &string, &glyph);
        r = show_glyph(reader, &showing, &glyph);
    }
    return r;
}

void text_adjust(struct text_reader *reader, int64_t milli)
{
    const struct text_state *state = &reader->state;
    int64_t by = -fixed_mul(state->size, fixed_of_milli(milli) / 1000);

    if (state->font && pdf_font_is_vertical(state->font))
        advance(reader, 0, by);
    else
        advance(reader, fixed_mul(by, state->scale), 0);
}
