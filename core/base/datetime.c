#include "base/datetime.h"

#include "base/error.h"

#define DAY_SECONDS    INT64_C(86400)
#define MINUTE_SECONDS 60
#define ERA_YEARS      400 /* after which the calendar repeats */
#define ERA_DAYS       146097

static const int16_t days_before_month[2][13] = {
    {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
    {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366},
};

bool year_is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int32_t month_days(int32_t year, int32_t month)
{
    const int16_t *before = days_before_month[year_is_leap(year)];

    return month >= 1 && month <= 12 ? before[month] - before[month - 1] : 0;
}

/* Days from 0000-01-01 to the first of `year`; year 0 is a leap year. */
static int32_t days_before_year(int32_t year)
{
    int32_t last = year - 1;

    return year == 0 ? 0 : 365 * year + last / 4 - last / 100 + last / 400 + 1;
}

int day_make(int32_t year, int32_t month, int32_t day, int32_t *ret_day)
{
    if (year < 0 || year > 9999 || day < 1 || day > month_days(year, month))
        return ERR_INVALID;
    *ret_day = DAY_MIN + days_before_year(year) + days_before_month[year_is_leap(year)][month - 1] +
               day - 1;
    return 0;
}

void day_split(int32_t day, struct wall_time *ret)
{
    struct wall_time date = {.month = 1};
    const int16_t *before;
    int32_t rest;

    day = day < DAY_MIN ? DAY_MIN : day > DAY_MAX ? DAY_MAX : day;
    rest = day - DAY_MIN;
    /* the mean year misses by one at most */
    date.year = (int32_t)((int64_t)rest * ERA_YEARS / ERA_DAYS);
    if (days_before_year(date.year) > rest)
        date.year--;
    else if (days_before_year(date.year + 1) <= rest)
        date.year++;
    rest -= days_before_year(date.year);
    before = days_before_month[year_is_leap(date.year)];
    while (before[date.month] <= rest)
        date.month++;
    date.day = rest - before[date.month - 1] + 1;
    *ret = date;
}

/* Takes exactly `count` digits off the text. */
static int take_digits(struct slice *text, size_t count, int32_t *ret)
{
    int32_t value = 0;

    if (text->size < count)
        return ERR_SYNTAX;
    for (size_t i = 0; i < count; i++) {
        if (text->data[i] < '0' || text->data[i] > '9')
            return ERR_SYNTAX;
        value = value * 10 + (text->data[i] - '0');
    }
    *text = slice_sub(*text, count, text->size);
    *ret = value;
    return 0;
}

/* Takes one byte off the text if it is one of `allowed`. */
static bool take_one_of(struct slice *text, const char *allowed)
{
    if (text->size == 0 || text->data[0] == '\0' || !strchr(allowed, text->data[0]))
        return false;
    *text = slice_sub(*text, 1, text->size);
    return true;
}

static int take_date(struct slice *text, struct wall_time *wall)
{
    if (take_digits(text, 4, &wall->year) < 0 || !take_one_of(text, "-") ||
        take_digits(text, 2, &wall->month) < 0 || !take_one_of(text, "-") ||
        take_digits(text, 2, &wall->day) < 0)
        return ERR_SYNTAX;
    return 0;
}

int day_parse(struct slice text, int32_t *ret_day)
{
    struct wall_time date;

    if (take_date(&text, &date) < 0 || text.size != 0)
        return ERR_SYNTAX;
    return day_make(date.year, date.month, date.day, ret_day);
}

/* Writes `value` with exactly `count` digits; returns the place after them. */
static char *put_digits(char *at, int32_t value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        at[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return at + count;
}

static char *put_date(char *at, const struct wall_time *wall)
{
    at = put_digits(at, wall->year, 4);
    *at++ = '-';
    at = put_digits(at, wall->month, 2);
    *at++ = '-';
    return put_digits(at, wall->day, 2);
}

void day_format(int32_t day, char text[DAY_TEXT_SIZE])
{
    struct wall_time date;

    day_split(day, &date);
    *put_date(text, &date) = '\0';
}

/* Seconds since 1970 on the wall at `offset`, kept inside the calendar. */
static int64_t wall_seconds(int64_t time, int32_t offset)
{
    time = time < TIME_MIN ? TIME_MIN : time > TIME_MAX ? TIME_MAX : time;
    time += (int64_t)offset * MINUTE_SECONDS;
    return time < TIME_MIN ? TIME_MIN : time > TIME_MAX ? TIME_MAX : time;
}

/* Division that rounds down, so that the second before 1970 lies in 1969. */
static int32_t day_of_seconds(int64_t seconds)
{
    return (int32_t)((seconds - TIME_MIN) / DAY_SECONDS) + DAY_MIN;
}

int32_t day_of_time(int64_t time, int32_t offset)
{
    return day_of_seconds(wall_seconds(time, offset));
}

int time_make(const struct wall_time *wall, int64_t *ret_time)
{
    int32_t day;
    int64_t time;
    int r = day_make(wall->year, wall->month, wall->day, &day);

    if (r < 0)
        return r;
    if (wall->hour < 0 || wall->hour > 23 || wall->minute < 0 || wall->minute > 59 ||
        wall->second < 0 || wall->second > 60 || wall->offset < -OFFSET_MAX ||
        wall->offset > OFFSET_MAX)
        return ERR_INVALID;
    if (wall->second == 60)
        return ERR_UNSUPPORTED;
    time = day * DAY_SECONDS + wall->hour * 3600 + wall->minute * 60 + wall->second -
           (int64_t)wall->offset * MINUTE_SECONDS;
    if (time < TIME_MIN || time > TIME_MAX)
        return ERR_INVALID;
    *ret_time = time;
    return 0;
}

void time_split(int64_t time, int32_t offset, struct wall_time *ret)
{
    int64_t seconds = wall_seconds(time, offset);
    int32_t day = day_of_seconds(seconds);
    int32_t rest = (int32_t)(seconds - day * DAY_SECONDS);

    day_split(day, ret);
    ret->hour = rest / 3600;
    ret->minute = rest / 60 % 60;
    ret->second = rest % 60;
    ret->offset = offset;
}

/* time-secfrac of RFC 3339 5.6: a dot and at least one digit, or nothing. */
static int take_fraction(struct slice *text, bool *ret_cut)
{
    bool cut = false;
    int32_t digit;

    if (take_one_of(text, ".")) {
        if (take_digits(text, 1, &digit) < 0)
            return ERR_SYNTAX;
        do
            cut |= digit != 0;
        while (take_digits(text, 1, &digit) == 0);
    }
    *ret_cut = cut;
    return 0;
}

/* time-offset of RFC 3339 5.6. -00:00 (4.3: UTC, wherever the clock stood) is UTC. */
static int take_offset(struct slice *text, int32_t *ret_offset)
{
    bool west = text->size > 0 && text->data[0] == '-';
    int32_t hours, minutes;

    if (take_one_of(text, "Zz")) {
        *ret_offset = OFFSET_UTC;
        return 0;
    }
    if (!take_one_of(text, "+-") || take_digits(text, 2, &hours) < 0 || !take_one_of(text, ":") ||
        take_digits(text, 2, &minutes) < 0)
        return ERR_SYNTAX;
    if (hours > 23 || minutes > 59)
        return ERR_INVALID;
    *ret_offset = (west ? -1 : 1) * (hours * 60 + minutes);
    return 0;
}

int time_parse(struct slice text, int64_t *ret_time, bool *ret_cut)
{
    struct wall_time wall;
    bool cut;
    int r;

    if (take_date(&text, &wall) < 0 || !take_one_of(&text, "Tt") ||
        take_digits(&text, 2, &wall.hour) < 0 || !take_one_of(&text, ":") ||
        take_digits(&text, 2, &wall.minute) < 0 || !take_one_of(&text, ":") ||
        take_digits(&text, 2, &wall.second) < 0 || take_fraction(&text, &cut) < 0)
        return ERR_SYNTAX;
    r = take_offset(&text, &wall.offset);
    if (r < 0 || text.size != 0)
        return r < 0 ? r : ERR_SYNTAX;
    r = time_make(&wall, ret_time);
    if (r == 0 && ret_cut)
        *ret_cut = cut;
    return r;
}

void time_format(int64_t time, int32_t offset, char text[TIME_TEXT_SIZE])
{
    struct wall_time wall;
    int32_t ahead;
    char *at;

    offset = offset < -OFFSET_MAX ? -OFFSET_MAX : offset > OFFSET_MAX ? OFFSET_MAX : offset;
    ahead = offset < 0 ? -offset : offset;
    time_split(time, offset, &wall);
    at = put_date(text, &wall);
    *at++ = 'T';
    at = put_digits(at, wall.hour, 2);
    *at++ = ':';
    at = put_digits(at, wall.minute, 2);
    *at++ = ':';
    at = put_digits(at, wall.second, 2);
    if (offset == OFFSET_UTC) {
        *at++ = 'Z';
    } else {
        *at++ = offset < 0 ? '-' : '+';
        at = put_digits(at, ahead / 60, 2);
        *at++ = ':';
        at = put_digits(at, ahead % 60, 2);
    }
    *at = '\0';
}
