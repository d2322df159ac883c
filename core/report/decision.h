/*
 * The decision: what a policy says of reports and stated facts (the contract is api.md).
 *
 * core/policy fills these structures, core/render adds the sentences, the daemon records
 * and sends them. Like a report they are plain data in an arena, described by a table
 * (decision_schema.c) that the encoder and decoder of json.h walk.
 *
 *   struct decision           one policy's verdict, with a finding for each of its rules;
 *   struct decision_finding   what came of a rule: outcome, what that does, figures;
 *   struct decision_test      what was asked and what came of it: a predicate, or several
 *                             joined by all_of, any_of, none_of, each with its own outcome;
 *   struct decision_ask       a paper or a fact that would settle something, and why;
 *   struct decision_change    the next day on which a rule's outcome changes by itself;
 *   struct decision_join      several documents of one person laid beside one another.
 *
 * A verdict is undecided (refer) unless something says otherwise: zero values are those
 * that promise nothing.
 *
 * What may stand in params and figures: codes, names of facts, roles and rules, days,
 * times, counts, durations, territories, kinds of documents. Never a person's name or
 * birth day, never a number of a document or an account: they are hashed and recorded with
 * the rest. So same_person says which fields agree and how, not what they hold.
 */
#ifndef VOUCH_REPORT_DECISION_H
#define VOUCH_REPORT_DECISION_H

#include "report/report.h"

enum decision_verdict { VERDICT_REFER = 0, VERDICT_ACCEPT = 1, VERDICT_REJECT = 2 };

enum decision_outcome {
    OUTCOME_UNKNOWN = 0,
    OUTCOME_PASS = 1,
    OUTCOME_FAIL = 2,
    OUTCOME_NOT_APPLICABLE = 3,
};

/* What a rule's outcome does to the verdict: refer and reject count, a note is only shown. */
enum decision_effect { EFFECT_NONE = 0, EFFECT_NOTE = 1, EFFECT_REFER = 2, EFFECT_REJECT = 3 };

/* On what an outcome rests. BOTH: on a document and on what was stated. */
enum decision_basis { BASIS_STATED = 0, BASIS_DOCUMENT = 1, BASIS_JUDGED = 2, BASIS_BOTH = 3 };

/* "accept", "pass", "refer", "stated"; as in api.md. */
const char *decision_verdict_name(enum decision_verdict verdict);
const char *decision_outcome_name(enum decision_outcome outcome);
const char *decision_effect_name(enum decision_effect effect);
const char *decision_basis_name(enum decision_basis basis);

/*
 * What was asked and what came of it.
 *
 * The sentence is that of finding.PREDICATE.OUTCOME.WHY, or where there is none (or no why)
 * of a param's name in place of WHY, or finding.PREDICATE.OUTCOME; {name} in it is a param, and
 * one with a param that is not given is passed over. A rule whose `when` is false is
 * finding.not_applicable; where that is not known, `why` is "when" (finding.unsettled). These
 * params are looked for; one that is not known is not given:
 *
 * Of any, `unproven` (roles with commas): the outcome rests on documents that are not proven to
 * be their issuer's, and the sentence is that of finding.on_unproven around it.
 *
 *   authentic    document, source, indication
 *                why: absent (no such document), signer (not one of those listed)
 *   plausible    document, checks (ids with commas: those that failed, or that could not be
 *                made where that matters)           why: absent
 *   presented    kind, form, channel, language, valid_on, days (as found), wanted (form,
 *                duration, ... that was wanted), country
 *                why: absent, form, channel, language, not_legalised, expired, too_old,
 *                undated, country (where it was made is not known)
 *   same_person  documents (roles with commas), fact, and the fields with commas: agree,
 *                near, differ, absent               why: near, differ, absent, permit
 *   compare      left, relation (is, is_not, is_one_of, includes, before, not_after,
 *                at_least, at_most), right          why: absent (left or right not known: missing)
 *                left and right are the terms as written in the policy, found is the value
 *                of a left of type code, territory, day, time, integer, years, amount
 *   interval     from, to (terms), relation (at_least, at_most, exactly, under, over), wanted
 *                ("5 years"), found ("6 years" or "23..25 hours"), missing (the term that is
 *                not known), clock                  why: absent, bounds
 *   covers       documents, from, to (days), uncovered ("2024-01-01..2024-02-03, ..."), count
 *                                                   why: absent, permit
 *   crossing     document, which, direction, document_kind, port, towards, flight, from, to, and
 *                of the row that decides: row, date
 *                why: absent (no rows at all), direction, kind, port, towards, flight, date,
 *                ambiguous, uncovered, count
 *   days         state, territory, from, to (days), relation (at_least, at_most, under,
 *                over), wanted ("9 months"), each (year, stay, or not given), found
 *                ("320..321 days"; of the year that decides, where `each`), needed ("2 of 4"),
 *                year_from, year_to (of the year that decides)
 *                why: uncovered, readings (they differ), absent
 *   judged       question, by, answer, on           why: absent (nobody has answered)
 *   all_of, any_of, none_of
 *                passed, failed, unknown, count: how many of the tests joined
 *
 * `parts` holds the tests that a join joins, in the policy's order; a predicate has none.
 */
struct decision_test {
    const char *predicate;
    enum decision_outcome outcome;
    const char *why; /* code, or NULL */
    struct report_params params;
    const char *message; /* rendered by the daemon */
    const struct decision_test *parts;
    size_t part_count;
};

/* One figure, of one reading where a text can be read in several ways. All are plain text. */
struct decision_figure {
    const char *name;  /* inside, outside, interval, row, silent_from, ... */
    const char *value; /* where it is one value, else */
    const char *lower; /* its bounds */
    const char *upper;
    const char *unit; /* days, years, hours, HKD, ... */
    const char *from; /* of the window: day or time, both ends inside */
    const char *to;
    const char *reading; /* any_part, "years_from: calendar", ... */
    const char *outcome; /* pass | fail | unknown | not_applicable; NULL: says nothing alone */
};

struct decision_finding {
    const char *rule;
    const char *cite;       /* the article, or NULL */
    const char *confidence; /* of the rule's source: high | medium | low | unknown, or NULL */
    enum decision_effect effect;
    enum decision_basis basis;
    struct decision_test test; /* its members stand in the finding itself on the wire */
    const struct decision_figure *figures;
    size_t figure_count;
    /* JSON pointers "/documents/0/claims/crossings/3": below it, into that document's report. */
    const char *const *evidence;
    size_t evidence_count;
};

/*
 * What would settle a rule: `code` is one of
 *
 *   ask.missing, ask.form, ask.channel, ask.language, ask.not_legalised, ask.expired,
 *   ask.too_old, ask.undated    of a paper
 *   ask.not_stated              of a fact
 *   ask.not_judged              of a question (in `fact`)
 *   ask.uncovered               days that no record covers
 *
 * and has a sentence; so has its advice, which is that of advice_for_reason() (join.h).
 * Sentences may hold the params (wanted, found, from, to, country, ...) and {kind}, {fact}, {rule}.
 */
struct decision_ask {
    const char *kind; /* of paper; else */
    const char *fact; /* the fact's name (or the question to be judged) */
    const char *rule; /* the first rule that asks */
    const char *code; /* ask.* */
    struct report_params params;
    const char *why; /* rendered by the daemon */
    const struct report_advice *advice;
};

/* The first day after `as_of` on which `rule` has another effect, if nothing else happens. */
struct decision_change {
    const char *rule;
    enum decision_outcome to;
    int32_t on;
    bool has_until; /* last day of that outcome, where it changes again */
    int32_t until;
    const char *supposing; /* "if" on the wire: "present from 2026-11-22 on" | "away from ... on" */
    struct report_params params; /* stay: present | away; from: the day. Sentence: outlook.STAY */
    const char *message;
};

struct decision_document {
    const char *role; /* the name in the policy's `documents` */
    const char *report_id;
    const char *report_sha256; /* what the decision rests on, whatever its id */
    const char *document_sha256;
    const char *source; /* of the report; "stated"; NULL where no source knows it */
    bool has_indication;
    enum indication indication;
    const char *at_from; /* set by the daemon: "caller" where he chose when it was judged */
};

struct decision {
    const char *id;
    const char *policy;
    int64_t version;
    const char *policy_sha256; /* of the file's bytes */
    int64_t as_of;
    const char *as_of_from; /* set by the daemon: clock | caller | at (the caller's) */
    const char *time_zone;
    const char *facts_sha256; /* of the canonical facts; NULL where none were stated */
    enum decision_verdict verdict;
    const struct decision_document *documents;
    size_t document_count;
    const struct decision_finding *findings;
    size_t finding_count;
    const struct decision_ask *asks;
    size_t ask_count;
    struct report_params fees;  /* apply: "1500 CNY" */
    struct report_params terms; /* review: "2 months" */
    const char *message;        /* both in sentences, rendered by the daemon; NULL: neither */
    const struct decision_change *changes;
    size_t change_count;
};

/* ---- Several documents of one person ---- */

/* How a field of two documents (indexes into the reports; -1: the stated facts) compares. */
struct join_field {
    int64_t first;
    int64_t second;
    const char *field; /* name, id_number, birth_date, sex, nationality, permit */
    const char *grade; /* exact | equivalent | compatible | near | different | absent */
    const char *step;  /* of the normalisation, where equivalent */
};

/* A crossing out of one territory and the one into the next: indexes into `crossings`. */
struct join_pair {
    bool has_exit;
    int64_t exit;
    bool has_arrival;
    int64_t arrival;
    const char *outcome; /* agree | contradict | unknown */
};

struct join_gap {
    int32_t from; /* days, both inside */
    int32_t to;
    const char *territory; /* whose record is silent; NULL: all */
};

struct join_crossing {
    struct report_crossing crossing; /* port and row may be missing where stated */
    const char *territory;           /* whose side `direction` is seen from: CN, HK, ... */
    bool has_from_report;            /* not of stated ones */
    int64_t from_report;
};

struct decision_join {
    const char *persons; /* same | compatible | different | unknown */
    const struct join_field *fields;
    size_t field_count;
    const struct join_pair *pairs;
    size_t pair_count;
    const struct join_gap *uncovered;
    size_t uncovered_count;
    const struct join_crossing *crossings; /* oldest first, each once */
    size_t crossing_count;
};

#endif
