/* What the document says: person, paper, crossings; and what does not add up. */
#include "render/page_impl.h"

static void write_code_term(struct html *html, const char *id, const char *group, const char *code)
{
    if (!code)
        return;
    html_term(html, id);
    html_code(html, group, code);
    html_end_term(html);
}

/* ---- Person ---- */

static void write_name(struct html *html, const struct report_name *name)
{
    const char *before = html->text_language;
    bool is_plain = strcmp(name->kind, "printed") == 0;

    html->text_language = strcmp(name->script, "Hani") == 0   ? "zh"
                          : strcmp(name->script, "Latn") == 0 ? "und-Latn"
                                                              : before;
    html_term(html, "page.name");
    html_data(html, name->value);
    html->text_language = before;
    if (!is_plain) {
        html_markup(html, "<span class=\"faint\">");
        html_begin_aside(html);
        html_code(html, "name", name->kind);
        html_end_aside(html);
        html_markup(html, "</span>");
    }
    html_end_term(html);
}

static void write_number(struct html *html, const struct report_id_number *number)
{
    html_markup(html, "<dt>");
    html_code(html, "permit", number->kind);
    html_markup(html, "</dt><dd>");
    html_figure(html, number->value);
    html_end_term(html);
}

static void write_person(struct html *html, const struct report_person *person)
{
    page_section(html, "page.person");
    html_markup(html, "<dl>");
    for (size_t i = 0; i < person->name_count && i < PAGE_LIST_MAX; i++)
        write_name(html, &person->names[i]);
    write_code_term(html, "page.sex", "sex", person->sex);
    if (person->has_birth_date) {
        html_term(html, "page.birth_date");
        html_day(html, person->birth_date);
        html_end_term(html);
    }
    page_data_term(html, "page.nationality", person->nationality);
    for (size_t i = 0; i < person->id_number_count && i < PAGE_LIST_MAX; i++)
        write_number(html, &person->id_numbers[i]);
    html_markup(html, "</dl>\n");
    page_end_section(html);
}

/* ---- Paper ---- */

static void write_period(struct html *html, const struct report_claims *claims)
{
    if (!claims->has_period_from && !claims->has_period_to)
        return;
    html_term(html, "page.period");
    if (claims->has_period_from)
        html_day(html, claims->period_from);
    html_markup(html, " – ");
    if (claims->has_period_to)
        html_day(html, claims->period_to);
    html_end_term(html);
}

static void write_issued(struct html *html, const struct report_claims *claims)
{
    if (!claims->has_issued_at && !claims->has_issued_on)
        return;
    html_term(html, "page.issued");
    if (claims->has_issued_at)
        html_time(html, claims->issued_at);
    else
        html_day(html, claims->issued_on);
    html_end_term(html);
}

static void write_extra(struct html *html, const struct report_claims *claims)
{
    static const char *const heads[] = {"page.extra.name", "page.extra.value", NULL};
    size_t shown = claims->extra_count < PAGE_LIST_MAX ? claims->extra_count : PAGE_LIST_MAX;
    const struct html_table table = {"page.extra", heads, shown, 0, 0};

    if (shown == 0)
        return;
    html_table(html, &table);
    for (size_t i = 0; i < shown; i++) {
        html_markup(html, "<tr><th scope=\"row\">");
        html_code(html, "extra", claims->extra[i].name);
        html_markup(html, "</th><td>");
        html_data(html, claims->extra[i].value);
        html_markup(html, "</td></tr>\n");
    }
    html_end_table(html, &table);
    page_left_out(html, claims->extra_count, shown);
}

static void write_file(struct html *html, const struct report *report)
{
    html_term(html, "page.file");
    html_say_number(html, "page.bytes", report->size);
    if (report->media_type) {
        html_begin_aside(html);
        html_figure(html, report->media_type);
        html_end_aside(html);
    }
    html_end_term(html);
    if (report->container) {
        html_term(html, "page.container");
        html_figure(html, report->container->media_type);
        html_end_term(html);
    }
    html_term(html, "page.digest");
    html_figure(html, report->document_sha256);
    html_end_term(html);
    html_term(html, "page.report");
    html_figure(html, report->id);
    html_end_term(html);
}

static void write_paper(struct html *html, const struct report *report)
{
    const struct report_claims *claims = report->claims;

    page_section(html, "page.paper");
    html_markup(html, "<dl>");
    page_data_term(html, "page.source", report->source);
    if (claims) {
        page_data_term(html, "page.serial", claims->serial);
        write_issued(html, claims);
        write_period(html, claims);
        write_code_term(html, "page.form", "form", claims->form);
        write_code_term(html, "page.complete", "complete", claims->complete);
        if (claims->has_crossings)
            write_code_term(html, "page.covers", "covers", claims->covers);
    }
    write_file(html, report);
    html_markup(html, "</dl>\n");
    if (claims)
        write_extra(html, claims);
    page_end_section(html);
}

/* ---- Crossings ---- */

static void write_crossing(struct html *html, const struct report_crossing *crossing)
{
    html_markup(html, "<tr><th scope=\"row\">");
    html_number(html, crossing->row);
    html_markup(html, "</th><td class=\"day\">");
    html_day(html, crossing->date);
    if (crossing->time) {
        html_markup(html, " ");
        html_figure(html, crossing->time);
    }
    html_markup(html, "</td><td>");
    html_code(html, "direction", crossing->direction);
    html_markup(html, "</td>");
    page_cell(html, crossing->port);
    html_markup(html, "<td>");
    if (crossing->region)
        html_code(html, "region", crossing->region);
    html_markup(html, "</td>");
    page_cell(html, crossing->document_type);
    html_markup(html, "<td>");
    html_figure(html, crossing->document_number);
    html_markup(html, "</td><td>");
    html_figure(html, crossing->flight);
    html_markup(html, "</td></tr>\n");
}

static void write_crossings(struct html *html, const struct report_claims *claims)
{
    static const char *const heads[] = {
        "page.crossings.row",    "page.crossings.date",   "page.crossings.direction",
        "page.crossings.port",   "page.crossings.region", "page.crossings.document",
        "page.crossings.number", "page.crossings.flight", NULL,
    };
    size_t shown = claims->crossing_count < PAGE_ROWS_MAX ? claims->crossing_count : PAGE_ROWS_MAX;
    const struct html_table table = {"page.crossings.table", heads, shown, PAGE_ROWS_OPEN, 0};

    if (!claims->has_crossings)
        return;
    page_section(html, "page.crossings");
    html_markup(html, "<p>");
    html_say_number(html, "page.crossings.count", (int64_t)claims->crossing_count);
    html_markup(html, "</p>\n");
    if (shown > 0) {
        html_table(html, &table);
        for (size_t i = 0; i < shown; i++)
            write_crossing(html, &claims->crossings[i]);
        html_end_table(html, &table);
    }
    page_left_out(html, claims->crossing_count, shown);
    page_end_section(html);
}

void page_claims(struct html *html, const struct report *report)
{
    const struct report_claims *claims = report->claims;

    if (claims) {
        html_markup(html, "<p class=\"basis\">");
        html_say(html, report->indication == TOTAL_PASSED ? "page.claims.signed"
                                                          : "page.claims.unproven");
        html_markup(html, "</p>\n");
    }
    if (claims && claims->person)
        write_person(html, claims->person);
    write_paper(html, report);
    if (!claims)
        return;
    page_timeline(html, claims);
    write_crossings(html, claims);
    page_accounts(html, claims);
}

/* ---- Checks ---- */

static void write_check(struct html *html, const struct report_check *check)
{
    html_markup(html, "<li>");
    html_mark(html, check->outcome == CHECK_PASS   ? HTML_GOOD
                    : check->outcome == CHECK_FAIL ? HTML_BAD
                                                   : HTML_UNSURE);
    html_markup(html, "<span><span class=\"hidden\">");
    html_code(html, "check",
              check->outcome == CHECK_PASS   ? "pass"
              : check->outcome == CHECK_FAIL ? "fail"
                                             : "unknown");
    html_colon(html);
    html_markup(html, "</span>");
    html_message(html, check->message);
    html_markup(html, " <code>");
    html_text(html, check->id);
    html_markup(html, "</code></span></li>\n");
}

static void write_checks(struct html *html, const struct report *report, bool passed)
{
    size_t shown = 0;

    html_markup(html, "<ul class=\"marks\">");
    for (size_t i = 0; i < report->check_count && shown < PAGE_LIST_MAX; i++)
        if ((report->checks[i].outcome == CHECK_PASS) == passed) {
            write_check(html, &report->checks[i]);
            shown++;
        }
    html_markup(html, "</ul>\n");
}

/* Those that did not pass stand open, the others folded. */
void page_checks(struct html *html, const struct report *report)
{
    size_t passed = 0;

    if (report->check_count == 0)
        return;
    for (size_t i = 0; i < report->check_count; i++)
        passed += report->checks[i].outcome == CHECK_PASS;
    page_section(html, "page.checks");
    if (report->indication != TOTAL_PASSED) {
        html_markup(html, "<p>");
        html_say(html, "page.checks.plausible");
        html_markup(html, "</p>\n");
    }
    if (passed < report->check_count)
        write_checks(html, report, false);
    if (passed > 0) {
        html_markup(html, "<details><summary>");
        html_say_number(html, "page.checks.passed", (int64_t)passed);
        html_markup(html, "</summary>");
        write_checks(html, report, true);
        html_markup(html, "</details>\n");
    }
    page_end_section(html);
}
