/* What plugins see of text, and what patterns find in it. */
#include "sheet.h"
#include "worker/host.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HOST (&worker_host)

static int start(void **state)
{
    static struct sheet sheet;

    sheet_init(&sheet);
    *state = &sheet;
    return 0;
}

static int stop(void **state)
{
    sheet_done(*state);
    return 0;
}

static void expect_text(struct vouch_text text, const char *expected)
{
    if (!vouch_text_is(text, expected))
        fail_msg("'%.*s', not '%s'", (int)text.length, text.data, expected);
}

static struct vouch_text text(const char *data)
{
    return (struct vouch_text){.data = data, .length = (uint32_t)strlen(data)};
}

static void shows_lines_and_words(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_document *document;
    struct vouch_line line = VOUCH_INIT(struct vouch_line);
    struct vouch_line small = {.size = 8};
    struct vouch_span word;
    int32_t width, height;

    sheet_line(sheet, 1, 100, "Card", 50, "number:", 80, NULL);
    sheet_line(sheet, 2, 20, "second", 50, NULL);
    document = sheet_document(sheet);
    assert_int_equal(vouch_page_count(HOST, document), 2);
    assert_int_equal(vouch_page_size(HOST, document, 2, &width, &height), 0);
    assert_int_equal(width, SHEET_WIDTH * 1000);
    assert_int_equal(vouch_page_size(HOST, document, 0, &width, &height), -1);
    assert_int_equal(vouch_page_size(HOST, document, 3, &width, &height), -1);
    assert_int_equal(vouch_line_count(HOST, document), 2);
    assert_int_equal(vouch_line(HOST, document, 0, &line), 0);
    expect_text(line.span.text, "Card number:");
    assert_int_equal(line.flags, 0);
    assert_int_equal(line.word_count, 2);
    assert_int_equal(vouch_line(HOST, document, 0, &small), -1);
    assert_int_equal(vouch_line(HOST, document, 2, &line), -1);
    assert_int_equal(vouch_word(HOST, document, 0, 1, &word), 0);
    expect_text(word.text, "number:");
    assert_int_equal(word.box.left, 80000);
    assert_int_equal(vouch_word(HOST, document, 0, 2, &word), -1);
    assert_int_equal(vouch_word(HOST, document, 2, 0, &word), -1);
    assert_int_equal(vouch_is_complete(HOST, document), 1);
}

static void knows_no_signature_where_there_is_none(void **state)
{
    struct sheet *sheet = *state;
    struct vouch_signature signature = VOUCH_INIT(struct vouch_signature);
    struct vouch_text value;

    sheet_line(sheet, 1, 100, "x", 50, NULL);
    assert_int_equal(vouch_signature(HOST, sheet_document(sheet), &signature), 0);
    assert_int_equal(vouch_information(HOST, sheet_document(sheet), "Producer", &value), 0);
}

static void finds_with_page_and_box(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_document *document;
    struct vouch_match match;

    sheet_line(sheet, 1, 100, "nothing", 50, NULL);
    sheet_line(sheet, 2, 40, "编号：E260404900017", 60, "right", 300, NULL);
    document = sheet_document(sheet);
    assert_int_equal(vouch_find(HOST, document, "编号: ?(E\\d{12})(x)?", &match), 1);
    assert_int_equal(match.count, 2);
    expect_text(match.groups[0].text, "编号：E260404900017"); /* as printed: a wide colon */
    expect_text(match.groups[1].text, "E260404900017");
    assert_int_equal(match.groups[1].page, 2);
    assert_int_equal(match.groups[1].box.left, (60 + 30) * 1000); /* after three wide ones */
    assert_int_equal(match.groups[1].box.right, (60 + 30 + 13 * 5) * 1000);
    assert_int_equal(match.groups[1].box.top, 40000);
    assert_int_equal(match.groups[2].text.length, 0);
    assert_int_equal(match.groups[2].page, 0);
    assert_int_equal(vouch_find(HOST, document, "not there", &match), 0);
    assert_int_equal(vouch_find(HOST, document, "^right$", NULL), 0);
    assert_int_equal(vouch_find(HOST, document, "^nothing$", NULL), 1); /* at every line */
}

static void folds_what_is_searched_and_gives_what_is_printed(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_document *document;
    struct vouch_match match;

    /* full width, a Kangxi radical (U+2F00), a wide and a hard space, a bullet between names */
    sheet_line(sheet, 1, 100, "ＡＢ\u3000１２", 50, "\u2F00口岸", 120, "C\u00A0D", 200, "A\u2022B",
               300, NULL);
    document = sheet_document(sheet);
    assert_int_equal(vouch_find(HOST, document, "AB (\\d+) (一口岸)", &match), 1);
    expect_text(match.groups[1].text, "１２");
    expect_text(match.groups[2].text, "\u2F00口岸");
    assert_int_equal(match.groups[2].box.left, 120000);
    assert_int_equal(vouch_find(HOST, document, "C D A\u00B7B", &match), 1);
    expect_text(match.groups[0].text, "C\u00A0D A\u2022B");
}

static void finds_over_lines(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_document *document;
    struct vouch_match match;

    sheet_line(sheet, 1, 100, "one", 50, NULL);
    sheet_line(sheet, 1, 120, "two", 30, NULL);
    sheet_line(sheet, 2, 20, "three", 10, NULL);
    document = sheet_document(sheet);
    assert_int_equal(vouch_find(HOST, document, "one\\s+two\\s+three", &match), 1);
    expect_text(match.groups[0].text, "one\ntwo\nthree");
    assert_int_equal(match.groups[0].page, 1);
    assert_int_equal(match.groups[0].box.left, 30000); /* of the first page alone */
    assert_int_equal(match.groups[0].box.bottom, 130000);
}

static void searches_on(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_document *document;
    struct vouch_match match;
    uint32_t from = 0, found = 0;

    sheet_line(sheet, 1, 100, "甲1", 50, "乙2", 100, "丙3", 150, NULL);
    document = sheet_document(sheet);
    while (vouch_find_from(HOST, document, "\\d", from, &match)) {
        from = match.end;
        found++;
    }
    assert_int_equal(found, 3);
    for (from = 0, found = 0; vouch_find_from(HOST, document, "x*", from, &match) && found < 100;
         found++)
        from = match.end; /* matches nothing everywhere, and yet comes to an end */
    assert_in_range(found, 5, 20);
    assert_int_equal(vouch_find_from(HOST, document, "甲", 1, &match), 0); /* inside a letter */
    assert_int_equal(vouch_find_from(HOST, document, "x", UINT32_MAX, &match), 0);
}

static void matches_texts_without_place(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_document *document;
    struct vouch_match match;

    sheet_line(sheet, 1, 100, "x", 50, NULL);
    document = sheet_document(sheet);
    assert_int_equal(vouch_match(HOST, document, "(\\d{4})-(\\d{2})", text("２０２６-03"), &match),
                     1);
    expect_text(match.groups[1].text, "２０２６");
    expect_text(match.groups[2].text, "03");
    assert_int_equal(match.groups[1].page, 0);
    assert_int_equal(vouch_match(HOST, document, "x", text("y"), &match), 0);
    assert_int_equal(vouch_match(HOST, document, "x", text("x\xFF"), &match), 0);
    assert_int_equal(vouch_match(HOST, document, "^$", text(""), NULL), 1);
}

static void shows_nothing_that_could_forge_a_line(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_document *document;
    struct vouch_line line = VOUCH_INIT(struct vouch_line);
    struct vouch_match match;

    sheet_line(sheet, 1, 100, "a\nb\tc", 50, "d\u202Ee", 100, "f\xFFg", 150, "ok", 200, NULL);
    document = sheet_document(sheet);
    assert_int_equal(vouch_line(HOST, document, 0, &line), 0);
    expect_text(line.span.text, "a\uFFFDb\uFFFDc d\uFFFDe f\uFFFDg ok");
    assert_int_equal(vouch_find(HOST, document, "ok", &match), 1);
    assert_int_equal(match.groups[0].box.left, 200000); /* places stay right behind it */
}

static void stops_patterns_that_run_wild(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_document *document;

    sheet_line(sheet, 1, 100, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 50,
               NULL);
    document = sheet_document(sheet);
    assert_int_equal(vouch_find(HOST, document, "((a+)+)+[b-z]", NULL), 0);
    assert_true(document->trouble->limit);
    assert_false(document->trouble->misuse);
}

static void minds_patterns_that_are_none(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_document *document;

    sheet_line(sheet, 1, 100, "x", 50, NULL);
    document = sheet_document(sheet);
    assert_int_equal(vouch_find(HOST, document, "(x", NULL), 0);
    assert_true(document->trouble->misuse);
    document->trouble->misuse = false;
    assert_int_equal(vouch_find(HOST, document, NULL, NULL), 0);
    assert_true(document->trouble->misuse);
}

static void hidden_lines_are_seen_and_not_searched(void **state)
{
    struct sheet *sheet = *state;
    struct document_parts parts = {0};
    const struct vouch_document *document;
    struct vouch_line line = VOUCH_INIT(struct vouch_line);
    struct pdf_text both = {0};

    sheet_line(sheet, 1, 100, "shown", 50, NULL);
    sheet_line(sheet, 1, 120, "secret", 50, NULL);
    both.lines = sheet->lines;
    both.line_count = 1;
    both.hidden = sheet->lines + 1;
    both.hidden_count = 1;
    parts.text = &both;
    assert_int_equal(document_new(sheet->arena, sheet->patterns, &parts, &document), 0);
    assert_int_equal(vouch_line_count(HOST, document), 2);
    assert_int_equal(vouch_line(HOST, document, 1, &line), 0);
    assert_int_equal(line.flags, VOUCH_LINE_HIDDEN);
    assert_int_equal(vouch_find(HOST, document, "secret", NULL), 0);
    assert_int_equal(vouch_find(HOST, document, "shown", NULL), 1);
    assert_int_equal(vouch_is_complete(HOST, document), 0);
}

static void an_empty_document_holds_nothing(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_document *document = sheet_document(sheet);
    struct vouch_match match;

    assert_int_equal(vouch_line_count(HOST, document), 0);
    assert_int_equal(vouch_find(HOST, document, "x", &match), 0);
    assert_int_equal(vouch_find(HOST, document, "^", &match), 1); /* nothing, nowhere */
    assert_int_equal(match.groups[0].page, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(shows_lines_and_words),
        TEST(knows_no_signature_where_there_is_none),
        TEST(finds_with_page_and_box),
        TEST(folds_what_is_searched_and_gives_what_is_printed),
        TEST(finds_over_lines),
        TEST(searches_on),
        TEST(matches_texts_without_place),
        TEST(shows_nothing_that_could_forge_a_line),
        TEST(stops_patterns_that_run_wild),
        TEST(minds_patterns_that_are_none),
        TEST(hidden_lines_are_seen_and_not_searched),
        TEST(an_empty_document_holds_nothing),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
