/*
 * The page tree (ISO 32000-1 7.7.3). Every node is an object of its own and is met once:
 * a second time is a loop, or a page shown twice.
 */
#include "pdf/file.h"

#include "base/error.h"

#define PAGE_DEPTH_MAX 64 /* nodes above a page */

struct pdf_node {
    const struct pdf_value *dictionary;
    const struct pdf_node *parent;
};

struct pdf_leaf {
    struct pdf_node node;
    uint32_t object;
};

static int add_leaf(struct pdf_file *file, const struct pdf_node *node, uint32_t object)
{
    struct pdf_leaf *pages;

    if (file->page_count >= file->options.limits.pages)
        return pdf_limited(file, "limit.pages", file->page_count + 1, file->options.limits.pages);
    pages =
        arena_grow(file->arena, file->pages, file->page_count, &file->page_capacity, sizeof *pages);
    if (!pages)
        return pdf_failed(file, ERR_NOMEM, 0, NULL);
    file->pages = pages;
    pages[file->page_count++] = (struct pdf_leaf){.node = *node, .object = object};
    pdf_slot_find(file, object)->page = (uint32_t)file->page_count; /* it was read */
    return 0;
}

/* Reads the node that `reference` names; its marks say that it was not met before. */
static int read_node(struct pdf_file *file, const struct pdf_value *reference,
                     const struct pdf_value **ret_dictionary)
{
    struct pdf_slot *slot;
    int r;

    if (!reference || reference->type != PDF_REFERENCE)
        return pdf_malformed(file, reference ? reference->offset : 0,
                             "a page is not an object of its own");
    slot = pdf_slot_find(file, reference->reference.number);
    if (!slot)
        return pdf_malformed_object(file, reference->reference.number, "page is missing");
    if (slot->marks & PDF_MARK_PAGE)
        return pdf_malformed_object(file, slot->number, "twice in the page tree");
    slot->marks |= PDF_MARK_PAGE;
    r = pdf_object(file, slot->number, reference->reference.generation, ret_dictionary);
    if (r == 0 && (*ret_dictionary)->type != PDF_DICTIONARY)
        return pdf_malformed_object(file, slot->number, "page is not a dictionary");
    return r;
}

static int walk(struct pdf_file *file, const struct pdf_value *reference,
                const struct pdf_node *parent, unsigned depth)
{
    const struct pdf_value *kids, *dictionary;
    struct pdf_node *node;
    int r;

    if (depth > PAGE_DEPTH_MAX)
        return pdf_limited(file, "limit.depth", depth, PAGE_DEPTH_MAX);
    r = read_node(file, reference, &dictionary);
    if (r < 0)
        return r;
    node = arena_new_of(file->arena, struct pdf_node);
    if (!node)
        return pdf_failed(file, ERR_NOMEM, 0, NULL);
    *node = (struct pdf_node){.dictionary = dictionary, .parent = parent};
    kids = pdf_get(file, dictionary, "Kids");
    if (!kids)
        return add_leaf(file, node, reference->reference.number);
    if (kids->type != PDF_ARRAY || pdf_is_name(pdf_get(file, dictionary, "Type"), "Page"))
        return pdf_malformed_object(file, reference->reference.number,
                                    "both page and node of the page tree");
    for (size_t i = 0; i < kids->array.count && r == 0; i++)
        r = walk(file, kids->array.items[i], node, depth + 1);
    return r;
}

int pdf_read_pages(struct pdf_file *file)
{
    return walk(file, pdf_peek(file->catalogue, "Pages"), NULL, 0);
}

uint32_t pdf_page_count(const struct pdf_file *file)
{
    return file->readable ? (uint32_t)file->page_count : 0;
}

const struct pdf_value *pdf_page(struct pdf_file *file, uint32_t page)
{
    return page > 0 && page <= file->page_count ? file->pages[page - 1].node.dictionary : NULL;
}

const struct pdf_value *pdf_page_attribute(struct pdf_file *file, uint32_t page, const char *key)
{
    const struct pdf_node *node;

    if (page == 0 || page > file->page_count)
        return NULL;
    for (node = &file->pages[page - 1].node; node; node = node->parent) {
        const struct pdf_value *value = pdf_get(file, node->dictionary, key);

        if (value)
            return value;
    }
    return NULL;
}

uint32_t pdf_page_object(const struct pdf_file *file, uint32_t page)
{
    return page > 0 && page <= file->page_count ? file->pages[page - 1].object : 0;
}

uint32_t pdf_page_of_object(const struct pdf_file *file, uint32_t number)
{
    const struct pdf_slot *slot = number ? pdf_slot_find(file, number) : NULL;

    return slot ? slot->page : 0;
}
