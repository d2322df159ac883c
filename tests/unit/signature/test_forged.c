/*
 * Values that a forger can write without the key: with 3 for the exponent, a cube root whose
 * cube begins as a padded digest does and goes on as it likes (Bleichenbacher, 2006).
 */
#include "tests.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include <stdlib.h>

#define MODULUS_BYTES 256

static void require(bool condition)
{
    if (!condition)
        abort();
}

static EVP_PKEY *key_of_exponent_3(void)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    BIGNUM *three = BN_new();
    EVP_PKEY *key = NULL;

    require(BN_set_word(three, 3) && EVP_PKEY_keygen_init(context) > 0 &&
            EVP_PKEY_CTX_set_rsa_keygen_bits(context, 8 * MODULUS_BYTES) > 0 &&
            EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context, three) > 0 &&
            EVP_PKEY_generate(context, &key) > 0);
    BN_free(three);
    EVP_PKEY_CTX_free(context);
    return key;
}

/* The largest number whose cube is not greater, bit by bit. */
static BIGNUM *cube_root(const BIGNUM *number)
{
    BN_CTX *context = BN_CTX_new();
    BIGNUM *root = BN_new(), *cube = BN_new();

    BN_zero(root);
    for (int bit = 8 * MODULUS_BYTES / 3 + 1; bit >= 0; bit--) {
        BN_set_bit(root, bit);
        require(BN_sqr(cube, root, context) && BN_mul(cube, cube, root, context));
        if (BN_cmp(cube, number) > 0)
            BN_clear_bit(root, bit);
    }
    BN_free(cube);
    BN_CTX_free(context);
    return root;
}

/* 00 01, eight of ff, 00, DigestInfo, and whatever comes behind it. */
static struct slice forged_value(struct slice data)
{
    struct slice info = SEQ(algorithm(digest_oid("SHA256")), octets(digest_of("SHA256", data)));
    struct slice begin = JOIN(hex("0001ffffffffffffffff00"), info);
    uint8_t *block = writer_alloc(MODULUS_BYTES);
    uint8_t *value = writer_alloc(MODULUS_BYTES);
    BIGNUM *wanted, *root;

    memset(block, 0xff, MODULUS_BYTES);
    memcpy(block, begin.data, begin.size);
    wanted = BN_bin2bn(block, MODULUS_BYTES, NULL);
    root = cube_root(wanted);
    require(BN_bn2binpad(root, value, MODULUS_BYTES) == MODULUS_BYTES);
    BN_free(root);
    BN_free(wanted);
    return slice_of(value, MODULUS_BYTES);
}

/* That the forgery would be one: its cube begins as it should. */
static void assert_begins_well(struct slice value)
{
    BN_CTX *context = BN_CTX_new();
    BIGNUM *root = BN_bin2bn(value.data, (int)value.size, NULL), *cube = BN_new();
    uint8_t block[MODULUS_BYTES];

    require(BN_sqr(cube, root, context) && BN_mul(cube, cube, root, context) &&
            BN_bn2binpad(cube, block, sizeof block) == sizeof block);
    assert_memory_equal(block, "\x00\x01\xff\xff\xff\xff\xff\xff\xff\xff\x00\x30\x31", 13);
    BN_free(cube);
    BN_free(root);
    BN_CTX_free(context);
}

static void a_digest_has_its_place_at_the_end(void **state)
{
    EVP_PKEY *key = key_of_exponent_3();
    struct slice own =
        certificate(&(struct certificate_recipe){.key = key, .issuer_key = issuer_key()});
    struct cms_recipe recipe = {.key = key, .certificates = own};
    struct signature_input input = {.profile = SIGNATURE_ADBE_X509_RSA_SHA1,
                                    .covered = {slice_str(SIGNED_CONTENT)},
                                    .certificates = &own,
                                    .certificate_count = 1};

    (void)state;
    try_cms(&recipe);
    assert_passed();
    recipe.value = forged_value(element(TAG_SET, usual_attributes(&recipe)));
    assert_begins_well(recipe.value);
    try_cms(&recipe);
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    input.contents = octets(forged_value(slice_str(SIGNED_CONTENT)));
    examine_input(&input);
    judge_usual();
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, "signature.value_wrong");
    EVP_PKEY_free(key);
}

int run_forged_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(a_digest_has_its_place_at_the_end),
    };

    return cmocka_run_group_tests_name("forged", tests, NULL, NULL);
}
