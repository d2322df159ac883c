/*
 * Tables whose rows are lines of text: a row is one run of words with spaces between, and
 * columns do not stand under their labels. Words are given to columns in their order, by
 * the patterns of the columns' values.
 */
#include "base/error.h"
#include "worker/table.h"

#define WORDS_MAX 64   /* of a line that may be a row */
#define JOINED    4    /* words of one cell */
#define STEPS_MAX 2000 /* tries for one line */

/* Costs of a way to divide a line; the cheapest is taken, at no cost at once. */
#define COST_EMPTY  10 /* a column without a value that is not optional */
#define COST_JOINED 1  /* each further word in a cell */
#define COST_NONE   INT32_MAX

struct division {
    uint8_t words[TABLE_COLUMNS_MAX]; /* how many each column gets */
    int32_t cost;
};

struct divider {
    struct reader *reader;
    const struct document_line *line;
    struct division now, best;
    uint32_t steps;
    int error;
};

static struct slice words_text(const struct document_line *line, uint32_t first, uint32_t count)
{
    const struct document_word *last = &line->words[first + count - 1];
    size_t start = line->words[first].offset;

    return slice_sub(line->text, start, last->offset + last->text.size - start);
}

/* May the column hold these words? */
static bool may_hold(struct divider *divider, const struct table_column *column, uint32_t first,
                     uint32_t count)
{
    int r;

    if (count == 0 || !column->value)
        return true;
    r = table_fits(divider->reader, column->value, words_text(divider->line, first, count));
    if (r < 0)
        divider->error = r;
    return r > 0;
}

static int32_t cost_of(const struct reader *reader, uint32_t column, uint32_t count)
{
    if (count > 0)
        return (int32_t)(count - 1) * COST_JOINED;
    if (column == reader->table.key)
        return COST_NONE;
    return reader->table.columns[column].is_optional ? 0 : COST_EMPTY;
}

/* Depth is bounded by the columns, tries by STEPS_MAX. */
static void divide(struct divider *divider, uint32_t column, uint32_t word)
{
    static const uint32_t counts[] = {1, 0, 2, 3, JOINED};
    const struct table *table = &divider->reader->table;
    uint32_t left = divider->line->word_count - word;
    int32_t before = divider->now.cost;

    if (column == table->column_count) {
        if (left == 0 && divider->now.cost < divider->best.cost)
            divider->best = divider->now;
        return;
    }
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        bool is_there = table->columns[column].is_present;
        int32_t cost = is_there ? cost_of(divider->reader, column, counts[i]) : 0;

        if (counts[i] > left || (!is_there && counts[i] > 0) || cost == COST_NONE)
            continue;
        if (before + cost >= divider->best.cost || ++divider->steps > STEPS_MAX || divider->error)
            continue;
        if (!may_hold(divider, &table->columns[column], word, counts[i]))
            continue;
        divider->now.words[column] = (uint8_t)counts[i];
        divider->now.cost = before + cost;
        divide(divider, column + 1, word + counts[i]);
        divider->now.cost = before;
    }
}

static int add_pieces(struct reader *reader, uint32_t line, const struct division *division)
{
    const struct vouch_box *box = &reader->table.document->lines[line].box;
    uint32_t word = 0, first = (uint32_t)reader->piece_count;
    int r = 0;

    for (uint32_t i = 0; i < reader->table.column_count && r == 0; i++) {
        if (division->words[i] > 0)
            r = table_add_piece(reader, &(struct piece){.line = line,
                                                        .first = word,
                                                        .count = division->words[i],
                                                        .column = i,
                                                        .row = (uint32_t)reader->row_count});
        word += division->words[i];
    }
    if (r == 0)
        r = table_add_row(
            reader,
            &(struct row){.line = line, .top = box->top, .bottom = box->bottom, .piece = first});
    return r;
}

/* Words of a line that is no row: perhaps wrapped parts of one. */
static int add_words(struct reader *reader, uint32_t line)
{
    int r = 0;

    for (uint32_t i = 0; i < reader->table.document->lines[line].word_count && r == 0; i++)
        r = table_add_piece(reader,
                            &(struct piece){.line = line, .first = i, .count = 1, .row = NOWHERE});
    return r;
}

static int cut_line(struct reader *reader, uint32_t index)
{
    struct divider divider = {
        .reader = reader,
        .line = &reader->table.document->lines[index],
        .best = {.cost = COST_NONE},
    };

    if (divider.line->word_count > 0 && divider.line->word_count <= WORDS_MAX)
        divide(&divider, 0, 0);
    if (divider.error)
        return divider.error;
    return divider.best.cost == COST_NONE ? add_words(reader, index)
                                          : add_pieces(reader, index, &divider.best);
}

/* ---- Wrapped parts ---- */

/* The column of the row's cell that stands most over or under the box; NOWHERE. */
static uint32_t column_under(const struct reader *reader, const struct row *row,
                             const struct vouch_box *box)
{
    int32_t most = 0;
    uint32_t best = NOWHERE;

    for (size_t i = row->piece; i < reader->piece_count && reader->pieces[i].line == row->line;
         i++) {
        struct vouch_box cell = piece_box(reader, &reader->pieces[i]);
        int32_t left = cell.left > box->left ? cell.left : box->left;
        int32_t right = cell.right < box->right ? cell.right : box->right;

        if (right - left > most && reader->pieces[i].column != reader->table.key) {
            most = right - left;
            best = reader->pieces[i].column;
        }
    }
    return best;
}

/* To the nearer of the rows above and below, if it is within a line's height. */
static void attach(struct reader *reader, struct piece *piece, struct row *above, struct row *below)
{
    struct vouch_box box = piece_box(reader, piece);
    int32_t up = above ? box.top - above->fixed_bottom : INT32_MAX;
    int32_t down = below ? below->fixed_top - box.bottom : INT32_MAX;
    struct row *row = up <= down ? above : below;
    uint32_t column;

    if (!row || (up <= down ? up : down) > box.bottom - box.top)
        return;
    column = column_under(reader, row, &box);
    if (column == NOWHERE)
        return;
    piece->column = column;
    piece->row = (uint32_t)(row - reader->rows);
    if (row == above && box.bottom > row->fixed_bottom)
        row->fixed_bottom = box.bottom;
    if (row == below && box.top < row->fixed_top)
        row->fixed_top = box.top;
}

static void attach_all(struct reader *reader)
{
    size_t next = 0;

    for (size_t i = 0; i < reader->piece_count; i++) {
        struct piece *piece = &reader->pieces[i];
        uint32_t page = piece_line(reader, piece)->page;
        struct row *above = NULL, *below = NULL;

        while (next < reader->row_count && reader->rows[next].line < piece->line)
            next++;
        if (piece->row != NOWHERE)
            continue;
        if (next > 0 && reader->rows[next - 1].page == page)
            above = &reader->rows[next - 1];
        if (next < reader->row_count && reader->rows[next].page == page)
            below = &reader->rows[next];
        attach(reader, piece, above, below);
    }
}

int table_find_rows_in_flow(struct reader *reader)
{
    const struct table *table = &reader->table;
    int r = 0;

    for (uint32_t i = table->header_last + 1; i < table->body_end && r == 0; i++) {
        r = table_is_furniture(reader, i);
        r = r != 0 ? r : cut_line(reader, i);
        r = r > 0 ? 0 : r;
    }
    if (r == 0)
        attach_all(reader);
    return r;
}
