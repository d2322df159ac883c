/*
 * The form and its fields (ISO 32000-1 12.7). One thing is no change of the document: a
 * signature field, added whole or filled, with a signature made in the tail. One that
 * shows something on a page is named apart, since no source can allow it.
 */
#include "pdf/change_impl.h"
#include "pdf/signature_impl.h"

#define KIDS_MAX 64 /* widgets of an added signature field; more are no signature's */

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

/* The widgets of a field that is none itself, or NULL. */
static const struct pdf_value *kids_of(struct comparison *c, const struct pdf_value *field)
{
    const struct pdf_value *kids = change_now(c, pdf_peek(field, "Kids"));

    return kids && kids->type == PDF_ARRAY ? kids : NULL;
}

static bool is_harmless_kid(struct comparison *c, const struct pdf_value *item, uint32_t field)
{
    static const char *const keys[] = {"Type", "Subtype", "F",      "Rect", "P",  "AP", "Parent",
                                       "MK",   "BS",      "Border", "M",    "NM", "H",  NULL};
    const struct pdf_value *kid = change_now(c, item);

    return change_is_added(c, change_number(item)) && kid->type == PDF_DICTIONARY &&
           has_only_keys(kid, keys) && pdf_is_name(pdf_peek(kid, "Subtype"), "Widget") &&
           change_number(pdf_peek(kid, "Parent")) == field;
}

/* 12.7.3.1: a field whose widgets are objects of their own. All of it was added. */
static bool is_harmless_family(struct comparison *c, const struct pdf_value *field, uint32_t number)
{
    static const char *const keys[] = {"FT", "T",    "TU",     "TM",   "Ff", "V",
                                       "DA", "Kids", "Parent", "Lock", "SV", NULL};
    const struct pdf_value *kids = kids_of(c, field);
    uint32_t list = change_number(pdf_peek(field, "Kids"));

    if (!kids || kids->array.count == 0 || kids->array.count > KIDS_MAX ||
        (list && !change_is_added(c, list)) || !has_only_keys(field, keys) ||
        !pdf_is_name(pdf_peek(field, "FT"), "Sig"))
        return false;
    for (size_t i = 0; i < kids->array.count; i++)
        if (!is_harmless_kid(c, kids->array.items[i], number))
            return false;
    return true;
}

static bool shows_something(struct comparison *c, const struct pdf_value *field)
{
    const struct pdf_value *kids = kids_of(c, field);

    for (size_t i = 0; kids && i < kids->array.count; i++)
        if (pdf_widget_is_visible(c->file, change_now(c, kids->array.items[i])))
            return true;
    return pdf_widget_is_visible(c->file, field);
}

/* The page of a field that is a widget, or of its first kid that names one. */
static uint32_t page_of_field(struct comparison *c, const struct pdf_value *field)
{
    const struct pdf_value *kids = kids_of(c, field);
    uint32_t page = pdf_page_of_object(c->file, change_number(pdf_peek(field, "P")));

    for (size_t i = 0; kids && page == 0 && i < kids->array.count && i < KIDS_MAX; i++) {
        const struct pdf_value *kid = change_now(c, kids->array.items[i]);

        page = pdf_page_of_object(c->file, change_number(pdf_peek(kid, "P")));
    }
    return page;
}

static bool is_time_stamp(struct comparison *c, const struct pdf_value *signature)
{
    return pdf_is_name(pdf_get(c->file, signature, "Type"), "DocTimeStamp") &&
           pdf_is_name(pdf_get(c->file, signature, "SubFilter"), "ETSI.RFC3161");
}

static void name_signature(struct comparison *c, const struct place *place,
                           const struct pdf_value *field, const struct pdf_value *signature)
{
    struct place named = *place;
    const char *detail = "signature field";

    named.kind = PDF_CHANGE_signature;
    if (shows_something(c, field)) {
        named.kind = PDF_CHANGE_signature_visible;
        detail = "visible signature field";
    } else if (is_time_stamp(c, signature)) {
        named.kind = PDF_CHANGE_doc_time_stamp;
        detail = "document time stamp";
    }
    change_add_at(c, &named, detail);
}

/* ---- Levels -------------------------------------------------------------------------------- */

/* Goes into a field; false where too many lie inside each other, which is a limit. */
static bool enter(struct comparison *c, struct field_level *level,
                  const struct pdf_value *dictionary)
{
    *level = (struct field_level){c->level, dictionary, c->level ? c->level->depth + 1 : 1};
    if (level->depth > PDF_LEVELS_MAX) {
        pdf_limited(c->whole ? c->whole : c->file, "limit.depth", level->depth, PDF_LEVELS_MAX);
        return false;
    }
    c->level = level;
    return true;
}

/* ---- Fields and annotations ---------------------------------------------------------------- */

void compare_added(struct comparison *c, const struct place *place, const struct pdf_value *item,
                   const char *detail)
{
    struct place added = *place;

    added.kind = PDF_CHANGE_annotation_added;
    added.object = added.annotation = change_number(item);
    if (!c->level && change_is_added(c, added.object) &&
        grant_annotation(c, c->file, change_now(c, item)))
        added.granted = PDF_GRANT_ANNOTATIONS;
    change_add_at(c, &added, detail);
    added.granted = PDF_GRANT_NONE;
    if (change_is_added(c, change_number(item)))
        change_follow(c, &added, item);
    else
        compare_annotation(c, place, item);
    compare_queued(c);
}

void compare_removed(struct comparison *c, const struct place *place, const struct pdf_value *item)
{
    struct place removed = *place;

    removed.kind = PDF_CHANGE_annotation_removed;
    removed.object = removed.annotation = change_number(item);
    if (!c->level && change_number(item) && grant_annotation(c, c->before, change_before(c, item)))
        removed.granted = PDF_GRANT_ANNOTATIONS;
    change_add_at(c, &removed, "taken out");
}

static void common_field(struct comparison *c, const struct place *place,
                         const struct pdf_value *item)
{
    const struct field_level *above = c->level;
    struct field_level level;

    if (enter(c, &level, change_before(c, item)))
        compare_annotation(c, place, item);
    c->level = above;
}

/* A permitted field's entries; those that lead back up are not followed. */
static const struct rule added_rules[] = {
    {"P", PDF_CHANGE_signature, change_ignore},
    {"Kids", PDF_CHANGE_signature, change_ignore},
    {"Parent", PDF_CHANGE_signature, change_ignore},
    {NULL, PDF_CHANGE_signature, compare_permitted},
};

static void permit(struct comparison *c, const struct place *place, const struct pdf_value *item)
{
    uint32_t number = change_number(item);

    if (number)
        pdf_slot_find(c->file, number)->marks |= PDF_MARK_SIGNATURE | PDF_MARK_PERMITTED;
    if (change_now(c, item)->type == PDF_DICTIONARY)
        compare_dictionaries(c, added_rules, place, NULL, change_now(c, item));
    compare_queued(c);
}

static void permit_kids(struct comparison *c, const struct place *place,
                        const struct pdf_value *field)
{
    const struct pdf_value *kids = kids_of(c, field);

    if (!kids)
        return;
    permit(c, place, pdf_peek(field, "Kids"));
    for (size_t i = 0; i < kids->array.count; i++)
        permit(c, place, kids->array.items[i]);
}

/* A field that is new: permitted if it is a signature, whole. */
static void added_field(struct comparison *c, const struct place *place,
                        const struct pdf_value *item)
{
    const struct pdf_value *field = change_now(c, item);
    struct place here = {PDF_CHANGE_annotation_added, 0, change_number(item), change_number(item)};
    const struct field_level *above = c->level;
    const struct pdf_value *signature;
    struct field_level level;

    if (!enter(c, &level, field))
        return;
    here.page = page_of_field(c, field);
    signature = added_signature(c, field);
    if (change_is_added(c, here.object) && signature &&
        (is_harmless_field(field) || is_harmless_family(c, field, here.object)) &&
        change_number(pdf_peek(field, "Parent")) == place->object) {
        name_signature(c, &here, field, signature);
        permit(c, &here, item);
        permit_kids(c, &here, field);
    } else {
        compare_added(c, &here, item, "field added");
    }
    c->level = above;
}

static void removed_field(struct comparison *c, const struct place *place,
                          const struct pdf_value *item)
{
    const struct pdf_value *field = change_before(c, item);
    struct place here = {.page = pdf_page_of_object(c->file, change_number(pdf_peek(field, "P")))};
    const struct field_level *above = c->level;
    struct field_level level;

    (void)place;
    if (enter(c, &level, field))
        compare_removed(c, &here, item);
    c->level = above;
}

static const struct list_rules field_list = {common_field, added_field, removed_field};

/*
 * /Kids of a field; `place->object` is the field, which its kids name as their /Parent. One
 * that had none was shown by itself, and no longer is (12.7.3.1), even if the list is empty.
 */
static void compare_kids(struct comparison *c, const struct place *place,
                         const struct pdf_value *before, const struct pdf_value *now)
{
    if (!before)
        change_add_at(c, place, "kids added");
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
    {"A", PDF_CHANGE_action, NULL},
    {"AA", PDF_CHANGE_action, NULL},
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

/* A field that the document lets be filled in: some of these may differ. */
static const struct rule filling_rules[] = {
    {"V", PDF_CHANGE_field_value, grant_value},
    {"M", PDF_CHANGE_field_value, grant_date},
    {"AS", PDF_CHANGE_field_appearance, grant_state},
    {"AP", PDF_CHANGE_field_appearance, grant_appearance},
    {"DV", PDF_CHANGE_field_value, NULL},
    {"T", PDF_CHANGE_field_value, NULL},
    {"FT", PDF_CHANGE_field_value, NULL},
    {"Ff", PDF_CHANGE_field_value, NULL},
    {"Opt", PDF_CHANGE_field_value, NULL},
    {"MK", PDF_CHANGE_field_appearance, NULL},
    {"DA", PDF_CHANGE_field_appearance, NULL},
    {"A", PDF_CHANGE_action, NULL},
    {"AA", PDF_CHANGE_action, NULL},
    {"Kids", PDF_CHANGE_annotation_changed, compare_kids},
    {"Parent", PDF_CHANGE_annotation_changed, compare_upward},
    {"P", PDF_CHANGE_annotation_changed, compare_upward},
    {NULL, PDF_CHANGE_annotation_changed, NULL},
};

static const struct rule annotation_rules[] = {
    {"P", PDF_CHANGE_annotation_changed, compare_upward},
    {"Parent", PDF_CHANGE_annotation_changed, compare_upward},
    {"A", PDF_CHANGE_action, NULL},
    {"AA", PDF_CHANGE_action, NULL},
    {NULL, PDF_CHANGE_annotation_changed, NULL},
};

static bool is_filled(struct comparison *c, const struct pdf_value *before,
                      const struct pdf_value *now)
{
    return !pdf_get(c->before, before, "V") && pdf_is_name(pdf_peek(before, "FT"), "Sig") &&
           is_harmless_field(now) && added_signature(c, now) &&
           (!c->level || !permissions_lock(c->before, c->permissions, c->level));
}

static const struct rule *rules_for(struct comparison *c, const struct pdf_value *before,
                                    const struct pdf_value *now)
{
    const struct rule *marking;

    if (is_filled(c, before, now))
        return filled_rules;
    if (grant_filling(c, before, now))
        return filling_rules;
    if (pdf_peek(now, "FT") || pdf_peek(now, "Kids") ||
        pdf_is_name(pdf_peek(now, "Subtype"), "Widget"))
        return field_rules;
    marking = c->level ? NULL : grant_marking(c, before, now);
    return marking ? marking : annotation_rules;
}

void compare_annotation(struct comparison *c, const struct place *place,
                        const struct pdf_value *reference)
{
    const struct pdf_value *before = change_before(c, reference);
    const struct pdf_value *now = change_now(c, reference);
    uint32_t number = change_number(reference);
    struct place here = {PDF_CHANGE_annotation_changed, place->page, number, number};
    const struct rule *rules;

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
        rules = rules_for(c, before, now);
        if (rules == filled_rules)
            name_signature(c, &here, now, added_signature(c, now));
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
    {"SigFlags", PDF_CHANGE_form, compare_flags},
    {NULL, PDF_CHANGE_form, NULL},
};

void compare_forms(struct comparison *c)
{
    const struct pdf_value *before = pdf_peek(c->before->catalogue, "AcroForm");
    const struct pdf_value *now = pdf_peek(c->file->catalogue, "AcroForm");
    struct place place = {PDF_CHANGE_form, 0, change_number(now)};

    change_reach_holder(c, before, now);
    if (before && !now)
        change_add(c, PDF_CHANGE_form, 0, 0, "the form was taken out");
    c->in_form = true;
    compare_dictionaries(c, form_rules, &place, change_before(c, before), change_now(c, now));
    compare_queued(c);
    c->in_form = false;
}
