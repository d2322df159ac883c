/* Finding signatures, and where each lies in its file. */
#include "little.h"

#include "base/error.h"

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

/* The only signature of the file. */
static const struct pdf_signature *only(void)
{
    const struct pdf_signature *signatures;
    size_t count;

    little_open(&little);
    assert_true(pdf_is_readable(little.file));
    assert_int_equal(pdf_signatures(little.file, &signatures, &count), 0);
    assert_int_equal(count, 1);
    return signatures;
}

static void malformed(const char *detail)
{
    const struct pdf_signature *signature = only();

    if (!little_says(&signature->findings, "signature.malformed", detail))
        fail_msg("not %s", detail);
    assert_int_equal(findings_verdict(&signature->findings).indication, TOTAL_FAILED);
}

static void range(const char *detail)
{
    const struct pdf_signature *signature = only();

    if (!little_says(&signature->findings, "signature.byte_range", detail))
        fail_msg("not %s", detail);
    assert_int_equal(findings_verdict(&signature->findings).indication, TOTAL_FAILED);
}

static void test_a_signature(void **state)
{
    const struct pdf_signature *signature;
    struct pdf_file *revision;

    (void)state;
    little_signed(&little);
    signature = only();
    assert_int_equal(signature->findings.count, 0);
    assert_string_equal(signature->field, "Seal");
    assert_string_equal(signature->filter, "Adobe.PPKLite");
    assert_string_equal(signature->sub_filter, "ETSI.CAdES.detached");
    assert_string_equal(signature->reason, "because");
    assert_null(signature->location);
    assert_true(signature->has_claimed_time);
    assert_int_equal(signature->claimed_time, 1775306820);
    assert_int_equal(signature->object, 6);
    assert_int_equal(signature->revision, 1);
    assert_int_equal(signature->coverage, PDF_COVERAGE_WHOLE_FILE);
    assert_int_equal(signature->covered[0].size, little.contents);
    assert_int_equal(signature->covered[1].size, little.bytes.size - little.contents_end);
    assert_memory_equal(signature->covered[1].data, ">>\nendobj", 9);
    assert_int_equal(signature->contents.size, 7);
    assert_memory_equal(signature->contents.data, "\x30\x03\x02\x01\xAA\0\0", 7);
    assert_false(signature->visible);
    assert_int_equal(signature->page, 1);
    assert_int_equal(pdf_signed_revision(little.file, signature, &revision), 0);
    assert_ptr_equal(revision, little.file);
}

static void test_no_signature(void **state)
{
    const struct pdf_signature *signatures;
    size_t count;

    (void)state;
    little_signed(&little);
    little_replace(&little, "/V 6 0 R", "/W 6 0 R");
    little_replace(&little, "/ByteRange", "/ByteRangx"); /* else it would be a loose one */
    little_open(&little);
    assert_int_equal(pdf_signatures(little.file, &signatures, &count), 0);
    assert_int_equal(count, 0);
    assert_int_equal(pdf_findings(little.file)->count, 0);
}

static void test_a_visible_signature(void **state)
{
    const struct pdf_signature *signature;

    (void)state;
    little_page(&little);
    little_object(&little, 1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R]>>>>");
    little_object(&little, 3, "<</Type/Page/Parent 2 0 R/Annots[5 0 R]>>");
    little_object(&little, 5, "<</Subtype/Widget/Parent 7 0 R/Rect[100 740 220 700]>>");
    little_object(&little, 7, "<</FT/Sig/T(Se)/Kids[8 0 R 5 0 R]/V 6 0 R>>");
    little_object(&little, 8, "<</Subtype/Widget/Rect[0 0 0 0]>>");
    little_signature(&little, 6, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
    signature = only();
    assert_int_equal(signature->findings.count, 0);
    assert_true(signature->visible);
    assert_int_equal(signature->box.left, 100000);
    assert_int_equal(signature->box.top, 60000);
    assert_int_equal(signature->box.right, 220000);
    assert_int_equal(signature->box.bottom, 100000);
    little_replace(&little, "/Rect[100 740 ", "/F 2/Rect[1 1 ");
    assert_false(only()->visible);
}

static void test_names_of_nested_fields(void **state)
{
    const struct pdf_signature *signature;

    (void)state;
    little_page(&little);
    little_object(&little, 1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>");
    little_object(&little, 5, "<</T(Records)/FT/Sig/Kids[7 0 R]>>");
    little_object(&little, 7, "<</T(One)/Parent 5 0 R/V 6 0 R>>");
    little_signature(&little, 6, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
    signature = only();
    assert_string_equal(signature->field, "Records.One");
    assert_int_equal(signature->findings.count, 0);
    assert_int_equal(signature->page, 0);
    little_replace(&little, "/T(Records)/FT/Sig", "/T(Records)/FT/Tx ");
    malformed("no field has this signature dictionary");
}

static void test_an_inherited_value(void **state)
{
    (void)state;
    little_page(&little);
    little_object(&little, 1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>");
    little_object(&little, 5, "<</T(Records)/FT/Sig/Kids[7 0 R]/V 6 0 R>>");
    little_object(&little, 7, "<</T(One)/Parent 5 0 R>>");
    little_signature(&little, 6, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
    malformed("inherited by another field");
}

static void test_two_fields_share_one(void **state)
{
    const struct pdf_signature *signatures;
    size_t count;

    (void)state;
    little_page(&little);
    little_object(&little, 1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R 7 0 R]>>>>");
    little_object(&little, 5, "<</T(One)/FT/Sig/V 6 0 R>>");
    little_object(&little, 7, "<</T(Two)/FT/Sig/V 6 0 R>>");
    little_signature(&little, 6, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
    little_open(&little);
    assert_int_equal(pdf_signatures(little.file, &signatures, &count), 0);
    assert_int_equal(count, 2);
    assert_true(little_says(&signatures[0].findings, "signature.malformed", "share"));
    assert_true(little_says(&signatures[1].findings, "signature.malformed", "share"));
}

static void test_fields_outside_the_form(void **state)
{
    (void)state;
    little_signed(&little);
    little_replace(&little, "/Fields[5 0 R]", "/Fields[     ]");
    malformed("the field is not in the form");
    little_replace(&little, "/Annots[5 0 R]", "/Annots[     ]");
    malformed("no field has this signature dictionary");
}

/* A producer's rights to its own form are no signature of the document; a signature is not
 * hidden by calling it so. */
static void test_usage_rights(void **state)
{
    const struct pdf_signature *signatures;
    size_t count;

    (void)state;
    little_page(&little);
    little_object(&little, 1, "<</Type/Catalog/Pages 2 0 R/Perms<</UR3 6 0 R>>>>");
    little_signature(&little, 6, "/Reference[<</TransformMethod/UR3>>]");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
    little_open(&little);
    assert_int_equal(pdf_signatures(little.file, &signatures, &count), 0);
    assert_int_equal(count, 0);
    little_replace(&little, "/TransformMethod/UR3", "/TransformMethod/UR4");
    malformed("no field has this signature dictionary");
    little_replace(&little, "/TransformMethod/UR4", "/TransformMethod/UR3");
    little_replace(&little, "/Perms<</UR3", "/Perms<</UR4");
    malformed("no field has this signature dictionary");
}

static void test_a_signature_that_was_taken_out(void **state)
{
    (void)state;
    little_signed(&little);
    little_object(&little, 1, "<</Type/Catalog/Pages 2 0 R>>");
    little_object(&little, 3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>");
    little_object(&little, 6, "null");
    little_table(&little, "/Root 1 0 R");
    malformed("no field has this signature dictionary");
}

static void test_a_signed_file_before_another(void **state)
{
    const struct pdf_signature *signatures;
    size_t count;

    (void)state;
    little_signed(&little);
    little.prev = 0;
    little_file(&little);
    little_open(&little);
    assert_true(pdf_is_readable(little.file));
    assert_int_equal(pdf_signatures(little.file, &signatures, &count), 0);
    assert_int_equal(count, 0);
    assert_non_null(little_finding(pdf_findings(little.file), "pdf.stray_bytes"));
}

static void test_text_that_looks_like_a_signature(void **state)
{
    static const char text[] = "<</ByteRange [0 1 2 3]/Contents <00>>>";
    const struct pdf_signature *signatures;
    size_t count;

    (void)state;
    little_page(&little);
    little_stream(&little, 5, "", text, strlen(text));
    little_table(&little, "/Root 1 0 R/X<</ByteRange[0 1 2 3]>>");
    little_open(&little);
    assert_int_equal(pdf_signatures(little.file, &signatures, &count), 0);
    assert_int_equal(count, 0);
    assert_int_equal(pdf_findings(little.file)->count, 0);
}

static void test_the_dictionary(void **state)
{
    (void)state;
    little_signed(&little);
    little_replace(&little, "/Reason(because)", "/Reason/Reason  ");
    only();
    little_replace(&little, "/Reason/Reason  ", "/Reason 1/Type 2");
    malformed("no readable dictionary");
    little_replace(&little, "/Reason 1/Type 2", "/Reason(because)");
    little_replace(&little, "/V 6 0 R", "/V (6)  ");
    little_open(&little);
    {
        const struct pdf_signature *signatures;
        size_t count;

        assert_int_equal(pdf_signatures(little.file, &signatures, &count), 0);
        assert_int_equal(count, 2);
        assert_true(little_says(&signatures[0].findings, "signature.malformed", "no readable"));
        assert_true(little_says(&signatures[1].findings, "signature.malformed", "no field has"));
    }
}

static void test_byte_ranges_of_impossible_form(void **state)
{
    /* the rest of the array stands behind them */
    static const char *const forms[] = {"/ByteRange[-1 ", "/ByteRange[0 .", "/ByteRange[[]0",
                                        "/ByteRange[/ 0"};
    (void)state;

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        little_done(&little);
        little_begin(&little);
        little_signed(&little);
        little_replace(&little, "/ByteRange[0 0", forms[i]);
        range("/ByteRange is no direct array");
        assert_int_equal(only()->coverage, PDF_COVERAGE_PARTIAL);
        assert_int_equal(only()->covered[0].size, 0);
    }
}

/* Signs with a byte range of one's own. */
static void with_range(uint64_t second, uint64_t third, uint64_t fourth)
{
    char text[64];

    snprintf(text, sizeof text, "%010lu %010lu %010lu", (unsigned long)second, (unsigned long)third,
             (unsigned long)fourth);
    memcpy(little.bytes.data + little.range, text, strlen(text));
}

static void test_the_gap_is_the_contents(void **state)
{
    size_t end;

    (void)state;
    little_signed(&little);
    end = little.bytes.size;
    with_range(little.contents - 1, little.contents_end, end - little.contents_end);
    range("gap");
    with_range(little.contents + 1, little.contents_end - 1, end - little.contents_end + 1);
    range("gap");
    with_range(little.contents, little.contents_end + 2, end - little.contents_end - 2);
    range("gap");
    with_range(little.contents, little.contents - 5, end - little.contents + 5);
    range("does not fit");
    with_range(little.contents, little.contents_end, end - little.contents_end + 1);
    range("does not fit");
    with_range(little.contents, 9999999999, 0);
    range("does not fit");
    little_sign(&little);
    assert_int_equal(only()->findings.count, 0);
    little_replace(&little, "/ByteRange[0 ", "/ByteRange[1 ");
    range("first byte");
}

static void test_the_range_ends_a_revision(void **state)
{
    size_t end;

    (void)state;
    little_signed(&little);
    end = little.bytes.size;
    with_range(little.contents, little.contents_end, end - little.contents_end - 1);
    assert_int_equal(only()->findings.count, 0); /* %%EOF without its line end */
    assert_int_equal(only()->coverage, PDF_COVERAGE_WHOLE_FILE);
    with_range(little.contents, little.contents_end, end - little.contents_end - 2);
    range("does not end where a revision ends");
    assert_int_equal(only()->coverage, PDF_COVERAGE_PARTIAL);
    assert_int_equal(only()->revision, 0);
}

static void test_an_earlier_revision(void **state)
{
    const struct pdf_signature *signature;
    struct pdf_file *revision, *again;
    size_t end;

    (void)state;
    little_signed(&little);
    end = little.bytes.size;
    little_object(&little, 9, "(later)");
    little_table(&little, "/Root 1 0 R");
    signature = only();
    assert_int_equal(signature->findings.count, 0);
    assert_int_equal(signature->coverage, PDF_COVERAGE_EARLIER_REVISION);
    assert_int_equal(signature->revision, 1);
    assert_int_equal(pdf_signed_revision(little.file, signature, &revision), 0);
    assert_ptr_not_equal(revision, little.file);
    assert_int_equal(pdf_revision_at(revision, 0)->end, end);
    assert_int_equal(pdf_page_count(revision), 1);
    assert_int_equal(pdf_signed_revision(little.file, signature, &again), 0);
    assert_ptr_equal(revision, again);
}

static void test_contents(void **state)
{
    static const char *const forms[] = {"<30030201AA 000>", "<30030201AAx000>", "<30030201AA%00 >",
                                        "(30030201AA0000)"};
    (void)state;
    little_signed(&little);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const struct pdf_signature *signature;

        little_replace(&little, i ? forms[i - 1] : "<30030201AA0000>", forms[i]);
        signature = only();
        assert_non_null(little_finding(&signature->findings, "signature.malformed"));
        assert_int_equal(signature->contents.size, 0);
    }
    little_replace(&little, "(30030201AA0000)", " 6 0 R          ");
    malformed("/Contents is no string");
}

static void test_the_type_of_the_dictionary(void **state)
{
    (void)state;
    little_signed(&little);
    little_replace(&little, "/Type/Sig/Filter", "/Type/Cat/Filter");
    malformed("/Type is not that of a signature");
    little_replace(&little, "/Type/Cat/Filter", "/Kind/Cat/Filter");
    assert_int_equal(only()->findings.count, 0);
}

static void test_a_whole_signature_in_a_file_that_cannot_be_read(void **state)
{
    size_t end;

    (void)state;
    little_signed(&little);
    end = little.bytes.size;
    little_raw(&little, "xref\n0 0\ntrailer\n<</Size 7>>\nstartxref\n%zu\n%%%%EOF\n", end);
    little_open(&little);
    assert_false(pdf_is_readable(little.file));
    assert_non_null(little_finding(pdf_findings(little.file), "pdf.stray_bytes"));
    little.bytes.size = end - 40; /* a broken download */
    little_open(&little);
    assert_non_null(little_finding(pdf_findings(little.file), "pdf.malformed"));
    assert_null(little_finding(pdf_findings(little.file), "pdf.stray_bytes"));
}

static void test_what_nothing_can_be_read_from(void **state)
{
    (void)state;
    little_signed(&little);
    little_table(&little, "/Root 1 0 R/XRefStm 15"); /* beside the signed bytes */
    little_open(&little);
    assert_false(pdf_is_readable(little.file));
    assert_non_null(little_finding(pdf_findings(little.file), "pdf.stray_bytes"));
    little_done(&little);
    little_begin(&little);
    little_signed(&little);
    little_table(&little, "/Root 1 0 R"); /* a /Size too small is what producers write, too */
    little_replace(&little, "/Size 7/Root", "/Size 2/Root");
    little_open(&little);
    assert_false(pdf_is_readable(little.file));
    assert_null(little_finding(pdf_findings(little.file), "pdf.stray_bytes"));
}

static const struct pdf_signature *with_trailer(const char *cert, const char *trailer)
{
    little_done(&little);
    little_begin(&little);
    little.password = "user";
    little_page(&little);
    little_object(&little, 1,
                  "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>>>");
    little_object(&little, 5, "<</FT/Sig/T(Seal)/V 6 0 R>>");
    little_object(&little, 7, "[<0a>(b)]");
    little_signature(&little, 6, cert);
    little_table(&little, trailer);
    little_sign(&little);
    return only();
}

/* /Cert is for forms that hold no certificates themselves. */
static const struct pdf_signature *with_certificates(const char *cert)
{
    return with_trailer(cert, "/Root 1 0 R");
}

static void test_certificates(void **state)
{
    const struct pdf_signature *signature = with_certificates("");

    (void)state;
    assert_int_equal(signature->certificate_count, 0);
    signature = with_certificates("/Cert<3000>");
    assert_int_equal(signature->certificate_count, 1);
    assert_true(slice_equal(signature->certificates[0], slice_of("0", 2)));
    signature = with_certificates("/Cert[<01><0203>]");
    assert_int_equal(signature->certificate_count, 2);
    assert_int_equal(signature->certificates[1].size, 2);
    signature = with_certificates("/Cert 7 0 R");
    assert_int_equal(signature->certificate_count, 2);
    assert_true(slice_is(signature->certificates[1], "b"));
    assert_int_equal(signature->findings.count, 0);
    signature = with_certificates("/Cert/No");
    assert_true(little_says(&signature->findings, "signature.malformed", "/Cert"));
    signature = with_certificates("/Cert[(a)1]");
    assert_true(little_says(&signature->findings, "signature.malformed", "/Cert"));
}

/* Encrypted as other strings are, but for /Contents (7.6.1). RC4 twice is what it was. */
static void test_encrypted_certificates(void **state)
{
    static const char trailer[] =
        "/Root 1 0 R/ID[<31415926535897932384626433832795><00>]"
        "/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4"
        "/O<94e8094419662a774442fb072e3d9f19e9d130ec09a4d0061e78fe920f7ab62f>"
        "/U<2aa12f26bcf1a217c0f1ee491745f646671475ae85bddf3e3c1a45a8457391cb>>>";
    const struct pdf_signature *signature;
    char cert[32];

    (void)state;
    signature = with_trailer("/Cert<30030201>", trailer);
    assert_int_equal(signature->certificate_count, 1);
    assert_int_equal(signature->certificates[0].size, 4);
    assert_memory_not_equal(signature->certificates[0].data, "\x30\x03\x02\x01", 4);
    snprintf(cert, sizeof cert, "/Cert<%02x%02x%02x%02x>", signature->certificates[0].data[0],
             signature->certificates[0].data[1], signature->certificates[0].data[2],
             signature->certificates[0].data[3]);
    signature = with_trailer(cert, trailer);
    assert_memory_equal(signature->certificates[0].data, "\x30\x03\x02\x01", 4);
    assert_memory_equal(signature->contents.data, "\x30\x03\x02\x01\xaa", 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(test_a_signature),
        TEST(test_no_signature),
        TEST(test_a_visible_signature),
        TEST(test_names_of_nested_fields),
        TEST(test_an_inherited_value),
        TEST(test_two_fields_share_one),
        TEST(test_fields_outside_the_form),
        TEST(test_usage_rights),
        TEST(test_a_signature_that_was_taken_out),
        TEST(test_a_signed_file_before_another),
        TEST(test_text_that_looks_like_a_signature),
        TEST(test_the_dictionary),
        TEST(test_certificates),
        TEST(test_encrypted_certificates),
        TEST(test_byte_ranges_of_impossible_form),
        TEST(test_the_gap_is_the_contents),
        TEST(test_the_range_ends_a_revision),
        TEST(test_an_earlier_revision),
        TEST(test_contents),
        TEST(test_the_type_of_the_dictionary),
        TEST(test_a_whole_signature_in_a_file_that_cannot_be_read),
        TEST(test_what_nothing_can_be_read_from),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
