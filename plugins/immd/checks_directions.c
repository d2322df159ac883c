/*
 * Arrivals and departures must alternate. On a day with several passages and without times the
 * printed order proves nothing: there it is enough that some order would do.
 *
 *   pass      each passage goes the other way than the one before it, or could
 *   fail      two go the same way with none between: somebody must ask. Crossings as a member
 *             of a ship's or aeroplane's crew are not in a statement, so genuine ones have gaps
 */
#include "immd.h"

struct day {
    uint32_t from, to; /* of the rows, in time's order */
    int balance;       /* departures less arrivals */
};

/* The row at place `i` of time's order. */
static const struct immd_passage *at(const struct immd_paper *paper, uint32_t i)
{
    const struct immd_passage *rows = paper->passages;
    uint32_t count = paper->passage_count;
    bool newest_first = rows[0].date > rows[count - 1].date;

    return newest_first ? &rows[count - 1 - i] : &rows[i];
}

static struct day day_from(const struct immd_paper *paper, uint32_t from)
{
    struct day day = {.from = from, .to = from};

    for (uint32_t i = from; i < paper->passage_count && at(paper, i)->date == at(paper, from)->date;
         i++) {
        day.to = i;
        day.balance += at(paper, i)->departs ? 1 : -1;
    }
    return day;
}

/*
 * `*state` is 1 where the person left last, -1 where he came last, 0 where nothing is known. A
 * day's passages can alternate if they are as many each way, or one more of the way that is
 * due.
 */
static bool follows(const struct day *day, int *state)
{
    bool even = day->balance == 0, one = day->balance == 1 || day->balance == -1;

    if (even)
        return true;
    if (!one || day->balance == *state) {
        *state = day->balance > 0 ? 1 : -1;
        return false;
    }
    *state = day->balance;
    return true;
}

void immd_check_directions(const struct immd_paper *paper)
{
    struct common_check check = {.id = "immd.directions_alternate",
                                 .on_fail = "immd.advice.explain_passages"};
    uint32_t row = 0, count = 0;
    struct day day;
    int state = 0;

    for (uint32_t i = 0; i < paper->passage_count; i = day.to + 1) {
        day = day_from(paper, i);
        if (!follows(&day, &state) && count++ == 0)
            row = at(paper, i)->number;
    }
    if (paper->passage_count > 0 && !paper->passages_lost)
        check.outcome = count == 0 ? VOUCH_PASS : VOUCH_FAIL;
    common_param(&check, "rows", paper->passage_count);
    if (check.outcome == VOUCH_FAIL) {
        common_param(&check, "row", row);
        common_param(&check, "count", count);
    }
    common_leave(paper->host, paper->report, &check);
}
