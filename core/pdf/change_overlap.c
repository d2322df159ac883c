/*
 * Whether what a document grants shows over what was signed: over the page's own text or
 * pictures, or over another field. Then it can hide or replace that, which nobody granted,
 * and the change counts like any other.
 */
#include "pdf/change_impl.h"
#include "pdf/geometry.h"
#include "pdf/signature_impl.h"

#include "base/error.h"

#include <stdlib.h>

#define OVERLAP_MIN  1000     /* thousandths of a point that boxes may share at their edges */
#define OVERLAP_PART 4        /* and this part of a word's height: boxes reach beyond ink */
#define COMPARED_MAX 50000000 /* boxes compared for one signature; with more, no grant */
#define PLACES_MAX   1000000  /* entries of all /Annots together; with more, no grant */
#define SHOWN_MAX    16       /* pages that show one annotation; with more, no grant */

/* An entry of a page's /Annots. */
struct shown {
    uint32_t number, page;
};

struct shown_list {
    struct shown *items;
    size_t count, capacity;
};

struct overlap {
    struct comparison *c;
    const struct pdf_text *text;
    struct shown_list before, now;
    enum pdf_grant granted; /* of the change that is looked at */
    uint64_t compared;
};

/* ---- Which pages show an annotation -------------------------------------------------------- */

static int compare_shown(const void *a, const void *b)
{
    const struct shown *left = a, *right = b;

    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return (left->page > right->page) - (left->page < right->page);
}

static int add_page(struct pdf_file *file, uint32_t page, struct shown_list *list)
{
    const struct pdf_value *array = pdf_get_typed(file, pdf_page(file, page), "Annots", PDF_ARRAY);
    struct shown *items;

    for (size_t i = 0; array && i < array->array.count; i++) {
        uint32_t number = change_number(array->array.items[i]);

        if (number == 0)
            continue;
        if (list->count >= PLACES_MAX)
            return ERR_LIMIT;
        items = arena_grow(file->arena, list->items, list->count, &list->capacity, sizeof *items);
        if (!items)
            return ERR_NOMEM;
        list->items = items;
        items[list->count++] = (struct shown){number, page};
    }
    return 0;
}

static int list_shown(struct pdf_file *file, struct shown_list *list)
{
    int r = 0;

    for (uint32_t page = 1; page <= file->page_count && r == 0; page++)
        r = add_page(file, page, list);
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, compare_shown);
    return r;
}

/* The index of the first entry of `number`; of another, or the end, where there is none. */
static size_t find_shown(const struct shown_list *list, uint32_t number)
{
    size_t low = 0, high = list->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (list->items[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- Boxes --------------------------------------------------------------------------------- */

static int32_t shared(int32_t low, int32_t high, int32_t other_low, int32_t other_high)
{
    return (high < other_high ? high : other_high) - (low > other_low ? low : other_low);
}

static bool overlaps(const struct pdf_box *a, const struct pdf_box *b, int32_t height)
{
    return shared(a->left, a->right, b->left, b->right) > OVERLAP_MIN &&
           shared(a->top, a->bottom, b->top, b->bottom) > height;
}

/* What stands where something is to be filled in: `......` or `______`. */
static bool is_filler(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!memchr("._-", text.data[i], 3))
            return false;
    return true;
}

static bool is_over_line(struct overlap *overlap, const struct pdf_box *box,
                         const struct pdf_line *line)
{
    int32_t height = (line->box.bottom - line->box.top) / OVERLAP_PART;

    if (!overlaps(box, &line->box, OVERLAP_MIN < height ? height : OVERLAP_MIN))
        return false;
    overlap->compared += line->word_count;
    for (size_t i = 0; i < line->word_count; i++)
        if (!is_filler(line->words[i].text) &&
            overlaps(box, &line->words[i].box, OVERLAP_MIN < height ? height : OVERLAP_MIN))
            return true;
    return false;
}

/* The page's own text and pictures. */
static bool is_over_content(struct overlap *overlap, const struct pdf_box *box, uint32_t page)
{
    const struct pdf_text *text = overlap->text;

    overlap->compared += text->line_count + text->picture_count;
    for (size_t i = 0; i < text->line_count; i++)
        if (text->lines[i].page == page && is_over_line(overlap, box, &text->lines[i]))
            return true;
    for (size_t i = 0; i < text->picture_count; i++)
        if (text->pictures[i].page == page && overlaps(box, &text->pictures[i].box, OVERLAP_MIN))
            return true;
    return false;
}

static bool box_of(struct pdf_file *file, const struct pdf_value *annotation, uint32_t page,
                   struct pdf_box *ret)
{
    struct pdf_rectangle rectangle;
    struct pdf_frame frame;

    if (!pdf_rectangle_of(file, pdf_get(file, annotation, "Rect"), &rectangle) ||
        !pdf_find_frame(file, page, &frame))
        return false;
    *ret = pdf_frame_box(&frame, &rectangle);
    return true;
}

/* Links show nothing, and a window is the reader's. Remarks may lie on each other. */
static bool is_in_the_way(struct overlap *overlap, const struct pdf_value *other)
{
    struct pdf_file *before = overlap->c->before;
    const struct pdf_value *subtype = pdf_get(before, other, "Subtype");

    if (pdf_is_name(subtype, "Link") || pdf_is_name(subtype, "Popup") ||
        !pdf_widget_is_visible(before, other))
        return false;
    return overlap->granted == PDF_GRANT_FORM_FILLING || pdf_is_name(subtype, "Widget");
}

/* Another field's widget or an annotation, as it was signed. */
static bool is_over_another(struct overlap *overlap, const struct pdf_box *box, uint32_t page,
                            uint32_t number)
{
    struct pdf_file *before = overlap->c->before;
    const struct pdf_value *array =
        pdf_get_typed(before, pdf_page(before, page), "Annots", PDF_ARRAY);
    struct pdf_box other;

    overlap->compared += array ? array->array.count : 0;
    for (size_t i = 0; array && i < array->array.count; i++) {
        const struct pdf_value *annotation = pdf_item(before, array, i);

        if (change_number(array->array.items[i]) != number && is_in_the_way(overlap, annotation) &&
            box_of(before, annotation, page, &other) && overlaps(box, &other, OVERLAP_MIN))
            return true;
    }
    return false;
}

/* The annotation `number` as it is in `file`, on each page that shows it. */
static bool is_over_in(struct overlap *overlap, struct pdf_file *file,
                       const struct shown_list *list, uint32_t number)
{
    size_t first = find_shown(list, number);
    const struct pdf_slot *slot = pdf_slot_find(file, number);
    const struct pdf_value *value;
    struct pdf_box box;

    if (!slot || slot->place == PDF_PLACE_FREE)
        return false;
    if (pdf_object(file, number, slot->place == PDF_PLACE_STREAM ? 0 : slot->generation, &value) <
        0)
        return true;
    for (size_t i = first; i < list->count && list->items[i].number == number; i++) {
        uint32_t page = list->items[i].page;

        if (i - first >= SHOWN_MAX || overlap->compared > COMPARED_MAX ||
            !box_of(file, value, page, &box) || is_over_content(overlap, &box, page) ||
            is_over_another(overlap, &box, page, number))
            return true;
    }
    return false;
}

static bool is_over(struct overlap *overlap, uint32_t number)
{
    return is_over_in(overlap, overlap->c->before, &overlap->before, number) ||
           is_over_in(overlap, overlap->c->file, &overlap->now, number);
}

/* A field's value may be drawn by all its widgets. */
static bool shows_over_signed(struct overlap *overlap, const struct pdf_change *change)
{
    struct pdf_file *before = overlap->c->before;
    const struct pdf_slot *slot = pdf_slot_find(before, change->annotation);
    const struct pdf_value *value, *kids = NULL;

    if (is_over(overlap, change->annotation))
        return true;
    if (slot && slot->place != PDF_PLACE_FREE &&
        pdf_object(before, slot->number, slot->place == PDF_PLACE_STREAM ? 0 : slot->generation,
                   &value) == 0)
        kids = pdf_get_typed(before, value, "Kids", PDF_ARRAY);
    for (size_t i = 0; kids && i < kids->array.count; i++)
        if (i >= PDF_WIDGETS_MAX || is_over(overlap, change_number(kids->array.items[i])))
            return true;
    return false;
}

/* ---- All ----------------------------------------------------------------------------------- */

static bool any_granted(const struct comparison *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->items[i].granted)
            return true;
    return false;
}

/* Reads where everything is; ERR_LIMIT where not all of it can be known. */
static int prepare(struct overlap *overlap)
{
    struct pdf_file *before = overlap->c->before;
    size_t findings = before->findings.count;
    int r;

    r = pdf_text(before, &overlap->text);
    if (r == 0)
        r = list_shown(before, &overlap->before);
    if (r == 0)
        r = list_shown(overlap->c->file, &overlap->now);
    if (r == 0 &&
        (before->findings.count > findings || overlap->text->images > overlap->text->picture_count))
        r = ERR_LIMIT;
    return r;
}

int grant_withdraw(struct comparison *c)
{
    struct overlap overlap = {.c = c};
    int r;

    if (!any_granted(c))
        return 0;
    r = prepare(&overlap);
    if (r == ERR_NOMEM)
        return r;
    for (size_t i = 0; i < c->count; i++) {
        struct pdf_change *change = &c->items[i];

        overlap.granted = change->granted;
        if (!change->granted || (r == 0 && !shows_over_signed(&overlap, change)))
            continue;
        change->granted = PDF_GRANT_NONE;
        change->detail = r == 0 ? "shows over what was signed" : "what it shows over is not known";
    }
    return 0;
}
