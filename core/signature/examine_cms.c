/*
 * A CMS SignedData (RFC 5652): structure, digest, attributes and value in the order of
 * EN 319 102-1 5.2 and 5.3, to the letter.
 *
 * The content of the CMS is the document, which stands outside of it; but in two forms it is
 * a digest of the document, which stands inside: adbe.pkcs7.sha1 (ISO 32000-1 12.8.3.3.1),
 * and SM2 signatures under the identifiers of GM/T 0010 that have no attributes. A time stamp
 * has a content of its own, TSTInfo (examine_time_stamp.c).
 */
#include "base/error.h"
#include "signature/examine_impl.h"
#include "signature/name.h"
#include "signature/oid.h"

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
    struct certificate signer = {0};
    int r;

    for (size_t i = 0; i < cms->certificate_count; i++) {
        if (certificate_parse(cms->certificates[i], &certificate) < 0)
            continue;
        r = compare_signer(cms, &certificate);
        if (r == ERR_MISMATCH)
            continue;
        if (r < 0)
            return r;
        if (signer.der.size > 0 && !slice_equal(signer.der, certificate.der)) {
            examine_no_certificate(evidence,
                                   "two different certificates answer to the signer's name");
            return 0;
        }
        signer = certificate;
    }
    if (signer.der.size > 0)
        return examine_take_signer(arena, evidence, &signer);
    examine_no_certificate(evidence, "the signer's certificate is not in the CMS");
    return 0;
}

/* ---- Content and digest ---- */

#define SHA1_SIZE 20
#define SM3_SIZE  32

static bool is_data(const struct cms *cms, struct slice content_type)
{
    return oid_is(content_type, OID_DATA) || (cms->is_gm && oid_is(content_type, OID_GM_DATA));
}

/*
 * content-type is that of the content (RFC 5652 11.1). Under GM/T 0010 issuers write one of
 * the two names of data here and the other one there.
 */
static bool is_of_content(const struct cms *cms, struct slice content_type)
{
    return slice_equal(content_type, cms->content_type) ||
           (is_data(cms, cms->content_type) && is_data(cms, content_type));
}

/* Which digest of the document is the content; HASH_NONE where that is the document itself. */
static enum hash enclosed_digest(const struct cms *cms, enum signature_profile profile)
{
    if (profile == SIGNATURE_ADBE_PKCS7_SHA1)
        return HASH_SHA1;
    return cms->is_gm && !cms->has_attributes && cms->content.size == SM3_SIZE ? HASH_SM3
                                                                               : HASH_NONE;
}

/* RFC 3161 2.4.2; whether to go on. */
static bool check_time_stamp(struct signature_evidence *evidence)
{
    const struct cms *cms = &evidence->cms;

    if (!oid_is(cms->content_type, OID_TST_INFO) || !cms->has_content)
        examine_malformed(evidence, "the content is no time stamp (TSTInfo)");
    else
        return true;
    return false;
}

/* Whether to go on. */
static bool check_content(struct signature_evidence *evidence, enum hash enclosed)
{
    const struct cms *cms = &evidence->cms;

    if (!is_data(cms, cms->content_type))
        examine_malformed(evidence, "the content is of another type than data");
    else if (enclosed == HASH_NONE && cms->has_content)
        examine_malformed(evidence, "content stands in a detached signature");
    else if (enclosed == HASH_SHA1 && cms->content.size != SHA1_SIZE)
        examine_malformed(evidence, "the content is not the SHA-1 digest of the document");
    else
        return true;
    return false;
}

/* The content is a digest: that of the covered bytes. */
static int check_enclosed(struct signature_evidence *evidence, const struct signature_input *input,
                          enum hash enclosed)
{
    struct hash_value digest;
    int r = hash_of(enclosed, input->covered, 2, &digest);

    if (r == 0 && !hash_equal(&digest, evidence->cms.content))
        examine_digest_mismatch(evidence);
    return r;
}

static void read_digest_algorithm(struct signature_evidence *evidence)
{
    int r = hash_parse(&evidence->cms.digest, &evidence->digest);

    if (r == ERR_SYNTAX)
        examine_malformed(evidence, "parameters where the digest algorithm has none");
    else if (r < 0)
        examine_unsupported_algorithm(evidence, "a digest algorithm that is not supported",
                                      evidence->cms.digest.oid);
}

/* ---- Attributes ---- */

static int check_certificate_hash(struct signature_evidence *evidence,
                                  const struct cms_certificate_hash *expected)
{
    struct hash_value hash;
    int r;

    if (!expected->present || !evidence->has_signer)
        return 0;
    if (expected->hash == HASH_NONE) {
        examine_unsupported(evidence, "signing-certificate-v2 with a digest that is not supported");
        return 0;
    }
    r = hash_of(expected->hash, &evidence->signer.der, 1, &hash);
    if (r == 0 && !hash_equal(&hash, expected->value))
        examine_no_certificate(evidence, "signing-certificate names another certificate");
    return r;
}

static void check_protection(struct signature_evidence *evidence,
                             const struct cms_attributes *attributes)
{
    if (!attributes->has_protection)
        return;
    if (!der_algorithm_equal(&attributes->protected_digest, &evidence->cms.digest) ||
        !der_algorithm_equal(&attributes->protected_signature, &evidence->cms.signature))
        examine_malformed(evidence, "CMSAlgorithmProtection names other algorithms");
}

static int check_attributes(struct signature_evidence *evidence,
                            const struct cms_attributes *attributes, enum signature_profile profile)
{
    int r;

    if (!is_of_content(&evidence->cms, attributes->content_type))
        examine_malformed(evidence, "content-type is not that of the content");
    check_protection(evidence, attributes);
    /* ETSI EN 319 142-1 6.3, RFC 5816 2.2.1: one of the two is required. */
    if ((profile == SIGNATURE_ETSI_CADES_DETACHED || profile == SIGNATURE_ETSI_RFC3161) &&
        !attributes->signing_certificate.present && !attributes->signing_certificate_v2.present)
        examine_attributes_wrong(evidence, "signing-certificate is missing");
    r = check_certificate_hash(evidence, &attributes->signing_certificate);
    return r < 0 ? r : check_certificate_hash(evidence, &attributes->signing_certificate_v2);
}

/* ISO 32000-2 12.8.1: /M is the signer's word; PAdES has no other (EN 319 142-1 5.3). */
static void read_claimed_time(struct signature_evidence *evidence,
                              const struct signature_input *input,
                              const struct cms_attributes *attributes)
{
    bool document_first = input->profile == SIGNATURE_ETSI_CADES_DETACHED;

    if (input->profile == SIGNATURE_ETSI_RFC3161)
        return; /* it says its own time, which is no claim of a signer */
    if (attributes->has_signing_time && !(document_first && input->has_document_time)) {
        evidence->has_claimed_time = true;
        evidence->claimed_time = attributes->signing_time;
    } else if (input->has_document_time) {
        evidence->has_claimed_time = true;
        evidence->claimed_time = input->document_time;
    }
}

/* ---- Value ---- */

/* What is signed: the content, in two parts. */
struct content {
    struct slice parts[2];
    bool enclosed;
};

/*
 * What the signature value was made over (RFC 5652 5.4): the attributes as they stand, with
 * the tag of a SET OF instead of [0]; without attributes, the content itself.
 */
static int check_value(struct signature_evidence *evidence, const struct content *content)
{
    const struct slice whole = evidence->cms.attributes.whole;
    const struct slice parts[] = {slice_of("\x31", 1), slice_sub(whole, 1, whole.size)};

    return examine_value(evidence, evidence->cms.has_attributes ? parts : content->parts, 2,
                         evidence->cms.value);
}

static int check_message_digest(struct signature_evidence *evidence, const struct content *content,
                                const struct cms_attributes *attributes)
{
    struct hash_value digest;
    int r;

    if (evidence->digest == HASH_NONE)
        return 0;
    r = hash_of(evidence->digest, content->parts, 2, &digest);
    if (r == 0 && !hash_equal(&digest, attributes->message_digest))
        examine_digest_mismatch(evidence);
    return r;
}

/*
 * Signed attributes are required: without them nothing says what the value was made for. A
 * value over a digest that stands inside cannot be taken for one over attributes.
 */
static int examine_without_attributes(struct signature_evidence *evidence,
                                      const struct content *content)
{
    if (!content->enclosed || evidence->is_time_stamp)
        examine_attributes_wrong(evidence, "there are no signed attributes");
    return check_value(evidence, content);
}

static int examine_attributes(struct signature_evidence *evidence,
                              const struct signature_input *input, const struct content *content)
{
    struct cms_attributes attributes = {0};
    const char *detail = NULL;
    int r;

    if (!evidence->cms.has_attributes)
        return examine_without_attributes(evidence, content);
    r = cms_attributes_parse(evidence->cms.attributes.body, &attributes, &detail);
    if (r < 0)
        return examine_refused(evidence, r, detail) ? 0 : r;
    read_claimed_time(evidence, input, &attributes);
    r = check_attributes(evidence, &attributes, input->profile);
    if (r == 0)
        r = check_message_digest(evidence, content, &attributes);
    if (r == 0)
        r = check_value(evidence, content);
    if (r == 0)
        r = examine_revocation(evidence, &attributes);
    if (r == 0 && input->profile != SIGNATURE_ETSI_RFC3161)
        r = examine_time_stamps(evidence, &attributes, input);
    return r;
}

static int examine_content(struct signature_evidence *evidence, const struct signature_input *input,
                           enum hash enclosed)
{
    struct content content = {.parts = {input->covered[0], input->covered[1]}};
    int r = 0;

    evidence->document_digest = evidence->digest;
    if (input->profile == SIGNATURE_ETSI_RFC3161) {
        content = (struct content){.parts = {evidence->cms.content}, .enclosed = true};
        r = examine_time_stamp(evidence, input);
    } else if (enclosed != HASH_NONE) {
        content = (struct content){.parts = {evidence->cms.content}, .enclosed = true};
        evidence->document_digest = enclosed;
        r = check_enclosed(evidence, input, enclosed);
    }
    return r < 0 ? r : examine_attributes(evidence, input, &content);
}

int examine_cms(struct arena *arena, const struct signature_input *input,
                struct signature_evidence *evidence)
{
    const struct cms_attributes none = {0};
    const char *detail = NULL;
    enum hash enclosed;
    int r;

    read_claimed_time(evidence, input, &none);
    r = cms_parse(arena, input->contents, &evidence->cms, &detail);
    if (r < 0)
        return examine_refused(evidence, r, detail) ? 0 : r;
    enclosed = enclosed_digest(&evidence->cms, input->profile);
    if (input->profile == SIGNATURE_ETSI_RFC3161 ? !check_time_stamp(evidence)
                                                 : !check_content(evidence, enclosed))
        return 0;
    r = find_signer(arena, evidence);
    if (r < 0)
        return r;
    read_digest_algorithm(evidence);
    examine_read_scheme(evidence, &evidence->cms.signature);
    return examine_content(evidence, input, enclosed);
}
