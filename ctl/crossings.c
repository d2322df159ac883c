#include "ctl/crossings.h"

#include "base/datetime.h"
#include "base/error.h"
#include "ctl/csv.h"
#include "ctl/ctl.h"
#include "ctl/options.h"

enum column { DATE, DIRECTION, TIME, PORT, DOCUMENT_KIND, DOCUMENT_NUMBER, COLUMNS };

static const char *const column_names[COLUMNS + 1] = {
    [DATE] = "date", [DIRECTION] = "direction",         [TIME] = "time",
    [PORT] = "port", [DOCUMENT_KIND] = "document_kind", [DOCUMENT_NUMBER] = "document_number",
};

struct table {
    const char *name;
    size_t of_column[CSV_COLUMNS_MAX]; /* which of the columns above each one is */
    bool has[COLUMNS];
    size_t count;
};

static int wrong(const struct table *table, const struct csv_cell *cell, const char *message)
{
    ctl_say("%s:%zu:%zu: %s", table->name, cell->line, cell->column, message);
    return ERR_INVALID;
}

/* ---- The first row ---- */

static int name_column(struct table *table, size_t index, const struct csv_cell *cell)
{
    const char *nearest;
    size_t column = 0;

    while (column < COLUMNS && strcmp(column_names[column], cell->text) != 0)
        column++;
    if (column == COLUMNS) {
        nearest = ctl_nearest(cell->text, column_names);
        ctl_say("%s:%zu:%zu: there is no column '%s'; %s%s%s", table->name, cell->line,
                cell->column, cell->text, nearest ? "did you mean '" : "",
                nearest ? nearest
                        : "there are date, direction, time, port, document_kind, "
                          "document_number",
                nearest ? "'?" : "");
        return ERR_INVALID;
    }
    if (table->has[column])
        return wrong(table, cell, "this column is there twice");
    table->has[column] = true;
    table->of_column[index] = column;
    return 0;
}

static int read_names(struct table *table, const struct csv_row *row)
{
    int r = 0;

    table->count = row->count;
    for (size_t i = 0; i < row->count && r == 0; i++)
        r = name_column(table, i, &row->cells[i]);
    if (r == 0 && !table->has[DATE])
        r = wrong(table, &row->cells[0], "the column 'date' is missing");
    if (r == 0 && !table->has[DIRECTION])
        r = wrong(table, &row->cells[0], "the column 'direction' is missing");
    return r;
}

/* ---- The others ---- */

static bool is_direction(const char *text)
{
    return strcmp(text, "entry") == 0 || strcmp(text, "exit") == 0;
}

static bool is_clock(const char *text)
{
    return strlen(text) == 5 && text[2] == ':' && strspn(text, "012") >= 1 && text[1] >= '0' &&
           text[1] <= '9' && (text[0] < '2' || text[1] <= '3') && text[3] >= '0' &&
           text[3] <= '5' && text[4] >= '0' && text[4] <= '9';
}

static int check_cell(const struct table *table, size_t column, const struct csv_cell *cell)
{
    int32_t day;

    if (column == DATE && day_parse(slice_str(cell->text), &day) < 0)
        return wrong(table, cell, "is not a day such as 2026-11-22");
    if (column == DIRECTION && !is_direction(cell->text))
        return wrong(table, cell, "is neither 'entry' nor 'exit'");
    if (column == TIME && cell->text[0] && !is_clock(cell->text))
        return wrong(table, cell, "is not a time such as 09:30");
    return 0;
}

static int read_row(const struct table *table, const struct csv_row *row, json_t *crossings)
{
    json_t *crossing = json_pack("{s:s}", "basis", "stated");
    int r = 0;

    if (row->count != table->count)
        r = wrong(table, &row->cells[row->count - 1],
                  row->count < table->count ? "the row ends here, and has fewer cells than there "
                                              "are columns"
                                            : "the row has more cells than there are columns");
    for (size_t i = 0; i < row->count && r == 0; i++) {
        size_t column = table->of_column[i];

        r = check_cell(table, column, &row->cells[i]);
        if (r == 0 && row->cells[i].text[0])
            json_object_set_new(crossing, column_names[column], json_string(row->cells[i].text));
    }
    if (r < 0)
        json_decref(crossing);
    else
        json_array_append_new(crossings, crossing);
    return r;
}

int crossings_from_csv(struct arena *arena, const char *name, struct slice bytes, json_t *crossings)
{
    struct table table = {.name = name};
    struct csv_error error;
    struct csv csv;
    int r = csv_parse(arena, bytes, &csv, &error);

    if (r == ERR_NOMEM)
        return r;
    if (r < 0) {
        ctl_say("%s:%zu:%zu: %s", name, error.line, error.column, error.message);
        return r;
    }
    if (csv.count == 0) {
        ctl_say("%s:1:1: is empty; the first row names the columns, such as date,direction", name);
        return ERR_INVALID;
    }
    r = read_names(&table, &csv.rows[0]);
    for (size_t i = 1; i < csv.count && r == 0; i++)
        r = read_row(&table, &csv.rows[i], crossings);
    return r;
}

/* ---- A plan ---- */

static int bad_plan(const char *plan)
{
    ctl_say("--assume: '%s' is not a plan such as 'exit 2027-03-03, entry 2027-03-20'", plan);
    return ERR_SYNTAX;
}

/* One crossing of a plan; what follows it, or NULL. */
static const char *read_step(const char *text, json_t *crossings, int32_t *ret_day)
{
    size_t size;
    const char *direction;
    char day[DAY_TEXT_SIZE];

    text += strspn(text, " ");
    size = strcspn(text, " ");
    direction = size == 4 && strncmp(text, "exit", 4) == 0    ? "exit"
                : size == 5 && strncmp(text, "entry", 5) == 0 ? "entry"
                                                              : NULL;
    text += size + strspn(text + size, " ");
    size = strcspn(text, " ,");
    if (!direction || day_parse(slice_of(text, size), ret_day) < 0)
        return NULL;
    day_format(*ret_day, day);
    json_array_append_new(crossings, json_pack("{s:s, s:s, s:s}", "basis", "stated", "date", day,
                                               "direction", direction));
    text += size;
    return text + strspn(text, " ");
}

int crossings_from_plan(const char *plan, json_t *crossings, int32_t *ret_first, int32_t *ret_last)
{
    const char *at = plan;
    int32_t day, last = DAY_MIN;

    do {
        at = read_step(at, crossings, &day);
        if (!at || (*at && *at != ',') || day < last)
            return bad_plan(plan);
        if (last == DAY_MIN)
            *ret_first = day;
        last = day;
    } while (*at++ == ',');
    *ret_last = last;
    return 0;
}

json_t *crossings_cover(const char *text)
{
    const char *dots = strstr(text, "..");
    int32_t from, to;

    if (dots && day_parse(slice_of(text, (size_t)(dots - text)), &from) == 0 &&
        day_parse(slice_str(dots + 2), &to) == 0 && from <= to)
        return json_pack("{s:s#, s:s}", "from", text, (int)(dots - text), "to", dots + 2);
    ctl_say("--covers: '%s' is not a span such as 2020-09-01..2026-11-21", text);
    return NULL;
}
