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

static int add_piece(struct reader *reader, uint32_t line, uint32_t word, uint32_t column)
{
    struct piece *last = reader->piece_count ? &reader->pieces[reader->piece_count - 1] : NULL;
    const struct vouch_box *box = &reader->table.document->lines[line].words[word].box;

    if (last && last->line == line && last->column == column) {
        last->count++;
        last->top = box->top < last->top ? box->top : last->top;
        last->bottom = box->bottom > last->bottom ? box->bottom : last->bottom;
        return 0;
    }
    last = arena_grow(reader->arena, reader->pieces, reader->piece_count, &reader->piece_capacity,
                      sizeof *last);
    if (!last)
        return ERR_NOMEM;
    reader->pieces = last;
    reader->pieces[reader->piece_count++] = (struct piece){
        .line = line,
        .first = word,
        .count = 1,
        .column = column,
        .row = NOWHERE,
        .next = NOWHERE,
        .top = box->top,
        .bottom = box->bottom,
    };
    return 0;
}

static int cut_line(struct reader *reader, uint32_t index)
{
    const struct document_line *line = &reader->table.document->lines[index];
    int r = 0;

    for (uint32_t i = 0; i < line->word_count && r == 0; i++) {
        const struct vouch_box *box = &line->words[i].box;
        int32_t middle = box->left + (box->right - box->left) / 2;

        r = add_piece(reader, index, i, column_at(&reader->table, middle));
    }
    return r;
}

/* The header printed again on a later page, or a page's number. */
static int is_furniture(struct reader *reader, const struct pattern *page_number, uint32_t line)
{
    const struct vouch_document *document = reader->table.document;
    struct slice text = document_folded_line(document, line);
    struct pattern_match match;

    for (uint32_t i = reader->table.header_first; i <= reader->table.header_last; i++)
        if (slice_equal(text, document_folded_line(document, i)))
            return 1;
    return pattern_search(document->patterns, page_number, text, 0, &match);
}

static int cut_lines(struct reader *reader)
{
    const struct table *table = &reader->table;
    const struct pattern *page_number;
    int r = patterns_get(table->document->patterns, PAGE_NUMBER, &page_number);

    for (uint32_t i = table->header_last + 1; i < table->body_end && r == 0; i++) {
        r = is_furniture(reader, page_number, i);
        r = r != 0 ? r : cut_line(reader, i);
        r = r > 0 ? 0 : r;
    }
    return r;
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
    r = reader.table.columns[reader.table.key].is_present ? 0 : ERR_INVALID;
    if (r == 0)
        r = table_find_columns(&reader.table);
    if (r == 0)
        r = cut_lines(&reader);
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
