/* OCSP answers, read and asked. */
#include "tests.h"

#include "signature/crl.h"
#include "signature/ocsp.h"
#include "write_revocation.h"

static struct ocsp parsed;
static struct ocsp_response response;

static int parse(const struct ocsp_recipe *recipe)
{
    return ocsp_parse(ocsp(recipe), &parsed);
}

static int parse_one(const struct response_recipe *recipe)
{
    return parse(&(struct ocsp_recipe){.responses = single_response(recipe)});
}

static int find(const char *serial)
{
    struct certificate issuer;

    assert_int_equal(certificate_parse(issuer_certificate(), &issuer), 0);
    return ocsp_find(&parsed, &issuer, hex(serial), &response);
}

static void the_parts_of_an_answer_are_where_they_should_be(void **state)
{
    struct slice own = signer_certificate();

    (void)state;
    assert_int_equal(parse(&(struct ocsp_recipe){.certificates = own}), 0);
    assert_false(parsed.by_key);
    assert_true(slice_equal(parsed.name, dn("CN=Issuer,O=Office of Samples")));
    assert_true(parsed.produced_at == 1781481600);
    assert_int_equal(parsed.certificate_count, 1);
    assert_true(slice_equal(parsed.certificates[0], own));
    assert_int_equal(parse(&(struct ocsp_recipe){.responder = responder_by_key(issuer_key())}), 0);
    assert_true(parsed.by_key);
    assert_true(slice_equal(parsed.key_hash, digest_of("SHA1", key_bits_of(issuer_key()))));
}

static void good_unknown_and_revoked_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(parse_one(&(struct response_recipe){0}), 0);
    assert_int_equal(find("1001"), 0);
    assert_int_equal(response.status, OCSP_GOOD);
    assert_true(response.this_update == 1781481600 && response.next_update == 1784073600);
    assert_int_equal(parse_one(&(struct response_recipe){.status = status_unknown()}), 0);
    assert_int_equal(find("1001"), 0);
    assert_int_equal(response.status, OCSP_UNKNOWN);
    assert_int_equal(
        parse_one(&(struct response_recipe){.status = status_revoked("20260601000000Z", 1)}), 0);
    assert_int_equal(find("1001"), 0);
    assert_int_equal(response.status, OCSP_REVOKED);
    assert_int_equal(response.reason, REVOKED_KEY_COMPROMISE);
    assert_true(response.revoked_at == 1780272000);
}

static void a_response_is_for_its_issuer_and_serial_number_alone(void **state)
{
    (void)state;
    assert_int_equal(parse_one(&(struct response_recipe){.digest = "SHA256"}), 0);
    assert_int_equal(find("1001"), 0);
    assert_int_equal(find("1002"), ERR_NOT_FOUND);
    assert_int_equal(parse_one(&(struct response_recipe){.digest = "MD5"}), 0);
    assert_int_equal(find("1001"), ERR_NOT_FOUND);
    assert_int_equal(parse_one(&(struct response_recipe){.issuer_key = signer_key()}), 0);
    assert_int_equal(find("1001"), ERR_NOT_FOUND);
    assert_int_equal(parse_one(&(struct response_recipe){.issuer_name = dn("CN=Other")}), 0);
    assert_int_equal(find("1001"), ERR_NOT_FOUND);
}

static void of_two_responses_the_younger_one_counts(void **state)
{
    struct slice old =
        single_response(&(struct response_recipe){.this_update = generalized("20260501000000Z")});
    struct slice young =
        single_response(&(struct response_recipe){.status = status_revoked("20260601000000Z", -1)});

    (void)state;
    assert_int_equal(parse(&(struct ocsp_recipe){.responses = JOIN(young, old)}), 0);
    assert_int_equal(find("1001"), 0);
    assert_int_equal(response.status, OCSP_REVOKED);
}

static void an_answer_without_an_answer_is_none(void **state)
{
    (void)state;
    assert_int_equal(parse(&(struct ocsp_recipe){.status = enumerated(3)}), ERR_NOT_FOUND);
    assert_int_equal(parse(&(struct ocsp_recipe){.status = enumerated(7)}), ERR_SYNTAX);
    assert_int_equal(parse(&(struct ocsp_recipe){.type = oid("1.2.3.4")}), ERR_UNSUPPORTED);
}

static void extensions_are_read(void **state)
{
    struct slice cutoff = extension("1.3.6.1.5.5.7.48.1.6", false, generalized("20200101000000Z"));
    struct slice nonce = extension("1.3.6.1.5.5.7.48.1.2", false, octets(hex("aabb")));

    (void)state;
    assert_int_equal(parse_one(&(struct response_recipe){.extensions = cutoff}), 0);
    assert_int_equal(find("1001"), 0);
    assert_true(response.has_cutoff && response.cutoff == 1577836800);
    assert_int_equal(parse(&(struct ocsp_recipe){.extensions = nonce}), 0);
    assert_true(slice_equal(parsed.nonce, octets(hex("aabb"))));
    assert_int_equal(parse(&(struct ocsp_recipe){.extensions = extension("1.2.3", true, null())}),
                     0);
    assert_true(parsed.unknown_critical.size > 0);
    assert_int_equal(
        parse_one(&(struct response_recipe){.extensions = extension("1.2.3", true, null())}), 0);
    assert_int_equal(find("1001"), 0);
    assert_true(response.unknown_critical.size > 0);
}

static void an_answer_that_is_not_as_the_standard_says_is_refused(void **state)
{
    struct slice good = ocsp(&(struct ocsp_recipe){0});

    (void)state;
    assert_int_equal(ocsp_parse(slice_sub(good, 0, good.size - 1), &parsed), ERR_SYNTAX);
    assert_int_equal(ocsp_parse(JOIN(good, slice_of("\0", 1)), &parsed), ERR_SYNTAX);
    assert_int_equal(parse(&(struct ocsp_recipe){.version = TAGGED(0, integer(0))}), ERR_SYNTAX);
    assert_int_equal(parse(&(struct ocsp_recipe){.produced_at = utc("260615000000Z")}), ERR_SYNTAX);
    assert_int_equal(parse(&(struct ocsp_recipe){.responder = TAGGED(3, null())}), ERR_SYNTAX);
    assert_int_equal(parse_one(&(struct response_recipe){.status = element(0x83, NOTHING)}),
                     ERR_SYNTAX);
    assert_int_equal(parse_one(&(struct response_recipe){.status = element(0x80, hex("00"))}),
                     ERR_SYNTAX);
    assert_int_equal(
        parse_one(&(struct response_recipe){.status = status_revoked("20260601000000Z", 11)}),
        ERR_SYNTAX);
}

int run_ocsp_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(the_parts_of_an_answer_are_where_they_should_be),
        unit(good_unknown_and_revoked_are_told_apart),
        unit(a_response_is_for_its_issuer_and_serial_number_alone),
        unit(of_two_responses_the_younger_one_counts),
        unit(an_answer_without_an_answer_is_none),
        unit(extensions_are_read),
        unit(an_answer_that_is_not_as_the_standard_says_is_refused),
    };

    return cmocka_run_group_tests_name("OCSP answers", tests, NULL, NULL);
}
