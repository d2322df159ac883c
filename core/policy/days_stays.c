/* Days of each stay (or absence), and of the longest. */
#include "policy/days_rule.h"

#define FIGURES_MAX 20 /* stays that are shown: the first that decide */

/* What all stays together say by one reading. */
struct tally {
    size_t passed, failed, unknown;
    int64_t failing; /* days for which the longest failure stays */
    int64_t all;     /* and for which everything does */
};

/* One pass over all stays: a record of years has hundreds. */
struct stays {
    struct judging *judging;
    struct tally tallies[DAYS_MEASURES][DAYS_MONTHS];
    bool has_worst;
    struct days_period worst; /* the stay that speaks most for what is decided */
    int64_t weight;
};

static bool is_minimum(const struct days_rule *rule)
{
    return rule->relation == DAYS_AT_LEAST || rule->relation == DAYS_OVER;
}

/* Days of the window after the one that is looked ahead to: nothing is known of them. */
static int32_t unknown_days(const struct judging *judging)
{
    const struct outlook *outlook = judging->evaluation->outlook;

    return outlook && judging->window.to > outlook->day ? judging->window.to - outlook->day : 0;
}

/* A stay that may still come, where there are such days. */
static struct days_period stay_to_come(const struct judging *judging)
{
    int32_t rest = unknown_days(judging);
    struct days_period stay = {.window = {judging->window.to - rest + 1, judging->window.to},
                               .whole = rest,
                               .may_not_be = true};

    for (int m = 0; m < DAYS_MEASURES; m++)
        stay.counts[m].upper = rest;
    return stay;
}

/* The next stay as a period of its own: the window it lies in, and what it counts. */
static bool next_stay(const struct judging *judging, size_t *cursor, struct days_period *ret)
{
    struct days_stay stay;

    struct days_window known = {judging->window.from, judging->window.to - unknown_days(judging)};

    if (!days_stay_next(judging->timeline, known, judging->rule->state, cursor, &stay))
        return false;
    ret->window = days_stay_span(&stay, known);
    ret->whole = ret->window.to - ret->window.from + 1;
    ret->may_not_be = days_stay_count(&stay, known, DAYS_ANY_PART).lower == 0;
    ret->has_hole = days_stay_has_hole(&stay, known);
    for (int m = 0; m < DAYS_MEASURES; m++) {
        if (!has_reading(judging->rule->measures, m))
            continue;
        ret->counts[m] = days_stay_count(&stay, known, (enum days_measure)m);
        if (ret->window.to == known.to) /* it may go on */
            ret->counts[m].upper += unknown_days(judging);
    }
    return true;
}

/*
 * While the window moves on, a stay at its beginning is cut shorter and one at its end grows;
 * all others stay as they are until the beginning comes to them.
 */
static int64_t hold_stay(const struct judging *judging, const struct days_period *stay,
                         enum decision_outcome outcome, struct days_bounds count,
                         struct days_wanted wanted)
{
    int64_t hold = days_hold(judging->rule, count, wanted);

    if (is_minimum(judging->rule) || outcome == OUTCOME_UNKNOWN)
        return hold;
    if (outcome == OUTCOME_PASS)
        return stay->window.to < judging->window.to - unknown_days(judging) ? OUTLOOK_DAYS_MAX
                                                                            : hold;
    return hold + (stay->window.from - judging->window.from);
}

static void tally_stay(struct stays *stays, const struct days_period *stay)
{
    const struct days_rule *rule = stays->judging->rule;

    for (int m = 0; m < DAYS_MEASURES; m++) {
        for (int n = 0; n < DAYS_MONTHS; n++) {
            struct tally *tally = &stays->tallies[m][n];
            struct days_wanted wanted;
            enum decision_outcome outcome;
            int64_t hold;

            if (!has_reading(rule->measures, m) || !has_reading(rule->months, n))
                continue;
            wanted = days_wanted(rule, stay, (enum days_month)n);
            outcome = days_reading_outcome(rule, stay, m, (enum days_month)n);
            tally->passed += outcome == OUTCOME_PASS;
            tally->failed += outcome == OUTCOME_FAIL;
            tally->unknown += outcome == OUTCOME_UNKNOWN;
            if (!stays->judging->evaluation->outlook)
                continue;
            hold = stay->has_hole && is_minimum(rule) /* until it leaves the window */
                       ? 0
                       : hold_stay(stays->judging, stay, outcome, stay->counts[m], wanted);
            if (outcome == OUTCOME_FAIL && hold > tally->failing)
                tally->failing = hold;
            if (hold < tally->all)
                tally->all = hold;
        }
    }
}

static enum decision_outcome decide(const struct days_rule *rule, const struct tally *tally)
{
    if (rule->each == DAYS_LONGEST_STAY && is_minimum(rule)) /* one that long is enough */
        return tally->passed > 0    ? OUTCOME_PASS
               : tally->unknown > 0 ? OUTCOME_UNKNOWN
                                    : OUTCOME_FAIL;
    if (tally->passed + tally->failed + tally->unknown == 0)
        return is_minimum(rule) ? OUTCOME_NOT_APPLICABLE : OUTCOME_PASS;
    return tally->failed > 0 ? OUTCOME_FAIL : tally->unknown > 0 ? OUTCOME_UNKNOWN : OUTCOME_PASS;
}

static void hold(struct stays *stays, enum decision_outcome outcome, const struct tally *tally)
{
    struct judging *judging = stays->judging;
    struct evaluation *evaluation = judging->evaluation;

    if (!evaluation->outlook)
        return;
    if (judging->window.to < evaluation->outlook->from) /* crossings planned are still to come */
        outlook_hold(evaluation, 0);
    else if (is_minimum(judging->rule) || outcome != OUTCOME_FAIL)
        outlook_hold(evaluation, tally->all);
    else
        outlook_hold(evaluation, tally->failing);
}

/* Those that decide, the first of them; where all pass, the longest (of a minimum the shortest). */
static void show(struct stays *stays)
{
    struct judging *judging = stays->judging;
    struct days_period stay;
    size_t cursor = 0, shown = 0;

    while (judging->outcome != OUTCOME_PASS && shown < FIGURES_MAX &&
           next_stay(judging, &cursor, &stay)) {
        if (days_period_outcome(judging->rule, &stay) == OUTCOME_PASS)
            continue;
        days_show_period(judging, &stay, NULL);
        shown++;
    }
    if (!stays->has_worst)
        return;
    if (shown == 0)
        days_show_period(judging, &stays->worst, NULL);
    days_say_found(judging, &stays->worst);
}

/* The weight of a stay before anything is decided: how much it fails, or how near it comes. */
static int64_t weigh(const struct judging *judging, const struct days_period *stay)
{
    int64_t longest = 0;

    if (judging->rule->each != DAYS_LONGEST_STAY)
        return days_weight(judging, stay);
    for (int m = 0; m < DAYS_MEASURES; m++)
        if (has_reading(judging->rule->measures, m) && stay->counts[m].upper > longest)
            longest = stay->counts[m].upper;
    return longest;
}

static void take_worst(struct stays *stays, const struct days_period *stay)
{
    int64_t weight = weigh(stays->judging, stay);

    if (stays->has_worst && weight <= stays->weight)
        return;
    stays->worst = *stay;
    stays->weight = weight;
    stays->has_worst = true;
}

void days_judge_stays(struct judging *judging)
{
    const struct days_rule *rule = judging->rule;
    struct stays stays = {.judging = judging};
    struct days_period stay = {0};
    size_t cursor = 0;

    for (int m = 0; m < DAYS_MEASURES; m++)
        for (int n = 0; n < DAYS_MONTHS; n++)
            stays.tallies[m][n].all = OUTLOOK_DAYS_MAX;
    judging->outcome = OUTCOME_FAIL; /* for weights: what fails weighs most */
    while (next_stay(judging, &cursor, &stay)) {
        tally_stay(&stays, &stay);
        if (!judging->evaluation->outlook)
            take_worst(&stays, &stay);
    }
    if (unknown_days(judging) > 0) {
        stay = stay_to_come(judging);
        tally_stay(&stays, &stay);
    }
    for (int m = 0; m < DAYS_MEASURES; m++) {
        for (int n = 0; n < DAYS_MONTHS; n++) {
            enum decision_outcome outcome;

            if (!has_reading(rule->measures, m) || !has_reading(rule->months, n))
                continue;
            outcome = decide(rule, &stays.tallies[m][n]);
            days_take_reading(judging, outcome);
            hold(&stays, outcome, &stays.tallies[m][n]);
        }
    }
    if (!judging->evaluation->outlook)
        show(&stays);
}
