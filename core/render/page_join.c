/* Several documents of one person beside one another: is it one person, and what is not covered. */
#include "render/page_impl.h"

static enum html_mark persons_mark(const char *persons)
{
    return strcmp(persons, "same") == 0        ? HTML_GOOD
           : strcmp(persons, "different") == 0 ? HTML_BAD
                                               : HTML_UNSURE;
}

/* Documents are counted from 1, as they came; -1 is what was stated. */
static void write_document(struct html *html, int64_t index)
{
    if (index < 0)
        html_say(html, "page.join.stated");
    else
        html_say_number(html, "page.document_number", index < INT64_MAX ? index + 1 : index);
}

static void write_field(struct html *html, const struct join_field *field)
{
    html_markup(html, "<tr><th scope=\"row\">");
    html_code(html, "field", field->field);
    html_markup(html, "</th><td>");
    write_document(html, field->first);
    html_markup(html, "</td><td>");
    write_document(html, field->second);
    html_markup(html, "</td><td>");
    html_code(html, "grade", field->grade);
    html_markup(html, "</td></tr>\n");
}

static void write_fields(struct html *html, const struct decision_join *join)
{
    static const char *const heads[] = {
        "page.join.field", "page.join.first", "page.join.second", "page.join.grade", NULL,
    };
    size_t shown = join->field_count < PAGE_LIST_MAX ? join->field_count : PAGE_LIST_MAX;
    const struct html_table table = {"page.join.fields", heads, shown, PAGE_ROWS_OPEN, 0};

    if (shown == 0)
        return;
    html_table(html, &table);
    for (size_t i = 0; i < shown; i++)
        write_field(html, &join->fields[i]);
    html_end_table(html, &table);
    page_left_out(html, join->field_count, shown);
}

static void write_gaps(struct html *html, const struct decision_join *join)
{
    size_t shown = join->uncovered_count < PAGE_LIST_MAX ? join->uncovered_count : PAGE_LIST_MAX;

    if (shown == 0)
        return;
    html_markup(html, "<h3>");
    html_say(html, "page.join.uncovered");
    html_markup(html, "</h3><ul>");
    for (size_t i = 0; i < shown; i++) {
        html_markup(html, "<li>");
        html_day(html, join->uncovered[i].from);
        html_markup(html, " – ");
        html_day(html, join->uncovered[i].to);
        if (join->uncovered[i].territory) {
            html_begin_aside(html);
            html_code(html, "territory", join->uncovered[i].territory);
            html_end_aside(html);
        }
        html_markup(html, "</li>\n");
    }
    html_markup(html, "</ul>\n");
    page_left_out(html, join->uncovered_count, shown);
}

static void write_pairs(struct html *html, const struct decision_join *join)
{
    size_t agree = 0, contradict = 0;

    for (size_t i = 0; i < join->pair_count; i++) {
        agree += strcmp(join->pairs[i].outcome, "agree") == 0;
        contradict += strcmp(join->pairs[i].outcome, "contradict") == 0;
    }
    if (join->pair_count == 0)
        return;
    html_markup(html, "<p>");
    html_say_number(html, "page.join.pairs.agree", (int64_t)agree);
    html_markup(html, " ");
    html_say_number(html, "page.join.pairs.contradict", (int64_t)contradict);
    html_markup(html, "</p>\n");
}

void page_join(struct html *html, const struct decision_join *join)
{
    if (join->field_count == 0 && join->uncovered_count == 0 && join->pair_count == 0)
        return;
    page_section(html, "page.join");
    if (join->persons && join->field_count > 0) {
        html_markup(html, "<p class=\"marked\">");
        html_mark(html, persons_mark(join->persons));
        html_code(html, "persons", join->persons);
        html_markup(html, "</p>\n");
    }
    write_fields(html, join);
    write_pairs(html, join);
    write_gaps(html, join);
    page_end_section(html);
}
