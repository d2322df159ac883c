/* What later bytes did to the document as a whole: layers, actions, files, labels, tags. */
#include "comparing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define ROOT(entries)                                                                              \
    "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>" entries ">>"

/* Signs a file whose catalogue has `entries`, and which holds the objects 7 and 8. */
static void sign_with(const char *entries)
{
    little_done(&little);
    little_begin(&little);
    little_page(&little);
    little_object(&little, 1, ROOT("%s"), entries);
    little_object(&little, 5, "<</FT/Sig/T(One)/V 6 0 R>>");
    little_object(&little, 7, "<</Type/OCG/Name(layer)>>");
    little_object(&little, 8, "<</K<</S/Span/ActualText(10)>>>>");
    little_signature(&little, 6, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
}

static void test_entries_of_the_catalogue(void **state)
{
    static const struct {
        const char *before, *now;
        enum pdf_change_kind kind;
    } cases[] = {
        {"/OCProperties<</OCGs[7 0 R]/D<<>>>>", "/OCProperties<</OCGs[7 0 R]/D<</OFF[7 0 R]>>>>",
         PDF_CHANGE_optional_content},
        {"/OCProperties<</OCGs[7 0 R]/D<</BaseState/ON>>>>",
         "/OCProperties<</OCGs[7 0 R]/D<</BaseState/OFF>>>>", PDF_CHANGE_optional_content},
        {"", "/OCProperties<</OCGs[]/D<<>>>>", PDF_CHANGE_optional_content},
        {"", "/OpenAction<</S/JavaScript/JS(x)>>", PDF_CHANGE_action},
        {"/OpenAction[3 0 R/Fit]", "/OpenAction[3 0 R/FitH 0]", PDF_CHANGE_action},
        {"", "/AA<</WP<</S/JavaScript/JS(x)>>>>", PDF_CHANGE_action},
        {"", "/URI<</Base(http:)>>", PDF_CHANGE_action},
        {"", "/Names<</JavaScript<</Names[]>>>>", PDF_CHANGE_action},
        {"", "/Names<</EmbeddedFiles<</Names[]>>>>", PDF_CHANGE_attachment},
        {"", "/Names<</Dests<</Names[]>>>>", PDF_CHANGE_catalogue},
        {"", "/AF[8 0 R]", PDF_CHANGE_attachment},
        {"", "/Collection<<>>", PDF_CHANGE_attachment},
        {"/PageLabels<</Nums[0<</S/D>>]>>", "/PageLabels<</Nums[0<</S/D/St 3>>]>>",
         PDF_CHANGE_page_labels},
        {"/StructTreeRoot 8 0 R", "/StructTreeRoot<</K<</S/Span/ActualText(90)>>>>",
         PDF_CHANGE_tags},
        {"/Lang(zh)", "/Lang(en)", PDF_CHANGE_tags},
        {"", "/Perms<</DocMDP 6 0 R>>", PDF_CHANGE_permissions},
        {"/Perms<</DocMDP 6 0 R>>", "", PDF_CHANGE_permissions},
        {"", "/Version/2.0", PDF_CHANGE_catalogue},
        {"", "/Outlines<<>>", PDF_CHANGE_catalogue},
        {"", "/ViewerPreferences<</DisplayDocTitle true>>", PDF_CHANGE_catalogue},
        {"", "/Metadata 8 0 R", PDF_CHANGE_information},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sign_with(cases[i].before);
        little_object(&little, 1, ROOT("%s"), cases[i].now);
        little_table(&little, "/Root 1 0 R");
        changed(cases[i].kind, 1, 0);
    }
}

/* The catalogue stays as it was; what it leads to does not. */
static void test_objects_behind_the_catalogue(void **state)
{
    static const struct {
        const char *entries;
        uint32_t number;
        const char *text;
        enum pdf_change_kind kind;
    } cases[] = {
        {"/OCProperties<</OCGs[7 0 R]/D<<>>>>", 7, "<</Type/OCG/Name(layer)/Usage<<>>>>",
         PDF_CHANGE_optional_content},
        {"/StructTreeRoot 8 0 R", 8, "<</K<</S/Span/ActualText(90)>>>>", PDF_CHANGE_tags},
        {"/Names<</EmbeddedFiles 8 0 R>>", 8, "<</Names[(a)7 0 R]>>", PDF_CHANGE_attachment},
        {"/OpenAction 8 0 R", 8, "<</S/JavaScript/JS(x)>>", PDF_CHANGE_action},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sign_with(cases[i].entries);
        little_object(&little, cases[i].number, "%s", cases[i].text);
        little_table(&little, "/Root 1 0 R");
        changed(cases[i].kind, cases[i].number, 0);
    }
}

/* The names are an object of their own: what changed in them is named, not that they did. */
static void test_names_of_their_own(void **state)
{
    (void)state;
    sign_with("/Names 8 0 R");
    little_object(&little, 8, "<</K<</S/Span/ActualText(10)>>/JavaScript<</Names[]>>>>");
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_action, 1, 0);
    assert_int_equal(count, 1);
}

static void test_the_order_of_pages(void **state)
{
    (void)state;
    little_done(&little);
    little_begin(&little);
    little_page(&little);
    little_object(&little, 1, CATALOGUE, "", "");
    little_object(&little, 2, "<</Type/Pages/Kids[3 0 R 7 0 R]/Count 2/MediaBox[0 0 600 800]>>");
    little_object(&little, 5, "<</FT/Sig/T(One)/V 6 0 R>>");
    little_object(&little, 7, "<</Type/Page/Parent 2 0 R>>");
    little_signature(&little, 6, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
    little_object(&little, 2, "<</Type/Pages/Kids[7 0 R 3 0 R]/Count 2/MediaBox[0 0 600 800]>>");
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_page_order, 0, 0);
}

/* Fonts are what text looks like, and how it reads. */
static void test_fonts(void **state)
{
    static const char font[] = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica%s>>";

    (void)state;
    for (int i = 0; i < 2; i++) {
        little_done(&little);
        little_begin(&little);
        little_page(&little);
        little_object(&little, 1, CATALOGUE, "", "");
        little_object(&little, 3,
                      "<</Type/Page/Parent 2 0 R/Contents 4 0 R"
                      "/Resources<</Font<</F1 7 0 R>>/XObject<<>>>>>>");
        little_object(&little, 5, "<</FT/Sig/T(One)/V 6 0 R>>");
        little_object(&little, 7, font, "/ToUnicode 8 0 R");
        little_stream(&little, 8, "", "one", 3);
        little_signature(&little, 6, "");
        little_table(&little, "/Root 1 0 R");
        little_sign(&little);
        if (i == 0)
            little_stream(&little, 8, "", "two", 3);
        else
            little_object(&little, 7, font, "");
        little_table(&little, "/Root 1 0 R");
        changed(PDF_CHANGE_font, i == 0 ? 8 : 7, 1);
    }
}

/* Signs a page of three lines, and shows `now` instead. */
static void show_instead(const char *now)
{
    static const char lines[] =
        "BT /F 10 Tf 50 700 Td (one) Tj 0 -20 Td (10) Tj 0 -20 Td (two) Tj ET";

    little_done(&little);
    little_begin(&little);
    little_page(&little);
    little_object(&little, 1, CATALOGUE, "", "");
    little_object(&little, 3,
                  "<</Type/Page/Parent 2 0 R/Contents 4 0 R"
                  "/Resources<</Font<</F 7 0 R>>>>>>");
    little_stream(&little, 4, "", lines, strlen(lines));
    little_object(&little, 5, "<</FT/Sig/T(One)/V 6 0 R>>");
    little_object(&little, 7, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>");
    little_signature(&little, 6, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
    little_stream(&little, 4, "", now, strlen(now));
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_page_content, 4, 1);
}

static void test_where_other_text_shows(void **state)
{
    const struct pdf_change *change;

    (void)state;
    show_instead("BT /F 10 Tf 50 700 Td (one) Tj 0 -20 Td (90) Tj 0 -20 Td (two) Tj ET");
    change = change_of(PDF_CHANGE_page_content);
    assert_true(change->has_box);
    assert_int_equal(change->box.left, 50000);
    assert_int_equal(change->box.right, 62000);
    assert_true(change->box.top > 105000 && change->box.bottom < 125000); /* 120 from the top */
    show_instead("BT /F 10 Tf 50 700 Td (one) Tj 0 -20 Td (10) Tj 0 -20 Td (two) Tj ET ");
    assert_false(change_of(PDF_CHANGE_page_content)->has_box);
    assert_int_equal(pdf_findings(little.file)->count, 0);
}

/* ---- Object streams ------------------------------------------------------------------------ */

#define PACKED "7 0 8 10 <</A 1>>  (eight)   "

static void add_row(uint8_t **at, uint32_t type, uint64_t where, uint32_t third)
{
    *(*at)++ = (uint8_t)type;
    *(*at)++ = (uint8_t)(where >> 8);
    *(*at)++ = (uint8_t)where;
    *(*at)++ = (uint8_t)third;
}

/* Rows for 7 and 8 in object stream 9, for 9 and for the section itself, 10. */
static void write_section(const char *index, bool packed)
{
    uint8_t rows[32], *at = rows;
    char entries[160];
    uint64_t start = little.bytes.size;

    if (packed) {
        add_row(&at, 2, 9, 0);
        add_row(&at, 2, 9, 1);
    }
    add_row(&at, 1, little.offsets[9], 0);
    add_row(&at, 1, start, 0);
    snprintf(entries, sizeof entries, "/Type/XRef/Size 11/W[1 2 1]/Index[%s]/Root 1 0 R/Prev %u",
             index, (unsigned)little.prev);
    little_stream(&little, 10, entries, rows, (size_t)(at - rows));
    little_raw(&little, "startxref\n%u\n%%%%EOF\n", (unsigned)start);
    little.prev = start;
}

static void sign_packed(void)
{
    little_done(&little);
    little_begin(&little);
    little_page(&little);
    little_table(&little, "/Root 1 0 R");
    little_stream(&little, 9, "/Type/ObjStm/N 2/First 9", PACKED, strlen(PACKED));
    write_section("7 4", true);
    memset(little.offsets, 0, sizeof little.offsets);
    little_object(&little, 1, CATALOGUE, "", "/PageLabels 7 0 R/Lang 8 0 R");
    little_object(&little, 5, "<</FT/Sig/T(One)/V 6 0 R>>");
    little_signature(&little, 6, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
}

/* The stream is replaced, the entries of its members are the signed ones. */
static void test_an_object_stream_that_is_replaced(void **state)
{
    static const char other[] = "7 0 8 10 <</A 2>>  (eight)   ";

    (void)state;
    sign_packed();
    compare();
    assert_int_equal(count, 0);
    little_stream(&little, 9, "/Type/ObjStm/N 2/First 9", other, strlen(other));
    write_section("9 2", false);
    changed(PDF_CHANGE_page_labels, 7, 0);
    assert_non_null(change_of(PDF_CHANGE_structure));
}

/* /Extends leads to what no entry names: it is looked up by nobody who reads entries. */
static void test_an_object_stream_that_extends_another(void **state)
{
    (void)state;
    sign_packed();
    little_stream(&little, 9, "/Type/ObjStm/N 2/First 9/Extends 4 0 R", PACKED, strlen(PACKED));
    write_section("7 4", true);
    compare();
    assert_int_equal(findings_verdict(&findings).indication, TOTAL_PASSED);
    little_stream(&little, 9, "/Type/ObjStm/N 1/First 4/Extends 4 0 R", "7 0 <</A 1>>", 12);
    write_section("7 4", true); /* object 8 would be in the stream that is extended */
    compare();
    assert_int_equal(findings_verdict(&findings).indication, TOTAL_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(test_entries_of_the_catalogue),
        TEST(test_objects_behind_the_catalogue),
        TEST(test_names_of_their_own),
        TEST(test_the_order_of_pages),
        TEST(test_fonts),
        TEST(test_where_other_text_shows),
        TEST(test_an_object_stream_that_is_replaced),
        TEST(test_an_object_stream_that_extends_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
