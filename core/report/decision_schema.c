#include "report/decision.h"

#include "report/schema_tables.h"

/* In the order of the enums. */
static const char *const verdict_names[] = {"refer", "accept", "reject", NULL};
static const char *const outcome_names[] = {"unknown", "pass", "fail", "not_applicable", NULL};
static const char *const effect_names[] = {"none", "note", "refer", "reject", NULL};
static const char *const basis_names[] = {"stated", "document", "judged", "both", NULL};

const char *decision_verdict_name(enum decision_verdict verdict)
{
    return verdict_names[verdict];
}

const char *decision_outcome_name(enum decision_outcome outcome)
{
    return outcome_names[outcome];
}

const char *decision_effect_name(enum decision_effect effect)
{
    return effect_names[effect];
}

const char *decision_basis_name(enum decision_basis basis)
{
    return basis_names[basis];
}

/* ---- Findings ---- */

static const struct report_type test_type;

/* A test is a type of its own inside `parts`, and lends its members to the finding. */
static const struct report_member test_members[] = {
    MEMBER(decision_test, message, TEXT, MSG),
    MEMBER_ENUM_AT(decision_test, outcome, outcome, REQ, outcome_names),
    MEMBER(decision_test, params, PARAMS, REQ),
    MEMBER_LIST_OF(decision_test, parts, part_count, 0, test_type),
    MEMBER(decision_test, predicate, CODE, REQ),
    MEMBER(decision_test, why, CODE, 0),
};
static const struct report_type test_type = TYPE(decision_test, test_members);

static const struct report_member figure_members[] = {
    MEMBER(decision_figure, from, TEXT, 0),
    MEMBER(decision_figure, lower, TEXT, 0),
    MEMBER(decision_figure, name, CODE, REQ),
    MEMBER_NAMED(decision_figure, outcome, 0, "unknown", "pass", "fail", "not_applicable"),
    MEMBER(decision_figure, reading, TEXT, 0),
    MEMBER(decision_figure, to, TEXT, 0),
    MEMBER(decision_figure, unit, TEXT, 0),
    MEMBER(decision_figure, upper, TEXT, 0),
    MEMBER(decision_figure, value, TEXT, 0),
};
static const struct report_type figure_type = TYPE(decision_figure, figure_members);

static const struct report_member finding_members[] = {
    MEMBER_ENUM_AT(decision_finding, basis, basis, REQ, basis_names),
    MEMBER(decision_finding, cite, TEXT, 0),
    MEMBER(decision_finding, confidence, CODE, 0),
    MEMBER_ENUM_AT(decision_finding, effect, effect, REQ, effect_names),
    MEMBER_TEXTS_OF(decision_finding, evidence, evidence_count),
    MEMBER_LIST_OF(decision_finding, figures, figure_count, REQ, figure_type),
    MEMBER_AT(decision_finding, test, message, TEXT, MSG),
    MEMBER_ENUM_AT(decision_finding, test.outcome, outcome, REQ, outcome_names),
    MEMBER_AT(decision_finding, test, params, PARAMS, REQ),
    {.name = "parts",
     .kind = MEMBER_LIST,
     .offset = offsetof(struct decision_finding, test.parts),
     .flag_offset = MEMBER_NO_OFFSET,
     .count_offset = offsetof(struct decision_finding, test.part_count),
     .type = &test_type},
    MEMBER_AT(decision_finding, test, predicate, CODE, REQ),
    MEMBER(decision_finding, rule, CODE, REQ),
    MEMBER_AT(decision_finding, test, why, CODE, 0),
};
static const struct report_type finding_type = TYPE(decision_finding, finding_members);

/* ---- What follows from them ---- */

static const struct report_member ask_members[] = {
    MEMBER_OF(decision_ask, advice, OBJECT, 0, advice_type),
    MEMBER(decision_ask, code, CODE, REQ),
    MEMBER(decision_ask, fact, CODE, 0),
    MEMBER(decision_ask, kind, CODE, 0),
    MEMBER(decision_ask, params, PARAMS, REQ),
    MEMBER(decision_ask, rule, CODE, REQ),
    MEMBER(decision_ask, why, TEXT, MSG),
};
static const struct report_type ask_type = TYPE(decision_ask, ask_members);

static const struct report_member decision_change_members[] = {
    {.name = "if",
     .kind = MEMBER_TEXT,
     .offset = offsetof(struct decision_change, supposing),
     .flag_offset = MEMBER_NO_OFFSET,
     .count_offset = MEMBER_NO_OFFSET},
    MEMBER(decision_change, message, TEXT, MSG),
    MEMBER(decision_change, on, DAY, REQ),
    MEMBER(decision_change, params, PARAMS, REQ),
    MEMBER(decision_change, rule, CODE, REQ),
    MEMBER_ENUM_AT(decision_change, to, to, REQ, outcome_names),
    MEMBER_IF(decision_change, until, DAY),
};
static const struct report_type decision_change_type =
    TYPE(decision_change, decision_change_members);

/* ---- The decision ---- */

static const struct report_member document_members[] = {
    MEMBER_NAMED(decision_document, at_from, 0, "clock", "caller"),
    MEMBER(decision_document, document_sha256, HEX, 0),
    MEMBER_IF(decision_document, indication, INDICATION),
    MEMBER(decision_document, report_id, CODE, MSG),
    MEMBER(decision_document, report_sha256, HEX, 0),
    MEMBER(decision_document, role, CODE, REQ),
    MEMBER(decision_document, source, CODE, 0),
};
static const struct report_type document_type = TYPE(decision_document, document_members);

static const struct report_member decision_members[] = {
    MEMBER(decision, as_of, TIME, REQ),
    MEMBER_NAMED(decision, as_of_from, 0, "clock", "caller", "at"),
    MEMBER_LIST_OF(decision, asks, ask_count, REQ, ask_type),
    MEMBER_LIST_OF(decision, changes, change_count, REQ, decision_change_type),
    MEMBER_LIST_OF(decision, documents, document_count, REQ, document_type),
    MEMBER(decision, facts_sha256, HEX, 0),
    MEMBER(decision, fees, PARAMS, 0),
    MEMBER_LIST_OF(decision, findings, finding_count, REQ, finding_type),
    MEMBER(decision, id, CODE, MSG),
    MEMBER(decision, message, TEXT, MSG),
    MEMBER(decision, policy, CODE, REQ),
    MEMBER(decision, policy_sha256, HEX, REQ),
    {.name = "schema", .kind = MEMBER_SCHEMA, .flags = REQ, .flag_offset = MEMBER_NO_OFFSET},
    MEMBER(decision, terms, PARAMS, 0),
    MEMBER(decision, time_zone, TEXT, REQ),
    MEMBER_ENUM_AT(decision, verdict, verdict, REQ, verdict_names),
    MEMBER(decision, version, INTEGER, REQ),
};
const struct report_type decision_type = TYPE(decision, decision_members);

/* ---- Documents laid side by side ---- */

static const struct report_member join_field_members[] = {
    MEMBER(join_field, field, CODE, REQ),
    MEMBER(join_field, first, INTEGER, REQ),
    MEMBER_NAMED(join_field, grade, REQ, "exact", "equivalent", "compatible", "near", "different",
                 "absent"),
    MEMBER(join_field, second, INTEGER, REQ),
    MEMBER(join_field, step, CODE, 0),
};
static const struct report_type join_field_type = TYPE(join_field, join_field_members);

static const struct report_member join_pair_members[] = {
    MEMBER_IF(join_pair, arrival, INTEGER),
    MEMBER_IF(join_pair, exit, INTEGER),
    MEMBER_NAMED(join_pair, outcome, REQ, "agree", "contradict", "unknown"),
};
static const struct report_type join_pair_type = TYPE(join_pair, join_pair_members);

static const struct report_member join_gap_members[] = {
    MEMBER(join_gap, from, DAY, REQ),
    MEMBER(join_gap, territory, CODE, 0),
    MEMBER(join_gap, to, DAY, REQ),
};
static const struct report_type join_gap_type = TYPE(join_gap, join_gap_members);

static const struct report_member join_crossing_members[] = {
    MEMBER_AT_NAMED(join_crossing, crossing, basis, REQ, "document", "stated"),
    MEMBER_AT(join_crossing, crossing, date, DAY, REQ),
    MEMBER_AT_NAMED(join_crossing, crossing, direction, REQ, "entry", "exit"),
    MEMBER_AT(join_crossing, crossing, document_kind, CODE, 0),
    MEMBER_AT(join_crossing, crossing, document_masked, BOOLEAN, REQ),
    MEMBER_AT(join_crossing, crossing, document_number, TEXT, 0),
    MEMBER_AT(join_crossing, crossing, document_type, TEXT, 0),
    MEMBER_AT(join_crossing, crossing, flight, TEXT, 0),
    MEMBER_IF(join_crossing, from_report, INTEGER),
    MEMBER_AT(join_crossing, crossing, port, TEXT, 0),
    MEMBER_AT(join_crossing, crossing, port_code, CODE, 0),
    MEMBER_AT_NAMED(join_crossing, crossing, region, 0, "HK", "MO", "TW", "abroad", "ambiguous",
                    "unknown"),
    MEMBER_AT(join_crossing, crossing, row, INTEGER, REQ),
    MEMBER(join_crossing, territory, CODE, 0),
    MEMBER_AT(join_crossing, crossing, time, TEXT, 0),
};
static const struct report_type join_crossing_type = TYPE(join_crossing, join_crossing_members);

static const struct report_member join_members[] = {
    MEMBER_LIST_OF(decision_join, crossings, crossing_count, REQ, join_crossing_type),
    MEMBER_LIST_OF(decision_join, fields, field_count, REQ, join_field_type),
    MEMBER_LIST_OF(decision_join, pairs, pair_count, REQ, join_pair_type),
    MEMBER_NAMED(decision_join, persons, REQ, "same", "compatible", "different", "unknown"),
    MEMBER_LIST_OF(decision_join, uncovered, uncovered_count, REQ, join_gap_type),
};
const struct report_type decision_join_type = TYPE(decision_join, join_members);
