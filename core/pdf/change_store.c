/*
 * The document security store (ISO 32000-2 12.8.4.3, ETSI EN 319 142-1 5.4.2.2), which later
 * revisions may add and replace. Permitted is what such a store is made of; whatever else
 * stands under /DSS was put there by somebody with another end, and is a change.
 */
#include "pdf/change_impl.h"

#define STORE_ITEMS_MAX 4096 /* of one list, or of /VRI; each is looked up */

typedef bool (*store_check)(struct comparison *c, const struct pdf_value *value);

/* What may stand under a key. */
struct store_entry {
    const char *key; /* NULL ends the table */
    store_check check;
};

static bool is_of_entries(struct comparison *c, const struct store_entry *entries,
                          const struct pdf_value *value)
{
    if (!value || value->type != PDF_DICTIONARY)
        return false;
    for (size_t i = 0; i < value->dictionary.count; i++) {
        const struct pdf_entry *entry = &value->dictionary.entries[i];
        const struct store_entry *known = entries;

        while (known->key && !slice_is(entry->key, known->key))
            known++;
        if (!known->key || !known->check(c, change_now(c, entry->value)))
            return false;
    }
    return true;
}

static bool is_stream(struct comparison *c, const struct pdf_value *value)
{
    (void)c;
    return value && value->type == PDF_STREAM;
}

static bool is_list(struct comparison *c, const struct pdf_value *value)
{
    if (!value || value->type != PDF_ARRAY || value->array.count > STORE_ITEMS_MAX)
        return false;
    for (size_t i = 0; i < value->array.count; i++)
        if (!is_stream(c, change_now(c, value->array.items[i])))
            return false;
    return true;
}

/* A name, or a date; some write a name as a string. */
static bool is_word(struct comparison *c, const struct pdf_value *value)
{
    (void)c;
    return value && (value->type == PDF_NAME || value->type == PDF_STRING);
}

/* A time stamp is a stream; one writer is known to leave an empty string. */
static bool is_time_stamp(struct comparison *c, const struct pdf_value *value)
{
    return is_stream(c, value) || is_word(c, value);
}

static bool is_related(struct comparison *c, const struct pdf_value *value)
{
    static const struct store_entry entries[] = {
        {"Type", is_word}, {"Cert", is_list},     {"CRL", is_list}, {"OCSP", is_list},
        {"TU", is_word},   {"TS", is_time_stamp}, {NULL, NULL},
    };

    return is_of_entries(c, entries, value);
}

/* /VRI: for each signature, by its digest, what validates it. */
static bool is_related_list(struct comparison *c, const struct pdf_value *value)
{
    if (!value || value->type != PDF_DICTIONARY || value->dictionary.count > STORE_ITEMS_MAX)
        return false;
    for (size_t i = 0; i < value->dictionary.count; i++) {
        const struct pdf_value *item = value->dictionary.entries[i].value;

        if (!slice_is(value->dictionary.entries[i].key, "Type") &&
            !is_related(c, change_now(c, item)))
            return false;
    }
    return true;
}

static bool is_store(struct comparison *c, const struct pdf_value *value)
{
    static const struct store_entry entries[] = {
        {"Type", is_word},  {"VRI", is_related_list}, {"Certs", is_list},
        {"OCSPs", is_list}, {"CRLs", is_list},        {NULL, NULL},
    };

    return !value || is_of_entries(c, entries, value);
}

void compare_store(struct comparison *c)
{
    const struct pdf_value *before = pdf_peek(c->before->catalogue, "DSS");
    const struct pdf_value *now = pdf_peek(c->file->catalogue, "DSS");
    struct place place = {PDF_CHANGE_dss, 0, change_number(now)};

    if (!is_store(c, change_now(c, now)))
        return;
    compare_permitted(c, &place, before, now);
    compare_queued(c);
    if (c->has_permitted)
        change_add(c, PDF_CHANGE_dss, place.object, 0, "document security store");
}

void compare_other_store(struct comparison *c, const struct place *place,
                         const struct pdf_value *before, const struct pdf_value *now)
{
    if (!is_store(c, change_now(c, now)))
        compare_values(c, place, before, now);
}
