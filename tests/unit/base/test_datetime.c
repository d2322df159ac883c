#include "tests.h"

#include "base/datetime.h"
#include "base/error.h"

static void days_of_known_dates(void **state)
{
    static const struct {
        const char *text;
        int32_t day;
    } known[] = {
        {"1970-01-01", 0},       {"1969-12-31", -1},      {"2000-02-29", 11016},
        {"2000-03-01", 11017},   {"2026-11-22", 20779},   {"1900-03-01", -25508},
        {"0000-01-01", DAY_MIN}, {"9999-12-31", DAY_MAX},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(known); i++) {
        char text[DAY_TEXT_SIZE];
        int32_t day = 1;

        assert_int_equal(day_parse(slice_str(known[i].text), &day), 0);
        assert_int_equal(day, known[i].day);
        day_format(day, text);
        assert_string_equal(text, known[i].text);
    }
}

/* Every day of the calendar follows the one before, by the rules a person would use. */
static void the_calendar_has_no_gap(void **state)
{
    int32_t year = 0, month = 1, day = 1;

    (void)state;
    for (int32_t number = DAY_MIN; number <= DAY_MAX; number++) {
        struct wall_time date;
        int32_t again;

        day_split(number, &date);
        if (date.year != year || date.month != month || date.day != day ||
            day_make(year, month, day, &again) < 0 || again != number)
            fail_msg("day %d is %d-%d-%d, not %d-%d-%d", number, date.year, date.month, date.day,
                     year, month, day);
        if (++day > month_days(year, month)) {
            day = 1;
            month++;
        }
        if (month > 12) {
            month = 1;
            year++;
        }
    }
    assert_int_equal(year, 10000);
}

static void days_that_do_not_exist(void **state)
{
    static const struct {
        const char *text;
        int error;
    } wrong[] = {
        {"2026-02-29", ERR_INVALID},
        {"1900-02-29", ERR_INVALID},
        {"2026-04-31", ERR_INVALID},
        {"2026-00-10", ERR_INVALID},
        {"2026-13-10", ERR_INVALID},
        {"2026-01-00", ERR_INVALID},
        {"", ERR_SYNTAX},
        {"2026-1-01", ERR_SYNTAX},
        {"2026-01-1", ERR_SYNTAX},
        {"2026/01/01", ERR_SYNTAX},
        {"2026-01-01 ", ERR_SYNTAX},
        {" 2026-01-01", ERR_SYNTAX},
        {"+026-01-01", ERR_SYNTAX},
        {"20260101", ERR_SYNTAX},
        {"2026-01-0\xef", ERR_SYNTAX},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        int32_t day = 77;

        assert_int_equal(day_parse(slice_str(wrong[i].text), &day), wrong[i].error);
        assert_int_equal(day, 77);
    }
}

static void leap_years(void **state)
{
    (void)state;
    assert_true(year_is_leap(2000) && year_is_leap(2024) && year_is_leap(0));
    assert_false(year_is_leap(1900) || year_is_leap(2023));
    assert_int_equal(month_days(2024, 2), 29);
    assert_int_equal(month_days(2023, 2), 28);
    assert_int_equal(month_days(2023, 0), 0);
    assert_int_equal(month_days(2023, 13), 0);
}

static void times_of_known_moments(void **state)
{
    static const struct {
        const char *text;
        int64_t time;
        bool cut;
    } known[] = {
        {"1970-01-01T00:00:00Z", 0, false},
        {"2026-11-22T02:24:00Z", INT64_C(1795314240), false},
        {"2026-11-22T10:24:00+08:00", INT64_C(1795314240), false},
        {"2026-11-21T21:24:00-05:00", INT64_C(1795314240), false},
        {"2026-11-22t02:24:00z", INT64_C(1795314240), false},
        {"2026-11-22T02:24:00-00:00", INT64_C(1795314240), false},
        {"2026-11-22T02:24:00.000Z", INT64_C(1795314240), false},
        {"2026-11-22T02:24:00.0000000000000000000001Z", INT64_C(1795314240), true},
        {"1969-12-31T23:59:59.9Z", -1, true},
        {"0000-01-01T00:00:00Z", TIME_MIN, false},
        {"9999-12-31T23:59:59Z", TIME_MAX, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(known); i++) {
        int64_t time = 77;
        bool cut = !known[i].cut;

        assert_int_equal(time_parse(slice_str(known[i].text), &time, &cut), 0);
        assert_int_equal(time, known[i].time);
        assert_int_equal(cut, known[i].cut);
        assert_int_equal(time_parse(slice_str(known[i].text), &time, NULL), 0);
    }
}

static void times_that_do_not_exist(void **state)
{
    static const struct {
        const char *text;
        int error;
    } wrong[] = {
        {"2016-12-31T23:59:60Z", ERR_UNSUPPORTED},
        {"2026-11-22T24:00:00Z", ERR_INVALID},
        {"2026-11-22T23:60:00Z", ERR_INVALID},
        {"2026-11-22T23:00:61Z", ERR_INVALID},
        {"2026-02-29T00:00:00Z", ERR_INVALID},
        {"2026-11-22T00:00:00+24:00", ERR_INVALID},
        {"2026-11-22T00:00:00+08:60", ERR_INVALID},
        {"0000-01-01T00:00:00+00:01", ERR_INVALID},
        {"9999-12-31T23:59:59-00:01", ERR_INVALID},
        {"2026-11-22T00:00:00", ERR_SYNTAX},
        {"2026-11-22 00:00:00Z", ERR_SYNTAX},
        {"2026-11-22T00:00Z", ERR_SYNTAX},
        {"2026-11-22T00:00:00.Z", ERR_SYNTAX},
        {"2026-11-22T00:00:00,5Z", ERR_SYNTAX},
        {"2026-11-22T00:00:00+0800", ERR_SYNTAX},
        {"2026-11-22T00:00:00+08", ERR_SYNTAX},
        {"2026-11-22T00:00:00Z ", ERR_SYNTAX},
        {"2026-11-22", ERR_SYNTAX},
        {"", ERR_SYNTAX},
        {"2026-11-22T00:00:00ZZ", ERR_SYNTAX},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        int64_t time = 77;
        bool cut = true;

        assert_int_equal(time_parse(slice_str(wrong[i].text), &time, &cut), wrong[i].error);
        assert_int_equal(time, 77);
        assert_true(cut);
    }
}

static void a_nul_is_no_letter_of_a_time(void **state)
{
    static const char text[] = "2026-11-22T00:00:00\0";
    int64_t time;

    (void)state;
    assert_int_equal(time_parse(slice_of(text, 20), &time, NULL), ERR_SYNTAX);
}

static void a_time_reads_as_the_wall_shows_it(void **state)
{
    char text[TIME_TEXT_SIZE];

    (void)state;
    time_format(INT64_C(1795314240), OFFSET_UTC, text);
    assert_string_equal(text, "2026-11-22T02:24:00Z");
    time_format(INT64_C(1795314240), OFFSET_CHINA, text);
    assert_string_equal(text, "2026-11-22T10:24:00+08:00");
    time_format(INT64_C(1795314240), -210, text);
    assert_string_equal(text, "2026-11-21T22:54:00-03:30");
    time_format(-1, 0, text);
    assert_string_equal(text, "1969-12-31T23:59:59Z");
    time_format(INT64_MAX, INT32_MAX, text);
    assert_string_equal(text, "9999-12-31T23:59:59+23:59");
    time_format(INT64_MIN, INT32_MIN, text);
    assert_string_equal(text, "0000-01-01T00:00:00-23:59");
    day_format(INT32_MAX, text);
    assert_string_equal(text, "9999-12-31");
    day_format(INT32_MIN, text);
    assert_string_equal(text, "0000-01-01");
}

/* A crossing at 17:00 UTC happened on the next day in China. */
static void the_day_of_a_moment_depends_on_where(void **state)
{
    int64_t time;
    int32_t day;

    (void)state;
    assert_int_equal(time_parse(slice_str("2026-11-22T16:00:00Z"), &time, NULL), 0);
    assert_int_equal(day_parse(slice_str("2026-11-22"), &day), 0);
    assert_int_equal(day_of_time(time, OFFSET_UTC), day);
    assert_int_equal(day_of_time(time, OFFSET_CHINA), day + 1);
    assert_int_equal(day_of_time(time - 1, OFFSET_CHINA), day);
    assert_int_equal(day_of_time(-1, OFFSET_UTC), -1);
    assert_int_equal(day_of_time(INT64_MIN, 0), DAY_MIN);
    assert_int_equal(day_of_time(INT64_MAX, OFFSET_CHINA), DAY_MAX);
}

static void a_wall_time_goes_there_and_back(void **state)
{
    struct wall_time wall = {2024, 2, 29, 23, 59, 58, OFFSET_CHINA}, again;
    int64_t time;

    (void)state;
    assert_int_equal(time_make(&wall, &time), 0);
    time_split(time, OFFSET_CHINA, &again);
    assert_memory_equal(&wall, &again, sizeof wall);
    wall.hour = -1;
    assert_int_equal(time_make(&wall, &time), ERR_INVALID);
    wall.hour = 1;
    wall.offset = OFFSET_MAX + 1;
    assert_int_equal(time_make(&wall, &time), ERR_INVALID);
}

int run_datetime_tests(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_of_known_dates),
        cmocka_unit_test(the_calendar_has_no_gap),
        cmocka_unit_test(days_that_do_not_exist),
        cmocka_unit_test(leap_years),
        cmocka_unit_test(times_of_known_moments),
        cmocka_unit_test(times_that_do_not_exist),
        cmocka_unit_test(a_nul_is_no_letter_of_a_time),
        cmocka_unit_test(a_time_reads_as_the_wall_shows_it),
        cmocka_unit_test(the_day_of_a_moment_depends_on_where),
        cmocka_unit_test(a_wall_time_goes_there_and_back),
    };

    return cmocka_run_group_tests_name("datetime", tests, NULL, NULL);
}
