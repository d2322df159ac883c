#include "tests.h"

#include "daemon/leaf.h"

/* Computed from leaf.h's words by other hands (Python's hashlib); they may never change. */
static const char commitment_hex[] =
    "108be8c4381b2ad545ec188ea11be10205abe8d2243992a85e34843c3bd7ce15";
static const char leaf_hex[] = "0ce3e07d489dde846396610b06006db28230d100a20fdfc06e89385303a9cb25";
static const char empty_commitment_hex[] =
    "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b";
static const char empty_leaf_hex[] =
    "a5d39000b28bbc7e5ab92242da38f62110e80c216b03622b879601500751a3e0";

static uint8_t salt[32], ones[32], twos[32], threes[32];

static struct leaf_private private_columns(void)
{
    for (int i = 0; i < 32; i++)
        salt[i] = (uint8_t)i;
    memset(ones, 0x11, sizeof ones);
    memset(twos, 0x22, sizeof twos);
    memset(threes, 0x33, sizeof threes);
    return (struct leaf_private){
        .salt = slice_of(salt, 32),
        .document_sha256 = slice_of(ones, 32),
        .payload_sha256 = slice_of(twos, 32),
        .person = slice_of(threes, 32),
    };
}

static struct leaf_public public_columns(void)
{
    return (struct leaf_public){
        .position = 7,
        .recorded_at = 1790000000,
        .kind = slice_str("verdict"),
        .indication = slice_str("total_failed"),
        .codes = slice_str("HASH_FAILURE\nsignature.digest_mismatch\n"),
    };
}

static void check(const struct leaf_private *private, const struct leaf_public *public,
                  const char *expected_commitment, const char *expected_leaf)
{
    struct sha256 *sha256 = sha256_new();
    struct digest commitment, leaf;
    char hex[DIGEST_HEX_SIZE];

    assert_int_equal(leaf_commitment(sha256, private, &commitment), 0);
    digest_to_hex(&commitment, hex);
    assert_string_equal(hex, expected_commitment);
    assert_int_equal(leaf_digest(sha256, public, slice_of(commitment.bytes, DIGEST_SIZE), &leaf),
                     0);
    digest_to_hex(&leaf, hex);
    assert_string_equal(hex, expected_leaf);
    sha256_free(sha256);
}

static void known_leaves(void **state)
{
    struct leaf_private private = private_columns();
    struct leaf_public public = public_columns();

    (void)state;
    check(&private, &public, commitment_hex, leaf_hex);
    private = (struct leaf_private){0};
    public = (struct leaf_public){.position = 1};
    check(&private, &public, empty_commitment_hex, empty_leaf_hex);
}

static void assert_commitment_differs(const struct leaf_private *private)
{
    struct sha256 *sha256 = sha256_new();
    struct digest commitment;
    char hex[DIGEST_HEX_SIZE];

    assert_int_equal(leaf_commitment(sha256, private, &commitment), 0);
    digest_to_hex(&commitment, hex);
    assert_string_not_equal(hex, commitment_hex);
    sha256_free(sha256);
}

/* A value that moves to the next column is another commitment, as is every changed one. */
static void every_column_counts(void **state)
{
    struct leaf_private private = private_columns();

    (void)state;
    private.serial = private.person;
    private.person = slice_of(NULL, 0);
    assert_commitment_differs(&private);
    private = private_columns();
    private.reference = slice_of(ones, 32);
    assert_commitment_differs(&private);
    private = private_columns();
    private.ciphertext_sha256 = slice_of(ones, 32);
    assert_commitment_differs(&private);
    private = private_columns();
    private.document_numbers = slice_of(ones, 32);
    assert_commitment_differs(&private);
    private = private_columns();
    salt[0] ^= 1;
    assert_commitment_differs(&private);
}

int run_leaf_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_leaves),
        cmocka_unit_test(every_column_counts),
    };

    return cmocka_run_group_tests_name("leaf", tests, NULL, NULL);
}
