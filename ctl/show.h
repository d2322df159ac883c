/*
 * A report as people want to read it: the verdict in a word and a sentence, why, what to do
 * next, what the file says, what does not add up. show.c writes that; show_claims.c what the
 * file says, with show_money.c; show_decision.c what policies decide. -v adds an explanation of
 * every signature (show_signature.c, show_coverage.c, show_signer.c), and who judged from what
 * (show_details.c).
 *
 * Reports are read as JSON, member by member, and a member that is absent or unknown is
 * passed over: a newer daemon may say more than this program knows.
 */
#ifndef VOUCH_CTL_SHOW_H
#define VOUCH_CTL_SHOW_H

#include "ctl/ctl.h"
#include "ctl/speech.h"
#include "ctl/terminal.h"

struct show {
    struct terminal *terminal;
    struct arena *arena; /* for one document */
    bool verbose;
    struct speech *speech; /* NULL: ids stand for words */
};

/* `answer`: {report, decisions, sightings, recorded} of /v1/verify, of the file `name`. */
void show_answer(struct show *show, const char *name, const json_t *answer);

/* The decisions on it, each with its row of the ledger (`recorded`, in the same order). */
void show_decisions(struct show *show, const json_t *decisions, const json_t *recorded);

/* Several documents laid beside one another. */
void show_join(struct show *show, const json_t *join, size_t document_count);

/* A report alone. */
void show_report(struct show *show, const char *name, const json_t *report);

/* CTL_OK, CTL_FAILED, CTL_UNDECIDED: by the report's indication and the decisions' verdicts. */
enum ctl_status show_status(const json_t *report, const json_t *decisions);

/* The same by the decisions alone. */
enum ctl_status show_verdicts(const json_t *decisions);

/* How a status is marked, named and coloured. */
const char *show_mark(enum ctl_status status);
enum tone show_tone(enum ctl_status status);

/* ---- For show_*.c ---- */

#define SHOW_INDENT 2
#define SHOW_LABEL  12 /* columns of a label, behind the indent */
#define SHOW_TEXT   (SHOW_INDENT + SHOW_LABEL)

/* The text or number at `key`; NULL ("?" of show_known()) or 0 where there is none. */
const char *show_text(const json_t *object, const char *key);
const char *show_known(const json_t *object, const char *key);
json_int_t show_number(const json_t *object, const char *key);

/* Is that the text at `key`? */
bool show_is(const json_t *object, const char *key, const char *value);

/*
 * A message of ours with its parameters, pairs of name and value that end with NULL; a NULL value
 * is
 * "?". What stands behind the last dot where no catalogue has the id; never NULL.
 */
const char *show_say(struct show *show, const char *id, ...) __attribute__((sentinel));

/* The word for a code of that group (vouchctl.GROUP.CODE, word.GROUP.CODE, page.word.GROUP.CODE),
 * else the code. */
const char *show_code(struct show *show, const char *group, const char *code);

/* A number as text. */
const char *show_digits(struct show *show, json_int_t number);

/* Begins a line with the word for `label` (vouchctl.label.LABEL; "" for a line that goes on). */
void show_label(struct show *show, const char *label);

/* A line with a label and anybody's words; nothing where `text` is NULL or empty. */
void show_line(struct show *show, const char *label, const char *text);

/* The same with words of our own among them. */
void show_words(struct show *show, const char *label, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, beginning with the mark of a status. */
void show_marked(struct show *show, const char *label, enum ctl_status status, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));

/* A time of a report as clocks in China and Hong Kong show it: "2026-11-22 17:00 +08:00". Text
 * that is no time comes back as it is; NULL for NULL. */
const char *show_time(struct show *show, const char *time);

/* "and 7 more (-v shows all)" */
const char *show_more(struct show *show, size_t count);

/* A line with an id, and where that stands in the ledger. */
void show_row(struct show *show, const char *label, const char *id, const json_t *recorded);

/* "pass", "fail", "unknown" of a check as a status. */
enum ctl_status show_outcome(const json_t *check);

/* Appends a part of a list; shows what was put together (and ends it); a number of rows. */
void show_append(struct show *show, struct buffer *out, const char *text);
void show_buffer(struct show *show, const char *label, struct buffer *out);
void show_count(struct show *show, const char *label, size_t count, size_t shown);

void show_container(struct show *show, const json_t *report);
void show_claims(struct show *show, const json_t *report);
void show_money(struct show *show, const json_t *claims); /* of them, those of banks' documents */
void show_checks(struct show *show, const json_t *report);
void show_signatures(struct show *show, const json_t *report);
void show_file(struct show *show, const json_t *report);
void show_coverage(struct show *show, const json_t *report, const json_t *signature);
void show_signer_and_path(struct show *show, const json_t *signature);
void show_seal(struct show *show, const json_t *signature);
void show_evidence(struct show *show, const json_t *report);
void show_judge(struct show *show, const json_t *report);

#endif
