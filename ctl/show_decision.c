/* What a policy decides, so that somebody can act on it: verdict, then the findings by what they
 * do to it, each with its figures and article, then what is wanted and when the answer changes. */
#include "ctl/show.h"

#include "base/arena.h"

#define PARTS_DEPTH_MAX 8
#define PART_INDENT     2

/* Findings in the order in which they are looked at. */
static const struct {
    const char *effect;
    const char *outcome; /* NULL: any */
    const char *label;
} groups[] = {
    {"reject", NULL, "rejects"}, {"refer", NULL, "refers"},   {"note", NULL, "noted"},
    {"none", "pass", "met"},     {"none", "fail", "not met"}, {"none", "unknown", "not known"},
};

static enum ctl_status verdict_status(const json_t *decision)
{
    return show_is(decision, "verdict", "accept")   ? CTL_OK
           : show_is(decision, "verdict", "reject") ? CTL_FAILED
                                                    : CTL_UNDECIDED;
}

/* ---- Figures ---- */

static bool same_member(const json_t *a, const json_t *b, const char *key)
{
    const char *x = show_text(a, key), *y = show_text(b, key);

    return x && y ? strcmp(x, y) == 0 : x == y;
}

/* Figures of one thing, over one span, each in its own reading, stand on one line. */
static bool same_line(const json_t *a, const json_t *b)
{
    return show_text(a, "reading") && show_text(b, "reading") && same_member(a, b, "name") &&
           same_member(a, b, "from") && same_member(a, b, "to") && same_member(a, b, "unit");
}

/* With its unit, in words where it has some. */
static const char *quantity(struct show *show, const char *amount, const char *unit)
{
    const char *plain = unit ? arena_printf(show->arena, "%s %s", amount, unit) : amount;
    const char *words = unit && plain ? speech_quantity(show->speech, show->arena, plain) : NULL;

    return words ? words : plain ? plain : amount;
}

static const char *value_of(struct show *show, const json_t *figure)
{
    const char *lower = show_text(figure, "lower"), *upper = show_text(figure, "upper");
    const char *value = show_text(figure, "value"), *unit = show_text(figure, "unit");

    if (!value && lower && upper)
        return show_say(show, "vouchctl.span", "from", lower, "to", quantity(show, upper, unit),
                        NULL);
    return value ? quantity(show, value, unit) : "";
}

/* "275 days (any part of it)" */
static void append_value(struct show *show, struct buffer *line, const json_t *figure)
{
    const char *reading = show_text(figure, "reading"), *outcome = show_text(figure, "outcome");
    const char *value = value_of(show, figure);
    struct buffer aside;

    buffer_init(&aside, 0);
    show_append(show, &aside, show_code(show, "measure", reading));
    show_append(show, &aside, show_code(show, "outcome", outcome));
    buffer_append_byte(&aside, '\0');
    if (reading || outcome)
        value = show_say(show, "vouchctl.aside", "text", value, "aside",
                         buffer_error(&aside) ? "?" : (const char *)aside.data, NULL);
    buffer_append_str(line, value);
    buffer_done(&aside);
}

/* "days inside, 2023-11-22 to 2024-11-21" */
static const char *figure_name(struct show *show, const json_t *figure)
{
    const char *from = show_text(figure, "from");
    const char *name = show_code(show, "figure", show_known(figure, "name"));

    if (!from)
        return name;
    return show_say(show, "vouchctl.figure.span", "name", name, "from", from, "to",
                    show_known(figure, "to"), NULL);
}

/* One line from the figure `first`; the index of the next. */
static size_t show_figure_line(struct show *show, const json_t *figures, size_t first)
{
    const json_t *figure = json_array_get(figures, first);
    size_t next = first;
    struct buffer line;

    buffer_init(&line, 0);
    buffer_append_str(&line, figure_name(show, figure));
    buffer_append_str(&line, show_say(show, "word.label.end", NULL));
    do {
        if (next > first)
            buffer_append_str(&line, show_say(show, "word.list.separator", NULL));
        append_value(show, &line, json_array_get(figures, next++));
    } while (next < json_array_size(figures) && same_line(figure, json_array_get(figures, next)));
    buffer_append_byte(&line, '\0');
    if (!buffer_error(&line)) {
        terminal_print(show->terminal, "%*s", SHOW_TEXT + PART_INDENT, "");
        terminal_paragraph(show->terminal, SHOW_TEXT + 2 * PART_INDENT, (const char *)line.data);
        terminal_print(show->terminal, "\n");
    }
    buffer_done(&line);
    return next;
}

/* ---- Findings ---- */

static void show_parts(struct show *show, const json_t *test, unsigned depth)
{
    const json_t *parts = json_object_get(test, "parts");
    size_t indent = SHOW_TEXT + PART_INDENT * depth;

    for (size_t i = 0; i < json_array_size(parts) && depth < PARTS_DEPTH_MAX; i++) {
        const json_t *part = json_array_get(parts, i);
        enum ctl_status status = show_outcome(part);

        terminal_print(show->terminal, "%*s", (int)indent, "");
        terminal_tone(show->terminal, show_tone(status), "%s ", show_mark(status));
        terminal_paragraph(show->terminal, indent + 2, show_known(part, "message"));
        terminal_print(show->terminal, "\n");
        show_parts(show, part, depth + 1);
    }
}

static void show_finding(struct show *show, const char *label, const json_t *finding)
{
    const json_t *figures = json_object_get(finding, "figures");
    const char *cite = show_text(finding, "cite"), *confidence = show_text(finding, "confidence");
    bool is_idle = show_is(finding, "effect", "none");

    show_marked(show, label, show_outcome(finding), "%s%s%s: %s%s%s%s", show_known(finding, "rule"),
                cite ? ", " : "", cite ? cite : "", show_known(finding, "message"),
                show->verbose && confidence ? " [" : "",
                show->verbose && confidence ? confidence : "",
                show->verbose && confidence ? "]" : "");
    if (is_idle && !show->verbose)
        return;
    show_parts(show, finding, 1);
    for (size_t i = 0; i < json_array_size(figures);)
        i = show_figure_line(show, figures, i);
}

static void show_findings(struct show *show, const json_t *decision)
{
    const json_t *findings = json_object_get(decision, "findings");

    for (size_t group = 0; group < sizeof groups / sizeof *groups; group++) {
        const char *label = groups[group].label;

        for (size_t i = 0; i < json_array_size(findings); i++) {
            const json_t *finding = json_array_get(findings, i);

            if (!show_is(finding, "effect", groups[group].effect) ||
                (groups[group].outcome && !show_is(finding, "outcome", groups[group].outcome)))
                continue;
            show_finding(show, label, finding);
            label = "";
        }
    }
}

/* Rules that do not apply are named, and no more. */
static void show_not_applicable(struct show *show, const json_t *decision)
{
    const json_t *findings = json_object_get(decision, "findings");
    const char *label = "not asked";

    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *finding = json_array_get(findings, i);

        if (!show_is(finding, "outcome", "not_applicable"))
            continue;
        show_line(show, label, show_text(finding, "rule"));
        label = "";
    }
}

/* ---- What follows ---- */

static void show_asks(struct show *show, const json_t *decision)
{
    const json_t *asks = json_object_get(decision, "asks");

    for (size_t i = 0; i < json_array_size(asks); i++) {
        const json_t *ask = json_array_get(asks, i);
        const char *advice = show_text(json_object_get(ask, "advice"), "message");

        show_words(show, i == 0 ? "wanted" : "", "%s%s%s", show_known(ask, "why"),
                   advice ? " " : "", advice ? advice : "");
    }
}

static void show_changes(struct show *show, const json_t *decision)
{
    const json_t *changes = json_object_get(decision, "changes");

    for (size_t i = 0; i < json_array_size(changes); i++)
        show_line(show, i == 0 ? "outlook" : "", show_text(json_array_get(changes, i), "message"));
}

static void show_documents(struct show *show, const json_t *decision)
{
    const json_t *documents = json_object_get(decision, "documents");

    for (size_t i = 0; i < json_array_size(documents) && show->verbose; i++) {
        const json_t *document = json_array_get(documents, i);
        const char *source = show_text(document, "source");
        struct buffer words;

        buffer_init(&words, 0);
        show_append(show, &words,
                    source ? source : show_say(show, "vouchctl.source.unknown", NULL));
        show_append(show, &words, show_text(document, "indication"));
        if (show_is(document, "at_from", "caller"))
            show_append(show, &words, show_say(show, "vouchctl.at.callers", NULL));
        buffer_append_byte(&words, '\0');
        if (!buffer_error(&words))
            show_words(show, i == 0 ? "rests on" : "", "%s: %s", show_known(document, "role"),
                       (const char *)words.data);
        buffer_done(&words);
    }
}

static void show_identity(struct show *show, const json_t *decision, const json_t *recorded)
{
    show_row(show, "decision", show_known(decision, "id"), recorded);
    if (show->verbose)
        show_words(show, "", "policy sha256 %s", show_known(decision, "policy_sha256"));
}

static void show_decision(struct show *show, const json_t *decision, const json_t *recorded)
{
    enum ctl_status status = verdict_status(decision);
    const char *verdict = show_code(show, "decided", show_known(decision, "verdict"));
    bool is_chosen =
        show_is(decision, "as_of_from", "caller") || show_is(decision, "as_of_from", "at");

    terminal_tone(show->terminal, show_tone(status), "%s %s", show_mark(status), verdict);
    terminal_print(show->terminal, "  ");
    terminal_text(show->terminal,
                  show_say(show, is_chosen ? "vouchctl.decided_by.chosen" : "vouchctl.decided_by",
                           "policy", show_known(decision, "policy"), "version",
                           show_digits(show, show_number(decision, "version")), "time",
                           show_time(show, show_known(decision, "as_of")), NULL));
    terminal_print(show->terminal, "\n");
    show_findings(show, decision);
    show_not_applicable(show, decision);
    show_asks(show, decision);
    show_changes(show, decision);
    show_line(show, "terms", show_text(decision, "message"));
    show_documents(show, decision);
    show_identity(show, decision, recorded);
}

void show_decisions(struct show *show, const json_t *decisions, const json_t *recorded)
{
    for (size_t i = 0; i < json_array_size(decisions); i++) {
        if (i > 0)
            terminal_print(show->terminal, "\n");
        show_decision(show, json_array_get(decisions, i), json_array_get(recorded, i));
    }
}
