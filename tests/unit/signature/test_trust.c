/* Issuers and signers: who is trusted, who is not, and with which reason. */
#include "tests.h"

static void without_trust_nobody_is_trusted(void **state)
{
    (void)state;
    examine_usual();
    judge(NULL, &usual_times);
    assert_judged(INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND, "trust.not_configured");
    judge(trust_of(&(struct trust_settings){.source = "sample"}), &usual_times);
    assert_judged(INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND, "trust.not_configured");
    assert_false(judgement.trusted);
}

/* ---- Issuers ---- */

static void the_pinned_issuer_must_have_signed(void **state)
{
    /* the same name, another key */
    struct slice other =
        certificate(&(struct certificate_recipe){.key = test_key("rsa-2048", 3),
                                                 .issuer_key = test_key("rsa-2048", 3),
                                                 .subject = dn("CN=Issuer,O=Office of Samples"),
                                                 .extensions = basic_constraints(true)});

    (void)state;
    examine_usual();
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_passed();
    judge_issuer((struct trust_certificate){.der = other});
    assert_no_path();
    examine_under((struct certificate_recipe){.issuer_key = test_key("rsa-2048", 3)});
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_no_path();
}

/* What in-house checks fall for: the genuine issuer's certificate lies in the bag. */
static void a_genuine_certificate_in_the_bag_is_no_trust(void **state)
{
    struct slice own = certificate(&(struct certificate_recipe){
        .key = signer_key(), .issuer_key = test_key("rsa-2048", 3), .extensions = USAGE_SIGN});

    (void)state;
    examine(cms(&(struct cms_recipe){.certificates = JOIN(own, issuer_certificate())}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_no_path();
}

static void names_are_equal_byte_for_byte(void **state)
{
    struct slice other =
        certificate(&(struct certificate_recipe){.key = issuer_key(),
                                                 .issuer_key = issuer_key(),
                                                 .subject = dn("CN=issuer,O=Office of Samples"),
                                                 .extensions = basic_constraints(true)});

    (void)state;
    examine_usual();
    judge_issuer((struct trust_certificate){.der = other});
    assert_no_path();
}

static void key_identifiers_match_where_both_are_present(void **state)
{
    (void)state;
    examine_under((struct certificate_recipe){.extensions = authority_key_id("issuer")});
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_passed();
    examine_under((struct certificate_recipe){.extensions = authority_key_id("other")});
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_no_path();
    examine_under((struct certificate_recipe){.extensions = USAGE_SIGN});
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_passed();
}

static void an_issuer_may_be_assumed_to_be_one(void **state)
{
    struct slice plain =
        certificate(&(struct certificate_recipe){.key = issuer_key(),
                                                 .issuer_key = issuer_key(),
                                                 .subject = dn("CN=Issuer,O=Office of Samples")});

    (void)state;
    examine_usual();
    judge_issuer((struct trust_certificate){.der = plain, .ca_assumed = true});
    assert_passed();
}

static void the_issuers_own_dates_are_not_tested(void **state)
{
    struct slice expired =
        certificate(&(struct certificate_recipe){.key = issuer_key(),
                                                 .issuer_key = issuer_key(),
                                                 .subject = dn("CN=Issuer,O=Office of Samples"),
                                                 .from = "100101000000Z",
                                                 .to = "110101000000Z",
                                                 .extensions = basic_constraints(true)});

    (void)state;
    examine_usual();
    judge_issuer((struct trust_certificate){.der = expired});
    assert_passed();
}

static void the_issuer_is_not_a_signer_itself(void **state)
{
    /* signs with its own certificate */
    struct slice id = by_issuer(dn("CN=Issuer,O=Office of Samples"), integer(1));
    struct slice own =
        certificate(&(struct certificate_recipe){.key = issuer_key(),
                                                 .issuer_key = issuer_key(),
                                                 .subject = dn("CN=Issuer,O=Office of Samples"),
                                                 .serial = integer(1),
                                                 .extensions = basic_constraints(true)});

    (void)state;
    examine(cms(&(struct cms_recipe){.key = issuer_key(), .certificates = own, .signer_id = id}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_issuer((struct trust_certificate){.der = own});
    assert_no_path();
    /* or with another certificate for its own key */
    examine(cms(&(struct cms_recipe){
                .key = issuer_key(),
                .certificates = certificate(&(struct certificate_recipe){
                    .key = issuer_key(), .issuer_key = issuer_key(), .extensions = USAGE_SIGN})}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_issuer((struct trust_certificate){.der = own});
    assert_no_path();
}

static void issue_is_direct(void **state)
{
    /* issuer -> middle -> signer */
    EVP_PKEY *middle_key = test_key("rsa-2048", 2);
    struct slice middle = certificate(
        &(struct certificate_recipe){.key = middle_key,
                                     .issuer_key = issuer_key(),
                                     .subject = dn("CN=Middle"),
                                     .serial = integer(7),
                                     .extensions = JOIN(basic_constraints(true), USAGE_ISSUE)});
    struct slice own = certificate(&(struct certificate_recipe){.key = signer_key(),
                                                                .issuer_key = middle_key,
                                                                .issuer = dn("CN=Middle"),
                                                                .extensions = USAGE_SIGN});

    (void)state;
    examine(cms(&(struct cms_recipe){.certificates = JOIN(own, middle, issuer_certificate()),
                                     .signer_id = by_issuer(dn("CN=Middle"), integer(0x1001))}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_no_path();
    judge_issuer((struct trust_certificate){.der = middle});
    assert_passed();
}

static void issuers_of_every_kind(void **state)
{
    const char *kinds[] = {"p-256", "p-384", "rsa-3072"};
    const struct how hows[] = {{0}, {"SHA384", false, 0}, {"SHA256", true, 32}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        EVP_PKEY *key = test_key(kinds[i], 1);
        struct slice issuer =
            certificate(&(struct certificate_recipe){.key = key,
                                                     .issuer_key = key,
                                                     .how = hows[i],
                                                     .subject = dn("CN=Issuer,O=Office of Samples"),
                                                     .extensions = basic_constraints(true)});

        examine_under((struct certificate_recipe){.issuer_key = key, .how = hows[i]});
        judge_issuer((struct trust_certificate){.der = issuer});
        assert_passed();
    }
}

static void an_unknown_algorithm_of_the_issuer_is_told(void **state)
{
    (void)state;
    examine_under((struct certificate_recipe){.algorithm = algorithm("1.2.3.4")});
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_no_path();
    assert_detail("trust.no_path", "not supported");
}

static void any_of_several_issuers_will_do(void **state)
{
    struct trust_certificate issuers[2] = {{.der = issuer_certificate()},
                                           {.der = issuer_certificate()}};
    const struct trust_settings settings = {
        .source = "sample", .issuers = issuers, .issuer_count = 2};

    (void)state;
    issuers[0].has_until = true;
    issuers[0].until = AT_2026 - 1;
    examine_usual();
    judge(trust_of(&settings), &usual_times);
    assert_passed();
}

/* ---- Signers ---- */

static void signers_are_equal_by_digest(void **state)
{
    struct slice renewed = certificate(&(struct certificate_recipe){
        .key = signer_key(), .issuer_key = issuer_key(), .serial = integer(0x2002)});

    (void)state;
    examine_usual();
    judge_signer((struct trust_certificate){.der = signer_certificate()});
    assert_passed();
    assert_int_equal(judgement.path_count, 1);
    judge_signer((struct trust_certificate){.der = renewed});
    assert_no_path();
}

int run_trust_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(without_trust_nobody_is_trusted),
        unit(the_pinned_issuer_must_have_signed),
        unit(a_genuine_certificate_in_the_bag_is_no_trust),
        unit(names_are_equal_byte_for_byte),
        unit(key_identifiers_match_where_both_are_present),
        unit(an_issuer_may_be_assumed_to_be_one),
        unit(the_issuers_own_dates_are_not_tested),
        unit(the_issuer_is_not_a_signer_itself),
        unit(issue_is_direct),
        unit(issuers_of_every_kind),
        unit(an_unknown_algorithm_of_the_issuer_is_told),
        unit(any_of_several_issuers_will_do),
        unit(signers_are_equal_by_digest),
    };

    return cmocka_run_group_tests_name("trust", tests, NULL, NULL);
}
