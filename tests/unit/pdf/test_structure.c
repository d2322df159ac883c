/* Header, end, cross-reference sections, trailer, revisions: what opens and what does not. */
#include "little.h"

#include "base/error.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct little little;

static int setup(void **state)
{
    (void)state;
    little_begin(&little);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    little_done(&little);
    return 0;
}

static void opens(void)
{
    struct pdf_file *file = little_open(&little);

    if (!pdf_is_readable(file))
        fail_msg("%s: %s", pdf_findings(file)->items[0].code,
                 pdf_findings(file)->items[0].params[1].value);
    assert_int_equal(pdf_findings(file)->count, 0);
}

static void refused(const char *detail)
{
    struct pdf_file *file = little_open(&little);

    assert_false(pdf_is_readable(file));
    assert_int_equal(pdf_page_count(file), 0);
    if (!little_says(pdf_findings(file), "pdf.malformed", detail))
        fail_msg("not %s but %s", detail, pdf_findings(file)->items[0].params[1].value);
    assert_null(little_finding(pdf_findings(file), "pdf.stray_bytes"));
}

static void test_a_plain_file_opens(void **state)
{
    const struct pdf_revision *revision;

    (void)state;
    little_file(&little);
    opens();
    assert_int_equal(pdf_page_count(little.file), 1);
    assert_false(pdf_is_encrypted(little.file));
    assert_int_equal(pdf_revision_count(little.file), 1);
    revision = pdf_revision_at(little.file, 0);
    assert_int_equal(revision->number, 1);
    assert_int_equal(revision->start, 0);
    assert_int_equal(revision->end, little.bytes.size);
    assert_int_equal(revision->startxref, little.prev);
    assert_int_equal(revision->objects, 5);
    assert_null(pdf_revision_at(little.file, 1));
}

static void test_nothing_and_rubbish(void **state)
{
    struct pdf_options options = {.limits = {10, 10, 10}};
    struct pdf_file *file;

    (void)state;
    assert_int_equal(pdf_open(little.arena, slice_of(NULL, 0), &options, &file), 0);
    assert_false(pdf_is_readable(file));
    assert_true(findings_has(pdf_findings(file), "pdf.malformed"));
    assert_int_equal(
        pdf_open(little.arena, slice_str("no PDF /ByteRange [0 1 2 3]"), &options, &file), 0);
    assert_true(findings_has(pdf_findings(file), "pdf.stray_bytes"));
}

static void test_header(void **state)
{
    (void)state;
    little_file(&little);
    little_replace(&little, "%PDF-1.7", "%PDF-2.0");
    opens();
    little_replace(&little, "%PDF-2.0", "%PDF-x.0");
    refused("version");
    little_replace(&little, "%PDF-x.0", " %PDF-1.");
    refused("begin with %PDF-");
}

static void test_end(void **state)
{
    (void)state;
    little_file(&little);
    little_raw(&little, "%15s", "");
    opens(); /* with the line end after %%EOF, 16 bytes */
    little_raw(&little, " ");
    refused("end with startxref");
}

static void test_end_without_line_end(void **state)
{
    (void)state;
    little_file(&little);
    little.bytes.size--;
    opens();
    little.bytes.size--;
    refused("end with startxref");
}

static void test_bytes_after_the_end(void **state)
{
    (void)state;
    little_file(&little);
    little_raw(&little, "x");
    refused("end with startxref");
}

static void test_end_twice(void **state)
{
    (void)state;
    little_file(&little);
    little_raw(&little, "startxref\n%" PRIu64 "\n%%%%EOF\n", little.prev);
    refused("the last startxref");
}

static void test_startxref(void **state)
{
    char digits[32], signed_digits[32];

    (void)state;
    little_file(&little);
    snprintf(digits, sizeof digits, "startxref\n%" PRIu64, little.prev);
    snprintf(signed_digits, sizeof signed_digits, "startxref +%" PRIu64, little.prev);
    signed_digits[9] = '\n';
    little.bytes.size -= strlen(digits) + strlen("\n%%EOF\n");
    little_raw(&little, "startxref\n+%" PRIu64 "\n%%%%EOF\n", little.prev);
    refused("end with startxref");
    little.bytes.size -= strlen(digits) + 1 + strlen("\n%%EOF\n");
    little_raw(&little, "startxref\n%" PRIu64 "\n%%%%EOF\n", little.prev + 1);
    refused("no object at this offset");
    little.bytes.size -= strlen(digits) + strlen("\n%%EOF\n");
    little_raw(&little, "%%comment\nstartxref\n%" PRIu64 "\n%%%%EOF\n", little.prev - 1);
    opens(); /* the line end before `xref`; a comment before the footer */
}

static void test_trailer(void **state)
{
    (void)state;
    little_page(&little);
    little_table(&little, "");
    refused("without /Root");
    little_table(&little, "/Root 4 0 R");
    refused("is no catalogue");
    little_table(&little, "/Root<</Type/Catalog/Pages 2 0 R>>");
    refused("without /Root");
    little_table(&little, "/Root 1 0 R/Root 1 0 R");
    refused("trailer is not a dictionary");
}

static void test_size(void **state)
{
    (void)state;
    little_file(&little);
    little_replace(&little, "/Size 5", "/Size 9");
    opens();
    little_replace(&little, "/Size 9", "/Size 4");
    refused("/Size is too small");
    little_replace(&little, "/Size 4", "/Sizx 4");
    refused("without /Size");
}

static void test_entries(void **state)
{
    static const char *const forms[] = {"00000 n\n ",  "00000 x \n", "0000a n \n",
                                        "00000 n\n\n", "00000-n \n", "99999 n \n"};
    (void)state;
    little_file(&little);
    little_replace(&little, "00000 n \n", "00000 n\r\n");
    opens();
    little_replace(&little, "00000 n\r\n", "00000 n \n");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        little_replace(&little, "00000 n \n", forms[i]);
        refused("cross-reference entry of impossible form");
        little_replace(&little, forms[i], "00000 n \n");
    }
    little_replace(&little, "xref\n0 1\n", "xref\n%%\n\n");
    refused("without trailer");
    little_replace(&little, "xref\n%%\n\n", "xref\n0 1\n");
    little_replace(&little, "trailer\n", "tralier\n");
    refused("without trailer");
    little_replace(&little, "tralier\n", "trailer\n");
    little_replace(&little, "4 1\n", "4 9\n");
    refused("cross-reference entry of impossible form");
    little_replace(&little, "4 9\n", "4 -\n");
    refused("impossible cross-reference subsection");
}

static void test_an_object_stands_once_in_a_table(void **state)
{
    (void)state;
    little_file(&little);
    little_replace(&little, "3 1\n0", "4 1\n0");
    refused("named twice");
}

static void test_later_revisions(void **state)
{
    size_t end;

    (void)state;
    little_file(&little);
    end = little.bytes.size;
    little_object(&little, 5, "(added)");
    little_table(&little, "/Root 1 0 R");
    opens();
    assert_int_equal(pdf_revision_count(little.file), 2);
    assert_int_equal(pdf_revision_at(little.file, 0)->end, end);
    assert_int_equal(pdf_revision_at(little.file, 1)->start, end);
    assert_int_equal(pdf_revision_at(little.file, 1)->end, little.bytes.size);
    assert_int_equal(pdf_revision_at(little.file, 1)->objects, 1);
}

static void test_prev(void **state)
{
    uint64_t prev;

    (void)state;
    little_file(&little);
    prev = little.prev;
    little.prev = little.bytes.size; /* itself */
    little_table(&little, "/Root 1 0 R");
    refused("/Prev leads forward");
    little.prev = prev + 1;
    little_table(&little, "/Root 1 0 R");
    refused("no object at this offset");
    little.prev = 99999;
    little_table(&little, "/Root 1 0 R");
    refused("/Prev is not an offset");
}

static void test_a_revision_names_the_footer_before_it(void **state)
{
    char text[32];

    (void)state;
    little_file(&little);
    snprintf(text, sizeof text, "startxref\n%" PRIu64, little.prev);
    little_table(&little, "/Root 1 0 R");
    opens();
    little_replace(&little, text, "startxref\n999");
    refused("startxref names another section");
    little_replace(&little, "startxref\n", "startxxxx\n");
    refused("section without startxref");
}

/* ---- Hybrid files (7.5.8.4) ---------------------------------------------------------------- */

static uint64_t hidden, decoy; /* where the two objects 7 stand */

/* A page and two objects 7; stream 5 names the first. Returns where the stream is. */
static uint64_t write_hidden(void)
{
    uint8_t rows[] = {1, 0, 0, 0};
    uint64_t start;

    little_done(&little);
    little_begin(&little);
    little_page(&little);
    hidden = little.bytes.size;
    little_object(&little, 7, "(hidden)");
    decoy = little.bytes.size;
    little_object(&little, 7, "(decoy)");
    little.offsets[7] = 0;
    rows[1] = (uint8_t)(hidden >> 8);
    rows[2] = (uint8_t)hidden;
    start = little.bytes.size;
    little_stream(&little, 5, "/Type/XRef/Size 8/Index[7 1]/W[1 2 1]/Prev 1", rows, sizeof rows);
    return start;
}

/* A table whose entry for object 7 is `entry` (NULL: none), with the stream beside it. */
static void write_hybrid(const char *entry, uint64_t where)
{
    uint64_t stream = write_hidden(), start = little.bytes.size;

    little_raw(&little, "xref\n0 1\n0000000000 65535 f \n");
    for (uint32_t i = 1; i < 6; i++)
        little_raw(&little, "%" PRIu32 " 1\n%010" PRIu64 " 00000 n \n", i, little.offsets[i]);
    if (entry)
        little_raw(&little, "7 1\n%010" PRIu64 " 00000 %s \n", where, entry);
    little_raw(&little, "trailer\n<</Size 8/Root 1 0 R/XRefStm %" PRIu64 ">>\n", stream);
    little_raw(&little, "startxref\n%" PRIu64 "\n%%%%EOF\n", start);
}

static void seven_is(const char *text)
{
    const struct pdf_value *value;

    assert_int_equal(pdf_object(little.file, 7, 0, &value), 0);
    assert_int_equal(value->type, PDF_STRING);
    assert_true(slice_is(value->string, text));
}

static void test_a_hybrid_file(void **state)
{
    (void)state;
    write_hybrid(NULL, 0);
    opens();
    seven_is("hidden");
    assert_int_equal(pdf_revision_count(little.file), 1);
    assert_int_equal(pdf_revision_at(little.file, 0)->objects, 7);
}

static void test_the_table_of_a_hybrid_file_comes_first(void **state)
{
    (void)state;
    write_hidden(); /* where things are */
    write_hybrid("n", decoy);
    opens();
    seven_is("decoy");
}

static void test_the_stream_supplies_what_the_table_frees(void **state)
{
    (void)state;
    write_hybrid("f", 0);
    opens();
    seven_is("hidden");
}

/* As word processors write it: a table, and a second one that adds nothing but the stream. */
static void test_a_hybrid_file_of_two_tables(void **state)
{
    uint64_t stream = write_hidden();
    char entries[64];

    (void)state;
    little_table(&little, "/Root 1 0 R");
    snprintf(entries, sizeof entries, "/Root 1 0 R/XRefStm %" PRIu64, stream);
    little.size = 8;
    little_table(&little, entries);
    opens();
    seven_is("hidden");
    assert_int_equal(pdf_revision_count(little.file), 2);
    assert_int_equal(pdf_revision_at(little.file, 1)->number, 2);
    assert_int_equal(pdf_revision_at(little.file, 1)->objects, 0); /* it changed nothing */
    /* what an older table says comes last */
    write_hidden();
    little_entry(&little, 7, decoy);
    little_table(&little, "/Root 1 0 R");
    little_table(&little, entries);
    opens();
    seven_is("hidden");
}

/* The second table follows on the first at once: one revision. */
static void test_a_hybrid_table_without_a_footer_between(void **state)
{
    uint64_t stream = write_hidden(), first = little.bytes.size, second;
    uint8_t *footer;

    (void)state;
    little_table(&little, "/Root 1 0 R");
    footer = memmem(little.bytes.data + first, little.bytes.size - first, "startxref", 9);
    assert_non_null(footer);
    little.bytes.size = (size_t)(footer - little.bytes.data);
    second = little.bytes.size;
    little_raw(&little, "xref\n0 0\ntrailer\n<</Size 8/Root 1 0 R/Prev %" PRIu64, first);
    little_raw(&little, "/XRefStm %" PRIu64 ">>\nstartxref\n%" PRIu64 "\n%%%%EOF\n", stream,
               second);
    opens();
    seven_is("hidden");
    assert_int_equal(pdf_revision_count(little.file), 1);
    little_replace(&little, "/XRefStm", "/XRefStn");
    refused("section without startxref");
}

static void test_hybrid_tables_of_impossible_form(void **state)
{
    (void)state;
    little_page(&little);
    little_table(&little, "/Root 1 0 R/XRefStm 15");
    refused("no object at this offset");
    little_replace(&little, "/XRefStm 15", "/XRefStm  0");
    refused("/XRefStm is not an offset");
    little_replace(&little, "/XRefStm  0", "/XRefStm/15");
    refused("/XRefStm is not an offset");
    little_done(&little);
    little_begin(&little);
    little_page(&little);
    little_table(&little, "/Root 1 0 R/XRefStm 00000");
    {
        char text[32];

        snprintf(text, sizeof text, "/XRefStm %05" PRIu64, little.prev);
        little_replace(&little, "/XRefStm 00000", text);
    }
    refused("/XRefStm names no cross-reference stream");
}

static void test_a_linearized_file_opens(void **state)
{
    static const char entry[] = "%010zu 00000 n \n";
    size_t offsets[6], first, at;

    (void)state;
    offsets[5] = little.bytes.size;
    little_raw(&little, "5 0 obj\n<</Linearized 1/L 0>>\nendobj\n");
    first = little.bytes.size; /* the first page's section: its offsets are filled in below */
    little_raw(&little, "xref\n1 5\n%0100d", 0);
    little_raw(&little, "trailer\n<</Size 6/Root 1 0 R/Prev 0000000000>>\nstartxref\n0\n%%%%EOF\n");
    little_page(&little);
    memcpy(offsets + 1, little.offsets + 1, 4 * sizeof *offsets);
    at = little.bytes.size;
    little_raw(&little, "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1>>\n");
    little_raw(&little, "startxref\n%zu\n%%%%EOF\n", first);
    for (size_t i = 1; i < 6; i++) {
        char text[32];

        snprintf(text, sizeof text, entry, offsets[i]);
        memcpy(little.bytes.data + first + 9 + 20 * (i - 1), text, 20);
    }
    {
        char text[32];

        snprintf(text, sizeof text, "/Prev %010zu", at);
        little_replace(&little, "/Prev 0000000000", text);
    }
    opens();
    assert_int_equal(pdf_page_count(little.file), 1);
    assert_int_equal(pdf_revision_count(little.file), 1);
    little_replace(&little, "/Linearized", "/Linearizes");
    refused("/Prev leads forward");
}

/* A cross-reference stream with `dictionary` and rows of 1, 2 and 1 bytes. */
static void write_xref_stream(const char *dictionary, const uint8_t *rows, size_t size)
{
    uint64_t start = little.bytes.size;

    little_stream(&little, 5, dictionary, rows, size);
    little_raw(&little, "startxref\n%" PRIu64 "\n%%%%EOF\n", start);
}

static size_t fill_rows(uint8_t rows[64])
{
    size_t size = 4;

    memset(rows, 0, 64);
    for (uint32_t i = 1; i < 6; i++, size += 4) {
        uint64_t offset = i == 5 ? little.bytes.size : little.offsets[i];

        rows[size] = 1;
        rows[size + 1] = (uint8_t)(offset >> 8);
        rows[size + 2] = (uint8_t)offset;
    }
    return size;
}

static void test_cross_reference_stream(void **state)
{
    uint8_t rows[64];
    size_t size;

    (void)state;
    little_page(&little);
    size = fill_rows(rows);
    write_xref_stream("/Type/XRef/Size 6/W[1 2 1]/Root 1 0 R", rows, size);
    opens();
    assert_int_equal(pdf_page_count(little.file), 1);
    little_replace(&little, "/W[1 2 1]", "/W[1 2 9]");
    refused("cross-reference stream of impossible form");
    little_replace(&little, "/W[1 2 9]", "/W[1 0 3]");
    refused("cross-reference stream of impossible form");
    little_replace(&little, "/W[1 0 3]", "/W[1 1 1]");
    refused("cross-reference entry of impossible form"); /* rows left over */
    little_replace(&little, "/W[1 1 1]", "/W[1 2 1]");
    little_replace(&little, "/Size 6", "/Size 7");
    refused("cross-reference entry of impossible form"); /* rows missing */
    little_replace(&little, "/Type/XRef", "/Type/Xref");
    refused("cross-reference stream of impossible form");
}

static void test_cross_reference_stream_index(void **state)
{
    uint8_t rows[64];
    size_t size;

    (void)state;
    little_page(&little);
    size = fill_rows(rows);
    write_xref_stream("/Type/XRef/Size 6/Index[0 2 2 4]/W[1 2 1]/Root 1 0 R", rows, size);
    opens();
    little_replace(&little, "/Index[0 2 2 4]", "/Index[0 2 1 4]");
    refused("named twice");
    little_replace(&little, "/Index[0 2 1 4]", "/Index[0 2 2 -]");
    refused("not well-formed");
    little_replace(&little, "/Index[0 2 2 -]", "/Index[0 2 2  ]");
    refused("cross-reference stream of impossible form");
}

static void test_cross_reference_stream_types(void **state)
{
    uint8_t rows[64];
    size_t size;

    (void)state;
    little_page(&little);
    size = fill_rows(rows);
    rows[4] = 3;
    write_xref_stream("/Type/XRef/Size 6/W[1 2 1]/Root 1 0 R", rows, size);
    refused("cross-reference entry of impossible form");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(test_a_plain_file_opens),
        TEST(test_nothing_and_rubbish),
        TEST(test_header),
        TEST(test_end),
        TEST(test_end_without_line_end),
        TEST(test_bytes_after_the_end),
        TEST(test_end_twice),
        TEST(test_startxref),
        TEST(test_trailer),
        TEST(test_size),
        TEST(test_entries),
        TEST(test_an_object_stands_once_in_a_table),
        TEST(test_later_revisions),
        TEST(test_prev),
        TEST(test_a_revision_names_the_footer_before_it),
        TEST(test_a_hybrid_file),
        TEST(test_the_table_of_a_hybrid_file_comes_first),
        TEST(test_the_stream_supplies_what_the_table_frees),
        TEST(test_a_hybrid_file_of_two_tables),
        TEST(test_a_hybrid_table_without_a_footer_between),
        TEST(test_hybrid_tables_of_impossible_form),
        TEST(test_a_linearized_file_opens),
        TEST(test_cross_reference_stream),
        TEST(test_cross_reference_stream_index),
        TEST(test_cross_reference_stream_types),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
