/* The signer's certificate: one of the bag, found by the identifier, and no other. */
#include "tests.h"

#include "signature/cms.h"

static struct slice lookalike(void)
{
    return certificate(&(struct certificate_recipe){.key = test_key("rsa-2048", 2),
                                                    .issuer_key = test_key("rsa-2048", 3),
                                                    .extensions = USAGE_SIGN});
}

static void the_certificate_must_be_there(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.certificates = NOTHING});
    assert_judged(INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND, "signature.no_certificate");
    assert_null(signature_signer(evidence));
    try_cms(&(struct cms_recipe){.certificates = issuer_certificate()});
    assert_judged(INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND, "signature.no_certificate");
}

static void the_same_certificate_twice_is_one(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){
        .certificates = JOIN(signer_certificate(), issuer_certificate(), signer_certificate())});
    assert_passed();
}

/* A foreign key under a genuine identifier, beside the genuine certificate or alone. */
static void two_certificates_for_one_signer_are_none(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.key = test_key("rsa-2048", 2),
                                 .certificates = JOIN(signer_certificate(), lookalike())});
    assert_judged(INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND, "signature.no_certificate");
    assert_detail("signature.no_certificate", "two different certificates");
    try_cms(&(struct cms_recipe){.key = test_key("rsa-2048", 2), .certificates = lookalike()});
    assert_judged(INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND, "trust.no_path");
}

static void other_things_in_the_bag_do_not_matter(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){
        .certificates = JOIN(TAGGED(1, null()), SEQ(integer(1)), signer_certificate())});
    assert_passed();
    try_cms(&(struct cms_recipe){.certificates = hex("30")});
    assert_malformed("certificates");
}

static void the_bag_has_a_limit(void **state)
{
    struct slice bag = signer_certificate();

    (void)state;
    for (int i = 1; i < CMS_CERTIFICATES_MAX; i++)
        bag = JOIN(bag, SEQ(integer(1)));
    try_cms(&(struct cms_recipe){.certificates = bag});
    assert_passed();
    try_cms(&(struct cms_recipe){.certificates = JOIN(bag, SEQ(integer(1)))});
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
    assert_detail("signature.unsupported", "more than 64 certificates");
}

static void the_signer_goes_by_issuer_and_serial(void **state)
{
    struct slice printable = SEQ(rdn("2.5.4.3", text(TAG_PRINTABLE, "Issuer")),
                                 rdn("2.5.4.10", text(TAG_PRINTABLE, "Office of Samples")));

    (void)state;
    try_cms(&(struct cms_recipe){
        .signer_id = by_issuer(dn("CN=Issuer,O=Office of Samples"), integer(0x1002))});
    assert_judged(INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND, "signature.no_certificate");
    try_cms(&(struct cms_recipe){.signer_id = by_issuer(dn("CN=Issuer"), integer(0x1001))});
    assert_judged(INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND, "signature.no_certificate");
    /* the same name in another kind of string still finds the certificate */
    try_cms(&(struct cms_recipe){.signer_id = by_issuer(printable, integer(0x1001))});
    assert_passed();
    try_cms(&(struct cms_recipe){.signer_version = integer(3)});
    assert_malformed("issuer and serial");
}

static void the_signer_goes_by_key_identifier(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.signer_version = integer(3), .signer_id = by_key_id("signer")});
    assert_passed();
    try_cms(&(struct cms_recipe){.signer_version = integer(3), .signer_id = by_key_id("other")});
    assert_judged(INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND, "signature.no_certificate");
    try_cms(&(struct cms_recipe){.signer_version = integer(1), .signer_id = by_key_id("signer")});
    assert_malformed("key identifier");
}

int run_signer_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(the_certificate_must_be_there),
        unit(the_same_certificate_twice_is_one),
        unit(two_certificates_for_one_signer_are_none),
        unit(other_things_in_the_bag_do_not_matter),
        unit(the_bag_has_a_limit),
        unit(the_signer_goes_by_issuer_and_serial),
        unit(the_signer_goes_by_key_identifier),
    };

    return cmocka_run_group_tests_name("signer", tests, NULL, NULL);
}
