/*
 * Lines to pieces. A line is read by place where each value stands in its own column and
 * has its pattern; else its words are divided by the patterns, if that can be done in one
 * way; else it stays as it stands. Where half of the rows had to be divided, places mean
 * nothing in this table, and none of its lines is read by them.
 */
#include "base/error.h"
#include "worker/table.h"

#define STRADDLE        2000 /* 1/1000 point: a word so far over a boundary stands in two columns */
#define PAGE_NUMBER_MAX 48   /* bytes; most rows are longer and need not be looked at */

struct slice piece_text(const struct reader *reader, const struct piece *piece)
{
    const struct document_line *line = piece_line(reader, piece);
    const struct document_word *first = &line->words[piece->first];
    const struct document_word *last = &first[piece->count - 1];

    return slice_sub(line->text, first->offset, last->offset + last->text.size - first->offset);
}

/* ---- Patterns ---- */

int table_fits(struct reader *reader, const struct pattern *pattern, struct slice text)
{
    reader->text.size = 0;
    document_fold(text, &reader->text);
    if (buffer_error(&reader->text))
        return ERR_NOMEM;
    reader->steps++;
    return pattern_fits(reader->table.document->patterns, pattern, buffer_slice(&reader->text));
}

/* Most lines are the same when they are folded; their parts are then, too. */
int table_words_fit(struct reader *reader, const struct pattern *pattern, const struct piece *words)
{
    const struct vouch_document *document = reader->table.document;
    struct slice text = piece_text(reader, words);

    if (!slice_equal(document->lines[words->line].text,
                     document_folded_line(document, words->line)))
        return table_fits(reader, pattern, text);
    reader->steps++;
    return pattern_fits(document->patterns, pattern, text);
}

int piece_fits(struct reader *reader, struct piece *piece)
{
    const struct pattern *value = reader->table.columns[piece->column].value;
    int r;

    if (!value)
        return 1;
    if (piece->is_tried)
        return piece->is_fitting;
    r = table_words_fit(reader, value, piece);
    piece->is_tried = r >= 0;
    piece->is_fitting = r > 0;
    return r;
}

/* ---- Pieces ---- */

static uint32_t column_at(const struct table *table, const struct document_word *word)
{
    int32_t middle = word->box.left + (word->box.right - word->box.left) / 2;
    uint32_t last = 0;

    for (uint32_t i = 0; i < table->column_count; i++) {
        if (!table->columns[i].is_present)
            continue;
        last = i;
        if (middle < table->columns[i].end)
            break;
    }
    return last;
}

static void add_piece(struct reader *reader, struct piece piece)
{
    const struct document_word *words = &piece_line(reader, &piece)->words[piece.first];

    piece.row = piece.next = NOWHERE;
    for (uint32_t i = 0; i < piece.count; i++) {
        piece.box = box_join(piece.box, words[i].box);
        piece.confidence = confidence_join(piece.confidence, words[i].confidence);
    }
    reader->pieces[reader->piece_count++] = piece;
}

/* Neighbouring words of one column are one piece. */
static void cut_by_place(struct reader *reader, uint32_t index)
{
    const struct document_line *line = &reader->table.document->lines[index];
    uint32_t first = 0;

    while (first < line->word_count) {
        uint32_t column = column_at(&reader->table, &line->words[first]), end = first + 1;

        while (end < line->word_count && column_at(&reader->table, &line->words[end]) == column)
            end++;
        add_piece(
            reader,
            (struct piece){.line = index, .first = first, .count = end - first, .column = column});
        first = end;
    }
}

static void cut_by_value(struct reader *reader, uint32_t line, const struct division *division)
{
    uint32_t first = 0;

    for (uint32_t i = 0; i < reader->table.column_count; i++) {
        struct piece piece = {
            .line = line, .first = first, .count = division->words[i], .column = i};

        if (piece.count == 0)
            continue;
        piece.is_divided = piece.is_tried = piece.is_fitting = true;
        add_piece(reader, piece);
        first += piece.count;
    }
}

/* Words of which nothing is known yet: parts of wrapped cells, perhaps. */
static void cut_into_words(struct reader *reader, uint32_t line)
{
    for (uint32_t i = 0; i < reader->table.document->lines[line].word_count; i++)
        add_piece(reader, (struct piece){.line = line, .first = i, .count = 1, .column = NOWHERE});
}

/* ---- Where a row stands under its labels ---- */

static bool straddles(const struct reader *reader, const struct piece *piece)
{
    const struct table *table = &reader->table;

    for (uint32_t i = 0; i < table->column_count; i++) {
        int32_t end = table->columns[i].end;

        if (table->columns[i].is_present && end != INT32_MAX && piece->box.left < end - STRADDLE &&
            piece->box.right > end + STRADDLE)
            return true;
    }
    return false;
}

/* The key and every other column that must have a value of its kind have one, each its own. */
static int holds_by_place(struct reader *reader, size_t first)
{
    const struct table *table = &reader->table;
    uint64_t held = 0;
    int r = 1;

    for (size_t i = first; i < reader->piece_count; i++)
        if (reader->pieces[i].column < TABLE_COLUMNS_MAX)
            held |= UINT64_C(1) << reader->pieces[i].column & table->keys;
    if (!held)
        return 0;
    for (size_t i = first; i < reader->piece_count && r > 0; i++) {
        struct piece *piece = &reader->pieces[i];

        r = straddles(reader, piece) ? 0 : piece_fits(reader, piece);
        held |= UINT64_C(1) << piece->column;
    }
    for (uint32_t i = 0; i < table->column_count && r > 0; i++)
        if (table_requires(table, i) && !(held >> i & 1))
            r = 0;
    return r;
}

static int cut_line(struct reader *reader, uint32_t line)
{
    size_t first = reader->piece_count;
    struct division division;
    int r;

    if (!reader->is_flow) {
        cut_by_place(reader, line);
        r = holds_by_place(reader, first);
        reader->lines_by_place += r > 0;
        if (r != 0)
            return r;
    }
    r = table_divide(reader, line, &division);
    if (r < 0 || (r == 0 && !reader->is_flow))
        return r;
    reader->piece_count = first;
    reader->lines_by_value += r > 0;
    if (r > 0)
        cut_by_value(reader, line, &division);
    else
        cut_into_words(reader, line);
    return r;
}

/* ---- All lines ---- */

/* The header printed again on a later page, a page's number, or what the plugin calls no row. */
static int is_furniture(struct reader *reader, uint32_t line)
{
    const struct vouch_document *document = reader->table.document;
    struct slice text = document_folded_line(document, line);

    for (uint32_t i = reader->table.header_first; i <= reader->table.header_last; i++)
        if (slice_equal(text, document_folded_line(document, i)))
            return 1;
    if (reader->table.skip) {
        int r = pattern_fits(document->patterns, reader->table.skip, text);

        if (r != 0)
            return r;
    }
    if (text.size > PAGE_NUMBER_MAX)
        return 0;
    return pattern_fits(document->patterns, reader->page_number, text);
}

static int cut_all(struct reader *reader)
{
    const struct table *table = &reader->table;
    int r = 0;

    reader->piece_count = 0;
    reader->lines_by_place = reader->lines_by_value = 0;
    for (uint32_t i = table->header_last + 1; i < table->body_end && r >= 0; i++) {
        r = is_furniture(reader, i);
        if (r == 0)
            r = cut_line(reader, i);
    }
    return r < 0 ? r : 0;
}

int table_cut_lines(struct reader *reader)
{
    const struct table *table = &reader->table;
    size_t words = 0;
    int r;

    for (uint32_t i = table->header_last + 1; i < table->body_end; i++)
        words += table->document->lines[i].word_count;
    reader->pieces = arena_array(reader->arena, struct piece, words);
    if (!reader->pieces)
        return ERR_NOMEM;
    r = cut_all(reader);
    reader->is_flow =
        reader->lines_by_value > 0 && reader->lines_by_value >= reader->lines_by_place;
    return r == 0 && reader->is_flow ? cut_all(reader) : r;
}
