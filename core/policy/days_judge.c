#include "base/error.h"
#include "policy/days_rule.h"

static void combine(enum decision_outcome *outcome, bool first, enum decision_outcome next)
{
    if (first)
        *outcome = next;
    else if (*outcome != next)
        *outcome = OUTCOME_UNKNOWN;
}

/* A reading by which there is nothing to judge, no whole year say, stands against no other. */
void days_take_reading(struct judging *judging, enum decision_outcome next)
{
    bool none = judging->any && judging->outcome == OUTCOME_NOT_APPLICABLE;

    if (judging->any && next == OUTCOME_NOT_APPLICABLE)
        return;
    judging->uncovered |= next == OUTCOME_UNKNOWN;
    combine(&judging->outcome, !judging->any || none, next);
    judging->any = true;
}

/*
 * Of each stay: one that may not be at all is none that fails; and where others may lie that
 * nobody has seen, of a day or of none, it is not for this one to say that all are long enough.
 */
enum decision_outcome days_reading_outcome(const struct days_rule *rule,
                                           const struct days_period *period, int measure,
                                           enum days_month month)
{
    struct days_wanted wanted = days_wanted(rule, period, month);
    int32_t least = measure == DAYS_ANY_PART ? 1 : 0;
    enum decision_outcome outcome = days_compare(rule, period->counts[measure], wanted);
    enum decision_outcome shortest = days_compare(rule, (struct days_bounds){least, least}, wanted);

    if (rule->each != DAYS_EACH_STAY)
        return outcome;
    if ((outcome == OUTCOME_FAIL && period->may_not_be) ||
        (outcome == OUTCOME_PASS && period->has_hole && shortest == OUTCOME_FAIL))
        return OUTCOME_UNKNOWN;
    return outcome;
}

enum decision_outcome days_period_outcome(const struct days_rule *rule,
                                          const struct days_period *period)
{
    enum decision_outcome outcome = OUTCOME_UNKNOWN;
    bool first = true;

    for (int m = 0; m < DAYS_MEASURES; m++) {
        for (int n = 0; n < DAYS_MONTHS; n++) {
            if (!has_reading(rule->measures, m) || !has_reading(rule->months, n))
                continue;
            combine(&outcome, first, days_reading_outcome(rule, period, m, (enum days_month)n));
            first = false;
        }
    }
    return outcome;
}

/* ---- Windows and years ---- */

/* On a day to come nothing is known of the days after it, whatever is supposed of them. */
static struct days_bounds count_known(const struct judging *judging, struct days_window window,
                                      enum days_measure measure)
{
    const struct outlook *outlook = judging->evaluation->outlook;
    enum presence state = judging->rule->state;
    int32_t rest = outlook && window.to > outlook->day ? window.to - outlook->day : 0;
    struct days_bounds bounds;

    if (rest > window.to - window.from)
        return (struct days_bounds){0, window.to - window.from + 1};
    window.to -= rest;
    bounds = days_count(judging->timeline, window, state, measure);
    bounds.upper += rest;
    return bounds;
}

static void count_periods(struct judging *judging, struct days_periods *periods)
{
    const struct days_rule *rule = judging->rule;

    for (size_t i = 0; i < periods->count; i++)
        for (int m = 0; m < DAYS_MEASURES; m++)
            if (has_reading(rule->measures, m))
                periods->items[i].counts[m] =
                    count_known(judging, periods->items[i].window, (enum days_measure)m);
}

/* Whether a count changes while the day that is looked ahead to moves. */
static bool changes(const struct judging *judging, const struct days_period *period, bool moves)
{
    const struct outlook *outlook = judging->evaluation->outlook;

    return moves || (outlook && period->window.to >= outlook->day);
}

/*
 * While a day moves, one failing year is enough for a failure to stay; a pass stays as long as
 * all do, and so does what is undecided.
 */
struct holding {
    int64_t failing; /* the longest of those that fail */
    int64_t all;     /* the shortest of all */
};

static void hold_one(struct holding *holding, enum decision_outcome outcome, int64_t hold)
{
    if (outcome == OUTCOME_FAIL && hold > holding->failing)
        holding->failing = hold;
    if (hold < holding->all)
        holding->all = hold;
}

/* All years by one reading; of `needed`, that many. */
static enum decision_outcome judge_reading(struct judging *judging,
                                           const struct days_periods *periods, int measure,
                                           enum days_month month, bool moves)
{
    const struct days_rule *rule = judging->rule;
    int64_t passed = 0, unknown = 0, needed = (int64_t)periods->count;
    struct holding holding = {.all = OUTLOOK_DAYS_MAX};
    enum decision_outcome outcome;

    if (rule->needed > 0 && rule->needed < needed)
        needed = rule->needed;
    for (size_t i = 0; i < periods->count; i++) {
        const struct days_period *period = &periods->items[i];
        struct days_wanted wanted = days_wanted(rule, period, month);

        outcome = days_compare(rule, period->counts[measure], wanted);
        hold_one(&holding, outcome,
                 changes(judging, period, moves) ? days_hold(rule, period->counts[measure], wanted)
                                                 : OUTLOOK_DAYS_MAX);
        passed += outcome == OUTCOME_PASS;
        unknown += outcome == OUTCOME_UNKNOWN;
    }
    outcome = periods->count == 0          ? OUTCOME_NOT_APPLICABLE
              : passed >= needed           ? OUTCOME_PASS
              : passed + unknown >= needed ? OUTCOME_UNKNOWN
                                           : OUTCOME_FAIL;
    outlook_hold(judging->evaluation,
                 outcome == OUTCOME_FAIL && rule->needed == 0 ? holding.failing : holding.all);
    return outcome;
}

/* Whether the years, or the one window, move with the day that is looked ahead to. */
static bool periods_move(const struct judging *judging, enum days_year reading)
{
    const struct days_rule *rule = judging->rule;
    const struct evaluation *evaluation = judging->evaluation;
    bool window = outlook_moves(evaluation, &rule->to) ||
                  (!rule->is_before && outlook_moves(evaluation, &rule->from));

    if (rule->each != DAYS_EACH_YEAR || rule->prorata)
        return window || (rule->has_anchor && outlook_moves(evaluation, &rule->anchor));
    if (reading == DAYS_YEAR_CALENDAR)
        return false;
    return outlook_moves(evaluation, rule->has_anchor  ? &rule->anchor
                                     : rule->is_before ? &rule->to
                                                       : &rule->from);
}

static void judge_periods(struct judging *judging, struct days_periods *periods,
                          enum days_year year, const char *reading)
{
    const struct days_rule *rule = judging->rule;
    bool moves = periods_move(judging, year);

    count_periods(judging, periods);
    for (int m = 0; m < DAYS_MEASURES; m++)
        for (int n = 0; n < DAYS_MONTHS; n++)
            if (has_reading(rule->measures, m) && has_reading(rule->months, n))
                days_take_reading(judging,
                                  judge_reading(judging, periods, m, (enum days_month)n, moves));
    for (size_t i = 0; i < periods->count; i++)
        days_show_period(judging, &periods->items[i], reading);
}

static void judge_years(struct judging *judging)
{
    const struct days_rule *rule = judging->rule;
    bool both = has_reading(rule->years, 0) && has_reading(rule->years, 1);
    struct days_period deciding;
    bool has_deciding = false;

    for (int y = 0; y < DAYS_YEARS; y++) {
        struct days_periods periods;

        if (!has_reading(rule->years, y))
            continue;
        if (!days_rule_years(judging->evaluation, rule, judging->window, (enum days_year)y,
                             judging->result, &periods)) {
            judging->any = false;
            return;
        }
        judge_periods(judging, &periods, (enum days_year)y,
                      !both                     ? NULL
                      : y == DAYS_YEAR_CALENDAR ? "years_from: calendar"
                                                : "years_from: anniversary");
        for (size_t i = 0; i < periods.count; i++) {
            if (!has_deciding ||
                days_weight(judging, &periods.items[i]) > days_weight(judging, &deciding))
                deciding = periods.items[i];
            has_deciding = true;
        }
    }
    if (has_deciding)
        days_say_found(judging, &deciding);
}

static void judge_window(struct judging *judging)
{
    struct days_periods periods = {.count = 1};

    periods.items[0].window = judging->window;
    periods.items[0].whole = judging->window.to - judging->window.from + 1;
    judge_periods(judging, &periods, DAYS_YEAR_ANNIVERSARY, NULL);
    days_say_found(judging, &periods.items[0]);
}

/* ---- The whole ---- */

static void say_asked(struct judging *judging)
{
    static const char *const each[] = {NULL, "year", "stay", "stay"};
    const struct days_rule *rule = judging->rule;
    struct evaluation *evaluation = judging->evaluation;

    result_param(evaluation, judging->result, "state", "%s", days_state_name(rule->state));
    result_param(evaluation, judging->result, "territory", "%s", rule->scope.territory);
    days_param_day(judging, "from", judging->window.from);
    days_param_day(judging, "to", judging->window.to);
    result_param(evaluation, judging->result, "relation", "%s", days_relation_name(rule->relation));
    result_param(evaluation, judging->result, "wanted", "%s",
                 duration_text(evaluation->arena, &rule->wanted));
    if (each[rule->each])
        result_param(evaluation, judging->result, "each", "%s", each[rule->each]);
    if (rule->needed > 0)
        result_param(evaluation, judging->result, "needed", "%d of %d", (int)rule->needed,
                     (int)rule->length.count);
}

static void conclude(struct judging *judging)
{
    struct result *result = judging->result;

    if (!judging->any) /* a term is not known, or there are too many years; it was said */
        return;
    result->outcome = judging->outcome;
    if (judging->outcome != OUTCOME_UNKNOWN)
        return;
    result->why = judging->uncovered ? "uncovered" : "readings";
    if (judging->uncovered)
        movements_ask(judging->evaluation, result, &judging->rule->scope, "ask.uncovered");
}

void days_judge(struct evaluation *evaluation, const struct days_rule *rule, struct result *result)
{
    struct judging judging = {.evaluation = evaluation, .rule = rule, .result = result};
    const struct movements *movements = movements_of(evaluation, &rule->scope);

    if (!movements)
        return;
    result->basis |= movements->basis;
    if (!days_rule_window(evaluation, rule, result, &judging.window))
        return;
    say_asked(&judging);
    if (judging.window.from > judging.window.to)
        return; /* it ends before it begins: no days to be too few or too many */
    if (movements->merged.row_count == 0) {
        movements_absent(evaluation, result, &rule->scope);
        return;
    }
    judging.timeline = movements_timeline(evaluation, movements, &rule->counting);
    if (!judging.timeline)
        return;
    if (rule->each == DAYS_EACH_YEAR)
        judge_years(&judging);
    else if (rule->each == DAYS_IN_ALL)
        judge_window(&judging);
    else
        days_judge_stays(&judging);
    conclude(&judging);
}
