/* Issuers and signers: who is trusted, who is not, and with which reason. */
#include "tests.h"

static const struct control_times usual_times = {.at = AT_2026};

static void judge_issuer(struct trust_certificate issuer)
{
    const struct trust_settings settings = {
        .source = "sample", .issuers = &issuer, .issuer_count = 1};

    judge(trust_of(&settings), &usual_times);
}

static void judge_signer(struct trust_certificate signer)
{
    const struct trust_settings settings = {
        .source = "sample", .signers = &signer, .signer_count = 1};

    judge(trust_of(&settings), &usual_times);
}

static void judge_subject(const struct trust_subject *subject, size_t count)
{
    const struct trust_certificate issuer = {.der = issuer_certificate()};
    const struct trust_settings settings = {.source = "sample",
                                            .issuers = &issuer,
                                            .issuer_count = 1,
                                            .subject = subject,
                                            .subject_count = count};

    judge(trust_of(&settings), &usual_times);
}

/* Signed by the usual key under a certificate of that recipe. */
static void examine_under(struct certificate_recipe recipe)
{
    if (!recipe.key)
        recipe.key = signer_key();
    if (!recipe.issuer_key)
        recipe.issuer_key = issuer_key();
    examine(cms(&(struct cms_recipe){.certificates = certificate(&recipe)}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
}

static void examine_usual(void)
{
    examine(cms(&(struct cms_recipe){0}), SIGNATURE_ADBE_PKCS7_DETACHED);
}

static void assert_no_path(void)
{
    assert_judged(INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND, "trust.no_path");
    assert_false(judgement.trusted);
    assert_int_equal(judgement.path_count, 0);
}

static void assert_wrong_signer(const char *part)
{
    assert_judged(INDETERMINATE, SUB_CHAIN_CONSTRAINTS_FAILURE, "trust.wrong_signer");
    assert_detail("trust.wrong_signer", part);
    assert_false(judgement.trusted);
    assert_true(judgement.path_count > 0);
}

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
    examine_under((struct certificate_recipe){.how = {"SHA224", false, 0}});
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

/* ---- What a source asks of its signers ---- */

static void retired_after_its_day(void **state)
{
    (void)state;
    examine_usual();
    judge_issuer((struct trust_certificate){
        .der = issuer_certificate(), .has_until = true, .until = AT_2026});
    assert_passed();
    judge_issuer((struct trust_certificate){
        .der = issuer_certificate(), .has_until = true, .until = AT_2026 - 1});
    assert_wrong_signer("retired");
    assert_param("trust.wrong_signer", "until", "2026-06-30T23:59:59Z");
    judge_signer((struct trust_certificate){
        .der = signer_certificate(), .has_until = true, .until = AT_2026 - 1});
    assert_wrong_signer("retired");
}

static void key_usage_allows_signing(void **state)
{
    (void)state;
    examine_under((struct certificate_recipe){.extensions = USAGE_NONREPUDIATE});
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_passed();
    examine_under((struct certificate_recipe){.extensions = USAGE_ENCIPHER});
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_wrong_signer("key usage");
}

static void critical_extensions_are_understood(void **state)
{
    (void)state;
    examine_under((struct certificate_recipe){.extensions = extension("1.2.3.4", false, null())});
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_passed();
    examine_under((struct certificate_recipe){.extensions = extension("1.2.3.4", true, null())});
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_wrong_signer("critical extension");
}

static void the_subject_is_the_one_configured(void **state)
{
    const struct trust_subject exact[] = {{.attribute = "O", .value = "Office of Samples"},
                                          {.attribute = "CN", .value = "Signer"}};
    const struct trust_subject other[] = {{.attribute = "O", .value = "Office of Samples"},
                                          {.attribute = "CN", .value = "Sign"}};
    const struct trust_subject absent[] = {{.attribute = "OU", .value = "Signer"}};

    (void)state;
    examine_usual();
    judge_subject(exact, 2);
    assert_passed();
    judge_subject(other, 2);
    assert_wrong_signer("subject");
    judge_subject(absent, 1);
    assert_wrong_signer("subject");
}

static void the_subject_may_be_a_prefix(void **state)
{
    const struct trust_subject prefix = {.attribute = "O", .value = "Office", .prefix = true};
    const struct trust_subject whole = {
        .attribute = "O", .value = "Office of Samples", .prefix = true};
    const struct trust_subject longer = {
        .attribute = "O", .value = "Office of Samples!", .prefix = true};

    (void)state;
    examine_usual();
    judge_subject(&prefix, 1);
    assert_passed();
    judge_subject(&whole, 1);
    assert_passed();
    judge_subject(&longer, 1);
    assert_wrong_signer("subject");
}

static void subjects_compare_as_text(void **state)
{
    const struct trust_subject office = {.attribute = "O", .value = "移民"};

    (void)state;
    examine_under((struct certificate_recipe){
        .subject = SEQ(rdn("2.5.4.10", element(TAG_BMP, hex("79fb6c11"))))});
    judge_subject(&office, 1);
    assert_passed();
    /* a NUL does not end the value */
    examine_under((struct certificate_recipe){
        .subject = SEQ(rdn("2.5.4.10", element(TAG_UTF8, slice_of("移民\0!", 8))))});
    judge_subject(&office, 1);
    assert_wrong_signer("subject");
}

/* ---- Algorithms on the way ---- */

static void how_the_certificate_was_signed_counts_too(void **state)
{
    EVP_PKEY *weak = test_key("rsa-1024", 0);
    struct slice issuer =
        certificate(&(struct certificate_recipe){.key = weak,
                                                 .issuer_key = weak,
                                                 .subject = dn("CN=Issuer,O=Office of Samples"),
                                                 .extensions = basic_constraints(true)});

    (void)state;
    examine_under((struct certificate_recipe){.how = {"SHA1", false, 0}});
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_judged(INDETERMINATE, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "signature.weak_algorithm");
    assert_param("signature.weak_algorithm", "algorithm", "sha1");
    assert_true(judgement.trusted);
    examine_under((struct certificate_recipe){.issuer_key = weak});
    judge_issuer((struct trust_certificate){.der = issuer});
    assert_judged(INDETERMINATE, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "signature.weak_algorithm");
    assert_param("signature.weak_algorithm", "algorithm", "rsa-1024");
    /* a pinned signer's certificate stands for itself, however it was signed */
    examine_under((struct certificate_recipe){.how = {"SHA1", false, 0}});
    judge_signer((struct trust_certificate){.der = signature_signer(evidence)->der});
    assert_passed();
}

static void a_source_may_have_its_own_table(void **state)
{
    const struct algorithm_row rows[] = {{.name = "sha256"}};
    const struct algorithm_table table = {.version = "2026-01-01", .rows = rows, .count = 1};
    const struct trust_certificate issuer = {.der = issuer_certificate()};
    const struct trust_settings settings = {
        .source = "sample", .issuers = &issuer, .issuer_count = 1, .algorithms = &table};

    (void)state;
    examine_usual();
    judge(trust_of(&settings), &usual_times);
    assert_judged(INDETERMINATE, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "signature.weak_algorithm");
    assert_param("signature.weak_algorithm", "algorithm", "rsa-2048");
}

static void required_revocation_is_not_known_here(void **state)
{
    const struct trust_certificate issuer = {.der = issuer_certificate()};
    const struct trust_settings settings = {
        .source = "sample", .issuers = &issuer, .issuer_count = 1, .revocation_required = true};

    (void)state;
    examine_usual();
    judge(trust_of(&settings), &usual_times);
    assert_judged(INDETERMINATE, SUB_TRY_LATER, "revocation.unknown");
    assert_true(judgement.trusted);
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
        unit(retired_after_its_day),
        unit(key_usage_allows_signing),
        unit(critical_extensions_are_understood),
        unit(the_subject_is_the_one_configured),
        unit(the_subject_may_be_a_prefix),
        unit(subjects_compare_as_text),
        unit(how_the_certificate_was_signed_counts_too),
        unit(a_source_may_have_its_own_table),
        unit(required_revocation_is_not_known_here),
    };

    return cmocka_run_group_tests_name("trust", tests, NULL, NULL);
}
