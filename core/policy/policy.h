/*
 * Policies: what somebody wants to know of a record, written down in YAML.
 *
 *   folder of YAML  ->  policies_load()  ->  policies_find()
 *   facts as JSON   ->  facts_parse(), against the policies that will read them
 *   both, reports   ->  policy_evaluate()  ->  struct decision (report/decision.h)
 *
 * A policy is read and checked whole when it is loaded: whatever is unknown, doubled or of
 * the wrong type is refused with file, line and column, so that evaluating cannot meet it.
 * What is loaded is read-only, and lives in the arena it was loaded into.
 *
 * Evaluation is a pure function of its input: no clock, no file, no locale. Every rule
 * answers pass, fail, unknown or not_applicable (docs/policies.md), and the verdict is
 * reject where some rule's effect is, else refer where some rule's is, else accept.
 * Some findings come from no rule of the policy; their names begin with "policy." (and no
 * rule's may):
 *
 *   policy.in_force        unknown: as_of lies outside the policy's dates. Refers; no rule applies.
 *   policy.facts           unknown: a required fact was not stated. Refers.
 *   policy.nothing_passed  unknown: no rule fails or is undecided, and none passes. Refers.
 *   policy.stated_only     unknown, effect note: accepted, and nothing but stated facts says so.
 *   policy.unproven        unknown: would be accepted, and a document is not proven to be the
 *                          issuer's. Refers where a rule rests on it, or where it failed and no
 *                          rule asks; else a note, where no rule asks.
 *   policy.persons         unknown: would be accepted, and crossings that were looked at together
 *                          are not one person's. Refers.
 */
#ifndef VOUCH_POLICY_POLICY_H
#define VOUCH_POLICY_POLICY_H

#include "base/config.h"
#include "base/digest.h"
#include "report/decision.h"

#define POLICY_FILES_MAX  1000u /* files below one folder: far more than anybody will read */
#define POLICY_FOLDER_MAX 4u    /* folders inside each other */
#define POLICY_SIZE_MAX   (1024 * 1024)      /* bytes of one: 500 rules are a tenth of it */
#define FACTS_SIZE_MAX    (4u * 1024 * 1024) /* bytes: 20,000 crossings, and room */

struct policies; /* all that were loaded, by name */
struct policy;
struct facts;

/* ---- Loading ---- */

struct policies_source {
    const char *folder;          /* *.yaml in it and in its folders; a name may be used once */
    const char *holidays;        /* tables/holidays.yaml; NULL: no working day can be counted */
    struct inventory *inventory; /* where the files are noted; NULL: nowhere */
};

/*
 * Loads all policies. A NULL folder gives none. ERR_NOMEM, ERR_CRYPTO, and as config_load();
 * all fill `error`.
 */
int policies_load(struct arena *arena, const struct policies_source *source,
                  const struct policies **ret_policies, struct config_error *error);

/* The same for one policy in memory; `name` stands for the file. `holidays` as loaded, or NULL. */
struct holidays;
int policy_parse(struct arena *arena, struct slice yaml, const char *name,
                 const struct holidays *holidays, const struct policy **ret_policy,
                 struct config_error *error);

/* Sorted by name. */
size_t policies_count(const struct policies *policies);
const struct policy *policies_at(const struct policies *policies, size_t index);
const struct policy *policies_find(const struct policies *policies, const char *name);

const char *policy_name(const struct policy *policy);
int64_t policy_version(const struct policy *policy);
const char *policy_sha256(const struct policy *policy); /* of the file's bytes, hexadecimal */
struct slice policy_text(const struct policy *policy);  /* these bytes */
const char *policy_time_zone(const struct policy *policy);
const char *policy_source_kind(const struct policy *policy); /* law, official, hearsay, ... */
/* RFC 5646 language; the nearest shorter one, else English. Never NULL. */
const char *policy_title(const struct policy *policy, const char *language);
/* Days, both inside; false where that end is open. */
bool policy_in_force_from(const struct policy *policy, int32_t *ret_day);
bool policy_in_force_until(const struct policy *policy, int32_t *ret_day);

/* What it wants to be given, for GET /v1/policies and forms made from it. */
struct policy_fact_view {
    const char *name;
    const char *type; /* day, time, integer, amount, code, text, name, person, territory, ... */
    bool required;
    const char *const *one_of; /* of a code; NULL-terminated */
};
struct policy_document_view {
    const char *role;
    const char *const *sources; /* names of sources, or "stated"; NULL-terminated */
    const char *const *kinds;   /* of paper; NULL-terminated */
    bool optional;
};
size_t policy_fact_count(const struct policy *policy);
struct policy_fact_view policy_fact(const struct policy *policy, size_t index);
size_t policy_document_count(const struct policy *policy);
struct policy_document_view policy_document(const struct policy *policy, size_t index);

/* ---- Facts ---- */

/* What is wrong with the facts. */
struct facts_error {
    bool is_unknown;   /* a fact that none of the policies reads: problem unknown-fact */
    char pointer[256]; /* JSON pointer of the member, cut where longer; "" where not JSON */
    char message[256]; /* one line; never a value */
};

/*
 * Reads the stated facts (a JSON object, as in api.md), each by the type that the policies
 * declare for it; the policies must outlive them. An object without members states none.
 * ERR_SYNTAX where it is not JSON, ERR_INVALID where a fact is unknown or of another type,
 * ERR_LIMIT; these fill `error`. ERR_NOMEM, ERR_CRYPTO. `sha256` may be NULL: no digest then.
 */
struct facts_source {
    struct slice json;
    const struct policy *const *policies;
    size_t policy_count;
};
int facts_parse(struct arena *arena, struct sha256 *sha256, const struct facts_source *source,
                const struct facts **ret_facts, struct facts_error *error);

/* Of the canonical form (members sorted, no white space); NULL without a digest. */
const char *facts_sha256(const struct facts *facts);

/* ---- Evaluation ---- */

struct policy_report {
    const char *role; /* the caller's word, or NULL: the first that its source may fill */
    const struct report *report;
    const char *report_sha256;
    int64_t lag_s; /* of its source: what happened that long before its issue may be missing */
};

struct policy_input {
    const struct policy_report *reports;
    size_t report_count;
    const struct facts *facts; /* NULL: none stated */
    int64_t as_of;
    const struct decision_join *join; /* NULL: not joined */
    bool now_only;                    /* do not look ahead for changes */
};

/*
 * Fills a decision but for its id and all messages. It points into the policy, the facts and
 * the reports. ERR_NOMEM; ERR_INVALID where the facts were not parsed for this policy.
 */
int policy_evaluate(struct arena *arena, const struct policy *policy,
                    const struct policy_input *input, struct decision *ret_decision);

/* ---- Explanation ---- */

/*
 * A policy as sentences: message ids with parameters, rendered by core/render as findings are
 * (po/vouchd: ids begin with "policy."). `depth` indents what is joined.
 */
struct policy_sentence {
    size_t depth;
    const char *id;
    struct report_params params;
};

int policy_explain(struct arena *arena, const struct policy *policy,
                   const struct policy_sentence **ret_sentences, size_t *ret_count);

#endif
