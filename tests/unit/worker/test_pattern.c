/* Patterns: what is found where, under which limits, and that first letters hide no match. */
#include "base/error.h"
#include "worker/pattern.h"
#include "worker/pattern_prefix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static int start(void **state)
{
    *state = patterns_new();
    return *state ? 0 : -1;
}

static int stop(void **state)
{
    patterns_free(*state);
    return 0;
}

static const struct pattern *get(struct patterns *patterns, const char *text)
{
    const struct pattern *pattern = NULL;

    assert_int_equal(patterns_get(patterns, text, &pattern), 0);
    return pattern;
}

static void expect_found(struct patterns *patterns, const char *pattern, const char *text,
                         size_t from, int at)
{
    struct pattern_match match;
    int r = pattern_search(patterns, get(patterns, pattern), slice_str(text), from, &match);

    assert_int_equal(r, at >= 0);
    if (at >= 0 && match.groups[0].start != (size_t)at)
        fail_msg("%s in '%s' is at %zu, not %d", pattern, text, match.groups[0].start, at);
}

/* What each is found by, "-" for no first letters. A comma ends an alternative's. */
static void first_letters_are_read_off(void **state)
{
    static const char *const cases[][2] = {
        {"制\\s*作", "制"},  {"出境", "出境"},
        {"出境+", "出境"},   {"出境?", "出"},
        {"出境*", "出"},     {"出境{0,2}", "出"},
        {"境?出", "-"},      {"本电子|制\\s*作", "本电子,制"},
        {"a(b|c)d", "a"},    {"a(?:b|(?<x>c)|[|(])d|e", "a,e"},
        {"a[]|]|b", "a,b"},  {"a[^]|]|b", "a,b"},
        {"a\\||b", "a,b"},   {"a|b|c|d", "a,b,c,d"},
        {"a|b|c|d|e", "-"},  {"a||b", "-"},
        {"a|", "-"},         {"(a|b)", "-"},
        {"^a", "-"},         {"\\d", "-"},
        {"", "-"},           {"a(?i)b|c", "-"},
        {"a(?i:b)", "-"},    {"a(?#|)", "-"},
        {"a(*SKIP)|b", "-"}, {"a\\Q|\\E", "-"},
        {"a\\c|", "-"},      {"a[[:alpha:]|]", "-"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char joined[64] = "-";
        struct prefixes prefixes;
        size_t used = 0;

        prefixes_read(&prefixes, slice_str(cases[i][0]));
        for (size_t j = 0; j < prefixes.count; j++) {
            if (j > 0)
                joined[used++] = ',';
            memcpy(joined + used, prefixes.items[j].data, prefixes.items[j].size);
            used += prefixes.items[j].size;
            joined[used] = '\0';
        }
        if (strcmp(joined, cases[i][1]) != 0)
            fail_msg("%s is found by '%s', not '%s'", cases[i][0], joined, cases[i][1]);
    }
}

static void candidates_come_in_order(void **state)
{
    static const size_t expected[] = {1, 2, 4, 5, 7, SIZE_MAX, SIZE_MAX};
    struct candidates candidates;
    struct prefixes prefixes;

    (void)state;
    prefixes_read(&prefixes, slice_str("ab|b"));
    assert_int_equal(prefixes.count, 2);
    candidates_begin(&candidates, &prefixes, slice_str("xabxab_bc"), 0);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        assert_int_equal(candidates_next(&candidates), expected[i]);
}

static void searches_find_the_first_match(void **state)
{
    struct patterns *patterns = *state;

    expect_found(patterns, "制\\s*作", "制定，制 作", 0, 9);
    expect_found(patterns, "制\\s*作", "制定，制定", 0, -1);
    expect_found(patterns, "制\\s*作", "制作制作", 1, 6);
    expect_found(patterns, "b|ab", "xab", 0, 1);
    expect_found(patterns, "ab+?(?!b)", "abb_ab", 0, 0);
    expect_found(patterns, "b(?<=ab)", "bb ab", 0, 4);
    expect_found(patterns, "^a", "b\na", 0, 2);
    expect_found(patterns, "a$", "ab\na\n", 0, 3);
    expect_found(patterns, "a\\Kb", "cab", 0, 2);
    expect_found(patterns, "a", "a", 1, -1);
    expect_found(patterns, "a", "", 0, -1);
    expect_found(patterns, "x?", "", 0, 0);
}

static void fitting_takes_all_of_the_text(void **state)
{
    struct patterns *patterns = *state;

    assert_int_equal(pattern_fits(patterns, get(patterns, "a|ab"), slice_str("ab")), 1);
    assert_int_equal(pattern_fits(patterns, get(patterns, "a|ab"), slice_str("abc")), 0);
    assert_int_equal(pattern_fits(patterns, get(patterns, "b"), slice_str("ab")), 0);
}

static void limits_are_no_match(void **state)
{
    static const char text[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";
    struct patterns *patterns = *state;
    const struct pattern *pattern = get(patterns, "a(?:a+)+b?$");
    struct pattern_match match;

    assert_int_equal(pattern_search(patterns, pattern, slice_str(text), 0, &match), ERR_LIMIT);
    assert_int_equal(patterns_get(patterns, "(", &pattern), ERR_SYNTAX);
}

static void patterns_are_checked_with_a_word_for_people(void **state)
{
    char fault[160];
    size_t offset = 0;

    (void)state;
    assert_int_equal(pattern_check("^(?:户名|Name) ?[:：] ?(.+)$", fault, sizeof fault, &offset),
                     0);
    assert_int_equal(pattern_check("abc(", fault, sizeof fault, &offset), ERR_SYNTAX);
    assert_int_equal(offset, 4);
    assert_non_null(strstr(fault, "parenthes"));
    assert_int_equal(pattern_check("a\\Cb", fault, sizeof fault, &offset), ERR_SYNTAX);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(first_letters_are_read_off),    TEST(candidates_come_in_order),
        TEST(searches_find_the_first_match), TEST(fitting_takes_all_of_the_text),
        TEST(limits_are_no_match),           TEST(patterns_are_checked_with_a_word_for_people),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
