#include "render/quantity.h"

#include <stdbool.h>

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

size_t quantity_amount_size(struct slice quantity)
{
    size_t size = quantity.size;

    while (size > 0 && quantity.data[size - 1] != ' ')
        size--;
    return size > 1 && is_digit(quantity.data[0]) ? size : 0;
}

/* Of "3.5" the digits behind the point count nothing; of "3..5" they do. */
static bool is_fraction(struct slice amount, size_t digits)
{
    return digits >= 2 && amount.data[digits - 1] == '.' && is_digit(amount.data[digits - 2]);
}

const char *quantity_form(struct slice amount)
{
    size_t end = amount.size, start;
    unsigned last = 0;

    while (end > 0 && amount.data[end - 1] == ' ')
        end--;
    for (start = end; start > 0 && is_digit(amount.data[start - 1]);)
        start--;
    if (start == end || is_fraction(amount, start))
        return "";
    for (size_t i = end - start > 2 ? end - 2 : start; i < end; i++)
        last = last * 10 + (unsigned)(amount.data[i] - '0');
    if (last == 2 && start == 0 && end == 1)
        return ".two";
    return last >= 3 && last <= 10 ? ".few" : "";
}
