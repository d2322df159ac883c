/* Strings to glyphs with places (ISO 32000-1 9.4.4). */
#include "pdf/text_impl.h"

#include "base/error.h"
#include "base/unicode.h"
#include "pdf/file.h"

#define MODE_INVISIBLE 3   /* table 106 */
#define MODE_CLIP      7   /* adds to the clipping path, paints nothing */
#define SIZE_VISIBLE   100 /* a tenth of a point; smaller text nobody reads */
#define UNIT           16384
#define SLANT          16 /* a baseline may climb one in so many and still be level */

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

/* A place on the page as shown, in thousandths of a point. */
struct place {
    int32_t x, y;
};

/* What is the same for all glyphs of one string. Vectors are on the page as shown. */
struct showing {
    struct text_point pen;             /* on the baseline, where the next glyph starts */
    struct place at;                   /* the same */
    struct text_point em;              /* the pen's way for a glyph as wide as the font size */
    struct text_point character, word; /* Tc and Tw, the pen's way besides */
    struct pdf_box reach;              /* from the pen's way to the sides of a glyph's box */
    enum text_direction direction;
    int64_t unit[2]; /* of that direction, x and y, in 1/UNIT */
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

/* The way the baseline runs, and its unit vector; askew it is computed, else exact. */
static void set_direction(struct showing *showing)
{
    int64_t x = showing->em.x, y = showing->em.y;
    int32_t size = length(x, y);

    showing->unit[0] = showing->unit[1] = 0;
    if (magnitude(y) <= magnitude(x) / SLANT) {
        showing->direction = x >= 0 ? TEXT_RIGHT : TEXT_LEFT;
        showing->unit[0] = x >= 0 ? UNIT : -UNIT;
    } else if (magnitude(x) <= magnitude(y) / SLANT) {
        showing->direction = y >= 0 ? TEXT_DOWN : TEXT_UP;
        showing->unit[1] = y >= 0 ? UNIT : -UNIT;
    } else {
        showing->direction = TEXT_OTHER;
        showing->unit[0] = size ? (int64_t)fixed_to_milli(x) * UNIT / size : UNIT;
        showing->unit[1] = size ? (int64_t)fixed_to_milli(y) * UNIT / size : 0;
    }
}

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static struct place place_of(struct text_point point)
{
    return (struct place){fixed_to_milli(point.x), fixed_to_milli(point.y)};
}

static void set_reach(struct showing *showing, struct text_point one, struct text_point other)
{
    struct place a = place_of(one), b = place_of(other);

    showing->reach = (struct pdf_box){
        .left = smaller(a.x, b.x),
        .top = smaller(a.y, b.y),
        .right = larger(a.x, b.x),
        .bottom = larger(a.y, b.y),
    };
}

/* Horizontal writing: to the right by em, from descent to ascent. */
static void prepare_horizontal(const struct text_state *state, const struct text_matrix *m,
                               struct showing *showing)
{
    struct pdf_font_extent extent = pdf_font_extent(state->font);
    struct text_point right = {m->a, m->b}, up = {m->c, m->d};

    right = point_scale(right, state->scale);
    showing->em = point_scale(right, state->size);
    showing->character = point_scale(right, state->character_space);
    showing->word = point_scale(right, state->word_space);
    up = point_scale(up, state->size);
    set_reach(showing, point_scale(up, fixed_of_milli(extent.ascent)),
              point_scale(up, fixed_of_milli(extent.descent)));
}

/* Vertical writing (9.7.4.3): down by em, half an em to both sides of the pen. */
static void prepare_vertical(const struct text_state *state, const struct text_matrix *m,
                             struct showing *showing)
{
    struct text_point right = {m->a, m->b}, up = {m->c, m->d};
    struct text_point half = point_scale(point_scale(right, state->scale), state->size / 2);

    showing->em = point_scale(up, -state->size);
    showing->character = point_scale(up, state->character_space);
    showing->word = point_scale(up, state->word_space);
    set_reach(showing, half, (struct text_point){-half.x, -half.y});
}

static void prepare(const struct text_reader *reader, struct showing *showing)
{
    const struct text_state *state = &reader->state;
    struct text_matrix m = matrix_mul(&reader->text, &state->ctm);

    if (pdf_font_is_vertical(state->font))
        prepare_vertical(state, &m, showing);
    else
        prepare_horizontal(state, &m, showing);
    showing->pen = matrix_apply(&m, 0, state->rise);
    showing->at = place_of(showing->pen);
    set_direction(showing);
    showing->size = length(fixed_mul(state->size, m.c), fixed_mul(state->size, m.d));
    showing->hidden = state->mode == MODE_INVISIBLE || state->mode == MODE_CLIP ||
                      showing->size < SIZE_VISIBLE ||
                      length(showing->em.x, showing->em.y) < SIZE_VISIBLE;
}

static struct pdf_box box_between(const struct showing *s, struct place from, struct place to)
{
    return (struct pdf_box){
        .left = smaller(from.x, to.x) + s->reach.left,
        .top = smaller(from.y, to.y) + s->reach.top,
        .right = larger(from.x, to.x) + s->reach.right,
        .bottom = larger(from.y, to.y) + s->reach.bottom,
    };
}

/* A glyph whose middle lies outside the crop box is not seen. */
static bool outside(const struct text_reader *reader, const struct pdf_box *box)
{
    int32_t x = box->left / 2 + box->right / 2;
    int32_t y = box->top / 2 + box->bottom / 2;

    return x < 0 || y < 0 || x > reader->width || y > reader->height;
}

/* Along the baseline, and across it from the line above to the line below. */
static int32_t along(const struct showing *s, struct place at)
{
    return (int32_t)((at.x * s->unit[0] + at.y * s->unit[1]) / UNIT);
}

static int32_t across(const struct showing *s, struct place at)
{
    return (int32_t)((at.y * s->unit[0] - at.x * s->unit[1]) / UNIT);
}

static struct slice text_of(struct text_reader *reader, const struct pdf_glyph *shown, bool hidden)
{
    if (shown->sense == PDF_GLYPH_BLANK)
        return slice_of(NULL, 0);
    if (shown->sense == PDF_GLYPH_READABLE)
        return shown->text;
    reader->unmapped += !hidden;
    return shown->text.size > 1 ? shown->text : slice_str(replacement);
}

static int show_glyph(struct text_reader *reader, struct showing *showing,
                      const struct pdf_glyph *shown)
{
    struct text_point end = point_add(showing->pen, point_scale(showing->em, shown->width));
    struct place from = showing->at;
    struct text_glyph glyph = {
        .start = along(showing, from),
        .across = across(showing, from),
        .size = showing->size,
        .direction = showing->direction,
        .covered = reader->marked_in_doubt > 0,
        .box = box_between(showing, from, place_of(end)),
    };

    showing->pen = point_add(end, showing->character);
    showing->at = place_of(showing->pen);
    glyph.end = along(showing, showing->at);
    if (shown->is_space) {
        showing->pen = point_add(showing->pen, showing->word);
        showing->at = place_of(showing->pen);
    }
    glyph.hidden =
        showing->hidden || outside(reader, &glyph.box) || text_is_unseen(reader, &glyph.box);
    glyph.text = text_of(reader, shown, glyph.hidden);
    return text_layout_glyph(&reader->layout, &glyph);
}

/* Moves Tm along the line by a length of text space. */
static void advance(struct text_reader *reader, int64_t by)
{
    bool vertical = pdf_font_is_vertical(reader->state.font);
    struct text_point point = matrix_apply(
        &reader->text, vertical ? 0 : fixed_mul(by, reader->state.scale), vertical ? by : 0);

    reader->text.e = point.x;
    reader->text.f = point.y;
}

int text_show(struct text_reader *reader, struct slice string)
{
    const struct text_state *state = &reader->state;
    struct showing showing;
    const struct pdf_glyph *glyph;
    int64_t ems = 0, space = 0;
    int r = 0;

    if (!state->font)
        return text_irregular(reader, "text is shown without a font");
    prepare(reader, &showing);
    if (state->mode > MODE_INVISIBLE) /* what is painted from now on shows within the glyphs */
        reader->state.clipped = true;
    while (string.size && !r) {
        if (reader->glyphs++ >= TEXT_GLYPHS_MAX)
            return pdf_limited(reader->file, "limit.objects", reader->glyphs, TEXT_GLYPHS_MAX);
        glyph = pdf_font_next(state->font, &string);
        r = show_glyph(reader, &showing, glyph);
        ems = fixed_clamp(ems + glyph->width);
        space = fixed_clamp(space + state->character_space);
        if (glyph->is_space)
            space = fixed_clamp(space + state->word_space);
    }
    if (pdf_font_is_vertical(state->font))
        ems = -ems;
    advance(reader, fixed_clamp(fixed_mul(state->size, ems) + space));
    return r;
}

void text_adjust(struct text_reader *reader, int64_t milli)
{
    const struct text_state *state = &reader->state;

    if (state->font)
        advance(reader, -fixed_mul(state->size, fixed_of_milli(milli) / 1000));
}
