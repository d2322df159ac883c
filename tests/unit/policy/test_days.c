#include "base/error.h"
#include "brute_days.h"
#include "policy/days.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS_MAX 16

static int32_t day(const char *text)
{
    int32_t value;

    assert_int_equal(day_parse(slice_str(text), &value), 0);
    return value;
}

static struct days_timeline *timeline_of(struct arena *arena, const struct days_record *record)
{
    struct days_timeline *timeline;

    assert_int_equal(days_timeline_new(arena, record, &timeline), 0);
    return timeline;
}

/* "20" or "20..22", for inside any_part, full, night, from_next, then outside. */
static void expect_counts(const struct days_timeline *timeline, struct days_window window,
                          const char *expected)
{
    char found[256] = "";
    size_t used = 0;

    for (int state = PRESENCE_INSIDE; state <= PRESENCE_OUTSIDE; state++) {
        for (int measure = 0; measure < DAYS_MEASURES; measure++) {
            struct days_bounds b =
                days_count(timeline, window, (enum presence)state, (enum days_measure)measure);
            const char *space = used > 0 ? " " : "";

            if (b.lower == b.upper)
                used += (size_t)snprintf(found + used, sizeof found - used, "%s%d", space, b.lower);
            else
                used += (size_t)snprintf(found + used, sizeof found - used, "%s%d..%d", space,
                                         b.lower, b.upper);
        }
    }
    assert_string_equal(found, expected);
}

/* "+05 -10": entry on the 5th, exit on the 10th; "!" before a row: the numbering has a gap there.
 */
static size_t january(const char *text, struct days_row rows[ROWS_MAX])
{
    size_t count = 0;

    while (*text) {
        struct days_row row = {0};

        if (*text == '!') {
            row.broken = 1;
            text++;
        }
        row.kind = text[0] == '+' ? DAYS_ENTRY : DAYS_EXIT;
        row.day = day("2026-01-01") + (text[1] - '0') * 10 + (text[2] - '0') - 1;
        assert_true(count < ROWS_MAX);
        rows[count++] = row;
        text += text[3] == ' ' ? 4 : 3;
    }
    return count;
}

/* counting.md, the whole table. */
static void test_table(void **state)
{
    static const struct {
        const char *rows;
        const char *expected;
        bool wider;
    } cases[] = {
        {"+05 -10 +10 -15 +20 -28", "20 15 18 18 16 11 13 13", false}, /* A */
        {"+05 -10 +10 -15 +20 -28",                                    /* B */
         "20..22 15..17 18..20 18..20 16..18 11..13 13..15 13..15", true},
        {"+05 -10 +10 +20 -28", "15..24 11..20 13..23 13..23 11..20 7..16 8..18 8..18", /* C */
         false},
        {"+05 -10 -15 +20 -28", "16..20 11..15 13..18 13..18 16..20 11..15 13..18 13..18", /* D */
         false},
        {"+05 -10 +10 !-28", "7..24 4..21 5..23 5..23 10..27 7..24 8..26 8..26", false}, /* E */
        {"-10 +10 -15 +20 -28", "24 20 22 23 11 7 9 8", false},                          /* F */
        {"+10 -10", "1 0 0 0 31 30 31 31", false},                                       /* G */
        {"-10 +10", "31 30 31 31 1 0 0 0", false},                                       /* H */
        {"-01 +03 -03 +05", "29 26 27 27 5 2 4 4", false},                               /* I */
        {"+05 -10 +10 -15 +20", "23 19 22 21 12 8 9 10", false},                         /* J */
    };
    struct arena *arena = arena_new(0);
    struct days_cover cover = {.from = day("2026-01-01"), .to = day("2026-01-31")};
    struct days_row rows[ROWS_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct days_record record = {.rows = rows, .covers = &cover, .cover_count = 1};
        struct days_window window = {cover.from, cover.to};

        record.row_count = january(cases[i].rows, rows);
        if (cases[i].wider)
            window = (struct days_window){cover.from - 1, cover.to + 1};
        expect_counts(timeline_of(arena, &record), window, cases[i].expected);
    }
    arena_free(arena);
}

/* counting.md, the last lines: a spouse, five years back from 2026-11-22. */
static void test_spouse(void **state)
{
    static const char *const expected[DAYS_MEASURES][5] = {
        {"321", "365", "275", "352", "365"},
        {"319", "365", "273", "350", "365"},
        {"320", "365", "274", "351", "365"},
        {"320", "365", "274", "351", "365"},
    };
    struct days_row rows[] = {
        {day("2020-09-01"), DAYS_ENTRY, 0}, {day("2022-07-01"), DAYS_EXIT, 0},
        {day("2022-08-15"), DAYS_ENTRY, 0}, {day("2024-02-01"), DAYS_EXIT, 0},
        {day("2024-05-03"), DAYS_ENTRY, 0}, {day("2025-09-28"), DAYS_EXIT, 0},
        {day("2025-10-12"), DAYS_ENTRY, 0},
    };
    struct days_cover cover = {.from = day("2020-09-01"), .to = day("2026-11-21")};
    struct days_record record = {.rows = rows, .row_count = 7, .covers = &cover, .cover_count = 1};
    struct arena *arena = arena_new(0);
    struct days_timeline *timeline = timeline_of(arena, &record);

    (void)state;
    for (int year = 0; year < 5; year++) {
        char from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE];
        struct days_window window;

        snprintf(from, sizeof from, "%d-11-22", 2021 + year);
        snprintf(to, sizeof to, "%d-11-21", 2022 + year);
        window = (struct days_window){day(from), day(to)};
        for (int measure = 0; measure < DAYS_MEASURES; measure++) {
            char text[16];
            struct days_bounds b =
                days_count(timeline, window, PRESENCE_INSIDE, (enum days_measure)measure);

            assert_int_equal(b.lower, b.upper);
            snprintf(text, sizeof text, "%d", b.lower);
            assert_string_equal(text, expected[measure][year]);
        }
    }
    arena_free(arena);
}

/* A record made at 09:14 with a lag of two hours speaks of its last day up to 07:14. */
static void test_last_day_in_part(void **state)
{
    struct arena *arena = arena_new(0);
    struct days_cover cover = {day("2026-01-01"), day("2026-01-10"), true};
    struct days_row rows[] = {{day("2026-01-05"), DAYS_ENTRY, 0},
                              {day("2026-01-10"), DAYS_EXIT, 0}};
    struct days_record record = {.rows = rows, .row_count = 1, .covers = &cover, .cover_count = 1};
    struct days_window window = {cover.from, cover.to};
    struct days_timeline *timeline = timeline_of(arena, &record);

    (void)state;
    /* the 10th: inside at 00:00, and who knows what then */
    expect_counts(timeline, window, "6 4..5 5..6 5 5..6 4 4..5 5");
    assert_int_equal(days_state_at(timeline, day("2026-01-10")), PRESENCE_INSIDE);
    assert_int_equal(days_state_at(timeline, day("2026-01-11")), PRESENCE_UNKNOWN);
    record.covers = &(struct days_cover){cover.from, cover.to, false};
    timeline = timeline_of(arena, &record);
    assert_int_equal(days_state_at(timeline, day("2026-01-11")), PRESENCE_INSIDE);
    assert_int_equal(days_state_at(timeline, day("2026-01-12")), PRESENCE_UNKNOWN);
    record.covers = &cover;
    record.row_count = 2; /* an exit on that very day is seen, what came after it is not */
    timeline = timeline_of(arena, &record);
    expect_counts(timeline, window, "6 4 5..6 5 6 4 4..5 5");
    rows[1].kind = DAYS_ENTRY; /* an exit is missing: after what the record speaks of, so */
    timeline = timeline_of(arena, &record);
    expect_counts(timeline, window, "6 4 5..6 5 6 4 4..5 5");
    /* alone it tells nothing of the days before: an entry may be missing right before it */
    record.rows = rows + 1;
    record.row_count = 1;
    timeline = timeline_of(arena, &record);
    expect_counts(timeline, window, "1..10 0..9 0..10 0..10 1..10 0..9 0..10 0..10");
    assert_int_equal(days_state_at(timeline, day("2026-01-05")), PRESENCE_UNKNOWN);
    record.covers = &(struct days_cover){cover.from, cover.to, false};
    timeline = timeline_of(arena, &record);
    expect_counts(timeline, window, "1 0 1 0 10 9 9 10");
    arena_free(arena);
}

/* Rows outside all covers are instants; between two covers lies a hole. */
static void test_holes(void **state)
{
    struct arena *arena = arena_new(0);
    struct days_cover covers[] = {{day("2026-01-21"), day("2026-01-31"), false},
                                  {day("2026-01-01"), day("2026-01-10"), false}};
    struct days_row rows[ROWS_MAX];
    struct days_record record = {.rows = rows, .covers = covers, .cover_count = 2};
    struct days_window window = {day("2026-01-01"), day("2026-01-31")};

    (void)state;
    /* inside 5..10 and 21..25 for sure, 11..20 unknown; outside 1..5 and 25..31 */
    record.row_count = january("+05 -25", rows);
    expect_counts(timeline_of(arena, &record), window,
                  "11..21 9..19 10..20 10..20 12..22 10..20 11..21 11..21");
    /* inside to the 10th, outside from the 21st: whatever happened, happened in the hole */
    record.row_count = january("+05 +25", rows);
    expect_counts(timeline_of(arena, &record), window,
                  "13..23 11..21 13..23 11..21 10..20 8..18 8..18 10..20");
    /* a crossing on the 15th is known at its instant, although nobody covers it */
    record.row_count = january("+05 -15", rows);
    expect_counts(timeline_of(arena, &record), window,
                  "7..27 5..25 6..27 5..26 6..26 4..24 4..25 5..26");
    record.distrust_edges = true;
    record.row_count = january("+15 -15", rows);
    expect_counts(timeline_of(arena, &record), window,
                  "1..31 0..30 0..31 0..31 1..31 0..30 0..31 0..31");
    record.row_count = 0; /* nothing says where somebody was */
    expect_counts(timeline_of(arena, &record), window,
                  "0..31 0..31 0..31 0..31 0..31 0..31 0..31 0..31");
    arena_free(arena);
}

/* ---- Against the plain counter, over invented records ---- */

static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

/* Complete, but that up to `breaks` stretches lack rows. At most three rows a day. */
static void invent(uint32_t *seed, struct brute_record *record, int days, int breaks)
{
    bool entry = draw(seed, 2);

    *record = (struct brute_record){.first = 2 + (int)draw(seed, 3)};
    record->last = record->first + days - 1;
    for (int i = record->first; i <= record->last; i++) {
        for (int on_day = 0; on_day < 3 && record->count < BRUTE_ROWS && draw(seed, 4) == 0;
             on_day++) {
            struct brute_row row = {.day = i};

            if (breaks > 0 && record->count > 0 && draw(seed, 3) == 0) {
                row.missing = 1 + (int)draw(seed, 3);
                breaks--;
            }
            if (row.missing % 2 == 1)
                entry = !entry;
            row.entry = entry;
            entry = !entry;
            record->rows[record->count++] = row;
        }
    }
}

/* The plain record as one for days.h, its day 0 somewhere before 1970. */
#define DAY_0 (-20)

static size_t translate(const struct brute_record *plain, struct days_row *rows)
{
    for (int i = 0; i < plain->count; i++)
        rows[i] = (struct days_row){
            .day = plain->rows[i].day + DAY_0,
            .kind = plain->rows[i].entry ? DAYS_ENTRY : DAYS_EXIT,
            /* an odd number missing breaks the alternation, which must be enough */
            .broken = plain->rows[i].missing == 2,
        };
    return (size_t)plain->count;
}

static void compare(const struct days_timeline *timeline, const struct brute_record *plain,
                    int from, int to)
{
    struct days_window window = {from + DAY_0, to + DAY_0};

    for (int inside = 0; inside < 2; inside++) {
        for (int measure = 0; measure < DAYS_MEASURES; measure++) {
            struct brute_bounds wanted = brute_count(plain, from, to, inside, measure);
            struct days_bounds found =
                days_count(timeline, window, inside ? PRESENCE_INSIDE : PRESENCE_OUTSIDE,
                           (enum days_measure)measure);

            if (plain->count == 0 || wanted.upper < 0)
                continue; /* the plain counter has no state to begin with, or no room */
            assert_int_equal(found.lower, wanted.lower);
            assert_int_equal(found.upper, wanted.upper);
        }
    }
}

static void compare_all(uint32_t seed, int records, int days, int breaks)
{
    struct arena *arena = arena_new(0);

    for (int i = 0; i < records; i++) {
        struct brute_record plain;
        struct days_row rows[BRUTE_ROWS];
        struct days_cover cover;
        struct days_record record = {.rows = rows, .covers = &cover, .cover_count = 1};
        struct days_timeline *timeline;
        int from, to;

        invent(&seed, &plain, days, breaks);
        cover = (struct days_cover){.from = plain.first + DAY_0, .to = plain.last + DAY_0};
        record.row_count = translate(&plain, rows);
        timeline = timeline_of(arena, &record);
        compare(timeline, &plain, plain.first - 1, plain.last + 1);
        from = (int)draw(&seed, (uint32_t)plain.last);
        to = from + (int)draw(&seed, (uint32_t)(plain.last + 3 - from));
        compare(timeline, &plain, from, to);
        arena_clear(arena);
    }
    arena_free(arena);
}

static void test_brute_complete(void **state)
{
    (void)state;
    compare_all(1, 400, 40, 0);
}

static void test_brute_one_break(void **state)
{
    (void)state;
    compare_all(2, 150, 6, 1);
}

static void test_brute_two_breaks(void **state)
{
    (void)state;
    compare_all(3, 40, 4, 2);
}

/* ---- Properties ---- */

static void expect_identities(const struct days_timeline *timeline, struct days_window window)
{
    static const enum days_measure others[DAYS_MEASURES] = {DAYS_FULL, DAYS_ANY_PART, DAYS_NIGHT,
                                                            DAYS_FROM_NEXT};
    int32_t length = window.to - window.from + 1;

    for (int measure = 0; measure < DAYS_MEASURES; measure++) {
        struct days_bounds in =
            days_count(timeline, window, PRESENCE_INSIDE, (enum days_measure)measure);
        struct days_bounds out = days_count(timeline, window, PRESENCE_OUTSIDE, others[measure]);

        assert_int_equal(in.lower + out.upper, length);
        assert_int_equal(in.upper + out.lower, length);
        assert_true(in.lower >= 0 && in.lower <= in.upper && in.upper <= length);
    }
}

static void test_identities(void **state)
{
    struct arena *arena = arena_new(0);
    uint32_t seed = 4;

    (void)state;
    for (int i = 0; i < 500; i++) {
        struct brute_record plain;
        struct days_row rows[BRUTE_ROWS];
        struct days_cover cover;
        struct days_record record = {.rows = rows, .covers = &cover, .cover_count = 1};
        int32_t from = DAY_0 + (int32_t)draw(&seed, 50);

        invent(&seed, &plain, 45, (int)draw(&seed, 4));
        record.row_count = translate(&plain, rows);
        cover = (struct days_cover){plain.first + DAY_0, plain.last + DAY_0, draw(&seed, 2)};
        record.distrust_edges = draw(&seed, 4) == 0;
        expect_identities(timeline_of(arena, &record),
                          (struct days_window){from, from + (int32_t)draw(&seed, 30)});
        arena_clear(arena);
    }
    arena_free(arena);
}

/* Two records that meet, or overlap, say what one of the whole period says. */
static void test_split_and_joined(void **state)
{
    struct arena *arena = arena_new(0);
    uint32_t seed = 5;

    (void)state;
    for (int i = 0; i < 300; i++) {
        struct brute_record plain;
        struct days_row rows[BRUTE_ROWS];
        struct days_cover one, two[2];
        struct days_record record = {.rows = rows, .covers = &one, .cover_count = 1};
        struct days_timeline *whole, *joined;
        struct days_window window;

        invent(&seed, &plain, 45, (int)draw(&seed, 3));
        record.row_count = translate(&plain, rows);
        one = (struct days_cover){plain.first + DAY_0, plain.last + DAY_0, false};
        whole = timeline_of(arena, &record);
        two[1] = two[0] = one;
        two[0].to = one.from + (int32_t)draw(&seed, 44);
        two[1].from = two[0].to + 1 - (int32_t)draw(&seed, 2);
        for (size_t row = 0; row < record.row_count; row++)
            rows[row].broken = rows[row].broken ? 3 : 0;
        record.covers = two;
        record.cover_count = 2;
        joined = timeline_of(arena, &record);
        window = (struct days_window){DAY_0 + (int32_t)draw(&seed, 30), DAY_0 + 50};
        for (int measure = 0; measure < DAYS_MEASURES; measure++) {
            struct days_bounds a =
                days_count(whole, window, PRESENCE_INSIDE, (enum days_measure)measure);
            struct days_bounds b =
                days_count(joined, window, PRESENCE_INSIDE, (enum days_measure)measure);

            assert_int_equal(a.lower, b.lower);
            assert_int_equal(a.upper, b.upper);
        }
        arena_clear(arena);
    }
    arena_free(arena);
}

/* A trip more, somewhere in a stay, and no measure of presence grows. */
static void test_day_abroad(void **state)
{
    struct arena *arena = arena_new(0);
    uint32_t seed = 6;

    (void)state;
    for (int i = 0; i < 300; i++) {
        struct brute_record plain;
        struct days_row rows[BRUTE_ROWS + 2];
        struct days_cover cover;
        struct days_record record = {.rows = rows, .covers = &cover, .cover_count = 1};
        struct days_timeline *before, *after;
        struct days_window window;
        size_t at;
        int32_t leaves, returns;

        invent(&seed, &plain, 45, 0);
        record.row_count = translate(&plain, rows);
        if (record.row_count < 2)
            continue;
        cover = (struct days_cover){plain.first + DAY_0, plain.last + DAY_0, false};
        before = timeline_of(arena, &record);
        at = draw(&seed, (uint32_t)record.row_count - 1);
        if (rows[at].kind != DAYS_ENTRY)
            continue;
        leaves =
            rows[at].day + (int32_t)draw(&seed, (uint32_t)(rows[at + 1].day - rows[at].day + 1));
        returns = leaves + (int32_t)draw(&seed, (uint32_t)(rows[at + 1].day - leaves + 1));
        memmove(rows + at + 3, rows + at + 1, (record.row_count - at - 1) * sizeof *rows);
        rows[at + 1] = (struct days_row){.day = leaves, .kind = DAYS_EXIT};
        rows[at + 2] = (struct days_row){.day = returns, .kind = DAYS_ENTRY};
        record.row_count += 2;
        after = timeline_of(arena, &record);
        window = (struct days_window){DAY_0 + (int32_t)draw(&seed, 30), DAY_0 + 50};
        for (int measure = 0; measure < DAYS_MEASURES; measure++) {
            struct days_bounds a =
                days_count(before, window, PRESENCE_INSIDE, (enum days_measure)measure);
            struct days_bounds b =
                days_count(after, window, PRESENCE_INSIDE, (enum days_measure)measure);

            assert_true(b.lower <= a.lower && b.upper <= a.upper);
        }
        arena_clear(arena);
    }
    arena_free(arena);
}

/* ---- Stays ---- */

static void expect_stays(const struct days_timeline *timeline, struct days_window window,
                         enum presence presence, const char *expected)
{
    char found[256] = "";
    size_t used = 0, cursor = 0;
    struct days_stay stay;

    while (days_stay_next(timeline, window, presence, &cursor, &stay)) {
        struct days_window span = days_stay_span(&stay, window);
        struct days_bounds next = days_stay_count(&stay, window, DAYS_FROM_NEXT);
        struct days_bounds any = days_stay_count(&stay, window, DAYS_ANY_PART);

        used += (size_t)snprintf(found + used, sizeof found - used, "%s%d-%d:%d..%d/%d..%d",
                                 used > 0 ? " " : "", span.from - day("2026-01-01") + 1,
                                 span.to - day("2026-01-01") + 1, next.lower, next.upper, any.lower,
                                 any.upper);
    }
    assert_string_equal(found, expected);
}

static void test_stays(void **state)
{
    struct arena *arena = arena_new(0);
    struct days_cover cover = {day("2026-01-01"), day("2026-01-31"), false};
    struct days_row rows[ROWS_MAX];
    struct days_record record = {.rows = rows, .covers = &cover, .cover_count = 1};
    struct days_window window = {cover.from, cover.to};

    (void)state;
    record.row_count = january("+05 -10 +10 -15 +20 -28", rows);
    expect_stays(timeline_of(arena, &record), window, PRESENCE_INSIDE,
                 "5-10:5..5/6..6 10-15:5..5/6..6 20-28:8..8/9..9");
    expect_stays(timeline_of(arena, &record), window, PRESENCE_OUTSIDE,
                 "1-5:5..5/5..5 10-10:0..0/1..1 15-20:5..5/6..6 28-31:3..3/4..4");
    window.from += 11; /* from the 12th */
    expect_stays(timeline_of(arena, &record), window, PRESENCE_INSIDE,
                 "12-15:4..4/4..4 20-28:8..8/9..9");
    window.from = cover.from;
    record.row_count = january("+05 +20 -28", rows); /* an exit is missing */
    expect_stays(timeline_of(arena, &record), window, PRESENCE_INSIDE,
                 "5-5:0..15/1..16 20-28:8..8/9..9");
    expect_stays(timeline_of(arena, &record), window, PRESENCE_OUTSIDE,
                 "1-5:5..5/5..5 20-20:0..15/1..16 28-31:3..3/4..4");
    record.row_count = january("+05 !-28", rows); /* somebody may have been away in between */
    expect_stays(timeline_of(arena, &record), window, PRESENCE_INSIDE, "5-5:0..23/1..24");
    /* rows long before and after, and nothing known of the days between */
    record.row_count = january("+05 -28", rows);
    record.cover_count = 0;
    window = (struct days_window){day("2026-01-12"), day("2026-01-15")};
    expect_stays(timeline_of(arena, &record), window, PRESENCE_INSIDE, "12-15:0..4/0..4");
    arena_free(arena);
}

static void test_refused(void **state)
{
    struct arena *arena = arena_new(0);
    struct days_cover cover = {day("2026-01-31"), day("2026-01-01"), false};
    struct days_row rows[] = {{10, DAYS_ENTRY, 0}, {9, DAYS_EXIT, 0}};
    struct days_record record = {.rows = rows, .row_count = 2};
    struct days_timeline *timeline;

    (void)state;
    assert_int_equal(days_timeline_new(arena, &record, &timeline), ERR_INVALID);
    record.row_count = 1;
    record.covers = &cover;
    record.cover_count = 1;
    assert_int_equal(days_timeline_new(arena, &record, &timeline), ERR_INVALID);
    record.cover_count = DAYS_COVERS_MAX + 1;
    assert_int_equal(days_timeline_new(arena, &record, &timeline), ERR_LIMIT);
    record.cover_count = 0;
    record.row_count = DAYS_ROWS_MAX + 1;
    assert_int_equal(days_timeline_new(arena, &record, &timeline), ERR_LIMIT);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_spouse),
        cmocka_unit_test(test_last_day_in_part),
        cmocka_unit_test(test_holes),
        cmocka_unit_test(test_brute_complete),
        cmocka_unit_test(test_brute_one_break),
        cmocka_unit_test(test_brute_two_breaks),
        cmocka_unit_test(test_identities),
        cmocka_unit_test(test_split_and_joined),
        cmocka_unit_test(test_day_abroad),
        cmocka_unit_test(test_stays),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
