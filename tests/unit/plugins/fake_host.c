#include "fake_report.h"

#include "base/error.h"
#include "base/unicode.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdio.h>

#define PATTERNS_MAX 128
#define MATCH_LIMIT  1000000
#define CELLS_MAX    16

struct line {
    struct vouch_span span;
    bool is_row; /* of a table's cells */
};

struct vouch_document {
    const struct fake_document *told;
    struct arena *arena;
    struct slice flow;   /* as printed */
    struct slice folded; /* what patterns see: the same, code point by code point */
    struct line *lines;
    size_t line_count, capacity;
    uint32_t pages;
};

struct vouch_rows {
    struct vouch_span (*cells)[CELLS_MAX + 1]; /* the last is the whole row */
    uint32_t count;
    uint32_t loose_words;
};

static struct vouch_text text_of(struct slice slice)
{
    return (struct vouch_text){.data = (const char *)slice.data, .length = (uint32_t)slice.size};
}

static struct slice slice_from(struct vouch_text text)
{
    return slice_of(text.data, text.length);
}

/* The span's confidence: unsure where it holds what the document says is, or lies within. */
static void set_confidence(const struct vouch_document *document, struct vouch_span *span)
{
    struct slice text = slice_from(span->text), unsure = slice_str(document->told->unsure);

    if (document->told->form)
        span->confidence = span->text.confidence = FAKE_SURE;
    if (unsure.size == 0 || text.size == 0)
        return;
    if (memmem(text.data, text.size, unsure.data, unsure.size) ||
        memmem(unsure.data, unsure.size, text.data, text.size))
        span->confidence = span->text.confidence = FAKE_UNSURE;
}

/* ---- Document ---- */

static struct slice keep(struct arena *arena, struct buffer *buffer)
{
    struct slice out = buffer_slice(buffer);

    out.data = arena_dup(arena, out.data, out.size);
    require(out.data);
    buffer_done(buffer);
    return out;
}

/* Text that is not UTF-8 becomes none: no host would have it. */
static void make_flow(struct vouch_document *document, const char *text)
{
    struct buffer flow, folded;

    buffer_init(&flow, 0);
    buffer_init(&folded, 0);
    if (utf8_valid(slice_str(text), NULL))
        buffer_append_str(&flow, text);
    buffer_append_byte(&flow, '\n');
    unicode_fold(buffer_slice(&flow), UNICODE_FOLD_ALL, &folded, NULL);
    document->flow = keep(document->arena, &flow);
    document->folded = keep(document->arena, &folded);
}

/* Where in the printed flow the folded one's byte `offset` is. */
static size_t printed(const struct vouch_document *document, size_t offset)
{
    struct slice flow = document->flow, folded = document->folded;
    uint32_t code;

    while (document->folded.size - folded.size < offset) {
        utf8_next(&flow, &code);
        utf8_next(&folded, &code);
    }
    return document->flow.size - flow.size;
}

static void add_line(struct vouch_document *document, struct slice text, uint32_t page)
{
    int32_t top = (int32_t)document->line_count * 10000;
    struct line *lines = arena_grow(document->arena, document->lines, document->line_count,
                                    &document->capacity, sizeof *lines);

    require(lines);
    document->lines = lines;
    lines[document->line_count] = (struct line){
        .span = {.text = text_of(text), .box = {0, top, 500000, top + 9000}, .page = page},
        .is_row = text.size > 0 && text.data[0] == '|',
    };
    set_confidence(document, &lines[document->line_count++].span);
}

static void split(struct vouch_document *document)
{
    struct slice left = document->flow;

    document->pages = 1;
    while (left.size > 0) {
        const uint8_t *end = memchr(left.data, '\n', left.size);
        size_t size = end ? (size_t)(end - left.data) : left.size;

        if (size > 0 && left.data[0] == '\f') {
            document->pages++;
            left = slice_sub(left, 1, left.size);
            size--;
        }
        add_line(document, slice_sub(left, 0, size), document->pages);
        left = slice_sub(left, size + 1, left.size);
    }
}

static uint32_t page_count(const struct vouch_document *document)
{
    return document->pages;
}

static int32_t page_size(const struct vouch_document *document, uint32_t page, int32_t *width,
                         int32_t *height)
{
    *width = 842000;
    *height = 595000;
    return page >= 1 && page <= document->pages ? 0 : -1;
}

static uint32_t line_count(const struct vouch_document *document)
{
    return (uint32_t)document->line_count;
}

/* A line's words, by its spaces. */
static bool split_word(const struct vouch_document *document, uint32_t index, uint32_t word_index,
                       struct slice *ret)
{
    struct slice rest = slice_from(document->lines[index].span.text);
    size_t length = 0;

    for (uint32_t i = 0; rest.size > 0; i++) {
        while (rest.size > 0 && rest.data[0] == ' ')
            rest = slice_sub(rest, 1, rest.size);
        for (length = 0; length < rest.size && rest.data[length] != ' ';)
            length++;
        *ret = slice_sub(rest, 0, length);
        if (i == word_index)
            return length > 0;
        rest = slice_sub(rest, length, rest.size);
    }
    return false;
}

static int32_t line(const struct vouch_document *document, uint32_t index, struct vouch_line *out)
{
    if (index >= document->line_count)
        return -1;
    out->flags = 0;
    out->span = document->lines[index].span;
    out->word_count = 0;
    for (struct slice word; split_word(document, index, out->word_count, &word);)
        out->word_count++;
    return 0;
}

static int32_t word(const struct vouch_document *document, uint32_t index, uint32_t word_index,
                    struct vouch_span *out)
{
    struct slice text;

    if (index >= document->line_count || !split_word(document, index, word_index, &text))
        return -1;
    *out = document->lines[index].span;
    out->text = (struct vouch_text){.data = (const char *)text.data, .length = (uint32_t)text.size};
    out->confidence = document->lines[index].span.confidence ? FAKE_SURE : 0;
    out->text.confidence = out->confidence;
    set_confidence(document, out);
    return 0;
}

static int32_t information(const struct vouch_document *document, const char *key,
                           struct vouch_text *value)
{
    const char *producer = document->told->producer;

    if (!producer || strcmp(key, "Producer") != 0)
        return 0;
    *value = text_of(slice_str(producer));
    return 1;
}

static int32_t signature(const struct vouch_document *document, struct vouch_signature *out)
{
    out->has_claimed_time = document->told->has_claimed_time;
    out->claimed_time = document->told->claimed_time;
    return document->told->has_signature;
}

static int32_t is_complete(const struct vouch_document *document)
{
    return !document->told->incomplete;
}

static int32_t is_sure(const struct vouch_document *document, struct vouch_text text)
{
    (void)document;
    return text.confidence != FAKE_UNSURE;
}

static const char *form(const struct vouch_document *document)
{
    return document->told->form ? document->told->form : "electronic";
}

/* ---- Patterns ---- */

/* Compiled once a process; reachable to its end. */
static pcre2_code *compiled(const char *pattern)
{
    static struct {
        char *pattern;
        pcre2_code *code;
    } known[PATTERNS_MAX];
    PCRE2_SIZE offset;
    size_t i = 0;
    int error;

    while (i < PATTERNS_MAX && known[i].pattern && strcmp(known[i].pattern, pattern) != 0)
        i++;
    require(i < PATTERNS_MAX);
    if (known[i].pattern)
        return known[i].code;
    known[i].code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                                  PCRE2_UTF | PCRE2_MULTILINE, &error, &offset, NULL);
    if (!known[i].code)
        fprintf(stderr, "pattern %s: error %d at %zu\n", pattern, error, offset);
    require(known[i].code);
    known[i].pattern = strdup(pattern);
    return known[i].code;
}

static const struct line *line_at(const struct vouch_document *document, const char *at)
{
    for (size_t i = document->line_count; i > 0; i--)
        if (document->lines[i - 1].span.text.data <= at)
            return &document->lines[i - 1];
    return NULL;
}

static struct vouch_span span_at(const struct vouch_document *document, size_t from, size_t to)
{
    struct vouch_span span = {0};
    const struct line *of;

    from = printed(document, from);
    to = printed(document, to);
    span.text = text_of(slice_sub(document->flow, from, to - from));
    of = line_at(document, span.text.data);
    if (of) {
        span.page = of->span.page;
        span.box = of->span.box;
    }
    set_confidence(document, &span);
    return span;
}

/* A part of a text that was handed in: it has no place. */
static struct vouch_span span_in(struct vouch_text text, size_t start, size_t end)
{
    text.data += start;
    text.length = (uint32_t)(end - start);
    return (struct vouch_span){.text = text};
}

/* `whole`: the text that is searched where it is not the document's; NULL: it is. */
static int32_t run(const struct vouch_document *document, const char *pattern, struct slice text,
                   uint32_t from, const struct vouch_text *whole, struct vouch_match *match)
{
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    pcre2_match_data *data = pcre2_match_data_create(VOUCH_GROUPS, NULL);
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(data);
    int found;

    require(data && limits && from <= text.size);
    pcre2_set_match_limit(limits, MATCH_LIMIT);
    found = pcre2_match(compiled(pattern), text.data, text.size, from, 0, data, limits);
    for (int i = 0; match && i < VOUCH_GROUPS && found > 0; i++) {
        match->groups[i] = (struct vouch_span){.text = {.data = ""}};
        if (i < found && at[2 * i] != PCRE2_UNSET)
            match->groups[i] = whole ? span_in(*whole, at[2 * i], at[2 * i + 1])
                                     : span_at(document, at[2 * i], at[2 * i + 1]);
    }
    if (match && found > 0) {
        match->count = (uint32_t)found;
        match->end = (uint32_t)at[1];
    }
    pcre2_match_context_free(limits);
    pcre2_match_data_free(data);
    return found > 0;
}

static int32_t find(const struct vouch_document *document, const char *pattern, uint32_t from,
                    struct vouch_match *out)
{
    return run(document, pattern, document->folded, from, NULL, out);
}

static int32_t match(const struct vouch_document *document, const char *pattern,
                     struct vouch_text text, struct vouch_match *out)
{
    return run(document, pattern, slice_from(text), 0, &text, out);
}

/* ---- Table ---- */

static void join(struct arena *arena, struct vouch_span *cell, struct slice more)
{
    struct vouch_text had = cell->text;
    char *text;

    if (more.size == 0)
        return;
    text = arena_printf(arena, "%.*s%s%.*s", (int)had.length, had.length ? had.data : "",
                        had.length ? " " : "", (int)more.size, (const char *)more.data);
    require(text);
    cell->text = text_of(slice_str(text));
}

static struct slice cell_text(struct slice *left)
{
    const uint8_t *end = memchr(left->data, '|', left->size);
    struct slice out = slice_sub(*left, 0, end ? (size_t)(end - left->data) : left->size);

    *left = slice_sub(*left, out.size + 1, left->size);
    return out;
}

/* A line's cells into a new row, or on with the row above where the key does not match. */
static void add_row(const struct vouch_document *document, const struct vouch_table *table,
                    const struct line *from, struct vouch_rows *rows)
{
    struct slice left = slice_sub(slice_from(from->span.text), 1, SIZE_MAX);
    struct slice first = left;
    bool begins = match(document, table->columns[0].value, text_of(cell_text(&first)), NULL);

    if (!begins && rows->count == 0)
        return;
    if (begins)
        rows->cells[rows->count++][CELLS_MAX] = from->span;
    for (uint32_t i = 0; i < table->column_count && left.size > 0; i++)
        join(document->arena, &rows->cells[rows->count - 1][i], cell_text(&left));
}

static int32_t table(const struct vouch_document *document, const struct vouch_table *what,
                     struct vouch_rows **ret)
{
    struct vouch_rows *rows = arena_new_of(document->arena, struct vouch_rows);
    bool inside = false;

    require(rows && what->column_count <= CELLS_MAX);
    rows->cells = arena_calloc(document->arena, document->line_count + 1, sizeof *rows->cells);
    require(rows->cells);
    for (uint32_t i = 0; i < what->column_count; i++)
        compiled(what->columns[i].label);
    for (size_t i = 0; i < document->line_count; i++) {
        const struct line *at = &document->lines[i];

        if (!inside)
            inside = match(document, what->columns[0].label, at->span.text, NULL);
        else if (at->is_row)
            add_row(document, what, at, rows);
        else if (what->end && match(document, what->end, at->span.text, NULL))
            break;
    }
    rows->loose_words = document->told->loose_words;
    *ret = rows;
    return inside;
}

static uint32_t row_count(const struct vouch_rows *rows)
{
    return rows->count;
}

static int32_t cell(const struct vouch_rows *rows, uint32_t row, uint32_t column,
                    struct vouch_span *out)
{
    if (row >= rows->count || (column >= CELLS_MAX && column != VOUCH_WHOLE_ROW))
        return -1;
    *out = rows->cells[row][column == VOUCH_WHOLE_ROW ? CELLS_MAX : column];
    return 0;
}

static uint32_t loose_words(const struct vouch_rows *rows)
{
    return rows->loose_words;
}

/* ---- Settings ---- */

static const struct config_node *node_of(const struct vouch_setting *setting)
{
    return (const struct config_node *)setting;
}

static const struct vouch_setting *setting_of(const struct config_node *node)
{
    return (const struct vouch_setting *)node;
}

static const struct vouch_setting *setting(const struct vouch_setting *map, const char *name)
{
    return setting_of(config_get(node_of(map), name));
}

static uint32_t setting_count(const struct vouch_setting *list)
{
    return list && node_of(list)->kind == CONFIG_LIST ? (uint32_t)node_of(list)->count
                                                      : list != NULL;
}

static const struct vouch_setting *setting_at(const struct vouch_setting *list, uint32_t index)
{
    const struct config_node *node = list ? node_of(list) : NULL;

    if (node && node->kind == CONFIG_LIST)
        for (node = node->first; node && index > 0; index--)
            node = node->next;
    return setting_of(node);
}

static const char *setting_text(const struct vouch_setting *of)
{
    const struct config_node *node = of ? node_of(of) : NULL;

    return node && node->kind == CONFIG_SCALAR ? (const char *)node->text.data : NULL;
}

static const struct vouch_setting *setting_find(const struct vouch_setting *maps, const char *name,
                                                struct vouch_text value)
{
    const struct config_node *map = maps ? node_of(maps)->first : NULL;

    for (; map; map = map->next) {
        const struct vouch_setting *texts = setting(setting_of(map), name);

        for (uint32_t i = 0; i < setting_count(texts); i++)
            if (vouch_text_is(value, setting_text(setting_at(texts, i))))
                return setting_of(map);
    }
    return NULL;
}

static int32_t setting_integer(const struct vouch_setting *of, int64_t *value)
{
    struct config_error error;
    bool yes = false;

    if (!of)
        return ERR_NOT_FOUND;
    if (config_bool(node_of(of), &yes, &error) == 0) {
        *value = yes;
        return 0;
    }
    if (config_integer(node_of(of), INT64_MIN, INT64_MAX, value, &error) == 0)
        return 0;
    return config_duration(node_of(of), value, &error);
}

const struct config_node *fake_settings(struct arena *arena, const char *yaml, const char *tables)
{
    static const char *const names[] = {"ports", "documents", "control_points"};
    const struct config_node *root = NULL;
    struct config_error error;
    struct buffer text;
    char line_text[4096];

    buffer_init(&text, 0);
    buffer_printf(&text, "%s\n", yaml);
    for (size_t i = 0; i < VOUCH_COUNT(names); i++) {
        FILE *file;

        snprintf(line_text, sizeof line_text, "%s/%s.yaml", tables, names[i]);
        file = fopen(line_text, "r");
        require(file);
        buffer_printf(&text, "%s:\n", names[i]);
        while (fgets(line_text, sizeof line_text, file))
            buffer_printf(&text, "  %s", line_text);
        fclose(file);
    }
    if (config_parse(arena, buffer_slice(&text), "settings", &root, &error) < 0)
        fprintf(stderr, "%u: %s\n", error.line, error.message);
    require(root);
    buffer_done(&text);
    return root;
}

/* ---- One run ---- */

static const struct vouch_host fake_host = {
    .size = sizeof fake_host,
    .abi = VOUCH_ABI,
    .page_count = page_count,
    .page_size = page_size,
    .line_count = line_count,
    .line = line,
    .word = word,
    .information = information,
    .signature = signature,
    .is_complete = is_complete,
    .is_sure = is_sure,
    .form = form,
    .find = find,
    .match = match,
    .table = table,
    .row_count = row_count,
    .cell = cell,
    .loose_words = loose_words,
    .setting = setting,
    .setting_count = setting_count,
    .setting_at = setting_at,
    .setting_find = setting_find,
    .setting_text = setting_text,
    .setting_integer = setting_integer,
    .claim_text = fake_claim_text,
    .claim_day = fake_claim_day,
    .claim_code = fake_claim_code,
    .claim_issued_at = fake_claim_issued_at,
    .claim_name = fake_claim_name,
    .claim_id_number = fake_claim_id_number,
    .claim_crossings = fake_claim_crossings,
    .claim_crossing = fake_claim_crossing,
    .claim_extra = fake_claim_extra,
    .check = fake_take_check,
    .reason = fake_reason,
    .advise = fake_advise,
    .unread = fake_unread,
    .layout = fake_layout,
};

int32_t fake_examine(const struct vouch_plugin *plugin, const struct config_node *settings,
                     const struct fake_document *told, struct fake_report *report,
                     int32_t *ret_probe)
{
    struct arena *arena = arena_new(0);
    struct vouch_document document = {.told = told, .arena = arena};
    struct vouch_report out = {.out = report, .arena = arena};
    int32_t sure;

    require(arena);
    *report = (struct fake_report){.arena = arena};
    buffer_init(&report->claims, 0);
    buffer_init(&report->unread, 0);
    make_flow(&document, told->text);
    split(&document);
    sure = plugin->probe(&fake_host, setting_of(settings), &document);
    require(sure >= 0 && sure <= 100);
    if (ret_probe)
        *ret_probe = sure;
    return plugin->examine(&fake_host, setting_of(settings), &document, &out);
}
