/* The document security store: which streams are handed out, and how many. */
#include "little.h"

#include "base/error.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct little little;
static struct pdf_security_store store;

static int setup(void **state)
{
    (void)state;
    little_begin(&little);
    little.limits = (struct pdf_limits){100, 5000, 1 << 20};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    little_done(&little);
    return 0;
}

/* A page whose catalogue holds `dss`, and what the test wrote before. */
static void read_with(const char *dss)
{
    little_object(&little, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
    little_object(&little, 3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>");
    little_object(&little, 1, "<</Type/Catalog/Pages 2 0 R%s>>", dss);
    little_table(&little, "/Root 1 0 R");
    assert_true(pdf_is_readable(little_open(&little)));
    assert_int_equal(pdf_security_store(little.file, &store), 0);
}

static void assert_counts(size_t certificates, size_t crls, size_t ocsps)
{
    assert_int_equal(store.certificate_count, certificates);
    assert_int_equal(store.crl_count, crls);
    assert_int_equal(store.ocsp_count, ocsps);
}

static void test_without_a_store_it_is_empty(void **state)
{
    (void)state;
    read_with("");
    assert_counts(0, 0, 0);
}

static void test_the_lists_of_the_store_are_handed_out(void **state)
{
    (void)state;
    little_stream(&little, 5, "", "certificate", 11);
    little_stream(&little, 6, "", "list", 4);
    little_stream(&little, 7, "/Filter/ASCIIHexDecode", "616263>", 7);
    read_with("/DSS<</Certs[5 0 R]/CRLs[6 0 R]/OCSPs[7 0 R]>>");
    assert_counts(1, 1, 1);
    assert_true(slice_is(store.certificates[0], "certificate"));
    assert_true(slice_is(store.crls[0], "list"));
    assert_true(slice_is(store.ocsps[0], "abc"));
}

static void test_those_of_one_signature_are_added_once(void **state)
{
    (void)state;
    little_stream(&little, 5, "", "certificate", 11);
    little_stream(&little, 6, "", "list", 4);
    little_stream(&little, 7, "", "answer", 6);
    read_with("/DSS<</Certs[5 0 R]/VRI<</0123<</Cert[5 0 R 5 0 R]/CRL[6 0 R]>>"
              "/4567<</OCSP[7 0 R]/CRL[6 0 R]>>>>>>");
    assert_counts(1, 1, 1);
}

static void test_what_cannot_be_read_is_left_out(void **state)
{
    (void)state;
    little_stream(&little, 5, "/Filter/FlateDecode", "no deflate", 10);
    little_stream(&little, 6, "", "list", 4);
    little_object(&little, 7, "(a string)");
    read_with("/DSS<</Certs 5 0 R/CRLs[5 0 R 6 0 R 7 0 R 99 0 R 1 0 R]/OCSPs 6/VRI[6 0 R]>>");
    assert_counts(0, 1, 0);
    assert_int_equal(pdf_findings(little.file)->count, 0);
}

static void test_a_store_is_bounded(void **state)
{
    struct buffer dss;

    (void)state;
    buffer_init(&dss, 0);
    buffer_append_str(&dss, "/DSS<</Certs[");
    for (int i = 0; i < 600; i++)
        buffer_append_str(&dss, "5 0 R ");
    buffer_append_str(&dss, "6 0 R]>>");
    buffer_append_byte(&dss, 0);
    little_stream(&little, 5, "", "one", 3);
    little_stream(&little, 6, "", "two", 3);
    read_with((const char *)dss.data);
    assert_counts(1, 0, 0);
    buffer_done(&dss);
}

static void test_a_store_that_inflates_without_end_is_a_limit(void **state)
{
    char hex[4096];

    (void)state;
    little.limits.inflated = 1000;
    memset(hex, '6', sizeof hex);
    hex[sizeof hex - 1] = '>';
    little_stream(&little, 5, "/Filter/ASCIIHexDecode", hex, sizeof hex);
    read_with("/DSS<</CRLs[5 0 R]>>");
    assert_counts(0, 0, 0);
    assert_non_null(little_finding(pdf_findings(little.file), "limit.inflated"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_without_a_store_it_is_empty, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_lists_of_the_store_are_handed_out, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_those_of_one_signature_are_added_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_read_is_left_out, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_store_is_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_store_that_inflates_without_end_is_a_limit, setup,
                                        teardown),
    };

    return cmocka_run_group_tests_name("security store", tests, NULL, NULL);
}
