/* What a source asks of a signer to whom a path leads: subject, key usage, days, algorithms. */
#include "tests.h"

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

static void a_retired_signer_is_not_brought_back_by_its_issuer(void **state)
{
    const struct trust_certificate issuer = {.der = issuer_certificate()};
    struct trust_certificate signer = {.der = signer_certificate(), .has_until = true};
    struct trust_settings settings = {.source = "sample",
                                      .issuers = &issuer,
                                      .issuer_count = 1,
                                      .signers = &signer,
                                      .signer_count = 1};

    (void)state;
    examine_usual();
    signer.until = AT_2026;
    judge(trust_of(&settings), &usual_times);
    assert_passed();
    signer.until = AT_2026 - 1;
    judge(trust_of(&settings), &usual_times);
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

static void judge_named(const char *name, const struct trust_subject *subject)
{
    examine_under((struct certificate_recipe){.subject = dn(name)});
    judge_subject(subject, 1);
}

static void a_name_is_not_one_of_two(void **state)
{
    const struct trust_subject office = {.attribute = "O", .value = "Office"};
    const struct trust_subject unit = {.attribute = "OU", .value = "Desk"};

    (void)state;
    judge_named("O=Office,CN=Signer", &office);
    assert_passed();
    judge_named("O=Office,O=Somebody,CN=Signer", &office);
    assert_wrong_signer("subject");
    judge_named("O=Somebody,O=Office,CN=Signer", &office);
    assert_wrong_signer("subject");
    judge_named("O=Office,OU=House,OU=Desk,CN=Signer", &unit);
    assert_passed();
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

static void assert_algorithm(size_t index, enum algorithm_use use, const char *name,
                             const char *subject)
{
    const struct judged_algorithm *algorithm = &judgement.algorithms[index];

    assert_true(index < judgement.algorithm_count);
    assert_int_equal(algorithm->use, use);
    assert_string_equal(algorithm->name, name);
    if (subject)
        assert_non_null(strstr(algorithm->subject, subject));
    else
        assert_null(algorithm->subject);
}

static void every_algorithm_is_listed_good_or_not(void **state)
{
    (void)state;
    examine_under((struct certificate_recipe){.how = {"SHA1", false, 0}});
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_int_equal(judgement.algorithm_count, 4);
    assert_algorithm(0, ALGORITHM_DIGEST, "sha256", NULL);
    assert_true(judgement.algorithms[0].acceptable);
    assert_false(judgement.algorithms[0].has_until);
    assert_algorithm(1, ALGORITHM_SIGNATURE, "rsa", "CN=Signer");
    assert_int_equal(judgement.algorithms[1].bits, 2048);
    assert_true(judgement.algorithms[1].acceptable);
    assert_true(judgement.algorithms[1].until == INT64_C(1893455999));
    assert_algorithm(2, ALGORITHM_CERTIFICATE, "sha1", "CN=Signer");
    assert_false(judgement.algorithms[2].acceptable);
    assert_true(judgement.algorithms[2].has_until);
    assert_algorithm(3, ALGORITHM_CERTIFICATE, "rsa", "CN=Issuer");
    /* without trust there is no path whose algorithms could be looked at */
    judge(NULL, &usual_times);
    assert_int_equal(judgement.algorithm_count, 2);
}

static void the_end_of_a_path_is_named_as_configured(void **state)
{
    (void)state;
    examine_usual();
    judge_issuer((struct trust_certificate){.der = issuer_certificate()});
    assert_int_equal(judgement.trusted_as, TRUSTED_AS_ISSUER);
    judge_signer((struct trust_certificate){.der = signer_certificate()});
    assert_int_equal(judgement.trusted_as, TRUSTED_AS_SIGNER);
    judge(NULL, &usual_times);
    assert_int_equal(judgement.trusted_as, TRUSTED_AS_NONE);
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
    const struct trust_settings settings = {.source = "sample",
                                            .issuers = &issuer,
                                            .issuer_count = 1,
                                            .revocation = TRUST_REVOCATION_REQUIRED};

    (void)state;
    examine_usual();
    judge(trust_of(&settings), &usual_times);
    assert_judged(INDETERMINATE, SUB_TRY_LATER, "revocation.unknown");
    assert_true(judgement.trusted);
}

int run_constraints_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(retired_after_its_day),
        unit(a_retired_signer_is_not_brought_back_by_its_issuer),
        unit(key_usage_allows_signing),
        unit(critical_extensions_are_understood),
        unit(the_subject_is_the_one_configured),
        unit(a_name_is_not_one_of_two),
        unit(the_subject_may_be_a_prefix),
        unit(subjects_compare_as_text),
        unit(how_the_certificate_was_signed_counts_too),
        unit(every_algorithm_is_listed_good_or_not),
        unit(the_end_of_a_path_is_named_as_configured),
        unit(a_source_may_have_its_own_table),
        unit(required_revocation_is_not_known_here),
    };

    return cmocka_run_group_tests_name("constraints", tests, NULL, NULL);
}
