#include "tests.h"

#include "base/arena.h"
#include "ctl/terminal.h"

#include <unistd.h>

static struct terminal terminal;

static int set_up(void **state)
{
    (void)state;
    terminal_init(&terminal, STDOUT_FILENO);
    terminal.columns = SIZE_MAX;
    terminal.has_colour = false;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    terminal_done(&terminal);
    return 0;
}

static void assert_written(const char *expected)
{
    buffer_append_byte(&terminal.out, '\0');
    assert_int_equal(buffer_error(&terminal.out), 0);
    assert_string_equal((const char *)terminal.out.data, expected);
    terminal.out.size = 0;
}

static void text_is_written_as_it_is_or_escaped(void **state)
{
    static const struct {
        const char *text, *written;
    } cases[] = {
        {"plain", "plain"},
        {"王小样 é", "王小样 é"},
        {"a\033[2Jb", "a\\x1b[2Jb"},
        {"a\nb\tc\r", "a\\x0ab\\x09c\\x0d"},
        {"\xE2\x80\xAEx", "\\u{202e}x"},
        {"\xEF\xBB\xBFx", "\\u{feff}x"},
        {"\xC2\x9B", "\\x9b"},
        {"\xFF\xE5x", "\\xff\\xe5x"},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        terminal_text(&terminal, cases[i].text);
        assert_written(cases[i].written);
    }
    terminal_text(&terminal, NULL);
    assert_int_equal(terminal.out.size, 0);
}

static void wide_characters_take_two_columns(void **state)
{
    (void)state;
    assert_int_equal(terminal_columns("abc"), 3);
    assert_int_equal(terminal_columns("口岸"), 4);
    assert_int_equal(terminal_columns("A口"), 3);
    assert_int_equal(terminal_columns("\033"), 4);
    assert_int_equal(terminal_columns(""), 0);
}

static void tables_are_aligned_without_trailing_spaces(void **state)
{
    struct arena *arena = arena_new(0);
    struct table table = {.arena = arena, .columns = 4};

    (void)state;
    table_add(&table, (const char *[]){"1", "深圳湾口岸", NULL, "HK"});
    table_add(&table, (const char *[]){"12", "Luohu", NULL, "MO"});
    table_add(&table, (const char *[]){"3", "", NULL, ""});
    table_write(&terminal, &table, 2);
    assert_written("  1   深圳湾口岸  HK\n"
                   "  12  Luohu       MO\n"
                   "  3\n");
    arena_free(arena);
}

static void paragraphs_break_at_spaces_and_between_wide_characters(void **state)
{
    (void)state;
    terminal.columns = 12;
    terminal_paragraph(&terminal, 2, "one two three four");
    assert_written("one two \n  three four");
    terminal_paragraph(&terminal, 2, "出入境记录查询结果");
    assert_written("出入境记录\n  查询结果");
    terminal_paragraph(&terminal, 2, "averyverylongwordindeed x");
    assert_written("averyverylongwordindeed \n  x");
}

static void colour_only_where_it_is_wanted(void **state)
{
    (void)state;
    terminal_tone(&terminal, TONE_BAD, "%s", "x");
    assert_written("x");
    terminal.has_colour = true;
    terminal_tone(&terminal, TONE_BAD, "%s", "x");
    assert_written("\033[31mx\033[0m");
    terminal_tone(&terminal, TONE_PLAIN, "%s", "x");
    assert_written("x");
}

int run_terminal_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(text_is_written_as_it_is_or_escaped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wide_characters_take_two_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tables_are_aligned_without_trailing_spaces, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(paragraphs_break_at_spaces_and_between_wide_characters,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(colour_only_where_it_is_wanted, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("terminal", tests, NULL, NULL);
}
