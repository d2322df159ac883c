/* interval: the calendar, elapsed time with its bounds, working days. */
#include "support.h"

#include "policy/load.h"

#include <string.h>

#define FACTS                                                                                      \
    "facts:\n  a: {type: day}\n  b: {type: day}\n  t: {type: time}\n  u: {type: time}\n"           \
    "documents:\n  record: {source: nia}\n"

struct expected {
    const char *condition;
    const char *facts;
    enum decision_outcome outcome;
    const char *found;
};

static void expect(struct trial *trial, const struct expected *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct decision_finding *finding;
        const char *found;

        trial_rule(trial, FACTS,
                   arena_printf(trial->arena, "{interval: {%s}}", table[i].condition));
        trial_facts(trial, table[i].facts);
        trial_evaluate(trial);
        finding = trial_finding(trial, "r");
        found = trial_param(finding, "found");
        if (finding->test.outcome != table[i].outcome ||
            strcmp(found ? found : "-", table[i].found) != 0)
            fail_msg("%zu: %s with %s: %s, %s", i, table[i].condition, table[i].facts,
                     decision_outcome_name(finding->test.outcome), found ? found : "-");
    }
}

#define AB(a, b) "{\"a\": \"" a "\", \"b\": \"" b "\"}"
#define TU(t, u) "{\"t\": \"" t "\", \"u\": \"" u "\"}"

static void test_calendar(void **state)
{
    static const struct expected table[] = {
        {"from: a, to: b, at_least: 5 years", AB("2021-11-22", "2026-11-22"), OUTCOME_PASS,
         "5 years"},
        {"from: a, to: b, at_least: 5 years", AB("2021-11-23", "2026-11-22"), OUTCOME_FAIL,
         "4 years"},
        {"from: a, to: b, at_least: 1 year", AB("2024-02-29", "2025-02-28"), OUTCOME_PASS,
         "1 years"},
        {"from: a, to: b, under: 18 years", AB("2008-11-23", "2026-11-22"), OUTCOME_PASS,
         "17 years"},
        {"from: a, to: b, under: 18 years", AB("2008-11-22", "2026-11-22"), OUTCOME_FAIL,
         "18 years"},
        {"from: a, to: b, at_most: 18 years", AB("2008-11-22", "2026-11-22"), OUTCOME_PASS,
         "18 years"},
        {"from: a, to: b, over: 18 years", AB("2008-11-22", "2026-11-22"), OUTCOME_FAIL,
         "18 years"},
        {"from: a, to: b, over: 18 years", AB("2008-11-21", "2026-11-22"), OUTCOME_PASS,
         "18 years"},
        {"from: a, to: b, exactly: 0 days", AB("2026-11-22", "2026-11-22"), OUTCOME_PASS, "0 days"},
        {"from: a, to: b, exactly: 0 days", AB("2026-11-21", "2026-11-22"), OUTCOME_FAIL, "1 days"},
        {"from: a, to: b, exactly: 0 days", AB("2026-11-23", "2026-11-22"), OUTCOME_FAIL,
         "-1 days"},
        {"from: a, to: b, at_most: 7 days", AB("2026-11-15", "2026-11-22"), OUTCOME_PASS, "7 days"},
        {"from: a, to: b, at_most: 7 days", AB("2026-11-14", "2026-11-22"), OUTCOME_FAIL, "8 days"},
        {"from: a, to: b, at_most: 7 days", AB("2026-11-23", "2026-11-22"), OUTCOME_FAIL,
         "-1 days"},
        {"from: a, to: b, under: 7 days", AB("2026-11-23", "2026-11-22"), OUTCOME_FAIL, "-1 days"},
        {"from: a, to: b, at_least: 0 days", AB("2026-11-23", "2026-11-22"), OUTCOME_FAIL,
         "-1 days"},
        {"from: a, to: b, at_most: 1 month", AB("2026-01-31", "2026-02-28"), OUTCOME_PASS,
         "1 months"},
        {"from: a, to: b, at_most: 1 month", AB("2026-01-31", "2026-03-01"), OUTCOME_FAIL,
         "1 months"},
        {"from: a, to: b, at_least: 2 weeks", AB("2026-11-08", "2026-11-22"), OUTCOME_PASS,
         "2 weeks"},
        {"from: a, to: b, at_least: 2 weeks", "{\"a\": \"2026-11-08\"}", OUTCOME_UNKNOWN, "-"},
        {"from: a, to: as_of, at_most: 30 days", "{\"a\": \"2026-10-23\"}", OUTCOME_PASS,
         "30 days"},
        /* 22:00 in London is the next day in Shanghai */
        {"from: a, to: t, exactly: 0 days",
         "{\"a\": \"2026-11-23\", \"t\": \"2026-11-22T22:00:00Z\"}", OUTCOME_PASS, "0 days"},
    };

    expect(*state, table, sizeof table / sizeof *table);
}

/* counting.md: hours between two days d apart lie in (24 (d - 1), 24 (d + 1)), at least 0. */
static void test_elapsed(void **state)
{
    static const struct expected table[] = {
        {"from: a, to: b, at_most: 24 hours", AB("2026-11-22", "2026-11-22"), OUTCOME_PASS,
         "0..24 hours"},
        {"from: a, to: b, at_most: 24 hours", AB("2026-11-22", "2026-11-23"), OUTCOME_UNKNOWN,
         "0..48 hours"},
        {"from: a, to: b, at_most: 24 hours", AB("2026-11-22", "2026-11-24"), OUTCOME_FAIL,
         "24..72 hours"},
        {"from: a, to: b, at_least: 24 hours", AB("2026-11-22", "2026-11-24"), OUTCOME_PASS,
         "24..72 hours"},
        {"from: a, to: b, at_most: 24 hours", AB("2026-11-23", "2026-11-22"), OUTCOME_FAIL,
         "-48..0 hours"},
        {"from: t, to: u, at_most: 24 hours",
         TU("2026-11-22T10:00:00+08:00", "2026-11-23T10:00:00+08:00"), OUTCOME_PASS, "24 hours"},
        {"from: t, to: u, at_most: 24 hours",
         TU("2026-11-22T10:00:00+08:00", "2026-11-23T10:00:01+08:00"), OUTCOME_FAIL,
         "24.0002 hours"},
        {"from: t, to: u, at_most: 90 minutes",
         TU("2026-11-22T10:00:00+08:00", "2026-11-22T09:00:00+08:00"), OUTCOME_FAIL, "-60 minutes"},
        {"from: t, to: u, at_most: 1 hours",
         TU("2026-11-22T10:00:00+08:00", "2026-11-22T08:30:00+08:00"), OUTCOME_FAIL, "-1.5 hours"},
        {"from: t, to: u, at_least: 2556.75 days, clock: elapsed",
         TU("2019-01-01T00:00:00+08:00", "2026-01-01T00:00:00+08:00"), OUTCOME_PASS, "2557 days"},
        {"from: a, to: b, at_least: 2556.75 days, clock: elapsed", AB("2019-01-01", "2026-01-02"),
         OUTCOME_PASS, "2557..2559 days"},
        {"from: a, to: b, at_least: 5 days, clock: elapsed", AB("2026-11-17", "2026-11-22"),
         OUTCOME_UNKNOWN, "4..6 days"},
        {"from: a, to: b, at_least: 5 days", AB("2026-11-17", "2026-11-22"), OUTCOME_PASS,
         "5 days"},
        {"from: t, to: u, exactly: 1 week, clock: elapsed",
         TU("2026-11-15T10:00:00+08:00", "2026-11-22T10:00:00+08:00"), OUTCOME_PASS, "1 weeks"},
    };

    expect(*state, table, sizeof table / sizeof *table);
}

static void test_figures(void **state)
{
    struct trial *trial = *state;
    const struct decision_finding *finding;

    trial_rule(trial, FACTS, "{interval: {from: a, to: b, at_least: 120 hours}}");
    trial_facts(trial, AB("2026-11-17", "2026-11-22"));
    trial_expect(trial, OUTCOME_UNKNOWN, "bounds");
    finding = trial_finding(trial, "r");
    assert_int_equal(finding->figure_count, 1);
    assert_string_equal(finding->figures[0].name, "interval");
    assert_string_equal(finding->figures[0].unit, "hours");
    assert_null(finding->figures[0].value);
    assert_string_equal(finding->figures[0].upper, "144");
    assert_string_equal(trial_param(finding, "clock"), "elapsed");
    assert_string_equal(trial_param(finding, "wanted"), "120 hours");
}

static void test_missing(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, FACTS, "{interval: {from: record.issued_on, to: a, at_most: 7 days}}");
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    assert_true(trial_asks(trial, "record", "ask.missing"));
    assert_true(trial_asks(trial, "a", "ask.not_stated"));
    assert_int_equal(trial_finding(trial, "r")->basis, BASIS_BOTH);
    assert_string_equal(trial_param(trial_finding(trial, "r"), "missing"), "record.issued_on, a");
}

/* ---- Working days ---- */

#define TABLE                                                                                      \
    "- territory: HK\n  from: 2026-12-01\n  until: 2026-12-31\n  source: invented\n"               \
    "  days: [2026-12-25, 2026-12-26]\n"                                                           \
    "- territory: CN\n  from: 2026-10-01\n  until: 2026-10-31\n  source: invented\n"               \
    "  days: [2026-10-01, 2026-10-02, 2026-10-05, 2026-10-06, 2026-10-07]\n"                       \
    "  worked: [2026-10-10]\n"                                                                     \
    "- territory: HK\n  from: 2027-01-01\n  until: 2027-01-31\n  source: invented\n"               \
    "  days: [2027-01-01]\n"

static const struct holidays *holidays(struct trial *trial)
{
    const struct holidays *table;
    struct config_error error;

    if (holidays_parse(trial->arena, slice_str(TABLE), "h.yaml", &table, &error) < 0)
        fail_msg("%u:%u: %s", error.line, error.column, error.message);
    return table;
}

static void test_working_days(void **state)
{
    static const struct {
        const char *territory, *from, *to;
        int64_t days; /* -1: not known */
    } table[] = {
        {"HK", "2026-12-01", "2026-12-01", 0},  {"HK", "2026-12-04", "2026-12-07", 1},
        {"HK", "2026-12-24", "2026-12-28", 1},  {"HK", "2026-12-30", "2027-01-04", 2},
        {"HK", "2027-01-29", "2027-02-01", -1}, {"HK", "2026-11-29", "2026-12-02", -1},
        {"CN", "2026-10-01", "2026-10-12", 4},  {"CN", "2026-12-01", "2026-12-02", -1},
    };
    struct trial *trial = *state;
    const struct holidays *spans = holidays(trial);

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        int64_t days = -1;
        int r = holidays_working_days(spans, table[i].territory, day_of(table[i].from),
                                      day_of(table[i].to), &days);

        if (days != table[i].days || r != (days < 0 ? ERR_NOT_FOUND : 0))
            fail_msg("%s %s: %d", table[i].territory, table[i].from, (int)days);
    }
    assert_int_equal(holidays_working_days(NULL, "HK", 0, 1, &(int64_t){0}), ERR_NOT_FOUND);
}

static void test_working_clock(void **state)
{
    struct trial *trial = *state;
    struct policy *policy;

    trial_rule(trial, FACTS, "{interval: {from: a, to: b, at_most: 2 working_days(HK)}}");
    trial_facts(trial, AB("2026-12-24", "2026-12-29"));
    trial_expect(trial, OUTCOME_UNKNOWN, "holidays"); /* no table at all */
    policy = (struct policy *)(uintptr_t)trial->policy;
    policy->holidays = holidays(trial);
    trial_expect(trial, OUTCOME_PASS, NULL);
    trial_facts(trial, AB("2026-12-24", "2026-12-30"));
    trial_expect(trial, OUTCOME_FAIL, NULL);
    trial_facts(trial, AB("2026-12-30", "2026-12-24"));
    trial_expect(trial, OUTCOME_FAIL, NULL);
    trial_facts(trial, AB("2026-11-24", "2026-12-24"));
    trial_expect(trial, OUTCOME_UNKNOWN, "holidays");
}

/* The table that is shipped, against its own sums: of 2026 by the press release 365 - 104 - 14. */
static void test_shipped_holidays(void **state)
{
    static const struct {
        const char *territory, *from, *to;
        int64_t days;
    } table[] = {
        /* 261 weekdays; 17 holidays, of which three are Saturdays */
        {"HK", "2025-12-31", "2026-12-31", 261 - 14},
        {"HK", "2026-04-02", "2026-04-08", 1}, /* Easter and Ching Ming */
        /* 261 weekdays, 19 of them holidays, and six weekend days that are worked */
        {"CN", "2025-12-31", "2026-12-31", 261 - 19 + 6},
        {"CN", "2026-02-13", "2026-02-24", 2}, /* Saturday the 14th is worked */
        {"CN", "2024-12-31", "2025-12-31", 261 - 18 + 5},
    };
    struct trial *trial = *state;
    const struct holidays *spans;
    struct config_error error;

    if (holidays_load(trial->arena, VOUCH_SOURCE "/conf/tables/holidays.yaml", NULL, &spans,
                      &error) < 0)
        fail_msg("%u:%u: %s", error.line, error.column, error.message);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        int64_t days = -1;

        (void)holidays_working_days(spans, table[i].territory, day_of(table[i].from),
                                    day_of(table[i].to), &days);
        if (days != table[i].days)
            fail_msg("%s until %s: %d instead of %d", table[i].territory, table[i].to, (int)days,
                     (int)table[i].days);
    }
}

static void test_holidays_refused(void **state)
{
    static const struct {
        const char *yaml;
        uint32_t line;
        const char *message;
    } table[] = {
        {"a: 1\n", 1, "expected a list"},
        {"- {territory: US, from: 2026-01-01, until: 2026-12-31, source: x, days: []}\n", 1,
         "expected HK or CN"},
        {"- {territory: HK, from: 2026-01-01, until: 2025-12-31, source: x, days: []}\n", 1,
         "before 'from'"},
        {"- {territory: HK, from: 2026-01-01, until: 2026-12-31, source: x, days: [2027-01-01]}\n",
         1, "not between"},
        {"- {territory: HK, from: 2026-01-01, until: 2026-12-31, source: x,\n"
         "   days: [2026-01-01, 2026-01-01]}\n",
         2, "not after the day before it"},
        {"- {territory: CN, from: 2026-01-01, until: 2026-12-31, source: x, days: [],\n"
         "   worked: [2026-01-02]}\n",
         2, "no Saturday or Sunday"},
        {"- {territory: HK, from: 2026-01-01, until: 2026-12-31, days: []}\n", 1,
         "required key 'source' is missing"},
        {"- {territory: HK, from: 2026-01-01, until: 2026-12-31, source: x, days: []}\n"
         "- {territory: HK, from: 2026-12-31, until: 2027-12-31, source: x, days: []}\n",
         2, "overlaps an earlier span"},
    };
    struct trial *trial = *state;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct holidays *spans;
        struct config_error error = {0};
        int r = holidays_parse(trial->arena, slice_str(table[i].yaml), "h.yaml", &spans, &error);

        if (r == 0 || error.line != table[i].line || !strstr(error.message, table[i].message))
            fail_msg("%zu: %u: %s", i, error.line, error.message);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, trial_setup, trial_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_calendar),         TEST(test_elapsed),          TEST(test_figures),
        TEST(test_missing),          TEST(test_working_days),     TEST(test_working_clock),
        TEST(test_shipped_holidays), TEST(test_holidays_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
