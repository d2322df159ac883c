#include "tests.h"

#include "base/buffer.h"
#include "base/error.h"
#include "ctl/csv.h"

/* What was read, as one text: cells in brackets, rows on lines. */
static void check(const char *text, const char *expected)
{
    struct arena *arena = arena_new(0);
    struct csv_error error = {0};
    struct buffer out;
    struct csv csv;

    buffer_init(&out, 0);
    assert_int_equal(csv_parse(arena, slice_str(text), &csv, &error), 0);
    for (size_t i = 0; i < csv.count; i++) {
        for (size_t k = 0; k < csv.rows[i].count; k++)
            buffer_printf(&out, "[%s]", csv.rows[i].cells[k].text);
        buffer_append_byte(&out, '\n');
    }
    buffer_append_byte(&out, '\0');
    assert_string_equal((const char *)out.data, expected);
    buffer_done(&out);
    arena_free(arena);
}

static void refuse(struct slice bytes, size_t line, size_t column)
{
    struct arena *arena = arena_new(0);
    struct csv_error error = {0};
    struct csv csv;

    assert_int_equal(csv_parse(arena, bytes, &csv, &error), ERR_SYNTAX);
    assert_int_equal(error.line, line);
    assert_int_equal(error.column, column);
    assert_non_null(error.message);
    arena_free(arena);
}

static void tables_are_read(void **state)
{
    (void)state;
    check("", "");
    check("a,b\n1,2\n", "[a][b]\n[1][2]\n");
    check("a,b\r\n1,2", "[a][b]\n[1][2]\n");
    check("\xEF\xBB\xBF"
          "a\n",
          "[a]\n");
    check("a,,c\n,\n", "[a][][c]\n[][]\n");
    check("\n\na\n \n b \t,c\n", "[a]\n[b][c]\n");
    check("\"a,b\",\"c\"\"d\"\n\"e\nf\" ,g\n", "[a,b][c\"d]\n[e\nf][g]\n");
    check("罗湖口岸,exit\n", "[罗湖口岸][exit]\n");
    check("\"\"\n", "");
}

static void mistakes_have_their_place(void **state)
{
    (void)state;
    refuse(slice_str("a,b\n1,\"2\n"), 3, 1);
    refuse(slice_str("a\n岸b\"c\n"), 2, 3);
    refuse(slice_str("a\n\"b\"c\n"), 2, 4);
    refuse(slice_str("a\nb\xff\n"), 2, 2);
    refuse(slice_of("a\0b", 3), 1, 2);
}

static void cells_know_where_they_stand(void **state)
{
    struct arena *arena = arena_new(0);
    struct csv_error error;
    struct csv csv;

    (void)state;
    assert_int_equal(csv_parse(arena, slice_str("\"a\nb\",c\n\n 岸,  d\n"), &csv, &error), 0);
    assert_int_equal(csv.rows[0].cells[1].line, 2);
    assert_int_equal(csv.rows[0].cells[1].column, 4);
    assert_int_equal(csv.rows[1].cells[0].line, 4);
    assert_int_equal(csv.rows[1].cells[0].column, 2);
    assert_int_equal(csv.rows[1].cells[1].column, 6);
    arena_free(arena);
}

static void tables_are_bounded(void **state)
{
    struct arena *arena = arena_new(0);
    struct csv_error error;
    struct buffer text;
    struct csv csv;

    (void)state;
    buffer_init(&text, 0);
    for (size_t i = 0; i < CSV_COLUMNS_MAX; i++)
        buffer_append_byte(&text, ',');
    assert_int_equal(csv_parse(arena, buffer_slice(&text), &csv, &error), ERR_LIMIT);
    text.size = 0;
    for (size_t i = 0; i < CSV_ROWS_MAX; i++)
        buffer_append_str(&text, "x\n");
    assert_int_equal(csv_parse(arena, buffer_slice(&text), &csv, &error), 0);
    assert_int_equal(csv.count, CSV_ROWS_MAX);
    buffer_append_str(&text, "x\n");
    assert_int_equal(csv_parse(arena, buffer_slice(&text), &csv, &error), ERR_LIMIT);
    buffer_done(&text);
    arena_free(arena);
}

int run_csv_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_read),
        cmocka_unit_test(mistakes_have_their_place),
        cmocka_unit_test(cells_know_where_they_stand),
        cmocka_unit_test(tables_are_bounded),
    };

    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
