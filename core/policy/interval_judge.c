/* How long it was, by the calendar, as time passes, or in working days. */
#include "policy/interval.h"

#include "base/datetime.h"
#include "base/error.h"
#include "policy/load.h" /* holidays */
#include "policy/outlook.h"

#include <inttypes.h>

#define DAY_SECONDS INT64_C(86400)
#define PARTS       10000 /* of a unit: as exact as figures of elapsed time are written */

/* What may lie between: both are possible, in whatever the clock counts. */
struct bounds {
    int64_t lower;
    int64_t upper;
};

/* Of a count against the wanted one; below 0 the end came before the start: never as wanted. */
static enum decision_outcome decide_count(enum interval_relation relation,
                                          const struct bounds *found, int64_t wanted)
{
    if (found->upper < 0)
        return OUTCOME_FAIL;
    switch (relation) {
    case INTERVAL_AT_LEAST:
        return outcome_between(found->lower >= wanted, found->upper < wanted);
    case INTERVAL_AT_MOST:
        return outcome_between(found->upper <= wanted && found->lower >= 0, found->lower > wanted);
    case INTERVAL_EXACTLY:
        return outcome_between(found->lower == wanted && found->upper == wanted,
                               found->lower > wanted || found->upper < wanted);
    case INTERVAL_UNDER:
        return outcome_between(found->upper < wanted && found->lower >= 0, found->lower >= wanted);
    case INTERVAL_OVER:
        return outcome_between(found->lower > wanted, found->upper <= wanted);
    }
    return OUTCOME_UNKNOWN;
}

/*
 * By the calendar: the end, held against the day on which the wanted time has passed, as days
 * beyond it. Adding to the start is what laws do ("five years from"), and it is exact.
 */
static enum decision_outcome decide_calendar(const struct interval *interval, const int32_t from[2],
                                             const int32_t to[2])
{
    int32_t first = from[0], last = from[1];

    if (to[1] < from[0])
        return OUTCOME_FAIL;
    if (day_add(from[0], &interval->wanted, 1, &first) < 0 ||
        day_add(from[1], &interval->wanted, 1, &last) < 0)
        return OUTCOME_UNKNOWN; /* cannot happen: the loader let only such units pass */
    switch (interval->relation) {
    case INTERVAL_AT_LEAST:
        return outcome_between(to[0] >= last, to[1] < first);
    case INTERVAL_AT_MOST:
        return outcome_between(to[1] <= first && to[0] >= from[1], to[0] > last);
    case INTERVAL_EXACTLY:
        return outcome_between(to[0] == last && to[1] == first, to[0] > last || to[1] < first);
    case INTERVAL_UNDER:
        return outcome_between(to[1] < first && to[0] >= from[1], to[0] >= last);
    case INTERVAL_OVER:
        return outcome_between(to[0] > last, to[1] <= first);
    }
    return OUTCOME_UNKNOWN;
}

/* ---- How long an answer holds, while a day moves (outlook.h) ---- */

/* An answer turns on that value or just after it; days until then, of `now` that grows by `step`.
 */
static int64_t until(int64_t now, int64_t turn, int64_t step)
{
    if (now > turn)
        return OUTLOOK_DAYS_MAX;
    return (turn - now) / step - (now == turn ? 0 : 1);
}

static void hold_calendar(struct evaluation *evaluation, const struct interval *interval,
                          const int32_t from[2], const int32_t to[2])
{
    int32_t turns[2] = {from[0], from[1]};

    for (int i = 0; i < 2; i++) {
        day_add(from[i], &interval->wanted, 1, &turns[i]);
        if (outlook_moves(evaluation, &interval->from)) {
            /* months are not equally long: the turn moves by three days more or less than it */
            int64_t gap = to[i] > turns[i] ? to[i] - turns[i] : turns[i] - to[i];
            int64_t start = to[i] > from[i] ? to[i] - from[i] : from[i] - to[i];

            outlook_hold(evaluation, (gap < start ? gap : start) - 5);
            continue;
        }
        for (int j = 0; j < 2; j++) {
            outlook_hold(evaluation, until(to[j], turns[i], 1));
            outlook_hold(evaluation, until(to[j], from[i], 1));
        }
    }
}

static void hold_elapsed(struct evaluation *evaluation, const struct interval *interval,
                         const struct bounds *found, int64_t wanted)
{
    int64_t sign = outlook_moves(evaluation, &interval->to) ? 1 : -1;

    outlook_hold(evaluation, until(sign * found->lower, sign * wanted, DAY_SECONDS));
    outlook_hold(evaluation, until(sign * found->upper, sign * wanted, DAY_SECONDS));
    outlook_hold(evaluation, until(sign * found->lower, 0, DAY_SECONDS));
    outlook_hold(evaluation, until(sign * found->upper, 0, DAY_SECONDS));
}

/* Both ends move, or neither does: then days are asked one by one, or none needs to be. */
static bool is_simple(struct evaluation *evaluation, const struct interval *interval)
{
    bool from = outlook_moves(evaluation, &interval->from);
    bool to = outlook_moves(evaluation, &interval->to);

    if (from && to)
        outlook_hold(evaluation, 0);
    return from != to;
}

/* ---- By each clock ---- */

static const char *unit_name(enum duration_unit unit)
{
    static const char *const names[] = {
        [UNIT_MINUTES] = "minutes", [UNIT_HOURS] = "hours",
        [UNIT_DAYS] = "days",       [UNIT_WORKING_DAYS] = "working_days",
        [UNIT_WEEKS] = "weeks",     [UNIT_MONTHS] = "months",
        [UNIT_YEARS] = "years",
    };

    return names[unit];
}

/* Seconds in a unit, as a decimal that is cut (or, of an upper bound, filled up) to 1/10000. */
static const char *in_units(struct arena *arena, int64_t seconds, int64_t unit, bool up)
{
    const char *sign = seconds < 0 ? "-" : "";
    int64_t size = seconds < 0 ? -seconds : seconds;
    int64_t fill = up == (seconds < 0) ? 0 : unit - 1;
    int64_t parts = size / unit * PARTS + (size % unit * PARTS + fill) / unit;
    int64_t rest = parts % PARTS;
    int digits = 4;

    if (rest == 0)
        return arena_printf(arena, "%s%" PRId64, sign, parts / PARTS);
    for (; rest % 10 == 0; rest /= 10)
        digits--;
    return arena_printf(arena, "%s%" PRId64 ".%0*" PRId64, sign, parts / PARTS, digits, rest);
}

/* Figure and param of what was found: one number, or two. */
static void show(struct evaluation *evaluation, const struct interval *interval, const char *lower,
                 const char *upper, struct result *result)
{
    const char *unit = unit_name(interval->wanted.unit);
    struct decision_figure figure = {.name = "interval", .unit = unit};

    if (!lower || !upper) {
        evaluation->error = ERR_NOMEM;
        return;
    }
    if (strcmp(lower, upper) == 0) {
        figure.value = lower;
        result_param(evaluation, result, "found", "%s %s", lower, unit);
    } else {
        figure.lower = lower;
        figure.upper = upper;
        result_param(evaluation, result, "found", "%s..%s %s", lower, upper, unit);
    }
    result_figure(evaluation, result, &figure);
}

/* How many days too late, where there is a day by which it had to be. */
static int32_t days_over(const struct interval *interval, const int32_t from[2],
                         const int32_t to[2])
{
    bool has_last_day =
        interval->relation == INTERVAL_AT_MOST || interval->relation == INTERVAL_OVER;
    int32_t last = from[0];

    if (!has_last_day || from[0] != from[1] || to[0] != to[1] ||
        day_add(from[0], &interval->wanted, 1, &last) < 0)
        return 0;
    return to[0] > last ? to[0] - last : 0;
}

static void by_calendar(struct evaluation *evaluation, const struct interval *interval,
                        const struct value *from, const struct value *to, struct result *result)
{
    struct arena *arena = evaluation->arena;
    enum duration_unit unit = interval->wanted.unit;
    int32_t a[2], b[2];

    value_days(evaluation, from, &a[0], &a[1]);
    value_days(evaluation, to, &b[0], &b[1]);
    result->outcome = decide_calendar(interval, a, b);
    if (is_simple(evaluation, interval))
        hold_calendar(evaluation, interval, a, b);
    result->days_over = days_over(interval, a, b);
    show(evaluation, interval, arena_printf(arena, "%" PRId64, days_between(a[1], b[0], unit)),
         arena_printf(arena, "%" PRId64, days_between(a[0], b[1], unit)), result);
}

/* A day is any second of it, where the policy's clocks show it. */
static struct bounds seconds_of(const struct evaluation *evaluation, const struct value *value)
{
    int64_t start;

    if (value->type == VALUE_TIME)
        return (struct bounds){value->time.first, value->time.last};
    start = value->day * DAY_SECONDS - evaluation->policy->offset * INT64_C(60);
    return (struct bounds){start, start + DAY_SECONDS - 1};
}

/* Where a span ends, as it is written: a day ends at 24:00, which is no instant of it. */
static int64_t end_of(const struct bounds *span)
{
    return span->lower == span->upper ? span->upper : span->upper + 1;
}

static void by_elapsed(struct evaluation *evaluation, const struct interval *interval,
                       const struct value *from, const struct value *to, struct result *result)
{
    struct bounds a = seconds_of(evaluation, from), b = seconds_of(evaluation, to);
    struct bounds found = {b.lower - a.upper, b.upper - a.lower};
    struct bounds shown = {b.lower - end_of(&a), end_of(&b) - a.lower};
    int64_t wanted = 0, unit = 1;

    /* on one day the end is not before the start, if it may be after it at all */
    if (found.lower < 0 && found.upper >= 0)
        found.lower = shown.lower = 0;
    if (duration_seconds(&interval->wanted, &wanted) < 0 ||
        duration_seconds(&(struct duration){.count = 1, .unit = interval->wanted.unit}, &unit) < 0)
        return; /* cannot happen: the loader let only such units pass */
    result->outcome = decide_count(interval->relation, &found, wanted);
    if (is_simple(evaluation, interval))
        hold_elapsed(evaluation, interval, &found, wanted);
    show(evaluation, interval, in_units(evaluation->arena, shown.lower, unit, false),
         in_units(evaluation->arena, shown.upper, unit, shown.lower != shown.upper), result);
}

static void by_working_days(struct evaluation *evaluation, const struct interval *interval,
                            const struct value *from, const struct value *to, struct result *result)
{
    const struct holidays *holidays = evaluation->policy->holidays;
    struct bounds found;
    int32_t a[2], b[2];

    value_days(evaluation, from, &a[0], &a[1]);
    value_days(evaluation, to, &b[0], &b[1]);
    if (outlook_moves(evaluation, &interval->from) || outlook_moves(evaluation, &interval->to))
        outlook_hold(evaluation, 0);
    if (b[1] < a[0]) {
        result->outcome = OUTCOME_FAIL;
        return;
    }
    if (b[0] < a[1] ||
        holidays_working_days(holidays, interval->wanted.territory, a[1], b[0], &found.lower) < 0 ||
        holidays_working_days(holidays, interval->wanted.territory, a[0], b[1], &found.upper) < 0) {
        result->why = "holidays";
        return;
    }
    result->outcome = decide_count(interval->relation, &found, interval->wanted.count);
    show(evaluation, interval, arena_printf(evaluation->arena, "%" PRId64, found.lower),
         arena_printf(evaluation->arena, "%" PRId64, found.upper), result);
}

void interval_judge(struct evaluation *evaluation, const struct interval *interval,
                    const struct value *from, const struct value *to, struct result *result)
{
    static void (*const clocks[])(struct evaluation *, const struct interval *,
                                  const struct value *, const struct value *, struct result *) = {
        [INTERVAL_CALENDAR] = by_calendar,
        [INTERVAL_ELAPSED] = by_elapsed,
        [INTERVAL_WORKING] = by_working_days,
    };

    clocks[interval->clock](evaluation, interval, from, to, result);
    if (result->outcome == OUTCOME_UNKNOWN && !result->why)
        result->why = "bounds";
}
