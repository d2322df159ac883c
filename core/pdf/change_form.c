/*
 * The form and its fields (ISO 32000-1 12.7). One thing is no change of the document: a
 * signature field, added whole or filled, with a signature made in the tail. One that
 * shows something on a page is named apart, since no source can allow it.
 */
#include "pdf/change_impl.h"
#include "pdf/signature_impl.h"

/* ---- Permitted signatures ------------------------------------------------------------------ */

static bool has_only_keys(const struct pdf_value *dictionary, const char *const *keys)
{
    for (size_t i = 0; i < dictionary->dictionary.count; i++) {
        const char *const *key = keys;

        while (*key && !slice_is(dictionary->dictionary.entries[i].key, *key))
            key++;
        if (!*key)
            return false;
    }
    return true;
}

/* A signature dictionary that the tail added, or that stands in the field itself. */
static const struct pdf_value *added_signature(struct comparison *c, const struct pdf_value *field)
{
    const struct pdf_value *value = pdf_peek(field, "V");
    const struct pdf_value *dictionary = change_now(c, value);

    if (!dictionary || dictionary->type != PDF_DICTIONARY ||
        (value->type == PDF_REFERENCE && !change_is_added(c, change_number(value))) ||
        !pdf_peek(dictionary, "ByteRange") || !pdf_peek(dictionary, "Contents"))
        return NULL;
    return dictionary;
}

/* Without actions, kids and whatever else could do or show something (tables 164, 220, 232). */
static bool is_harmless_field(const struct pdf_value *field)
{
    static const char *const keys[] = {
        "FT",     "Type", "Subtype", "T",  "TU",     "TM",   "Ff", "F", "Rect", "P", "V",  "AP",
        "Parent", "DA",   "MK",      "BS", "Border", "Lock", "SV", "M", "NM",   "H", NULL,
    };
    const struct pdf_value *subtype = pdf_peek(field, "Subtype");

    return has_only_keys(field, keys) && pdf_is_name(pdf_peek(field, "FT"), "Sig") &&
           (!subtype || pdf_is_name(subtype, "Widget"));
}

static bool is_time_stamp(struct comparison *c, const struct pdf_value *signature)
{
    return pdf_is_name(pdf_get(c->file, signature, "Type"), "DocTimeStamp") &&
           pdf_is_name(pdf_get(c->file, signature, "SubFilter"), "ETSI.RFC3161");
}

static void name_signature(struct comparison *c, const struct place *place,
                           const struct pdf_value *field, const struct pdf_value *signature)
{
    if (pdf_widget_is_visible(c->file, field))
        change_add(c, PDF_CHANGE_signature_visible, place->object, place->page,
                   "visible signature field");
    else if (is_time_stamp(c, signature))
        change_add(c, PDF_CHANGE_doc_time_stamp, place->object, place->page, "document time stamp");
    else
        change_add(c, PDF_CHANGE_signature, place->object, place->page, "signature field");
}

/* ---- Fields and annotations ---------------------------------------------------------------- */

void compare_added(struct comparison *c, const struct place *place, const struct pdf_value *item,
                   const char *detail)
{
    change_add(c, PDF_CHANGE_annotation_added, change_number(item), place->page, detail);
    if (change_is_added(c, change_number(item)))
        change_follow(c, place, item);
    else
        compare_annotation(c, place, item);
    compare_queued(c);
}

static void common_field(struct comparison *c, const struct place *place,
                         const struct pdf_value *item)
{
    compare_annotation(c, place, item);
}

/* A permitted field's entries; those that lead back up are not followed. */
static const struct rule added_rules[] = {
    {"P", PDF_CHANGE_signature, change_ignore},
    {"Parent", PDF_CHANGE_signature, change_ignore},
    {NULL, PDF_CHANGE_signature, compare_permitted},
};

/* A field that is new: permitted if it is a signature, whole. */
static void added_field(struct comparison *c, const struct place *place,
                        const struct pdf_value *item)
{
    const struct pdf_value *field = change_now(c, item);
    struct place here = {PDF_CHANGE_annotation_added, 0, change_number(item)};
    const struct pdf_value *signature;

    here.page = pdf_page_of_object(c->file, change_number(pdf_peek(field, "P")));
    signature = added_signature(c, field);
    if (change_is_added(c, here.object) && signature && is_harmless_field(field) &&
        change_number(pdf_peek(field, "Parent")) == place->object) {
        name_signature(c, &here, field, signature);
        pdf_slot_find(c->file, here.object)->marks |= PDF_MARK_SIGNATURE | PDF_MARK_PERMITTED;
        compare_dictionaries(c, added_rules, &here, NULL, field);
        compare_queued(c);
        return;
    }
    compare_added(c, &here, item, "field added");
}

static const struct list_rules field_list = {common_field, added_field,
                                             PDF_CHANGE_annotation_removed};

/* /Kids of a field; `place->object` is the field, which its kids name as their /Parent. */
static void compare_kids(struct comparison *c, const struct place *place,
                         const struct pdf_value *before, const struct pdf_value *now)
{
    change_reach_holder(c, before, now);
    compare_lists(c, &field_list, place, change_before(c, before), change_now(c, now));
}

static const struct rule field_rules[] = {
    {"V", PDF_CHANGE_field_value, NULL},
    {"DV", PDF_CHANGE_field_value, NULL},
    {"T", PDF_CHANGE_field_value, NULL},
    {"FT", PDF_CHANGE_field_value, NULL},
    {"Ff", PDF_CHANGE_field_value, NULL},
    {"Opt", PDF_CHANGE_field_value, NULL},
    {"AP", PDF_CHANGE_field_appearance, NULL},
    {"AS", PDF_CHANGE_field_appearance, NULL},
    {"MK", PDF_CHANGE_field_appearance, NULL},
    {"DA", PDF_CHANGE_field_appearance, NULL},
    {"Kids", PDF_CHANGE_annotation_changed, compare_kids},
    {"Parent", PDF_CHANGE_annotation_changed, compare_upward},
    {"P", PDF_CHANGE_annotation_changed, compare_upward},
    {NULL, PDF_CHANGE_annotation_changed, NULL},
};

/* A signature field that was empty and now has its value: these may differ with it. */
static const struct rule filled_rules[] = {
    {"V", PDF_CHANGE_signature, compare_permitted},
    {"AP", PDF_CHANGE_signature, compare_permitted},
    {"F", PDF_CHANGE_signature, compare_permitted},
    {"M", PDF_CHANGE_signature, compare_permitted},
    {"Parent", PDF_CHANGE_annotation_changed, compare_upward},
    {"P", PDF_CHANGE_annotation_changed, compare_upward},
    {NULL, PDF_CHANGE_annotation_changed, NULL},
};

static const struct rule annotation_rules[] = {
    {"P", PDF_CHANGE_annotation_changed, compare_upward},
    {"Parent", PDF_CHANGE_annotation_changed, compare_upward},
    {NULL, PDF_CHANGE_annotation_changed, NULL},
};

static bool is_filled(struct comparison *c, const struct pdf_value *before,
                      const struct pdf_value *now)
{
    return !pdf_get(c->before, before, "V") && pdf_is_name(pdf_peek(before, "FT"), "Sig") &&
           is_harmless_field(now) && added_signature(c, now);
}

static const struct rule *rules_for(const struct pdf_value *annotation)
{
    bool is_field = pdf_peek(annotation, "FT") || pdf_peek(annotation, "Kids") ||
                    pdf_is_name(pdf_peek(annotation, "Subtype"), "Widget");

    return is_field ? field_rules : annotation_rules;
}

void compare_annotation(struct comparison *c, const struct place *place,
                        const struct pdf_value *reference)
{
    const struct pdf_value *before = change_before(c, reference);
    const struct pdf_value *now = change_now(c, reference);
    struct place here = {PDF_CHANGE_annotation_changed, place->page, change_number(reference)};
    const struct rule *rules = rules_for(now);

    if (change_number(reference) == 0) {
        compare_values(c, &here, reference, reference);
        return;
    }
    if (!change_reach(c, reference))
        return;
    if (here.page == 0)
        here.page = pdf_page_of_object(c->file, change_number(pdf_peek(now, "P")));
    if (before->type != PDF_DICTIONARY || now->type != PDF_DICTIONARY) {
        compare_values(c, &here, before, now);
    } else {
        if (is_filled(c, before, now)) {
            name_signature(c, &here, now, added_signature(c, now));
            rules = filled_rules;
        }
        compare_dictionaries(c, rules, &here, before, now);
    }
    compare_queued(c);
}

/* ---- The form ------------------------------------------------------------------------------ */

static void compare_fields(struct comparison *c, const struct place *place,
                           const struct pdf_value *before, const struct pdf_value *now)
{
    struct place top = {place->kind, 0, 0}; /* top fields have no /Parent */

    change_reach_holder(c, before, now);
    compare_lists(c, &field_list, &top, change_before(c, before), change_now(c, now));
}

/* SignaturesExist and AppendOnly (table 219) come with a signature; nothing else may. */
static void compare_flags(struct comparison *c, const struct place *place,
                          const struct pdf_value *before, const struct pdf_value *now)
{
    int64_t old = before && before->type == PDF_INTEGER ? before->integer : 0;
    bool only_adds = now && now->type == PDF_INTEGER && (now->integer & ~INT64_C(3)) == 0 &&
                     (old & ~now->integer) == 0;

    if (!only_adds)
        compare_values(c, place, before, now);
}

static const struct rule form_rules[] = {
    {"Fields", PDF_CHANGE_annotation_changed, compare_fields},
    {"SigFlags", PDF_CHANGE_catalogue, compare_flags},
    {"DR", PDF_CHANGE_field_appearance, NULL},
    {"DA", PDF_CHANGE_field_appearance, NULL},
    {"Q", PDF_CHANGE_field_appearance, NULL},
    {"NeedAppearances", PDF_CHANGE_field_appearance, NULL},
    {"XFA", PDF_CHANGE_field_value, NULL},
    {NULL, PDF_CHANGE_catalogue, NULL},
};

void compare_forms(struct comparison *c)
{
    const struct pdf_value *before = pdf_peek(c->before->catalogue, "AcroForm");
    const struct pdf_value *now = pdf_peek(c->file->catalogue, "AcroForm");
    struct place place = {PDF_CHANGE_catalogue, 0, change_number(now)};

    change_reach_holder(c, before, now);
    if (before && !now)
        change_add(c, PDF_CHANGE_catalogue, 0, 0, "the form was taken out");
    compare_dictionaries(c, form_rules, &place, change_before(c, before), change_now(c, now));
    compare_queued(c);
}
