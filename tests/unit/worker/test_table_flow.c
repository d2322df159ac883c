/* Tables whose rows are runs of words, lines that overflow their columns, and hostile ones. */
#include "sheet.h"
#include "worker/host.h"
#include "worker/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOST (&worker_host)

enum { NUMBER, DIRECTION, DATE, TYPE, DOCUMENT, PORT, FLIGHT, COLUMNS };

#define COLUMN(title, pattern, bits)                                                               \
    {                                                                                              \
        .size = sizeof(struct vouch_column), .flags = (bits), .label = (title), .value = (pattern) \
    }
#define ASCII "^[!-~ ]+$"

static const struct vouch_column columns[COLUMNS] = {
    [NUMBER] = COLUMN("序号", "\\d{1,6}", VOUCH_COLUMN_KEY),
    [DIRECTION] = COLUMN("出境/入境", "[出入]境", 0),
    [DATE] = COLUMN("出入境日期", "\\d{4}-\\d{2}-\\d{2}", 0),
    [TYPE] = COLUMN("证件名称", NULL, 0),
    [DOCUMENT] = COLUMN("证件号码", ASCII, 0),
    [PORT] = COLUMN("出入境口岸", NULL, 0),
    [FLIGHT] = COLUMN("航班号", ASCII, VOUCH_COLUMN_OPTIONAL),
};

static const struct vouch_table table = {
    .size = sizeof(struct vouch_table),
    .column_count = COLUMNS,
    .columns = columns,
    .end = "制作日期",
};

#define HEADER "序号 出境/入境 出入境日期 证件名称 证件号码 出入境口岸 航班号"
#define ROW1   "1 入境 2026-03-26 往来港澳通行证 CZ9900017 福田口岸"
#define ROW2   "2 出境 2026-03-25 往来港澳通行证 CZ9900017 罗湖口岸"
#define ROW3   "3 入境 2026-03-20 普通护照 E99000012 深圳机场 HU714"

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

#define WORDS_MAX 31

struct cut {
    char room[512];
    const char *words[WORDS_MAX + 1];
    int lefts[WORDS_MAX + 1];
};

static int width_of(const char *text)
{
    int width = 0;

    for (; *text; text++)
        width += (*text & 0x80) == 0 ? 5 : (*text & 0xC0) == 0xC0 ? 10 : 0;
    return width;
}

/* The words of `text`, a space apart from `left` on. */
static void cut(struct cut *cut, const char *text, int left)
{
    char *save = NULL, *word;
    size_t count = 0;

    memset(cut, 0, sizeof *cut);
    snprintf(cut->room, sizeof cut->room, "%s", text);
    for (word = strtok_r(cut->room, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
        assert_true(count < WORDS_MAX);
        cut->words[count] = word;
        cut->lefts[count++] = left;
        left += width_of(word) + 3;
    }
}

static void put_run_at(struct sheet *sheet, uint32_t page, int top, int left, const char *text)
{
    struct cut c;

    cut(&c, text, left);
#define WORD(i) c.words[i], c.lefts[i]
#define EIGHT(i)                                                                                   \
    WORD(i), WORD(i + 1), WORD(i + 2), WORD(i + 3), WORD(i + 4), WORD(i + 5), WORD(i + 6),         \
        WORD(i + 7)
    sheet_line(sheet, page, top, EIGHT(0), EIGHT(8), EIGHT(16), EIGHT(24), NULL);
#undef EIGHT
#undef WORD
}

static void put_run(struct sheet *sheet, int top, const char *text)
{
    put_run_at(sheet, 1, top, 40, text);
}

/* Each word under its label. */
static void put_cells(struct sheet *sheet, int top, const char *text)
{
    struct cut c;

    cut(&c, text, 0);
    sheet_line(sheet, 1, top, c.words[0], 40, c.words[1], 80, c.words[2], 160, c.words[3], 250,
               c.words[4], 350, c.words[5], 440, c.words[6], 540, NULL);
}

static const struct vouch_rows *read_table(struct sheet *sheet)
{
    struct vouch_rows *rows = NULL;

    assert_int_equal(vouch_table(HOST, sheet_document(sheet), &table, &rows), 1);
    return rows;
}

/* The row's cells, with a bar between. */
static void expect_row(const struct vouch_rows *rows, uint32_t row, const char *expected)
{
    char text[512] = "";
    struct vouch_span cell;

    for (uint32_t i = 0; i < COLUMNS; i++) {
        assert_int_equal(vouch_cell(HOST, rows, row, i, &cell), 0);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%.*s", i ? "|" : "",
                 (int)cell.text.length, cell.text.data);
    }
    assert_string_equal(text, expected);
}

static void expect_counts(const struct vouch_rows *rows, uint32_t count, uint32_t loose)
{
    assert_int_equal(vouch_row_count(HOST, rows), count);
    assert_int_equal(vouch_loose_words(HOST, rows), loose);
}

/* ---- Rows as runs of words ---- */

static void runs_are_divided_by_their_values(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_run(sheet, 100, HEADER);
    put_run(sheet, 120, ROW1);
    put_run(sheet, 140, ROW2);
    put_run(sheet, 160, ROW3);
    put_run(sheet, 180, "4 出境 2026-03-19 护照 （公务） E99000012 深圳机场");
    put_run(sheet, 220, "制作日期：2026年04月04日");
    rows = read_table(sheet);
    expect_counts(rows, 4, 0);
    expect_row(rows, 0, "1|入境|2026-03-26|往来港澳通行证|CZ9900017|福田口岸|");
    expect_row(rows, 1, "2|出境|2026-03-25|往来港澳通行证|CZ9900017|罗湖口岸|");
    expect_row(rows, 2, "3|入境|2026-03-20|普通护照|E99000012|深圳机场|HU714");
    expect_row(rows, 3, "4|出境|2026-03-19|护照 （公务）|E99000012|深圳机场|");
}

static void runs_need_not_have_the_optional_column(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_run(sheet, 100, "序号 出境/入境 出入境日期 证件名称 证件号码 出入境口岸");
    put_run(sheet, 120, ROW1);
    put_run(sheet, 140, ROW2);
    rows = read_table(sheet);
    expect_counts(rows, 2, 0);
    expect_row(rows, 1, "2|出境|2026-03-25|往来港澳通行证|CZ9900017|罗湖口岸|");
}

/* "Permit" may end the name or begin the number: nobody knows, so there is no row. */
static void what_can_be_read_in_two_ways_is_not_read(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_run(sheet, 100, HEADER);
    put_run(sheet, 120, ROW1);
    put_run(sheet, 140, "2 出境 2026-03-25 Travel Permit CZ9900017 罗湖口岸");
    put_run(sheet, 160, ROW3);
    rows = read_table(sheet);
    expect_counts(rows, 2, 7);
    expect_row(rows, 1, "3|入境|2026-03-20|普通护照|E99000012|深圳机场|HU714");
}

static void a_run_without_a_value_that_it_needs_is_no_row(void **state)
{
    static const char *const wrong[] = {
        "2 出境 2026-03-25 往来港澳通行证 罗湖口岸",            /* a cell too few */
        "2 出境 2026-03 往来港澳通行证 CZ9900017 罗湖口岸",     /* no date */
        "出境 2026-03-25 往来港澳通行证 CZ9900017 罗湖口岸 A",  /* no number */
        "2 2026-03-25 出境 往来港澳通行证 CZ9900017 罗湖口岸",  /* another order */
        "2 出境 2026-03-25 往来港澳通行证 证件号码甲 罗湖口岸", /* no number of its kind */
    };
    struct sheet *sheet = *state;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const struct vouch_rows *rows;

        sheet->count = 0;
        put_run(sheet, 100, HEADER);
        put_run(sheet, 120, ROW1);
        put_run(sheet, 140, wrong[i]);
        put_run(sheet, 160, ROW3);
        rows = read_table(sheet);
        expect_counts(rows, 2, i == 0 ? 5 : 6);
    }
}

static void runs_go_on_over_pages(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_run(sheet, 100, HEADER);
    put_run(sheet, 120, ROW1);
    put_run_at(sheet, 1, 560, 300, "第 1 页 / 共 2 页");
    put_run_at(sheet, 2, 20, 40, HEADER);
    put_run_at(sheet, 2, 40, 40, ROW2);
    put_run_at(sheet, 2, 60, 40, ROW3);
    put_run_at(sheet, 2, 560, 300, "第 2 页 / 共 2 页");
    rows = read_table(sheet);
    expect_counts(rows, 3, 0);
    expect_row(rows, 2, "3|入境|2026-03-20|普通护照|E99000012|深圳机场|HU714");
}

/* ---- Wrapped parts of runs ---- */

#define BRIDGE2 "2 出境 2026-03-25 往来港澳通行证 CZ9900017 港珠澳大桥口"
#define X_PORT  245 /* where the port of such a row begins */

static void parts_below_and_above_go_to_their_row(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_run(sheet, 100, HEADER);
    put_run(sheet, 120, ROW1);
    put_run(sheet, 140, BRIDGE2);
    put_run_at(sheet, 1, 149, X_PORT, "岸");
    put_run(sheet, 162, ROW3);
    put_run_at(sheet, 1, 194, 124, "往来港");
    put_run(sheet, 204, "4 出境 2026-03-19 澳通行证 CZ9900017 罗湖口岸");
    rows = read_table(sheet);
    expect_counts(rows, 4, 0);
    expect_row(rows, 1, "2|出境|2026-03-25|往来港澳通行证|CZ9900017|港珠澳大桥口岸|");
    expect_row(rows, 2, "3|入境|2026-03-20|普通护照|E99000012|深圳机场|HU714");
    expect_row(rows, 3, "4|出境|2026-03-19|往来港澳通行证|CZ9900017|罗湖口岸|");
}

static void parts_at_a_page_end_stay_on_their_page(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_run(sheet, 100, HEADER);
    put_run(sheet, 120, ROW1);
    put_run(sheet, 540, BRIDGE2);
    put_run_at(sheet, 1, 549, X_PORT, "岸");
    put_run_at(sheet, 2, 20, 40, ROW3);
    rows = read_table(sheet);
    expect_counts(rows, 3, 0);
    expect_row(rows, 1, "2|出境|2026-03-25|往来港澳通行证|CZ9900017|港珠澳大桥口岸|");
}

/* Under two cells, under none, under the key, or far away: nobody knows what it is part of. */
static void parts_without_a_cell_are_loose(void **state)
{
    static const struct {
        int top, left;
        const char *text;
    } cases[] = {
        {149, 200, "岸岸岸岸岸岸"},
        {149, 600, "岸"},
        {149, 40, "2"},
        {170, X_PORT, "岸"},
    };
    struct sheet *sheet = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct vouch_rows *rows;

        sheet->count = 0;
        put_run(sheet, 100, HEADER);
        put_run(sheet, 120, ROW1);
        put_run(sheet, 140, BRIDGE2);
        put_run_at(sheet, 1, cases[i].top, cases[i].left, cases[i].text);
        put_run(sheet, 200, ROW3);
        rows = read_table(sheet);
        expect_counts(rows, 3, 1);
        expect_row(rows, 1, "2|出境|2026-03-25|往来港澳通行证|CZ9900017|港珠澳大桥口|");
    }
}

/* ---- A line of a table of cells that does not keep to them ---- */

static void a_value_too_wide_for_its_column_keeps_its_row(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_cells(sheet, 100, HEADER);
    put_cells(sheet, 120, ROW1);
    put_cells(
        sheet, 140,
        "2 出境 2026-03-25 往来港澳通行证 CZ9900017 港珠澳大桥口岸珠海公路口岸出境随车人员厅");
    put_cells(sheet, 160, ROW3);
    put_cells(sheet, 180, "4 出境 2026-03-19 护照 E99000012 港珠澳大桥口");
    sheet_line(sheet, 1, 192, "岸", 440, NULL);
    rows = read_table(sheet);
    expect_counts(rows, 4, 0);
    expect_row(
        rows, 1,
        "2|出境|2026-03-25|往来港澳通行证|CZ9900017|港珠澳大桥口岸珠海公路口岸出境随车人员厅|");
    expect_row(rows, 2, "3|入境|2026-03-20|普通护照|E99000012|深圳机场|HU714");
    expect_row(rows, 3, "4|出境|2026-03-19|护照|E99000012|港珠澳大桥口岸|");
}

/* Its flight reaches from one column into the next: by its middle it would be of the port. */
static void a_value_between_two_columns_goes_by_its_kind(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_cells(sheet, 100, HEADER);
    put_cells(sheet, 120, ROW1);
    put_cells(sheet, 140, ROW3);
    sheet_line(sheet, 1, 160, "4", 40, "出境", 80, "2026-03-19", 160, "普通护照", 250, "E99000012",
               350, "杭州机场", 440, "HU7140000000", 481, NULL);
    put_cells(sheet, 180, "5 入境 2026-03-18 普通护照 E99000012 杭州机场");
    rows = read_table(sheet);
    expect_counts(rows, 4, 0);
    expect_row(rows, 2, "4|出境|2026-03-19|普通护照|E99000012|杭州机场|HU7140000000");
    expect_row(rows, 3, "5|入境|2026-03-18|普通护照|E99000012|杭州机场|");
}

/* Near enough to its neighbours to be a wrapped part of one, but it says too much for that. */
static void a_row_without_its_number_is_not_mixed_into_others(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_cells(sheet, 100, HEADER);
    put_cells(sheet, 120, ROW1);
    sheet_line(sheet, 1, 132, "出境", 80, "2026-03-25", 160, "往来港澳通行证", 250, "CZ9900017",
               350, "罗湖口岸", 440, NULL);
    put_cells(sheet, 144, ROW3);
    rows = read_table(sheet);
    expect_counts(rows, 2, 5);
    expect_row(rows, 0, "1|入境|2026-03-26|往来港澳通行证|CZ9900017|福田口岸|");
    expect_row(rows, 1, "3|入境|2026-03-20|普通护照|E99000012|深圳机场|HU714");
}

/* ---- Many, and hostile ---- */

static uint32_t steps_for(struct sheet *sheet, int count, bool as_runs)
{
    const struct vouch_rows *rows;
    char text[128];

    sheet->count = 0;
    if (as_runs)
        put_run(sheet, 10, HEADER);
    else
        put_cells(sheet, 10, HEADER);
    for (int i = 0; i < count; i++) {
        snprintf(text, sizeof text, "%d 入境 2026-03-26 往来港澳通行证 CZ9900017 %s", i + 1,
                 i % 3 ? "福田口岸" : "深圳机场 HU714");
        if (as_runs)
            put_run_at(sheet, (uint32_t)(i / 40) + 1, 30 + i % 40 * 14, 40, text);
        else
            put_cells(sheet, 30 + i * 14, text);
    }
    rows = read_table(sheet);
    expect_counts(rows, (uint32_t)count, 0);
    return rows->steps;
}

/* Tried patterns are what reading costs: no more a row in a long table than in a short one. */
static void work_grows_with_the_rows(void **state)
{
    struct sheet *sheet = *state;

    assert_true(steps_for(sheet, 500, false) <= 6 * 500);
    assert_true(steps_for(sheet, 4000, false) <= 6 * 4000);
    assert_true(steps_for(sheet, 500, true) <= 40 * 500);
    assert_true(steps_for(sheet, 4000, true) <= 40 * 4000);
}

/* One line of ten thousand words, and as many words in lines, all at one place. */
static void ten_thousand_words_at_one_place_are_loose(void **state)
{
    enum { MANY = 10000, EACH = 25 };
    struct sheet *sheet = *state;
    struct pdf_word *words = arena_array(sheet->arena, struct pdf_word, MANY);
    char *text = arena_alloc(sheet->arena, 2 * MANY);
    const struct vouch_rows *rows;
    struct pdf_line *line;

    put_run(sheet, 100, HEADER);
    put_run(sheet, 120, ROW1);
    for (int i = 0; i < MANY / EACH; i++)
        sheet_line(sheet, 1, 130, "1", 40, "1", 40, "1", 40, "1", 40, "1", 40, "1", 40, "1", 40,
                   "1", 40, "1", 40, "1", 40, "1", 40, "1", 40, "1", 40, "1", 40, "1", 40, "1", 40,
                   "1", 40, "1", 40, "1", 40, "1", 40, "1", 40, "1", 40, "1", 40, "1", 40, "1", 40,
                   NULL);
    put_run(sheet, 140, "1");
    line = &sheet->lines[sheet->count - 1];
    for (size_t i = 0; i < MANY; i++) {
        memcpy(text + 2 * i, "1 ", 2);
        words[i] = line->words[0];
        words[i].text = slice_of(text + 2 * i, 1);
    }
    line->words = words;
    line->word_count = MANY;
    line->text = slice_of(text, 2 * MANY - 1);
    put_run(sheet, 160, ROW3);
    rows = read_table(sheet);
    expect_counts(rows, 2, 2 * MANY);
    assert_true(rows->steps < 100000);
}

/* Lines made to be divided in as many ways as there are: it ends, and the limit is said. */
static void dividing_has_a_limit(void **state)
{
    static const struct vouch_column any[] = {
        COLUMN("a", "\\d+", VOUCH_COLUMN_KEY), COLUMN("b", "\\d+( \\d+)*", 0),
        COLUMN("c", "\\d+( \\d+)*", 0),        COLUMN("d", "\\d+( \\d+)*", 0),
        COLUMN("e", "\\d+( \\d+)*", 0),        COLUMN("f", "\\d+( \\d+)*", 0),
        COLUMN("g", "\\d+( \\d+)*", 0),        COLUMN("h", "\\d+( \\d+)*", 0),
    };
    static const struct vouch_table declared = {
        .size = sizeof declared, .column_count = 8, .columns = any};
    const struct vouch_document *document;
    struct sheet *sheet = *state;
    struct vouch_rows *rows = NULL;

    put_run(sheet, 100, "a b c d e f g h");
    for (int i = 0; i < 4000; i++)
        put_run_at(sheet, 1, 120 + i, 48, "1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6");
    document = sheet_document(sheet);
    assert_int_equal(vouch_table(HOST, document, &declared, &rows), 0);
    assert_true(document->trouble->limit);
}

/* Left of the page, above it, and boxes that lie over each other. */
static void places_may_be_negative_or_overlap(void **state)
{
    struct sheet *sheet = *state;
    const struct vouch_rows *rows;

    put_run_at(sheet, 1, -300, -900, HEADER);
    put_run_at(sheet, 1, -280, -900, ROW1);
    put_run_at(sheet, 1, -279, -900, ROW2);
    put_run_at(sheet, 1, -278, -900, ROW3);
    rows = read_table(sheet);
    expect_counts(rows, 3, 0);
    expect_row(rows, 0, "1|入境|2026-03-26|往来港澳通行证|CZ9900017|福田口岸|");
    expect_row(rows, 2, "3|入境|2026-03-20|普通护照|E99000012|深圳机场|HU714");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(runs_are_divided_by_their_values),
        TEST(runs_need_not_have_the_optional_column),
        TEST(what_can_be_read_in_two_ways_is_not_read),
        TEST(a_run_without_a_value_that_it_needs_is_no_row),
        TEST(runs_go_on_over_pages),
        TEST(parts_below_and_above_go_to_their_row),
        TEST(parts_at_a_page_end_stay_on_their_page),
        TEST(parts_without_a_cell_are_loose),
        TEST(a_value_too_wide_for_its_column_keeps_its_row),
        TEST(a_value_between_two_columns_goes_by_its_kind),
        TEST(a_row_without_its_number_is_not_mixed_into_others),
        TEST(work_grows_with_the_rows),
        TEST(ten_thousand_words_at_one_place_are_loose),
        TEST(dividing_has_a_limit),
        TEST(places_may_be_negative_or_overlap),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
