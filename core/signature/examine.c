/*
 * signature_examine(): structure, digest, value and attributes of one signature, in the
 * order of EN 319 102-1 5.2 and 5.3, without any trust. It goes on after a finding where
 * what follows still means something, so that a report names all that is wrong.
 */
#include "base/error.h"
#include "signature/evidence.h"
#include "signature/name.h"
#include "signature/oid.h"

#include <openssl/evp.h>

static struct finding *add(struct signature_evidence *evidence, const char *code,
                           struct verdict verdict, const char *detail)
{
    struct finding *finding = findings_add(&evidence->findings, code, verdict);

    finding_param(&evidence->findings, finding, "detail", "%s", detail);
    return finding;
}

static void malformed(struct signature_evidence *evidence, const char *detail)
{
    add(evidence, "signature.malformed", FAILED(FORMAT_FAILURE), detail);
}

/* What nobody can decide with this build: neither right nor wrong. */
static struct finding *unsupported(struct signature_evidence *evidence, const char *detail)
{
    const struct verdict undecided = {INDETERMINATE, SUBINDICATION_NONE};

    return add(evidence, "signature.unsupported", undecided, detail);
}

static void unsupported_algorithm(struct signature_evidence *evidence, const char *detail,
                                  struct slice oid)
{
    struct finding *finding = unsupported(evidence, detail);
    char text[OID_TEXT_MAX];

    oid_text(oid, text);
    finding_param(&evidence->findings, finding, "algorithm", "%s", text);
}

static void no_certificate(struct signature_evidence *evidence, const char *detail)
{
    add(evidence, "signature.no_certificate", UNDECIDED(NO_SIGNING_CERTIFICATE_FOUND), detail);
}

static void attributes_wrong(struct signature_evidence *evidence, const char *detail)
{
    add(evidence, "signature.attributes", UNDECIDED(SIG_CONSTRAINTS_FAILURE), detail);
}

/* Adds the finding for a parser's refusal; false where `r` is none of a parser's. */
static bool refused(struct signature_evidence *evidence, int r, const char *detail)
{
    if (r == ERR_SYNTAX)
        malformed(evidence, detail);
    else if (r == ERR_UNSUPPORTED || r == ERR_LIMIT)
        unsupported(evidence, detail);
    else
        return false;
    return true;
}

/* ---- The signer's certificate ---- */

/* 0, ERR_MISMATCH, ERR_NOMEM. Only finds the certificate; its key still has to fit the value. */
static int compare_signer(const struct cms *cms, const struct certificate *certificate)
{
    if (cms->by_key_id) {
        bool same = certificate->subject_key_id.size > 0 &&
                    slice_equal(certificate->subject_key_id, cms->key_id);

        return same ? 0 : ERR_MISMATCH;
    }
    if (!slice_equal(certificate->serial, cms->serial))
        return ERR_MISMATCH;
    return name_compare(certificate->issuer, cms->issuer);
}

/*
 * Exactly one certificate of the bag may be the signer's; the same bytes twice are one. Two
 * that answer to one name (a foreign key under a genuine identifier) are nobody's.
 */
static int find_signer(struct arena *arena, struct signature_evidence *evidence)
{
    const struct cms *cms = &evidence->cms;
    struct certificate certificate;
    int r;

    for (size_t i = 0; i < cms->certificate_count; i++) {
        if (certificate_parse(cms->certificates[i], &certificate) < 0)
            continue;
        r = compare_signer(cms, &certificate);
        if (r == ERR_MISMATCH)
            continue;
        if (r < 0)
            return r;
        if (evidence->has_signer && !slice_equal(evidence->signer.der, certificate.der)) {
            evidence->has_signer = false;
            no_certificate(evidence, "two different certificates answer to the signer's name");
            return 0;
        }
        evidence->has_signer = true;
        evidence->signer = certificate;
    }
    if (evidence->has_signer)
        return certificate_describe(arena, &evidence->signer, &evidence->view);
    no_certificate(evidence, "the signer's certificate is not in the CMS");
    return 0;
}

static int read_key(struct signature_evidence *evidence)
{
    const char *detail = NULL;
    int r;

    if (!evidence->has_signer)
        return 0;
    r = key_parse(evidence->signer.spki, &evidence->key, &detail);
    return r < 0 && !refused(evidence, r, detail) ? r : 0;
}

/* ---- Algorithms ---- */

static void read_digest_algorithm(struct signature_evidence *evidence)
{
    int r = hash_parse(&evidence->cms.digest, &evidence->digest);

    if (r == ERR_SYNTAX)
        malformed(evidence, "parameters where the digest algorithm has none");
    else if (r < 0)
        unsupported_algorithm(evidence, "a digest algorithm that is not supported",
                              evidence->cms.digest.oid);
}

/* The declared signature algorithm must be the one used: with this digest, for this key. */
static void read_signature_algorithm(struct signature_evidence *evidence)
{
    const char *detail = NULL;
    struct scheme scheme;
    int r = scheme_parse(&evidence->cms.signature, &scheme, &detail);

    if (r == ERR_SYNTAX) {
        malformed(evidence, detail);
        return;
    }
    if (r < 0) {
        unsupported_algorithm(evidence, detail, evidence->cms.signature.oid);
        return;
    }
    if (scheme.hash == HASH_NONE)
        scheme.hash = evidence->digest;
    if (evidence->digest != HASH_NONE && scheme.hash != evidence->digest)
        malformed(evidence, "the signature algorithm is for another digest than the one used");
    else if (evidence->key.kind != KEY_NONE && !key_fits(&evidence->key, &scheme))
        malformed(evidence, "the signature algorithm is not one for the signer's key");
    else
        evidence->scheme = scheme;
}

/* ---- Digest, attributes, value ---- */

static int check_certificate_hash(struct signature_evidence *evidence,
                                  const struct cms_certificate_hash *expected)
{
    struct hash_value hash;
    int r;

    if (!expected->present || !evidence->has_signer)
        return 0;
    if (expected->hash == HASH_NONE) {
        unsupported(evidence, "signing-certificate-v2 with a digest that is not supported");
        return 0;
    }
    r = hash_of(expected->hash, &evidence->signer.der, 1, &hash);
    if (r == 0 && !hash_equal(&hash, expected->value))
        no_certificate(evidence, "signing-certificate names another certificate");
    return r;
}

static void check_protection(struct signature_evidence *evidence,
                             const struct cms_attributes *attributes)
{
    if (!attributes->has_protection)
        return;
    if (!der_algorithm_equal(&attributes->protected_digest, &evidence->cms.digest) ||
        !der_algorithm_equal(&attributes->protected_signature, &evidence->cms.signature))
        malformed(evidence, "CMSAlgorithmProtection names other algorithms");
}

static int check_attributes(struct signature_evidence *evidence,
                            const struct cms_attributes *attributes, enum signature_profile profile)
{
    int r;

    if (!oid_is(attributes->content_type, OID_DATA))
        malformed(evidence, "content-type is not that of the content");
    check_protection(evidence, attributes);
    /* ETSI EN 319 142-1 6.3: one of the two is required. */
    if (profile == SIGNATURE_ETSI_CADES_DETACHED && !attributes->signing_certificate.present &&
        !attributes->signing_certificate_v2.present)
        attributes_wrong(evidence, "signing-certificate is missing");
    r = check_certificate_hash(evidence, &attributes->signing_certificate);
    return r < 0 ? r : check_certificate_hash(evidence, &attributes->signing_certificate_v2);
}

/* ISO 32000-2 12.8.1: /M is the signer's word; PAdES has no other (EN 319 142-1 5.3). */
static void read_claimed_time(struct signature_evidence *evidence,
                              const struct signature_input *input,
                              const struct cms_attributes *attributes)
{
    bool document_first = input->profile == SIGNATURE_ETSI_CADES_DETACHED;

    if (attributes->has_signing_time && !(document_first && input->has_document_time)) {
        evidence->has_claimed_time = true;
        evidence->claimed_time = attributes->signing_time;
    } else if (input->has_document_time) {
        evidence->has_claimed_time = true;
        evidence->claimed_time = input->document_time;
    }
}

/*
 * What the signature value was made over (RFC 5652 5.4): the attributes as they stand, with
 * the tag of a SET OF instead of [0]; without attributes, the content itself.
 */
static int digest_of_signed(const struct signature_evidence *evidence,
                            const struct hash_value *content, struct hash_value *ret)
{
    const struct slice whole = evidence->cms.attributes.whole;
    const struct slice parts[] = {slice_of("\x31", 1), slice_sub(whole, 1, whole.size)};

    if (!evidence->cms.has_attributes) {
        *ret = *content;
        return 0;
    }
    return hash_of(evidence->digest, parts, 2, ret);
}

static int check_value(struct signature_evidence *evidence, const struct hash_value *content)
{
    struct hash_value digest;
    EVP_PKEY *key = NULL;
    int r;

    if (evidence->key.kind == KEY_NONE || evidence->scheme.kind == SCHEME_NONE)
        return 0;
    r = digest_of_signed(evidence, content, &digest);
    if (r == 0)
        r = key_open(&evidence->key, &key);
    if (r == 0)
        r = crypto_verify(key, &evidence->scheme, &digest, evidence->cms.value);
    EVP_PKEY_free(key);
    if (r == ERR_INVALID) {
        unsupported(evidence, "the signer's public key cannot be used");
    } else if (r == ERR_MISMATCH) {
        findings_add(&evidence->findings, "signature.value_wrong", FAILED(SIG_CRYPTO_FAILURE));
    } else {
        return r;
    }
    return 0;
}

/* Digest of the covered bytes, then the value over the attributes or, lacking those, over it. */
static int check_cryptography(struct signature_evidence *evidence,
                              const struct signature_input *input,
                              const struct cms_attributes *attributes)
{
    struct hash_value content;
    int r;

    if (evidence->digest == HASH_NONE)
        return 0;
    r = hash_of(evidence->digest, input->covered, 2, &content);
    if (r < 0)
        return r;
    if (attributes && !hash_equal(&content, attributes->message_digest))
        findings_add(&evidence->findings, "signature.digest_mismatch", FAILED(HASH_FAILURE));
    return check_value(evidence, &content);
}

/* Signed attributes are required: without them nothing says what the value was made for. */
static int examine_attributes(struct signature_evidence *evidence,
                              const struct signature_input *input)
{
    struct cms_attributes attributes = {0};
    const char *detail = NULL;
    int r;

    if (!evidence->cms.has_attributes) {
        attributes_wrong(evidence, "there are no signed attributes");
        return check_cryptography(evidence, input, NULL);
    }
    r = cms_attributes_parse(evidence->cms.attributes.body, &attributes, &detail);
    if (r < 0)
        return refused(evidence, r, detail) ? 0 : r;
    read_claimed_time(evidence, input, &attributes);
    r = check_attributes(evidence, &attributes, input->profile);
    return r < 0 ? r : check_cryptography(evidence, input, &attributes);
}

static int examine(struct arena *arena, const struct signature_input *input,
                   struct signature_evidence *evidence)
{
    const struct cms_attributes none = {0};
    const char *detail = NULL;
    int r;

    read_claimed_time(evidence, input, &none);
    r = cms_parse(arena, input->contents, &evidence->cms, &detail);
    if (r < 0)
        return refused(evidence, r, detail) ? 0 : r;
    if ((r = find_signer(arena, evidence)) < 0 || (r = read_key(evidence)) < 0)
        return r;
    read_digest_algorithm(evidence);
    read_signature_algorithm(evidence);
    return examine_attributes(evidence, input);
}

int signature_examine(struct arena *arena, const struct signature_input *input,
                      struct signature_evidence **ret_evidence)
{
    struct signature_evidence *evidence = arena_new_of(arena, struct signature_evidence);
    int r;

    if (!evidence)
        return ERR_NOMEM;
    findings_init(&evidence->findings, arena);
    r = examine(arena, input, evidence);
    if (r == 0)
        *ret_evidence = evidence;
    return r;
}

int signature_prefetch(void)
{
    return crypto_prefetch();
}

int signature_profile_from_sub_filter(const char *sub_filter, enum signature_profile *ret_profile)
{
    if (!sub_filter)
        return ERR_UNSUPPORTED;
    if (strcmp(sub_filter, "adbe.pkcs7.detached") == 0)
        *ret_profile = SIGNATURE_ADBE_PKCS7_DETACHED;
    else if (strcmp(sub_filter, "ETSI.CAdES.detached") == 0)
        *ret_profile = SIGNATURE_ETSI_CADES_DETACHED;
    else
        return ERR_UNSUPPORTED;
    return 0;
}

const struct findings *signature_findings(const struct signature_evidence *evidence)
{
    return &evidence->findings;
}

const char *signature_digest_algorithm(const struct signature_evidence *evidence)
{
    return hash_name(evidence->digest);
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
