/*
 * signature_examine(): chooses the decoder by the first elements of the DER and holds the
 * /SubFilter against it. The decoders go on after a finding where what follows still means
 * something, so that a report names all that is wrong.
 */
#include "signature/examine_impl.h"

#include "base/error.h"
#include "signature/oid.h"

#include <openssl/evp.h>

/* ---- Findings ---- */

struct finding *examine_add(struct signature_evidence *evidence, const char *code,
                            struct verdict verdict, const char *detail)
{
    struct finding *finding = findings_add(&evidence->findings, code, verdict);

    finding_param(&evidence->findings, finding, "detail", "%s", detail);
    return finding;
}

void examine_malformed(struct signature_evidence *evidence, const char *detail)
{
    examine_add(evidence, "signature.malformed", FAILED(FORMAT_FAILURE), detail);
}

static struct finding *unsupported(struct signature_evidence *evidence, const char *detail)
{
    const struct verdict undecided = {INDETERMINATE, SUBINDICATION_NONE};

    return examine_add(evidence, "signature.unsupported", undecided, detail);
}

void examine_unsupported(struct signature_evidence *evidence, const char *detail)
{
    unsupported(evidence, detail);
}

void examine_unsupported_algorithm(struct signature_evidence *evidence, const char *detail,
                                   struct slice oid)
{
    struct finding *finding = unsupported(evidence, detail);
    char text[OID_TEXT_MAX];

    oid_text(oid, text);
    finding_param(&evidence->findings, finding, "algorithm", "%s", text);
}

void examine_no_certificate(struct signature_evidence *evidence, const char *detail)
{
    examine_add(evidence, "signature.no_certificate", UNDECIDED(NO_SIGNING_CERTIFICATE_FOUND),
                detail);
}

void examine_attributes_wrong(struct signature_evidence *evidence, const char *detail)
{
    examine_add(evidence, "signature.attributes", UNDECIDED(SIG_CONSTRAINTS_FAILURE), detail);
}

void examine_digest_mismatch(struct signature_evidence *evidence)
{
    findings_add(&evidence->findings, "signature.digest_mismatch", FAILED(HASH_FAILURE));
}

void examine_value_wrong(struct signature_evidence *evidence)
{
    findings_add(&evidence->findings, "signature.value_wrong", FAILED(SIG_CRYPTO_FAILURE));
}

bool examine_refused(struct signature_evidence *evidence, int r, const char *detail)
{
    if (r == ERR_SYNTAX)
        examine_malformed(evidence, detail);
    else if (r == ERR_UNSUPPORTED || r == ERR_LIMIT)
        examine_unsupported(evidence, detail);
    else
        return false;
    return true;
}

/* ---- Steps ---- */

int examine_take_signer(struct arena *arena, struct signature_evidence *evidence,
                        const struct certificate *certificate)
{
    const char *detail = NULL;
    int r;

    evidence->has_signer = true;
    evidence->signer = *certificate;
    r = key_parse(certificate->spki, &evidence->key, &detail);
    if (r < 0 && !examine_refused(evidence, r, detail))
        return r;
    return certificate_describe(arena, &evidence->signer, &evidence->view);
}

void examine_read_scheme(struct signature_evidence *evidence, const struct der_algorithm *algorithm)
{
    const char *detail = NULL;
    struct scheme scheme;
    int r = scheme_parse(algorithm, &scheme, &detail);

    if (r == ERR_SYNTAX) {
        examine_malformed(evidence, detail);
        return;
    }
    if (r < 0) {
        examine_unsupported_algorithm(evidence, detail, algorithm->oid);
        return;
    }
    if (scheme.hash == HASH_NONE)
        scheme.hash = evidence->digest;
    if (evidence->digest != HASH_NONE && !scheme_takes(scheme.kind, evidence->digest))
        examine_unsupported_algorithm(
            evidence, "a signature algorithm that is not supported with this digest",
            algorithm->oid);
    else if (evidence->digest != HASH_NONE && scheme.hash != evidence->digest)
        examine_malformed(evidence,
                          "the signature algorithm is for another digest than the one used");
    else if (evidence->key.kind != KEY_NONE && !key_fits(&evidence->key, &scheme))
        examine_malformed(evidence, "the signature algorithm is not one for the signer's key");
    else
        evidence->scheme = scheme;
}

int examine_value(struct signature_evidence *evidence, const struct slice *parts, size_t count,
                  struct slice value)
{
    EVP_PKEY *key = NULL;
    int r;

    if (evidence->key.kind == KEY_NONE || evidence->scheme.kind == SCHEME_NONE ||
        evidence->scheme.hash == HASH_NONE)
        return 0;
    r = key_open(&evidence->key, &key);
    if (r == 0)
        r = crypto_verify_message(key, &evidence->scheme, parts, count, value);
    EVP_PKEY_free(key);
    if (r == ERR_INVALID) {
        examine_unsupported(evidence, "the signer's public key cannot be used");
    } else if (r == ERR_MISMATCH) {
        examine_value_wrong(evidence);
    } else {
        return r;
    }
    return 0;
}

/* ---- Which decoder ---- */

static const struct {
    const char *sub_filter;
    enum signature_profile profile;
    enum signature_format format;
} profiles[] = {
    {"adbe.pkcs7.detached", SIGNATURE_ADBE_PKCS7_DETACHED, SIGNATURE_CMS},
    {"adbe.pkcs7.sha1", SIGNATURE_ADBE_PKCS7_SHA1, SIGNATURE_CMS},
    {"adbe.x509.rsa_sha1", SIGNATURE_ADBE_X509_RSA_SHA1, SIGNATURE_X509},
    {"ETSI.CAdES.detached", SIGNATURE_ETSI_CADES_DETACHED, SIGNATURE_CMS},
    {"ETSI.RFC3161", SIGNATURE_ETSI_RFC3161, SIGNATURE_CMS},
    {"GM.sm2seal", SIGNATURE_GM_SM2_SEAL, SIGNATURE_SEAL},
};

#define PROFILE_COUNT (sizeof profiles / sizeof profiles[0])

int signature_profile_from_sub_filter(const char *sub_filter, enum signature_profile *ret_profile)
{
    for (size_t i = 0; sub_filter && i < PROFILE_COUNT; i++) {
        if (strcmp(sub_filter, profiles[i].sub_filter) == 0) {
            *ret_profile = profiles[i].profile;
            return 0;
        }
    }
    return ERR_UNSUPPORTED;
}

static enum signature_format format_of_profile(enum signature_profile profile)
{
    for (size_t i = 0; i < PROFILE_COUNT; i++)
        if (profiles[i].profile == profile)
            return profiles[i].format;
    return SIGNATURE_CMS;
}

/*
 * Into the first element, if it is one of definite or indefinite length: what follows its
 * header, cut short or not. The decoder says what is wrong with it.
 */
static struct slice inside(struct slice bytes)
{
    size_t header = 2;

    if (bytes.size >= 2 && bytes.data[1] > 0x80)
        header += bytes.data[1] & 0x7f;
    return slice_sub(bytes, header, bytes.size);
}

/* What the first elements say; `otherwise` where they are those of nothing known. */
static enum signature_format format_of_contents(struct slice contents,
                                                enum signature_format otherwise)
{
    struct slice body = inside(contents);

    if (der_at(contents, DER_OCTET_STRING))
        return SIGNATURE_X509;
    if (der_at(contents, DER_SEQUENCE) && der_at(body, DER_OID))
        return SIGNATURE_CMS;
    if (der_at(contents, DER_SEQUENCE) && der_at(body, DER_SEQUENCE) &&
        der_at(inside(body), DER_INTEGER))
        return SIGNATURE_SEAL;
    return otherwise;
}

/* A seal under adbe.pkcs7.detached is what one common way of making them writes. */
static bool is_tolerated(enum signature_format format, enum signature_profile profile)
{
    return format == SIGNATURE_SEAL && profile == SIGNATURE_ADBE_PKCS7_DETACHED;
}

static int examine(struct arena *arena, const struct signature_input *input,
                   struct signature_evidence *evidence)
{
    enum signature_format declared = format_of_profile(input->profile);

    evidence->format = format_of_contents(input->contents, declared);
    if (evidence->format != declared && !is_tolerated(evidence->format, input->profile))
        examine_malformed(evidence, "/SubFilter is for another kind of signature");
    switch (evidence->format) {
    case SIGNATURE_X509:
        return examine_x509(arena, input, evidence);
    case SIGNATURE_SEAL:
        return examine_seal(arena, input, evidence);
    case SIGNATURE_CMS:
        break;
    }
    return examine_cms(arena, input, evidence);
}

int signature_examine(struct arena *arena, const struct signature_input *input,
                      struct signature_evidence **ret_evidence)
{
    struct signature_evidence *evidence = arena_new_of(arena, struct signature_evidence);
    int r;

    if (!evidence)
        return ERR_NOMEM;
    findings_init(&evidence->findings, arena);
    evidence->archive = input->archive;
    evidence->is_time_stamp = input->profile == SIGNATURE_ETSI_RFC3161;
    r = examine(arena, input, evidence);
    if (r == 0)
        *ret_evidence = evidence;
    return r;
}

/* ---- What was found ---- */

int signature_prefetch(void)
{
    return crypto_prefetch();
}

enum signature_format signature_format(const struct signature_evidence *evidence)
{
    return evidence->format;
}

const char *signature_format_name(enum signature_format format)
{
    static const char *const names[] = {
        [SIGNATURE_CMS] = "cms", [SIGNATURE_SEAL] = "seal", [SIGNATURE_X509] = "x509"};

    return (size_t)format < sizeof names / sizeof names[0] ? names[format] : NULL;
}

const struct findings *signature_findings(const struct signature_evidence *evidence)
{
    return &evidence->findings;
}

const char *signature_digest_algorithm(const struct signature_evidence *evidence)
{
    return hash_name(evidence->document_digest);
}

const char *signature_signature_algorithm(const struct signature_evidence *evidence)
{
    return scheme_name(evidence->scheme.kind);
}

const struct certificate_view *signature_signer(const struct signature_evidence *evidence)
{
    return evidence->has_signer ? &evidence->view : NULL;
}

bool signature_claimed_time(const struct signature_evidence *evidence, int64_t *ret_time)
{
    if (evidence->has_claimed_time)
        *ret_time = evidence->claimed_time;
    return evidence->has_claimed_time;
}
