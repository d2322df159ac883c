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

static void passwords(void **state)
{
    struct fixture *fixture = *state;
    struct inputs *inputs = &fixture->inputs;
    struct problem *problem = &fixture->problem;

    *inputs = (struct inputs){0};
    assert_true(inputs_set_password(inputs, fixture->arena, slice_str("\xff"), problem) < 0);
    assert_true(inputs_set_password(inputs, fixture->arena, slice_of("a\0", 2), problem) < 0);
    assert_int_equal(inputs_set_password(inputs, fixture->arena, slice_str("a"), problem), 0);
    assert_true(inputs_set_password(inputs, fixture->arena, slice_str("a"), problem) < 0);
}

static int read_facts(struct fixture *fixture, const char *json)
{
    const struct facts *facts;

    fixture->inputs.facts = slice_str(json);
    return inputs_read_facts(&fixture->inputs, fixture->arena, &facts, &fixture->problem);
}

static void facts_are_for_policies(void **state)
{
    struct fixture *fixture = *state;

    fixture->inputs = (struct inputs){0};
    assert_int_equal(read_facts(fixture, ""), 0);
    assert_int_equal(read_facts(fixture, "{}"), 0);
    assert_true(read_facts(fixture, "[]") < 0);
    assert_int_equal(fixture->problem.kind, PROBLEM_BAD_REQUEST);
    assert_true(read_facts(fixture, "{\"a\":1,\"a\":2}") < 0);
    assert_int_equal(fixture->problem.kind, PROBLEM_BAD_REQUEST);
    assert_true(read_facts(fixture, "{\"applied_at\":1}") < 0);
    assert_int_equal(fixture->problem.kind, PROBLEM_UNKNOWN_FACT);
    assert_non_null(strstr(fixture->problem.detail, "no policy was asked"));
}

static void one_of_several_says_what_it_is(void **state)
{
    struct fixture *fixture = *state;
    struct input_context context = {.arena = fixture->arena, .judge = fixture->judge};
    struct inputs *inputs = &fixture->inputs;
    struct problem *problem = &fixture->problem;

    *inputs = (struct inputs){0};
    assert_int_equal(inputs_set_source(inputs, &context, "nia", problem), 0);
    assert_string_equal(inputs->source, "nia");
    assert_true(inputs_set_source(inputs, &context, "other", problem) < 0);
    assert_int_equal(problem->kind, PROBLEM_UNKNOWN_SOURCE);
    assert_int_equal(inputs_set_role(inputs, fixture->arena, "landing_slip", problem), 0);
    assert_string_equal(inputs->role, "landing_slip");
    assert_true(inputs_set_role(inputs, fixture->arena, "", problem) < 0);
    assert_true(inputs_set_role(inputs, fixture->arena, "Role", problem) < 0);
    assert_true(inputs_set_role(inputs, fixture->arena, "a b", problem) < 0);
    assert_int_equal(problem->kind, PROBLEM_BAD_REQUEST);
}

static struct digest asked(const struct inputs *inputs, const struct input_document *documents,
                           size_t count)
{
    struct digest digest;

    assert_int_equal(inputs_fingerprint(inputs, documents, count, &digest), 0);
    return digest;
}

static void fingerprints(void **state)
{
    struct inputs one = {.at = 1, .source = "nia"}, other = one, part = {.role = "record"};
    struct input_document document = {.inputs = &one}, another = {.inputs = &other},
                          parts[] = {{.inputs = &part}, {.inputs = &one}};
    struct digest first = asked(&one, &document, 1), digest;

    (void)state;
    other.at = 2; /* the clock's: not what was asked */
    digest = asked(&other, &another, 1);
    assert_true(digest_equal(&first, &digest));
    other.has_existed_by = other.existed_by_is_ledgers = true; /* nor the ledger's */
    digest = asked(&other, &another, 1);
    assert_true(digest_equal(&first, &digest));
    other = one;
    other.at_is_callers = true;
    digest = asked(&other, &another, 1);
    assert_false(digest_equal(&first, &digest));
    other = (struct inputs){.at = 1, .language = "nia"}; /* the same text elsewhere */
    digest = asked(&other, &another, 1);
    assert_false(digest_equal(&first, &digest));
    other = one;
    other.facts = slice_str("{}");
    digest = asked(&other, &another, 1);
    assert_false(digest_equal(&first, &digest));
    other = one;
    other.has_as_of = true;
    digest = asked(&other, &another, 1);
    assert_false(digest_equal(&first, &digest));
    document.digest.bytes[0] = 1;
    digest = asked(&one, &document, 1);
    assert_false(digest_equal(&first, &digest));
    first = asked(&one, parts, 2);
    part.role = "slip";
    digest = asked(&one, parts, 2);
    assert_false(digest_equal(&first, &digest));
}

int run_inputs_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_said),
        cmocka_unit_test(taken),
        cmocka_unit_test(refused),
        cmocka_unit_test(together),
        cmocka_unit_test(passwords),
        cmocka_unit_test(facts_are_for_policies),
        cmocka_unit_test(one_of_several_says_what_it_is),
        cmocka_unit_test(fingerprints),
    };

    return cmocka_run_group_tests_name("inputs", tests, setup, teardown);
}
