/* What later bytes did: permitted, signed again, changed, stray. */
#include "comparing.h"

#include "base/error.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <zlib.h>

#include <cmocka.h>

static void test_nothing(void **state)
{
    (void)state;
    compare();
    assert_int_equal(count, 0);
    assert_int_equal(findings.count, 0);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(pdf_change_name(PDF_CHANGE_dss), "document_security_store");
    assert_string_equal(pdf_change_name(PDF_CHANGE_structure), "structure");
}

static void test_an_empty_revision(void **state)
{
    (void)state;
    little_table(&little, "/Root 1 0 R");
    compare();
    assert_int_equal(count, 0);
    assert_int_equal(findings.count, 0);
}

static void test_an_object_written_again(void **state)
{
    (void)state;
    little_object(&little, 3, PAGE, "", "");
    little_table(&little, "/Root 1 0 R");
    compare();
    assert_int_equal(count, 0);
}

/* ---- Permitted ----------------------------------------------------------------------------- */

static void test_security_store(void **state)
{
    (void)state;
    little_object(&little, 1, CATALOGUE, "", "/DSS 7 0 R/Extensions<</ESIC<</BaseVersion/1.7>>>>");
    little_object(&little, 7, "<</Certs[8 0 R]>>");
    little_stream(&little, 8, "", "certificate", 11);
    little_table(&little, "/Root 1 0 R");
    allowed(PDF_CHANGE_dss);
    assert_int_equal(count, 1);
    assert_int_equal(changes[0].object, 7);
    /* and a later one that leaves out what the first held */
    little_object(&little, 7, "<</Certs[9 0 R]>>");
    little_stream(&little, 9, "", "another", 7);
    little_table(&little, "/Root 1 0 R");
    allowed(PDF_CHANGE_dss);
}

static void test_a_security_store_hides_nothing(void **state)
{
    (void)state;
    little_object(&little, 1, CATALOGUE, "", "/DSS 7 0 R");
    little_object(&little, 7, "<</Certs[4 0 R]>>");
    little_stream(&little, 4, "", "BT (other) Tj ET", 16);
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_page_content, 4, 1);
}

/* What else hangs there has another end: of another type, or under a key of its own. */
static void test_what_is_no_security_store(void **state)
{
    static const char *const stores[] = {
        "(text)",
        "[8 0 R]",
        "<</Certs 8 0 R>>",
        "<</Certs[(text)]>>",
        "<</Certs[8 0 R]/Other 8 0 R>>",
        "<</VRI<</0123<</Cert[8 0 R]/Other 1>>>>>>",
        "<</VRI[8 0 R]>>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof stores / sizeof stores[0]; i++) {
        little_object(&little, 1, CATALOGUE, "", "/DSS 7 0 R");
        little_object(&little, 7, "%s", stores[i]);
        little_stream(&little, 8, "", "certificate", 11);
        little_table(&little, "/Root 1 0 R");
        changed(PDF_CHANGE_catalogue, 1, 0);
        teardown(state);
        setup(state);
    }
}

static void test_all_of_a_security_store(void **state)
{
    (void)state;
    little_object(&little, 1, CATALOGUE, "", "/DSS 7 0 R");
    little_object(&little, 7,
                  "<</Type/DSS/Certs[8 0 R]/CRLs 9 0 R/OCSPs[]/VRI<</Type/VRI/0123"
                  "<</Type(VRI)/Cert[8 0 R]/CRL[8 0 R]/OCSP[8 0 R]/TU(D:20260404)"
                  "/TS 8 0 R>>>>>>");
    little_stream(&little, 8, "", "certificate", 11);
    little_object(&little, 9, "[8 0 R]");
    little_table(&little, "/Root 1 0 R");
    allowed(PDF_CHANGE_dss);
}

static void test_extensions_alone(void **state)
{
    (void)state;
    little_object(&little, 1, CATALOGUE, "", "/Extensions<</ESIC<</BaseVersion/1.7>>>>");
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_catalogue, 1, 0);
}

static void test_signed_again(void **state)
{
    (void)state;
    sign_again("0 0 0 0", "", "");
    signed_again(PDF_CHANGE_signature);
}

static void test_document_time_stamp(void **state)
{
    (void)state;
    sign_again("0 0 0 0", "", "");
    little_replace(&little, "/V 8 0 R", "/V 9 0 R");
    little_object(&little, 9,
                  "<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161/ByteRange[0 0 0 0]/Contents<00>>>");
    little_object(&little, 7, WIDGET, "0 0 0 0", (uint32_t)9, "");
    little_object(&little, 8, "null");
    little_table(&little, "/Root 1 0 R");
    compare();
    assert_non_null(change_of(PDF_CHANGE_doc_time_stamp));
    assert_null(change_of(PDF_CHANGE_signature));
}

static void test_signed_again_and_shown(void **state)
{
    (void)state;
    sign_again("10 10 90 90", "", "");
    signed_again(PDF_CHANGE_signature_visible);
}

static void test_signed_again_with_an_action(void **state)
{
    (void)state;
    sign_again("0 0 0 0", "/AA<</Fo<</S/JavaScript/JS(app)>>>>", "");
    changed(PDF_CHANGE_annotation_added, 7, 1);
}

static void test_signed_again_as_another_annotation(void **state)
{
    (void)state;
    sign_again("0 0 0 0", "", "");
    little_replace(&little, "/Subtype/Widget/FT/Sig/T(Two)", "/Subtype/Text/FT/Sig/T(Two12)");
    changed(PDF_CHANGE_annotation_added, 7, 1);
}

/* A box, in thousandths of a point from the top left, of what has a rectangle and nothing else. */
static void test_where_a_change_shows(void **state)
{
    const struct pdf_change *change;

    (void)state;
    sign_again("10 20 90 40", "/AA<</Fo<</S/JavaScript/JS(app)>>>>", "");
    compare();
    change = change_of(PDF_CHANGE_annotation_added);
    assert_non_null(change);
    assert_true(change->has_box);
    assert_int_equal(change->box.left, 10000);
    assert_int_equal(change->box.top, 760000);
    assert_int_equal(change->box.right, 90000);
    assert_int_equal(change->box.bottom, 780000);
}

static void test_what_shows_nowhere(void **state)
{
    (void)state;
    sign_again("0 0 0 0", "", "");
    little_object(&little, 3, PAGE, " 7 0 R", "/Rotate 90");
    little_table(&little, "/Root 1 0 R");
    compare();
    assert_true(count >= 2);
    for (size_t i = 0; i < count; i++)
        assert_false(changes[i].has_box);
    assert_int_equal(pdf_findings(little.file)->count, 0);
}

static void test_a_new_field_with_an_old_signature(void **state)
{
    (void)state;
    little_object(&little, 1, CATALOGUE, " 7 0 R", "");
    little_object(&little, 7, WIDGET, "0 0 0 0", (uint32_t)6, "");
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_annotation_added, 7, 1);
}

static void test_an_empty_field_that_is_filled(void **state)
{
    (void)state;
    little_done(&little);
    little_begin(&little);
    little_page(&little);
    little_object(&little, 1, CATALOGUE, " 7 0 R", "");
    little_object(&little, 3, PAGE, " 7 0 R", "");
    little_object(&little, 5, "<</FT/Sig/T(One)/V 6 0 R>>");
    little_object(&little, 7, "<</Subtype/Widget/FT/Sig/T(Two)/Rect[0 0 0 0]/P 3 0 R>>");
    little_signature(&little, 6, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
    little_object(&little, 7, "<</Subtype/Widget/FT/Sig/T(Two)/Rect[0 0 0 0]/P 3 0 R/V 8 0 R>>");
    little_signature(&little, 8, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
    compare();
    assert_int_equal(count, 1);
    assert_int_equal(changes[0].kind, PDF_CHANGE_signature);
    little_object(&little, 7, "<</Subtype/Widget/FT/Sig/T(Two)/Rect[0 0 9 9]/P 3 0 R/V 8 0 R>>");
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_annotation_changed, 7, 1);
}

/* A tail that unpacks to more than allowed: undecided by its limit, not called changed. */
static void test_a_tail_beyond_the_budget(void **state)
{
    static const uint8_t zeros[4096];
    uint8_t data[256];
    uLongf size = sizeof data;

    (void)state;
    little.limits.inflated = 1000;
    assert_int_equal(compress(data, &size, zeros, sizeof zeros), Z_OK);
    little_stream(&little, 9, "/Type/ObjStm/N 1/First 4/Filter/FlateDecode", data, size);
    little_table(&little, "/Root 1 0 R");
    compare();
    assert_int_equal(count, 0);
    assert_int_equal(findings.count, 0);
    assert_non_null(little_finding(pdf_findings(little.file), "limit.inflated"));
    assert_int_equal(findings_verdict(pdf_findings(little.file)).indication, INDETERMINATE);
}

/* ---- Forbidden ----------------------------------------------------------------------------- */

/* One object replaced or added, and what that is. */
static void test_replaced_objects(void **state)
{
    static const struct {
        uint32_t number;
        const char *text;
        enum pdf_change_kind kind;
        uint32_t object, page;
    } cases[] = {
        {3, "<</Type/Page/Parent 2 0 R/Contents 7 0 R/Annots[5 0 R]>>", PDF_CHANGE_page_content, 3,
         1},
        {3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[5 0 R]/Resources<<>>>>",
         PDF_CHANGE_resources, 3, 1},
        {3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[5 0 R]/Rotate 90>>",
         PDF_CHANGE_page_size, 3, 1},
        {3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>", PDF_CHANGE_annotation_removed, 5, 1},
        {3,
         "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[5 0 R<</Subtype/Square"
         "/Rect[0 0 9 9]>>]>>",
         PDF_CHANGE_annotation_added, 0, 1},
        {2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 300]>>", PDF_CHANGE_page_size, 2,
         0},
        {2, "<</Type/Pages/Kids[]/Count 0/MediaBox[0 0 600 800]>>", PDF_CHANGE_page_removed, 3, 1},
        {1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>/OpenAction 3>>",
         PDF_CHANGE_action, 1, 0},
        {1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 1>>>>", PDF_CHANGE_form,
         0, 0},
        {1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3/XFA(x)>>>>",
         PDF_CHANGE_form, 0, 0},
        {1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3/DR<<>>>>>>",
         PDF_CHANGE_form, 0, 0},
        {1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>/Metadata 7 0 R>>",
         PDF_CHANGE_information, 1, 0},
        {5,
         "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/F 132/Rect[0 0 9 9]/P 3 0 R"
         "/V 6 0 R>>",
         PDF_CHANGE_annotation_changed, 5, 1},
        {5,
         "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/F 132/Rect[0 0 0 0]/P 3 0 R"
         "/V 6 0 R/AP<<>>>>",
         PDF_CHANGE_field_appearance, 5, 1},
        {5,
         "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/F 132/Rect[0 0 0 0]/P 3 0 R"
         "/V 6 0 R/DV 1>>",
         PDF_CHANGE_field_value, 5, 1},
        {9, "(nobody refers to me)", PDF_CHANGE_unreferenced, 9, 0},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        little_done(&little);
        little_begin(&little);
        little_signed(&little);
        little_object(&little, cases[i].number, "%s", cases[i].text);
        little_table(&little, "/Root 1 0 R");
        changed(cases[i].kind, cases[i].object, cases[i].page);
    }
}

static void test_page_content(void **state)
{
    (void)state;
    little_stream(&little, 4, "", "BT (what it does not show) Tj ET", 32);
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_page_content, 4, 1);
    assert_int_equal(count, 1);
    assert_int_equal(findings.count, 1);
    assert_string_equal(findings.items[0].params[0].name, "kind");
    assert_string_equal(findings.items[0].params[0].value, "page_content");
}

static void test_a_page_added(void **state)
{
    (void)state;
    little_object(&little, 2, "<</Type/Pages/Kids[3 0 R 7 0 R]/Count 2/MediaBox[0 0 600 800]>>");
    little_object(&little, 7, "<</Type/Page/Parent 2 0 R>>");
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_page_added, 7, 2);
    assert_int_equal(count, 1);
}

static void test_what_was_missing_when_it_was_signed(void **state)
{
    (void)state;
    little_done(&little);
    little_begin(&little);
    little_page(&little);
    little_object(&little, 1, CATALOGUE, "", "");
    little_object(&little, 3, "<</Type/Page/Parent 2 0 R/Contents[4 0 R 7 0 R]>>");
    little_object(&little, 5, "<</FT/Sig/T(One)/V 6 0 R>>");
    little_signature(&little, 6, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
    little_stream(&little, 7, "", "BT (shadow) Tj ET", 17);
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_page_content, 7, 1);
}

static void test_information(void **state)
{
    (void)state;
    little_object(&little, 7, "<</Title(another)>>");
    little_table(&little, "/Root 1 0 R/Info 7 0 R");
    changed(PDF_CHANGE_information, 0, 0);
}

/* What stands in the signed revision as object 8, and what a later one makes of it. */
static void note(const char *before, const char *now, bool with_store)
{
    little_done(&little);
    little_begin(&little);
    little_page(&little);
    little_object(&little, 1, CATALOGUE, "", "");
    little_object(&little, 3, PAGE, "", "");
    little_object(&little, 5,
                  "<</Type/Annot/Subtype/Widget/FT/Sig/T(One)/F 132/Rect[0 0 0 0]"
                  "/P 3 0 R/V 6 0 R>>");
    little_signature(&little, 6, "");
    little_object(&little, 8, "%s", before);
    little_table(&little, "/Root 1 0 R/Info 8 0 R");
    little_sign(&little);
    little_object(&little, 1, CATALOGUE, "", with_store ? "/DSS<</Certs[9 0 R]>>" : "");
    little_stream(&little, 9, "", "certificate", 11);
    little_object(&little, 8, "%s", now);
    little_table(&little, "/Root 1 0 R/Info 8 0 R");
}

static void test_notes_beside_a_store(void **state)
{
    static const char before[] = "<</Title(one)/Producer(a)/ModDate(D:2026)>>";

    (void)state;
    note(before, "<</ModDate(D:2027)/Producer(b)/Title(one)>>", true);
    allowed(PDF_CHANGE_bookkeeping);
    note(before, "<</Title(one)>>", true);
    allowed(PDF_CHANGE_bookkeeping);
    note(before, "<</Title(two)/Producer(a)/ModDate(D:2027)>>", true);
    changed(PDF_CHANGE_information, 8, 0);
    note(before, "<</Producer(a)/ModDate(D:2027)>>", true);
    changed(PDF_CHANGE_information, 8, 0);
    note(before, "<</Title(one)/Producer 4 0 R/ModDate(D:2027)>>", true);
    changed(PDF_CHANGE_information, 8, 0);
    note(before, "<</Title(one)/Producer(b)/ModDate(D:2027)>>", false);
    changed(PDF_CHANGE_information, 8, 0);
    note("<</Title 7 0 R/Producer(a)>>", "<</Title 7 0 R/Producer(b)>>", true);
    changed(PDF_CHANGE_information, 8, 0);
}

/* A number that was something else does not become it under this cover. */
static void test_notes_in_another_object(void **state)
{
    (void)state;
    little_object(&little, 1, CATALOGUE, "", "/DSS<</Certs[]>>");
    little_object(&little, 7, "<</ModDate(D:2027)/Producer(b)>>");
    little_table(&little, "/Root 1 0 R/Info 7 0 R");
    allowed(PDF_CHANGE_bookkeeping);
    little_object(&little, 4, "<</ModDate(D:2028)>>");
    little_table(&little, "/Root 1 0 R/Info 4 0 R");
    changed(PDF_CHANGE_page_content, 4, 1);
}

static void test_what_is_left_behind(void **state)
{
    static const struct {
        const char *text;
        bool permitted;
    } objects[] = {
        {"[3 0 R[4 0 R]]", true},         {"(text)", true},
        {"<</Type/Font>>", true},         {"<</Type/Font/Subtype/Type1>>", false},
        {"<</Type/Catalog>>", false},     {"[<</Type/Font>>]", false},
        {"[[[[[[[[[[1]]]]]]]]]]", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        little_object(&little, 1, CATALOGUE, "", "/DSS<</Certs[]>>");
        little_object(&little, 8, "%s", objects[i].text);
        little_table(&little, "/Root 1 0 R");
        if (objects[i].permitted)
            allowed(PDF_CHANGE_bookkeeping);
        else
            changed(PDF_CHANGE_unreferenced, 8, 0);
        teardown(state);
        setup(state);
    }
    little_object(&little, 8, "[]"); /* beside nothing */
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_unreferenced, 8, 0);
}

static void test_another_catalogue(void **state)
{
    (void)state;
    little_object(&little, 7, CATALOGUE, "", "");
    little_table(&little, "/Root 7 0 R");
    changed(PDF_CHANGE_catalogue, 7, 0);
}

static void test_a_freed_object(void **state)
{
    size_t start = little.bytes.size;

    (void)state;
    little_raw(&little,
               "xref\n4 1\n0000000000 00001 f \ntrailer\n<</Size 7/Root 1 0 R/Prev %" PRIu64
               ">>\nstartxref\n%zu\n%%%%EOF\n",
               little.prev, start);
    changed(PDF_CHANGE_page_content, 4, 1);
}

/* ---- The tail ------------------------------------------------------------------------------ */

static void test_a_swap_by_the_table_alone(void **state)
{
    (void)state;
    little_entry(&little, 4, 18);
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_structure, 4, 0);
}

static void test_a_table_that_names_the_same_places(void **state)
{
    uint64_t place;

    (void)state;
    little_done(&little);
    little_begin(&little);
    place = little.bytes.size;
    little_object(&little, 9, "(nine)");
    little_signed(&little);
    little_entry(&little, 9, place);
    little_table(&little, "/Root 1 0 R");
    compare();
    assert_int_equal(count, 0);
}

static void test_stray_bytes(void **state)
{
    (void)state;
    little_raw(&little, "%%a comment before an object\n");
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_stray, 0, 0);
}

static void test_an_object_the_table_does_not_name(void **state)
{
    (void)state;
    little_object(&little, 4, "(hidden)");
    little.offsets[4] = 0;
    little_object(&little, 3, PAGE, "", "");
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_stray, 0, 0);
}

static void test_a_comment_before_the_footer(void **state)
{
    (void)state;
    little_table(&little, "/Root 1 0 R>>\n%little-1.0\n%<<");
    compare();
    assert_int_equal(count, 0);
}

static void test_an_object_that_cannot_be_read(void **state)
{
    (void)state;
    little_object(&little, 9, "<</A 1/A 2>>");
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_structure, 9, 0);
}

static void test_a_revision_that_does_not_continue(void **state)
{
    (void)state;
    little.prev = 0;
    little_raw(&little, " ");
    little_page(&little);
    little_object(&little, 1, CATALOGUE, "", "");
    little_entry(&little, 6,
                 (uint64_t)((uint8_t *)memmem(little.bytes.data, little.bytes.size, "6 0 obj", 7) -
                            little.bytes.data));
    little_object(&little, 5, "<</FT/Sig/T(Seal)/V 6 0 R>>");
    little_table(&little, "/Root 1 0 R");
    compare();
    assert_int_equal(count, 1);
    assert_int_equal(changes[0].kind, PDF_CHANGE_structure);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(test_nothing),
        TEST(test_names),
        TEST(test_an_empty_revision),
        TEST(test_an_object_written_again),
        TEST(test_security_store),
        TEST(test_a_security_store_hides_nothing),
        TEST(test_what_is_no_security_store),
        TEST(test_all_of_a_security_store),
        TEST(test_extensions_alone),
        TEST(test_signed_again),
        TEST(test_document_time_stamp),
        TEST(test_signed_again_and_shown),
        TEST(test_signed_again_with_an_action),
        TEST(test_signed_again_as_another_annotation),
        TEST(test_where_a_change_shows),
        TEST(test_what_shows_nowhere),
        TEST(test_a_new_field_with_an_old_signature),
        TEST(test_an_empty_field_that_is_filled),
        TEST(test_a_tail_beyond_the_budget),
        TEST(test_replaced_objects),
        TEST(test_page_content),
        TEST(test_a_page_added),
        TEST(test_what_was_missing_when_it_was_signed),
        TEST(test_information),
        TEST(test_notes_beside_a_store),
        TEST(test_notes_in_another_object),
        TEST(test_what_is_left_behind),
        TEST(test_another_catalogue),
        TEST(test_a_freed_object),
        TEST(test_a_swap_by_the_table_alone),
        TEST(test_a_table_that_names_the_same_places),
        TEST(test_stray_bytes),
        TEST(test_an_object_the_table_does_not_name),
        TEST(test_a_comment_before_the_footer),
        TEST(test_an_object_that_cannot_be_read),
        TEST(test_a_revision_that_does_not_continue),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
