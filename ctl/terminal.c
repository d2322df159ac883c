#include "ctl/terminal.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/unicode.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_MAX 100 /* longer lines are hard to read, however wide the window is */
#define COLUMNS_MIN 40
#define GAP         2 /* columns between those of a table */

static bool wants_colour(void)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");

    return !(no_colour && *no_colour) && term && *term && strcmp(term, "dumb") != 0;
}

void terminal_init(struct terminal *terminal, int fd)
{
    struct winsize window;

    *terminal = (struct terminal){.fd = fd, .columns = SIZE_MAX};
    buffer_init(&terminal->out, 0);
    terminal->is_terminal = isatty(fd) == 1;
    if (!terminal->is_terminal)
        return;
    terminal->has_colour = wants_colour();
    terminal->columns = COLUMNS_MAX;
    if (ioctl(fd, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 && window.ws_col < COLUMNS_MAX)
        terminal->columns = window.ws_col < COLUMNS_MIN ? COLUMNS_MIN : window.ws_col;
}

void terminal_done(struct terminal *terminal)
{
    buffer_done(&terminal->out);
}

int terminal_flush(struct terminal *terminal)
{
    struct slice rest = buffer_slice(&terminal->out);
    int r = buffer_error(&terminal->out);

    while (r == 0 && rest.size > 0) {
        ssize_t written = write(terminal->fd, rest.data, rest.size);

        if (written >= 0)
            rest = slice_sub(rest, (size_t)written, rest.size);
        else if (errno != EINTR)
            r = ERR_IO;
    }
    buffer_done(&terminal->out);
    buffer_init(&terminal->out, 0);
    return r;
}

/* ---- Words ---- */

__attribute__((format(printf, 2, 0))) static void print(struct terminal *terminal,
                                                        const char *format, va_list args)
{
    char *text = NULL;

    if (vasprintf(&text, format, args) < 0)
        terminal->out.error = ERR_NOMEM;
    else
        buffer_append_str(&terminal->out, text);
    free(text);
}

void terminal_print(struct terminal *terminal, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print(terminal, format, args);
    va_end(args);
}

void terminal_tone(struct terminal *terminal, enum tone tone, const char *format, ...)
{
    static const char *const codes[] = {
        [TONE_GOOD] = "\033[32m",  [TONE_BAD] = "\033[31m",  [TONE_UNSURE] = "\033[33m",
        [TONE_STRONG] = "\033[1m", [TONE_FAINT] = "\033[2m",
    };
    bool coloured = terminal->has_colour && tone != TONE_PLAIN;
    va_list args;

    if (coloured)
        buffer_append_str(&terminal->out, codes[tone]);
    va_start(args, format);
    print(terminal, format, args);
    va_end(args);
    if (coloured)
        buffer_append_str(&terminal->out, "\033[0m");
}

/*
 * Takes one character off `rest` and writes how it is shown into `shown`: itself, or an
 * escape where it is unsafe or no UTF-8. Returns the columns it takes.
 */
static size_t take_character(struct slice *rest, char shown[16])
{
    uint32_t code = rest->data[0];
    bool is_text = utf8_next(rest, &code) == 0;
    size_t size;

    if (!is_text) {
        *rest = slice_sub(*rest, 1, rest->size);
        return (size_t)snprintf(shown, 16, "\\x%02x", code);
    }
    if (unicode_is_unsafe(code))
        return (size_t)snprintf(shown, 16, code < 0x100 ? "\\x%02x" : "\\u{%x}", code);
    size = utf8_encode(code, (uint8_t *)shown);
    shown[size] = '\0';
    return unicode_is_wide(code) ? 2 : unicode_is_mark(code) ? 0 : 1;
}

void terminal_text(struct terminal *terminal, const char *text)
{
    struct slice rest = slice_str(text);
    char shown[16];

    while (rest.size > 0) {
        take_character(&rest, shown);
        buffer_append_str(&terminal->out, shown);
    }
}

static void write_line(struct terminal *terminal, struct slice line)
{
    struct buffer text;

    buffer_init(&text, 0);
    buffer_append(&text, line.data, line.size);
    buffer_append_byte(&text, '\0');
    if (!buffer_error(&text))
        terminal_text(terminal, (const char *)text.data);
    terminal_print(terminal, "\n");
    buffer_done(&text);
}

int terminal_lines(struct terminal *terminal, struct slice text)
{
    int r = 0;

    while (text.size > 0 && r == 0) {
        const uint8_t *end = memchr(text.data, '\n', text.size);
        size_t size = end ? (size_t)(end - text.data) : text.size;

        write_line(terminal, slice_sub(text, 0, size));
        text = slice_sub(text, size + 1, text.size);
        if (terminal->out.size > 65536 || text.size == 0)
            r = terminal_flush(terminal);
    }
    return r;
}

size_t terminal_columns(const char *text)
{
    struct slice rest = slice_str(text);
    size_t columns = 0;
    char shown[16];

    while (rest.size > 0)
        columns += take_character(&rest, shown);
    return columns;
}

/* Bytes up to where a line may be broken first: a space, or before or after a wide character. */
static size_t take_word(struct slice text, size_t *ret_columns)
{
    struct slice rest = text;
    size_t columns = 0, width;
    char shown[16];

    while (rest.size > 0) {
        struct slice before = rest;

        width = take_character(&rest, shown);
        if (width == 2 && columns > 0) {
            rest = before;
            break;
        }
        columns += width;
        if (width == 2 || before.data[0] == ' ')
            break;
    }
    *ret_columns = columns;
    return text.size - rest.size;
}

void terminal_paragraph(struct terminal *terminal, size_t indent, const char *text)
{
    struct slice rest = slice_str(text);
    size_t column = indent;

    while (rest.size > 0) {
        size_t columns, size = take_word(rest, &columns);
        struct slice word = slice_sub(rest, 0, size);
        char shown[16];

        if (column > indent && column + columns > terminal->columns) {
            terminal_print(terminal, "\n%*s", (int)indent, "");
            column = indent;
        }
        while (word.size > 0) {
            take_character(&word, shown);
            buffer_append_str(&terminal->out, shown);
        }
        column += columns;
        rest = slice_sub(rest, size, rest.size);
    }
}

/* ---- Tables ---- */

int table_add(struct table *table, const char *const *cells)
{
    for (size_t i = 0; i < table->columns; i++) {
        const char **grown =
            arena_grow(table->arena, table->cells, table->count, &table->capacity, sizeof *grown);

        if (!grown)
            return ERR_NOMEM;
        table->cells = grown;
        grown[table->count++] = cells[i] ? cells[i] : "";
    }
    return 0;
}

static void measure(const struct table *table, size_t widths[TABLE_COLUMNS_MAX])
{
    for (size_t i = 0; i < table->count; i++) {
        size_t columns = terminal_columns(table->cells[i]);
        size_t *width = &widths[i % table->columns];

        if (columns > *width)
            *width = columns;
    }
}

void table_write(struct terminal *terminal, const struct table *table, size_t indent)
{
    size_t widths[TABLE_COLUMNS_MAX] = {0};
    size_t owed = 0; /* columns to fill before the next cell that holds something */

    measure(table, widths);
    for (size_t i = 0; i < table->count; i++) {
        const char *cell = table->cells[i];
        size_t column = i % table->columns, width = terminal_columns(cell);

        if (column == 0)
            owed = indent;
        if (width > 0) {
            terminal_print(terminal, "%*s", (int)owed, "");
            terminal_text(terminal, cell);
            owed = 0;
        }
        if (widths[column] > 0)
            owed += widths[column] - width + GAP;
        if (column + 1 == table->columns)
            terminal_print(terminal, "\n");
    }
}
