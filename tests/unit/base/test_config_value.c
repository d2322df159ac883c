/* The typed getters, on `v: TEXT`. */
#include "tests.h"

#include "base/config.h"
#include "base/error.h"

#include <stdio.h>

static struct arena *arena;
static struct config_error error;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(0);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena = arena_free(arena);
    return 0;
}

/* The value of the key `v`, also where it is null. */
static const struct config_node *value_of(const char *text)
{
    const struct config_node *root = NULL;
    const char *yaml = arena_printf(arena, "v: %s\n", text);

    if (config_parse(arena, slice_str(yaml), "/etc/vouchd/t.yaml", &root, &error) < 0)
        fail_msg("%s: %s", yaml, error.message);
    return root->first;
}

static void assert_error(int r, const char *message)
{
    assert_int_equal(r, ERR_INVALID);
    assert_string_equal(error.message, message);
    assert_int_equal(error.line, 1);
    assert_int_equal(error.column, 4);
}

static void an_absent_key_keeps_the_default(void **state)
{
    static const char *const names[] = {"a", NULL};
    struct config_strings strings = {NULL, 77};
    const char *text = "kept";
    int64_t number = 77;
    int32_t day = 77;
    size_t index = 77;
    bool flag = true;

    (void)state;
    assert_int_equal(config_string(NULL, &text, &error), 0);
    assert_int_equal(config_bool(NULL, &flag, &error), 0);
    assert_int_equal(config_integer(NULL, 0, 1, &number, &error), 0);
    assert_int_equal(config_duration(NULL, &number, &error), 0);
    assert_int_equal(config_size(NULL, &number, &error), 0);
    assert_int_equal(config_day(NULL, &day, &error), 0);
    assert_int_equal(config_time(NULL, &number, &error), 0);
    assert_int_equal(config_path(arena, NULL, &text, &error), 0);
    assert_int_equal(config_choice(NULL, names, &index, &error), 0);
    assert_int_equal(config_strings(arena, NULL, &strings, &error), 0);
    assert_string_equal(text, "kept");
    assert_true(flag && number == 77 && day == 77 && index == 77 && strings.count == 77);
}

static void strings(void **state)
{
    const char *text = "kept";

    (void)state;
    assert_error(config_string(value_of("[a]"), &text, &error), "'v': expected text, found a list");
    assert_error(config_string(value_of("{a: b}"), &text, &error),
                 "'v': expected text, found a map");
    assert_error(config_string(value_of("~"), &text, &error), "'v': expected text, found nothing");
    assert_string_equal(text, "kept");
    assert_int_equal(config_string(value_of("出境 record"), &text, &error), 0);
    assert_string_equal(text, "出境 record");
    assert_int_equal(config_string(value_of("''"), &text, &error), 0);
    assert_string_equal(text, "");
}

static void booleans(void **state)
{
    bool flag = false;

    (void)state;
    assert_int_equal(config_bool(value_of("yes"), &flag, &error), 0);
    assert_true(flag);
    assert_int_equal(config_bool(value_of("false"), &flag, &error), 0);
    assert_false(flag);
    assert_int_equal(config_bool(value_of("true"), &flag, &error), 0);
    assert_true(flag);
    assert_int_equal(config_bool(value_of("no"), &flag, &error), 0);
    assert_false(flag);
    assert_error(config_bool(value_of("Yes"), &flag, &error),
                 "'v': expected yes or no, found 'Yes'");
    assert_error(config_bool(value_of("on"), &flag, &error), "'v': expected yes or no, found 'on'");
    assert_error(config_bool(value_of("1"), &flag, &error), "'v': expected yes or no, found '1'");
    assert_error(config_bool(value_of("[yes]"), &flag, &error),
                 "'v': expected yes or no, found a list");
}

static void integers(void **state)
{
    static const char *const wrong[] = {"1.5",
                                        "1e3",
                                        "0x10",
                                        "010",
                                        "+1",
                                        "'-'",
                                        "-0",
                                        "1_000",
                                        "''",
                                        "9223372036854775808",
                                        "-9223372036854775809",
                                        "1 2"};
    int64_t number = 77;

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(config_integer(value_of(wrong[i]), INT64_MIN, INT64_MAX, &number, &error),
                         ERR_INVALID);
    assert_error(config_integer(value_of("ten"), 0, 10, &number, &error),
                 "'v': expected a whole number, found 'ten'");
    assert_error(config_integer(value_of("11"), 0, 10, &number, &error),
                 "'v': 11 is not between 0 and 10");
    assert_error(config_integer(value_of("-1"), 0, 10, &number, &error),
                 "'v': -1 is not between 0 and 10");
    assert_int_equal(number, 77);
    assert_int_equal(config_integer(value_of("0"), 0, 10, &number, &error), 0);
    assert_int_equal(number, 0);
    assert_int_equal(config_integer(value_of("10"), 0, 10, &number, &error), 0);
    assert_int_equal(number, 10);
    assert_int_equal(config_integer(value_of("9223372036854775807"), 0, INT64_MAX, &number, &error),
                     0);
    assert_true(number == INT64_MAX);
    assert_int_equal(
        config_integer(value_of("-9223372036854775808"), INT64_MIN, 0, &number, &error), 0);
    assert_true(number == INT64_MIN);
}

static void durations(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } good[] = {{"500ms", 500},  {"10s", 10000},   {"30m", 1800000},
                {"2h", 7200000}, {"1d", 86400000}, {"6y", INT64_C(6) * 365 * 86400 * 1000},
                {"0s", 0}};
    static const char *const wrong[] = {
        "10",   "s",   "10 s", "1h30m",      "-1s",
        "1.5h", "10S", "1w",   "400000000y", "99999999999999999999s",
        "[1s]"};
    int64_t ms = 77;

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_int_equal(config_duration(value_of(good[i].text), &ms, &error), 0);
        assert_true(ms == good[i].ms);
    }
    ms = 77;
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(config_duration(value_of(wrong[i]), &ms, &error), ERR_INVALID);
    assert_int_equal(ms, 77);
    assert_error(config_duration(value_of("soon"), &ms, &error),
                 "'v': expected a duration such as 500ms, 10s, 30m, 2h, 90d or 6y, found 'soon'");
}

static void sizes(void **state)
{
    static const struct {
        const char *text;
        int64_t bytes;
    } good[] = {{"0", 0},
                {"4096", 4096},
                {"7B", 7},
                {"512KiB", 512 * 1024},
                {"20MiB", 20 * 1024 * 1024},
                {"3GiB", INT64_C(3) << 30}};
    static const char *const wrong[] = {"20MB", "20M",    "20 MiB",        "MiB",
                                        "-1",   "1.5MiB", "9999999999GiB", "20mib"};
    int64_t bytes = 77;

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_int_equal(config_size(value_of(good[i].text), &bytes, &error), 0);
        assert_true(bytes == good[i].bytes);
    }
    bytes = 77;
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(config_size(value_of(wrong[i]), &bytes, &error), ERR_INVALID);
    assert_int_equal(bytes, 77);
}

static void days_and_times(void **state)
{
    int64_t time = 77;
    int32_t day = 77;

    (void)state;
    assert_int_equal(config_day(value_of("1970-01-02"), &day, &error), 0);
    assert_int_equal(day, 1);
    assert_error(config_day(value_of("2026-02-29"), &day, &error),
                 "'v': expected a day such as 2026-11-22, found '2026-02-29'");
    assert_int_equal(config_time(value_of("1970-01-01T08:00:01+08:00"), &time, &error), 0);
    assert_int_equal(time, 1);
    assert_error(config_time(value_of("1970-01-01"), &time, &error),
                 "'v': expected a time such as 2026-11-22T09:00:00+08:00, found '1970-01-01'");
    assert_true(day == 1 && time == 1);
}

static void paths_are_relative_to_their_file(void **state)
{
    const struct config_node *root;
    const char *path = "kept";

    (void)state;
    assert_error(config_path(arena, value_of("''"), &path, &error),
                 "'v': expected a path, found ''");
    assert_error(config_path(arena, value_of("[a]"), &path, &error),
                 "'v': expected a path, found a list");
    assert_string_equal(path, "kept");
    assert_int_equal(config_path(arena, value_of("sources/"), &path, &error), 0);
    assert_string_equal(path, "/etc/vouchd/sources/");
    assert_int_equal(config_path(arena, value_of("../trust"), &path, &error), 0);
    assert_string_equal(path, "/etc/vouchd/../trust");
    assert_int_equal(config_path(arena, value_of("/srv/x"), &path, &error), 0);
    assert_string_equal(path, "/srv/x");
    assert_int_equal(config_parse(arena, slice_str("v: x"), "t.yaml", &root, &error), 0);
    assert_int_equal(config_path(arena, root->first, &path, &error), 0);
    assert_string_equal(path, "x");
    assert_int_equal(config_parse(arena, slice_str("v: x"), "/t.yaml", &root, &error), 0);
    assert_int_equal(config_path(arena, root->first, &path, &error), 0);
    assert_string_equal(path, "/x");
}

static void no_path_leaves_a_sysroot(void **state)
{
    static const char *const inside[] = {"/srv/x",  "tables", "../tables", "../../etc/./x/",
                                         "/a/../b", "..",     "/etc/...",  "/..a"};
    static const char *const outside[] = {"../../..", "../../../tmp/x", "/..",
                                          "/../x",    "/a//../../x",    "/a/./../../then/x"};
    const struct config_node *root;
    const char *path, *text;

    (void)state;
    for (size_t i = 0; i < COUNT(inside) + COUNT(outside); i++) {
        bool stays = i < COUNT(inside);

        text = arena_printf(arena, "v: %s", stays ? inside[i] : outside[i - COUNT(inside)]);
        assert_int_equal(
            config_parse(arena, slice_str(text), "/then/etc/vouchd/vouchd.yaml", &root, &error), 0);
        assert_int_equal(config_path_below(arena, root->first, "/then", &path, &error),
                         stays ? 0 : ERR_INVALID);
    }
    assert_int_equal(config_parse(arena, slice_str("v: x"), "/etc/t.yaml", &root, &error), 0);
    assert_error(config_path_below(arena, root->first, "/then", &path, &error),
                 "'v': this path leaves /then");
}

static void choices(void **state)
{
    static const char *const names[] = {"never", "if_available", "required", NULL};
    size_t index = 77;

    (void)state;
    assert_error(config_choice(value_of("always"), names, &index, &error),
                 "'v': expected never, if_available or required, found 'always'");
    assert_error(config_choice(value_of("~"), names, &index, &error),
                 "'v': expected never, if_available or required, found nothing");
    assert_int_equal(index, 77);
    assert_int_equal(config_choice(value_of("required"), names, &index, &error), 0);
    assert_int_equal(index, 2);
}

static void lists_of_strings(void **state)
{
    struct config_strings list = {NULL, 77};

    (void)state;
    assert_int_equal(config_strings(arena, value_of("{a: b}"), &list, &error), ERR_INVALID);
    assert_int_equal(config_strings(arena, value_of("[a, [b]]"), &list, &error), ERR_INVALID);
    assert_string_equal(error.message, "expected text, found a list");
    assert_int_equal(error.column, 8);
    assert_int_equal(config_strings(arena, value_of("[a, ~]"), &list, &error), ERR_INVALID);
    assert_int_equal(list.count, 77);
    assert_int_equal(config_strings(arena, value_of("[]"), &list, &error), 0);
    assert_int_equal(list.count, 0);
    assert_int_equal(config_strings(arena, value_of("one"), &list, &error), 0);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0], "one");
    assert_int_equal(config_strings(arena, value_of("[a, b]"), &list, &error), 0);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[1], "b");
}

/* A wrong value is repeated only as far as a person needs it. */
static void long_values_are_cut_in_messages(void **state)
{
    int64_t ms;

    (void)state;
    assert_error(config_duration(value_of("出出出出出出出出出出出出出出出出出出出出出出出出出"),
                                 &ms, &error),
                 "'v': expected a duration such as 500ms, 10s, 30m, 2h, 90d or 6y, found "
                 "'出出出出出出出出出出出出出出出出出出出出...'");
}

int run_config_value_tests(void)
{
#define VALUE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    static const struct CMUnitTest tests[] = {
        VALUE_TEST(an_absent_key_keeps_the_default),
        VALUE_TEST(strings),
        VALUE_TEST(booleans),
        VALUE_TEST(integers),
        VALUE_TEST(durations),
        VALUE_TEST(sizes),
        VALUE_TEST(days_and_times),
        VALUE_TEST(paths_are_relative_to_their_file),
        VALUE_TEST(no_path_leaves_a_sysroot),
        VALUE_TEST(choices),
        VALUE_TEST(lists_of_strings),
        VALUE_TEST(long_values_are_cut_in_messages),
    };
#undef VALUE_TEST

    return cmocka_run_group_tests_name("config values", tests, NULL, NULL);
}
