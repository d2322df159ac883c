/*
 * adbe.x509.rsa_sha1 (ISO 32000-1 12.8.3.2): /Contents is an OCTET STRING with a bare
 * RSASSA-PKCS1-v1_5 value over the document, and the certificates stand in /Cert, the
 * signer's first. Whatever its name says, the digest is the one that the value names
 * (ISO 32000-1 table 257, note b).
 */
#include "base/error.h"
#include "signature/examine_impl.h"

#include <openssl/evp.h>

static int take_certificates(struct arena *arena, const struct signature_input *input,
                             struct signature_evidence *evidence)
{
    struct cms *bag = &evidence->cms;
    struct certificate signer;

    for (size_t i = 0; i < input->certificate_count && i < CMS_CERTIFICATES_MAX; i++)
        bag->certificates[bag->certificate_count++] = input->certificates[i];
    if (bag->certificate_count == 0)
        examine_no_certificate(evidence, "the signature dictionary has no /Cert");
    else if (certificate_parse(bag->certificates[0], &signer) < 0)
        examine_malformed(evidence, "/Cert does not begin with a certificate");
    else
        return examine_take_signer(arena, evidence, &signer);
    return 0;
}

static int compare_digest(struct signature_evidence *evidence, const struct signature_input *input,
                          const struct hash_value *signed_digest)
{
    struct hash_value digest;
    int r = hash_of(signed_digest->hash, input->covered, 2, &digest);

    if (r < 0)
        return r;
    evidence->document_digest = evidence->digest = digest.hash;
    evidence->scheme.hash = digest.hash;
    if (!hash_equal(&digest, slice_of(signed_digest->bytes, signed_digest->size)))
        examine_digest_mismatch(evidence);
    return 0;
}

static int check_value(struct signature_evidence *evidence, const struct signature_input *input,
                       struct slice value)
{
    struct hash_value signed_digest;
    EVP_PKEY *key = NULL;
    int r = key_open(&evidence->key, &key);

    if (r == 0)
        r = crypto_recover_digest(key, value, &signed_digest);
    EVP_PKEY_free(key);
    if (r == 0)
        return compare_digest(evidence, input, &signed_digest);
    if (r == ERR_MISMATCH)
        examine_value_wrong(evidence);
    else if (r == ERR_INVALID)
        examine_unsupported(evidence, "the signer's public key cannot be used");
    else if (r == ERR_UNSUPPORTED)
        examine_unsupported(evidence, "a digest algorithm that is not supported");
    else
        return r;
    return 0;
}

int examine_x509(struct arena *arena, const struct signature_input *input,
                 struct signature_evidence *evidence)
{
    const struct scheme pkcs1 = {.kind = SCHEME_RSA_PKCS1};
    struct slice rest = input->contents;
    struct slice value;
    int r;

    evidence->has_claimed_time = input->has_document_time;
    evidence->claimed_time = input->document_time;
    if (der_body(&rest, DER_OCTET_STRING, &value) < 0) {
        examine_malformed(evidence, "the value is no OCTET STRING");
        return 0;
    }
    if (!der_is_padding(rest))
        examine_malformed(evidence, "bytes after the value that are not zero");
    r = take_certificates(arena, input, evidence);
    if (r < 0 || evidence->key.kind == KEY_NONE)
        return r;
    if (key_fits(&evidence->key, &pkcs1)) {
        evidence->scheme = pkcs1;
        return check_value(evidence, input, value);
    }
    examine_malformed(evidence, "the signature algorithm is not one for the signer's key");
    return 0;
}
