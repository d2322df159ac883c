/* Pictures to gray pixels: each coding, and what is refused before anything is decoded. */
#include "base/error.h"
#include "pictures.h"
#include "reading/reading_impl.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena *arena;

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

static uint32_t gray_at(PIX *gray, int x, int y)
{
    l_uint32 value = 0;

    assert_int_equal(pixGetPixel(gray, x, y, &value), 0);
    return value;
}

/* Decodes, and looks at the paper's corner and at how much of it is dark. */
static void assert_paper(const struct reading_picture *picture, bool is_white)
{
    struct picture made;
    l_int32 dark = 0, all;
    PIX *bits;

    assert_int_equal(decode(picture, &made), 0);
    assert_int_equal(pixGetWidth(made.gray), PICTURE_WIDTH);
    assert_int_equal(pixGetHeight(made.gray), PICTURE_HEIGHT);
    if (is_white)
        assert_in_range(gray_at(made.gray, 5, 5), 240, 255);
    else
        assert_in_range(gray_at(made.gray, 5, 5), 0, 15);
    bits = pixThresholdToBinary(made.gray, 128);
    pixCountPixels(bits, &dark, NULL);
    all = PICTURE_WIDTH * PICTURE_HEIGHT;
    dark = is_white ? dark : all - dark;
    assert_in_range(dark, all / 100, all / 8);
    pixDestroy(&bits);
    pixDestroy(&made.gray);
}

static struct reading_picture file_of(const char *name)
{
    return (struct reading_picture){.encoding = READING_FILE, .bytes = picture_bytes(arena, name)};
}

static void files(void **state)
{
    static const char *const names[] = {"english.png", "english.jpg", "group4.tif", "pages.tif"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct reading_picture picture = file_of(names[i]);

        assert_paper(&picture, true);
        picture.inverted = true;
        assert_paper(&picture, false);
    }
}

static void resolution_is_the_files(void **state)
{
    struct reading_picture picture = file_of("english.jpg");
    struct picture made;

    (void)state;
    assert_int_equal(decode(&picture, &made), 0);
    assert_int_equal(made.dpi, 200);
    pixDestroy(&made.gray);
}

static void frames_of_a_tiff(void **state)
{
    struct reading_picture picture = file_of("pages.tif");

    (void)state;
    assert_int_equal(reading_count(picture.bytes), 2);
    assert_int_equal(reading_count(file_of("english.png").bytes), 1);
    assert_int_equal(reading_count(slice_str("II*")), 1);
    picture.frame = 1;
    assert_paper(&picture, true);
    picture.frame = 2;
    assert_int_equal(decode(&picture, &(struct picture){0}), ERR_SYNTAX);
}

/* A directory that names itself as the next one, and one that lies outside. */
static void directories_in_a_loop(void **state)
{
    static const uint8_t loop[] = {'I', 'I', '*', 0, 8, 0, 0, 0, 0, 0, 8, 0, 0, 0};
    static const uint8_t outside[] = {'M', 'M', 0, '*', 0, 0, 0, 8, 0, 0, 0x7F, 0, 0, 0};

    (void)state;
    assert_int_equal(reading_count(slice_of(loop, sizeof loop)), READING_PAGES_MAX);
    assert_int_equal(reading_count(slice_of(outside, sizeof outside)), 2);
}

static void group_4_as_in_a_pdf(void **state)
{
    struct reading_picture picture = {
        .encoding = READING_CCITT,
        .bytes = picture_bytes(arena, "group4.strip"),
        .width = PICTURE_WIDTH,
        .height = PICTURE_HEIGHT,
        .k = -1,
    };

    (void)state;
    assert_paper(&picture, true);
    picture.inverted = true;
    assert_paper(&picture, false);
    picture.byte_aligned = true;
    assert_int_equal(decode(&picture, &(struct picture){0}), ERR_UNSUPPORTED);
    picture.byte_aligned = false;
    picture.k = 0; /* group 3 without line ends */
    assert_int_equal(decode(&picture, &(struct picture){0}), ERR_UNSUPPORTED);
    picture.k = -1;
    picture.height = 100000;
    assert_int_equal(decode(&picture, &(struct picture){0}), ERR_LIMIT);
}

static void samples_as_in_a_pdf(void **state)
{
    struct reading_picture bits = {
        .encoding = READING_SAMPLES,
        .bytes = picture_bytes(arena, "samples.bits"),
        .width = PICTURE_WIDTH,
        .height = PICTURE_HEIGHT,
        .bits = 1,
        .components = 1,
    };
    struct reading_picture rgb = bits;

    (void)state;
    assert_paper(&bits, true);
    rgb.bytes = picture_bytes(arena, "samples.rgb");
    rgb.bits = 8;
    rgb.components = 3;
    assert_paper(&rgb, true);
    rgb.height++; /* more than there are bytes */
    assert_int_equal(decode(&rgb, &(struct picture){0}), ERR_SYNTAX);
    rgb.height--;
    rgb.bits = 16;
    assert_int_equal(decode(&rgb, &(struct picture){0}), ERR_UNSUPPORTED);
}

/* Four samples in a row, and the gray that they are. */
struct row {
    uint32_t bits, components;
    const char *bytes;
    size_t size;
    const char *palette;
    size_t palette_size;
    uint32_t gray[2];
};

static void colours_to_gray(void **state)
{
    static const struct row rows[] = {
        {1, 1, "\x40", 1, NULL, 0, {0, 255}},
        {2, 1, "\x10", 1, NULL, 0, {0, 85}},
        {4, 1, "\x0F", 1, NULL, 0, {0, 255}},
        {8, 1, "\x07\x80", 2, NULL, 0, {7, 128}},
        {8, 3, "\xFF\x00\x00\x00\x00\xFF", 6, NULL, 0, {76, 28}},
        {8, 4, "\x00\x00\x00\x00\x00\x00\x00\xFF", 8, NULL, 0, {255, 0}},
        {8, 1, "\x01\x00", 2, "\xFF\xFF\xFF\x00\x00\x00", 6, {0, 255}},
        {8, 1, "\x00\x09", 2, "\x00\x00\x00\xFF\xFF\xFF", 6, {0, 255}}, /* past the palette */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading_picture picture = {
            .encoding = READING_SAMPLES,
            .bytes = slice_of(rows[i].bytes, rows[i].size),
            .width = 2,
            .height = 1,
            .bits = rows[i].bits,
            .components = rows[i].components,
            .palette = slice_of(rows[i].palette, rows[i].palette_size),
        };
        struct picture made;

        assert_int_equal(decode(&picture, &made), 0);
        assert_int_equal(gray_at(made.gray, 0, 0), rows[i].gray[0]);
        assert_int_equal(gray_at(made.gray, 1, 0), rows[i].gray[1]);
        pixDestroy(&made.gray);
    }
}

/* What nobody sees in the picture must not be read from it. */
static void ink_that_is_clear(void **state)
{
    struct reading_picture palette = file_of("clear-palette.png"),
                           other = file_of("clear-gray.png");
    struct picture made;
    l_int32 dark = 1;
    PIX *bits;

    (void)state;
    assert_int_equal(decode(&palette, &made), 0);
    bits = pixThresholdToBinary(made.gray, 128);
    pixCountPixels(bits, &dark, NULL);
    assert_int_equal(dark, 0);
    pixDestroy(&bits);
    pixDestroy(&made.gray);
    assert_int_equal(decode(&other, &made), ERR_UNSUPPORTED); /* one gray or colour is clear */
    other = file_of("clear-rgb.png");
    assert_int_equal(decode(&other, &made), ERR_UNSUPPORTED);
}

static void bombs_are_refused(void **state)
{
    struct reading_picture bomb = file_of("bomb.png"), samples = {
                                                           .encoding = READING_SAMPLES,
                                                           .bytes = slice_str("x"),
                                                           .width = READING_SIDE_MAX,
                                                           .height = READING_SIDE_MAX,
                                                           .bits = 8,
                                                           .components = 1,
                                                       };
    struct picture made;

    (void)state;
    assert_int_equal(decode(&bomb, &made), ERR_LIMIT);
    assert_int_equal(decode(&samples, &made), ERR_LIMIT);
    samples.width = UINT32_MAX;
    samples.height = 1;
    assert_int_equal(decode(&samples, &made), ERR_LIMIT);
    samples.width = 0;
    assert_int_equal(decode(&samples, &made), ERR_SYNTAX);
}

static void what_is_cut_off_or_garbage(void **state)
{
    static const char *const names[] = {"cut.png", "cut.jpg", "cut.tif"};
    struct reading_picture garbage = {.encoding = READING_FILE, .bytes = slice_str("garbage")};
    struct reading_picture head = {.encoding = READING_FILE, .bytes = slice_str("\xFF\xD8\xFF")};
    struct picture made;

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct reading_picture picture = file_of(names[i]);

        assert_int_equal(decode(&picture, &made), ERR_SYNTAX);
    }
    assert_int_equal(decode(&garbage, &made), ERR_UNSUPPORTED);
    assert_int_equal(decode(&head, &made), ERR_SYNTAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files),
        TEST(resolution_is_the_files),
        TEST(frames_of_a_tiff),
        TEST(directories_in_a_loop),
        TEST(group_4_as_in_a_pdf),
        TEST(samples_as_in_a_pdf),
        TEST(colours_to_gray),
        TEST(ink_that_is_clear),
        TEST(bombs_are_refused),
        TEST(what_is_cut_off_or_garbage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
