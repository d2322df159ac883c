/*
 * The report: what vouchd says about one document (the contract is api.md).
 *
 * Three structures make one report, because they come from different hands:
 *
 *   struct judgements   what the signatures prove, under the trust of each candidate
 *                       source; sent by the examination before any plugin has run;
 *   struct examination  what the plugin read: source, claims, checks, evidence;
 *   struct report       both joined by report_join() (join.h), with ids and inputs.
 *
 * The types below are plain data in an arena. Every one of them is described by a table
 * (schema.c), and one encoder and one decoder walk these tables (json.h): a member that
 * is not in a table does not exist on the wire, and an unknown, doubled or mistyped
 * member does not decode. Optional members are NULL, or have a `has_` flag before them.
 *
 * Naming: a member is named as in api.md. Times are seconds since the epoch, days are
 * days since 1970-01-01, amounts stay decimal strings.
 */
#ifndef VOUCH_REPORT_REPORT_H
#define VOUCH_REPORT_REPORT_H

#include "base/arena.h"
#include "base/verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REPORT_SCHEMA 1

struct report_param {
    const char *name;
    const char *value;
};

struct report_params {
    const struct report_param *items;
    size_t count;
};

struct report_advice {
    const char *code;
    const char *message; /* rendered by the daemon */
};

struct report_reason {
    const char *code;
    struct report_params params;
    const char *message; /* rendered by the daemon */
    const struct report_advice *advice;
};

/* Whether a certificate was revoked, by whose word and as of when. Absent: nobody looked. */
struct report_revocation {
    const char *status;  /* good | revoked | unknown */
    const char *source;  /* crl | ocsp; NULL where nothing speaks of the certificate */
    const char *held_by; /* configuration | document: who brought it */
    const char *issuer;  /* of the list, or the responder */
    bool has_as_of;      /* thisUpdate */
    int64_t as_of;
    bool has_next_update;
    int64_t next_update;
    bool has_revoked_at;
    int64_t revoked_at;
    const char *reason; /* CRLReason, RFC 5280 5.3.1 */
};

struct report_certificate {
    const char *subject;
    const char *issuer;
    const char *serial;
    int64_t not_before;
    int64_t not_after;
    const char *sha256;
    const struct report_revocation *revocation; /* of a path's certificates */
};

struct report_change {
    int64_t revision;
    int64_t object;
    const char *kind;
    bool allowed; /* what a later revision may do, or what the source lets it do */
    bool has_page;
    int64_t page;
    bool has_box;
    int64_t box[4]; /* as of evidence: 1/10000 of the page as shown */
    struct report_params params;
    const char *message;
};

/* An algorithm that the judgement rests on, and whether it was good enough at control time. */
struct report_algorithm {
    const char *name;
    bool has_bits;
    int64_t bits;
    const char *use;     /* digest | signature | certificate | time_stamp | revocation | seal */
    const char *subject; /* whose key, or whose certificate */
    bool acceptable;
    bool has_until; /* the last day on which it is, or was */
    int32_t until;
};

/* A time stamp that bears on a signature (RFC 3161). */
struct report_time_stamp {
    const char *kind; /* signature: over its value | content: before it | document: a later one */
    int64_t time;
    bool trusted; /* by the source's `time_stamps` */
    const struct report_certificate *signer;
    const struct report_reason *reasons;
    size_t reason_count;
};

/* The electronic seal that a signature of that format uses (GB/T 38540). */
struct report_seal {
    int64_t version; /* 1, 4, 5 */
    const char *id;
    const char *name;
    int64_t created;
    int64_t valid_from;
    int64_t valid_until;
    const struct report_certificate *maker;
    bool maker_trusted; /* by the source's `seal_makers` */
};

struct report_signature {
    const char *field;
    const char *subfilter;
    const char *format; /* cms | seal | x509 */
    enum indication indication;
    enum subindication subindication;
    const char *coverage; /* whole_file | earlier_revision | partial */
    bool has_byte_range;
    int64_t byte_range[4]; /* ISO 32000-1 12.8.1: offset, length, offset, length */
    const char *digest_algorithm;
    const char *signature_algorithm;
    const struct report_algorithm *algorithms;
    size_t algorithm_count;
    const struct report_certificate *signer;
    const struct report_certificate *path; /* signer first, and last what the source names */
    size_t path_count;
    const char *trusted_as; /* signer | issuer | anchor: where the source names the path's end */
    const struct report_revocation *revocation; /* of the signer's certificate */
    bool has_claimed_time;
    int64_t claimed_time;
    bool has_proven_time; /* by a trusted time stamp */
    int64_t proven_time;
    bool has_control_time; /* T: the moment for which all was judged */
    int64_t control_time;
    const char *time_basis; /* time_stamp | existed_by | ledger | at | claimed */
    const struct report_time_stamp *time_stamps;
    size_t time_stamp_count;
    const struct report_seal *seal;
    bool has_revision;
    int64_t revision;
    const struct report_change *changes;
    size_t change_count;
    const struct report_reason *reasons;
    size_t reason_count;
};

/* How the file grew: one cross-reference section after the other (ISO 32000-1 7.5.6). */
struct report_revision {
    int64_t number; /* from 1 */
    int64_t start;  /* bytes of the file */
    int64_t end;
    int64_t startxref;
    int64_t objects;           /* entries of its section */
    const int64_t *signatures; /* whose byte range ends it: indexes into signatures */
    size_t signature_count;
};

/* What the signatures prove under one source's trust; `source` NULL: under none. */
struct report_candidate {
    const char *source;
    enum indication indication;
    enum subindication subindication;
    bool has_judged_signature;
    int64_t judged_signature;
    const struct report_reason *reasons;
    size_t reason_count;
    const struct report_signature *signatures;
    size_t signature_count;
};

/* What the document came in. */
struct report_container {
    const char *media_type; /* of that, as is sha256: all the bytes as they were sent */
    const char *sha256;
    const char *encryption; /* none | zipcrypto | aes-128 | aes-192 | aes-256 */
    const char *inside_sha256;
    int64_t inside_size; /* of the one file in it, which was judged */
};

/* First message of an examination. Candidates: one for each source asked, and one with none. */
struct judgements {
    const char *media_type;
    const struct report_container *container;
    const char *password; /* none | owner | user | archive */
    const struct report_candidate *candidates;
    size_t candidate_count;
    const struct report_revision *revisions; /* oldest first */
    size_t revision_count;
};

enum check_outcome { CHECK_UNKNOWN = 0, CHECK_PASS = 1, CHECK_FAIL = 2 };

struct report_check {
    const char *id;
    enum check_outcome outcome;
    struct report_params params;
    const char *message;
    const struct report_advice *advice;
};

struct report_evidence {
    const char *claim; /* JSON pointer into the report: "/claims/crossings/0" */
    int64_t page;
    int64_t box[4]; /* left, top, right, bottom in 1/10000 of the page as shown */
    const char *text;
    const char *from; /* text | ocr | metadata | stated */
    bool has_confidence;
    int64_t confidence;
    const char *outcome; /* claimed | too_unsure */
};

struct report_name {
    const char *value;
    const char *script; /* Hani | Latn | other */
    const char *kind;   /* printed | alias | former | maiden */
};

struct report_id_number {
    const char *kind;
    const char *value;
    bool masked;
};

struct report_person {
    const struct report_name *names;
    size_t name_count;
    const char *sex; /* male | female | unspecified */
    bool has_birth_date;
    int32_t birth_date;
    const char *nationality;
    const struct report_id_number *id_numbers;
    size_t id_number_count;
};

struct report_verification {
    const char *code;
    const char *kind; /* web | app | qr */
    const char *where_printed;
};

struct report_crossing {
    int64_t row;
    const char *direction; /* entry | exit */
    int32_t date;
    const char *time;
    const char *document_type;
    const char *document_kind;
    const char *document_number;
    bool document_masked;
    const char *port;
    const char *port_code;
    const char *region; /* HK | MO | TW | abroad | ambiguous | unknown */
    const char *flight;
    const char *basis; /* document | stated */
};

struct report_account {
    const char *id;
    const char *holder;
    const char *number;
    bool masked;
    const char *kind;
    const char *bank;
    const char *branch;
    const char *currency;
    const char *statement_number;
    bool has_statement_date;
    int32_t statement_date;
    bool has_period_from;
    int32_t period_from;
    bool has_period_to;
    int32_t period_to;
    const char *opening_balance;
    const char *closing_balance;
};

struct report_transaction {
    int64_t row;
    const char *account;
    int32_t booked_on;
    bool has_value_date;
    int32_t value_date;
    const char *time;
    const char *currency;
    const char *amount;
    const char *balance;
    const char *summary;
    const char *counterparty;
    const char *counterparty_account;
    const char *reference;
    bool has_page;
    int64_t page;
};

struct report_total {
    const char *scope; /* page | statement */
    bool has_page;
    int64_t page;
    const char *account;
    const char *what; /* debit | credit | count */
    const char *stated;
    const char *computed;
};

struct report_extra {
    const char *name;
    const char *type; /* text | day | time | integer | amount | code */
    const char *value;
};

struct report_claims {
    const char *complete; /* yes | no | unknown */
    const char *covers;   /* person | document | unknown */
    const char *serial;
    const struct report_person *person;
    bool has_period_from;
    int32_t period_from;
    bool has_period_to;
    int32_t period_to;
    bool has_issued_on;
    int32_t issued_on;
    bool has_issued_at;
    int64_t issued_at;
    const char *issued_precision; /* day | minute | second */
    const char *language;
    const char *form; /* electronic | scan | photo */
    const struct report_verification *verification;
    const struct report_crossing *crossings;
    size_t crossing_count;
    bool has_crossings; /* an empty table is claimed, not absent */
    const struct report_account *accounts;
    size_t account_count;
    const struct report_transaction *transactions;
    size_t transaction_count;
    bool has_transactions; /* as of crossings */
    const struct report_total *totals;
    size_t total_count;
    const struct report_extra *extra;
    size_t extra_count;
};

/* Second message of an examination: what came after the judgements. */
struct examination {
    const char *source; /* chosen, or NULL */
    const char *plugin;
    const char *plugin_version;
    const char *layout;
    const struct report_reason
        *reasons; /* further ones: source.unknown, plugin's own, limits, ... */
    size_t reason_count;
    const struct report_check *checks;
    size_t check_count;
    const struct report_claims *claims;
    const struct report_evidence *evidence;
    size_t evidence_count;
    const struct report_evidence *unread;
    size_t unread_count;
    const char *unsigned_advice; /* what settles an unsigned one of its kind; NULL: the general */
};

/* What read the words of a document of pictures: they repeat where all three are the same. */
struct report_reading {
    const char *engine;        /* name and version */
    const char *models_sha256; /* of its models */
    const char *processor;     /* the family, with what its arithmetic uses */
};

struct report_judged_by {
    const char *trust_snapshot;
    const char *configuration_sha256;
    const char *plugin;
    const char *plugin_version;
    const char *layout;
    const struct report_reading *reading;
};

struct report_inputs {
    const char *source;
    int64_t at;
    const char *at_from; /* clock | caller */
    bool has_existed_by;
    int64_t existed_by;
    const char *existed_by_from; /* caller | ledger */
    const char *password;        /* none | owner | user | archive */
};

struct report {
    const char *id;
    const char *document_sha256;
    int64_t size;
    const char *media_type;
    const struct report_container *container;
    const char *build;
    struct report_judged_by judged_by;
    struct report_inputs inputs;
    const char *source;
    bool has_judged_signature;
    int64_t judged_signature;
    bool repeatable;
    enum indication indication;
    enum subindication subindication;
    const struct report_reason *reasons;
    size_t reason_count;
    const struct report_signature *signatures;
    size_t signature_count;
    const struct report_revision *revisions;
    size_t revision_count;
    const struct report_check *checks;
    size_t check_count;
    const struct report_claims *claims;
    const struct report_evidence *evidence;
    size_t evidence_count;
    const struct report_evidence *unread;
    size_t unread_count;
};

#endif
