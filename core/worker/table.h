/*
 * Reading tables by the places of words.
 *
 * table_header.c finds the header: lines in which the columns' labels stand, in order, each
 * perhaps wrapped over lines or cut into words. table_columns.c draws the boundaries: the
 * emptiest place between two labels, over all rows. table_lines.c cuts lines at the
 * boundaries into pieces; where a line's values do not stand under their labels (a row that
 * was shown as one run of words), table_flow.c divides it by the patterns of the values.
 * table_rows.c makes rows of them: one begins where a key column's text matches; what
 * stands in its line is its own, and what stands between two rows (wrapped cells) goes to
 * the row it is nearer to. table_cells.c joins the pieces of a cell and counts what is in
 * none.
 *
 * All is linear in the number of words, but for sorting.
 */
#ifndef VOUCH_WORKER_TABLE_H
#define VOUCH_WORKER_TABLE_H

#include "worker/document.h"

#define TABLE_COLUMNS_MAX 64
#define TABLE_ROWS_MAX    200000u
#define TABLE_STEPS_MAX   2000000u /* patterns tried before no more lines are divided: a second */
#define NOWHERE           UINT32_MAX

struct table_column {
    const struct pattern *label;
    const struct pattern *value; /* NULL: any */
    bool is_optional;
    bool is_present;
    struct vouch_box box; /* of the label */
    int32_t end;          /* words whose middle is left of this are in this column */
};

/* A table's declaration, compiled, and where its header was found. */
struct table {
    const struct vouch_document *document;
    struct table_column columns[TABLE_COLUMNS_MAX];
    uint32_t column_count;
    uint64_t keys;              /* bits: a row begins where one of these columns' values matches */
    const struct pattern *end;  /* NULL: none */
    const struct pattern *skip; /* NULL: none */
    uint32_t lines_first;       /* lines that are looked at */
    uint32_t lines_end;

    uint32_t header_first; /* lines of the header, both included */
    uint32_t header_last;
    uint32_t body_end; /* the line after the last one of the table */
};

struct vouch_rows {
    uint32_t column_count;
    uint32_t row_count;
    uint32_t loose;
    uint32_t steps;           /* patterns that were tried on values */
    struct vouch_span *cells; /* row by row, one more in each: the row itself */
};

/* Words of one line in one column: a cell or a part of one. */
struct piece {
    uint32_t line;
    uint32_t first; /* word of the line */
    uint32_t count;
    uint32_t column; /* NOWHERE: not known yet */
    uint32_t row;    /* NOWHERE: in no cell */
    uint32_t next;   /* piece of the same cell; NOWHERE: the last */
    struct vouch_box box;
    uint32_t confidence;
    bool is_divided;           /* its line was divided by values */
    bool is_tried, is_fitting; /* the column's pattern, on this piece alone */
};

struct row {
    uint32_t line;
    uint32_t page;
    uint32_t piece;                  /* first of its line */
    int32_t top, bottom;             /* of the key's piece */
    int32_t fixed_top, fixed_bottom; /* with what stands beside it in the column at hand */
};

/* A table while it is read. */
struct reader {
    struct table table;
    struct arena *arena;
    struct buffer text; /* scratch */
    const struct pattern *page_number;
    uint32_t steps;

    bool is_flow; /* columns do not stand under their labels: places say nothing */
    size_t lines_by_place, lines_by_value;

    struct piece *pieces; /* room for all words */
    size_t piece_count;
    struct row *rows;
    size_t row_count, row_capacity;
};

static inline bool table_is_key(const struct table *table, uint32_t column)
{
    return table->keys >> column & 1;
}

/* A column in which every row must have a value of its kind. */
static inline bool table_requires(const struct table *table, uint32_t column)
{
    const struct table_column *c = &table->columns[column];

    return c->is_present && !c->is_optional && c->value;
}

/* How many words of a line each column gets. */
struct division {
    uint8_t words[TABLE_COLUMNS_MAX];
};

static inline const struct document_line *piece_line(const struct reader *reader,
                                                     const struct piece *piece)
{
    return &reader->table.document->lines[piece->line];
}

/* Finds the header and fills box and is_present. 1 found, 0 not; ERR_LIMIT, ERR_NOMEM. */
int table_find_header(struct table *table);

/* Finds the table's last line (body_end) and each column's `end`. ERR_LIMIT, ERR_NOMEM. */
int table_find_columns(struct table *table);

/* Cuts the lines between header and end into pieces. ERR_LIMIT, ERR_NOMEM. */
int table_cut_lines(struct reader *reader);

/* The piece's words as they stand in the line. */
struct slice piece_text(const struct reader *reader, const struct piece *piece);

/* 1 if the text, folded, is all that the pattern says; 0; ERR_LIMIT, ERR_NOMEM. */
int table_fits(struct reader *reader, const struct pattern *pattern, struct slice text);
int table_words_fit(struct reader *reader, const struct pattern *pattern,
                    const struct piece *words);
int piece_fits(struct reader *reader, struct piece *piece);

/* 1 if there is exactly one best way to divide the line; 0; ERR_LIMIT, ERR_NOMEM. */
int table_divide(struct reader *reader, uint32_t line, struct division *ret);

/* Finds the rows and gives each piece the row it belongs to. ERR_LIMIT, ERR_NOMEM. */
int table_find_rows(struct reader *reader);

/* Makes cells of the pieces and fills `rows`. ERR_LIMIT, ERR_NOMEM. */
int table_make_cells(struct reader *reader, struct vouch_rows *rows);

/*
 * Reads a declared table. 1 found, 0 no such header; ERR_INVALID for a declaration that
 * cannot be used, ERR_LIMIT, ERR_NOMEM.
 */
int table_read(const struct vouch_document *document, const struct vouch_table *declared,
               struct vouch_rows **ret);

#endif
