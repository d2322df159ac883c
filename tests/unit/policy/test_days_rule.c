/* The predicate `days`: windows, years, readings, stays; what is refused in a policy. */
#include "support.h"

#include <string.h>

#define HEAD                                                                                       \
    "facts:\n  applied_on: {type: day}\n  granted_on: {type: day}\n"                               \
    "  crossings: {type: crossings}\n"                                                             \
    "documents:\n  record: {source: [nia, stated], optional: yes}\n  papers: {kind: lease}\n"

#define CN "state: inside, territory: CN, "

static const char *condition(struct trial *trial, const char *parameters)
{
    return arena_printf(trial->arena, "{days: {%s}}", parameters);
}

/* Stated: inside for January to March 2024, and from 2025-10-12 on; covered 2020 to 2026-11-21. */
static const char stated[] =
    "{\"applied_on\": \"2026-11-22\", \"granted_on\": \"2024-02-01\", \"crossings\": ["
    "{\"date\": \"2024-01-01\", \"direction\": \"entry\"},"
    "{\"date\": \"2024-03-31\", \"direction\": \"exit\"},"
    "{\"date\": \"2025-10-12\", \"direction\": \"entry\"}],"
    "\"crossings_cover\": {\"from\": \"2020-01-01\", \"to\": \"2026-11-21\"}}";

struct expected {
    const char *parameters;
    enum decision_outcome outcome;
    const char *why;
    const char *found;
};

static void expect(struct trial *trial, const struct expected *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct decision_finding *finding;
        const char *found;

        trial_rule(trial, HEAD, condition(trial, table[i].parameters));
        trial_facts(trial, stated);
        trial_evaluate(trial);
        finding = trial_finding(trial, "r");
        found = trial_param(finding, "found");
        if (finding->test.outcome != table[i].outcome ||
            strcmp(finding->test.why ? finding->test.why : "-",
                   table[i].why ? table[i].why : "-") != 0 ||
            strcmp(found ? found : "-", table[i].found) != 0)
            fail_msg("%s: %s %s, %s", table[i].parameters,
                     decision_outcome_name(finding->test.outcome),
                     finding->test.why ? finding->test.why : "-", found ? found : "-");
    }
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void test_in_all(void **state)
{
    static const struct expected table[] = {
        /* 2024 has 366 days: 91 of three months, two of them crossing days */
        {CN "window: 2024-01-01 to 2024-12-31, count: any_part, at_least: 91 days", OUTCOME_PASS,
         NULL, "91 days"},
        {CN "window: 2024-01-01 to 2024-12-31, count: any_part, at_least: 92 days", OUTCOME_FAIL,
         NULL, "91 days"},
        {CN "window: 2024-01-01 to 2024-12-31, count: full, at_most: 89 days", OUTCOME_PASS, NULL,
         "89 days"},
        {CN "window: 2024-01-01 to 2024-12-31, count: full, under: 89 days", OUTCOME_FAIL, NULL,
         "89 days"},
        {CN "window: 2024-01-01 to 2024-12-31, count: full, over: 88 days", OUTCOME_PASS, NULL,
         "89 days"},
        {CN "window: 2024-01-01 to 2024-12-31, at_least: 90 days", OUTCOME_UNKNOWN, "readings",
         "89..91 days"},
        {CN "window: 2024-01-01 to 2024-12-31, count: [any_part, night], at_least: 90 days",
         OUTCOME_PASS, NULL, "90..91 days"},
        {CN "window: 2024-01-01 to 2024-12-31, count: any_part, at_least: 13 weeks", OUTCOME_PASS,
         NULL, "91 days"},
        /* three months: 90 days, or a quarter of 365 where the window has no years of its own */
        {CN "window: 2024-01-01 to 2024-12-31, count: night, at_least: 3 months", OUTCOME_UNKNOWN,
         "readings", "90 days"},
        {CN "window: 2024-01-01 to 2024-12-31, count: night, at_least: 3 months, month: 30d",
         OUTCOME_PASS, NULL, "90 days"},
        {CN "window: 1 year before 2025-01-01, count: night, at_least: 3 months, month: twelfth",
         OUTCOME_FAIL, NULL, "90 days"}, /* 91.5 of that year */
        {CN "window: 1 year before 2025-01-01, count: any_part, at_least: 0.25 days", OUTCOME_PASS,
         NULL, "91 days"},
        /* days after the record, and before it */
        {CN "window: 2026-01-01 to 2026-12-31, count: full, at_least: 325 days", OUTCOME_PASS, NULL,
         "325..365 days"},
        {CN "window: 2026-01-01 to 2026-12-31, count: full, at_least: 326 days", OUTCOME_UNKNOWN,
         "uncovered", "325..365 days"},
        {"state: outside, territory: CN, window: 2019-12-31 to 2020-12-31, count: night, at_least: "
         "367 days",
         OUTCOME_UNKNOWN, "uncovered", "366..367 days"},
        {CN "window: 2024-01-01 to 2024-12-31, count: full, trust_edges: no, at_most: 89 days",
         OUTCOME_PASS, NULL, "89 days"},
        {CN "window: 2023-01-01 to 2023-12-31, count: full, trust_edges: no, at_most: 0 days",
         OUTCOME_UNKNOWN, "uncovered", "0..365 days"},
        /* 29 February becomes the 28th */
        {CN "window: 1 year before 2024-02-29, count: night, at_most: 59 days", OUTCOME_PASS, NULL,
         "59 days"},
    };

    expect(*state, table, COUNT(table));
}

static void test_each_year(void **state)
{
    static const struct expected table[] = {
        /* back from 2026-11-22: 365, 41, 0 (or 8 with the days to the 31st), ... */
        {CN "window: 2 years before applied_on, each: year, count: full, at_least: 40 days",
         OUTCOME_PASS, NULL, "40 days"},
        {CN "window: 3 years before applied_on, each: year, count: full, at_least: 41 days",
         OUTCOME_FAIL, NULL, "40 days"},
        {CN "window: 3 years before applied_on, each: year, needed: 2 of 3, count: full, at_least: "
            "41 days",
         OUTCOME_PASS, NULL, "89 days"},
        {CN "window: 3 years before applied_on, each: year, needed: 2 of 3, count: full, at_least: "
            "90 days",
         OUTCOME_FAIL, NULL, "40 days"},
        /* calendar years: 2024 and 2025 are whole */
        {CN "window: 3 years before applied_on, each: year, years_from: calendar, count: night, "
            "at_least: 81 days",
         OUTCOME_PASS, NULL, "81 days"},
        {CN "window: 3 years before applied_on, each: year, years_from: unsettled, count: night, "
            "at_least: 80 days",
         OUTCOME_UNKNOWN, "readings", "41 days"},
        {CN "window: granted_on to as_of, each: year, years_from: granted_on, count: night, "
            "at_least: 59 days",
         OUTCOME_PASS, NULL, "59 days"},
        {CN "window: granted_on to as_of, each: year, years_from: granted_on, count: night, "
            "at_least: 60 days",
         OUTCOME_FAIL, NULL, "59 days"},
        /* from 2026-02-01 on 295 of 365 days, all inside; today is not covered */
        {CN "window: granted_on to as_of, each: year, years_from: granted_on, partial_years: "
            "prorata, count: night, at_least: 50 days",
         OUTCOME_PASS, NULL, "59 days"},
        /* a whole year from the beginning, and no calendar year: that reading says nothing */
        {CN "window: 2025-06-01 to 2026-09-01, each: year, years_from: unsettled, count: night, "
            "at_least: 200 days",
         OUTCOME_PASS, NULL, "232 days"},
        /* no whole year: there is nothing to hold against anybody */
        {CN "window: 2026-06-01 to as_of, each: year, years_from: calendar, at_least: 3 months",
         OUTCOME_NOT_APPLICABLE, NULL, "-"},
    };

    expect(*state, table, COUNT(table));
}

static void test_stays(void **state)
{
    static const struct expected table[] = {
        {CN "window: 2020-01-01 to 2025-10-31, each: stay, count: from_next, at_most: 90 days",
         OUTCOME_PASS, NULL, "90 days"},
        {CN "window: 2020-01-01 to 2025-10-31, each: stay, count: from_next, under: 90 days",
         OUTCOME_FAIL, NULL, "90 days"},
        {CN "window: 2020-01-01 to 2025-10-31, each: stay, at_most: 90 days", OUTCOME_UNKNOWN,
         "readings", "89..91 days"},
        {CN "window: 2020-01-01 to 2025-10-31, each: stay, count: any_part, at_least: 20 days",
         OUTCOME_PASS, NULL, "20 days"},
        {CN "window: 2020-01-01 to 2025-10-31, longest: yes, count: any_part, at_least: 91 days",
         OUTCOME_PASS, NULL, "91 days"},
        {CN "window: 2020-01-01 to 2025-10-31, longest: yes, count: any_part, over: 91 days",
         OUTCOME_FAIL, NULL, "91 days"},
        {"state: outside, territory: CN, window: 2024-01-01 to as_of, each: stay, count: full, "
         "at_most: 559 days",
         OUTCOME_PASS, NULL, "559 days"},
        {CN "window: 2026-01-01 to 2026-12-31, each: stay, count: full, at_most: 330 days",
         OUTCOME_UNKNOWN, "uncovered", "325..365 days"},
        {CN "window: 2021-01-01 to 2021-12-31, each: stay, count: full, at_most: 1 day",
         OUTCOME_PASS, NULL, "-"},
        /* inside to the record's end at least, and then perhaps out, and in for an hour */
        {CN "window: 2026-01-01 to 2026-12-31, each: stay, count: full, at_least: 300 days",
         OUTCOME_UNKNOWN, "uncovered", "325..365 days"},
        {CN "window: 2026-01-01 to 2026-12-31, each: stay, count: any_part, at_least: 1 day",
         OUTCOME_PASS, NULL, "325..365 days"},
        {CN "window: 2026-01-01 to 2026-11-21, each: stay, count: full, at_least: 300 days",
         OUTCOME_PASS, NULL, "325 days"},
        {CN "window: 2026-01-01 to 2026-12-31, longest: yes, count: full, at_least: 300 days",
         OUTCOME_PASS, NULL, "325..365 days"},
        /* he may have left, for a few days or not at all; were the longest wanted, it is too short
         */
        {"state: outside, territory: CN, window: 2026-12-01 to 2026-12-05, each: stay, "
         "at_least: 10 days",
         OUTCOME_UNKNOWN, "uncovered", "0..5 days"},
        {"state: outside, territory: CN, window: 2026-12-01 to 2026-12-05, longest: yes, "
         "at_least: 10 days",
         OUTCOME_FAIL, NULL, "0..5 days"},
        {CN "window: 2021-01-01 to 2021-12-31, each: stay, count: full, at_least: 1 day",
         OUTCOME_NOT_APPLICABLE, NULL, "-"},
        {CN "window: 2021-01-01 to 2021-12-31, longest: yes, count: full, at_least: 1 day",
         OUTCOME_FAIL, NULL, "-"},
    };

    expect(*state, table, COUNT(table));
}

/* ---- What is missing ---- */

static void test_missing(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, HEAD,
               condition(trial, CN "window: 5 years before applied_on, at_least: 1 day"));
    trial_facts(trial, "{\"applied_on\": \"2026-11-22\"}");
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    assert_true(trial_asks(trial, "crossings", "ask.not_stated"));
    trial_facts(trial, "{\"crossings\": [{\"date\": \"2024-01-01\", \"direction\": \"entry\"}]}");
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    assert_true(trial_asks(trial, "applied_on", "ask.not_stated"));
    /* crossings without a word on which days they cover: known at their instants alone */
    trial_facts(trial, "{\"applied_on\": \"2026-11-22\", \"crossings\": [{\"date\": "
                       "\"2024-01-01\", \"direction\": \"entry\"}]}");
    trial_expect(trial, OUTCOME_UNKNOWN, "uncovered");
    assert_true(trial_asks(trial, "crossings", "ask.uncovered"));
}

/* ---- Documents ---- */

static struct report_claims *add_record(struct trial *trial, const char *port, int32_t entry)
{
    struct report_claims *claims = trial_report(trial, "record");
    struct report_crossing *row = arena_new_of(trial->arena, struct report_crossing);

    assert_non_null(row);
    *row = (struct report_crossing){.row = 1,
                                    .direction = "entry",
                                    .date = entry,
                                    .port_code = port,
                                    .document_kind = "cn_eep",
                                    .basis = "document"};
    claims->complete = "yes";
    claims->has_period_from = claims->has_period_to = claims->has_issued_on = true;
    claims->period_from = day_of("2026-01-01");
    claims->period_to = day_of("2026-10-31");
    claims->issued_on = day_of("2026-11-22");
    claims->crossings = row;
    claims->crossing_count = 1;
    claims->has_crossings = true;
    return claims;
}

static const char october[] = CN "window: 2026-10-01 to 2026-10-31, count: full, at_least: 30 days";

/* The rule with more to it, and one record to ask. */
static struct report_claims *ask(struct trial *trial, const char *more)
{
    trial_rule(trial, HEAD, condition(trial, arena_printf(trial->arena, "%s%s", october, more)));
    trial->report_count = 0;
    return add_record(trial, "cn_luohu", day_of("2026-10-01"));
}

static void test_documents(void **state)
{
    struct trial *trial = *state;
    struct report_claims *claims = ask(trial, "");

    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_int_equal(trial_finding(trial, "r")->basis, BASIS_DOCUMENT);
    /* the other side of the border says nothing of this one */
    add_record(trial, "hk_lo_wu", day_of("2026-10-05"));
    trial_expect(trial, OUTCOME_PASS, NULL);
    /* a second record that shows the same crossing; then one with another entry: an exit is
     * missing, and neither day of entry is full */
    add_record(trial, "cn_luohu", day_of("2026-10-01"));
    trial_expect(trial, OUTCOME_PASS, NULL);
    add_record(trial, "cn_luohu", day_of("2026-10-09"));
    trial_expect(trial, OUTCOME_FAIL, NULL);
    /* one document of several: another may have been used */
    claims = ask(trial, ", permits: all");
    trial_expect(trial, OUTCOME_UNKNOWN, "uncovered");
    assert_true(trial_asks(trial, "record", "ask.uncovered"));
    claims->covers = "person";
    trial_expect(trial, OUTCOME_PASS, NULL);
    ask(trial, ", permits: [cn_eep]");
    trial_expect(trial, OUTCOME_PASS, NULL);
    ask(trial, ", permits: [cn_passport]");
    trial_expect(trial, OUTCOME_UNKNOWN, "uncovered");
    /* a slip that names no port is of the border that its plugin reads */
    ask(trial, ", permits: [cn_eep]");
    add_record(trial, NULL, day_of("2026-10-09"));
    trial_last_report(trial)->judged_by.plugin = "immd";
    trial_expect(trial, OUTCOME_PASS, NULL);
    trial_last_report(trial)->judged_by.plugin = NULL;
    trial_expect(trial, OUTCOME_FAIL, NULL);
    ask(trial, ", documents: papers");
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
}

/* Which document a row does not tell it was made with, it may be one that counts. */
static void test_untold_documents(void **state)
{
    static const struct {
        const char *rows;
        enum decision_outcome outcome;
    } table[] = {
        {"", OUTCOME_PASS},
        {", {\"date\": \"2026-10-10\", \"direction\": \"exit\", \"document_kind\": \"hkid\"},"
         " {\"date\": \"2026-10-20\", \"direction\": \"entry\", \"document_kind\": \"hkid\"}",
         OUTCOME_PASS},
        {", {\"date\": \"2026-10-10\", \"direction\": \"exit\"},"
         " {\"date\": \"2026-10-20\", \"direction\": \"entry\"}",
         OUTCOME_UNKNOWN},
        {", {\"date\": \"2026-10-10\", \"direction\": \"exit\"}", OUTCOME_UNKNOWN},
    };
    struct trial *trial = *state;

    for (size_t i = 0; i < COUNT(table); i++) {
        trial_rule(trial, HEAD,
                   condition(trial, arena_printf(trial->arena, "%s, permits: [cn_eep]", october)));
        trial_facts(trial,
                    arena_printf(trial->arena,
                                 "{\"crossings\": [{\"date\": \"2026-10-01\", \"direction\": "
                                 "\"entry\", \"document_kind\": \"cn_eep\"}%s],"
                                 " \"crossings_cover\": {\"from\": \"2026-01-01\", \"to\": "
                                 "\"2026-11-21\"}}",
                                 table[i].rows));
        trial_evaluate(trial);
        if (trial_finding(trial, "r")->test.outcome != table[i].outcome)
            fail_msg("%s: %s", table[i].rows,
                     decision_outcome_name(trial_finding(trial, "r")->test.outcome));
    }
}

/* Crossings as somebody tells them: on one day in that order, and else in any. */
static void test_told(void **state)
{
    static const struct {
        const char *crossings; /* sign and day of October */
        const char *found;
    } table[] = {
        {"-10 +10", "31 days"},     {"+10 -10", "0 days"},      {"+05 -20 +25", "22 days"},
        {"-20 +05 +25", "22 days"}, {"+25 -20 +05", "22 days"}, {"+25 +05 -20", "22 days"},
        {"+25 -25 +05", "27 days"}, {"+05 -25 +25", "27 days"},
    };
    struct trial *trial = *state;

    for (size_t i = 0; i < COUNT(table); i++) {
        const char *json = "";

        for (const char *at = table[i].crossings; *at; at += at[3] ? 4 : 3)
            json = arena_printf(trial->arena,
                                "%s%s{\"date\": \"2026-10-%.2s\", \"direction\": \"%s\"}", json,
                                *json ? "," : "", at + 1, *at == '+' ? "entry" : "exit");
        trial_rule(trial, HEAD,
                   condition(trial, CN "window: 2026-10-01 to 2026-10-31, count: night, "
                                       "at_least: 1 day"));
        trial_facts(trial, arena_printf(trial->arena,
                                        "{\"crossings\": [%s], \"crossings_cover\": {\"from\": "
                                        "\"2026-10-01\", \"to\": \"2026-10-31\"}}",
                                        json));
        trial_evaluate(trial);
        if (strcmp(trial_param(trial_finding(trial, "r"), "found"), table[i].found) != 0)
            fail_msg("%s: %s", table[i].crossings, trial_param(trial_finding(trial, "r"), "found"));
    }
}

/* ---- Figures ---- */

static void test_figures(void **state)
{
    struct trial *trial = *state;
    const struct decision_finding *finding;

    trial_rule(trial, HEAD,
               condition(trial, CN "window: 2 years before 2025-01-01, each: year, count: "
                                   "[any_part, full], at_least: 90 days"));
    trial_facts(trial, stated);
    trial_evaluate(trial);
    finding = trial_finding(trial, "r");
    assert_int_equal(finding->figure_count, 4);
    assert_string_equal(finding->figures[3].name, "inside");
    assert_string_equal(finding->figures[3].from, "2024-01-01");
    assert_string_equal(finding->figures[3].to, "2024-12-31");
    assert_string_equal(finding->figures[3].reading, "full");
    assert_string_equal(finding->figures[3].value, "89");
    assert_null(finding->figures[3].outcome);
    assert_string_equal(trial_param(finding, "year_from"), "2023-01-01");
    /* joined with others: one a window, with what it says alone */
    trial_rule(trial, HEAD,
               "{any_of: [{days: {" CN "window: 2 years before 2025-01-01, each: year, years_from: "
               "unsettled, count: [any_part, full], at_least: 90 days}}]}");
    trial_facts(trial, stated);
    trial_evaluate(trial);
    finding = trial_finding(trial, "r");
    assert_int_equal(finding->figure_count, 4);
    assert_string_equal(finding->figures[1].reading, "years_from: anniversary");
    assert_string_equal(finding->figures[1].lower, "89");
    assert_string_equal(finding->figures[1].upper, "91");
    assert_string_equal(finding->figures[1].outcome, "unknown");
    assert_string_equal(finding->figures[2].outcome, "fail");
}

/* ---- Refused ---- */

static void test_refused(void **state)
{
    static const char *const wrong[] = {
        "territory: CN, window: 1 year before as_of, at_least: 1 day",
        "state: inside, window: 1 year before as_of, at_least: 1 day",
        "state: there, territory: CN, window: 1 year before as_of, at_least: 1 day",
        CN "window: 1 year before as_of",
        CN "window: 1 year before as_of, at_least: 1 day, at_most: 2 days",
        CN "window: 1 year before as_of, at_least: 12 hours",
        CN "window: 1 year before as_of, at_least: 3 working_days(HK)",
        CN "window: 1 year before as_of, at_least: 90",
        CN "window: 1 year, at_least: 1 day",
        CN "window: 1 hour before as_of, at_least: 1 day",
        CN "window: 0 years before as_of, at_least: 1 day",
        CN "window: 121 years before as_of, at_least: 1 day",
        CN "window: 1 year before tomorrow, at_least: 1 day",
        CN "window: 1 year before crossings, at_least: 1 day",
        CN "window: granted_on, at_least: 1 day",
        CN "window: 1 year before as_of, at_least: 1 day, each: month",
        CN "window: 1 year before as_of, at_least: 1 day, each: stay, longest: yes",
        CN "window: 2 years before as_of, at_least: 1 day, needed: 1 of 2",
        CN "window: 2 years before as_of, at_least: 1 day, each: year, needed: 1 of 3",
        CN "window: 2 years before as_of, at_least: 1 day, each: year, needed: 3 of 2",
        CN "window: 2 years before as_of, at_least: 1 day, each: year, needed: one of 2",
        CN "window: 2 years before as_of, at_least: 1 day, each: year, needed: 1 of 2 of 2",
        CN "window: 1 year before as_of, at_least: 1 day, years_from: calendar",
        CN "window: 1 year before as_of, at_least: 1 day, partial_years: skip",
        CN "window: 1 year before as_of, at_least: 1 day, month: 30d",
        CN "window: 1 year before as_of, at_least: 1 day, count: midday",
        CN "window: 1 year before as_of, at_least: 1 day, count: []",
        CN "window: 1 year before as_of, at_least: 1 day, documents: nothing",
        CN "window: 1 year before as_of, at_least: 1 day, documents: [record, record]",
        CN "window: 1 year before as_of, at_least: 1 day, permits: []",
        CN "window: 1 year before as_of, at_least: 1 day, each: year, years_from: crossings",
    };
    struct trial *trial = *state;

    for (size_t i = 0; i < COUNT(wrong); i++) {
        const char *yaml = arena_printf(
            trial->arena,
            "policy: p\nversion: 1\ntitle: {en: P}\nsource: {kind: own, read: 2026-11-22, text: "
            "t}\n"
            "in_force: {}\ntime_zone: Asia/Shanghai\n%srules:\n- {id: r, that: {days: {%s}}, "
            "otherwise: reject}\n",
            HEAD, wrong[i]);
        const struct policy *policy;
        struct config_error error = {0};

        if (policy_parse(trial->arena, slice_str(yaml), "p.yaml", NULL, &policy, &error) !=
                ERR_INVALID ||
            error.line == 0 || error.column == 0)
            fail_msg("%s: %s", wrong[i], error.message);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, trial_setup, trial_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_in_all),  TEST(test_each_year), TEST(test_stays),
        TEST(test_missing), TEST(test_documents), TEST(test_untold_documents),
        TEST(test_told),    TEST(test_figures),   TEST(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
