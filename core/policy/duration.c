#include "policy/duration.h"

#include "base/datetime.h"
#include "base/error.h"

#include <inttypes.h>

#define FRACTION_DIGITS 4
#define FRACTION_ONE    10000

static const struct {
    const char *one;
    const char *many;
    enum duration_unit unit;
    const char *territory;
} units[] = {
    {"minute", "minutes", UNIT_MINUTES, ""},
    {"hour", "hours", UNIT_HOURS, ""},
    {"day", "days", UNIT_DAYS, ""},
    {"week", "weeks", UNIT_WEEKS, ""},
    {"month", "months", UNIT_MONTHS, ""},
    {"year", "years", UNIT_YEARS, ""},
    {"working_day(HK)", "working_days(HK)", UNIT_WORKING_DAYS, "HK"},
    {"working_day(CN)", "working_days(CN)", UNIT_WORKING_DAYS, "CN"},
};

static bool is_digit(struct slice text, size_t at)
{
    return at < text.size && text.data[at] >= '0' && text.data[at] <= '9';
}

/* Takes digits off the text, no zeros before others; ERR_LIMIT past what any duration means. */
static int take_count(struct slice *text, int64_t *ret_count)
{
    int64_t count = 0;
    size_t at = 0;

    if (!is_digit(*text, 0) || (text->data[0] == '0' && is_digit(*text, 1)))
        return ERR_SYNTAX;
    for (; is_digit(*text, at); at++) {
        count = count * 10 + (text->data[at] - '0');
        if (count > DURATION_COUNT_MAX)
            return ERR_LIMIT;
    }
    *text = slice_sub(*text, at, text->size);
    *ret_count = count;
    return 0;
}

/* ".75" as 7500 ten-thousandths. */
static int take_fraction(struct slice *text, int32_t *ret_fraction)
{
    int32_t fraction = 0;
    size_t digits = 0;

    for (*text = slice_sub(*text, 1, text->size); is_digit(*text, digits); digits++) {
        if (digits == FRACTION_DIGITS)
            return ERR_SYNTAX;
        fraction = fraction * 10 + (text->data[digits] - '0');
    }
    if (digits == 0)
        return ERR_SYNTAX;
    *text = slice_sub(*text, digits, text->size);
    for (; digits < FRACTION_DIGITS; digits++)
        fraction *= 10;
    *ret_fraction = fraction;
    return 0;
}

static int find_unit(struct slice text, struct duration *duration)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (!slice_is(text, units[i].one) && !slice_is(text, units[i].many))
            continue;
        duration->unit = units[i].unit;
        memcpy(duration->territory, units[i].territory, strlen(units[i].territory) + 1);
        return 0;
    }
    return ERR_INVALID;
}

static bool may_be_broken(enum duration_unit unit)
{
    return unit == UNIT_HOURS || unit == UNIT_DAYS || unit == UNIT_WEEKS;
}

int duration_parse(struct slice text, struct duration *ret_duration)
{
    struct duration duration = {0};
    int r = take_count(&text, &duration.count);

    if (r == 0 && text.size > 0 && text.data[0] == '.')
        r = take_fraction(&text, &duration.fraction);
    if (r == 0 && (text.size < 2 || text.data[0] != ' '))
        r = ERR_SYNTAX;
    if (r == 0)
        r = find_unit(slice_sub(text, 1, text.size), &duration);
    if (r == 0 && duration.fraction && !may_be_broken(duration.unit))
        r = ERR_INVALID;
    if (r == 0)
        *ret_duration = duration;
    return r;
}

static const char *unit_text(const struct duration *duration, bool one)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (units[i].unit == duration->unit && !strcmp(units[i].territory, duration->territory))
            return one ? units[i].one : units[i].many;
    return "?";
}

const char *duration_text(struct arena *arena, const struct duration *duration)
{
    const char *unit = unit_text(duration, duration->count == 1 && duration->fraction == 0);
    int32_t fraction = duration->fraction, digits = FRACTION_DIGITS;

    if (fraction == 0)
        return arena_printf(arena, "%" PRId64 " %s", duration->count, unit);
    for (; fraction % 10 == 0; fraction /= 10)
        digits--;
    return arena_printf(arena, "%" PRId64 ".%0*" PRId32 " %s", duration->count, (int)digits,
                        fraction, unit);
}

int duration_seconds(const struct duration *duration, int64_t *ret_seconds)
{
    int64_t unit;

    switch (duration->unit) {
    case UNIT_MINUTES:
        unit = 60;
        break;
    case UNIT_HOURS:
        unit = 3600;
        break;
    case UNIT_DAYS:
        unit = 86400;
        break;
    case UNIT_WEEKS:
        unit = INT64_C(7) * 86400;
        break;
    default:
        return ERR_UNSUPPORTED;
    }
    *ret_seconds = duration->count * unit + duration->fraction * unit / FRACTION_ONE;
    return 0;
}

static int32_t clamp_day(int64_t day)
{
    return day < DAY_MIN ? DAY_MIN : day > DAY_MAX ? DAY_MAX : (int32_t)day;
}

/* The same day so many months on; the month's last where it has no such day. */
static int32_t add_months(int32_t day, int64_t months)
{
    struct wall_time wall;
    int64_t month;
    int32_t year, last, made;

    day_split(day, &wall);
    month = wall.year * INT64_C(12) + wall.month - 1 + months;
    if (month < 0)
        return DAY_MIN;
    if (month / 12 > 9999)
        return DAY_MAX;
    year = (int32_t)(month / 12);
    last = month_days(year, (int32_t)(month % 12) + 1);
    if (day_make(year, (int32_t)(month % 12) + 1, wall.day < last ? wall.day : last, &made) < 0)
        return DAY_MAX; /* cannot happen: the date is real */
    return made;
}

int day_add(int32_t day, const struct duration *duration, int sign, int32_t *ret_day)
{
    int64_t count = sign < 0 ? -duration->count : duration->count;

    if (duration->fraction)
        return ERR_UNSUPPORTED;
    switch (duration->unit) {
    case UNIT_DAYS:
        *ret_day = clamp_day(day + count);
        return 0;
    case UNIT_WEEKS:
        *ret_day = clamp_day(day + 7 * count);
        return 0;
    case UNIT_MONTHS:
        *ret_day = add_months(day, count);
        return 0;
    case UNIT_YEARS:
        *ret_day = add_months(day, 12 * count);
        return 0;
    default:
        return ERR_UNSUPPORTED;
    }
}

/* Whole months: the most that can be added without passing `to`. */
static int64_t months_between(int32_t from, int32_t to)
{
    struct wall_time a, b;
    int64_t months;

    day_split(from, &a);
    day_split(to, &b);
    months = (b.year - a.year) * INT64_C(12) + b.month - a.month;
    return add_months(from, months) > to ? months - 1 : months;
}

int64_t days_between(int32_t from, int32_t to, enum duration_unit unit)
{
    int64_t days = (int64_t)to - from;

    switch (unit) {
    case UNIT_WEEKS:
        return days >= 0 ? days / 7 : -((-days + 6) / 7);
    case UNIT_MONTHS:
        return months_between(from, to);
    case UNIT_YEARS: {
        int64_t months = months_between(from, to);

        return months >= 0 ? months / 12 : -((-months + 11) / 12);
    }
    default:
        return days;
    }
}
