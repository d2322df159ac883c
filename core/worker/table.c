#include "worker/table.h"
#include "base/error.h"

/* Page numbers, in a line of their own, are no part of a table that goes on over pages. */
#define GAP "[\\s\\-\\x{2013}\\x{2014}/|.,:;()\\x{B7}]*"
#define PAGE_NUMBER                                                                                \
    "^" GAP "(?:第\\s*\\d+\\s*[页頁]" GAP "(?:共\\s*\\d+\\s*[页頁])?"                           \
    "|共\\s*\\d+\\s*[页頁]" GAP "(?:第\\s*\\d+\\s*[页頁])?"                                     \
    "|[Pp]age\\s*\\d+(?:\\s*(?:of|/)\\s*\\d+)?" GAP "|-\\s*\\d+\\s*-)" GAP "$"

struct slice piece_text(const struct reader *reader, const struct piece *piece)
{
    const struct document_line *line = piece_line(reader, piece);
    const struct document_word *first = &line->words[piece->first];
    const struct document_word *last = &first[piece->count - 1];

    return slice_sub(line->text, first->offset, last->offset + last->text.size - first->offset);
}

struct vouch_box piece_box(const struct reader *reader, const struct piece *piece)
{
    const struct document_line *line = piece_line(reader, piece);
    struct vouch_box box = {0};

    for (uint32_t i = 0; i < piece->count; i++)
        box = box_join(box, line->words[piece->first + i].box);
    return box;
}

int table_fits(struct reader *reader, const struct pattern *pattern, struct slice text)
{
    reader->text.size = 0;
    document_fold(text, &reader->text);
    if (buffer_error(&reader->text))
        return ERR_NOMEM;
    return pattern_fits(reader->table.document->patterns, pattern, buffer_slice(&reader->text));
}

/* ---- Pieces ---- */

static uint32_t column_at(const struct table *table, int32_t place)
{
    uint32_t last = 0;

    for (uint32_t i = 0; i < table->column_count; i++) {
        if (!table->columns[i].is_present)
            continue;
        last = i;
        if (place < table->columns[i].end)
            break;
    }
    return last;
}

int table_add_piece(struct reader *reader, const struct piece *piece)
{
    struct vouch_box box;
    struct piece *pieces = arena_grow(reader->arena, reader->pieces, reader->piece_count,
                                      &reader->piece_capacity, sizeof *pieces);

    if (!pieces)
        return ERR_NOMEM;
    reader->pieces = pieces;
    pieces += reader->piece_count++;
    *pieces = *piece;
    box = piece_box(reader, piece);
    pieces->next = NOWHERE;
    pieces->top = box.top;
    pieces->bottom = box.bottom;
    return 0;
}

int table_add_row(struct reader *reader, const struct row *row)
{
    struct row *rows;

    if (reader->row_count >= TABLE_ROWS_MAX)
        return ERR_LIMIT;
    rows = arena_grow(reader->arena, reader->rows, reader->row_count, &reader->row_capacity,
                      sizeof *rows);
    if (!rows)
        return ERR_NOMEM;
    reader->rows = rows;
    rows += reader->row_count++;
    *rows = *row;
    rows->page = reader->table.document->lines[row->line].page;
    rows->fixed_top = row->top;
    rows->fixed_bottom = row->bottom;
    return 0;
}

static uint32_t column_of_word(const struct table *table, const struct document_word *word)
{
    return column_at(table, word->box.left + (word->box.right - word->box.left) / 2);
}

/* Neighbouring words of one column are one piece. */
static int cut_line(struct reader *reader, uint32_t index)
{
    const struct document_line *line = &reader->table.document->lines[index];
    uint32_t first = 0;
    int r = 0;

    while (first < line->word_count && r == 0) {
        uint32_t column = column_of_word(&reader->table, &line->words[first]), end = first + 1;

        while (end < line->word_count &&
               column_of_word(&reader->table, &line->words[end]) == column)
            end++;
        r = table_add_piece(reader, &(struct piece){.line = index,
                                                    .first = first,
                                                    .count = end - first,
                                                    .column = column,
                                                    .row = NOWHERE});
        first = end;
    }
    return r;
}

int table_is_furniture(const struct reader *reader, uint32_t line)
{
    const struct vouch_document *document = reader->table.document;
    struct slice text = document_folded_line(document, line);
    struct pattern_match match;

    for (uint32_t i = reader->table.header_first; i <= reader->table.header_last; i++)
        if (slice_equal(text, document_folded_line(document, i)))
            return 1;
    return pattern_search(document->patterns, reader->page_number, text, 0, &match);
}

static int find_rows_by_place(struct reader *reader)
{
    const struct table *table = &reader->table;
    int r = 0;

    for (uint32_t i = table->header_last + 1; i < table->body_end && r == 0; i++) {
        r = table_is_furniture(reader, i);
        r = r != 0 ? r : cut_line(reader, i);
        r = r > 0 ? 0 : r;
    }
    return r < 0 ? r : table_find_rows(reader);
}

/* ---- Declaration ---- */

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

static int compile(const struct vouch_table *declared, struct table *table)
{
    struct patterns *patterns = table->document->patterns;
    uint32_t keys = 0;
    int r = 0;

    if (declared->size < sizeof *declared || declared->column_count == 0 || !declared->columns ||
        declared->column_count > TABLE_COLUMNS_MAX)
        return ERR_INVALID;
    table->column_count = declared->column_count;
    for (uint32_t i = 0; i < table->column_count && r == 0; i++) {
        const struct vouch_column *column = column_of(declared, i);

        r = compile_column(patterns, column, &table->columns[i]);
        if (r == 0 && column->flags & VOUCH_COLUMN_KEY) {
            table->key = i;
            keys++;
        }
    }
    if (r == 0 && keys != 1)
        r = ERR_INVALID;
    if (r == 0 && declared->end)
        r = patterns_get(patterns, declared->end, &table->end);
    return r == ERR_SYNTAX ? ERR_INVALID : r;
}

/* One way of finding rows, from a fresh start. */
static int try(const struct reader *model, int (*find_rows)(struct reader *),
               struct vouch_rows *rows)
{
    struct reader reader = *model;
    int r;

    buffer_init(&reader.text, 0);
    r = find_rows(&reader);
    if (r == 0)
        r = table_make_cells(&reader, rows);
    buffer_done(&reader.text);
    return r;
}

/* By places first; where that leaves words over, or finds nothing, perhaps as lines of text. */
static int find_best(const struct reader *model, struct vouch_rows *rows)
{
    struct vouch_rows flow = {0};
    int r = try(model, find_rows_by_place, rows);

    if (r < 0 || (rows->row_count > 0 && rows->loose == 0))
        return r;
    r = try(model, table_find_rows_in_flow, &flow);
    if (r == 0 && (flow.row_count > rows->row_count ||
                   (flow.row_count == rows->row_count && flow.loose < rows->loose)))
        *rows = flow;
    return r;
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
    r = reader.table.columns[reader.table.key].is_present ? 0 : ERR_INVALID;
    if (r == 0)
        r = patterns_get(document->patterns, PAGE_NUMBER, &reader.page_number);
    if (r == 0)
        r = table_find_columns(&reader.table);
    if (r == 0)
        r = find_best(&reader, rows);
    if (r < 0)
        return r;
    *ret = rows;
    return 1;
}
