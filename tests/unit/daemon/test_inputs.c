#include "tests.h"

#include "base/error.h"
#include "daemon/inputs.h"
#include "daemon/judge.h"

#define NOW INT64_C(1790000000)

struct fixture {
    struct arena *arena;
    struct judge *judge;
    struct inputs inputs;
    struct problem problem;
};

static int setup(void **state)
{
    static const char hello[] =
        "{\"build\":\"1\",\"trust_snapshot\":\"a\",\"configuration_sha256\":"
        "\"b\",\"codes\":[],\"sources\":[{\"name\":\"nia\"}]}";
    static struct fixture fixture;

    fixture = (struct fixture){.arena = arena_new(0)};
    *state = &fixture;
    return judge_decode(slice_str(hello), 1000, &fixture.judge);
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    arena_free(fixture->arena);
    judge_unref(fixture->judge);
    return 0;
}

static int read_with(struct fixture *fixture, bool may_choose_time,
                     const struct input_parameters *parameters)
{
    struct input_context context = {
        .arena = fixture->arena,
        .judge = fixture->judge,
        .now = NOW,
        .may_choose_time = may_choose_time,
    };

    return inputs_read(parameters, &context, &fixture->inputs, &fixture->problem);
}

static int read_one(struct fixture *fixture, const char *name, const char *value)
{
    struct input_parameters parameters = {.items = {{name, slice_str(value)}}, .count = 1};

    return read_with(fixture, true, &parameters);
}

static void nothing_said(void **state)
{
    struct fixture *fixture = *state;
    struct input_parameters none = {0};

    assert_int_equal(read_with(fixture, false, &none), 0);
    assert_int_equal(fixture->inputs.at, NOW);
    assert_false(fixture->inputs.at_is_callers);
    assert_false(fixture->inputs.has_existed_by);
    assert_null(fixture->inputs.source);
    assert_int_equal(fixture->inputs.form, REPORT_FULL);
}

static void taken(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(read_one(fixture, "source", "nia"), 0);
    assert_string_equal(fixture->inputs.source, "nia");
    assert_int_equal(read_one(fixture, "at", "1970-01-01T00:00:05Z"), 0);
    assert_int_equal(fixture->inputs.at, 5);
    assert_true(fixture->inputs.at_is_callers);
    assert_int_equal(read_one(fixture, "at", "1970-01-01T08:00:05 08:00"), 0);
    assert_int_equal(fixture->inputs.at, 5);
    assert_int_equal(read_one(fixture, "existed_by", "1970-01-01T00:00:05Z"), 0);
    assert_int_equal(fixture->inputs.existed_by, 5);
    assert_int_equal(read_one(fixture, "language", "zh-Hant-HK"), 0);
    assert_int_equal(read_one(fixture, "reference", "案件 7"), 0);
    assert_int_equal(read_one(fixture, "evidence", "none"), 0);
    assert_int_equal(fixture->inputs.form, REPORT_WITHOUT_EVIDENCE);
    assert_int_equal(read_one(fixture, "as_of", "2026-01-01T00:00:00Z"), 0);
}

static void refused(void **state)
{
    static const struct {
        const char *name, *value;
        enum problem_kind kind;
    } cases[] = {
        {"source", "other", PROBLEM_UNKNOWN_SOURCE},
        {"source", "", PROBLEM_UNKNOWN_SOURCE},
        {"policy", "p", PROBLEM_UNKNOWN_POLICY},
        {"at", "", PROBLEM_BAD_TIME},
        {"at", "1970-01-01", PROBLEM_BAD_TIME},
        {"at", "1970-01-01T00:00:05", PROBLEM_BAD_TIME},
        {"at", "2970-01-01T00:00:05Z", PROBLEM_BAD_TIME},
        {"at", "1970-01-01T00:00:05.000000000000000000000000000Z", PROBLEM_BAD_TIME},
        {"existed_by", "2970-01-01T00:00:05Z", PROBLEM_BAD_TIME},
        {"as_of", "x", PROBLEM_BAD_TIME},
        {"language", "e", PROBLEM_BAD_REQUEST},
        {"language", "en_GB", PROBLEM_BAD_REQUEST},
        {"reference", "", PROBLEM_BAD_REQUEST},
        {"reference", "\xff", PROBLEM_BAD_REQUEST},
        {"evidence", "some", PROBLEM_BAD_REQUEST},
        {"At", "1970-01-01T00:00:05Z", PROBLEM_BAD_REQUEST},
        {"colour", "red", PROBLEM_BAD_REQUEST},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(read_one(fixture, cases[i].name, cases[i].value) < 0);
        assert_int_equal(fixture->problem.kind, cases[i].kind);
    }
}

static void together(void **state)
{
    struct fixture *fixture = *state;
    struct input_parameters twice = {
        .items = {{"source", slice_str("nia")}, {"source", slice_str("nia")}}, .count = 2};
    struct input_parameters times = {.items = {{"existed_by", slice_str("1970-01-01T00:00:06Z")},
                                               {"at", slice_str("1970-01-01T00:00:05Z")}},
                                     .count = 2};
    struct input_parameters zero = {.items = {{"reference", slice_of("a\0b", 3)}}, .count = 1};
    struct input_parameters many = {.too_many = true};

    assert_true(read_with(fixture, true, &twice) < 0);
    assert_int_equal(fixture->problem.kind, PROBLEM_BAD_REQUEST);
    assert_true(read_with(fixture, true, &times) < 0);
    assert_int_equal(fixture->problem.kind, PROBLEM_BAD_TIME);
    assert_true(read_with(fixture, true, &zero) < 0);
    assert_true(read_with(fixture, true, &many) < 0);
    times.count = 1;
    assert_int_equal(read_with(fixture, true, &times), 0);
    assert_true(read_with(fixture, false, &times) < 0);
    assert_int_equal(fixture->problem.kind, PROBLEM_NOT_PERMITTED);
}

static void passwords_and_facts(void **state)
{
    struct fixture *fixture = *state;
    struct inputs *inputs = &fixture->inputs;
    struct problem *problem = &fixture->problem;

    *inputs = (struct inputs){0};
    assert_true(inputs_set_password(inputs, fixture->arena, slice_str("\xff"), problem) < 0);
    assert_true(inputs_set_password(inputs, fixture->arena, slice_of("a\0", 2), problem) < 0);
    assert_int_equal(inputs_set_password(inputs, fixture->arena, slice_str("a"), problem), 0);
    assert_true(inputs_set_password(inputs, fixture->arena, slice_str("a"), problem) < 0);
    assert_int_equal(inputs_check_facts(slice_str("{}"), problem), 0);
    assert_true(inputs_check_facts(slice_str(""), problem) < 0);
    assert_int_equal(problem->kind, PROBLEM_BAD_REQUEST);
    assert_true(inputs_check_facts(slice_str("{\"a\":1,\"a\":2}"), problem) < 0);
    assert_int_equal(problem->kind, PROBLEM_BAD_REQUEST);
    assert_true(inputs_check_facts(slice_str("{\"applied_at\":1}"), problem) < 0);
    assert_int_equal(problem->kind, PROBLEM_UNKNOWN_FACT);
}

static void fingerprints(void **state)
{
    struct inputs one = {.at = 1, .source = "nia"}, other = one;
    struct digest document = {{0}}, a, b;

    (void)state;
    assert_int_equal(inputs_fingerprint(&one, &document, &a), 0);
    other.at = 2; /* the clock's: not what was asked */
    assert_int_equal(inputs_fingerprint(&other, &document, &b), 0);
    assert_true(digest_equal(&a, &b));
    other.has_existed_by = other.existed_by_is_ledgers = true; /* nor the ledger's */
    assert_int_equal(inputs_fingerprint(&other, &document, &b), 0);
    assert_true(digest_equal(&a, &b));
    other = one;
    other.at_is_callers = true;
    assert_int_equal(inputs_fingerprint(&other, &document, &b), 0);
    assert_false(digest_equal(&a, &b));
    other = (struct inputs){.at = 1, .language = "nia"}; /* the same text elsewhere */
    assert_int_equal(inputs_fingerprint(&other, &document, &b), 0);
    assert_false(digest_equal(&a, &b));
    document.bytes[0] = 1;
    assert_int_equal(inputs_fingerprint(&one, &document, &b), 0);
    assert_false(digest_equal(&a, &b));
}

int run_inputs_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_said),
        cmocka_unit_test(taken),
        cmocka_unit_test(refused),
        cmocka_unit_test(together),
        cmocka_unit_test(passwords_and_facts),
        cmocka_unit_test(fingerprints),
    };

    return cmocka_run_group_tests_name("inputs", tests, setup, teardown);
}
