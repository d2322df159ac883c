#include "base/datetime.h"
#include "policy/claim.h"
#include "policy/outlook.h"
#include "policy/record.h"

static struct value unknown(enum value_type type, uint64_t basis)
{
    return (struct value){.type = type, .basis = basis};
}

/* ---- The row that `last_exit` means ---- */

/* Whether a row is later than the one chosen so far, where rows are looked at as they stand. */
static bool is_later(const struct report_crossing *row, const struct report_crossing *chosen,
                     bool newest_first)
{
    return row->date == chosen->date ? !newest_first : row->date > chosen->date;
}

static const struct report_crossing *find_crossing(const struct value_crossings *rows, bool stated,
                                                   const struct term *term)
{
    bool newest_first = crossings_newest_first(rows->items, rows->count, stated);
    const struct report_crossing *chosen = NULL;

    for (size_t i = 0; i < rows->count; i++) {
        const struct report_crossing *row = &rows->items[i];

        if (term->direction && strcmp(row->direction, term->direction) != 0)
            continue;
        if (!chosen || is_later(row, chosen, newest_first) == (term->which == WHICH_LAST))
            chosen = row;
    }
    return chosen;
}

static struct value of_stated(const struct evaluation *evaluation,
                              const struct value_crossings *stated, const struct term *term)
{
    const struct report_crossing *row = find_crossing(stated, true, term);
    struct value value = unknown(term->type, BASIS_BIT_STATED);

    if (row)
        value = term->claim->read.of_crossing(evaluation, row);
    value.basis = BASIS_BIT_STATED;
    return value;
}

/* A row of a document: which, and where among the decision's documents. */
struct chosen_row {
    const struct report_crossing *row; /* NULL: none */
    size_t document;
    size_t index;
};

static struct chosen_row choose_row(const struct evaluation *evaluation, const struct term *term)
{
    const struct role_reports *role = &evaluation->roles[term->index];
    struct chosen_row chosen = {0};

    for (size_t i = 0; i < role->count; i++) {
        const struct report_claims *claims = role->items[i]->report->claims;
        struct value_crossings rows = {0};
        const struct report_crossing *row;

        if (claims) {
            rows.items = claims->crossings;
            rows.count = claims->crossing_count;
        }
        row = find_crossing(&rows, false, term);
        if (row && (!chosen.row || (row->date != chosen.row->date &&
                                    (row->date > chosen.row->date) == (term->which == WHICH_LAST))))
            chosen = (struct chosen_row){row, role->indexes[i], (size_t)(row - claims->crossings)};
    }
    return chosen;
}

static struct value of_documents(const struct evaluation *evaluation, const struct term *term)
{
    uint64_t basis = role_basis(evaluation, term->index);
    struct value value = unknown(term->type, basis);
    struct chosen_row chosen;

    if (evaluation->roles[term->index].count == 0 &&
        evaluation->policy->roles[term->index].takes_stated && evaluation->stated)
        return of_stated(evaluation, evaluation->stated, term);
    chosen = choose_row(evaluation, term);
    if (chosen.row)
        value = term->claim->read.of_crossing(evaluation, chosen.row);
    value.basis = basis;
    return value;
}

/* ---- Claims ---- */

static bool is_same(struct arena *arena, const struct value *a, const struct value *b)
{
    const char *x = value_text(arena, a, 0), *y = value_text(arena, b, 0);

    return a->is_known == b->is_known && x && y && strcmp(x, y) == 0;
}

/* Of several reports in one role: what they agree on. */
static struct value of_claim(struct evaluation *evaluation, const struct term *term)
{
    const struct role_reports *role = &evaluation->roles[term->index];
    uint64_t basis = role_basis(evaluation, term->index);
    struct value value = unknown(term->type, basis);

    for (size_t i = 0; i < role->count; i++) {
        const struct report *report = role->items[i]->report;
        struct value next = term->extra ? claim_extra(report, term->extra, term->type)
                                        : term->claim->read.of_report(evaluation, report);

        if (i > 0 && !is_same(evaluation->arena, &value, &next))
            return unknown(term->type, basis);
        value = next;
    }
    value.basis = basis;
    return value;
}

static struct value of_member(const struct evaluation *evaluation, const struct term *term)
{
    const struct value *fact = &evaluation->facts[term->index];
    struct value value = unknown(term->type, BASIS_BIT_STATED);

    if (fact->is_known)
        value = term->claim->read.of_person(fact->person);
    value.basis = BASIS_BIT_STATED;
    return value;
}

/* Two of one kind: which is meant, nobody said. */
static struct value of_held(const struct evaluation *evaluation, const struct term *term)
{
    const struct value *fact = &evaluation->facts[term->index];
    struct value value = unknown(term->type, BASIS_BIT_STATED);
    size_t found = 0;

    for (size_t i = 0; fact->is_known && i < fact->documents.count; i++) {
        if (strcmp(fact->documents.items[i].kind, term->kind_held) != 0)
            continue;
        value = term->claim->read.of_held(&fact->documents.items[i]);
        found++;
    }
    if (found > 1)
        return unknown(term->type, BASIS_BIT_STATED);
    value.basis = BASIS_BIT_STATED;
    return value;
}

struct value term_value(struct evaluation *evaluation, const struct term *term)
{
    struct value value = unknown(term->type, 0);

    if (outlook_moves(evaluation, term)) /* asked by who does not know how long his answer holds */
        outlook_hold(evaluation, 0);
    switch (term->kind) {
    case TERM_AS_OF:
        value.is_known = true;
        value.time.first = value.time.last = evaluation->as_of;
        return value;
    case TERM_LITERAL:
        return term->literal;
    case TERM_FACT:
        return evaluation->facts[term->index];
    case TERM_CLAIM:
        return of_claim(evaluation, term);
    case TERM_CLAIM_OF:
        return of_documents(evaluation, term);
    case TERM_MEMBER:
        return of_member(evaluation, term);
    case TERM_FACT_OF:
        if (!evaluation->facts[term->index].is_known)
            return unknown(term->type, BASIS_BIT_STATED);
        return of_stated(evaluation, &evaluation->facts[term->index].crossings, term);
    case TERM_HELD:
        return of_held(evaluation, term);
    }
    return value;
}

void value_days(const struct evaluation *evaluation, const struct value *value, int32_t *ret_first,
                int32_t *ret_last)
{
    if (value->type == VALUE_DAY) {
        *ret_first = *ret_last = value->day;
        return;
    }
    *ret_first = day_of_time(value->time.first, evaluation->policy->offset);
    *ret_last = day_of_time(value->time.last, evaluation->policy->offset);
}

/* ---- Where it stands ---- */

static void claim_evidence(struct evaluation *evaluation, struct result *result,
                           const struct term *term)
{
    const struct role_reports *role = &evaluation->roles[term->index];

    for (size_t i = 0; i < role->count; i++) {
        const char *pointer = term->extra ? NULL : term->claim->pointer;
        size_t index;

        if (term->extra && claim_extra_index(role->items[i]->report, term->extra, &index) == 0)
            pointer = arena_printf(evaluation->arena, "/claims/extra/%zu", index);
        if (pointer)
            result_evidence(evaluation, result, role->indexes[i], pointer);
    }
}

void term_evidence(struct evaluation *evaluation, struct result *result, const struct term *term)
{
    struct chosen_row chosen;
    const char *pointer;

    if (term->kind == TERM_CLAIM)
        claim_evidence(evaluation, result, term);
    if (term->kind != TERM_CLAIM_OF)
        return;
    chosen = choose_row(evaluation, term);
    if (!chosen.row)
        return;
    pointer = arena_printf(evaluation->arena, "/claims/crossings/%zu", chosen.index);
    if (pointer)
        result_evidence(evaluation, result, chosen.document, pointer);
}
