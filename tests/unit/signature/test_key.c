/* Public keys and signature algorithms: which are read, which are refused. */
#include "tests.h"

#include "signature/key.h"

static struct key key;
static const char *detail;

static int parse(struct slice spki)
{
    detail = "";
    return key_parse(spki, &key, &detail);
}

static struct slice rsa_spki(struct slice modulus, struct slice exponent)
{
    return SEQ(algorithm("1.2.840.113549.1.1.1"),
               bits(SEQ(big_integer(modulus), big_integer(exponent))));
}

/* An odd number of `size` bytes whose highest bit is set. */
static struct slice number_of(size_t size)
{
    uint8_t *bytes = writer_alloc(size);

    bytes[0] = 0x80;
    bytes[size - 1] |= 0x01;
    return slice_of(bytes, size);
}

static struct slice ec_spki(const char *curve, struct slice point)
{
    return SEQ(SEQ(oid("1.2.840.10045.2.1"), oid(curve)), bits(point));
}

static void the_usual_keys_are_read(void **state)
{
    (void)state;
    assert_int_equal(parse(public_key_of(test_key("rsa-2048", 0))), 0);
    assert_string_equal(key.name, "rsa");
    assert_int_equal(key.bits, 2048);
    assert_int_equal(parse(public_key_of(test_key("p-256", 0))), 0);
    assert_string_equal(key.name, "p-256");
    assert_int_equal(parse(public_key_of(test_key("p-384", 0))), 0);
    assert_string_equal(key.name, "p-384");
    assert_int_equal(parse(public_key_of(test_key("p-521", 0))), 0);
    assert_string_equal(key.name, "p-521");
    assert_int_equal(key.bits, 521);
}

static void newer_keys_are_read(void **state)
{
    static const struct {
        const char *kind, *name;
        uint32_t bits;
    } kinds[] = {
        {"ed25519", "ed25519", 256},
        {"ed448", "ed448", 448},
        {"sm2", "sm2", 256},
        {"brainpoolP256r1", "brainpool-p256r1", 256},
        {"brainpoolP320r1", "brainpool-p320r1", 320},
        {"brainpoolP384r1", "brainpool-p384r1", 384},
        {"brainpoolP512r1", "brainpool-p512r1", 512},
        {"brainpoolP256t1", "brainpool-p256t1", 256},
        {"brainpoolP384t1", "brainpool-p384t1", 384},
        {"brainpoolP512t1", "brainpool-p512t1", 512},
    };

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        EVP_PKEY *opened = NULL;

        assert_int_equal(parse(public_key_of(test_key(kinds[i].kind, 0))), 0);
        assert_string_equal(key.name, kinds[i].name);
        assert_int_equal(key.bits, kinds[i].bits);
        assert_int_equal(key_open(&key, &opened), 0);
        EVP_PKEY_free(opened);
    }
}

static struct slice ed25519_spki(struct slice point)
{
    return SEQ(algorithm_bare("1.3.101.112"), bits(point));
}

static void edwards_keys_have_their_size_and_no_parameters(void **state)
{
    struct slice good = public_key_of(test_key("ed25519", 0));
    struct slice point = slice_sub(good, good.size - 32, 32);

    (void)state;
    assert_int_equal(parse(ed25519_spki(point)), 0);
    assert_int_equal(parse(ed25519_spki(JOIN(point, hex("00")))), ERR_SYNTAX);
    assert_int_equal(parse(ed25519_spki(slice_sub(point, 0, 31))), ERR_SYNTAX);
    assert_int_equal(parse(SEQ(algorithm("1.3.101.112"), bits(point))), ERR_SYNTAX);
    assert_int_equal(parse(SEQ(algorithm_bare("1.3.101.113"), bits(point))), ERR_SYNTAX);
}

static struct slice filled(uint8_t first, uint8_t fill, uint8_t last, size_t size)
{
    uint8_t *bytes = writer_alloc(size);

    memset(bytes, fill, size);
    bytes[0] = first;
    bytes[size - 1] = last;
    return slice_of(bytes, size);
}

static int open_point(const char *curve, struct slice point)
{
    EVP_PKEY *opened = NULL;
    int r = parse(SEQ(algorithm_bare(curve), bits(point)));

    assert_int_equal(r, 0);
    r = key_open(&key, &opened);
    EVP_PKEY_free(opened);
    return r;
}

/* Under such a key one value is good for every message. */
static void edwards_keys_of_small_order_are_none(void **state)
{
    (void)state;
    assert_int_equal(open_point("1.3.101.112", filled(0, 0, 0, 32)), ERR_INVALID);
    assert_int_equal(open_point("1.3.101.112", filled(0, 0, 0x80, 32)), ERR_INVALID);
    assert_int_equal(open_point("1.3.101.112", filled(1, 0, 0, 32)), ERR_INVALID);
    assert_int_equal(open_point("1.3.101.112", filled(0xec, 0xff, 0x7f, 32)), ERR_INVALID);
    assert_int_equal(open_point("1.3.101.112", filled(0xed, 0xff, 0xff, 32)), ERR_INVALID);
    assert_int_equal(
        open_point("1.3.101.112",
                   hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")),
        ERR_INVALID);
    assert_int_equal(open_point("1.3.101.113", filled(0, 0, 0, 57)), ERR_INVALID);
    assert_int_equal(open_point("1.3.101.113", filled(1, 0, 0x80, 57)), ERR_INVALID);
    assert_int_equal(open_point("1.3.101.113", flipped(filled(0xfe, 0xff, 0, 57), 28)),
                     ERR_INVALID);
    assert_int_equal(open_point("1.3.101.112", filled(2, 0, 0, 32)), 0);
}

static void other_keys_are_unsupported(void **state)
{
    (void)state;
    assert_int_equal(parse(SEQ(algorithm_bare("1.3.101.110"), bits(hex("01")))), ERR_UNSUPPORTED);
    assert_int_equal(parse(public_key_of(test_key("secp256k1", 0))), ERR_UNSUPPORTED);
    assert_int_equal(parse(public_key_of(test_key("brainpoolP224r1", 0))), ERR_UNSUPPORTED);
}

static void rsa_numbers_have_bounds(void **state)
{
    struct slice e = hex("010001");

    (void)state;
    assert_int_equal(parse(rsa_spki(number_of(256), e)), 0);
    assert_int_equal(parse(rsa_spki(number_of(2048), e)), 0);
    assert_int_equal(key.bits, 16384);
    assert_int_equal(parse(rsa_spki(number_of(2049), e)), ERR_UNSUPPORTED);
    assert_int_equal(parse(rsa_spki(number_of(63), e)), ERR_UNSUPPORTED);
    assert_int_equal(parse(rsa_spki(flipped(number_of(256), 255), e)), ERR_UNSUPPORTED); /* even */
    assert_int_equal(parse(rsa_spki(number_of(256), hex("03"))), 0);
    assert_int_equal(parse(rsa_spki(number_of(256), hex("ffffffffffffffff"))), 0);
    assert_int_equal(parse(rsa_spki(number_of(256), hex("010000000000000001"))), ERR_UNSUPPORTED);
    assert_int_equal(parse(rsa_spki(number_of(256), hex("01"))), ERR_UNSUPPORTED);
    assert_int_equal(parse(rsa_spki(number_of(256), hex("02"))), ERR_UNSUPPORTED);
    assert_int_equal(parse(rsa_spki(number_of(256), hex("010000"))), ERR_UNSUPPORTED);
    assert_int_equal(
        parse(SEQ(algorithm("1.2.840.113549.1.1.1"), bits(SEQ(integer(0), integer(3))))),
        ERR_SYNTAX);
    assert_int_equal(parse(SEQ(algorithm("1.2.840.113549.1.1.1"), bits(null()))), ERR_SYNTAX);
}

static void points_fit_their_curve(void **state)
{
    struct slice good = public_key_of(test_key("p-256", 0));
    struct slice point = slice_sub(good, good.size - 65, 65);
    EVP_PKEY *opened = NULL;

    (void)state;
    assert_int_equal(parse(ec_spki("1.2.840.10045.3.1.7", point)), 0);
    assert_int_equal(key_open(&key, &opened), 0);
    EVP_PKEY_free(opened);
    assert_int_equal(parse(ec_spki("1.3.132.0.34", point)), ERR_SYNTAX);
    assert_int_equal(parse(ec_spki("1.2.840.10045.3.1.7", NOTHING)), ERR_SYNTAX);
    /* Not on the curve: well-formed, and no key. */
    assert_int_equal(parse(ec_spki("1.2.840.10045.3.1.7", flipped(point, 64))), 0);
    assert_int_equal(key_open(&key, &opened), ERR_INVALID);
    /* Compressed is a form of RFC 5480; hybrid is not. */
    assert_int_equal(
        parse(ec_spki("1.2.840.10045.3.1.7",
                      JOIN(hex(point.data[64] & 1 ? "03" : "02"), slice_sub(point, 1, 32)))),
        0);
    assert_int_equal(key_open(&key, &opened), 0);
    EVP_PKEY_free(opened);
    assert_int_equal(
        parse(ec_spki("1.2.840.10045.3.1.7", JOIN(hex("06"), slice_sub(point, 1, 64)))),
        ERR_SYNTAX);
}

static void curves_go_by_name_only(void **state)
{
    (void)state;
    assert_int_equal(parse(SEQ(SEQ(oid("1.2.840.10045.2.1"), SEQ(integer(1))), bits(hex("04")))),
                     ERR_UNSUPPORTED);
}

static void the_scheme_must_be_one_for_the_key(void **state)
{
    const struct scheme pkcs1 = {.kind = SCHEME_RSA_PKCS1, .hash = HASH_SHA256};
    const struct scheme pss = {
        .kind = SCHEME_RSA_PSS, .hash = HASH_SHA256, .mask_hash = HASH_SHA256, .salt = 32};
    const struct scheme short_salt = {
        .kind = SCHEME_RSA_PSS, .hash = HASH_SHA256, .mask_hash = HASH_SHA256, .salt = 20};
    const struct scheme ecdsa = {.kind = SCHEME_ECDSA, .hash = HASH_SHA256};
    struct slice numbers = bits(SEQ(big_integer(number_of(256)), integer(65537)));

    (void)state;
    assert_int_equal(parse(rsa_spki(number_of(256), hex("010001"))), 0);
    assert_true(key_fits(&key, &pkcs1) && key_fits(&key, &pss));
    assert_false(key_fits(&key, &ecdsa));
    assert_int_equal(parse(SEQ(algorithm_bare("1.2.840.113549.1.1.10"), numbers)), 0);
    assert_true(key_fits(&key, &pss) && key_fits(&key, &short_salt));
    assert_false(key_fits(&key, &pkcs1));
    /* RFC 4055 3.3: its parameters restrict what an RSASSA-PSS key may be used for. */
    assert_int_equal(parse(SEQ(SEQ(oid("1.2.840.113549.1.1.10"),
                                   pss_parameters(digest_oid("SHA256"), digest_oid("SHA256"), 32)),
                               numbers)),
                     0);
    assert_true(key_fits(&key, &pss));
    assert_false(key_fits(&key, &short_salt));
    assert_false(key_fits(&key, &pkcs1));
    assert_int_equal(parse(public_key_of(test_key("p-256", 0))), 0);
    assert_true(key_fits(&key, &ecdsa));
    assert_false(key_fits(&key, &pkcs1));
}

static int parse_scheme(struct slice bytes, struct scheme *scheme)
{
    struct der_algorithm algorithm_read;

    assert_int_equal(der_algorithm(&bytes, &algorithm_read), 0);
    return scheme_parse(&algorithm_read, scheme, &detail);
}

static struct slice pss(struct slice parameters)
{
    return SEQ(oid("1.2.840.113549.1.1.10"), parameters);
}

static void pss_parameters_are_strict(void **state)
{
    const char *sha256 = digest_oid("SHA256");
    struct scheme scheme;

    (void)state;
    assert_int_equal(parse_scheme(pss(pss_parameters(sha256, sha256, 32)), &scheme), 0);
    assert_int_equal(scheme.hash, HASH_SHA256);
    assert_int_equal(scheme.salt, 32);
    assert_int_equal(parse_scheme(pss(SEQ(NOTHING)), &scheme), 0); /* the defaults */
    assert_int_equal(scheme.hash, HASH_SHA1);
    assert_int_equal(scheme.salt, 20);
    assert_int_equal(parse_scheme(pss(NOTHING), &scheme), ERR_SYNTAX);
    assert_int_equal(parse_scheme(pss(null()), &scheme), ERR_SYNTAX);
    assert_int_equal(parse_scheme(pss(pss_parameters(sha256, digest_oid("SHA1"), 32)), &scheme), 0);
    assert_int_equal(scheme.hash, HASH_SHA256);
    assert_int_equal(scheme.mask_hash, HASH_SHA1);
    assert_int_equal(parse_scheme(pss(pss_parameters(sha256, sha256, 5000)), &scheme), ERR_SYNTAX);
    assert_int_equal(parse_scheme(pss(SEQ(TAGGED(3, integer(2)))), &scheme), ERR_SYNTAX);
    assert_int_equal(parse_scheme(pss(SEQ(TAGGED(3, integer(1)))), &scheme), 0);
    assert_int_equal(parse_scheme(pss(SEQ(TAGGED(4, integer(1)))), &scheme), ERR_SYNTAX);
    assert_int_equal(parse_scheme(pss(pss_parameters("1.2.3", "1.2.3", 32)), &scheme),
                     ERR_UNSUPPORTED);
}

static void other_schemes_have_no_parameters(void **state)
{
    struct scheme scheme;

    (void)state;
    assert_int_equal(parse_scheme(algorithm("1.2.840.113549.1.1.11"), &scheme), 0);
    assert_int_equal(parse_scheme(algorithm_bare("1.2.840.10045.4.3.2"), &scheme), 0);
    assert_int_equal(parse_scheme(SEQ(oid("1.2.840.10045.4.3.2"), integer(1)), &scheme),
                     ERR_SYNTAX);
    assert_int_equal(parse_scheme(algorithm("1.2.3.4"), &scheme), ERR_UNSUPPORTED);
}

int run_key_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(the_usual_keys_are_read),
        unit(other_keys_are_unsupported),
        unit(newer_keys_are_read),
        unit(edwards_keys_have_their_size_and_no_parameters),
        unit(edwards_keys_of_small_order_are_none),
        unit(rsa_numbers_have_bounds),
        unit(points_fit_their_curve),
        unit(curves_go_by_name_only),
        unit(the_scheme_must_be_one_for_the_key),
        unit(pss_parameters_are_strict),
        unit(other_schemes_have_no_parameters),
    };

    return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
