/*
 * A skeleton of a layout, from what a document's text shows. Whose document it is must not get
 * into it: only words of a list (layout_words.c) are copied; any other word is written as a pattern
 * of its kind, any number as digits. So what comes out is a beginning, and says where a person must
 * look.
 */
#include "ctl/layout.h"
#include "ctl/layout_words.h"

#include "base/error.h"
#include "base/unicode.h"

#define TITLE_LINES   12 /* of the document: titles are among them */
#define TITLES_MAX    4
#define LABELS_MAX    40
#define HEADER_LABELS 3 /* so many words for columns are a table's header */

static size_t count_words(struct slice text, bool columns)
{
    size_t count = 0;

    while (text.size > 0) {
        const struct layout_word *word = layout_word_at(text);
        uint32_t code;

        count += word && (!columns || word->column);
        if (word)
            text = slice_sub(text, strlen(word->text), text.size);
        else if (utf8_next(&text, &code) < 0)
            break;
    }
    return count;
}

/* ---- Titles ---- */

static bool has_byte(struct slice text, const char *bytes)
{
    for (size_t i = 0; i < text.size; i++)
        if (strchr(bytes, text.data[i]) && text.data[i])
            return true;
    return false;
}

static bool is_title(struct slice text)
{
    return !has_byte(text, "0123456789:") && count_words(text, false) > 0 &&
           count_words(text, true) < HEADER_LABELS;
}

static void write_titles(struct buffer *out, const struct vouch_document *document)
{
    struct rehearsal_line line;
    int count = 0;

    buffer_append_str(out, "# What tells this kind of document from others; worth 50 and more "
                           "together, 100 at most.\nrecognise:\n");
    for (uint32_t i = 0; i < TITLE_LINES && rehearsal_line(document, i, &line); i++) {
        if (!is_title(line.text) || count == TITLES_MAX)
            continue;
        count++;
        buffer_append_str(out, "  - {pattern: '");
        layout_write_pattern(out, line.text);
        buffer_append_str(out, "', worth: 30}\n");
    }
    if (count < 2)
        buffer_append_str(out, "  # No title was found that could be copied: write it here.\n"
                               "  - {pattern: 'TITLE', worth: 50}\n");
}

/* ---- Labels ---- */

/* A full width colon is a colon. */
static size_t colon_at(struct slice text)
{
    if (text.size >= 1 && text.data[0] == ':')
        return 1;
    return text.size >= 3 && memcmp(text.data, "\xEF\xBC\x9A", 3) == 0 ? 3 : 0;
}

/* The first word with a meaning; `*text` then begins with it. */
static const struct layout_word *label_in(struct slice *text)
{
    uint32_t code;

    while (text->size > 0) {
        const struct layout_word *word = layout_word_at(*text);

        if (word && word->label)
            return word;
        if (word)
            *text = slice_sub(*text, strlen(word->text), text->size);
        else if (utf8_next(text, &code) < 0)
            break;
    }
    return NULL;
}

/* What a label's value looks like: a pattern with its groups. */
static const char *value_of(const char *label)
{
    static const struct {
        const char *label, *pattern;
    } values[] = {
        {"period", "([\\d/年月.-]+日?) *[-—–至~]+ *([\\d/年月.-]+日?)"},
        {"issued_at", "([\\d/年月日.-]+ *[\\d:时分秒]*)"},
        {"issued_on", "([\\d/年月日.-]+)"},
        {"statement_date", "([\\d/年月日.-]+|\\d{1,2} [A-Z][a-z]+ \\d{4})"},
        {"account_number", "([0-9*-]{8,30})"},
        {"serial", "([A-Z0-9-]{6,40})"},
        {"opening_balance", "(-?[\\d,]+\\.\\d{2})"},
        {"closing_balance", "(-?[\\d,]+\\.\\d{2})"},
    };

    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (strcmp(values[i].label, label) == 0)
            return values[i].pattern;
    return "([^\\n:]{1,60}?)(?= |$)";
}

struct labels {
    const struct layout_word *seen[LABELS_MAX];
    size_t count;
};

static bool is_new(struct labels *labels, const struct layout_word *word)
{
    for (size_t i = 0; i < labels->count; i++)
        if (labels->seen[i] == word)
            return false;
    if (labels->count == LABELS_MAX)
        return false;
    labels->seen[labels->count++] = word;
    return true;
}

/* `label` is what stands before the colon, from the word on. */
static void write_label(struct buffer *out, const struct layout_word *word, struct slice label)
{
    bool is_total = strncmp(word->label, "total ", 6) == 0;
    bool is_period = strcmp(word->label, "period") == 0;

    if (is_total)
        buffer_printf(out, "  - {of: statement, is: %s, pattern: '", word->label + 6);
    else
        buffer_printf(out, "  - {is: %s, pattern: '",
                      is_period ? "[period_from, period_to]" : word->label);
    layout_write_pattern(out, label);
    buffer_printf(out, " *: *%s'}\n", is_total ? "([\\d,]+(?:\\.\\d{2})?)" : value_of(word->label));
}

/* Every word that stands before a colon, of those with a meaning; `totals` or the others. */
static void write_labels_of(struct buffer *out, struct slice text, bool totals,
                            struct labels *labels)
{
    for (size_t at = 0, from = 0; at < text.size; at++) {
        size_t colon = colon_at(slice_sub(text, at, text.size));
        struct slice label = slice_sub(text, from, at - from);
        const struct layout_word *word = colon ? label_in(&label) : NULL;

        from = colon ? at + colon : from;
        if (!word || strcmp(word->label, "verification") == 0 || strcmp(word->label, "filter") == 0)
            continue;
        if ((strncmp(word->label, "total ", 6) == 0) == totals && is_new(labels, word))
            write_label(out, word, label);
    }
}

static void write_labels(struct buffer *out, const struct vouch_document *document, bool totals)
{
    struct labels labels = {.count = 0};
    struct rehearsal_line line;
    size_t before;

    buffer_append_str(out, totals ? "\n# Sums that the document prints; of: page where each page "
                                    "has its own.\n"
                                  : "\n# One value a group; look at each: what else can stand "
                                    "there?\n");
    before = out->size;
    buffer_append_str(out, totals ? "totals:\n" : "labels:\n");
    for (uint32_t i = 0; rehearsal_line(document, i, &line); i++)
        write_labels_of(out, line.text, totals, &labels);
    if (labels.count == 0)
        out->size = before;
    if (labels.count == 0)
        buffer_printf(out, "# %s: none was found\n", totals ? "totals" : "labels");
}

/* ---- The table ---- */

static bool is_header(struct slice text)
{
    return !has_byte(text, "0123456789") && count_words(text, true) >= HEADER_LABELS;
}

static void write_column(struct buffer *out, const struct layout_word *word, bool is_key)
{
    const char *value = strcmp(word->column, "amount") == 0 || strcmp(word->column, "balance") == 0
                            ? "[-+]?[\\d,]+\\.\\d{2}"
                        : strcmp(word->column, "debit") == 0 || strcmp(word->column, "credit") == 0
                            ? "[\\d,]+\\.\\d{2}"
                            : NULL;

    buffer_printf(out, "    - {label: %s, is: %s", word->text, word->column);
    if (is_key)
        buffer_append_str(out, ", value: '[\\d/-]{8,10}', key: true");
    else if (value)
        buffer_printf(out, ", value: '%s'", value);
    if (strcmp(word->column, "debit") == 0 || strcmp(word->column, "credit") == 0)
        buffer_append_str(out, ", optional: true");
    buffer_append_str(out, "}\n");
}

static void write_columns(struct buffer *out, struct slice text)
{
    bool has_key = false;
    uint32_t code;

    while (text.size > 0) {
        const struct layout_word *word = layout_word_at(text);

        if (word && word->column) {
            bool is_key = !has_key && strcmp(word->column, "booked_on") == 0;

            write_column(out, word, is_key);
            has_key |= is_key;
        }
        if (word)
            text = slice_sub(text, strlen(word->text), text.size);
        else if (utf8_next(&text, &code) < 0)
            break;
    }
}

static void write_table(struct buffer *out, const struct vouch_document *document)
{
    struct rehearsal_line line;

    for (uint32_t i = 0; rehearsal_line(document, i, &line); i++) {
        if (!is_header(line.text))
            continue;
        buffer_append_str(out, "\n# Left to right. A row begins where the key's value matches.\n"
                               "table:\n  order: either\n  columns:\n");
        write_columns(out, line.text);
        return;
    }
    buffer_append_str(out, "\n# No line was found that looks like a table's header.\n");
}

int layout_new(void *context, struct buffer *out)
{
    struct layout_work *work = context;
    const struct vouch_document *document;
    int r;

    work->arena = arena_new(0);
    if (!work->arena)
        return ERR_NOMEM;
    work->rehearsal.source.limits = work->settings->limits;
    r = layout_open(work, &document);
    if (r < 0)
        return r;
    buffer_append_str(out, "# A beginning, made by `vouchctl layout new`: docs/layouts.md says how "
                           "to go on. Nothing of\n# the document but words that all banks print "
                           "is in it.\n# bank: NAME\nlanguage: zh-Hans\n");
    write_titles(out, document);
    buffer_append_str(out, "\n# In the order in which they are tried.\n"
                           "dates: [YYYY-MM-DD, YYYY/MM/DD, YYYYMMDD, 'YYYY年MM月DD日', "
                           "'YYYY-MM-DD HH:mm:ss']\n"
                           "times: ['HH:mm:ss', 'HH:mm', HHmmss]\ncurrency: CNY\ncurrencies:\n"
                           "  - {printed: [人民币, RMB], code: CNY}\n"
                           "empty: ['-', '--']\n");
    write_labels(out, document, false);
    write_table(out, document);
    write_labels(out, document, true);
    buffer_append_str(out, "\n# pages: '第 *(\\d+) *页.*共 *(\\d+) *页'\n");
    return 0;
}
