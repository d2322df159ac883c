/* What two readings make of each other, and marks by their shape: without any model. */
#include "pictures.h"
#include "reading/reading_impl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HEIGHT 20 /* pixels of a letter */
#define SURE   90

static struct arena *arena;
static struct symbols one, other;

static int start(void **state)
{
    (void)state;
    setMsgSeverity(L_SEVERITY_NONE);
    arena = arena_new(0);
    return arena ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    arena = arena_free(arena);
    return 0;
}

/* A symbol for each byte, side by side. */
static void set(struct symbols *symbols, const char *text)
{
    symbols->count = strlen(text);
    for (size_t i = 0; i < symbols->count; i++)
        symbols->items[i] = (struct symbol){
            .text = {text[i]},
            .area = {(int)i * 10, 0, (int)i * 10 + 9, HEIGHT},
            .confidence = SURE,
        };
}

/* `expected` has a `+` for each symbol that stays sure. */
static void assert_compared(const char *a, const char *b, const char *expected)
{
    struct reader reader = {.arena = arena};

    set(&one, a);
    set(&other, b);
    assert_int_equal(compare(&reader, &one, &other), 0);
    for (size_t i = 0; i < one.count; i++)
        assert_int_equal(one.items[i].confidence == SURE, expected[i] == '+');
}

static void what_readings_agree_on(void **state)
{
    (void)state;
    assert_compared("23-04", "23-04", "+++++");
    assert_compared("23-04", "28-04", "+-+++");
    assert_compared("CF03", "CFO03", "+--+"); /* beside what only the other has */
    assert_compared("1234", "123", "+++-");
    assert_compared("123", "1234", "++-");
    assert_compared("abc", "", "---");
    assert_compared("", "abc", "");
}

/* Ink of the given boxes, and nothing else. */
static struct pieces ink_of(const struct area *areas, size_t count)
{
    struct pieces pieces = {.ink = pixCreate(100, HEIGHT, 1), .height = HEIGHT};

    assert_non_null(pieces.ink);
    for (size_t i = 0; i < count; i++)
        for (int y = areas[i].top; y < areas[i].bottom; y++)
            for (int x = areas[i].left; x < areas[i].right; x++)
                pixSetPixel(pieces.ink, x, y, 1);
    return pieces;
}

static bool is_sure_mark(const char *mark, int width, int height)
{
    const struct area areas[] = {
        {0, 0, 9, HEIGHT},
        {12, HEIGHT - height, 12 + width, HEIGHT},
        {20, 0, 29, HEIGHT},
    };
    const struct piece piece = {.area = {0, 0, 100, HEIGHT}};
    struct pieces pieces = ink_of(areas, 3);
    bool sure;

    set(&one, "1.2");
    one.items[1].text[0] = mark[0];
    marks_check(&pieces, &piece, &one);
    sure = one.items[1].confidence == SURE;
    assert_int_equal(one.items[0].confidence, SURE);
    pieces_done(&pieces);
    return sure;
}

static void stops_and_commas(void **state)
{
    (void)state;
    assert_true(is_sure_mark(".", 4, 4));
    assert_true(is_sure_mark(",", 3, 7));
    assert_false(is_sure_mark(".", 3, 7));
    assert_false(is_sure_mark(",", 4, 4));
}

static size_t count_dashes(const struct area *areas, size_t count, struct area around)
{
    const struct piece piece = {.area = around};
    struct pieces pieces = ink_of(areas, count);
    size_t found = marks_dashes(&pieces, &piece, &one) ? one.count : 0;

    pieces_done(&pieces);
    return found;
}

static void dashes(void **state)
{
    const struct area two[] = {{10, 9, 18, 12}, {22, 9, 30, 12}};
    const struct area wide[] = {{10, 9, 30, 12}}; /* perhaps the digit 一 */
    const struct area high[] = {{10, 2, 18, 18}};

    (void)state;
    assert_int_equal(count_dashes(two, 1, (struct area){10, 9, 18, 12}), 1);
    assert_int_equal(count_dashes(two, 2, (struct area){10, 9, 30, 12}), 2);
    assert_string_equal(one.items[1].text, "-");
    assert_int_equal(count_dashes(wide, 1, (struct area){10, 9, 30, 12}), 0);
    assert_int_equal(count_dashes(high, 1, (struct area){10, 2, 18, 18}), 0);
}

static void words_end_at_gaps(void **state)
{
    const struct area areas[] = {{0, 0, 20, HEIGHT}, {22, 0, 42, HEIGHT}, {54, 0, 74, HEIGHT}};
    const struct piece piece = {.area = {0, 0, 100, HEIGHT}};
    struct pieces pieces = ink_of(areas, 3);
    struct reader reader = {.arena = arena, .pieces = &pieces, .scale = 100};
    struct gaps gaps;

    (void)state;
    one.count = 3;
    for (size_t i = 0; i < 3; i++)
        one.items[i] = (struct symbol){.text = "国", .area = areas[i], .confidence = SURE};
    words_find_gaps(&pieces, &piece, &gaps);
    assert_int_equal(words_add(&reader, &gaps, &one, (struct range){0, 3}, &piece), 0);
    assert_int_equal(reader.words.count, 2);
    assert_true(slice_is(reader.words.items[0].text, "国国"));
    assert_true(reader.words.items[1].is_spaced);
    assert_int_equal(reader.words.items[1].area.left, 54);
    assert_int_equal(reader.words.items[1].confidence, SURE);
    reader.scale = 125; /* the same signs, of fewer pixels before they were brought to this size */
    assert_int_equal(words_add(&reader, &gaps, &one, (struct range){0, 3}, &piece), 0);
    assert_in_range(reader.words.items[3].confidence, 1, 79);
    pieces_done(&pieces);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_readings_agree_on),
        TEST(stops_and_commas),
        TEST(dashes),
        TEST(words_end_at_gaps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
