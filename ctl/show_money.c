/* Accounts, transactions, sums and codes of verification, for people. */
#include "ctl/show.h"

#include "base/error.h"

#define NEWEST_ROWS 5 /* as of crossings: more are shown with -v */

static void show_account(struct show *show, const char *label, const json_t *account)
{
    static const char *const members[] = {"bank", "kind", "number", "currency"};
    const char *opening = show_text(account, "opening_balance");
    const char *closing = show_text(account, "closing_balance");
    struct buffer out;

    buffer_init(&out, 0);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        show_append(show, &out, show_text(account, members[i]));
    if (opening)
        show_append(show, &out, show_say(show, "vouchctl.opened", "amount", opening, NULL));
    if (closing)
        show_append(show, &out, show_say(show, "vouchctl.closed", "amount", closing, NULL));
    show_buffer(show, label, &out);
}

/* The newer one of two; rows of one day as printed. */
static int by_date(const void *a, const void *b)
{
    const json_t *one = *(const json_t *const *)a, *other = *(const json_t *const *)b;
    const char *date = show_text(one, "booked_on"), *other_date = show_text(other, "booked_on");
    int order = date && other_date ? strcmp(other_date, date) : 0;
    json_int_t row = show_number(one, "row"), other_row = show_number(other, "row");

    return order ? order : (row > other_row) - (row < other_row);
}

static const json_t **sort_rows(struct show *show, const json_t *rows)
{
    size_t count = json_array_size(rows);
    const json_t **sorted = arena_array(show->arena, const json_t *, count);

    for (size_t i = 0; sorted && i < count; i++)
        sorted[i] = json_array_get(rows, i);
    if (sorted && count > 1 && !show->verbose)
        qsort(sorted, count, sizeof *sorted, by_date);
    return sorted;
}

static int add_row(struct show *show, struct table *table, const json_t *row)
{
    const char *cells[] = {
        arena_printf(show->arena, "%" JSON_INTEGER_FORMAT, show_number(row, "row")),
        show_text(row, "booked_on"),
        show_text(row, "currency"),
        show_text(row, "amount"),
        show_text(row, "balance"),
        show_text(row, "summary"),
        show_text(row, "counterparty"),
    };

    return table_add(table, cells);
}

static void show_transactions(struct show *show, const json_t *rows)
{
    size_t count = json_array_size(rows);
    size_t shown = show->verbose || count < NEWEST_ROWS ? count : NEWEST_ROWS;
    struct table table = {.arena = show->arena, .columns = 7};
    const json_t **sorted;

    if (!json_is_array(rows))
        return;
    show_count(show, "entries", count, shown);
    sorted = sort_rows(show, rows);
    for (size_t i = 0; sorted && i < shown; i++)
        if (add_row(show, &table, sorted[i]) != 0)
            return;
    table_write(show->terminal, &table, SHOW_TEXT);
}

/* Only those that differ, but for -v. */
static void show_totals(struct show *show, const json_t *totals)
{
    const char *label = "totals";

    for (size_t i = 0; i < json_array_size(totals); i++) {
        const json_t *total = json_array_get(totals, i);
        const char *stated = show_known(total, "stated"), *computed = show_known(total, "computed");
        bool has_page = json_object_get(total, "page") != NULL;

        if (!show->verbose && strcmp(stated, computed) == 0)
            continue;
        show_line(show, label,
                  show_say(show, has_page ? "vouchctl.total.page" : "vouchctl.total", "what",
                           show_code(show, "total", show_known(total, "what")), "page",
                           show_digits(show, show_number(total, "page")), "stated", stated,
                           "computed", computed, NULL));
        label = "";
    }
}

void show_money(struct show *show, const json_t *claims)
{
    const json_t *accounts = json_object_get(claims, "accounts");
    const json_t *verification = json_object_get(claims, "verification");
    const char *where = show_text(verification, "where_printed");

    for (size_t i = 0; i < json_array_size(accounts); i++)
        show_account(show, i ? "" : "accounts", json_array_get(accounts, i));
    show_transactions(show, json_object_get(claims, "transactions"));
    show_totals(show, json_object_get(claims, "totals"));
    if (json_is_object(verification))
        show_line(show, "to verify",
                  show_say(show, where && *where ? "vouchctl.code.where" : "vouchctl.code", "code",
                           show_known(verification, "code"), "where", where, NULL));
}
