/* Pages from pictures to lines of words. Each reading takes part of a second. */
#include "base/error.h"
#include "pictures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MILLI  360 /* 1/1000 points of a pixel at 200 dpi */
#define SURE   80
#define BLOCK  32768
#define ROOM   100000000
#define NEARLY 4000 /* 1/1000 points that a place may be off */

static struct reading_engine *engine;
static struct arena *arena;

static int load(void **state)
{
    (void)state;
    return reading_engine_new(NULL, "eng+chi_tra+chi_sim", &engine);
}

static int unload(void **state)
{
    (void)state;
    engine = reading_engine_free(engine);
    return 0;
}

static int start(void **state)
{
    (void)state;
    arena = arena_new(0);
    return arena ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    arena = arena_free(arena);
    return 0;
}

static int read_file(const char *name, uint32_t frame, struct reading_page *ret)
{
    const struct reading_bounds bounds = {.page_ms = 60000};
    struct reading_picture picture = {
        .encoding = READING_FILE,
        .bytes = picture_bytes(arena, name),
        .frame = frame,
    };

    return reading_read(engine, arena, &picture, NULL, &bounds, ret);
}

/* The lines as text, one below the other. */
static const char *text_of(const struct reading_page *page)
{
    char *text = arena_strdup(arena, "");

    for (size_t i = 0; i < page->line_count; i++) {
        const struct reading_line *line = &page->lines[i];

        for (size_t k = 0; k < line->word_count; k++)
            text =
                arena_printf(arena, "%s%s%.*s", text, k > 0 && line->words[k].is_spaced ? " " : "",
                             (int)line->words[k].text.size, line->words[k].text.data);
        text = arena_printf(arena, "%s\n", text);
    }
    return text;
}

static void assert_sure(const struct reading_page *page)
{
    for (size_t i = 0; i < page->line_count; i++)
        for (size_t k = 0; k < page->lines[i].word_count; k++)
            assert_in_range(page->lines[i].words[k].confidence, SURE, 100);
}

#define ENGLISH_TEXT                                                                               \
    "Arrival 23-04-2015 West Kowloon Station\nDeparture 17-09-2016 Airport\n"                      \
    "Balance 12,345.67 HKD\n"

static void assert_near(int32_t at, int pixels)
{
    assert_in_range(at + 100000, pixels * MILLI + 100000 - NEARLY,
                    pixels * MILLI + 100000 + NEARLY);
}

static void words_with_places(void **state)
{
    const struct reading_word *word;
    struct reading_page page;

    (void)state;
    assert_int_equal(read_file("english.png", 0, &page), 0);
    assert_string_equal(text_of(&page), ENGLISH_TEXT);
    assert_sure(&page);
    assert_int_equal(page.form, READING_SCAN);
    assert_int_equal(page.shown_width, PICTURE_WIDTH * MILLI);
    assert_int_equal(page.shown_height, PICTURE_HEIGHT * MILLI);
    word = &page.lines[0].words[0];
    assert_near(word->box.left, 60);
    assert_near(word->box.bottom, 90);
    assert_near(page.lines[2].words[0].box.bottom, 250);
    assert_true(page.lines[0].words[1].box.left > word->box.right);
}

static void jpeg_and_tiff(void **state)
{
    struct reading_page page;

    (void)state;
    assert_int_equal(read_file("english.jpg", 0, &page), 0);
    assert_string_equal(text_of(&page), ENGLISH_TEXT);
    assert_int_equal(read_file("group4.tif", 0, &page), 0);
    assert_string_equal(text_of(&page), ENGLISH_TEXT);
}

/* The same lines; and each word is where it stands on the picture as it was handed in. */
static void turned_by_quarters(void **state)
{
    static const struct {
        const char *name;
        int left, bottom; /* pixels of the first word's own lower left corner, as shown */
    } turned[] = {
        {"turned1.png", PICTURE_HEIGHT - 90, 60},
        {"turned2.png", PICTURE_WIDTH - 60, PICTURE_HEIGHT - 90},
        {"turned3.png", 90, PICTURE_WIDTH - 60},
    };

    (void)state;
    for (size_t i = 0; i < sizeof turned / sizeof *turned; i++) {
        struct reading_box corner;
        struct reading_page page;

        assert_int_equal(read_file(turned[i].name, 0, &page), 0);
        assert_string_equal(text_of(&page), ENGLISH_TEXT);
        corner = page.lines[0].words[0].box;
        corner.right = corner.left;
        corner.top = corner.bottom;
        corner = reading_shown(&page.shown, corner);
        assert_near(corner.left, turned[i].left);
        assert_near(corner.bottom, turned[i].bottom);
    }
}

static void askew(void **state)
{
    struct reading_box box;
    struct reading_page page;

    (void)state;
    assert_int_equal(read_file("skewed.png", 0, &page), 0);
    assert_string_equal(text_of(&page), ENGLISH_TEXT);
    /* Upright it has the place that it was drawn at; as shown the line rises to the right. */
    box = page.lines[0].words[page.lines[0].word_count - 1].box;
    assert_true(reading_shown(&page.shown, box).bottom + 5000 <
                reading_shown(&page.shown, page.lines[0].words[0].box).bottom);
}

static void scripts(void **state)
{
    struct reading_page page;
    const char *text;

    (void)state;
    assert_int_equal(read_file("traditional.png", 0, &page), 0);
    text = text_of(&page);
    assert_non_null(strstr(text, "入境事務處"));
    assert_non_null(strstr(text, "港珠澳大橋"));
    assert_non_null(strstr(text, "西九龍站"));
    assert_int_equal(read_file("pages.tif", 1, &page), 0);
    text = text_of(&page);
    assert_non_null(strstr(text, "出入境记录查询结果"));
    assert_non_null(strstr(text, "罗湖口岸"));
    assert_non_null(strstr(text, "往来港澳通行证"));
}

static void rules_of_a_table_are_no_letters(void **state)
{
    struct reading_page page;

    (void)state;
    assert_int_equal(read_file("table.png", 0, &page), 0);
    assert_string_equal(text_of(&page), "Date Port\n23-04-2015 Airport\n17-09-2016 --\n");
    assert_sure(&page);
    assert_near(page.lines[1].words[1].box.left, 420);
}

static void photos_are_told_from_scans(void **state)
{
    struct reading_page page;

    (void)state;
    assert_int_equal(read_file("photo.jpg", 0, &page), 0);
    assert_int_equal(page.form, READING_PHOTO);
    assert_non_null(strstr(text_of(&page), "23-04-2015"));
}

/* On a page of A4 a third of which it covers, turned by a quarter. */
static void on_a_page(void **state)
{
    const struct reading_bounds bounds = {.page_ms = 60000};
    const struct reading_place place = {{500000, 100000}, {500000, 424000}, {384800, 100000}};
    struct reading_picture picture = {
        .encoding = READING_FILE,
        .bytes = picture_bytes(arena, "english.png"),
    };
    struct reading_box box;
    struct reading_page page;

    (void)state;
    assert_int_equal(reading_read(engine, arena, &picture, &place, &bounds, &page), 0);
    assert_string_equal(text_of(&page), ENGLISH_TEXT);
    box = reading_shown(&page.shown, page.lines[0].words[0].box);
    assert_near(box.left - 500000, -90); /* its foot */
    assert_near(box.top - 100000, 60);   /* where it begins */
}

static void nothing_to_read(void **state)
{
    const struct reading_bounds bounds = {.page_ms = 60000};
    uint8_t *white = arena_alloc(arena, 400 * 400);
    struct reading_picture picture = {
        .encoding = READING_SAMPLES,
        .bytes = slice_of(white, 400 * 400),
        .width = 400,
        .height = 400,
        .bits = 8,
        .components = 1,
    };
    struct reading_page page;

    (void)state;
    assert_non_null(white);
    memset(white, 255, 400 * 400);
    assert_int_equal(reading_read(engine, arena, &picture, NULL, &bounds, &page), 0);
    assert_int_equal(page.line_count, 0);
    picture.width = picture.height = 1; /* a pixel is a page, too */
    assert_int_equal(reading_read(engine, arena, &picture, NULL, &bounds, &page), 0);
    assert_int_equal(page.line_count, 0);
}

static void out_of_time(void **state)
{
    const struct reading_bounds bounds = {.page_ms = 1};
    struct reading_picture picture = {
        .encoding = READING_FILE,
        .bytes = picture_bytes(arena, "english.png"),
    };
    struct reading_page page;

    (void)state;
    assert_int_equal(reading_read(engine, arena, &picture, NULL, &bounds, &page), ERR_TIMEOUT);
}

static rlim_t used_memory(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    if (!file || fscanf(file, "%lu", &pages) != 1)
        pages = 0;
    if (file)
        fclose(file);
    return pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

/* Takes all memory there is under the limit, also what was freed before; keeps `blocks` of it. */
static void eat_memory(size_t blocks)
{
    void **last = NULL, **block;

    while ((block = malloc(BLOCK)) != NULL) {
        *block = last;
        last = block;
    }
    for (; blocks > 0 && last; blocks--) {
        block = *last;
        free(last);
        last = block;
    }
}

/* In a process of its own, with so much memory: 0 read, 1 there was too little, 2 another error. */
static int read_with(size_t blocks)
{
    const struct reading_bounds bounds = {.page_ms = 60000};
    struct reading_picture picture = {
        .encoding = READING_FILE,
        .bytes = picture_bytes(arena, "english.png"),
    };
    struct rlimit limit = {used_memory() + ROOM, used_memory() + ROOM};
    struct reading_page page;
    int r = setrlimit(RLIMIT_AS, &limit) < 0 ? ERR_INVALID : 0;

    eat_memory(blocks);
    if (r == 0)
        r = reading_read(engine, arena, &picture, NULL, &bounds, &page);
    return r == 0 ? 0 : r == ERR_NOMEM ? 1 : 2;
}

/* Wherever it runs out, in a library of C or of C++, it says so and lives. */
static void out_of_memory(void **state)
{
    static const size_t sizes[] = {0, 10, 40, 80, 160, 320, 2000};
    const size_t count = sizeof sizes / sizeof *sizes;

    (void)state;
#ifdef VOUCH_SANITIZED
    skip();
#endif
    for (size_t i = 0; i < count; i++) {
        pid_t child = fork();
        int status;

        if (child == 0)
            _exit(read_with(sizes[i]));
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_in_range(WEXITSTATUS(status), 0, 1);
        if (i == 0 || i + 1 == count)
            assert_int_equal(WEXITSTATUS(status), i == 0);
    }
}

static void models_that_are_not_there(void **state)
{
    struct reading_engine *other;

    (void)state;
    assert_int_equal(reading_engine_new("/nonexistent", "eng", &other), ERR_NOT_FOUND);
    assert_non_null(strstr(reading_engine_version(engine), "tesseract "));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(words_with_places),
        TEST(jpeg_and_tiff),
        TEST(turned_by_quarters),
        TEST(askew),
        TEST(scripts),
        TEST(rules_of_a_table_are_no_letters),
        TEST(photos_are_told_from_scans),
        TEST(on_a_page),
        TEST(nothing_to_read),
        TEST(out_of_time),
        TEST(out_of_memory),
        TEST(models_that_are_not_there),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
