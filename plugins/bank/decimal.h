/*
 * Exact decimals: a whole number of 10^-8, in 128 bits. Money is never a floating point number.
 *
 * Sixteen digits before the point and eight after it are read; sums of a million of such numbers
 * fit, and every addition is checked all the same.
 */
#ifndef VOUCH_PLUGIN_BANK_DECIMAL_H
#define VOUCH_PLUGIN_BANK_DECIMAL_H

#include <stdbool.h>
#include <vouch/plugin.h>

#define DECIMAL_PLACES     8  /* after the point */
#define DECIMAL_DIGITS_MAX 16 /* before it */
#define DECIMAL_TEXT_MAX   48 /* bytes of one written out, terminated */

__extension__ typedef __int128 bank_int128;

struct decimal {
    bank_int128 units; /* of 10^-8 */
    uint32_t places;   /* after the point as printed; those of a sum are its parts' most */
};

/* How a layout writes numbers. */
struct decimal_style {
    char point;
    char group;          /* between groups of three digits; 0: none */
    bool parentheses;    /* (12.00) is negative */
    bool trailing_minus; /* 12.00- is negative */
    bool debit_credit;   /* 12.00DR is negative, 12.00CR is not */
};

/* False for anything that is not, all of it, a number in that style. */
bool decimal_parse(struct vouch_text text, const struct decimal_style *style, struct decimal *ret);

/* False where the result does not fit; `*ret` may be `a` or `b`. */
bool decimal_add(const struct decimal *a, const struct decimal *b, struct decimal *ret);

static inline struct decimal decimal_negative(struct decimal of)
{
    of.units = -of.units;
    return of;
}

static inline struct decimal decimal_absolute(struct decimal of)
{
    return of.units < 0 ? decimal_negative(of) : of;
}

static inline bool decimal_equal(const struct decimal *a, const struct decimal *b)
{
    return a->units == b->units;
}

/* As reports write amounts: "-1234.50". The text lies in `room`. */
struct vouch_text decimal_write(const struct decimal *of, char room[DECIMAL_TEXT_MAX]);

#endif
