/* What the file says about itself, and which checks it does not pass. */
#include "ctl/show.h"

#include "base/arena.h"

#include <stdlib.h>

#define NEWEST_ROWS 5

/* ---- Person and paper ---- */

/* Appends ", text", or "text" to an empty buffer. */
static void append_part(struct buffer *out, const char *text)
{
    if (!text || !*text)
        return;
    if (out->size > 0)
        buffer_append_str(out, ", ");
    buffer_append_str(out, text);
}

static void append_names(struct buffer *out, const json_t *person)
{
    const json_t *items = json_object_get(person, "names");

    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *name = json_array_get(items, i);
        append_part(out, show_text(name, "value"));
    }
}

/* A code as words: "cn resident id". */
static void append_code(struct buffer *out, const char *code)
{
    for (; *code; code++)
        buffer_append_byte(out, *code == '_' ? ' ' : (uint8_t)*code);
}

static void append_numbers(struct buffer *out, const json_t *person)
{
    const json_t *items = json_object_get(person, "id_numbers");

    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *number = json_array_get(items, i);
        const char *kind = show_text(number, "kind"), *value = show_text(number, "value");

        if (!value)
            continue;
        buffer_append_str(out, out->size ? ", " : "");
        append_code(out, kind ? kind : "number");
        buffer_printf(out, " %s", value);
    }
}

static void show_buffer(struct show *show, const char *label, struct buffer *out)
{
    buffer_append_byte(out, '\0');
    if (!buffer_error(out))
        show_line(show, label, (const char *)out->data);
    buffer_done(out);
}

static void show_person(struct show *show, const json_t *person)
{
    const char *born = show_text(person, "birth_date");
    struct buffer out;

    if (!json_is_object(person))
        return;
    buffer_init(&out, 0);
    append_names(&out, person);
    append_part(&out, show_text(person, "sex"));
    append_part(&out, born ? arena_printf(show->arena, "born %s", born) : NULL);
    append_part(&out, show_text(person, "nationality"));
    append_numbers(&out, person);
    show_buffer(show, "person", &out);
}

/* The moment of making in the precision that the document gives. */
static const char *made_at(struct show *show, const json_t *claims)
{
    const char *at = show_time(show, show_text(claims, "issued_at"));
    const char *on = show_text(claims, "issued_on");

    return at ? at : on;
}

static void show_paper(struct show *show, const json_t *claims)
{
    const char *serial = show_text(claims, "serial"), *made = made_at(show, claims);
    const char *from = show_text(claims, "period_from"), *to = show_text(claims, "period_to");
    struct buffer out;

    buffer_init(&out, 0);
    append_part(&out, serial ? arena_printf(show->arena, "serial %s", serial) : NULL);
    append_part(&out, made ? arena_printf(show->arena, "made %s", made) : NULL);
    show_buffer(show, "document", &out);
    if (from || to)
        show_words(show, "period", "%s to %s", from ? from : "?", to ? to : "?");
}

/* ---- Crossings ---- */

/* Newest first; rows of one day as printed. */
static int by_date(const void *a, const void *b)
{
    const json_t *one = *(const json_t *const *)a, *other = *(const json_t *const *)b;
    const char *date = show_text(one, "date"), *other_date = show_text(other, "date");
    int order = date && other_date ? strcmp(other_date, date) : 0;
    json_int_t row = show_number(one, "row"), other_row = show_number(other, "row");

    return order ? order : (row > other_row) - (row < other_row);
}

static const json_t **sort_crossings(struct show *show, const json_t *crossings)
{
    const json_t **sorted = arena_array(show->arena, const json_t *, json_array_size(crossings));

    if (!sorted)
        return NULL;
    for (size_t i = 0; i < json_array_size(crossings); i++)
        sorted[i] = json_array_get(crossings, i);
    if (!show->verbose)
        qsort(sorted, json_array_size(crossings), sizeof *sorted, by_date);
    return sorted;
}

static int add_crossing(struct show *show, struct table *table, const json_t *crossing)
{
    const char *cells[] = {
        arena_printf(show->arena, "%" JSON_INTEGER_FORMAT, show_number(crossing, "row")),
        show_text(crossing, "date"),
        show_text(crossing, "direction"),
        show_text(crossing, "port"),
        show_text(crossing, "region"),
        show_text(crossing, "document_type"),
        show_text(crossing, "document_number"),
        show_text(crossing, "flight"),
    };

    return table_add(table, cells);
}

static void show_crossings(struct show *show, const json_t *crossings)
{
    size_t count = json_array_size(crossings);
    size_t shown = show->verbose || count < NEWEST_ROWS ? count : NEWEST_ROWS;
    struct table table = {.arena = show->arena, .columns = 8};
    const json_t **sorted;

    if (!json_is_array(crossings))
        return;
    if (shown == count)
        show_words(show, "crossings", "%zu", count);
    else
        show_words(show, "crossings", "%zu, the newest %zu (-v shows all):", count, shown);
    sorted = sort_crossings(show, crossings);
    for (size_t i = 0; sorted && i < shown; i++)
        if (add_crossing(show, &table, sorted[i]) != 0)
            return;
    table_write(show->terminal, &table, SHOW_TEXT);
}

/* ---- Everything else ---- */

static void show_extra(struct show *show, const json_t *claims)
{
    const json_t *items = json_object_get(claims, "extra");
    const char *label = "also";

    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *extra = json_array_get(items, i);
        const char *name = show_text(extra, "name"), *value = show_text(extra, "value");

        if (!name || !value)
            continue;
        show_words(show, label, "%s: %s", name, value);
        label = "";
    }
}

void show_claims(struct show *show, const json_t *report)
{
    const json_t *claims = json_object_get(report, "claims");
    const char *complete = show_text(claims, "complete");

    show_line(show, "source", show_text(report, "source"));
    if (!json_is_object(claims))
        return;
    show_label(show, "it says");
    if (show_status(report, NULL) == CTL_OK)
        terminal_print(show->terminal, "(read from what was signed)\n");
    else
        terminal_tone(show->terminal, TONE_UNSURE, "(nothing of it is proven)\n");
    show_paper(show, claims);
    show_person(show, json_object_get(claims, "person"));
    show_crossings(show, json_object_get(claims, "crossings"));
    show_money(show, claims);
    if (complete && strcmp(complete, "yes") != 0)
        show_line(show, "complete", complete);
    if (show->verbose)
        show_extra(show, claims);
}

/* ---- Checks ---- */

static void show_check(struct show *show, const char *label, const json_t *check)
{
    const char *id = show_text(check, "id"), *message = show_text(check, "message");
    enum ctl_status status = show_outcome(check);
    const char *text = message ? message : id;

    if (message && id && show->verbose)
        text = arena_printf(show->arena, "%s [%s]", message, id);
    show_marked(show, label, status, "%s", text ? text : "?");
}

void show_checks(struct show *show, const json_t *report)
{
    const json_t *checks = json_object_get(report, "checks");
    bool is_proven = show_status(report, NULL) == CTL_OK;
    size_t counts[3] = {0}, count = json_array_size(checks);

    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++)
        counts[show_outcome(json_array_get(checks, i))]++;
    show_label(show, "checks");
    terminal_print(show->terminal, "%zu passed", counts[CTL_OK]);
    if (counts[CTL_FAILED])
        terminal_print(show->terminal, ", %zu failed", counts[CTL_FAILED]);
    if (counts[CTL_UNDECIDED])
        terminal_print(show->terminal, ", %zu could not be decided", counts[CTL_UNDECIDED]);
    terminal_print(show->terminal, "%s\n", is_proven ? "" : " (plausible is not proven)");
    for (size_t i = 0; i < count; i++) {
        const json_t *check = json_array_get(checks, i);

        if (show->verbose || show_outcome(check) != CTL_OK)
            show_check(show, "", check);
    }
}
