/* What a policy decides: findings by what they do, with article and figures; what is wanted; and
 * when the answer changes. */
#include "base/error.h"
#include "render/page_impl.h"

#define PARTS_DEPTH_MAX 16 /* more than a policy may nest */

static enum html_mark outcome_mark(enum decision_outcome outcome)
{
    return outcome == OUTCOME_PASS ? HTML_GOOD : outcome == OUTCOME_FAIL ? HTML_BAD : HTML_UNSURE;
}

static void write_marked(struct html *html, enum decision_outcome outcome)
{
    html_mark(html, outcome_mark(outcome));
    html_markup(html, "<div><span class=\"hidden\">");
    html_code(html, "outcome", decision_outcome_name(outcome));
    html_colon(html);
    html_markup(html, "</span>");
}

/* ---- Figures ---- */

static void write_quantity(struct html *html, const char *amount, const char *unit)
{
    const char *quantity = amount ? arena_printf(html->arena, "%s %s", amount, unit) : NULL;
    const char *words =
        quantity ? render_quantity(html->arena, html->catalogues, html->language, quantity) : NULL;

    if (!quantity)
        html->error = ERR_NOMEM;
    else
        html_text(html, words ? words : quantity);
}

static void write_value(struct html *html, const struct decision_figure *figure)
{
    bool is_range = !figure->value && figure->lower && figure->upper;

    if (figure->unit && is_range) {
        write_quantity(html, arena_printf(html->arena, "%s – %s", figure->lower, figure->upper),
                       figure->unit);
    } else if (figure->unit && figure->value) {
        write_quantity(html, figure->value, figure->unit);
    } else if (is_range) {
        html_figure(html, figure->lower);
        html_markup(html, " – ");
        html_figure(html, figure->upper);
    } else {
        html_figure(html, figure->value);
    }
}

/* Columns in which no figure of a finding has anything are left out. */
struct columns {
    bool has_span;
    bool has_reading;
    bool has_outcome;
};

static struct columns columns_of(const struct decision_figure *figures, size_t count)
{
    struct columns columns = {false, false, false};

    for (size_t i = 0; i < count; i++) {
        columns.has_span = columns.has_span || figures[i].from || figures[i].to;
        columns.has_reading = columns.has_reading || figures[i].reading;
        columns.has_outcome = columns.has_outcome || figures[i].outcome;
    }
    return columns;
}

static void write_span(struct html *html, const struct decision_figure *figure)
{
    html_markup(html, "<td>");
    html_figure(html, figure->from);
    if (figure->from && figure->to)
        html_markup(html, " – ");
    html_figure(html, figure->to);
    html_markup(html, "</td>");
}

static void write_word(struct html *html, const char *group, const char *code)
{
    html_markup(html, "<td>");
    if (code)
        html_code(html, group, code);
    html_markup(html, "</td>");
}

static void write_figure(struct html *html, const struct columns *columns,
                         const struct decision_figure *figure)
{
    html_markup(html, "<tr><th scope=\"row\">");
    html_code(html, "figure", figure->name);
    html_markup(html, "</th>");
    if (columns->has_span)
        write_span(html, figure);
    if (columns->has_reading)
        write_word(html, "measure", figure->reading);
    html_markup(html, "<td class=\"number\">");
    write_value(html, figure);
    html_markup(html, "</td>");
    if (columns->has_outcome)
        write_word(html, "outcome", figure->outcome);
    html_markup(html, "</tr>\n");
}

static void write_figures(struct html *html, const struct decision_finding *finding)
{
    size_t count = finding->figure_count, head = 0;
    size_t shown = count < PAGE_LIST_MAX ? count : PAGE_LIST_MAX;
    const struct columns columns = columns_of(finding->figures, shown);
    const char *heads[6] = {NULL};
    struct html_table table = {"page.figures", heads, shown,
                               finding->effect >= EFFECT_REFER ? PAGE_ROWS_OPEN : 0, 0};

    if (shown == 0)
        return;
    heads[head++] = "page.figures.name";
    if (columns.has_span)
        heads[head++] = "page.figures.span";
    if (columns.has_reading)
        heads[head++] = "page.figures.reading";
    table.numbers = 1u << head;
    heads[head++] = "page.figures.value";
    if (columns.has_outcome)
        heads[head++] = "page.figures.outcome";
    html_table(html, &table);
    for (size_t i = 0; i < shown; i++)
        write_figure(html, &columns, &finding->figures[i]);
    html_end_table(html, &table);
    page_left_out(html, count, shown);
}

/* ---- Findings ---- */

static void write_parts(struct html *html, const struct decision_test *test, unsigned depth)
{
    if (test->part_count == 0 || depth == PARTS_DEPTH_MAX)
        return;
    html_markup(html, "<ul class=\"marks\">");
    for (size_t i = 0; i < test->part_count; i++) {
        html_markup(html, "<li>");
        write_marked(html, test->parts[i].outcome);
        html_message(html, test->parts[i].message);
        write_parts(html, &test->parts[i], depth + 1);
        html_markup(html, "</div></li>\n");
    }
    html_markup(html, "</ul>\n");
}

static void write_finding(struct html *html, const struct decision_finding *finding)
{
    html_markup(html, "<li>");
    write_marked(html, finding->test.outcome);
    html_markup(html, "<strong><bdi>");
    html_text(html, finding->rule);
    html_markup(html, "</bdi></strong>");
    if (finding->cite) {
        html_markup(html, " <span class=\"faint\">");
        html_data(html, finding->cite);
        html_markup(html, "</span>");
    }
    html_markup(html, "<br>");
    html_message(html, finding->test.message);
    write_parts(html, &finding->test, 0);
    write_figures(html, finding);
    html_markup(html, "</div></li>\n");
}

static bool is_in_group(const struct decision_finding *finding, enum decision_effect effect)
{
    return finding->effect == effect && finding->test.outcome != OUTCOME_NOT_APPLICABLE;
}

static void write_group(struct html *html, const struct decision *decision,
                        enum decision_effect effect, const char *heading)
{
    bool is_open = false;

    for (size_t i = 0; i < decision->finding_count; i++) {
        if (!is_in_group(&decision->findings[i], effect))
            continue;
        if (!is_open) {
            html_markup(html, "<h3>");
            html_say(html, heading);
            html_markup(html, "</h3><ul class=\"marks\">");
        }
        is_open = true;
        write_finding(html, &decision->findings[i]);
    }
    if (is_open)
        html_markup(html, "</ul>\n");
}

/* Rules that do not apply are named, and no more. */
static void write_not_applicable(struct html *html, const struct decision *decision)
{
    bool is_open = false;

    for (size_t i = 0; i < decision->finding_count; i++) {
        if (decision->findings[i].test.outcome != OUTCOME_NOT_APPLICABLE)
            continue;
        if (is_open) {
            html_separator(html);
        } else {
            html_markup(html, "<h3>");
            html_say(html, "page.findings.not_applicable");
            html_markup(html, "</h3><p>");
        }
        is_open = true;
        html_markup(html, "<bdi>");
        html_text(html, decision->findings[i].rule);
        html_markup(html, "</bdi>");
    }
    if (is_open)
        html_markup(html, "</p>\n");
}

/* ---- What follows ---- */

static void write_asks(struct html *html, const struct decision *decision)
{
    if (decision->ask_count == 0)
        return;
    html_markup(html, "<h3>");
    html_say(html, "page.asks");
    html_markup(html, "</h3><ul>");
    for (size_t i = 0; i < decision->ask_count && i < PAGE_LIST_MAX; i++) {
        html_markup(html, "<li>");
        html_message(html, decision->asks[i].why);
        if (decision->asks[i].advice) {
            html_markup(html, " ");
            html_message(html, decision->asks[i].advice->message);
        }
        html_markup(html, "</li>\n");
    }
    html_markup(html, "</ul>\n");
}

static void write_changes(struct html *html, const struct decision *decision)
{
    if (decision->change_count == 0)
        return;
    html_markup(html, "<h3>");
    html_say(html, "page.changes");
    html_markup(html, "</h3><ul>");
    for (size_t i = 0; i < decision->change_count && i < PAGE_LIST_MAX; i++) {
        html_markup(html, "<li>");
        html_message(html, decision->changes[i].message);
        html_markup(html, "</li>\n");
    }
    html_markup(html, "</ul>\n");
}

static void write_params(struct html *html, const char *id, const struct report_params *params)
{
    const char *words;

    if (params->count == 0)
        return;
    html_term(html, id);
    for (size_t i = 0; i < params->count; i++) {
        if (i > 0)
            html_separator(html);
        words =
            render_quantity(html->arena, html->catalogues, html->language, params->items[i].value);
        html_code(html, "term", params->items[i].name);
        html_markup(html, " ");
        html_figure(html, words ? NULL : params->items[i].value);
        html_text(html, words ? words : "");
    }
    html_end_term(html);
}

static void write_documents(struct html *html, const struct decision *decision)
{
    if (decision->document_count == 0)
        return;
    html_term(html, "page.decision.documents");
    for (size_t i = 0; i < decision->document_count; i++) {
        const struct decision_document *document = &decision->documents[i];

        if (i > 0)
            html_markup(html, "<br>");
        html_code(html, "role", document->role);
        html_colon(html);
        html_data(html, document->source);
        if (document->has_indication) {
            html_begin_aside(html);
            html_code(html, "indication", indication_name(document->indication));
            html_end_aside(html);
        }
    }
    html_end_term(html);
}

static void write_identity(struct html *html, const struct decision *decision)
{
    html_markup(html, "<dl>");
    html_term(html, "page.decision.as_of");
    html_time(html, decision->as_of);
    if (decision->as_of_from && strcmp(decision->as_of_from, "clock") != 0) {
        html_begin_aside(html);
        html_say(html, "page.decision.chosen");
        html_end_aside(html);
    }
    html_end_term(html);
    write_documents(html, decision);
    write_params(html, "page.decision.fees", &decision->fees);
    write_params(html, "page.decision.terms", &decision->terms);
    html_term(html, "page.decision.policy");
    html_data(html, decision->policy);
    html_end_term(html);
    html_term(html, "page.decision.version");
    html_number(html, decision->version);
    html_markup(html, "<br><span class=\"faint\">sha256 ");
    html_figure(html, decision->policy_sha256);
    html_markup(html, "</span>");
    html_end_term(html);
    html_term(html, "page.decision");
    html_figure(html, decision->id);
    html_end_term(html);
    html_markup(html, "</dl>\n");
}

void page_decision(struct html *html, const struct decision *decision, const char *title)
{
    struct report_param param = {"policy", title};
    const struct report_params params = {&param, 1};

    html_markup(html, "<section><h2>");
    html_say_with(html, "page.decision.heading", &params);
    html_markup(html, "</h2>\n");
    write_group(html, decision, EFFECT_REJECT, "page.findings.reject");
    write_group(html, decision, EFFECT_REFER, "page.findings.refer");
    write_group(html, decision, EFFECT_NOTE, "page.findings.note");
    write_group(html, decision, EFFECT_NONE, "page.findings.none");
    write_not_applicable(html, decision);
    write_asks(html, decision);
    write_changes(html, decision);
    write_identity(html, decision);
    page_end_section(html);
}
