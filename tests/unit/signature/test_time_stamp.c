/* What time stamps of a signature prove, and what they do not. */
#include "tests.h"

#include "write_revocation.h"
#include "write_time_stamp.h"

/* The usual signer's certificate ends before AT_2026; his signature claims 2026-06-01. */
static struct slice expired_certificate(void)
{
    return certificate(&(struct certificate_recipe){.key = signer_key(),
                                                    .issuer_key = issuer_key(),
                                                    .to = "260615000000Z",
                                                    .extensions = USAGE_SIGN});
}

static struct slice value_of(const struct cms_recipe *recipe)
{
    return sign(signer_key(), recipe->how,
                element(TAG_SET, JOIN(usual_attributes(recipe), recipe->attributes_extra)));
}

/* A signature under that certificate, with a token over its value by that recipe. */
static void examine_stamped(struct slice signed_by, struct token_recipe stamp)
{
    struct cms_recipe recipe = {.certificate = signed_by};

    if (!stamp.over.data)
        stamp.over = value_of(&recipe);
    recipe.unsigned_attributes = time_stamp_attribute(token(&stamp));
    examine(cms(&recipe), SIGNATURE_ADBE_PKCS7_DETACHED);
}

static struct trust *stamp_trust(void)
{
    static struct trust_certificate issuer, anchor;

    issuer = (struct trust_certificate){.der = issuer_certificate()};
    anchor = (struct trust_certificate){.der = stamp_root()};
    return trust_of(&(struct trust_settings){.source = "sample",
                                             .issuers = &issuer,
                                             .issuer_count = 1,
                                             .time_stamps = &anchor,
                                             .time_stamp_count = 1});
}

static void judge_stamps(void)
{
    judge(stamp_trust(), &usual_times);
}

static void assert_unmoved(const char *code)
{
    assert_finding(code);
    assert_true(judgement.control_time == AT_2026);
    assert_int_equal(judgement.time_basis, TIME_BASIS_AT);
    assert_false(judgement.has_proven_time);
}

static void a_trusted_token_moves_t(void **state)
{
    (void)state;
    examine_stamped(expired_certificate(), (struct token_recipe){0});
    judge_stamps();
    assert_passed();
    assert_int_equal(judgement.time_basis, TIME_BASIS_TIME_STAMP);
    assert_true(judgement.control_time == 1780358400 && judgement.proven_time == 1780358400);
    assert_int_equal(judgement.time_stamp_count, 1);
    assert_true(judgement.time_stamps[0].trusted);
    assert_string_equal(judgement.time_stamps[0].signer->subject, "O=Clocks,CN=Clock");
}

static void without_a_token_the_same_has_expired(void **state)
{
    (void)state;
    examine(cms(&(struct cms_recipe){.certificate = expired_certificate()}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_stamps();
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
}

static void a_token_after_the_expiry_proves_too_little(void **state)
{
    (void)state;
    examine_stamped(expired_certificate(), (struct token_recipe){.time = "20260616000000Z"});
    judge_stamps();
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    assert_int_equal(judgement.time_basis, TIME_BASIS_TIME_STAMP);
}

static void an_untrusted_token_moves_nothing(void **state)
{
    (void)state;
    examine_stamped(expired_certificate(), (struct token_recipe){0});
    judge_usual();
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    assert_unmoved("trust.time_stamp_unproven");
    assert_param("trust.time_stamp_unproven", "cause", "trust.not_configured");
    assert_false(judgement.time_stamps[0].trusted);
}

static void a_token_says_nothing_against_a_signature(void **state)
{
    struct certificate_recipe recipe = stamp_recipe();

    (void)state;
    examine_stamped(signer_certificate(), (struct token_recipe){0});
    judge_usual();
    assert_passed();
    assert_unmoved("trust.time_stamp_unproven");
    examine_stamped(signer_certificate(), (struct token_recipe){.over = slice_str("another")});
    judge_stamps();
    assert_passed();
    assert_unmoved("trust.time_stamp_broken");
    assert_param("trust.time_stamp_broken", "cause", "signature.digest_mismatch");
    assert_param("trust.time_stamp_broken", "kind", "signature");
    recipe.extensions = USAGE_SIGN;
    examine_stamped(signer_certificate(),
                    (struct token_recipe){.certificate = certificate(&recipe)});
    judge_usual();
    assert_passed();
    assert_unmoved("trust.time_stamp_broken");
    assert_param("trust.time_stamp_broken", "cause", "signature.attributes");
}

static void what_is_no_token_is_said(void **state)
{
    (void)state;
    examine(cms(&(struct cms_recipe){.unsigned_attributes = time_stamp_attribute(null())}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_stamps();
    assert_passed();
    assert_unmoved("trust.time_stamp_broken");
    assert_int_equal(judgement.time_stamp_count, 0);
}

/* Another document's token over other bytes, or one over the content in place of the value. */
static void a_copied_token_moves_nothing(void **state)
{
    (void)state;
    examine_stamped(expired_certificate(),
                    (struct token_recipe){.over = slice_str(SIGNED_CONTENT)});
    judge_stamps();
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    assert_unmoved("trust.time_stamp_broken");
}

static void the_earliest_token_counts(void **state)
{
    struct cms_recipe recipe = {.certificate = expired_certificate()};
    struct slice over = value_of(&recipe);

    (void)state;
    recipe.unsigned_attributes = time_stamp_attribute(
        JOIN(token(&(struct token_recipe){.over = over, .time = "20260610000000Z"}),
             token(&(struct token_recipe){.over = over, .time = "20260603000000Z"}),
             token(&(struct token_recipe){.over = slice_str("x"), .time = "20260602000000Z"})));
    examine(cms(&recipe), SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_stamps();
    assert_passed();
    assert_true(judgement.control_time == 1780444800);
    assert_int_equal(judgement.time_stamp_count, 3);
}

static void a_token_whose_certificate_expired_needs_a_later_proof(void **state)
{
    struct certificate_recipe recipe = stamp_recipe();
    const struct control_times later = {
        .at = AT_2026, .has_proven_time = true, .proven_time = 1780444800}; /* 2026-06-03 */

    (void)state;
    recipe.to = "260610000000Z";
    examine_stamped(expired_certificate(),
                    (struct token_recipe){.certificate = certificate(&recipe)});
    judge_stamps();
    assert_unmoved("trust.time_stamp_unproven");
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    judge(stamp_trust(), &later);
    assert_passed();
    assert_true(judgement.control_time == 1780358400);
}

static void a_document_time_stamp_moves_t(void **state)
{
    const struct control_times times = {
        .at = AT_2026, .has_proven_time = true, .proven_time = 1780444800};

    (void)state;
    examine(cms(&(struct cms_recipe){.certificate = expired_certificate()}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge(stamp_trust(), &times);
    assert_passed();
    assert_int_equal(judgement.time_basis, TIME_BASIS_TIME_STAMP);
    assert_true(judgement.proven_time == 1780444800);
}

static void a_token_later_than_t_is_not_used(void **state)
{
    const struct control_times times = {
        .at = AT_2026, .has_existed_by = true, .existed_by = 1780315200 + 3600};

    (void)state;
    examine_stamped(signer_certificate(), (struct token_recipe){.time = "20260603000000Z"});
    judge(stamp_trust(), &times);
    assert_passed();
    assert_int_equal(judgement.time_basis, TIME_BASIS_EXISTED_BY);
    assert_param("trust.time_stamp_unproven", "cause", "trust.future_time");
}

static void clocks_may_differ_a_little(void **state)
{
    (void)state;
    /* the signer's clock says 12:00:00 */
    examine_stamped(signer_certificate(), (struct token_recipe){.time = "20260601040000Z"});
    judge_stamps();
    assert_passed();
    examine_stamped(signer_certificate(), (struct token_recipe){.time = "20260531110000Z"});
    judge_stamps();
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.future_time");
}

static void a_proven_time_needs_no_claim(void **state)
{
    const struct trust_certificate issuer = {.der = issuer_certificate()};
    const struct trust_certificate anchor = {.der = stamp_root()};

    (void)state;
    examine_stamped(signer_certificate(), (struct token_recipe){0});
    judge(trust_of(&(struct trust_settings){.source = "sample",
                                            .issuers = &issuer,
                                            .issuer_count = 1,
                                            .time_stamps = &anchor,
                                            .time_stamp_count = 1,
                                            .use_claimed_time = true}),
          &usual_times);
    assert_passed();
    assert_no_finding("trust.claimed_time");
    assert_int_equal(judgement.time_basis, TIME_BASIS_TIME_STAMP);
}

static void algorithms_are_judged_at_the_proven_time(void **state)
{
    struct certificate_recipe weak = {.key = signer_key(),
                                      .issuer_key = issuer_key(),
                                      .how = {"SHA1", false, 0},
                                      .from = "170101000000Z",
                                      .to = "271231235959Z",
                                      .extensions = USAGE_SIGN};
    const struct control_times times = {
        .at = AT_2026, .has_proven_time = true, .proven_time = AT_2026 - 30 * DAY_SECONDS};

    (void)state;
    examine(cms(&(struct cms_recipe){.certificate = certificate(&weak)}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_stamps();
    assert_judged(INDETERMINATE, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "signature.weak_algorithm");
    judge(stamp_trust(), &times);
    assert_judged(INDETERMINATE, SUB_CRYPTO_CONSTRAINTS_FAILURE, "signature.weak_algorithm");
}

/* ---- Content time stamps ---- */

static void examine_content_stamped(struct slice signed_by, const struct token_recipe *stamp)
{
    struct slice extra = content_time_stamp_attribute(token(stamp));

    examine(cms(&(struct cms_recipe){.certificate = signed_by, .attributes_extra = extra}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
}

static void a_content_time_stamp_proves_an_expiry(void **state)
{
    (void)state;
    examine_content_stamped(expired_certificate(),
                            &(struct token_recipe){.time = "20260616000000Z"});
    judge_stamps();
    assert_judged(TOTAL_FAILED, SUB_EXPIRED, "trust.expired");
    /* untrusted, it proves nothing */
    judge_usual();
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    assert_param("trust.time_stamp_unproven", "kind", "content");
    /* before the expiry, nothing either, and T does not move */
    examine_content_stamped(expired_certificate(), &(struct token_recipe){0});
    judge_stamps();
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    assert_true(judgement.control_time == AT_2026);
}

static void a_content_time_stamp_is_over_the_content(void **state)
{
    (void)state;
    examine_content_stamped(
        expired_certificate(),
        &(struct token_recipe){.over = slice_str("other"), .time = "20260616000000Z"});
    judge_stamps();
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    assert_param("trust.time_stamp_broken", "kind", "content");
}

static void signed_after_it_existed_is_a_contradiction(void **state)
{
    struct cms_recipe recipe = {.attributes_extra = content_time_stamp_attribute(
                                    token(&(struct token_recipe){.time = "20260610000000Z"}))};
    struct slice over = value_of(&recipe);

    (void)state;
    recipe.unsigned_attributes = time_stamp_attribute(token(&(struct token_recipe){.over = over}));
    examine(cms(&recipe), SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_stamps();
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "signature.attributes");
}

static void many_tokens_are_bounded(void **state)
{
    struct slice tokens = NOTHING;

    (void)state;
    for (int i = 0; i < 20; i++)
        tokens = JOIN(tokens, token(&(struct token_recipe){.over = slice_str("x")}));
    examine(cms(&(struct cms_recipe){.unsigned_attributes = time_stamp_attribute(tokens)}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_stamps();
    assert_passed();
    assert_int_equal(judgement.time_stamp_count, 8);
}

int run_time_stamp_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(a_trusted_token_moves_t),
        unit(without_a_token_the_same_has_expired),
        unit(a_token_after_the_expiry_proves_too_little),
        unit(an_untrusted_token_moves_nothing),
        unit(a_token_says_nothing_against_a_signature),
        unit(what_is_no_token_is_said),
        unit(a_copied_token_moves_nothing),
        unit(the_earliest_token_counts),
        unit(a_token_whose_certificate_expired_needs_a_later_proof),
        unit(a_document_time_stamp_moves_t),
        unit(a_token_later_than_t_is_not_used),
        unit(clocks_may_differ_a_little),
        unit(a_proven_time_needs_no_claim),
        unit(algorithms_are_judged_at_the_proven_time),
        unit(a_content_time_stamp_proves_an_expiry),
        unit(a_content_time_stamp_is_over_the_content),
        unit(signed_after_it_existed_is_a_contradiction),
        unit(many_tokens_are_bounded),
    };

    return cmocka_run_group_tests_name("time stamps", tests, NULL, NULL);
}
