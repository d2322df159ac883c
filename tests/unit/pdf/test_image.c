/* Pictures as they lie in a file: their figures, coding and place on the page. */
#include "base/error.h"
#include "little.h"
#include "pdf/pdf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct little little;
static const struct pdf_text *text;

static int begin(void **state)
{
    (void)state;
    little_begin(&little);
    return 0;
}

static int end(void **state)
{
    (void)state;
    little_done(&little);
    return 0;
}

/* A page of 600 by 800 whose content paints the image 5, made of `entries` and `data`. */
static void make(const char *content, const char *entries, const char *data, size_t size)
{
    little_object(&little, 1, "<</Type/Catalog/Pages 2 0 R>>");
    little_object(&little, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
    little_object(&little, 3,
                  "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
                  "/Resources<</XObject<</I 5 0 R>>>>>>");
    little_stream(&little, 4, "", content, strlen(content));
    little_stream(&little, 5, entries, data, size);
    little_stream(&little, 6, "/JBIG2", "g", 1);
    little_table(&little, "/Root 1 0 R");
    assert_true(pdf_is_readable(little_open(&little)));
    assert_int_equal(pdf_text(little.file, &text), 0);
}

#define FULL_PAGE "q 600 0 0 800 0 0 cm /I Do Q"
#define IMAGE     "/Subtype/Image/Width 4/Height 2"

static int image_of(const char *entries, const char *data, struct pdf_image *ret)
{
    make(FULL_PAGE, entries, data, strlen(data));
    assert_int_equal(text->picture_count, 1);
    return pdf_image(little.file, &text->pictures[0], ret);
}

static void samples(void **state)
{
    struct pdf_image image;

    (void)state;
    assert_int_equal(image_of(IMAGE
                              "/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/ASCIIHexDecode",
                              "0001020304050607>", &image),
                     0);
    assert_int_equal(image.coding, PDF_CODING_SAMPLES);
    assert_int_equal(image.width, 4);
    assert_int_equal(image.height, 2);
    assert_int_equal(image.bits, 8);
    assert_int_equal(image.components, 1);
    assert_int_equal(image.bytes.size, 8);
    assert_int_equal(image.bytes.data[7], 7);
    assert_false(image.inverted);
    assert_int_equal(image.palette.size, 0);
}

/* The image filter is left on, what is around it is undone. */
static void jpeg_inside_another_filter(void **state)
{
    struct pdf_image image;

    (void)state;
    assert_int_equal(image_of(IMAGE "/BitsPerComponent 8/ColorSpace/DeviceRGB"
                                    "/Filter[/ASCIIHexDecode/DCTDecode]",
                              "FFD8FF>", &image),
                     0);
    assert_int_equal(image.coding, PDF_CODING_DCT);
    assert_int_equal(image.components, 3);
    assert_int_equal(image.bytes.size, 3);
}

static void fax(void **state)
{
    struct pdf_image image;

    (void)state;
    assert_int_equal(image_of(IMAGE "/ImageMask true/Filter/CCITTFaxDecode/DecodeParms<</K -1"
                                    "/Columns 4/BlackIs1 true/EncodedByteAlign true>>",
                              "abc", &image),
                     0);
    assert_int_equal(image.coding, PDF_CODING_CCITT);
    assert_int_equal(image.k, -1);
    assert_true(image.byte_aligned);
    assert_false(image.line_ends);
    assert_true(image.inverted);
    assert_int_equal(image.bits, 1);
    assert_int_equal(image.components, 1);
}

/* Entries, and what pdf_image() returns. */
static const struct {
    const char *entries;
    int expected;
} refused[] = {
    {"/Subtype/Image/Width 4", ERR_SYNTAX},
    {"/Subtype/Image/Width 0/Height 2", ERR_SYNTAX},
    {"/Subtype/Image/Width -4/Height 2", ERR_SYNTAX},
    {"/Subtype/Image/Width 9999999999/Height 2", ERR_SYNTAX},
    {IMAGE "/BitsPerComponent 99", ERR_SYNTAX},
    {IMAGE "/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/ASCIIHexDecode", ERR_SYNTAX},
    {IMAGE "/Filter[/DCTDecode/ASCIIHexDecode]", ERR_UNSUPPORTED},
    {IMAGE "/Filter[/DCTDecode/CCITTFaxDecode]", ERR_UNSUPPORTED},
    {IMAGE "/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 5>>", ERR_UNSUPPORTED},
    {IMAGE "/ColorSpace[/Indexed/DeviceRGB 1 7]", ERR_SYNTAX},
    {IMAGE "/ColorSpace[/Indexed/DeviceRGB 1(ab)]", ERR_SYNTAX},
    {IMAGE "/F(elsewhere)", ERR_UNSUPPORTED},
    {IMAGE "/Filter/JBIG2Decode", 0},
    {IMAGE "/Filter/JPXDecode", 0},
};

static void what_cannot_be(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct pdf_image image;

        if (i > 0) {
            little_done(&little);
            little_begin(&little);
        }
        assert_int_equal(image_of(refused[i].entries, "xyz", &image), refused[i].expected);
    }
}

/* A colour space and /Decode, and what is made of them. */
static const struct {
    const char *entries;
    uint32_t components;
    bool inverted;
    const char *palette; /* NULL: none */
} colours[] = {
    {"/ColorSpace/DeviceGray", 1, false, NULL},
    {"/ColorSpace/DeviceGray/Decode[1 0]", 1, true, NULL},
    {"/ColorSpace/DeviceCMYK", 4, false, NULL},
    {"/ColorSpace[/CalRGB<<>>]", 3, false, NULL},
    {"/ColorSpace[/ICCBased 7 0 R]", 0, false, NULL},
    {"/ColorSpace[/Separation/Black/DeviceCMYK<<>>]", 1, true, NULL},
    {"/ColorSpace[/Lab<<>>]", 0, false, NULL},
    {"/ColorSpace[/Indexed/DeviceRGB 1(abcdef)]", 1, false, "abcdef"},
    {"/ColorSpace[/Indexed/DeviceGray 1(ab)]", 1, false, "aaabbb"},
    {"/ImageMask true", 1, false, NULL},
    {"/ImageMask true/Decode[1 0]", 1, true, NULL},
};

static void colour_spaces(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
        struct pdf_image image;
        char entries[256];

        if (i > 0) {
            little_done(&little);
            little_begin(&little);
        }
        snprintf(entries, sizeof entries, IMAGE "%s", colours[i].entries);
        assert_int_equal(image_of(entries, "xyz", &image), 0);
        assert_int_equal(image.components, colours[i].components);
        assert_int_equal(image.inverted, colours[i].inverted);
        assert_true(colours[i].palette ? slice_is(image.palette, colours[i].palette)
                                       : image.palette.size == 0);
    }
}

static void corners_on_the_page(void **state)
{
    const struct pdf_corners *corners;

    (void)state;
    make("q 300 0 0 400 100 200 cm /I Do Q q 0 400 -300 0 500 200 cm /I Do Q", IMAGE, "x", 1);
    assert_int_equal(text->picture_count, 2);
    corners = &text->pictures[0].corners;
    assert_int_equal(corners->left_top[0], 100000);
    assert_int_equal(corners->left_top[1], 200000); /* from the page's top */
    assert_int_equal(corners->right_top[0], 400000);
    assert_int_equal(corners->right_top[1], 200000);
    assert_int_equal(corners->left_bottom[0], 100000);
    assert_int_equal(corners->left_bottom[1], 600000);
    corners = &text->pictures[1].corners; /* turned by a quarter, anticlockwise */
    assert_int_equal(corners->left_top[0], 200000);
    assert_int_equal(corners->left_top[1], 600000);
    assert_int_equal(corners->right_top[0], 200000);
    assert_int_equal(corners->right_top[1], 200000);
    assert_int_equal(corners->left_bottom[0], 500000);
}

static void what_is_not_seen_is_not_read(void **state)
{
    struct pdf_image image;

    (void)state;
    make("BI /W 1 /H 1 ID x EI q 0 0 10 10 re W n 300 0 0 400 100 200 cm /I Do Q", IMAGE, "x", 1);
    assert_int_equal(text->picture_count, 2);
    assert_null(text->pictures[0].image); /* inline */
    assert_null(text->pictures[1].image); /* clipped away */
    assert_int_equal(pdf_image(little.file, &text->pictures[1], &image), ERR_INVALID);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(samples),
        TEST(jpeg_inside_another_filter),
        TEST(fax),
        TEST(what_cannot_be),
        TEST(colour_spaces),
        TEST(corners_on_the_page),
        TEST(what_is_not_seen_is_not_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
