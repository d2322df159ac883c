#include "ctl/csv.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/unicode.h"

struct parser {
    struct arena *arena;
    struct slice rest;
    size_t line, column; /* of what comes next */
    struct csv_error *error;
    struct csv_cell cells[CSV_COLUMNS_MAX];
    size_t cell_count;
    struct csv_row *rows;
    size_t row_count, row_room, row_max;
};

static int fail(struct parser *parser, int code, const char *message)
{
    *parser->error = (struct csv_error){parser->line, parser->column, message};
    return code;
}

/* ---- Signs ---- */

static bool is_at(const struct parser *parser, char byte)
{
    return parser->rest.size > 0 && parser->rest.data[0] == (uint8_t)byte;
}

static bool is_at_line_end(const struct parser *parser)
{
    return is_at(parser, '\n') ||
           (is_at(parser, '\r') && parser->rest.size > 1 && parser->rest.data[1] == '\n');
}

/* One sign of UTF-8, appended to `out` where that is not NULL. */
static int take(struct parser *parser, struct buffer *out)
{
    const uint8_t *start = parser->rest.data;
    uint32_t code;

    if (utf8_next(&parser->rest, &code) < 0)
        return fail(parser, ERR_SYNTAX, "is not UTF-8; save the table as CSV in UTF-8");
    if (code == 0)
        return fail(parser, ERR_SYNTAX, "holds a NUL byte");
    if (out)
        buffer_append(out, start, (size_t)(parser->rest.data - start));
    parser->column++;
    if (code == '\n') {
        parser->line++;
        parser->column = 1;
    }
    return 0;
}

static int take_line_end(struct parser *parser)
{
    int r = is_at(parser, '\r') ? take(parser, NULL) : 0;

    return r == 0 ? take(parser, NULL) : r;
}

/* ---- Cells ---- */

static int read_quoted(struct parser *parser, struct buffer *out)
{
    int r = take(parser, NULL);

    while (r == 0 && parser->rest.size > 0) {
        if (!is_at(parser, '"')) {
            r = take(parser, out);
            continue;
        }
        r = take(parser, NULL);
        if (r < 0 || !is_at(parser, '"'))
            return r;
        r = take(parser, out); /* doubled: one quote */
    }
    return r < 0 ? r : fail(parser, ERR_SYNTAX, "a quoted cell does not end");
}

static int read_plain(struct parser *parser, struct buffer *out)
{
    int r = 0;

    while (r == 0 && parser->rest.size > 0 && !is_at(parser, ',') && !is_at_line_end(parser))
        r = is_at(parser, '"') ? fail(parser, ERR_SYNTAX, "a quote stands inside a cell")
                               : take(parser, out);
    return r;
}

static void skip_blanks(struct parser *parser)
{
    while (is_at(parser, ' ') || is_at(parser, '\t')) {
        parser->rest = slice_sub(parser->rest, 1, SIZE_MAX);
        parser->column++;
    }
}

static int read_text(struct parser *parser, struct buffer *out)
{
    bool is_quoted = is_at(parser, '"');
    int r = is_quoted ? read_quoted(parser, out) : read_plain(parser, out);

    skip_blanks(parser);
    while (!is_quoted && out->size > 0 &&
           (out->data[out->size - 1] == ' ' || out->data[out->size - 1] == '\t'))
        out->size--;
    if (r == 0 && is_quoted && parser->rest.size > 0 && !is_at(parser, ',') &&
        !is_at_line_end(parser))
        r = fail(parser, ERR_SYNTAX, "something follows a quoted cell");
    return r;
}

static int read_cell(struct parser *parser)
{
    struct csv_cell *cell = &parser->cells[parser->cell_count];
    struct buffer text;
    int r;

    if (parser->cell_count == CSV_COLUMNS_MAX)
        return fail(parser, ERR_LIMIT, "has more columns than can be meant");
    skip_blanks(parser);
    *cell = (struct csv_cell){.line = parser->line, .column = parser->column};
    buffer_init(&text, 0);
    r = read_text(parser, &text);
    if (r == 0)
        cell->text = buffer_error(&text)
                         ? NULL
                         : arena_strndup(parser->arena, (const char *)text.data, text.size);
    buffer_done(&text);
    parser->cell_count++;
    return r < 0 || cell->text ? r : ERR_NOMEM;
}

/* ---- Rows ---- */

static int add_row(struct parser *parser)
{
    struct csv_cell *cells =
        arena_dup(parser->arena, parser->cells, parser->cell_count * sizeof *cells);

    if (parser->row_count == parser->row_max)
        return fail(parser, ERR_LIMIT, "has more rows than are taken");
    parser->rows = arena_grow(parser->arena, parser->rows, parser->row_count, &parser->row_room,
                              sizeof *parser->rows);
    if (!cells || !parser->rows)
        return ERR_NOMEM;
    parser->rows[parser->row_count++] = (struct csv_row){cells, parser->cell_count};
    return 0;
}

static int read_row(struct parser *parser)
{
    int r = 0;

    parser->cell_count = 0;
    do {
        if (parser->cell_count > 0)
            r = take(parser, NULL); /* the comma */
        if (r == 0)
            r = read_cell(parser);
    } while (r == 0 && is_at(parser, ','));
    if (r == 0 && !(parser->cell_count == 1 && !parser->cells[0].text[0]))
        r = add_row(parser);
    if (r == 0 && parser->rest.size > 0)
        r = take_line_end(parser);
    return r;
}

int csv_parse(struct arena *arena, struct slice bytes, struct csv *ret, struct csv_error *error)
{
    return csv_parse_rows(arena, bytes, CSV_ROWS_MAX, ret, error);
}

int csv_parse_rows(struct arena *arena, struct slice bytes, size_t rows, struct csv *ret,
                   struct csv_error *error)
{
    static const uint8_t mark[] = {0xEF, 0xBB, 0xBF};
    struct parser parser = {
        .arena = arena, .rest = bytes, .line = 1, .column = 1, .error = error, .row_max = rows};
    int r = 0;

    if (bytes.size >= sizeof mark && memcmp(bytes.data, mark, sizeof mark) == 0)
        parser.rest = slice_sub(bytes, sizeof mark, SIZE_MAX);
    while (r == 0 && parser.rest.size > 0)
        r = read_row(&parser);
    if (r == 0)
        *ret = (struct csv){parser.rows, parser.row_count};
    return r;
}
