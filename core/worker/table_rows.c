#include "base/error.h"
#include "worker/table.h"

#define BESIDE_MAX 16 /* rows that may stand beside one piece; more are no table */

static int add_row(struct reader *reader, const struct piece *key, size_t first)
{
    struct row *rows;

    if (reader->row_count >= TABLE_ROWS_MAX)
        return ERR_LIMIT;
    rows = arena_grow(reader->arena, reader->rows, reader->row_count, &reader->row_capacity,
                      sizeof *rows);
    if (!rows)
        return ERR_NOMEM;
    reader->rows = rows;
    rows[reader->row_count++] = (struct row){
        .line = key->line,
        .page = piece_line(reader, key)->page,
        .piece = (uint32_t)first,
        .top = key->box.top,
        .bottom = key->box.bottom,
    };
    return 0;
}

static size_t end_of_line(const struct reader *reader, size_t first)
{
    size_t end = first + 1;

    while (end < reader->piece_count && reader->pieces[end].line == reader->pieces[first].line)
        end++;
    return end;
}

/* The row that begins in the line from piece `first` to `end`, if one does. */
static int find_row(struct reader *reader, size_t first, size_t end)
{
    uint32_t number = (uint32_t)reader->row_count;
    int r = 0;

    for (size_t i = first; i < end && r == 0; i++) {
        struct piece *piece = &reader->pieces[i];

        if (piece->is_divided)
            piece->row = number;
        if (piece->column == NOWHERE || !table_is_key(&reader->table, piece->column))
            continue;
        r = piece_fits(reader, piece);
        if (r <= 0)
            continue;
        piece->row = number;
        r = reader->row_count > number ? 0 : add_row(reader, piece, first);
    }
    return r < 0 ? r : 0;
}

static int find_rows(struct reader *reader)
{
    size_t first = 0, end;
    int r = 0;

    for (; first < reader->piece_count && r == 0; first = end) {
        end = end_of_line(reader, first);
        r = find_row(reader, first, end);
    }
    return r;
}

/* Is the row wholly above the piece, in the order of pages? */
static bool is_above(const struct reader *reader, const struct row *row, const struct piece *piece)
{
    uint32_t page = piece_line(reader, piece)->page;

    return row->page != page ? row->page < page : row->bottom <= piece->box.top;
}

static int32_t overlap(const struct row *row, const struct piece *piece)
{
    int32_t top = row->top > piece->box.top ? row->top : piece->box.top;
    int32_t bottom = row->bottom < piece->box.bottom ? row->bottom : piece->box.bottom;

    return bottom - top;
}

/* The row from `first` on beside whose key the piece stands, by half its height; NOWHERE. */
static uint32_t row_beside(const struct reader *reader, size_t first, const struct piece *piece)
{
    uint32_t page = piece_line(reader, piece)->page, best = NOWHERE;
    int32_t most = 0;

    for (size_t i = first; i < reader->row_count && i - first < BESIDE_MAX &&
                           reader->rows[i].page == page && reader->rows[i].top < piece->box.bottom;
         i++) {
        const struct row *row = &reader->rows[i];
        int32_t height = row->bottom - row->top, shared = overlap(row, piece);

        if (piece->box.bottom - piece->box.top < height)
            height = piece->box.bottom - piece->box.top;
        if (shared > most && shared * 2 >= height) {
            most = shared;
            best = (uint32_t)i;
        }
    }
    return best;
}

/* First round of a column: what stands beside a key belongs to its row. */
static void assign_beside(struct reader *reader, const uint32_t *own, size_t count)
{
    size_t next = 0;

    for (size_t i = 0; i < reader->row_count; i++) {
        reader->rows[i].fixed_top = reader->rows[i].top;
        reader->rows[i].fixed_bottom = reader->rows[i].bottom;
    }
    for (size_t i = 0; i < count; i++) {
        struct piece *piece = &reader->pieces[own[i]];

        while (next < reader->row_count && is_above(reader, &reader->rows[next], piece))
            next++;
        piece->row = row_beside(reader, next, piece);
        if (piece->row != NOWHERE) {
            struct row *row = &reader->rows[piece->row];

            row->fixed_top = piece->box.top < row->fixed_top ? piece->box.top : row->fixed_top;
            row->fixed_bottom =
                piece->box.bottom > row->fixed_bottom ? piece->box.bottom : row->fixed_bottom;
        }
    }
}

/* Pieces of one column between two rows; `above` or `below` is NOWHERE at a page's ends. */
struct stretch {
    const uint32_t *own;
    size_t count;
    uint32_t above;
    uint32_t below;
};

/* No row is on that side of piece `at` of the stretch; up to count. */
static bool is_open(const struct stretch *stretch, size_t at)
{
    return (at == 0 && stretch->above == NOWHERE) ||
           (at == stretch->count && stretch->below == NOWHERE);
}

/* How far below its neighbour above a piece is printed: by bottoms, for letters differ in size. */
static int32_t pitch_above(const struct reader *reader, const struct stretch *stretch, size_t at)
{
    int32_t from, to;

    if (is_open(stretch, at))
        return INT32_MAX;
    from = at == 0 ? reader->rows[stretch->above].fixed_bottom
                   : reader->pieces[stretch->own[at - 1]].box.bottom;
    to = at == stretch->count ? reader->rows[stretch->below].bottom
                              : reader->pieces[stretch->own[at]].box.bottom;
    return to - from;
}

/* Nothing as high as the piece itself would go between it and its neighbour. */
static bool is_near(const struct reader *reader, const struct stretch *stretch, size_t at,
                    const struct piece *piece)
{
    int32_t from, to;

    if (is_open(stretch, at))
        return false;
    from = at == 0 ? reader->rows[stretch->above].fixed_bottom
                   : reader->pieces[stretch->own[at - 1]].box.bottom;
    to = at == stretch->count ? reader->rows[stretch->below].fixed_top
                              : reader->pieces[stretch->own[at]].box.top;
    return to - from <= piece->box.bottom - piece->box.top;
}

/*
 * Lines of a wrapped cell stand closer together than rows do. So the widest gap divides
 * what belongs to the row above from what belongs to the one below; of equal ones the
 * last, for most tables are printed from the top of the row. What is farther away than a
 * line's height belongs to neither.
 */
static void assign_stretch(struct reader *reader, const struct stretch *stretch)
{
    size_t split = 0;

    for (size_t i = 1; i <= stretch->count; i++)
        if (pitch_above(reader, stretch, i) >= pitch_above(reader, stretch, split))
            split = i;
    for (size_t i = 0; i < split; i++) {
        struct piece *piece = &reader->pieces[stretch->own[i]];

        if (!is_near(reader, stretch, i, piece))
            break;
        piece->row = stretch->above;
    }
    for (size_t i = stretch->count; i > split; i--) {
        struct piece *piece = &reader->pieces[stretch->own[i - 1]];

        if (!is_near(reader, stretch, i, piece))
            break;
        piece->row = stretch->below;
    }
}

/* Second round: what stands between rows. */
static void assign_between(struct reader *reader, const uint32_t *own, size_t count)
{
    size_t next = 0, i = 0;

    while (i < count) {
        const struct piece *piece = &reader->pieces[own[i]];
        uint32_t page = piece_line(reader, piece)->page;
        struct stretch stretch = {.own = own + i, .above = NOWHERE, .below = NOWHERE};

        if (piece->row != NOWHERE) {
            i++;
            continue;
        }
        while (next < reader->row_count && is_above(reader, &reader->rows[next], piece))
            next++;
        if (next > 0 && reader->rows[next - 1].page == page)
            stretch.above = (uint32_t)next - 1;
        if (next < reader->row_count && reader->rows[next].page == page)
            stretch.below = (uint32_t)next;
        while (i < count && reader->pieces[own[i]].row == NOWHERE &&
               piece_line(reader, &reader->pieces[own[i]])->page == page &&
               (next == reader->row_count ||
                !is_above(reader, &reader->rows[next], &reader->pieces[own[i]]))) {
            stretch.count++;
            i++;
        }
        assign_stretch(reader, &stretch);
    }
}

/*
 * The column of the one cell of the row that stands above or below the piece; NOWHERE
 * where there are more, or the key's.
 */
static uint32_t column_beneath(const struct reader *reader, const struct row *row,
                               const struct piece *piece)
{
    uint32_t found = NOWHERE;

    for (size_t i = row->piece; i < reader->piece_count && reader->pieces[i].line == row->line;
         i++) {
        const struct vouch_box *cell = &reader->pieces[i].box;

        if (cell->right <= piece->box.left || cell->left >= piece->box.right)
            continue;
        if (found != NOWHERE || table_is_key(&reader->table, reader->pieces[i].column))
            return NOWHERE;
        found = reader->pieces[i].column;
    }
    return found;
}

/* The columns of one line's parts; false where one of them has none. */
static bool give_columns(struct reader *reader, const uint32_t *own, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct piece *piece = &reader->pieces[own[i]];

        if (piece->row != NOWHERE)
            piece->column = column_beneath(reader, &reader->rows[piece->row], piece);
        if (piece->column == NOWHERE)
            return false;
    }
    return true;
}

/*
 * Where columns have no places, a wrapped part belongs to the cell that it stands under. A
 * line of which that cannot be said of every word is no line of such parts.
 */
static void place_parts(struct reader *reader, const uint32_t *own, size_t count)
{
    size_t first = 0, end;

    for (; first < count; first = end) {
        uint32_t line = reader->pieces[own[first]].line;

        for (end = first + 1; end < count && reader->pieces[own[end]].line == line; end++)
            ;
        if (give_columns(reader, own + first, end - first))
            continue;
        for (size_t i = first; i < end; i++)
            reader->pieces[own[i]].row = NOWHERE;
    }
}

/* Those of a column that are in no row yet. */
static size_t gather(const struct reader *reader, uint32_t column, uint32_t *own)
{
    size_t count = 0;

    for (size_t i = 0; i < reader->piece_count; i++)
        if (reader->pieces[i].column == column && !reader->pieces[i].is_divided)
            own[count++] = (uint32_t)i;
    return count;
}

static void assign_column(struct reader *reader, const uint32_t *own, size_t count)
{
    assign_beside(reader, own, count);
    assign_between(reader, own, count);
}

/* All columns but the key's, one after the other. */
static int assign(struct reader *reader)
{
    uint32_t *own = arena_array(reader->arena, uint32_t, reader->piece_count);
    size_t count;

    if (!own)
        return ERR_NOMEM;
    for (uint32_t column = 0; column < reader->table.column_count && !reader->is_flow; column++) {
        if (table_is_key(&reader->table, column) || !reader->table.columns[column].is_present)
            continue;
        count = gather(reader, column, own);
        assign_column(reader, own, count);
    }
    if (reader->is_flow) {
        count = gather(reader, NOWHERE, own);
        assign_column(reader, own, count);
        place_parts(reader, own, count);
    }
    return 0;
}

/* ---- Rows that cannot be read ---- */

/* How many of the line's pieces are, alone, values that a row must have. */
static int count_values(struct reader *reader, size_t first, size_t end)
{
    int count = 0, r = 0;

    for (size_t i = first; i < end && r >= 0; i++) {
        struct piece *piece = &reader->pieces[i];

        if (piece->row == NOWHERE || !table_requires(&reader->table, piece->column))
            continue;
        r = piece_fits(reader, piece);
        count += r > 0;
    }
    return r < 0 ? r : count;
}

/* Is it the line of a row's key, or beside one? */
static bool is_of_row(const struct reader *reader, size_t first, size_t end, size_t next)
{
    for (size_t i = first; i < end; i++) {
        const struct piece *piece = &reader->pieces[i];

        if (piece->row != NOWHERE && reader->rows[piece->row].line == piece->line)
            return true;
    }
    return row_beside(reader, next, &reader->pieces[first]) != NOWHERE;
}

/*
 * A line between rows that holds values of several kinds is no part of a wrapped cell but
 * a row whose number, say, cannot be read: nothing of it goes to its neighbours.
 */
static int set_apart(struct reader *reader)
{
    size_t first = 0, end, next = 0;

    for (; first < reader->piece_count; first = end) {
        const struct piece *piece = &reader->pieces[first];
        int values;

        end = end_of_line(reader, first);
        while (next < reader->row_count && is_above(reader, &reader->rows[next], piece))
            next++;
        if (is_of_row(reader, first, end, next))
            continue;
        values = count_values(reader, first, end);
        if (values < 0)
            return values;
        for (size_t i = first; i < end && values > 1; i++)
            reader->pieces[i].row = NOWHERE;
    }
    return 0;
}

int table_find_rows(struct reader *reader)
{
    int r = find_rows(reader);

    if (r == 0)
        r = assign(reader);
    return r < 0 ? r : set_apart(reader);
}
