/* "CMS to the letter": each rule with a signature that keeps it and one that breaks it. */
#include "tests.h"

#include "signature/cms.h"

static const struct cms_recipe usual;

static void a_good_signature_passes(void **state)
{
    int64_t claimed;

    (void)state;
    try_cms(&usual);
    assert_passed();
    assert_int_equal(judgement.findings.count, 0);
    assert_string_equal(signature_digest_algorithm(evidence), "sha256");
    assert_string_equal(signature_signature_algorithm(evidence), "rsa");
    assert_string_equal(signature_signer(evidence)->subject, "O=Office of Samples,CN=Signer");
    assert_true(signature_claimed_time(evidence, &claimed));
    assert_int_equal(judgement.path_count, 2);
    assert_string_equal(judgement.path[1].subject, "O=Office of Samples,CN=Issuer");
}

/* ---- Algorithms ---- */

static void try_kind(const char *kind, struct how how, const char *name)
{
    EVP_PKEY *key = test_key(kind, 2);
    struct slice own = certificate(&(struct certificate_recipe){
        .key = key, .issuer_key = issuer_key(), .extensions = USAGE_SIGN});

    try_cms(&(struct cms_recipe){.key = key, .how = how, .certificate = own});
    assert_passed();
    assert_string_equal(signature_signature_algorithm(evidence), name);
    /* and the same with one bit of the value wrong */
    struct slice attributes = usual_attributes(&(struct cms_recipe){.how = how});
    struct slice value = sign(key, how, element(TAG_SET, attributes));

    try_cms(&(struct cms_recipe){.key = key,
                                 .how = how,
                                 .certificate = own,
                                 .attributes = attributes,
                                 .value = flipped(value, value.size - 1)});
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

static void every_algorithm_right_and_wrong(void **state)
{
    (void)state;
    try_kind("rsa-2048", (struct how){"SHA256", false, 0}, "rsa");
    try_kind("rsa-2048", (struct how){"SHA384", false, 0}, "rsa");
    try_kind("rsa-2048", (struct how){"SHA512", false, 0}, "rsa");
    try_kind("rsa-3072", (struct how){"SHA256", true, 32}, "rsa-pss");
    try_kind("rsa-2048", (struct how){"SHA512", true, 0}, "rsa-pss");
    try_kind("p-256", (struct how){"SHA256", false, 0}, "ecdsa");
    try_kind("p-384", (struct how){"SHA384", false, 0}, "ecdsa");
    try_kind("p-521", (struct how){"SHA512", false, 0}, "ecdsa");
}

static void plain_rsa_encryption_takes_the_digest_beside_it(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.signature_algorithm = algorithm("1.2.840.113549.1.1.1")});
    assert_passed();
    try_cms(&(struct cms_recipe){.how = {"SHA512", false, 0},
                                 .signature_algorithm = algorithm_bare("1.2.840.113549.1.1.1")});
    assert_passed();
}

static void the_declared_algorithm_is_the_one_used(void **state)
{
    (void)state;
    /* another digest than digestAlgorithm's */
    try_cms(&(struct cms_recipe){.signature_algorithm = algorithm("1.2.840.113549.1.1.13")});
    assert_malformed("another digest");
    /* another kind of key */
    try_cms(&(struct cms_recipe){.signature_algorithm = algorithm_bare("1.2.840.10045.4.3.2")});
    assert_malformed("not one for the signer's key");
    /* PSS declared, PKCS#1 v1.5 used, and the reverse */
    try_cms(&(struct cms_recipe){
        .signature_algorithm =
            SEQ(oid("1.2.840.113549.1.1.10"),
                pss_parameters(digest_oid("SHA256"), digest_oid("SHA256"), 32))});
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    try_cms(&(struct cms_recipe){.how = {"SHA256", true, 32},
                                 .signature_algorithm = algorithm("1.2.840.113549.1.1.11")});
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

static void pss_parameters_agree_with_digest_and_value(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){
        .how = {"SHA256", true, 32},
        .signature_algorithm =
            SEQ(oid("1.2.840.113549.1.1.10"),
                pss_parameters(digest_oid("SHA512"), digest_oid("SHA512"), 32))});
    assert_malformed("another digest");
    try_cms(&(struct cms_recipe){
        .how = {"SHA256", true, 32},
        .signature_algorithm =
            SEQ(oid("1.2.840.113549.1.1.10"),
                pss_parameters(digest_oid("SHA256"), digest_oid("SHA256"), 20))});
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    try_cms(&(struct cms_recipe){.how = {"SHA256", true, 32},
                                 .signature_algorithm = algorithm("1.2.840.113549.1.1.10")});
    assert_malformed("RSASSA-PSS without its parameters");
}

static void unknown_algorithms_are_undecided(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.digest_algorithm = algorithm("1.2.3.4")});
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
    assert_param("signature.unsupported", "algorithm", "1.2.3.4");
    try_cms(&(struct cms_recipe){.signature_algorithm = algorithm("1.2.3.5")});
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
    assert_param("signature.unsupported", "algorithm", "1.2.3.5");
    try_cms(&(struct cms_recipe){.digest_algorithm = SEQ(oid(digest_oid("SHA256")), integer(1))});
    assert_malformed("digest algorithm");
}

static void unusable_keys_are_undecided(void **state)
{
    struct slice odd = certificate(
        &(struct certificate_recipe){.key = signer_key(),
                                     .issuer_key = issuer_key(),
                                     .public_key = public_key_of(test_key("secp256k1", 0))});

    (void)state;
    try_cms(&(struct cms_recipe){.certificates = odd});
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
}

/* ---- What was signed ---- */

static void other_bytes_do_not_match_the_digest(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.content = SIGNED_CONTENT "!"});
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
    assert_no_finding("signature.value_wrong");
}

static void a_foreign_key_does_not_fit_the_certificate(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.key = test_key("rsa-2048", 2)});
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

static void values_of_any_wrong_shape_are_wrong(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.value = NOTHING});
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    try_cms(&(struct cms_recipe){.value = slice_of(writer_alloc(5000), 5000)});
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

static void content_of_its_own_is_refused(void **state)
{
    (void)state;
    try_cms(
        &(struct cms_recipe){.content_info = SEQ(oid("1.2.840.113549.1.7.1"),
                                                 TAGGED(0, octets(slice_str(SIGNED_CONTENT))))});
    assert_malformed("content stands in a detached signature");
    try_cms(&(struct cms_recipe){.content_info =
                                     SEQ(oid("1.2.840.113549.1.7.1"), TAGGED(0, octets(NOTHING)))});
    assert_malformed("content stands in a detached signature");
}

static void the_content_is_data(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.content_info = SEQ(oid("1.2.840.113549.1.9.16.1.4"))});
    assert_malformed("another type than data");
    try_cms(&(struct cms_recipe){.content_info = null()});
    assert_malformed("encapContentInfo");
}

/* ---- Structure ---- */

static void zeros_may_follow_and_nothing_else(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.after = slice_of(writer_alloc(5000), 5000)});
    assert_passed();
    try_cms(&(struct cms_recipe){.after = hex("000001")});
    assert_malformed("not zero");
    try_cms(&(struct cms_recipe){.after = cms(&usual)});
    assert_malformed("not zero");
}

static void ber_of_indefinite_length_passes(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.ber = true});
    assert_passed();
    try_cms(&(struct cms_recipe){.ber = true, .after = slice_of(writer_alloc(100), 100)});
    assert_passed();
    try_cms(&(struct cms_recipe){.ber = true, .after = hex("0000aa")});
    assert_malformed("not zero");
    try_cms(&(struct cms_recipe){.ber = true, .content = "other"});
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
}

static void cut_short_anywhere_it_is_malformed(void **state)
{
    struct slice good = cms(&usual);
    struct slice ber = cms(&(struct cms_recipe){.ber = true});

    (void)state;
    for (size_t size = 0; size < good.size; size += 7) {
        examine(slice_sub(good, 0, size), SIGNATURE_ADBE_PKCS7_DETACHED);
        judge_usual();
        assert_malformed("");
        tear_down(NULL);
        set_up(NULL);
        good = cms(&usual);
    }
    ber = cms(&(struct cms_recipe){.ber = true});
    examine(slice_sub(ber, 0, ber.size - 3), SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_usual();
    assert_malformed("BER that ends properly");
}

static void it_is_signed_data_of_a_known_version(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.type = oid("1.2.840.113549.1.7.1")});
    assert_malformed("not a CMS SignedData");
    try_cms(&(struct cms_recipe){.version = integer(3)});
    assert_passed();
    try_cms(&(struct cms_recipe){.version = integer(0)});
    assert_malformed("version");
    try_cms(&(struct cms_recipe){.version = integer(6)});
    assert_malformed("version");
}

static void too_large_is_undecided(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){
        .unsigned_attributes = TAGGED(
            1, attribute("1.2.3", octets(slice_of(writer_alloc(CMS_SIZE_MAX), CMS_SIZE_MAX))))});
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
    assert_detail("signature.unsupported", "larger than 4 MiB");
}

static void exactly_one_signer(void **state)
{
    struct slice signer =
        SEQ(integer(1), by_issuer(dn("CN=Issuer,O=Office of Samples"), integer(0x1001)),
            algorithm(digest_oid("SHA256")), element(0xa0, usual_attributes(&usual)),
            algorithm("1.2.840.113549.1.1.11"),
            octets(sign(signer_key(), usual.how, element(TAG_SET, usual_attributes(&usual)))));

    (void)state;
    try_cms(&(struct cms_recipe){.signers = signer});
    assert_passed();
    try_cms(&(struct cms_recipe){.signers = JOIN(signer, signer)});
    assert_malformed("more than one signer");
    try_cms(&(struct cms_recipe){.signers = NOTHING});
    assert_malformed("nobody signed");
}

static void digest_algorithms_name_the_one_used(void **state)
{
    struct slice sha256 = algorithm_bare(digest_oid("SHA256"));
    struct slice many = NOTHING;

    (void)state;
    try_cms(&(struct cms_recipe){.digest_algorithms = JOIN(algorithm("1.2.3"), sha256)});
    assert_passed();
    try_cms(&(struct cms_recipe){.digest_algorithms = algorithm(digest_oid("SHA512"))});
    assert_malformed("digestAlgorithms lacks");
    try_cms(&(struct cms_recipe){.digest_algorithms = NOTHING});
    assert_malformed("digestAlgorithms lacks");
    for (int i = 0; i <= CMS_DIGESTS_MAX; i++)
        many = JOIN(many, sha256);
    try_cms(&(struct cms_recipe){.digest_algorithms = many});
    assert_malformed("digestAlgorithms is not well-formed");
}

static void revocation_lists_and_unsigned_attributes_are_passed_over(void **state)
{
    struct slice many = NOTHING;

    (void)state;
    try_cms(&(struct cms_recipe){.crls = TAGGED(1, SEQ(null())),
                                 .unsigned_attributes = TAGGED(1, attribute("1.2.3", null()))});
    assert_passed();
    try_cms(&(struct cms_recipe){.unsigned_attributes = TAGGED(1, null())});
    assert_malformed("unsigned attributes");
    try_cms(&(struct cms_recipe){.unsigned_attributes = null()});
    assert_malformed("after the signer's part");
    for (int i = 0; i <= CMS_ATTRIBUTES_MAX; i++)
        many = JOIN(many, attribute("1.2.3", null()));
    try_cms(&(struct cms_recipe){.unsigned_attributes = TAGGED(1, many)});
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
}

/* ---- Everything at once ---- */

static void all_that_is_wrong_is_named(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.content = "other", .key = test_key("rsa-2048", 3)});
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
    assert_finding("signature.value_wrong");
}

static void no_flipped_bit_passes(void **state)
{
    struct slice good = cms(&usual);

    (void)state;
    for (size_t i = 0; i < good.size; i += 11) {
        examine(flipped(good, i), SIGNATURE_ADBE_PKCS7_DETACHED);
        judge_usual();
        assert_int_not_equal(judgement.verdict.indication, TOTAL_PASSED);
        tear_down(NULL);
        set_up(NULL);
        good = cms(&usual);
    }
}

/* Want of memory is an error or an incomplete list, never a verdict about the document. */
static void without_memory_nothing_passes_or_fails(void **state)
{
    const struct signature_input input = {.contents = cms(&usual),
                                          .covered = {slice_str(SIGNED_CONTENT)}};
    const struct control_times times = {.at = AT_2026};
    struct trust *trust = usual_trust();
    struct arena *small;
    size_t errors = 0;
    int r;

    (void)state;
    for (size_t limit = 1; limit < 40000; limit += 97) {
        small = arena_new(limit);
        r = small ? signature_examine(small, &input, &evidence) : ERR_NOMEM;
        if (r == 0)
            r = signature_judge(small, evidence, trust, &times, &judgement);
        if (r == 0)
            assert_passed();
        else
            assert_int_equal(r, ERR_NOMEM);
        errors += r < 0;
        arena_free(small);
    }
    judgement.findings.count = 0;
    assert_int_not_equal(errors, 0);
    assert_int_equal(r, 0);
}

int run_cms_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(a_good_signature_passes),
        unit(every_algorithm_right_and_wrong),
        unit(plain_rsa_encryption_takes_the_digest_beside_it),
        unit(the_declared_algorithm_is_the_one_used),
        unit(pss_parameters_agree_with_digest_and_value),
        unit(unknown_algorithms_are_undecided),
        unit(unusable_keys_are_undecided),
        unit(other_bytes_do_not_match_the_digest),
        unit(a_foreign_key_does_not_fit_the_certificate),
        unit(values_of_any_wrong_shape_are_wrong),
        unit(content_of_its_own_is_refused),
        unit(the_content_is_data),
        unit(zeros_may_follow_and_nothing_else),
        unit(ber_of_indefinite_length_passes),
        unit(cut_short_anywhere_it_is_malformed),
        unit(it_is_signed_data_of_a_known_version),
        unit(too_large_is_undecided),
        unit(exactly_one_signer),
        unit(digest_algorithms_name_the_one_used),
        unit(revocation_lists_and_unsigned_attributes_are_passed_over),
        unit(all_that_is_wrong_is_named),
        unit(no_flipped_bit_passes),
        unit(without_memory_nothing_passes_or_fails),
    };

    return cmocka_run_group_tests_name("cms", tests, NULL, NULL);
}
