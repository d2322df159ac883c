/*
 * From the bytes of a signature to a judgement.
 *
 * This room knows CMS (RFC 5652, by a DER walk of its own over EVP; design.md section 3
 * says why not CMS_verify) under the international identifiers and those of GM/T 0010,
 * electronic seals (GM/T 0031, GB/T 38540), bare PKCS#1 values, certificates (RFC 5280),
 * control time and trust. It knows nothing of PDF, pages or issuers' documents: it is given
 * the DER, the covered bytes and a source's trust.
 *
 * A signature's way: signature_examine() chooses a decoder by the first elements of the DER,
 * holds the /SubFilter against it, and does the cryptography that depends on no trust, once:
 * digest, value, attributes, and of a seal its maker's value and its list of signers.
 * signature_judge() then judges it under one
 * source's trust at one control time, which is cheap: several sources cost one
 * examination. Trust is compiled once, before the processes for documents are forked
 * (trust.h): pinned keys parsed, digests fetched, revocation lists read.
 *
 * A time stamp (RFC 3161) is a signature whose content says a time. Those that a signature
 * carries are examined and judged with it; one of the document is a signature of its own,
 * and what it proves about others the caller puts into their control_times.
 *
 * Findings of this room: signature.malformed, signature.digest_mismatch,
 * signature.value_wrong, signature.no_certificate, signature.attributes,
 * signature.weak_algorithm, signature.unsupported, seal.malformed, seal.value_wrong,
 * seal.signer_not_in_seal, seal.expired, seal.maker_unchecked (a note: the source names no
 * makers), trust.no_path, trust.not_configured,
 * trust.wrong_signer, trust.time_stamp_broken and trust.time_stamp_unproven (notes: a time
 * stamp that proves nothing, and why), trust.expired_since, trust.expired, trust.not_yet_valid,
 * trust.future_time, trust.existed_by_before_signing (the same where the caller stated
 * existed_by), trust.claimed_time (a note: T is the time that the signer claims),
 * revocation.revoked, revocation.unknown. Parameters: `detail`, `algorithm`, `until`,
 * `subject`, `claimed`, `control_time`, `kind`, `cause`, `time`, `revoked_at`, `reason`.
 */
#ifndef VOUCH_SIGNATURE_SIGNATURE_H
#define VOUCH_SIGNATURE_SIGNATURE_H

#include "base/finding.h"
#include "base/slice.h"

struct trust;

/* What /Contents is: chosen by its first elements, never by the /SubFilter alone. */
enum signature_format {
    SIGNATURE_CMS,
    SIGNATURE_SEAL, /* SES_Signature of GM/T 0031 and GB/T 38540 */
    SIGNATURE_X509, /* a bare PKCS#1 value */
};

/* /SubFilter (ISO 32000-1 12.8.3.3, ISO 32000-2 table 255). */
enum signature_profile {
    SIGNATURE_ADBE_PKCS7_DETACHED,
    SIGNATURE_ETSI_CADES_DETACHED,
    SIGNATURE_ADBE_PKCS7_SHA1,
    SIGNATURE_ADBE_X509_RSA_SHA1,
    SIGNATURE_ETSI_RFC3161, /* a document time stamp */
    SIGNATURE_GM_SM2_SEAL,
};

/* ERR_UNSUPPORTED for a name that is none of the profiles, and for NULL: no name. */
int signature_profile_from_sub_filter(const char *sub_filter, enum signature_profile *ret_profile);

/* What a document carries beside its signatures: its security store. DER; all of it untrusted. */
struct signature_material {
    const struct slice *certificates;
    const struct slice *crls;
    const struct slice *ocsps;
    size_t certificate_count;
    size_t crl_count;
    size_t ocsp_count;
};

struct signature_archive; /* opaque: that, read once for all signatures of the document */

/* What cannot be read is left out; its bytes must stay. ERR_NOMEM. */
int signature_archive_read(struct arena *arena, const struct signature_material *material,
                           struct signature_archive **ret_archive);

struct signature_input {
    enum signature_profile profile;
    struct slice contents;            /* DER or BER, followed by nothing but zeros */
    struct slice covered[2];          /* the signed bytes */
    const struct slice *certificates; /* /Cert of the signature dictionary */
    size_t certificate_count;
    bool has_document_time; /* /M of the signature dictionary */
    int64_t document_time;
    struct signature_archive *archive; /* NULL: none */
};

/* A certificate as a report shows it; strings in the examination's arena. */
struct certificate_view {
    const char *subject; /* RFC 4514 */
    const char *issuer;
    const char *serial; /* lower-case hexadecimal */
    int64_t not_before;
    int64_t not_after;
    uint8_t sha256[32];
    struct slice der;
};

struct signature_evidence; /* opaque: what signature_examine() found */

/*
 * Fetches every algorithm from OpenSSL, so that nothing is looked up later. To be called
 * before a process locks itself down or forks; again does nothing. ERR_CRYPTO, ERR_NOMEM.
 */
int signature_prefetch(void);

/*
 * Does what needs no trust. All that is wrong is in signature_findings(); ERR_NOMEM, or
 * ERR_CRYPTO where OpenSSL itself fails.
 */
int signature_examine(struct arena *arena, const struct signature_input *input,
                      struct signature_evidence **ret_evidence);

const struct findings *signature_findings(const struct signature_evidence *evidence);

enum signature_format signature_format(const struct signature_evidence *evidence);
const char *signature_format_name(enum signature_format format); /* "cms", "seal", "x509" */

/* The electronic seal that a signature of that format uses, as a report shows it. */
struct seal_view {
    uint32_t version;
    struct slice id, name; /* as they stand: anything */
    int64_t created, valid_from, valid_until;
    const struct certificate_view *maker; /* NULL where its certificate cannot be read */
};

/* False where there is none, or none that could be read. */
bool signature_seal(const struct signature_evidence *evidence, struct seal_view *ret_seal);

/* Algorithms by their usual names ("sha256", "rsa", "rsa-pss", "ecdsa", ...), or NULL. */
const char *signature_digest_algorithm(const struct signature_evidence *evidence);
const char *signature_signature_algorithm(const struct signature_evidence *evidence);

/* The signer's certificate, or NULL where the CMS holds none that fits. */
const struct certificate_view *signature_signer(const struct signature_evidence *evidence);

/* signing-time attribute, else /M; for ETSI.CAdES.detached /M first. False where neither is there.
 */
bool signature_claimed_time(const struct signature_evidence *evidence, int64_t *ret_time);

/* Whether it is a time stamp (ETSI.RFC3161), good or not; and the time that it says, if any. */
bool signature_is_time_stamp(const struct signature_evidence *evidence);
bool signature_made_time(const struct signature_evidence *evidence, int64_t *ret_time);

enum time_basis {
    TIME_BASIS_AT, /* the caller's `at` or the daemon's clock */
    TIME_BASIS_EXISTED_BY,
    TIME_BASIS_LEDGER,
    TIME_BASIS_TIME_STAMP,
    TIME_BASIS_CLAIMED,
};
const char *time_basis_name(enum time_basis basis);

/* A time stamp (RFC 3161) that bears on a signature. */
enum time_stamp_kind {
    TIME_STAMP_SIGNATURE, /* over its value: the signature existed by then */
    TIME_STAMP_CONTENT,   /* a signed attribute, over the content: it was signed after */
    TIME_STAMP_DOCUMENT,  /* a later one of the document, which covers the signature */
};
const char *
time_stamp_kind_name(enum time_stamp_kind kind); /* "signature", "content", "document" */

struct judged_time_stamp {
    enum time_stamp_kind kind;
    int64_t time;
    bool trusted;                          /* it proves that time under this source's trust */
    const struct certificate_view *signer; /* NULL where it is not known */
    const struct findings *findings;       /* of the token */
};

/* The moments that a judgement may use (design.md section 6, "T, the control time"). */
struct control_times {
    int64_t at;
    bool has_existed_by;
    bool existed_by_from_ledger;
    int64_t existed_by;
    bool has_proven_time; /* by a trusted document time stamp that covers the signature */
    int64_t proven_time;
};

/* Whether a certificate was revoked (RFC 5280 6.3, RFC 6960), and who says so. */
enum revocation_state { REVOCATION_UNKNOWN, REVOCATION_GOOD, REVOCATION_REVOKED };
enum revocation_kind { REVOCATION_BY_CRL, REVOCATION_BY_OCSP };
enum revocation_origin { REVOCATION_IN_SIGNATURE, REVOCATION_IN_STORE, REVOCATION_IN_SNAPSHOT };

struct judged_revocation {
    bool asked; /* false: the source named the certificate itself, or does not want to know */
    enum revocation_state state;
    /* Of what says so, unless nothing is known: */
    enum revocation_kind kind;
    enum revocation_origin origin;
    const char *issuer;
    int64_t as_of; /* thisUpdate */
    bool has_next_update;
    int64_t next_update;
    int64_t revoked_at; /* also of one that is good because it was revoked later */
    bool has_reason;
    uint32_t reason; /* CRLReason (RFC 5280 5.3.1) */
};

/* "good", "revoked", "unknown"; "keyCompromise" and the like, "unspecified" for a number that is
 * none. */
const char *revocation_state_name(enum revocation_state state);
const char *revocation_reason_name(uint32_t reason);

/* What the source names the end of a path as (trust.h). */
enum trusted_as { TRUSTED_AS_NONE, TRUSTED_AS_SIGNER, TRUSTED_AS_ISSUER, TRUSTED_AS_ANCHOR };
const char *trusted_as_name(enum trusted_as as); /* NULL for none */

/* An algorithm that a judgement rests on, held against the table at the control time. */
enum algorithm_use {
    ALGORITHM_DIGEST,      /* of the covered bytes */
    ALGORITHM_SIGNATURE,   /* the signer's key */
    ALGORITHM_CERTIFICATE, /* how a certificate of the path was signed */
    ALGORITHM_TIME_STAMP,
    ALGORITHM_REVOCATION,
    ALGORITHM_SEAL,
};
const char *algorithm_use_name(enum algorithm_use use);

struct judged_algorithm {
    enum algorithm_use use;
    const char *name;
    uint32_t bits;       /* of a key; 0 for a digest */
    const char *subject; /* whose key, or whose certificate; NULL for the covered bytes */
    bool acceptable;
    bool has_until;
    int64_t until; /* last second of its last good day */
};

struct signature_judgement {
    struct verdict verdict;
    struct findings findings; /* evidence's own first, then those of trust and time */
    bool trusted; /* the signer is one that this source trusts (whatever else is wrong) */
    const struct certificate_view *path; /* signer first */
    size_t path_count;
    const struct judged_revocation *revocations; /* one for each of the path; NULL: nobody looked */
    enum trusted_as trusted_as;                  /* the last of the path */
    bool seal_maker_trusted; /* of an electronic seal: a path leads from its maker, too */
    int64_t control_time;
    enum time_basis time_basis;
    bool has_proven_time; /* by a trusted time stamp, its own or the document's */
    int64_t proven_time;
    const struct judged_time_stamp *time_stamps; /* its own, whose time could be read */
    size_t time_stamp_count;
    const struct judged_algorithm *algorithms;
    size_t algorithm_count;
};

/*
 * Judges under one source's trust; `trust` NULL judges under none (trust.not_configured).
 * `findings` of the caller, for instance about the byte range, are not known here: the
 * caller joins them and takes findings_verdict() over all.
 */
int signature_judge(struct arena *arena, const struct signature_evidence *evidence,
                    const struct trust *trust, const struct control_times *times,
                    struct signature_judgement *ret_judgement);

#endif
