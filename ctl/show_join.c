/* Several documents laid beside one another: one person or not, which crossings answer each other
 * and which contradict, which days nothing covers. */
#include "ctl/show.h"

#include "base/arena.h"

#define SHOW_GAPS 10 /* without -v; the same of pairs */

static enum ctl_status persons_status(const json_t *join)
{
    return show_is(join, "persons", "same") || show_is(join, "persons", "compatible") ? CTL_OK
           : show_is(join, "persons", "different")                                    ? CTL_FAILED
                                                   : CTL_UNDECIDED;
}

/* "documents 1 and 2", "document 1 and what was stated" */
static const char *between(struct show *show, const json_t *field)
{
    json_int_t first = show_number(field, "first"), second = show_number(field, "second");

    if (first >= 0 && second >= 0)
        return show_say(show, "vouchctl.documents", "first", show_digits(show, first + 1), "second",
                        show_digits(show, second + 1), NULL);
    return show_say(show, "vouchctl.document.stated", "number",
                    show_digits(show, (first < 0 ? second : first) + 1), NULL);
}

static void show_fields(struct show *show, const json_t *join)
{
    const json_t *fields = json_object_get(join, "fields");

    for (size_t i = 0; i < json_array_size(fields); i++) {
        const json_t *field = json_array_get(fields, i);
        const char *step = show_text(field, "step");

        if (!show->verbose && !show_is(field, "grade", "near") &&
            !show_is(field, "grade", "different"))
            continue;
        show_line(show, "",
                  show_say(show, step ? "vouchctl.field.step" : "vouchctl.field", "field",
                           show_code(show, "field", show_known(field, "field")), "documents",
                           between(show, field), "grade",
                           show_code(show, "grade", show_known(field, "grade")), "step", step,
                           NULL));
    }
}

/* "2026-11-21 exit 深圳湾口岸" */
static const char *crossing_at(struct show *show, const json_t *join, const json_t *pair,
                               const char *which)
{
    const json_t *index = json_object_get(pair, which);
    const json_t *crossing =
        json_is_integer(index)
            ? json_array_get(json_object_get(join, "crossings"), (size_t)json_integer_value(index))
            : NULL;
    const char *port = show_text(crossing, "port");

    if (!crossing)
        return show_say(show, "vouchctl.none", NULL);
    return arena_printf(show->arena, "%s %s%s%s", show_known(crossing, "date"),
                        show_code(show, "direction", show_known(crossing, "direction")),
                        port ? " " : "", port ? port : "");
}

static void show_pairs(struct show *show, const json_t *join)
{
    const json_t *pairs = json_object_get(join, "pairs");
    size_t agree = 0, shown = 0, count = json_array_size(pairs);

    for (size_t i = 0; i < count; i++)
        agree += show_is(json_array_get(pairs, i), "outcome", "agree");
    if (count == 0)
        return;
    show_line(show, "both sides",
              show_say(show, "vouchctl.pairs", "agree", show_digits(show, (json_int_t)agree),
                       "count", show_digits(show, (json_int_t)count), NULL));
    for (size_t i = 0; i < count; i++) {
        const json_t *pair = json_array_get(pairs, i);

        if (show_is(pair, "outcome", "agree") || (shown == SHOW_GAPS && !show->verbose))
            continue;
        show_marked(show, "", show_is(pair, "outcome", "contradict") ? CTL_FAILED : CTL_UNDECIDED,
                    "%s",
                    show_say(show, "vouchctl.pair", "exit", crossing_at(show, join, pair, "exit"),
                             "arrival", crossing_at(show, join, pair, "arrival"), NULL));
        shown++;
    }
    if (agree + shown < count)
        show_line(show, "", show_more(show, count - agree - shown));
}

static void show_gaps(struct show *show, const json_t *join)
{
    const json_t *gaps = json_object_get(join, "uncovered");
    size_t count = json_array_size(gaps);

    for (size_t i = 0; i < count && (i < SHOW_GAPS || show->verbose); i++) {
        const json_t *gap = json_array_get(gaps, i);
        const char *territory = show_text(gap, "territory");

        show_line(show, i == 0 ? "no record" : "",
                  show_say(show, territory ? "vouchctl.span.of" : "vouchctl.span", "from",
                           show_known(gap, "from"), "to", show_known(gap, "to"), "territory",
                           show_code(show, "territory", territory), NULL));
    }
    if (count > SHOW_GAPS && !show->verbose)
        show_line(show, "", show_more(show, count - SHOW_GAPS));
}

void show_join(struct show *show, const json_t *join, size_t document_count)
{
    /* one document alone, and nobody named beside it: there is nothing to lay together */
    bool is_alone = document_count < 2 && json_array_size(json_object_get(join, "fields")) == 0;

    size_t crossings = json_array_size(json_object_get(join, "crossings"));

    if (!json_is_object(join))
        return;
    terminal_tone(show->terminal, TONE_STRONG, "%s\n", show_say(show, "vouchctl.together", NULL));
    if (!is_alone)
        show_marked(show, "person", persons_status(join), "%s",
                    show_code(show, "persons", show_known(join, "persons")));
    show_fields(show, join);
    show_count(show, "crossings", crossings, crossings);
    show_pairs(show, join);
    show_gaps(show, join);
}
