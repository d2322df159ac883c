/* From object numbers to values: found by slot, read once, kept. */
#include "pdf/file.h"

#include "base/error.h"

static const struct pdf_value null_object = {.type = PDF_NULL};

static int read_at_offset(struct pdf_file *file, struct pdf_slot *slot)
{
    struct pdf_indirect object;
    int r;

    r = pdf_read_indirect(file, slot->where, &object);
    if (r < 0)
        return r;
    if (object.number != slot->number || object.generation != slot->generation)
        return pdf_malformed_object(file, slot->number,
                                    "is not where its cross-reference entry says");
    slot->value = object.value;
    slot->end = object.end;
    return file->security ? pdf_decrypt_strings(file, slot, object.value) : 0;
}

static int read_slot(struct pdf_file *file, struct pdf_slot *slot)
{
    int r;

    if (slot->state == PDF_STATE_DAMAGED)
        return ERR_SYNTAX;
    if (slot->state == PDF_STATE_READING)
        return pdf_malformed_object(file, slot->number, "needs itself to be read");
    if (file->nesting >= PDF_NESTING_MAX)
        return pdf_limited(file, "limit.depth", file->nesting + 1, PDF_NESTING_MAX);
    slot->state = PDF_STATE_READING;
    file->nesting++;
    if (slot->place == PDF_PLACE_OFFSET)
        r = read_at_offset(file, slot);
    else
        r = pdf_read_member(file, slot, &slot->value);
    file->nesting--;
    slot->state = r < 0 ? PDF_STATE_DAMAGED : PDF_STATE_READ;
    return r;
}

int pdf_object(struct pdf_file *file, uint32_t number, uint32_t generation,
               const struct pdf_value **ret_value)
{
    struct pdf_slot *slot = pdf_slot_find(file, number);
    uint32_t expected;
    int r;

    if (!slot || slot->place == PDF_PLACE_FREE) {
        *ret_value = &null_object;
        return 0;
    }
    expected = slot->place == PDF_PLACE_STREAM ? 0 : slot->generation;
    if (generation != expected)
        return pdf_malformed_object(file, number, "is referred to by another generation");
    if (slot->state != PDF_STATE_READ) {
        r = read_slot(file, slot);
        if (r < 0)
            return r;
    }
    *ret_value = slot->value;
    return 0;
}

const struct pdf_value *pdf_resolve(struct pdf_file *file, const struct pdf_value *value)
{
    for (int i = 0; value && value->type == PDF_REFERENCE; i++) {
        if (i >= PDF_REFERENCE_MAX) {
            pdf_limited(file, "limit.depth", PDF_REFERENCE_MAX + 1, PDF_REFERENCE_MAX);
            return &null_object;
        }
        if (pdf_object(file, value->reference.number, value->reference.generation, &value) < 0)
            return &null_object;
    }
    return value;
}

const struct pdf_value *pdf_get(struct pdf_file *file, const struct pdf_value *dictionary,
                                const char *key)
{
    const struct pdf_value *value = pdf_resolve(file, pdf_peek(dictionary, key));

    return value && value->type != PDF_NULL ? value : NULL;
}

const struct pdf_value *pdf_get_typed(struct pdf_file *file, const struct pdf_value *dictionary,
                                      const char *key, enum pdf_type type)
{
    const struct pdf_value *value = pdf_get(file, dictionary, key);

    return value && value->type == type ? value : NULL;
}

const struct pdf_value *pdf_item(struct pdf_file *file, const struct pdf_value *array, size_t index)
{
    if (!array || array->type != PDF_ARRAY || index >= array->array.count)
        return NULL;
    return pdf_resolve(file, array->array.items[index]);
}

int64_t pdf_get_integer(struct pdf_file *file, const struct pdf_value *dictionary, const char *key,
                        int64_t fallback)
{
    const struct pdf_value *value = pdf_get_typed(file, dictionary, key, PDF_INTEGER);

    return value ? value->integer : fallback;
}
