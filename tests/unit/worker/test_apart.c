/* Marks that run down a page are set apart; tables in a part of a document. */
#include "sheet.h"
#include "worker/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HOST (&worker_host)

static struct sheet sheet;

static const struct vouch_mark mark = {
    .size = sizeof(struct vouch_mark), .least = 4, .character = "[0-9A-F]"};

static int start(void **state)
{
    (void)state;
    sheet_init(&sheet);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    sheet_done(&sheet);
    return 0;
}

static void assert_text(struct vouch_text text, const char *expected)
{
    assert_int_equal(text.length, strlen(expected));
    assert_memory_equal(text.data, expected, text.length);
}

static void assert_line(const struct vouch_document *document, uint32_t index, const char *expected)
{
    struct vouch_line line = VOUCH_INIT(struct vouch_line);

    assert_int_equal(vouch_line(HOST, document, index, &line), 0);
    assert_text(line.span.text, expected);
}

/* Two pages; 7C0F and 7C10 run down at 300 points, among words and alone. */
static const struct vouch_document *marked(void)
{
    sheet_line(&sheet, 1, 100, "Date", 40, "7", 300, "Amount", 400, NULL);
    sheet_line(&sheet, 1, 120, "C", 301, NULL);
    sheet_line(&sheet, 1, 140, "2026-01-02", 40, "0", 299, "12.00", 400, NULL);
    sheet_line(&sheet, 1, 160, "F", 300, NULL);
    sheet_line(&sheet, 1, 180, "A", 40, "B", 80, NULL);
    sheet_line(&sheet, 2, 100, "7", 300, NULL);
    sheet_line(&sheet, 2, 120, "C", 300, NULL);
    sheet_line(&sheet, 2, 140, "1", 300, NULL);
    sheet_line(&sheet, 2, 160, "2026-01-03", 40, "0", 300, NULL);
    return sheet_document(&sheet);
}

static void a_mark_is_set_apart(void **state)
{
    const struct vouch_document *document = marked(), *clean = NULL;
    struct vouch_span span;

    (void)state;
    assert_int_equal(vouch_set_apart(HOST, document, &mark, &clean), 1);
    assert_int_equal(vouch_line_count(HOST, clean), 4);
    assert_line(clean, 0, "Date Amount");
    assert_line(clean, 1, "2026-01-02 12.00");
    assert_line(clean, 2, "A B"); /* alone in their columns: no mark */
    assert_line(clean, 3, "2026-01-03");
    assert_int_equal(vouch_apart(HOST, clean, 1, &span), 1);
    assert_text(span.text, "7C0F");
    assert_int_equal(span.page, 1);
    assert_true(span.box.left >= 299000 && span.box.right <= 310000);
    assert_int_equal(vouch_apart(HOST, clean, 2, &span), 1);
    assert_text(span.text, "7C10");
    assert_int_equal(vouch_apart(HOST, clean, 3, &span), 0);
    assert_int_equal(vouch_apart(HOST, document, 1, &span), 0);
    assert_true(vouch_find(HOST, clean, "Date Amount", NULL));
    assert_line(document, 0, "Date 7 Amount"); /* the document itself stays as it is */
}

static void too_few_or_other_characters_are_no_mark(void **state)
{
    const struct vouch_mark five = {.size = sizeof five, .least = 5, .character = "[0-9A-F]"};
    const struct vouch_mark greek = {.size = sizeof greek, .least = 2, .character = "\\p{Greek}"};
    const struct vouch_document *document = marked(), *clean = NULL;

    (void)state;
    assert_int_equal(vouch_set_apart(HOST, document, &five, &clean), 0);
    assert_ptr_equal(clean, document);
    assert_int_equal(vouch_set_apart(HOST, document, &greek, &clean), 0);
    assert_false(document->trouble->misuse);
}

/* Two of them in one line are letters of a table, not of a mark. */
static void a_column_of_pairs_is_no_mark(void **state)
{
    const struct vouch_document *document, *clean = NULL;

    (void)state;
    for (int i = 0; i < 6; i++)
        sheet_line(&sheet, 1, 100 + 20 * i, "A", 300, "B", 302, NULL);
    document = sheet_document(&sheet);
    assert_int_equal(vouch_set_apart(HOST, document, &mark, &clean), 0);
}

/* A code that was turned is one word, higher than it is wide. */
static void a_turned_word_is_a_mark(void **state)
{
    const struct vouch_document *document, *clean = NULL;
    struct pdf_word *words;
    struct vouch_span span;

    (void)state;
    sheet_line(&sheet, 1, 100, "Date", 40, "7C0FAB", 300, "7C0FAB", 400, NULL);
    words = (struct pdf_word *)sheet.lines[0].words;
    words[1].box.bottom = words[1].box.top + 90000; /* 30 points wide */
    document = sheet_document(&sheet);
    assert_int_equal(vouch_set_apart(HOST, document, &mark, &clean), 1);
    assert_line(clean, 0, "Date 7C0FAB");
    assert_int_equal(vouch_apart(HOST, clean, 1, &span), 1);
    assert_text(span.text, "7C0FAB");
}

static void marks_that_are_none_are_misuse(void **state)
{
    const struct vouch_mark wrong[] = {{.size = 4, .least = 4, .character = "A"},
                                       {.size = sizeof *wrong, .least = 1, .character = "A"},
                                       {.size = sizeof *wrong, .least = 4, .character = NULL},
                                       {.size = sizeof *wrong, .least = 4, .character = "["}};
    const struct vouch_document *document = marked(), *clean = NULL;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        document->trouble->misuse = false;
        assert_true(vouch_set_apart(HOST, document, &wrong[i], &clean) < 0);
        assert_true(document->trouble->misuse);
    }
}

/* ---- A table in a part of the document ---- */

static const struct vouch_column columns[] = {
    {sizeof *columns, VOUCH_COLUMN_KEY, "Date", "\\d{4}-\\d{2}-\\d{2}"},
    {sizeof *columns, 0, "Amount", "-?[\\d.]+"},
};

static const struct vouch_document *two_tables(bool has_subtotal)
{
    sheet_line(&sheet, 1, 40, "HKD Savings", 40, NULL);
    sheet_line(&sheet, 1, 60, "Date", 40, "Amount", 400, NULL);
    sheet_line(&sheet, 1, 80, "2026-01-02", 40, "1.00", 400, NULL);
    if (has_subtotal)
        sheet_line(&sheet, 1, 100, "Subtotal", 40, "1.00", 400, NULL);
    sheet_line(&sheet, 1, 120, "2026-01-03", 40, "2.00", 400, NULL);
    sheet_line(&sheet, 1, 140, "USD Savings", 40, NULL);
    sheet_line(&sheet, 1, 160, "Date", 40, "Amount", 400, NULL);
    sheet_line(&sheet, 1, 180, "2026-02-02", 40, "3.00", 400, NULL);
    return sheet_document(&sheet);
}

static void a_table_has_its_lines(void **state)
{
    struct vouch_table table = {.size = sizeof table,
                                .column_count = 2,
                                .columns = columns,
                                .skip = "Subtotal.*",
                                .end_line = 5};
    const struct vouch_document *document = two_tables(true);
    struct vouch_rows *rows;
    struct vouch_span cell;

    (void)state;
    assert_int_equal(vouch_table(HOST, document, &table, &rows), 1);
    assert_int_equal(vouch_row_count(HOST, rows), 2);
    assert_int_equal(vouch_loose_words(HOST, rows), 0);
    table.first_line = 5;
    table.end_line = 0;
    assert_int_equal(vouch_table(HOST, document, &table, &rows), 1);
    assert_int_equal(vouch_row_count(HOST, rows), 1);
    assert_int_equal(vouch_cell(HOST, rows, 0, 1, &cell), 0);
    assert_text(cell.text, "3.00");
    table.first_line = 7;
    assert_int_equal(vouch_table(HOST, document, &table, &rows), 0);
    table.first_line = 1000;
    assert_int_equal(vouch_table(HOST, document, &table, &rows), 0);
    assert_false(document->trouble->misuse);
}

/* A plugin that was built before a table had these members. */
static void an_older_table_is_all_of_the_document(void **state)
{
    const struct vouch_table table = {.size = offsetof(struct vouch_table, skip),
                                      .column_count = 2,
                                      .columns = columns,
                                      .first_line = 7};
    const struct vouch_document *document = two_tables(false);
    struct vouch_rows *rows;

    (void)state;
    assert_int_equal(vouch_table(HOST, document, &table, &rows), 1);
    assert_int_equal(vouch_row_count(HOST, rows), 3);
}

/* Money in and money out: one of two is filled, and a row begins where either is. */
static void a_table_may_have_several_keys(void **state)
{
    static const struct vouch_column sided[] = {
        {sizeof *sided, VOUCH_COLUMN_OPTIONAL, "Date", "\\d{4}-\\d{2}-\\d{2}"},
        {sizeof *sided, 0, "Details", NULL},
        {sizeof *sided, VOUCH_COLUMN_KEY | VOUCH_COLUMN_OPTIONAL, "In", "[\\d.]+"},
        {sizeof *sided, VOUCH_COLUMN_KEY | VOUCH_COLUMN_OPTIONAL, "Out", "[\\d.]+"},
    };
    const struct vouch_table table = {.size = sizeof table, .column_count = 4, .columns = sided};
    const struct vouch_document *document;
    struct vouch_rows *rows;
    struct vouch_span cell;

    (void)state;
    sheet_line(&sheet, 1, 60, "Date", 40, "Details", 140, "In", 300, "Out", 400, NULL);
    sheet_line(&sheet, 1, 80, "2026-01-02", 40, "Salary", 140, "9.00", 300, NULL);
    sheet_line(&sheet, 1, 100, "Card", 140, "1.00", 400, NULL);
    sheet_line(&sheet, 1, 112, "shop", 140, NULL);
    sheet_line(&sheet, 1, 132, "2026-01-03", 40, "Rent", 140, "7.00", 400, NULL);
    document = sheet_document(&sheet);
    assert_int_equal(vouch_table(HOST, document, &table, &rows), 1);
    assert_int_equal(vouch_row_count(HOST, rows), 3);
    assert_int_equal(vouch_loose_words(HOST, rows), 0);
    assert_int_equal(vouch_cell(HOST, rows, 1, 0, &cell), 0);
    assert_int_equal(cell.text.length, 0);
    assert_int_equal(vouch_cell(HOST, rows, 1, 1, &cell), 0);
    assert_text(cell.text, "Card shop");
    assert_int_equal(vouch_cell(HOST, rows, 1, 3, &cell), 0);
    assert_text(cell.text, "1.00");
}

/* The pattern of the end does not reach over into what is not looked at. */
static void an_end_beyond_is_none(void **state)
{
    const struct vouch_table table = {
        .size = sizeof table, .column_count = 2, .columns = columns, .end = "USD", .end_line = 4};
    const struct vouch_document *document = two_tables(false);
    struct vouch_rows *rows;

    (void)state;
    assert_int_equal(vouch_table(HOST, document, &table, &rows), 1);
    assert_int_equal(vouch_row_count(HOST, rows), 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(a_mark_is_set_apart),           TEST(too_few_or_other_characters_are_no_mark),
        TEST(a_column_of_pairs_is_no_mark),  TEST(marks_that_are_none_are_misuse),
        TEST(a_table_has_its_lines),         TEST(an_older_table_is_all_of_the_document),
        TEST(an_end_beyond_is_none),         TEST(a_turned_word_is_a_mark),
        TEST(a_table_may_have_several_keys),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
