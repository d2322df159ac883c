#include "tests.h"

#include "ctl/map.h"

#include <string.h>

static char ruler[MAP_WIDTH_MAX + 2], bar[MAP_WIDTH_MAX + 1];

static void draw(int64_t size, size_t width, const int64_t *starts, size_t count)
{
    struct map map = map_of(size, width);

    map_ruler(&map, starts, count, ruler);
}

static void draw_bar(int64_t size, size_t width, const int64_t range[4])
{
    struct map map = map_of(size, width);

    map_bar(&map, range, bar);
}

static void revisions_begin_where_they_do(void **state)
{
    static const int64_t starts[] = {0, 500, 750, 990};

    (void)state;
    draw(1000, 20, starts, 4);
    assert_string_equal(ruler, "|1        |2   |3  ||");
    draw(1000, 20, starts, 1);
    assert_string_equal(ruler, "|1                  |");
}

static void what_has_no_room_has_no_number(void **state)
{
    static const int64_t starts[] = {0, 901, 902, 903, 950};
    static int64_t many[1000];

    (void)state;
    draw(1000, 20, starts, 5);
    assert_string_equal(ruler, "|1                +||");
    for (size_t i = 0; i < COUNT(many); i++)
        many[i] = (int64_t)i;
    draw(1000, 10, many, COUNT(many));
    assert_string_equal(ruler, "++++++++++|");
    /* the twelfth has room for one digit only, so it gets none */
    for (size_t i = 0; i < 11; i++)
        many[i] = 0;
    many[11] = 800, many[12] = 900;
    draw(1000, 10, many, 13);
    assert_string_equal(ruler, "+       |||");
}

static void a_signature_covers_its_ranges(void **state)
{
    static const int64_t whole[] = {0, 300, 500, 500}, part[] = {0, 300, 500, 250};

    (void)state;
    draw_bar(1000, 20, whole);
    assert_string_equal(bar, "======ssss==========");
    draw_bar(1000, 20, part);
    assert_string_equal(bar, "======ssss=====.....");
}

static void a_single_byte_is_seen(void **state)
{
    static const int64_t all_but_one[] = {0, 300, 301, 99698}, later[] = {1, 299, 301, 99699};

    (void)state;
    draw_bar(100000, 10, all_but_one); /* and so is a signature of one byte */
    assert_string_equal(bar, "s========.");
    draw_bar(100000, 10, later);
    assert_string_equal(bar, ".=========");
}

static void small_files_are_not_stretched(void **state)
{
    static const int64_t range[] = {0, 1, 2, 1}, starts[] = {0};

    (void)state;
    draw_bar(3, 20, range);
    assert_string_equal(bar, "=s=");
    draw(0, 20, starts, 1);
    assert_string_equal(ruler, "|");
    draw_bar(0, 20, range);
    assert_string_equal(bar, "");
    draw(-5, 20, starts, 1);
    assert_string_equal(ruler, "|");
}

static void numbers_may_be_anything(void **state)
{
    static const int64_t ends[] = {INT64_MIN, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
    int64_t range[4];

    (void)state;
    draw(INT64_MAX, 500, ends, COUNT(ends));
    assert_int_equal(strlen(ruler), MAP_WIDTH_MAX + 1);
    for (size_t i = 0; i < COUNT(ends) * COUNT(ends) * COUNT(ends) * COUNT(ends); i++) {
        for (size_t k = 0, rest = i; k < 4; k++, rest /= COUNT(ends))
            range[k] = ends[rest % COUNT(ends)];
        draw_bar(1000, 10, range);
        assert_int_equal(strlen(bar), 10);
        assert_int_equal(strspn(bar, "=s."), 10);
    }
    /* ranges in the wrong order cover nothing that could be drawn */
    draw_bar(1000, 10, (const int64_t[]){500, 100, 0, 100});
    assert_string_equal(bar, "..........");
}

int run_map_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(revisions_begin_where_they_do),
        cmocka_unit_test(what_has_no_room_has_no_number),
        cmocka_unit_test(a_signature_covers_its_ranges),
        cmocka_unit_test(a_single_byte_is_seen),
        cmocka_unit_test(small_files_are_not_stretched),
        cmocka_unit_test(numbers_may_be_anything),
    };

    return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
