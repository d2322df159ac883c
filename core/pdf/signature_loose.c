/*
 * Signature dictionaries that stand in the file and that no field points to. They are
 * looked for by their bytes; what is inside a stream means nothing.
 */
#include "pdf/signature_impl.h"

#define LOOSE_MAX 1000 /* places that are looked at */
#define TRIED_MAX 16   /* signed parts that are tried as files of their own */

static bool is_known(const struct collector *collector, uint64_t offset)
{
    for (size_t i = 0; i < collector->count; i++) {
        const struct pdf_value *dictionary = collector->items[i].dictionary;

        if (dictionary && dictionary->offset <= offset && offset < dictionary->end)
            return true;
    }
    return false;
}

/* The last object of any section that begins before `offset`. */
static const struct pdf_slot *object_before(const struct pdf_file *file, uint64_t offset)
{
    const struct pdf_slot *best = NULL;

    for (size_t i = 0; i < file->slot_count; i++) {
        const struct pdf_slot *slot = &file->slots[i];

        if (slot->place == PDF_PLACE_OFFSET && slot->where < offset &&
            (!best || slot->where > best->where))
            best = slot;
    }
    return best;
}

static bool is_in_section(const struct pdf_file *file, uint64_t offset)
{
    for (size_t i = 0; i < file->section_count; i++) /* a trailer may have such a key */
        if (file->sections[i].offset <= offset && offset < file->sections[i].end)
            return true;
    return false;
}

/* Whether the signature dictionary says, in itself and so signed, that it is for usage rights. */
static bool transforms_rights(const struct pdf_value *signature)
{
    const struct pdf_value *references = pdf_peek(signature, "Reference"), *method;

    if (!references || references->type != PDF_ARRAY || references->array.count != 1)
        return false;
    method = pdf_peek(references->array.items[0], "TransformMethod");
    return pdf_is_name(method, "UR3") || pdf_is_name(method, "UR");
}

/*
 * Whether this is a usage rights signature (12.8.2.3): by it a producer of forms tells its
 * own viewer what it may do. It says nothing about the document.
 */
static bool is_usage_rights(struct pdf_file *file, const struct pdf_indirect *object)
{
    static const char *const keys[] = {"UR3", "UR"};
    const struct pdf_value *permissions = pdf_get(file, file->catalogue, "Perms");

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct pdf_value *value = pdf_peek(permissions, keys[i]);

        if (value && value->type == PDF_REFERENCE && value->reference.number == object->number)
            return transforms_rights(object->value);
    }
    return false;
}

static int add_loose(struct collector *collector, const struct pdf_indirect *object)
{
    struct found *found;
    int r;

    r = pdf_signature_add(collector, "", &found);
    if (r < 0)
        return r;
    found->dictionary = object->value;
    found->at = object->value->offset;
    found->signature.object = object->number;
    pdf_signature_malformed(&found->signature, "no field has this signature dictionary");
    pdf_read_signature_dictionary(collector->file, found);
    pdf_check_gap(collector->file, object->value, &found->signature);
    return 0;
}

/*
 * What the `/ByteRange` that ends at `offset` belongs to: `slot`, the object before it, if
 * that goes so far, or nothing that the file's structure leads to. Then a whole signed file
 * may lie in front of another.
 */
static int look_at(struct collector *collector, uint64_t offset, const struct pdf_slot *slot)
{
    struct pdf_file *file = collector->file;
    struct pdf_indirect object = {0};

    if (slot &&
        (slot->state == PDF_STATE_DAMAGED || pdf_read_indirect(file, slot->where, &object) < 0))
        return 0;
    if (!slot || object.end <= offset) {
        if (collector->tried++ < TRIED_MAX && pdf_is_signed_up_to(file, offset) &&
            !findings_has(&file->findings, "pdf.stray_bytes"))
            pdf_find(file, "pdf.stray_bytes", PDF_FORMAT_FAILURE);
        return 0;
    }
    if (object.value->type != PDF_DICTIONARY || !pdf_peek(object.value, "ByteRange") ||
        !pdf_peek(object.value, "Contents") || is_usage_rights(file, &object))
        return 0;
    return add_loose(collector, &object);
}

int pdf_find_loose_signatures(struct collector *collector)
{
    static const char key[] = "/ByteRange";
    struct slice bytes = collector->file->bytes;
    const struct pdf_slot *slot, *last = NULL;
    size_t at = 0;
    int r = 0;

    for (int i = 0; i < LOOSE_MAX && r == 0; i++) {
        const uint8_t *hit = memmem(bytes.data + at, bytes.size - at, key, strlen(key));

        if (!hit)
            break;
        at = (size_t)(hit - bytes.data) + strlen(key);
        if (is_known(collector, at) || is_in_section(collector->file, at))
            continue;
        slot = object_before(collector->file, at);
        if (!slot || slot != last) /* an object is read once, whatever it holds */
            r = look_at(collector, at, slot);
        last = slot;
    }
    return r;
}
