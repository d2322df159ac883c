/*
 * From codes to sentences. Reports travel and are recorded as codes with parameters; only
 * the daemon, answering somebody, turns them into a language, and what it adds is no part
 * of a report's identity.
 *
 * Message ids: a reason, advice: its code; its short name: CODE.title. A check: ID (its
 * title), ID.pass, ID.fail, ID.unknown, or where the check gives a parameter NAME and there
 * is such a sentence, ID.pass.NAME and so on: what is not known is not given, so a sentence
 * can depend on it. A change: change.KIND.row or .rows where it lies over rows of the crossings,
 * .read over something else that was read, .page where one is known, or change.KIND;
 * change.KIND.title. A problem:
 * problem.TYPE.title alone; what happened is its `detail`. Sentences hold {name} for a parameter;
 * one that the code did not give is written as "?".
 *
 * Of a decision: a test's sentence as decision.h says, an ask's is its code, a change's
 * outlook.STAY, or outlook.time where no stay is given; `.until` behind it where it ends. A code
 * inside a sentence has words of its own: word.GROUP.CODE, else the code with spaces; a unit has
 * more forms where a language does (quantity.h).
 */
#ifndef VOUCH_RENDER_RENDER_H
#define VOUCH_RENDER_RENDER_H

#include "render/catalogue.h"
#include "report/decision.h"

/* The sentence of `id` with `params`; the id itself where no catalogue has it. NULL without memory.
 */
char *render_message(struct arena *arena, const struct catalogues *catalogues, const char *language,
                     const char *id, const struct report_params *params);

/*
 * The same with each parameter between U+2068 and U+2069, so that its direction of writing stays
 * its own; characters in it that would turn or end that become U+FFFD. For pages (html.h).
 */
char *render_isolated(struct arena *arena, const struct catalogues *catalogues,
                      const char *language, const char *id, const struct report_params *params);

/*
 * Fills every message and advice.message of the report, which must be decoded or joined in
 * an arena (its lists are replaced by copies in `arena`). ERR_NOMEM.
 */
int render_report(struct arena *arena, const struct catalogues *catalogues, const char *language,
                  struct report *report);

/* The same for every message of a decision's findings, asks and changes. */
int render_decision(struct arena *arena, const struct catalogues *catalogues, const char *language,
                    struct decision *decision);

/* Both with isolated parameters. */
int render_report_isolated(struct arena *arena, const struct catalogues *catalogues,
                           const char *language, struct report *report);
int render_decision_isolated(struct arena *arena, const struct catalogues *catalogues,
                             const char *language, struct decision *decision);

/* The sentence of `id` with the codes among its params in words: of a policy, say. NULL without
 * memory. */
const char *render_sentence(struct arena *arena, const struct catalogues *catalogues,
                            const char *language, const char *id,
                            const struct report_params *params);

/* "5 years", "3..5 years" or "3 – 5 years" in words, as in sentences; NULL where the unit has none.
 */
const char *render_quantity(struct arena *arena, const struct catalogues *catalogues,
                            const char *language, const char *quantity);

/* ---- The core's codes: GET /v1/codes, and the test that each has its sentences ---- */

enum code_kind {
    CODE_REASON,
    CODE_CHECK,
    CODE_ADVICE,
    CODE_CHANGE,
    CODE_PROBLEM,
    CODE_FINDING, /* finding.PREDICATE */
    CODE_ASK,
    CODE_OUTLOOK,
    CODE_SIGHTING,
};
const char *code_kind_name(enum code_kind kind);

struct code {
    const char *code;
    enum code_kind kind;
    const char *since; /* version that had it first */
    const char
        *audience; /* officer | applicant | operator | developer: who can do something about it */
};

/* All codes of the core, sorted; those of plugins come from the zygote. */
const struct code *core_codes(size_t *ret_count);

#endif
