/* The widgets of a signature field: whether, where and on which page it shows something. */
#include "pdf/geometry.h"
#include "pdf/signature_impl.h"

#define WIDGETS_MAX 64 /* kids of one field that are looked at */

bool pdf_widget_is_visible(struct pdf_file *file, const struct pdf_value *widget)
{
    const int64_t hidden = 1 << 1; /* table 165; one with NoView is printed */
    const struct pdf_value *place = pdf_get(file, widget, "Rect");
    int64_t flags = pdf_get_integer(file, widget, "F", 0);
    struct pdf_rectangle rectangle;

    /* what readers take differently, flags of more than 32 bits and odd rectangles, may show */
    if (flags >= 0 && flags <= INT32_MAX && (flags & hidden))
        return false;
    if (!place) /* a field that is no widget, unless it has something to show all the same */
        return pdf_peek(widget, "AP");
    /* 12.7.4.5: invisible are those of no width and no height; a border has a width of its own */
    return !pdf_rectangle_of(file, place, &rectangle) || rectangle.left < rectangle.right ||
           rectangle.bottom < rectangle.top;
}

static bool refer_to_same(const struct pdf_value *a, const struct pdf_value *b)
{
    return a->type == PDF_REFERENCE && b->type == PDF_REFERENCE &&
           a->reference.number == b->reference.number;
}

static bool page_has(struct pdf_file *file, uint32_t page, const struct pdf_value *widget)
{
    const struct pdf_value *annotations =
        pdf_get_typed(file, pdf_page(file, page), "Annots", PDF_ARRAY);

    for (size_t i = 0; annotations && i < annotations->array.count; i++)
        if (refer_to_same(annotations->array.items[i], widget))
            return true;
    return false;
}

/* The page that shows a widget: /P is a hint, the page's /Annots decide. */
static uint32_t page_of(struct pdf_file *file, const struct pdf_value *dictionary,
                        const struct pdf_value *reference)
{
    const struct pdf_value *hint = pdf_peek(dictionary, "P");
    uint32_t page = 0;

    if (hint && hint->type == PDF_REFERENCE)
        page = pdf_page_of_object(file, hint->reference.number);
    if (page && page_has(file, page, reference))
        return page;
    for (page = 1; page <= file->page_count; page++)
        if (page_has(file, page, reference))
            return page;
    return 0;
}

/* Takes over a widget; one that is visible counts more than one that is not. */
static void read_widget(struct pdf_file *file, const struct pdf_value *reference,
                        struct pdf_signature *signature)
{
    const struct pdf_value *dictionary = pdf_resolve(file, reference);
    struct pdf_rectangle rectangle;
    struct pdf_frame frame;
    uint32_t page;

    if (signature->visible || reference->type != PDF_REFERENCE ||
        !pdf_is_name(pdf_get(file, dictionary, "Subtype"), "Widget"))
        return;
    page = page_of(file, dictionary, reference);
    if (page == 0 || !pdf_rectangle_of(file, pdf_get(file, dictionary, "Rect"), &rectangle) ||
        pdf_page_frame(file, page, &frame) < 0)
        return;
    signature->page = page;
    signature->visible = pdf_widget_is_visible(file, dictionary);
    signature->box = pdf_frame_box(&frame, &rectangle);
}

void pdf_read_widgets(struct pdf_file *file, const struct pdf_value *field,
                      struct pdf_signature *signature)
{
    const struct pdf_value *kids = pdf_get_typed(file, pdf_resolve(file, field), "Kids", PDF_ARRAY);

    read_widget(file, field, signature);
    for (size_t i = 0; kids && i < kids->array.count && i < WIDGETS_MAX; i++) {
        if (pdf_get(file, pdf_item(file, kids, i), "T"))
            pdf_signature_malformed(signature, "the value is inherited by another field");
        else
            read_widget(file, kids->array.items[i], signature);
    }
}
