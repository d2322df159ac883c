/* What an RFC 3161 token must be, examined and judged as a document time stamp. */
#include "tests.h"

#include "write_revocation.h"
#include "write_time_stamp.h"

/* Judges the token as a document time stamp under its usual root. */
static void judge_stamp(void)
{
    const struct trust_certificate anchor = {.der = stamp_root()};

    judge(trust_of(&(struct trust_settings){
              .source = "sample", .time_stamps = &anchor, .time_stamp_count = 1}),
          &usual_times);
}

static void try_token(const struct token_recipe *recipe)
{
    examine(token(recipe), SIGNATURE_ETSI_RFC3161);
    judge_stamp();
}

static void assert_not_a_token(const char *part)
{
    assert_malformed(part);
}

static void a_sound_token_passes(void **state)
{
    int64_t time = 0;

    (void)state;
    try_token(&(struct token_recipe){0});
    assert_passed();
    assert_true(signature_is_time_stamp(evidence) && signature_made_time(evidence, &time));
    assert_true(time == 1780358400);
    assert_int_equal(judgement.path_count, 2);
}

static void other_digests_pass(void **state)
{
    (void)state;
    try_token(&(struct token_recipe){.digest = "SHA512"});
    assert_passed();
    assert_string_equal(signature_digest_algorithm(evidence), "sha512");
}

static void the_imprint_is_that_of_the_content(void **state)
{
    (void)state;
    try_token(&(struct token_recipe){.over = slice_str("other bytes")});
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
    try_token(&(struct token_recipe){.imprint = hex("00")});
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
}

static void the_time_may_have_a_fraction(void **state)
{
    int64_t time = 0;

    (void)state;
    try_token(&(struct token_recipe){.time = "20260602000000.5Z"});
    assert_passed();
    assert_true(signature_made_time(evidence, &time) && time == 1780358400);
    try_token(&(struct token_recipe){.time = "20260602000000.123456Z"});
    assert_passed();
    try_token(&(struct token_recipe){.time = "20260602000000.50Z"});
    assert_not_a_token("time of the time stamp");
    try_token(&(struct token_recipe){.time = "20260602000000.Z"});
    assert_not_a_token("time of the time stamp");
    try_token(&(struct token_recipe){.time = "202606020000Z"});
    assert_not_a_token("time of the time stamp");
    try_token(&(struct token_recipe){.time = "20260602000000+0800"});
    assert_not_a_token("time of the time stamp");
}

static void what_may_follow_the_time_is_read(void **state)
{
    struct slice accuracy = SEQ(integer(1), element(0x80, hex("01f4")), element(0x81, hex("01")));
    struct slice authority = TAGGED(0, TAGGED(4, dn("CN=Clock,O=Clocks")));
    struct slice unknown = TAGGED(1, extension("1.2.3", true, null()));

    (void)state;
    try_token(&(struct token_recipe){.after_time =
                                         JOIN(accuracy, boolean(true), integer(12345), authority,
                                              TAGGED(1, extension("1.2.3", false, null())))});
    assert_passed();
    try_token(&(struct token_recipe){.after_time = unknown});
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
    try_token(&(struct token_recipe){.after_time = SEQ(element(0x80, hex("03e8")))});
    assert_not_a_token("not well-formed");
    try_token(&(struct token_recipe){.after_time = JOIN(integer(1), integer(2))});
    assert_not_a_token("bytes after");
}

static void try_authority(struct slice name, struct slice extensions)
{
    struct certificate_recipe recipe = stamp_recipe();

    recipe.extensions = JOIN(recipe.extensions, extensions);
    try_token(
        &(struct token_recipe){.certificate = certificate(&recipe), .after_time = TAGGED(0, name)});
}

static void the_authority_is_one_of_the_certificates_names(void **state)
{
    struct slice other = element(0x82, slice_str("clock.example"));
    struct slice names = extension("2.5.29.17", false, SEQ(element(0x82, slice_str("x")), other));

    (void)state;
    try_authority(TAGGED(4, dn("CN=Clock,O=Clocks")), NOTHING);
    assert_passed();
    try_authority(other, names);
    assert_passed();
    try_authority(TAGGED(4, dn("CN=Another")), names);
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "signature.attributes");
    try_authority(other, NOTHING);
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "signature.attributes");
}

static void the_content_is_a_time_stamp(void **state)
{
    (void)state;
    try_token(&(struct token_recipe){.content_type = oid("1.2.840.113549.1.7.1")});
    assert_not_a_token("no time stamp");
    try_token(&(struct token_recipe){.content_info = SEQ(oid("1.2.840.113549.1.9.16.1.4"))});
    assert_not_a_token("no time stamp");
    try_token(&(struct token_recipe){.version = integer(2)});
    assert_not_a_token("TSTInfo of version 1");
    /* an ordinary signature under the name of a time stamp */
    examine(cms(&(struct cms_recipe){0}), SIGNATURE_ETSI_RFC3161);
    judge_usual();
    assert_not_a_token("no time stamp");
    assert_true(signature_is_time_stamp(evidence));
}

static void a_time_stamp_is_no_signature(void **state)
{
    (void)state;
    examine(token(&(struct token_recipe){0}), SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_usual();
    assert_malformed("of another type than data");
}

static void the_signing_certificate_is_named(void **state)
{
    struct slice other = signer_certificate();
    struct token_recipe recipe = {.no_signing_certificate = true};

    (void)state;
    try_token(&recipe);
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "signature.attributes");
    recipe = (struct token_recipe){
        .attributes = JOIN(content_type_attribute("1.2.840.113549.1.9.16.1.4"),
                           message_digest_attribute(digest_of("SHA256", slice_str("x"))),
                           signing_certificate_v2_attribute(other)),
        .info = slice_str("x")};
    try_token(&recipe);
    assert_finding("signature.no_certificate");
}

static void only_one_signs(void **state)
{
    struct slice one = SEQ(integer(1));

    (void)state;
    examine(cms(&(struct cms_recipe){
                .content_info = SEQ(oid("1.2.840.113549.1.9.16.1.4"), TAGGED(0, octets(one))),
                .signers = JOIN(SEQ(NOTHING), SEQ(NOTHING))}),
            SIGNATURE_ETSI_RFC3161);
    judge_stamp();
    assert_not_a_token("more than one signer");
}

static void try_purposes(struct slice extensions)
{
    struct certificate_recipe recipe = stamp_recipe();

    recipe.extensions = JOIN(USAGE_SIGN, extensions);
    try_token(&(struct token_recipe){.certificate = certificate(&recipe)});
}

static void the_certificate_is_for_time_stamps_alone(void **state)
{
    (void)state;
    try_purposes(purposes(true, oid(TIME_STAMP_PURPOSE)));
    assert_passed();
    try_purposes(purposes(false, oid(TIME_STAMP_PURPOSE)));
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "signature.attributes");
    try_purposes(purposes(true, JOIN(oid(TIME_STAMP_PURPOSE), oid("1.3.6.1.5.5.7.3.4"))));
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "signature.attributes");
    try_purposes(purposes(true, oid("1.3.6.1.5.5.7.3.4")));
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "signature.attributes");
    try_purposes(NOTHING);
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "signature.attributes");
}

static void the_value_is_the_authoritys(void **state)
{
    (void)state;
    try_token(&(struct token_recipe){.key = signer_key()});
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

static void anchors_of_signatures_are_not_those_of_time_stamps(void **state)
{
    const struct trust_certificate stamps = {.der = stamp_root()};
    const struct trust_certificate pinned = {.der = stamp_certificate()};

    (void)state;
    examine(token(&(struct token_recipe){.certificate = pinned.der}), SIGNATURE_ETSI_RFC3161);
    judge(trust_of(
              &(struct trust_settings){.source = "sample", .issuers = &stamps, .issuer_count = 1}),
          &usual_times);
    assert_judged(INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND, "trust.not_configured");
    judge(trust_of(&(struct trust_settings){
              .source = "sample", .time_stamps = &pinned, .time_stamp_count = 1}),
          &usual_times);
    assert_passed();
    assert_int_equal(judgement.path_count, 1);
    /* and the other way round: an anchor for time stamps vouches for no signer */
    examine_usual();
    judge(trust_of(&(struct trust_settings){
              .source = "sample",
              .issuers = &stamps,
              .issuer_count = 1,
              .time_stamps = &(struct trust_certificate){.der = issuer_certificate()},
              .time_stamp_count = 1}),
          &usual_times);
    assert_no_path();
}

static void times_are_held_against_t(void **state)
{
    struct certificate_recipe recipe = stamp_recipe();

    (void)state;
    try_token(&(struct token_recipe){.time = "20260702000000Z"});
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.future_time");
    try_token(&(struct token_recipe){.time = "20241231235959Z"});
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.not_yet_valid");
    recipe.to = "260615000000Z";
    try_token(&(struct token_recipe){.certificate = certificate(&recipe)});
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired");
}

int run_time_stamp_token_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(a_sound_token_passes),
        unit(other_digests_pass),
        unit(the_imprint_is_that_of_the_content),
        unit(the_time_may_have_a_fraction),
        unit(what_may_follow_the_time_is_read),
        unit(the_authority_is_one_of_the_certificates_names),
        unit(the_content_is_a_time_stamp),
        unit(a_time_stamp_is_no_signature),
        unit(the_signing_certificate_is_named),
        unit(only_one_signs),
        unit(the_certificate_is_for_time_stamps_alone),
        unit(the_value_is_the_authoritys),
        unit(anchors_of_signatures_are_not_those_of_time_stamps),
        unit(times_are_held_against_t),
    };

    return cmocka_run_group_tests_name("time stamp tokens", tests, NULL, NULL);
}
