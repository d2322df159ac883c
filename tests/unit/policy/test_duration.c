/* Durations and the calendar: exact at the ends of months, in leap years, backwards. */
#include "support.h"

#include "policy/duration.h"

#include <string.h>

static struct duration duration(const char *text)
{
    struct duration duration;

    assert_int_equal(duration_parse(slice_str(text), &duration), 0);
    return duration;
}

static void test_texts(void **state)
{
    static const char *const good[] = {
        "5 years",      "1 day",     "2556.75 days",       "0 days",
        "90 minutes",   "1.5 weeks", "3 working_days(HK)", "1 working_day(CN)",
        "1000000 hours"};
    struct arena *arena = arena_new(0);
    struct duration parsed;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        parsed = duration(good[i]);
        assert_string_equal(duration_text(arena, &parsed), good[i]);
    }
    parsed = duration("1 days");
    assert_string_equal(duration_text(arena, &parsed), "1 day");
    arena_free(arena);
}

static void test_refused(void **state)
{
    static const struct {
        const char *text;
        int error;
    } bad[] = {
        {"", ERR_SYNTAX},
        {"5", ERR_SYNTAX},
        {"5years", ERR_SYNTAX},
        {"5  years", ERR_INVALID},
        {"five years", ERR_SYNTAX},
        {"05 days", ERR_SYNTAX},
        {"-1 days", ERR_SYNTAX},
        {"5 moons", ERR_INVALID},
        {"5 working_days", ERR_INVALID},
        {"5 working_days(US)", ERR_INVALID},
        {"1000001 days", ERR_LIMIT},
        {"1.5 months", ERR_INVALID},
        {"1.5 years", ERR_INVALID},
        {"1.12345 days", ERR_SYNTAX},
        {"1. days", ERR_SYNTAX},
        {"5 days ", ERR_INVALID},
        {"99999999999999999999 days", ERR_LIMIT},
    };
    struct duration parsed;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (duration_parse(slice_str(bad[i].text), &parsed) != bad[i].error)
            fail_msg("'%s': %d", bad[i].text, duration_parse(slice_str(bad[i].text), &parsed));
}

static void test_adding(void **state)
{
    static const struct {
        const char *day;
        const char *length;
        int sign;
        const char *result;
    } table[] = {
        {"2026-01-31", "1 month", 1, "2026-02-28"},  {"2024-01-31", "1 month", 1, "2024-02-29"},
        {"2024-02-29", "1 year", 1, "2025-02-28"},   {"2024-02-29", "4 years", 1, "2028-02-29"},
        {"2024-02-29", "1 year", -1, "2023-02-28"},  {"2026-03-31", "1 month", -1, "2026-02-28"},
        {"2026-12-15", "1 month", 1, "2027-01-15"},  {"2026-01-15", "1 month", -1, "2025-12-15"},
        {"2026-11-22", "5 years", -1, "2021-11-22"}, {"2026-11-22", "2 weeks", 1, "2026-12-06"},
        {"2026-02-28", "1 day", 1, "2026-03-01"},    {"2026-11-22", "0 days", 1, "2026-11-22"},
        {"0000-01-15", "1 month", -1, "0000-01-01"}, {"9999-12-15", "1 month", 1, "9999-12-31"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct duration length = duration(table[i].length);
        int32_t result;

        assert_int_equal(day_add(day_of(table[i].day), &length, table[i].sign, &result), 0);
        if (result != day_of(table[i].result))
            fail_msg("%s %+d %s", table[i].day, table[i].sign, table[i].length);
    }
}

static void test_not_added(void **state)
{
    static const char *const texts[] = {"5 hours", "90 minutes", "3 working_days(HK)", "1.5 days"};
    int32_t day = 7;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct duration length = duration(texts[i]);

        assert_int_equal(day_add(0, &length, 1, &day), ERR_UNSUPPORTED);
    }
    assert_int_equal(day, 7);
}

static void test_between(void **state)
{
    (void)state;
    assert_int_equal(days_between(day_of("2020-05-01"), day_of("2026-11-22"), UNIT_YEARS), 6);
    assert_int_equal(days_between(day_of("2020-11-22"), day_of("2026-11-22"), UNIT_YEARS), 6);
    assert_int_equal(days_between(day_of("2020-11-23"), day_of("2026-11-22"), UNIT_YEARS), 5);
    assert_int_equal(days_between(day_of("2026-01-31"), day_of("2026-02-28"), UNIT_MONTHS), 1);
    assert_int_equal(days_between(day_of("2026-01-31"), day_of("2026-02-27"), UNIT_MONTHS), 0);
    assert_int_equal(days_between(day_of("2026-11-01"), day_of("2026-11-15"), UNIT_WEEKS), 2);
    assert_int_equal(days_between(day_of("2026-11-01"), day_of("2026-11-14"), UNIT_WEEKS), 1);
    assert_int_equal(days_between(day_of("2026-11-22"), day_of("2026-11-22"), UNIT_DAYS), 0);
    assert_int_equal(days_between(day_of("2026-11-23"), day_of("2026-11-22"), UNIT_DAYS), -1);
    assert_int_equal(days_between(day_of("2026-11-23"), day_of("2026-11-22"), UNIT_YEARS), -1);
    assert_int_equal(days_between(day_of("2026-11-23"), day_of("2026-11-22"), UNIT_WEEKS), -1);
}

static void test_seconds(void **state)
{
    struct duration length = duration("2556.75 days");
    int64_t seconds;

    (void)state;
    assert_int_equal(duration_seconds(&length, &seconds), 0);
    assert_int_equal(seconds, INT64_C(2556) * 86400 + 64800);
    length = duration("120 hours");
    assert_int_equal(duration_seconds(&length, &seconds), 0);
    assert_int_equal(seconds, INT64_C(5) * 86400);
    length = duration("1 month");
    assert_int_equal(duration_seconds(&length, &seconds), ERR_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),   cmocka_unit_test(test_refused),
        cmocka_unit_test(test_adding),  cmocka_unit_test(test_not_added),
        cmocka_unit_test(test_between), cmocka_unit_test(test_seconds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
