/*
 * The predicate `days`, between its files: what a policy asks (predicate_days.c), in which
 * windows it is counted (days_window.c), how much is wanted there (days_wanted.c), and what
 * comes of it (days_judge.c; stay by stay, days_stays.c; as figures, days_figures.c). In sentences
 * it stands in days_explain.c.
 */
#ifndef VOUCH_POLICY_DAYS_RULE_H
#define VOUCH_POLICY_DAYS_RULE_H

#include "policy/movements.h"
#include "policy/outlook.h"

#define DAYS_YEARS_MAX 120 /* in a window: nobody lives longer */

enum days_relation { DAYS_AT_LEAST, DAYS_AT_MOST, DAYS_UNDER, DAYS_OVER };
enum days_each { DAYS_IN_ALL, DAYS_EACH_YEAR, DAYS_EACH_STAY, DAYS_LONGEST_STAY };

/* Readings of a month: nine months are 270 days, or three quarters of that year. */
enum days_month { DAYS_MONTH_30D, DAYS_MONTH_TWELFTH };
#define DAYS_MONTHS 2

/* Readings of where a year begins. */
enum days_year { DAYS_YEAR_ANNIVERSARY, DAYS_YEAR_CALENDAR };
#define DAYS_YEARS 2

#define READING_BIT(reading) (1u << (reading))
#define ALL_MEASURES         (READING_BIT(DAYS_MEASURES) - 1)
#define ALL_MONTHS           (READING_BIT(DAYS_MONTHS) - 1)
#define ALL_YEARS            (READING_BIT(DAYS_YEARS) - 1)

struct days_rule {
    struct movements_scope scope;
    enum presence state;
    bool is_before; /* window: LENGTH before TO, without that day; else FROM to TO */
    struct duration length;
    struct term from;
    struct term to;
    enum days_each each;
    enum days_relation relation;
    struct duration wanted;
    int64_t needed;                   /* years of the window in which it must be so; 0: all */
    unsigned measures, months, years; /* READING_BIT of each that is to be computed */
    bool has_anchor;
    struct term anchor; /* years_from a fact */
    bool prorata;
    struct counting counting;
};

/* One year of a window, or all of the window. */
struct days_period {
    struct days_window window;
    int32_t whole; /* days of the whole year, where only part of it lies in the window */
    struct days_bounds counts[DAYS_MEASURES];
    bool may_not_be; /* a stay that nobody has seen in the window */
    bool has_hole;   /* beside which one may lie that nobody has seen */
};

struct days_periods {
    struct days_period items[DAYS_YEARS_MAX];
    size_t count;
};

/* False where a term is not known: it is then asked for in the result. */
bool days_rule_window(struct evaluation *evaluation, const struct days_rule *rule,
                      struct result *result, struct days_window *ret_window);

/* The years of the window by one reading. False as above, or where there are too many. */
bool days_rule_years(struct evaluation *evaluation, const struct days_rule *rule,
                     struct days_window window, enum days_year reading, struct result *result,
                     struct days_periods *ret_periods);

/* What a count is held against: numerator / denominator days. */
struct days_wanted {
    int64_t numerator;
    int64_t denominator;
};

struct days_wanted days_wanted(const struct days_rule *rule, const struct days_period *period,
                               enum days_month month);

enum decision_outcome days_compare(const struct days_rule *rule, struct days_bounds count,
                                   struct days_wanted wanted);

/*
 * For how many days more the comparison surely stays as it is while the window moves: as it
 * moves by k days, a count in it changes by no more than k, and one for a leap day.
 */
int64_t days_hold(const struct days_rule *rule, struct days_bounds count,
                  struct days_wanted wanted);

/* ---- days_judge.c, days_stays.c, days_figures.c ---- */

/* Every reading is computed; what is decided is what all of them say. */
struct judging {
    struct evaluation *evaluation;
    const struct days_rule *rule;
    struct result *result;
    const struct days_timeline *timeline;
    struct days_window window;
    bool any;
    bool uncovered; /* some reading is undecided for want of rows */
    enum decision_outcome outcome;
};

static inline bool has_reading(unsigned readings, int reading)
{
    return readings >> reading & 1;
}

void days_take_reading(struct judging *judging, enum decision_outcome next);

/* What one period says by one reading. */
enum decision_outcome days_reading_outcome(const struct days_rule *rule,
                                           const struct days_period *period, int measure,
                                           enum days_month month);

/* And by all readings together. */
enum decision_outcome days_period_outcome(const struct days_rule *rule,
                                          const struct days_period *period);

/* How much a period speaks for the outcome: the one that does most is named in the sentence. */
int64_t days_weight(const struct judging *judging, const struct days_period *period);
void days_say_found(struct judging *judging, const struct days_period *period);

/*
 * A rule of its own shows the count by every measure, for a person to hold against the text.
 * One of several joined shows one figure a window, with what it says alone.
 */
void days_show_period(struct judging *judging, const struct days_period *period,
                      const char *reading);

const char *days_state_name(enum presence state); /* inside, outside; static */
void days_param_day(struct judging *judging, const char *name, int32_t day);

void days_judge_stays(struct judging *judging);

void days_judge(struct evaluation *evaluation, const struct days_rule *rule, struct result *result);

void days_explain(struct explanation *explanation, const struct days_rule *rule);

/* at_least, at_most, under, over; static. */
const char *days_relation_name(enum days_relation relation);

#endif
