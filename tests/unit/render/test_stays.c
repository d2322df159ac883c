/* Spans and years of crossings, and bytes to scale: figures computed by hand. */
#include "base/datetime.h"
#include "base/error.h"
#include "render/scale.h"
#include "render/stays.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static int32_t day(const char *text)
{
    int32_t result = 0;

    assert_int_equal(day_parse(slice_str(text), &result), 0);
    return result;
}

static struct report_crossing crossing(const char *direction, const char *date)
{
    return (struct report_crossing){.direction = direction, .date = day(date)};
}

static void expect_year(const struct stays *stays, size_t index, int32_t year, int32_t inside,
                        int32_t outside, int32_t unknown)
{
    assert_true(index < stays->year_count);
    assert_int_equal(stays->years[index].year, year);
    assert_int_equal(stays->years[index].days[STAY_INSIDE], inside);
    assert_int_equal(stays->years[index].days[STAY_OUTSIDE], outside);
    assert_int_equal(stays->years[index].days[STAY_UNKNOWN], unknown);
}

/* 10 to 20 January are eleven days; before are nine, after them the rest of a leap year. */
static void one_stay_in_a_leap_year(void **state)
{
    struct arena *arena = arena_new(0);
    const struct report_crossing rows[] = {
        crossing("entry", "2024-01-10"),
        crossing("exit", "2024-01-20"),
    };
    const struct stays_input input = {.crossings = rows,
                                      .count = 2,
                                      .is_complete = true,
                                      .has_from = true,
                                      .from = day("2024-01-01"),
                                      .has_to = true,
                                      .to = day("2024-12-31")};
    struct stays stays;

    (void)state;
    assert_int_equal(stays_make(arena, &input, &stays), 0);
    assert_int_equal(stays.count, 3);
    assert_int_equal(stays.items[0].to, day("2024-01-09"));
    assert_int_equal(stays.items[1].state, STAY_INSIDE);
    assert_int_equal(stays.items[1].from, day("2024-01-10"));
    assert_int_equal(stays.items[1].to, day("2024-01-20"));
    assert_int_equal(stays.year_count, 1);
    expect_year(&stays, 0, 2024, 11, 355, 0);
    assert_int_equal(stays.years[0].entries, 1);
    assert_int_equal(stays.years[0].exits, 1);
    arena_free(arena);
}

/* Over the turn of a year: 12 days of December (20 to 31), 10 of January; newest printed first. */
static void a_stay_over_new_year(void **state)
{
    struct arena *arena = arena_new(0);
    const struct report_crossing rows[] = {
        crossing("exit", "2023-01-10"),
        crossing("entry", "2022-12-20"),
    };
    const struct stays_input input = {.crossings = rows, .count = 2, .is_complete = true};
    struct stays stays;

    (void)state;
    assert_int_equal(stays_make(arena, &input, &stays), 0);
    assert_int_equal(stays.year_count, 2);
    expect_year(&stays, 0, 2022, 12, 0, 0);
    expect_year(&stays, 1, 2023, 10, 0, 0);
    arena_free(arena);
}

/* Twice in: the days between are not known. 1 and 11 March are inside, nine days between not. */
static void two_entries_leave_a_hole(void **state)
{
    struct arena *arena = arena_new(0);
    const struct report_crossing rows[] = {
        crossing("entry", "2025-03-01"),
        crossing("entry", "2025-03-11"),
        crossing("exit", "2025-03-12"),
    };
    const struct stays_input input = {.crossings = rows,
                                      .count = 3,
                                      .is_complete = false,
                                      .has_to = true,
                                      .to = day("2025-03-31")};
    struct stays stays;

    (void)state;
    assert_int_equal(stays_make(arena, &input, &stays), 0);
    /* a record that is not complete says nothing of the 19 days after its last row */
    expect_year(&stays, 0, 2025, 3, 0, 9 + 19);
    arena_free(arena);
}

/* Out and in again on one day, printed newest first: he was inside that day and stays inside. */
static void a_day_trip_is_in_the_order_of_its_rows(void **state)
{
    struct arena *arena = arena_new(0);
    const struct report_crossing rows[] = {
        crossing("entry", "2025-05-05"),
        crossing("exit", "2025-05-05"),
        crossing("entry", "2025-05-01"),
    };
    const struct stays_input input = {.crossings = rows,
                                      .count = 3,
                                      .is_complete = true,
                                      .has_to = true,
                                      .to = day("2025-05-10")};
    struct stays stays;

    (void)state;
    assert_int_equal(stays_make(arena, &input, &stays), 0);
    assert_int_equal(stays.count, 1);
    expect_year(&stays, 0, 2025, 10, 0, 0);
    arena_free(arena);
}

static void hostile_dates_are_bounded(void **state)
{
    struct arena *arena = arena_new(0);
    const struct report_crossing rows[] = {
        {.direction = "exit", .date = DAY_MIN},
        {.direction = "entry", .date = DAY_MAX},
    };
    const struct stays_input input = {.crossings = rows, .count = 2, .is_complete = true};
    const struct stays_input none = {.crossings = rows, .count = 0};
    struct stays stays;

    (void)state;
    assert_int_equal(stays_make(arena, &input, &stays), 0);
    assert_true(stays.is_cut);
    assert_int_equal(stays.year_count, STAYS_YEARS_MAX);
    expect_year(&stays, 0, 9960, 0, 366, 0); /* the first of the newest forty is a leap year */
    expect_year(&stays, STAYS_YEARS_MAX - 1, 9999, 1, 364, 0);
    assert_int_equal(stays_make(arena, &none, &stays), 0);
    assert_int_equal(stays.year_count, 0);
    arena_free(arena);
}

static void bytes_are_to_scale(void **state)
{
    (void)state;
    assert_int_equal(scale_offset(0, 40000), 0);
    assert_int_equal(scale_offset(20000, 40000), 500);
    assert_int_equal(scale_offset(39999, 40000), 999);
    assert_int_equal(scale_offset(40000, 40000), SCALE_WIDTH);
    assert_int_equal(scale_width(32284, 38285, 39819), 151); /* 810.7 and 961.4, both cut */
    assert_int_equal(scale_width(10, 11, 40000), 1);         /* something is seen */
    assert_int_equal(scale_width(11, 11, 40000), 0);
    assert_int_equal(scale_width(50000, 60000, 40000), 0);
    assert_int_equal(scale_offset(5, 0), 0);
    assert_int_equal(scale_offset(INT64_MAX / 2, INT64_MAX), 499);
    assert_int_equal(scale_offset(INT64_MIN, INT64_MAX), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_stay_in_a_leap_year),
        cmocka_unit_test(a_stay_over_new_year),
        cmocka_unit_test(two_entries_leave_a_hole),
        cmocka_unit_test(a_day_trip_is_in_the_order_of_its_rows),
        cmocka_unit_test(hostile_dates_are_bounded),
        cmocka_unit_test(bytes_are_to_scale),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
