/*
 * What signature_examine() found, for signature_judge(): one signature, apart from trust
 * and time. Everything lives in the arena of the examination; nothing is OpenSSL's.
 */
#ifndef VOUCH_SIGNATURE_EVIDENCE_H
#define VOUCH_SIGNATURE_EVIDENCE_H

#include "signature/certificate.h"
#include "signature/cms.h"
#include "signature/key.h"
#include "signature/seal.h"

/* An electronic seal, and who made it. */
struct seal_evidence {
    struct seal seal;
    bool has_maker;
    struct certificate maker;
    struct certificate_view maker_view;
    struct key maker_key; /* KEY_NONE where it cannot be used */
};

struct signature_evidence {
    struct findings findings;
    enum signature_format format;
    struct cms cms; /* of other formats only its certificates: what came beside the signer's */
    const struct seal_evidence *seal; /* NULL where the format is another */

    bool has_signer;
    struct certificate signer;
    struct certificate_view view;
    struct key key; /* the signer's; KEY_NONE where it cannot be used */

    enum hash document_digest; /* over the covered bytes; HASH_NONE where it is not known */
    enum hash digest;          /* over what was signed; another one with adbe.pkcs7.sha1 */
    struct scheme scheme;      /* SCHEME_NONE where it is not known */

    bool has_claimed_time;
    int64_t claimed_time;
};

/* Verdicts of findings, by their names in EN 319 102-1. */
#define FAILED(name)    ((struct verdict){TOTAL_FAILED, SUB_##name})
#define UNDECIDED(name) ((struct verdict){INDETERMINATE, SUB_##name})

#endif
