/*
 * A finding is one thing that a room found out about a document: a stable code
 * ("signature.digest_mismatch"), the verdict that it alone would give, and
 * parameters for the sentence that people read. Rooms collect findings in a
 * list; the examination turns them into the report's reasons.
 *
 * Parameters may hold what the document says about itself (an object number, an
 * offset, a distinguished name), never a natural person's data: findings are
 * logged and counted.
 */
#ifndef VOUCH_BASE_FINDING_H
#define VOUCH_BASE_FINDING_H

#include "base/arena.h"
#include "base/verdict.h"

#define FINDING_PARAMS_MAX 8
#define FINDING_VALUE_MAX  511 /* bytes of a parameter; cut between characters */
#define FINDINGS_MAX       256 /* a hostile document must not make a report endless */

struct finding_param {
    const char *name;
    const char *value;
};

struct finding {
    const char *code; /* static string */
    struct verdict verdict;
    struct finding_param params[FINDING_PARAMS_MAX];
    size_t param_count;
};

struct findings {
    struct arena *arena;
    struct finding *items;
    size_t count;
    size_t capacity;
    bool incomplete; /* a finding was lost for want of memory */
};

void findings_init(struct findings *findings, struct arena *arena);

/*
 * Adds a finding and returns it for finding_param(). Past FINDINGS_MAX the first ones
 * are kept (they are the cause, the rest the consequence), but one that decides more
 * takes the last place. NULL where it was not kept; without memory the list is marked
 * incomplete, which is never "passed".
 */
struct finding *findings_add(struct findings *findings, const char *code, struct verdict verdict);

/* Adds a parameter: `name` static, the formatted value is kept in the list's arena. */
void finding_param(struct findings *findings, struct finding *finding, const char *name,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Adds all of `from` to `to`. */
void findings_append(struct findings *to, const struct findings *from);

/*
 * The verdict of all findings together by the precedence of our design: byte range
 * and CMS structure, digest, value, later changes, then the indeterminate causes.
 * TOTAL_PASSED where there is none and the list is complete.
 */
struct verdict findings_verdict(const struct findings *findings);

/* Puts what decides first, by the same precedence; equal ones stay in their order. */
void findings_sort(struct findings *findings);

/* True if a finding with this code is in the list. */
bool findings_has(const struct findings *findings, const char *code);

#endif
