/* Values by themselves: getters that follow no reference. */
#include "pdf/token_impl.h"

static const struct pdf_value *dictionary_of(const struct pdf_value *value)
{
    if (value && value->type == PDF_STREAM)
        value = value->stream.dictionary;
    return value && value->type == PDF_DICTIONARY ? value : NULL;
}

const struct pdf_value *pdf_peek(const struct pdf_value *dictionary, const char *key)
{
    struct slice wanted = slice_str(key);
    const struct pdf_entry *entry, *end;

    dictionary = dictionary_of(dictionary);
    if (!dictionary)
        return NULL;
    entry = dictionary->dictionary.entries;
    for (end = entry + dictionary->dictionary.count; entry < end; entry++)
        if (slice_equal(entry->key, wanted))
            return entry->value;
    return NULL;
}

static int64_t clamp(int64_t value, int64_t limit)
{
    return value > limit ? limit : value < -limit ? -limit : value;
}

bool pdf_milli(const struct pdf_value *value, int64_t *ret_milli)
{
    if (value && value->type == PDF_INTEGER)
        *ret_milli = clamp(clamp(value->integer, MILLI_MAX) * 1000, MILLI_MAX);
    else if (value && value->type == PDF_REAL)
        *ret_milli = value->milli;
    else
        return false;
    return true;
}

bool pdf_is_name(const struct pdf_value *value, const char *name)
{
    return value && value->type == PDF_NAME && slice_is(value->name, name);
}
