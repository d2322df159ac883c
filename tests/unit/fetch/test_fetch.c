/* What vouchd-fetch asks for, and what it takes for better. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "base/error.h"
#include "fetch/check.h"
#include "fetch/ocsp_request.h"
#include "write_revocation.h"

#include <stdlib.h>

#define ACCESS     "1.3.6.1.5.5.7.1.1"
#define OCSP       "1.3.6.1.5.5.7.48.1"
#define JUNE_2026  1781481600         /* the 15th */
#define USAGE_CRLS key_usage(0x06, 1) /* keyCertSign, cRLSign */
#define SERIAL_20  "7fffffffffffffffffffffffffffffffffffffff"

static struct arena *arena;
static struct certificate issuer, subject;
static struct fetch_source source;
static struct targets targets;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(0);
    source = (struct fetch_source){.name = "nia"};
    assert_int_equal(crypto_prefetch(), 0);
    assert_int_equal(certificate_parse(issuer_certificate(), &issuer), 0);
    assert_int_equal(certificate_parse(signer_certificate(), &subject), 0);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena = arena_free(arena);
    writer_reset();
    return 0;
}

/* ---- The question to a responder ---- */

static int ask_about(struct slice serial, struct ocsp_request *ret)
{
    const struct certificate_recipe recipe = {
        .key = signer_key(), .issuer_key = issuer_key(), .serial = serial};

    assert_int_equal(certificate_parse(certificate(&recipe), &subject), 0);
    return ocsp_request_make(&subject, &issuer, ret);
}

static void a_question_is_der(void **state)
{
    static const char *const serials[] = {"01", "00ff", SERIAL_20};
    struct ocsp_request request;

    (void)state;
    for (size_t i = 0; i < sizeof serials / sizeof *serials; i++) {
        struct slice serial = element(TAG_INTEGER, hex(serials[i]));
        struct slice id = SEQ(algorithm("1.3.14.3.2.26"), octets(digest_of("SHA1", issuer.subject)),
                              octets(digest_of("SHA1", key_bits_of(issuer_key()))), serial);

        assert_int_equal(ask_about(serial, &request), 0);
        assert_true(slice_equal(slice_of(request.bytes, request.size), SEQ(SEQ(SEQ(SEQ(id))))));
    }
}

/* RFC 5280 4.1.2.2 allows 20 bytes; what is longer by far is not asked about. */
static void a_serial_number_has_an_end(void **state)
{
    struct ocsp_request request = {.size = 77};

    (void)state;
    assert_int_equal(
        ask_about(element(TAG_INTEGER, hex(SERIAL_20 SERIAL_20 SERIAL_20 SERIAL_20)), &request),
        ERR_LIMIT);
    assert_int_equal(request.size, 77);
}

/* ---- What is asked ---- */

static const struct target *collect(const char *const *urls, size_t count)
{
    source.urls = (struct config_strings){(const char **)urls, count};
    assert_int_equal(targets_collect(arena, &source, &targets), 0);
    return targets.items;
}

static void addresses_have_names_of_their_own(void **state)
{
    static const char *const urls[] = {"http://a.example/x", "http://a.example/y",
                                       "http://a.example/x", "HTTPS://B.example:8080/z?q#f",
                                       "http://..%2f/etc"};
    const struct target *items = collect(urls, 5);

    (void)state;
    assert_int_equal(targets.count, 4);
    assert_int_equal(strlen(items[0].name), strlen("a.example-") + 16);
    assert_memory_equal(items[0].name, "a.example-", 10);
    assert_string_not_equal(items[0].name, items[1].name);
    assert_memory_equal(items[2].name, "b.example-8080-", 15);
    assert_memory_equal(items[3].name, "-.-2f-", 6);
}

static void what_is_no_web_address_is_not_asked(void **state)
{
    static const char *const urls[] = {"",
                                       "file:///etc/passwd",
                                       "ldap://a/x",
                                       "LDAPS://a/x",
                                       "ftp://a/x",
                                       "http:",
                                       "http:///x",
                                       "http://a b/x",
                                       "http://a/\n",
                                       "/etc/passwd",
                                       "javascript:",
                                       "http://user@a/x",
                                       "http://u:p@a/x",
                                       "http://a/\xe7\xa7\xbb",
                                       "gopher://a",
                                       "http:/a",
                                       "https://?x",
                                       "httpx://a"};
    const size_t count = sizeof urls / sizeof *urls;
    const struct target *items = collect(urls, count);

    (void)state;
    assert_int_equal(targets.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(items[i].fault);
        assert_null(items[i].name);
    }
    assert_string_equal(items[13].url, "http://a/???");
}

static struct slice responder_at(const char *url)
{
    return extension(ACCESS, false, SEQ(SEQ(oid(OCSP), element(0x86, slice_str(url)))));
}

static void configure(struct slice der)
{
    source.certificates = arena_grow(arena, source.certificates, source.certificate_count,
                                     &source.certificate_capacity, sizeof *source.certificates);
    assert_int_equal(certificate_parse(der, &source.certificates[source.certificate_count++]), 0);
}

static void configure_signer(struct slice extensions)
{
    configure(certificate(&(struct certificate_recipe){
        .key = signer_key(), .issuer_key = issuer_key(), .extensions = extensions}));
}

static void certificates_say_where(void **state)
{
    const struct target *items;

    (void)state;
    configure_signer(JOIN(crl_points("http://a.example/1"), responder_at("http://ocsp.example/")));
    items = collect(NULL, 0);
    assert_int_equal(targets.count, 1);
    assert_int_equal(items[0].kind, TARGET_CRL);
    configure(issuer_certificate());
    items = collect(NULL, 0);
    assert_int_equal(targets.count, 2);
    assert_int_equal(items[1].kind, TARGET_OCSP);
    assert_string_equal(items[1].url, "http://ocsp.example/");
    assert_true(slice_equal(items[1].issuer->der, issuer.der));
}

/* One responder is asked about each certificate, and each has a file of its own. */
static void a_responder_is_asked_about_each(void **state)
{
    (void)state;
    configure(issuer_certificate());
    configure_signer(responder_at("http://ocsp.example/"));
    configure_signer(JOIN(responder_at("http://ocsp.example/"), USAGE_SIGN));
    collect(NULL, 0);
    assert_int_equal(targets.count, 2);
    assert_string_not_equal(targets.items[0].name, targets.items[1].name);
}

static void addresses_have_an_end(void **state)
{
    const char **urls = arena_array(arena, const char *, TARGETS_MAX + 1);

    (void)state;
    for (size_t i = 0; i <= TARGETS_MAX; i++)
        urls[i] = arena_printf(arena, "http://a.example/%zu", i);
    collect(urls, TARGETS_MAX);
    source.urls.count++;
    assert_int_equal(targets_collect(arena, &source, &targets), ERR_LIMIT);
}

/* ---- What is better ---- */

static void later_is_better_then_a_higher_number(void **state)
{
    const struct checked old = {.this_update = 100, .number = hex("7f")};
    const struct checked same = {.this_update = 100, .number = hex("7f")};
    const struct checked higher = {.this_update = 100, .number = hex("0080")};
    const struct checked plain = {.this_update = 100};
    const struct checked later = {.this_update = 101, .number = hex("01")};

    (void)state;
    assert_false(check_is_older(&same, &old));
    assert_false(check_is_older(&higher, &old));
    assert_true(check_is_older(&old, &higher));
    assert_false(check_is_older(&plain, &old));
    assert_false(check_is_older(&old, &plain));
    assert_false(check_is_older(&later, &old));
    assert_true(check_is_older(&old, &later));
}

static int check(struct slice bytes, int64_t now, struct reason *why)
{
    const struct target target = {.kind = TARGET_CRL};
    const struct checking checking = {&source, &target, now};
    struct checked checked;

    return check_bytes(&checking, bytes, &checked, why);
}

static void configure_issuer(struct slice usage)
{
    configure(certificate(
        &(struct certificate_recipe){.key = issuer_key(),
                                     .issuer_key = issuer_key(),
                                     .subject = dn("CN=Issuer,O=Office of Samples"),
                                     .extensions = JOIN(basic_constraints(true), usage)}));
}

static void a_list_is_its_issuers(void **state)
{
    struct slice good = crl(&(struct crl_recipe){0});
    struct reason why;

    (void)state;
    assert_int_equal(check(good, JUNE_2026 + 3600, &why), ERR_INVALID);
    assert_non_null(strstr(why.text, "no configured certificate is its issuer's"));
    configure_issuer(USAGE_ISSUE);
    assert_int_equal(check(good, JUNE_2026 + 3600, &why), ERR_INVALID);
    assert_non_null(strstr(why.text, "key usage does not allow signing lists"));
    configure_issuer(USAGE_CRLS);
    assert_int_equal(check(good, JUNE_2026 + 3600, &why), 0);
    assert_int_equal(check(good, JUNE_2026 - 3600, &why), ERR_INVALID);
    assert_non_null(strstr(why.text, "in the future"));
    for (size_t size = 0; size < good.size; size++)
        assert_int_equal(check(slice_sub(good, 0, size), JUNE_2026 + 3600, &why), ERR_INVALID);
    for (size_t i = 0; i < good.size; i++)
        assert_int_equal(check(flipped(good, i), JUNE_2026 + 3600, &why), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_question_is_der, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_serial_number_has_an_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(addresses_have_names_of_their_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_web_address_is_not_asked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(certificates_say_where, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_responder_is_asked_about_each, set_up, tear_down),
        cmocka_unit_test_setup_teardown(addresses_have_an_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(later_is_better_then_a_higher_number, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_list_is_its_issuers, set_up, tear_down),
    };
    int failed = cmocka_run_group_tests_name("fetch", tests, NULL, NULL);

    free_test_keys();
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
