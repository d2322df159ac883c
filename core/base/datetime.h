/*
 * Days and times, by arithmetic alone: no libc calendar, no time zone file, no
 * clock. The calendar is the proleptic Gregorian one, years 0000 to 9999.
 *
 *   day    int32, days since 1970-01-01; in text YYYY-MM-DD
 *   time   int64, seconds since 1970-01-01T00:00:00Z, without leap seconds; in text RFC 3339
 *   offset int32, minutes east of UTC
 *
 * Which day it is depends on where: a crossing at 2026-11-22T17:00:00Z happened on
 * the 23rd in China. So nothing turns a time into a day without an offset. China and
 * Hong Kong have had one offset for all the years a record can reach back.
 */
#ifndef VOUCH_BASE_DATETIME_H
#define VOUCH_BASE_DATETIME_H

#include "base/slice.h"

#define DAY_MIN  INT32_C(-719528) /* 0000-01-01 */
#define DAY_MAX  INT32_C(2932896) /* 9999-12-31 */
#define TIME_MIN (DAY_MIN * INT64_C(86400))
#define TIME_MAX (DAY_MAX * INT64_C(86400) + 86399)

#define OFFSET_UTC   0
#define OFFSET_CHINA 480 /* the Mainland, Hong Kong, Macao, Taiwan */
#define OFFSET_MAX   (23 * 60 + 59)

#define DAY_TEXT_SIZE  11 /* YYYY-MM-DD and NUL */
#define TIME_TEXT_SIZE 26 /* YYYY-MM-DDThh:mm:ss+hh:mm and NUL */

/* What a clock and a calendar on the wall at `offset` show. */
struct wall_time {
    int32_t year;
    int32_t month; /* 1 to 12 */
    int32_t day;   /* 1 to 31 */
    int32_t hour;
    int32_t minute;
    int32_t second;
    int32_t offset; /* minutes east of UTC */
};

bool year_is_leap(int32_t year);

/* Days of a month, 28 to 31; 0 for a month outside 1 to 12. */
int32_t month_days(int32_t year, int32_t month);

/* A real date as a day; ERR_INVALID for any other, such as 30 February. */
int day_make(int32_t year, int32_t month, int32_t day, int32_t *ret_day);

/* Fills year, month and day of `ret`, the rest 0. A day outside DAY_MIN..DAY_MAX is moved to the
 * nearer end. */
void day_split(int32_t day, struct wall_time *ret);

/* Exactly YYYY-MM-DD. ERR_SYNTAX where the shape is wrong, ERR_INVALID where there is no such day.
 */
int day_parse(struct slice text, int32_t *ret_day);

/* Writes YYYY-MM-DD and NUL. A day out of range is moved to the nearer end. */
void day_format(int32_t day, char text[DAY_TEXT_SIZE]);

/* The day of a moment where clocks are `offset` minutes ahead of UTC. Out of range: the nearer end.
 */
int32_t day_of_time(int64_t time, int32_t offset);

/*
 * A moment from what the wall shows. ERR_INVALID for a date, hour, minute, second or
 * offset that does not exist, or a result outside TIME_MIN..TIME_MAX;
 * ERR_UNSUPPORTED for second 60, a leap second, which these times cannot hold.
 */
int time_make(const struct wall_time *wall, int64_t *ret_time);

/* What the wall at `offset` shows at that moment. Out of range: the nearer end. */
void time_split(int64_t time, int32_t offset, struct wall_time *ret);

/*
 * RFC 3339 date-time: `T` between day and time, seconds, and an offset or Z are
 * required. A fraction of a second is cut off; `*ret_cut` (may be NULL) says whether
 * that lost anything. ERR_SYNTAX, ERR_INVALID and ERR_UNSUPPORTED as above.
 */
int time_parse(struct slice text, int64_t *ret_time, bool *ret_cut);

/* Writes the time as a wall at `offset` shows it, with that offset (Z for 0), and NUL. */
void time_format(int64_t time, int32_t offset, char text[TIME_TEXT_SIZE]);

#endif
