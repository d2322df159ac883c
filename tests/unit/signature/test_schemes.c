/* Every signature algorithm: right, with one bit wrong, and with what its standard forbids. */
#include "tests.h"

#include <openssl/rsa.h>

static struct slice certificate_for(EVP_PKEY *key)
{
    return certificate(&(struct certificate_recipe){
        .key = key, .issuer_key = issuer_key(), .extensions = USAGE_SIGN});
}

/* A recipe as it is, then with the last bit of its value wrong. */
static void try_recipe(struct cms_recipe recipe, const char *name)
{
    recipe.certificate = certificate_for(recipe.key);
    recipe.attributes = usual_attributes(&recipe);
    if (!recipe.value.data)
        recipe.value = sign(recipe.key, recipe.how, element(TAG_SET, recipe.attributes));
    try_cms(&recipe);
    assert_passed();
    assert_string_equal(signature_signature_algorithm(evidence), name);
    recipe.value = flipped(recipe.value, recipe.value.size - 1);
    try_cms(&recipe);
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

static void try_kind(const char *kind, struct how how, const char *name)
{
    try_recipe((struct cms_recipe){.key = test_key(kind, 2), .how = how}, name);
}

static void brainpool_curves(void **state)
{
    (void)state;
    try_kind("brainpoolP256r1", (struct how){"SHA256", false, 0}, "ecdsa");
    try_kind("brainpoolP320r1", (struct how){"SHA384", false, 0}, "ecdsa");
    try_kind("brainpoolP384r1", (struct how){"SHA384", false, 0}, "ecdsa");
    try_kind("brainpoolP512r1", (struct how){"SHA512", false, 0}, "ecdsa");
    try_kind("brainpoolP256t1", (struct how){"SHA256", false, 0}, "ecdsa");
    try_kind("brainpoolP512t1", (struct how){"SHA512", false, 0}, "ecdsa");
}

static void sha3_with_rsa_and_ecdsa(void **state)
{
    (void)state;
    try_kind("rsa-2048", (struct how){"SHA3-256", false, 0}, "rsa");
    try_kind("rsa-2048", (struct how){"SHA3-384", false, 0}, "rsa");
    try_kind("rsa-2048", (struct how){"SHA3-512", false, 0}, "rsa");
    try_kind("rsa-2048", (struct how){"SHA3-256", true, 32}, "rsa-pss");
    try_kind("rsa-2048", (struct how){"SHA3-512", true, 64}, "rsa-pss");
    try_kind("p-256", (struct how){"SHA3-256", false, 0}, "ecdsa");
    try_kind("p-384", (struct how){"SHA3-384", false, 0}, "ecdsa");
    try_kind("p-521", (struct how){"SHA3-512", false, 0}, "ecdsa");
}

/* RFC 8017 B.1 */
static void the_short_form_of_sha512(void **state)
{
    (void)state;
    try_kind("rsa-2048", (struct how){"SHA512-256", false, 0}, "rsa");
    try_kind("rsa-2048", (struct how){"SHA512-256", true, 32}, "rsa-pss");
    assert_string_equal(signature_digest_algorithm(evidence), "sha512-256");
}

/* Known, and over: what 112 bits of strength are no longer good for. */
static void sha224_is_read_and_too_weak(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.how = {"SHA224", false, 0}});
    assert_judged(INDETERMINATE, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "signature.weak_algorithm");
    assert_param("signature.weak_algorithm", "algorithm", "sha224");
    try_cms(&(struct cms_recipe){.how = {"SHA3-224", false, 0}});
    assert_judged(INDETERMINATE, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "signature.weak_algorithm");
}

/* RFC 4055 3.1: one hash for both is a SHOULD; the mask's is the one declared. */
static struct slice value_with_mask(const char *mask, struct slice message)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;
    uint8_t *value = writer_alloc(256);
    size_t size = 256;

    assert_int_equal(
        EVP_DigestSignInit_ex(context, &options, "SHA256", NULL, NULL, signer_key(), NULL), 1);
    assert_true(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0 &&
                EVP_PKEY_CTX_set_rsa_pss_saltlen(options, 32) > 0 &&
                EVP_PKEY_CTX_set_rsa_mgf1_md_name(options, mask, NULL) > 0);
    assert_int_equal(EVP_DigestSign(context, value, &size, message.data, message.size), 1);
    EVP_MD_CTX_free(context);
    return slice_of(value, size);
}

static void pss_may_mask_with_another_hash(void **state)
{
    struct cms_recipe recipe = {
        .signature_algorithm = SEQ(oid("1.2.840.113549.1.1.10"),
                                   pss_parameters(digest_oid("SHA256"), digest_oid("SHA1"), 32))};

    (void)state;
    recipe.attributes = usual_attributes(&recipe);
    recipe.value = value_with_mask("SHA1", element(TAG_SET, recipe.attributes));
    try_cms(&recipe);
    assert_passed();
    recipe.value = value_with_mask("SHA256", element(TAG_SET, recipe.attributes));
    try_cms(&recipe);
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

/* ---- PLAIN-ECDSA (BSI TR-03111 5.2.1) ---- */

static struct cms_recipe plain(const char *kind, const char *digest, const char *oid, size_t half)
{
    struct cms_recipe recipe = {.key = test_key(kind, 2), .how = {digest, false, 0}};
    struct slice attributes = usual_attributes(&recipe);

    recipe.certificate = certificate_for(recipe.key);
    recipe.signature_algorithm = algorithm_bare(oid);
    recipe.value = plain_value(sign(recipe.key, recipe.how, element(TAG_SET, attributes)), half);
    return recipe;
}

static void plain_ecdsa(void **state)
{
    (void)state;
    try_recipe(plain("p-256", "SHA256", "0.4.0.127.0.7.1.1.4.1.3", 32), "ecdsa-plain");
    try_recipe(plain("brainpoolP384r1", "SHA384", "0.4.0.127.0.7.1.1.4.1.4", 48), "ecdsa-plain");
    try_recipe(plain("p-521", "SHA512", "0.4.0.127.0.7.1.1.4.1.5", 66), "ecdsa-plain");
    try_recipe(plain("p-256", "SHA3-256", "0.4.0.127.0.7.1.1.4.1.9", 32), "ecdsa-plain");
}

static void plain_values_have_the_size_of_the_order(void **state)
{
    struct cms_recipe recipe = plain("p-256", "SHA256", "0.4.0.127.0.7.1.1.4.1.3", 33);

    (void)state;
    try_cms(&recipe);
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    recipe.value = NOTHING;
    try_cms(&recipe);
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    recipe.value = slice_of(writer_alloc(64), 64); /* r and s are zero */
    try_cms(&recipe);
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

/* Parameters, where there are any, name the key's curve. */
static void plain_values_may_name_their_curve(void **state)
{
    struct cms_recipe recipe = plain("brainpoolP256r1", "SHA256", "1.2.3", 32);

    (void)state;
    recipe.signature_algorithm = SEQ(oid("0.4.0.127.0.7.1.1.4.1.3"), oid("1.3.36.3.3.2.8.1.1.7"));
    try_cms(&recipe);
    assert_passed();
    recipe.signature_algorithm = SEQ(oid("0.4.0.127.0.7.1.1.4.1.3"), oid("1.2.840.10045.3.1.7"));
    try_cms(&recipe);
    assert_malformed("not one for the signer's key");
    recipe.signature_algorithm = SEQ(oid("0.4.0.127.0.7.1.1.4.1.3"), integer(1));
    try_cms(&recipe);
    assert_malformed("parameters where the signature algorithm has none");
}

/* DER under the identifier of plain values, and the reverse: the declared is the one used. */
static void plain_and_der_are_not_each_other(void **state)
{
    struct cms_recipe recipe = plain("p-256", "SHA256", "1.2.840.10045.4.3.2", 32);

    (void)state;
    try_cms(&recipe);
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    recipe.signature_algorithm = algorithm_bare("0.4.0.127.0.7.1.1.4.1.3");
    recipe.value = (struct slice){0};
    try_cms(&recipe);
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

/* ---- EdDSA (RFC 8419) ---- */

static struct slice shake256_len(uint64_t bits)
{
    return SEQ(oid("2.16.840.1.101.3.4.2.18"), integer(bits));
}

static struct cms_recipe ed448(struct slice digest_algorithm)
{
    struct cms_recipe recipe = {.key = test_key("ed448", 2), .how = {"SHAKE256", false, 0}};

    recipe.certificate = certificate_for(recipe.key);
    recipe.digest_algorithm = digest_algorithm;
    return recipe;
}

static void ed25519_goes_with_sha512(void **state)
{
    EVP_PKEY *key = test_key("ed25519", 2);

    (void)state;
    try_kind("ed25519", (struct how){"SHA512", false, 0}, "ed25519");
    assert_string_equal(signature_digest_algorithm(evidence), "sha512");
    try_cms(&(struct cms_recipe){
        .key = key, .how = {"SHA256", false, 0}, .certificate = certificate_for(key)});
    assert_malformed("another digest");
    try_cms(&(struct cms_recipe){.key = key,
                                 .how = {"SHA512", false, 0},
                                 .certificate = certificate_for(key),
                                 .signature_algorithm = algorithm_bare("1.3.101.113")});
    assert_malformed("another digest");
    try_cms(&(struct cms_recipe){.key = key,
                                 .how = {"SHA512", false, 0},
                                 .certificate = certificate_for(key),
                                 .signature_algorithm = algorithm("1.3.101.112")});
    assert_malformed("parameters where the signature algorithm has none");
}

static void ed448_goes_with_shake256(void **state)
{
    struct cms_recipe recipe;

    (void)state;
    try_recipe(ed448(shake256_len(512)), "ed448");
    assert_string_equal(signature_digest_algorithm(evidence), "shake256");
    try_recipe(ed448(algorithm_bare("2.16.840.1.101.3.4.2.12")), "ed448");
    recipe = ed448(shake256_len(256));
    try_cms(&recipe);
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
    recipe = ed448(algorithm_bare("2.16.840.1.101.3.4.2.18"));
    try_cms(&recipe);
    assert_malformed("digest algorithm");
    recipe = ed448(algorithm(digest_oid("SHA512")));
    recipe.how.digest = "SHA512";
    try_cms(&recipe);
    assert_malformed("another digest");
}

/* Without attributes the message is the content itself: still checked, still undecided. */
static void edwards_values_over_the_content_itself(void **state)
{
    EVP_PKEY *key = test_key("ed25519", 2);
    struct cms_recipe recipe = {.key = key,
                                .how = {"SHA512", false, 0},
                                .certificate = certificate_for(key),
                                .no_attributes = true};

    (void)state;
    try_cms(&recipe);
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "signature.attributes");
    recipe.content = "other";
    try_cms(&recipe);
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

/* ---- What there is no scheme for ---- */

static void rsa_with_other_digests_is_undecided(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.how = {"SM3", false, 0},
                                 .signature_algorithm = algorithm("1.2.840.113549.1.1.1"),
                                 .value = hex("01")});
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
    try_cms(&(struct cms_recipe){
        .signature_algorithm =
            SEQ(oid("1.2.840.113549.1.1.10"),
                pss_parameters(digest_oid("SHAKE256"), digest_oid("SHAKE256"), 32))});
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
}

/* ---- Certificates signed by these ---- */

/* A pinned issuer with a key of that kind issued the usual signer's certificate. */
static void try_issuer(const char *kind, struct how how)
{
    EVP_PKEY *key = test_key(kind, 3);
    struct slice issuer = certificate(
        &(struct certificate_recipe){.key = key,
                                     .issuer_key = key,
                                     .how = how,
                                     .subject = dn("CN=Issuer,O=Office of Samples"),
                                     .extensions = JOIN(basic_constraints(true), USAGE_ISSUE)});
    struct certificate_recipe recipe = {.issuer_key = key, .how = how, .extensions = USAGE_SIGN};

    examine_under(recipe);
    judge_issuer((struct trust_certificate){.der = issuer});
    assert_passed();
    recipe.issuer_key = test_key(kind, 1);
    examine_under(recipe);
    judge_issuer((struct trust_certificate){.der = issuer});
    assert_no_path();
}

static void issuers_of_every_kind(void **state)
{
    (void)state;
    try_issuer("ed25519", (struct how){"SHA512", false, 0});
    try_issuer("ed448", (struct how){"SHA512", false, 0});
    try_issuer("brainpoolP256r1", (struct how){"SHA256", false, 0});
    try_issuer("p-256", (struct how){"SHA3-256", false, 0});
    try_issuer("rsa-2048", (struct how){"SHA3-512", false, 0});
}

int run_schemes_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(brainpool_curves),
        unit(sha3_with_rsa_and_ecdsa),
        unit(the_short_form_of_sha512),
        unit(sha224_is_read_and_too_weak),
        unit(pss_may_mask_with_another_hash),
        unit(plain_ecdsa),
        unit(plain_values_may_name_their_curve),
        unit(plain_values_have_the_size_of_the_order),
        unit(plain_and_der_are_not_each_other),
        unit(ed25519_goes_with_sha512),
        unit(ed448_goes_with_shake256),
        unit(edwards_values_over_the_content_itself),
        unit(rsa_with_other_digests_is_undecided),
        unit(issuers_of_every_kind),
    };

    return cmocka_run_group_tests_name("schemes", tests, NULL, NULL);
}
