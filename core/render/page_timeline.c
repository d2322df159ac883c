/*
 * Stays over the years: a bar a year, one day two units wide. Days inside are filled, days
 * outside empty, days of which nothing is known hatched, so that it reads in black and white.
 */
#include "base/datetime.h"
#include "base/error.h"
#include "render/page_impl.h"
#include "render/stays.h"

#define DAY_WIDTH  2
#define BAR_LEFT   50 /* room for the year */
#define BAR_WIDTH  (366 * DAY_WIDTH)
#define BAR_HEIGHT 16
#define ROW_HEIGHT 24
#define HEAD       20 /* the months' numbers */

static int32_t bar_x(int32_t day, int32_t first)
{
    return BAR_LEFT + (day - first) * DAY_WIDTH;
}

/* ---- The drawing ---- */

static void write_rect(struct html *html, int32_t x, int32_t y, int32_t width)
{
    buffer_printf(html->out, " x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", (int)x, (int)y,
                  (int)width, BAR_HEIGHT);
}

static void write_stay(struct html *html, const struct stay *stay, int32_t year, int32_t y)
{
    int32_t first = year_first(year), end = year_end(year);
    int32_t from = stay->from > first ? stay->from : first;
    int32_t to = stay->to < end - 1 ? stay->to : end - 1;

    if (from > to)
        return;
    if (stay->state == STAY_INSIDE)
        html_markup(html, "<rect class=\"inside\"");
    else if (stay->state == STAY_OUTSIDE)
        html_markup(html, "<rect class=\"outside\"");
    else
        html_markup(html, "<rect class=\"unknown\"");
    write_rect(html, bar_x(from, first), y, (to - from + 1) * DAY_WIDTH);
}

static void write_months(struct html *html, int32_t year, int32_t y)
{
    int32_t first = year_first(year), day;

    html_markup(html, "<path class=\"tick\" d=\"");
    for (int32_t month = 2; month <= 12; month++)
        if (day_make(year, month, 1, &day) == 0)
            buffer_printf(html->out, "M%d %dv%d", (int)bar_x(day, first), (int)y + BAR_HEIGHT, 4);
    html_markup(html, "\"/>");
}

static void write_year(struct html *html, const struct stays *stays, size_t index)
{
    const struct stay_year *year = &stays->years[index];
    int32_t y = HEAD + (int32_t)index * ROW_HEIGHT;

    buffer_printf(html->out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%04d</text>",
                  BAR_LEFT - 8, (int)y + BAR_HEIGHT - 3, (int)year->year);
    for (size_t i = 0; i < stays->count; i++)
        write_stay(html, &stays->items[i], year->year, y);
    write_months(html, year->year, y);
    buffer_printf(html->out, "<text x=\"%d\" y=\"%d\">%d</text>\n", BAR_LEFT + BAR_WIDTH + 8,
                  (int)y + BAR_HEIGHT - 3, (int)year->days[STAY_INSIDE]);
}

static void write_head(struct html *html)
{
    int32_t day;

    for (int32_t month = 1; month <= 12; month++)
        if (day_make(2000, month, 1, &day) == 0)
            buffer_printf(html->out, "<text x=\"%d\" y=\"14\">%d</text>",
                          (int)bar_x(day, year_first(2000)) + 20, (int)month);
}

/* At most STAYS_YEARS_MAX times through all spans, however many rows there are. */
static void write_drawing(struct html *html, const struct stays *stays)
{
    html_markup(html, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_label(html, "page.timeline.drawing");
    buffer_printf(html->out,
                  "\"><svg class=\"drawing\" role=\"img\" viewBox=\"0 0 %d %d\" aria-label=\"",
                  BAR_LEFT + BAR_WIDTH + 50, HEAD + (int)stays->year_count * ROW_HEIGHT);
    html_label(html, "page.timeline.drawing");
    html_markup(html, "\">");
    write_head(html);
    for (size_t i = 0; i < stays->year_count; i++)
        write_year(html, stays, i);
    html_markup(html, "</svg></div>\n");
}

static void write_key(struct html *html)
{
    html_markup(html, "<ul class=\"key\"><li><svg viewBox=\"0 0 24 16\" aria-hidden=\"true\">"
                      "<rect class=\"inside\" x=\"1\" y=\"1\" width=\"22\" height=\"14\"/></svg>");
    html_say(html, "page.timeline.inside");
    html_markup(html, "</li><li><svg viewBox=\"0 0 24 16\" aria-hidden=\"true\">"
                      "<rect class=\"outside\" x=\"1\" y=\"1\" width=\"22\" height=\"14\"/></svg>");
    html_say(html, "page.timeline.outside");
    html_markup(html, "</li><li><svg viewBox=\"0 0 24 16\" aria-hidden=\"true\">"
                      "<rect class=\"unknown\" x=\"1\" y=\"1\" width=\"22\" height=\"14\"/></svg>");
    html_say(html, "page.timeline.unknown");
    html_markup(html, "</li></ul>\n");
}

/* ---- Its figures ---- */

static void write_figures(struct html *html, const struct stays *stays)
{
    static const char *const heads[] = {
        "page.timeline.year",
        "page.timeline.inside",
        "page.timeline.outside",
        "page.timeline.unknown",
        "page.timeline.entries",
        "page.timeline.exits",
        NULL,
    };
    const struct html_table table = {"page.timeline.figures", heads, stays->year_count,
                                     STAYS_YEARS_MAX, 0x3e};

    html_table(html, &table);
    for (size_t i = 0; i < stays->year_count; i++) {
        const struct stay_year *year = &stays->years[i];

        buffer_printf(html->out,
                      "<tr><th scope=\"row\">%04d</th><td class=\"number\">%d</td>"
                      "<td class=\"number\">%d</td><td class=\"number\">%d</td>"
                      "<td class=\"number\">%lld</td><td class=\"number\">%lld</td></tr>\n",
                      (int)year->year, (int)year->days[STAY_INSIDE], (int)year->days[STAY_OUTSIDE],
                      (int)year->days[STAY_UNKNOWN], (long long)year->entries,
                      (long long)year->exits);
    }
    html_end_table(html, &table);
}

static void write_timeline(struct html *html, const struct stays_input *input)
{
    struct stays stays;

    if (input->count == 0)
        return;
    if (stays_make(html->arena, input, &stays) < 0) {
        html->error = ERR_NOMEM;
        return;
    }
    html_markup(html, "<p>");
    html_say(html, "page.timeline.how");
    html_markup(html, "</p>\n");
    if (stays.is_cut) {
        html_markup(html, "<p>");
        html_say_number(html, "page.timeline.cut", STAYS_YEARS_MAX);
        html_markup(html, "</p>\n");
    }
    write_drawing(html, &stays);
    write_key(html);
    write_figures(html, &stays);
}

void page_timeline(struct html *html, const struct report_claims *claims)
{
    const struct stays_input input = {
        .crossings = claims->crossings,
        .count = claims->crossing_count,
        .is_complete = claims->complete && strcmp(claims->complete, "yes") == 0,
        .has_from = claims->has_period_from,
        .from = claims->period_from,
        .has_to = claims->has_period_to,
        .to = claims->period_to,
    };

    if (input.count == 0)
        return;
    page_section(html, "page.timeline");
    write_timeline(html, &input);
    page_end_section(html);
}

/* ---- Of several documents ---- */

static bool same_territory(const struct join_crossing *a, const struct join_crossing *b)
{
    return a->territory && b->territory ? strcmp(a->territory, b->territory) == 0
                                        : a->territory == b->territory;
}

static void write_territory(struct html *html, const struct decision_join *join, size_t first)
{
    struct report_crossing *rows =
        arena_array(html->arena, struct report_crossing, join->crossing_count + 1);
    struct stays_input input = {.crossings = rows};

    if (!rows) {
        html->error = ERR_NOMEM;
        return;
    }
    for (size_t i = first; i < join->crossing_count; i++)
        if (same_territory(&join->crossings[i], &join->crossings[first]))
            rows[input.count++] = join->crossings[i].crossing;
    if (join->crossings[first].territory) {
        html_markup(html, "<h3>");
        html_code(html, "territory", join->crossings[first].territory);
        html_markup(html, "</h3>\n");
    }
    write_timeline(html, &input);
}

static bool is_first_of_territory(const struct decision_join *join, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (same_territory(&join->crossings[i], &join->crossings[index]))
            return false;
    return true;
}

#define TERRITORIES_MAX 8

void page_join_timelines(struct html *html, const struct decision_join *join)
{
    size_t territories = 0;

    if (join->crossing_count == 0)
        return;
    page_section(html, "page.timeline");
    for (size_t i = 0; i < join->crossing_count && territories < TERRITORIES_MAX; i++)
        if (is_first_of_territory(join, i)) {
            write_territory(html, join, i);
            territories++;
        }
    page_end_section(html);
}
