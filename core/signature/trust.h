/*
 * What one source trusts, compiled (design.md section 6).
 *
 * Settings come as certificates in DER with their options, read from files by whoever
 * loads the configuration; this room opens no file. Compiling parses every certificate
 * and key once, so that nothing of it is done again for each document. A compiled trust
 * is read-only and shared by all examinations.
 */
#ifndef VOUCH_SIGNATURE_TRUST_H
#define VOUCH_SIGNATURE_TRUST_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct trust;

struct trust_certificate {
    struct slice der;
    bool ca_assumed;  /* `ca: assumed`: issuer without CA:TRUE */
    bool has_until;   /* `until: DAY`: retired, signatures after that day do not count */
    int64_t until;    /* end of that day, seconds since the epoch */
    const char *name; /* file it came from, for messages */
};

/* One attribute of the signer's subject: exact, or a prefix where `prefix`. */
struct trust_subject {
    const char *attribute; /* short name: "O", "CN", "OU", "C", ... */
    const char *value;
    bool prefix;
};

/* A revocation list or an OCSP answer in DER, of the snapshot. */
struct trust_list {
    struct slice der;
    const char *name; /* file it came from, for messages */
};

/* `revocation`: what is asked about the certificates of a path (design.md section 4). */
enum trust_revocation {
    TRUST_REVOCATION_IF_AVAILABLE, /* what is at hand counts; nothing at hand is no doubt */
    TRUST_REVOCATION_NEVER,
    TRUST_REVOCATION_REQUIRED, /* without data, TRY_LATER */
};

struct algorithm_table; /* algorithms.h: dated, versioned */

struct trust_settings {
    const char *source; /* its name, for messages */
    const struct trust_certificate *issuers;
    size_t issuer_count;
    const struct trust_certificate *signers;
    size_t signer_count;
    const struct trust_certificate *anchors;
    size_t anchor_count;
    const struct trust_certificate *time_stamps; /* anchors, or the end-entities themselves */
    size_t time_stamp_count;
    const struct trust_certificate *seal_makers; /* anchors, or the end-entities themselves */
    size_t seal_maker_count;
    const struct slice *candidates; /* DER: for building paths, never trust */
    size_t candidate_count;
    const struct trust_subject *subject;
    size_t subject_count;
    const char *const *purposes; /* extended key usage: one of these; by name or as 1.2.3 */
    size_t purpose_count;
    const char *const *policies; /* certificate policies: one of these, as 1.2.3 */
    size_t policy_count;
    bool use_claimed_time;   /* `time: claimed` */
    int64_t claimed_max_age; /* seconds; 0 for none */
    enum trust_revocation revocation;
    const struct trust_list *lists; /* their bytes must outlive the trust */
    size_t list_count;
    const struct algorithm_table *algorithms; /* NULL: the built-in one; must outlive the trust */
};

struct trust_problem {
    char message[256]; /* a sentence for the operator: which file, what is wrong, what to do */
};

/*
 * Compiles settings. ERR_INVALID with `problem` filled where they cannot be used (an issuer
 * without CA:TRUE and not assumed, anchors without subject, a list that its issuer did not sign,
 * ...).
 */
int trust_new(const struct trust_settings *settings, struct trust_problem *problem,
              struct trust **ret_trust);
struct trust *trust_free(struct trust *trust);

/* True if the source names any issuer, signer or anchor. */
bool trust_is_configured(const struct trust *trust);

/*
 * When the first of the configured certificates (or its `until`), and the first of the configured
 * revocation lists, runs out: for whoever must renew them.
 */
struct trust_expiry {
    bool is_there;
    int64_t at;
};
struct trust_expiry trust_certificate_expiry(const struct trust *trust);
struct trust_expiry trust_list_expiry(const struct trust *trust);

/* SHA-256 over the canonical form of the settings: part of the report's trust_snapshot. */
void trust_digest(const struct trust *trust, uint8_t ret_sha256[32]);

/*
 * Splits PEM or DER bytes into certificates: several PEM or one DER. For whoever reads the
 * configuration's files. ERR_SYNTAX where there is none.
 */
int trust_read_certificates(struct arena *arena, struct slice bytes, struct slice **ret_ders,
                            size_t *ret_count);

/*
 * Splits PEM or DER bytes into revocation lists and OCSP answers: several PEM lists (X509 CRL) or
 * one DER, whose first elements are looked at and no more. The DER stays in `bytes`. ERR_SYNTAX
 * where there is none.
 */
int trust_read_lists(struct arena *arena, struct slice bytes, struct slice **ret_ders,
                     size_t *ret_count);

#endif
