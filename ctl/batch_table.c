#include "ctl/batch_table.h"

#include "base/error.h"
#include "ctl/ctl.h"
#include "ctl/file.h"
#include "ctl/options.h"

#define MANIFEST_SIZE_MAX (256u << 20)
#define MANIFEST_ROWS_MAX 1000001u /* and the names of the columns */

static const char *const column_names[BATCH_COLUMNS + 1] = {
    "file", "reference", "existed_by", "as_of", "at", "source", "policy", "facts", NULL,
};

static int mistake(const struct batch_table *table, size_t line, const char *message,
                   const char *what)
{
    ctl_say("%s:%zu: %s%s", table->name, line, message, what);
    return ERR_SYNTAX;
}

static int unknown_column(const struct batch_table *table, const struct csv_cell *head,
                          const char *nearest)
{
    ctl_say("%s:%zu:%zu: there is no column '%s'", table->name, head->line, head->column,
            head->text);
    if (nearest)
        fprintf(stderr, "Did you mean '%s'?\n", nearest);
    return ERR_SYNTAX;
}

static int read_columns(struct batch_table *table)
{
    const struct csv_row *heads = table->csv.rows;

    for (size_t i = 0; i < BATCH_COLUMNS; i++)
        table->places[i] = SIZE_MAX;
    for (size_t i = 0; i < heads->count; i++) {
        const char *nearest = ctl_nearest(heads->cells[i].text, column_names);
        size_t column = 0;

        while (column < BATCH_COLUMNS && strcmp(heads->cells[i].text, column_names[column]) != 0)
            column++;
        if (column == BATCH_COLUMNS)
            return unknown_column(table, &heads->cells[i], nearest);
        if (table->places[column] != SIZE_MAX)
            return mistake(table, heads->cells[i].line, "stands twice: ", column_names[column]);
        table->places[column] = i;
    }
    return table->places[BATCH_FILE] != SIZE_MAX
               ? 0
               : mistake(table, 1, "the first line must name the columns, among them ", "file");
}

const char *batch_cell(const struct batch_table *table, size_t row, enum batch_column column)
{
    const struct csv_row *cells = &table->csv.rows[row];
    size_t place = table->places[column];

    return place < cells->count && cells->cells[place].text[0] ? cells->cells[place].text : NULL;
}

static int check_rows(const struct batch_table *table)
{
    for (size_t i = 1; i < table->csv.count; i++) {
        size_t line = table->csv.rows[i].cells[0].line;

        if (table->csv.rows[i].count > table->csv.rows[0].count)
            return mistake(table, line, "has more cells than there are columns", "");
        if (!batch_cell(table, i, BATCH_FILE))
            return mistake(table, line, "names no file", "");
        if (!ctl_is_time("existed_by", batch_cell(table, i, BATCH_EXISTED_BY)) ||
            !ctl_is_time("as_of", batch_cell(table, i, BATCH_AS_OF)) ||
            !ctl_is_time("at", batch_cell(table, i, BATCH_AT)))
            return mistake(table, line, "is not as it must be", "");
    }
    return 0;
}

int batch_table_read(struct arena *arena, const char *path, struct batch_table *table)
{
    const char *slash = strrchr(path, '/');
    struct csv_error error;
    struct slice bytes;
    int r;

    *table = (struct batch_table){.name = path};
    r = file_read(arena, path, MANIFEST_SIZE_MAX, &bytes);
    if (r < 0)
        return r;
    r = csv_parse_rows(arena, bytes, MANIFEST_ROWS_MAX, &table->csv, &error);
    if (r == ERR_SYNTAX || r == ERR_LIMIT) {
        ctl_say("%s:%zu:%zu: %s", path, error.line, error.column, error.message);
        return r;
    }
    table->folder = slash ? arena_strndup(arena, path, (size_t)(slash - path) + 1) : "";
    if (r < 0 || !table->folder)
        return ERR_NOMEM;
    if (table->csv.count == 0)
        return mistake(table, 1, "is empty", "");
    r = read_columns(table);
    return r < 0 ? r : check_rows(table);
}
