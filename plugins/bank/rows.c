/*
 * A table's rows: which account, how much, when, and what is left after it. A row that cannot be
 * read, or not surely, is no claim but something a person must read; nothing is decided about
 * rows then.
 */
#include "bank.h"

#include <stdio.h>
#include <stdlib.h>

struct cells {
    struct bank_record *record;
    struct vouch_rows *rows;
    uint32_t row;
    struct vouch_span whole;
};

static bool is_empty(const struct bank_record *record, struct vouch_text text)
{
    char room[BANK_TEXT_MAX];

    if (!bank_squeeze(text, room, &text))
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

static void carry(const struct cells *cells)
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

    if (!bank_squeeze(text, room, &text))
        return false;
    for (uint32_t i = 0; i < words->count; i++)
        if (vouch_text_is(text, words->items[i]))
            return true;
    return false;
}

/* The sign is that of the number, or what the column beside it says. */
static bool read_signed(const struct cells *cells, struct decimal *ret)
{
    const struct layout_table *table = &cells->record->layout->table;
    struct vouch_text text;

    if (!cell_of(cells, COLUMN_AMOUNT, &text) || !bank_amount_of(cells->record, text, ret))
        return false;
    if (!layout_has_column(cells->record->layout, COLUMN_DIRECTION))
        return true;
    if (!cell_of(cells, COLUMN_DIRECTION, &text))
        return false;
    *ret = decimal_absolute(*ret);
    if (is_word(&table->debit, text))
        *ret = decimal_negative(*ret);
    return is_word(&table->debit, text) != is_word(&table->credit, text);
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
    if (!bank_squeeze(text, room, &text) || text.length >= BANK_WORD_MAX)
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

/* A balance brought forward, and the like: true where the row is one of these. */
static bool read_special(const struct cells *cells, uint32_t section)
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
        if (table->special[i].is == SPECIAL_IGNORED)
            return true;
        if (!read_balance(cells, &balance) || !balance.is_known ||
            !vouch_is_sure(record->host, record->document, cells->whole.text) ||
            !read_account(cells, section, &account))
            record->rows_lost = true;
        else if (table->special[i].is == SPECIAL_OPENING)
            record->accounts[account].opening = balance;
        else
            record->accounts[account].closing = balance;
        return true;
    }
    return false;
}

static bool read_row(const struct cells *cells, uint32_t section, struct bank_row *row)
{
    const struct layout *layout = cells->record->layout;
    struct bank_record *record = cells->record;
    struct vouch_text text;
    bool is_read = read_days(cells, row) && read_balance(cells, &row->balance) &&
                   (layout_has_column(layout, COLUMN_AMOUNT) ? read_signed(cells, &row->amount)
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

static bool make_room(struct bank_record *record)
{
    uint32_t capacity = record->row_capacity ? record->row_capacity * 2 : 256;
    struct bank_row *rows;

    if (record->row_count < record->row_capacity)
        return true;
    if (record->row_count >= BANK_ROWS_MAX)
        return false;
    rows = reallocarray(record->rows, capacity, sizeof *rows);
    if (!rows) {
        record->no_memory = true;
        return false;
    }
    record->rows = rows;
    record->row_capacity = capacity;
    return true;
}

static void keep(struct bank_record *record, struct bank_row *row)
{
    struct bank_account *account = &record->accounts[row->account];

    row->above = account->rows++ > 0 ? account->last_row : BANK_NONE;
    account->last_row = record->row_count;
    record->rows[record->row_count++] = *row;
}

/* `table` is the index of record->tables, `section` the layout's. */
static void read_table_rows(struct bank_record *record, uint32_t table, uint32_t section)
{
    struct cells cells = {.record = record, .rows = record->tables[table]};
    uint32_t count = vouch_row_count(record->host, cells.rows);

    memset(record->carried, 0, sizeof record->carried);
    for (; cells.row < count; cells.row++) {
        struct bank_row row = {.table = table};

        vouch_cell(record->host, cells.rows, cells.row, VOUCH_WHOLE_ROW, &cells.whole);
        carry(&cells);
        if (read_special(&cells, section))
            continue;
        record->printed++;
        if (!make_room(record)) {
            record->rows_lost = true;
            return;
        }
        if (read_row(&cells, section, &row)) {
            keep(record, &row);
        } else {
            vouch_unread(record->host, record->report, "/claims/transactions/-", &cells.whole);
            record->rows_lost = true;
        }
    }
    record->rows_lost |= vouch_loose_words(record->host, cells.rows) > 0;
}

/* Lines from `first` on, before `end`; `section` is the layout's. */
struct extent {
    uint32_t first, end, section;
};

/* True where there is a table between these lines. */
static bool read_table(struct bank_record *record, const struct extent *extent)
{
    const struct layout_table *layout = &record->layout->table;
    const struct vouch_table declared = {
        .size = sizeof declared,
        .column_count = layout->count,
        .columns = layout->columns,
        .end = layout->end,
        .skip = layout->skip[0] ? layout->skip : NULL,
        .first_line = extent->first,
        .end_line = extent->end,
    };
    uint32_t table = record->table_count;

    if (extent->first >= extent->end)
        return false;
    if (table == BANK_TABLES_MAX) {
        record->rows_lost = true;
        return false;
    }
    if (vouch_table(record->host, record->document, &declared, &record->tables[table]) <= 0)
        return false;
    record->table_count++;
    read_table_rows(record, table, extent->section);
    return true;
}

static const char *key_value(const struct layout_table *table)
{
    for (uint32_t i = 0; i < table->count; i++)
        if (table->columns[i].flags & VOUCH_COLUMN_KEY)
            return table->columns[i].value;
    return NULL;
}

/* Rows that stand behind a table's end and under no labels of their own. */
static bool has_rows(const struct bank_record *record, const struct extent *extent)
{
    const char *key = key_value(&record->layout->table);
    struct vouch_line line = VOUCH_INIT(struct vouch_line);
    struct vouch_span word;

    for (uint32_t i = extent->first; i < extent->end && key; i++) {
        struct vouch_match match;

        if (vouch_line(record->host, record->document, i, &line) < 0 || line.word_count < 3 ||
            vouch_word(record->host, record->document, i, 0, &word) < 0)
            continue;
        if (vouch_match(record->host, record->document, key, word.text, &match) &&
            match.groups[0].text.length == word.text.length)
            return true;
    }
    return false;
}

/* All tables of a section. One goes on behind its end where its labels stand again: pages that
 * were swapped, say. */
static bool read_extent(struct bank_record *record, struct extent extent)
{
    uint32_t last = extent.end;
    struct vouch_line line = VOUCH_INIT(struct vouch_line);
    bool found = false;

    for (uint32_t i = extent.first; i < last; i++) {
        if (!record->layout->table.end ||
            vouch_line(record->host, record->document, i, &line) < 0 ||
            !vouch_match(record->host, record->document, record->layout->table.end, line.span.text,
                         NULL))
            continue;
        extent.end = i + 1;
        if (read_table(record, &extent))
            found = true;
        else
            record->rows_lost |= found && has_rows(record, &extent);
        extent.first = i + 1;
    }
    extent.end = last;
    if (read_table(record, &extent))
        return true;
    record->rows_lost |= found && has_rows(record, &extent);
    return found;
}

void bank_read_rows(struct bank_record *record)
{
    struct extent all = {
        .end = vouch_line_count(record->host, record->document),
        .section = BANK_NONE,
    };
    bool found = false;

    if (record->layout->table.count == 0)
        return;
    if (record->layout->section_count == 0)
        found = read_extent(record, all);
    for (uint32_t i = 0; i < record->section_count; i++) {
        const struct bank_section *section = &record->sections[i];
        struct extent extent = {
            .first = section->first_line,
            .end = section->end_line,
            .section = (uint32_t)(section->layout - record->layout->sections),
        };

        found |= read_extent(record, extent);
    }
    if (found)
        vouch_claim_transactions(record->host, record->report);
    else
        record->rows_lost = true;
}
