/* Pages of pictures as lines of words, by eyes that a test makes up. */
#include "base/error.h"
#include "worker/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PAGES_MAX 8
#define ONE       ((int64_t)1 << READING_TURN_BITS)

/* ---- Eyes ---- */

static struct {
    uint32_t frames; /* of an image */
    int answers[PAGES_MAX];
    uint32_t calls;
    enum reading_form form;
    struct reading_picture picture; /* the last that was shown, */
    struct reading_place place;     /* and where */
    bool is_placed;
} eyes;

static const struct reading_word words[] = {
    {.text = {(const uint8_t *)"Date", 4}, .box = {10000, 10000, 30000, 20000}, .confidence = 95},
    {.text = {(const uint8_t *)"2026", 4},
     .box = {40000, 10000, 60000, 20000},
     .confidence = 60,
     .is_spaced = true},
    {.text = {(const uint8_t *)"年", 3}, .box = {60000, 10000, 70000, 20000}, .confidence = 0},
};
static const struct reading_line lines[] = {{words, 3}, {words, 1}};

static uint32_t count(struct slice file)
{
    (void)file;
    return eyes.frames;
}

static int read_one(struct reading_engine *engine, struct arena *arena,
                    const struct reading_picture *picture, const struct reading_place *place,
                    const struct reading_bounds *bounds, struct reading_page *ret)
{
    int r = eyes.answers[eyes.calls++];

    (void)engine;
    (void)arena;
    assert_int_equal(bounds->page_ms, 5000);
    eyes.picture = *picture;
    eyes.is_placed = place;
    if (place)
        eyes.place = *place;
    if (r == 0)
        *ret = (struct reading_page){
            .width = 500000,
            .height = 700000,
            .shown_width = 510000,
            .shown_height = 710000,
            .shown = {.a = ONE, .d = ONE, .e = 1000},
            .form = eyes.form,
            .lines = lines,
            .line_count = 2,
        };
    return r;
}

static const struct scan_reader reader = {.count = count, .read = read_one};

/* ---- Documents ---- */

static struct arena *arena;
static struct document_parts parts;
static struct findings findings;

static int start(void **state)
{
    (void)state;
    arena = arena_new(0);
    memset(&eyes, 0, sizeof eyes);
    eyes.frames = 1;
    parts = (struct document_parts){0};
    findings_init(&findings, arena);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    arena = arena_free(arena);
    return 0;
}

static void scan(int64_t pages)
{
    const struct scan_limits limits = {.page_ms = 5000, .pages = pages};

    assert_int_equal(scan_read(&reader, arena, slice_str("image"), &limits, &parts, &findings), 0);
}

/* A file whose pages hold what stands between them: `content` of each, with one image for all. */
static void open_pages(const char *const *contents, size_t page_count, const char *image)
{
    static const struct pdf_options options = {.limits = {100, 1000, 1000000}};
    size_t offsets[2 * PAGES_MAX + 5], used = 0, table;
    struct buffer bytes;
    void *copy;

    buffer_init(&bytes, 0);
    buffer_append_str(&bytes, "%PDF-1.7\n");
#define OBJECT(...)                                                                                \
    do {                                                                                           \
        offsets[++used] = bytes.size;                                                              \
        buffer_printf(&bytes, "%zu 0 obj\n", used);                                                \
        buffer_printf(&bytes, __VA_ARGS__);                                                        \
        buffer_append_str(&bytes, "\nendobj\n");                                                   \
    } while (0)
    OBJECT("<</Type/Catalog/Pages 2 0 R>>");
    OBJECT("<</Type/Pages/Count %zu/MediaBox[0 0 600 800]/Resources<</XObject<</I 3 0 R>>"
           "/Font<</F 4 0 R>>>>/Kids[%s]>>",
           page_count, page_count == 1 ? "5 0 R" : "5 0 R 7 0 R");
    OBJECT("<</Subtype/Image/Width 4/Height 2%s/Length 3>>\nstream\nabc\nendstream", image);
    OBJECT("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
    for (size_t i = 0; i < page_count; i++) {
        OBJECT("<</Type/Page/Parent 2 0 R/Contents %zu 0 R>>", 6 + 2 * i);
        OBJECT("<</Length %zu>>\nstream\n%s\nendstream", strlen(contents[i]), contents[i]);
    }
    table = bytes.size;
    buffer_printf(&bytes, "xref\n0 %zu\n0000000000 65535 f \n", used + 1);
    for (size_t i = 1; i <= used; i++)
        buffer_printf(&bytes, "%010zu 00000 n \n", offsets[i]);
    buffer_printf(&bytes, "trailer\n<</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", used + 1,
                  table);
    copy = arena_dup(arena, bytes.data, bytes.size);
    assert_int_equal(pdf_open(arena, slice_of(copy, bytes.size), &options, &parts.file), 0);
    buffer_done(&bytes);
    assert_true(pdf_is_readable(parts.file));
    assert_int_equal(pdf_text(parts.file, &parts.text), 0);
    parts.page_count = pdf_page_count(parts.file);
    parts.pages = arena_array(arena, struct page_size, parts.page_count);
    for (uint32_t i = 0; i < parts.page_count; i++) {
        struct page_size *size = (struct page_size *)&parts.pages[i];

        assert_int_equal(pdf_page_size(parts.file, i + 1, &size->width, &size->height), 0);
    }
    parts.is_complete = true;
}

#define SCANNED "q 600 0 0 800 0 0 cm /I Do Q"
#define WRITTEN "BT /F 12 Tf 72 700 Td (Hello) Tj ET"
#define GRAY    "/BitsPerComponent 8/ColorSpace/DeviceGray"
#define JPEG    GRAY "/Filter/DCTDecode"

/* ---- Tests ---- */

static void an_image_is_a_page(void **state)
{
    const struct pdf_line *line;

    (void)state;
    scan(20);
    assert_int_equal(parts.page_count, 1);
    assert_true(parts.is_complete);
    assert_string_equal(parts.form, "scan");
    assert_int_equal(findings.count, 0);
    assert_int_equal(eyes.picture.encoding, READING_FILE);
    assert_true(slice_is(eyes.picture.bytes, "image"));
    assert_false(eyes.is_placed);
    assert_int_equal(parts.pages[0].width, 500000);
    assert_int_equal(parts.pages[0].shown->width, 510000);
    assert_int_equal(parts.pages[0].shown->turn.e, 1000);
    assert_int_equal(parts.text->line_count, 2);
    line = &parts.text->lines[0];
    assert_int_equal(line->page, 1);
    assert_true(slice_is(line->text, "Date 2026年"));
    assert_int_equal(line->word_count, 3);
    assert_int_equal(line->words[0].confidence, 96);
    assert_int_equal(line->words[2].confidence, 1);
    assert_int_equal(line->box.left, 10000);
    assert_int_equal(line->box.right, 70000);
}

static void a_tiff_has_several(void **state)
{
    (void)state;
    eyes.frames = 3;
    eyes.form = READING_PHOTO;
    eyes.answers[1] = ERR_SYNTAX;
    scan(20);
    assert_int_equal(parts.page_count, 3);
    assert_int_equal(eyes.picture.frame, 2);
    assert_string_equal(parts.form, "photo");
    assert_int_equal(parts.text->line_count, 4);
    assert_int_equal(parts.text->lines[2].page, 3);
    assert_true(findings_has(&findings, "image.malformed"));
    assert_string_equal(findings.items[0].params[0].value, "2");
    assert_false(parts.is_complete);
}

static void each_failure_has_its_reason(void **state)
{
    static const struct {
        int error;
        const char *code;
    } failures[] = {
        {ERR_SYNTAX, "image.malformed"},
        {ERR_UNSUPPORTED, "image.unsupported"},
        {ERR_LIMIT, "limit.pixels"},
        {ERR_TIMEOUT, "limit.reading_time"},
    };

    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        stop(state);
        start(state);
        eyes.answers[0] = failures[i].error;
        scan(20);
        assert_int_equal(findings.count, 1);
        assert_string_equal(findings.items[0].code, failures[i].code);
        assert_false(parts.is_complete);
        assert_int_equal(parts.text->line_count, 0);
    }
    eyes.calls = 0;
    eyes.answers[0] = ERR_NOMEM;
    assert_int_equal(scan_read(&reader, arena, slice_str("image"),
                               &(struct scan_limits){.page_ms = 5000, .pages = 1}, &parts,
                               &findings),
                     ERR_NOMEM);
}

static void so_many_pages_and_no_more(void **state)
{
    (void)state;
    eyes.frames = 5;
    scan(2);
    assert_int_equal(eyes.calls, 2);
    assert_int_equal(findings.count, 1);
    assert_string_equal(findings.items[0].code, "limit.reading_pages");
    assert_string_equal(findings.items[0].params[0].value, "3");
    assert_false(parts.is_complete);
}

static void pages_of_a_file(void **state)
{
    static const char *const contents[] = {SCANNED, WRITTEN};

    (void)state;
    open_pages(contents, 2, JPEG);
    scan(20);
    assert_int_equal(eyes.calls, 1);
    assert_true(eyes.is_placed);
    assert_int_equal(eyes.place.left_top[1], 0);
    assert_int_equal(eyes.place.right_top[0], 600000);
    assert_int_equal(eyes.place.left_bottom[1], 800000);
    assert_int_equal(eyes.picture.encoding, READING_FILE);
    assert_int_equal(parts.text->line_count, 3);
    assert_true(slice_is(parts.text->lines[2].text, "Hello"));
    assert_int_equal(parts.text->lines[2].words[0].confidence, 0);
    assert_int_equal(parts.pages[0].width, 500000);
    assert_int_equal(parts.pages[0].shown->width, 600000);
    assert_null(parts.pages[1].shown);
    assert_true(parts.is_complete);
}

static void what_stands_beside_a_picture(void **state)
{
    static const char *const contents[] = {SCANNED " " WRITTEN};

    (void)state;
    open_pages(contents, 1, JPEG);
    scan(20);
    assert_int_equal(eyes.calls, 1);
    assert_int_equal(parts.text->line_count, 2); /* the picture's own alone, and it is said: */
    assert_false(parts.is_complete);
}

static void codings_of_a_file(void **state)
{
    static const char *const contents[] = {SCANNED};
    static const struct {
        const char *image;
        bool is_read;
        enum reading_encoding encoding;
    } codings[] = {
        {JPEG, true, READING_FILE},
        {GRAY, true, READING_SAMPLES},
        {"/ImageMask true/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 4>>", true,
         READING_CCITT},
        {GRAY "/Filter/JBIG2Decode", false, READING_FILE},
        {GRAY "/Filter/JPXDecode", false, READING_FILE},
    };

    for (size_t i = 0; i < sizeof codings / sizeof *codings; i++) {
        stop(state);
        start(state);
        open_pages(contents, 1, codings[i].image);
        scan(20);
        assert_int_equal(eyes.calls, codings[i].is_read);
        assert_int_equal(findings_has(&findings, "image.unsupported"), !codings[i].is_read);
        if (codings[i].is_read)
            assert_int_equal(eyes.picture.encoding, codings[i].encoding);
    }
}

/* Strips that nobody puts together: said, and not read one by one as if each were a page. */
static void strips_are_not_read(void **state)
{
    static const char *const contents[] = {
        "q 600 0 0 300 0 0 cm /I Do Q q 600 0 0 300 0 300 cm /I Do Q"};

    (void)state;
    open_pages(contents, 1, JPEG);
    scan(20);
    assert_int_equal(eyes.calls, 0);
    assert_true(findings_has(&findings, "image.unsupported"));
    assert_false(parts.is_complete);
}

/* Only what is inside the picture's part that shows: the page's words end at 20 of its 800 points.
 */
static void what_is_cut_off_is_not_read(void **state)
{
    static const struct {
        const char *content;
        size_t lines;
        const char *first;
    } cases[] = {
        {"q 0 0 600 800 re W n 600 0 0 800 0 0 cm /I Do Q", 2, "Date 2026年"},
        {"q 0 0 600 770 re W n 600 0 0 800 0 0 cm /I Do Q", 0, NULL},
        {"q 0 0 40 800 re 0 0 0 0 re W n 600 0 0 800 0 0 cm /I Do Q", 0, NULL}, /* too little */
        {"q 35 0 565 800 re W n 600 0 0 800 0 0 cm /I Do Q", 1, "2026年"},
        {"600 0 0 800 -560 0 cm /I Do", 0, NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        stop(state);
        start(state);
        open_pages(&cases[i].content, 1, JPEG);
        scan(20);
        assert_int_equal(parts.text->line_count, cases[i].lines);
        if (cases[i].lines > 0)
            assert_true(slice_is(parts.text->lines[0].text, cases[i].first));
    }
}

static void what_lies_over_a_picture_is_said(void **state)
{
    static const struct {
        const char *content;
        uint32_t covered, calls;
    } cases[] = {
        {SCANNED, 0, 1},
        {SCANNED " 1 g 100 100 50 10 re f", 1, 1}, /* a patch */
        {SCANNED " 1 g 0 0 600 800 re f", 0, 0},   /* a sheet: nothing is seen */
        {SCANNED " " SCANNED, 0, 1},               /* the upper one */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        stop(state);
        start(state);
        open_pages(&cases[i].content, 1, JPEG);
        scan(20);
        assert_int_equal(eyes.calls, cases[i].calls);
        assert_int_equal(parts.text->covered, cases[i].covered);
        assert_int_equal(parts.text->covered_page, cases[i].covered);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_image_is_a_page),
        TEST(a_tiff_has_several),
        TEST(each_failure_has_its_reason),
        TEST(so_many_pages_and_no_more),
        TEST(pages_of_a_file),
        TEST(what_stands_beside_a_picture),
        TEST(codings_of_a_file),
        TEST(strips_are_not_read),
        TEST(what_is_cut_off_is_not_read),
        TEST(what_lies_over_a_picture_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
