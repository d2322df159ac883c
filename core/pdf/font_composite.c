/* Composite fonts (ISO 32000-1 9.7): codes by a CMap, glyphs by CID. */
#include "pdf/font_impl.h"

#include "base/error.h"

#include <stdlib.h>

#define DEFAULT_WIDTH 1000000 /* table 117 */
#define DEFAULT_DOWN  1000000 /* /DW2, table 117 */

struct width_list {
    struct font_widths *items;
    size_t count, capacity;
};

static int add_width(const struct font_source *source, struct width_list *list,
                     struct font_widths item)
{
    struct font_widths *items;

    if (list->count && list->items[list->count - 1].last + 1 == item.first &&
        list->items[list->count - 1].width == item.width) {
        list->items[list->count - 1].last = item.last;
        return 0;
    }
    if (list->count >= FONT_WIDTHS_MAX)
        return ERR_LIMIT;
    items = arena_grow(pdf_arena(source->file), list->items, list->count, &list->capacity,
                       sizeof *items);
    if (!items)
        return ERR_NOMEM;
    list->items = items;
    items[list->count++] = item;
    return 0;
}

static bool is_cid(const struct pdf_value *value)
{
    return value && value->type == PDF_INTEGER && value->integer >= 0 && value->integer <= 0xFFFF;
}

/* One group of /W from `*at` on: `first [width ...]` or `first last width` (9.7.4.3). */
static int read_group(const struct font_source *source, const struct pdf_value *array, size_t *at,
                      struct width_list *list)
{
    const struct pdf_value *first = pdf_item(source->file, array, *at);
    const struct pdf_value *second = pdf_item(source->file, array, *at + 1);
    struct font_widths item;
    int64_t width;
    int r = 0;

    if (!is_cid(first) || !second)
        return ERR_SYNTAX;
    item.first = (uint32_t)first->integer;
    if (second->type == PDF_ARRAY) {
        *at += 2;
        for (size_t i = 0; i < second->array.count && !r; i++, item.first++) {
            if (!pdf_milli(pdf_item(source->file, second, i), &width) || item.first > 0xFFFF)
                return ERR_SYNTAX;
            item.last = item.first;
            item.width = font_width(width);
            r = add_width(source, list, item);
        }
        return r;
    }
    if (!is_cid(second) || second->integer < first->integer ||
        !pdf_milli(pdf_item(source->file, array, *at + 2), &width))
        return ERR_SYNTAX;
    *at += 3;
    item.last = (uint32_t)second->integer;
    item.width = font_width(width);
    return add_width(source, list, item);
}

static int compare_widths(const void *a, const void *b)
{
    const struct font_widths *x = a, *y = b;

    return (x->first > y->first) - (x->first < y->first);
}

static int read_widths(const struct font_source *source, const struct pdf_value *descendant,
                       struct pdf_font *font)
{
    const struct pdf_value *array = pdf_get_typed(source->file, descendant, "W", PDF_ARRAY);
    struct width_list list = {0};
    int64_t width;
    size_t at = 0;
    int r = 0;

    font->default_width = DEFAULT_WIDTH;
    if (pdf_milli(pdf_get(source->file, descendant, "DW"), &width))
        font->default_width = font_width(width);
    while (!r && array && at < array->array.count)
        r = read_group(source, array, &at, &list);
    if (r == ERR_NOMEM)
        return r;
    if (r)
        pdf_malformed_page(source->file, source->page, "a font's /W is wrong");
    if (list.count)
        qsort(list.items, list.count, sizeof *list.items, compare_widths);
    font->widths = list.items;
    font->width_count = list.count;
    return 0;
}

static const struct pdf_collection *collection_of(const struct font_source *source,
                                                  const struct pdf_value *descendant)
{
    const struct pdf_value *info = pdf_get(source->file, descendant, "CIDSystemInfo");
    const struct pdf_value *registry = pdf_get_typed(source->file, info, "Registry", PDF_STRING);
    const struct pdf_value *ordering = pdf_get_typed(source->file, info, "Ordering", PDF_STRING);

    return registry && ordering ? pdf_collection_named(registry->string, ordering->string) : NULL;
}

/* A CMap that is not known leaves two-byte codes whose glyphs have text by ToUnicode only. */
static int read_encoding(const struct font_source *source, struct pdf_font *font)
{
    const struct pdf_value *encoding = pdf_get(source->file, source->dictionary, "Encoding");
    int r = 0;

    if (encoding && encoding->type == PDF_STREAM)
        r = font_read_cmap(source, encoding, &font->encoding);
    else if (encoding && encoding->type == PDF_NAME)
        pdf_cmap_named(encoding->name, &font->encoding);
    if (r || font->encoding)
        return r;
    font->collection = NULL;
    if (!font->to_unicode)
        pdf_malformed_page(source->file, source->page, "a font's encoding is not known");
    return pdf_cmap_named(slice_str("Identity-H"), &font->encoding);
}

int font_load_composite(const struct font_source *source, struct pdf_font *font)
{
    const struct pdf_value *descendants =
        pdf_get_typed(source->file, source->dictionary, "DescendantFonts", PDF_ARRAY);
    const struct pdf_value *descendant =
        descendants ? pdf_item(source->file, descendants, 0) : NULL;
    int r;

    if (!descendant)
        pdf_malformed_page(source->file, source->page, "a font has no descendant");
    font_read_extent(source, descendant, font);
    font->collection = collection_of(source, descendant);
    r = read_encoding(source, font);
    if (r)
        return r;
    if (!font->collection)
        font->collection = pdf_cmap_collection(font->encoding);
    if (pdf_cmap_is_vertical(font->encoding))
        font->down = DEFAULT_DOWN;
    return read_widths(source, descendant, font);
}
