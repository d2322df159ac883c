/*
 * What a replay compares: how something was answered before, and how it is answered again.
 * Private to replay*.c.
 */
#ifndef VOUCH_CTL_REPLAY_H
#define VOUCH_CTL_REPLAY_H

#include "ctl/client.h"
#include "ctl/terminal.h"

/* JSON as `inputs` of a ledger's row or a report has it. */
struct outcome {
    json_t *codes; /* indication, subindication, reason codes: a list of texts */
    json_t *judge; /* build, trust, configuration, plugin, layout: texts */
    json_t *times; /* at, existed_by, source: texts */
};

/* ---- replay_outcome.c ---- */

void outcome_init(struct outcome *outcome);
void outcome_done(struct outcome *outcome);
void outcome_add_code(struct outcome *outcome, const char *code); /* NULL is allowed */

/* A member of `from`, if it is a text, as `name` of `to`. */
void outcome_take(json_t *to, const char *name, const json_t *from, const char *member);
void outcome_of_report(const json_t *report, struct outcome *ret);

/* Whether the verdict and its reasons are the same. */
bool outcome_same(const struct outcome *a, const struct outcome *b);

/* Whether what was noted then as `name` is another now; what was not noted is not said to differ.
 */
bool outcome_differs(const struct outcome *before, const struct outcome *now, const char *name);

/* True where the same; then nothing is written unless `says_same`. */
bool outcome_compare(struct terminal *terminal, const char *name, const struct outcome *before,
                     const struct outcome *now, bool says_same);
void outcome_write_codes(struct terminal *terminal, const char *label,
                         const struct outcome *outcome);

/* ---- replay.c ---- */

/* The report of the file as judged now, at the times of before; NULL where that was said. */
json_t *replay_ask(struct client *client, const char *path, const json_t *times,
                   const char *password);

/* ---- replay_then.c ---- */

/* What was judged, and where it stands. */
struct replayed {
    const char *ledger;
    int64_t position;
    const char *path; /* the document */
    const char *password;
    const struct outcome *before;
    const struct outcome *now;
};

/*
 * Why the answer differs: judges by the files that were in force then (ledger_restore.h), with
 * today's programs, and says what that shows.
 */
void replay_explain(struct ctl *ctl, const struct replayed *replayed, struct terminal *terminal);

#endif
