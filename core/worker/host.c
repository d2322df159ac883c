#include "worker/host.h"
#include "base/error.h"
#include "base/unicode.h"
#include "worker/claims.h"
#include "worker/setting.h"
#include "worker/table.h"

/* ---- The document ---- */

static uint32_t page_count(const struct vouch_document *document)
{
    return document->parts.page_count;
}

static int32_t page_size(const struct vouch_document *document, uint32_t page, int32_t *width,
                         int32_t *height)
{
    if (page == 0 || page > document->parts.page_count)
        return -1;
    *width = document->parts.pages[page - 1].width;
    *height = document->parts.pages[page - 1].height;
    return 0;
}

static uint32_t line_count(const struct vouch_document *document)
{
    return document->line_count;
}

static int32_t line(const struct vouch_document *document, uint32_t index, struct vouch_line *ret)
{
    const struct document_line *from;

    if (index >= document->line_count || ret->size < sizeof *ret)
        return -1;
    from = &document->lines[index];
    ret->flags = index < document->visible_count ? 0 : VOUCH_LINE_HIDDEN;
    ret->span = (struct vouch_span){.box = from->box, .page = from->page};
    span_set_text(&ret->span, from->text, from->confidence);
    ret->word_count = from->word_count;
    ret->reserved = 0;
    return 0;
}

static int32_t word(const struct vouch_document *document, uint32_t line_index, uint32_t index,
                    struct vouch_span *ret)
{
    const struct document_line *from;

    if (line_index >= document->line_count)
        return -1;
    from = &document->lines[line_index];
    if (index >= from->word_count)
        return -1;
    *ret = (struct vouch_span){.box = from->words[index].box, .page = from->page};
    span_set_text(ret, from->words[index].text, from->words[index].confidence);
    return 0;
}

static int32_t information(const struct vouch_document *document, const char *key,
                           struct vouch_text *ret)
{
    const char *value = document->parts.file ? pdf_information(document->parts.file, key) : NULL;
    struct slice safe;

    if (!value)
        return 0;
    if (document_safe_text(document->arena, slice_str(value), &safe) < 0) {
        document->trouble->memory = true;
        return 0;
    }
    *ret = text_of(safe);
    return 1;
}

static int32_t signature(const struct vouch_document *document, struct vouch_signature *ret)
{
    uint32_t size = ret->size;

    if (!document->parts.signature || size < sizeof *ret)
        return 0;
    *ret = *document->parts.signature;
    ret->size = size;
    return 1;
}

static int32_t is_complete(const struct vouch_document *document)
{
    return document->parts.is_complete;
}

static int32_t is_sure(const struct vouch_document *document, struct vouch_text text)
{
    return confidence_is_sure(document, text.confidence);
}

static const char *form(const struct vouch_document *document)
{
    return document->parts.form ? document->parts.form : "electronic";
}

/* ---- Searching ---- */

/* What went wrong is remembered; for the plugin it is "not found". */
static int32_t note(const struct vouch_document *document, int result)
{
    document->trouble->limit |= result == ERR_LIMIT;
    document->trouble->memory |= result == ERR_NOMEM;
    document->trouble->misuse |= result == ERR_SYNTAX || result == ERR_INVALID;
    if (document->trouble->misuse && !document->trouble->mistake)
        document->trouble->mistake = result == ERR_SYNTAX ? "a pattern that PCRE2 does not compile"
                                                          : "a pattern or table that is none";
    return result > 0;
}

static int search(const struct vouch_document *document, const char *pattern, struct slice text,
                  uint32_t from, struct pattern_match *match)
{
    const struct pattern *compiled;
    int r = pattern ? patterns_get(document->patterns, pattern, &compiled) : ERR_INVALID;

    return r < 0 ? r : pattern_search(document->patterns, compiled, text, from, match);
}

/* An empty match must not be found for ever. */
static uint32_t search_on(const struct pattern_match *match)
{
    size_t end = match->groups[0].end;

    return (uint32_t)(match->groups[0].start == end ? end + 1 : end);
}

static int32_t find(const struct vouch_document *document, const char *pattern, uint32_t from,
                    struct vouch_match *ret)
{
    struct pattern_match match;
    int r = search(document, pattern, document->folded, from, &match);

    if (r <= 0 || !ret)
        return note(document, r);
    *ret = (struct vouch_match){.count = (uint32_t)match.count, .end = search_on(&match)};
    for (size_t i = 0; i < VOUCH_GROUPS; i++)
        ret->groups[i] = document_span(document, match.groups[i].start, match.groups[i].end);
    return 1;
}

/* `folded` is the folded form of `text`. */
static int match_folded(const struct vouch_document *document, const char *pattern,
                        struct vouch_text text, struct slice folded, struct vouch_match *ret)
{
    struct slice printed = slice_of_text(text);
    struct pattern_match match;
    int r = search(document, pattern, folded, 0, &match);

    if (r <= 0 || !ret)
        return r;
    *ret = (struct vouch_match){.count = (uint32_t)match.count, .end = search_on(&match)};
    for (size_t i = 0; i < VOUCH_GROUPS; i++) {
        size_t start = document_unfold(printed, folded, match.groups[i].start);
        size_t end = document_unfold(printed, folded, match.groups[i].end);

        span_set_text(&ret->groups[i], slice_sub(printed, start, end - start), text.confidence);
    }
    return 1;
}

static int32_t match(const struct vouch_document *document, const char *pattern,
                     struct vouch_text text, struct vouch_match *ret)
{
    struct slice printed = slice_of_text(text);
    struct buffer folded;
    int r;

    if (document_is_plain(printed))
        return note(document, match_folded(document, pattern, text, printed, ret));
    if (!utf8_valid(printed, NULL))
        return 0;
    buffer_init(&folded, 0);
    document_fold(printed, &folded);
    r = buffer_error(&folded);
    if (r == 0)
        r = match_folded(document, pattern, text, buffer_slice(&folded), ret);
    buffer_done(&folded);
    return note(document, r);
}

/* ---- Tables ---- */

static int32_t table(const struct vouch_document *document, const struct vouch_table *declared,
                     struct vouch_rows **ret)
{
    return note(document, table_read(document, declared, ret));
}

static uint32_t row_count(const struct vouch_rows *rows)
{
    return rows->row_count;
}

static int32_t cell(const struct vouch_rows *rows, uint32_t row, uint32_t column,
                    struct vouch_span *ret)
{
    if (column == VOUCH_WHOLE_ROW)
        column = rows->column_count;
    if (row >= rows->row_count || column > rows->column_count)
        return -1;
    *ret = rows->cells[(size_t)row * (rows->column_count + 1) + column];
    return 0;
}

static uint32_t loose_words(const struct vouch_rows *rows)
{
    return rows->loose;
}

/* ---- Marks ---- */

static int32_t set_apart(const struct vouch_document *document, const struct vouch_mark *mark,
                         const struct vouch_document **ret)
{
    int r = document_set_apart(document, mark, ret);

    note(document, r);
    return r < 0 ? -1 : r;
}

static int32_t apart(const struct vouch_document *document, uint32_t page, struct vouch_span *ret)
{
    if (!document->apart || page == 0 || page > document->parts.page_count ||
        document->apart[page - 1].text.length == 0)
        return 0;
    *ret = document->apart[page - 1];
    return 1;
}

/* ---- Configuration ---- */

static const struct vouch_setting *setting(const struct vouch_setting *map, const char *name)
{
    for (uint32_t i = 0; map && map->kind == SETTING_MAP && i < map->count; i++)
        if (strcmp(map->items[i].name, name) == 0)
            return &map->items[i];
    return NULL;
}

static uint32_t setting_count(const struct vouch_setting *list)
{
    return list && list->kind == SETTING_LIST ? list->count : 0;
}

static const struct vouch_setting *setting_at(const struct vouch_setting *list, uint32_t index)
{
    return index < setting_count(list) ? &list->items[index] : NULL;
}

static bool holds(const struct vouch_setting *member, struct vouch_text value)
{
    if (!member)
        return false;
    if (member->kind == SETTING_TEXT)
        return vouch_text_is(value, member->text);
    for (uint32_t i = 0; i < setting_count(member); i++)
        if (member->items[i].kind == SETTING_TEXT && vouch_text_is(value, member->items[i].text))
            return true;
    return false;
}

static const struct vouch_setting *setting_find(const struct vouch_setting *maps, const char *name,
                                                struct vouch_text value)
{
    for (uint32_t i = 0; i < setting_count(maps); i++)
        if (holds(setting(&maps->items[i], name), value))
            return &maps->items[i];
    return NULL;
}

static const char *setting_text(const struct vouch_setting *node)
{
    return node ? node->text : NULL;
}

static int32_t setting_integer(const struct vouch_setting *node, int64_t *ret)
{
    if (!node || node->kind != SETTING_INTEGER)
        return -1;
    *ret = node->integer;
    return 0;
}

static int32_t is_currency(const char *code)
{
    return claim_is_currency(code);
}

const struct vouch_host worker_host = {
    .size = sizeof(struct vouch_host),
    .abi = VOUCH_ABI,
    .page_count = page_count,
    .page_size = page_size,
    .line_count = line_count,
    .line = line,
    .word = word,
    .information = information,
    .signature = signature,
    .is_complete = is_complete,
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
    .claim_text = claim_text,
    .claim_day = claim_day,
    .claim_code = claim_code,
    .claim_issued_at = claim_issued_at,
    .claim_name = claim_name,
    .claim_id_number = claim_id_number,
    .claim_crossings = claim_crossings,
    .claim_crossing = claim_crossing,
    .claim_extra = claim_extra,
    .check = claim_check,
    .reason = claim_reason,
    .advise = claim_advice,
    .unread = claim_unread,
    .claim_account = claim_account,
    .claim_transactions = claim_transactions,
    .claim_transaction = claim_transaction,
    .claim_total = claim_total,
    .claim_verification = claim_verification,
    .layout = claim_layout,
    .is_currency = is_currency,
    .is_sure = is_sure,
    .form = form,
    .set_apart = set_apart,
    .apart = apart,
};
