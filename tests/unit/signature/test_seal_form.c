/* The form of electronic seals: strict DER, and the deviations that are accepted. */
#include "tests.h"

#include "signature/seal.h"
#include "write_seal.h"

#define VERSIONS(version) for (unsigned version = 1; version <= 5; version += version == 1 ? 3 : 1)

static struct seal seal;
static const char *detail;

static int parse(struct seal_recipe recipe)
{
    detail = "";
    return seal_parse(test_arena, seal_signature(&recipe), &seal, &detail);
}

static void assert_form(struct seal_recipe recipe, const char *part)
{
    assert_int_equal(parse(recipe), ERR_SYNTAX);
    if (!strstr(detail, part))
        print_error("%s\n", detail);
    assert_non_null(strstr(detail, part));
}

static void the_parts_are_where_they_should_be(void **state)
{
    (void)state;
    VERSIONS(version)
    {
        assert_int_equal(parse((struct seal_recipe){.version = version}), 0);
        assert_int_equal(seal.version, version);
        assert_true(slice_equal(seal.signer.certificate, seal_holder()));
        assert_true(slice_equal(seal.maker.certificate, seal_maker()));
        assert_true(slice_equal(seal.data_hash, digest_of("SM3", slice_str(SIGNED_CONTENT))));
        assert_true(slice_is(seal.id, "33010000000001"));
        assert_true(slice_is(seal.name, "Seal of Samples"));
        assert_true(seal.has_time && seal.time == 1780315200);
        assert_true(seal.created == 1738368000 && seal.valid_from == 1738368000);
        assert_true(seal.valid_until == 1801440000);
        assert_int_equal(seal.made_count, version == 1 ? 3 : 1);
        assert_false(seal.lists_digests);
    }
}

static void cut_short_anywhere_it_is_refused(void **state)
{
    (void)state;
    VERSIONS(version)
    {
        struct slice good = seal_signature(&(struct seal_recipe){.version = version});

        for (size_t size = 0; size < good.size; size += 5)
            assert_int_equal(seal_parse(test_arena, slice_sub(good, 0, size), &seal, &detail),
                             ERR_SYNTAX);
    }
}

static void zeros_may_follow_and_nothing_else(void **state)
{
    (void)state;
    assert_int_equal(parse((struct seal_recipe){.after = slice_of(writer_alloc(900), 900)}), 0);
    assert_form((struct seal_recipe){.after = hex("0001")}, "not zero");
}

/* BER of indefinite length is no DER. */
static void it_is_der(void **state)
{
    struct slice good = seal_signature(&(struct seal_recipe){0});
    struct slice body = slice_sub(good, 4, good.size);

    (void)state;
    assert_int_equal(good.data[1], 0x82);
    assert_int_equal(seal_parse(test_arena, indefinite(TAG_SEQ, body), &seal, &detail), ERR_SYNTAX);
    assert_int_equal(
        seal_parse(test_arena, JOIN(hex("308300"), slice_sub(good, 2, good.size)), &seal, &detail),
        ERR_SYNTAX);
}

static void versions_fit_their_form(void **state)
{
    (void)state;
    assert_form((struct seal_recipe){.version = 1, .number = integer(4)}, "version");
    assert_form((struct seal_recipe){.version = 4, .number = integer(1)}, "version");
    assert_form((struct seal_recipe){.version = 4, .number = integer(3)}, "version");
    assert_form((struct seal_recipe){.version = 4, .number = integer(6)}, "version");
    assert_form((struct seal_recipe){.version = 1, .number = integer(0)}, "version");
}

static struct slice header(const char *id, unsigned version)
{
    return SEQ(text(TAG_IA5, id), integer(version), text(TAG_IA5, "Maker"));
}

static void headers_begin_with_es(void **state)
{
    (void)state;
    assert_form((struct seal_recipe){.header = header("EX", 4)}, "header");
    assert_form((struct seal_recipe){.header = header("ES", 1)}, "header");
    assert_form((struct seal_recipe){.header = header("ES", 6)}, "header");
    assert_form((struct seal_recipe){.version = 1, .header = header("ES", 4)}, "header");
    assert_form((struct seal_recipe){.header = SEQ(text(TAG_IA5, "ES"), integer(4))}, "header");
    /* a seal of 2020 in a signature of 2025 */
    assert_int_equal(parse((struct seal_recipe){.version = 5, .header = header("ES", 4)}), 0);
}

/* In version 1 some write an OCTET STRING, or GeneralizedTime; in later ones nobody does. */
static void version_1_has_its_deviations(void **state)
{
    struct slice hash = digest_of("SM3", slice_str(SIGNED_CONTENT));
    struct slice general = generalized("20250201000000Z");
    struct slice short_time = utc("250201000000Z");

    (void)state;
    assert_int_equal(parse((struct seal_recipe){.version = 1, .data_hash = octets(hash)}), 0);
    assert_form((struct seal_recipe){.version = 4, .data_hash = octets(hash)}, "digest");
    assert_form((struct seal_recipe){.version = 1, .data_hash = text(TAG_IA5, "x")}, "digest");
    assert_int_equal(parse((struct seal_recipe){.version = 1, .created = general}), 0);
    assert_int_equal(parse((struct seal_recipe){.version = 1, .from = general, .to = general}), 0);
    assert_form((struct seal_recipe){.version = 4, .created = short_time}, "dates");
    assert_form((struct seal_recipe){.version = 4, .to = short_time}, "dates");
    assert_form((struct seal_recipe){.version = 4, .time = short_time}, "time of signing");
    assert_form((struct seal_recipe){.version = 4, .time = bits(general)}, "time of signing");
    assert_form((struct seal_recipe){.version = 4, .time = generalized("202606011200Z")},
                "time of signing");
}

static void bit_strings_are_of_whole_bytes(void **state)
{
    (void)state;
    assert_form((struct seal_recipe){.data_hash = element(TAG_BITS, hex("0140"))}, "digest");
    assert_form((struct seal_recipe){.data_hash = element(TAG_BITS, NOTHING)}, "digest");
}

static void lists_are_of_their_kind(void **state)
{
    struct slice many = NOTHING;

    (void)state;
    assert_int_equal(parse((struct seal_recipe){.list = list_of_digests(seal_holder())}), 0);
    assert_true(seal.lists_digests);
    assert_form((struct seal_recipe){.list = JOIN(integer(0), SEQ(NOTHING))}, "list");
    assert_form((struct seal_recipe){.list = JOIN(integer(3), SEQ(NOTHING))}, "list");
    assert_form((struct seal_recipe){.list = JOIN(integer(2), SEQ(octets(hex("00"))))}, "list");
    assert_form((struct seal_recipe){.list = JOIN(integer(1), SEQ(SEQ(NOTHING)))}, "list");
    assert_form((struct seal_recipe){.list = SEQ(octets(hex("00")))}, "list");
    assert_form((struct seal_recipe){.version = 1, .list = list_of_digests(seal_holder())}, "list");
    for (int i = 0; i <= SEAL_LIST_MAX; i++)
        many = JOIN(many, octets(hex("00")));
    assert_int_equal(parse((struct seal_recipe){.list = list_of_certificates(many)}), ERR_LIMIT);
}

static void pictures_have_four_parts(void **state)
{
    (void)state;
    assert_form((struct seal_recipe){.picture = SEQ(text(TAG_IA5, "png"), octets(hex("00")))},
                "picture");
    assert_form((struct seal_recipe){.picture = NOTHING}, "picture");
}

static struct slice one_extension(bool critical)
{
    return SEQ(oid("1.2.3.4"), boolean(critical), octets(hex("00")));
}

static void extensions_stand_where_their_version_says(void **state)
{
    struct slice plain = SEQ(one_extension(false));
    struct slice tagged = TAGGED(0, plain);

    (void)state;
    assert_int_equal(parse((struct seal_recipe){.info_extensions = plain}), 0);
    assert_form((struct seal_recipe){.info_extensions = tagged}, "extensions");
    assert_int_equal(parse((struct seal_recipe){.version = 1, .info_extensions = tagged}), 0);
    assert_int_equal(parse((struct seal_recipe){.extensions = tagged}), 0);
    assert_int_equal(parse((struct seal_recipe){.version = 5, .extensions = tagged}), 0);
    assert_form((struct seal_recipe){.extensions = plain}, "extensions");
    assert_form((struct seal_recipe){.version = 1, .extensions = tagged}, "signer's part");
    assert_form((struct seal_recipe){.info_extensions = SEQ(SEQ(oid("1.2.3.4")))}, "extension");
    assert_form((struct seal_recipe){.info_extensions = JOIN(plain, plain)}, "extensions");
}

/* Makers mark private ones as critical as a matter of course. */
static void extensions_are_passed_over_within_a_limit(void **state)
{
    struct slice many = NOTHING;

    (void)state;
    examine(
        seal_signature(&(struct seal_recipe){.info_extensions = SEQ(one_extension(true)),
                                             .extensions = TAGGED(0, SEQ(one_extension(true)))}),
        SIGNATURE_GM_SM2_SEAL);
    judge_signer((struct trust_certificate){.der = seal_holder()});
    assert_passed();
    for (int i = 0; i <= SEAL_EXTENSIONS_MAX; i++)
        many = JOIN(many, one_extension(false));
    assert_int_equal(parse((struct seal_recipe){.info_extensions = element(TAG_SEQ, many)}),
                     ERR_LIMIT);
}

static void time_stamps_stand_where_their_version_says(void **state)
{
    struct slice token = bits(SEQ(null()));
    struct slice stamp = TAGGED(0, token);

    (void)state;
    assert_int_equal(parse((struct seal_recipe){.time_stamp = stamp}), 0);
    assert_true(slice_equal(seal.time_stamp, SEQ(null())));
    assert_form((struct seal_recipe){.time_stamp = token}, "time stamp");
    assert_form((struct seal_recipe){.time_stamp = JOIN(stamp, null())}, "after the signature");
    assert_form((struct seal_recipe){.version = 1, .time_stamp = stamp}, "after the signature");
    assert_int_equal(parse((struct seal_recipe){.version = 5, .seal_stamp = stamp}), 0);
    assert_form((struct seal_recipe){.version = 4, .seal_stamp = stamp}, "its version has not");
    assert_form((struct seal_recipe){.version = 1, .seal_stamp = stamp}, "maker's part");
}

static void too_large_is_undecided(void **state)
{
    struct slice picture =
        SEQ(text(TAG_IA5, "png"), octets(slice_of(writer_alloc(SEAL_SIZE_MAX), SEAL_SIZE_MAX)),
            integer(40), integer(40));

    (void)state;
    assert_int_equal(parse((struct seal_recipe){.picture = picture}), ERR_LIMIT);
    examine(seal_signature(&(struct seal_recipe){.picture = picture}), SIGNATURE_GM_SM2_SEAL);
    judge_usual();
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
}

static void what_is_malformed_fails(void **state)
{
    struct seal_recipe recipe = {.header = header("EX", 4)};

    (void)state;
    examine(seal_signature(&recipe), SIGNATURE_GM_SM2_SEAL);
    judge_usual();
    assert_failed("seal.malformed", "header");
    examine(slice_str("no seal at all"), SIGNATURE_GM_SM2_SEAL);
    judge_usual();
    assert_failed("seal.malformed", "");
}

static void no_flipped_bit_passes(void **state)
{
    (void)state;
    VERSIONS(version)
    {
        struct slice good = seal_signature(&(struct seal_recipe){.version = version});

        for (size_t i = 0; i < good.size; i += 13) {
            examine(flipped(good, i), SIGNATURE_GM_SM2_SEAL);
            judge_signer((struct trust_certificate){.der = seal_holder()});
            assert_int_not_equal(judgement.verdict.indication, TOTAL_PASSED);
            tear_down(NULL);
            set_up(NULL);
            good = seal_signature(&(struct seal_recipe){.version = version});
        }
    }
}

/* Want of memory is an error or an incomplete list, never a verdict about the document. */
static void without_memory_nothing_passes_or_fails(void **state)
{
    const struct signature_input input = {
        .profile = SIGNATURE_GM_SM2_SEAL,
        .contents = seal_signature(&(struct seal_recipe){.version = 1}),
        .covered = {slice_str(SIGNED_CONTENT)},
    };
    const struct trust_certificate signer = {.der = seal_holder()};
    const struct trust_settings settings = {
        .source = "sample", .signers = &signer, .signer_count = 1};
    struct trust *trust = trust_of(&settings);
    size_t errors = 0;
    int r = 0;

    (void)state;
    for (size_t limit = 1; limit < 40000; limit += 397) {
        struct arena *small = arena_new(limit);

        r = small ? signature_examine(small, &input, &evidence) : ERR_NOMEM;
        if (r == 0)
            r = signature_judge(small, evidence, trust, &usual_times, &judgement);
        if (r == 0)
            assert_int_not_equal(judgement.verdict.indication, TOTAL_FAILED);
        else
            assert_int_equal(r, ERR_NOMEM);
        errors += r < 0;
        arena_free(small);
    }
    judgement.findings.count = 0;
    assert_int_not_equal(errors, 0);
    assert_int_equal(r, 0);
}

int run_seal_form_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(the_parts_are_where_they_should_be),
        unit(cut_short_anywhere_it_is_refused),
        unit(zeros_may_follow_and_nothing_else),
        unit(it_is_der),
        unit(versions_fit_their_form),
        unit(headers_begin_with_es),
        unit(version_1_has_its_deviations),
        unit(bit_strings_are_of_whole_bytes),
        unit(lists_are_of_their_kind),
        unit(pictures_have_four_parts),
        unit(extensions_stand_where_their_version_says),
        unit(extensions_are_passed_over_within_a_limit),
        unit(time_stamps_stand_where_their_version_says),
        unit(too_large_is_undecided),
        unit(what_is_malformed_fails),
        unit(no_flipped_bit_passes),
        unit(without_memory_nothing_passes_or_fails),
    };

    return cmocka_run_group_tests_name("seal_form", tests, NULL, NULL);
}
