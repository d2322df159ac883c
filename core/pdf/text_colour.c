/*
 * Colours (ISO 32000-1 8.6), as far as it matters whether text differs from what it stands on:
 * the numbers of gray, RGB and CMYK spaces, of ICC profiles too, as red, green and blue. Any other
 * colour is not known, and text of it is seen.
 */
#include "pdf/text_impl.h"

#include "pdf/file.h"
#include "pdf/image.h"

#define SAME        30   /* thousandths that colours differ by which nobody tells apart */
#define CLEAR       50   /* thousandths: ink that is no more opaque than that is not seen */
#define WHOLE       1000 /* of a component */
#define COMPONENTS  4    /* of CMYK */
#define MODE_FILL   0    /* table 106; with 4 more each, the same and to the clipping path */
#define MODE_STROKE 1
#define MODE_BOTH   2

static const struct text_colour white = {true, {WHOLE, WHOLE, WHOLE}};

bool text_colour_is_same(const struct text_colour *a, const struct text_colour *b)
{
    for (int i = 0; i < 3; i++)
        if (a->rgb[i] - b->rgb[i] > SAME || b->rgb[i] - a->rgb[i] > SAME)
            return false;
    return a->known && b->known;
}

/* ---- Operators ---- */

/* Of that many components from 0 to WHOLE, 10.3.5. */
static struct text_colour colour_of(const int32_t *values, size_t count)
{
    struct text_colour made = {.known = true};

    for (size_t i = 0; i < 3; i++) {
        int32_t value = values[count == 1 ? 0 : i];

        if (count == COMPONENTS)
            value = WHOLE - value - values[3] > 0 ? WHOLE - value - values[3] : 0;
        made.rgb[i] = value;
    }
    return made;
}

/* The last operands as components of a space that has `count` of them, if that many there are. */
static struct text_colour take_colour(const struct text_content *content, size_t count)
{
    int32_t values[COMPONENTS];
    int64_t number;

    if (count == 0 || content->count < count)
        return (struct text_colour){.known = false};
    for (size_t i = 0; i < count; i++) {
        if (!text_number(content, count - 1 - i, &number))
            return (struct text_colour){.known = false};
        values[i] = number < 0 ? 0 : number > FIXED_ONE ? WHOLE : fixed_to_milli(number);
    }
    return colour_of(values, count);
}

static int use_device(struct text_content *content, struct text_paint *paint, uint32_t components)
{
    paint->components = components;
    paint->colour = take_colour(content, components);
    paint->pattern = false;
    return 0;
}

/* cs: its first colour is black (8.6.8). A space is a name, or one of the resources. */
static int use_space(struct text_content *content, struct text_paint *paint)
{
    static const int32_t black[COMPONENTS] = {[3] = WHOLE};
    struct pdf_file *file = content->reader->file;
    const struct pdf_value *space = text_operand(content, 0);
    const struct pdf_value *named = NULL;

    if (space->type != PDF_NAME)
        return text_wrong_operands(content);
    named = text_resource(content, "ColorSpace", space->name);
    paint->components = image_space_components(file, named ? named : space);
    paint->pattern = pdf_is_name(space, "Pattern");
    paint->colour = paint->components ? colour_of(black, paint->components)
                                      : (struct text_colour){.known = false};
    return 0;
}

/* sc scn: a pattern's last operand is its name. */
static int use_colour(struct text_content *content, struct text_paint *paint)
{
    paint->pattern = text_operand(content, 0)->type == PDF_NAME;
    paint->colour = take_colour(content, paint->components);
    return 0;
}

int text_run_gray(struct text_content *content)
{
    return use_device(content, &content->reader->state.fill, 1);
}

int text_run_rgb(struct text_content *content)
{
    return use_device(content, &content->reader->state.fill, 3);
}

int text_run_cmyk(struct text_content *content)
{
    return use_device(content, &content->reader->state.fill, 4);
}

int text_run_space(struct text_content *content)
{
    return use_space(content, &content->reader->state.fill);
}

int text_run_colour(struct text_content *content)
{
    return use_colour(content, &content->reader->state.fill);
}

int text_run_stroke_gray(struct text_content *content)
{
    return use_device(content, &content->reader->state.stroke, 1);
}

int text_run_stroke_rgb(struct text_content *content)
{
    return use_device(content, &content->reader->state.stroke, 3);
}

int text_run_stroke_cmyk(struct text_content *content)
{
    return use_device(content, &content->reader->state.stroke, 4);
}

int text_run_stroke_space(struct text_content *content)
{
    return use_space(content, &content->reader->state.stroke);
}

int text_run_stroke_colour(struct text_content *content)
{
    return use_colour(content, &content->reader->state.stroke);
}

/* ---- Opacity (11.6.4.4) ---- */

static void set_clear(const struct pdf_value *alpha, struct text_paint *paint)
{
    int64_t milli;

    if (alpha && pdf_milli(alpha, &milli))
        paint->clear = milli <= CLEAR;
}

void text_use_graphics_state(struct text_reader *reader, const struct pdf_value *dictionary)
{
    struct pdf_file *file = reader->file;
    const struct pdf_value *alpha = pdf_get(file, dictionary, "ca");
    const struct pdf_value *mode = pdf_get(file, dictionary, "BM");
    const struct pdf_value *mask = pdf_get(file, dictionary, "SMask");
    int64_t milli;

    set_clear(alpha, &reader->state.fill);
    set_clear(pdf_get(file, dictionary, "CA"), &reader->state.stroke);
    if (pdf_milli(pdf_get(file, dictionary, "LW"), &milli))
        reader->state.line_width = fixed_of_milli(milli);
    reader->state.translucent |= (alpha && (!pdf_milli(alpha, &milli) || milli != 1000)) ||
                                 (mode && !pdf_is_name(mode, "Normal")) ||
                                 (mask && !pdf_is_name(mask, "None"));
}

/* ---- Text ---- */

static bool paints_like(const struct text_paint *paint, const struct text_colour *ground)
{
    return paint->clear || (ground && text_colour_is_same(&paint->colour, ground));
}

bool text_paints_like(const struct text_state *state, const struct text_colour *ground)
{
    int64_t mode = state->mode & 3;

    return state->group_clear || ((mode == MODE_STROKE || paints_like(&state->fill, ground)) &&
                                  (mode == MODE_FILL || paints_like(&state->stroke, ground)));
}

const struct text_colour *text_paper(void)
{
    return &white;
}
