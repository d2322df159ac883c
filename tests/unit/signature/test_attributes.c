/* Signed attributes: mandatory, each once, and saying what is so. */
#include "tests.h"

#include "signature/cms.h"

static const struct cms_recipe usual;

static struct slice type(void)
{
    return content_type_attribute("1.2.840.113549.1.7.1");
}

static struct slice digest(void)
{
    return message_digest_attribute(digest_of("SHA256", slice_str(SIGNED_CONTENT)));
}

static void try_attributes(struct slice attributes)
{
    try_cms(&(struct cms_recipe){.attributes = attributes});
}

/* Added to the usual ones, under adbe.pkcs7.detached. */
static void try_extra(struct slice extra)
{
    try_cms(&(struct cms_recipe){.attributes_extra = extra});
}

static void signed_attributes_are_required(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.no_attributes = true});
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "signature.attributes");
    /* and what is signed without them is checked all the same */
    try_cms(&(struct cms_recipe){.no_attributes = true, .content = "other"});
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

static void two_attributes_are_enough(void **state)
{
    (void)state;
    try_attributes(JOIN(type(), digest()));
    assert_passed();
}

/* They are hashed as they stand, so an order that is not DER's makes no difference. */
static void their_order_does_not_matter(void **state)
{
    (void)state;
    try_attributes(JOIN(digest(), signing_time_attribute("260601120000Z"), type()));
    assert_passed();
}

static void content_type_and_message_digest_stand_once(void **state)
{
    (void)state;
    try_attributes(digest());
    assert_malformed("content-type is missing");
    try_attributes(type());
    assert_malformed("message-digest is missing");
    try_attributes(NOTHING);
    assert_malformed("content-type is missing");
    try_attributes(JOIN(type(), type(), digest()));
    assert_malformed("content-type stands more than once");
    try_attributes(JOIN(type(), digest(), digest()));
    assert_malformed("message-digest stands more than once");
}

static void one_value_each(void **state)
{
    struct slice value = octets(digest_of("SHA256", slice_str(SIGNED_CONTENT)));

    (void)state;
    try_attributes(JOIN(type(), SEQ(oid("1.2.840.113549.1.9.4"), SET(value, value))));
    assert_malformed("message-digest stands more than once");
    try_attributes(JOIN(type(), SEQ(oid("1.2.840.113549.1.9.4"), SET(NOTHING))));
    assert_malformed("message-digest is not well-formed");
}

static void they_say_what_is_so(void **state)
{
    (void)state;
    try_attributes(JOIN(content_type_attribute("1.2.840.113549.1.7.2"), digest()));
    assert_malformed("content-type is not that of the content");
    try_attributes(JOIN(type(), message_digest_attribute(digest_of("SHA256", slice_str("x")))));
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
    try_attributes(JOIN(type(), message_digest_attribute(slice_str("short"))));
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
}

static void what_is_not_well_formed_is_refused(void **state)
{
    struct slice many = JOIN(type(), digest());

    (void)state;
    try_attributes(JOIN(type(), digest(), null()));
    assert_malformed("signed attributes are not well-formed");
    try_attributes(JOIN(type(), digest(), SEQ(oid("1.2.3"), null())));
    assert_malformed("signed attributes are not well-formed");
    try_attributes(JOIN(type(), attribute("1.2.840.113549.1.9.4", null())));
    assert_malformed("message-digest is not well-formed");
    try_attributes(JOIN(attribute("1.2.840.113549.1.9.3", null()), digest()));
    assert_malformed("content-type is not well-formed");
    try_extra(attribute("1.2.3.4", null())); /* an unknown one is passed over */
    assert_passed();
    for (int i = 0; i < CMS_ATTRIBUTES_MAX; i++)
        many = JOIN(many, attribute("1.2.3.4", null()));
    try_attributes(many);
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
}

static void signing_time_stands_at_most_once(void **state)
{
    int64_t claimed = 0;

    (void)state;
    try_cms(&usual);
    assert_true(signature_claimed_time(evidence, &claimed));
    assert_true(claimed == 1780315200);
    try_extra(signing_time_attribute("260601120000Z"));
    assert_malformed("signing-time stands more than once");
    try_attributes(JOIN(type(), digest(), attribute("1.2.840.113549.1.9.5", null())));
    assert_malformed("signing-time is not well-formed");
    try_attributes(JOIN(type(), digest()));
    assert_false(signature_claimed_time(evidence, &claimed));
}

/* /M counts where there is no signing-time; with ETSI.CAdES.detached it comes first. */
static void the_document_may_claim_a_time_too(void **state)
{
    struct signature_input input = {
        .profile = SIGNATURE_ADBE_PKCS7_DETACHED,
        .contents = cms(&usual),
        .covered = {slice_str(SIGNED_CONTENT)},
        .has_document_time = true,
        .document_time = 1780000000,
    };
    int64_t claimed = 0;

    (void)state;
    examine_input(&input);
    assert_true(signature_claimed_time(evidence, &claimed) && claimed == 1780315200);
    input.profile = SIGNATURE_ETSI_CADES_DETACHED;
    examine_input(&input);
    assert_true(signature_claimed_time(evidence, &claimed) && claimed == 1780000000);
    input.has_document_time = false;
    examine_input(&input);
    assert_true(signature_claimed_time(evidence, &claimed) && claimed == 1780315200);
    input.profile = SIGNATURE_ADBE_PKCS7_DETACHED;
    input.has_document_time = true;
    input.contents = cms(&(struct cms_recipe){.attributes = JOIN(type(), digest())});
    examine_input(&input);
    assert_true(signature_claimed_time(evidence, &claimed) && claimed == 1780000000);
}

static void signing_certificate_names_the_signer(void **state)
{
    (void)state;
    try_extra(signing_certificate_attribute(signer_certificate()));
    assert_passed();
    try_extra(signing_certificate_v2_attribute(signer_certificate()));
    assert_passed();
    try_extra(signing_certificate_attribute(issuer_certificate()));
    assert_judged(INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND, "signature.no_certificate");
    assert_detail("signature.no_certificate", "names another");
    try_extra(signing_certificate_v2_attribute(issuer_certificate()));
    assert_judged(INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND, "signature.no_certificate");
    /* one right and one wrong is wrong */
    try_extra(JOIN(signing_certificate_attribute(issuer_certificate()),
                   signing_certificate_v2_attribute(signer_certificate())));
    assert_judged(INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND, "signature.no_certificate");
}

static struct slice v2_with(struct slice hash_algorithm, const char *hash)
{
    return attribute("1.2.840.113549.1.9.16.2.47",
                     SEQ(SEQ(SEQ(hash_algorithm, octets(digest_of(hash, signer_certificate()))))));
}

static void signing_certificate_v2_may_name_its_hash(void **state)
{
    (void)state;
    try_extra(v2_with(algorithm_bare(digest_oid("SHA512")), "SHA512"));
    assert_passed();
    try_extra(v2_with(algorithm_bare(digest_oid("SHA384")), "SHA512"));
    assert_judged(INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND, "signature.no_certificate");
    try_extra(v2_with(algorithm_bare("1.2.3"), "SHA512"));
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
    try_extra(attribute("1.2.840.113549.1.9.16.2.47", SEQ(SEQ(NOTHING))));
    assert_malformed("signing-certificate-v2 is not well-formed");
    try_extra(JOIN(signing_certificate_v2_attribute(signer_certificate()),
                   signing_certificate_v2_attribute(signer_certificate())));
    assert_malformed("signing-certificate-v2 stands more than once");
}

static void cades_requires_signing_certificate(void **state)
{
    (void)state;
    try_cades(&usual);
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "signature.attributes");
    try_cades(&(struct cms_recipe){.attributes_extra =
                                       signing_certificate_v2_attribute(signer_certificate())});
    assert_passed();
    try_cades(&(struct cms_recipe){.attributes_extra =
                                       signing_certificate_attribute(signer_certificate())});
    assert_passed();
    try_cades(&(struct cms_recipe){.attributes_extra =
                                       signing_certificate_v2_attribute(issuer_certificate())});
    assert_judged(INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND, "signature.no_certificate");
}

static void algorithm_protection_agrees(void **state)
{
    struct slice sha256 = algorithm(digest_oid("SHA256"));
    struct slice rsa = algorithm("1.2.840.113549.1.1.11");

    (void)state;
    try_extra(protection_attribute(sha256, rsa));
    assert_passed();
    try_extra(protection_attribute(algorithm_bare(digest_oid("SHA256")),
                                   algorithm_bare("1.2.840.113549.1.1.11")));
    assert_passed();
    try_extra(protection_attribute(algorithm(digest_oid("SHA512")), rsa));
    assert_malformed("CMSAlgorithmProtection names other");
    try_extra(protection_attribute(sha256, algorithm("1.2.840.113549.1.1.1")));
    assert_malformed("CMSAlgorithmProtection names other");
    try_extra(attribute("1.2.840.113549.1.9.52", SEQ(sha256)));
    assert_malformed("CMSAlgorithmProtection is not well-formed");
}

int run_attributes_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(signed_attributes_are_required),
        unit(two_attributes_are_enough),
        unit(their_order_does_not_matter),
        unit(content_type_and_message_digest_stand_once),
        unit(one_value_each),
        unit(they_say_what_is_so),
        unit(what_is_not_well_formed_is_refused),
        unit(signing_time_stands_at_most_once),
        unit(the_document_may_claim_a_time_too),
        unit(signing_certificate_names_the_signer),
        unit(signing_certificate_v2_may_name_its_hash),
        unit(cades_requires_signing_certificate),
        unit(algorithm_protection_agrees),
    };

    return cmocka_run_group_tests_name("attributes", tests, NULL, NULL);
}
