/* Arenas, buffers, slices. */
#include "tests.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

#include <stdalign.h>
#include <stdio.h>

static void arena_gives_zeroed_aligned_memory(void **state)
{
    struct arena *arena = arena_new(0);

    (void)state;
    for (size_t size = 0; size < 3000; size += 7) {
        uint8_t *data = arena_alloc(arena, size);

        assert_non_null(data);
        assert_int_equal((uintptr_t)data % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(data[i], 0);
        memset(data, 0xAA, size);
    }
    assert_null(arena_free(arena));
    assert_null(arena_free(NULL));
}

static void a_cleared_arena_is_as_new(void **state)
{
    struct arena *arena = arena_new(100000);

    (void)state;
    arena_clear(arena);
    for (size_t size = 1; size < 70000; size += 9973) {
        for (int i = 0; i < 2; i++) {
            uint8_t *data = arena_alloc(arena, size);

            assert_non_null(data);
            for (size_t at = 0; at < size; at++)
                assert_int_equal(data[at], 0);
            memset(data, 0xA5, size);
            assert_null(arena_alloc(arena, 100000));
            arena_clear(arena);
            assert_int_equal(arena_used(arena), 0);
        }
    }
    arena_free(arena);
}

static void arena_keeps_its_limit(void **state)
{
    struct arena *arena = arena_new(1000);

    (void)state;
    assert_non_null(arena_alloc(arena, 900));
    assert_null(arena_alloc(arena, 200));
    assert_null(arena_alloc(arena, SIZE_MAX));
    assert_null(arena_calloc(arena, SIZE_MAX / 2, 3));
    assert_null(arena_strndup(arena, "", SIZE_MAX));
    assert_true(arena_used(arena) <= 1000);
    arena_free(arena);
}

static void arena_copies_and_grows(void **state)
{
    struct arena *arena = arena_new(0);
    size_t capacity = 0;
    int *items = NULL;

    (void)state;
    assert_string_equal(arena_strdup(arena, "abc"), "abc");
    assert_string_equal(arena_strndup(arena, "abcdef", 2), "ab");
    assert_string_equal(arena_printf(arena, "%d-%s", 7, "x"), "7-x");
    for (size_t i = 0; i < 1000; i++) {
        items = arena_grow(arena, items, i, &capacity, sizeof *items);
        assert_non_null(items);
        items[i] = (int)i;
    }
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    arena_free(arena);
}

static void buffer_grows_until_its_limit(void **state)
{
    struct buffer buffer;

    (void)state;
    buffer_init(&buffer, 10);
    buffer_append_str(&buffer, "12345");
    buffer_append(&buffer, "67890", 5);
    assert_int_equal(buffer_error(&buffer), 0);
    assert_true(slice_is(buffer_slice(&buffer), "1234567890"));
    buffer_append_byte(&buffer, 'x');
    assert_int_equal(buffer_error(&buffer), ERR_LIMIT);
    buffer_append(&buffer, "", 0);
    assert_int_equal(buffer.size, 10);
    buffer_done(&buffer);
    buffer_done(&buffer);
    assert_int_equal(buffer.size, 0);
}

static void buffer_fills_its_limit_by_printf(void **state)
{
    struct buffer buffer;

    (void)state;
    buffer_init(&buffer, 3);
    buffer_printf(&buffer, "%d", 123);
    assert_int_equal(buffer_error(&buffer), 0);
    assert_true(slice_is(buffer_slice(&buffer), "123"));
    buffer_printf(&buffer, "%d", 4);
    assert_int_equal(buffer_error(&buffer), ERR_LIMIT);
    assert_int_equal(buffer.size, 3);
    buffer_done(&buffer);
}

/* A text that does not fit into what is left is written whole, after what was there. */
static void buffer_printf_grows(void **state)
{
    struct buffer buffer;

    (void)state;
    buffer_init(&buffer, 0);
    for (int i = 0; i < 1000; i++)
        buffer_printf(&buffer, "%03d,", i);
    assert_int_equal(buffer_error(&buffer), 0);
    assert_int_equal(buffer.size, 4000);
    for (int i = 0; i < 1000; i++) {
        char wanted[16];

        snprintf(wanted, sizeof wanted, "%03d,", i);
        assert_memory_equal(buffer.data + 4 * i, wanted, 4);
    }
    buffer_done(&buffer);
}

static void buffer_writes_integers(void **state)
{
    struct buffer buffer;

    (void)state;
    buffer_init(&buffer, 0);
    buffer_append_integer(&buffer, 0);
    buffer_append_integer(&buffer, -7);
    buffer_append_integer(&buffer, INT64_MAX);
    buffer_append_integer(&buffer, INT64_MIN);
    assert_true(slice_is(buffer_slice(&buffer), "0-79223372036854775807-9223372036854775808"));
    buffer_done(&buffer);
}

static void buffer_error_sticks(void **state)
{
    struct buffer buffer;

    (void)state;
    buffer_init(&buffer, 100);
    assert_null(buffer_reserve(&buffer, SIZE_MAX));
    buffer_printf(&buffer, "%s", "more");
    assert_int_equal(buffer_error(&buffer), ERR_LIMIT);
    assert_int_equal(buffer.size, 0);
    buffer_done(&buffer);
    assert_int_equal(buffer_error(&buffer), 0);
}

static void slices_are_cut_to_what_they_hold(void **state)
{
    struct slice text = slice_str("abcdef"), none = slice_of(NULL, 0);

    (void)state;
    assert_true(slice_is(slice_sub(text, 2, 3), "cde"));
    assert_true(slice_is(slice_sub(text, 4, 100), "ef"));
    assert_int_equal(slice_sub(text, 7, 1).size, 0);
    assert_int_equal(slice_sub(none, 3, 5).size, 0);
    assert_true(slice_equal(none, slice_str("")));
    assert_false(slice_is(text, "abcdeF"));
    assert_false(slice_is(text, "abcde"));
    assert_int_equal(slice_str(NULL).size, 0);
}

static void every_error_has_a_text(void **state)
{
    (void)state;
    assert_string_equal(err_text(0), "success");
    assert_string_equal(err_text(ERR_NOMEM), "out of memory");
    assert_string_equal(err_text(-1000), "unknown error");
#define ASSERT_TEXT(name, value, text) assert_string_equal(err_text(name), text);
    ERR_LIST(ASSERT_TEXT)
#undef ASSERT_TEXT
}

int run_memory_tests(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(a_cleared_arena_is_as_new),
        cmocka_unit_test(arena_keeps_its_limit),
        cmocka_unit_test(arena_copies_and_grows),
        cmocka_unit_test(buffer_grows_until_its_limit),
        cmocka_unit_test(buffer_fills_its_limit_by_printf),
        cmocka_unit_test(buffer_printf_grows),
        cmocka_unit_test(buffer_writes_integers),
        cmocka_unit_test(buffer_error_sticks),
        cmocka_unit_test(slices_are_cut_to_what_they_hold),
        cmocka_unit_test(every_error_has_a_text),
    };

    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
