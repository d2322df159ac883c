/* The two older forms of ISO 32000-1 12.8.3: adbe.pkcs7.sha1 and adbe.x509.rsa_sha1. */
#include "tests.h"

#define DATA        "1.2.840.113549.1.7.1"
#define BEFORE_2020 INT64_C(1546300800) /* 2019-01-01: SHA-1 was good */

static const struct control_times before_2020 = {.at = BEFORE_2020};

/* ---- adbe.pkcs7.sha1 ---- */

static struct slice sha1(void)
{
    return digest_of("SHA1", slice_str(SIGNED_CONTENT));
}

static struct slice own_certificate(void)
{
    return certificate(&(struct certificate_recipe){.key = signer_key(),
                                                    .issuer_key = issuer_key(),
                                                    .from = "180101000000Z",
                                                    .extensions = USAGE_SIGN});
}

static struct slice attributes_over(struct slice content)
{
    return JOIN(content_type_attribute(DATA),
                message_digest_attribute(digest_of("SHA256", content)));
}

/* The content is that digest, with attributes. */
static struct cms_recipe enclosing(struct slice content)
{
    return (struct cms_recipe){.certificate = own_certificate(),
                               .content_info = SEQ(oid(DATA), TAGGED(0, octets(content))),
                               .attributes = attributes_over(content)};
}

static void try_sha1(struct cms_recipe recipe)
{
    examine(cms(&recipe), SIGNATURE_ADBE_PKCS7_SHA1);
    judge(usual_trust(), &before_2020);
}

static void the_content_is_the_sha1_of_the_document(void **state)
{
    (void)state;
    try_sha1(enclosing(sha1()));
    assert_passed();
    assert_string_equal(signature_digest_algorithm(evidence), "sha1");
    try_sha1(enclosing(digest_of("SHA1", slice_str("other"))));
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
    assert_no_finding("signature.value_wrong");
}

static void sha1_has_ended_for_it_too(void **state)
{
    struct cms_recipe recipe = enclosing(sha1());

    (void)state;
    examine(cms(&recipe), SIGNATURE_ADBE_PKCS7_SHA1);
    judge_usual();
    assert_judged(INDETERMINATE, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "signature.weak_algorithm");
    assert_param("signature.weak_algorithm", "algorithm", "sha1");
}

static void it_may_be_without_attributes(void **state)
{
    struct cms_recipe recipe = enclosing(sha1());

    (void)state;
    recipe.no_attributes = true;
    recipe.value = sign(signer_key(), recipe.how, sha1());
    try_sha1(recipe);
    assert_passed();
    recipe.value = flipped(recipe.value, 7);
    try_sha1(recipe);
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

static void the_attributes_are_of_the_content(void **state)
{
    struct cms_recipe recipe = enclosing(sha1());

    (void)state;
    recipe.attributes = attributes_over(slice_str(SIGNED_CONTENT));
    try_sha1(recipe);
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
    recipe.attributes = attributes_over(sha1());
    recipe.value = sign(signer_key(), recipe.how, element(TAG_SET, recipe.attributes));
    recipe.value = flipped(recipe.value, 7);
    try_sha1(recipe);
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

static void the_content_must_be_a_digest(void **state)
{
    struct cms_recipe recipe = enclosing(slice_str(SIGNED_CONTENT));

    (void)state;
    try_sha1(recipe);
    assert_malformed("not the SHA-1 digest");
    recipe = enclosing(digest_of("SHA256", slice_str(SIGNED_CONTENT)));
    try_sha1(recipe);
    assert_malformed("not the SHA-1 digest");
    recipe = (struct cms_recipe){.certificate = own_certificate()};
    try_sha1(recipe);
    assert_malformed("not the SHA-1 digest");
    /* and a digest inside is for this form alone */
    recipe = enclosing(sha1());
    try_cms(&recipe);
    assert_malformed("content stands in a detached signature");
}

/* BER may write the content in segments. */
static void the_content_may_be_streamed(void **state)
{
    struct cms_recipe recipe = enclosing(sha1());
    struct slice halves = JOIN(octets(slice_sub(sha1(), 0, 10)), octets(slice_sub(sha1(), 10, 10)));

    (void)state;
    recipe.ber = true;
    recipe.content_info =
        indefinite(TAG_SEQ, JOIN(oid(DATA), indefinite(0xa0, indefinite(0x24, halves))));
    try_sha1(recipe);
    assert_passed();
    recipe.content_info =
        indefinite(TAG_SEQ, JOIN(oid(DATA), indefinite(0xa0, indefinite(0x24, null()))));
    try_sha1(recipe);
    assert_malformed("encapContentInfo");
}

/* ---- adbe.x509.rsa_sha1 ---- */

static struct slice cert[2];

/* /Contents as it is, under that /SubFilter, with the first `count` of `cert` in /Cert. */
static void try_contents(struct slice contents, enum signature_profile profile, size_t count)
{
    const struct signature_input input = {
        .profile = profile,
        .contents = contents,
        .covered = {slice_of(SIGNED_CONTENT, 5),
                    slice_of(&SIGNED_CONTENT[5], strlen(SIGNED_CONTENT) - 5)},
        .certificates = cert,
        .certificate_count = count,
        .has_document_time = true,
        .document_time = BEFORE_2020 - 3600,
    };

    examine_input(&input);
    judge(usual_trust(), &before_2020);
}

static void try_x509(struct slice contents)
{
    cert[0] = own_certificate();
    try_contents(contents, SIGNATURE_ADBE_X509_RSA_SHA1, 1);
}

static struct slice value(const char *digest, const char *content)
{
    return sign(signer_key(), (struct how){digest, false, 0}, slice_str(content));
}

static void a_bare_value_passes(void **state)
{
    int64_t claimed = 0;

    (void)state;
    try_x509(JOIN(octets(value("SHA1", SIGNED_CONTENT)), slice_of(writer_alloc(100), 100)));
    assert_passed();
    assert_int_equal(signature_format(evidence), SIGNATURE_X509);
    assert_string_equal(signature_format_name(SIGNATURE_X509), "x509");
    assert_string_equal(signature_digest_algorithm(evidence), "sha1");
    assert_string_equal(signature_signature_algorithm(evidence), "rsa");
    assert_true(signature_claimed_time(evidence, &claimed));
    assert_true(claimed == BEFORE_2020 - 3600);
    assert_int_equal(judgement.path_count, 2);
}

/* Whatever the name says (ISO 32000-1 table 257, note b). */
static void the_value_names_its_digest(void **state)
{
    (void)state;
    try_x509(octets(value("SHA256", SIGNED_CONTENT)));
    assert_passed();
    assert_string_equal(signature_digest_algorithm(evidence), "sha256");
    try_x509(octets(value("SHA512", SIGNED_CONTENT)));
    assert_passed();
}

static void other_bytes_do_not_match(void **state)
{
    (void)state;
    try_x509(octets(value("SHA1", "other")));
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
}

static void wrong_values_are_wrong(void **state)
{
    EVP_PKEY *other = test_key("rsa-2048", 2);
    struct slice good = value("SHA1", SIGNED_CONTENT);

    (void)state;
    try_x509(octets(flipped(good, 100)));
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    assert_string_equal(signature_signature_algorithm(evidence), "rsa");
    assert_null(signature_digest_algorithm(evidence));
    try_x509(octets(sign(other, (struct how){"SHA1", false, 0}, slice_str(SIGNED_CONTENT))));
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    try_x509(octets(NOTHING));
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    try_x509(octets(sign(signer_key(), (struct how){"SHA256", true, 32},
                         slice_str(SIGNED_CONTENT)))); /* PSS holds no DigestInfo */
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

/* What stands under the padding is a DigestInfo and nothing else (RFC 8017 9.2). */
static struct slice raw_value(struct slice info)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(signer_key(), NULL);
    uint8_t *made = writer_alloc(256);
    size_t size = 256;

    assert_true(EVP_PKEY_sign_init(context) > 0);
    assert_true(EVP_PKEY_sign(context, made, &size, info.data, info.size) > 0);
    EVP_PKEY_CTX_free(context);
    return octets(slice_of(made, size));
}

static void the_digest_info_is_strict(void **state)
{
    struct slice name = algorithm(digest_oid("SHA1"));

    (void)state;
    try_x509(raw_value(SEQ(name, octets(sha1()))));
    assert_passed();
    try_x509(raw_value(JOIN(SEQ(name, octets(sha1())), hex("00"))));
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    try_x509(raw_value(SEQ(name, octets(sha1()), null())));
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    try_x509(raw_value(SEQ(name, octets(slice_sub(sha1(), 0, 19)))));
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    try_x509(raw_value(sha1()));
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    try_x509(raw_value(SEQ(algorithm("1.2.3.4"), octets(sha1()))));
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
}

static void nothing_but_zeros_may_follow(void **state)
{
    (void)state;
    try_x509(JOIN(octets(value("SHA1", SIGNED_CONTENT)), hex("0001")));
    assert_malformed("not zero");
    try_x509(slice_sub(octets(value("SHA1", SIGNED_CONTENT)), 0, 200));
    assert_malformed("no OCTET STRING");
}

static void the_certificate_comes_from_the_dictionary(void **state)
{
    struct slice contents = octets(value("SHA1", SIGNED_CONTENT));

    (void)state;
    try_contents(contents, SIGNATURE_ADBE_X509_RSA_SHA1, 0);
    assert_judged(INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND, "signature.no_certificate");
    assert_detail("signature.no_certificate", "/Cert");
    cert[0] = slice_str("no certificate");
    try_contents(contents, SIGNATURE_ADBE_X509_RSA_SHA1, 1);
    assert_malformed("/Cert");
    /* the first is the signer's; the others may lead to an anchor */
    cert[0] = own_certificate();
    cert[1] = issuer_certificate();
    try_contents(contents, SIGNATURE_ADBE_X509_RSA_SHA1, 2);
    assert_passed();
    cert[0] = issuer_certificate();
    cert[1] = own_certificate();
    try_contents(contents, SIGNATURE_ADBE_X509_RSA_SHA1, 2);
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

static void other_keys_make_no_such_values(void **state)
{
    EVP_PKEY *key = test_key("p-256", 1);

    (void)state;
    cert[0] = certificate(&(struct certificate_recipe){
        .key = key, .issuer_key = issuer_key(), .extensions = USAGE_SIGN});
    try_contents(octets(sign(key, (struct how){"SHA1", false, 0}, slice_str(SIGNED_CONTENT))),
                 SIGNATURE_ADBE_X509_RSA_SHA1, 1);
    assert_malformed("not one for the signer's key");
}

/* ---- /SubFilter and DER ---- */

static void the_sub_filter_is_for_what_stands_there(void **state)
{
    struct slice bare = octets(value("SHA1", SIGNED_CONTENT));
    struct cms_recipe usual = enclosing(sha1());

    (void)state;
    usual.content_info = (struct slice){0};
    usual.attributes = attributes_over(slice_str(SIGNED_CONTENT));
    cert[0] = own_certificate();
    try_contents(bare, SIGNATURE_ADBE_PKCS7_DETACHED, 1);
    assert_malformed("/SubFilter");
    assert_non_null(signature_signer(evidence));
    try_contents(bare, SIGNATURE_ETSI_CADES_DETACHED, 1);
    assert_malformed("/SubFilter");
    try_contents(cms(&usual), SIGNATURE_ADBE_X509_RSA_SHA1, 1);
    assert_malformed("/SubFilter");
    try_contents(cms(&usual), SIGNATURE_GM_SM2_SEAL, 1);
    assert_malformed("/SubFilter");
    try_contents(cms(&usual), SIGNATURE_ADBE_PKCS7_DETACHED, 1);
    assert_passed();
}

static void sub_filters_have_their_profiles(void **state)
{
    static const struct {
        const char *name;
        enum signature_profile profile;
    } known[] = {
        {"adbe.pkcs7.detached", SIGNATURE_ADBE_PKCS7_DETACHED},
        {"adbe.pkcs7.sha1", SIGNATURE_ADBE_PKCS7_SHA1},
        {"adbe.x509.rsa_sha1", SIGNATURE_ADBE_X509_RSA_SHA1},
        {"ETSI.CAdES.detached", SIGNATURE_ETSI_CADES_DETACHED},
    };
    enum signature_profile profile;

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        assert_int_equal(signature_profile_from_sub_filter(known[i].name, &profile), 0);
        assert_int_equal(profile, known[i].profile);
    }
    assert_int_equal(signature_profile_from_sub_filter("adbe.pkcs7.sha2", &profile),
                     ERR_UNSUPPORTED);
    assert_int_equal(signature_profile_from_sub_filter(NULL, &profile), ERR_UNSUPPORTED);
}

int run_adbe_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(the_content_is_the_sha1_of_the_document),
        unit(sha1_has_ended_for_it_too),
        unit(it_may_be_without_attributes),
        unit(the_attributes_are_of_the_content),
        unit(the_content_must_be_a_digest),
        unit(the_content_may_be_streamed),
        unit(a_bare_value_passes),
        unit(the_value_names_its_digest),
        unit(other_bytes_do_not_match),
        unit(wrong_values_are_wrong),
        unit(the_digest_info_is_strict),
        unit(nothing_but_zeros_may_follow),
        unit(the_certificate_comes_from_the_dictionary),
        unit(other_keys_make_no_such_values),
        unit(the_sub_filter_is_for_what_stands_there),
        unit(sub_filters_have_their_profiles),
    };

    return cmocka_run_group_tests_name("adbe", tests, NULL, NULL);
}
