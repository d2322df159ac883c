#include "decimal.h"

#define UNITS 100000000 /* 10^DECIMAL_PLACES */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static void drop_first(struct vouch_text *text)
{
    text->data++;
    text->length--;
}

static bool take_first(struct vouch_text *text, char byte)
{
    bool is_there = text->length > 0 && text->data[0] == byte;

    if (is_there)
        drop_first(text);
    return is_there;
}

static bool take_last(struct vouch_text *text, const char *suffix)
{
    uint32_t size = (uint32_t)strlen(suffix);
    bool is_there =
        text->length >= size && memcmp(text->data + text->length - size, suffix, size) == 0;

    text->length -= is_there ? size : 0;
    return is_there;
}

/* What says the sign; the text is without it then. False where it is said twice. */
static bool take_sign(struct vouch_text *text, const struct decimal_style *style, bool *ret)
{
    uint32_t signs = 0;
    bool negative = false;

    if (style->debit_credit && take_last(text, "DR")) {
        negative = true;
        signs++;
    } else if (style->debit_credit && take_last(text, "CR")) {
        signs++;
    }
    if (style->trailing_minus && take_last(text, "-")) {
        negative = true;
        signs++;
    }
    if (take_first(text, '-')) {
        negative = true;
        signs++;
    } else if (take_first(text, '+')) {
        signs++;
    }
    if (style->parentheses && text->length > 2 && text->data[0] == '(' && take_last(text, ")")) {
        drop_first(text);
        negative = true;
        signs++;
    }
    *ret = negative;
    return signs <= 1;
}

/* The digits before the point. With a separator, every group but the first has three of them. */
static bool take_whole(struct vouch_text *text, const struct decimal_style *style,
                       bank_int128 *value)
{
    uint32_t digits = 0, in_group = 0;
    bool grouped = false;

    while (text->length > 0 &&
           (is_digit(text->data[0]) || (style->group && text->data[0] == style->group))) {
        if (!is_digit(text->data[0])) {
            if (in_group == 0 || in_group > 3 || (grouped && in_group != 3))
                return false;
            grouped = true;
            in_group = 0;
        } else {
            if (++digits > DECIMAL_DIGITS_MAX)
                return false;
            in_group++;
            *value = *value * 10 + (text->data[0] - '0');
        }
        drop_first(text);
    }
    return digits > 0 && (!grouped || in_group == 3);
}

bool decimal_parse(struct vouch_text text, const struct decimal_style *style, struct decimal *ret)
{
    bank_int128 value = 0;
    uint32_t places = 0;
    bool negative;

    if (!take_sign(&text, style, &negative) || !take_whole(&text, style, &value))
        return false;
    if (take_first(&text, style->point)) {
        for (; text.length > 0 && is_digit(text.data[0]); places++) {
            if (places == DECIMAL_PLACES)
                return false;
            value = value * 10 + (text.data[0] - '0');
            drop_first(&text);
        }
        if (places == 0)
            return false;
    }
    for (uint32_t i = places; i < DECIMAL_PLACES; i++)
        value *= 10;
    if (text.length > 0)
        return false;
    *ret = (struct decimal){.units = negative ? -value : value, .places = places};
    return true;
}

bool decimal_add(const struct decimal *a, const struct decimal *b, struct decimal *ret)
{
    uint32_t places = a->places > b->places ? a->places : b->places;
    bank_int128 sum;

    if (__builtin_add_overflow(a->units, b->units, &sum))
        return false;
    *ret = (struct decimal){.units = sum, .places = places};
    return true;
}

struct vouch_text decimal_write(const struct decimal *of, char room[DECIMAL_TEXT_MAX])
{
    __extension__ unsigned __int128 rest =
        of->units < 0 ? -(unsigned __int128)of->units : (unsigned __int128)of->units;
    char *at = room + DECIMAL_TEXT_MAX - 1, *end = at;

    for (uint32_t place = 0; place < DECIMAL_PLACES; place++, rest /= 10)
        if (DECIMAL_PLACES - place <= of->places)
            *--at = (char)('0' + (int)(rest % 10));
    if (of->places > 0)
        *--at = '.';
    do
        *--at = (char)('0' + (int)(rest % 10));
    while ((rest /= 10) > 0);
    if (of->units < 0)
        *--at = '-';
    *end = '\0';
    return (struct vouch_text){.data = at, .length = (uint32_t)(end - at)};
}
