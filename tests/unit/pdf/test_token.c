#include "pdf/token.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena *arena;
static struct pdf_parser parser;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(0);
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena = arena_free(arena);
    return 0;
}

static int parse(const char *text, bool references, const struct pdf_value **ret)
{
    pdf_parser_init(&parser, arena, slice_str(text), 0);
    return pdf_parser_value(&parser, references, ret);
}

static const struct pdf_value *good(const char *text)
{
    const struct pdf_value *value = NULL;

    assert_int_equal(parse(text, true, &value), 0);
    return value;
}

static void bad(const char *text)
{
    const struct pdf_value *value;

    if (parse(text, true, &value) != ERR_SYNTAX)
        fail_msg("%s was taken", text);
}

static void test_numbers(void **state)
{
    static const struct {
        const char *text;
        enum pdf_type type;
        int64_t value;
    } cases[] = {
        {"0", PDF_INTEGER, 0},
        {"-17", PDF_INTEGER, -17},
        {"+98", PDF_INTEGER, 98},
        {"9223372036854775807", PDF_INTEGER, INT64_MAX},
        {"9223372036854775808", PDF_REAL, INT64_C(1) << 53},
        {"-99999999999999999999999999999", PDF_REAL, -(INT64_C(1) << 53)},
        {"34.5", PDF_REAL, 34500},
        {"-.002", PDF_REAL, -2},
        {"4.", PDF_REAL, 4000},
        {"0.0005", PDF_REAL, 1},
        {"-0.0005", PDF_REAL, -1},
        {"0.00049", PDF_REAL, 0},
        {"1.99999999", PDF_REAL, 2000},
        {"000000000000000000000000000042", PDF_INTEGER, 42},
    };
    int64_t number;

    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct pdf_value *value = good(cases[i].text);

        assert_int_equal(value->type, cases[i].type);
        if (value->type == PDF_REAL)
            assert_true(pdf_milli(value, &number));
        else
            number = value->integer;
        assert_int_equal(number, cases[i].value);
    }
    bad("+");
    bad(".");
    bad("--5");
    bad("1.2.3");
    bad("12a");
    bad("1e5");
}

static void test_milli(void **state)
{
    int64_t milli;

    (void)state;
    assert_true(pdf_milli(good("12"), &milli));
    assert_int_equal(milli, 12000);
    assert_true(pdf_milli(good("-9223372036854775807"), &milli));
    assert_int_equal(milli, -(INT64_C(1) << 53));
    assert_false(pdf_milli(good("(12)"), &milli));
    assert_false(pdf_milli(NULL, &milli));
}

static void test_names(void **state)
{
    (void)state;
    assert_true(pdf_is_name(good("/Name1"), "Name1"));
    assert_true(pdf_is_name(good("/A#42C"), "ABC"));
    assert_true(pdf_is_name(good("/ "), ""));
    assert_false(pdf_is_name(good("/Name1"), "Name2"));
    bad("/A#4");
    bad("/A#GG");
    bad("/A#00");
}

static void test_strings(void **state)
{
    static const struct {
        const char *text, *value;
    } cases[] = {
        {"(plain)", "plain"},
        {"(a(b(c))d)", "a(b(c))d"},
        {"(\\n\\r\\t\\b\\f\\(\\)\\\\\\x)", "\n\r\t\b\f()\\x"},
        {"(\\101\\7\\0053)", "A\7\0053"},
        {"(one\\\r\ntwo\\\nthree)", "onetwothree"},
        {"(one\r\ntwo\rthree)", "one\ntwo\nthree"},
        {"()", ""},
        {"<48 65\n6C6c6f>", "Hello"},
        {"<4>", "@"},
        {"<>", ""},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct pdf_value *value = good(cases[i].text);

        assert_int_equal(value->type, PDF_STRING);
        assert_true(slice_is(value->string, cases[i].value));
    }
    bad("(never ends");
    bad("(nor \\)");
    bad("<48");
    bad("<4G>");
}

static void test_references_only_where_they_may_be(void **state)
{
    const struct pdf_value *value = good("12 3 R");

    (void)state;
    assert_int_equal(value->type, PDF_REFERENCE);
    assert_int_equal(value->reference.number, 12);
    assert_int_equal(value->reference.generation, 3);
    assert_int_equal(value->end, 6);
    assert_int_equal(good("12 3 Rx")->type, PDF_INTEGER);
    assert_int_equal(good("12 99999 R")->type, PDF_INTEGER);
    assert_int_equal(good("[1 2 3 0 R]")->array.count, 3);
    assert_int_equal(parse("12 3 R", false, &value), 0);
    assert_int_equal(value->type, PDF_INTEGER);
}

static void test_containers(void **state)
{
    const struct pdf_value *value = good(" % first\n[1 /Two (three) [4] <</Five 5>> true null]");
    char text[512] = "[";

    (void)state;
    assert_int_equal(value->type, PDF_ARRAY);
    assert_int_equal(value->array.count, 7);
    assert_int_equal(value->offset, 9);
    assert_true(value->array.items[5]->boolean);
    value = good("<</A 1/B<</C 2>>/#41B 3>>");
    assert_int_equal(value->dictionary.count, 3);
    assert_int_equal(pdf_peek(value, "AB")->integer, 3);
    assert_null(pdf_peek(value, "C"));
    for (int i = 0; i < 100; i++)
        strcat(text, "7 ");
    value = good(strcat(text, "]"));
    assert_int_equal(value->array.count, 100);
    assert_int_equal(value->array.items[99]->integer, 7);
    bad("[1 2");
    bad("[1 endobj]");
    bad("<</A 1/B>>");
    bad("<<1 2>>");
    bad("<</A 1>");
    bad("]");
    bad(">>");
    bad("{");
}

static void test_a_key_stands_once(void **state)
{
    char text[1024] = "<<";

    (void)state;
    bad("<</A 1/A 1>>");
    bad("<</Pages 1/P#61ges 2>>");
    for (int i = 0; i < 40; i++)
        snprintf(text + strlen(text), 16, "/K%d 0", i);
    assert_int_equal(good(strcat(text, "/K 1>>"))->dictionary.count, 41);
    text[strlen(text) - 2] = '\0';
    bad(strcat(text, "/K7 1>>"));
}

static void nest(char *text, size_t depth)
{
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    text[2 * depth] = '\0';
}

static void test_depth_is_bounded(void **state)
{
    char text[2 * PDF_DEPTH_MAX + 64];
    const struct pdf_value *value;

    (void)state;
    nest(text, PDF_DEPTH_MAX);
    good(text);
    nest(text, PDF_DEPTH_MAX + 2);
    assert_int_equal(parse(text, true, &value), ERR_LIMIT);
}

static void test_keywords_are_no_objects(void **state)
{
    const struct pdf_value *value;

    (void)state;
    assert_int_equal(parse("  Tj 1", false, &value), ERR_NOT_FOUND);
    assert_int_equal(parser.at, 0);
    assert_true(slice_is(pdf_parser_keyword(&parser), "Tj"));
    assert_int_equal(pdf_parser_value(&parser, false, &value), 0);
    assert_int_equal(value->integer, 1);
    assert_int_equal(pdf_parser_value(&parser, false, &value), ERR_NOT_FOUND);
    assert_int_equal(pdf_parser_keyword(&parser).size, 0);
    assert_int_equal(parse("'", false, &value), ERR_NOT_FOUND);
    assert_true(slice_is(pdf_parser_keyword(&parser), "'"));
}

static void test_steps_of_a_content_stream(void **state)
{
    struct pdf_value value;
    struct slice name;

    (void)state;
    pdf_parser_init(&parser, arena, slice_str(" -1.5 true Tj\n' 12 0 R )"), 0);
    assert_int_equal(pdf_parser_step(&parser, &value, &name), 0);
    assert_true(value.type == PDF_REAL && slice_is(value.digits, "-1.5"));
    assert_int_equal(pdf_parser_step(&parser, &value, &name), 0);
    assert_true(value.type == PDF_BOOLEAN && value.boolean);
    assert_int_equal(pdf_parser_step(&parser, &value, &name), ERR_NOT_FOUND);
    assert_true(slice_is(name, "Tj"));
    assert_int_equal(pdf_parser_step(&parser, &value, &name), ERR_NOT_FOUND);
    assert_true(slice_is(name, "'"));
    assert_int_equal(pdf_parser_step(&parser, &value, &name), 0);
    assert_int_equal(value.integer, 12);
    assert_int_equal(pdf_parser_step(&parser, &value, &name), 0);
    assert_int_equal(pdf_parser_step(&parser, &value, &name), ERR_NOT_FOUND);
    assert_true(slice_is(name, "R"));
    assert_int_equal(pdf_parser_step(&parser, &value, &name), ERR_SYNTAX);
    pdf_parser_init(&parser, arena, slice_str(" % nothing"), 0);
    assert_int_equal(pdf_parser_step(&parser, &value, &name), ERR_NOT_FOUND);
    assert_int_equal(name.size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_milli, setup, teardown),
        cmocka_unit_test_setup_teardown(test_names, setup, teardown),
        cmocka_unit_test_setup_teardown(test_strings, setup, teardown),
        cmocka_unit_test_setup_teardown(test_references_only_where_they_may_be, setup, teardown),
        cmocka_unit_test_setup_teardown(test_containers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_key_stands_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_depth_is_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(test_keywords_are_no_objects, setup, teardown),
        cmocka_unit_test_setup_teardown(test_steps_of_a_content_stream, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
