#include "policy/days_rule.h"

#define YEAR_DAYS   365
#define MONTH_DAYS  30
#define YEAR_MONTHS 12
#define FRACTIONS   10000 /* of a unit, as struct duration counts them */

/*
 * A twelfth of which year: of that year, where each year is asked; of the mean year of a
 * window of whole years or months; else of 365 days.
 */
static struct days_wanted twelfths(const struct days_rule *rule, const struct days_period *period,
                                   int64_t months)
{
    int64_t days = period->window.to - period->window.from + 1;

    if (rule->each == DAYS_EACH_YEAR)
        return (struct days_wanted){months * period->whole, YEAR_MONTHS};
    if (rule->each == DAYS_IN_ALL && rule->is_before && rule->length.unit == UNIT_YEARS)
        return (struct days_wanted){months * days, YEAR_MONTHS * rule->length.count};
    if (rule->each == DAYS_IN_ALL && rule->is_before && rule->length.unit == UNIT_MONTHS)
        return (struct days_wanted){months * days, rule->length.count};
    return (struct days_wanted){months * YEAR_DAYS, YEAR_MONTHS};
}

struct days_wanted days_wanted(const struct days_rule *rule, const struct days_period *period,
                               enum days_month month)
{
    const struct duration *asked = &rule->wanted;
    int64_t count = asked->count, days = period->window.to - period->window.from + 1;
    struct days_wanted wanted = {count * FRACTIONS + asked->fraction, FRACTIONS};

    if (asked->unit == UNIT_WEEKS)
        wanted.numerator *= 7;
    else if (asked->unit == UNIT_MONTHS && month == DAYS_MONTH_30D)
        wanted = (struct days_wanted){count * MONTH_DAYS, 1};
    else if (asked->unit == UNIT_YEARS && month == DAYS_MONTH_30D)
        wanted = (struct days_wanted){count * YEAR_DAYS, 1};
    else if (asked->unit == UNIT_MONTHS)
        wanted = twelfths(rule, period, count);
    else if (asked->unit == UNIT_YEARS)
        wanted = twelfths(rule, period, count * YEAR_MONTHS);
    if (rule->each == DAYS_EACH_YEAR && days < period->whole) {
        wanted.numerator *= days;
        wanted.denominator *= period->whole;
    }
    return wanted;
}

enum decision_outcome days_compare(const struct days_rule *rule, struct days_bounds count,
                                   struct days_wanted wanted)
{
    int64_t lower = count.lower * wanted.denominator, upper = count.upper * wanted.denominator;

    switch (rule->relation) {
    case DAYS_AT_LEAST:
        return outcome_between(lower >= wanted.numerator, upper < wanted.numerator);
    case DAYS_AT_MOST:
        return outcome_between(upper <= wanted.numerator, lower > wanted.numerator);
    case DAYS_UNDER:
        return outcome_between(upper < wanted.numerator, lower >= wanted.numerator);
    case DAYS_OVER:
        return outcome_between(lower > wanted.numerator, upper <= wanted.numerator);
    }
    return OUTCOME_UNKNOWN;
}

/* How far a bound is from where the comparison turns, in whole days. */
static int64_t distance(int32_t bound, struct days_wanted wanted)
{
    int64_t gap = bound * wanted.denominator - wanted.numerator;

    return (gap < 0 ? -gap : gap) / wanted.denominator;
}

int64_t days_hold(const struct days_rule *rule, struct days_bounds count, struct days_wanted wanted)
{
    int64_t lower = distance(count.lower, wanted), upper = distance(count.upper, wanted);
    int64_t hold = lower < upper ? lower : upper;

    /* one day for a leap day in the window; what is wanted moves with the year's length, too */
    hold -= 2 + (rule->wanted.unit == UNIT_YEARS    ? rule->wanted.count
                 : rule->wanted.unit == UNIT_MONTHS ? rule->wanted.count / YEAR_MONTHS
                                                    : 0);
    return hold < 0 || rule->prorata ? 0 : hold;
}
