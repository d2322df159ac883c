#include "base/error.h"
#include "policy/days_rule.h"

/* A day's term; of a time, the day on the policy's clocks. */
static bool term_day(struct evaluation *evaluation, const struct term *term, struct result *result,
                     int32_t *ret_day)
{
    struct value value = outlook_value(evaluation, term);
    int32_t last;

    result->basis |= value.basis;
    if (!value.is_known) {
        result_missing(evaluation, result, term);
        return false;
    }
    value_days(evaluation, &value, ret_day, &last);
    return true;
}

bool days_rule_window(struct evaluation *evaluation, const struct days_rule *rule,
                      struct result *result, struct days_window *ret_window)
{
    int32_t from, to;

    if (!term_day(evaluation, &rule->to, result, &to))
        return false;
    if (rule->is_before) {
        if (day_add(to, &rule->length, -1, &from) < 0)
            return false; /* cannot happen: the loader let only such units pass */
        *ret_window = (struct days_window){from, to - 1};
        return true;
    }
    if (!term_day(evaluation, &rule->from, result, &from))
        return false;
    *ret_window = (struct days_window){from, to};
    return true;
}

/* How far the year of a day can be from what the difference of the calendar years says. */
#define YEARS_OFF 2

/*
 * The first day of the year that many years from the anchor; 29 February becomes the 28th. At
 * the calendar's ends years stand still, so that nothing may wait for one to come.
 */
static int32_t year_start(int32_t anchor, int32_t years)
{
    struct duration distance = {.count = years < 0 ? -years : years, .unit = UNIT_YEARS};
    int32_t day = anchor;

    day_add(anchor, &distance, years < 0 ? -1 : 1, &day);
    return day;
}

static int32_t year_of(int32_t day)
{
    struct wall_time date;

    day_split(day, &date);
    return date.year;
}

/* The day from which years are counted. */
static bool find_anchor(struct evaluation *evaluation, const struct days_rule *rule,
                        struct days_window window, enum days_year reading, struct result *result,
                        int32_t *ret_anchor)
{
    if (reading == DAYS_YEAR_CALENDAR)
        return day_make(year_of(window.to), 1, 1, ret_anchor) == 0;
    if (rule->has_anchor)
        return term_day(evaluation, &rule->anchor, result, ret_anchor);
    *ret_anchor = rule->is_before ? window.to + 1 : window.from;
    return true;
}

static bool terms_equal(const struct term *a, const struct term *b)
{
    return a->kind == b->kind && a->index == b->index && strcmp(a->text, b->text) == 0;
}

/*
 * Where the window moves and the years do not, a year enters or leaves it whole on one day:
 * so far, and a day less for leap years, the list of years stays.
 */
static void hold_years(struct evaluation *evaluation, const struct days_rule *rule,
                       struct days_window window, enum days_year reading, int32_t anchor)
{
    const struct term *term = rule->has_anchor  ? &rule->anchor
                              : rule->is_before ? &rule->to
                                                : &rule->from;
    bool along =
        reading == DAYS_YEAR_ANNIVERSARY && rule->is_before && terms_equal(term, &rule->to);
    int32_t ends[2] = {window.from, window.to + 1}, hold;

    if (!evaluation->outlook || along)
        return;
    for (int i = 0; i < 2; i++) {
        int32_t years = year_of(ends[i]) - year_of(anchor) - 1;

        for (int j = 0; j < YEARS_OFF && year_start(anchor, years) < ends[i]; j++)
            years++;
        hold = year_start(anchor, years) - ends[i] - 2;
        outlook_hold(evaluation, hold);
    }
}

bool days_rule_years(struct evaluation *evaluation, const struct days_rule *rule,
                     struct days_window window, enum days_year reading, struct result *result,
                     struct days_periods *ret_periods)
{
    int32_t anchor, years;

    ret_periods->count = 0;
    if (!find_anchor(evaluation, rule, window, reading, result, &anchor))
        return false;
    hold_years(evaluation, rule, window, reading, anchor);
    years = year_of(window.from) - year_of(anchor) - 1;
    for (int j = 0; j < YEARS_OFF && year_start(anchor, years + 1) <= window.from; j++)
        years++;
    for (; year_start(anchor, years) <= window.to; years++) {
        struct days_window year = {year_start(anchor, years), year_start(anchor, years + 1) - 1};
        struct days_period period = {.window = year, .whole = year.to - year.from + 1};

        if (year.from > year.to)
            break;
        if (year.from < window.from)
            period.window.from = window.from;
        if (year.to > window.to)
            period.window.to = window.to;
        if (!rule->prorata && period.window.to - period.window.from + 1 != period.whole)
            continue;
        if (ret_periods->count == DAYS_YEARS_MAX) {
            result->why = "bounds";
            return false;
        }
        ret_periods->items[ret_periods->count++] = period;
    }
    return true;
}
