/* The verdict in one sentence, why, and what to do next; and what an applicant is told. */
#include "render/page_impl.h"

enum html_mark page_indication_mark(enum indication indication)
{
    return indication == TOTAL_PASSED   ? HTML_GOOD
           : indication == TOTAL_FAILED ? HTML_BAD
                                        : HTML_UNSURE;
}

/* ---- Advice: each once ---- */

struct advices {
    const struct report_advice *items[PAGE_LIST_MAX];
    size_t count;
};

/* The same paper may be asked for twice, so what is said counts and not the code. */
static void add_advice(struct advices *advices, const struct report_advice *advice)
{
    if (!advice || !advice->message || advices->count == PAGE_LIST_MAX)
        return;
    for (size_t i = 0; i < advices->count; i++)
        if (strcmp(advices->items[i]->message, advice->message) == 0)
            return;
    advices->items[advices->count++] = advice;
}

static void add_reports_advice(struct advices *advices, const struct report *report)
{
    for (size_t i = 0; i < report->reason_count; i++)
        add_advice(advices, report->reasons[i].advice);
    for (size_t i = 0; i < report->check_count; i++)
        if (report->checks[i].outcome != CHECK_PASS)
            add_advice(advices, report->checks[i].advice);
}

static void write_advices(struct html *html, const struct advices *advices)
{
    html_markup(html, "<ul class=\"advice\">");
    for (size_t i = 0; i < advices->count; i++) {
        html_markup(html, "<li>");
        html_message(html, advices->items[i]->message);
        html_markup(html, "</li>\n");
    }
    html_markup(html, "</ul>\n");
}

/* ---- The officer ---- */

static void write_banner(struct html *html, enum html_mark mark)
{
    switch (mark) {
    case HTML_GOOD:
        html_markup(html, "<div class=\"verdict good\">");
        break;
    case HTML_BAD:
        html_markup(html, "<div class=\"verdict bad\">");
        break;
    case HTML_UNSURE:
        html_markup(html, "<div class=\"verdict unsure\">");
        break;
    case HTML_NEUTRAL:
        html_markup(html, "<div class=\"verdict neutral\">");
        break;
    }
    html_mark(html, mark);
}

static bool was_said(const struct report *report, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(report->reasons[i].message, report->reasons[index].message) == 0)
            return true;
    return false;
}

static void write_reasons(struct html *html, const struct report *report)
{
    size_t shown = report->reason_count < PAGE_LIST_MAX ? report->reason_count : PAGE_LIST_MAX;

    if (shown == 0)
        return;
    html_markup(html, "<h3>");
    html_say(html, "page.why");
    html_markup(html, "</h3><ul class=\"why\">");
    for (size_t i = 0; i < shown; i++) {
        if (was_said(report, i))
            continue;
        html_markup(html, "<li>");
        html_message(html, report->reasons[i].message);
        html_markup(html, " <code>");
        html_text(html, report->reasons[i].code);
        html_markup(html, "</code></li>\n");
    }
    html_markup(html, "</ul>\n");
    page_left_out(html, report->reason_count, shown);
}

static const char *verdict_words(enum indication indication)
{
    return indication == TOTAL_PASSED   ? "page.verdict.passed"
           : indication == TOTAL_FAILED ? "page.verdict.failed"
                                        : "page.verdict.undecided";
}

static const char *verdict_sentence(enum indication indication)
{
    return indication == TOTAL_PASSED   ? "page.verdict.passed.sentence"
           : indication == TOTAL_FAILED ? "page.verdict.failed.sentence"
                                        : "page.verdict.undecided.sentence";
}

void page_verdict(struct html *html, const struct report *report)
{
    struct advices advices = {.count = 0};

    add_reports_advice(&advices, report);
    write_banner(html, page_indication_mark(report->indication));
    html_markup(html, "<div><h2>");
    html_say(html, verdict_words(report->indication));
    html_markup(html, "</h2><p>");
    html_say(html, verdict_sentence(report->indication));
    html_markup(html, "</p></div></div>\n");
    write_reasons(html, report);
    if (advices.count > 0) {
        html_markup(html, "<h3>");
        html_say(html, "page.next");
        html_markup(html, "</h3>");
        write_advices(html, &advices);
    }
}

void page_decided(struct html *html, const struct decision *decision, const char *title)
{
    struct report_param param = {"policy", title};
    const struct report_params params = {&param, 1};
    bool is_accept = decision->verdict == VERDICT_ACCEPT;
    bool is_reject = decision->verdict == VERDICT_REJECT;

    write_banner(html, is_accept ? HTML_GOOD : is_reject ? HTML_BAD : HTML_UNSURE);
    html_markup(html, "<div><h2>");
    html_say_with(html,
                  is_accept   ? "page.decided.accept"
                  : is_reject ? "page.decided.reject"
                              : "page.decided.refer",
                  &params);
    html_markup(html, "</h2><p>");
    html_say(html, is_accept   ? "page.decided.accept.sentence"
                   : is_reject ? "page.decided.reject.sentence"
                               : "page.decided.refer.sentence");
    html_markup(html, "</p></div></div>\n");
}

/* ---- The applicant ---- */

/* A code of the core says who can do something about it; those of plugins are all for him. */
static bool is_for_applicant(const char *code)
{
    size_t count;
    const struct code *codes = core_codes(&count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(codes[i].code, code) == 0)
            return strcmp(codes[i].audience, "applicant") == 0;
    return true;
}

static void keep_applicants(struct advices *advices)
{
    size_t kept = 0;

    for (size_t i = 0; i < advices->count; i++)
        if (is_for_applicant(advices->items[i]->code))
            advices->items[kept++] = advices->items[i];
    advices->count = kept;
}

static bool all_passed(const struct page *page)
{
    bool passed = page->report_count > 0;

    for (size_t i = 0; i < page->report_count; i++)
        passed = passed && page->reports[i]->indication == TOTAL_PASSED;
    return passed;
}

/* What the file was called when it came, nobody knows; by its digest it can be found again. */
static void write_reference(struct html *html, const char *id, const char *digest)
{
    html_markup(html, "<dl>");
    html_term(html, "page.applicant.reference");
    html_figure(html, id);
    html_end_term(html);
    if (digest) {
        html_term(html, "page.digest");
        html_figure(html, digest);
        html_end_term(html);
    }
    html_markup(html, "</dl>\n");
}

static void write_references(struct html *html, const struct page *page)
{
    page_section(html, "page.applicant.documents");
    for (size_t i = 0; i < page->report_count; i++)
        write_reference(html, page->reports[i]->id, page->reports[i]->document_sha256);
    for (size_t i = 0; page->report_count == 0 && i < page->decision_count; i++)
        write_reference(html, page->decisions[i]->id, NULL);
    page_end_section(html);
}

void page_applicant(struct html *html, const struct page *page)
{
    struct advices advices = {.count = 0};
    bool passed = all_passed(page);

    for (size_t i = 0; i < page->report_count; i++)
        add_reports_advice(&advices, page->reports[i]);
    for (size_t i = 0; i < page->decision_count; i++)
        for (size_t k = 0; k < page->decisions[i]->ask_count; k++)
            add_advice(&advices, page->decisions[i]->asks[k].advice);
    keep_applicants(&advices);
    passed = passed && advices.count == 0;
    write_banner(html, passed ? HTML_GOOD : HTML_NEUTRAL);
    html_markup(html, "<div><h2>");
    html_say(html, passed ? "page.applicant.passed" : "page.applicant.more");
    html_markup(html, "</h2><p>");
    html_say(html, passed               ? "page.applicant.passed.sentence"
                   : advices.count == 0 ? "page.applicant.wait.sentence"
                                        : "page.applicant.more.sentence");
    html_markup(html, "</p></div></div>\n");
    if (advices.count > 0) {
        page_section(html, "page.next");
        write_advices(html, &advices);
        page_end_section(html);
    }
    write_references(html, page);
}
