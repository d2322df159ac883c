/*
 * Any text as an amount and as a date. What was read of an amount, written and read again is the
 * same; a date is one that there is.
 */
#include "dates.h"
#include "decimal.h"

#include <stdlib.h>

#define TEXT_MAX 256u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void read_amount(struct vouch_text text, uint8_t choice)
{
    static const struct decimal_style plain = {.point = '.'};
    struct decimal_style style = {
        .point = choice & 1 ? ',' : '.',
        .group = choice & 2 ? (choice & 1 ? '.' : ',') : '\0',
        .parentheses = choice & 4,
        .trailing_minus = choice & 8,
        .debit_credit = choice & 16,
    };
    struct decimal value, again, sum;
    char room[DECIMAL_TEXT_MAX];

    if (!decimal_parse(text, &style, &value))
        return;
    require(decimal_parse(decimal_write(&value, room), &plain, &again));
    require(decimal_equal(&value, &again));
    again = decimal_negative(again);
    require(decimal_add(&value, &again, &sum) && sum.units == 0);
    require(decimal_absolute(value).units >= 0);
}

static void read_date(struct vouch_text text, uint8_t choice)
{
    static const char *const formats[] = {"YYYY-MM-DD", "YYYYMMDD",     "DD MMM YYYY",
                                          "D MMM",      "YYYY年M月D日", "YYYY/MM/DD HH:mm:ss",
                                          "HHmmss"};
    struct moment moment;

    if (!date_parse(text, formats[choice % VOUCH_COUNT(formats)], 20544, &moment))
        return;
    require(moment.second >= -1 && moment.second < 86400);
    require(moment.day == VOUCH_NO_DAY || moment.day >= -719162);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vouch_text text = {.data = (const char *)data + 1, .length = (uint32_t)size - 1};

    if (size < 1 || size > TEXT_MAX)
        return 0;
    read_amount(text, data[0]);
    read_date(text, data[0]);
    return 0;
}
