/*
 * What programs leave behind: objects that were added and that nothing refers to. One that
 * holds nothing to show, and leads nowhere, is permitted beside another addition; a reader
 * that rebuilds a file by searching it has no use for it either.
 */
#include "pdf/change_impl.h"

#define DEPTH_MAX 8 /* of arrays in arrays; left behind are lists of references at most */

/* A font of which nothing is said, as iText leaves one with each time stamp. */
static bool is_empty_font(const struct pdf_value *value)
{
    return value->dictionary.count == 1 && pdf_is_name(pdf_peek(value, "Type"), "Font");
}

static bool is_inert(const struct pdf_value *value, int depth)
{
    switch (value->type) {
    case PDF_STREAM:
        return false;
    case PDF_DICTIONARY:
        return depth == 0 && is_empty_font(value);
    case PDF_ARRAY:
        for (size_t i = 0; i < value->array.count; i++)
            if (depth >= DEPTH_MAX || !is_inert(value->array.items[i], depth + 1))
                return false;
        return true;
    default:
        return true;
    }
}

bool change_is_leftover(struct comparison *c, const struct pdf_slot *slot)
{
    uint32_t generation = slot->place == PDF_PLACE_OFFSET ? slot->generation : 0;
    const struct pdf_value *value;

    return c->has_permitted && change_is_added(c, slot->number) &&
           pdf_object(c->file, slot->number, generation, &value) == 0 && is_inert(value, 0);
}
