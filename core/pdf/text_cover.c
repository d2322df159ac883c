/*
 * What lies over and under text: covers are what was painted on the page, in its order. One that is
 * opaque for certain hides what it is painted over; one that may be leaves that in doubt.
 */
#include "pdf/text_impl.h"

#include "base/error.h"
#include "pdf/file.h"
#include "pdf/geometry.h"
#include "pdf/signature_impl.h"

#include <stdlib.h>

#define COVER_MIN    2000     /* thousandths of a point; what is thinner covers no text */
#define COVER_EDGE   8        /* part of a word's height that may stick out: there is no ink */
#define COVER_GAP    200      /* between strips that hide as one */
#define MIDDLE       4        /* part of a word's height above and below its middle */
#define COMPARED_MAX 20000000 /* boxes compared in a file; with more, nothing more is hidden */

static bool touches(const struct pdf_box *a, const struct pdf_box *b)
{
    return a->left <= b->right && b->left <= a->right && a->top <= b->bottom && b->top <= a->bottom;
}

static bool is_inside(const struct pdf_box *box, const struct pdf_box *outer)
{
    return box->left >= outer->left && box->right <= outer->right && box->top >= outer->top &&
           box->bottom <= outer->bottom;
}

static bool is_thin(const struct pdf_box *box)
{
    return (int64_t)box->right - box->left < COVER_MIN ||
           (int64_t)box->bottom - box->top < COVER_MIN;
}

void text_clip_box(struct pdf_box *box, const struct pdf_box *other)
{
    box->left = other->left > box->left ? other->left : box->left;
    box->top = other->top > box->top ? other->top : box->top;
    box->right = other->right < box->right ? other->right : box->right;
    box->bottom = other->bottom < box->bottom ? other->bottom : box->bottom;
}

bool text_may_compare(const struct text_reader *reader)
{
    return reader->compared <= COMPARED_MAX;
}

/* ---- One more ---- */

/* A word that began before what is painted over it ends there. */
static void end_word_under(struct text_layout *layout, const struct pdf_box *box)
{
    if (layout->open && touches(&layout->words[layout->count - 1].box, box))
        layout->open = false;
}

/* So that text of other colours need not be held against every cover. */
static void note_ground(struct text_reader *reader, const struct text_colour *colour)
{
    for (size_t i = 0; i < reader->ground_count; i++)
        if (text_colour_is_same(&reader->grounds[i], colour))
            return;
    if (reader->ground_count < TEXT_GROUNDS_MAX)
        reader->grounds[reader->ground_count++] = *colour;
}

static int keep_cover(struct text_reader *reader, const struct text_cover *cover)
{
    struct text_cover *covers =
        arena_grow(pdf_arena(reader->file), reader->covers, reader->cover_count,
                   &reader->cover_capacity, sizeof *covers);

    if (!covers)
        return ERR_NOMEM;
    reader->covers = covers;
    covers[reader->cover_count++] = *cover;
    return 0;
}

int text_add_cover(struct text_reader *reader, const struct text_cover *painted)
{
    struct text_cover cover = *painted;
    int r;

    text_clip_box(&cover.box, &reader->state.clip);
    cover.words = reader->layout.count;
    cover.pictures = reader->picture_count;
    cover.hides |= cover.opaque;
    cover.opaque = cover.opaque && !reader->state.clipped;
    if (reader->marked_off || cover.box.left > cover.box.right ||
        cover.box.top > cover.box.bottom || reader->cover_count >= TEXT_COVERS_MAX)
        return 0;
    r = keep_cover(reader, &cover);
    if (r < 0 || !cover.opaque || is_thin(&cover.box))
        return r;
    if (cover.colour.known)
        note_ground(reader, &cover.colour);
    end_word_under(&reader->layout, &cover.box);
    return 0;
}

/* ---- Below text ---- */

/* The colour of what was painted here last, the paper's if nothing was; NULL: not known. */
static const struct text_colour *find_ground(struct text_reader *reader, const struct pdf_box *box)
{
    if (reader->cover_count >= TEXT_COVERS_MAX || !text_may_compare(reader))
        return NULL;
    for (size_t i = reader->cover_count; i-- > 0;) {
        const struct text_cover *cover = &reader->covers[i];

        reader->compared++;
        if (touches(&cover->box, box))
            return cover->opaque && is_inside(box, &cover->box) ? &cover->colour : NULL;
    }
    return text_paper();
}

/* Whether it is worth a look at what stands where. */
static bool may_be_unseen(const struct text_reader *reader)
{
    const struct text_state *state = &reader->state;
    bool may = text_paints_like(state, text_paper()) || reader->ground_count == TEXT_GROUNDS_MAX;

    for (size_t i = 0; i < reader->ground_count && !may; i++)
        may = text_paints_like(state, &reader->grounds[i]);
    return may;
}

bool text_is_unseen(struct text_reader *reader, const struct pdf_box *box)
{
    const struct text_state *state = &reader->state;
    int32_t x = box->left / 2 + box->right / 2, y = box->top / 2 + box->bottom / 2;

    if (reader->marked_off || x < state->clip.left || x > state->clip.right ||
        y < state->clip.top || y > state->clip.bottom)
        return true;
    return may_be_unseen(reader) && text_paints_like(state, find_ground(reader, box));
}

/* ---- Above text and pictures ---- */

static bool covers_word(const struct text_cover *cover, const struct text_word *word)
{
    int32_t edge = (word->box.bottom - word->box.top) / COVER_EDGE;

    return word->box.left + edge >= cover->box.left && word->box.right - edge <= cover->box.right &&
           word->box.top + edge >= cover->box.top && word->box.bottom - edge <= cover->box.bottom;
}

static void hide(struct text_reader *reader, const struct text_cover *cover)
{
    if (is_thin(&cover->box) || !text_may_compare(reader))
        return;
    reader->compared += cover->words;
    for (size_t i = 0; i < cover->words; i++)
        reader->layout.words[i].hidden |= covers_word(cover, &reader->layout.words[i]);
}

/* Strips and tiles hide what none of them does: `a` becomes both, if together they are a box. */
static bool join(struct text_cover *a, const struct text_cover *b)
{
    const struct pdf_box *x = &a->box, *y = &b->box;
    bool level = abs(x->top - y->top) <= COVER_GAP && abs(x->bottom - y->bottom) <= COVER_GAP;
    bool plumb = abs(x->left - y->left) <= COVER_GAP && abs(x->right - y->right) <= COVER_GAP;
    struct pdf_box near = {x->left - COVER_GAP, x->top - COVER_GAP, x->right + COVER_GAP,
                           x->bottom + COVER_GAP};
    struct pdf_box both = *x;

    if ((!level && !plumb) || !touches(&near, y))
        return false;
    text_clip_box(&both, y);
    if (level) {
        both.left = x->left < y->left ? x->left : y->left;
        both.right = x->right > y->right ? x->right : y->right;
    }
    if (plumb) {
        both.top = x->top < y->top ? x->top : y->top;
        both.bottom = x->bottom > y->bottom ? x->bottom : y->bottom;
    }
    a->box = both;
    a->words = a->words < b->words ? a->words : b->words;
    a->pictures = a->pictures < b->pictures ? a->pictures : b->pictures;
    return true;
}

static bool is_over_same(const struct text_cover *a, const struct text_cover *b)
{
    return a->words == b->words && a->pictures == b->pictures;
}

/*
 * Joins each of `count` opaque covers with those before it, where that can be done; all of them, or
 * only those that lie over the same. Returns how many are left.
 */
static size_t join_all(struct text_cover *covers, size_t count, bool all)
{
    size_t left = 0;

    for (size_t i = 0; i < count; i++) {
        covers[left++] = covers[i];
        while (left > 1 && (all || is_over_same(&covers[left - 2], &covers[left - 1])) &&
               join(&covers[left - 2], &covers[left - 1]))
            left--;
    }
    return left;
}

/* It lies over some of a word's middle, where lines do not. */
static void leave_in_doubt(struct text_reader *reader, const struct text_cover *cover)
{
    if (is_thin(&cover->box) || reader->compared > COMPARED_MAX / 2)
        return;
    reader->compared += cover->words;
    for (size_t i = 0; i < cover->words; i++) {
        struct text_word *word = &reader->layout.words[i];
        int32_t part = (word->box.bottom - word->box.top) / MIDDLE;
        struct pdf_box middle = {word->box.left + part, word->box.top + part,
                                 word->box.right - part, word->box.bottom - part};

        word->covered |= touches(&middle, &cover->box);
    }
}

static void cover_pictures(struct text_reader *reader, const struct text_cover *cover, bool whole)
{
    for (size_t i = cover->pictures; i-- > 0 && text_may_compare(reader);) {
        struct pdf_picture *picture = &reader->pictures[i];
        struct pdf_box seen = picture->box;

        if (picture->page != reader->page)
            return;
        reader->compared++;
        if (whole && is_inside(&picture->box, &cover->box))
            picture->image = NULL;
        text_clip_box(&seen, &cover->box);
        picture->covered |= !is_thin(&seen);
    }
}

static void count_covered(struct text_reader *reader)
{
    for (size_t i = 0; i < reader->layout.count; i++) {
        const struct text_word *word = &reader->layout.words[i];

        if (!word->covered || word->hidden)
            continue;
        reader->covered++;
        if (reader->covered_page == 0)
            reader->covered_page = reader->page;
    }
}

static void hide_all(struct text_reader *reader, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        hide(reader, &reader->covers[i]);
        cover_pictures(reader, &reader->covers[i], true);
    }
}

void text_hide_covered(struct text_reader *reader)
{
    size_t opaque = 0, left;

    for (size_t i = 0; i < reader->cover_count && text_may_compare(reader); i++) {
        struct text_cover cover = reader->covers[i];

        if (!cover.hides)
            continue;
        leave_in_doubt(reader, &cover);
        cover_pictures(reader, &cover, false);
        if (cover.opaque)
            reader->covers[opaque++] = cover;
    }
    opaque = join_all(reader->covers, opaque, false);
    hide_all(reader, opaque);
    left = join_all(reader->covers, opaque, true); /* of which some lay there before */
    if (left < opaque)
        hide_all(reader, left);
    count_covered(reader);
    reader->cover_count = reader->ground_count = 0;
}

/* ---- Annotations ---- */

/* A link shows at most a border, a pop-up is the program's. */
static bool is_shown(struct pdf_file *file, const struct pdf_value *annotation)
{
    const struct pdf_value *subtype = pdf_get(file, annotation, "Subtype");

    return annotation && annotation->type == PDF_DICTIONARY && !pdf_is_name(subtype, "Popup") &&
           (!pdf_is_name(subtype, "Link") || pdf_peek(annotation, "AP")) &&
           pdf_widget_is_visible(file, annotation);
}

/* Of a field, or of a widget that stands by itself, whose field is its parent (12.7.3). */
static bool is_signature(struct pdf_file *file, const struct pdf_value *annotation)
{
    const struct pdf_value *type = pdf_get(file, annotation, "FT");

    if (!type)
        type = pdf_get(file, pdf_get(file, annotation, "Parent"), "FT");
    return pdf_is_name(type, "Sig");
}

int text_add_annotations(struct text_reader *reader, const struct pdf_frame *frame)
{
    struct pdf_file *file = reader->file;
    const struct pdf_value *array =
        pdf_get_typed(file, pdf_page(file, reader->page), "Annots", PDF_ARRAY);
    struct pdf_rectangle rectangle;
    int r = 0;

    for (size_t i = 0; array && i < array->array.count && i < TEXT_COVERS_MAX && r == 0; i++) {
        const struct pdf_value *annotation = pdf_item(file, array, i);
        struct text_cover cover = {.hides = true};

        if (!is_shown(file, annotation))
            continue;
        if (!is_signature(file, annotation) && reader->annotations++ == 0)
            reader->annotations_page = reader->page;
        if (!pdf_rectangle_of(file, pdf_get(file, annotation, "Rect"), &rectangle))
            continue;
        cover.box = pdf_frame_box(frame, &rectangle);
        r = text_add_cover(reader, &cover);
    }
    return r;
}
