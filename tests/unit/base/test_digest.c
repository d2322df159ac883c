#include "tests.h"

#include "base/digest.h"
#include "base/error.h"

/* FIPS 180-4, examples of NIST for SHA-256. */
static const struct {
    const char *text;
    const char *hex;
} known[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static void known_digests(void **state)
{
    struct sha256 *sha256 = sha256_new();
    char hex[DIGEST_HEX_SIZE];
    struct digest digest;

    (void)state;
    assert_non_null(sha256);
    for (size_t i = 0; i < COUNT(known); i++) {
        assert_int_equal(sha256_of(sha256, slice_str(known[i].text), &digest), 0);
        digest_to_hex(&digest, hex);
        assert_string_equal(hex, known[i].hex);
    }
    assert_null(sha256_free(sha256));
    assert_null(sha256_free(NULL));
}

static void pieces_give_the_same(void **state)
{
    struct sha256 *sha256 = sha256_new();
    struct slice text = slice_str(known[2].text);
    struct digest whole, pieces;

    (void)state;
    assert_int_equal(sha256_of(sha256, text, &whole), 0);
    sha256_begin(sha256);
    for (size_t i = 0; i < text.size; i++)
        sha256_add(sha256, slice_sub(text, i, 1));
    sha256_add(sha256, slice_of(NULL, 0));
    assert_int_equal(sha256_end(sha256, &pieces), 0);
    assert_true(digest_equal(&whole, &pieces));
    assert_int_equal(sha256_of(sha256, slice_str("abd"), &pieces), 0);
    assert_false(digest_equal(&whole, &pieces));
    sha256_free(sha256);
}

static void an_end_needs_a_beginning(void **state)
{
    struct sha256 *sha256 = sha256_new();
    struct digest digest;

    (void)state;
    assert_int_equal(sha256_end(sha256, &digest), ERR_CRYPTO);
    sha256_add(sha256, slice_str("x"));
    assert_int_equal(sha256_end(sha256, &digest), ERR_CRYPTO);
    sha256_begin(sha256);
    assert_int_equal(sha256_end(sha256, &digest), 0);
    assert_int_equal(sha256_end(sha256, &digest), ERR_CRYPTO);
    sha256_free(sha256);
}

static void hex_is_strict(void **state)
{
    struct digest digest, untouched = {{7}};
    char hex[DIGEST_HEX_SIZE], again[DIGEST_HEX_SIZE];

    (void)state;
    assert_int_equal(digest_from_hex(slice_str(known[1].hex), &digest), 0);
    digest_to_hex(&digest, again);
    assert_string_equal(again, known[1].hex);
    digest = untouched;
    for (size_t i = 0; i < 64; i += 9) {
        static const char wrong[] = "AFgG/:`@ -";

        for (size_t j = 0; j < sizeof wrong; j++) {
            memcpy(hex, known[1].hex, sizeof hex);
            hex[i] = wrong[j];
            assert_int_equal(digest_from_hex(slice_of(hex, 64), &digest), ERR_SYNTAX);
        }
    }
    assert_int_equal(digest_from_hex(slice_of(known[1].hex, 63), &digest), ERR_SYNTAX);
    assert_int_equal(digest_from_hex(slice_of(known[1].hex, 65), &digest), ERR_SYNTAX);
    assert_int_equal(digest_from_hex(slice_str(""), &digest), ERR_SYNTAX);
    assert_true(digest_equal(&digest, &untouched));
}

int run_digest_tests(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_digests),
        cmocka_unit_test(pieces_give_the_same),
        cmocka_unit_test(an_end_needs_a_beginning),
        cmocka_unit_test(hex_is_strict),
    };

    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
