#include "policy/value.h"

#include "base/datetime.h"
#include "base/error.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *const type_names[] = {
    [VALUE_DAY] = "day",
    [VALUE_TIME] = "time",
    [VALUE_INTEGER] = "integer",
    [VALUE_AMOUNT] = "amount",
    [VALUE_CODE] = "code",
    [VALUE_TEXT] = "text",
    [VALUE_NAME] = "name",
    [VALUE_PERSON] = "person",
    [VALUE_TERRITORY] = "territory",
    [VALUE_CROSSINGS] = "crossings",
    [VALUE_YEARS] = "years",
    [VALUE_DOCUMENTS] = "documents",
};

const char *value_type_name(enum value_type type)
{
    return type_names[type];
}

int value_type_from_name(const char *name, enum value_type *ret_type)
{
    for (size_t i = VALUE_DAY; i < sizeof type_names / sizeof *type_names; i++) {
        if (strcmp(type_names[i], name) == 0) {
            *ret_type = (enum value_type)i;
            return 0;
        }
    }
    return ERR_NOT_FOUND;
}

/* ---- Amounts ---- */

static bool is_digit(struct slice text, size_t at)
{
    return at < text.size && text.data[at] >= '0' && text.data[at] <= '9';
}

/* Adds digits to the amount from `*at` on; ERR_LIMIT where they are more than fit. */
static int take_digits(struct slice text, size_t *at, struct amount *amount)
{
    for (; is_digit(text, *at); ++*at)
        if (__builtin_mul_overflow(amount->digits, (int64_t)10, &amount->digits) ||
            __builtin_add_overflow(amount->digits, (int64_t)(text.data[*at] - '0'),
                                   &amount->digits))
            return ERR_LIMIT;
    return 0;
}

static int take_fraction(struct slice text, size_t *at, struct amount *amount)
{
    size_t start = ++*at;
    int r = take_digits(text, at, amount);

    if (r == 0 && *at == start)
        r = ERR_SYNTAX;
    if (r == 0 && *at - start > AMOUNT_SCALE_MAX)
        r = ERR_LIMIT;
    if (r == 0)
        amount->scale = (uint8_t)(*at - start);
    return r;
}

/* Nothing, or a space and three capital letters. */
static int take_currency(struct slice rest, struct amount *amount)
{
    if (rest.size == 0)
        return 0;
    if (rest.size != 4 || rest.data[0] != ' ')
        return ERR_SYNTAX;
    for (size_t i = 1; i < 4; i++) {
        if (rest.data[i] < 'A' || rest.data[i] > 'Z')
            return ERR_SYNTAX;
        amount->currency[i - 1] = (char)rest.data[i];
    }
    return 0;
}

int amount_parse(struct slice text, struct amount *ret_amount)
{
    struct amount amount = {0};
    bool negative = text.size > 0 && text.data[0] == '-';
    size_t start = negative ? 1 : 0, at = start;
    int r;

    if (!is_digit(text, at) || (text.data[at] == '0' && is_digit(text, at + 1)))
        return ERR_SYNTAX;
    r = take_digits(text, &at, &amount);
    if (r == 0 && at < text.size && text.data[at] == '.')
        r = take_fraction(text, &at, &amount);
    if (r == 0)
        r = take_currency(slice_sub(text, at, text.size), &amount);
    if (r < 0)
        return r;
    if (negative)
        amount.digits = -amount.digits;
    *ret_amount = amount;
    return 0;
}

/* Below 10^19 times 10^6: fits. */
static __int128 at_full_scale(const struct amount *amount)
{
    __int128 value = amount->digits;

    for (unsigned scale = amount->scale; scale < AMOUNT_SCALE_MAX; scale++)
        value *= 10;
    return value;
}

int amount_compare(const struct amount *a, const struct amount *b)
{
    __int128 x = at_full_scale(a), y = at_full_scale(b);

    return x < y ? -1 : x > y;
}

static const char *amount_text(struct arena *arena, const struct amount *amount)
{
    uint64_t digits = amount->digits < 0 ? -(uint64_t)amount->digits : (uint64_t)amount->digits;
    const char *sign = amount->digits < 0 ? "-" : "", *space = amount->currency[0] ? " " : "";
    uint64_t one = 1;

    for (unsigned i = 0; i < amount->scale; i++)
        one *= 10;
    if (amount->scale == 0)
        return arena_printf(arena, "%s%" PRIu64 "%s%s", sign, digits, space, amount->currency);
    return arena_printf(arena, "%s%" PRIu64 ".%0*" PRIu64 "%s%s", sign, digits / one, amount->scale,
                        digits % one, space, amount->currency);
}

/* ---- Text ---- */

static const char *time_text(struct arena *arena, const struct value *value, int32_t offset)
{
    char text[TIME_TEXT_SIZE];

    time_format(value->time.first, offset, text);
    return arena_strdup(arena, text);
}

static const char *day_text(struct arena *arena, int32_t day)
{
    char text[DAY_TEXT_SIZE];

    day_format(day, text);
    return arena_strdup(arena, text);
}

static const char *years_text(struct arena *arena, const struct value_years *years)
{
    const char *text = "";

    for (size_t i = 0; text && i < years->count; i++)
        text = arena_printf(arena, "%s%s%" PRId32, text, i ? "," : "", years->items[i]);
    return text;
}

const char *value_text(struct arena *arena, const struct value *value, int32_t offset)
{
    if (!value->is_known)
        return "";
    switch (value->type) {
    case VALUE_DAY:
        return day_text(arena, value->day);
    case VALUE_TIME:
        return time_text(arena, value, offset);
    case VALUE_INTEGER:
        return arena_printf(arena, "%" PRId64, value->integer);
    case VALUE_AMOUNT:
        return amount_text(arena, &value->amount);
    case VALUE_CODE:
    case VALUE_TEXT:
    case VALUE_NAME:
    case VALUE_TERRITORY:
        return value->text;
    case VALUE_YEARS:
        return years_text(arena, &value->years);
    default:
        return "";
    }
}

/* ---- Text ---- */

static int parse_integer(const char *text, struct value *value)
{
    char *end;

    if (strspn(text, "-0123456789") != strlen(text) || strlen(text) > 18)
        return ERR_SYNTAX;
    value->integer = strtoll(text, &end, 10);
    return *text && !*end && end[-1] != '-' ? 0 : ERR_SYNTAX;
}

bool value_is_territory(const char *text)
{
    return text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z' && !text[2];
}

static int parse_code(const char *text)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

    return *text && strspn(text, allowed) == strlen(text) ? 0 : ERR_SYNTAX;
}

int value_parse(enum value_type type, const char *text, struct value *ret_value)
{
    struct value value = {.type = type, .is_known = true};
    int r = 0;

    switch (type) {
    case VALUE_DAY:
        r = day_parse(slice_str(text), &value.day);
        break;
    case VALUE_TIME:
        r = time_parse(slice_str(text), &value.time.first, NULL);
        value.time.last = value.time.first;
        break;
    case VALUE_INTEGER:
        r = parse_integer(text, &value);
        break;
    case VALUE_AMOUNT:
        r = amount_parse(slice_str(text), &value.amount);
        break;
    case VALUE_TERRITORY:
        r = value_is_territory(text) ? 0 : ERR_SYNTAX;
        value.text = text;
        break;
    case VALUE_CODE:
        r = parse_code(text);
        value.text = text;
        break;
    case VALUE_TEXT:
    case VALUE_NAME:
        r = *text ? 0 : ERR_SYNTAX;
        value.text = text;
        break;
    default:
        return ERR_INVALID;
    }
    if (r == 0)
        *ret_value = value;
    return r;
}
