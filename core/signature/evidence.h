/*
 * What signature_examine() found, for signature_judge(): one signature, apart from trust
 * and time. Everything lives in the arena of the examination; nothing is OpenSSL's.
 */
#ifndef VOUCH_SIGNATURE_EVIDENCE_H
#define VOUCH_SIGNATURE_EVIDENCE_H

#include "signature/archive.h"
#include "signature/cms.h"
#include "signature/seal.h"
#include "signature/time_stamp.h"

/* An electronic seal, and who made it. */
struct seal_evidence {
    struct seal seal;
    bool has_maker;
    struct certificate maker;
    struct certificate_view maker_view;
    struct key maker_key; /* KEY_NONE where it cannot be used */
};

#define TIME_STAMPS_MAX 8 /* of one signature; more only cost time */

/* A time stamp of a signature, examined as a signature of its own. */
struct evidence_time_stamp {
    enum time_stamp_kind kind;
    struct signature_evidence *evidence;
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

    bool is_time_stamp; /* this one is, or claims to be, a time stamp: an RFC 3161 token */
    bool has_made_time; /* and what it says could be read */
    struct time_stamp time_stamp;

    struct evidence_time_stamp time_stamps[TIME_STAMPS_MAX];
    size_t time_stamp_count;

    struct revocation_items *revocation; /* came with the signature; NULL: nothing */
    struct signature_archive *archive;   /* came with the document; NULL: nothing */
};

/* Verdicts of findings, by their names in EN 319 102-1. */
#define FAILED(name)    ((struct verdict){TOTAL_FAILED, SUB_##name})
#define UNDECIDED(name) ((struct verdict){INDETERMINATE, SUB_##name})

#endif
