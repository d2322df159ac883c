/* DER is read strictly; BER of indefinite length is turned into definite lengths. */
#include "tests.h"

#include "signature/ber.h"
#include "signature/der.h"
#include "signature/oid.h"

static void assert_element(const char *digits, int expected)
{
    struct slice rest = hex(digits);
    struct der der;

    assert_int_equal(der_next(&rest, &der), expected);
}

static void lengths_are_definite_and_minimal(void **state)
{
    (void)state;
    assert_element("0400", 0);
    assert_element("040161", 0);
    assert_element("04016162", 0);          /* what follows is the next element */
    assert_element("04", ERR_SYNTAX);       /* no length */
    assert_element("040261", ERR_SYNTAX);   /* shorter than it says */
    assert_element("04810161", ERR_SYNTAX); /* long form for a short length */
    assert_element("0480610000", ERR_SYNTAX);
    assert_element("3080040161", ERR_SYNTAX);
    assert_element("04820080", ERR_SYNTAX); /* leading zero */
    assert_element("0485010000000061", ERR_SYNTAX);
    assert_element("04ff", ERR_SYNTAX);
    assert_element("1f8101", ERR_SYNTAX); /* a tag of several bytes */
    assert_element("0000", ERR_SYNTAX);
    assert_element("", ERR_SYNTAX);
}

static void long_lengths_are_read(void **state)
{
    struct slice body = slice_of(writer_alloc(70000), 70000);
    struct slice rest = element(TAG_OCTETS, body);
    struct der der;

    (void)state;
    assert_int_equal(der_next(&rest, &der), 0);
    assert_int_equal(der.body.size, 70000);
    assert_int_equal(der.whole.size, 70005);
    assert_int_equal(rest.size, 0);
}

static void only_one_element_where_one_is_due(void **state)
{
    struct slice body;

    (void)state;
    assert_int_equal(der_only(hex("040161"), DER_OCTET_STRING, &body), 0);
    assert_true(slice_is(body, "a"));
    assert_int_equal(der_only(hex("04016100"), DER_OCTET_STRING, &body), ERR_SYNTAX);
    assert_int_equal(der_only(hex("040161"), DER_UTF8_STRING, &body), ERR_SYNTAX);
}

static void assert_number(const char *digits, int expected, uint32_t value)
{
    struct slice rest = hex(digits);
    uint32_t number = 0;

    assert_int_equal(der_number(&rest, 1000, &number), expected);
    assert_int_equal(number, value);
}

static void integers_are_minimal(void **state)
{
    struct slice rest = hex("0202ff7f");
    struct slice octets_of;

    (void)state;
    assert_number("020100", 0, 0);
    assert_number("02020080", 0, 128);
    assert_number("020203e8", 0, 1000);
    assert_number("020203e9", ERR_SYNTAX, 0); /* above the maximum */
    assert_number("0200", ERR_SYNTAX, 0);
    assert_number("02020001", ERR_SYNTAX, 0); /* padded */
    assert_number("0201ff", ERR_SYNTAX, 0);   /* negative */
    assert_number("02060100000000ff", ERR_SYNTAX, 0);
    assert_int_equal(der_integer(&rest, &octets_of), 0); /* -129: minimal */
    rest = hex("0202ff80");
    assert_int_equal(der_integer(&rest, &octets_of), ERR_SYNTAX);
}

static void positive_integers_lose_their_sign_octet(void **state)
{
    struct slice rest = hex("02020080");
    struct slice magnitude;

    (void)state;
    assert_int_equal(der_positive(&rest, &magnitude), 0);
    assert_int_equal(magnitude.size, 1);
    rest = hex("020100");
    assert_int_equal(der_positive(&rest, &magnitude), ERR_SYNTAX);
    rest = hex("020180");
    assert_int_equal(der_positive(&rest, &magnitude), ERR_SYNTAX);
}

static void booleans_are_00_or_ff(void **state)
{
    struct slice rest = hex("0101ff010100");
    bool value = false;

    (void)state;
    assert_int_equal(der_boolean(&rest, &value), 0);
    assert_true(value);
    assert_int_equal(der_boolean(&rest, &value), 0);
    assert_false(value);
    rest = hex("010101");
    assert_int_equal(der_boolean(&rest, &value), ERR_SYNTAX);
    rest = hex("0100");
    assert_int_equal(der_boolean(&rest, &value), ERR_SYNTAX);
}

static void assert_oid(const char *digits, int expected)
{
    struct slice rest = hex(digits);
    struct slice value;

    assert_int_equal(der_oid(&rest, &value), expected);
}

static void identifiers_have_whole_arcs(void **state)
{
    (void)state;
    assert_oid("06032a8648", 0);
    assert_oid("0600", ERR_SYNTAX);
    assert_oid("06032a8686", ERR_SYNTAX);   /* the last arc does not end */
    assert_oid("06042a800102", ERR_SYNTAX); /* an arc begins with padding */
}

static void identifiers_as_text(void **state)
{
    char name[OID_TEXT_MAX];

    (void)state;
    oid_text(hex("2a864886f70d010701"), name);
    assert_string_equal(name, "1.2.840.113549.1.7.1");
    oid_text(hex("550403"), name);
    assert_string_equal(name, "2.5.4.3");
    oid_text(hex("8837"), name);
    assert_string_equal(name, "2.999");
    oid_text(hex("ffffffffffffffffffff7f"), name); /* more than 64 bits */
    assert_string_equal(name, "unknown");
    oid_text(slice_of(writer_alloc(200), 200), name); /* 200 arcs */
    assert_string_equal(name, "unknown");
}

static void bit_strings(void **state)
{
    struct slice rest = hex("0303000102");
    struct slice bytes;
    uint32_t named = 0;

    (void)state;
    assert_int_equal(der_bytes_of_bits(&rest, &bytes), 0);
    assert_int_equal(bytes.size, 2);
    rest = hex("030201fe");
    assert_int_equal(der_bytes_of_bits(&rest, &bytes), ERR_SYNTAX);
    rest = hex("030205a0");
    assert_int_equal(der_named_bits(&rest, &named), 0);
    assert_int_equal(named, 0x5); /* bits 0 and 2 */
    rest = hex("030204a0");
    assert_int_equal(der_named_bits(&rest, &named), 0);
    rest = hex("030204a4"); /* an unused bit is set */
    assert_int_equal(der_named_bits(&rest, &named), ERR_SYNTAX);
    rest = hex("030208ff");
    assert_int_equal(der_named_bits(&rest, &named), ERR_SYNTAX);
    rest = hex("0300");
    assert_int_equal(der_named_bits(&rest, &named), ERR_SYNTAX);
    rest = hex("030100");
    assert_int_equal(der_named_bits(&rest, &named), 0);
    assert_int_equal(named, 0);
}

static void assert_time(struct slice bytes, int expected, int64_t value)
{
    int64_t time = 0;

    assert_int_equal(der_time(&bytes, &time), expected);
    assert_true(time == value);
}

static void times_as_rfc_5280_says(void **state)
{
    (void)state;
    assert_time(utc("260701000000Z"), 0, AT_2026);
    assert_time(utc("500101000000Z"), 0, -631152000); /* 1950 */
    assert_time(utc("491231235959Z"), 0, 2524607999); /* 2049 */
    assert_time(text(TAG_GENERALIZED, "20260701000000Z"), 0, AT_2026);
    assert_time(utc("2607010000Z"), ERR_SYNTAX, 0); /* no seconds */
    assert_time(utc("260701000000+0800"), ERR_SYNTAX, 0);
    assert_time(utc("260701000000"), ERR_SYNTAX, 0);
    assert_time(utc("260231000000Z"), ERR_SYNTAX, 0); /* 31 February */
    assert_time(utc("26o701000000Z"), ERR_SYNTAX, 0);
    assert_time(text(TAG_GENERALIZED, "20260701000000.5Z"), ERR_SYNTAX, 0);
    assert_time(text(TAG_UTF8, "260701000000Z"), ERR_SYNTAX, 0);
}

static void assert_definite(struct slice ber, struct slice der)
{
    struct slice definite;

    assert_int_equal(ber_element(test_arena, &ber, &definite), 0);
    assert_true(slice_equal(definite, der));
}

static void indefinite_lengths_become_definite(void **state)
{
    struct slice big = octets(slice_of(writer_alloc(300), 300));
    struct slice inner = JOIN(integer(5), indefinite(0xa0, big));

    (void)state;
    assert_definite(indefinite(TAG_SEQ, inner), SEQ(integer(5), TAGGED(0, big)));
    assert_definite(indefinite(TAG_SEQ, NOTHING), SEQ(NOTHING));
    assert_definite(SEQ(integer(5)), SEQ(integer(5)));
}

static void what_follows_is_left(void **state)
{
    struct slice rest = JOIN(indefinite(TAG_SEQ, integer(5)), hex("0000"));
    struct slice definite;

    (void)state;
    assert_int_equal(ber_element(test_arena, &rest, &definite), 0);
    assert_int_equal(rest.size, 2);
}

/* What must be DER is judged as it came: elements of definite length are not opened. */
static void definite_elements_are_copied_as_they_stand(void **state)
{
    struct slice odd = element(TAG_SEQ, hex("3080040161")); /* BER inside a definite length */

    (void)state;
    assert_definite(indefinite(TAG_SEQ, odd), SEQ(odd));
}

static void ber_that_does_not_end_is_refused(void **state)
{
    struct slice definite;
    struct slice rest = hex("3080020105");

    (void)state;
    assert_int_equal(ber_element(test_arena, &rest, &definite), ERR_SYNTAX);
    rest = hex("308002010500");
    assert_int_equal(ber_element(test_arena, &rest, &definite), ERR_SYNTAX);
    rest = hex("30800280010000"); /* a primitive element of indefinite length */
    assert_int_equal(ber_element(test_arena, &rest, &definite), ERR_SYNTAX);
    rest = hex("");
    assert_int_equal(ber_element(test_arena, &rest, &definite), ERR_SYNTAX);
}

static void ber_has_limits(void **state)
{
    struct slice deep = integer(1);
    struct slice many = slice_of(writer_alloc(2 * BER_ELEMENTS_MAX), 2 * BER_ELEMENTS_MAX);
    struct slice definite;

    (void)state;
    for (int i = 0; i < BER_DEPTH_MAX - 1; i++)
        deep = indefinite(TAG_SEQ, deep);
    assert_int_equal(ber_element(test_arena, &(struct slice){deep.data, deep.size}, &definite), 0);
    deep = indefinite(TAG_SEQ, indefinite(TAG_SEQ, deep));
    assert_int_equal(ber_element(test_arena, &deep, &definite), ERR_LIMIT);
    for (size_t i = 0; i < BER_ELEMENTS_MAX; i++)
        ((uint8_t *)(uintptr_t)many.data)[2 * i] = TAG_OCTETS;
    many = indefinite(TAG_SEQ, many);
    assert_int_equal(ber_element(test_arena, &many, &definite), ERR_LIMIT);
}

int run_der_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(lengths_are_definite_and_minimal),
        unit(long_lengths_are_read),
        unit(only_one_element_where_one_is_due),
        unit(integers_are_minimal),
        unit(positive_integers_lose_their_sign_octet),
        unit(booleans_are_00_or_ff),
        unit(identifiers_have_whole_arcs),
        unit(identifiers_as_text),
        unit(bit_strings),
        unit(times_as_rfc_5280_says),
        unit(indefinite_lengths_become_definite),
        unit(what_follows_is_left),
        unit(definite_elements_are_copied_as_they_stand),
        unit(ber_that_does_not_end_is_refused),
        unit(ber_has_limits),
    };

    return cmocka_run_group_tests_name("der", tests, NULL, NULL);
}
