/* What comes of the rows that a policy asks for. */
#include "base/datetime.h"
#include "base/error.h"
#include "policy/crossing.h"

#include <inttypes.h>

static void set(struct looking *looking, enum decision_outcome outcome, const char *why)
{
    looking->result->outcome = outcome;
    looking->result->why = why;
    if (why && strcmp(why, "uncovered") == 0)
        movements_ask(looking->evaluation, looking->result, &looking->data->scope, "ask.uncovered");
}

static void show_row(struct looking *looking, const struct merged_row *row)
{
    struct evaluation *evaluation = looking->evaluation;
    const struct report_crossing *shown = movements_row(looking->movements, row)->crossing;
    char date[DAY_TEXT_SIZE];

    day_format(row->day, date);
    result_param(evaluation, looking->result, "row", "%" PRId64, shown->row);
    result_param(evaluation, looking->result, "date", "%s", date);
    movements_evidence(evaluation, looking->result, looking->movements, row);
    if (shown->row > 0)
        result_figure(
            evaluation, looking->result,
            &(struct decision_figure){
                .name = "row", .value = arena_printf(evaluation->arena, "%" PRId64, shown->row)});
}

/* "2026-11-22T07:14+08:00": a record says nothing of what came after. */
static const char *moment_text(struct evaluation *evaluation, int64_t time)
{
    char text[TIME_TEXT_SIZE];
    const char *zone;

    time_format(time, evaluation->policy->offset, text);
    zone = text + strlen("YYYY-MM-DDThh:mm:ss");
    return arena_printf(evaluation->arena, "%.16s%s", text, zone);
}

/* From when on the record that shows the last row is silent. */
static void show_silence(struct looking *looking, const struct merged_row *row)
{
    struct evaluation *evaluation = looking->evaluation;
    const struct record *record = &looking->movements->merged.records[row->record];
    const struct policy_report *report = looking->movements->reports[row->record];
    struct decision_figure figure = {.name = "silent_from"};
    char day[DAY_TEXT_SIZE];

    /* to its making, if its period goes as far */
    if (report && report->report->claims->has_issued_at &&
        (!record->has_cover || record->cover.to_partly)) {
        figure.value = moment_text(evaluation, report->report->claims->issued_at - report->lag_s);
    } else if (record->has_cover) {
        day_format(record->cover.to_partly ? record->cover.to : record->cover.to + 1, day);
        figure.value = arena_strdup(evaluation->arena, day);
    } else {
        return;
    }
    if (figure.value)
        result_figure(evaluation, looking->result, &figure);
    else
        evaluation->error = ERR_NOMEM;
}

/* The last day of which a document made at that moment could speak. */
static bool last_spoken(const struct policy_report *report, int32_t *ret_day)
{
    const struct report_claims *claims = report ? report->report->claims : NULL;

    if (!claims || (!claims->has_issued_at && !claims->has_issued_on))
        return false;
    *ret_day = claims->has_issued_at ? day_of_time(claims->issued_at - report->lag_s, OFFSET_CHINA)
                                     : claims->issued_on;
    return true;
}

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/*
 * Whoever asks for a record chooses its period, and one that ends before its making hides all
 * that came since: its last row is not the last. That holds for a single day, too: of the day of
 * its making a record shows what came before that hour, and whoever goes back in the morning and
 * asks in the evening would leave just that day out. NIA's own records end with that day.
 */
static bool ends_early(const struct looking *looking)
{
    const struct movements *movements = looking->movements;
    int32_t covered = DAY_MIN, spoken = DAY_MIN;

    for (size_t i = 0; i < movements->merged.record_count; i++) {
        int32_t day, end;

        if (!movements->merged.records[i].has_cover || !last_spoken(movements->reports[i], &day))
            continue;
        end = movements->reports[i]->report->claims->period_to;
        covered = later(covered, end < day ? end : day);
        spoken = later(spoken, day);
    }
    spoken = looking->asked_to < spoken ? looking->asked_to : spoken;
    return covered != DAY_MIN && covered < spoken;
}

/* The last row of all in the window, or the first; it alone decides. */
static void judge_end(struct looking *looking)
{
    const struct merged *merged = &looking->movements->merged;
    bool first = looking->data->which == CROSSING_FIRST;
    const struct merged_row *row = NULL;
    struct row_verdict verdict;
    uint64_t missing;

    for (size_t i = 0; i < merged->row_count && !row; i++) {
        const struct merged_row *next = &merged->rows[first ? i : merged->row_count - 1 - i];

        if (crossing_in_window(looking, next))
            row = next;
    }
    if (!row) {
        set(looking, crossing_is_covered(looking) ? OUTCOME_FAIL : OUTCOME_UNKNOWN, "absent");
        return;
    }
    verdict = crossing_judge_row(looking, row);
    /* where rows are missing after it (or before the first), it may not be the last */
    missing = first                                         ? row->broken
              : row == &merged->rows[merged->row_count - 1] ? merged->broken_after
                                                            : row[1].broken;
    set(looking, verdict.outcome, verdict.why);
    if ((missing & row->seen) || (!first && ends_early(looking)))
        set(looking, OUTCOME_UNKNOWN, "uncovered");
    show_row(looking, row);
    if (!first)
        show_silence(looking, row);
}

static void judge_any(struct looking *looking)
{
    struct tally tally = crossing_tally(looking, UNTIL_ONE);

    if (tally.passed > 0)
        set(looking, OUTCOME_PASS, NULL);
    else if (tally.unknown > 0)
        set(looking, OUTCOME_UNKNOWN, tally.verdict.why);
    else if (!crossing_is_covered(looking))
        set(looking, OUTCOME_UNKNOWN, "uncovered");
    else
        set(looking, OUTCOME_FAIL, tally.row ? NULL : "absent");
    if (tally.row && tally.passed + tally.unknown > 0)
        show_row(looking, tally.row);
}

static void judge_none(struct looking *looking)
{
    struct tally tally = crossing_tally(looking, UNTIL_ONE);

    if (tally.passed > 0)
        set(looking, OUTCOME_FAIL, "none");
    else if (tally.unknown > 0)
        set(looking, OUTCOME_UNKNOWN, tally.verdict.why);
    else if (!crossing_is_covered(looking))
        set(looking, OUTCOME_UNKNOWN, "uncovered");
    else
        set(looking, OUTCOME_PASS, "none");
    if (tally.row && tally.passed + tally.unknown > 0)
        show_row(looking, tally.row);
}

static void judge_every(struct looking *looking)
{
    struct tally tally = crossing_tally(looking, ALL_WORST);

    if (!tally.row)
        set(looking, OUTCOME_UNKNOWN, "absent");
    else if (tally.failed > 0 || tally.unknown > 0)
        set(looking, tally.failed > 0 ? OUTCOME_FAIL : OUTCOME_UNKNOWN, tally.verdict.why);
    else if (!crossing_is_covered(looking))
        set(looking, OUTCOME_UNKNOWN, "uncovered");
    else
        set(looking, OUTCOME_PASS, NULL);
    if (tally.row)
        show_row(looking, tally.row);
}

/* Rows that nobody has seen can only be more. */
static void judge_count(struct looking *looking)
{
    struct evaluation *evaluation = looking->evaluation;
    const struct crossing *data = looking->data;
    struct tally tally = crossing_tally(looking, ALL_BEST);
    int64_t lower = (int64_t)tally.passed;
    int64_t upper = crossing_is_covered(looking) ? lower + (int64_t)tally.unknown : INT64_MAX;
    struct decision_figure figure = {.name = "crossings"};

    if ((data->has_least && upper < data->least) || (data->has_most && lower > data->most))
        set(looking, OUTCOME_FAIL, "count");
    else if ((!data->has_least || lower >= data->least) && (!data->has_most || upper <= data->most))
        set(looking, OUTCOME_PASS, NULL);
    else
        set(looking, OUTCOME_UNKNOWN, upper == INT64_MAX ? "uncovered" : "count");
    figure.lower = arena_printf(evaluation->arena, "%" PRId64, lower);
    if (upper != INT64_MAX)
        figure.upper = arena_printf(evaluation->arena, "%" PRId64, upper);
    if (upper == lower) {
        figure.value = figure.lower;
        figure.lower = figure.upper = NULL;
    }
    result_figure(evaluation, looking->result, &figure);
}

void crossing_judge(struct looking *looking)
{
    static void (*const judges[])(struct looking *) = {
        [CROSSING_LAST] = judge_end,    [CROSSING_FIRST] = judge_end,
        [CROSSING_ANY] = judge_any,     [CROSSING_NONE] = judge_none,
        [CROSSING_EVERY] = judge_every, [CROSSING_COUNT] = judge_count,
    };

    judges[looking->data->which](looking);
}
