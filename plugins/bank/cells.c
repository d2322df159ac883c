#include "cells.h"

#include <stdio.h>

static bool is_empty(const struct bank_record *record, struct vouch_text text)
{
    char room[BANK_TEXT_MAX];

    if (!common_squeeze(text, room, sizeof room, &text))
        return false;
    for (uint32_t i = 0; i < record->layout->empty.count; i++)
        if (vouch_text_is(text, record->layout->empty.items[i]))
            return true;
    return text.length == 0;
}

/* The first cell of that kind which says something, or that says again what stands above it. */
static bool cell_of(const struct cells *cells, enum column_is is, struct vouch_text *ret)
{
    const struct bank_record *record = cells->record;
    struct vouch_span cell;

    for (uint32_t i = 0; i < record->layout->table.count; i++) {
        if (record->layout->table.is[i] != is ||
            vouch_cell(record->host, cells->rows, cells->row, i, &cell) < 0)
            continue;
        *ret = is_empty(record, cell.text) ? record->carried[i] : cell.text;
        if (ret->length > 0)
            return true;
    }
    return false;
}

void cells_carry(const struct cells *cells)
{
    struct bank_record *record = cells->record;
    struct vouch_span cell;

    for (uint32_t i = 0; i < record->layout->table.count; i++)
        if (record->layout->table.carried[i] &&
            vouch_cell(record->host, cells->rows, cells->row, i, &cell) >= 0 &&
            !is_empty(record, cell.text))
            record->carried[i] = cell.text;
}

/* ---- Amounts ---- */

static bool is_word(const struct layout_words *words, struct vouch_text text)
{
    char room[BANK_TEXT_MAX];

    if (!common_squeeze(text, room, sizeof room, &text))
        return false;
    for (uint32_t i = 0; i < words->count; i++)
        if (vouch_text_is(text, words->items[i]))
            return true;
    return false;
}

static bool has_plus(struct vouch_text text)
{
    char room[BANK_TEXT_MAX];

    return common_squeeze(text, room, sizeof room, &text) && strchr(room, '+');
}

/* The sign is that of the number, or what the column beside it says. A number that has one of its
 * own should say the same. */
static bool read_signed(const struct cells *cells, struct bank_row *row)
{
    const struct layout_table *table = &cells->record->layout->table;
    struct vouch_text text, way;
    bool is_debit;

    if (!cell_of(cells, COLUMN_AMOUNT, &text) || !bank_amount_of(cells->record, text, &row->amount))
        return false;
    if (!layout_has_column(cells->record->layout, COLUMN_DIRECTION))
        return true;
    if (!cell_of(cells, COLUMN_DIRECTION, &way))
        return false;
    is_debit = is_word(&table->debit, way);
    row->sign_differs = is_debit ? has_plus(text) : row->amount.units < 0;
    row->amount = decimal_absolute(row->amount);
    if (is_debit)
        row->amount = decimal_negative(row->amount);
    return is_debit != is_word(&table->credit, way);
}

/* Exactly one of two columns says something else than nothing. */
static bool read_sided(const struct cells *cells, struct decimal *ret)
{
    struct decimal debit = {0}, credit = {0};
    struct vouch_text text;

    if (cell_of(cells, COLUMN_DEBIT, &text) && !bank_amount_of(cells->record, text, &debit))
        return false;
    if (cell_of(cells, COLUMN_CREDIT, &text) && !bank_amount_of(cells->record, text, &credit))
        return false;
    if ((debit.units != 0) == (credit.units != 0))
        return false;
    *ret = debit.units != 0 ? decimal_negative(decimal_absolute(debit)) : credit;
    return true;
}

static bool read_balance(const struct cells *cells, struct bank_amount *ret)
{
    struct vouch_text text;

    ret->is_known = cell_of(cells, COLUMN_BALANCE, &text);
    return !ret->is_known || bank_amount_of(cells->record, text, &ret->value);
}

/* ---- Days and accounts ---- */

static bool read_time(const struct cells *cells, struct bank_row *row)
{
    struct vouch_text text;
    struct moment moment;

    if (!cell_of(cells, COLUMN_TIME, &text))
        return true;
    if (!bank_time_of(cells->record, text, &moment))
        return false;
    row->second = moment.second;
    row->has_second = moment.has_second;
    return true;
}

static bool read_days(const struct cells *cells, struct bank_row *row)
{
    struct vouch_text text;
    struct moment moment;

    row->value_day = VOUCH_NO_DAY;
    row->second = -1;
    if (!(cell_of(cells, COLUMN_BOOKED_ON, &text) || cell_of(cells, COLUMN_BOOKED_AT, &text)) ||
        !bank_date_of(cells->record, text, &moment))
        return false;
    row->day = moment.day;
    row->second = moment.second;
    row->has_second = moment.has_second;
    if (cell_of(cells, COLUMN_VALUE_DATE, &text)) {
        if (!bank_date_of(cells->record, text, &moment))
            return false;
        row->value_day = moment.day;
    }
    return read_time(cells, row);
}

/* False where it is too long, or none can tell what it is. */
static bool read_word(const struct cells *cells, enum column_is is, char ret[BANK_WORD_MAX])
{
    char room[BANK_TEXT_MAX];
    struct vouch_text text;

    if (!cell_of(cells, is, &text))
        return true;
    if (!common_squeeze(text, room, sizeof room, &text) || text.length >= BANK_WORD_MAX)
        return false;
    memcpy(ret, room, text.length + 1);
    return true;
}

static bool read_account(const struct cells *cells, uint32_t section, uint32_t *ret)
{
    struct bank_account wanted = {.section = section, .whole = cells->whole};
    struct bank_record *record = cells->record;
    struct vouch_text text;

    if (!read_word(cells, COLUMN_ACCOUNT_NUMBER, wanted.sub) ||
        !read_word(cells, COLUMN_ACCOUNT_KIND, wanted.kind))
        return false;
    if (cell_of(cells, COLUMN_CURRENCY, &text)) {
        const char *code = bank_currency_of(record, text);

        if (!code)
            return false;
        snprintf(wanted.currency, sizeof wanted.currency, "%s", code);
    }
    *ret = bank_account_for(record, &wanted);
    return *ret != BANK_NONE && record->accounts[*ret].currency[0];
}

/* ---- Rows ---- */

/* A second one that says something else leaves open which is meant. */
static void give_special(struct bank_record *record, bool opening,
                         const struct bank_amount *balance, uint32_t index)
{
    struct bank_account *account = &record->accounts[index];
    struct bank_amount *known = opening ? &account->opening : &account->closing;

    record->rows_lost |= known->is_known && !decimal_equal(&known->value, &balance->value);
    *known = *balance;
}

/* Whether the row prints an amount other than nothing, beside a balance. */
static bool moves_money(const struct cells *cells)
{
    static const enum column_is columns[] = {COLUMN_AMOUNT, COLUMN_DEBIT, COLUMN_CREDIT};
    struct vouch_text text;
    bool moves = false;

    for (uint32_t i = 0; i < VOUCH_COUNT(columns); i++) {
        struct decimal amount = {0};

        if (cell_of(cells, columns[i], &text))
            moves |= !bank_amount_of(cells->record, text, &amount) || amount.units != 0;
    }
    return moves;
}

/* A balance brought forward, and the like: true where the row is one of these. */
bool cells_read_special(const struct cells *cells, uint32_t section)
{
    struct bank_record *record = cells->record;
    const struct layout_table *table = &record->layout->table;
    struct bank_amount balance = {0};
    struct vouch_text text;
    uint32_t account;

    if (!cell_of(cells, COLUMN_SUMMARY, &text))
        return false;
    for (uint32_t i = 0; i < table->special_count; i++) {
        if (!vouch_match(record->host, record->document, table->special[i].pattern, text, NULL))
            continue;
        if (table->special[i].is == SPECIAL_IGNORED) {
            record->rows_lost |= !vouch_is_sure(record->host, record->document, cells->whole.text);
            bank_pass_over(record, cells->whole.page, moves_money(cells));
            return true;
        }
        if (!read_balance(cells, &balance) || !balance.is_known ||
            !vouch_is_sure(record->host, record->document, cells->whole.text) ||
            !read_account(cells, section, &account))
            record->rows_lost = true;
        else
            give_special(record, table->special[i].is == SPECIAL_OPENING, &balance, account);
        return true;
    }
    return false;
}

bool cells_read_row(const struct cells *cells, uint32_t section, struct bank_row *row)
{
    const struct layout *layout = cells->record->layout;
    struct bank_record *record = cells->record;
    struct vouch_text text;
    bool is_read = read_days(cells, row) && read_balance(cells, &row->balance) &&
                   (layout_has_column(layout, COLUMN_AMOUNT) ? read_signed(cells, row)
                                                             : read_sided(cells, &row->amount));

    if (!is_read || !vouch_is_sure(record->host, record->document, cells->whole.text) ||
        !read_account(cells, section, &row->account))
        return false;
    row->number = record->printed;
    if (cell_of(cells, COLUMN_ROW, &text) && vouch_number(text) >= 0)
        row->number = (uint32_t)vouch_number(text);
    row->page = cells->whole.page;
    row->row = cells->row;
    return true;
}
