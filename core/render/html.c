#include "render/html.h"

#include "base/datetime.h"
#include "base/error.h"
#include "base/unicode.h"

#define REPLACEMENT 0xFFFDu
#define MARK_LRM    0x200Eu
#define MARK_RLM    0x200Fu
#define MARK_ALM    0x061Cu
#define ISOLATE_MIN 0x2066u /* LRI, RLI, FSI */
#define ISOLATE_MAX 0x2068u
#define ISOLATE_END 0x2069u
#define DEPTH_MAX   8 /* of parameters inside parameters: there is one */

/* ---- The only way of text ---- */

static void put(struct html *html, uint32_t code)
{
    switch (code) {
    case '&':
        html_markup(html, "&amp;");
        break;
    case '<':
        html_markup(html, "&lt;");
        break;
    case '>':
        html_markup(html, "&gt;");
        break;
    case '"':
        html_markup(html, "&quot;");
        break;
    case '\'':
        html_markup(html, "&#39;");
        break;
    case '\n':
    case '\t':
        html_markup(html, " ");
        break;
    default:
        utf8_append(html->out, unicode_is_unsafe(code) ? REPLACEMENT : code);
    }
}

static uint32_t next_code(struct slice *rest)
{
    uint32_t code = REPLACEMENT;

    if (utf8_next(rest, &code) != 0)
        *rest = slice_sub(*rest, 1, rest->size);
    return code;
}

void html_text(struct html *html, const char *text)
{
    struct slice rest = slice_str(text);

    while (rest.size > 0)
        put(html, next_code(&rest));
}

/* Where no element may stand, the isolating characters are left out. */
static void put_message(struct html *html, const char *message, bool may_hold_elements)
{
    struct slice rest = slice_str(message);
    unsigned depth = 0;

    while (rest.size > 0) {
        uint32_t code = next_code(&rest);
        bool is_begin = code >= ISOLATE_MIN && code <= ISOLATE_MAX, is_end = code == ISOLATE_END;

        if (code == MARK_LRM || code == MARK_RLM || code == MARK_ALM)
            utf8_append(html->out, code);
        else if (is_begin && may_hold_elements && depth < DEPTH_MAX && depth++ < DEPTH_MAX)
            html_markup(html, "<bdi>");
        else if (is_end && depth > 0 && depth-- > 0)
            html_markup(html, "</bdi>");
        else if (!is_begin && !is_end)
            put(html, code);
    }
    while (depth-- > 0)
        html_markup(html, "</bdi>");
}

void html_message(struct html *html, const char *message)
{
    put_message(html, message, true);
}

void html_number(struct html *html, int64_t number)
{
    buffer_printf(html->out, "%lld", (long long)number);
}

/* ---- Text of the document ---- */

static bool is_language_tag(const char *text)
{
    size_t size = text ? strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") : 0;

    return size >= 2 && size <= 35 && !text[size];
}

void html_data(struct html *html, const char *text)
{
    if (!text)
        return;
    html_markup(html, "<bdi");
    if (is_language_tag(html->text_language)) {
        html_markup(html, " lang=\"");
        html_text(html, html->text_language);
        html_markup(html, "\"");
    }
    html_markup(html, ">");
    html_text(html, text);
    html_markup(html, "</bdi>");
}

void html_figure(struct html *html, const char *text)
{
    if (!text)
        return;
    html_markup(html, "<bdi dir=\"ltr\">");
    html_text(html, text);
    html_markup(html, "</bdi>");
}

void html_day(struct html *html, int32_t day)
{
    char text[DAY_TEXT_SIZE];

    day_format(day, text);
    html_figure(html, text);
}

/* As a wall in China shows it; where else the reader is, nobody knows. */
void html_time(struct html *html, int64_t time)
{
    struct wall_time wall;

    time_split(time, OFFSET_CHINA, &wall);
    html_figure(html, arena_printf(html->arena, "%04d-%02d-%02d %02d:%02d +08:00", wall.year,
                                   wall.month, wall.day, wall.hour, wall.minute));
}

/* ---- Sentences ---- */

void html_say_with(struct html *html, const char *id, const struct report_params *params)
{
    const char *message =
        render_isolated(html->arena, html->catalogues, html->language, id, params);

    if (!message)
        html->error = ERR_NOMEM;
    html_message(html, message);
}

void html_say(struct html *html, const char *id)
{
    html_say_with(html, id, NULL);
}

void html_say_number(struct html *html, const char *id, int64_t count)
{
    struct report_param param = {"count", arena_printf(html->arena, "%lld", (long long)count)};
    const struct report_params params = {&param, 1};

    if (!param.value)
        html->error = ERR_NOMEM;
    else
        html_say_with(html, id, &params);
}

void html_label(struct html *html, const char *id)
{
    const char *sentence = catalogues_find(html->catalogues, html->language, id);

    put_message(html, sentence ? sentence : id, false);
}

/* A word that takes a figure into itself is none to stand behind one. */
static const char *word_of(struct html *html, const char *id)
{
    const char *word = id ? catalogues_find(html->catalogues, html->language, id) : NULL;

    return word && !strchr(word, '{') ? word : NULL;
}

static const char *find_word(struct html *html, const char *before, const char *group,
                             const char *code)
{
    const char *id = arena_printf(html->arena, "%sword.%s.%s", before, group, code);

    if (!id)
        html->error = ERR_NOMEM;
    return word_of(html, id);
}

void html_code(struct html *html, const char *group, const char *code)
{
    const char *word = code ? find_word(html, "", group, code) : NULL;

    if (code && !word)
        word = find_word(html, "page.", group, code);
    if (word) {
        html_message(html, word);
        return;
    }
    html_markup(html, "<bdi>");
    for (; code && *code; code++)
        put(html, *code == '_' ? ' ' : (uint8_t)*code < 0x80 ? (uint8_t)*code : REPLACEMENT);
    html_markup(html, "</bdi>");
}

/* ---- Signs between words ---- */

void html_separator(struct html *html)
{
    html_say(html, "word.list.separator");
}

void html_colon(struct html *html)
{
    html_say(html, "word.label.end");
}

void html_begin_aside(struct html *html)
{
    html_say(html, "word.aside.begin");
}

void html_end_aside(struct html *html)
{
    html_say(html, "word.aside.end");
}

/* ---- Lists and tables ---- */

void html_term(struct html *html, const char *id)
{
    html_markup(html, "<dt>");
    html_say(html, id);
    html_markup(html, "</dt><dd>");
}

void html_end_term(struct html *html)
{
    html_markup(html, "</dd>\n");
}

static bool is_folded(const struct html_table *table)
{
    return table->rows > table->open;
}

void html_table(struct html *html, const struct html_table *table)
{
    if (is_folded(table)) {
        html_markup(html, "<details><summary>");
        html_say(html, table->caption);
        html_begin_aside(html);
        html_say_number(html, "page.rows", (int64_t)table->rows);
        html_end_aside(html);
        html_markup(html, "</summary>");
    }
    html_markup(html, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_label(html, table->caption);
    html_markup(html, "\"><table><caption>");
    html_say(html, table->caption);
    html_markup(html, "</caption><thead><tr>");
    for (size_t i = 0; table->heads[i]; i++) {
        if (table->numbers & 1u << i)
            html_markup(html, "<th scope=\"col\" class=\"number\">");
        else
            html_markup(html, "<th scope=\"col\">");
        html_say(html, table->heads[i]);
        html_markup(html, "</th>");
    }
    html_markup(html, "</tr></thead><tbody>\n");
}

void html_end_table(struct html *html, const struct html_table *table)
{
    html_markup(html, "</tbody></table></div>");
    if (is_folded(table))
        html_markup(html, "</details>");
    html_markup(html, "\n");
}

void html_mark(struct html *html, enum html_mark mark)
{
    switch (mark) {
    case HTML_GOOD:
        html_markup(html, "<svg class=\"mark good\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">"
                          "<circle cx=\"12\" cy=\"12\" r=\"11\"/>"
                          "<path d=\"M6 12.5l4 4 8-9\"/></svg>");
        break;
    case HTML_BAD:
        html_markup(html, "<svg class=\"mark bad\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">"
                          "<path class=\"body\" d=\"M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9z\"/>"
                          "<path d=\"M8 8l8 8M16 8l-8 8\"/></svg>");
        break;
    case HTML_NEUTRAL:
        html_markup(html, "<svg class=\"mark neutral\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">"
                          "<rect x=\"1\" y=\"1\" width=\"22\" height=\"22\" rx=\"3\"/>"
                          "<path d=\"M6 12h11M13 8l4 4-4 4\"/></svg>");
        break;
    case HTML_UNSURE:
        html_markup(html, "<svg class=\"mark unsure\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">"
                          "<path class=\"body\" d=\"M12 1l11 20.5H1z\"/>"
                          "<path d=\"M12 8v6M12 17v1.5\"/></svg>");
        break;
    }
}
