/* Revocation lists, read and asked. */
#include "tests.h"

#include "signature/crl.h"
#include "write_revocation.h"

static struct crl parsed;

static int parse(const struct crl_recipe *recipe)
{
    return crl_parse(crl(recipe), &parsed);
}

static int parse_with(struct slice extensions)
{
    return parse(&(struct crl_recipe){.extensions = extensions});
}

static int find(uint64_t serial, struct crl_entry *ret)
{
    struct slice whole = integer(serial);

    return crl_find(&parsed, slice_sub(whole, 2, whole.size), ret);
}

static void the_parts_of_a_list_are_where_they_should_be(void **state)
{
    struct slice list = crl(&(struct crl_recipe){.entries = revoked(5, "260601000000Z", NOTHING)});

    (void)state;
    assert_int_equal(crl_parse(list, &parsed), 0);
    assert_true(slice_equal(parsed.issuer, dn("CN=Issuer,O=Office of Samples")));
    assert_true(parsed.this_update == 1781481600 && parsed.has_next_update);
    assert_true(parsed.next_update == 1784073600);
    assert_int_equal(parsed.entry_count, 1);
    assert_true(slice_equal(parsed.number, hex("07")));
    assert_false(parsed.is_delta);
    assert_int_equal(parsed.unknown_critical.size, 0);
}

static void a_list_may_be_empty_or_of_version_1(void **state)
{
    struct crl_entry entry;

    (void)state;
    assert_int_equal(parse(&(struct crl_recipe){0}), 0);
    assert_int_equal(parsed.entry_count, 0);
    assert_int_equal(find(5, &entry), ERR_NOT_FOUND);
    assert_int_equal(parse(&(struct crl_recipe){.version = NOTHING, .extensions = NOTHING}), 0);
    assert_int_equal(parse(&(struct crl_recipe){.version = NOTHING}), ERR_SYNTAX);
    assert_int_equal(parse(&(struct crl_recipe){.next_update = NOTHING}), 0);
    assert_false(parsed.has_next_update);
}

static void an_entry_is_found_by_its_serial_number(void **state)
{
    struct crl_entry entry;

    (void)state;
    assert_int_equal(
        parse(&(struct crl_recipe){.entries = JOIN(revoked(5, "260601000000Z", NOTHING),
                                                   revoked(0x1234, "260602000000Z", reason_code(1)),
                                                   revoked(6, "260603000000Z", NOTHING))}),
        0);
    assert_int_equal(find(0x1234, &entry), 0);
    assert_int_equal(entry.reason, REVOKED_KEY_COMPROMISE);
    assert_true(entry.revoked_at == 1780358400);
    assert_int_equal(find(6, &entry), 0);
    assert_int_equal(entry.reason, REVOKED_UNSPECIFIED);
    assert_int_equal(find(0x34, &entry), ERR_NOT_FOUND);
    assert_int_equal(find(0x123400, &entry), ERR_NOT_FOUND);
}

static void of_two_entries_the_earlier_one_counts(void **state)
{
    struct crl_entry entry;

    (void)state;
    assert_int_equal(
        parse(&(struct crl_recipe){.entries = JOIN(revoked(5, "260603000000Z", reason_code(6)),
                                                   revoked(5, "260601000000Z", reason_code(1)),
                                                   revoked(5, "260602000000Z", NOTHING))}),
        0);
    assert_int_equal(find(5, &entry), 0);
    assert_int_equal(entry.reason, REVOKED_KEY_COMPROMISE);
}

static void a_hundred_thousand_entries_are_walked(void **state)
{
    const size_t count = 100000;
    struct slice *entries = writer_alloc(count * sizeof *entries);
    struct crl_entry entry;

    (void)state;
    for (size_t i = 0; i < count; i++)
        entries[i] = revoked(0x100000 + i, "260601000000Z", NOTHING);
    assert_int_equal(parse(&(struct crl_recipe){.entries = join(entries, count)}), 0);
    assert_int_equal(parsed.entry_count, count);
    assert_int_equal(find(0x100000 + count - 1, &entry), 0);
    assert_int_equal(find(0x100000 + count, &entry), ERR_NOT_FOUND);
}

static void the_scope_is_read(void **state)
{
    struct slice yes = slice_of("\xff", 1);

    (void)state;
    assert_int_equal(parse_with(crl_scope(JOIN(point_name("http://example.org/1.crl"),
                                               element(0x81, yes), element(0x84, yes)))),
                     0);
    assert_true(slice_equal(parsed.scope.point,
                            TAGGED(0, element(0x86, slice_str("http://example.org/1.crl")))));
    assert_true(parsed.scope.only_users && parsed.scope.indirect);
    assert_false(parsed.scope.only_authorities || parsed.scope.only_some_reasons);
    assert_int_equal(parse_with(crl_scope(element(0x83, hex("0160")))), 0);
    assert_true(parsed.scope.only_some_reasons);
    assert_int_equal(parse_with(crl_scope(element(0x81, slice_of("\0", 1)))), ERR_SYNTAX);
    assert_int_equal(parse_with(crl_scope(JOIN(element(0x82, yes), element(0x81, yes)))),
                     ERR_SYNTAX);
}

static void a_delta_is_known_as_one(void **state)
{
    (void)state;
    assert_int_equal(parse_with(JOIN(crl_number(8), delta_of(7))), 0);
    assert_true(parsed.is_delta);
    assert_int_equal(parsed.unknown_critical.size, 0);
}

static void what_is_critical_and_unknown_is_noted(void **state)
{
    struct slice unknown = extension("1.2.3.4", true, null());

    (void)state;
    assert_int_equal(parse_with(unknown), 0);
    assert_true(slice_equal(parsed.unknown_critical, hex("2a0304")));
    assert_int_equal(parse_with(extension("1.2.3.4", false, null())), 0);
    assert_int_equal(parsed.unknown_critical.size, 0);
    /* certificateIssuer (RFC 5280 5.3.3): of an indirect list, and always critical */
    assert_int_equal(
        parse(&(struct crl_recipe){
            .entries = revoked(5, "260601000000Z", extension("2.5.29.29", true, SEQ(NOTHING)))}),
        0);
    assert_true(parsed.unknown_critical.size > 0);
}

static void a_list_that_is_not_as_the_standard_says_is_refused(void **state)
{
    struct slice good = crl(&(struct crl_recipe){0});
    struct slice other = algorithm("1.2.840.113549.1.1.12");

    (void)state;
    assert_int_equal(crl_parse(slice_sub(good, 0, good.size - 1), &parsed), ERR_SYNTAX);
    assert_int_equal(crl_parse(JOIN(good, slice_of("\0", 1)), &parsed), ERR_SYNTAX);
    assert_int_equal(parse(&(struct crl_recipe){.inner_algorithm = other}), ERR_SYNTAX);
    assert_int_equal(parse(&(struct crl_recipe){.version = integer(2)}), ERR_SYNTAX);
    assert_int_equal(parse(&(struct crl_recipe){.this_update = utc("2606150000Z")}), ERR_SYNTAX);
    assert_int_equal(parse(&(struct crl_recipe){.issuer = NOTHING}), ERR_SYNTAX);
    assert_int_equal(parse_with(JOIN(crl_number(7), crl_number(8))), ERR_SYNTAX);
}

static void an_entry_that_is_not_as_the_standard_says_is_refused(void **state)
{
    const struct slice wrong[] = {
        SEQ(integer(5)),
        SEQ(utc("260601000000Z"), integer(5)),
        SEQ(element(TAG_INTEGER, hex("0005")), utc("260601000000Z")),
        revoked(5, "260601000000Z", extension("2.5.29.21", false, integer(1))),
        revoked(5, "260601000000Z", reason_code(11)),
        JOIN(revoked(5, "260601000000Z", NOTHING), null()),
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(parse(&(struct crl_recipe){.entries = wrong[i]}), ERR_SYNTAX);
}

int run_crl_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(the_parts_of_a_list_are_where_they_should_be),
        unit(a_list_may_be_empty_or_of_version_1),
        unit(an_entry_is_found_by_its_serial_number),
        unit(of_two_entries_the_earlier_one_counts),
        unit(a_hundred_thousand_entries_are_walked),
        unit(the_scope_is_read),
        unit(a_delta_is_known_as_one),
        unit(what_is_critical_and_unknown_is_noted),
        unit(a_list_that_is_not_as_the_standard_says_is_refused),
        unit(an_entry_that_is_not_as_the_standard_says_is_refused),
    };

    return cmocka_run_group_tests_name("revocation lists", tests, NULL, NULL);
}
