/*
 * Writing for people. What is written is collected and leaves with terminal_flush(), so
 * that one document's lines stay together.
 *
 * Colour appears only on a terminal, and not where NO_COLOR is set (https://no-color.org) or
 * TERM is "dumb"; whatever colour says, a shape or a word says as well. What comes from a
 * document goes through terminal_text(), which turns whatever could move the cursor, forge
 * a line or turn the direction of writing into a visible escape.
 */
#ifndef VOUCH_CTL_TERMINAL_H
#define VOUCH_CTL_TERMINAL_H

#include "base/buffer.h"

enum tone { TONE_PLAIN, TONE_GOOD, TONE_BAD, TONE_UNSURE, TONE_STRONG, TONE_FAINT };

struct terminal {
    int fd;
    bool is_terminal;
    bool has_colour;
    size_t columns; /* of the window; very many where it is none */
    struct buffer out;
};

void terminal_init(struct terminal *terminal, int fd);
void terminal_done(struct terminal *terminal);

/* Writes what was collected. ERR_NOMEM, ERR_IO (the reader left, say). */
int terminal_flush(struct terminal *terminal);

/* Our own words: formatted, written as they are. */
void terminal_print(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same in a tone. */
void terminal_tone(struct terminal *terminal, enum tone tone, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Anybody's words on one line, made safe. NULL writes nothing. */
void terminal_text(struct terminal *terminal, const char *text);

/* Anybody's lines, each made safe; flushed as they come. Errors as terminal_flush(). */
int terminal_lines(struct terminal *terminal, struct slice text);

/* How many columns terminal_text() takes for it: wide characters take two. */
size_t terminal_columns(const char *text);

/* Anybody's words, broken at spaces and between wide characters; lines after the first begin
 * with `indent` spaces. The first begins where that many columns are already taken. */
void terminal_paragraph(struct terminal *terminal, size_t indent, const char *text);

#define TABLE_COLUMNS_MAX 10

/* Rows of cells in columns as wide as their widest cell. */
struct table {
    struct arena *arena;
    size_t columns;
    const char **cells; /* row by row */
    size_t count, capacity;
};

/* `cells` are `table->columns` strings that outlive the table; NULL is an empty cell. */
int table_add(struct table *table, const char *const *cells);
void table_write(struct terminal *terminal, const struct table *table, size_t indent);

#endif
