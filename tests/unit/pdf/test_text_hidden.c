/* Text that is there and not seen, and text that only might not be. */
#include "little.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define WORD "BT /F 10 Tf 50 700 Td (word) Tj ET " /* 50 to 74, 698 to 709 */

/* The page shows `content`; is its word among the hidden? */
static bool is_hidden(const char *catalogue, const char *resources, const char *content)
{
    const struct pdf_text *text;
    struct little little;
    size_t hidden, seen;

    little_begin(&little);
    little_object(&little, 1, "<</Type/Catalog/Pages 2 0 R%s>>", catalogue);
    little_object(&little, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>");
    little_object(&little, 3,
                  "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>>>",
                  resources);
    little_stream(&little, 4, "", content, strlen(content));
    little_object(&little, 5,
                  "<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>");
    little_stream(&little, 6, "/Subtype/Image/Width 1/Height 1", "x", 1);
    little_stream(&little, 7, "/Subtype/Image/Width 1/Height 1/SMask 6 0 R", "x", 1);
    little_object(&little, 8, "<</Type/OCG/Name(layer)>>");
    little_object(&little, 9, "<</Type/OCMD/OCGs 8 0 R>>");
    little_stream(&little, 10, "/Subtype/Form/OC 8 0 R/Resources<</Font<</F 5 0 R>>>>", WORD,
                  strlen(WORD));
    little_stream(&little, 11, "/Subtype/Form", "0 0 600 800 re f", 16);
    little_table(&little, "/Root 1 0 R");
    assert_int_equal(pdf_text(little_open(&little), &text), 0);
    hidden = text->hidden_count;
    seen = text->line_count;
    assert_int_equal(pdf_findings(little.file)->count, 0);
    little_done(&little);
    assert_int_equal(hidden + seen, 1);
    return hidden == 1;
}

#define RESOURCES                                                                                  \
    "/XObject<</I 6 0 R/M 7 0 R/L 10 0 R/W 11 0 R>>/Properties<</O 8 0 R/D 9 0 R>>"                \
    "/ExtGState<</A<</ca .5>>/B<</BM/Multiply>>/C<</SMask<<>>>>/N<</ca 1/BM/Normal/SMask/None>>>>"

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
    seen("0.99 g " WORD);
    seen("0 0 0 rg " WORD);
    seen("1 1 1 1 k " WORD);
    seen("/DeviceGray cs 1 sc " WORD); /* of a space that is not looked at */
    seen("1 g 0 G 1 Tr " WORD);        /* outlined */
    seen("0 g 40 690 100 30 re f 1 g " WORD);
    seen("q 100 0 0 30 40 690 cm /M Do Q 1 g " WORD);
    seen("q 0 0 600 800 re W n /S sh Q 1 g " WORD);
    seen("1 g q 0 g Q 0 g " WORD);
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
        {"/OFF[8 0 R]", "/OC /D BDC " WORD "EMC", false}, /* not decided here */
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
        cmocka_unit_test(test_clipped), cmocka_unit_test(test_painted_over),
        cmocka_unit_test(test_white),   cmocka_unit_test(test_painted_over_and_shown_again),
        cmocka_unit_test(test_layers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
