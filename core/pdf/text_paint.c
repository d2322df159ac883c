/*
 * What keeps text from being seen, as far as that is certain: it lies outside the clipping
 * path, on a layer that is off, has the colour of what it stands on, or has something
 * opaque painted over it (text_cover.c). Shapes are taken for the boxes around them where that
 * makes less hidden, never more; where there is doubt, text is seen.
 */
#include "pdf/text_impl.h"

#include "base/error.h"
#include "pdf/file.h"
#include "pdf/geometry.h"

#define LINE_MAX 2000 /* thousandths of a point; what is wider may cover text */

static const struct pdf_box nowhere = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};

static void unite_point(struct pdf_box *box, struct text_point point)
{
    int32_t x = fixed_to_milli(point.x), y = fixed_to_milli(point.y);

    box->left = x < box->left ? x : box->left;
    box->right = x > box->right ? x : box->right;
    box->top = y < box->top ? y : box->top;
    box->bottom = y > box->bottom ? y : box->bottom;
}

static void unite_box(struct pdf_box *box, const struct pdf_box *other)
{
    box->left = other->left < box->left ? other->left : box->left;
    box->right = other->right > box->right ? other->right : box->right;
    box->top = other->top < box->top ? other->top : box->top;
    box->bottom = other->bottom > box->bottom ? other->bottom : box->bottom;
}

/* Whether the sides of the space are those of the page. */
static bool is_upright(const struct text_matrix *m)
{
    return (m->b == 0 && m->c == 0) || (m->a == 0 && m->d == 0);
}

/* ---- Paths (8.5) --------------------------------------------------------------------------- */

static void begin_path(struct text_reader *reader)
{
    if (reader->path.pieces == 0)
        reader->path.box = nowhere;
    reader->path.pieces++;
}

/* All operands are points; curves stay within theirs. */
int text_run_path(struct text_content *content)
{
    struct text_reader *reader = content->reader;
    int64_t x, y;

    begin_path(reader);
    reader->path.rectangle = false;
    reader->path.thick = true; /* perhaps */
    for (size_t i = 0; i + 1 < content->count; i += 2) {
        if (!text_number(content, i + 1, &x) || !text_number(content, i, &y))
            return text_wrong_operands(content);
        unite_point(&reader->path.box, matrix_apply(&reader->state.ctm, x, y));
    }
    return 0;
}

int text_run_rectangle(struct text_content *content)
{
    struct text_reader *reader = content->reader;
    struct pdf_box box = nowhere;
    int64_t x, y, width, height;

    if (!text_number(content, 3, &x) || !text_number(content, 2, &y) ||
        !text_number(content, 1, &width) || !text_number(content, 0, &height))
        return text_wrong_operands(content);
    begin_path(reader);
    reader->path.rectangle = reader->path.pieces == 1 && is_upright(&reader->state.ctm);
    for (int corner = 0; corner < 4; corner++)
        unite_point(&box,
                    matrix_apply(&reader->state.ctm, fixed_clamp(x + (corner & 1 ? width : 0)),
                                 fixed_clamp(y + (corner & 2 ? height : 0))));
    reader->path.thick |= box.right - box.left > LINE_MAX && box.bottom - box.top > LINE_MAX;
    unite_box(&reader->path.box, &box);
    return 0;
}

int text_run_clip(struct text_content *content)
{
    content->reader->path.clips = true;
    return 0;
}

void text_clip_form(struct text_reader *reader, const struct pdf_value *form)
{
    struct pdf_rectangle rectangle;
    struct pdf_box box = nowhere;

    if (!pdf_rectangle_of(reader->file, pdf_get(reader->file, form, "BBox"), &rectangle))
        return;
    for (int corner = 0; corner < 4; corner++)
        unite_point(&box,
                    matrix_apply(&reader->state.ctm,
                                 fixed_of_milli(corner & 1 ? rectangle.right : rectangle.left),
                                 fixed_of_milli(corner & 2 ? rectangle.top : rectangle.bottom)));
    text_clip_box(&reader->state.clip, &box);
    reader->state.clipped |= !is_upright(&reader->state.ctm);
}

/* The path is over; what W said takes effect (8.5.4). */
static void end_path(struct text_reader *reader)
{
    struct text_path *path = &reader->path;

    if (path->clips && path->pieces > 0) {
        text_clip_box(&reader->state.clip, &path->box);
        reader->state.clipped |= !path->rectangle || path->pieces != 1;
    }
    *path = (struct text_path){.pieces = 0};
}

int text_run_end(struct text_content *content)
{
    end_path(content->reader);
    return 0;
}

int text_run_paint(struct text_content *content)
{
    struct text_reader *reader = content->reader;
    const struct text_path *path = &reader->path;
    struct text_cover cover = {
        .box = path->box,
        .colour = reader->state.fill.colour,
        .hides = path->thick && !reader->state.fill.clear,
        .opaque = path->rectangle && path->pieces == 1 && !reader->state.fill.pattern &&
                  !reader->state.translucent,
    };
    int r = path->pieces ? text_add_cover(reader, &cover) : 0;

    end_path(reader);
    return r;
}

int text_run_width(struct text_content *content)
{
    if (!text_number(content, 0, &content->reader->state.line_width))
        return text_wrong_operands(content);
    return 0;
}

/* How far its sides are apart on the page, or more. */
static int32_t line_width(const struct text_state *state)
{
    struct text_point a =
        point_scale((struct text_point){state->ctm.a, state->ctm.b}, state->line_width);
    struct text_point b =
        point_scale((struct text_point){state->ctm.c, state->ctm.d}, state->line_width);
    struct pdf_box box = {0};

    unite_point(&box, a);
    unite_point(&box, b);
    return box.right - box.left > box.bottom - box.top ? box.right - box.left
                                                       : box.bottom - box.top;
}

int text_run_stroke(struct text_content *content)
{
    struct text_reader *reader = content->reader;
    int32_t width = line_width(&reader->state);
    struct text_cover cover = {
        .box = reader->path.box,
        .hides = width > LINE_MAX && reader->path.box.left <= reader->path.box.right &&
                 !reader->state.stroke.clear,
    };
    int r = 0;

    if (cover.hides) {
        cover.box.left -= width / 2;
        cover.box.top -= width / 2;
        cover.box.right += width / 2;
        cover.box.bottom += width / 2;
    }
    if (reader->path.pieces)
        r = text_add_cover(reader, &cover);
    end_path(reader);
    return r;
}

/* A shading fills what the clipping path leaves. */
int text_run_shading(struct text_content *content)
{
    struct text_cover cover = {.box = content->reader->state.clip, .hides = true};

    return text_add_cover(content->reader, &cover);
}

/* ---- Images -------------------------------------------------------------------------------- */

/* Whether something shows through it, or may. */
static bool is_masked(const struct text_reader *reader, const struct pdf_value *image)
{
    return reader->state.translucent || pdf_peek(image, "SMask") || pdf_peek(image, "Mask") ||
           pdf_peek(image, "SMaskInData");
}

static bool is_solid(const struct text_reader *reader, const struct pdf_value *image)
{
    return !is_masked(reader, image) && !pdf_peek(image, "ImageMask") && !pdf_peek(image, "OC") &&
           is_upright(&reader->state.ctm);
}

/* [0 1 ...] or [1 0 ...], or up to the last of a palette: samples mean what they seem to (8.9.5.2).
 */
static bool is_plain_decode(struct pdf_file *file, const struct pdf_value *decode)
{
    int64_t first = 0, second = 0, from, to;

    pdf_milli(pdf_item(file, decode, 0), &first);
    pdf_milli(pdf_item(file, decode, 1), &second);
    for (size_t i = 0; i + 1 < decode->array.count; i += 2)
        if (!pdf_milli(pdf_item(file, decode, i), &from) ||
            !pdf_milli(pdf_item(file, decode, i + 1), &to) || from != first || to != second)
            return false;
    return (first == 0 && second >= 1000) || (first >= 1000 && second == 0);
}

#define DARK_MAX 1800 /* of red, green and blue together, in thousandths: ink on paper */

/* Whether it may look otherwise than its samples do: masked, in other colours, of pale ink. */
static bool may_differ(struct text_reader *reader, const struct pdf_value *image)
{
    struct pdf_file *file = reader->file;
    const struct pdf_value *decode = pdf_get_typed(file, image, "Decode", PDF_ARRAY);
    const struct pdf_value *space = pdf_get_typed(file, image, "ColorSpace", PDF_ARRAY);
    const struct text_colour *ink = &reader->state.fill.colour;

    if (is_masked(reader, image) || (decode && !is_plain_decode(file, decode)) ||
        pdf_is_name(pdf_item(file, space, 0), "Separation") ||
        pdf_is_name(pdf_item(file, space, 0), "DeviceN"))
        return true;
    return pdf_peek(image, "ImageMask") &&
           (!ink->known || ink->rgb[0] + ink->rgb[1] + ink->rgb[2] > DARK_MAX);
}

/* An image's first row is at the top of the unit square (8.9.3). */
static struct pdf_corners corners_of(const struct text_matrix *ctm)
{
    struct pdf_corners made;
    const struct {
        int64_t x, y;
        int32_t *to;
    } known[] = {
        {0, FIXED_ONE, made.left_top},
        {FIXED_ONE, FIXED_ONE, made.right_top},
        {0, 0, made.left_bottom},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct text_point point = matrix_apply(ctm, known[i].x, known[i].y);

        known[i].to[0] = fixed_to_milli(point.x);
        known[i].to[1] = fixed_to_milli(point.y);
    }
    return made;
}

/* `box` is where it shows. */
static int keep_picture(struct text_reader *reader, const struct pdf_box *box,
                        const struct pdf_value *image, bool in_doubt)
{
    bool is_seen = box->left < box->right && box->top < box->bottom;
    struct pdf_picture *pictures;

    if (reader->picture_count >= TEXT_PICTURES_MAX)
        return 0;
    pictures = arena_grow(pdf_arena(reader->file), reader->pictures, reader->picture_count,
                          &reader->picture_capacity, sizeof *pictures);
    if (!pictures)
        return ERR_NOMEM;
    reader->pictures = pictures;
    pictures[reader->picture_count++] = (struct pdf_picture){
        .page = reader->page,
        .box = is_seen ? *box : (struct pdf_box){0},
        .corners = corners_of(&reader->state.ctm),
        .image = is_seen ? image : NULL,
        .covered = in_doubt || (image && may_differ(reader, image)),
    };
    return 0;
}

int text_add_picture(struct text_reader *reader, const struct pdf_value *image)
{
    struct text_cover cover = {
        .box = nowhere,
        .hides = true,
        .opaque = image && is_solid(reader, image),
    };
    enum text_layer layer = text_layer_of(reader, image ? pdf_peek(image, "OC") : NULL);
    bool is_off = reader->marked_off || layer == TEXT_LAYER_OFF;
    int r;

    reader->images++;
    for (int corner = 0; corner < 4; corner++)
        unite_point(&cover.box, matrix_apply(&reader->state.ctm, corner & 1 ? FIXED_ONE : 0,
                                             corner & 2 ? FIXED_ONE : 0));
    if (!is_off)
        r = text_add_cover(reader, &cover);
    else
        r = 0;
    text_clip_box(&cover.box, is_off ? &nowhere : &reader->state.clip);
    return r < 0 ? r
                 : keep_picture(reader, &cover.box, image,
                                reader->marked_in_doubt || layer == TEXT_LAYER_IN_DOUBT);
}
