/*
 * Glyphs to words, words to lines. A word goes on as long as glyphs follow each other on one
 * baseline; when the page is complete its words are sorted by baseline into lines, and what
 * touches is joined once more, since content streams may draw in any order.
 */
#include "pdf/text_impl.h"

#include "base/error.h"

#include <stdlib.h>

/* Parts of the font size, as divisors. */
#define GAP_WORD      5  /* a gap wider than this divides words */
#define GAP_BACK      6  /* so far back kerning goes; less than the narrowest glyph is wide */
#define SAME_BASELINE 10 /* glyphs of one word */
#define SAME_LINE     4  /* words of one line */
#define SAME_PLACE    8  /* a word drawn twice to make it bold */
#define SAME_SIZE     50

void text_layout_init(struct text_layout *layout, struct arena *arena)
{
    *layout = (struct text_layout){.arena = arena};
    buffer_init(&layout->text, 0);
}

void text_layout_done(struct text_layout *layout)
{
    buffer_done(&layout->text);
    free(layout->words);
}

static int32_t distance(int32_t a, int32_t b)
{
    return a > b ? a - b : b - a;
}

static bool same_size(int32_t a, int32_t b)
{
    return distance(a, b) <= a / SAME_SIZE;
}

/* One font size and one baseline. */
static bool same_run(const struct text_word *word, int32_t size, int32_t across)
{
    return same_size(word->size, size) &&
           distance(word->across, across) <= word->size / SAME_BASELINE;
}

/* Whether what starts at `start` goes on where `word` ends. */
static bool touches(const struct text_word *word, int32_t start)
{
    int32_t gap = start - word->end;

    return gap <= word->size / GAP_WORD && -gap <= word->size / GAP_BACK;
}

static bool continues(const struct text_word *word, const struct text_glyph *glyph)
{
    return word->direction == glyph->direction && word->hidden == glyph->hidden &&
           same_run(word, glyph->size, glyph->across) && touches(word, glyph->start);
}

static void unite(struct pdf_box *box, const struct pdf_box *other)
{
    box->left = other->left < box->left ? other->left : box->left;
    box->top = other->top < box->top ? other->top : box->top;
    box->right = other->right > box->right ? other->right : box->right;
    box->bottom = other->bottom > box->bottom ? other->bottom : box->bottom;
}

/* malloc: a page's words are gone when its lines are made. */
static struct text_word *new_word(struct text_layout *layout)
{
    if (layout->count == layout->capacity) {
        size_t capacity = layout->capacity ? layout->capacity * 2 : 256;
        struct text_word *words = reallocarray(layout->words, capacity, sizeof *words);

        if (!words)
            return NULL;
        layout->words = words;
        layout->capacity = capacity;
    }
    return &layout->words[layout->count++];
}

int text_layout_glyph(struct text_layout *layout, const struct text_glyph *glyph)
{
    struct text_word *word = layout->open ? &layout->words[layout->count - 1] : NULL;

    if (glyph->text.size == 0) {
        layout->open = false;
        layout->space = true;
        return 0;
    }
    if (word && continues(word, glyph)) {
        unite(&word->box, &glyph->box);
    } else {
        word = new_word(layout);
        if (!word)
            return ERR_NOMEM;
        *word = (struct text_word){
            .text = layout->text.size,
            .start = glyph->start,
            .across = glyph->across,
            .size = glyph->size,
            .box = glyph->box,
            .order = (uint32_t)layout->count - 1,
            .direction = (uint8_t)glyph->direction,
            .hidden = glyph->hidden,
            .spaced = layout->space,
        };
    }
    word->end = glyph->end;
    word->covered |= glyph->covered;
    word->text_size += glyph->text.size;
    buffer_append(&layout->text, glyph->text.data, glyph->text.size);
    layout->open = true;
    layout->space = false;
    return buffer_error(&layout->text);
}

/* ---- Lines ---- */

static int compare_int(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Visible before hidden, by direction, then from line to line. */
static int compare_across(const void *a, const void *b)
{
    const struct text_word *x = a, *y = b;

    if (x->hidden != y->hidden)
        return x->hidden - y->hidden;
    if (x->direction != y->direction)
        return x->direction - y->direction;
    if (x->across != y->across)
        return compare_int(x->across, y->across);
    return compare_int(x->order, y->order);
}

static int compare_start(const void *a, const void *b)
{
    const struct text_word *x = a, *y = b;

    if (x->start != y->start)
        return compare_int(x->start, y->start);
    return compare_int(x->order, y->order);
}

/* Most streams draw in reading order; then there is nothing to do. */
static void sort_words(struct text_word *words, size_t count,
                       int (*compare)(const void *, const void *))
{
    for (size_t i = 1; i < count; i++) {
        if (compare(&words[i - 1], &words[i]) > 0) {
            qsort(words, count, sizeof *words, compare);
            return;
        }
    }
}

/* How many words from `words` on are one line; text that runs askew is a line a word. */
static size_t line_length(const struct text_word *words, size_t count)
{
    size_t length = 1;

    while (length < count && words[length].direction == words[0].direction &&
           words[0].direction != TEXT_OTHER && words[length].hidden == words[0].hidden) {
        int32_t size = words[length].size < words[0].size ? words[length].size : words[0].size;

        if (distance(words[length].across, words[0].across) > size / SAME_LINE)
            break;
        length++;
    }
    return length;
}

static struct slice word_text(const struct text_layout *layout, const struct text_word *word)
{
    return slice_sub(buffer_slice(&layout->text), word->text, word->text_size);
}

static bool drawn_twice(const struct text_layout *layout, const struct text_word *a,
                        const struct text_word *b)
{
    return same_size(a->size, b->size) && distance(a->start, b->start) <= a->size / SAME_PLACE &&
           slice_equal(word_text(layout, a), word_text(layout, b));
}

/* Appends the text of `word` to that of `last`, which is moved to the end of the buffer first. */
static int join(struct text_layout *layout, struct text_word *last, const struct text_word *word)
{
    struct buffer *text = &layout->text;
    bool at_end = last->text + last->text_size == text->size;
    size_t moved = at_end ? 0 : last->text_size;
    uint8_t *room = buffer_reserve(text, moved + word->text_size);

    if (!room)
        return ERR_NOMEM;
    memcpy(room, text->data + last->text, moved);
    memcpy(room + moved, text->data + word->text, word->text_size);
    if (!at_end)
        last->text = text->size;
    buffer_commit(text, moved + word->text_size);
    last->text_size += word->text_size;
    last->end = word->end;
    unite(&last->box, &word->box);
    return 0;
}

/* Joins what touches among the words of a line, sorted; `*count` becomes what is left. */
static int join_line(struct text_layout *layout, struct text_word *words, size_t *count)
{
    size_t kept = 0;
    int r;

    for (size_t i = 1; i < *count; i++) {
        struct text_word *last = &words[kept];

        if (drawn_twice(layout, last, &words[i]))
            continue;
        if (words[i].spaced || !same_run(last, words[i].size, words[i].across) ||
            !touches(last, words[i].start)) {
            words[++kept] = words[i];
            continue;
        }
        r = join(layout, last, &words[i]);
        if (r)
            return r;
    }
    *count = kept + 1;
    return 0;
}

static bool gap_between(const struct text_word *a, const struct text_word *b)
{
    int32_t size = a->size < b->size ? a->size : b->size;

    return b->spaced || b->start - a->end > size / GAP_WORD;
}

/* The line's text in the arena; the words' texts lie inside it. */
static int write_texts(struct text_layout *layout, const struct text_word *words, size_t count,
                       struct pdf_line *line, struct pdf_word *ret_words)
{
    size_t size = 0;
    uint8_t *text;

    for (size_t i = 0; i < count; i++)
        size += words[i].text_size + 1;
    text = arena_alloc(layout->arena, size);
    if (!text)
        return ERR_NOMEM;
    line->text = slice_of(text, 0);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && gap_between(&words[i - 1], &words[i]))
            text[line->text.size++] = ' ';
        memcpy(text + line->text.size, layout->text.data + words[i].text, words[i].text_size);
        ret_words[i].text = slice_of(text + line->text.size, words[i].text_size);
        line->text.size += words[i].text_size;
    }
    return 0;
}

static int add_line(struct text_layout *layout, uint32_t page, const struct text_word *words,
                    size_t count)
{
    struct text_lines *lines = words[0].hidden ? &layout->hidden : &layout->lines;
    struct pdf_word *made = arena_array(layout->arena, struct pdf_word, count);
    struct pdf_line *items;
    struct pdf_line line = {.page = page, .words = made, .word_count = count, .box = words[0].box};

    items = arena_grow(layout->arena, lines->items, lines->count, &lines->capacity, sizeof *items);
    if (!made || !items || write_texts(layout, words, count, &line, made))
        return ERR_NOMEM;
    for (size_t i = 0; i < count; i++) {
        made[i].box = words[i].box;
        made[i].order = words[i].order;
        unite(&line.box, &words[i].box);
    }
    lines->items = items;
    items[lines->count++] = line;
    return 0;
}

static int compare_lines(const void *a, const void *b)
{
    const struct pdf_line *x = a, *y = b;

    if (x->box.bottom != y->box.bottom)
        return compare_int(x->box.bottom, y->box.bottom);
    if (x->box.left != y->box.left)
        return compare_int(x->box.left, y->box.left);
    return compare_int(x->words[0].order, y->words[0].order);
}

/* Lines that run from left to right come in order; with others between them they do not. */
static void sort_lines(struct text_lines *lines, size_t from)
{
    if (lines->count - from > 1)
        qsort(lines->items + from, lines->count - from, sizeof *lines->items, compare_lines);
}

int text_layout_page(struct text_layout *layout, uint32_t page)
{
    size_t first_line = layout->lines.count, first_hidden = layout->hidden.count;
    int r = 0;

    sort_words(layout->words, layout->count, compare_across);
    for (size_t i = 0, length; i < layout->count && !r; i += length) {
        struct text_word *words = &layout->words[i];
        size_t count = length = line_length(words, layout->count - i);

        sort_words(words, length, compare_start);
        r = join_line(layout, words, &count);
        if (!r)
            r = add_line(layout, page, words, count);
    }
    sort_lines(&layout->lines, first_line);
    sort_lines(&layout->hidden, first_hidden);
    layout->text.size = 0;
    layout->count = 0;
    layout->open = layout->space = false;
    return r;
}
