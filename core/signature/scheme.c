/* Signature algorithm identifiers: which scheme, which hash, which parameters. */
#include "base/error.h"
#include "signature/crypto.h"
#include "signature/oid.h"

struct scheme_entry {
    struct slice oid;
    enum scheme_kind kind;
    enum hash hash;
};

static const struct scheme_entry schemes[] = {
    {oid_init(OID_RSA), SCHEME_RSA_PKCS1, HASH_NONE},
    {oid_init(OID_MD5_RSA), SCHEME_RSA_PKCS1, HASH_MD5},
    {oid_init(OID_SHA1_RSA), SCHEME_RSA_PKCS1, HASH_SHA1},
    {oid_init(OID_SHA224_RSA), SCHEME_RSA_PKCS1, HASH_SHA224},
    {oid_init(OID_SHA256_RSA), SCHEME_RSA_PKCS1, HASH_SHA256},
    {oid_init(OID_SHA384_RSA), SCHEME_RSA_PKCS1, HASH_SHA384},
    {oid_init(OID_SHA512_RSA), SCHEME_RSA_PKCS1, HASH_SHA512},
    {oid_init(OID_SHA512_256_RSA), SCHEME_RSA_PKCS1, HASH_SHA512_256},
    {oid_init(OID_SHA3_224_RSA), SCHEME_RSA_PKCS1, HASH_SHA3_224},
    {oid_init(OID_SHA3_256_RSA), SCHEME_RSA_PKCS1, HASH_SHA3_256},
    {oid_init(OID_SHA3_384_RSA), SCHEME_RSA_PKCS1, HASH_SHA3_384},
    {oid_init(OID_SHA3_512_RSA), SCHEME_RSA_PKCS1, HASH_SHA3_512},
    {oid_init(OID_RSA_PSS), SCHEME_RSA_PSS, HASH_NONE},
    {oid_init(OID_ECDSA_SHA1), SCHEME_ECDSA, HASH_SHA1},
    {oid_init(OID_ECDSA_SHA224), SCHEME_ECDSA, HASH_SHA224},
    {oid_init(OID_ECDSA_SHA256), SCHEME_ECDSA, HASH_SHA256},
    {oid_init(OID_ECDSA_SHA384), SCHEME_ECDSA, HASH_SHA384},
    {oid_init(OID_ECDSA_SHA512), SCHEME_ECDSA, HASH_SHA512},
    {oid_init(OID_ECDSA_SHA3_224), SCHEME_ECDSA, HASH_SHA3_224},
    {oid_init(OID_ECDSA_SHA3_256), SCHEME_ECDSA, HASH_SHA3_256},
    {oid_init(OID_ECDSA_SHA3_384), SCHEME_ECDSA, HASH_SHA3_384},
    {oid_init(OID_ECDSA_SHA3_512), SCHEME_ECDSA, HASH_SHA3_512},
    {oid_init(OID_PLAIN_ECDSA_SHA1), SCHEME_PLAIN_ECDSA, HASH_SHA1},
    {oid_init(OID_PLAIN_ECDSA_SHA224), SCHEME_PLAIN_ECDSA, HASH_SHA224},
    {oid_init(OID_PLAIN_ECDSA_SHA256), SCHEME_PLAIN_ECDSA, HASH_SHA256},
    {oid_init(OID_PLAIN_ECDSA_SHA384), SCHEME_PLAIN_ECDSA, HASH_SHA384},
    {oid_init(OID_PLAIN_ECDSA_SHA512), SCHEME_PLAIN_ECDSA, HASH_SHA512},
    {oid_init(OID_PLAIN_ECDSA_SHA3_224), SCHEME_PLAIN_ECDSA, HASH_SHA3_224},
    {oid_init(OID_PLAIN_ECDSA_SHA3_256), SCHEME_PLAIN_ECDSA, HASH_SHA3_256},
    {oid_init(OID_PLAIN_ECDSA_SHA3_384), SCHEME_PLAIN_ECDSA, HASH_SHA3_384},
    {oid_init(OID_PLAIN_ECDSA_SHA3_512), SCHEME_PLAIN_ECDSA, HASH_SHA3_512},
    {oid_init(OID_ED25519), SCHEME_ED25519, HASH_SHA512},
    {oid_init(OID_ED448), SCHEME_ED448, HASH_SHAKE256},
    {oid_init(OID_SM2_SM3), SCHEME_SM2, HASH_SM3},
    {oid_init(OID_SM2_SIGNATURE), SCHEME_SM2, HASH_SM3},
};

#define SCHEME_COUNT (sizeof schemes / sizeof schemes[0])

#define PSS_SALT_DEFAULT 20  /* RFC 4055 3.1 */
#define PSS_SALT_MAX     512 /* no modulus has room for more with the hashes we know */

static int fail(const char **ret_detail, const char *detail)
{
    *ret_detail = detail;
    return ERR_SYNTAX;
}

/* [0] hashAlgorithm, or SHA-1 */
static int read_hash(struct slice *rest, enum hash *ret_hash)
{
    struct der_algorithm algorithm;
    struct slice body;
    int r;

    *ret_hash = HASH_SHA1;
    if (!der_at(*rest, DER_CONTEXT_CONSTRUCTED(0)))
        return 0;
    r = der_body(rest, DER_CONTEXT_CONSTRUCTED(0), &body);
    if (r < 0 || der_algorithm(&body, &algorithm) < 0 || der_end(body) < 0)
        return ERR_SYNTAX;
    return hash_parse(&algorithm, ret_hash);
}

/* [1] maskGenAlgorithm, or MGF1 with SHA-1 */
static int read_mask_hash(struct slice *rest, enum hash *ret_hash)
{
    struct der_algorithm mask;
    struct der_algorithm hash;
    struct slice body;

    *ret_hash = HASH_SHA1;
    if (!der_at(*rest, DER_CONTEXT_CONSTRUCTED(1)))
        return 0;
    if (der_body(rest, DER_CONTEXT_CONSTRUCTED(1), &body) < 0 || der_algorithm(&body, &mask) < 0 ||
        der_end(body) < 0)
        return ERR_SYNTAX;
    if (!oid_is(mask.oid, OID_MGF1))
        return ERR_UNSUPPORTED;
    if (der_algorithm(&mask.parameters, &hash) < 0 || der_end(mask.parameters) < 0)
        return ERR_SYNTAX;
    return hash_parse(&hash, ret_hash);
}

/* [n] EXPLICIT INTEGER, or a default */
static int read_number(struct slice *rest, unsigned tag, uint32_t max, uint32_t *number)
{
    struct slice body;

    if (!der_at(*rest, (uint8_t)DER_CONTEXT_CONSTRUCTED(tag)))
        return 0;
    if (der_body(rest, (uint8_t)DER_CONTEXT_CONSTRUCTED(tag), &body) < 0 ||
        der_number(&body, max, number) < 0)
        return ERR_SYNTAX;
    return der_end(body);
}

/*
 * RSASSA-PSS-params (RFC 4055 3.1). One hash for message and mask is a SHOULD there, and some
 * signers keep SHA-1 for the mask.
 */
static int parse_pss(struct slice parameters, struct scheme *scheme, const char **ret_detail)
{
    uint32_t trailer = 1;
    struct slice body;
    int r;

    if (der_only(parameters, DER_SEQUENCE, &body) < 0)
        return fail(ret_detail, "RSASSA-PSS without its parameters");
    r = read_hash(&body, &scheme->hash);
    if (r == 0)
        r = read_mask_hash(&body, &scheme->mask_hash);
    if (r == ERR_UNSUPPORTED)
        return r;
    scheme->salt = PSS_SALT_DEFAULT;
    if (r < 0 || read_number(&body, 2, PSS_SALT_MAX, &scheme->salt) < 0 ||
        read_number(&body, 3, 1, &trailer) < 0 || der_end(body) < 0 || trailer != 1)
        return fail(ret_detail, "the parameters of RSASSA-PSS are not as RFC 4055 says");
    if (!scheme_takes(SCHEME_RSA_PSS, scheme->hash) ||
        !scheme_takes(SCHEME_RSA_PSS, scheme->mask_hash))
        return ERR_UNSUPPORTED;
    return 0;
}

/*
 * None, which many write as NULL; with EdDSA that must not stand there (RFC 8410 3). Or with
 * PLAIN-ECDSA the curve of the key, which is what some cards for qualified signatures write.
 */
static int parse_parameters(const struct der_algorithm *algorithm, struct scheme *scheme)
{
    bool is_edwards = scheme->kind == SCHEME_ED25519 || scheme->kind == SCHEME_ED448;
    struct slice parameters = algorithm->parameters;

    if (is_edwards ? parameters.size == 0 : der_no_parameters(algorithm))
        return 0;
    if (scheme->kind != SCHEME_PLAIN_ECDSA || der_oid(&parameters, &scheme->curve) < 0)
        return ERR_SYNTAX;
    return der_end(parameters);
}

static const struct scheme_entry *find(struct slice oid)
{
    for (size_t i = 0; i < SCHEME_COUNT; i++)
        if (slice_equal(oid, schemes[i].oid))
            return &schemes[i];
    return NULL;
}

int scheme_parse(const struct der_algorithm *algorithm, struct scheme *ret, const char **ret_detail)
{
    const struct scheme_entry *entry = find(algorithm->oid);
    struct scheme scheme = {0};
    int r;

    *ret_detail = "a signature algorithm that is not supported";
    if (!entry)
        return ERR_UNSUPPORTED;
    scheme.kind = entry->kind;
    scheme.hash = entry->hash;
    if (entry->kind == SCHEME_RSA_PSS) {
        r = parse_pss(algorithm->parameters, &scheme, ret_detail);
        if (r < 0)
            return r;
    } else if (parse_parameters(algorithm, &scheme) < 0) {
        return fail(ret_detail, "parameters where the signature algorithm has none");
    }
    *ret = scheme;
    return 0;
}

bool scheme_takes(enum scheme_kind kind, enum hash hash)
{
    if (kind == SCHEME_RSA_PKCS1 || kind == SCHEME_RSA_PSS)
        return hash != HASH_NONE && hash != HASH_SHAKE256 && hash != HASH_SM3;
    return true; /* the identifiers of the others name one */
}

const char *scheme_name(enum scheme_kind kind)
{
    static const char *const names[] = {
        [SCHEME_RSA_PKCS1] = "rsa",   [SCHEME_RSA_PSS] = "rsa-pss",
        [SCHEME_ECDSA] = "ecdsa",     [SCHEME_PLAIN_ECDSA] = "ecdsa-plain",
        [SCHEME_ED25519] = "ed25519", [SCHEME_ED448] = "ed448",
        [SCHEME_SM2] = "sm2",
    };

    return (size_t)kind < sizeof names / sizeof names[0] ? names[kind] : NULL;
}
