/* Values by themselves: getters that follow no reference. */
#include "pdf/file.h"
#include "pdf/token_impl.h"

#define UNORDERED_MAX   256 /* entries in another order that are still looked for */
#define DIGITS_COMPARED 5   /* of a real below 1, without the zeros before them */

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

/*
 * Digits as thousandths: three decimals, the fourth rounds half away from zero. Past
 * MILLI_MAX the value stays there, since no figure of a page is as large.
 */
static int64_t milli_of(struct slice digits)
{
    int64_t value = 0;
    int decimals = -1; /* -1 before the point */
    bool negative = digits.data[0] == '-';

    for (size_t i = negative || digits.data[0] == '+'; i < digits.size && decimals < 4; i++) {
        uint8_t byte = digits.data[i];

        if (byte == '.') {
            decimals = 0;
            continue;
        }
        if (decimals >= 0)
            decimals++;
        if (decimals == 4)
            value += byte >= '5';
        else if (value <= MILLI_MAX)
            value = value * 10 + (byte - '0');
    }
    for (int i = decimals < 0 ? 0 : decimals; i < 3 && value <= MILLI_MAX; i++)
        value *= 10;
    if (value > MILLI_MAX)
        value = MILLI_MAX;
    return negative ? -value : value;
}

bool pdf_milli(const struct pdf_value *value, int64_t *ret_milli)
{
    if (value && value->type == PDF_INTEGER)
        *ret_milli = clamp(clamp(value->integer, MILLI_MAX) * 1000, MILLI_MAX);
    else if (value && value->type == PDF_REAL)
        *ret_milli = milli_of(value->digits);
    else
        return false;
    return true;
}

bool pdf_is_name(const struct pdf_value *value, const char *name)
{
    return value && value->type == PDF_NAME && slice_is(value->name, name);
}

/* The digits of a real below 1 that count: from the point on, without zeros at the end. */
static struct slice fraction_of(const struct pdf_value *real, size_t *ret_zeros)
{
    struct slice digits = real->digits;
    size_t at = 0, end;

    while (at < digits.size && digits.data[at] != '.')
        at++;
    *ret_zeros = 0;
    for (at++; at < digits.size && digits.data[at] == '0'; at++)
        ++*ret_zeros;
    end = at + DIGITS_COMPARED < digits.size ? at + DIGITS_COMPARED : digits.size;
    while (end > at && digits.data[end - 1] == '0')
        end--;
    return slice_sub(digits, at, end > at ? end - at : 0);
}

/*
 * Thousandths are enough from 1 on. Below they are not: a matrix makes as much of 0.0004 as of
 * 400. Later producers write a number with fewer digits, so not all of them count.
 */
static bool reals_equal(const struct pdf_value *a, const struct pdf_value *b)
{
    int64_t milli = milli_of(a->digits);
    struct slice left, right;
    size_t left_zeros, right_zeros;

    if (milli != milli_of(b->digits))
        return false;
    if (milli >= 1000 || milli <= -1000)
        return true;
    left = fraction_of(a, &left_zeros);
    right = fraction_of(b, &right_zeros);
    if (left.size == 0 && right.size == 0)
        return true;
    return left_zeros == right_zeros && slice_equal(left, right) &&
           (a->digits.data[0] == '-') == (b->digits.data[0] == '-');
}

static bool arrays_equal(const struct pdf_value *a, const struct pdf_value *b)
{
    if (a->array.count != b->array.count)
        return false;
    for (size_t i = 0; i < a->array.count; i++)
        if (!pdf_values_equal(a->array.items[i], b->array.items[i]))
            return false;
    return true;
}

static const struct pdf_value *find_entry(const struct pdf_value *dictionary, struct slice key)
{
    for (size_t i = 0; i < dictionary->dictionary.count; i++)
        if (slice_equal(dictionary->dictionary.entries[i].key, key))
            return dictionary->dictionary.entries[i].value;
    return NULL;
}

/* A key occurs once in each, so as many entries of which each is found are the same. */
static bool dictionaries_equal(const struct pdf_value *a, const struct pdf_value *b)
{
    size_t count = a->dictionary.count;

    if (count != b->dictionary.count)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct pdf_entry *left = &a->dictionary.entries[i];
        const struct pdf_entry *right = &b->dictionary.entries[i];
        const struct pdf_value *value = right->value;

        if (!slice_equal(left->key, right->key))
            value = count <= UNORDERED_MAX ? find_entry(b, left->key) : NULL;
        if (!value || !pdf_values_equal(left->value, value))
            return false;
    }
    return true;
}

bool pdf_values_equal(const struct pdf_value *a, const struct pdf_value *b)
{
    enum pdf_type type = a ? a->type : PDF_NULL;

    if (type != (b ? b->type : PDF_NULL))
        return false;
    switch (type) {
    case PDF_NULL:
        return true;
    case PDF_BOOLEAN:
        return a->boolean == b->boolean;
    case PDF_INTEGER:
        return a->integer == b->integer;
    case PDF_REAL:
        return reals_equal(a, b);
    case PDF_STRING:
        return slice_equal(a->string, b->string);
    case PDF_NAME:
        return slice_equal(a->name, b->name);
    case PDF_ARRAY:
        return arrays_equal(a, b);
    case PDF_DICTIONARY:
        return dictionaries_equal(a, b);
    case PDF_STREAM:
        return slice_equal(a->stream.raw, b->stream.raw) &&
               dictionaries_equal(a->stream.dictionary, b->stream.dictionary);
    case PDF_REFERENCE:
        return a->reference.number == b->reference.number &&
               a->reference.generation == b->reference.generation;
    }
    return false;
}
