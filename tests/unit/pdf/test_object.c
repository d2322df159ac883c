/* Objects, streams, object streams, pages, and the limits on all of them. */
#include "little.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

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

static struct pdf_file *opens(void)
{
    little_table(&little, "/Root 1 0 R");
    little_open(&little);
    assert_true(pdf_is_readable(little.file));
    return little.file;
}

/* Object 5 cannot be read, and it is said why. */
static void damaged(const char *detail)
{
    struct pdf_file *file = opens();
    const struct pdf_value *value;

    assert_int_equal(pdf_object(file, 5, 0, &value), ERR_SYNTAX);
    if (!little_says(pdf_findings(file), "pdf.malformed", detail))
        fail_msg("not %s but %s", detail, pdf_findings(file)->items[0].params[1].value);
    assert_int_equal(pdf_findings(file)->count, 1);
    assert_int_equal(pdf_object(file, 5, 0, &value), ERR_SYNTAX); /* and that is said once */
    assert_int_equal(pdf_findings(file)->count, 1);
}

static void test_objects_are_found_by_number(void **state)
{
    const struct pdf_value *value, *again;
    struct pdf_file *file;

    (void)state;
    little_page(&little);
    little_object(&little, 9, "[/Nine 9 0 R 77 0 R null]");
    file = opens();
    assert_int_equal(pdf_object(file, 9, 0, &value), 0);
    assert_int_equal(pdf_object(file, 9, 0, &again), 0);
    assert_ptr_equal(value, again);
    assert_true(pdf_is_name(pdf_item(file, value, 0), "Nine"));
    assert_ptr_equal(pdf_item(file, value, 1), value);
    assert_int_equal(pdf_item(file, value, 2)->type, PDF_NULL);
    assert_null(pdf_item(file, value, 4));
    assert_int_equal(pdf_object(file, 77, 0, &value), 0); /* 7.3.10: missing is null */
    assert_int_equal(value->type, PDF_NULL);
    assert_int_equal(pdf_findings(file)->count, 0);
}

static void test_entries_of_dictionaries(void **state)
{
    struct pdf_file *file;
    const struct pdf_value *value;

    (void)state;
    little_page(&little);
    little_object(&little, 5, "<</A 6 0 R/B null/C(text)>>");
    little_object(&little, 6, "17");
    file = opens();
    assert_int_equal(pdf_object(file, 5, 0, &value), 0);
    assert_int_equal(pdf_peek(value, "A")->type, PDF_REFERENCE);
    assert_int_equal(pdf_get(file, value, "A")->integer, 17);
    assert_null(pdf_get(file, value, "B"));
    assert_null(pdf_get_typed(file, value, "C", PDF_INTEGER));
    assert_int_equal(pdf_get_integer(file, value, "A", 1), 17);
    assert_int_equal(pdf_get_integer(file, value, "C", 1), 1);
    assert_null(pdf_get(file, NULL, "A"));
}

static void test_an_offset_leads_to_its_object(void **state)
{
    (void)state;
    little_page(&little);
    little_entry(&little, 5, little.bytes.size);
    little_raw(&little, "6 0 obj\nnull\nendobj\n");
    damaged("is not where its cross-reference entry says");
}

static void test_an_offset_leads_to_an_object(void **state)
{
    (void)state;
    little_page(&little);
    little_entry(&little, 5, 3);
    damaged("no object at this offset");
}

static void test_the_line_end_before_an_object(void **state)
{
    const struct pdf_value *value;

    (void)state;
    little_page(&little);
    little_object(&little, 5, "(five)");
    little.offsets[5]--;
    assert_int_equal(pdf_object(opens(), 5, 0, &value), 0);
    assert_true(slice_is(value->string, "five"));
}

static void test_generations_agree(void **state)
{
    const struct pdf_value *value;
    struct pdf_file *file;

    (void)state;
    little_page(&little);
    little_entry(&little, 5, little.bytes.size);
    little_raw(&little, "5 1 obj\nnull\nendobj\n");
    damaged("is not where its cross-reference entry says");
    little_object(&little, 6, "5 1 R");
    file = opens();
    assert_int_equal(pdf_object(file, 4, 1, &value), ERR_SYNTAX);
    assert_true(little_says(pdf_findings(file), "pdf.malformed", "another generation"));
}

static void test_endobj_is_wanted(void **state)
{
    (void)state;
    little_page(&little);
    little_entry(&little, 5, little.bytes.size);
    little_raw(&little, "5 0 obj\nnull\nend\n");
    damaged("object without `endobj`");
}

static void test_keys_twice(void **state)
{
    (void)state;
    little_page(&little);
    little_object(&little, 5, "<</A 1/#41 2>>");
    damaged("object is not well-formed");
}

static void test_reference_loops_end(void **state)
{
    const struct pdf_value *value;
    struct pdf_file *file;

    (void)state;
    little_page(&little);
    little_object(&little, 5, "6 0 R");
    little_object(&little, 6, "5 0 R");
    file = opens();
    assert_int_equal(pdf_object(file, 5, 0, &value), 0);
    assert_int_equal(pdf_resolve(file, value)->type, PDF_NULL);
    assert_non_null(little_finding(pdf_findings(file), "limit.depth"));
}

/* ---- Streams ------------------------------------------------------------------------------- */

static struct slice data_of(uint32_t number, int expected)
{
    struct slice data = {0};
    const struct pdf_value *value;

    assert_int_equal(pdf_object(little.file, number, 0, &value), 0);
    assert_int_equal(value->type, PDF_STREAM);
    assert_int_equal(pdf_stream_data(little.file, value, &data), expected);
    return data;
}

static void test_stream_data(void **state)
{
    const struct pdf_value *value;
    struct slice data;

    (void)state;
    little_page(&little);
    little_stream(&little, 5, "/Filter/ASCIIHexDecode", "48656C6C6F>", 11);
    little_stream(&little, 6, "/Filter[/ASCIIHexDecode/ASCIIHexDecode]", "343836353E>", 11);
    little_stream(&little, 7, "/Filter/DCTDecode", "x", 1);
    little_stream(&little, 8, "/Filter/ASCIIHexDecode", "x", 1);
    little_stream(&little, 9, "/Filter/NoDecode", "x", 1);
    little_stream(&little, 10, "/F(file)", "x", 1);
    opens();
    data = data_of(5, 0);
    assert_true(slice_is(data, "Hello"));
    assert_ptr_equal(data_of(5, 0).data, data.data);
    assert_true(slice_is(data_of(6, 0), "He"));
    data_of(7, ERR_UNSUPPORTED);
    data_of(8, ERR_SYNTAX);
    data_of(9, ERR_SYNTAX);
    data_of(10, ERR_UNSUPPORTED);
    assert_int_equal(pdf_object(little.file, 1, 0, &value), 0);
    assert_int_equal(pdf_stream_data(little.file, value, &data), ERR_INVALID);
}

static void test_length_by_reference(void **state)
{
    (void)state;
    little_page(&little);
    little_object(&little, 5, "<</Length 6 0 R>>\nstream\r\nfour\nendstream");
    little_object(&little, 6, "4");
    opens();
    assert_true(slice_is(data_of(5, 0), "four"));
}

static void test_length_is_right(void **state)
{
    (void)state;
    little_page(&little);
    little_object(&little, 5, "<</Length 3>>\nstream\nfour\nendstream");
    damaged("/Length of the stream is wrong");
    little_object(&little, 5, "<</Length 99>>\nstream\nfour\nendstream");
    damaged("/Length of the stream is wrong");
    little_object(&little, 5, "<</Length 99999>>\nstream\nfour\nendstream");
    damaged("stream without usable /Length");
    little_object(&little, 5, "<</Length -1>>\nstream\nfour\nendstream");
    damaged("stream without usable /Length");
    little_object(&little, 5, "<<>>\nstream\nfour\nendstream");
    damaged("stream without usable /Length");
    little_object(&little, 5, "<</Length 4>>\nstream\rfour\nendstream");
    damaged("`stream` without line end");
}

static void test_a_length_that_needs_its_stream(void **state)
{
    const struct pdf_value *value;

    (void)state;
    little_page(&little);
    little_object(&little, 5, "<</Length 5 0 R>>\nstream\nfour\nendstream");
    assert_int_equal(pdf_object(opens(), 5, 0, &value), ERR_SYNTAX);
    assert_true(little_says(pdf_findings(little.file), "pdf.malformed", "needs itself"));
}

/* `size` zero bytes, deflated, as object `number`. */
static void write_zeros(uint32_t number, size_t size)
{
    uLongf packed = compressBound(size);
    Bytef *zeros = calloc(1, size), *data = malloc(packed);

    assert_int_equal(compress(data, &packed, zeros, size), Z_OK);
    little_stream(&little, number, "/Filter/FlateDecode", data, packed);
    free(zeros);
    free(data);
}

static void test_inflated_bytes_are_bounded_together(void **state)
{
    const struct finding *finding;

    (void)state;
    little.limits.inflated = 100000;
    little_page(&little);
    write_zeros(5, 60000);
    write_zeros(6, 60000);
    write_zeros(7, 1);
    opens();
    assert_int_equal(data_of(5, 0).size, 60000);
    data_of(6, ERR_LIMIT);
    data_of(7, ERR_LIMIT);
    finding = little_finding(pdf_findings(little.file), "limit.inflated");
    assert_non_null(finding);
    assert_string_equal(finding->params[2].name, "maximum");
    assert_string_equal(finding->params[2].value, "100000");
    assert_int_equal(pdf_findings(little.file)->count, 1);
}

/* ---- Object streams ------------------------------------------------------------------------ */

/*
 * Object stream 5 holds what `text` says, objects 6 and 7 are in it as the two rows say;
 * cross-reference stream 8 ends the file.
 */
static void write_object_stream(const char *entries, const char *text, const uint8_t rows[8])
{
    static const char dictionary[] = "/Type/XRef/Size 9/W[1 2 1]/Root 1 0 R";
    uint8_t table[36] = {0};
    uint64_t start;

    little_stream(&little, 5, entries, text, strlen(text));
    start = little.bytes.size;
    little_entry(&little, 8, start);
    for (uint32_t i = 1; i <= 8; i++) {
        table[4 * i] = 1;
        table[4 * i + 1] = (uint8_t)(little.offsets[i] >> 8);
        table[4 * i + 2] = (uint8_t)little.offsets[i];
    }
    memcpy(table + 24, rows, 8);
    little_stream(&little, 8, dictionary, table, sizeof table);
    little_raw(&little, "startxref\n%lu\n%%%%EOF\n", (unsigned long)start);
    little_open(&little);
    assert_true(pdf_is_readable(little.file));
}

#define OBJECT_STREAM "/Type/ObjStm/N 2/First 8"
#define MEMBERS       "6 0 7 4 /Six/Seven"
static const uint8_t right_rows[8] = {2, 0, 5, 0, 2, 0, 5, 1};

static void test_compressed_objects(void **state)
{
    const struct pdf_value *value;

    (void)state;
    little_page(&little);
    write_object_stream(OBJECT_STREAM, MEMBERS, right_rows);
    assert_int_equal(pdf_object(little.file, 6, 0, &value), 0);
    assert_true(pdf_is_name(value, "Six"));
    assert_int_equal(pdf_object(little.file, 7, 0, &value), 0);
    assert_true(pdf_is_name(value, "Seven"));
    assert_int_equal(pdf_findings(little.file)->count, 0);
    assert_int_equal(pdf_object(little.file, 7, 1, &value), ERR_SYNTAX);
}

static void test_object_streams_that_contradict_themselves(void **state)
{
    static const struct {
        const char *entries, *text;
        uint8_t rows[8];
        const char *detail;
    } cases[] = {
        {OBJECT_STREAM, MEMBERS, {2, 0, 5, 1, 2, 0, 5, 0}, "is not where"},
        {OBJECT_STREAM, MEMBERS, {2, 0, 5, 9, 2, 0, 5, 1}, "is not where"},
        {OBJECT_STREAM, MEMBERS, {2, 0, 4, 0, 2, 0, 5, 1}, "object stream is not well-formed"},
        {OBJECT_STREAM, MEMBERS, {2, 0, 7, 0, 2, 0, 5, 1}, "is no object stream"},
        {OBJECT_STREAM, "6 0 6 4 /Six/Seven", {2, 0, 5, 0, 2, 0, 5, 1}, "not well-formed"},
        {OBJECT_STREAM, "6 0 7 x /Six/Seven", {2, 0, 5, 0, 2, 0, 5, 1}, "not well-formed"},
        {OBJECT_STREAM, "6 0 7 99/Six/Seven", {2, 0, 5, 0, 2, 0, 5, 1}, "not well-formed"},
        {OBJECT_STREAM, "6 3 7 4    >      ", {2, 0, 5, 0, 2, 0, 5, 1}, "not well-formed"},
        {"/Type/ObjStx/N 2/First 8", MEMBERS, {2, 0, 5, 0, 2, 0, 5, 1}, "not well-formed"},
        {"/Type/ObjStm/N 9/First 8", MEMBERS, {2, 0, 5, 0, 2, 0, 5, 1}, "not well-formed"},
        {"/Type/ObjStm/N -1/First 8", MEMBERS, {2, 0, 5, 0, 2, 0, 5, 1}, "not well-formed"},
        {"/Type/ObjStm/N 2/First 99", MEMBERS, {2, 0, 5, 0, 2, 0, 5, 1}, "not well-formed"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct pdf_value *value;

        little_done(&little);
        little_begin(&little);
        little_page(&little);
        write_object_stream(cases[i].entries, cases[i].text, cases[i].rows);
        assert_int_equal(pdf_object(little.file, 6, 0, &value), ERR_SYNTAX);
        if (!little_says(pdf_findings(little.file), "pdf.malformed", cases[i].detail))
            fail_msg("%s %s", cases[i].entries, cases[i].text);
    }
}

/* ---- Pages and limits ---------------------------------------------------------------------- */

static void test_pages_inherit(void **state)
{
    struct pdf_file *file;
    int32_t width, height;

    (void)state;
    little_page(&little);
    little_object(&little, 2, "<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2/MediaBox[0 0 600 800]>>");
    little_object(&little, 5, "<</Type/Pages/Kids[6 0 R]/Count 1/Rotate 90>>");
    little_object(&little, 6, "<</Type/Page/CropBox[0 100 700 800]>>");
    file = opens();
    assert_int_equal(pdf_page_count(file), 2);
    assert_non_null(pdf_get(file, pdf_page(file, 1), "Contents"));
    assert_null(pdf_page(file, 0));
    assert_null(pdf_page(file, 3));
    assert_int_equal(pdf_page_attribute(file, 2, "Rotate")->integer, 90);
    assert_null(pdf_page_attribute(file, 1, "Rotate"));
    assert_int_equal(pdf_page_size(file, 1, &width, &height), 0);
    assert_int_equal(width, 600000);
    assert_int_equal(height, 800000);
    assert_int_equal(pdf_page_size(file, 2, &width, &height), 0);
    assert_int_equal(width, 700000);
    assert_int_equal(height, 600000);
    assert_int_equal(pdf_page_size(file, 3, &width, &height), ERR_NOT_FOUND);
}

static void test_page_trees_that_are_none(void **state)
{
    static const struct {
        const char *two, *five, *detail;
    } cases[] = {
        {"<</Type/Pages/Kids[5 0 R]>>", "<</Type/Pages/Kids[2 0 R]>>", "twice in the page tree"},
        {"<</Type/Pages/Kids[3 0 R 3 0 R]>>", "null", "twice in the page tree"},
        {"<</Type/Pages/Kids[99 0 R]>>", "null", "page is missing"},
        {"<</Type/Pages/Kids[<</Type/Page>>]>>", "null", "not an object of its own"},
        {"<</Type/Pages/Kids[5 0 R]>>", "[]", "page is not a dictionary"},
        {"<</Type/Pages/Kids[5 0 R]>>", "<</Type/Page/Kids[3 0 R]>>", "both page and node"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        little_done(&little);
        little_begin(&little);
        little_page(&little);
        little_object(&little, 2, "%s", cases[i].two);
        little_object(&little, 5, "%s", cases[i].five);
        opens();
        if (!little_says(pdf_findings(little.file), "pdf.malformed", cases[i].detail))
            fail_msg("%s", cases[i].two);
    }
}

static void test_pages_are_bounded(void **state)
{
    const struct finding *finding;

    (void)state;
    little.limits.pages = 1;
    little_page(&little);
    little_object(&little, 2, "<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>");
    little_object(&little, 5, "<</Type/Page>>");
    opens();
    finding = little_finding(pdf_findings(little.file), "limit.pages");
    assert_non_null(finding);
    assert_string_equal(finding->params[0].value, "pages");
    assert_string_equal(finding->params[1].value, "2");
    assert_string_equal(finding->params[2].value, "1");
    assert_int_equal(pdf_page_count(little.file), 1);
}

static void test_objects_are_bounded(void **state)
{
    (void)state;
    little.limits.objects = 5;
    little_file(&little);
    little_open(&little);
    assert_true(pdf_is_readable(little.file));
    little.limits.objects = 4;
    little_open(&little);
    assert_false(pdf_is_readable(little.file));
    assert_non_null(little_finding(pdf_findings(little.file), "limit.objects"));
    assert_int_equal(pdf_findings(little.file)->count, 1);
}

static void test_depth_is_bounded(void **state)
{
    char deep[300] = "";

    (void)state;
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    little_page(&little);
    little_object(&little, 5, "%s", deep);
    opens();
    assert_int_equal(pdf_resolve(little.file, &(struct pdf_value){.type = PDF_REFERENCE,
                                                                  .reference = {.number = 5}})
                         ->type,
                     PDF_NULL);
    assert_non_null(little_finding(pdf_findings(little.file), "limit.depth"));
}

static void test_information(void **state)
{
    struct pdf_file *file;

    (void)state;
    little_page(&little);
    little_object(&little, 5,
                  "<</Producer(caf\\351 \\200)/Title<FEFF4E2D56FDD83DDE00>/Author<EFBBBFE4B8AD>"
                  "/Subject 7>>");
    little_table(&little, "/Root 1 0 R/Info 5 0 R");
    file = little_open(&little);
    assert_string_equal(pdf_information(file, "Producer"), "café •");
    assert_string_equal(pdf_information(file, "Title"), "中国😀");
    assert_string_equal(pdf_information(file, "Author"), "中");
    assert_null(pdf_information(file, "Subject"));
    assert_null(pdf_information(file, "Creator"));
}

static void test_passwords(void **state)
{
    static const char encrypt[] =
        "/Root 1 0 R/ID[<31415926535897932384626433832795><00>]"
        "/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4"
        "/O<94e8094419662a774442fb072e3d9f19e9d130ec09a4d0061e78fe920f7ab62f>"
        "/U<2aa12f26bcf1a217c0f1ee491745f646671475ae85bddf3e3c1a45a8457391cb>>>";
    (void)state;
    little_page(&little);
    little_table(&little, encrypt);
    little_open(&little);
    assert_false(pdf_is_readable(little.file));
    assert_non_null(little_finding(pdf_findings(little.file), "pdf.password_missing"));
    little.password = "other";
    little_open(&little);
    assert_false(pdf_is_readable(little.file));
    assert_non_null(little_finding(pdf_findings(little.file), "pdf.password_wrong"));
    little.password = "user";
    little_open(&little);
    assert_true(pdf_is_readable(little.file));
    assert_true(pdf_is_encrypted(little.file));
    assert_int_equal(pdf_password_used(little.file), PDF_PASSWORD_USER);
    little_replace(&little, "/Filter/Standard", "/Filter/Stangard");
    little_open(&little);
    assert_true(little_says(pdf_findings(little.file), "pdf.malformed", "not supported"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(test_objects_are_found_by_number),
        TEST(test_entries_of_dictionaries),
        TEST(test_an_offset_leads_to_its_object),
        TEST(test_an_offset_leads_to_an_object),
        TEST(test_the_line_end_before_an_object),
        TEST(test_generations_agree),
        TEST(test_endobj_is_wanted),
        TEST(test_keys_twice),
        TEST(test_reference_loops_end),
        TEST(test_stream_data),
        TEST(test_length_by_reference),
        TEST(test_length_is_right),
        TEST(test_a_length_that_needs_its_stream),
        TEST(test_inflated_bytes_are_bounded_together),
        TEST(test_compressed_objects),
        TEST(test_object_streams_that_contradict_themselves),
        TEST(test_pages_inherit),
        TEST(test_page_trees_that_are_none),
        TEST(test_pages_are_bounded),
        TEST(test_objects_are_bounded),
        TEST(test_depth_is_bounded),
        TEST(test_information),
        TEST(test_passwords),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
