/*
 * Out and in must alternate. Rows have no time of day, so on a day with several crossings
 * the printed order proves nothing; and nobody knows whether a record holds all crossings
 * of a person or only those on the documents he was asked for. So:
 *
 *   pass      each row's direction differs from its neighbours'
 *   unknown   it would, with one day's rows in another order; or the two rows of every
 *             break are on different documents; or rows could not be read
 *   fail      two crossings on one document go the same way with none between them:
 *             reported, so that somebody asks. Genuine records have such gaps.
 *
 * Rows are newest first, so time runs from the last to the first. A period that begins
 * or ends during a journey breaks nothing.
 */
#include "nia.h"

/* Rows of one day, `from` to `to` as listed, and what they add up to. */
struct day {
    uint32_t from, to;
    uint32_t exits, entries;
};

struct breaks {
    uint32_t count; /* of those on one document */
    uint32_t row;   /* the later row of the first of them, as printed */
    bool open;      /* there are others */
};

static bool alternate(const struct nia_record *record)
{
    for (uint32_t i = 1; i < record->row_count; i++)
        if (record->rows[i].direction == record->rows[i - 1].direction)
            return false;
    return true;
}

/* The day that ends, in time's order begins, with row `to`. */
static struct day day_ending(const struct nia_record *record, uint32_t to)
{
    struct day day = {.from = to, .to = to};

    for (uint32_t i = to + 1; i > 0 && record->rows[i - 1].date == record->rows[to].date; i--) {
        day.from = i - 1;
        day.exits += record->rows[i - 1].direction == NIA_EXIT;
        day.entries += record->rows[i - 1].direction == NIA_ENTRY;
    }
    return day;
}

/* Whether the day's rows, in some order, alternate and begin with `wanted` (NIA_UNREAD: either). */
static bool can_alternate(const struct day *day, enum nia_direction wanted)
{
    if (day->exits == day->entries)
        return true;
    if (day->exits == day->entries + 1)
        return wanted != NIA_ENTRY;
    return day->entries == day->exits + 1 && wanted != NIA_EXIT;
}

/* What must come after the day's rows, if they began with `wanted`. */
static enum nia_direction wanted_after(const struct day *day, enum nia_direction wanted)
{
    if (day->exits == day->entries)
        return wanted;
    return day->exits > day->entries ? NIA_ENTRY : NIA_EXIT;
}

static bool on_one_document(const struct nia_record *record, uint32_t from, uint32_t to)
{
    for (uint32_t i = from + 1; i <= to && i < record->row_count; i++)
        if (record->rows[i].document != record->rows[from].document)
            return false;
    return true;
}

/* Where the day alone could alternate, it is the row before it in time that it does not follow. */
static void note(const struct nia_record *record, const struct day *day, struct breaks *breaks)
{
    uint32_t to = can_alternate(day, NIA_UNREAD) ? day->to + 1 : day->to;

    if (!on_one_document(record, day->from, to)) {
        breaks->open = true;
        return;
    }
    if (breaks->count++ == 0)
        breaks->row = record->rows[day->to].number;
}

static struct breaks find_breaks(const struct nia_record *record)
{
    struct breaks breaks = {.open = !alternate(record)};
    enum nia_direction wanted = NIA_UNREAD;
    struct day day;

    for (uint32_t left = record->row_count; left > 0; left = day.from) {
        day = day_ending(record, left - 1);
        if (!can_alternate(&day, wanted)) {
            note(record, &day, &breaks);
            wanted = NIA_UNREAD;
        }
        wanted = wanted_after(&day, wanted);
    }
    return breaks;
}

void nia_check_directions(const struct nia_record *record)
{
    struct common_check check = {.id = "nia.directions_alternate",
                                 .on_fail = "nia.advice.explain_crossings"};
    bool readable = record->row_count > 0 && !record->rows_lost && !record->damaged;
    struct breaks breaks = find_breaks(record);

    if (readable && breaks.count > 0)
        check.outcome = VOUCH_FAIL;
    else if (readable && !breaks.open)
        check.outcome = VOUCH_PASS;
    if (record->row_count > 0)
        check.on_unknown = "nia.advice.explain_crossings";
    common_param_if(&check, "row", check.outcome == VOUCH_FAIL, breaks.row);
    common_param_if(&check, "count", check.outcome == VOUCH_FAIL, breaks.count);
    common_param_if(&check, "empty", nia_table_is_empty(record), 1);
    common_param(&check, "rows", record->row_count);
    common_leave(record->host, record->report, &check);
}
