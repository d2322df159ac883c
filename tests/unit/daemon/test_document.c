#include "tests.h"

#include "base/error.h"
#include "daemon/clock.h"
#include "daemon/document.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void bytes_come_out_as_they_went_in(void **state)
{
    struct held held = {.maximum = 1000000};
    struct document document;
    struct digest digest;
    char hex[DIGEST_HEX_SIZE], text[8] = "";

    (void)state;
    document_init(&document, &held);
    assert_int_equal(document_append(&document, slice_str("a")), 0);
    assert_int_equal(document_append(&document, slice_str("bc")), 0);
    assert_int_equal(document_seal(&document), 0);
    assert_int_equal(document.size, 3);
    assert_int_equal(document_digest(&document, &digest), 0);
    digest_to_hex(&digest, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(pread(document.fd, text, sizeof text, 0), 3);
    assert_string_equal(text, "abc");
    document_done(&document);
    document_done(&document);
    assert_int_equal(held.used, 0);
}

static void empty(void **state)
{
    struct held held = {.maximum = 10};
    struct document document;
    struct digest digest;

    (void)state;
    document_init(&document, &held);
    assert_int_equal(document_reserve(&document, 0), 0);
    assert_int_equal(document_seal(&document), 0);
    assert_int_equal(document_digest(&document, &digest), 0);
    assert_int_equal(digest.bytes[0], 0xe3);
    document_done(&document);
}

/* Nobody can change what will be judged. */
static void sealed(void **state)
{
    struct held held = {.maximum = 1000000};
    struct document document;

    (void)state;
    document_init(&document, &held);
    assert_int_equal(document_append(&document, slice_str("abc")), 0);
    assert_int_equal(document_seal(&document), 0);
    assert_int_equal(pwrite(document.fd, "x", 1, 0), -1);
    assert_int_equal(errno, EPERM);
    assert_int_equal(ftruncate(document.fd, 1), -1);
    assert_int_equal(ftruncate(document.fd, 100), -1);
    assert_int_equal(fcntl(document.fd, F_ADD_SEALS, 0), -1);
    assert_int_equal(document_append(&document, slice_str("x")), ERR_IO);
    document_done(&document);
}

static void reserved(void **state)
{
    struct held held = {.maximum = 600000};
    struct document a, b;
    static const uint8_t bytes[300000];

    (void)state;
    document_init(&a, &held);
    document_init(&b, &held);
    assert_int_equal(document_reserve(&a, 400000), 0);
    assert_int_equal(held.used, 400000);
    assert_int_equal(document_reserve(&b, 200001), ERR_BUSY);
    assert_int_equal(held.used, 400000);
    assert_int_equal(document_append(&b, slice_of(bytes, sizeof bytes)), ERR_BUSY);
    document_done(&a);
    assert_int_equal(document_append(&b, slice_of(bytes, sizeof bytes)), 0);
    assert_true(held.used >= 300000);
    document_done(&b);
    assert_int_equal(held.used, 0);
}

static void clocks(void **state)
{
    struct clock_guard guard = {.build_date = 1000};

    (void)state;
    assert_non_null(clock_doubt(&guard, 999));
    assert_null(clock_doubt(&guard, 1000));
    clock_recorded(&guard, 5000);
    assert_null(clock_doubt(&guard, 5000 - CLOCK_SLACK));
    assert_non_null(clock_doubt(&guard, 5000 - CLOCK_SLACK - 1));
    clock_recorded(&guard, 4000);
    assert_non_null(clock_doubt(&guard, 4500));
}

int run_document_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_come_out_as_they_went_in),
        cmocka_unit_test(empty),
        cmocka_unit_test(sealed),
        cmocka_unit_test(reserved),
        cmocka_unit_test(clocks),
    };

    return cmocka_run_group_tests_name("document", tests, NULL, NULL);
}
