/*
 * The report's structures as JSON and back, both by the tables of schema.c.
 *
 * Encoding is always canonical (RFC 8785: members sorted, no white space, integers and
 * strings only), so that hashing needs no second form. Decoding takes that form and no
 * other: white space, members unknown, doubled, mistyped or out of order, strings with
 * control characters or invalid UTF-8 and names that are none of the listed ones are
 * ERR_SYNTAX, too many values ERR_LIMIT; it is fed by processes that hostile documents may
 * have taken over. What was decoded encodes to the same bytes.
 */
#ifndef VOUCH_REPORT_JSON_H
#define VOUCH_REPORT_JSON_H

#include "base/buffer.h"
#include "base/digest.h"
#include "report/decision.h"

enum report_form {
    REPORT_FULL, /* everything */
    REPORT_WITHOUT_EVIDENCE,
    REPORT_IDENTITY, /* without ids and sentences: what report_sha256 is taken over */
};

/* Append the JSON to `out`; buffer_error(out) tells whether it fitted. */
void judgements_encode(const struct judgements *judgements, struct buffer *out);
void examination_encode(const struct examination *examination, struct buffer *out);
void report_encode(const struct report *report, enum report_form form, struct buffer *out);

void decision_encode(const struct decision *decision, enum report_form form, struct buffer *out);
void decision_join_encode(const struct decision_join *join, struct buffer *out);

int judgements_decode(struct arena *arena, struct slice json, struct judgements **ret_judgements);
int examination_decode(struct arena *arena, struct slice json,
                       struct examination **ret_examination);
int report_decode(struct arena *arena, struct slice json, struct report **ret_report);

int decision_decode(struct arena *arena, struct slice json, struct decision **ret_decision);

/* SHA-256 of the identity form. ERR_NOMEM, ERR_CRYPTO. */
int report_sha256(struct sha256 *sha256, const struct report *report, struct digest *ret_digest);
int decision_sha256(struct sha256 *sha256, const struct decision *decision,
                    struct digest *ret_digest);

#endif
