/* Consequences: what follows where a rule fails, and what so much a day comes to. */
#include "support.h"

#include <string.h>

#define FACTS "facts:\n  a: {type: day}\n  b: {type: day}\n  c: {type: day}\n"

#define AB(a, b) "{\"a\": \"" a "\", \"b\": \"" b "\"}"

/* The figure's value, or its bounds as "lower..upper"; "-" where there is none of that name. */
static const char *figure(struct trial *trial, const char *name, bool of_value)
{
    const struct decision_finding *finding = trial_finding(trial, "r");

    for (size_t i = 0; i < finding->figure_count; i++) {
        const struct decision_figure *each = &finding->figures[i];

        if (strcmp(each->name, name) == 0 && (each->value != NULL) == of_value)
            return each->value
                       ? each->value
                       : arena_printf(trial->arena, "%s..%s", each->lower ? each->lower : "",
                                      each->upper ? each->upper : "");
    }
    return "-";
}

static void ask(struct trial *trial, const char *condition, const char *consequence,
                const char *facts)
{
    trial_policy(trial, arena_printf(trial->arena,
                                     FACTS "rules:\n- id: r\n  that: %s\n  otherwise: refer\n"
                                           "  consequence: {%s}\n",
                                     condition, consequence));
    trial_facts(trial, facts);
    trial_evaluate(trial);
}

#define AT_MOST_30 "{interval: {from: a, to: b, at_most: 30 days}}"

static void a_day_costs_so_much_up_to_the_cap(void **state)
{
    static const struct {
        const char *fine;
        const char *facts;
        const char *sum;
    } table[] = {
        {"per_day: 500, cap: 5000", AB("2009-03-01", "2009-03-31"), "-"}, /* in time */
        {"per_day: 500, cap: 5000", AB("2009-03-01", "2009-04-01"), "500"},
        {"per_day: 500, cap: 5000", AB("2009-03-01", "2009-04-10"), "5000"},
        {"per_day: 500, cap: 5000", AB("2009-03-01", "2009-04-11"), "5000"},
        {"per_day: 500", AB("2009-03-01", "2009-04-11"), "5500"},
        {"per_day: 0.05, cap: 0.12", AB("2009-03-01", "2009-04-02"), "0.10"},
        {"per_day: 0.05, cap: 0.12", AB("2009-03-01", "2009-04-03"), "0.12"},
        {"per_day: 9000000000000000000, cap: 5000", AB("2009-03-01", "2009-04-03"), "5000"},
        {"per_day: 9000000000000000000", AB("2009-03-01", "2009-04-03"), "-"},
        {"min: 50, max: 500", AB("2009-03-01", "2009-04-03"), "-"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const char *sum;

        ask(*state, AT_MOST_30,
            arena_printf(((struct trial *)*state)->arena, "fine: {%s, currency: CNY}",
                         table[i].fine),
            table[i].facts);
        sum = figure(*state, "fine", true);
        if (strcmp(sum, table[i].sum) != 0)
            fail_msg("%s, %s: %s", table[i].fine, table[i].facts, sum);
    }
}

/* Late by one way and by another: the way that was nearest counts. Of what must all hold, the
 * worst. */
static void joins_say_which_days_count(void **state)
{
    static const struct {
        const char *condition;
        const char *sum;
    } table[] = {
        {"{any_of: [{interval: {from: a, to: b, at_most: 30 days}}, "
         "{interval: {from: a, to: c, at_most: 30 days}}]}",
         "1"},
        {"{all_of: [{interval: {from: a, to: b, at_most: 30 days}}, "
         "{interval: {from: a, to: c, at_most: 30 days}}]}",
         "10"},
        {"{none_of: [{interval: {from: a, to: b, over: 30 days}}]}", "1"},
        {"{any_of: [{compare: [b, not_after, a]}, {interval: {from: a, to: b, at_most: 0 days}}]}",
         "31"},
        {"{interval: {from: a, to: b, at_least: 40 days}}", "-"}, /* too short is not too long */
        {"{compare: [b, before, a]}", "-"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const char *sum;

        ask(*state, table[i].condition, "fine: {per_day: 1, currency: CNY}",
            "{\"a\": \"2009-03-01\", \"b\": \"2009-04-01\", \"c\": \"2009-04-10\"}");
        sum = figure(*state, "fine", true);
        if (strcmp(sum, table[i].sum) != 0)
            fail_msg("%s: %s", table[i].condition, sum);
    }
}

static void the_rest_stands_as_the_law_has_it(void **state)
{
    ask(*state, AT_MOST_30,
        "warn: yes, fine: {min: 50, max: 500, currency: CNY}, detention: {min: 3, max: 10, unit: "
        "days}, order_to_leave: yes",
        AB("2009-03-01", "2009-04-01"));
    assert_string_equal(figure(*state, "warn", true), "yes");
    assert_string_equal(figure(*state, "fine", false), "50..500");
    assert_string_equal(figure(*state, "detention", false), "3..10");
    assert_string_equal(figure(*state, "order_to_leave", true), "yes");
    ask(*state, AT_MOST_30, "order_to_leave: no, fine: {max: 500, currency: CNY}",
        AB("2009-03-01", "2009-04-01"));
    assert_string_equal(figure(*state, "warn", true), "-");
    assert_string_equal(figure(*state, "fine", false), "..500");
    assert_string_equal(figure(*state, "detention", false), "-");
    assert_string_equal(figure(*state, "order_to_leave", true), "-");
}

static void nothing_follows_where_a_rule_does_not_fail(void **state)
{
    ask(*state, AT_MOST_30, "warn: yes", AB("2009-03-01", "2009-03-31"));
    assert_string_equal(figure(*state, "warn", true), "-");
    ask(*state, AT_MOST_30, "warn: yes", "{\"a\": \"2009-03-01\"}");
    assert_int_equal(trial_finding(*state, "r")->test.outcome, OUTCOME_UNKNOWN);
    assert_string_equal(figure(*state, "warn", true), "-");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, trial_setup, trial_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_day_costs_so_much_up_to_the_cap),
        TEST(joins_say_which_days_count),
        TEST(the_rest_stands_as_the_law_has_it),
        TEST(nothing_follows_where_a_rule_does_not_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
