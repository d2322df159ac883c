/*
 * A replay: what was asked before, how it was answered, and how it is answered again.
 *
 *   replay.c          the command; many answers of before
 *   replay_row.c      a ledger's row -> the question of then, and its answer
 *   replay_ask.c      a question -> its answer by a daemon
 *   replay_outcome.c  answers compared
 *   replay_then.c     because of what they differ
 */
#ifndef VOUCH_CTL_REPLAY_H
#define VOUCH_CTL_REPLAY_H

#include "ctl/client.h"
#include "ctl/terminal.h"

/* ---- Answers ---- */

/* JSON as a ledger's row, a report or a decision has it. */
struct outcome {
    json_t *codes; /* of a report: indication, subindication, reasons; of a decision: verdict,
                      policy, rules that made it refer or reject: a list of texts */
    json_t *judge; /* build, trust, configuration, plugin, layout, policy: texts */
    bool was_read; /* from a picture, by models; of a row that is not known */
};

void outcome_init(struct outcome *outcome);
void outcome_done(struct outcome *outcome);
void outcome_add_code(struct outcome *outcome, const char *code); /* NULL is allowed */

/* A member of `from`, if it is a text, as `name` of `to`. */
void outcome_take(json_t *to, const char *name, const json_t *from, const char *member);
void outcome_of_report(const json_t *report, struct outcome *ret);

/* `report` is one of those that it rests on, or NULL. */
void outcome_of_decision(const json_t *decision, const json_t *report, struct outcome *ret);

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

/* ---- Questions ---- */

struct question_document {
    const char *path;
    const char *source, *role; /* as the caller named them; NULL: he did not */
};

struct question {
    bool is_dossier;    /* POST /v1/assess, else /v1/verify */
    const char *policy; /* NULL: the report is asked for */
    const struct question_document *documents;
    size_t count;
    const char *at, *existed_by, *as_of; /* NULL: not named */
    struct slice facts;                  /* JSON; empty: none */
    const char *password;                /* of all documents; NULL: none */
};

/* False where it was not answered, and why has been said. */
bool question_ask(struct client *client, const struct question *question, struct outcome *ret);

/* ---- Rows ---- */

struct replayed {
    const char *ledger; /* its file */
    int64_t position;
    struct question question;
    struct outcome before, now;
};

/* What a person gives with a row. */
struct replay_given {
    const char *ledger, *row;
    char **files; /* of the documents that it is about */
    size_t count;
    const char *password;
    struct slice facts;
};

/* The question of a row, about these files, and its answer of then. False, with the reason said. */
bool replay_find(struct ctl *ctl, const struct replay_given *given, struct replayed *ret);

/*
 * Why the answer differs: judges by the files that were in force then (ledger_restore.h), with
 * today's programs, and says what that shows.
 */
void replay_explain(struct ctl *ctl, const struct replayed *replayed, struct terminal *terminal);

#endif
