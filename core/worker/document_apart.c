/*
 * A mark that runs down or up a page: single characters of one kind whose middles stand one below
 * the other, each in a line of its own; or one word of such characters that is higher than it is
 * wide, because it was turned. What is no such run stays where it is: a lone letter in a line may
 * be anything.
 */
#include "base/error.h"
#include "base/unicode.h"
#include "worker/document.h"

#include <stdlib.h>

#define CHARACTER_MAX 4    /* bytes of one in UTF-8 */
#define BESIDE        4000 /* 1/1000 point: so far apart middles may be, for letters differ in width */

/* A word that may belong to a mark. */
struct lone {
    uint32_t line; /* of the text */
    uint32_t word;
    uint32_t page;
    int32_t middle;
    bool is_turned; /* all of a mark */
    bool is_taken;
};

struct apart {
    const struct vouch_document *document;
    const struct pdf_text *text;
    const struct pattern *character;
    uint32_t least;
    struct lone *items;
    size_t count, capacity;
    size_t taken;
};

/* How many characters the text has, if all of them are the mark's; 0 otherwise. */
static uint32_t count_characters(const struct apart *apart, struct slice text)
{
    uint32_t count = 0, code;

    while (text.size > 0) {
        struct slice rest = text;

        if (utf8_next(&rest, &code) < 0 ||
            pattern_fits(apart->document->patterns, apart->character,
                         slice_sub(text, 0, text.size - rest.size)) <= 0)
            return 0;
        text = rest;
        count++;
    }
    return count;
}

/* A run of characters is wider than high, unless it was turned. */
static bool is_turned(const struct pdf_box *box)
{
    return (int64_t)box->bottom - box->top > 2 * ((int64_t)box->right - box->left);
}

static int add(struct apart *apart, uint32_t line, uint32_t word)
{
    const struct pdf_word *from = &apart->text->lines[line].words[word];
    bool turned = is_turned(&from->box) && from->text.size > CHARACTER_MAX;
    uint32_t count = 0;
    struct lone *items;

    if (turned || from->text.size <= CHARACTER_MAX)
        count = count_characters(apart, from->text);
    if (turned ? count < apart->least : count != 1)
        return 0;
    items = arena_grow(apart->document->arena, apart->items, apart->count, &apart->capacity,
                       sizeof *items);
    if (!items)
        return ERR_NOMEM;
    apart->items = items;
    items[apart->count++] = (struct lone){
        .line = line,
        .word = word,
        .page = apart->text->lines[line].page,
        .middle = from->box.left / 2 + from->box.right / 2,
        .is_turned = turned,
        .is_taken = turned,
    };
    return 0;
}

static int collect(struct apart *apart)
{
    int r = 0;

    for (size_t i = 0; i < apart->text->line_count; i++)
        for (size_t j = 0; j < apart->text->lines[i].word_count && r == 0; j++)
            r = add(apart, (uint32_t)i, (uint32_t)j);
    return r;
}

/* Turned words last: they need no company. */
static int by_place(const void *a, const void *b)
{
    const struct lone *x = a, *y = b;

    if (x->is_turned != y->is_turned)
        return x->is_turned - y->is_turned;
    if (x->page != y->page)
        return x->page < y->page ? -1 : 1;
    if (x->middle != y->middle)
        return x->middle < y->middle ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

static int by_line(const void *a, const void *b)
{
    const struct lone *x = a, *y = b;

    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->word < y->word ? -1 : x->word > y->word;
}

/* Neighbours from left to right that are near enough are one run, if each has its own line. */
static void take_runs(struct apart *apart)
{
    struct lone *items = apart->items;
    size_t count = apart->count;

    qsort(items, apart->count, sizeof *items, by_place);
    while (count > 0 && items[count - 1].is_turned)
        count--;
    apart->taken = apart->count - count;
    for (size_t first = 0, end; first < count; first = end) {
        bool is_run;

        for (end = first + 1; end < count && items[end].page == items[first].page &&
                              items[end].middle - items[first].middle <= BESIDE;)
            end++;
        is_run = end - first >= apart->least;
        qsort(items + first, end - first, sizeof *items, by_line);
        for (size_t i = first + 1; i < end && is_run; i++)
            is_run = items[i].line != items[i - 1].line;
        for (size_t i = first; i < end && is_run; i++)
            items[i].is_taken = true;
        apart->taken += is_run ? end - first : 0;
    }
}

/* The marks' texts, a page each; where a page has two, one after the other. */
static int write_marks(struct apart *apart, struct vouch_span **ret)
{
    struct arena *arena = apart->document->arena;
    uint32_t pages = apart->document->parts.page_count;
    struct vouch_span *marks = arena_calloc(arena, (size_t)pages + 1, sizeof *marks);
    size_t size = 1;
    char *room;

    for (size_t i = 0; i < apart->count; i++)
        size += apart->text->lines[apart->items[i].line].words[apart->items[i].word].text.size;
    room = arena_alloc(arena, size);
    if (!marks || !room)
        return ERR_NOMEM;
    qsort(apart->items, apart->count, sizeof *apart->items, by_line);
    for (size_t i = 0; i < apart->count; i++) {
        const struct lone *lone = &apart->items[i];
        const struct pdf_word *word = &apart->text->lines[lone->line].words[lone->word];
        struct vouch_span *mark = &marks[lone->page - 1];

        if (!lone->is_taken || lone->page == 0 || lone->page > pages)
            continue;
        if (mark->text.length == 0)
            mark->text.data = room;
        memcpy(room, word->text.data, word->text.size);
        room += word->text.size;
        mark->text.length += (uint32_t)word->text.size;
        mark->page = lone->page;
        mark->box = box_join(mark->box, (struct vouch_box){word->box.left, word->box.top,
                                                           word->box.right, word->box.bottom});
    }
    *ret = marks;
    return 0;
}

/* ---- The text without them ---- */

/* Of a line whose words up to `next` were looked at: is a space before that one? */
static bool passes_space(struct slice text, size_t *at, const struct pdf_word *next)
{
    bool is_space = *at < text.size && text.data[*at] == ' ' && next->text.size > 0 &&
                    next->text.data[0] != ' ';

    *at += is_space;
    *at += next->text.size;
    return is_space;
}

/* A copy of the line without the words that `taken` (as many as `count`, in order) names. */
static int copy_line(struct arena *arena, const struct lone *taken, size_t count,
                     struct pdf_line *line)
{
    struct pdf_word *words = arena_array(arena, struct pdf_word, line->word_count);
    uint8_t *text = arena_alloc(arena, line->text.size + 1);
    size_t kept = 0, size = 0, at = 0;
    bool is_spaced = false;

    if (!words || !text)
        return ERR_NOMEM;
    for (size_t i = 0; i < line->word_count; i++) {
        const struct pdf_word *word = &line->words[i];

        is_spaced |= passes_space(line->text, &at, word);
        if (count > 0 && taken->word == i) {
            taken++;
            count--;
            continue;
        }
        if (size + 1 + word->text.size > line->text.size + 1)
            return ERR_INVALID;
        if (is_spaced && kept > 0)
            text[size++] = ' ';
        memcpy(text + size, word->text.data, word->text.size);
        words[kept] = *word;
        words[kept++].text = slice_of(text + size, word->text.size);
        size += word->text.size;
        is_spaced = false;
    }
    line->words = words;
    line->word_count = kept;
    line->text = slice_of(text, size);
    return 0;
}

/* By line and word again, with what stays moved to the end. */
static int by_taken(const void *a, const void *b)
{
    const struct lone *x = a, *y = b;

    return x->is_taken != y->is_taken ? y->is_taken - x->is_taken : by_line(a, b);
}

static int copy_text(struct apart *apart, struct pdf_text *text)
{
    struct arena *arena = apart->document->arena;
    struct pdf_line *lines = arena_array(arena, struct pdf_line, text->line_count);
    size_t kept = 0, next = 0;
    int r = 0;

    if (!lines)
        return ERR_NOMEM;
    qsort(apart->items, apart->count, sizeof *apart->items, by_taken);
    for (size_t i = 0; i < text->line_count && r == 0; i++) {
        size_t first = next;

        lines[kept] = text->lines[i];
        while (next < apart->taken && apart->items[next].line == i)
            next++;
        if (next > first)
            r = copy_line(arena, &apart->items[first], next - first, &lines[kept]);
        kept += lines[kept].word_count > 0;
    }
    text->lines = lines;
    text->line_count = kept;
    return r;
}

int document_set_apart(const struct vouch_document *document, const struct vouch_mark *mark,
                       const struct vouch_document **ret)
{
    struct apart apart = {.document = document, .text = document->parts.text};
    struct document_parts parts = document->parts;
    struct pdf_text *text = arena_dup(document->arena, apart.text, sizeof *apart.text);
    const struct vouch_document *made;
    struct vouch_span *marks;
    int r = text ? 0 : ERR_NOMEM;

    *ret = document;
    if (r == 0 && (mark->size < sizeof *mark || mark->least < 2 || !mark->character))
        r = ERR_INVALID;
    if (r == 0)
        r = patterns_get(document->patterns, mark->character, &apart.character);
    apart.least = mark->least;
    if (r == 0)
        r = collect(&apart);
    if (r < 0 || apart.count == 0)
        return r;
    take_runs(&apart);
    if (apart.taken == 0)
        return 0;
    r = write_marks(&apart, &marks);
    if (r == 0)
        r = copy_text(&apart, text);
    parts.text = text;
    if (r == 0)
        r = document_new(document->arena, document->patterns, &parts, &made);
    if (r < 0)
        return r;
    ((struct vouch_document *)made)->apart = marks;
    ((struct vouch_document *)made)->trouble = document->trouble;
    *ret = made;
    return 1;
}
