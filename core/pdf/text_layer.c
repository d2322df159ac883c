/*
 * Layers (optional content, ISO 32000-1 8.11): which are off when the file is opened, by the
 * default configuration. Where programs may differ, by events (/AS) or expressions (/VE), that is
 * in doubt.
 */
#include "pdf/text_impl.h"

#include "base/error.h"
#include "pdf/file.h"

#define LAYERS_MAX 1024 /* of a configuration, or together; with more, all is in doubt */

/* ---- One group ---- */

static bool lists(const struct pdf_value *array, uint32_t number)
{
    for (size_t i = 0; array && i < array->array.count; i++)
        if (array->array.items[i]->type == PDF_REFERENCE &&
            array->array.items[i]->reference.number == number)
            return true;
    return false;
}

static bool is_long(struct text_reader *reader, const struct pdf_value *array)
{
    size_t count = array ? array->array.count : 0;

    reader->compared += count;
    return count > LAYERS_MAX || !text_may_compare(reader);
}

static enum text_layer state_of_group(struct text_reader *reader, uint32_t number)
{
    struct pdf_file *file = reader->file;
    const struct pdf_value *configuration =
        pdf_get(file, pdf_get(file, file->catalogue, "OCProperties"), "D");
    const struct pdf_value *off = pdf_get_typed(file, configuration, "OFF", PDF_ARRAY);
    const struct pdf_value *on = pdf_get_typed(file, configuration, "ON", PDF_ARRAY);
    const struct pdf_value *events = pdf_get_typed(file, configuration, "AS", PDF_ARRAY);

    if (is_long(reader, off) || is_long(reader, on))
        return TEXT_LAYER_IN_DOUBT;
    if (lists(off, number) ||
        (pdf_is_name(pdf_get(file, configuration, "BaseState"), "OFF") && !lists(on, number)))
        return TEXT_LAYER_OFF;
    return events && events->array.count > 0 ? TEXT_LAYER_IN_DOUBT : TEXT_LAYER_ON;
}

/* ---- Several together (8.11.2.2) ---- */

struct members {
    size_t on, off, in_doubt;
};

static void count_member(struct text_reader *reader, const struct pdf_value *group,
                         struct members *members)
{
    enum text_layer layer;

    if (!group || group->type != PDF_REFERENCE)
        return;
    layer = state_of_group(reader, group->reference.number);
    members->on += layer == TEXT_LAYER_ON;
    members->off += layer == TEXT_LAYER_OFF;
    members->in_doubt += layer == TEXT_LAYER_IN_DOUBT;
}

static bool is_shown(const struct pdf_value *policy, const struct members *members)
{
    if (pdf_is_name(policy, "AllOn"))
        return members->off == 0;
    if (pdf_is_name(policy, "AnyOff"))
        return members->off > 0;
    if (pdf_is_name(policy, "AllOff"))
        return members->on == 0;
    return members->on > 0;
}

static enum text_layer state_of_membership(struct text_reader *reader,
                                           const struct pdf_value *membership)
{
    struct pdf_file *file = reader->file;
    const struct pdf_value *groups = pdf_peek(membership, "OCGs");
    const struct pdf_value *list = pdf_get_typed(file, membership, "OCGs", PDF_ARRAY);
    struct members members = {0};

    if (pdf_peek(membership, "VE") || is_long(reader, list))
        return TEXT_LAYER_IN_DOUBT;
    if (!list)
        count_member(reader, groups, &members);
    for (size_t i = 0; list && i < list->array.count; i++)
        count_member(reader, list->array.items[i], &members);
    if (members.in_doubt > 0)
        return TEXT_LAYER_IN_DOUBT;
    if (members.on + members.off == 0)
        return TEXT_LAYER_ON;
    return is_shown(pdf_get(file, membership, "P"), &members) ? TEXT_LAYER_ON : TEXT_LAYER_OFF;
}

enum text_layer text_layer_of(struct text_reader *reader, const struct pdf_value *layer)
{
    const struct pdf_value *dictionary = layer ? pdf_resolve(reader->file, layer) : NULL;
    const struct pdf_value *type = pdf_get(reader->file, dictionary, "Type");

    if (pdf_is_name(type, "OCMD"))
        return state_of_membership(reader, dictionary);
    if (!layer || layer->type != PDF_REFERENCE || !pdf_is_name(type, "OCG"))
        return TEXT_LAYER_ON;
    return state_of_group(reader, layer->reference.number);
}

/* ---- Marked content ---- */

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

void text_begin_marked(struct text_reader *reader, const struct pdf_value *layer)
{
    enum text_layer state = text_layer_of(reader, layer);

    reader->marked++;
    if (state == TEXT_LAYER_OFF && !reader->marked_off)
        reader->marked_off = reader->marked;
    if (state == TEXT_LAYER_IN_DOUBT && !reader->marked_in_doubt)
        reader->marked_in_doubt = reader->marked;
}

void text_end_marked(struct text_reader *reader)
{
    if (reader->marked_off >= reader->marked)
        reader->marked_off = 0;
    if (reader->marked_in_doubt >= reader->marked)
        reader->marked_in_doubt = 0;
    if (reader->marked > 0)
        reader->marked--;
}

int text_run_mark(struct text_content *content)
{
    text_begin_marked(content->reader, layer_of(content));
    return 0;
}

int text_run_unmark(struct text_content *content)
{
    text_end_marked(content->reader);
    return 0;
}
