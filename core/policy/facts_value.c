/* One stated fact, by the type that a policy declares for it. */
#include "base/error.h"
#include "base/unicode.h"
#include "policy/facts_impl.h"

#include <stdlib.h>

#define YEARS_MAX 200u /* of a list of calendar years */

static int by_year(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

    return x < y ? -1 : x > y;
}

static int read_years(struct facts_reader *reader, const json_t *json, struct value *value)
{
    size_t count = json_array_size(json);
    int32_t *years;

    if (!json_is_array(json) || count > YEARS_MAX)
        return facts_fail(reader, ERR_INVALID, "expected a list of at most %u years", YEARS_MAX);
    years = arena_array(reader->arena, int32_t, count);
    if (!years)
        return facts_fail(reader, ERR_NOMEM, "out of memory");
    for (size_t i = 0; i < count; i++) {
        json_int_t year = json_integer_value(json_array_get(json, i));

        if (year < 1900 || year > 9999)
            return facts_fail(reader, ERR_INVALID, "expected years such as 2026");
        years[i] = (int32_t)year;
    }
    qsort(years, count, sizeof *years, by_year);
    value->years.items = years;
    value->years.count = count;
    return 0;
}

static int read_amount(struct facts_reader *reader, const json_t *json,
                       const struct policy_fact *fact, struct value *value)
{
    const char *text;
    int r = facts_text(reader, json, &text);

    if (r < 0)
        return r;
    if (amount_parse(slice_str(text), &value->amount) < 0)
        return facts_fail(reader, ERR_INVALID, "no amount such as \"1500.00 CNY\"");
    if (!value->amount.currency[0])
        memcpy(value->amount.currency, fact->currency, sizeof fact->currency);
    if (!value->amount.currency[0])
        return facts_fail(reader, ERR_INVALID, "an amount needs a currency, \"1500.00 CNY\"");
    return 0;
}

/* Text of a scalar type; a code must be one that the policy lists. */
static int read_scalar(struct facts_reader *reader, const json_t *json,
                       const struct policy_fact *fact, struct value *value)
{
    const char *text;
    int r = facts_text(reader, json, &text);

    if (r < 0)
        return r;
    if (value_parse(fact->type, text, value) < 0)
        return facts_fail(reader, ERR_INVALID, "expected a %s", value_type_name(fact->type));
    if (fact->type != VALUE_CODE)
        return 0;
    for (const char *const *code = fact->one_of; *code; code++)
        if (strcmp(*code, text) == 0)
            return 0;
    return facts_fail(reader, ERR_INVALID, "not one of the codes that policies list");
}

/* Hani or Latn where a sign of it comes first, as a caller would have written it. */
static const char *script_of(const char *name)
{
    struct slice rest = slice_str(name);
    uint32_t code;

    while (rest.size > 0 && utf8_next(&rest, &code) == 0) {
        if (unicode_is_han(code))
            return "Hani";
        if ((code | 0x20) >= 'a' && (code | 0x20) <= 'z')
            return "Latn";
    }
    return "other";
}

/* What a report's names always say, and stated ones may leave out. */
static void complete_names(struct report_person *person, struct report_name *names)
{
    for (size_t i = 0; i < person->name_count; i++) {
        if (!names[i].kind)
            names[i].kind = "printed";
        if (!names[i].script)
            names[i].script = script_of(names[i].value);
    }
}

static int read_person(struct facts_reader *reader, const json_t *json, struct value *value)
{
    struct report_person *person = arena_new_of(reader->arena, struct report_person);
    int r;

    if (!person)
        return facts_fail(reader, ERR_NOMEM, "out of memory");
    value->person = person;
    r = facts_object(reader, json, &person_shape, person);
    if (r == 0) /* the list was made for this person a moment ago */
        complete_names(person, (struct report_name *)(uintptr_t)person->names);
    return r;
}

static int read_crossings(struct facts_parser *parser, const json_t *json, struct value *value)
{
    struct report_crossing *rows;
    void *items = NULL;
    int r = facts_list(&parser->reader, json, &crossing_shape, &items, &value->crossings.count);

    if (r < 0)
        return r;
    rows = items;
    for (size_t i = 0; i < value->crossings.count; i++) {
        rows[i].basis = "stated";
        if (rows[i].row == 0)
            rows[i].row = (int64_t)i + 1;
    }
    value->crossings.items = rows;
    value->crossings.has_cover = parser->has_cover;
    value->crossings.cover_from = parser->cover.from;
    value->crossings.cover_to = parser->cover.to;
    return 0;
}

int facts_read_value(struct facts_parser *parser, const json_t *json,
                     const struct policy_fact *fact, struct value *value)
{
    struct facts_reader *reader = &parser->reader;
    void *items = NULL;
    int r;

    switch (fact->type) {
    case VALUE_INTEGER:
        if (!json_is_integer(json))
            return facts_fail(reader, ERR_INVALID, "expected a whole number");
        value->integer = json_integer_value(json);
        return 0;
    case VALUE_AMOUNT:
        return read_amount(reader, json, fact, value);
    case VALUE_PERSON:
        return read_person(reader, json, value);
    case VALUE_CROSSINGS:
        return read_crossings(parser, json, value);
    case VALUE_YEARS:
        return read_years(reader, json, value);
    case VALUE_DOCUMENTS:
        r = facts_list(reader, json, &held_shape, &items, &value->documents.count);
        value->documents.items = items;
        return r;
    default:
        return read_scalar(reader, json, fact, value);
    }
}
