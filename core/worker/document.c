#include "worker/document.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/unicode.h"

#define FLOW_MAX       (UINT32_MAX / 2) /* bytes; folding never makes text longer */
#define REPLACEMENT    0xFFFDu
#define BOX_SCALE      10000
#define LINES_MAX      (UINT32_MAX / 2)
#define IS_PLAIN(byte) ((byte) >= 0x20 && (byte) < 0x7F)

/* ---- Letters that are what they seem ---- */

/* U+4000..9FFF, the most common ideographs: lead bytes E4 to E9 with any two that go on. */
static bool is_common_han(struct slice text)
{
    return text.size >= 3 && text.data[0] >= 0xE4 && text.data[0] <= 0xE9 &&
           (text.data[1] & 0xC0) == 0x80 && (text.data[2] & 0xC0) == 0x80;
}

/* How many bytes at the beginning are safe to show and fold to themselves, seen at a glance. */
static size_t plain_length(struct slice text)
{
    size_t at = 0;

    while (at < text.size) {
        if (IS_PLAIN(text.data[at]))
            at++;
        else if (is_common_han(slice_sub(text, at, 3)))
            at += 3;
        else
            break;
    }
    return at;
}

bool document_is_plain(struct slice text)
{
    return plain_length(text) == text.size;
}

/* ---- Text that can be shown ---- */

static bool is_safe(struct slice text)
{
    uint32_t code;

    for (;;) {
        text = slice_sub(text, plain_length(text), text.size);
        if (text.size == 0)
            return true;
        if (utf8_next(&text, &code) < 0 || unicode_is_unsafe(code))
            return false;
    }
}

int document_safe_text(struct arena *arena, struct slice text, struct slice *ret)
{
    struct buffer safe;
    uint8_t *copy;

    if (is_safe(text)) {
        *ret = text;
        return 0;
    }
    buffer_init(&safe, 0);
    while (text.size > 0) {
        uint32_t code = REPLACEMENT;

        if (utf8_next(&text, &code) < 0)
            text = slice_sub(text, 1, text.size);
        else if (unicode_is_unsafe(code))
            code = REPLACEMENT;
        utf8_append(&safe, code);
    }
    copy = buffer_error(&safe) ? NULL : arena_dup(arena, safe.data, safe.size);
    *ret = slice_of(copy, safe.size);
    buffer_done(&safe);
    return copy ? 0 : ERR_NOMEM;
}

/* ---- Folding ---- */

static uint32_t fold(uint32_t code)
{
    code = unicode_fold_code(code, UNICODE_FOLD_ALL, NULL);
    return code != '\n' && unicode_is_space(code) ? ' ' : code;
}

void document_fold(struct slice text, struct buffer *out)
{
    while (text.size > 0) {
        size_t plain = plain_length(text);
        uint32_t code;

        if (plain > 0)
            buffer_append(out, text.data, plain);
        text = slice_sub(text, plain, text.size);
        if (text.size == 0 || utf8_next(&text, &code) < 0)
            return;
        utf8_append(out, fold(code));
    }
}

size_t document_unfold(struct slice text, struct slice folded, size_t offset)
{
    struct slice left = text, folded_left = folded;
    uint32_t code;

    if (offset <= text.size &&
        slice_equal(slice_sub(text, 0, offset), slice_sub(folded, 0, offset)))
        return offset;
    while (left.size > 0 && folded.size - folded_left.size < offset)
        if (utf8_next(&left, &code) < 0 || utf8_next(&folded_left, &code) < 0)
            break;
    return text.size - left.size;
}

/* ---- Lines ---- */

/* Such that the difference of two places does not overflow; a page is a hundredth of that. */
#define PLACE_MAX 500000000

static int32_t place(int32_t at)
{
    return at < -PLACE_MAX ? -PLACE_MAX : at > PLACE_MAX ? PLACE_MAX : at;
}

/* A box that is turned inside out is an empty one. */
static struct vouch_box box_of(const struct pdf_box *box)
{
    struct vouch_box made = {place(box->left), place(box->top), place(box->right),
                             place(box->bottom)};

    made.right = made.right < made.left ? made.left : made.right;
    made.bottom = made.bottom < made.top ? made.top : made.bottom;
    return made;
}

struct vouch_box box_join(struct vouch_box a, struct vouch_box b)
{
    if (box_is_empty(a))
        return b;
    if (box_is_empty(b))
        return a;
    a.left = b.left < a.left ? b.left : a.left;
    a.top = b.top < a.top ? b.top : a.top;
    a.right = b.right > a.right ? b.right : a.right;
    a.bottom = b.bottom > a.bottom ? b.bottom : a.bottom;
    return a;
}

static int64_t scale(int64_t place, int32_t size, bool up)
{
    int64_t scaled;

    if (size <= 0)
        return 0;
    scaled = (place * BOX_SCALE + (up ? size - 1 : 0)) / size;
    return scaled < 0 ? 0 : scaled > BOX_SCALE ? BOX_SCALE : scaled;
}

void box_to_report(struct vouch_box box, struct page_size page, int64_t ret[4])
{
    if (page.shown) {
        struct reading_box upright = {box.left, box.top, box.right, box.bottom};
        struct reading_box shown = reading_shown(&page.shown->turn, upright);

        box = (struct vouch_box){shown.left, shown.top, shown.right, shown.bottom};
        page.width = page.shown->width;
        page.height = page.shown->height;
    }
    ret[0] = scale(box.left, page.width, false);
    ret[1] = scale(box.top, page.height, false);
    ret[2] = scale(box.right, page.width, true);
    ret[3] = scale(box.bottom, page.height, true);
}

/* Finds each word in the line's text, which is the words with a space where there is a gap. */
static int take_words(struct arena *arena, const struct pdf_line *from, struct document_line *line)
{
    size_t at = 0;

    line->words = arena_array(arena, struct document_word, from->word_count);
    if (!line->words)
        return ERR_NOMEM;
    for (size_t i = 0; i < from->word_count; i++) {
        struct document_word *word = &line->words[line->word_count];
        int r = document_safe_text(arena, from->words[i].text, &word->text);

        if (r < 0)
            return r;
        if (word->text.size == 0)
            continue;
        if (at < line->text.size && line->text.data[at] == ' ' && word->text.data[0] != ' ')
            at++;
        word->box = box_of(&from->words[i].box);
        word->confidence = from->words[i].confidence;
        line->confidence = confidence_join(line->confidence, word->confidence);
        word->offset = (uint32_t)at;
        at += word->text.size;
        at = at < line->text.size ? at : line->text.size;
        line->word_count++;
    }
    return 0;
}

static int take_lines(struct vouch_document *document, const struct pdf_line *from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct document_line *line = &document->lines[document->line_count];
        int r = document_safe_text(document->arena, from[i].text, &line->text);

        if (r == 0)
            r = take_words(document->arena, &from[i], line);
        if (r < 0)
            return r;
        line->box = box_of(&from[i].box);
        line->page = from[i].page;
        document->line_count++;
    }
    return 0;
}

static int keep(struct arena *arena, struct buffer *buffer, struct slice *ret)
{
    void *copy = buffer_error(buffer) ? NULL : arena_dup(arena, buffer->data, buffer->size);
    int r = buffer_error(buffer) == ERR_LIMIT ? ERR_LIMIT : copy ? 0 : ERR_NOMEM;

    if (r == 0)
        *ret = slice_of(copy, buffer->size);
    return r;
}

static int make_flow(struct vouch_document *document)
{
    struct buffer flow, folded;
    int r;

    buffer_init(&flow, FLOW_MAX);
    buffer_init(&folded, FLOW_MAX);
    for (uint32_t i = 0; i < document->visible_count; i++) {
        struct document_line *line = &document->lines[i];

        line->flow = (uint32_t)flow.size;
        line->folded = (uint32_t)folded.size;
        buffer_append(&flow, line->text.data, line->text.size);
        buffer_append_byte(&flow, '\n');
        document_fold(line->text, &folded);
        buffer_append_byte(&folded, '\n');
    }
    r = keep(document->arena, &flow, &document->flow);
    if (r == 0)
        r = keep(document->arena, &folded, &document->folded);
    buffer_done(&flow);
    buffer_done(&folded);
    return r;
}

int document_new(struct arena *arena, struct patterns *patterns, const struct document_parts *parts,
                 const struct vouch_document **ret)
{
    struct vouch_document *document = arena_new_of(arena, struct vouch_document);
    const struct pdf_text *text = parts->text;
    int r;

    if (!document)
        return ERR_NOMEM;
    if (text->line_count > LINES_MAX || text->hidden_count > LINES_MAX)
        return ERR_LIMIT;
    document->arena = arena;
    document->patterns = patterns;
    document->parts = *parts;
    document->trouble = arena_new_of(arena, struct document_trouble);
    document->lines =
        arena_array(arena, struct document_line, text->line_count + text->hidden_count);
    if (!document->lines || !document->trouble)
        return ERR_NOMEM;
    r = take_lines(document, text->lines, text->line_count);
    document->visible_count = document->line_count;
    if (r == 0)
        r = take_lines(document, text->hidden, text->hidden_count);
    if (r == 0)
        r = make_flow(document);
    if (r == 0)
        *ret = document;
    return r;
}

struct slice document_folded_line(const struct vouch_document *document, uint32_t line)
{
    size_t start = document->lines[line].folded;
    size_t end = line + 1 < document->visible_count ? document->lines[line + 1].folded
                                                    : document->folded.size;

    return slice_sub(document->folded, start, end - start - 1);
}

static uint32_t last_code(struct slice text)
{
    uint32_t code = 0;
    size_t at = text.size;

    while (at > 0 && (text.data[--at] & 0xC0) == 0x80)
        ;
    text = slice_sub(text, at, text.size);
    return text.size > 0 && utf8_next(&text, &code) == 0 ? code : 0;
}

bool document_needs_space(struct slice before, struct slice after)
{
    uint32_t code;

    if (before.size == 0 || after.size == 0 || utf8_next(&after, &code) < 0)
        return false;
    return !unicode_is_wide(code) && !unicode_is_wide(last_code(before));
}

/* ---- Places ---- */

/* The visible line that holds an offset of the folded flow. */
static const struct document_line *line_at(const struct vouch_document *document, size_t offset)
{
    uint32_t low = 0, high = document->visible_count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (document->lines[middle].folded <= offset)
            low = middle;
        else
            high = middle;
    }
    return &document->lines[low];
}

/* The same moment of the text in the printed flow. */
static size_t printed_offset(const struct vouch_document *document, size_t offset)
{
    const struct document_line *line = line_at(document, offset);
    struct slice folded = slice_sub(document->folded, line->folded, document->folded.size);

    return line->flow + document_unfold(line->text, folded, offset - line->folded);
}

/* Twice as wide on paper counts twice: good enough to cut a word's box at a letter. */
static int64_t width_of(struct slice text)
{
    int64_t width = 0;
    uint32_t code;

    while (text.size > 0 && utf8_next(&text, &code) == 0)
        width += unicode_is_wide(code) ? 2 : 1;
    return width;
}

struct vouch_box document_word_part(const struct document_word *word, size_t start, size_t end)
{
    struct vouch_box box = word->box;
    int64_t width = (int64_t)box.right - box.left, all = width_of(word->text);
    int64_t before = width_of(slice_sub(word->text, 0, start));
    int64_t within = width_of(slice_sub(word->text, start, end - start));

    if (all == 0)
        return box;
    box.left = (int32_t)(word->box.left + width * before / all);
    box.right = (int32_t)(word->box.left + width * (before + within) / all);
    return box;
}

/* Joins the words that lie between two offsets of the line's text; boxes of the span's page. */
static void join_within(const struct document_line *line, size_t start, size_t end,
                        struct vouch_span *span)
{
    for (uint32_t i = 0; i < line->word_count; i++) {
        const struct document_word *word = &line->words[i];
        size_t word_end = word->offset + word->text.size;
        size_t from = start > word->offset ? start : word->offset;
        size_t to = end < word_end ? end : word_end;

        if (from >= to)
            continue;
        if (line->page == span->page)
            span->box = box_join(span->box,
                                 document_word_part(word, from - word->offset, to - word->offset));
        span->confidence = confidence_join(span->confidence, word->confidence);
    }
}

struct vouch_span document_span(const struct vouch_document *document, size_t start, size_t end)
{
    const struct document_line *line, *last;
    struct vouch_span span = {.text = {.data = ""}};

    if (start >= end || document->visible_count == 0)
        return span;
    line = line_at(document, start);
    last = line_at(document, end - 1);
    start = printed_offset(document, start);
    end = printed_offset(document, end);
    span.text = text_of(slice_sub(document->flow, start, end - start));
    span.page = line->page;
    for (const struct document_line *at = line; at <= last; at++) {
        size_t from = start > at->flow ? start - at->flow : 0;

        join_within(at, from, end - at->flow, &span);
    }
    span.text.confidence = span.confidence;
    return span;
}
