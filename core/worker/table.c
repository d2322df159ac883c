#include "worker/table.h"
#include "base/error.h"

#include <stddef.h>

/* Page numbers, in a line of their own, are no part of a table that goes on over pages. */
#define GAP "[ \\-\\x{2013}\\x{2014}/|.,:;()\\x{B7}]*"
#define PAGE_NUMBER                                                                                \
    GAP "(?:第 *\\d+ *[页頁]" GAP "(?:共 *\\d+ *[页頁])?"                                       \
        "|共 *\\d+ *[页頁]" GAP "(?:第 *\\d+ *[页頁])?"                                         \
        "|[Pp]age *\\d+(?: *(?:of|/) *\\d+)?" GAP "|- *\\d+ *-)" GAP

static int compile_column(struct patterns *patterns, const struct vouch_column *from,
                          struct table_column *column)
{
    bool is_key = from->flags & VOUCH_COLUMN_KEY;
    int r;

    if (from->size < sizeof *from || !from->label || (is_key && !from->value))
        return ERR_INVALID;
    column->is_optional = from->flags & VOUCH_COLUMN_OPTIONAL;
    r = patterns_get(patterns, from->label, &column->label);
    if (r == 0 && from->value)
        r = patterns_get(patterns, from->value, &column->value);
    return r;
}

/* Columns follow each other at the plugin's idea of their size. */
static const struct vouch_column *column_of(const struct vouch_table *declared, uint32_t index)
{
    const uint8_t *first = (const uint8_t *)declared->columns;

    return (const void *)(first + (size_t)index * declared->columns[0].size);
}

/* What a plugin that knows of it may say more. */
static int compile_extent(const struct vouch_table *declared, struct table *table)
{
    uint32_t lines = table->document->visible_count;

    table->lines_end = lines;
    if (declared->size < sizeof *declared)
        return 0;
    table->lines_first = declared->first_line < lines ? declared->first_line : lines;
    if (declared->end_line > 0 && declared->end_line < lines)
        table->lines_end = declared->end_line;
    return declared->skip ? patterns_get(table->document->patterns, declared->skip, &table->skip)
                          : 0;
}

static bool has_one(uint64_t bits)
{
    return bits && !(bits & (bits - 1));
}

/* The one key of a table is in every row; of several keys each may be missing in a row. */
static int compile(const struct vouch_table *declared, struct table *table)
{
    struct patterns *patterns = table->document->patterns;
    int r = 0;

    if (declared->size < offsetof(struct vouch_table, skip) || declared->column_count == 0 ||
        !declared->columns || declared->column_count > TABLE_COLUMNS_MAX)
        return ERR_INVALID;
    table->column_count = declared->column_count;
    for (uint32_t i = 0; i < table->column_count && r == 0; i++) {
        const struct vouch_column *column = column_of(declared, i);

        r = compile_column(patterns, column, &table->columns[i]);
        if (r == 0 && column->flags & VOUCH_COLUMN_KEY)
            table->keys |= UINT64_C(1) << i;
    }
    for (uint32_t i = 0; i < table->column_count && has_one(table->keys); i++)
        table->columns[i].is_optional &= !table_is_key(table, i);
    if (r == 0 && table->keys == 0)
        r = ERR_INVALID;
    if (r == 0 && declared->end)
        r = patterns_get(patterns, declared->end, &table->end);
    if (r == 0)
        r = compile_extent(declared, table);
    return r == ERR_SYNTAX ? ERR_INVALID : r;
}

int table_read(const struct vouch_document *document, const struct vouch_table *declared,
               struct vouch_rows **ret)
{
    struct reader reader = {.table = {.document = document}, .arena = document->arena};
    struct vouch_rows *rows = arena_new_of(document->arena, struct vouch_rows);
    int r = rows ? compile(declared, &reader.table) : ERR_NOMEM;

    if (r < 0)
        return r;
    r = table_find_header(&reader.table);
    if (r <= 0)
        return r;
    buffer_init(&reader.text, 0);
    r = patterns_get(document->patterns, PAGE_NUMBER, &reader.page_number);
    if (r == 0)
        r = table_find_columns(&reader.table);
    if (r == 0)
        r = table_cut_lines(&reader);
    if (r == 0)
        r = table_find_rows(&reader);
    if (r == 0)
        r = table_make_cells(&reader, rows);
    buffer_done(&reader.text);
    if (r < 0)
        return r;
    *ret = rows;
    return 1;
}
