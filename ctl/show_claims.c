/* What the file says about itself, and which checks it does not pass. */
#include "ctl/show.h"

#include "base/arena.h"

#include <stdlib.h>

#define NEWEST_ROWS 5

/* ---- Person and paper ---- */

void show_append(struct show *show, struct buffer *out, const char *text)
{
    if (!text || !*text)
        return;
    if (out->size > 0)
        buffer_append_str(out, show_say(show, "word.list.separator", NULL));
    buffer_append_str(out, text);
}

static void append_names(struct show *show, struct buffer *out, const json_t *person)
{
    const json_t *items = json_object_get(person, "names");

    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *name = json_array_get(items, i);
        show_append(show, out, show_text(name, "value"));
    }
}

static void append_numbers(struct show *show, struct buffer *out, const json_t *person)
{
    const json_t *items = json_object_get(person, "id_numbers");

    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *number = json_array_get(items, i);
        const char *kind = show_text(number, "kind"), *value = show_text(number, "value");

        if (value)
            show_append(show, out,
                        arena_printf(show->arena, "%s %s",
                                     show_code(show, "permit", kind ? kind : "number"), value));
    }
}

void show_buffer(struct show *show, const char *label, struct buffer *out)
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
    append_names(show, &out, person);
    show_append(show, &out, show_code(show, "sex", show_text(person, "sex")));
    show_append(show, &out, born ? show_say(show, "vouchctl.born", "day", born, NULL) : NULL);
    show_append(show, &out, show_text(person, "nationality"));
    append_numbers(show, &out, person);
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
    if (serial)
        show_append(show, &out, show_say(show, "vouchctl.serial", "serial", serial, NULL));
    if (made)
        show_append(show, &out, show_say(show, "vouchctl.made", "time", made, NULL));
    show_buffer(show, "document", &out);
    if (from || to)
        show_line(show, "period", show_say(show, "vouchctl.span", "from", from, "to", to, NULL));
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
        show_code(show, "direction", show_text(crossing, "direction")),
        show_text(crossing, "port"),
        show_code(show, "region", show_text(crossing, "region")),
        show_text(crossing, "document_type"),
        show_text(crossing, "document_number"),
        show_text(crossing, "flight"),
    };

    return table_add(table, cells);
}

void show_count(struct show *show, const char *label, size_t count, size_t shown)
{
    const char *all = show_digits(show, (json_int_t)count);

    if (shown < count)
        all = show_say(show, "vouchctl.newest", "count", all, "shown",
                       show_digits(show, (json_int_t)shown), NULL);
    show_line(show, label, all);
}

static void show_crossings(struct show *show, const json_t *crossings)
{
    size_t count = json_array_size(crossings);
    size_t shown = show->verbose || count < NEWEST_ROWS ? count : NEWEST_ROWS;
    struct table table = {.arena = show->arena, .columns = 8};
    const json_t **sorted;

    if (!json_is_array(crossings))
        return;
    show_count(show, "crossings", count, shown);
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
        terminal_print(show->terminal, "%s", show_say(show, "vouchctl.claims.signed", NULL));
    else
        terminal_tone(show->terminal, TONE_UNSURE, "%s",
                      show_say(show, "vouchctl.claims.unproven", NULL));
    terminal_print(show->terminal, "\n");
    show_paper(show, claims);
    show_person(show, json_object_get(claims, "person"));
    show_crossings(show, json_object_get(claims, "crossings"));
    show_money(show, claims);
    if (complete && strcmp(complete, "yes") != 0)
        show_line(show, "complete", show_code(show, "complete", complete));
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

/* "14 passed, 1 failed (plausible is not proven)" */
static const char *count_words(struct show *show, const size_t counts[3], bool is_proven)
{
    static const char *const ids[] = {
        [CTL_OK] = "vouchctl.checks.passed",
        [CTL_FAILED] = "vouchctl.checks.failed",
        [CTL_UNDECIDED] = "vouchctl.checks.unknown",
    };
    const char *words = NULL;
    struct buffer out;

    buffer_init(&out, 0);
    for (size_t i = 0; i < 3; i++)
        if (counts[i] > 0 || i == CTL_OK)
            show_append(
                show, &out,
                show_say(show, ids[i], "count", show_digits(show, (json_int_t)counts[i]), NULL));
    if (!buffer_error(&out))
        words = arena_strndup(show->arena, (const char *)out.data, out.size);
    buffer_done(&out);
    if (is_proven)
        return words;
    return show_say(show, "vouchctl.aside", "text", words, "aside",
                    show_say(show, "vouchctl.checks.plausible", NULL), NULL);
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
    show_line(show, "checks", count_words(show, counts, is_proven));
    for (size_t i = 0; i < count; i++) {
        const json_t *check = json_array_get(checks, i);

        if (show->verbose || show_outcome(check) != CTL_OK)
            show_check(show, "", check);
    }
}
