/*
 * Finding signatures: the form's fields of type /Sig that have a value (ISO 32000-1
 * 12.7.4.5), in the order of the file. What looks like a signature but cannot be reached
 * that way, a field only in a page's /Annots or a dictionary that no field points to, is
 * listed as well, with its finding: hiding it from those who look in the form is a trick.
 */
#include "pdf/geometry.h"
#include "pdf/signature_impl.h"

#include "base/error.h"

#include <stdlib.h>

#define FIELD_DEPTH_MAX 64
#define LOOSE_MAX       64 /* places with /ByteRange outside the form that are looked at */

/* A field on the way from the form to a signature. */
struct field {
    const struct field *parent;
    const struct pdf_value *dictionary;
    const struct pdf_value *type; /* /FT, inherited */
    const struct pdf_value *reference;
    const char *name; /* fully qualified */
};

struct found {
    struct pdf_signature signature;
    const struct pdf_value *dictionary; /* NULL where it cannot be read */
    uint64_t at;
};

struct collector {
    struct pdf_file *file;
    struct found *items;
    size_t count, capacity;
};

static struct found *add_found(struct collector *collector, const char *field)
{
    struct found *items = arena_grow(collector->file->arena, collector->items, collector->count,
                                     &collector->capacity, sizeof *items);
    struct found *found;

    if (!items)
        return NULL;
    collector->items = items;
    found = &items[collector->count++];
    *found = (struct found){.signature = {.field = field}};
    findings_init(&found->signature.findings, collector->file->arena);
    return found;
}

/* ---- The dictionary ------------------------------------------------------------------------ */

static const char *name_text(struct pdf_file *file, const struct pdf_value *dictionary,
                             const char *key)
{
    const struct pdf_value *value = pdf_get_typed(file, dictionary, key, PDF_NAME);

    return value ? arena_strndup(file->arena, (const char *)value->name.data, value->name.size)
                 : NULL;
}

static void read_dictionary(struct pdf_file *file, struct found *found)
{
    const struct pdf_value *dictionary = found->dictionary;
    struct pdf_signature *signature = &found->signature;

    signature->filter = name_text(file, dictionary, "Filter");
    signature->sub_filter = name_text(file, dictionary, "SubFilter");
    signature->reason = pdf_text_string(file, pdf_get(file, dictionary, "Reason"));
    signature->location = pdf_text_string(file, pdf_get(file, dictionary, "Location"));
    signature->name = pdf_text_string(file, pdf_get(file, dictionary, "Name"));
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
    read_dictionary(file, found);
    if (!is_in_the_open(file, place)) {
        pdf_signature_malformed(&found->signature, "the signature dictionary is compressed");
        return;
    }
    found->at = dictionary->offset;
    pdf_check_gap(file, dictionary, &found->signature);
}

/* ---- The widget ---------------------------------------------------------------------------- */

bool pdf_widget_is_visible(struct pdf_file *file, const struct pdf_value *widget)
{
    const int64_t hidden = 1 << 1; /* table 165; one with NoView is printed */
    struct pdf_rectangle rectangle;

    if (pdf_get_integer(file, widget, "F", 0) & hidden)
        return false;
    return pdf_rectangle_of(file, pdf_get(file, widget, "Rect"), &rectangle) &&
           rectangle.left < rectangle.right && rectangle.bottom < rectangle.top;
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

/* The field itself where both are one dictionary, and its kids that have no name. */
static void read_widgets(struct pdf_file *file, const struct field *field,
                         struct pdf_signature *signature)
{
    const struct pdf_value *kids = pdf_get_typed(file, field->dictionary, "Kids", PDF_ARRAY);

    read_widget(file, field->reference, signature);
    for (size_t i = 0; kids && i < kids->array.count; i++) {
        if (pdf_get(file, pdf_item(file, kids, i), "T"))
            pdf_signature_malformed(signature, "the value is inherited by another field");
        else
            read_widget(file, kids->array.items[i], signature);
    }
}

/* ---- The form ------------------------------------------------------------------------------ */

static int add_signature(struct collector *collector, const struct field *field)
{
    const struct pdf_value *value = pdf_peek(field->dictionary, "V");
    const struct pdf_value *slot_value;
    struct found *found;

    if (!value || value->type == PDF_NULL || !pdf_is_name(field->type, "Sig"))
        return 0;
    /* a reference to nothing is null (7.3.10): no value */
    if (value->type == PDF_REFERENCE &&
        pdf_object(collector->file, value->reference.number, value->reference.generation,
                   &slot_value) == 0 &&
        slot_value->type == PDF_NULL)
        return 0;
    found = add_found(collector, field->name);
    if (!found)
        return pdf_failed(collector->file, ERR_NOMEM, 0, NULL);
    read_value(collector->file, found, value, field->reference);
    read_widgets(collector->file, field, &found->signature);
    return 0;
}

/* The name of a field is that of its parent, a point, and its own /T (12.7.3.2). */
static const char *full_name(struct pdf_file *file, const struct field *parent,
                             const struct pdf_value *dictionary)
{
    const char *own = pdf_text_string(file, pdf_get(file, dictionary, "T"));
    const char *above = parent ? parent->name : "";
    char *name;

    if (!own)
        return above;
    name = *above ? arena_printf(file->arena, "%s.%s", above, own) : NULL;
    return name ? name : own;
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
    ret->name = full_name(file, parent, ret->dictionary);
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

/*
 * What `/ByteRange` before `offset` belongs to: an object that is a signature dictionary; a
 * stream, in which it means nothing; or nothing that the file's structure leads to. Then a
 * whole signed file may lie in front of another.
 */
static int look_at(struct collector *collector, uint64_t offset)
{
    struct pdf_file *file = collector->file;
    const struct pdf_slot *slot = object_before(file, offset);
    struct pdf_indirect object;
    struct found *found;

    if ((slot && slot->state == PDF_STATE_DAMAGED) ||
        (slot && pdf_read_indirect(file, slot->where, &object) < 0))
        return 0;
    if (!slot || object.end <= offset) {
        if (pdf_is_signed_up_to(file, offset))
            pdf_find(file, "pdf.stray_bytes", PDF_FORMAT_FAILURE);
        return 0;
    }
    if (object.value->type != PDF_DICTIONARY || !pdf_peek(object.value, "ByteRange") ||
        !pdf_peek(object.value, "Contents"))
        return 0;
    found = add_found(collector, "");
    if (!found)
        return pdf_failed(file, ERR_NOMEM, 0, NULL);
    found->dictionary = object.value;
    found->at = object.value->offset;
    found->signature.object = object.number;
    pdf_signature_malformed(&found->signature, "no field has this signature dictionary");
    read_dictionary(file, found);
    pdf_check_gap(file, object.value, &found->signature);
    return 0;
}

/* Signature dictionaries that stand in the file and that no field points to. */
static int find_loose(struct collector *collector)
{
    static const char key[] = "/ByteRange";
    struct slice bytes = collector->file->bytes;
    size_t at = 0;
    int r = 0;

    for (int i = 0; i < LOOSE_MAX && r == 0; i++) {
        const uint8_t *hit = memmem(bytes.data + at, bytes.size - at, key, strlen(key));

        if (!hit)
            break;
        at = (size_t)(hit - bytes.data) + strlen(key);
        if (!is_known(collector, at))
            r = look_at(collector, at);
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
            r = find_loose(&collector);
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
