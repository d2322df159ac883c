/* What is claimed when all is read. */
#include "bank.h"

#include <stdio.h>
#include <stdlib.h>

static struct vouch_text text_of(const char *text)
{
    return (struct vouch_text){.data = text, .length = (uint32_t)strlen(text)};
}

static struct vouch_text value_of(const struct bank_value *value)
{
    return value->is_known ? value->span.text : (struct vouch_text){.data = ""};
}

/* ---- Person, whole document ---- */

static void claim_holder(const struct bank_record *record)
{
    struct vouch_name name = VOUCH_INIT(struct vouch_name);

    name.value = record->holder.span;
    if (record->holder.is_known && !record->holder_differs)
        vouch_claim_name(record->host, record->report, &name);
}

static void claim_serial(const struct bank_record *record)
{
    const struct bank_value *serial =
        record->serial.is_known ? &record->serial : &record->statement_number;

    if (serial->is_known)
        vouch_claim_text(record->host, record->report, VOUCH_CLAIM_SERIAL, &serial->span);
}

static void claim_verification(struct bank_record *record)
{
    const struct layout_verification *layout = &record->layout->verification;
    struct vouch_verification code = VOUCH_INIT(struct vouch_verification);
    char room[BANK_TEXT_MAX];
    struct vouch_match match;

    if (!layout->pattern || !vouch_find(record->host, record->document, layout->pattern, &match))
        return;
    code.kind = layout->kind;
    code.code = match.groups[1];
    if (!common_squeeze(code.code.text, room, sizeof room, &code.code.text) ||
        code.code.text.length == 0) {
        bank_leave_unread(record, "/claims/verification", &match.groups[1]);
        return;
    }
    code.where_printed = text_of(layout->redeem ? layout->redeem : "");
    if (layout->where && vouch_find(record->host, record->document, layout->where, &match))
        code.where_printed = match.groups[match.groups[1].text.length > 0].text;
    vouch_claim_verification(record->host, record->report, &code);
}

/* ---- Accounts ---- */

/* A card's number names its only account; of several each is named by its rows. */
static const char *number_of(const struct bank_record *record, const struct bank_account *account)
{
    if (!account->sub[0])
        return account->number;
    for (uint32_t i = 0; i < record->account_count && account->number[0]; i++)
        if (strcmp(record->accounts[i].sub, account->sub) != 0)
            return account->sub;
    return account->number[0] ? account->number : account->sub;
}

/* Where no closing balance is printed it is what the last row leaves; without rows, what there was.
 */
static struct bank_amount closing_of(const struct bank_record *record,
                                     const struct bank_account *account)
{
    struct bank_amount closing = account->closing, none = {0};
    int direction = bank_direction(record);

    if (closing.is_known || record->rows_lost || record->filtered)
        return closing;
    closing = account->rows == 0 ? account->opening : none;
    for (uint32_t i = 0; i < record->row_count; i++) {
        const struct bank_row *row = &record->rows[i];

        if (&record->accounts[row->account] != account)
            continue;
        closing = row->balance;
        if (direction < 0)
            break;
    }
    return direction == 0 && account->rows > 1 ? none : closing;
}

static void claim_account(const struct bank_record *record, const struct bank_account *account)
{
    const char *number = number_of(record, account);
    struct bank_amount last = closing_of(record, account);
    char opening[DECIMAL_TEXT_MAX], closing[DECIMAL_TEXT_MAX];
    struct vouch_account out = {
        .size = sizeof out,
        .masked = bank_is_masked(number),
        .id = account->id,
        .whole = account->whole,
        .number = text_of(number),
        .kind = text_of(account->kind),
        .bank = text_of(record->layout->bank ? record->layout->bank : ""),
        .branch = value_of(&record->branch),
        .statement_number = value_of(&record->statement_number),
        .opening_balance = {.data = ""},
        .closing_balance = {.data = ""},
        .currency = account->currency[0] ? account->currency : NULL,
        .statement_date = record->statement_date,
        .period_from = record->period_from,
        .period_to = record->period_to,
    };

    out.holder = record->holder_differs ? text_of("") : value_of(&record->holder);
    if (account->opening.is_known)
        out.opening_balance = decimal_write(&account->opening.value, opening);
    if (last.is_known)
        out.closing_balance = decimal_write(&last.value, closing);
    vouch_claim_account(record->host, record->report, &out);
}

/* ---- Transactions ---- */

/* Texts of a row as they are claimed; several columns of a kind are one text. */
struct texts {
    char summary[BANK_TEXT_MAX], counterparty[BANK_TEXT_MAX];
    char counterparty_account[BANK_TEXT_MAX], reference[BANK_TEXT_MAX];
};

static bool is_empty(const struct layout *layout, struct vouch_text text)
{
    for (uint32_t i = 0; i < layout->empty.count; i++)
        if (vouch_text_is(text, layout->empty.items[i]))
            return true;
    return text.length == 0;
}

/* False where a cell of that kind cannot be claimed. */
static bool join_cells(const struct bank_record *record, const struct bank_row *row,
                       enum column_is is, char ret[BANK_TEXT_MAX])
{
    const struct layout *layout = record->layout;
    char room[BANK_TEXT_MAX];
    struct vouch_span cell;
    struct vouch_text text;
    size_t used = 0;

    ret[0] = '\0';
    for (uint32_t i = 0; i < layout->table.count; i++) {
        bool is_prose = is != COLUMN_COUNTERPARTY_ACCOUNT;

        if (layout->table.is[i] != is ||
            vouch_cell(record->host, record->tables[row->table], row->row, i, &cell) < 0)
            continue;
        if (!(is_prose ? common_tidy : common_squeeze)(cell.text, room, sizeof room, &text))
            return false;
        if (is_empty(layout, text))
            continue;
        if (used + text.length + 2 > BANK_TEXT_MAX)
            return false;
        used +=
            (size_t)snprintf(ret + used, BANK_TEXT_MAX - used, "%s%s", used > 0 ? " " : "", room);
    }
    return true;
}

static bool join_texts(const struct bank_record *record, const struct bank_row *row,
                       struct texts *ret)
{
    return join_cells(record, row, COLUMN_SUMMARY, ret->summary) &&
           join_cells(record, row, COLUMN_COUNTERPARTY, ret->counterparty) &&
           join_cells(record, row, COLUMN_COUNTERPARTY_ACCOUNT, ret->counterparty_account) &&
           join_cells(record, row, COLUMN_REFERENCE, ret->reference);
}

static void write_time(const struct bank_row *row, char ret[16])
{
    int second = row->second;

    ret[0] = '\0';
    if (second >= 0 && row->has_second)
        snprintf(ret, 16, "%02d:%02d:%02d", second / 3600 % 24, second / 60 % 60, second % 60);
    else if (second >= 0)
        snprintf(ret, 16, "%02d:%02d", second / 3600 % 24, second / 60 % 60);
}

static void claim_row(struct bank_record *record, const struct bank_row *row, struct texts *texts)
{
    char amount[DECIMAL_TEXT_MAX], balance[DECIMAL_TEXT_MAX], time[16];
    const struct bank_account *account = &record->accounts[row->account];
    struct vouch_transaction out = {
        .size = sizeof out,
        .row = row->number,
        .account = account->id,
        .currency = account->currency,
        .amount = decimal_write(&row->amount, amount),
        .balance = {.data = ""},
        .booked_on = row->day,
        .value_date = row->value_day,
    };

    vouch_cell(record->host, record->tables[row->table], row->row, VOUCH_WHOLE_ROW, &out.whole);
    if (!join_texts(record, row, texts)) {
        vouch_unread(record->host, record->report, "/claims/transactions/-", &out.whole);
        record->rows_lost = true;
        return;
    }
    write_time(row, time);
    out.time = text_of(time);
    if (row->balance.is_known)
        out.balance = decimal_write(&row->balance.value, balance);
    out.summary = text_of(texts->summary);
    out.counterparty = text_of(texts->counterparty);
    out.counterparty_account = text_of(texts->counterparty_account);
    out.reference = text_of(texts->reference);
    if (vouch_claim_transaction(record->host, record->report, &out) != 0)
        record->rows_lost = true;
}

/* ---- Totals ---- */

static void claim_total(const struct bank_record *record, const struct bank_total *total)
{
    static const char *const what[] = {"debit", "credit", "count"};
    char stated[DECIMAL_TEXT_MAX], computed[DECIMAL_TEXT_MAX];
    struct vouch_total out = {
        .size = sizeof out,
        .page = total->layout->of_page ? total->span.page : 0,
        .what = what[total->layout->is],
        .stated = total->span,
        .computed = decimal_write(&total->computed, computed),
    };

    out.stated.text = decimal_write(&total->stated, stated);
    for (uint32_t i = 0; i < record->account_count && total->section != BANK_NONE; i++)
        if (record->accounts[i].section == total->section)
            out.account = record->accounts[i].id;
    if (total->is_computed)
        vouch_claim_total(record->host, record->report, &out);
}

void bank_claim_all(struct bank_record *record)
{
    struct texts *texts = malloc(sizeof *texts);

    record->no_memory |= !texts;
    claim_holder(record);
    claim_serial(record);
    claim_verification(record);
    for (uint32_t i = 0; i < record->account_count; i++)
        claim_account(record, &record->accounts[i]);
    for (uint32_t i = 0; i < record->row_count && texts; i++)
        claim_row(record, &record->rows[i], texts);
    for (uint32_t i = 0; i < record->total_count; i++)
        claim_total(record, &record->totals[i]);
    free(texts);
}

void bank_done(struct bank_record *record)
{
    free(record->sections);
    free(record->accounts);
    free(record->rows);
    free(record->totals);
}
