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

void examine_digest_mismatch(struct signature_evidence *evidence)
{
    findings_add(&evidence->findings, "signature.digest_mismatch", FAILED(HASH_FAILURE));
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
        findings_add(&evidence->findings, "signature.value_wrong", FAILED(SIG_CRYPTO_FAILURE));
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
    {"ETSI.CAdES.detached", SIGNATURE_ETSI_CADES_DETACHED, SIGNATURE_CMS},
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

int signature_examine(struct arena *arena, const struct signature_input *input,
                      struct signature_evidence **ret_evidence)
{
    struct signature_evidence *evidence = arena_new_of(arena, struct signature_evidence);
    int r;

    if (!evidence)
        return ERR_NOMEM;
    findings_init(&evidence->findings, arena);
    evidence->format = format_of_profile(input->profile);
    r = examine_cms(arena, input, evidence);
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
