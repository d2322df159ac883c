/*
 * The document's information dictionary (ISO 32000-1 14.3.3). Most programs that add a
 * security store, a time stamp or a signature note in it who wrote the file last, and when.
 * No reader shows that as part of the document, so it is permitted beside such an addition,
 * and nothing else of the dictionary is. Where the document lets fields be filled in, the
 * note of whoever did so is granted with it.
 */
#include "pdf/change_impl.h"

static bool is_note(const struct pdf_entry *entry)
{
    return slice_is(entry->key, "ModDate") || slice_is(entry->key, "Producer");
}

/* Whether each entry of `one` is such a note, a text, or stands in `other` as well; a reference
 * could lead to anything. */
static bool is_kept(const struct pdf_value *one, const struct pdf_value *other)
{
    for (size_t i = 0; i < one->dictionary.count; i++) {
        const struct pdf_entry *entry = &one->dictionary.entries[i];
        const struct pdf_value *again = NULL;

        if (is_note(entry) && entry->value->type == PDF_STRING)
            continue;
        for (size_t k = 0; k < other->dictionary.count && !again; k++)
            if (slice_equal(other->dictionary.entries[k].key, entry->key))
                again = other->dictionary.entries[k].value;
        if (!again || entry->value->type == PDF_REFERENCE || !pdf_values_equal(entry->value, again))
            return false;
    }
    return true;
}

/* Both are dictionaries that differ in notes alone; none before is an empty one. */
static bool differs_in_notes(struct comparison *c, const struct pdf_value *before,
                             const struct pdf_value *now)
{
    static const struct pdf_value empty = {.type = PDF_DICTIONARY};

    before = before ? change_before(c, before) : &empty;
    now = change_now(c, now);
    return before && before->type == PDF_DICTIONARY && before->dictionary.count <= PDF_KEYS_MAX &&
           now && now->type == PDF_DICTIONARY && now->dictionary.count <= PDF_KEYS_MAX &&
           !pdf_values_equal(before, now) && is_kept(before, now) && is_kept(now, before);
}

void compare_information(struct comparison *c)
{
    const struct pdf_value *before = pdf_peek(c->before->trailer, "Info");
    const struct pdf_value *now = pdf_peek(c->file->trailer, "Info");
    bool in_notes = now && differs_in_notes(c, before, now);
    struct place place = {PDF_CHANGE_information, 0, 0};

    if (in_notes && (c->has_permitted || c->permissions->fill)) {
        change_reach_holder(c, before, now);
        place.kind = c->has_permitted ? PDF_CHANGE_bookkeeping : PDF_CHANGE_information;
        place.object = change_number(now);
        place.granted = c->has_permitted ? PDF_GRANT_NONE : PDF_GRANT_FORM_FILLING;
        change_add_at(c, &place, "document information");
        return;
    }
    compare_values(c, &place, before, now);
    compare_queued(c);
}
