/*
 * A document's tables and their rows. A row that cannot be read, or not surely, is no claim but
 * something a person must read; nothing is decided about rows then.
 */
#include "cells.h"

#include <stdlib.h>

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
        cells_carry(&cells);
        if (cells_read_special(&cells, section))
            continue;
        record->printed++;
        if (!make_room(record)) {
            record->rows_lost = true;
            return;
        }
        if (cells_read_row(&cells, section, &row)) {
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

static bool is_all(const struct bank_record *record, const char *pattern, struct vouch_text text)
{
    struct vouch_match match;

    return pattern && vouch_match(record->host, record->document, pattern, text, &match) &&
           match.groups[0].text.length == text.length;
}

/* A word of the line that is, all of it, a value of that column. */
static bool has_value(const struct bank_record *record, uint32_t line, uint32_t words,
                      uint32_t column)
{
    struct vouch_span word;

    for (uint32_t i = 0; i < words && i < LAYOUT_COLUMNS_MAX; i++)
        if (vouch_word(record->host, record->document, line, i, &word) >= 0 &&
            is_all(record, record->layout->table.columns[column].value, word.text))
            return true;
    return false;
}

/* Whether a line's words are those of a row: a value for each column that must have one, and
 * money. Where the key is money itself, nothing tells a row from any two numbers. */
static bool is_like_a_row(const struct bank_record *record, uint32_t line, uint32_t words)
{
    const struct layout_table *table = &record->layout->table;
    bool has_key = false, has_money = false;

    for (uint32_t i = 0; i < table->count; i++) {
        const struct vouch_column *column = &table->columns[i];
        bool is_key = column->flags & VOUCH_COLUMN_KEY && !column_is_money(table->is[i]);
        bool is_there = column->value && has_value(record, line, words, i);

        if (column->value && !(column->flags & VOUCH_COLUMN_OPTIONAL) && !is_there)
            return false;
        has_key |= is_key && is_there;
        has_money |= column_is_money(table->is[i]) && is_there;
    }
    return has_key && has_money;
}

void bank_pass_over(struct bank_record *record, uint32_t page, bool moves)
{
    struct bank_passed *passed = &record->passed;

    passed->count++;
    if (moves && passed->moving++ == 0)
        passed->page = page;
}

/* Lines that the layout skips, and that are like a row all the same. */
static void pass_over_skipped(struct bank_record *record)
{
    const char *skip = record->layout->table.skip;
    struct vouch_line line = VOUCH_INIT(struct vouch_line);

    for (uint32_t i = 0; skip[0] && vouch_line(record->host, record->document, i, &line) >= 0; i++)
        if (!(line.flags & VOUCH_LINE_HIDDEN) && line.word_count >= 3 &&
            is_all(record, skip, line.span.text) && is_like_a_row(record, i, line.word_count))
            bank_pass_over(record, line.span.page, true);
}

/* Rows that stand under no labels: behind a table's end, or before the first. */
static bool has_rows(const struct bank_record *record, const struct extent *extent)
{
    struct vouch_line line = VOUCH_INIT(struct vouch_line);

    for (uint32_t i = extent->first; i < extent->end; i++)
        if (vouch_line(record->host, record->document, i, &line) >= 0 &&
            !(line.flags & VOUCH_LINE_HIDDEN) && line.word_count >= 3 &&
            is_like_a_row(record, i, line.word_count))
            return true;
    return false;
}

/* The first line that is not above the first row that was read. */
static uint32_t first_row_line(const struct bank_record *record)
{
    struct vouch_line line = VOUCH_INIT(struct vouch_line);
    struct vouch_span row = {0};
    uint32_t index = 0;

    if (record->table_count == 0 ||
        vouch_cell(record->host, record->tables[0], 0, VOUCH_WHOLE_ROW, &row) < 0)
        return 0;
    while (vouch_line(record->host, record->document, index, &line) >= 0 &&
           (line.span.page < row.page ||
            (line.span.page == row.page && line.span.box.bottom <= row.box.top)))
        index++;
    return index;
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
    all.end = record->section_count > 0 ? record->sections[0].first_line : first_row_line(record);
    record->rows_lost |= found && has_rows(record, &all);
    pass_over_skipped(record);
    if (found)
        vouch_claim_transactions(record->host, record->report);
    else
        record->rows_lost = true;
}
