/* Text that is there and not seen, and text that only might not be. */
#include "little.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define WORD "BT /F 10 Tf 50 700 Td (word) Tj ET " /* 50 to 74, 698 to 709 */

struct page {
    const char *catalogue, *resources, *annotations;
    const char *content;
};

/* What is of interest of its text. */
struct found {
    size_t hidden, seen;
    uint32_t covered, annotations;
    uint32_t unseen_pictures, covered_pictures;
};

static const char *picture_entries = ""; /* of one picture */

static struct found read_page(const struct page *page)
{
    char picture[200];
    const struct pdf_text *text;
    struct little little;
    struct found found = {0};

    little_begin(&little);
    little_object(&little, 1, "<</Type/Catalog/Pages 2 0 R%s>>", page->catalogue);
    little_object(&little, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>");
    little_object(&little, 3,
                  "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>%s>>",
                  page->resources, page->annotations ? page->annotations : "");
    little_stream(&little, 4, "", page->content, strlen(page->content));
    little_object(&little, 5,
                  "<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>");
    little_stream(&little, 6, "/Subtype/Image/Width 1/Height 1", "x", 1);
    little_stream(&little, 7, "/Subtype/Image/Width 1/Height 1/SMask 6 0 R", "x", 1);
    little_object(&little, 8, "<</Type/OCG/Name(layer)>>");
    little_object(&little, 15, "<</Type/OCG/Name(other)>>");
    little_object(&little, 9, "<</Type/OCMD/OCGs 8 0 R>>");
    little_stream(&little, 10, "/Subtype/Form/OC 8 0 R/Resources<</Font<</F 5 0 R>>>>", WORD,
                  strlen(WORD));
    little_stream(&little, 11, "/Subtype/Form", "0 0 600 800 re f", 16);
    little_stream(&little, 16, "/Subtype/Form/BBox[0 0 40 40]/Resources<</Font<</F 5 0 R>>>>", WORD,
                  strlen(WORD));
    little_stream(&little, 17, "/Subtype/Form/BBox[40 690 140 720]/Resources<</Font<</F 5 0 R>>>>",
                  WORD, strlen(WORD));
    little_stream(&little, 18, "/Subtype/Form/BBox[0 0 55 800]", "0 0 600 800 re f", 16);
    snprintf(picture, sizeof picture, "/Subtype/Image/Width 1/Height 1%s", picture_entries);
    little_stream(&little, 19, picture, "x", 1);
    little_stream(&little, 14, "/Subtype/Image/Width 1/Height 1/OC 8 0 R", "x", 1);
    little_stream(&little, 12, "/N 3", "x", 1);
    little_stream(&little, 13,
                  "/Subtype/Form/Group<</S/Transparency>>/Resources<</Font<</F 5 0 R>>"
                  "/ExtGState<</N<</ca 1>>>>>>",
                  "/N gs " WORD, strlen("/N gs " WORD));
    little_table(&little, "/Root 1 0 R");
    assert_int_equal(pdf_text(little_open(&little), &text), 0);
    found = (struct found){.hidden = text->hidden_count,
                           .seen = text->line_count,
                           .covered = text->covered,
                           .annotations = text->annotations};
    for (size_t i = 0; i < text->picture_count; i++) {
        found.unseen_pictures += !text->pictures[i].image;
        found.covered_pictures += text->pictures[i].covered;
    }
    assert_int_equal(text->covered_page, text->covered > 0);
    assert_int_equal(text->annotations_page, text->annotations > 0);
    assert_int_equal(pdf_findings(little.file)->count, 0);
    little_done(&little);
    return found;
}

/* The page shows `content`; is its word among the hidden? */
static bool is_hidden(const char *catalogue, const char *resources, const char *content)
{
    struct page page = {catalogue, resources, NULL, content};
    struct found found = read_page(&page);

    assert_int_equal(found.hidden + found.seen, 1);
    return found.hidden == 1;
}

#define TWO "/Type/OCMD/OCGs[8 0 R 15 0 R]"
#define DOT "BT /F 10 Tf 3 Tr 200 700 Td (.) Tj ET"

#define RESOURCES                                                                                  \
    "/XObject<</I 6 0 R/M 7 0 R/L 10 0 R/W 11 0 R/G 13 0 R/X 14 0 R"                               \
    "/Outside 16 0 R/Inside 17 0 R/Sheet 18 0 R>>"                                                 \
    "/Properties<</O 8 0 R/D 9 0 R/AnyOn<<" TWO ">>/AllOn<<" TWO "/P/AllOn>>"                      \
    "/AnyOff<<" TWO "/P/AnyOff>>/AllOff<<" TWO "/P/AllOff>>"                                       \
    "/None<</Type/OCMD/OCGs[null]>>/Said<</Type/OCMD/OCGs 8 0 R/VE[/Not 8 0 R]>>>>"                \
    "/ColorSpace<</P3[/ICCBased 12 0 R]/Sep[/Separation/Spot/DeviceGray 6 0 R]>>"                  \
    "/ExtGState<</A<</ca .5>>/B<</BM/Multiply>>/C<</SMask<<>>>>/N<</ca 1/BM/Normal/SMask/None>>"   \
    "/Z<</ca 0/CA 0>>/Y<</ca .02>>/L<</LW 30>>>>"

static void hidden(const char *content)
{
    if (!is_hidden("", RESOURCES, content))
        fail_msg("seen: %s", content);
}

static void seen(const char *content)
{
    if (is_hidden("", RESOURCES, content))
        fail_msg("hidden: %s", content);
}

static void test_clipped(void **state)
{
    (void)state;
    hidden("0 0 40 40 re W n " WORD);
    hidden("0 0 600 690 re W* n " WORD);
    hidden("0 0 m 600 0 l 300 600 l h W n " WORD);
    hidden("0 0 600 800 re W n q 0 0 10 10 re W n " WORD "Q");
    seen("0 0 600 800 re W n " WORD);
    seen("0 0 m 600 0 l 300 800 l h W n " WORD); /* within its box, if not within it */
    seen("q 0 0 10 10 re W n Q " WORD);
    seen("0 0 10 10 re n " WORD);
    seen("W n " WORD); /* of no path */
    seen("0 0 10 10 re 40 690 100 100 re W n " WORD);
}

static void test_painted_over(void **state)
{
    (void)state;
    hidden(WORD "1 g 40 690 100 30 re f");
    hidden(WORD "1 0 0 rg 40 690 100 30 re B*");
    hidden(WORD "0 1 -1 0 140 690 cm 0 0 30 100 re f"); /* turned by a quarter */
    hidden(WORD "q 100 0 0 30 40 690 cm /I Do Q");
    hidden(WORD "/W Do"); /* by a form */
    hidden(WORD "/N gs 40 690 100 30 re f");
    seen("1 g 40 690 100 30 re f 0 g " WORD); /* before it */
    seen(WORD "60 690 100 30 re f");          /* half of it */
    seen(WORD "40 690 100 30 re S");
    seen(WORD "40 690 100 30 re n");
    seen(WORD "40 690 m 140 690 l 140 720 l 40 720 l f"); /* not known to be a rectangle */
    seen(WORD "40 690 100 30 re 0 0 1 1 re f*");
    seen(WORD "1 .1 -.1 1 0 0 cm 40 600 100 130 re f"); /* askew */
    seen(WORD "q /A gs 40 690 100 30 re f Q");
    seen(WORD "/B gs 40 690 100 30 re f");
    seen(WORD "/C gs 40 690 100 30 re f");
    seen(WORD "/Pattern cs /P scn 40 690 100 30 re f");
    seen(WORD "q 100 0 0 30 40 690 cm /M Do Q"); /* masked */
    seen(WORD "0 0 m 600 0 l 300 800 l h W n 40 690 100 30 re f");
    seen(WORD "0 0 45 800 re W n 40 690 100 30 re f"); /* clipped */
    seen(WORD "40 700 100 1 re f");                    /* a line */
}

/* What is shown once more, over what covered it, is seen. */
static void test_painted_over_and_shown_again(void **state)
{
    (void)state;
    seen("BT /F 10 Tf 50 700 Td (wo) Tj ET 1 g 200 690 9 9 re f 0 g "
         "BT /F 10 Tf 62 700 Td (rd) Tj ET");
    assert_true(is_hidden("", RESOURCES, WORD "1 g 40 690 100 30 re f 0 g "));
}

static void test_white(void **state)
{
    (void)state;
    hidden("1 g " WORD);
    hidden("1 1 1 rg " WORD);
    hidden("0 0 0 0 k " WORD);
    hidden("1 g q 0 g Q " WORD);
    hidden("0 g 300 300 10 10 re f 1 g " WORD);
    hidden("0.98 g " WORD); /* nobody sees that */
    seen("0.9 g " WORD);
    seen("0 0 0 rg " WORD);
    seen("1 1 1 1 k " WORD);
    seen("1 1 0 g " WORD);      /* the last is the one */
    seen("1 g 0 G 1 Tr " WORD); /* outlined */
    seen("1 g 0 G 2 Tr " WORD);
    hidden("0 g 1 G 1 Tr " WORD);
    hidden("1 g 1 1 1 RG 6 Tr " WORD);
    seen("q 100 0 0 30 40 690 cm /M Do Q 1 g " WORD);
    seen("q 0 0 600 800 re W n /S sh Q 1 g " WORD);
    seen("1 g q 0 g Q 0 g " WORD);
}

static void test_white_of_other_spaces(void **state)
{
    (void)state;
    hidden("/DeviceGray cs 1 sc " WORD);
    hidden("/DeviceRGB cs 1 1 1 scn " WORD);
    hidden("/DeviceCMYK cs 0 0 0 0 sc " WORD);
    hidden("/P3 cs 1 1 1 sc " WORD); /* an ICC profile's */
    hidden("/DeviceGray CS 1 SC 1 Tr " WORD);
    seen("/DeviceGray cs " WORD); /* black at first */
    seen("/DeviceCMYK cs " WORD);
    seen("/DeviceRGB cs 1 sc " WORD); /* not as many numbers as it has components */
    seen("/Sep cs 1 scn " WORD);      /* an ink, of what colour */
    seen("/Pattern cs /P scn " WORD);
    seen("/DeviceRGB cs 1 1 1 sc /Pattern cs /P scn " WORD);
}

/* What is painted in the colour of what it stands on. */
static void test_same_as_its_ground(void **state)
{
    (void)state;
    hidden("1 g 0 0 600 800 re f " WORD);
    hidden("0 g 40 690 100 30 re f 0.01 g " WORD);
    hidden("1 0 0 rg 40 690 100 30 re f " WORD);
    hidden("1 0 0 rg 0 0 600 800 re f 1 1 1 rg 40 690 100 30 re f " WORD);
    seen("0 g 40 690 100 30 re f 1 g " WORD);
    seen("0 g 40 690 100 12 re f " WORD); /* part of it stands elsewhere */
    seen("1 g 40 690 100 30 re f 0 g 40 690 100 30 re f 1 g " WORD);
    seen("0 g 40 690 100 30 re f 1 g 45 690 90 30 re f 0 g " WORD);
    seen("0 g q 100 0 0 30 40 690 cm /I Do Q " WORD); /* a picture of any colour */
    seen("q /A gs 0 g 40 690 100 30 re f Q " WORD);
}

static void test_clear(void **state)
{
    (void)state;
    hidden("/Z gs " WORD);
    hidden("/Z gs 2 Tr " WORD);
    hidden("/Z gs 0 g 40 690 100 30 re f " WORD);
    hidden("/Z gs /G Do");
    seen("/Z gs /N gs " WORD); /* opaque again */
    seen("/A gs " WORD);
    seen("q /Z gs Q " WORD);
    seen("/Y gs 2 Tr " WORD); /* stroked all the same */
}

static void test_layers_in_doubt(void **state)
{
    static const struct {
        const char *configuration, *content;
        uint32_t covered;
    } cases[] = {
        {"", "/OC /Said BDC " WORD "EMC", 1},
        {"", "/OC /Said BDC EMC " WORD, 0},
        {"/AS[<</Event/View/OCGs[8 0 R]>>]", "/OC /O BDC " WORD "EMC", 1},
        {"/AS[<</Event/View/OCGs[8 0 R]>>]", "/OC /D BDC " WORD "EMC", 1},
        {"/AS[]", "/OC /O BDC " WORD "EMC", 0},
    };
    char catalogue[128];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page page = {catalogue, RESOURCES, NULL, cases[i].content};
        struct found found;

        snprintf(catalogue, sizeof catalogue, "/OCProperties<</OCGs[8 0 R]/D<<%s>>>>",
                 cases[i].configuration);
        found = read_page(&page);
        assert_int_equal(found.seen, 1);
        assert_int_equal(found.covered, cases[i].covered);
    }
}

/* Of a form what lies outside its box is not painted. */
static void test_outside_a_form(void **state)
{
    (void)state;
    hidden("/Outside Do");
    seen("/Inside Do");
    hidden("q 1 0 0 1 0 900 cm /Inside Do Q");
    seen(WORD "/Sheet Do"); /* nor does it cover */
}

/* What no single strip or tile hides. */
static void test_strips(void **state)
{
    (void)state;
    hidden(WORD "1 g 40 704 100 6 re f 40 698 100 6 re f 40 692 100 6 re f");
    hidden(WORD
           "1 g 40 708 100 1.9 re f 40 706 100 1.9 re f 40 704 100 1.9 re f 40 702 100 1.9 re f "
           "40 700 100 1.9 re f 40 698 100 1.9 re f 40 696 100 1.9 re f");
    hidden(WORD "40 704 20 6 re f 60 704 90 6 re f 40 696 20 8 re f 60 696 90 8 re f");
    hidden("1 g 40 710 100 6 re f 0 g " WORD "1 g 40 704 100 6 re f 40 692 100 12 re f");
    hidden(WORD "1 g 40 704 100 6 re f " DOT " 1 g 40 692 100 12 re f");
    seen(WORD "1 g 40 704 100 6 re f 40 692 100 6 re f");  /* not between them */
    seen(WORD "1 g 40 704 100 6 re f 60 692 100 12 re f"); /* nor together a box */
    seen("1 g 40 704 100 6 re f 0 g " WORD "1 g 40 692 100 12 re f");
}

/* Pictures that may look otherwise than what is read of them. */
static void test_pictures_that_differ(void **state)
{
    static const struct {
        const char *entries, *before;
        bool differs;
    } cases[] = {
        {"", "", false},
        {"/Decode[0 1]", "", false},
        {"/Decode[1 0 1 0 1 0]", "", false},
        {"/Decode[0 255]", "", false}, /* of a palette */
        {"/Decode[1 1]", "", true},    /* all white */
        {"/Decode[0 .1]", "", true},
        {"/Decode[0 1 1 0 0 1]", "", true},
        {"/Decode[null 1]", "", true},
        {"/ColorSpace[/Separation/None/DeviceGray 6 0 R]", "", true},
        {"/ColorSpace[/ICCBased 12 0 R]", "", false},
        {"/ImageMask true", "", false},
        {"/ImageMask true", "1 g", true}, /* white ink */
        {"/ImageMask true", "0 0 .5 rg", false},
        {"/ImageMask true", "/Pattern cs /P scn", true},
    };
    char content[100];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page page = {"", "/XObject<</V 19 0 R>>", NULL, content};

        picture_entries = cases[i].entries;
        snprintf(content, sizeof content, "%s 600 0 0 800 0 0 cm /V Do", cases[i].before);
        if (read_page(&page).covered_pictures != cases[i].differs)
            fail_msg("%s%s", cases[i].entries, cases[i].before);
    }
    picture_entries = "";
}

/* Seen, for all that is known; whether it is covered. */
static void doubt(const char *content, bool covered)
{
    struct page page = {"", RESOURCES, NULL, content};
    struct found found = read_page(&page);

    assert_int_equal(found.seen, 1);
    if (found.covered != covered)
        fail_msg("%u covered: %s", (unsigned)found.covered, content);
}

static void test_in_doubt(void **state)
{
    (void)state;
    doubt(WORD "40 690 m 140 690 l 140 720 l 40 720 l f", true);
    doubt(WORD "40 690 100 30 re 200 0 9 9 re f", true);
    doubt(WORD "q 100 0 0 30 40 690 cm /M Do Q", true); /* masked */
    doubt(WORD "q 100 0 0 30 40 690 cm BI /W 1/H 1/BPC 8/CS/G ID x EI Q", true);
    doubt(WORD "q 100 9 0 30 40 690 cm /I Do Q", true); /* askew */
    doubt(WORD "q 0 0 600 800 re W n /S sh Q", true);
    doubt(WORD "/Pattern cs /P scn 40 690 100 30 re f", true);
    doubt(WORD "q /A gs 40 690 100 30 re f Q", true);
    doubt(WORD "30 w 40 705 m 140 705 l S", true); /* as wide as it */
    doubt(WORD "q /L gs 40 705 m 140 705 l S Q", true);
    doubt(WORD "1 g 40 704 100 3 re f", true);                             /* through its middle */
    doubt(WORD "40 697 100 1 re f", false);                                /* a line below it */
    doubt(WORD "40 690 100 30 re S 0 0 600 800 re S", false);              /* frames */
    doubt(WORD "40 690 100 1 re 40 720 100 1 re 40 690 1 30 re f", false); /* of a table */
    doubt(WORD "300 690 100 30 re f", false);
    doubt(WORD "q /Z gs 40 690 100 30 re f Q", false); /* clear */
    doubt("q 100 0 0 30 40 690 cm /M Do Q " WORD, false);
}

static void test_annotations(void **state)
{
    static const struct {
        const char *annotation;
        uint32_t count, covered;
    } cases[] = {
        {"/Subtype/Stamp/Rect[40 690 140 720]", 1, 1},
        {"/Subtype/FreeText/Rect[140 720 40 690]", 1, 1},
        {"/Subtype/Widget/FT/Tx/Rect[300 690 400 720]", 1, 0},
        {"/Subtype/Stamp", 0, 0},                          /* nowhere */
        {"/Subtype/Stamp/Rect[40 690 140 720]/F 2", 0, 0}, /* hidden */
        {"/Subtype/Widget/FT/Sig/Rect[0 0 0 0]", 0, 0},
        {"/Subtype/Widget/FT/Sig/Rect[40 690 140 720]", 0, 1}, /* told of elsewhere */
        {"/Subtype/Widget/Parent<</FT/Sig>>/Rect[300 690 400 720]", 0, 0},
        {"/Subtype/Link/Rect[40 690 140 720]", 0, 0},
        {"/Subtype/Link/Rect[40 690 140 720]/AP<</N 11 0 R>>", 1, 1},
        {"/Subtype/Popup/Rect[40 690 140 720]", 0, 0},
    };
    char annotations[200];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        /* what the content left clipped is not for annotations */
        struct page page = {"", RESOURCES, annotations, WORD "0 0 9 9 re W n"};
        struct found found;

        snprintf(annotations, sizeof annotations, "/Annots[<<%s>>]", cases[i].annotation);
        found = read_page(&page);
        assert_int_equal(found.seen, 1);
        assert_int_equal(found.annotations, cases[i].count);
        assert_int_equal(found.covered, cases[i].covered);
    }
}

/* Which pictures are seen: they are read. */
static void test_pictures_under_others(void **state)
{
    static const struct {
        const char *content;
        uint32_t unseen, covered;
    } cases[] = {
        {"q 600 0 0 800 0 0 cm /I Do Q", 0, 0},
        {"q 600 0 0 800 0 0 cm /I Do /I Do Q", 1, 1}, /* a whole one over it */
        {"q 600 0 0 800 0 0 cm /I Do 0 0 1 .5 re f 0 .5 1 .5 re f Q", 1, 1},
        {"q 600 0 0 800 0 0 cm /M Do Q", 0, 1}, /* masked */
        {"q 600 0 0 800 0 0 cm /I Do /M Do Q", 0, 2},
        {"q 600 0 0 800 0 0 cm /I Do Q 100 0 0 20 40 690 cm /I Do", 0, 1}, /* a patch */
        {"q 600 0 0 800 0 0 cm /I Do Q 1 g 40 690 100 30 re f", 0, 1},
        {"q 600 0 0 800 0 0 cm /I Do Q 40 690 100 30 re S", 0, 0}, /* a frame */
        {"1 g 40 690 100 30 re f 600 0 0 800 0 0 cm /I Do", 0, 0},
        {"q 0 0 9 9 re W n 600 0 0 800 100 0 cm /I Do Q", 1, 0}, /* clipped away */
        {"q 600 0 0 800 0 0 cm /X Do Q", 1, 0},                  /* off */
        {"q 600 0 0 800 0 0 cm /I Do /X Do Q", 1, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page page = {"/OCProperties<</OCGs[8 0 R]/D<</OFF[8 0 R]>>>>", RESOURCES, NULL,
                            cases[i].content};
        struct found found = read_page(&page);

        if (found.unseen_pictures != cases[i].unseen || found.covered_pictures != cases[i].covered)
            fail_msg("%u unseen, %u covered: %s", (unsigned)found.unseen_pictures,
                     (unsigned)found.covered_pictures, cases[i].content);
    }
}

static void test_layers(void **state)
{
    static const struct {
        const char *properties, *content;
        bool hidden;
    } cases[] = {
        {"/OFF[8 0 R]", "/OC /O BDC " WORD "EMC", true},
        {"/OFF[8 0 R]", "/OC /O BDC /Span BMC EMC " WORD "EMC", true},
        {"/BaseState/OFF", "/OC /O BDC " WORD "EMC", true},
        {"/OFF[8 0 R]", "/L Do", true},
        {"/OFF[8 0 R]", "/OC /O BDC EMC " WORD, false},
        {"/OFF[]", "/OC /O BDC " WORD "EMC", false},
        {"/BaseState/OFF/ON[8 0 R]", "/OC /O BDC " WORD "EMC", false},
        {"/OFF[8 0 R]", "/OC /D BDC " WORD "EMC", true}, /* of one group */
        {"", "/OC /D BDC " WORD "EMC", false},
        {"/OFF[8 0 R]", "/OC /AnyOn BDC " WORD "EMC", false},
        {"/OFF[8 0 R 15 0 R]", "/OC /AnyOn BDC " WORD "EMC", true},
        {"/OFF[8 0 R]", "/OC /AllOn BDC " WORD "EMC", true},
        {"", "/OC /AllOn BDC " WORD "EMC", false},
        {"/OFF[8 0 R]", "/OC /AnyOff BDC " WORD "EMC", false},
        {"", "/OC /AnyOff BDC " WORD "EMC", true},
        {"", "/OC /AllOff BDC " WORD "EMC", true},
        {"/OFF[8 0 R 15 0 R]", "/OC /AllOff BDC " WORD "EMC", false},
        {"/OFF[8 0 R]", "/OC /None BDC " WORD "EMC", false},
        {"/OFF[8 0 R]", "/OC /Said BDC " WORD "EMC", false}, /* by an expression: not decided */
        {"/OFF[8 0 R]", "/Span /O BDC " WORD "EMC", false},
        {"/OFF[8 0 R]", WORD "/OC /O BDC 0 0 600 800 re f EMC", false}, /* nor does it cover */
        {"", "/L Do", false},
    };
    char catalogue[128];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(catalogue, sizeof catalogue, "/OCProperties<</OCGs[8 0 R]/D<<%s>>>>",
                 cases[i].properties);
        assert_int_equal(is_hidden(catalogue, RESOURCES, cases[i].content), cases[i].hidden);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clipped),
        cmocka_unit_test(test_painted_over),
        cmocka_unit_test(test_white),
        cmocka_unit_test(test_painted_over_and_shown_again),
        cmocka_unit_test(test_white_of_other_spaces),
        cmocka_unit_test(test_same_as_its_ground),
        cmocka_unit_test(test_clear),
        cmocka_unit_test(test_strips),
        cmocka_unit_test(test_in_doubt),
        cmocka_unit_test(test_annotations),
        cmocka_unit_test(test_pictures_under_others),
        cmocka_unit_test(test_layers),
        cmocka_unit_test(test_layers_in_doubt),
        cmocka_unit_test(test_outside_a_form),
        cmocka_unit_test(test_pictures_that_differ),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
