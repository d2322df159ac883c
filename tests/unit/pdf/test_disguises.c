/* Changes that look like something permitted, and what they look like. */
#include "comparing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define REVISIONS_BETWEEN 65 /* one more than are compared */

static void again(void)
{
    little_done(&little);
    little_begin(&little);
    little_signed(&little);
}

static void unchanged(void)
{
    compare();
    assert_int_equal(count, 0);
    assert_int_equal(findings.count, 0);
}

/* A store that holds object 8. */
static void add_store(void)
{
    little_object(&little, 1, CATALOGUE, "", "/DSS 7 0 R");
    little_object(&little, 7, "<</Certs[8 0 R]>>");
}

static void add_stored(const char *entries, const char *data)
{
    add_store();
    little_stream(&little, 8, entries, data, strlen(data));
    little_table(&little, "/Root 1 0 R");
}

/* ---- One role under another ---------------------------------------------------------------- */

static void test_a_list_of_annotations_in_a_new_object(void **state)
{
    (void)state;
    little_object(&little, 3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots 7 0 R>>");
    little_object(&little, 7, "[5 0 R]");
    little_table(&little, "/Root 1 0 R");
    unchanged();
}

static void test_a_list_of_annotations_in_the_content(void **state)
{
    (void)state;
    little_object(&little, 3, "<</Type/Page/Annots 4 0 R/Parent 2 0 R/Contents 4 0 R>>");
    little_object(&little, 4, "[5 0 R]");
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_page_content, 4, 1);
}

static void test_a_form_in_a_new_object(void **state)
{
    (void)state;
    little_object(&little, 1, "<</Type/Catalog/Pages 2 0 R/AcroForm 7 0 R>>");
    little_object(&little, 7, "<</Fields[5 0 R]/SigFlags 3>>");
    little_table(&little, "/Root 1 0 R");
    unchanged();
}

static void test_a_form_in_the_content(void **state)
{
    (void)state;
    little_object(&little, 1, "<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>");
    little_object(&little, 4, "<</Fields[5 0 R]/SigFlags 3>>");
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_page_content, 4, 1);
}

/* A signed file with a store that holds object 8, and object 9 that nothing shows. */
static void sign_with_a_store(void)
{
    little_done(&little);
    little_begin(&little);
    little_page(&little);
    add_store();
    little_object(&little, 3, PAGE, "", "");
    little_object(&little, 5, "<</FT/Sig/T(One)/V 6 0 R>>");
    little_stream(&little, 8, "", "certificate", 11);
    little_stream(&little, 9, "", "something", 9);
    little_signature(&little, 6, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
}

static void test_a_store_holds_another_certificate(void **state)
{
    (void)state;
    sign_with_a_store();
    little_stream(&little, 8, "", "another one", 11);
    little_table(&little, "/Root 1 0 R");
    allowed(PDF_CHANGE_dss);
}

static void test_a_store_holds_what_was_something_else(void **state)
{
    (void)state;
    sign_with_a_store();
    little_object(&little, 7, "<</Certs[8 0 R 9 0 R]>>");
    little_stream(&little, 9, "", "anything", 8);
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_unreferenced, 9, 0);
}

/* ---- Numbers ------------------------------------------------------------------------------- */

#define SCALED "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[5 0 R]/UserUnit %s>>"

static void sign_and_scale(const char *before, const char *now)
{
    little_done(&little);
    little_begin(&little);
    little_page(&little);
    little_object(&little, 1, CATALOGUE, "", "");
    little_object(&little, 3, SCALED, before);
    little_object(&little, 5, "<</FT/Sig/T(One)/V 6 0 R>>");
    little_signature(&little, 6, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
    little_object(&little, 3, SCALED, now);
    little_table(&little, "/Root 1 0 R");
}

static void test_reals_written_otherwise(void **state)
{
    static const char *const same[][2] = {
        {"0.5", ".500"},          {"0.00012345", ".000123451"}, {"-.0004", "-0.00040"},
        {"0.0", "-.00"},          {"12.3456", "12.3457"},       {"0.123456", "0.12345"},
        {"0.9000000", "00.9000"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        sign_and_scale(same[i][0], same[i][1]);
        unchanged();
    }
}

static void test_small_reals_that_differ(void **state)
{
    static const char *const other[][2] = {
        {"0.0001", "0.0004"}, {"0.0001", "0.00001"}, {"0.0001", "-0.0001"},
        {"0.0", "0.0001"},    {"0.1234", "0.1235"},  {"1.5", "1.6"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        sign_and_scale(other[i][0], other[i][1]);
        changed(PDF_CHANGE_page_size, 3, 1);
    }
}

/* ---- Widgets ------------------------------------------------------------------------------- */

static void sign_again_in(const char *place)
{
    again();
    little_object(&little, 1, CATALOGUE, " 7 0 R", "");
    little_object(&little, 3, PAGE, " 7 0 R", "");
    little_object(&little, 7, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Two)/P 3 0 R/V 8 0 R%s>>",
                  place);
    little_signature(&little, 8, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
}

static void test_widgets_that_show_nothing(void **state)
{
    static const char *const places[] = {"/F 132/Rect[0 0 0 0]", "/F 132/Rect[5 90 5 90]",
                                         "/F 2/Rect[10 10 90 90]", "/F 134/Rect[10 10 90 90]", ""};

    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        sign_again_in(places[i]);
        signed_again(PDF_CHANGE_signature);
    }
}

static void test_widgets_that_may_show(void **state)
{
    static const char *const places[] = {
        "/F 132/Rect[10 10 90 90 0]",       /* readers take the first four */
        "/F 132/Rect[10 10 90]",            /* or what they like */
        "/F 132/Rect(none)",                /* or their own */
        "/F 4294967298/Rect[10 10 90 90]",  /* hidden for those with 64 bits alone */
        "/F -4294967294/Rect[10 10 90 90]", /* and the same below zero */
        "/F 2.0/Rect[10 10 90 90]",         /* no flags at all for most */
        "/F 132/Rect[5 5 5 90]",            /* a border has a width of its own */
        "/F 132/AP<</N 4 0 R>>",            /* no rectangle, and something to show */
    };

    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        sign_again_in(places[i]);
        signed_again(PDF_CHANGE_signature_visible);
    }
}

/* A second signature whose field 7 has this kid, object 10. */
static void sign_again_with_kid(const char *kid)
{
    again();
    little_object(&little, 1, CATALOGUE, " 7 0 R", "");
    little_object(&little, 3, PAGE, " 10 0 R", "");
    little_object(&little, 7, "<</FT/Sig/T(Two)/V 8 0 R/Kids[10 0 R]>>");
    little_object(&little, 10, "<</Type/Annot/Subtype/Widget/P 3 0 R%s>>", kid);
    little_signature(&little, 8, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
}

static void test_a_widget_that_is_a_kid(void **state)
{
    (void)state;
    sign_again_with_kid("/Parent 7 0 R/F 132/Rect[0 0 0 0]");
    signed_again(PDF_CHANGE_signature);
    sign_again_with_kid("/Parent 7 0 R/F 132/Rect[10 10 90 90]");
    signed_again(PDF_CHANGE_signature_visible);
}

static void test_kids_that_are_more_than_widgets(void **state)
{
    static const char *const kids[] = {
        "/Parent 5 0 R/F 132/Rect[0 0 0 0]",
        "/F 132/Rect[0 0 0 0]",
        "/Parent 7 0 R/F 132/Rect[0 0 0 0]/A<</S/Named/N/NextPage>>",
        "/Parent 7 0 R/F 132/Rect[0 0 0 0]/T(Three)/FT/Tx/V(text)",
        "/Parent 7 0 R/F 132/Rect[0 0 0 0]/Kids[4 0 R]",
    };

    (void)state;
    for (size_t i = 0; i < sizeof kids / sizeof *kids; i++) {
        sign_again_with_kid(kids[i]);
        compare();
        assert_non_null(change_of(PDF_CHANGE_annotation_added));
    }
}

static void test_a_field_that_gets_kids(void **state)
{
    (void)state;
    again();
    little_object(&little, 5,
                  "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/F 132/Rect[0 0 0 0]/P 3 0 R/V 6 0 R"
                  "/Kids[]>>");
    little_table(&little, "/Root 1 0 R");
    compare();
    assert_non_null(change_of(PDF_CHANGE_annotation_changed));
}

/* ---- Between, and what only a rebuilt file shows ------------------------------------------- */

static void test_a_change_that_is_undone(void **state)
{
    static const char content[] = "BT (what it shows) Tj ET", other[] = "BT (something else) Tj ET";

    (void)state;
    little_stream(&little, 4, "", other, strlen(other));
    little_table(&little, "/Root 1 0 R");
    little_stream(&little, 4, "", content, strlen(content));
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_page_content, 4, 1);
}

static void test_a_store_that_is_undone(void **state)
{
    (void)state;
    add_stored("", "certificate");
    little_object(&little, 1, CATALOGUE, "", "");
    little_table(&little, "/Root 1 0 R");
    compare();
    assert_int_equal(findings.count, 0);
}

static void add_revisions(size_t revisions)
{
    for (size_t i = 0; i < revisions; i++)
        little_table(&little, "/Root 1 0 R");
    unchanged();
}

static void test_as_many_revisions_as_are_compared(void **state)
{
    (void)state;
    add_revisions(REVISIONS_BETWEEN);
    assert_null(little_finding(pdf_findings(little.file), "limit.depth"));
}

static void test_more_revisions_than_are_compared(void **state)
{
    (void)state;
    add_revisions(REVISIONS_BETWEEN + 1);
    assert_non_null(little_finding(pdf_findings(little.file), "limit.depth"));
    assert_int_equal(findings_verdict(pdf_findings(little.file)).indication, INDETERMINATE);
}

static void test_certificates_that_look_like_little(void **state)
{
    static const char *const data[] = {"4 obj (other) endobj", "40 object",    "obj 4 0",
                                       "trailer <dict>",       "trailers<<>>", "the trailer"};

    (void)state;
    for (size_t i = 0; i < sizeof data / sizeof *data; i++) {
        again();
        add_stored("", data[i]);
        allowed(PDF_CHANGE_dss);
    }
}

static void test_objects_and_trailers_in_certificates(void **state)
{
    static const char *const data[] = {
        "4 0 obj (other) endobj", "x 4\n0\tobj(other)",           "4 %comment\n0 obj",
        "trailer<</Root 4 0 R>>", "x\ntrailer\n <</Root 4 0 R>>", "trailer\n %x\n<</Root 4 0 R>>"};

    (void)state;
    for (size_t i = 0; i < sizeof data / sizeof *data; i++) {
        again();
        add_stored("", data[i]);
        changed(PDF_CHANGE_stray, 0, 0);
    }
}

static void test_a_cross_reference_stream_that_is_no_section(void **state)
{
    (void)state;
    add_stored("/Type/XRef", "certificate");
    changed(PDF_CHANGE_structure, 8, 0);
}

static void add_row(uint8_t **at, uint32_t type, uint64_t where)
{
    *(*at)++ = (uint8_t)type;
    *(*at)++ = (uint8_t)(where >> 8);
    *(*at)++ = (uint8_t)where;
}

/* A store in an object stream of `members`; the section, a stream as well, names the first. */
static void add_stored_in_a_stream(const char *dictionary, const char *members)
{
    uint8_t rows[16], *at = rows;
    char entries[128];
    uint64_t start;

    little_object(&little, 1, CATALOGUE, "", "/DSS 7 0 R");
    little_stream(&little, 8, dictionary, members, strlen(members));
    start = little.bytes.size;
    add_row(&at, 1, little.offsets[1]);
    add_row(&at, 2, 8);
    add_row(&at, 1, little.offsets[8]);
    add_row(&at, 1, start);
    snprintf(entries, sizeof entries,
             "/Type/XRef/Size 10/W[1 2 0]/Index[1 1 7 3]/Root 1 0 R/Prev %" PRIu64, little.prev);
    little_stream(&little, 9, entries, rows, (size_t)(at - rows));
    little_raw(&little, "startxref\n%" PRIu64 "\n%%%%EOF\n", start);
}

/* A stream beside the table of a later revision: for some readers it is not there. */
static void test_a_later_hybrid_table(void **state)
{
    uint64_t start = little.bytes.size;
    uint8_t row[] = {0, 0, 0};
    char entries[64];

    (void)state;
    little_stream(&little, 9, "/Type/XRef/Size 10/W[1 2 0]/Index[0 1]", row, sizeof row);
    snprintf(entries, sizeof entries, "/Root 1 0 R/XRefStm %" PRIu64, start);
    little_table(&little, entries);
    changed(PDF_CHANGE_structure, 0, 0);
}

/* One in the signed revision is what it is: all of it was signed. */
static void test_a_signed_hybrid_table(void **state)
{
    uint8_t row[] = {0, 0, 0};
    char entries[64];
    uint64_t start;

    (void)state;
    little_done(&little);
    little_begin(&little);
    little_page(&little);
    little_object(&little, 1, CATALOGUE, "", "");
    little_object(&little, 5, "<</FT/Sig/T(One)/V 6 0 R>>");
    start = little.bytes.size;
    little_stream(&little, 9, "/Type/XRef/Size 10/W[1 2 0]/Index[0 1]", row, sizeof row);
    little_signature(&little, 6, "");
    snprintf(entries, sizeof entries, "/Root 1 0 R/XRefStm %" PRIu64, start);
    little_table(&little, entries);
    little_sign(&little);
    unchanged();
    add_stored("", "certificate");
    allowed(PDF_CHANGE_dss);
}

/* A trailer alone, with this /Size; the signed revision has objects 1 to 6 and /Size 7. */
static void add_trailer(unsigned size)
{
    uint64_t start = little.bytes.size;

    little_raw(&little,
               "xref\n0 0\ntrailer\n<</Root 1 0 R/Size %u/Prev %" PRIu64 ">>\nstartxref\n%" PRIu64
               "\n%%%%EOF\n",
               size, little.prev, start);
}

static void test_a_size_that_leaves_nothing_out(void **state)
{
    static const unsigned sizes[] = {7, 8, 1000, 1048576};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        again();
        add_trailer(sizes[i]);
        unchanged();
    }
}

static void test_a_size_that_readers_take_differently(void **state)
{
    static const unsigned sizes[] = {0, 4, 6, 1048577, 4294967295}; /* or beyond readers' limit */

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        again();
        add_trailer(sizes[i]);
        changed(PDF_CHANGE_structure, 0, 0);
    }
}

/* A store, by a cross-reference stream that is this object, and names itself or does not. */
static void add_section_with(uint32_t number, bool listed, const char *more)
{
    uint8_t rows[16], *at = rows;
    char entries[160];
    uint64_t start;

    add_store();
    little_stream(&little, 8, "", "certificate", strlen("certificate"));
    start = little.bytes.size;
    add_row(&at, 1, little.offsets[1]);
    add_row(&at, 1, little.offsets[7]);
    add_row(&at, 1, little.offsets[8]);
    if (listed)
        add_row(&at, 1, start);
    snprintf(entries, sizeof entries,
             "/Type/XRef/Size 20/W[1 2 0]/Index[1 1 7 2 %" PRIu32 " %d]/Root 1 0 R/Prev %" PRIu64
             "%s",
             number, listed, little.prev, more);
    little_stream(&little, number, entries, rows, (size_t)(at - rows));
    little_raw(&little, "startxref\n%" PRIu64 "\n%%%%EOF\n", start);
}

static void add_section_as(uint32_t number, bool listed)
{
    add_section_with(number, listed, "");
}

static void test_short_keys_of_a_cross_reference_stream(void **state)
{
    static const char *const keys[] = {"/F null", "/DP null"};

    (void)state;
    again();
    add_section_with(9, true, "/Filter null/DecodeParms null");
    allowed(PDF_CHANGE_dss);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        again();
        add_section_with(9, true, keys[i]);
        changed(PDF_CHANGE_structure, 0, 0);
    }
}

static void test_short_keys_of_an_object_stream(void **state)
{
    (void)state;
    add_stored_in_a_stream("/Type/ObjStm/N 1/First 4/F null", "7 0 <</Certs[]>>");
    changed(PDF_CHANGE_structure, 8, 0);
}

static void test_the_number_of_a_cross_reference_stream(void **state)
{
    (void)state;
    for (unsigned listed = 0; listed < 2; listed++) {
        again();
        add_section_as(9, listed);
        allowed(PDF_CHANGE_dss);
    }
}

static void test_a_cross_reference_stream_under_another_number(void **state)
{
    static const uint32_t numbers[] = {0, 3, 4, 6};

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        again();
        add_section_as(numbers[i], false);
        changed(PDF_CHANGE_structure, numbers[i], 0);
    }
}

/* The signed page refers to an object that is not there, and then is the section. */
static void test_a_cross_reference_stream_that_was_awaited(void **state)
{
    (void)state;
    for (unsigned listed = 0; listed < 2; listed++) {
        little_done(&little);
        little_begin(&little);
        little_page(&little);
        little_object(&little, 1, CATALOGUE, "", "");
        little_object(&little, 3, PAGE, "", "/Group 9 0 R");
        little_object(&little, 5, "<</FT/Sig/T(One)/V 6 0 R>>");
        little_signature(&little, 6, "");
        little_table(&little, "/Root 1 0 R");
        little_sign(&little);
        add_section_as(9, listed);
        changed(PDF_CHANGE_page_other, 9, 1);
    }
}

/* A table with two subsections, the second of one free entry; nothing has number `first`. */
static void add_free_entry(unsigned first)
{
    uint64_t start = little.bytes.size;

    little_raw(&little,
               "xref\n0 0\n%u 1\n0000000000 65535 f \ntrailer\n<</Root 11 0 R/Size 12/Prev %" PRIu64
               ">>\nstartxref\n%" PRIu64 "\n%%%%EOF\n",
               first, little.prev, start);
}

/* Signed, and no object has number 1. */
static void sign_without_one(void)
{
    little_done(&little);
    little_begin(&little);
    little_page(&little);
    little_object(&little, 11, CATALOGUE, "", "");
    little_object(&little, 5, "<</FT/Sig/T(One)/V 6 0 R>>");
    little_signature(&little, 6, "");
    little_entry(&little, 1, 0);
    little_table(&little, "/Root 11 0 R");
    little_sign(&little);
}

static void test_a_table_that_may_begin_with_zero(void **state)
{
    (void)state;
    sign_without_one();
    add_free_entry(8);
    compare();
    assert_int_equal(count, 0);
    sign_without_one();
    add_free_entry(1);
    changed(PDF_CHANGE_structure, 0, 0);
}

/* A section with one free entry: its first line, and what stands before startxref. */
static void add_spelt(const char *line, const char *before)
{
    uint64_t start;

    again();
    start = little.bytes.size;
    little_raw(&little,
               "xref\n%s0000000000 65535 f \ntrailer\n<</Root 1 0 R/Size 9/Prev %" PRIu64
               ">>\n%sstartxref\n%" PRIu64 "\n%%%%EOF\n",
               line, little.prev, before, start);
}

static void test_sections_that_all_readers_take(void **state)
{
    static const char *const spellings[][2] = {
        {"8 1\n", ""}, {"8 1 \r\n", ""}, {"8 1\r", "%a-program\n"}, {"8 1\n", " \t\r\n"}};

    (void)state;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        add_spelt(spellings[i][0], spellings[i][1]);
        compare();
        assert_int_equal(count, 0);
    }
}

static void test_sections_that_readers_take_differently(void **state)
{
    static const char *const spellings[][2] = {{"8  1\n", ""},   {"8\t1\n", ""}, {"8\n1\n", ""},
                                               {"8 1   \n", ""}, {"8 1 ", ""},   {"8 1\n", "\f"}};

    (void)state;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        add_spelt(spellings[i][0], spellings[i][1]);
        changed(PDF_CHANGE_structure, 0, 0);
    }
}

/* Linearized with this /L, signed in its first or second revision, a store added. */
static void sign_linearized(const char *length, bool updated)
{
    little_done(&little);
    little_begin(&little);
    little_object(&little, 9, "<</Linearized 1/L %s>>", length);
    little_page(&little);
    if (updated)
        little_table(&little, "/Root 1 0 R");
    little_object(&little, 1, CATALOGUE, "", "");
    little_object(&little, 5, "<</FT/Sig/T(One)/V 6 0 R>>");
    little_signature(&little, 6, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
}

/* Its lengths as ten digits: when it was signed, and with the store. */
static void lengths_of_linearized(bool updated, char signed_length[16], char whole_length[16])
{
    sign_linearized("0000000000", updated);
    snprintf(signed_length, 16, "%010zu", little.bytes.size);
    add_stored("", "certificate");
    snprintf(whole_length, 16, "%010zu", little.bytes.size);
}

static void test_the_length_of_a_linearized_file(void **state)
{
    char signed_length[16], whole_length[16];

    (void)state;
    lengths_of_linearized(false, signed_length, whole_length);
    sign_linearized(signed_length, false); /* linearized when it was signed, as a whole */
    add_stored("", "certificate");
    allowed(PDF_CHANGE_dss);
    lengths_of_linearized(true, signed_length, whole_length);
    sign_linearized("0000000300", true); /* linearized once, then updated */
    add_stored("", "certificate");
    allowed(PDF_CHANGE_dss);
}

static void test_a_length_that_later_bytes_make_true(void **state)
{
    char signed_length[16], whole_length[16];

    (void)state;
    lengths_of_linearized(true, signed_length, whole_length);
    for (unsigned i = 0; i < 3; i++) {
        sign_linearized(i == 0 ? whole_length : i == 1 ? signed_length : "300.000000", true);
        add_stored("", "certificate");
        changed(PDF_CHANGE_structure, 0, 0);
    }
}

static void test_an_object_stream_whose_members_are_named(void **state)
{
    (void)state;
    add_stored_in_a_stream("/Type/ObjStm/N 1/First 4", "7 0 <</Certs[]>>");
    allowed(PDF_CHANGE_dss);
}

static void test_an_object_stream_with_a_member_more(void **state)
{
    (void)state;
    add_stored_in_a_stream("/Type/ObjStm/N 2/First 9", "7 0 4 12 <</Certs[]>> (other)");
    changed(PDF_CHANGE_structure, 8, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(test_a_list_of_annotations_in_a_new_object),
        TEST(test_a_list_of_annotations_in_the_content),
        TEST(test_a_form_in_a_new_object),
        TEST(test_a_form_in_the_content),
        TEST(test_a_store_holds_another_certificate),
        TEST(test_a_store_holds_what_was_something_else),
        TEST(test_reals_written_otherwise),
        TEST(test_small_reals_that_differ),
        TEST(test_widgets_that_show_nothing),
        TEST(test_widgets_that_may_show),
        TEST(test_a_widget_that_is_a_kid),
        TEST(test_kids_that_are_more_than_widgets),
        TEST(test_a_field_that_gets_kids),
        TEST(test_a_change_that_is_undone),
        TEST(test_a_store_that_is_undone),
        TEST(test_as_many_revisions_as_are_compared),
        TEST(test_more_revisions_than_are_compared),
        TEST(test_certificates_that_look_like_little),
        TEST(test_objects_and_trailers_in_certificates),
        TEST(test_a_cross_reference_stream_that_is_no_section),
        TEST(test_a_later_hybrid_table),
        TEST(test_a_signed_hybrid_table),
        TEST(test_a_size_that_leaves_nothing_out),
        TEST(test_a_size_that_readers_take_differently),
        TEST(test_short_keys_of_a_cross_reference_stream),
        TEST(test_short_keys_of_an_object_stream),
        TEST(test_the_number_of_a_cross_reference_stream),
        TEST(test_a_cross_reference_stream_under_another_number),
        TEST(test_a_cross_reference_stream_that_was_awaited),
        TEST(test_a_table_that_may_begin_with_zero),
        TEST(test_sections_that_all_readers_take),
        TEST(test_sections_that_readers_take_differently),
        TEST(test_the_length_of_a_linearized_file),
        TEST(test_a_length_that_later_bytes_make_true),
        TEST(test_an_object_stream_whose_members_are_named),
        TEST(test_an_object_stream_with_a_member_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
