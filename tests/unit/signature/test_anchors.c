/* Paths to anchors by RFC 5280, with the subject required. */
#include "tests.h"

#include <stdio.h>

static struct slice root, middle, signer;

static EVP_PKEY *root_key(void)
{
    return test_key("p-384", 0);
}

static EVP_PKEY *middle_key(void)
{
    return test_key("p-256", 3);
}

static struct certificate_recipe root_recipe(void)
{
    return (struct certificate_recipe){.key = root_key(),
                                       .issuer_key = root_key(),
                                       .how = {"SHA384", false, 0},
                                       .subject = dn("CN=Root"),
                                       .issuer = dn("CN=Root"),
                                       .from = "100101000000Z",
                                       .to = "400101000000Z",
                                       .extensions = JOIN(basic_constraints(true), USAGE_ISSUE)};
}

static struct certificate_recipe middle_recipe(void)
{
    return (struct certificate_recipe){.key = middle_key(),
                                       .issuer_key = root_key(),
                                       .how = {"SHA384", false, 0},
                                       .subject = dn("CN=Middle"),
                                       .issuer = dn("CN=Root"),
                                       .extensions = JOIN(basic_constraints(true), USAGE_ISSUE)};
}

static struct certificate_recipe signer_recipe(void)
{
    return (struct certificate_recipe){.key = signer_key(),
                                       .issuer_key = middle_key(),
                                       .issuer = dn("CN=Middle"),
                                       .extensions = JOIN(basic_constraints(false), USAGE_SIGN)};
}

static void make_path(const struct certificate_recipe *of_root,
                      const struct certificate_recipe *of_middle,
                      const struct certificate_recipe *of_signer)
{
    const struct certificate_recipe usual_root = root_recipe();
    const struct certificate_recipe usual_middle = middle_recipe();
    const struct certificate_recipe usual_signer = signer_recipe();

    root = certificate(of_root ? of_root : &usual_root);
    middle = certificate(of_middle ? of_middle : &usual_middle);
    signer = certificate(of_signer ? of_signer : &usual_signer);
}

static void examine_with(struct slice bag)
{
    examine(cms(&(struct cms_recipe){.certificates = bag,
                                     .signer_id = by_issuer(dn("CN=Middle"), integer(0x1001))}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
}

static void judge_anchor(struct slice anchor, const char *organisation)
{
    const struct trust_certificate anchors = {.der = anchor};
    const struct trust_subject subject = {.attribute = "O", .value = organisation};
    const struct trust_settings settings = {.source = "sample",
                                            .anchors = &anchors,
                                            .anchor_count = 1,
                                            .subject = &subject,
                                            .subject_count = 1};

    judge(trust_of(&settings), &(struct control_times){.at = AT_2026});
}

static void judge_root(void)
{
    examine_with(JOIN(signer, middle));
    judge_anchor(root, "Office of Samples");
}

static void a_path_over_the_bag_passes(void **state)
{
    (void)state;
    make_path(NULL, NULL, NULL);
    judge_root();
    assert_passed();
    assert_int_equal(judgement.path_count, 3);
    assert_int_equal(judgement.trusted_as, TRUSTED_AS_ANCHOR);
    assert_string_equal(judgement.path[0].subject, "O=Office of Samples,CN=Signer");
    assert_string_equal(judgement.path[1].subject, "CN=Middle");
    assert_string_equal(judgement.path[2].subject, "CN=Root");
}

static void an_anchor_need_not_be_a_root(void **state)
{
    (void)state;
    make_path(NULL, NULL, NULL);
    examine_with(signer);
    judge_anchor(middle, "Office of Samples");
    assert_passed();
    assert_int_equal(judgement.path_count, 2);
}

/* Of what came along only that is looked at which could be a link, wherever it stands. */
static void other_certificates_are_passed_over(void **state)
{
    struct certificate_recipe lower = middle_recipe();
    struct certificate_recipe upper = middle_recipe();
    struct certificate_recipe other = signer_recipe();
    struct slice others = NOTHING;

    (void)state;
    lower.issuer = upper.subject = dn("CN=Upper");
    lower.issuer_key = upper.key = test_key("p-384", 1);
    make_path(NULL, &lower, NULL);
    other.subject = dn("CN=Other");
    for (unsigned i = 0; i < 20; i++) {
        other.serial = integer(0x5000 + i);
        others = JOIN(others, certificate(&other));
    }
    examine_with(JOIN(others, certificate(&upper), middle, signer));
    judge_anchor(root, "Office of Samples");
    assert_passed();
    assert_int_equal(judgement.path_count, 4);
    examine_with(JOIN(others, middle, signer));
    judge_anchor(root, "Office of Samples");
    assert_judged(INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND, "trust.no_path");
}

/* RFC 5280 7.1 compares names without case: then the key identifiers lead on. */
static void names_may_differ_in_case(void **state)
{
    struct certificate_recipe issued = signer_recipe();
    struct certificate_recipe issuer = middle_recipe();

    (void)state;
    issued.issuer = dn("CN=MIDDLE");
    issued.extensions = JOIN(USAGE_SIGN, authority_key_id("middle"));
    issuer.extensions = JOIN(basic_constraints(true), USAGE_ISSUE, subject_key_id("middle"));
    make_path(NULL, &issuer, &issued);
    examine(cms(&(struct cms_recipe){.certificates = JOIN(signer, middle),
                                     .signer_id = by_issuer(issued.issuer, integer(0x1001))}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_anchor(root, "Office of Samples");
    assert_passed();
}

static void a_link_that_is_missing_is_no_path(void **state)
{
    (void)state;
    make_path(NULL, NULL, NULL);
    examine_with(signer);
    judge_anchor(root, "Office of Samples");
    assert_no_path();
}

static void another_root_is_no_path(void **state)
{
    struct certificate_recipe other = root_recipe();

    (void)state;
    make_path(NULL, NULL, NULL);
    other.key = other.issuer_key = test_key("p-384", 1);
    examine_with(JOIN(signer, middle, root));
    judge_anchor(certificate(&other), "Office of Samples");
    assert_no_path();
}

static void the_subject_is_required(void **state)
{
    (void)state;
    make_path(NULL, NULL, NULL);
    examine_with(JOIN(signer, middle));
    judge_anchor(root, "Somebody Else");
    assert_judged(INDETERMINATE, SUB_CHAIN_CONSTRAINTS_FAILURE, "trust.wrong_signer");
}

static void whoever_is_no_authority_issues_nothing(void **state)
{
    struct certificate_recipe recipe = middle_recipe();

    (void)state;
    recipe.extensions = basic_constraints(false);
    make_path(NULL, &recipe, NULL);
    judge_root();
    assert_no_path();
    recipe.extensions = JOIN(basic_constraints(true), USAGE_SIGN);
    make_path(NULL, &recipe, NULL);
    judge_root();
    assert_no_path();
}

static void path_lengths_are_kept(void **state)
{
    struct certificate_recipe recipe = root_recipe();

    (void)state;
    recipe.extensions = extension("2.5.29.19", true, SEQ(boolean(true), integer(0)));
    make_path(&recipe, NULL, NULL);
    judge_root();
    assert_no_path();
    recipe.extensions = extension("2.5.29.19", true, SEQ(boolean(true), integer(1)));
    make_path(&recipe, NULL, NULL);
    judge_root();
    assert_passed();
}

static void critical_extensions_are_understood(void **state)
{
    struct certificate_recipe recipe = middle_recipe();

    (void)state;
    recipe.extensions = JOIN(recipe.extensions, extension("1.2.3.4", true, null()));
    make_path(NULL, &recipe, NULL);
    judge_root();
    assert_no_path();
    recipe = signer_recipe();
    recipe.extensions = JOIN(recipe.extensions, extension("1.2.3.4", true, null()));
    make_path(NULL, NULL, &recipe);
    judge_root();
    assert_judged(INDETERMINATE, SUB_CHAIN_CONSTRAINTS_FAILURE, "trust.wrong_signer");
}

static void the_anchors_own_dates_are_not_tested(void **state)
{
    struct certificate_recipe recipe = root_recipe();

    (void)state;
    recipe.to = "200101000000Z";
    make_path(&recipe, NULL, NULL);
    judge_root();
    assert_passed();
}

static void the_dates_between_are_tested_at_the_control_time(void **state)
{
    struct certificate_recipe recipe = middle_recipe();

    (void)state;
    recipe.to = "260615000000Z";
    make_path(NULL, &recipe, NULL);
    judge_root(); /* claimed 2026-06-01 */
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    assert_param("trust.expired_since", "subject", "CN=Middle");
    recipe.to = "260501000000Z";
    make_path(NULL, &recipe, NULL);
    judge_root();
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired");
    recipe.from = "260801000000Z";
    recipe.to = "300501000000Z";
    make_path(NULL, &recipe, NULL);
    judge_root();
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.not_yet_valid");
}

static void the_signers_dates_have_their_own_reason(void **state)
{
    struct certificate_recipe recipe = signer_recipe();

    (void)state;
    recipe.to = "260615000000Z";
    make_path(NULL, NULL, &recipe);
    judge_root();
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    assert_true(judgement.trusted);
}

static void algorithms_on_the_path_are_judged(void **state)
{
    struct certificate_recipe recipe = middle_recipe();

    (void)state;
    recipe.how.digest = "SHA1";
    make_path(NULL, &recipe, NULL);
    judge_root();
    assert_judged(INDETERMINATE, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "signature.weak_algorithm");
    assert_param("signature.weak_algorithm", "algorithm", "sha1");
    assert_param("signature.weak_algorithm", "subject", "CN=Middle");
    recipe.how.digest = "SHA224";
    make_path(NULL, &recipe, NULL);
    judge_root();
    assert_judged(INDETERMINATE, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "signature.weak_algorithm");
    assert_param("signature.weak_algorithm", "algorithm", "sha224");
}

static void an_anchor_signs_no_documents(void **state)
{
    struct certificate_recipe recipe = root_recipe();

    (void)state;
    recipe.subject = recipe.issuer = dn("CN=Root,O=Office of Samples");
    recipe.extensions = basic_constraints(true);
    root = certificate(&recipe);
    examine(cms(&(struct cms_recipe){.key = root_key(),
                                     .how = {"SHA384", false, 0},
                                     .certificates = root,
                                     .signer_id = by_issuer(recipe.issuer, integer(0x1001))}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_anchor(root, "Office of Samples");
    assert_no_path();
}

static void paths_have_a_longest_length(void **state)
{
    struct slice bag = NOTHING;
    char issuer[32] = "CN=Root";
    char subject[32];

    (void)state;
    make_path(NULL, NULL, NULL);
    for (int i = 0; i < 7; i++) { /* root, seven between, signer: one too many */
        struct certificate_recipe recipe = middle_recipe();

        snprintf(subject, sizeof subject, i == 6 ? "CN=Middle" : "CN=Middle %d", i);
        recipe.issuer = dn(issuer);
        recipe.subject = dn(subject);
        recipe.issuer_key = i == 0 ? root_key() : middle_key();
        recipe.serial = integer((uint64_t)i + 1);
        recipe.how.digest = i == 0 ? "SHA384" : "SHA256";
        bag = JOIN(bag, certificate(&recipe));
        strcpy(issuer, subject);
    }
    examine_with(JOIN(signer, bag));
    judge_anchor(root, "Office of Samples");
    assert_no_path();
}

int run_anchors_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(a_path_over_the_bag_passes),
        unit(an_anchor_need_not_be_a_root),
        unit(a_link_that_is_missing_is_no_path),
        unit(another_root_is_no_path),
        unit(the_subject_is_required),
        unit(whoever_is_no_authority_issues_nothing),
        unit(path_lengths_are_kept),
        unit(critical_extensions_are_understood),
        unit(the_anchors_own_dates_are_not_tested),
        unit(the_dates_between_are_tested_at_the_control_time),
        unit(the_signers_dates_have_their_own_reason),
        unit(algorithms_on_the_path_are_judged),
        unit(an_anchor_signs_no_documents),
        unit(paths_have_a_longest_length),
        unit(other_certificates_are_passed_over),
        unit(names_may_differ_in_case),
    };

    return cmocka_run_group_tests_name("anchors", tests, NULL, NULL);
}
