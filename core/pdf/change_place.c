/* Where on its page a change shows: the rectangle of the annotation or field that it is about. */
#include "pdf/change_impl.h"
#include "pdf/geometry.h"

/* No finding where there is none: what a later revision broke is a change, and named as one. */
static bool find_box(struct pdf_file *file, const struct pdf_change *change, struct pdf_box *ret)
{
    const struct pdf_slot *slot = pdf_slot_find(file, change->annotation);
    struct pdf_rectangle rectangle;
    const struct pdf_value *value;
    struct pdf_frame frame;

    if (!slot || slot->place == PDF_PLACE_FREE || slot->state != PDF_STATE_READ)
        return false; /* what was compared was read */
    value = slot->value;
    if (!value || value->type != PDF_DICTIONARY ||
        !pdf_rectangle_of(file, pdf_get(file, value, "Rect"), &rectangle) ||
        rectangle.left == rectangle.right || rectangle.bottom == rectangle.top ||
        !pdf_find_frame(file, change->page, &frame))
        return false;
    *ret = pdf_frame_box(&frame, &rectangle);
    return true;
}

void change_place(struct comparison *c)
{
    for (size_t i = 0; i < c->count; i++) {
        struct pdf_change *change = &c->items[i];

        if (change->page > 0 && change->annotation > 0)
            change->has_box = find_box(c->file, change, &change->box) ||
                              find_box(c->before, change, &change->box);
    }
}
