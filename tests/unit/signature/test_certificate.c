/* The light view of a certificate, and names as text. */
#include "tests.h"

#include "base/buffer.h"
#include "signature/certificate.h"
#include "signature/name.h"

static struct certificate parsed;

static struct certificate_recipe usual(void)
{
    return (struct certificate_recipe){.key = signer_key(), .issuer_key = issuer_key()};
}

static int parse(const struct certificate_recipe *recipe)
{
    return certificate_parse(certificate(recipe), &parsed);
}

static int parse_with(struct slice extensions)
{
    struct certificate_recipe recipe = usual();

    recipe.extensions = extensions;
    return parse(&recipe);
}

static void the_parts_are_where_they_should_be(void **state)
{
    (void)state;
    assert_int_equal(certificate_parse(signer_certificate(), &parsed), 0);
    assert_true(slice_equal(parsed.subject, dn("CN=Signer,O=Office of Samples")));
    assert_true(slice_equal(parsed.issuer, dn("CN=Issuer,O=Office of Samples")));
    assert_true(slice_equal(parsed.serial, hex("1001")));
    assert_true(slice_equal(parsed.spki, public_key_of(signer_key())));
    assert_true(slice_is(parsed.subject_key_id, "signer"));
    assert_true(slice_is(parsed.authority_key_id, "issuer"));
    assert_true(parsed.not_before == 1735689600 && parsed.not_after == 1830297599);
    assert_int_equal(parsed.key_usage, USAGE_DIGITAL_SIGNATURE);
    assert_false(parsed.is_ca);
    assert_int_equal(parsed.unknown_critical.size, 0);
}

static void what_is_not_a_certificate_is_refused(void **state)
{
    struct slice good = signer_certificate();

    (void)state;
    assert_int_equal(certificate_parse(NOTHING, &parsed), ERR_SYNTAX);
    assert_int_equal(certificate_parse(SEQ(NOTHING), &parsed), ERR_SYNTAX);
    assert_int_equal(certificate_parse(JOIN(good, hex("00")), &parsed), ERR_SYNTAX);
    for (size_t size = 0; size < good.size; size++)
        assert_int_equal(certificate_parse(slice_sub(good, 0, size), &parsed), ERR_SYNTAX);
    assert_int_equal(
        certificate_parse(
            octets(slice_of(writer_alloc(CERTIFICATE_SIZE_MAX), CERTIFICATE_SIZE_MAX)), &parsed),
        ERR_LIMIT);
}

/* RFC 5280 4.1.1.2 */
static void both_signature_algorithms_must_agree(void **state)
{
    struct certificate_recipe recipe = usual();

    (void)state;
    recipe.inner_algorithm = algorithm("1.2.840.113549.1.1.5");
    assert_int_equal(parse(&recipe), ERR_SYNTAX);
}

static void dates_are_strict(void **state)
{
    struct certificate_recipe recipe = usual();

    (void)state;
    recipe.validity = SEQ(utc("260101000000Z"), text(TAG_GENERALIZED, "99991231235959Z"));
    assert_int_equal(parse(&recipe), 0);
    recipe.validity = SEQ(utc("2601010000Z"), utc("270101000000Z"));
    assert_int_equal(parse(&recipe), ERR_SYNTAX);
    recipe.validity = SEQ(utc("260101000000Z"));
    assert_int_equal(parse(&recipe), ERR_SYNTAX);
}

static void key_usage_decides_who_may_sign(void **state)
{
    (void)state;
    assert_int_equal(parse_with(NOTHING), 0);
    assert_true(certificate_may_sign(&parsed));
    assert_int_equal(parse_with(USAGE_NONREPUDIATE), 0);
    assert_true(certificate_may_sign(&parsed));
    assert_int_equal(parse_with(USAGE_ENCIPHER), 0);
    assert_false(certificate_may_sign(&parsed));
}

static void ca_and_key_usage_decide_who_may_issue(void **state)
{
    (void)state;
    assert_int_equal(parse_with(NOTHING), 0);
    assert_false(certificate_may_issue(&parsed));
    assert_int_equal(parse_with(basic_constraints(false)), 0);
    assert_false(certificate_may_issue(&parsed));
    assert_int_equal(parse_with(basic_constraints(true)), 0);
    assert_true(certificate_may_issue(&parsed));
    assert_int_equal(parse_with(JOIN(basic_constraints(true), USAGE_ISSUE)), 0);
    assert_true(certificate_may_issue(&parsed));
    assert_int_equal(parse_with(JOIN(basic_constraints(true), USAGE_SIGN)), 0);
    assert_false(certificate_may_issue(&parsed));
}

static void unknown_critical_extensions_are_told(void **state)
{
    (void)state;
    assert_int_equal(parse_with(extension("1.2.3.4", false, null())), 0);
    assert_int_equal(parsed.unknown_critical.size, 0);
    assert_int_equal(parse_with(extension("1.2.3.4", true, null())), 0);
    assert_true(slice_equal(parsed.unknown_critical, hex("2a0304")));
    assert_int_equal(parse_with(extension("2.5.29.37", true, SEQ(oid("2.5.29.37.0")))), 0);
    assert_int_equal(parsed.unknown_critical.size, 0);
}

/* One that says "qualified", and another. */
static struct slice statements(const char *other, bool critical)
{
    return extension("1.3.6.1.5.5.7.1.3", critical,
                     SEQ(SEQ(oid("0.4.0.1862.1.1")), SEQ(oid(other), SEQ(oid("1.2.3")))));
}

static void critical_statements_are_understood_one_by_one(void **state)
{
    (void)state;
    assert_int_equal(parse_with(statements("0.4.0.1862.1.6", true)), 0);
    assert_int_equal(parsed.unknown_critical.size, 0);
    assert_int_equal(parse_with(statements("0.4.0.1862.1.2", true)), 0); /* limit of value */
    assert_true(slice_equal(parsed.unknown_critical, hex("04008e460102")));
    assert_int_equal(parse_with(statements("0.4.0.1862.1.2", false)), 0);
    assert_int_equal(parsed.unknown_critical.size, 0);
    assert_int_equal(parse_with(extension("1.3.6.1.5.5.7.1.3", true, SEQ(null()))), ERR_SYNTAX);
}

static void extensions_stand_once_and_well_formed(void **state)
{
    struct slice many = NOTHING;

    (void)state;
    assert_int_equal(parse_with(JOIN(USAGE_SIGN, USAGE_ISSUE)), ERR_SYNTAX);
    assert_int_equal(parse_with(extension("2.5.29.15", true, null())), ERR_SYNTAX);
    assert_int_equal(parse_with(extension("2.5.29.19", true, SEQ(integer(1), boolean(true)))),
                     ERR_SYNTAX);
    assert_int_equal(parse_with(SEQ(oid("1.2.3.4"))), ERR_SYNTAX);
    for (int i = 0; i <= CERTIFICATE_EXTENSIONS_MAX; i++)
        many = JOIN(many, extension("1.2.3.4", false, null()));
    assert_int_equal(parse_with(many), ERR_LIMIT);
}

static void the_view_is_for_people(void **state)
{
    struct certificate_view view;

    (void)state;
    assert_int_equal(certificate_parse(signer_certificate(), &parsed), 0);
    assert_int_equal(certificate_describe(test_arena, &parsed, &view), 0);
    assert_string_equal(view.subject, "O=Office of Samples,CN=Signer");
    assert_string_equal(view.issuer, "O=Office of Samples,CN=Issuer");
    assert_string_equal(view.serial, "1001");
    assert_memory_equal(view.sha256, digest_of("SHA256", parsed.der).data, 32);
}

static void the_serial_has_no_sign_octet(void **state)
{
    struct certificate_recipe recipe = usual();
    struct certificate_view view;

    (void)state;
    recipe.serial = big_integer(hex("ff00000000000000000000000000000000000001"));
    assert_int_equal(parse(&recipe), 0);
    assert_int_equal(certificate_describe(test_arena, &parsed, &view), 0);
    assert_string_equal(view.serial, "ff00000000000000000000000000000000000001");
}

/* ---- Names ---- */

static void assert_name(struct slice der, const char *expected)
{
    struct buffer out;

    buffer_init(&out, 0);
    assert_int_equal(name_text(der, &out), 0);
    buffer_append_byte(&out, 0);
    assert_string_equal((const char *)out.data, expected);
    buffer_done(&out);
}

static void assert_value(uint8_t tag, struct slice body, const char *expected)
{
    assert_name(SEQ(rdn("2.5.4.3", element(tag, body))), expected);
}

static void names_begin_with_their_last_part(void **state)
{
    (void)state;
    assert_name(dn("C=CN,O=Office,CN=Ada"), "CN=Ada,O=Office,C=CN");
    assert_name(SEQ(NOTHING), "");
    assert_name(SEQ(rdn("2.5.4.6", text(TAG_PRINTABLE, "CN")),
                    SET(SEQ(oid("2.5.4.10"), text(TAG_UTF8, "O1")),
                        SEQ(oid("2.5.4.3"), text(TAG_UTF8, "N1")))),
                "O=O1+CN=N1,C=CN");
}

static void every_kind_of_string(void **state)
{
    (void)state;
    assert_value(TAG_UTF8, slice_str("移民"), "CN=移民");
    assert_value(TAG_PRINTABLE, slice_str("Ada"), "CN=Ada");
    assert_value(TAG_IA5, slice_str("a@example.com"), "CN=a@example.com");
    assert_value(TAG_BMP, hex("79fb6c11"), "CN=移民");
    assert_value(TAG_T61, hex("4be96c"), "CN=K\xc3\xa9l");
    assert_value(0x1c, hex("000079fb00020000"), "CN=移\xf0\xa0\x80\x80");
}

/* What cannot be decoded as its type says is shown as it stands. */
static void wrong_strings_are_shown_in_hexadecimal(void **state)
{
    (void)state;
    assert_value(TAG_UTF8, hex("ff41"), "CN=#0C02FF41");
    assert_value(TAG_PRINTABLE, hex("e7"), "CN=#1301E7");
    assert_value(TAG_BMP, hex("79fb6c"), "CN=#1E0379FB6C");
    assert_value(TAG_BMP, hex("d800"), "CN=#1E02D800");
    assert_value(TAG_OCTETS, hex("41"), "CN=#040141");
    assert_name(SEQ(rdn("1.2.3", text(TAG_UTF8, "x"))), "1.2.3=#0C0178");
}

static void what_has_a_meaning_in_names_is_escaped(void **state)
{
    (void)state;
    assert_value(TAG_UTF8, slice_str("a,b+c\"d\\e<f>g;h"), "CN=a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h");
    assert_value(TAG_UTF8, slice_str("#a#"), "CN=\\#a#");
    assert_value(TAG_UTF8, slice_str(" a b "), "CN=\\ a b\\ ");
    assert_value(TAG_UTF8, slice_str(" "), "CN=\\ ");
}

static void what_could_deceive_a_reader_is_made_visible(void **state)
{
    (void)state;
    assert_value(TAG_UTF8, slice_of("a\0b", 3), "CN=a\\00b");
    assert_value(TAG_UTF8, slice_str("a\nb\x1b[2J"), "CN=a\\0Ab\\1B[2J");
    assert_value(TAG_UTF8,
                 slice_str("a\xe2\x80\xae"
                           "b"),
                 "CN=a\\E2\\80\\AEb"); /* U+202E */
    assert_value(TAG_BMP, hex("00410000"), "CN=A\\00");
}

static void malformed_names_are_refused(void **state)
{
    struct slice many = NOTHING;
    struct name name;

    (void)state;
    assert_int_equal(name_parse(SEQ(SET(NOTHING)), &name), ERR_SYNTAX);
    assert_int_equal(name_parse(SEQ(SET(SEQ(oid("2.5.4.3")))), &name), ERR_SYNTAX);
    assert_int_equal(name_parse(SEQ(SET(SEQ(oid("2.5.4.3"), null(), null()))), &name), ERR_SYNTAX);
    for (int i = 0; i <= NAME_PARTS_MAX; i++)
        many = JOIN(many, rdn("2.5.4.3", text(TAG_UTF8, "x")));
    assert_int_equal(name_parse(SEQ(many), &name), ERR_LIMIT);
}

static void names_compare_by_value(void **state)
{
    struct slice utf8 = SEQ(rdn("2.5.4.3", text(TAG_UTF8, "Ada")));
    struct slice printable = SEQ(rdn("2.5.4.3", text(TAG_PRINTABLE, "Ada")));
    struct slice odd = SEQ(rdn("2.5.4.3", octets(slice_str("Ada"))));

    (void)state;
    assert_int_equal(name_compare(utf8, utf8), 0);
    assert_int_equal(name_compare(utf8, printable), 0);
    assert_int_equal(name_compare(odd, odd), 0);
    assert_int_equal(name_compare(utf8, odd), ERR_MISMATCH);
    assert_int_equal(name_compare(utf8, dn("CN=Ida")), ERR_MISMATCH);
    assert_int_equal(name_compare(utf8, dn("O=Ada")), ERR_MISMATCH);
    assert_int_equal(name_compare(utf8, dn("CN=Ada,O=x")), ERR_MISMATCH);
}

int run_certificate_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(the_parts_are_where_they_should_be),
        unit(what_is_not_a_certificate_is_refused),
        unit(both_signature_algorithms_must_agree),
        unit(dates_are_strict),
        unit(key_usage_decides_who_may_sign),
        unit(ca_and_key_usage_decide_who_may_issue),
        unit(unknown_critical_extensions_are_told),
        unit(critical_statements_are_understood_one_by_one),
        unit(extensions_stand_once_and_well_formed),
        unit(the_view_is_for_people),
        unit(the_serial_has_no_sign_octet),
        unit(names_begin_with_their_last_part),
        unit(every_kind_of_string),
        unit(wrong_strings_are_shown_in_hexadecimal),
        unit(what_has_a_meaning_in_names_is_escaped),
        unit(what_could_deceive_a_reader_is_made_visible),
        unit(malformed_names_are_refused),
        unit(names_compare_by_value),
    };

    return cmocka_run_group_tests_name("certificate", tests, NULL, NULL);
}
