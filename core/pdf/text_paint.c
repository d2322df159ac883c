/*
 * What keeps text from being seen, as far as that is certain: it lies outside the clipping
 * path, on a layer that is off, is white where nothing else was painted, or has something
 * opaque painted over it. Shapes are taken for the boxes around them where that makes less
 * hidden, never more; where there is doubt, text is seen.
 */
#include "pdf/text_impl.h"

#include "base/error.h"
#include "pdf/file.h"

#define COVER_MIN    2000     /* thousandths of a point; what is thinner covers no text */
#define COVER_EDGE   8        /* part of a word's height that may stick out: there is no ink */
#define COMPARED_MAX 20000000 /* boxes compared in a file; with more, nothing more is hidden */
#define LAYERS_MAX   1024     /* of a configuration; with more, none is off */

static const struct pdf_box nowhere = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};

static void unite_point(struct pdf_box *box, struct text_point point)
{
    int32_t x = fixed_to_milli(point.x), y = fixed_to_milli(point.y);

    box->left = x < box->left ? x : box->left;
    box->right = x > box->right ? x : box->right;
    box->top = y < box->top ? y : box->top;
    box->bottom = y > box->bottom ? y : box->bottom;
}

static void intersect(struct pdf_box *box, const struct pdf_box *other)
{
    box->left = other->left > box->left ? other->left : box->left;
    box->top = other->top > box->top ? other->top : box->top;
    box->right = other->right < box->right ? other->right : box->right;
    box->bottom = other->bottom < box->bottom ? other->bottom : box->bottom;
}

static bool touches(const struct pdf_box *a, const struct pdf_box *b)
{
    return a->left <= b->right && b->left <= a->right && a->top <= b->bottom && b->top <= a->bottom;
}

/* Whether the sides of the space are those of the page. */
static bool is_upright(const struct text_matrix *m)
{
    return (m->b == 0 && m->c == 0) || (m->a == 0 && m->d == 0);
}

/* ---- Covers -------------------------------------------------------------------------------- */

/* A word that began before what is painted over it ends there. */
static void end_word_under(struct text_layout *layout, const struct pdf_box *box)
{
    if (layout->open && touches(&layout->words[layout->count - 1].box, box))
        layout->open = false;
}

static int add_cover(struct text_reader *reader, const struct pdf_box *box, bool opaque)
{
    struct text_cover cover = {*box, reader->layout.count, opaque && !reader->state.clipped};
    struct text_cover *covers;

    intersect(&cover.box, &reader->state.clip);
    if (reader->marked_off || cover.box.left > cover.box.right ||
        cover.box.top > cover.box.bottom || reader->cover_count >= TEXT_COVERS_MAX)
        return 0;
    if (cover.box.right - cover.box.left < COVER_MIN ||
        cover.box.bottom - cover.box.top < COVER_MIN)
        cover.opaque = false;
    covers = arena_grow(pdf_arena(reader->file), reader->covers, reader->cover_count,
                        &reader->cover_capacity, sizeof *covers);
    if (!covers)
        return ERR_NOMEM;
    reader->covers = covers;
    covers[reader->cover_count++] = cover;
    if (cover.opaque)
        end_word_under(&reader->layout, &cover.box);
    return 0;
}

/* Nothing was painted here before: white is the paper's white. */
static bool is_on_paper(struct text_reader *reader, const struct pdf_box *box)
{
    if (reader->cover_count >= TEXT_COVERS_MAX || reader->compared > COMPARED_MAX)
        return false;
    reader->compared += reader->cover_count;
    for (size_t i = 0; i < reader->cover_count; i++)
        if (touches(&reader->covers[i].box, box))
            return false;
    return true;
}

bool text_is_unseen(struct text_reader *reader, const struct pdf_box *box)
{
    const struct text_state *state = &reader->state;
    int32_t x = box->left / 2 + box->right / 2, y = box->top / 2 + box->bottom / 2;

    if (reader->marked_off || x < state->clip.left || x > state->clip.right ||
        y < state->clip.top || y > state->clip.bottom)
        return true;
    return state->white && state->mode == 0 && is_on_paper(reader, box);
}

static bool covers_word(const struct text_cover *cover, const struct text_word *word)
{
    int32_t edge = (word->box.bottom - word->box.top) / COVER_EDGE;

    return word->box.left + edge >= cover->box.left && word->box.right - edge <= cover->box.right &&
           word->box.top + edge >= cover->box.top && word->box.bottom - edge <= cover->box.bottom;
}

void text_hide_covered(struct text_reader *reader)
{
    struct text_layout *layout = &reader->layout;

    for (size_t i = 0; i < reader->cover_count && reader->compared <= COMPARED_MAX; i++) {
        const struct text_cover *cover = &reader->covers[i];

        if (!cover->opaque)
            continue;
        reader->compared += cover->words;
        for (size_t k = 0; k < cover->words; k++)
            layout->words[k].hidden |= covers_word(cover, &layout->words[k]);
    }
    reader->cover_count = 0;
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
    int64_t x, y, width, height;

    if (!text_number(content, 3, &x) || !text_number(content, 2, &y) ||
        !text_number(content, 1, &width) || !text_number(content, 0, &height))
        return text_wrong_operands(content);
    begin_path(reader);
    reader->path.rectangle = reader->path.pieces == 1 && is_upright(&reader->state.ctm);
    for (int corner = 0; corner < 4; corner++)
        unite_point(&reader->path.box,
                    matrix_apply(&reader->state.ctm, fixed_clamp(x + (corner & 1 ? width : 0)),
                                 fixed_clamp(y + (corner & 2 ? height : 0))));
    return 0;
}

int text_run_clip(struct text_content *content)
{
    content->reader->path.clips = true;
    return 0;
}

/* The path is over; what W said takes effect (8.5.4). */
static void end_path(struct text_reader *reader)
{
    struct text_path *path = &reader->path;

    if (path->clips && path->pieces > 0) {
        intersect(&reader->state.clip, &path->box);
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
    bool opaque = path->rectangle && path->pieces == 1 && !reader->state.pattern &&
                  !reader->state.translucent;
    int r = path->pieces ? add_cover(reader, &path->box, opaque) : 0;

    end_path(reader);
    return r;
}

int text_run_stroke(struct text_content *content)
{
    struct text_reader *reader = content->reader;
    int r = reader->path.pieces ? add_cover(reader, &reader->path.box, false) : 0;

    end_path(reader);
    return r;
}

/* A shading fills what the clipping path leaves. */
int text_run_shading(struct text_content *content)
{
    return add_cover(content->reader, &content->reader->state.clip, false);
}

/* ---- Colours (8.6) ------------------------------------------------------------------------- */

/* g, rg and k say it all: ones are white, of four none are. */
static bool is_white(const struct text_content *content)
{
    int64_t wanted = content->count == 4 ? 0 : FIXED_ONE, value;

    for (size_t i = 0; i < content->count; i++)
        if (!text_number(content, i, &value) || value != wanted)
            return false;
    return content->count > 0;
}

int text_run_gray(struct text_content *content)
{
    content->reader->state.white = is_white(content);
    content->reader->state.pattern = false;
    return 0;
}

/* In other spaces a colour is not known; a pattern's last operand is its name. */
int text_run_colour(struct text_content *content)
{
    content->reader->state.white = false;
    content->reader->state.pattern = text_operand(content, 0)->type == PDF_NAME;
    return 0;
}

void text_use_graphics_state(struct text_reader *reader, const struct pdf_value *dictionary)
{
    struct pdf_file *file = reader->file;
    const struct pdf_value *alpha = pdf_get(file, dictionary, "ca");
    const struct pdf_value *mode = pdf_get(file, dictionary, "BM");
    const struct pdf_value *mask = pdf_get(file, dictionary, "SMask");
    int64_t milli;

    reader->state.translucent |= (alpha && (!pdf_milli(alpha, &milli) || milli != 1000)) ||
                                 (mode && !pdf_is_name(mode, "Normal")) ||
                                 (mask && !pdf_is_name(mask, "None"));
}

/* ---- Images -------------------------------------------------------------------------------- */

static bool is_solid(struct text_reader *reader, const struct pdf_value *image)
{
    static const char *const keys[] = {"SMask", "Mask", "ImageMask", "SMaskInData", "OC"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (pdf_peek(image, keys[i]))
            return false;
    return !reader->state.translucent && is_upright(&reader->state.ctm);
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

/* Whether any of the box is inside what is not clipped away. */
static bool is_within(const struct text_reader *reader, const struct pdf_box *box)
{
    const struct pdf_box *clip = &reader->state.clip;

    return box->left < clip->right && clip->left < box->right && box->top < clip->bottom &&
           clip->top < box->bottom;
}

int text_add_picture(struct text_reader *reader, const struct pdf_value *image)
{
    struct pdf_picture *pictures;
    struct pdf_box box = nowhere;

    reader->images++;
    for (int corner = 0; corner < 4; corner++)
        unite_point(&box, matrix_apply(&reader->state.ctm, corner & 1 ? FIXED_ONE : 0,
                                       corner & 2 ? FIXED_ONE : 0));
    if (reader->picture_count < TEXT_PICTURES_MAX) {
        pictures = arena_grow(pdf_arena(reader->file), reader->pictures, reader->picture_count,
                              &reader->picture_capacity, sizeof *pictures);
        if (!pictures)
            return ERR_NOMEM;
        reader->pictures = pictures;
        pictures[reader->picture_count++] = (struct pdf_picture){
            .page = reader->page,
            .box = box,
            .corners = corners_of(&reader->state.ctm),
            .image = reader->marked_off || !is_within(reader, &box) ? NULL : image,
        };
    }
    return add_cover(reader, &box, image && is_solid(reader, image));
}

/* ---- Layers (8.11) ------------------------------------------------------------------------- */

static bool lists(const struct pdf_value *array, uint32_t number)
{
    for (size_t i = 0; array && i < array->array.count; i++)
        if (array->array.items[i]->type == PDF_REFERENCE &&
            array->array.items[i]->reference.number == number)
            return true;
    return false;
}

/* One group by itself; what several make together is not decided here. */
bool text_is_off(struct text_reader *reader, const struct pdf_value *layer)
{
    struct pdf_file *file = reader->file;
    const struct pdf_value *configuration, *off, *on;

    if (!layer || layer->type != PDF_REFERENCE ||
        !pdf_is_name(pdf_get(file, pdf_resolve(file, layer), "Type"), "OCG"))
        return false;
    configuration = pdf_get(file, pdf_get(file, file->catalogue, "OCProperties"), "D");
    off = pdf_get_typed(file, configuration, "OFF", PDF_ARRAY);
    on = pdf_get_typed(file, configuration, "ON", PDF_ARRAY);
    reader->compared += (off ? off->array.count : 0) + (on ? on->array.count : 0);
    if ((off && off->array.count > LAYERS_MAX) || (on && on->array.count > LAYERS_MAX) ||
        reader->compared > COMPARED_MAX)
        return false;
    if (lists(off, layer->reference.number))
        return true;
    return pdf_is_name(pdf_get(file, configuration, "BaseState"), "OFF") &&
           !lists(on, layer->reference.number);
}

/* The layer that `/OC /Name BDC` names in the resources, as it stands there. */
static const struct pdf_value *layer_of(const struct text_content *content)
{
    const struct pdf_value *properties, *name;

    if (content->count < 2 || !pdf_is_name(text_operand(content, 1), "OC"))
        return NULL;
    name = text_operand(content, 0);
    properties =
        pdf_get_typed(content->reader->file, content->resources, "Properties", PDF_DICTIONARY);
    if (!properties || name->type != PDF_NAME)
        return NULL;
    for (size_t i = 0; i < properties->dictionary.count; i++)
        if (slice_equal(properties->dictionary.entries[i].key, name->name))
            return properties->dictionary.entries[i].value;
    return NULL;
}

int text_run_mark(struct text_content *content)
{
    struct text_reader *reader = content->reader;

    reader->marked++;
    if (!reader->marked_off && text_is_off(reader, layer_of(content)))
        reader->marked_off = reader->marked;
    return 0;
}

int text_run_unmark(struct text_content *content)
{
    struct text_reader *reader = content->reader;

    if (reader->marked_off >= reader->marked)
        reader->marked_off = 0;
    if (reader->marked > 0)
        reader->marked--;
    return 0;
}
