/* What the document adds up itself, beside what its rows add up to. */
#include "bank.h"

#include <stdlib.h>

/* The first row of a page, or of a later one: rows come page by page. */
static uint32_t first_row(const struct bank_record *record, uint32_t page)
{
    uint32_t low = 0, high = record->row_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (record->rows[middle].page < page)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_counted(const struct bank_record *record, const struct bank_total *total,
                       const struct bank_row *row)
{
    if (total->section != BANK_NONE && record->accounts[row->account].section != total->section)
        return false;
    if (total->layout->is == TOTAL_COUNT)
        return true;
    return (row->amount.units < 0) == (total->layout->is == TOTAL_DEBIT);
}

static void compute(const struct bank_record *record, struct bank_total *total)
{
    const struct decimal one = {.units = 100000000};
    uint32_t page = total->layout->of_page ? total->span.page : 0;

    total->is_computed = true;
    total->computed.places = total->layout->is == TOTAL_COUNT ? 0 : total->stated.places;
    for (uint32_t i = first_row(record, page); i < record->row_count && total->is_computed; i++) {
        const struct bank_row *row = &record->rows[i];
        struct decimal part = total->layout->is == TOTAL_COUNT ? one : row->amount;

        if (page > 0 && row->page != page)
            break;
        if (!is_counted(record, total, row))
            continue;
        part = decimal_absolute(part);
        total->is_computed = decimal_add(&total->computed, &part, &total->computed);
    }
}

/* The same total printed on every page is one. */
static bool is_known(const struct bank_record *record, const struct bank_total *total)
{
    for (uint32_t i = 0; i < record->total_count; i++) {
        const struct bank_total *other = &record->totals[i];

        if (other->layout == total->layout && !total->layout->of_page &&
            other->section == total->section && decimal_equal(&other->stated, &total->stated))
            return true;
    }
    return false;
}

static bool make_room(struct bank_record *record)
{
    uint32_t capacity = record->total_capacity ? record->total_capacity * 2 : 16;
    struct bank_total *totals;

    if (record->total_count < record->total_capacity)
        return true;
    totals = reallocarray(record->totals, capacity, sizeof *totals);
    record->no_memory |= !totals;
    if (!totals)
        return false;
    record->totals = totals;
    record->total_capacity = capacity;
    return true;
}

static void take(struct bank_record *record, struct bank_total *total)
{
    if (!vouch_is_sure(record->host, record->document, total->span.text) ||
        !bank_amount_of(record, total->span.text, &total->stated) ||
        (total->layout->is == TOTAL_COUNT && total->stated.places > 0)) {
        bank_leave_unread(record, "/claims/totals/-", &total->span);
        return;
    }
    total->stated = decimal_absolute(total->stated);
    if (is_known(record, total) || !make_room(record))
        return;
    compute(record, total);
    record->totals[record->total_count++] = *total;
}

/* Page by page, those of the statement first; within, as the layout lists them. */
static int by_page(const void *a, const void *b)
{
    const struct bank_total *x = a, *y = b;
    uint32_t page = x->layout->of_page ? x->span.page : 0;
    uint32_t other = y->layout->of_page ? y->span.page : 0;

    if (page != other)
        return page < other ? -1 : 1;
    if (x->layout != y->layout)
        return x->layout < y->layout ? -1 : 1;
    return (x->span.box.top > y->span.box.top) - (x->span.box.top < y->span.box.top);
}

void bank_read_totals(struct bank_record *record)
{
    for (uint32_t i = 0; i < record->layout->total_count; i++) {
        struct vouch_match match = {.end = 0};
        int places = 0;

        while (places++ < BANK_MATCHES_MAX &&
               vouch_find_from(record->host, record->document, record->layout->totals[i].pattern,
                               match.end, &match)) {
            struct bank_total total = {
                .layout = &record->layout->totals[i],
                .section = bank_section_at(record, &match.groups[1]),
                .span = match.groups[1],
            };

            if (total.span.text.length > 0)
                take(record, &total);
        }
    }
    if (record->total_count > 1)
        qsort(record->totals, record->total_count, sizeof *record->totals, by_page);
}
