#include "base/error.h"
#include "report/schema_tables.h"

#include <string.h>

static const struct report_member advice_members[] = {
    MEMBER(report_advice, code, CODE, REQ),
    MEMBER(report_advice, message, TEXT, MSG),
};
const struct report_type advice_type = TYPE(report_advice, advice_members);

static const struct report_member reason_members[] = {
    MEMBER_OF(report_reason, advice, OBJECT, 0, advice_type),
    MEMBER(report_reason, code, CODE, REQ),
    MEMBER(report_reason, message, TEXT, MSG),
    MEMBER(report_reason, params, PARAMS, REQ),
};
static const struct report_type reason_type = TYPE(report_reason, reason_members);

static const struct report_member revocation_members[] = {
    MEMBER_IF(report_revocation, as_of, TIME),
    MEMBER_NAMED(report_revocation, held_by, 0, "configuration", "document"),
    MEMBER(report_revocation, issuer, TEXT, 0),
    MEMBER_IF(report_revocation, next_update, TIME),
    MEMBER(report_revocation, reason, CODE, 0),
    MEMBER_IF(report_revocation, revoked_at, TIME),
    MEMBER_NAMED(report_revocation, source, 0, "crl", "ocsp"),
    MEMBER_NAMED(report_revocation, status, REQ, "good", "revoked", "unknown"),
};
static const struct report_type revocation_type = TYPE(report_revocation, revocation_members);

static const struct report_member certificate_members[] = {
    MEMBER(report_certificate, issuer, TEXT, REQ),
    MEMBER(report_certificate, not_after, TIME, REQ),
    MEMBER(report_certificate, not_before, TIME, REQ),
    MEMBER_OF(report_certificate, revocation, OBJECT, 0, revocation_type),
    MEMBER(report_certificate, serial, HEX, REQ),
    MEMBER(report_certificate, sha256, HEX, REQ),
    MEMBER(report_certificate, subject, TEXT, REQ),
};
static const struct report_type certificate_type = TYPE(report_certificate, certificate_members);

static const struct report_member change_members[] = {
    MEMBER(report_change, allowed, BOOLEAN, REQ), MEMBER_IF(report_change, box, BOX),
    MEMBER(report_change, kind, CODE, REQ),       MEMBER(report_change, message, TEXT, MSG),
    MEMBER(report_change, object, INTEGER, REQ),  MEMBER_IF(report_change, page, INTEGER),
    MEMBER(report_change, params, PARAMS, REQ),   MEMBER(report_change, revision, INTEGER, REQ),
};
static const struct report_type change_type = TYPE(report_change, change_members);

static const struct report_member algorithm_members[] = {
    MEMBER(report_algorithm, acceptable, BOOLEAN, REQ),
    MEMBER_IF(report_algorithm, bits, INTEGER),
    MEMBER(report_algorithm, name, CODE, REQ),
    MEMBER(report_algorithm, subject, TEXT, 0),
    MEMBER_IF(report_algorithm, until, DAY),
    MEMBER_NAMED(report_algorithm, use, REQ, "digest", "signature", "certificate", "time_stamp",
                 "revocation", "seal"),
};
static const struct report_type algorithm_type = TYPE(report_algorithm, algorithm_members);

static const struct report_member time_stamp_members[] = {
    MEMBER_NAMED(report_time_stamp, kind, REQ, "signature", "content", "document"),
    MEMBER_LIST_OF(report_time_stamp, reasons, reason_count, REQ, reason_type),
    MEMBER_OF(report_time_stamp, signer, OBJECT, 0, certificate_type),
    MEMBER(report_time_stamp, time, TIME, REQ),
    MEMBER(report_time_stamp, trusted, BOOLEAN, REQ),
};
static const struct report_type time_stamp_type = TYPE(report_time_stamp, time_stamp_members);

static const struct report_member seal_members[] = {
    MEMBER(report_seal, created, TIME, REQ),
    MEMBER(report_seal, id, TEXT, 0),
    MEMBER_OF(report_seal, maker, OBJECT, 0, certificate_type),
    MEMBER(report_seal, maker_trusted, BOOLEAN, REQ),
    MEMBER(report_seal, name, TEXT, 0),
    MEMBER(report_seal, valid_from, TIME, REQ),
    MEMBER(report_seal, valid_until, TIME, REQ),
    MEMBER(report_seal, version, INTEGER, REQ),
};
static const struct report_type seal_type = TYPE(report_seal, seal_members);

static const struct report_member signature_members[] = {
    MEMBER_LIST_OF(report_signature, algorithms, algorithm_count, 0, algorithm_type),
    MEMBER_IF(report_signature, byte_range, BOX),
    MEMBER_LIST_OF(report_signature, changes, change_count, REQ, change_type),
    MEMBER_IF(report_signature, claimed_time, TIME),
    MEMBER_IF(report_signature, control_time, TIME),
    MEMBER_NAMED(report_signature, coverage, REQ, "whole_file", "earlier_revision", "partial"),
    MEMBER(report_signature, digest_algorithm, CODE, 0),
    MEMBER(report_signature, field, TEXT, REQ),
    MEMBER_NAMED(report_signature, format, REQ, "cms", "seal", "x509"),
    MEMBER(report_signature, indication, INDICATION, REQ),
    MEMBER_LIST_OF(report_signature, path, path_count, 0, certificate_type),
    MEMBER_IF(report_signature, proven_time, TIME),
    MEMBER_LIST_OF(report_signature, reasons, reason_count, REQ, reason_type),
    MEMBER_IF(report_signature, revision, INTEGER),
    MEMBER_OF(report_signature, revocation, OBJECT, 0, revocation_type),
    MEMBER_OF(report_signature, seal, OBJECT, 0, seal_type),
    MEMBER(report_signature, signature_algorithm, CODE, 0),
    MEMBER_OF(report_signature, signer, OBJECT, 0, certificate_type),
    MEMBER(report_signature, subfilter, TEXT, 0),
    MEMBER(report_signature, subindication, SUBINDICATION, 0),
    MEMBER_NAMED(report_signature, time_basis, 0, "time_stamp", "existed_by", "ledger", "at",
                 "claimed"),
    MEMBER_LIST_OF(report_signature, time_stamps, time_stamp_count, 0, time_stamp_type),
    MEMBER_NAMED(report_signature, trusted_as, 0, "signer", "issuer", "anchor"),
};
static const struct report_type signature_type = TYPE(report_signature, signature_members);

static const struct report_member revision_members[] = {
    MEMBER(report_revision, end, INTEGER, REQ),
    MEMBER(report_revision, number, INTEGER, REQ),
    MEMBER(report_revision, objects, INTEGER, REQ),
    MEMBER_INTEGERS_OF(report_revision, signatures, signature_count),
    MEMBER(report_revision, start, INTEGER, REQ),
    MEMBER(report_revision, startxref, INTEGER, REQ),
};
static const struct report_type revision_type = TYPE(report_revision, revision_members);

static const struct report_member candidate_members[] = {
    MEMBER(report_candidate, indication, INDICATION, REQ),
    MEMBER_IF(report_candidate, judged_signature, INTEGER),
    MEMBER_LIST_OF(report_candidate, reasons, reason_count, REQ, reason_type),
    MEMBER_LIST_OF(report_candidate, signatures, signature_count, REQ, signature_type),
    MEMBER(report_candidate, source, CODE, 0),
    MEMBER(report_candidate, subindication, SUBINDICATION, 0),
};
static const struct report_type candidate_type = TYPE(report_candidate, candidate_members);

static const struct report_member container_members[] = {
    MEMBER(report_container, encryption, CODE, REQ),
    MEMBER(report_container, inside_sha256, HEX, REQ),
    MEMBER(report_container, inside_size, INTEGER, REQ),
    MEMBER(report_container, media_type, TEXT, REQ),
    MEMBER(report_container, sha256, HEX, REQ),
};
static const struct report_type container_type = TYPE(report_container, container_members);

static const struct report_member judgements_members[] = {
    MEMBER_LIST_OF(judgements, candidates, candidate_count, REQ, candidate_type),
    MEMBER_OF(judgements, container, OBJECT, 0, container_type),
    MEMBER(judgements, media_type, TEXT, REQ),
    MEMBER_NAMED(judgements, password, REQ, "none", "owner", "user", "archive"),
    MEMBER_LIST_OF(judgements, revisions, revision_count, 0, revision_type),
};
const struct report_type judgements_type = TYPE(judgements, judgements_members);

static const struct report_member check_members[] = {
    MEMBER_OF(report_check, advice, OBJECT, 0, advice_type),
    MEMBER(report_check, id, CODE, REQ),
    MEMBER(report_check, message, TEXT, MSG),
    MEMBER(report_check, outcome, OUTCOME, REQ),
    MEMBER(report_check, params, PARAMS, REQ),
};
static const struct report_type check_type = TYPE(report_check, check_members);

static const struct report_member evidence_members[] = {
    MEMBER(report_evidence, box, BOX, REQ),
    MEMBER(report_evidence, claim, TEXT, REQ),
    MEMBER_IF(report_evidence, confidence, INTEGER),
    MEMBER_NAMED(report_evidence, from, REQ, "text", "ocr", "metadata", "stated"),
    MEMBER_NAMED(report_evidence, outcome, REQ, "claimed", "too_unsure"),
    MEMBER(report_evidence, page, INTEGER, REQ),
    MEMBER(report_evidence, text, TEXT, 0),
};
static const struct report_type evidence_type = TYPE(report_evidence, evidence_members);

static const struct report_member name_members[] = {
    MEMBER_NAMED(report_name, kind, REQ, "printed", "alias", "former", "maiden"),
    MEMBER_NAMED(report_name, script, REQ, "Hani", "Latn", "other"),
    MEMBER(report_name, value, TEXT, REQ),
};
static const struct report_type name_type = TYPE(report_name, name_members);

static const struct report_member id_number_members[] = {
    MEMBER(report_id_number, kind, CODE, REQ),
    MEMBER(report_id_number, masked, BOOLEAN, REQ),
    MEMBER(report_id_number, value, TEXT, REQ),
};
static const struct report_type id_number_type = TYPE(report_id_number, id_number_members);

static const struct report_member person_members[] = {
    MEMBER_IF(report_person, birth_date, DAY),
    MEMBER_LIST_OF(report_person, id_numbers, id_number_count, REQ, id_number_type),
    MEMBER_LIST_OF(report_person, names, name_count, REQ, name_type),
    MEMBER(report_person, nationality, TEXT, 0),
    MEMBER_NAMED(report_person, sex, 0, "male", "female", "unspecified"),
};
static const struct report_type person_type = TYPE(report_person, person_members);

static const struct report_member verification_members[] = {
    MEMBER(report_verification, code, TEXT, REQ),
    MEMBER_NAMED(report_verification, kind, REQ, "web", "app", "qr"),
    MEMBER(report_verification, where_printed, TEXT, REQ),
};
static const struct report_type verification_type = TYPE(report_verification, verification_members);

static const struct report_member crossing_members[] = {
    MEMBER_NAMED(report_crossing, basis, REQ, "document", "stated"),
    MEMBER(report_crossing, date, DAY, REQ),
    MEMBER_NAMED(report_crossing, direction, REQ, "entry", "exit"),
    MEMBER(report_crossing, document_kind, CODE, 0),
    MEMBER(report_crossing, document_masked, BOOLEAN, REQ),
    MEMBER(report_crossing, document_number, TEXT, 0),
    MEMBER(report_crossing, document_type, TEXT, 0),
    MEMBER(report_crossing, flight, TEXT, 0),
    MEMBER(report_crossing, port, TEXT, REQ),
    MEMBER(report_crossing, port_code, CODE, 0),
    MEMBER_NAMED(report_crossing, region, REQ, "HK", "MO", "TW", "abroad", "ambiguous", "unknown"),
    MEMBER(report_crossing, row, INTEGER, REQ),
    MEMBER(report_crossing, time, TEXT, 0),
};
static const struct report_type crossing_type = TYPE(report_crossing, crossing_members);

static const struct report_member account_members[] = {
    MEMBER(report_account, bank, TEXT, 0),
    MEMBER(report_account, branch, TEXT, 0),
    MEMBER(report_account, closing_balance, TEXT, 0),
    MEMBER(report_account, currency, CODE, 0),
    MEMBER(report_account, holder, TEXT, 0),
    MEMBER(report_account, id, CODE, REQ),
    MEMBER(report_account, kind, TEXT, 0),
    MEMBER(report_account, masked, BOOLEAN, REQ),
    MEMBER(report_account, number, TEXT, 0),
    MEMBER(report_account, opening_balance, TEXT, 0),
    MEMBER_IF(report_account, period_from, DAY),
    MEMBER_IF(report_account, period_to, DAY),
    MEMBER_IF(report_account, statement_date, DAY),
    MEMBER(report_account, statement_number, TEXT, 0),
};
static const struct report_type account_type = TYPE(report_account, account_members);

static const struct report_member transaction_members[] = {
    MEMBER(report_transaction, account, CODE, REQ),
    MEMBER(report_transaction, amount, TEXT, REQ),
    MEMBER(report_transaction, balance, TEXT, 0),
    MEMBER(report_transaction, booked_on, DAY, REQ),
    MEMBER(report_transaction, counterparty, TEXT, 0),
    MEMBER(report_transaction, counterparty_account, TEXT, 0),
    MEMBER(report_transaction, currency, CODE, REQ),
    MEMBER_IF(report_transaction, page, INTEGER),
    MEMBER(report_transaction, reference, TEXT, 0),
    MEMBER(report_transaction, row, INTEGER, REQ),
    MEMBER(report_transaction, summary, TEXT, 0),
    MEMBER(report_transaction, time, TEXT, 0),
    MEMBER_IF(report_transaction, value_date, DAY),
};
static const struct report_type transaction_type = TYPE(report_transaction, transaction_members);

static const struct report_member total_members[] = {
    MEMBER(report_total, account, CODE, 0),
    MEMBER(report_total, computed, TEXT, REQ),
    MEMBER_IF(report_total, page, INTEGER),
    MEMBER_NAMED(report_total, scope, REQ, "page", "statement"),
    MEMBER(report_total, stated, TEXT, REQ),
    MEMBER_NAMED(report_total, what, REQ, "debit", "credit", "count"),
};
static const struct report_type total_type = TYPE(report_total, total_members);

static const struct report_member extra_members[] = {
    MEMBER(report_extra, name, CODE, REQ),
    MEMBER_NAMED(report_extra, type, REQ, "text", "day", "time", "integer", "amount", "code"),
    MEMBER(report_extra, value, TEXT, REQ),
};
static const struct report_type extra_type = TYPE(report_extra, extra_members);

static const struct report_member claims_members[] = {
    MEMBER_LIST_OF(report_claims, accounts, account_count, 0, account_type),
    MEMBER_NAMED(report_claims, complete, REQ, "yes", "no", "unknown"),
    MEMBER_NAMED(report_claims, covers, REQ, "person", "document", "unknown"),
    {.name = "crossings",
     .kind = MEMBER_LIST,
     .offset = offsetof(struct report_claims, crossings),
     .flag_offset = offsetof(struct report_claims, has_crossings),
     .count_offset = offsetof(struct report_claims, crossing_count),
     .type = &crossing_type},
    MEMBER_LIST_OF(report_claims, extra, extra_count, REQ, extra_type),
    MEMBER_NAMED(report_claims, form, REQ, "electronic", "scan", "photo"),
    MEMBER_IF(report_claims, issued_at, TIME),
    MEMBER_IF(report_claims, issued_on, DAY),
    MEMBER_NAMED(report_claims, issued_precision, 0, "day", "minute", "second"),
    MEMBER(report_claims, language, CODE, 0),
    MEMBER_IF(report_claims, period_from, DAY),
    MEMBER_IF(report_claims, period_to, DAY),
    MEMBER_OF(report_claims, person, OBJECT, 0, person_type),
    MEMBER(report_claims, serial, TEXT, 0),
    MEMBER_LIST_OF(report_claims, totals, total_count, 0, total_type),
    {.name = "transactions",
     .kind = MEMBER_LIST,
     .offset = offsetof(struct report_claims, transactions),
     .flag_offset = offsetof(struct report_claims, has_transactions),
     .count_offset = offsetof(struct report_claims, transaction_count),
     .type = &transaction_type},
    MEMBER_OF(report_claims, verification, OBJECT, 0, verification_type),
};
static const struct report_type claims_type = TYPE(report_claims, claims_members);

static const struct report_member examination_members[] = {
    MEMBER_LIST_OF(examination, checks, check_count, REQ, check_type),
    MEMBER_OF(examination, claims, OBJECT, 0, claims_type),
    MEMBER_LIST_OF(examination, evidence, evidence_count, 0, evidence_type),
    MEMBER(examination, layout, CODE, 0),
    MEMBER(examination, plugin, CODE, 0),
    MEMBER(examination, plugin_version, TEXT, 0),
    MEMBER_LIST_OF(examination, reasons, reason_count, REQ, reason_type),
    MEMBER(examination, source, CODE, 0),
    MEMBER_LIST_OF(examination, unread, unread_count, 0, evidence_type),
    MEMBER(examination, unsigned_advice, CODE, 0),
};
const struct report_type examination_type = TYPE(examination, examination_members);

static const struct report_member reading_members[] = {
    MEMBER(report_reading, engine, TEXT, REQ),
    MEMBER(report_reading, models_sha256, HEX, REQ),
    MEMBER(report_reading, processor, TEXT, REQ),
};
static const struct report_type reading_type = TYPE(report_reading, reading_members);

static const struct report_member judged_by_members[] = {
    MEMBER(report_judged_by, configuration_sha256, HEX, REQ),
    MEMBER(report_judged_by, layout, CODE, 0),
    MEMBER(report_judged_by, plugin, CODE, 0),
    MEMBER(report_judged_by, plugin_version, TEXT, 0),
    MEMBER_OF(report_judged_by, reading, OBJECT, 0, reading_type),
    MEMBER(report_judged_by, trust_snapshot, HEX, REQ),
};
static const struct report_type judged_by_type = TYPE(report_judged_by, judged_by_members);

static const struct report_member inputs_members[] = {
    MEMBER(report_inputs, at, TIME, REQ),
    MEMBER_NAMED(report_inputs, at_from, REQ, "clock", "caller"),
    MEMBER_IF(report_inputs, existed_by, TIME),
    MEMBER_NAMED(report_inputs, existed_by_from, 0, "caller", "ledger"),
    MEMBER_NAMED(report_inputs, password, REQ, "none", "owner", "user", "archive"),
    MEMBER(report_inputs, source, CODE, 0),
};
static const struct report_type inputs_type = TYPE(report_inputs, inputs_members);

static const struct report_member report_members[] = {
    MEMBER(report, build, TEXT, REQ),
    MEMBER_LIST_OF(report, checks, check_count, REQ, check_type),
    MEMBER_OF(report, claims, OBJECT, 0, claims_type),
    MEMBER_OF(report, container, OBJECT, 0, container_type),
    MEMBER(report, document_sha256, HEX, REQ),
    MEMBER_LIST_OF(report, evidence, evidence_count, MEMBER_EVIDENCE, evidence_type),
    MEMBER(report, id, CODE, MSG),
    MEMBER(report, indication, INDICATION, REQ),
    MEMBER_OF(report, inputs, STRUCT, REQ, inputs_type),
    MEMBER_OF(report, judged_by, STRUCT, REQ, judged_by_type),
    MEMBER_IF(report, judged_signature, INTEGER),
    MEMBER(report, media_type, TEXT, REQ),
    MEMBER_LIST_OF(report, reasons, reason_count, REQ, reason_type),
    MEMBER(report, repeatable, BOOLEAN, REQ),
    MEMBER_LIST_OF(report, revisions, revision_count, 0, revision_type),
    {.name = "schema", .kind = MEMBER_SCHEMA, .flags = REQ, .flag_offset = MEMBER_NO_OFFSET},
    MEMBER_LIST_OF(report, signatures, signature_count, REQ, signature_type),
    MEMBER(report, size, INTEGER, REQ),
    MEMBER(report, source, CODE, 0),
    MEMBER(report, subindication, SUBINDICATION, 0),
    MEMBER_LIST_OF(report, unread, unread_count, MEMBER_EVIDENCE, evidence_type),
};
const struct report_type report_type = TYPE(report, report_members);

static const char *const outcome_names[] = {
    [CHECK_UNKNOWN] = "unknown",
    [CHECK_PASS] = "pass",
    [CHECK_FAIL] = "fail",
};

const char *check_outcome_name(enum check_outcome outcome)
{
    return (size_t)outcome < sizeof outcome_names / sizeof *outcome_names ? outcome_names[outcome]
                                                                          : outcome_names[0];
}

int check_outcome_from_name(const char *name, enum check_outcome *ret_outcome)
{
    for (size_t i = 0; i < sizeof outcome_names / sizeof *outcome_names; i++)
        if (strcmp(outcome_names[i], name) == 0) {
            *ret_outcome = (enum check_outcome)i;
            return 0;
        }
    return ERR_NOT_FOUND;
}
