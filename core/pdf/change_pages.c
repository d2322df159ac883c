/* Pages, in the order in which they are shown, and their annotations (ISO 32000-1 7.7.3). */
#include "pdf/change_impl.h"

static void common_annotation(struct comparison *c, const struct place *place,
                              const struct pdf_value *item)
{
    compare_annotation(c, place, item);
}

/* An annotation that is new: it is there already as the widget of a permitted signature. */
static void added_annotation(struct comparison *c, const struct place *place,
                             const struct pdf_value *item)
{
    const struct pdf_slot *slot = pdf_slot_find(c->file, change_number(item));

    if (change_number(item) && slot && (slot->marks & PDF_MARK_SIGNATURE))
        return;
    compare_added(c, place, item, "annotation added");
}

static const struct list_rules annotation_list = {common_annotation, added_annotation,
                                                  compare_removed};

static void compare_annotations(struct comparison *c, const struct place *place,
                                const struct pdf_value *before, const struct pdf_value *now)
{
    change_reach_holder(c, before, now);
    compare_lists(c, &annotation_list, place, change_before(c, before), change_now(c, now));
}

/* 7.8.3. */
static const struct rule resource_rules[] = {
    {"Font", PDF_CHANGE_font, NULL},
    {NULL, PDF_CHANGE_resources, NULL},
};

static void compare_resources(struct comparison *c, const struct place *place,
                              const struct pdf_value *before, const struct pdf_value *now)
{
    if (!before || !now) { /* with none of its own a page has those of its node */
        compare_values(c, place, before, now);
        return;
    }
    change_reach_holder(c, before, now);
    compare_dictionaries(c, resource_rules, place, change_before(c, before), change_now(c, now));
}

#define RULES_FOR_SIZE                                                                             \
    {"MediaBox", PDF_CHANGE_page_size, NULL}, {"CropBox", PDF_CHANGE_page_size, NULL},             \
        {"Rotate", PDF_CHANGE_page_size, NULL},                                                    \
    {                                                                                              \
        "UserUnit", PDF_CHANGE_page_size, NULL                                                     \
    }

static const struct rule page_rules[] = {
    {"Contents", PDF_CHANGE_page_content, NULL},
    {"Resources", PDF_CHANGE_resources, compare_resources},
    {"Annots", PDF_CHANGE_annotation_changed, compare_annotations},
    {"Parent", PDF_CHANGE_page_other, compare_upward},
    {"AA", PDF_CHANGE_action, NULL},
    RULES_FOR_SIZE,
    {NULL, PDF_CHANGE_page_other, NULL},
};

/* A node: its kids are compared as the list of leaves, and by themselves. */
static const struct rule node_rules[] = {
    {"Kids", PDF_CHANGE_page_other, compare_upward},
    {"Parent", PDF_CHANGE_page_other, compare_upward},
    {"Resources", PDF_CHANGE_resources, compare_resources},
    RULES_FOR_SIZE,
    {NULL, PDF_CHANGE_page_other, NULL},
};

/* Whether both files show the same objects as pages in the same order. */
static bool compare_order(struct comparison *c)
{
    uint32_t count = (uint32_t)c->file->page_count, before = (uint32_t)c->before->page_count;
    bool same = count == before;
    size_t changes = c->count;

    for (uint32_t page = 1; same && page <= count; page++)
        same = pdf_page_object(c->file, page) == pdf_page_object(c->before, page);
    if (same)
        return true;
    for (uint32_t page = 1; page <= count; page++)
        if (!pdf_page_of_object(c->before, pdf_page_object(c->file, page)))
            change_add(c, PDF_CHANGE_page_added, pdf_page_object(c->file, page), page,
                       "page added");
    for (uint32_t page = 1; page <= before; page++)
        if (!pdf_page_of_object(c->file, pdf_page_object(c->before, page)))
            change_add(c, PDF_CHANGE_page_removed, pdf_page_object(c->before, page), page,
                       "page taken out");
    if (c->count == changes)
        change_add(c, PDF_CHANGE_page_order, 0, 0, "pages in another order");
    return false;
}

static void compare_page(struct comparison *c, uint32_t page)
{
    struct place place = {PDF_CHANGE_page_other, page, pdf_page_object(c->file, page)};
    uint32_t before = pdf_page_of_object(c->before, place.object);

    if (before)
        compare_dictionaries(c, page_rules, &place, pdf_page(c->before, before),
                             pdf_page(c->file, page));
    else
        change_follow(c, &place, pdf_page(c->file, page));
    compare_queued(c);
}

static void compare_node(struct comparison *c, const struct pdf_slot *slot)
{
    struct place place = {PDF_CHANGE_page_other, 0, slot->number};
    const struct pdf_value reference = {
        .type = PDF_REFERENCE,
        .reference = {slot->number, slot->place == PDF_PLACE_STREAM ? 0 : slot->generation},
    };

    compare_dictionaries(c, node_rules, &place, change_before(c, &reference),
                         change_now(c, &reference));
    compare_queued(c);
}

void compare_pages(struct comparison *c)
{
    struct pdf_file *file = c->file;
    bool same_order;

    /* nobody but us goes into pages, so that what hangs on a page is named by that page */
    for (size_t i = 0; i < file->slot_count; i++)
        if (file->slots[i].marks & PDF_MARK_PAGE)
            file->slots[i].marks |= PDF_MARK_REACHED;
    same_order = compare_order(c);
    for (uint32_t page = 1; page <= file->page_count; page++)
        compare_page(c, page);
    for (size_t i = 0; same_order && i < file->slot_count; i++)
        if ((file->slots[i].marks & PDF_MARK_PAGE) &&
            !pdf_page_of_object(file, file->slots[i].number))
            compare_node(c, &file->slots[i]);
}
