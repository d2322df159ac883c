#include "policy/record.h"

#include "base/error.h"

#include <stdlib.h>

#define DAY_SECONDS INT64_C(86400)

/* Codes of ports begin with the territory whose port it is (conf/tables). */
const char *port_territory(const char *port_code)
{
    static const struct {
        const char *prefix;
        const char *territory;
    } sides[] = {{"cn_", "CN"}, {"hk_", "HK"}, {"mo_", "MO"}, {"tw_", "TW"}};

    for (size_t i = 0; port_code && i < sizeof sides / sizeof *sides; i++)
        if (strncmp(port_code, sides[i].prefix, strlen(sides[i].prefix)) == 0)
            return sides[i].territory;
    return NULL;
}

/* Papers that name no port, such as a landing slip, are of the border that their plugin reads. */
const char *report_territory(const struct report *report)
{
    static const struct {
        const char *plugin;
        const char *territory;
    } borders[] = {{"nia", "CN"}, {"immd", "HK"}};
    const char *plugin = report->judged_by.plugin;

    for (size_t i = 0; plugin && i < sizeof borders / sizeof *borders; i++)
        if (strcmp(plugin, borders[i].plugin) == 0)
            return borders[i].territory;
    return NULL;
}

const char *crossing_port(const struct report_crossing *crossing)
{
    if (crossing->port_code)
        return crossing->port_code;
    return port_territory(crossing->port) ? crossing->port : NULL;
}

/* ---- Order ---- */

static bool all_numbered(const struct report_crossing *crossings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (crossings[i].row <= 0)
            return false;
    return count > 0;
}

/* Numbers that only say in which order somebody told his crossings: no row is missing for them. */
static bool is_as_told(const struct report_crossing *crossings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (crossings[i].row != (int64_t)i + 1)
            return false;
    return true;
}

static const char *territory_of(const struct report_crossing *crossings, size_t count)
{
    const char *territory = NULL;

    for (size_t i = 0; i < count && !territory; i++)
        territory = port_territory(crossing_port(&crossings[i]));
    return territory;
}

/*
 * Newest first is how the Mainland's records are printed, where the lower number of two rows
 * of one day is the later crossing. Where the days tell, they decide.
 */
bool crossings_newest_first(const struct report_crossing *crossings, size_t count, bool stated)
{
    const char *territory = territory_of(crossings, count);

    if (count == 0 || crossings[0].date != crossings[count - 1].date)
        return count > 0 && crossings[0].date > crossings[count - 1].date;
    if (stated && is_as_told(crossings, count))
        return false;
    return all_numbered(crossings, count) && (!territory || strcmp(territory, "HK") != 0);
}

/* Rows of one day stay in the order in which they were taken. */
static int by_day(const void *a, const void *b)
{
    const struct record_row *left = a, *right = b;

    if (left->day != right->day)
        return left->day < right->day ? -1 : 1;
    return left->order < right->order ? -1 : left->order > right->order;
}

static bool is_sorted(const struct record_row *rows, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (rows[i].day < rows[i - 1].day)
            return false;
    return true;
}

/* Marks where numbers are missing, and where the numbering does not begin with 1. */
static void mark_gaps(struct record_row *rows, struct record *record, bool newest_first)
{
    int64_t step = newest_first ? -1 : 1;
    size_t count = record->row_count;
    int64_t first = rows[0].crossing->row, last = rows[count - 1].crossing->row;

    for (size_t i = 1; i < count; i++) {
        int64_t before = rows[i - 1].crossing->row, number = rows[i].crossing->row;

        rows[i].gap = before > 0 && number > 0 && number - before != step;
    }
    if (newest_first ? last > 1 : first > 1) {
        record->gap_after = newest_first;
        rows[0].gap |= !newest_first;
    }
    if (count == 1 && first > 1) /* whichever way it goes */
        record->gap_after = rows[0].gap = true;
    /* what could not be read may have been further rows at the end of the table */
    if (!record->is_complete) {
        record->gap_after |= !newest_first;
        rows[0].gap |= newest_first;
    }
}

static int take_rows(struct arena *arena, const struct report_crossing *crossings, size_t count,
                     struct record *record)
{
    struct record_row *rows;
    bool newest_first;

    if (count > DAYS_ROWS_MAX)
        return ERR_LIMIT;
    if (count == 0)
        return 0;
    rows = arena_array(arena, struct record_row, count);
    if (!rows)
        return ERR_NOMEM;
    record->territory = territory_of(crossings, count);
    newest_first = crossings_newest_first(crossings, count, record->is_stated);
    for (size_t i = 0; i < count; i++) {
        size_t index = newest_first ? count - 1 - i : i;

        rows[i] = (struct record_row){
            .day = crossings[index].date,
            .is_entry = strcmp(crossings[index].direction, "entry") == 0,
            .index = index,
            .order = i,
            .crossing = &crossings[index],
        };
    }
    if (!is_sorted(rows, count))
        qsort(rows, count, sizeof *rows, by_day);
    record->rows = rows;
    record->row_count = count;
    if (!record->is_stated || !is_as_told(crossings, count))
        mark_gaps(rows, record, newest_first);
    return 0;
}

/* ---- Days covered ---- */

/* Cuts the cover at a moment on the clocks of China and Hong Kong. */
static void cut_cover(struct days_cover *cover, int64_t time)
{
    int32_t day = day_of_time(time, OFFSET_CHINA);
    bool partly = day_of_time(time - 1, OFFSET_CHINA) == day;
    int32_t last = partly ? day : day - 1;

    if (last < cover->to) {
        cover->to = last;
        cover->to_partly = partly;
    } else if (last == cover->to) {
        cover->to_partly = partly;
    }
}

/* 00:00 of a day there. */
static int64_t day_begins(int32_t day)
{
    return day * DAY_SECONDS - OFFSET_CHINA * INT64_C(60);
}

static void take_cover(const struct report_claims *claims, int64_t lag_s, struct record *record)
{
    int64_t issued;

    if (!claims->has_period_from || !claims->has_period_to ||
        (!record->is_complete && !all_numbered(claims->crossings, claims->crossing_count)))
        return;
    /* a day of issue without an hour: nothing says that it was late on that day */
    issued = claims->has_issued_at   ? claims->issued_at
             : claims->has_issued_on ? day_begins(claims->issued_on)
                                     : day_begins(claims->period_to);
    record->cover = (struct days_cover){.from = claims->period_from, .to = claims->period_to};
    cut_cover(&record->cover, issued - lag_s);
    record->has_cover = record->cover.from >= DAY_MIN && record->cover.to <= DAY_MAX &&
                        record->cover.from <= record->cover.to;
}

int record_of_claims(struct arena *arena, const struct report_claims *claims, int64_t lag_s,
                     struct record *ret_record)
{
    struct record record = {
        .of_person = claims->covers && strcmp(claims->covers, "person") == 0,
        .is_complete = claims->complete && strcmp(claims->complete, "no") != 0,
    };
    int r = take_rows(arena, claims->crossings, claims->crossing_count, &record);

    if (r < 0)
        return r;
    take_cover(claims, lag_s, &record);
    *ret_record = record;
    return 0;
}

int record_of_stated(struct arena *arena, const struct report_crossing *crossings, size_t count,
                     const struct days_cover *cover, struct record *ret_record)
{
    struct record record = {.of_person = true, .is_stated = true, .is_complete = true};
    int r = take_rows(arena, crossings, count, &record);

    if (r < 0)
        return r;
    if (cover && cover->from <= cover->to) {
        record.cover = *cover;
        record.has_cover = true;
    }
    *ret_record = record;
    return 0;
}
