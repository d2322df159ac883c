/*
 * Each balance is the one before it and the amount between them, in the order of time and for
 * each account on its own. The opening balance comes before the first row, the closing balance is
 * the last row's. A row without a balance adds to the next one that has it. The chain of an
 * account that has nothing to compare says nothing: a row whose currency was changed stands alone.
 *
 * Days tell which end is the older, unless they do not; the document is right if it is right
 * one way.
 */
#include "bank.h"

struct chain {
    const struct bank_record *record;
    int direction;
    uint32_t links;     /* balances that were compared */
    uint32_t breaks;    /* of them, those that are not what they must be */
    uint32_t alone;     /* accounts with rows of which no balance could be compared */
    uint32_t row, page; /* of the first break in the order of time */
    bool overflow;
};

static void compare(struct chain *chain, const struct decimal *expected,
                    const struct bank_amount *stated, const struct bank_row *row)
{
    chain->links++;
    if (decimal_equal(expected, &stated->value))
        return;
    if (chain->breaks++ > 0)
        return;
    chain->row = row->number;
    chain->page = row->page;
}

/* One row further: `*balance` becomes what is left after it. */
static void step(struct chain *chain, const struct bank_row *row, struct bank_amount *balance)
{
    if (balance->is_known && !decimal_add(&balance->value, &row->amount, &balance->value)) {
        chain->overflow = true;
        return;
    }
    if (!row->balance.is_known)
        return;
    if (balance->is_known)
        compare(chain, &balance->value, &row->balance, row);
    *balance = row->balance;
}

static void follow(struct chain *chain, uint32_t account)
{
    const struct bank_record *record = chain->record;
    struct bank_amount balance = record->accounts[account].opening;
    const struct bank_amount *closing = &record->accounts[account].closing;
    const struct bank_row *last = NULL;
    uint32_t links = chain->links;

    for (uint32_t i = 0; i < record->row_count; i++) {
        const struct bank_row *row =
            &record->rows[chain->direction > 0 ? i : record->row_count - 1 - i];

        if (row->account != account)
            continue;
        step(chain, row, &balance);
        last = row;
    }
    if (last && closing->is_known && balance.is_known)
        compare(chain, &balance.value, closing, last);
    chain->alone += chain->links == links;
}

static struct chain follow_all(const struct bank_record *record, int direction)
{
    struct chain chain = {.record = record, .direction = direction};

    for (uint32_t i = 0; i < record->account_count; i++)
        if (record->accounts[i].rows > 0)
            follow(&chain, i);
    return chain;
}

void bank_check_chain(const struct bank_record *record)
{
    struct common_check check = {
        .id = "bank.balance_chain",
        .on_fail = "bank.advice.ask_bank",
        .on_unknown =
            record->filtered ? "bank.advice.send_unfiltered" : "bank.advice.send_original",
    };
    int direction = bank_direction(record);
    struct chain chain = follow_all(record, direction < 0 ? -1 : 1);

    if (!layout_has_column(record->layout, COLUMN_BALANCE))
        return;
    if (chain.breaks > 0) {
        struct chain other = follow_all(record, -chain.direction);

        chain = other.breaks == 0 && other.links > 0 ? other : chain;
    }
    if (record->rows_lost || record->filtered || chain.overflow || chain.links == 0)
        check.outcome = VOUCH_UNKNOWN;
    else if (chain.breaks > 0)
        check.outcome = VOUCH_FAIL;
    else
        check.outcome = chain.alone > 0 ? VOUCH_UNKNOWN : VOUCH_PASS;
    common_param(&check, "links", chain.links);
    if (check.outcome == VOUCH_FAIL) {
        common_param(&check, "breaks", chain.breaks);
        common_param(&check, "row", chain.row);
        common_param(&check, "page", chain.page);
    }
    common_leave(record->host, record->report, &check);
}
