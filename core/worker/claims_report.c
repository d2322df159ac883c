#include "base/error.h"
#include "worker/claims.h"
#include "worker/host.h"

#include <stdarg.h>
#include <stdio.h>

#define POINTER_MAX 256

void report_begin(struct vouch_report *report, const struct vouch_document *document,
                  const struct vouch_plugin *plugin)
{
    *report = (struct vouch_report){
        .arena = document->arena,
        .document = document,
        .plugin = plugin,
        .trouble = document->trouble,
        .claims = {.complete = "unknown", .covers = "unknown", .form = worker_host.form(document)},
        .names = {.size = sizeof(struct report_name), .max = CLAIM_LIST_MAX},
        .id_numbers = {.size = sizeof(struct report_id_number), .max = CLAIM_LIST_MAX},
        .crossings = {.size = sizeof(struct report_crossing), .max = CLAIM_ROWS_MAX},
        .accounts = {.size = sizeof(struct report_account), .max = CLAIM_LIST_MAX},
        .transactions = {.size = sizeof(struct report_transaction), .max = CLAIM_ROWS_MAX},
        .totals = {.size = sizeof(struct report_total), .max = CLAIM_ROWS_MAX},
        .extra = {.size = sizeof(struct report_extra), .max = CLAIM_LIST_MAX},
        .checks = {.size = sizeof(struct report_check), .max = CLAIM_LIST_MAX},
        .reasons = {.size = sizeof(struct report_reason), .max = CLAIM_LIST_MAX},
        .evidence = {.size = sizeof(struct report_evidence), .max = 2 * CLAIM_ROWS_MAX},
        .unread = {.size = sizeof(struct report_evidence), .max = 2 * CLAIM_ROWS_MAX},
    };
}

int report_misuse(struct vouch_report *report, const char *mistake)
{
    report->trouble->misuse = true;
    if (!report->trouble->mistake)
        report->trouble->mistake = mistake;
    return -1;
}

void *report_add(struct vouch_report *report, struct claim_list *list)
{
    void *items;

    if (list->count >= list->max) {
        report->is_incomplete = true;
        return NULL;
    }
    items = arena_grow(report->arena, list->items, list->count, &list->capacity, list->size);
    if (!items) {
        report->trouble->memory = true;
        return NULL;
    }
    list->items = items;
    return memset((uint8_t *)items + list->size * list->count++, 0, list->size);
}

const char *report_text(struct vouch_report *report, struct vouch_text text)
{
    struct slice safe;
    char *copy;

    if (text.length > CLAIM_TEXT_MAX) {
        report->is_incomplete = true;
        return NULL;
    }
    if (document_safe_text(report->arena, slice_of_text(text), &safe) < 0)
        copy = NULL;
    else
        copy = arena_strndup(report->arena, (const char *)safe.data, safe.size);
    report->trouble->memory |= !copy;
    return copy;
}

/* ---- Evidence ---- */

static void scale_box(const struct vouch_report *report, const struct vouch_span *span,
                      int64_t box[4])
{
    const struct document_parts *parts = &report->document->parts;
    struct page_size page = {0, 0};

    if (span->page <= parts->page_count)
        page = parts->pages[span->page - 1];
    box_to_report(span->box, page, box);
}

static uint32_t confidence_of(const struct vouch_span *span)
{
    return confidence_join(span->confidence, span->text.confidence);
}

static int add_place(struct vouch_report *report, struct claim_list *list, const char *pointer,
                     const struct vouch_span *span)
{
    uint32_t confidence = confidence_of(span);
    const char *claim = arena_strdup(report->arena, pointer);
    const char *text = report_text(report, span->text);
    struct report_evidence *evidence = report_add(report, list);

    if (!evidence || !claim)
        return -1;
    evidence->claim = claim;
    evidence->page = span->page;
    evidence->text = text;
    evidence->from = confidence > 0 ? "ocr" : "text";
    evidence->has_confidence = confidence > 0;
    evidence->confidence = confidence > 0 ? confidence - 1 : 0;
    evidence->outcome = "claimed";
    scale_box(report, span, evidence->box);
    return 0;
}

int report_evidence(struct vouch_report *report, const struct vouch_span *span, const char *pointer,
                    ...)
{
    char text[POINTER_MAX];
    va_list args;

    if (!span || span->page == 0)
        return 0;
    va_start(args, pointer);
    vsnprintf(text, sizeof text, pointer, args);
    va_end(args);
    return add_place(report, &report->evidence, text, span);
}

static int leave_unread(struct vouch_report *report, const char *pointer,
                        const struct vouch_span *span)
{
    struct report_evidence *last;

    report->is_incomplete = true;
    if (add_place(report, &report->unread, pointer, span) < 0)
        return -1;
    last = (struct report_evidence *)report->unread.items + report->unread.count - 1;
    last->outcome = "too_unsure";
    return 0;
}

int32_t claim_unread(struct vouch_report *report, const char *pointer,
                     const struct vouch_span *span)
{
    if (!pointer || strncmp(pointer, "/claims/", 8) != 0 || strlen(pointer) >= POINTER_MAX || !span)
        return report_misuse(report, "vouch_unread(): no JSON pointer such as /claims/serial");
    return leave_unread(report, pointer, span);
}

bool report_is_sure(struct vouch_report *report, const struct vouch_span *span, const char *pointer)
{
    if (!span || confidence_is_sure(report->document, confidence_of(span)))
        return true;
    report->is_claimed = true;
    leave_unread(report, pointer, span);
    return false;
}

/* ---- End ---- */

static int end_claims(struct vouch_report *report, struct examination *ret)
{
    struct report_claims *claims = &report->claims;
    bool is_complete = report->document->parts.is_complete && !report->is_incomplete;
    void *copy;

    claims->crossings = report->crossings.items;
    claims->crossing_count = report->crossings.count;
    claims->accounts = report->accounts.items;
    claims->account_count = report->accounts.count;
    claims->transactions = report->transactions.items;
    claims->transaction_count = report->transactions.count;
    claims->totals = report->totals.items;
    claims->total_count = report->totals.count;
    claims->extra = report->extra.items;
    claims->extra_count = report->extra.count;
    report->person.names = report->names.items;
    report->person.name_count = report->names.count;
    report->person.id_numbers = report->id_numbers.items;
    report->person.id_number_count = report->id_numbers.count;
    if (report->has_person) {
        copy = arena_dup(report->arena, &report->person, sizeof report->person);
        if (!copy)
            return ERR_NOMEM;
        claims->person = copy;
    }
    /* A plugin can say that something is missing, not that nothing is. */
    if (!is_complete)
        claims->complete = "no";
    copy = arena_dup(report->arena, claims, sizeof *claims);
    ret->claims = copy;
    return copy ? 0 : ERR_NOMEM;
}

int report_end(struct vouch_report *report, struct examination *ret)
{
    ret->layout = report->layout;
    ret->checks = report->checks.items;
    ret->check_count = report->checks.count;
    ret->evidence = report->evidence.items;
    ret->evidence_count = report->evidence.count;
    ret->unread = report->unread.items;
    ret->unread_count = report->unread.count;
    ret->unsigned_advice = report->unsigned_advice;
    return report->is_claimed ? end_claims(report, ret) : 0;
}
