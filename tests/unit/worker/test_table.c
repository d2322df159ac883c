#include "sheet.h"
#include "worker/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOST (&worker_host)

enum { NUMBER, DIRECTION, DATE, PORT, FLIGHT, COLUMNS };

#define COLUMN(title, pattern, bits)                                                               \
    {                                                                                              \
        .size = sizeof(struct vouch_column), .flags = (bits), .label = (title), .value = (pattern) \
    }

static const struct vouch_column columns[COLUMNS] = {
    [NUMBER] = COLUMN("序\\s*号", "\\d{1,6}", VOUCH_COLUMN_KEY),
    [DIRECTION] = COLUMN("出境/入境", "[出入]境", 0),
    [DATE] = COLUMN("出入境日期", "\\d{4}-\\d{2}-\\d{2}", 0),
    [PORT] = COLUMN("出入境口岸", NULL, 0),
    [FLIGHT] = COLUMN("航班号", "[A-Z0-9]+", VOUCH_COLUMN_OPTIONAL),
};

static const struct vouch_table table = {
    .size = sizeof(struct vouch_table),
    .column_count = COLUMNS,
    .columns = columns,
    .end = "制作日期",
};

/* Where the columns are on the sheets below. */
enum { X_NUMBER = 40, X_DIRECTION = 80, X_DATE = 160, X_PORT = 260, X_FLIGHT = 360 };

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

static void put_header(struct sheet *sheet, uint32_t page, int top)
{
    sheet_line(sheet, page, top, "序号", X_NUMBER, "出境/入境", X_DIRECTION, "出入境日期", X_DATE,
               "出入境口岸", X_PORT, "航班号", X_FLIGHT, NULL);
}

static void put_row(struct sheet *sheet, uint32_t page, int top, int number, const char *port)
{
    char text[16];

    snprintf(text, sizeof text, "%d", number);
    sheet_line(sheet, page, top, text, X_NUMBER, number % 2 ? "入境" : "出境", X_DIRECTION,
               "2026-03-26", X_DATE, port, X_PORT, NULL);
}

static const struct vouch_rows *read_table(struct sheet *sheet)
{
    struct vouch_rows *rows = NULL;

    assert_int_equal(vouch_table(HOST, sheet_document(sheet), &table, &rows), 1);
    return rows;
}

static void expect_cell(const struct vouch_rows *rows, uint32_t row, uint32_t column,
                        const char *text)
{
    struct vouch_span cell;

    assert_int_equal(vouch_cell(HOST, rows, row, column, &cell), 0);
    if (!vouch_text_is(cell.text, text))
        fail_msg("cell %u/%u is '%.*s', not '%s'", row, column, (int)cell.text.length,
                 cell.text.data, text);
}

static void reads_rows_and_their_places(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;
    struct vouch_span cell;

    sheet_line(sheet, 1, 20, "出入境记录查询结果", 300, NULL);
    put_header(sheet, 1, 100);
    put_row(sheet, 1, 120, 1, "福田口岸");
    sheet_line(sheet, 1, 140, "2", X_NUMBER, "出境", X_DIRECTION, "2026-03-25", X_DATE, "深圳机场",
               X_PORT, "HU714", X_FLIGHT, NULL);
    sheet_line(sheet, 1, 200, "制作日期：2026年04月04日", 500, NULL);
    put_row(sheet, 1, 220, 3, "罗湖口岸");
    rows = read_table(sheet);
    assert_int_equal(vouch_row_count(HOST, rows), 2); /* the third is behind the end */
    assert_int_equal(vouch_loose_words(HOST, rows), 0);
    expect_cell(rows, 0, NUMBER, "1");
    expect_cell(rows, 0, PORT, "福田口岸");
    expect_cell(rows, 0, FLIGHT, "");
    expect_cell(rows, 1, FLIGHT, "HU714");
    assert_int_equal(vouch_cell(HOST, rows, 1, PORT, &cell), 0);
    assert_int_equal(cell.page, 1);
    assert_int_equal(cell.box.left, X_PORT * 1000);
    assert_int_equal(cell.box.top, 140000);
    assert_int_equal(vouch_cell(HOST, rows, 1, VOUCH_WHOLE_ROW, &cell), 0);
    assert_int_equal(cell.box.left, X_NUMBER * 1000);
    assert_int_equal(cell.box.right, (X_FLIGHT + 25) * 1000);
    assert_int_equal(vouch_cell(HOST, rows, 2, PORT, &cell), -1);
    assert_int_equal(vouch_cell(HOST, rows, 1, COLUMNS + 1, &cell), -1);
}

static void finds_no_header_that_is_not_there(void **state)
{
    struct sheet *sheet = *state;
    struct vouch_rows *rows = NULL;

    sheet_line(sheet, 1, 100, "序号", X_NUMBER, "出入境日期", X_DATE, NULL);
    put_row(sheet, 1, 120, 1, "福田口岸");
    assert_int_equal(vouch_table(HOST, sheet_document(sheet), &table, &rows), 0);
    assert_null(rows);
}

static void an_optional_column_may_be_missing(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    sheet_line(sheet, 1, 100, "序号", X_NUMBER, "出境/入境", X_DIRECTION, "出入境日期", X_DATE,
               "出入境口岸", X_PORT, NULL);
    put_row(sheet, 1, 120, 1, "福田口岸");
    rows = read_table(sheet);
    assert_int_equal(vouch_row_count(HOST, rows), 1);
    expect_cell(rows, 0, FLIGHT, "");
    expect_cell(rows, 0, PORT, "福田口岸");
}

static void labels_may_be_wrapped_or_cut(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    sheet_line(sheet, 1, 94, "出入境口", X_PORT, "航班", X_FLIGHT, NULL);
    sheet_line(sheet, 1, 100, "序", X_NUMBER, "号", X_NUMBER + 20, "出境/", X_DIRECTION, "入境",
               X_DIRECTION + 30, "出入境日期", X_DATE, NULL);
    sheet_line(sheet, 1, 106, "岸", X_PORT, "号", X_FLIGHT, NULL);
    put_row(sheet, 1, 130, 1, "福田口岸");
    rows = read_table(sheet);
    assert_int_equal(vouch_row_count(HOST, rows), 1);
    expect_cell(rows, 0, PORT, "福田口岸");
    assert_int_equal(vouch_loose_words(HOST, rows), 0);
}

/* Port names in two lines: at the row's top, around its middle, at its bottom. */
static void wrapped_cells_are_joined(void **state)
{
    static const int first[] = {0, -6, -12};
    struct sheet *sheet = *state;

    for (size_t i = 0; i < 3; i++) {
        const struct vouch_rows *rows;

        sheet->count = 0;
        put_header(sheet, 1, 100);
        put_row(sheet, 1, 130, 1, "福田口岸");
        if (first[i] < 0)
            sheet_line(sheet, 1, 160 + first[i], "港珠澳大桥口", X_PORT, NULL);
        sheet_line(sheet, 1, 160, "2", X_NUMBER, "出境", X_DIRECTION, "2026-03-25", X_DATE,
                   first[i] == 0     ? "港珠澳大桥口"
                   : first[i] == -12 ? "岸"
                                     : "",
                   X_PORT, NULL);
        if (first[i] > -12)
            sheet_line(sheet, 1, 172 + first[i], "岸", X_PORT, NULL);
        put_row(sheet, 1, 190, 3, "罗湖口岸");
        rows = read_table(sheet);
        assert_int_equal(vouch_row_count(HOST, rows), 3);
        expect_cell(rows, 0, PORT, "福田口岸");
        expect_cell(rows, 1, PORT, "港珠澳大桥口岸");
        expect_cell(rows, 2, PORT, "罗湖口岸");
        assert_int_equal(vouch_loose_words(HOST, rows), 0);
    }
}

static void long_cells_stay_with_their_row(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_header(sheet, 1, 100);
    put_row(sheet, 1, 130, 1, "one");
    sheet_line(sheet, 1, 142, "two", X_PORT, NULL);
    sheet_line(sheet, 1, 154, "three", X_PORT, NULL);
    sheet_line(sheet, 1, 166, "four", X_PORT, NULL);
    put_row(sheet, 1, 182, 2, "罗湖口岸");
    rows = read_table(sheet);
    assert_int_equal(vouch_row_count(HOST, rows), 2);
    expect_cell(rows, 0, PORT, "one two three four");
    expect_cell(rows, 1, PORT, "罗湖口岸");
}

static void pages_go_on_without_header(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;
    char footer[64];

    put_header(sheet, 1, 100);
    for (uint32_t page = 1; page <= 3; page++) {
        sheet_line(sheet, page, page == 1 ? 110 : 20, "样本", 700, NULL);
        for (int i = 0; i < 5; i++)
            put_row(sheet, page, 130 + 20 * i, (int)(page - 1) * 5 + i + 1, "福田口岸");
        snprintf(footer, sizeof footer, "第 %u 页 / 共 3 页", page);
        sheet_line(sheet, page, 560, footer, X_NUMBER, NULL);
    }
    rows = read_table(sheet);
    assert_int_equal(vouch_row_count(HOST, rows), 15);
    expect_cell(rows, 14, NUMBER, "15");
}

/* Page numbers in every dress, in the first column's place, and a header printed again. */
static void furniture_is_no_row_and_not_loose(void **state)
{
    static const char *const footers[] = {"第 2 页", "- 2 -", "Page 2 of 3", "共 3 页",
                                          "第2页/共3页"};
    struct sheet *sheet = *state;

    for (size_t i = 0; i < sizeof footers / sizeof footers[0]; i++) {
        const struct vouch_rows *rows;

        sheet->count = 0;
        put_header(sheet, 1, 100);
        put_row(sheet, 1, 120, 1, "福田口岸");
        sheet_line(sheet, 1, 560, footers[i], X_NUMBER, NULL);
        put_header(sheet, 2, 20);
        put_row(sheet, 2, 40, 2, "罗湖口岸");
        rows = read_table(sheet);
        assert_int_equal(vouch_row_count(HOST, rows), 2);
        assert_int_equal(vouch_loose_words(HOST, rows), 0);
        expect_cell(rows, 1, DIRECTION, "出境");
    }
}

/* A bare number at the bottom of every page, under the column of row numbers. */
static void numbers_at_margins_are_no_rows(void **state)
{
    static const char *const numbers[] = {"1", "2", "3"};
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_header(sheet, 1, 100);
    for (uint32_t page = 1; page <= 3; page++) {
        put_row(sheet, page, 120, (int)page, "福田口岸");
        sheet_line(sheet, page, 560, numbers[page - 1], X_NUMBER, NULL);
    }
    rows = read_table(sheet);
    assert_int_equal(vouch_row_count(HOST, rows), 3);
    assert_int_equal(vouch_loose_words(HOST, rows), 0);
}

static void what_belongs_nowhere_is_counted(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_header(sheet, 1, 100);
    put_row(sheet, 1, 120, 1, "福田口岸");
    sheet_line(sheet, 1, 145, "入境", X_DIRECTION, "2026-03-20", X_DATE, NULL); /* no number */
    put_row(sheet, 1, 170, 2, "罗湖口岸");
    rows = read_table(sheet);
    assert_int_equal(vouch_row_count(HOST, rows), 2);
    assert_int_equal(vouch_loose_words(HOST, rows), 2);
}

static void values_that_do_not_fit_are_no_cells(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_header(sheet, 1, 100);
    put_row(sheet, 1, 120, 1, "福田口岸");
    sheet_line(sheet, 1, 140, "2", X_NUMBER, "出境", X_DIRECTION, "26 March", X_DATE, "罗湖口岸",
               X_PORT, NULL);
    rows = read_table(sheet);
    assert_int_equal(vouch_row_count(HOST, rows), 2);
    expect_cell(rows, 1, DATE, "");
    expect_cell(rows, 1, PORT, "罗湖口岸");
    assert_int_equal(vouch_loose_words(HOST, rows), 1);
}

/* Cells wider than their label, and not below it. */
static void columns_follow_what_stands_in_them(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    sheet_line(sheet, 1, 100, "序号", 40, "出境/入境", 80, "出入境日期", 160, "出入境口岸", 330,
               "航班号", 470, NULL);
    sheet_line(sheet, 1, 120, "1", 48, "入境", 95, "2026-03-26", 160, "港珠澳大桥口岸出境大厅", 270,
               "HU714", 470, NULL);
    sheet_line(sheet, 1, 140, "2", 48, "出境", 95, "2026-03-25", 160, "港珠澳大桥口岸入境大厅", 270,
               NULL);
    rows = read_table(sheet);
    assert_int_equal(vouch_row_count(HOST, rows), 2);
    expect_cell(rows, 0, DATE, "2026-03-26");
    expect_cell(rows, 0, PORT, "港珠澳大桥口岸出境大厅");
    expect_cell(rows, 0, FLIGHT, "HU714");
}

/* A row is a run of text: nothing stands under its label. */
static void lines_of_text_are_divided_by_values(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    sheet_line(sheet, 1, 100, "序号", 40, "出境/入境", 65, "出入境日期", 115, "出入境口岸", 170,
               "航班号", 225, NULL);
    sheet_line(sheet, 1, 120, "1", 40, "入境", 50, "2026-03-26", 75, "福田口岸", 130, NULL);
    sheet_line(sheet, 1, 140, "10", 40, "出境", 55, "2026-03-25", 80, "港珠澳大桥口", 135, NULL);
    sheet_line(sheet, 1, 149, "岸", 135, NULL);
    sheet_line(sheet, 1, 160, "11", 40, "入境", 55, "2026-03-25", 80, "深圳机场", 135, "HU714", 180,
               NULL);
    rows = read_table(sheet);
    assert_int_equal(vouch_row_count(HOST, rows), 3);
    assert_int_equal(vouch_loose_words(HOST, rows), 0);
    expect_cell(rows, 0, PORT, "福田口岸");
    expect_cell(rows, 1, PORT, "港珠澳大桥口岸");
    expect_cell(rows, 2, FLIGHT, "HU714");
}

static void reads_thousands_of_rows(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_header(sheet, 1, 10);
    for (int i = 0; i < 6000; i++)
        put_row(sheet, (uint32_t)(i / 40) + 1, 30 + i % 40 * 14, i + 1, "福田口岸");
    rows = read_table(sheet);
    assert_int_equal(vouch_row_count(HOST, rows), 6000);
    expect_cell(rows, 5999, NUMBER, "6000");
    assert_int_equal(vouch_loose_words(HOST, rows), 0);
}

/* Everything at one place, boxes turned inside out or as far away as numbers go. */
static void survives_places_that_are_none(void **state)
{
    struct sheet *sheet = *state;
    struct vouch_rows *rows = NULL;

    put_header(sheet, 1, 100);
    for (int i = 0; i < 500; i++)
        put_row(sheet, 1, 120, i + 1, "福田口岸");
    for (size_t i = 1; i < sheet->count; i++) {
        struct pdf_word *words = (struct pdf_word *)(uintptr_t)sheet->lines[i].words;

        words[i % 4].box = (struct pdf_box){INT32_MAX, INT32_MIN, INT32_MIN, INT32_MAX};
        sheet->lines[i].box = (struct pdf_box){INT32_MIN, INT32_MIN, INT32_MAX, INT32_MAX};
    }
    assert_int_equal(vouch_table(HOST, sheet_document(sheet), &table, &rows), 1);
}

static void refuses_declarations_it_cannot_use(void **state)
{
    static const struct vouch_column no_key[] = {COLUMN("序号", NULL, 0)};
    static const struct vouch_column no_value[] = {COLUMN("序号", NULL, VOUCH_COLUMN_KEY)};
    static const struct vouch_column no_pattern[] = {COLUMN("(", "1", VOUCH_COLUMN_KEY)};
    static const struct vouch_column *const bad[] = {no_key, no_value, no_pattern};
    struct sheet *sheet = *state;
    const struct vouch_document *document;

    put_header(sheet, 1, 100);
    document = sheet_document(sheet);
    for (size_t i = 0; i < 3; i++) {
        struct vouch_table declared = {
            .size = sizeof declared, .column_count = 1, .columns = bad[i]};
        struct vouch_rows *rows = NULL;

        document->trouble->misuse = false;
        assert_int_equal(vouch_table(HOST, document, &declared, &rows), 0);
        assert_true(document->trouble->misuse);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(reads_rows_and_their_places),
        TEST(finds_no_header_that_is_not_there),
        TEST(an_optional_column_may_be_missing),
        TEST(labels_may_be_wrapped_or_cut),
        TEST(wrapped_cells_are_joined),
        TEST(long_cells_stay_with_their_row),
        TEST(pages_go_on_without_header),
        TEST(furniture_is_no_row_and_not_loose),
        TEST(numbers_at_margins_are_no_rows),
        TEST(what_belongs_nowhere_is_counted),
        TEST(values_that_do_not_fit_are_no_cells),
        TEST(columns_follow_what_stands_in_them),
        TEST(lines_of_text_are_divided_by_values),
        TEST(reads_thousands_of_rows),
        TEST(survives_places_that_are_none),
        TEST(refuses_declarations_it_cannot_use),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
