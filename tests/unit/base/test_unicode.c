#include "tests.h"

#include "base/error.h"
#include "base/unicode.h"

/* Each code point there is goes to bytes and back; each that is none does not. */
static void every_code_point_goes_there_and_back(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= UNICODE_MAX + 1; code++) {
        bool exists = code <= UNICODE_MAX && (code < 0xD800 || code > 0xDFFF);
        uint8_t bytes[4];
        size_t size = utf8_encode(code, bytes);
        struct slice text = slice_of(bytes, size);
        uint32_t again = 0;

        if ((size > 0) != exists)
            fail_msg("U+%04X encodes to %zu bytes", code, size);
        if (exists && (utf8_next(&text, &again) < 0 || again != code || text.size != 0))
            fail_msg("U+%04X comes back as U+%04X", code, again);
    }
}

/* RFC 3629 sections 3, 4 and 10. */
static void what_is_not_utf8_is_refused(void **state)
{
    static const char *const wrong[] = {
        "\x80",
        "\xBF",
        "\xC0\x80",
        "\xC1\xBF",
        "\xC2",
        "\xC2\x41",
        "\xE0\x80\x80",
        "\xE0\x9F\xBF",
        "\xE4\xB8",
        "\xED\xA0\x80",
        "\xED\xBF\xBF",
        "\xF0\x80\x80\x80",
        "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xFE",
        "\xFF",
        "\xF0\x9F\x98",
        "\xE4\xB8\xE4",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct slice text = slice_str(wrong[i]), before = text;
        uint32_t code = 77;
        size_t offset = 77;

        assert_int_equal(utf8_next(&text, &code), ERR_SYNTAX);
        assert_int_equal(code, 77);
        assert_true(text.data == before.data && text.size == before.size);
        assert_false(utf8_valid(text, &offset));
        assert_int_equal(offset, 0);
    }
}

static void the_first_wrong_byte_is_found(void **state)
{
    size_t offset = 77;

    (void)state;
    assert_true(utf8_valid(slice_str("出境 exit"), &offset));
    assert_true(utf8_valid(slice_str(""), NULL));
    assert_int_equal(offset, 77);
    assert_false(utf8_valid(slice_str("出境\xFFx"), &offset));
    assert_int_equal(offset, 6);
}

static void text_is_cut_between_characters(void **state)
{
    (void)state;
    assert_int_equal(utf8_cut(slice_str("出境"), 6), 6);
    assert_int_equal(utf8_cut(slice_str("出境"), 5), 3);
    assert_int_equal(utf8_cut(slice_str("出境"), 3), 3);
    assert_int_equal(utf8_cut(slice_str("出境"), 2), 0);
    assert_int_equal(utf8_cut(slice_str("ab"), 1), 1);
    assert_int_equal(utf8_cut(slice_str("ab"), 0), 0);
    assert_int_equal(utf8_cut(slice_str("\x80\x80\x80\x80\x80\x80"), 5), 2);
}

static void classes(void **state)
{
    (void)state;
    assert_true(unicode_is_han(0x4E00) && unicode_is_han(0x3007) && unicode_is_han(0x2F00));
    assert_true(unicode_is_han(0x20000) && unicode_is_han(0xF900) && unicode_is_han(0x9FFF));
    assert_false(unicode_is_han('a') || unicode_is_han(0x30FB) || unicode_is_han(0x3042));
    assert_false(unicode_is_han(0xAC00) || unicode_is_han(0xE000) || unicode_is_han(0x2E9A));
    assert_true(unicode_is_wide(0x4E00) && unicode_is_wide(0xFF21) && unicode_is_wide(0x3000));
    assert_true(unicode_is_wide(0x2FFFD) && unicode_is_wide(0x3FFFD));
    assert_true(unicode_is_mark(0x064F) && unicode_is_mark(0x0301) && unicode_is_mark(0x0670));
    assert_false(unicode_is_mark('a') || unicode_is_mark(0x0648) || unicode_is_mark(0x4E00));
    assert_false(unicode_is_wide('A') || unicode_is_wide(0xB7) || unicode_is_wide(0xFF65));
    assert_true(unicode_is_space(' ') && unicode_is_space(0x3000) && unicode_is_space(0xA0));
    assert_false(unicode_is_space('a') || unicode_is_space(0x200B) || unicode_is_space(0));
    assert_true(unicode_is_private(0xE000) && unicode_is_private(0xF8FF));
    assert_true(unicode_is_private(0x10FFFD));
    assert_false(unicode_is_private(0xF900) || unicode_is_private(0xDFFF));
    assert_true(unicode_is_unsafe('\n') && unicode_is_unsafe(0x1B) && unicode_is_unsafe(0x9B));
    assert_true(unicode_is_unsafe(0x202E) && unicode_is_unsafe(0x2066));
    assert_false(unicode_is_unsafe(' ') || unicode_is_unsafe(0xA0) || unicode_is_unsafe(0x4E00));
}

static void assert_folds(const char *text, uint32_t steps, const char *folded, uint32_t taken)
{
    struct buffer out;
    uint32_t got = 77;

    buffer_init(&out, 0);
    assert_int_equal(unicode_fold(slice_str(text), steps, &out, &got), 0);
    buffer_append_byte(&out, '\0');
    assert_string_equal((const char *)out.data, folded);
    assert_int_equal(got, taken);
    buffer_done(&out);
}

static void folding_names_its_steps(void **state)
{
    (void)state;
    /* KANGXI RADICAL MAN, CJK RADICAL GRASS TWO ... as PDF producers write them */
    assert_folds("\u2F08\u2F63", UNICODE_FOLD_ALL, "人生", UNICODE_FOLD_RADICALS);
    assert_folds("\u2EC4", UNICODE_FOLD_ALL, "\u897F", UNICODE_FOLD_RADICALS);
    assert_folds("\uF900\uFA19", UNICODE_FOLD_ALL, "豈神", UNICODE_FOLD_COMPATIBLE);
    assert_folds("\U0002F800", UNICODE_FOLD_ALL, "丽", UNICODE_FOLD_COMPATIBLE);
    assert_folds("ＡＢ１２：～\u3000", UNICODE_FOLD_ALL, "AB12:~ ", UNICODE_FOLD_WIDTH);
    assert_folds("阿\u2022卜\u30FB杜\u00B7", UNICODE_FOLD_ALL, "阿\u00B7卜\u00B7杜\u00B7",
                 UNICODE_FOLD_DOTS);
    assert_folds("\u2F08\u30FBＡ\uF900", UNICODE_FOLD_ALL, "人\u00B7A豈", UNICODE_FOLD_ALL);
}

static void only_the_steps_asked_for_are_taken(void **state)
{
    (void)state;
    assert_folds("\u2F08\u30FBＡ\uF900", 0, "\u2F08\u30FBＡ\uF900", 0);
    assert_folds("\u2F08\u30FBＡ\uF900", UNICODE_FOLD_WIDTH, "\u2F08\u30FBA\uF900",
                 UNICODE_FOLD_WIDTH);
    assert_folds("\u2F08\u30FBＡ\uF900", UNICODE_FOLD_DOTS | UNICODE_FOLD_RADICALS,
                 "人\u00B7Ａ\uF900", UNICODE_FOLD_DOTS | UNICODE_FOLD_RADICALS);
}

static void folding_leaves_the_rest_alone(void **state)
{
    (void)state;
    assert_folds("", UNICODE_FOLD_ALL, "", 0);
    /* simplified and traditional, a compatibility block's unified ideograph, private use */
    assert_folds("刘劉 Liu é \uFA0E \uE000 \u00B7", UNICODE_FOLD_ALL,
                 "刘劉 Liu é \uFA0E \uE000 \u00B7", 0);
}

/* measured.md: all 214 Kangxi radicals, and those of U+2E80..2EFF that have an equivalent. */
static void every_radical_becomes_an_ideograph(void **state)
{
    (void)state;
    for (uint32_t code = 0x2F00; code <= 0x2FD5; code++)
        assert_int_not_equal(unicode_fold_code(code, UNICODE_FOLD_RADICALS, NULL), code);
    for (uint32_t code = 0x2E81; code <= 0x2EF3; code++)
        if (code != 0x2E9A) /* not assigned */
            assert_int_not_equal(unicode_fold_code(code, UNICODE_FOLD_RADICALS, NULL), code);
}

static void folding_twice_changes_nothing(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= UNICODE_MAX; code++) {
        uint32_t once = unicode_fold_code(code, UNICODE_FOLD_ALL, NULL);

        if (unicode_fold_code(once, UNICODE_FOLD_ALL, NULL) != once)
            fail_msg("U+%04X folds twice", code);
    }
}

static void folding_refuses_what_is_not_utf8(void **state)
{
    uint32_t taken = 77;
    struct buffer out;

    (void)state;
    buffer_init(&out, 0);
    assert_int_equal(unicode_fold(slice_str("a\xFF"), UNICODE_FOLD_ALL, &out, &taken), ERR_SYNTAX);
    assert_int_equal(taken, 77);
    buffer_done(&out);
    buffer_init(&out, 2);
    assert_int_equal(unicode_fold(slice_str("abc"), UNICODE_FOLD_ALL, &out, &taken), ERR_LIMIT);
    assert_int_equal(taken, 77);
    buffer_done(&out);
}

static void the_tables_have_a_version(void **state)
{
    (void)state;
    assert_string_equal(unicode_version(), "15.0.0"); /* Debian 12's; a change changes folding */
}

int run_unicode_tests(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_goes_there_and_back),
        cmocka_unit_test(what_is_not_utf8_is_refused),
        cmocka_unit_test(the_first_wrong_byte_is_found),
        cmocka_unit_test(text_is_cut_between_characters),
        cmocka_unit_test(classes),
        cmocka_unit_test(folding_names_its_steps),
        cmocka_unit_test(only_the_steps_asked_for_are_taken),
        cmocka_unit_test(folding_leaves_the_rest_alone),
        cmocka_unit_test(every_radical_becomes_an_ideograph),
        cmocka_unit_test(folding_twice_changes_nothing),
        cmocka_unit_test(folding_refuses_what_is_not_utf8),
        cmocka_unit_test(the_tables_have_a_version),
    };

    return cmocka_run_group_tests_name("unicode", tests, NULL, NULL);
}
