#include "base/error.h"
#include "worker/table.h"

#include <stdlib.h>

/* The parts joined; a line break inside Chinese is no space. */
static int cell_text(struct reader *reader, uint32_t piece, struct slice *ret)
{
    struct slice text = piece_text(reader, &reader->pieces[piece]), part;
    void *copy;

    if (reader->pieces[piece].next == NOWHERE) {
        *ret = text;
        return 0;
    }
    reader->text.size = 0;
    for (; piece != NOWHERE; piece = reader->pieces[piece].next) {
        part = piece_text(reader, &reader->pieces[piece]);
        if (document_needs_space(buffer_slice(&reader->text), part))
            buffer_append_byte(&reader->text, ' ');
        buffer_append(&reader->text, part.data, part.size);
    }
    copy = buffer_error(&reader->text)
               ? NULL
               : arena_dup(reader->arena, reader->text.data, reader->text.size);
    *ret = slice_of(copy, reader->text.size);
    return copy ? 0 : ERR_NOMEM;
}

/* Where a cell's first and last piece are noted while rows are put together. */
struct chain {
    uint32_t first;
    uint32_t last;
};

static int chain_pieces(struct reader *reader, struct chain **ret)
{
    size_t columns = reader->table.column_count;
    struct chain *chains = arena_array(reader->arena, struct chain, reader->row_count * columns);

    if (!chains)
        return ERR_NOMEM;
    memset(chains, 0xFF, reader->row_count * columns * sizeof *chains);
    for (size_t i = 0; i < reader->piece_count; i++) {
        const struct piece *piece = &reader->pieces[i];
        struct chain *chain;

        if (piece->row == NOWHERE)
            continue;
        chain = &chains[piece->row * columns + piece->column];
        if (chain->first == NOWHERE)
            chain->first = (uint32_t)i;
        else
            reader->pieces[chain->last].next = (uint32_t)i;
        chain->last = (uint32_t)i;
    }
    *ret = chains;
    return 0;
}

static uint32_t words_of(const struct reader *reader, uint32_t piece)
{
    uint32_t count = 0;

    for (; piece != NOWHERE; piece = reader->pieces[piece].next)
        count += reader->pieces[piece].count;
    return count;
}

static void let_go(struct reader *reader, uint32_t piece)
{
    for (; piece != NOWHERE; piece = reader->pieces[piece].next)
        reader->pieces[piece].row = NOWHERE;
}

/* Does the cell's text have its column's pattern? One piece may have been tried already. */
static int fits(struct reader *reader, uint32_t first, struct slice text)
{
    struct piece *piece = &reader->pieces[first];
    const struct pattern *value = reader->table.columns[piece->column].value;

    if (piece->next == NOWHERE)
        return piece_fits(reader, piece);
    return value ? table_fits(reader, value, text) : 1;
}

/* 1 for a cell with text that fits its column, 0 for none; its words are then loose. */
static int make_cell(struct reader *reader, uint32_t first, struct vouch_span *ret)
{
    struct vouch_span cell = {.text = {.data = ""}};
    struct slice text;
    int r;

    *ret = cell;
    if (first == NOWHERE)
        return 0;
    r = cell_text(reader, first, &text);
    if (r == 0)
        r = fits(reader, first, text);
    if (r <= 0)
        return r;
    cell.page = piece_line(reader, &reader->pieces[first])->page;
    for (; first != NOWHERE; first = reader->pieces[first].next) {
        cell.box = box_join(cell.box, reader->pieces[first].box);
        cell.confidence = confidence_join(cell.confidence, reader->pieces[first].confidence);
    }
    span_set_text(&cell, text, cell.confidence);
    *ret = cell;
    return 1;
}

/*
 * A number at a margin is no row: beside the key a row holds something that looks like one
 * of its cells, in a column whose values have a pattern where any has.
 */
static bool counts(const struct table *table, uint32_t column)
{
    bool has_pattern = false;

    for (uint32_t i = 0; i < table->column_count; i++)
        has_pattern |=
            !table_is_key(table, i) && !table->columns[i].is_optional && table->columns[i].value;
    return !table_is_key(table, column) && (!has_pattern || table->columns[column].value);
}

/* Fills the next row of `rows`, or gives its pieces back. */
static int make_row(struct reader *reader, const struct chain *chains, const struct row *row,
                    struct vouch_rows *rows)
{
    const struct table *table = &reader->table;
    struct vouch_span *cells = &rows->cells[(size_t)rows->row_count * (rows->column_count + 1)];
    struct vouch_span *whole = &cells[rows->column_count];
    uint32_t loose = 0;
    bool is_row = false;

    *whole = (struct vouch_span){
        .text = text_of(table->document->lines[row->line].text),
        .page = row->page,
    };
    for (uint32_t i = 0; i < rows->column_count; i++) {
        int r = make_cell(reader, chains[i].first, &cells[i]);

        if (r < 0)
            return r;
        loose += r ? 0 : words_of(reader, chains[i].first);
        is_row |= r > 0 && counts(table, i);
        whole->box = box_join(whole->box, cells[i].box);
        whole->confidence = confidence_join(whole->confidence, cells[i].confidence);
    }
    whole->text.confidence = whole->confidence;
    for (uint32_t i = 0; i < rows->column_count && !is_row; i++)
        let_go(reader, chains[i].first);
    rows->loose += is_row ? loose : 0;
    rows->row_count += is_row;
    return 0;
}

/* Lines outside the rows that stand at the same place on several pages, but for their digits. */
struct margin_line {
    uint32_t hash;
    uint32_t page;
    uint32_t words;
};

static int by_hash(const void *a, const void *b)
{
    const struct margin_line *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->page > y->page) - (x->page < y->page);
}

#define SAME_PLACE 3000 /* 1/1000 point: lines this near are at the same height */

static uint32_t margin_hash(const struct vouch_document *document, uint32_t line)
{
    struct slice text = document_folded_line(document, line);
    uint32_t hash = 2166136261u ^ (uint32_t)(document->lines[line].box.top / SAME_PLACE);

    for (size_t i = 0; i < text.size; i++) {
        bool is_digit = text.data[i] >= '0' && text.data[i] <= '9';

        hash = (hash ^ (is_digit ? '0' : text.data[i])) * 16777619u;
    }
    return hash;
}

/* Is the piece's line above the first or below the last row of its page? */
static bool is_margin(const struct reader *reader, const struct piece *piece)
{
    uint32_t page = piece_line(reader, piece)->page;
    size_t low = 0, high = reader->row_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (reader->rows[middle].line <= piece->line)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 || low == reader->row_count || reader->rows[low - 1].page != page ||
           reader->rows[low].page != page;
}

/* Counts what is in no cell and is not printed on every page. */
static int count_loose(struct reader *reader, struct vouch_rows *rows)
{
    struct margin_line *lines = arena_array(reader->arena, struct margin_line, reader->piece_count);
    size_t count = 0;

    if (!lines)
        return ERR_NOMEM;
    for (size_t i = 0; i < reader->piece_count; i++) {
        const struct piece *piece = &reader->pieces[i];

        if (piece->row != NOWHERE)
            continue;
        if (is_margin(reader, piece))
            lines[count++] = (struct margin_line){
                .hash = margin_hash(reader->table.document, piece->line),
                .page = piece_line(reader, piece)->page,
                .words = piece->count,
            };
        else
            rows->loose += piece->count;
    }
    qsort(lines, count, sizeof *lines, by_hash);
    for (size_t i = 0; i < count;) {
        size_t first = i;
        uint32_t words = 0;

        for (; i < count && lines[i].hash == lines[first].hash; i++)
            words += lines[i].words;
        rows->loose += lines[i - 1].page == lines[first].page ? words : 0;
    }
    return 0;
}

int table_make_cells(struct reader *reader, struct vouch_rows *rows)
{
    size_t columns = reader->table.column_count;
    struct chain *chains;
    int r = chain_pieces(reader, &chains);

    rows->column_count = (uint32_t)columns;
    rows->cells =
        arena_array(reader->arena, struct vouch_span, (reader->row_count + 1) * (columns + 1));
    if (r == 0 && !rows->cells)
        r = ERR_NOMEM;
    for (size_t i = 0; i < reader->row_count && r == 0; i++)
        r = make_row(reader, &chains[i * columns], &reader->rows[i], rows);
    if (r == 0)
        r = count_loose(reader, rows);
    rows->steps = reader->steps;
    return r;
}
