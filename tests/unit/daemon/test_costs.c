#include "daemon/costs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct costs of_child(const char *timings, int64_t fork_us, int64_t cpu_us)
{
    struct costs costs = {0};

    costs_of_child(&costs, slice_str(timings), fork_us, cpu_us);
    return costs;
}

static void what_a_child_does_not_name_is_isolation(void **state)
{
    struct costs costs = of_child("{\"isolation_us\":10,\"signature_us\":20,\"text_us\":30,"
                                  "\"source_us\":40,\"answer_us\":50}",
                                  5, 157);

    (void)state;
    assert_int_equal(costs.us[COST_ISOLATION], 10 + 5 + 7);
    assert_int_equal(costs.us[COST_SIGNATURE], 20);
    assert_int_equal(costs.us[COST_TEXT], 30);
    assert_int_equal(costs.us[COST_SOURCE], 40);
    assert_int_equal(costs.us[COST_ANSWER], 50);
}

static void nonsense_counts_as_nothing(void **state)
{
    struct costs costs = of_child("{\"signature_us\":-20,\"text_us\":\"x\",\"source_us\":1e9,"
                                  "\"answer_us\":99999999999999}",
                                  5, 0);

    (void)state;
    assert_int_equal(costs.us[COST_ISOLATION], 5);
    for (size_t i = COST_SIGNATURE; i < COSTS; i++)
        assert_int_equal(costs.us[i], 0);
    costs = of_child("no JSON", 0, 9);
    assert_int_equal(costs.us[COST_ISOLATION], 9);
}

static void every_cost_has_a_name(void **state)
{
    struct costs sum = {0}, one = {{[COST_LEDGER] = 3}};

    (void)state;
    for (size_t i = 0; i < COSTS; i++)
        assert_non_null(cost_name(i));
    costs_add(&sum, &one);
    costs_add(&sum, &one);
    assert_int_equal(sum.us[COST_LEDGER], 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_child_does_not_name_is_isolation),
        cmocka_unit_test(nonsense_counts_as_nothing),
        cmocka_unit_test(every_cost_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
