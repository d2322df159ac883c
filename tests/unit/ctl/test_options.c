#include "tests.h"

#include "ctl/ctl.h"
#include "ctl/options.h"

struct values {
    const char *source;
    bool json, verbose;
    struct ctl_list policies;
};

/* Reads `words` (ended by NULL) as arguments of a command; the operands stay in it. */
static int read_words(struct values *values, char **words, int *ret_count)
{
    const struct ctl_option options[] = {
        {.name = "source", .value = &values->source},
        {.name = "json", .flag = &values->json},
        {.name = "verbose", .letter = 'v', .flag = &values->verbose},
        {.name = "policy", .list = &values->policies},
        {0},
    };
    int count = 0;

    *values = (struct values){0};
    while (words[count])
        count++;
    *ret_count = count;
    return ctl_options("verify", options, ret_count, words);
}

#define WORDS(...)                                                                                 \
    (char *[])                                                                                     \
    {                                                                                              \
        (char[]){"verify"}, __VA_ARGS__, NULL                                                      \
    }
#define W(text)                                                                                    \
    (char[])                                                                                       \
    {                                                                                              \
        text                                                                                       \
    }

static void options_and_operands_may_mix(void **state)
{
    char **words = WORDS(W("a"), W("--json"), W("b"), W("--source"), W("nia"), W("-v"), W("c"));
    struct values values;
    int count;

    (void)state;
    assert_int_equal(read_words(&values, words, &count), -1);
    assert_true(values.json && values.verbose);
    assert_string_equal(values.source, "nia");
    assert_int_equal(count, 4);
    assert_string_equal(words[1], "a");
    assert_string_equal(words[2], "b");
    assert_string_equal(words[3], "c");
}

static void some_options_repeat(void **state)
{
    char **words = WORDS(W("--policy"), W("a"), W("x"), W("--policy=b"));
    char **bare = WORDS(W("--policy"));
    char another[] = "--policy=p";
    char *many[CTL_LIST_MAX + 3] = {W("verify")};
    struct values values;
    int count;

    (void)state;
    assert_int_equal(read_words(&values, words, &count), -1);
    assert_int_equal(values.policies.count, 2);
    assert_string_equal(values.policies.items[0], "a");
    assert_string_equal(values.policies.items[1], "b");
    assert_int_equal(count, 2);
    assert_int_equal(read_words(&values, bare, &count), CTL_USAGE);
    for (size_t i = 1; i < COUNT(many) - 1; i++)
        many[i] = another;
    assert_int_equal(read_words(&values, many, &count), CTL_USAGE);
}

static void values_may_follow_an_equals_sign(void **state)
{
    char **words = WORDS(W("--source="), W("-"));
    struct values values;
    int count;

    (void)state;
    assert_int_equal(read_words(&values, words, &count), -1);
    assert_string_equal(values.source, "");
    assert_int_equal(count, 2);
}

static void two_dashes_end_the_options(void **state)
{
    char **words = WORDS(W("--"), W("--json"), W("--"));
    struct values values;
    int count;

    (void)state;
    assert_int_equal(read_words(&values, words, &count), -1);
    assert_false(values.json);
    assert_int_equal(count, 3);
    assert_string_equal(words[2], "--");
}

static void nothing_is_guessed(void **state)
{
    static const char *const wrong[] = {"--jso", "--jsonn", "--json=", "--json=1", "-x",
                                        "-vv",   "--Json",  "-json",   "--source", "---"};
    struct values values;
    int count;

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        char word[16];

        snprintf(word, sizeof word, "%s", wrong[i]);
        assert_int_equal(read_words(&values, WORDS(word), &count), CTL_USAGE);
    }
    assert_int_equal(read_words(&values, WORDS(W("--source=a"), W("--source=b")), &count),
                     CTL_USAGE);
}

static void options_before_a_command_end_there(void **state)
{
    const char *socket = NULL;
    bool is_private = false;
    const struct ctl_option options[] = {
        {.name = "socket", .value = &socket},
        {.name = "private", .flag = &is_private},
        {0},
    };
    char **words = WORDS(W("--socket"), W("s"), W("status"), W("--private"));
    int first;

    (void)state;
    assert_int_equal(ctl_options_before(options, 5, words, &first), -1);
    assert_int_equal(first, 3);
    assert_string_equal(socket, "s");
    assert_false(is_private);
}

static void near_names_and_far_ones(void **state)
{
    static const char *const names[] = {"verify", "status", "sources", "at", NULL};
    static const char *const pairs[][2] = {
        {"verfy", "verify"}, {"verifyy", "verify"}, {"staus", "status"}, {"source", "sources"},
        {"att", "at"},       {"replay", NULL},      {"x", NULL},         {"", NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        const char *nearest = ctl_nearest(pairs[i][0], names);

        if (pairs[i][1])
            assert_string_equal(nearest, pairs[i][1]);
        else
            assert_null(nearest);
    }
    assert_null(ctl_nearest("a word that is much longer than any name that there is", names));
}

int run_options_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_and_operands_may_mix),
        cmocka_unit_test(some_options_repeat),
        cmocka_unit_test(values_may_follow_an_equals_sign),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(nothing_is_guessed),
        cmocka_unit_test(options_before_a_command_end_there),
        cmocka_unit_test(near_names_and_far_ones),
    };

    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
