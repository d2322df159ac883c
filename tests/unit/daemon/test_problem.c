#include "tests.h"

#include "base/error.h"
#include "daemon/problem.h"
#include "render/render.h"

#include <stdio.h>

static void check(const struct problem *problem, const char *expected)
{
    struct buffer out;

    buffer_init(&out, 0);
    assert_int_equal(problem_encode(problem, &out), 0);
    buffer_append_byte(&out, 0);
    assert_string_equal((const char *)out.data, expected);
    buffer_done(&out);
}

static void encoded(void **state)
{
    struct problem problem;

    (void)state;
    assert_int_equal(problem_set(&problem, PROBLEM_NOT_FOUND, "no %s", "\"x\"\n"), ERR_INVALID);
    check(&problem, "{\"type\":\"not-found\",\"title\":\"There is nothing here\",\"status\":404,"
                    "\"detail\":\"no \\\"x\\\"\\n\"}");
    problem_set_limit(&problem, "document", 5, 4);
    check(&problem, "{\"type\":\"limit-exceeded\",\"title\":\"A configured limit was exceeded\","
                    "\"status\":413,\"detail\":\"limits.document is 4, and this is at least 5\","
                    "\"limit\":\"document\",\"value\":5,\"maximum\":4}");
    problem_set_busy(&problem, 3, "full");
    check(&problem,
          "{\"type\":\"busy\",\"title\":\"There is more to do than can be held; come back "
          "later\",\"status\":503,\"detail\":\"full\",\"queued\":3}");
    assert_true(problem.retry_after > 0);
}

/* What a caller sent may be anything; the answer is JSON all the same. */
static void detail_is_cut_to_utf8(void **state)
{
    struct problem problem;
    char text[PROBLEM_DETAIL_MAX * 2];

    (void)state;
    problem_set(&problem, PROBLEM_NOT_FOUND, "%s", "a\xff");
    check(&problem, "{\"type\":\"not-found\",\"title\":\"There is nothing here\",\"status\":404,"
                    "\"detail\":\"a\"}");
    for (size_t i = 0; i < sizeof text - 4; i += 3)
        memcpy(text + i, "\xe4\xb8\xad", 4);
    problem_set(&problem, PROBLEM_NOT_FOUND, "%s", text);
    assert_int_equal(strlen(problem.detail), PROBLEM_DETAIL_MAX - 1);
    problem.detail[1] = 0;
    check(&problem, "{\"type\":\"not-found\",\"title\":\"There is nothing here\",\"status\":404,"
                    "\"detail\":\"\"}");
}

/* Every problem is among the codes that GET /v1/codes lists, and the reverse. */
static void listed(void **state)
{
    size_t count, found = 0, problems = 0;
    const struct code *codes = core_codes(&count);

    (void)state;
    for (size_t i = 0; i < count; i++)
        problems += codes[i].kind == CODE_PROBLEM;
    for (int kind = 0; kind < PROBLEM_KINDS; kind++) {
        char code[64];

        snprintf(code, sizeof code, "problem.%s", problem_type(kind));
        for (size_t i = 0; i < count; i++)
            found += strcmp(codes[i].code, code) == 0;
        assert_true(problem_status(kind) >= 400);
    }
    assert_int_equal(found, PROBLEM_KINDS);
    assert_int_equal(problems, PROBLEM_KINDS);
}

int run_problem_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encoded),
        cmocka_unit_test(detail_is_cut_to_utf8),
        cmocka_unit_test(listed),
    };

    return cmocka_run_group_tests_name("problem", tests, NULL, NULL);
}
