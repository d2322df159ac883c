/*
 * What passages must be among themselves. Whether a statement lists them oldest or newest
 * first is not known: either order counts, as long as it is one. Days are all that is printed
 * for sure; where times of day stand too, they must leave time to get from one control point to
 * another.
 */
#include "immd.h"

#define MINUTES_BETWEEN 10 /* two different control points are never nearer than that */
#define A_DAY_MAX       24 /* passages of one day: drivers cross often, but not every hour */

static bool is_readable(const struct immd_paper *paper)
{
    return paper->passage_count > 0 && !paper->passages_lost;
}

static void leave(const struct immd_paper *paper, const char *id, bool can_be_told, uint32_t row)
{
    struct common_check check = {.id = id, .on_fail = "immd.advice.compare_original"};

    if (can_be_told)
        check.outcome = row == 0 ? VOUCH_PASS : VOUCH_FAIL;
    common_param(&check, "rows", paper->passage_count);
    if (check.outcome == VOUCH_FAIL)
        common_param(&check, "row", row);
    common_leave(paper->host, paper->report, &check);
}

/* The first that stands before or after the one above it, where another pair is the other way. */
static void check_order(const struct immd_paper *paper)
{
    const struct immd_passage *rows = paper->passages;
    uint32_t row = 0;
    int way = 0;

    for (uint32_t i = 1; i < paper->passage_count && row == 0; i++) {
        int step = (rows[i].date > rows[i - 1].date) - (rows[i].date < rows[i - 1].date);

        if (step != 0 && way != 0 && step != way)
            row = rows[i].number;
        if (way == 0)
            way = step;
    }
    leave(paper, "immd.rows_order", is_readable(paper), row);
}

static void check_period(const struct immd_paper *paper)
{
    bool can_be_told = is_readable(paper) && paper->period_from != VOUCH_NO_DAY;
    uint32_t row = 0;

    for (uint32_t i = 0; i < paper->passage_count && can_be_told && row == 0; i++)
        if (paper->passages[i].date < paper->period_from ||
            paper->passages[i].date > paper->period_to)
            row = paper->passages[i].number;
    leave(paper, "immd.rows_in_period", can_be_told, row);
}

/* A control point that the table lacks may be new, or its name another: never a failure. */
static void check_points(const struct immd_paper *paper)
{
    struct common_check check = {.id = "immd.control_points_known",
                                 .outcome = is_readable(paper) ? VOUCH_PASS : VOUCH_UNKNOWN,
                                 .on_unknown = "immd.advice.look_up_control_point"};
    uint32_t unknown = 0;

    for (uint32_t i = 0; i < paper->passage_count; i++) {
        if (paper->passages[i].point)
            continue;
        check.outcome = VOUCH_UNKNOWN;
        if (unknown++ == 0)
            common_param(&check, "row", paper->passages[i].number);
    }
    if (unknown > 0)
        common_param(&check, "count", unknown);
    common_leave(paper->host, paper->report, &check);
}

static bool are_too_near(const struct immd_passage *a, const struct immd_passage *b)
{
    int32_t apart = a->minute - b->minute;

    if (a->date != b->date || a->minute < 0 || b->minute < 0 || a->point == b->point)
        return false;
    return (apart < 0 ? -apart : apart) < MINUTES_BETWEEN;
}

static void check_plausible(const struct immd_paper *paper)
{
    const struct immd_passage *rows = paper->passages;
    uint32_t row = 0, a_day = 0;

    for (uint32_t i = 0; i < paper->passage_count && row == 0; i++) {
        bool after_issue = paper->issued_on != VOUCH_NO_DAY && rows[i].date > paper->issued_on;
        bool unborn = paper->birth_date != VOUCH_NO_DAY && rows[i].date < paper->birth_date;

        a_day = i > 0 && rows[i].date == rows[i - 1].date ? a_day + 1 : 1;
        if (a_day > A_DAY_MAX || after_issue || unborn ||
            (i > 0 && are_too_near(&rows[i - 1], &rows[i])))
            row = rows[i].number;
    }
    leave(paper, "immd.passages_plausible", is_readable(paper), row);
}

void immd_check_passages(const struct immd_paper *paper)
{
    check_points(paper);
    check_order(paper);
    check_period(paper);
    check_plausible(paper);
}
