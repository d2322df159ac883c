#include "policy/record.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define ROWS_MAX 64

static int32_t day(const char *text)
{
    int32_t value;

    assert_int_equal(day_parse(slice_str(text), &value), 0);
    return value;
}

/* "+05 -10": entry on 5 January 2026, exit on the 10th, numbered as printed: 1, 2, ... */
static size_t january(const char *text, struct report_crossing rows[ROWS_MAX])
{
    size_t count = 0;

    while (*text) {
        rows[count] = (struct report_crossing){
            .row = (int64_t)count + 1,
            .direction = text[0] == '+' ? "entry" : "exit",
            .date = day("2026-01-01") + (text[1] - '0') * 10 + (text[2] - '0') - 1,
            .basis = "document",
        };
        count++;
        text += text[3] == ' ' ? 4 : 3;
    }
    return count;
}

/* "+05 !-10|": `!` where rows are missing, `|` after the last one if so there. */
static void expect_rows(const struct record *record, const char *expected)
{
    char found[256] = "";
    size_t used = 0;

    for (size_t i = 0; i < record->row_count; i++)
        used +=
            (size_t)snprintf(found + used, sizeof found - used, "%s%s%s%02d", i > 0 ? " " : "",
                             record->rows[i].gap ? "!" : "", record->rows[i].is_entry ? "+" : "-",
                             record->rows[i].day - day("2026-01-01") + 1);
    if (record->gap_after)
        snprintf(found + used, sizeof found - used, "|");
    assert_string_equal(found, expected);
}

static struct record record_of(struct arena *arena, const struct report_claims *claims)
{
    struct record record;

    assert_int_equal(record_of_claims(arena, claims, 0, &record), 0);
    return record;
}

static void test_order(void **state)
{
    struct arena *arena = arena_new(0);
    struct report_crossing rows[ROWS_MAX];
    struct report_claims claims = {.complete = "yes", .crossings = rows};
    struct record record;

    (void)state;
    /* newest first, a day trip on the 10th: the entry stands above its exit */
    claims.crossing_count = january("-28 +20 -15 +10 -10 +05", rows);
    record = record_of(arena, &claims);
    expect_rows(&record, "+05 -10 +10 -15 +20 -28");
    claims.crossing_count = january("+05 -10 +10 -15", rows);
    record = record_of(arena, &claims);
    expect_rows(&record, "+05 -10 +10 -15");
    /* all on one day: as the Mainland prints, and as Hong Kong does */
    claims.crossing_count = january("+10 -10", rows);
    record = record_of(arena, &claims);
    expect_rows(&record, "-10 +10");
    rows[0].port_code = "hk_lo_wu";
    record = record_of(arena, &claims);
    expect_rows(&record, "+10 -10");
    assert_string_equal(record.territory, "HK");
    /* rows that are out of order are put in order */
    claims.crossing_count = january("-28 +20 +05 -15 +10 -10", rows);
    record = record_of(arena, &claims);
    expect_rows(&record, "+05 !-10 +10 -15 !+20 -28");
    claims.crossing_count = 0;
    record = record_of(arena, &claims);
    expect_rows(&record, "");
    arena_free(arena);
}

static void test_numbering(void **state)
{
    struct arena *arena = arena_new(0);
    struct report_crossing rows[ROWS_MAX];
    struct report_claims claims = {.complete = "yes", .crossings = rows};
    struct record record;

    (void)state;
    claims.crossing_count = january("-28 +20 -15 +10", rows);
    rows[2].row = 5; /* 1, 2, 5, 6 */
    rows[3].row = 6;
    record = record_of(arena, &claims);
    expect_rows(&record, "+10 -15 !+20 -28");
    for (size_t i = 0; i < 4; i++)
        rows[i].row = (int64_t)i + 3; /* the newest two are missing */
    record = record_of(arena, &claims);
    expect_rows(&record, "+10 -15 +20 -28|");
    claims.crossing_count = january("+10 -15 +20 -28", rows);
    for (size_t i = 0; i < 4; i++)
        rows[i].row = (int64_t)i + 3; /* the oldest two are */
    record = record_of(arena, &claims);
    expect_rows(&record, "!+10 -15 +20 -28");
    claims.crossing_count = 1;
    record = record_of(arena, &claims);
    expect_rows(&record, "!+10|");
    for (size_t i = 0; i < 4; i++)
        rows[i].row = 0; /* not numbered: nothing is known of gaps */
    claims.crossing_count = 4;
    record = record_of(arena, &claims);
    expect_rows(&record, "+10 -15 +20 -28");
    /* something was not read: rows at the end of the table, for all one knows */
    claims.crossing_count = january("-28 +20 -15 +10", rows);
    claims.complete = "no";
    record = record_of(arena, &claims);
    expect_rows(&record, "!+10 -15 +20 -28");
    arena_free(arena);
}

static void expect_cover(struct arena *arena, const struct report_claims *claims, int64_t lag_s,
                         const char *expected)
{
    char found[64] = "none", from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE];
    struct record record;

    assert_int_equal(record_of_claims(arena, claims, lag_s, &record), 0);
    day_format(record.cover.from, from);
    day_format(record.cover.to, to);
    if (record.has_cover)
        snprintf(found, sizeof found, "%s..%s%s", from, to,
                 record.cover.to_partly ? " in part" : "");
    assert_string_equal(found, expected);
}

static int64_t moment(const char *text)
{
    int64_t value;

    assert_int_equal(time_parse(slice_str(text), &value, NULL), 0);
    return value;
}

static void test_cover(void **state)
{
    struct arena *arena = arena_new(0);
    struct report_claims claims = {.complete = "yes",
                                   .has_period_from = true,
                                   .period_from = day("2026-01-01"),
                                   .has_period_to = true,
                                   .period_to = day("2026-01-31"),
                                   .has_issued_at = true,
                                   .issued_at = moment("2026-01-31T09:14:00+08:00")};

    (void)state;
    expect_cover(arena, &claims, 7200, "2026-01-01..2026-01-31 in part");
    expect_cover(arena, &claims, 10 * 3600, "2026-01-01..2026-01-30 in part");
    expect_cover(arena, &claims, 9 * 3600 + 14 * 60, "2026-01-01..2026-01-30");
    claims.issued_at = moment("2026-02-03T09:14:00+08:00");
    expect_cover(arena, &claims, 7200, "2026-01-01..2026-01-31");
    claims.issued_at = moment("2025-12-31T09:14:00+08:00"); /* before it begins */
    expect_cover(arena, &claims, 7200, "none");
    claims.has_issued_at = false; /* a day without an hour: not more than its beginning */
    claims.has_issued_on = true;
    claims.issued_on = day("2026-01-31");
    expect_cover(arena, &claims, 0, "2026-01-01..2026-01-30");
    expect_cover(arena, &claims, 7200, "2026-01-01..2026-01-30 in part");
    claims.has_issued_on = false;
    expect_cover(arena, &claims, 0, "2026-01-01..2026-01-30");
    claims.complete = "no"; /* and nothing is numbered */
    expect_cover(arena, &claims, 0, "none");
    claims.complete = "yes";
    claims.has_period_from = false;
    expect_cover(arena, &claims, 0, "none");
    arena_free(arena);
}

/* ---- Merging ---- */

static struct record stated(struct arena *arena, const char *text, int from, int to)
{
    struct report_crossing *rows = arena_array(arena, struct report_crossing, ROWS_MAX);
    struct days_cover cover = {day("2026-01-01") + from - 1, day("2026-01-01") + to - 1, false};
    size_t count = january(text, rows);
    struct record record;

    for (size_t i = 0; i < count; i++)
        rows[i].row = 0;
    assert_int_equal(record_of_stated(arena, rows, count, &cover, &record), 0);
    return record;
}

static void expect_merged(const struct merged *merged, const char *expected)
{
    char found[512] = "";
    size_t used = 0;

    for (size_t i = 0; i < merged->row_count; i++) {
        const struct merged_row *row = &merged->rows[i];

        used += (size_t)snprintf(found + used, sizeof found - used, "%s%s%02d:%d", i > 0 ? " " : "",
                                 row->is_entry ? "+" : "-", row->day - day("2026-01-01") + 1,
                                 (int)row->seen);
        if (row->against)
            used += (size_t)snprintf(found + used, sizeof found - used, "!%d", (int)row->against);
        if (row->broken)
            used += (size_t)snprintf(found + used, sizeof found - used, "?%d", (int)row->broken);
    }
    assert_string_equal(found, expected);
}

static void merge(struct arena *arena, const struct record *records, size_t count,
                  const char *expected)
{
    struct merged merged;

    assert_int_equal(records_merge(arena, records, count, &merged), 0);
    expect_merged(&merged, expected);
}

static void test_merge(void **state)
{
    struct arena *arena = arena_new(0);
    struct record records[2];

    (void)state;
    records[0] = stated(arena, "+05 -10 +10", 1, 12);
    records[1] = stated(arena, "-10 +10 -15 +20 -28", 10, 31);
    merge(arena, records, 2, "+05:1 -10:3 +10:3 -15:2 +20:2 -28:2");
    /* the second lacks what the first shows inside its days */
    records[1] = stated(arena, "-15 +20 -28", 10, 31);
    merge(arena, records, 2, "+05:1 -10:1!2 +10:1!2 -15:2 +20:2 -28:2");
    /* two records of two passports: which came first on the 10th, the state before says */
    records[0] = stated(arena, "+05 +10", 1, 9);
    records[1] = stated(arena, "-10", 1, 9);
    merge(arena, records, 2, "+05:1!2 -10:2 +10:1");
    records[0] = stated(arena, "-05 +10", 1, 9);
    records[1] = stated(arena, "-10", 1, 9);
    merge(arena, records, 2, "-05:1!2 +10:1 -10:2");
    /* orders that contradict each other are no loop */
    records[0] = stated(arena, "+10 -10", 11, 31);
    records[1] = stated(arena, "-10 +10", 11, 31);
    merge(arena, records, 2, "+10:3 -10:3");
    merge(arena, records, 0, "");
    arena_free(arena);
}

static void test_merge_gaps(void **state)
{
    struct arena *arena = arena_new(0);
    struct report_crossing rows[ROWS_MAX], other[1];
    struct report_claims claims = {.complete = "yes",
                                   .crossings = rows,
                                   .has_period_from = true,
                                   .period_from = day("2026-01-01"),
                                   .has_period_to = true,
                                   .period_to = day("2026-01-31"),
                                   .has_issued_on = true,
                                   .issued_on = day("2026-02-10")};
    struct record records[2];

    (void)state;
    claims.crossing_count = january("-28 +05", rows);
    rows[1].row = 4; /* 2 and 3 are missing, and the other record has them */
    records[0] = record_of(arena, &claims);
    merge(arena, records, 1, "+05:1 -28:1?1");
    records[1] = stated(arena, "-10 +20", 6, 27);
    merge(arena, records, 2, "+05:1 -10:2?1 +20:2?1 -28:1?1");
    /* on one day, with another passport in between: nobody knows how it ended, nor what then was */
    claims.crossing_count = january("-20 -10 +10", rows);
    rows[2].row = 5;
    for (size_t i = 0; i < claims.crossing_count; i++)
        rows[i].document_kind = "cn_eep";
    records[0] = record_of(arena, &claims);
    merge(arena, records, 1, "+10:1 -10:1?1 -20:1");
    other[0] = (struct report_crossing){
        .direction = "entry", .date = day("2026-01-10"), .document_kind = "passport"};
    assert_int_equal(record_of_stated(arena, other, 1, NULL, &records[1]), 0);
    merge(arena, records, 2, "+10:1?3 -10:1?3 +10:2?3 -20:1?3");
    arena_free(arena);
}

/* ---- Counting what was merged ---- */

static void expect_inside(struct arena *arena, const struct record *records, size_t count,
                          const struct counting *counting, int lower, int upper)
{
    struct days_window january = {day("2026-01-01"), day("2026-01-31")};
    struct days_timeline *timeline;
    struct days_bounds bounds;
    struct merged merged;

    assert_int_equal(records_merge(arena, records, count, &merged), 0);
    assert_int_equal(merged_timeline(arena, &merged, counting, &timeline), 0);
    bounds = days_count(timeline, january, PRESENCE_INSIDE, DAYS_ANY_PART);
    assert_int_equal(bounds.lower, lower);
    assert_int_equal(bounds.upper, upper);
}

static void test_counted(void **state)
{
    static const char *const eep[] = {"cn_eep"};
    struct arena *arena = arena_new(0);
    struct report_crossing rows[ROWS_MAX];
    struct counting all = {0}, whole = {.whole_person = true};
    struct counting kinds = {.kinds = eep, .kind_count = 1};
    struct record records[2];
    size_t count;

    (void)state;
    records[0] = stated(arena, "+05 -10", 1, 31);
    expect_inside(arena, records, 1, &all, 6, 6);
    expect_inside(arena, records, 1, &whole, 6, 6);
    records[0].of_person = false; /* of one document: who knows what another one would show */
    expect_inside(arena, records, 1, &all, 6, 6);
    expect_inside(arena, records, 1, &whole, 2, 31);
    records[1] = stated(arena, "+05 -10", 3, 20);
    expect_inside(arena, records, 2, &whole, 6, 19);
    /* rows with one kind of document only */
    count = january("+05 -10 +15 -20", rows);
    rows[0].document_kind = rows[1].document_kind = "cn_eep";
    rows[2].document_kind = rows[3].document_kind = "cn_passport";
    assert_int_equal(
        record_of_stated(arena, rows, count,
                         &(struct days_cover){day("2026-01-01"), day("2026-01-31"), false},
                         &records[0]),
        0);
    expect_inside(arena, records, 1, &all, 12, 12);
    expect_inside(arena, records, 1, &kinds, 6, 6);
    arena_free(arena);
}

static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

/* A record of the whole period and two of its parts, that meet or overlap, say the same. */
static void test_split(void **state)
{
    struct arena *arena = arena_new(0);
    uint32_t seed = 7;

    (void)state;
    for (int i = 0; i < 300; i++) {
        struct report_crossing rows[ROWS_MAX];
        struct record records[3];
        struct days_cover covers[3];
        struct days_timeline *timelines[2];
        struct merged merged;
        size_t count = 0, early, late;
        bool entry = draw(&seed, 2);
        int32_t first = day("2026-01-01"), cut = 9 + (int32_t)draw(&seed, 50);

        for (int32_t d = 0; d < 60; d++)
            for (; count < ROWS_MAX && draw(&seed, 4) == 0; entry = !entry)
                rows[count++] = (struct report_crossing){
                    .direction = entry ? "entry" : "exit", .date = first + d, .basis = "stated"};
        covers[0] = (struct days_cover){first, first + 59, false};
        covers[1] = (struct days_cover){first, first + cut, false};
        covers[2] =
            (struct days_cover){first + cut + 1 - (int32_t)draw(&seed, 10), first + 59, false};
        for (early = 0; early < count && rows[early].date <= covers[1].to; early++)
            ;
        for (late = 0; late < count && rows[late].date < covers[2].from; late++)
            ;
        assert_int_equal(record_of_stated(arena, rows, count, &covers[0], &records[0]), 0);
        assert_int_equal(record_of_stated(arena, rows, early, &covers[1], &records[1]), 0);
        assert_int_equal(
            record_of_stated(arena, rows + late, count - late, &covers[2], &records[2]), 0);
        for (size_t t = 0; t < 2; t++) {
            struct counting counting = {.whole_person = t == 1};

            assert_int_equal(records_merge(arena, records + t, t + 1, &merged), 0);
            assert_int_equal(merged_timeline(arena, &merged, &counting, &timelines[t]), 0);
            if (t == 1)
                assert_int_equal(merged.row_count, count);
        }
        for (int m = 0; m < DAYS_MEASURES; m++) {
            struct days_window window = {first - 2, first + 61};
            struct days_bounds a =
                days_count(timelines[0], window, PRESENCE_INSIDE, (enum days_measure)m);
            struct days_bounds b =
                days_count(timelines[1], window, PRESENCE_INSIDE, (enum days_measure)m);

            assert_int_equal(a.lower, b.lower);
            assert_int_equal(a.upper, b.upper);
        }
        arena_clear(arena);
    }
    arena_free(arena);
}

/* One day's rows: the Mainland prints the newest first, Hong Kong the oldest; a person tells them
 * so. */
static void test_one_day(void **state)
{
    struct report_crossing rows[] = {{.row = 1, .direction = "entry", .date = 5},
                                     {.row = 2, .direction = "exit", .date = 5}};

    (void)state;
    assert_true(crossings_newest_first(rows, 2, false));
    assert_false(crossings_newest_first(rows, 2, true));
    rows[0].port_code = "hk_lo_wu";
    assert_false(crossings_newest_first(rows, 2, false));
    rows[0].port_code = "cn_luohu";
    assert_true(crossings_newest_first(rows, 2, false));
    rows[0].row = 2; /* copied from a record, by its numbers */
    rows[1].row = 3;
    assert_true(crossings_newest_first(rows, 2, true));
    rows[1].date = 6;
    assert_false(crossings_newest_first(rows, 2, false));
}

static void test_agree(void **state)
{
    struct report_crossing a = {.direction = "exit",
                                .date = 1,
                                .port = "深圳湾口岸",
                                .port_code = "cn_shenzhenwan",
                                .document_kind = "cn_eep",
                                .document_number = "C12345678"};
    struct report_crossing b = a;

    (void)state;
    assert_true(crossings_agree(&a, &b));
    b.document_number = "C1234****";
    assert_true(crossings_agree(&a, &b));
    b.document_number = "C12345679";
    assert_false(crossings_agree(&a, &b));
    b = (struct report_crossing){.direction = "exit", .date = 1}; /* as one states it */
    assert_true(crossings_agree(&a, &b));
    b.port_code = "cn_luohu";
    assert_false(crossings_agree(&a, &b));
    b.port_code = NULL;
    b.port = "Shenzhen Bay"; /* in no table: the other's name, or not */
    assert_true(crossings_agree(&a, &b));
    b = a;
    a.flight = "CX 345";
    assert_true(crossings_agree(&a, &b)); /* which flight, the other does not say */
    b.flight = "cx345";
    assert_true(crossings_agree(&a, &b));
    b.flight = "CX346";
    assert_false(crossings_agree(&a, &b));
    b = a;
    b.date = 2;
    assert_false(crossings_agree(&a, &b));
    b = a;
    b.direction = "entry";
    assert_false(crossings_agree(&a, &b));
    assert_string_equal(port_territory("cn_luohu"), "CN");
    assert_null(port_territory("luohu"));
    assert_null(port_territory(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),      cmocka_unit_test(test_numbering),
        cmocka_unit_test(test_cover),      cmocka_unit_test(test_merge),
        cmocka_unit_test(test_merge_gaps), cmocka_unit_test(test_counted),
        cmocka_unit_test(test_split),      cmocka_unit_test(test_agree),
        cmocka_unit_test(test_one_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
