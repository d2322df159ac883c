/*
 * A policy as loaded: facts, documents and rules, with every name resolved to an index.
 *
 * A rule's `that` (and its `when`) is a tree of nodes: predicates, and joins of them. What a
 * predicate makes of its parameters is its own affair: parse() hands out a pointer, and
 * evaluate() and explain() get it back. predicate.c has the table of all of them.
 */
#ifndef VOUCH_POLICY_POLICY_IMPL_H
#define VOUCH_POLICY_POLICY_IMPL_H

#include "policy/duration.h"
#include "policy/outcome.h"
#include "policy/policy.h"
#include "policy/value.h"

#define POLICY_RULES_MAX     500u
#define POLICY_FACTS_MAX     200u
#define POLICY_DOCUMENTS_MAX 50u
#define POLICY_DEPTH_MAX     8u  /* joins inside each other */
#define POLICY_PARTS_MAX     64u /* of one join */

_Static_assert(POLICY_DOCUMENTS_MAX <= BASIS_ROLES_MAX, "every role has a bit of its own");

struct loader;
struct evaluation;
struct outlook;
struct result;
struct explanation;

struct predicate {
    const char *name;
    /* `node` is what stands under the predicate's name. Fills the loader's error. */
    int (*parse)(struct loader *loader, const struct config_node *node, const void **ret_data);
    /* Fills `result`; what it lacks memory for sticks in the evaluation. */
    void (*evaluate)(struct evaluation *evaluation, const void *data, struct result *result);
    void (*explain)(struct explanation *explanation, const void *data);
};

extern const struct predicate predicate_authentic, predicate_plausible, predicate_presented,
    predicate_same_person, predicate_compare, predicate_interval, predicate_covers,
    predicate_crossing, predicate_days, predicate_judged;

/* By its name in a policy; NULL where there is none. */
const struct predicate *predicate_find(const char *name);
extern const char predicate_names[]; /* all of them, for a message */

/* Whether one of the names (NULL-terminated; NULL: there are none) is that one. */
bool names_hold(const char *const *names, const char *name);

enum node_kind { NODE_PREDICATE, NODE_ALL_OF, NODE_ANY_OF, NODE_NONE_OF };

struct policy_node {
    enum node_kind kind;
    const struct predicate *predicate;
    const void *data;
    const struct policy_node *parts; /* of a join */
    size_t part_count;
};

enum term_kind {
    TERM_AS_OF,
    TERM_LITERAL,
    TERM_FACT,
    TERM_CLAIM,    /* <document>.<claim> */
    TERM_CLAIM_OF, /* <document>.<claim> of <crossing> */
    TERM_MEMBER,   /* <person fact>.<claim> */
    TERM_FACT_OF,  /* <crossings fact>.<claim> of <crossing> */
    TERM_HELD,     /* <documents fact>.<claim> of <kind> */
};

enum which_crossing { WHICH_LAST, WHICH_FIRST };

struct claim; /* term.c: how a claim is read */

struct term {
    enum term_kind kind;
    enum value_type type;
    const char *text; /* as written */
    size_t index;     /* of the fact or document */
    const struct claim *claim;
    const char *extra; /* name of a claim under `extra` */
    enum which_crossing which;
    const char *direction; /* entry, exit; NULL: either */
    const char *kind_held;
    struct value literal;
};

struct policy_fact {
    const char *name;
    enum value_type type;
    bool required;
    const char *const *one_of; /* of a code; NULL-terminated */
    char currency[4];          /* of an amount: what a bare number means; or "" */
};

struct policy_extra { /* a claim under `extra` that a document's plugin may make */
    const char *name;
    enum value_type type;
};

struct policy_role {
    const char *name;
    const char *const *sources; /* NULL-terminated */
    const char *const *kinds;   /* NULL-terminated */
    bool takes_stated;          /* sources hold "stated": crossings may be stated instead */
    bool optional;
    const struct policy_extra *extras;
    size_t extra_count;
};

struct policy_span { /* days, both inside */
    bool has_from;
    int32_t from;
    bool has_until;
    int32_t until;
};

struct policy_origin {
    const char *kind; /* law, regulator, official, source_code, own, hearsay */
    int32_t read;
    const char *url;
    const char *text;
    const char *confidence;
};

struct consequence {
    bool warn;
    struct {
        bool is_set;
        const char *currency;
        const char *per_day, *min, *max, *cap; /* decimals, or NULL */
    } fine;
    struct {
        bool is_set;
        const char *min, *max, *unit;
    } detention;
    bool order_to_leave;
};

struct policy_rule {
    const char *id;
    const char *cite;
    const struct policy_node *when; /* NULL: always */
    const struct policy_node *that;
    enum decision_effect otherwise;
    enum decision_effect if_unknown;
    const struct policy_origin *origin; /* its own, else the policy's */
    const struct policy_span *in_force; /* its own, or NULL */
    const struct consequence *consequence;
};

struct policy {
    const char *file;
    const char *name;
    int64_t version;
    char sha256[DIGEST_HEX_SIZE];
    struct slice text;
    struct report_params titles; /* by language */
    struct policy_origin origin;
    struct policy_span in_force;
    const char *time_zone;
    int32_t offset;   /* minutes east of UTC */
    const char *home; /* territory whose papers are not foreign; NULL for UTC */
    const struct policy_fact *facts;
    size_t fact_count;
    const struct policy_role *roles;
    size_t role_count;
    struct report_params fees;
    struct report_params terms;
    const struct policy_rule *rules;
    size_t rule_count;
    bool reads_presented;
    const char *const *questions; /* of `judged`, each once */
    size_t question_count;
    const struct holidays *holidays;
};

/* ---- For parse(): what stands in a policy's file ---- */

struct loader {
    struct arena *arena;
    struct config_error *error;
    struct policy *policy; /* facts and documents are there before the first rule is read */
    size_t depth;
};

/* ERR_NOMEM with the loader's error filled. */
int loader_no_memory(struct loader *loader);

/* Checks a predicate's parameters by config_check(), after making sure that it is a map. */
int loader_check(struct loader *loader, const struct config_node *node,
                 const struct config_field *fields);

/*
 * A term of one of the types in `types` (VALUE_BIT). A word is, in this order: as_of, the name
 * of a fact, <document>.<claim>, else a literal of the single type in `types` (days and times
 * are told apart by how they are written). A NULL node is refused as missing.
 */
int loader_term(struct loader *loader, const struct config_node *node, unsigned types,
                struct term *ret_term);
/* The same for a part of a node's text, such as the `applied_on` of `5 years before applied_on`. */
int loader_term_text(struct loader *loader, const struct config_node *node, struct slice text,
                     unsigned types, struct term *ret_term);

int loader_duration(struct loader *loader, const struct config_node *node,
                    struct duration *ret_duration);

/* Index of a declared document, or of a declared fact whose type is in `types`. */
int loader_role(struct loader *loader, const struct config_node *node, size_t *ret_index);
int loader_fact(struct loader *loader, const struct config_node *node, unsigned types,
                size_t *ret_index);

/* ---- For evaluate() ---- */

struct role_reports {
    const struct policy_report **items; /* those that fill the role; may be none */
    size_t *indexes;                    /* of each among the decision's documents: for evidence */
    size_t count;
};

struct presented {
    const char *kind, *form, *channel, *language, *country;
    bool has_issued_on;
    int32_t issued_on;
    bool has_valid_until;
    int32_t valid_until;
    bool legalised, apostille, notarised;
};

struct judged {
    const char *question;
    bool answer;
    const char *by;
    int32_t on;
};

struct evaluation {
    struct arena *arena;
    const struct policy *policy;
    const struct policy_input *input;
    int64_t as_of;
    struct value *facts;        /* as policy->facts: a copy, so that `changes` may move days */
    struct role_reports *roles; /* as policy->roles */
    bool *asked_authentic;      /* as policy->roles: some rule judged whether they are authentic */
    bool several_persons;       /* crossings were merged of persons who cannot be one */
    const struct presented *presented;
    size_t presented_count;
    bool has_presented; /* the list was stated, even if empty */
    const struct judged *judged;
    size_t judged_count;
    const struct value_crossings *stated; /* of the first fact of that type; NULL: none stated */
    void *kept_movements;                 /* of movements.c: crossings merged for other rules */
    struct decision_document *documents;  /* the decision's */
    size_t document_count;
    size_t depth;            /* joins around the predicate that is asked */
    struct outlook *outlook; /* NULL: asked as of now; else what is supposed of days to come */
    int error;
};

struct value term_value(struct evaluation *evaluation, const struct term *term);

/* BASIS_BIT_* of what a document says, and of what all those of a role do. */
uint64_t report_basis(const struct report *report, size_t role);
uint64_t role_basis(const struct evaluation *evaluation, size_t role);

/* The first and last possible day of a day or time, where clocks show the policy's time. */
void value_days(const struct evaluation *evaluation, const struct value *value, int32_t *ret_first,
                int32_t *ret_last);

/* What a node answers. Begins zeroed: unknown, resting on nothing. */
struct result {
    enum decision_outcome outcome;
    uint64_t basis; /* BASIS_BIT_* */
    const char *why;
    struct report_param *params;
    size_t param_count, param_capacity;
    struct decision_figure *figures;
    size_t figure_count, figure_capacity;
    const char **evidence;
    size_t evidence_count, evidence_capacity;
    struct decision_ask *asks;
    size_t ask_count, ask_capacity;
    const struct decision_test *parts; /* of a join */
    size_t part_count;
    int32_t days_over; /* by which an interval is longer than was allowed; 0: it is not */
};

/* Params: `name` static; values of what decision.h allows in a param. */
void result_param(struct evaluation *evaluation, struct result *result, const char *name,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The figure is copied; its texts must live as long as the evaluation's arena. */
void result_figure(struct evaluation *evaluation, struct result *result,
                   const struct decision_figure *figure);
/* `pointer` below that document: "/claims/crossings/3"; reported as "/documents/N/claims/...". */
void result_evidence(struct evaluation *evaluation, struct result *result, size_t document_index,
                     const char *pointer);
/* Where a term that is known stands in its documents; nothing for a fact or a literal. */
void term_evidence(struct evaluation *evaluation, struct result *result, const struct term *term);
/*
 * What is asked where the rule does not pass; codes as in decision.h ("ask.missing"), with the
 * params so far. Each kind or fact once.
 */
void result_ask_kind(struct evaluation *evaluation, struct result *result, const char *kind,
                     const char *code);
void result_ask_fact(struct evaluation *evaluation, struct result *result, const char *fact,
                     const char *code);
/* No document fills that role: unknown, why absent, and it is asked for. */
void result_absent(struct evaluation *evaluation, struct result *result, size_t role);
/* A term without a value: unknown, why absent, and its fact or document is asked for. */
void result_missing(struct evaluation *evaluation, struct result *result, const struct term *term);

/*
 * For `changes`: everything that evaluating one rule needs, and one rule alone. A caller may
 * change evaluation->as_of and days in ->facts between the calls (outlook.c), but no crossings.
 */
int evaluation_begin(struct arena *arena, const struct policy *policy,
                     const struct policy_input *input, struct evaluation *ret_evaluation);
void evaluate_rule(struct evaluation *evaluation, const struct policy_rule *rule,
                   struct result *ret_result);

/* ---- For explain() ---- */

/*
 * Begins a sentence: "policy.PREDICATE..." ; then its parameters. Sentences stand in
 * po/vouchd/en.po. What explain() says first may have others below it, one deeper.
 */
void explain_say(struct explanation *explanation, const char *id);
void explain_param(struct explanation *explanation, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The names with commas. */
void explain_names(struct explanation *explanation, const char *name, const char *const *names);
void explain_deeper(struct explanation *explanation, int by);
struct arena *explain_arena(struct explanation *explanation);
const struct policy *explain_policy(struct explanation *explanation);

#endif
