/* SM2 with SM3: in CMS under both families of identifiers, in certificates, in every way to trust.
 */
#include "tests.h"

#define GM_DATA        "1.2.156.10197.6.1.4.2.1"
#define GM_SIGNED_DATA "1.2.156.10197.6.1.4.2.2"
#define DATA           "1.2.840.113549.1.7.1"
#define SM2_SM3        "1.2.156.10197.1.501"
#define SM2_SIGNATURE  "1.2.156.10197.1.301.1"
#define SM3_KEYLESS    "1.2.156.10197.1.401.1"

static EVP_PKEY *ca_key(void)
{
    return test_key("sm2", 0);
}

static EVP_PKEY *own_key(void)
{
    return test_key("sm2", 1);
}

static struct slice ca(void)
{
    return certificate(&(struct certificate_recipe){
        .key = ca_key(),
        .issuer_key = ca_key(),
        .subject = dn("CN=Issuer,O=Office of Samples"),
        .serial = integer(1),
        .extensions = JOIN(basic_constraints(true), USAGE_ISSUE, subject_key_id("issuer"))});
}

static struct certificate_recipe own_recipe(void)
{
    return (struct certificate_recipe){
        .key = own_key(), .issuer_key = ca_key(), .extensions = USAGE_SIGN};
}

static struct slice own(void)
{
    struct certificate_recipe recipe = own_recipe();

    return certificate(&recipe);
}

static void judge_ca(void)
{
    judge_issuer((struct trust_certificate){.der = ca(), .name = "ca.pem"});
}

/* With the SM2 signer's key and certificate. */
static void try_sm2(struct cms_recipe recipe)
{
    if (!recipe.key)
        recipe.key = own_key();
    recipe.certificate = own();
    examine(cms(&recipe), SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_ca();
}

static void assert_value_wrong(void)
{
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
}

/* ---- International identifiers ---- */

static void with_sm3_it_passes(void **state)
{
    (void)state;
    try_sm2((struct cms_recipe){0});
    assert_passed();
    assert_int_equal(judgement.findings.count, 0);
    assert_string_equal(signature_digest_algorithm(evidence), "sm3");
    assert_string_equal(signature_signature_algorithm(evidence), "sm2");
    try_sm2((struct cms_recipe){.signature_algorithm = algorithm(SM2_SM3)});
    assert_passed();
    try_sm2((struct cms_recipe){.signature_algorithm = algorithm(SM2_SIGNATURE)});
    assert_passed();
    try_sm2((struct cms_recipe){.digest_algorithm = algorithm_bare(SM3_KEYLESS)});
    assert_passed();
}

static void changes_are_seen(void **state)
{
    struct cms_recipe recipe = {.key = own_key()};

    (void)state;
    recipe.attributes = usual_attributes(&recipe);
    recipe.value = sign(own_key(), recipe.how, element(TAG_SET, recipe.attributes));
    recipe.value = flipped(recipe.value, recipe.value.size - 1);
    try_sm2(recipe);
    assert_value_wrong();
    try_sm2((struct cms_recipe){.content = "other"});
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
    try_sm2((struct cms_recipe){.key = test_key("sm2", 2)});
    assert_value_wrong();
}

static void the_digest_is_sm3(void **state)
{
    (void)state;
    try_sm2((struct cms_recipe){.how = {"SHA256", false, 0}, .value = hex("00")});
    assert_malformed("another digest");
}

/* An SM2 key makes no ECDSA values, and another curve's key no SM2 ones. */
static void key_and_algorithm_are_of_one_kind(void **state)
{
    (void)state;
    try_sm2((struct cms_recipe){.how = {"SHA256", false, 0},
                                .signature_algorithm = algorithm_bare("1.2.840.10045.4.3.2"),
                                .value = hex("00")});
    assert_malformed("not one for the signer's key");
    try_cms(&(struct cms_recipe){.how = {"SM3", false, 0},
                                 .signature_algorithm = algorithm_bare(SM2_SM3),
                                 .value = hex("00")});
    assert_malformed("not one for the signer's key");
}

/* The digest of the value is of signer and key too; one over the plain digest is another's. */
static struct slice value_with_identifier(const char *identifier, struct slice message)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;
    uint8_t *value = writer_alloc(128);
    size_t size = 128;

    assert_int_equal(EVP_DigestSignInit_ex(context, &options, "SM3", NULL, NULL, own_key(), NULL),
                     1);
    assert_true(EVP_PKEY_CTX_set1_id(options, identifier, (int)strlen(identifier)) > 0);
    assert_int_equal(EVP_DigestSign(context, value, &size, message.data, message.size), 1);
    EVP_MD_CTX_free(context);
    return slice_of(value, size);
}

static void the_identifier_is_the_usual_one(void **state)
{
    struct cms_recipe recipe = {.key = own_key()};
    struct slice message;

    (void)state;
    recipe.attributes = usual_attributes(&recipe);
    message = element(TAG_SET, recipe.attributes);
    recipe.value = value_with_identifier("1234567812345678", message);
    try_sm2(recipe);
    assert_passed();
    recipe.value = value_with_identifier("", message);
    try_sm2(recipe);
    assert_value_wrong();
    recipe.value = value_with_identifier("ALICE123@YAHOO.COM", message);
    try_sm2(recipe);
    assert_value_wrong();
}

/* One vendor writes r and s in 64 bytes; of any other shape it is wrong. */
static void values_may_be_raw(void **state)
{
    struct cms_recipe recipe = {.key = own_key()};
    struct slice der;

    (void)state;
    recipe.attributes = usual_attributes(&recipe);
    der = sign(own_key(), recipe.how, element(TAG_SET, recipe.attributes));
    recipe.value = plain_value(der, 32);
    try_sm2(recipe);
    assert_passed();
    recipe.value = flipped(recipe.value, 63);
    try_sm2(recipe);
    assert_value_wrong();
    recipe.value = plain_value(der, 33);
    try_sm2(recipe);
    assert_value_wrong();
    recipe.value = JOIN(der, hex("00"));
    try_sm2(recipe);
    assert_value_wrong();
    recipe.value = slice_of(writer_alloc(64), 64);
    try_sm2(recipe);
    assert_value_wrong();
}

/* ---- GM/T 0010 ---- */

static void gm_identifiers_with_attributes(void **state)
{
    (void)state;
    try_sm2((struct cms_recipe){.type = oid(GM_SIGNED_DATA),
                                .signature_algorithm = algorithm(SM2_SIGNATURE)});
    assert_passed();
    try_sm2((struct cms_recipe){.type = oid(GM_SIGNED_DATA), .content_type = GM_DATA});
    assert_passed();
    /* one name of data as eContentType, the other as content-type: what issuers write */
    try_sm2((struct cms_recipe){
        .type = oid(GM_SIGNED_DATA), .content_type = GM_DATA, .content_info = SEQ(oid(DATA))});
    assert_passed();
    try_sm2((struct cms_recipe){.type = oid(GM_SIGNED_DATA), .content_info = SEQ(oid(GM_DATA))});
    assert_passed();
    try_sm2((struct cms_recipe){.type = oid(GM_SIGNED_DATA),
                                .content_type = GM_SIGNED_DATA,
                                .content_info = SEQ(oid(DATA))});
    assert_malformed("content-type");
    try_sm2((struct cms_recipe){.content_type = GM_DATA, .content_info = SEQ(oid(DATA))});
    assert_malformed("content-type");
    try_sm2((struct cms_recipe){.content_type = GM_DATA});
    assert_malformed("another type than data");
    try_sm2((struct cms_recipe){.type = oid(GM_DATA)});
    assert_malformed("not a CMS SignedData");
    try_sm2((struct cms_recipe){.type = oid(GM_SIGNED_DATA), .content = "other"});
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
}

/* Without attributes the content is the document's digest, and the value is over that. */
static struct cms_recipe bare(struct slice digest)
{
    return (struct cms_recipe){
        .type = oid(GM_SIGNED_DATA),
        .content_info = SEQ(oid(GM_DATA), TAGGED(0, octets(digest))),
        .no_attributes = true,
        .signature_algorithm = algorithm_bare(SM2_SM3),
        .value = sign(own_key(), (struct how){0}, digest),
    };
}

static struct slice document_digest(void)
{
    return digest_of("SM3", slice_str(SIGNED_CONTENT));
}

static void gm_without_attributes(void **state)
{
    struct cms_recipe recipe = bare(document_digest());

    (void)state;
    try_sm2(recipe);
    assert_passed();
    assert_string_equal(signature_digest_algorithm(evidence), "sm3");
    recipe.signature_algorithm = algorithm_bare(SM2_SIGNATURE);
    try_sm2(recipe);
    assert_passed();
    recipe.value = flipped(recipe.value, recipe.value.size - 1);
    try_sm2(recipe);
    assert_value_wrong();
    try_sm2(bare(digest_of("SM3", slice_str("other"))));
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
    assert_no_finding("signature.value_wrong");
    try_sm2(bare(slice_str(SIGNED_CONTENT)));
    assert_malformed("content stands in a detached signature");
}

/* That form is GM/T 0010's alone, and has no attributes. */
static void a_digest_inside_is_for_that_form_only(void **state)
{
    struct cms_recipe recipe = bare(document_digest());

    (void)state;
    recipe.type = oid("1.2.840.113549.1.7.2");
    recipe.content_info = SEQ(oid(DATA), TAGGED(0, octets(document_digest())));
    try_sm2(recipe);
    assert_malformed("content stands in a detached signature");
    recipe = bare(document_digest());
    recipe.no_attributes = false;
    recipe.content_type = GM_DATA;
    recipe.value = (struct slice){0};
    try_sm2(recipe);
    assert_malformed("content stands in a detached signature");
}

static void gm_detached_without_attributes_stays_in_doubt(void **state)
{
    (void)state;
    try_sm2((struct cms_recipe){.type = oid(GM_SIGNED_DATA), .no_attributes = true});
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "signature.attributes");
}

/* ---- Certificates ---- */

static void issuers_sign_with_the_usual_identifier(void **state)
{
    struct certificate_recipe recipe = own_recipe();

    (void)state;
    recipe.algorithm = algorithm(SM2_SM3); /* NULL parameters occur as well */
    examine(cms(&(struct cms_recipe){.key = own_key(), .certificate = certificate(&recipe)}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_ca();
    assert_passed();
    recipe = own_recipe();
    recipe.issuer_key = test_key("sm2", 2);
    examine(cms(&(struct cms_recipe){.key = own_key(), .certificate = certificate(&recipe)}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_ca();
    assert_no_path();
}

static void encipherment_certificates_sign_nothing(void **state)
{
    struct certificate_recipe recipe = own_recipe();

    (void)state;
    recipe.extensions = USAGE_ENCIPHER;
    examine(cms(&(struct cms_recipe){.key = own_key(), .certificate = certificate(&recipe)}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_ca();
    assert_wrong_signer("key usage");
}

static void signers_are_pinned(void **state)
{
    (void)state;
    try_sm2((struct cms_recipe){0});
    judge_signer((struct trust_certificate){.der = signature_signer(evidence)->der});
    assert_passed();
}

static void judge_anchor(struct slice anchor)
{
    const struct trust_certificate certificate = {.der = anchor};
    const struct trust_subject subject = {.attribute = "O", .value = "Office of Samples"};
    const struct trust_settings settings = {.source = "sample",
                                            .anchors = &certificate,
                                            .anchor_count = 1,
                                            .subject = &subject,
                                            .subject_count = 1};

    judge(trust_of(&settings), &usual_times);
}

/* Root, then an issuing authority in the bag, then the signer: by OpenSSL's own verification. */
static void anchors_lead_over_sm2_certificates(void **state)
{
    EVP_PKEY *root_key = test_key("sm2", 3);
    struct slice name = dn("CN=Root");
    struct slice root = certificate(
        &(struct certificate_recipe){.key = root_key,
                                     .issuer_key = root_key,
                                     .subject = name,
                                     .issuer = name,
                                     .extensions = JOIN(basic_constraints(true), USAGE_ISSUE)});
    struct certificate_recipe middle = {.key = ca_key(),
                                        .issuer_key = root_key,
                                        .subject = dn("CN=Issuer,O=Office of Samples"),
                                        .issuer = name,
                                        .extensions = JOIN(basic_constraints(true), USAGE_ISSUE)};

    (void)state;
    try_sm2((struct cms_recipe){.certificates = JOIN(own(), certificate(&middle))});
    judge_anchor(root);
    assert_passed();
    assert_int_equal(judgement.path_count, 3);
    middle.issuer_key = test_key("sm2", 2);
    try_sm2((struct cms_recipe){.certificates = JOIN(own(), certificate(&middle))});
    judge_anchor(root);
    assert_no_path();
}

int run_sm2_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(with_sm3_it_passes),
        unit(changes_are_seen),
        unit(the_digest_is_sm3),
        unit(key_and_algorithm_are_of_one_kind),
        unit(the_identifier_is_the_usual_one),
        unit(values_may_be_raw),
        unit(gm_identifiers_with_attributes),
        unit(gm_without_attributes),
        unit(a_digest_inside_is_for_that_form_only),
        unit(gm_detached_without_attributes_stays_in_doubt),
        unit(issuers_sign_with_the_usual_identifier),
        unit(encipherment_certificates_sign_nothing),
        unit(signers_are_pinned),
        unit(anchors_lead_over_sm2_certificates),
    };

    return cmocka_run_group_tests_name("sm2", tests, NULL, NULL);
}
