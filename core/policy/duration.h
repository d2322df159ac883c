/*
 * Durations, always with a unit: `5 days` and `120 hours` are different things.
 *
 * Calendar arithmetic is exact: a month after 31 January is the last day of February, a year
 * after 29 February is 28 February, and the same backwards.
 */
#ifndef VOUCH_POLICY_DURATION_H
#define VOUCH_POLICY_DURATION_H

#include "base/arena.h"

enum duration_unit {
    UNIT_MINUTES = 1,
    UNIT_HOURS,
    UNIT_DAYS,
    UNIT_WORKING_DAYS,
    UNIT_WEEKS,
    UNIT_MONTHS,
    UNIT_YEARS,
};

#define DURATION_COUNT_MAX 1000000 /* of any unit: past it nothing is meant */

struct duration {
    int64_t count;
    int32_t fraction; /* ten-thousandths of the unit; only of hours, days and weeks */
    enum duration_unit unit;
    char territory[3]; /* of working days: HK, CN */
};

/*
 * "5 years", "1 day", "2556.75 days", "3 working_days(HK)": one space, singular or plural.
 * ERR_SYNTAX; ERR_INVALID for a unit or a territory that there is not; ERR_LIMIT.
 */
int duration_parse(struct slice text, struct duration *ret_duration);

/* "5 years", as duration_parse() reads it. */
const char *duration_text(struct arena *arena, const struct duration *duration);

/* Of minutes to weeks, in seconds; ERR_UNSUPPORTED for the others. */
int duration_seconds(const struct duration *duration, int64_t *ret_seconds);

/*
 * The day `sign` (1 or -1) times that duration away. ERR_UNSUPPORTED for minutes, hours,
 * working days and fractions; a day out of the calendar is moved to its nearer end.
 */
int day_add(int32_t day, const struct duration *duration, int sign, int32_t *ret_day);

/* Whole days, weeks, months or years from `from` to `to`, not below 0 where to >= from. */
int64_t days_between(int32_t from, int32_t to, enum duration_unit unit);

#endif
