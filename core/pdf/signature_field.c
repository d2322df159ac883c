/*
 * Finding signatures: the form's fields of type /Sig that have a value (ISO 32000-1
 * 12.7.4.5), in the order of the file. What looks like a signature but cannot be reached
 * that way, a field only in a page's /Annots or a dictionary that no field points to, is
 * listed as well, with its finding: hiding it from those who look in the form is a trick.
 */
#include "pdf/signature_impl.h"

#include "base/error.h"
#include "base/unicode.h"

#include <stdlib.h>

#define FIELD_DEPTH_MAX 64
#define NAME_PART_MAX   256 /* bytes of one field's own name; the rest is cut */
#define SIGNATURES_MAX  256

/* Of /Cert; more are candidates for a path that are not needed. */
#define CERTIFICATES_MAX 64

/* A field on the way from the form to a signature. */
struct field {
    const struct field *parent;
    const struct pdf_value *dictionary;
    const struct pdf_value *type; /* /FT, inherited */
    const struct pdf_value *reference;
};

int pdf_signature_add(struct collector *collector, const char *field, struct found **ret_found)
{
    struct pdf_file *file = collector->file;
    struct found *items, *found;

    if (collector->count >= SIGNATURES_MAX)
        return pdf_limited(file, "limit.objects", collector->count + 1, SIGNATURES_MAX);
    items = arena_grow(file->arena, collector->items, collector->count, &collector->capacity,
                       sizeof *items);
    if (!items)
        return pdf_failed(file, ERR_NOMEM, 0, NULL);
    collector->items = items;
    found = &items[collector->count++];
    *found = (struct found){.signature = {.field = field}};
    findings_init(&found->signature.findings, file->arena);
    *ret_found = found;
    return 0;
}

/* ---- The dictionary ------------------------------------------------------------------------ */

static const char *name_text(struct pdf_file *file, const struct pdf_value *dictionary,
                             const char *key)
{
    const struct pdf_value *value = pdf_get_typed(file, dictionary, key, PDF_NAME);

    return value ? arena_strndup(file->arena, (const char *)value->name.data, value->name.size)
                 : NULL;
}

/* /Cert (ISO 32000-1 table 252): the signer's certificate, or an array that begins with it. */
static void read_certificates(struct pdf_file *file, const struct pdf_value *value,
                              struct pdf_signature *signature)
{
    bool is_array = value && value->type == PDF_ARRAY;
    size_t count = is_array ? value->array.count : value != NULL;
    struct slice *items;

    if (count > CERTIFICATES_MAX)
        count = CERTIFICATES_MAX;
    items = arena_array(file->arena, struct slice, count);
    if (!items) {
        pdf_failed(file, ERR_NOMEM, 0, NULL);
        return;
    }
    signature->certificates = items;
    for (size_t i = 0; i < count; i++) {
        const struct pdf_value *item = is_array ? pdf_item(file, value, i) : value;

        if (item && item->type == PDF_STRING)
            items[signature->certificate_count++] = item->string;
        else
            pdf_signature_malformed(signature, "/Cert is no string or array of strings");
    }
}

void pdf_read_signature_dictionary(struct pdf_file *file, struct found *found)
{
    const struct pdf_value *dictionary = found->dictionary;
    struct pdf_signature *signature = &found->signature;

    signature->filter = name_text(file, dictionary, "Filter");
    signature->sub_filter = name_text(file, dictionary, "SubFilter");
    signature->reason = pdf_text_string(file, pdf_get(file, dictionary, "Reason"));
    signature->location = pdf_text_string(file, pdf_get(file, dictionary, "Location"));
    signature->name = pdf_text_string(file, pdf_get(file, dictionary, "Name"));
    read_certificates(file, pdf_get(file, dictionary, "Cert"), signature);
    signature->has_claimed_time =
        pdf_date(pdf_get(file, dictionary, "M"), &signature->claimed_time) == 0;
}

/* Whether the object that `reference` names stands in the file as such, not compressed. */
static bool is_in_the_open(const struct pdf_file *file, const struct pdf_value *reference)
{
    const struct pdf_slot *slot;

    if (!reference || reference->type != PDF_REFERENCE)
        return false;
    slot = pdf_slot_find(file, reference->reference.number);
    return slot && slot->place == PDF_PLACE_OFFSET;
}

/* ISO 32000-2 table 255: /Type may be left out, and says otherwise what this is. */
static bool is_of_type(struct pdf_file *file, const struct pdf_value *dictionary)
{
    const struct pdf_value *type = pdf_get(file, dictionary, "Type");

    return !type || pdf_is_name(type, "Sig") || pdf_is_name(type, "DocTimeStamp");
}

/* `value` is /V as it stands in the dictionary of the field that `holder` refers to. */
static void read_value(struct pdf_file *file, struct found *found, const struct pdf_value *value,
                       const struct pdf_value *holder)
{
    const struct pdf_value *place = value->type == PDF_REFERENCE ? value : holder;
    const struct pdf_value *dictionary = value;
    int r = 0;

    found->at = value->offset;
    if (value->type == PDF_REFERENCE) {
        found->signature.object = value->reference.number;
        r = pdf_object(file, value->reference.number, value->reference.generation, &dictionary);
    }
    if (r < 0 || dictionary->type != PDF_DICTIONARY) {
        pdf_signature_malformed(&found->signature, "the field's value is no readable dictionary");
        return;
    }
    found->dictionary = dictionary;
    pdf_read_signature_dictionary(file, found);
    if (!is_of_type(file, dictionary))
        pdf_signature_malformed(&found->signature, "/Type is not that of a signature");
    if (!is_in_the_open(file, place)) {
        pdf_signature_malformed(&found->signature, "the signature dictionary is compressed");
        return;
    }
    found->at = dictionary->offset;
    pdf_check_gap(file, dictionary, &found->signature);
}

/* ---- The form ------------------------------------------------------------------------------ */

/* The name of a field is that of its parent, a point, and its own /T (12.7.3.2). */
static const char *full_name(struct pdf_file *file, const struct field *field)
{
    const char *above = field->parent ? full_name(file, field->parent) : "";
    const char *own = pdf_text_string(file, pdf_get(file, field->dictionary, "T"));
    const char *name;
    size_t size;

    if (!own)
        return above;
    size = utf8_cut(slice_str(own), NAME_PART_MAX);
    name = arena_printf(file->arena, "%s%s%.*s", above, *above ? "." : "", (int)size, own);
    return name ? name : "";
}

static int add_signature(struct collector *collector, const struct field *field)
{
    const struct pdf_value *value = pdf_peek(field->dictionary, "V");
    const struct pdf_value *target;
    struct found *found;
    int r;

    if (!value || value->type == PDF_NULL || !pdf_is_name(field->type, "Sig"))
        return 0;
    /* a reference to nothing is null (7.3.10): no value */
    if (value->type == PDF_REFERENCE &&
        pdf_object(collector->file, value->reference.number, value->reference.generation,
                   &target) == 0 &&
        target->type == PDF_NULL)
        return 0;
    r = pdf_signature_add(collector, full_name(collector->file, field), &found);
    if (r < 0)
        return r;
    found->signature.field_object = field->reference->reference.number;
    read_value(collector->file, found, value, field->reference);
    pdf_read_widgets(collector->file, field->reference, &found->signature);
    return 0;
}

/* Reads the field that `reference` names, once. false where there is nothing to go into. */
static bool enter(struct pdf_file *file, const struct pdf_value *reference,
                  const struct field *parent, struct field *ret)
{
    const struct pdf_value *own_type;
    struct pdf_slot *slot;

    if (reference->type != PDF_REFERENCE) {
        pdf_malformed(file, reference->offset, "a form field is no object of its own");
        return false;
    }
    slot = pdf_slot_find(file, reference->reference.number);
    if (!slot)
        return false;
    if (slot->marks & PDF_MARK_FIELD) {
        pdf_malformed_object(file, slot->number, "twice among the form's fields");
        return false;
    }
    slot->marks |= PDF_MARK_FIELD;
    *ret = (struct field){.parent = parent, .reference = reference};
    ret->dictionary = pdf_resolve(file, reference);
    if (ret->dictionary->type != PDF_DICTIONARY)
        return false;
    own_type = pdf_get(file, ret->dictionary, "FT");
    ret->type = own_type ? own_type : parent ? parent->type : NULL;
    return true;
}

static int walk_fields(struct collector *collector, const struct pdf_value *array,
                       const struct field *parent, unsigned depth)
{
    struct pdf_file *file = collector->file;
    struct field field;
    int r = 0;

    if (!array || array->type != PDF_ARRAY)
        return 0;
    if (depth > FIELD_DEPTH_MAX)
        return pdf_limited(file, "limit.depth", depth, FIELD_DEPTH_MAX);
    for (size_t i = 0; i < array->array.count && r == 0; i++) {
        if (!enter(file, array->array.items[i], parent, &field))
            continue;
        r = add_signature(collector, &field);
        if (r == 0)
            r = walk_fields(collector, pdf_get(file, field.dictionary, "Kids"), &field, depth + 1);
    }
    return r;
}

/* ---- What the form does not lead to -------------------------------------------------------- */

static int walk_annotations(struct collector *collector, uint32_t page)
{
    struct pdf_file *file = collector->file;
    const struct pdf_value *array = pdf_get_typed(file, pdf_page(file, page), "Annots", PDF_ARRAY);
    struct field field;
    size_t before;
    int r = 0;

    for (size_t i = 0; array && i < array->array.count && r == 0; i++) {
        const struct pdf_value *item = array->array.items[i];
        const struct pdf_slot *slot;

        if (item->type != PDF_REFERENCE)
            continue;
        slot = pdf_slot_find(file, item->reference.number);
        if (!slot || (slot->marks & PDF_MARK_FIELD) || !enter(file, item, NULL, &field))
            continue;
        before = collector->count;
        r = add_signature(collector, &field);
        if (collector->count > before)
            pdf_signature_malformed(&collector->items[before].signature,
                                    "the field is not in the form");
    }
    return r;
}

/* ---- All of them --------------------------------------------------------------------------- */

static int compare_places(const void *a, const void *b)
{
    const struct found *left = a, *right = b;

    return (left->at > right->at) - (left->at < right->at);
}

/* Sorted by place, two that share a dictionary are neighbours. */
static int finish(struct collector *collector)
{
    struct pdf_file *file = collector->file;
    struct pdf_signature *items = arena_array(file->arena, struct pdf_signature, collector->count);

    if (!items)
        return pdf_failed(file, ERR_NOMEM, 0, NULL);
    if (collector->count)
        qsort(collector->items, collector->count, sizeof *collector->items, compare_places);
    for (size_t i = 1; i < collector->count; i++) {
        struct found *left = &collector->items[i - 1], *right = &collector->items[i];

        if (!left->dictionary || left->dictionary != right->dictionary)
            continue;
        pdf_signature_malformed(&left->signature, "two fields share one signature");
        pdf_signature_malformed(&right->signature, "two fields share one signature");
    }
    for (size_t i = 0; i < collector->count; i++)
        items[i] = collector->items[i].signature;
    file->signatures = items;
    file->signature_count = collector->count;
    file->signatures_read = true;
    return 0;
}

static int collect(struct pdf_file *file)
{
    struct collector collector = {.file = file};
    const struct pdf_value *form;
    int r = 0;

    if (file->readable) {
        form = pdf_get(file, file->catalogue, "AcroForm");
        r = walk_fields(&collector, pdf_get(file, form, "Fields"), NULL, 0);
        for (uint32_t page = 1; page <= file->page_count && r == 0; page++)
            r = walk_annotations(&collector, page);
        if (r == 0)
            r = pdf_find_loose_signatures(&collector);
    }
    return r == ERR_NOMEM ? r : finish(&collector); /* a limit has its finding */
}

int pdf_signatures(struct pdf_file *file, const struct pdf_signature **ret_items, size_t *ret_count)
{
    int r = 0;

    if (!file->signatures_read)
        r = collect(file);
    if (r < 0)
        return r;
    *ret_items = file->signatures;
    *ret_count = file->signature_count;
    return 0;
}
