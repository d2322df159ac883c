#include "write_pki.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>

#define KEYS_MAX 64

static struct {
    char kind[16];
    unsigned which;
    EVP_PKEY *key;
} keys[KEYS_MAX];

static void require(bool condition)
{
    if (!condition)
        abort();
}

static EVP_PKEY *make_key(const char *kind)
{
    if (strncmp(kind, "rsa-", 4) == 0)
        return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)strtoul(kind + 4, NULL, 10));
    if (strcmp(kind, "ed25519") == 0)
        return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    if (strcmp(kind, "ed448") == 0)
        return EVP_PKEY_Q_keygen(NULL, NULL, "ED448");
    if (strcmp(kind, "sm2") == 0)
        return EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
    return EVP_PKEY_Q_keygen(NULL, NULL, "EC",
                             strcmp(kind, "p-256") == 0   ? "P-256"
                             : strcmp(kind, "p-384") == 0 ? "P-384"
                             : strcmp(kind, "p-521") == 0 ? "P-521"
                                                          : kind);
}

EVP_PKEY *test_key(const char *kind, unsigned which)
{
    size_t i = 0;

    while (i < KEYS_MAX && keys[i].key &&
           !(strcmp(keys[i].kind, kind) == 0 && keys[i].which == which))
        i++;
    require(i < KEYS_MAX && strlen(kind) < sizeof keys[i].kind);
    if (!keys[i].key) {
        strncpy(keys[i].kind, kind, sizeof keys[i].kind - 1);
        keys[i].which = which;
        keys[i].key = make_key(kind);
        require(keys[i].key != NULL);
    }
    return keys[i].key;
}

void free_test_keys(void)
{
    for (size_t i = 0; i < KEYS_MAX; i++) {
        EVP_PKEY_free(keys[i].key);
        keys[i].key = NULL;
    }
}

struct slice public_key_of(EVP_PKEY *key)
{
    int size = i2d_PUBKEY(key, NULL);
    unsigned char *data = writer_alloc((size_t)size);
    unsigned char *at = data;

    require(i2d_PUBKEY(key, &at) == size);
    return slice_of(data, (size_t)size);
}

struct slice digest_of(const char *digest, struct slice data)
{
    EVP_MD *method = EVP_MD_fetch(NULL, digest, NULL);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint8_t *value = writer_alloc(EVP_MAX_MD_SIZE);
    unsigned size = EVP_MAX_MD_SIZE;

    require(EVP_DigestInit_ex2(context, method, NULL) &&
            EVP_DigestUpdate(context, data.data, data.size));
    if (strcmp(digest, "SHAKE256") == 0)
        require(EVP_DigestFinalXOF(context, value, size));
    else
        require(EVP_DigestFinal_ex(context, value, &size));
    EVP_MD_CTX_free(context);
    EVP_MD_free(method);
    return slice_of(value, size);
}

static bool is_edwards(EVP_PKEY *key)
{
    return EVP_PKEY_is_a(key, "ED25519") || EVP_PKEY_is_a(key, "ED448");
}

static const char *digest_name(EVP_PKEY *key, struct how how)
{
    if (how.digest)
        return how.digest;
    return EVP_PKEY_is_a(key, "SM2") ? "SM3" : "SHA256";
}

struct slice sign(EVP_PKEY *key, struct how how, struct slice data)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;
    uint8_t *value = writer_alloc(1024);
    const char *digest = is_edwards(key) ? NULL : digest_name(key, how);
    size_t size = 1024;

    require(EVP_DigestSignInit_ex(context, &options, digest, NULL, NULL, key, NULL));
    if (how.pss) {
        require(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0);
        require(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, how.salt) > 0);
    }
    if (EVP_PKEY_is_a(key, "SM2"))
        require(EVP_PKEY_CTX_set1_id(options, "1234567812345678", 16) > 0);
    require(EVP_DigestSign(context, value, &size, data.data, data.size));
    EVP_MD_CTX_free(context);
    return slice_of(value, size);
}

struct slice plain_value(struct slice der, size_t half)
{
    const unsigned char *at = der.data;
    ECDSA_SIG *value = d2i_ECDSA_SIG(NULL, &at, (long)der.size);
    uint8_t *plain = writer_alloc(2 * half);

    require(value && BN_bn2binpad(ECDSA_SIG_get0_r(value), plain, (int)half) > 0 &&
            BN_bn2binpad(ECDSA_SIG_get0_s(value), plain + half, (int)half) > 0);
    ECDSA_SIG_free(value);
    return slice_of(plain, 2 * half);
}

static const struct {
    const char *name;
    const char *oid;
    const char *with_rsa;
    const char *with_ecdsa;
} digests[] = {
    {"MD5", "1.2.840.113549.2.5", "1.2.840.113549.1.1.4", ""},
    {"SHA1", "1.3.14.3.2.26", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1"},
    {"SHA224", "2.16.840.1.101.3.4.2.4", "1.2.840.113549.1.1.14", "1.2.840.10045.4.3.1"},
    {"SHA256", "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"},
    {"SHA384", "2.16.840.1.101.3.4.2.2", "1.2.840.113549.1.1.12", "1.2.840.10045.4.3.3"},
    {"SHA512", "2.16.840.1.101.3.4.2.3", "1.2.840.113549.1.1.13", "1.2.840.10045.4.3.4"},
    {"SHA512-256", "2.16.840.1.101.3.4.2.6", "1.2.840.113549.1.1.16", ""},
    {"SHA3-224", "2.16.840.1.101.3.4.2.7", "2.16.840.1.101.3.4.3.13", "2.16.840.1.101.3.4.3.9"},
    {"SHA3-256", "2.16.840.1.101.3.4.2.8", "2.16.840.1.101.3.4.3.14", "2.16.840.1.101.3.4.3.10"},
    {"SHA3-384", "2.16.840.1.101.3.4.2.9", "2.16.840.1.101.3.4.3.15", "2.16.840.1.101.3.4.3.11"},
    {"SHA3-512", "2.16.840.1.101.3.4.2.10", "2.16.840.1.101.3.4.3.16", "2.16.840.1.101.3.4.3.12"},
    {"SHAKE256", "2.16.840.1.101.3.4.2.12", "", ""},
    {"SM3", "1.2.156.10197.1.401", "", ""},
};

static size_t digest_index(const char *digest)
{
    for (size_t i = 0; i < sizeof digests / sizeof digests[0]; i++)
        if (strcmp(digests[i].name, digest) == 0)
            return i;
    abort();
}

const char *digest_oid(const char *digest)
{
    return digests[digest_index(digest)].oid;
}

struct slice pss_parameters(const char *hash_oid, const char *mask_oid, uint64_t salt)
{
    return SEQ(TAGGED(0, algorithm(hash_oid)),
               TAGGED(1, SEQ(oid("1.2.840.113549.1.1.8"), algorithm(mask_oid))),
               TAGGED(2, integer(salt)));
}

struct slice signature_algorithm(EVP_PKEY *key, struct how how)
{
    size_t index = digest_index(digest_name(key, how));

    if (EVP_PKEY_is_a(key, "ED25519"))
        return algorithm_bare("1.3.101.112");
    if (EVP_PKEY_is_a(key, "ED448"))
        return algorithm_bare("1.3.101.113");
    if (EVP_PKEY_is_a(key, "SM2"))
        return algorithm_bare("1.2.156.10197.1.501");
    if (how.pss)
        return SEQ(oid("1.2.840.113549.1.1.10"),
                   pss_parameters(digests[index].oid, digests[index].oid, (uint64_t)how.salt));
    if (EVP_PKEY_is_a(key, "RSA"))
        return algorithm(digests[index].with_rsa);
    return algorithm_bare(digests[index].with_ecdsa);
}

struct slice rdn(const char *type, struct slice value)
{
    return SET(SEQ(oid(type), value));
}

static const char *type_of(const char *name, size_t size)
{
    if (size == 2 && strncmp(name, "CN", 2) == 0)
        return "2.5.4.3";
    if (size == 1 && *name == 'O')
        return "2.5.4.10";
    if (size == 2 && strncmp(name, "OU", 2) == 0)
        return "2.5.4.11";
    if (size == 1 && *name == 'C')
        return "2.5.4.6";
    abort();
}

struct slice dn(const char *name)
{
    struct slice parts = NOTHING;

    while (*name) {
        size_t type = strcspn(name, "=");
        const char *value = name + type + 1;
        size_t size = strcspn(value, ",");

        parts = JOIN(parts, rdn(type_of(name, type), element(TAG_UTF8, slice_of(value, size))));
        name = value + size + (value[size] == ',');
    }
    return element(TAG_SEQ, parts);
}

struct slice extension(const char *type, bool critical, struct slice value)
{
    return SEQ(oid(type), critical ? boolean(true) : NOTHING, octets(value));
}

struct slice key_usage(uint8_t first_byte, unsigned unused)
{
    const uint8_t body[2] = {(uint8_t)unused, first_byte};

    return extension("2.5.29.15", true, element(TAG_BITS, slice_of(body, 2)));
}

struct slice basic_constraints(bool ca)
{
    return extension("2.5.29.19", true, ca ? SEQ(boolean(true)) : SEQ(NOTHING));
}

struct slice subject_key_id(const char *id)
{
    return extension("2.5.29.14", false, octets(slice_str(id)));
}

struct slice authority_key_id(const char *id)
{
    return extension("2.5.29.35", false, SEQ(element(0x80, slice_str(id))));
}

static struct slice or_default(struct slice value, struct slice usual)
{
    return value.data ? value : usual;
}

struct slice certificate(const struct certificate_recipe *recipe)
{
    struct slice usual = signature_algorithm(recipe->issuer_key, recipe->how);
    struct slice outer = or_default(recipe->algorithm, usual);
    struct slice inner = or_default(recipe->inner_algorithm, outer);
    struct slice validity = SEQ(utc(recipe->from ? recipe->from : "250101000000Z"),
                                utc(recipe->to ? recipe->to : "271231235959Z"));
    struct slice extensions =
        recipe->extensions.size > 0 ? TAGGED(3, element(TAG_SEQ, recipe->extensions)) : NOTHING;
    struct slice tbs = SEQ(TAGGED(0, integer(2)), or_default(recipe->serial, integer(0x1001)),
                           inner, or_default(recipe->issuer, dn("CN=Issuer,O=Office of Samples")),
                           or_default(recipe->validity, validity),
                           or_default(recipe->subject, dn("CN=Signer,O=Office of Samples")),
                           or_default(recipe->public_key, public_key_of(recipe->key)), extensions);

    return SEQ(tbs, outer, bits(sign(recipe->issuer_key, recipe->how, tbs)));
}

EVP_PKEY *issuer_key(void)
{
    return test_key("rsa-2048", 0);
}

EVP_PKEY *signer_key(void)
{
    return test_key("rsa-2048", 1);
}

struct slice issuer_certificate(void)
{
    return certificate(&(struct certificate_recipe){
        .key = issuer_key(),
        .issuer_key = issuer_key(),
        .subject = dn("CN=Issuer,O=Office of Samples"),
        .serial = integer(1),
        .from = "200101000000Z",
        .to = "391231235959Z",
        .extensions = JOIN(basic_constraints(true), USAGE_ISSUE_ALL, subject_key_id("issuer")),
    });
}

struct slice signer_certificate(void)
{
    return certificate(&(struct certificate_recipe){
        .key = signer_key(),
        .issuer_key = issuer_key(),
        .extensions = JOIN(USAGE_SIGN, subject_key_id("signer"), authority_key_id("issuer")),
    });
}
