/*
 * The signatures: which bytes of the file each covers, drawn to scale over the revisions by which
 * the file grew, then who signed, when, and what came later.
 */
#include "base/datetime.h"
#include "base/error.h"
#include "render/page_impl.h"
#include "render/scale.h"

#include <stdio.h>

#define MAP_LEFT        30 /* room for the signature's number */
#define MAP_BAR         18
#define MAP_ROW         26
#define MAP_HEAD        26
#define MAP_SIGNATURES  32 /* that are drawn; a file with more is none that was seen */
#define MAP_REVISIONS   64
#define MAP_LABEL_WIDTH 24 /* a revision narrower than this has no number in the drawing */

/* Of the file that was judged, not of what it came in. */
static int64_t file_size(const struct report *report)
{
    return report->container && report->container->inside_size > 0 ? report->container->inside_size
                                                                   : report->size;
}

static size_t at_most(size_t count, size_t most)
{
    return count < most ? count : most;
}

static int64_t end_of(int64_t offset, int64_t length)
{
    int64_t end;

    return __builtin_add_overflow(offset, length, &end) ? INT64_MAX : end;
}

/* ---- The map ---- */

static void write_revisions(struct html *html, const struct report *report, int32_t height)
{
    int64_t size = file_size(report);

    for (size_t i = 0; i < at_most(report->revision_count, MAP_REVISIONS); i++) {
        const struct report_revision *revision = &report->revisions[i];
        int32_t x = MAP_LEFT + scale_offset(revision->start, size);
        int32_t width = scale_width(revision->start, revision->end, size);

        buffer_printf(html->out, "<path class=\"tick\" d=\"M%d 4V%d\"/>", (int)x, (int)height);
        if (width >= MAP_LABEL_WIDTH || report->revision_count == 1)
            buffer_printf(html->out, "<text x=\"%d\" y=\"16\">%lld</text>", (int)x + 4,
                          (long long)revision->number);
    }
    buffer_printf(html->out, "<path class=\"tick\" d=\"M%d 4V%d\"/>\n", MAP_LEFT + SCALE_WIDTH,
                  (int)height);
}

struct band {
    int64_t from;
    int64_t to;
    int32_t y;
};

static void write_band(struct html *html, const struct band *band, int64_t size)
{
    buffer_printf(html->out, " x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                  MAP_LEFT + (int)scale_offset(band->from, size), (int)band->y,
                  (int)scale_width(band->from, band->to, size), MAP_BAR);
}

static void write_coverage(struct html *html, const struct report_signature *signature, int32_t y,
                           int64_t size)
{
    const int64_t *range = signature->byte_range;
    struct band whole = {0, size, y};
    struct band before = {range[0], end_of(range[0], range[1]), y};
    struct band after = {range[2], end_of(range[2], range[3]), y};
    struct band gap = {before.to, after.from, y};

    html_markup(html, "<rect class=\"outside\"");
    write_band(html, &whole, size);
    if (!signature->has_byte_range)
        return;
    html_markup(html, "<rect class=\"inside\"");
    write_band(html, &before, size);
    html_markup(html, "<rect class=\"inside\"");
    write_band(html, &after, size);
    html_markup(html, "<rect class=\"unknown\"");
    write_band(html, &gap, size);
}

static void write_map(struct html *html, const struct report *report)
{
    size_t count = at_most(report->signature_count, MAP_SIGNATURES);
    int32_t height = MAP_HEAD + (int32_t)count * MAP_ROW;

    html_markup(html, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_label(html, "page.map");
    buffer_printf(html->out,
                  "\"><svg class=\"drawing\" role=\"img\" viewBox=\"0 0 %d %d\" aria-label=\"",
                  MAP_LEFT + SCALE_WIDTH + 10, (int)height + 4);
    html_label(html, "page.map");
    html_markup(html, "\">");
    for (size_t i = 0; i < count; i++) {
        int32_t y = MAP_HEAD + (int32_t)i * MAP_ROW;

        buffer_printf(html->out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%zu</text>",
                      MAP_LEFT - 8, (int)y + MAP_BAR - 4, i + 1);
        write_coverage(html, &report->signatures[i], y, file_size(report));
    }
    write_revisions(html, report, height);
    html_markup(html, "</svg></div>\n");
}

static void write_key(struct html *html)
{
    html_markup(html, "<ul class=\"key\"><li><svg viewBox=\"0 0 24 16\" aria-hidden=\"true\">"
                      "<rect class=\"inside\" x=\"1\" y=\"1\" width=\"22\" height=\"14\"/></svg>");
    html_say(html, "page.map.signed");
    html_markup(html, "</li><li><svg viewBox=\"0 0 24 16\" aria-hidden=\"true\">"
                      "<rect class=\"unknown\" x=\"1\" y=\"1\" width=\"22\" height=\"14\"/></svg>");
    html_say(html, "page.map.signature");
    html_markup(html, "</li><li><svg viewBox=\"0 0 24 16\" aria-hidden=\"true\">"
                      "<rect class=\"outside\" x=\"1\" y=\"1\" width=\"22\" height=\"14\"/></svg>");
    html_say(html, "page.map.unsigned");
    html_markup(html, "</li></ul>\n");
}

/* ---- Its figures ---- */

static void write_bytes(struct html *html, int64_t from, int64_t end)
{
    char text[64];

    snprintf(text, sizeof text, "%lld-%lld", (long long)from, (long long)end - (end > from));
    html_figure(html, text);
}

static void write_revision(struct html *html, const struct report_revision *revision)
{
    html_markup(html, "<tr><th scope=\"row\">");
    html_number(html, revision->number);
    html_markup(html, "</th><td>");
    write_bytes(html, revision->start, revision->end);
    html_markup(html, "</td><td class=\"number\">");
    html_number(html, revision->objects);
    html_markup(html, "</td><td>");
    for (size_t i = 0; i < at_most(revision->signature_count, MAP_SIGNATURES); i++) {
        if (i > 0)
            html_separator(html);
        html_number(html, end_of(revision->signatures[i], 1));
    }
    html_markup(html, "</td></tr>\n");
}

static void write_revision_table(struct html *html, const struct report *report)
{
    static const char *const heads[] = {
        "page.revisions.number",
        "page.revisions.bytes",
        "page.revisions.objects",
        "page.revisions.signatures",
        NULL,
    };
    size_t shown = at_most(report->revision_count, PAGE_LIST_MAX);
    const struct html_table table = {"page.revisions", heads, shown, PAGE_ROWS_OPEN, 0x4};

    if (shown == 0 || (shown == 1 && report->signature_count == 0)) /* then it would say nothing */
        return;
    html_table(html, &table);
    for (size_t i = 0; i < shown; i++)
        write_revision(html, &report->revisions[i]);
    html_end_table(html, &table);
    page_left_out(html, report->revision_count, shown);
}

/* ---- One signature ---- */

static void write_covers(struct html *html, const struct report_signature *signature)
{
    html_term(html, "page.signature.covers");
    html_code(html, "coverage", signature->coverage);
    if (signature->has_byte_range) {
        const int64_t *range = signature->byte_range;

        html_colon(html);
        write_bytes(html, range[0], end_of(range[0], range[1]));
        html_separator(html);
        write_bytes(html, range[2], end_of(range[2], range[3]));
    }
    html_end_term(html);
}

static void write_when(struct html *html, const char *id, bool is_known, int64_t time)
{
    if (!is_known)
        return;
    html_term(html, id);
    html_time(html, time);
    html_end_term(html);
}

static void write_times(struct html *html, const struct report_signature *signature)
{
    write_when(html, "page.signature.claimed", signature->has_claimed_time,
               signature->claimed_time);
    write_when(html, "page.signature.proven", signature->has_proven_time, signature->proven_time);
    if (!signature->has_control_time)
        return;
    html_term(html, "page.signature.control");
    html_time(html, signature->control_time);
    if (signature->time_basis) {
        html_begin_aside(html);
        html_code(html, "basis", signature->time_basis);
        html_end_aside(html);
    }
    html_end_term(html);
}

static void write_until(struct html *html, int32_t day)
{
    char text[DAY_TEXT_SIZE];
    struct report_param param = {"day", text};
    const struct report_params params = {&param, 1};

    day_format(day, text);
    html_markup(html, " <span class=\"faint\">");
    html_say_with(html, "page.signature.until", &params);
    html_markup(html, "</span>");
}

static void write_algorithms(struct html *html, const struct report_signature *signature)
{
    html_term(html, "page.signature.algorithms");
    for (size_t i = 0; i < at_most(signature->algorithm_count, PAGE_LIST_MAX); i++) {
        const struct report_algorithm *algorithm = &signature->algorithms[i];

        html_mark(html, algorithm->acceptable ? HTML_GOOD : HTML_BAD);
        html_figure(html, algorithm->has_bits
                              ? arena_printf(html->arena, "%s %lld", algorithm->name,
                                             (long long)algorithm->bits)
                              : algorithm->name);
        html_begin_aside(html);
        html_code(html, "use", algorithm->use);
        html_end_aside(html);
        if (algorithm->has_until)
            write_until(html, algorithm->until);
        html_markup(html, "<br>");
    }
    html_end_term(html);
}

static void write_changes(struct html *html, const struct report_signature *signature)
{
    size_t shown = at_most(signature->change_count, PAGE_LIST_MAX);

    if (shown == 0)
        return;
    html_markup(html, "<h4>");
    html_say(html, "page.signature.changes");
    html_markup(html, "</h4><ul class=\"marks\">");
    for (size_t i = 0; i < shown; i++) {
        html_markup(html, "<li>");
        html_mark(html, signature->changes[i].allowed ? HTML_GOOD : HTML_BAD);
        html_markup(html, "<span>");
        html_message(html, signature->changes[i].message);
        html_markup(html, "</span></li>\n");
    }
    html_markup(html, "</ul>\n");
    page_left_out(html, signature->change_count, shown);
}

static void write_because(struct html *html, const struct report_signature *signature)
{
    size_t shown = at_most(signature->reason_count, PAGE_LIST_MAX);

    if (shown == 0)
        return;
    html_markup(html, "<ul class=\"why\">");
    for (size_t i = 0; i < shown; i++) {
        html_markup(html, "<li>");
        html_message(html, signature->reasons[i].message);
        html_markup(html, "</li>\n");
    }
    html_markup(html, "</ul>\n");
}

static void write_name(struct html *html, const struct report *report, size_t index)
{
    html_markup(html, "<h3>");
    html_mark(html, page_indication_mark(report->signatures[index].indication));
    html_say_number(html, "page.signature.number", (int64_t)index + 1);
    html_markup(html, " <code>");
    html_text(html, report->signatures[index].field);
    html_markup(html, "</code>");
    if (report->has_judged_signature && report->judged_signature == (int64_t)index) {
        html_markup(html, " <small>");
        html_say(html, "page.signature.judged");
        html_markup(html, "</small>");
    }
    html_markup(html, "</h3>\n");
}

static void write_signature(struct html *html, const struct report *report, size_t index)
{
    const struct report_signature *signature = &report->signatures[index];

    write_name(html, report, index);
    write_because(html, signature);
    html_markup(html, "<dl>");
    html_term(html, "page.signature.verdict");
    html_code(html, "indication", indication_name(signature->indication));
    html_markup(html, " <code>");
    html_text(html, indication_name(signature->indication));
    if (signature->subindication) {
        html_markup(html, " ");
        html_text(html, subindication_name(signature->subindication));
    }
    html_markup(html, "</code>");
    html_end_term(html);
    write_covers(html, signature);
    write_times(html, signature);
    page_certificates(html, signature);
    if (signature->algorithm_count > 0)
        write_algorithms(html, signature);
    html_markup(html, "</dl>\n");
    write_changes(html, signature);
}

void page_signatures(struct html *html, const struct report *report)
{
    size_t shown = at_most(report->signature_count, MAP_SIGNATURES);

    if (report->signature_count == 0 && report->revision_count == 0)
        return;
    page_section(html, "page.signatures");
    if (report->signature_count == 0) {
        html_markup(html, "<p>");
        html_say(html, "page.signatures.none");
        html_markup(html, "</p>\n");
    } else {
        write_map(html, report);
        write_key(html);
    }
    write_revision_table(html, report);
    for (size_t i = 0; i < shown; i++)
        write_signature(html, report, i);
    page_left_out(html, report->signature_count, shown);
    page_end_section(html);
}
