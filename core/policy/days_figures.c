/* What was counted, as figures, and as the params of the sentence. */
#include "base/error.h"
#include "policy/days_rule.h"

/* The counts of a period by all measures that are asked, as one. */
static struct days_bounds period_bounds(const struct days_rule *rule,
                                        const struct days_period *period)
{
    struct days_bounds all = {0, 0};
    bool first = true;

    for (int m = 0; m < DAYS_MEASURES; m++) {
        struct days_bounds next = period->counts[m];

        if (!has_reading(rule->measures, m))
            continue;
        if (first || next.lower < all.lower)
            all.lower = next.lower;
        if (first || next.upper > all.upper)
            all.upper = next.upper;
        first = false;
    }
    return all;
}

const char *days_state_name(enum presence state)
{
    return state == PRESENCE_INSIDE ? "inside" : "outside";
}

static const char *day_text(struct evaluation *evaluation, int32_t day)
{
    char text[DAY_TEXT_SIZE];
    const char *copy;

    day_format(day, text);
    copy = arena_strdup(evaluation->arena, text);
    if (!copy)
        evaluation->error = ERR_NOMEM;
    return copy;
}

static const char *number_text(struct evaluation *evaluation, int32_t number)
{
    const char *text = arena_printf(evaluation->arena, "%d", number);

    if (!text)
        evaluation->error = ERR_NOMEM;
    return text;
}

static void show(struct judging *judging, struct days_window window, struct days_bounds count,
                 const char *reading, const char *outcome)
{
    struct evaluation *evaluation = judging->evaluation;
    struct decision_figure figure = {
        .name = days_state_name(judging->rule->state),
        .from = day_text(evaluation, window.from),
        .to = day_text(evaluation, window.to),
        .unit = "days",
        .reading = reading,
        .outcome = outcome,
    };

    if (count.lower == count.upper) {
        figure.value = number_text(evaluation, count.lower);
    } else {
        figure.lower = number_text(evaluation, count.lower);
        figure.upper = number_text(evaluation, count.upper);
    }
    result_figure(evaluation, judging->result, &figure);
}

void days_show_period(struct judging *judging, const struct days_period *period,
                      const char *reading)
{
    const struct days_rule *rule = judging->rule;
    struct arena *arena = judging->evaluation->arena;

    if (judging->evaluation->outlook)
        return;
    if (judging->evaluation->depth > 0) {
        show(judging, period->window, period_bounds(rule, period), reading,
             decision_outcome_name(days_period_outcome(rule, period)));
        return;
    }
    for (int m = 0; m < DAYS_MEASURES; m++) {
        const char *measure = days_measure_name((enum days_measure)m);

        if (has_reading(rule->measures, m))
            show(judging, period->window, period->counts[m],
                 reading ? arena_printf(arena, "%s, %s", reading, measure) : measure, NULL);
    }
}

int64_t days_weight(const struct judging *judging, const struct days_period *period)
{
    enum decision_outcome outcome = days_period_outcome(judging->rule, period);
    bool least = judging->rule->relation == DAYS_AT_LEAST || judging->rule->relation == DAYS_OVER;
    struct days_bounds bounds = period_bounds(judging->rule, period);
    int64_t near = least ? -bounds.lower : bounds.upper;

    if (outcome == judging->outcome)
        return near + 4 * INT64_C(1000000);
    return outcome == OUTCOME_PASS ? near : near + 2 * INT64_C(1000000);
}

void days_param_day(struct judging *judging, const char *name, int32_t day)
{
    char text[DAY_TEXT_SIZE];

    day_format(day, text);
    result_param(judging->evaluation, judging->result, name, "%s", text);
}

void days_say_found(struct judging *judging, const struct days_period *period)
{
    struct days_bounds bounds = period_bounds(judging->rule, period);

    if (bounds.lower == bounds.upper)
        result_param(judging->evaluation, judging->result, "found", "%d days", bounds.lower);
    else
        result_param(judging->evaluation, judging->result, "found", "%d..%d days", bounds.lower,
                     bounds.upper);
    if (judging->rule->each == DAYS_IN_ALL)
        return;
    days_param_day(judging, "year_from", period->window.from);
    days_param_day(judging, "year_to", period->window.to);
}
