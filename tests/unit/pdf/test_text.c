/*
 * Text from content streams. Most cases use Courier at 10 points, where a character is
 * 6 points wide, on a page of 600 by 800 points.
 */
#include "little.h"
#include "pdf/pdf.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define COURIER "<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>"

struct shown {
    struct little little;
    const struct pdf_text *text;
};

static void shown_done(struct shown *shown)
{
    little_done(&shown->little);
}

/* A file's page with `entries` in its dictionary, resources and content; its text. */
static void read_page(struct shown *shown, const char *entries, const char *resources,
                      struct slice content)
{
    struct little *little = &shown->little;

    little_object(little, 1, "<</Type/Catalog/Pages 2 0 R>>");
    little_object(little, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>");
    little_object(little, 3,
                  "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>%s>>",
                  resources, entries);
    little_stream(little, 4, "", content.data, content.size);
    little_table(little, "/Root 1 0 R");
    assert_int_equal(pdf_text(little_open(little), &shown->text), 0);
}

static void show_with(struct shown *shown, const char *entries, const char *font,
                      const char *content)
{
    little_begin(&shown->little);
    little_object(&shown->little, 5, "%s", font);
    read_page(shown, entries, "", slice_str(content));
}

static void show(struct shown *shown, const char *content)
{
    show_with(shown, "", COURIER, content);
}

static const struct findings *findings(const struct shown *shown)
{
    return pdf_findings(shown->little.file);
}

/* The lines, divided by `/`, words by `|`. */
static void expect_lines(const struct pdf_line *lines, size_t count, const char *expected)
{
    char text[1024];
    size_t size = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < lines[i].word_count; k++)
            size += (size_t)snprintf(text + size, sizeof text - size, "%s%.*s",
                                     k > 0   ? "|"
                                     : i > 0 ? "/"
                                             : "",
                                     (int)lines[i].words[k].text.size,
                                     (const char *)lines[i].words[k].text.data);
    text[size] = '\0';
    assert_string_equal(text, expected);
}

static void expect(const struct shown *shown, const char *expected)
{
    expect_lines(shown->text->lines, shown->text->line_count, expected);
}

/* Shows `content`; its words are `expected`, and nothing was wrong. */
static void expect_of(const char *content, const char *expected)
{
    struct shown shown;

    show(&shown, content);
    expect(&shown, expected);
    assert_int_equal(findings(&shown)->count, 0);
    shown_done(&shown);
}

static void expect_box(const struct pdf_box *box, int32_t left, int32_t top, int32_t right,
                       int32_t bottom)
{
    assert_int_equal(box->left, left);
    assert_int_equal(box->top, top);
    assert_int_equal(box->right, right);
    assert_int_equal(box->bottom, bottom);
}

/* ---- Words and lines ---- */

static void test_words(void **state)
{
    (void)state;
    expect_of("BT /F 10 Tf 50 700 Td (one word) Tj ET", "one|word");
    expect_of("BT /F 10 Tf 50 700 Td ( spaces  around ) Tj ET", "spaces|around");
    expect_of("BT /F 10 Tf 50 700 Td (jo) Tj (ined) Tj ET", "joined");
    expect_of("BT /F 10 Tf 50 700 Td [(k)-100(ern)150(ed)] TJ ET", "kerned");
    expect_of("BT /F 10 Tf 50 700 Td [(a)-300(gap)] TJ ET", "a|gap");
    expect_of("BT /F 10 Tf 50 700 Td (left) Tj 300 0 Td (right) Tj ET", "left|right");
    expect_of("BT /F 10 Tf 5 Tc 50 700 Td (abc) Tj ET", "abc"); /* spaced out on purpose */
    expect_of("BT /F 10 Tf 50 700 Td (word) Tj /F 8 Tf (small) Tj ET", "word|small");
    expect_of("BT /F 10 Tf 50 700 Td () Tj ( ) Tj ET", "");
}

static void test_line_text(void **state)
{
    struct shown shown;
    const struct pdf_line *line;

    (void)state;
    show(&shown, "BT /F 10 Tf 50 700 Td (a cell) Tj 300 0 Td (b) Tj /F 8 Tf (c) Tj ET");
    assert_int_equal(shown.text->line_count, 1);
    line = &shown.text->lines[0];
    assert_true(slice_is(line->text, "a cell bc"));
    assert_int_equal(line->page, 1);
    assert_int_equal(line->word_count, 4);
    assert_int_equal(line->words[2].order, 2);
    /* Courier without descriptor: 0.85 above the baseline, 0.2 below */
    expect_box(&line->words[1].box, 62000, 91500, 86000, 102000);
    expect_box(&line->box, 50000, 91500, 360800, 102000);
    shown_done(&shown);
}

/* Whatever order the stream draws in, lines go down the page and words to the right. */
static void test_order(void **state)
{
    (void)state;
    expect_of("BT /F 10 Tf 1 0 0 1 300 600 Tm (d) Tj 1 0 0 1 50 600 Tm (c) Tj "
              "1 0 0 1 300 700 Tm (b) Tj 1 0 0 1 50 701 Tm (a) Tj ET",
              "a|b/c|d");
    expect_of("BT /F 10 Tf 1 0 0 1 62 700 Tm (c) Tj 1 0 0 1 56 700 Tm (b) Tj "
              "1 0 0 1 50 700 Tm (a) Tj ET",
              "abc");
    expect_of("BT /F 10 Tf 1 0 0 1 50 700 Tm (a) Tj 1 0 0 1 50 696 Tm (b) Tj ET", "a/b");
}

/* Bold by drawing twice is one text; the same text in another place is two. */
static void test_drawn_twice(void **state)
{
    (void)state;
    expect_of("BT /F 10 Tf 50 700 Td (bold) Tj ET BT /F 10 Tf 50.3 700 Td (bold) Tj ET", "bold");
    expect_of("BT /F 10 Tf 50 700 Td (1) Tj ET BT /F 10 Tf 50.3 700 Td (1) Tj ET", "1");
    expect_of("BT /F 10 Tf 50 700 Td (11) Tj ET", "11");
    expect_of("BT /F 10 Tf 50 700 Td (ab) Tj ET BT /F 10 Tf 100 700 Td (ab) Tj ET", "ab|ab");
}

/* ---- Operators ---- */

static void test_text_operators(void **state)
{
    (void)state;
    expect_of("BT /F 10 Tf 12 TL 50 700 Td (a) Tj T* (b) Tj (c) ' 3 0 (d e) \" ET", "a/b/c/d|e");
    expect_of("BT /F 10 Tf 50 700 TD (a) Tj 0 -20 TD (b) Tj T* (c) Tj ET", "a/b/c");
    expect_of("BT /F 10 Tf 50 700 Td (H) Tj -2 Ts (2) Tj 0 Ts (O) Tj ET", "H|2|O");
    expect_of("q BT /F 10 Tf ET Q q 2 0 0 2 0 0 cm BT /F 10 Tf 50 300 Td (a) Tj ET Q", "a");
    expect_of("BT 1 0 0 -1 50 700 Tm /F -10 Tf (a) Tj ET", "a");
    expect_of("/P <</MCID 0>> BDC BT /F 10 Tf 50 700 Td (a) Tj ET EMC", "a");
    expect_of("/Span <</ActualText(other)>> BDC BT /F 10 Tf 50 700 Td (a) Tj ET EMC", "a");
    expect_of("BT /F 10 Tf 50 700 Td <4142> Tj (\\103\\\n) Tj ET", "ABC");
}

static void test_widths(void **state)
{
    struct shown shown;

    (void)state;
    show(&shown, "BT /F 10 Tf 50 Tz 1 Tc 2 Tw 100 700 Td (a b) Tj (c) Tj ET");
    /* (6 + 1) / 2 for a; a space of (6 + 1 + 2) / 2; b and c */
    assert_int_equal(shown.text->lines[0].words[1].box.left, 100000 + 3500 + 4500);
    assert_int_equal(shown.text->lines[0].words[1].box.right, 108000 + 3500 + 3000);
    shown_done(&shown);
    show_with(&shown, "",
              "<</Type/Font/Subtype/TrueType/BaseFont/X/FirstChar 65/Widths[250 333.5]"
              "/FontDescriptor<</MissingWidth 700/Flags 32/Ascent 900/Descent -300>>>>",
              "BT /F 10 Tf 100 700 Td (ABC) Tj ET");
    expect_box(&shown.text->lines[0].box, 100000, 91000, 112835, 103000);
    shown_done(&shown);
    show_with(&shown, "", "<</Type/Font/Subtype/Type1/BaseFont/Times-Bold>>",
              "BT /F 10 Tf 100 700 Td (A) Tj ET");
    assert_int_equal(shown.text->lines[0].box.right, 107220);
    shown_done(&shown);
}

/* Matrices with many places after the point must not lose them. */
static void test_precision(void **state)
{
    struct shown shown;

    (void)state;
    show(&shown,
         "0.00012 0 0 0.00012 0 0 cm BT /F 83333.333333 Tf 416666.66 5833333.3 Td (a) Tj ET");
    expect_box(&shown.text->lines[0].box, 50000, 91500, 56000, 102000);
    shown_done(&shown);
}

static void test_hidden(void **state)
{
    struct shown shown;

    (void)state;
    show(&shown, "BT /F 10 Tf 50 700 Td (seen) Tj 3 Tr (not) Tj 7 Tr (clip) Tj 0 Tr (again) Tj "
                 "/F 0 Tf (zero) Tj /F 10 Tf 0 Tz (flat) Tj 100 Tz 0 -20 Td (b) Tj -500 0 Td (left "
                 "of it) Tj "
                 "0 900 Td (above) Tj ET");
    expect(&shown, "seen|again/b");
    expect_lines(shown.text->hidden, shown.text->hidden_count,
                 "above/notclip|zero|flat/left|of|it");
    assert_int_equal(shown.text->unmapped, 0);
    shown_done(&shown);
    show_with(&shown, "/CropBox[100 100 200 200]", COURIER,
              "BT /F 10 Tf 110 150 Td (in) Tj 300 0 Td (out) Tj ET");
    expect(&shown, "in");
    expect_lines(shown.text->hidden, shown.text->hidden_count, "out");
    expect_box(&shown.text->lines[0].box, 10000, 41500, 22000, 52000);
    shown_done(&shown);
}

/* Text that is upright on the page as shown, for each turn, lies in the same place. */
static void test_rotated_pages(void **state)
{
    static const struct {
        const char *entries, *content;
    } turns[] = {
        {"/Rotate 90", "BT /F 10 Tf 0 1 -1 0 100 50 Tm (up) Tj ET"},
        {"/Rotate 180", "BT /F 10 Tf -1 0 0 -1 550 100 Tm (up) Tj ET"},
        {"/Rotate -90", "BT /F 10 Tf 0 -1 1 0 500 750 Tm (up) Tj ET"},
        {"", "BT /F 10 Tf 50 700 Td (up) Tj ET"},
    };
    struct shown shown;

    (void)state;
    for (size_t i = 0; i < sizeof turns / sizeof turns[0]; i++) {
        show_with(&shown, turns[i].entries, COURIER, turns[i].content);
        expect(&shown, "up");
        expect_box(&shown.text->lines[0].box, 50000, 91500, 62000, 102000);
        shown_done(&shown);
    }
}

/* Text that runs in another direction has lines of its own. */
static void test_directions(void **state)
{
    (void)state;
    expect_of("BT /F 10 Tf 0 1 -1 0 300 400 Tm (up up) Tj 1 0 0 1 50 400 Tm (level) Tj "
              "0 -1 1 0 400 440 Tm (down) Tj .7 .7 -.7 .7 100 100 Tm (askew) Tj ET",
              "down/up|up/level/askew");
}

/* ---- Fonts ---- */

static void expect_font(const char *font, const char *string, const char *expected,
                        uint32_t unmapped)
{
    struct shown shown;
    char content[256];

    snprintf(content, sizeof content, "BT /F 10 Tf 50 700 Td %s Tj ET", string);
    show_with(&shown, "", font, content);
    expect(&shown, expected);
    assert_int_equal(shown.text->unmapped, unmapped);
    shown_done(&shown);
}

#define COMPOSITE(encoding, info, rest)                                                            \
    "<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/" encoding "/DescendantFonts[<</Type/Font"     \
    "/Subtype/CIDFontType2/BaseFont/S/CIDSystemInfo<</Registry(Adobe)/Ordering(" info              \
    ")/Supplement 2>>" rest ">>]>>"

static void test_composite_fonts(void **state)
{
    (void)state;
    expect_font(COMPOSITE("GBK-EUC-H", "GB1", ""), "<B9FABCD2312E>", "国家1.", 0);
    expect_font(COMPOSITE("UniGB-UCS2-H", "GB1", ""), "<56FD5BB60031>", "国家1", 0);
    expect_font(COMPOSITE("ETen-B5-H", "CNS1", ""), "<B0EAAE61>", "國家", 0);
    expect_font(COMPOSITE("Identity-H", "GB1", ""), "<00220000>", "A\xef\xbf\xbd", 1);
    expect_font(COMPOSITE("Identity-H", "Identity", ""), "<0022>", "\xef\xbf\xbd", 1);
    expect_font(COMPOSITE("90ms-RKSJ-H", "Japan1", ""), "<0022>", "\xef\xbf\xbd", 1);
}

static void test_composite_widths(void **state)
{
    struct shown shown;

    (void)state;
    show_with(&shown, "", COMPOSITE("UniGB-UCS2-H", "GB1", "/DW 900/W[1 [500 600] 30 34 700]"),
              "BT /F 10 Tf 100 700 Td <0020> Tj <00210041 56FD> Tj ET");
    /* space 5, `!` is CID 2, `A` CID 34 */
    assert_int_equal(shown.text->lines[0].box.left, 105000);
    assert_int_equal(shown.text->lines[0].box.right, 105000 + 6000 + 7000 + 9000);
    shown_done(&shown);
}

/* Glyphs of a vertical font go down; they are one word of a line that does so. */
static void test_vertical(void **state)
{
    struct shown shown;

    (void)state;
    show_with(&shown, "", COMPOSITE("UniGB-UCS2-V", "GB1", ""),
              "BT /F 10 Tf 100 700 Td <56FD5BB6> Tj ET");
    expect(&shown, "国家");
    expect_box(&shown.text->lines[0].box, 95000, 100000, 105000, 120000);
    shown_done(&shown);
}

static void test_simple_encodings(void **state)
{
    (void)state;
    expect_font(COURIER, "(\\200\\226)", "\xe2\x82\xac\xe2\x80\x93", 0);
    expect_font("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/MacRomanEncoding>>",
                "(\\216)", "\xc3\xa9", 0);
    expect_font("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", "(\\047)", "\xe2\x80\x99", 0);
    expect_font("<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>", "(a)", "\xef\xbf\xbd", 1);
    expect_font("<</Type/Font/Subtype/TrueType/BaseFont/AAAAAA+X/FontDescriptor<</Flags 4>>>>",
                "(a)", "\xef\xbf\xbd", 1);
    expect_font("<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding<</BaseEncoding"
                "/WinAnsiEncoding/Differences[97/amacron/uni56FD/f_f/g12/Lslash.alt/u1F600]>>>>",
                "(abcdefg)", "ā国ff\xef\xbf\xbdŁ\xf0\x9f\x98\x80g", 1);
    expect_font("<</Type/Font/Subtype/Type3/FontMatrix[.01 0 0 .01 0 0]/FirstChar 97/LastChar 98"
                "/Widths[60 60]/Encoding<</Differences[97/A/B]>>/CharProcs<<>>>>",
                "(ab)", "AB", 0);
}

static void expect_to_unicode(const char *cmap, const char *expected, uint32_t unmapped)
{
    struct shown shown;

    little_begin(&shown.little);
    little_object(&shown.little, 5,
                  "<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding"
                  "/ToUnicode 6 0 R>>");
    little_stream(&shown.little, 6, "", cmap, strlen(cmap));
    read_page(&shown, "", "", slice_str("BT /F 10 Tf 50 700 Td (abc) Tj ET"));
    expect(&shown, expected);
    assert_int_equal(shown.text->unmapped, unmapped);
    shown_done(&shown);
}

/* It comes before the encoding, code by code (9.10.2). */
static void test_to_unicode(void **state)
{
    (void)state;
    expect_to_unicode("2 beginbfchar <61> <56FD> <62> <00660069> endbfchar", "国fic", 0);
    expect_to_unicode("1 beginbfchar <62> <0020> endbfchar", "a|c", 0);
    expect_to_unicode("1 beginbfchar <62> <E000> endbfchar", "a\ue000c", 1); /* private use */
    expect_to_unicode("1 beginbfchar <62> <0001> endbfchar",
                      "a\xef\xbf\xbd"
                      "c",
                      1);
    expect_to_unicode("1 beginbfchar <62> <00> <> endbfchar", "abc", 0); /* broken: not used */
}

/* ---- Forms and images ---- */

static void test_forms(void **state)
{
    static const char form[] = "q BT /F 10 Tf 0 0 Td (form) Tj ET Q Q 0 0 0 0 0 0 cm";
    struct shown shown;

    (void)state;
    little_begin(&shown.little);
    little_object(&shown.little, 5, COURIER);
    little_stream(&shown.little, 6,
                  "/Type/XObject/Subtype/Form/BBox[0 0 99 9]/Matrix[1 0 0 1 0 50]", form,
                  strlen(form));
    read_page(&shown, "", "/XObject<</X 6 0 R>>",
              slice_str("q 1 0 0 1 100 600 cm /X Do BT /F 10 Tf (after) Tj ET Q"));
    expect(&shown, "form/after"); /* the form took nothing away, and left nothing */
    assert_int_equal(shown.text->lines[0].box.left, 100000);
    assert_int_equal(shown.text->lines[0].box.bottom, 152000);
    assert_int_equal(shown.text->images, 0);
    shown_done(&shown);
}

static void test_form_loop(void **state)
{
    static const char form[] = "BT /F 10 Tf 50 700 Td (x) Tj ET /X Do";
    struct shown shown;

    (void)state;
    little_begin(&shown.little);
    little_object(&shown.little, 5, COURIER);
    little_stream(&shown.little, 6,
                  "/Subtype/Form/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>", form,
                  strlen(form));
    read_page(&shown, "", "/XObject<</X 6 0 R>>", slice_str("/X Do"));
    assert_non_null(little_finding(findings(&shown), "limit.depth"));
    shown_done(&shown);
}

/* The data of an inline image may look like anything; what follows is read on. */
static void test_inline_images(void **state)
{
    static const char *const images[] = {
        "BI /W 4 /H 3 /BPC 8 /CS /G ID \n EI (x) Tj EI", /* 12 bytes of data */
        "BI /W 9 /H 1 /IM true ID \x80\x7f EI",
        "BI /W 99 /H 99 /F /DCT ID \xff\xd8 EI \xff\xd9\x01\nEI",
        "BI /W 8 /H 1 /BPC 8 /CS /RGB /F [/A85 /Fl] /D [null <</Columns 3>>] ID abc~> EI",
        "BI /L 7 /W 1 /H 1 /F /Fl ID \nEI EI \nEI",
    };
    char content[256];
    struct shown shown;

    (void)state;
    for (size_t i = 0; i < sizeof images / sizeof images[0]; i++) {
        snprintf(content, sizeof content,
                 "BT /F 10 Tf 50 700 Td (a) Tj ET\n%s BT /F 10 Tf 70 700 Td (b) Tj ET", images[i]);
        show(&shown, content);
        expect(&shown, "a|b");
        assert_int_equal(shown.text->images, 1);
        assert_int_equal(findings(&shown)->count, 0);
        shown_done(&shown);
    }
}

static void test_image_objects(void **state)
{
    struct shown shown;

    (void)state;
    little_begin(&shown.little);
    little_object(&shown.little, 5, COURIER);
    little_stream(&shown.little, 6, "/Subtype/Image/Width 1/Height 1", "x", 1);
    read_page(&shown, "", "/XObject<</I 6 0 R>>", slice_str("/I Do /I Do"));
    assert_int_equal(shown.text->images, 2);
    assert_int_equal(shown.text->line_count, 0);
    shown_done(&shown);
}

/* ---- What is wrong ---- */

/* What can be read is, and what cannot is named once with its page. */
static void test_irregular(void **state)
{
    static const struct {
        const char *content, *expected, *detail;
    } cases[] = {
        {"BT /F 10 Tf 50 700 Td Tj (a) Tj ET", "a", "operands"},
        {"BT /F 10 Tf 50 700 Td 5 Tj (a) Tj ET", "a", "operands"},
        {"BT /F 10 Tf 1 0 0 /x 0 0 Tm 50 700 Td (a) Tj ET", "a", "operands"},
        {"BT /F 10 Tf 50 700 Td (a) Tj ET /X Do", "a", "XObject"},
        {"BT /F 10 Tf 50 700 Td (a) Tj ET wrong", "a", "unknown operator"},
        {"BT /F 10 Tf 50 700 Td (a) Tj ET (open", "a", "well-formed"},
        {"BT /F 10 Tf 50 700 Td (a) Tj ET ] (b) Tj", "a", "well-formed"},
        {"BT /F 10 Tf 50 700 Td (a) Tj ET BI /W 1 ID xyz", "a", "well-formed"},
        {"BT 50 700 Td (b) Tj /F 10 Tf (a) Tj ET", "a", "without a font"},
        {"BT /G 10 Tf 50 700 Td (b) Tj /F 10 Tf (a) Tj ET", "a", "resources"},
    };
    struct shown shown;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        show(&shown, cases[i].content);
        expect(&shown, cases[i].expected);
        assert_int_equal(findings(&shown)->count, 1);
        if (!little_says(findings(&shown), "pdf.malformed", cases[i].detail))
            fail_msg("%s", cases[i].content);
        assert_string_equal(findings(&shown)->items[0].params[0].name, "page");
        shown_done(&shown);
    }
}

static void test_undecodable(void **state)
{
    struct shown shown;
    struct little *little = &shown.little;

    (void)state;
    little_begin(little);
    little_object(little, 1, "<</Type/Catalog/Pages 2 0 R>>");
    little_object(little, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>");
    little_object(
        little, 3,
        "<</Type/Page/Parent 2 0 R/Contents[4 0 R 5 0 R]/Resources<</Font<</F 6 0 R>>>>>>");
    little_stream(little, 4, "/Filter/FlateDecode", "rubbish", 7);
    little_stream(little, 5, "", "BT /F 10 Tf 50 700 Td (a) Tj ET", 31);
    little_object(little, 6, COURIER);
    little_table(little, "/Root 1 0 R");
    assert_int_equal(pdf_text(little_open(little), &shown.text), 0);
    expect(&shown, "a");
    assert_true(little_says(findings(&shown), "pdf.malformed", "decoded"));
    shown_done(&shown);
}

/* Operators may be divided between the streams of a page, tokens may not. */
static void test_divided_content(void **state)
{
    struct shown shown;
    struct little *little = &shown.little;

    (void)state;
    little_begin(little);
    little_object(little, 1, "<</Type/Catalog/Pages 2 0 R>>");
    little_object(little, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>");
    little_object(
        little, 3,
        "<</Type/Page/Parent 2 0 R/Contents[4 0 R 5 0 R]/Resources<</Font<</F 6 0 R>>>>>>");
    little_stream(little, 4, "", "BT /F 10 Tf 50 700 Td (a)", 25);
    little_stream(little, 5, "", "Tj ET", 5);
    little_object(little, 6, COURIER);
    little_table(little, "/Root 1 0 R");
    assert_int_equal(pdf_text(little_open(little), &shown.text), 0);
    expect(&shown, "a");
    assert_int_equal(findings(&shown)->count, 0);
    shown_done(&shown);
}

/* One stream named often enough is as good as a bomb. */
static void test_content_repeated(void **state)
{
    static const char content[] = "BT 100 100 Td 200 200 Td ET % and a comment to make it longer";
    struct shown shown;
    struct little *little = &shown.little;

    (void)state;
    little_begin(little);
    little->limits.inflated = 1000;
    little_object(little, 1, "<</Type/Catalog/Pages 2 0 R>>");
    little_object(little, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>");
    little_object(little, 3, "<</Type/Page/Parent 2 0 R/Contents 5 0 R>>");
    little_stream(little, 4, "", content, strlen(content));
    little_object(little, 5,
                  "[4 0 R 4 0 R 4 0 R 4 0 R 4 0 R 4 0 R 4 0 R 4 0 R 4 0 R 4 0 R "
                  "4 0 R 4 0 R 4 0 R 4 0 R 4 0 R 4 0 R 4 0 R]");
    little_table(little, "/Root 1 0 R");
    assert_int_equal(pdf_text(little_open(little), &shown.text), 0);
    assert_non_null(little_finding(findings(&shown), "limit.inflated"));
    shown_done(&shown);
}

static void test_depth(void **state)
{
    static char content[2000];
    struct shown shown;

    (void)state;
    memset(content, ' ', sizeof content - 1);
    for (size_t i = 0; i < 257; i++)
        content[2 * i] = 'q';
    show(&shown, content);
    assert_non_null(little_finding(findings(&shown), "limit.depth"));
    shown_done(&shown);
    memset(content, '[', 100);
    show(&shown, content);
    assert_non_null(little_finding(findings(&shown), "limit.depth"));
    shown_done(&shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_line_text),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_drawn_twice),
        cmocka_unit_test(test_text_operators),
        cmocka_unit_test(test_widths),
        cmocka_unit_test(test_precision),
        cmocka_unit_test(test_hidden),
        cmocka_unit_test(test_rotated_pages),
        cmocka_unit_test(test_directions),
        cmocka_unit_test(test_composite_fonts),
        cmocka_unit_test(test_composite_widths),
        cmocka_unit_test(test_vertical),
        cmocka_unit_test(test_simple_encodings),
        cmocka_unit_test(test_to_unicode),
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_form_loop),
        cmocka_unit_test(test_inline_images),
        cmocka_unit_test(test_image_objects),
        cmocka_unit_test(test_irregular),
        cmocka_unit_test(test_undecodable),
        cmocka_unit_test(test_divided_content),
        cmocka_unit_test(test_content_repeated),
        cmocka_unit_test(test_depth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
