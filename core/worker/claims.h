/*
 * Where a plugin's claims, checks and reasons go: struct vouch_report fills the report
 * room's structures (report/report.h), with evidence for every span that has a place.
 *
 * Nothing is taken from a plugin unlooked at: texts are copied and made safe, codes must be
 * declared, names be of their list, days exist, values be of their type. What is not so is refused,
 * and the document then has the reason plugin.failed.
 */
#ifndef VOUCH_WORKER_CLAIMS_H
#define VOUCH_WORKER_CLAIMS_H

#include "report/report.h"
#include "worker/document.h"

#define CLAIM_TEXT_MAX 65536 /* bytes of one text */
#define CLAIM_LIST_MAX 1000  /* names, numbers, extras, checks, reasons: each */
#define CLAIM_ROWS_MAX                                                                             \
    40000 /* crossings, transactions, totals; of evidence and unread places twice as many */

/* A list that grows; `size` of one item. */
struct claim_list {
    void *items;
    size_t count, capacity;
    size_t size, max;
};

struct vouch_report {
    struct arena *arena;
    const struct vouch_document *document;
    const struct vouch_plugin *plugin;
    struct document_trouble *trouble;
    struct report_claims claims;
    struct report_person person;
    bool is_claimed; /* there is any claim */
    bool has_person;
    bool is_incomplete;          /* something could not be taken */
    const char *layout;          /* by which it was read; NULL: the plugin has none */
    const char *unsigned_advice; /* NULL: none of its own */
    struct claim_list names, id_numbers, crossings, extra;
    struct claim_list accounts, transactions, totals;
    struct claim_list checks, reasons, evidence, unread;
};

void report_begin(struct vouch_report *report, const struct vouch_document *document,
                  const struct vouch_plugin *plugin);

/* Fills checks, claims, evidence, unread; reasons are the caller's to join. ERR_NOMEM. */
int report_end(struct vouch_report *report, struct examination *ret);

/* An item more, zeroed; NULL at the list's end or without memory. */
void *report_add(struct vouch_report *report, struct claim_list *list);

/* The text safe and copied; NULL (and the report incomplete) where it cannot be. */
const char *report_text(struct vouch_report *report, struct vouch_text text);

/* Evidence for `pointer` ("/claims/serial"), if the span has a place. */
int report_evidence(struct vouch_report *report, const struct vouch_span *span, const char *pointer,
                    ...) __attribute__((format(printf, 3, 4)));

/*
 * Whether the span, if any, was read surely enough to be claimed; if not it is listed as unread
 * under `pointer`, and the claim is not to be made: return VOUCH_LEFT_UNREAD.
 */
bool report_is_sure(struct vouch_report *report, const struct vouch_span *span,
                    const char *pointer);

/* The plugin did what it must not: `mistake`, a constant, says what. Returns -1. */
int report_misuse(struct vouch_report *report, const char *mistake);

/* ---- claims_value.c ---- */

/* A short word such as "zh-Hans" or "cn_resident_id"; NULL is none. */
bool claim_is_code(const char *text);

/* The constant of the type that is called `name` (may be NULL) if `value` is one of it, or NULL. */
const char *claim_type(const char *name, const char *value);

/* Whether `text` is digits, perhaps with a sign and a point: vouch/calls.h, `amount`. */
bool claim_is_amount(const char *text);

/* HH:MM or HH:MM:SS. */
bool claim_is_clock(const char *text);

/* A currency of ISO 4217 in capital letters; NULL is none. */
bool claim_is_currency(const char *text);

/* ---- claims.c, claims_money.c: what the host table offers (vouch/calls.h) ---- */

int32_t claim_text(struct vouch_report *report, uint32_t claim, const struct vouch_span *span);
int32_t claim_day(struct vouch_report *report, uint32_t claim, int32_t day,
                  const struct vouch_span *span);
int32_t claim_code(struct vouch_report *report, uint32_t claim, const char *code,
                   const struct vouch_span *span);
int32_t claim_issued_at(struct vouch_report *report, int64_t time, uint32_t precision,
                        const struct vouch_span *span);
int32_t claim_name(struct vouch_report *report, const struct vouch_name *name);
int32_t claim_id_number(struct vouch_report *report, const struct vouch_id_number *number);
int32_t claim_crossings(struct vouch_report *report);
int32_t claim_crossing(struct vouch_report *report, const struct vouch_crossing *crossing);
int32_t claim_extra(struct vouch_report *report, const char *name, const char *type,
                    const struct vouch_span *span);
int32_t claim_unread(struct vouch_report *report, const char *pointer,
                     const struct vouch_span *span);
int32_t claim_check(struct vouch_report *report, const struct vouch_check *check);
int32_t claim_reason(struct vouch_report *report, const char *code,
                     const struct vouch_param *params, uint32_t param_count);
int32_t claim_advice(struct vouch_report *report, const char *advice);
int32_t claim_account(struct vouch_report *report, const struct vouch_account *account);
int32_t claim_transactions(struct vouch_report *report);
int32_t claim_transaction(struct vouch_report *report, const struct vouch_transaction *transaction);
int32_t claim_total(struct vouch_report *report, const struct vouch_total *total);
int32_t claim_verification(struct vouch_report *report,
                           const struct vouch_verification *verification);
int32_t claim_layout(struct vouch_report *report, const char *name);

/* Constants, copies and members that may be left out, for all of the above. */
bool claim_is_day(int32_t day);
const char *claim_one_of(const char *text, const char *const *names);
const char *claim_dup(struct vouch_report *report, const char *code);
const char *claim_optional(struct vouch_report *report, struct vouch_text text);

#endif
