/*
 * Which differences a signed document grants (ISO 32000-2 table 257). Filling in a form is
 * the value of a field, the state and the normal appearance of its widgets, and nothing
 * else: no other place, flag or action, and no appearance that was something else before.
 * Annotations are those that only mark or comment.
 *
 * An appearance is fitted into its annotation's rectangle (ISO 32000-1 12.5.5), so that is
 * where it shows. Whether that is over what was signed is looked at afterwards
 * (change_overlap.c).
 */
#include "pdf/change_impl.h"
#include "pdf/geometry.h"

#define STATES_MAX 64 /* of a button */

/* Of fields (tables 227, 229, 231) and of annotations (table 167). */
enum {
    FIELD_READ_ONLY = 1 << 0,
    FIELD_PUSH_BUTTON = 1 << 16,
    FIELD_IS_FILE = 1 << 20,
    FLAG_HIDDEN = 1 << 1,
    FLAG_PRINT = 1 << 2,
    FLAG_NO_ZOOM_ROTATE = 3 << 3,
    FLAG_READ_ONLY_LOCKED = 3 << 6,
    FLAG_LOCKED_CONTENTS = 1 << 9,
};

/* ---- Fields -------------------------------------------------------------------------------- */

/* An inheritable entry of the field at `level`. */
static const struct pdf_value *inherited(struct comparison *c, const char *key)
{
    for (const struct field_level *level = c->level; level; level = level->above) {
        const struct pdf_value *value = pdf_get(c->before, level->dictionary, key);

        if (value)
            return value;
    }
    return NULL;
}

static bool is_widget(const struct pdf_value *dictionary)
{
    return pdf_is_name(pdf_peek(dictionary, "Subtype"), "Widget");
}

/* A field of its own, not just a widget of the one above. */
static bool is_field(const struct pdf_value *dictionary)
{
    return pdf_peek(dictionary, "T") != NULL;
}

/* Whether no kid of the field is a field: its value is its own. */
static bool is_terminal(struct comparison *c, const struct pdf_value *dictionary)
{
    const struct pdf_value *kids = pdf_get(c->before, dictionary, "Kids");

    if (kids && (kids->type != PDF_ARRAY || kids->array.count > PDF_WIDGETS_MAX))
        return false;
    for (size_t i = 0; kids && i < kids->array.count; i++)
        if (is_field(pdf_item(c->before, kids, i)))
            return false;
    return true;
}

static bool is_text(struct comparison *c)
{
    return pdf_is_name(inherited(c, "FT"), "Tx") || pdf_is_name(inherited(c, "FT"), "Ch");
}

static bool is_button(struct comparison *c)
{
    return pdf_is_name(inherited(c, "FT"), "Btn");
}

static bool can_be_filled(struct comparison *c, const struct pdf_value *before)
{
    const struct pdf_value *flags = inherited(c, "Ff");
    int64_t widget_flags = pdf_get_integer(c->before, before, "F", 0);

    if (!is_text(c) && !is_button(c))
        return false;
    if (flags && (flags->type != PDF_INTEGER || flags->integer < 0 ||
                  (flags->integer & (FIELD_READ_ONLY | FIELD_PUSH_BUTTON | FIELD_IS_FILE))))
        return false;
    return widget_flags >= 0 && widget_flags <= INT32_MAX &&
           !(widget_flags & FLAG_LOCKED_CONTENTS) &&
           (is_field(before) ? is_terminal(c, before) : is_widget(before)) &&
           !permissions_lock(c->before, c->permissions, c->level);
}

/* Compares what may differ if it is `fine`. */
static void compare_if(struct comparison *c, bool fine, const struct place *place,
                       const struct pdf_value *before, const struct pdf_value *now)
{
    struct place granted = *place;

    granted.granted = PDF_GRANT_FORM_FILLING;
    if (fine)
        compare_granted(c, &granted, before, now);
    else
        compare_values(c, place, before, now);
}

/* Added, or the same object as before. */
static bool is_own(struct comparison *c, const struct pdf_value *before,
                   const struct pdf_value *now)
{
    uint32_t number = change_number(now);

    return number == change_number(before) || change_is_added(c, number);
}

static bool is_string_list(const struct pdf_value *value)
{
    if (!value || value->type != PDF_ARRAY)
        return false;
    for (size_t i = 0; i < value->array.count; i++)
        if (value->array.items[i]->type != PDF_STRING)
            return false;
    return true;
}

void grant_value(struct comparison *c, const struct place *place, const struct pdf_value *before,
                 const struct pdf_value *now)
{
    const struct pdf_value *value = change_now(c, now);
    bool fine = value && is_own(c, before, now);

    if (is_button(c))
        fine = fine && value->type == PDF_NAME;
    else
        fine = fine && (value->type == PDF_STRING || is_string_list(value));
    compare_if(c, fine && c->level && is_field(c->level->dictionary), place, before, now);
}

/* The state of a button is one of those that its appearance had when it was signed. */
void grant_state(struct comparison *c, const struct place *place, const struct pdf_value *before,
                 const struct pdf_value *now)
{
    const struct pdf_value *appearance = pdf_get(c->before, c->level->dictionary, "AP");
    const struct pdf_value *states = pdf_get_typed(c->before, appearance, "N", PDF_DICTIONARY);
    bool fine = false;

    if (now && now->type == PDF_NAME && states && states->dictionary.count <= STATES_MAX) {
        fine = pdf_is_name(now, "Off");
        for (size_t i = 0; i < states->dictionary.count; i++)
            fine |= slice_equal(states->dictionary.entries[i].key, now->name);
    }
    compare_if(c, fine && is_button(c), place, before, now);
}

/* When it was changed (table 166). */
void grant_date(struct comparison *c, const struct place *place, const struct pdf_value *before,
                const struct pdf_value *now)
{
    compare_if(c, now && now->type == PDF_STRING, place, before, now);
}

/* ---- Appearances --------------------------------------------------------------------------- */

/* A matrix that moves and turns by quarters, and no more: readers differ on others. */
static bool is_plain_matrix(struct pdf_file *file, const struct pdf_value *matrix)
{
    int64_t milli;

    if (!matrix)
        return true;
    if (matrix->type != PDF_ARRAY || matrix->array.count != 6)
        return false;
    for (size_t i = 0; i < 6; i++) {
        if (!pdf_milli(pdf_item(file, matrix, i), &milli))
            return false;
        if (i < 4 && milli != 0 && milli != 1000 && milli != -1000)
            return false;
    }
    return true;
}

/* A form XObject with a box, which is what is fitted into the rectangle and clipped. */
static bool is_plain_form(struct pdf_file *file, const struct pdf_value *form)
{
    struct pdf_rectangle box;

    return form && form->type == PDF_STREAM &&
           pdf_is_name(pdf_get(file, form, "Subtype"), "Form") &&
           pdf_rectangle_of(file, pdf_get(file, form, "BBox"), &box) && box.left < box.right &&
           box.bottom < box.top && is_plain_matrix(file, pdf_get(file, form, "Matrix"));
}

static bool is_new_appearance(struct comparison *c, const struct pdf_value *before,
                              const struct pdf_value *now)
{
    return change_number(now) && is_own(c, before, now) &&
           is_plain_form(c->file, change_now(c, now));
}

static void compare_normal(struct comparison *c, const struct place *place,
                           const struct pdf_value *before, const struct pdf_value *now)
{
    const struct pdf_slot *slot = pdf_slot_find(c->file, change_number(now));
    bool fine = is_text(c) && is_new_appearance(c, before, now);
    struct place granted = *place;

    /* replaced where it stands: named for each widget that has it */
    granted.granted = PDF_GRANT_FORM_FILLING;
    if (fine && change_number(now) == change_number(before) && slot &&
        (slot->marks & PDF_MARK_CHANGED))
        change_add_at(c, &granted, "appearance replaced");
    compare_if(c, fine, place, before, now);
}

static const struct rule appearance_rules[] = {
    {"N", PDF_CHANGE_field_appearance, compare_normal},
    {NULL, PDF_CHANGE_field_appearance, NULL},
};

void grant_appearance(struct comparison *c, const struct place *place,
                      const struct pdf_value *before, const struct pdf_value *now)
{
    /* a dictionary that is an object of its own may be another's, too */
    if (change_number(before) || change_number(now) || !pdf_peek(now, "N") ||
        !is_widget(c->level->dictionary))
        compare_values(c, place, before, now);
    else
        compare_dictionaries(c, appearance_rules, place, before, now);
}

/* Whether there is anything to be granted. */
static bool differs(struct comparison *c, const struct pdf_value *before,
                    const struct pdf_value *now)
{
    const struct pdf_value *normal = pdf_peek(pdf_peek(now, "AP"), "N");
    const struct pdf_slot *slot = pdf_slot_find(c->file, change_number(normal));

    return !pdf_values_equal(before, now) || (slot && (slot->marks & PDF_MARK_CHANGED));
}

bool grant_filling(struct comparison *c, const struct pdf_value *before,
                   const struct pdf_value *now)
{
    return c->permissions->fill && c->in_form && c->level && differs(c, before, now) &&
           can_be_filled(c, before);
}

/* ---- Other annotations --------------------------------------------------------------------- */

static bool is_among(struct slice name, const char *const *names)
{
    for (; *names; names++)
        if (slice_is(name, *names))
            return true;
    return false;
}

/* Those that mark or comment (table 171), without what could act, play, cover or embed. */
static bool is_marking(const struct pdf_value *annotation)
{
    static const char *const kinds[] = {
        "Text",     "FreeText",  "Line",      "Square",   "Circle",    "Polygon",
        "PolyLine", "Highlight", "Underline", "Squiggly", "StrikeOut", "Caret",
        "Stamp",    "Ink",       "Popup",     NULL,
    };
    const struct pdf_value *subtype = pdf_peek(annotation, "Subtype");

    return subtype && subtype->type == PDF_NAME && is_among(subtype->name, kinds);
}

static bool has_only_harmless_keys(const struct pdf_value *annotation)
{
    static const char *const keys[] = {
        "Type",       "Subtype",      "Rect",    "Contents", "P",     "NM",       "M",    "F",
        "AP",         "AS",           "Border",  "C",        "CA",    "ca",       "T",    "RC",
        "Subj",       "CreationDate", "IRT",     "RT",       "IT",    "Name",     "DA",   "DS",
        "Q",          "QuadPoints",   "InkList", "L",        "LE",    "Vertices", "IC",   "BS",
        "BE",         "RD",           "Rotate",  "Sy",       "Popup", "Parent",   "Open", "State",
        "StateModel", "Lang",         NULL,
    };

    for (size_t i = 0; i < annotation->dictionary.count; i++)
        if (!is_among(annotation->dictionary.entries[i].key, keys))
            return false;
    return true;
}

/* A note's icon and its window are the reader's to draw; all else must say how it looks. */
static bool is_drawn_plainly(struct pdf_file *file, const struct pdf_value *annotation)
{
    const struct pdf_value *appearance = pdf_get(file, annotation, "AP");
    int64_t flags = pdf_get_integer(file, annotation, "F", 0);
    bool is_note = pdf_is_name(pdf_peek(annotation, "Subtype"), "Text") ||
                   pdf_is_name(pdf_peek(annotation, "Subtype"), "Popup");
    int64_t fine = FLAG_HIDDEN | FLAG_PRINT | FLAG_READ_ONLY_LOCKED | FLAG_LOCKED_CONTENTS |
                   (is_note ? FLAG_NO_ZOOM_ROTATE : 0);

    if (flags & ~fine)
        return false;
    if (!appearance)
        return is_note;
    return appearance->type == PDF_DICTIONARY && appearance->dictionary.count == 1 &&
           is_plain_form(file, pdf_get(file, appearance, "N"));
}

bool grant_annotation(struct comparison *c, struct pdf_file *file,
                      const struct pdf_value *annotation)
{
    return c->permissions->annotate && annotation && annotation->type == PDF_DICTIONARY &&
           is_marking(annotation) && has_only_harmless_keys(annotation) &&
           is_drawn_plainly(file, annotation);
}

static void compare_marking(struct comparison *c, const struct place *place,
                            const struct pdf_value *before, const struct pdf_value *now)
{
    struct place granted = *place;

    granted.granted = PDF_GRANT_ANNOTATIONS;
    compare_granted(c, &granted, before, now);
}

/* Where a marking's appearance is: its own, or added. */
static void compare_marking_appearance(struct comparison *c, const struct place *place,
                                       const struct pdf_value *before, const struct pdf_value *now)
{
    const struct pdf_value *old = pdf_peek(before, "N"), *new = pdf_peek(now, "N");

    if (change_number(before) || change_number(now) || !is_new_appearance(c, old, new))
        compare_values(c, place, before, now);
    else
        compare_marking(c, place, before, now);
}

static const struct rule marking_rules[] = {
    {"P", PDF_CHANGE_annotation_changed, compare_upward},
    {"Parent", PDF_CHANGE_annotation_changed, compare_upward},
    {"Popup", PDF_CHANGE_annotation_changed, compare_upward},
    {"IRT", PDF_CHANGE_annotation_changed, compare_upward},
    {"AP", PDF_CHANGE_annotation_changed, compare_marking_appearance},
    {NULL, PDF_CHANGE_annotation_changed, compare_marking},
};

const struct rule *grant_marking(struct comparison *c, const struct pdf_value *before,
                                 const struct pdf_value *now)
{
    return grant_annotation(c, c->before, before) && grant_annotation(c, c->file, now)
               ? marking_rules
               : NULL;
}
