/*
 * Each balance is the one before it and the amount between them, in the order of time and for
 * each account on its own. The opening balance comes before the first row, the closing balance is
 * the last row's. A row without a balance adds to the next one that has it.
 *
 * Where neither is printed, nothing ties an account's first row to anything. Then the chain of an
 * account that has nothing to compare says nothing: a row whose currency was changed stands alone.
 * Two that were changed follow from each other; but they go on from where the account ends that
 * they were taken from, and that is seen. (Not from nothing: an account that was emptied before
 * another one began is no rare thing.)
 *
 * Days tell which end is the older, unless they do not; the document is right if it is right
 * one way.
 */
#include "bank.h"

/* An account's rows in the order of time. */
struct course {
    struct bank_amount before, after; /* what there was before the first, and after the last */
    uint32_t first, last;             /* places in that order, of all rows */
};

struct chain {
    const struct bank_record *record;
    int direction;
    uint32_t links;     /* balances that were compared */
    uint32_t breaks;    /* of them, those that are not what they must be */
    uint32_t alone;     /* accounts with rows of which no balance could be compared */
    uint32_t row, page; /* of the first break in the order of time */
    bool overflow;
    struct course courses[BANK_ACCOUNTS_MAX];
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

static const struct bank_row *row_at(const struct chain *chain, uint32_t place)
{
    const struct bank_record *record = chain->record;

    return &record->rows[chain->direction > 0 ? place : record->row_count - 1 - place];
}

/* What there was before the rows up to this one, which together moved `moved`. */
static void look_back(struct course *course, const struct bank_row *row, struct decimal *moved)
{
    struct decimal back;

    if (course->before.is_known || !decimal_add(moved, &row->amount, moved))
        return;
    back = decimal_negative(*moved);
    course->before.is_known =
        row->balance.is_known && decimal_add(&row->balance.value, &back, &course->before.value);
}

static void follow(struct chain *chain, uint32_t account)
{
    const struct bank_record *record = chain->record;
    const struct bank_amount *closing = &record->accounts[account].closing;
    struct course *course = &chain->courses[account];
    const struct bank_row *last = NULL;
    uint32_t links = chain->links;
    struct decimal moved = {0};

    course->after = record->accounts[account].opening;
    for (uint32_t i = 0; i < record->row_count; i++) {
        const struct bank_row *row = row_at(chain, i);

        if (row->account != account)
            continue;
        look_back(course, row, &moved);
        step(chain, row, &course->after);
        course->first = last ? course->first : i;
        course->last = i;
        last = row;
    }
    if (last && closing->is_known && course->after.is_known)
        compare(chain, &course->after.value, closing, last);
    chain->alone += chain->links == links;
}

static void follow_all(const struct bank_record *record, int direction, struct chain *ret)
{
    *ret = (struct chain){.record = record, .direction = direction};
    for (uint32_t i = 0; i < record->account_count; i++)
        if (record->accounts[i].rows > 0)
            follow(ret, i);
}

/* ---- Accounts that rest on nothing but their rows ---- */

static bool is_untied(const struct bank_account *account)
{
    return account->rows > 0 && !account->opening.is_known && !account->closing.is_known;
}

/* Of several accounts with rows, those that the document itself gives no balance. */
static uint32_t count_untied(const struct bank_record *record)
{
    uint32_t untied = 0, moving = 0;

    for (uint32_t i = 0; i < record->account_count; i++) {
        untied += is_untied(&record->accounts[i]);
        moving += record->accounts[i].rows > 0;
    }
    return moving > 1 ? untied : 0;
}

static bool goes_on(const struct course *from, const struct course *to)
{
    return from->after.is_known && to->before.is_known && from->last < to->first &&
           to->before.value.units != 0 && decimal_equal(&from->after.value, &to->before.value);
}

/* The first row of an account that goes on from where another one ends; NULL: there is none. */
static const struct bank_row *find_taken(const struct chain *chain)
{
    const struct bank_record *record = chain->record;

    for (uint32_t to = 0; to < record->account_count; to++)
        for (uint32_t from = 0; from < record->account_count && is_untied(&record->accounts[to]);
             from++)
            if (from != to && is_untied(&record->accounts[from]) &&
                goes_on(&chain->courses[from], &chain->courses[to]))
                return row_at(chain, chain->courses[to].first);
    return NULL;
}

/* ---- The check ---- */

/* Of the two ways to go, the one in which all adds up, else that which the days tell. */
static void follow_best(const struct bank_record *record, struct chain *ret)
{
    int direction = bank_direction(record) < 0 ? -1 : 1;

    follow_all(record, direction, ret);
    if (ret->breaks == 0)
        return;
    follow_all(record, -direction, ret);
    if (ret->breaks > 0 || ret->links == 0)
        follow_all(record, direction, ret);
}

static uint32_t outcome_of(const struct chain *chain, const struct bank_row *taken)
{
    const struct bank_record *record = chain->record;

    if (record->rows_lost || record->filtered || chain->overflow || chain->links == 0)
        return VOUCH_UNKNOWN;
    if (chain->breaks > 0)
        return VOUCH_FAIL;
    return chain->alone > 0 || taken ? VOUCH_UNKNOWN : VOUCH_PASS;
}

void bank_check_chain(const struct bank_record *record)
{
    struct common_check check = {.id = "bank.balance_chain", .on_fail = "bank.advice.ask_bank"};
    uint32_t untied = count_untied(record);
    const struct bank_row *taken;
    struct chain chain;

    if (!layout_has_column(record->layout, COLUMN_BALANCE))
        return;
    follow_best(record, &chain);
    taken = record->rows_lost || record->filtered ? NULL : find_taken(&chain);
    check.outcome = outcome_of(&chain, taken);
    check.on_unknown = taken              ? "bank.advice.ask_bank"
                       : record->filtered ? "bank.advice.send_unfiltered"
                                          : "bank.advice.send_original";
    common_param(&check, "links", chain.links);
    if (check.outcome == VOUCH_FAIL) {
        common_param(&check, "breaks", chain.breaks);
        common_param(&check, "row", chain.row);
        common_param(&check, "page", chain.page);
    } else if (check.outcome == VOUCH_UNKNOWN && taken) {
        common_param(&check, "taken", 1);
        common_param(&check, "row", taken->number);
        common_param(&check, "page", taken->page);
    }
    common_param_if(&check, "untied", check.outcome == VOUCH_PASS && untied > 0, untied);
    common_leave(record->host, record->report, &check);
}
