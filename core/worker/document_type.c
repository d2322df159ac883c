/* A document that was typed: text whose places in a line are places on the page. */
#include "base/error.h"
#include "base/unicode.h"
#include "worker/document.h"

#define PLACE  6000  /* 1/1000 point: the width of a character, half of a Chinese one's */
#define LINE   14000 /* from line to line */
#define HEIGHT 10000 /* of a character */
#define MARGIN 20000

#define TYPED_LINES_MAX 100000

static int32_t width_of(uint32_t code)
{
    return unicode_is_wide(code) ? 2 * PLACE : PLACE;
}

/* Where `text` begins and ends if it is typed from `left` on. */
static int32_t right_of(struct slice text, int32_t left)
{
    uint32_t code;

    while (text.size > 0 && utf8_next(&text, &code) == 0)
        left += width_of(code);
    return left;
}

/* The words of a line: what stands between spaces. */
static int type_words(struct arena *arena, struct slice line, int32_t top, struct pdf_line *ret)
{
    struct pdf_word *words = arena_array(arena, struct pdf_word, line.size / 2 + 1);
    uint8_t *text = arena_alloc(arena, line.size + 1);
    int32_t left = MARGIN;
    size_t count = 0, size = 0;

    if (!words || !text)
        return ERR_NOMEM;
    for (size_t at = 0, end; at < line.size; at = end) {
        if (line.data[at] == ' ') {
            left += PLACE;
            end = at + 1;
            continue;
        }
        for (end = at; end < line.size && line.data[end] != ' ';)
            end++;
        if (size > 0)
            text[size++] = ' ';
        memcpy(text + size, line.data + at, end - at);
        words[count].text = slice_of(text + size, end - at);
        words[count].box =
            (struct pdf_box){left, top, right_of(words[count].text, left), top + HEIGHT};
        left = words[count++].box.right;
        size += end - at;
    }
    ret->words = words;
    ret->word_count = count;
    ret->text = slice_of(text, size);
    ret->box = (struct pdf_box){count ? words[0].box.left : MARGIN, top, left, top + HEIGHT};
    return 0;
}

struct typed {
    struct pdf_line *lines;
    size_t count, capacity;
    struct page_size *pages;
};

static int type_line(struct arena *arena, struct typed *typed, struct slice line, uint32_t page)
{
    struct page_size *size = &typed->pages[page - 1];
    struct pdf_line made = {.page = page}, *lines;
    int r = type_words(arena, line, size->height, &made);

    if (r < 0)
        return r;
    size->height += LINE;
    if (made.box.right + MARGIN > size->width)
        size->width = made.box.right + MARGIN;
    if (made.word_count == 0)
        return 0;
    if (typed->count >= TYPED_LINES_MAX)
        return ERR_LIMIT;
    lines = arena_grow(arena, typed->lines, typed->count, &typed->capacity, sizeof *lines);
    if (!lines)
        return ERR_NOMEM;
    typed->lines = lines;
    lines[typed->count++] = made;
    return 0;
}

static int type_page(struct arena *arena, struct typed *typed, const char *page, uint32_t number)
{
    struct slice left = slice_str(page);
    int r = utf8_valid(left, NULL) ? 0 : ERR_SYNTAX;

    typed->pages[number - 1].height = MARGIN;
    while (left.size > 0 && r == 0) {
        const uint8_t *end = memchr(left.data, '\n', left.size);
        size_t size = end ? (size_t)(end - left.data) : left.size;

        r = type_line(arena, typed, slice_sub(left, 0, size), number);
        left = slice_sub(left, size + 1, left.size);
    }
    typed->pages[number - 1].height += MARGIN;
    return r;
}

int document_type(struct arena *arena, const char *const *pages, size_t count,
                  struct document_parts *ret)
{
    struct pdf_text *text = arena_new_of(arena, struct pdf_text);
    struct typed typed = {.pages = arena_array(arena, struct page_size, count)};
    int r = text && typed.pages ? 0 : ERR_NOMEM;

    for (size_t i = 0; i < count && r == 0; i++)
        r = type_page(arena, &typed, pages[i], (uint32_t)i + 1);
    if (r < 0)
        return r;
    text->lines = typed.lines;
    text->line_count = typed.count;
    ret->text = text;
    ret->pages = typed.pages;
    ret->page_count = (uint32_t)count;
    return 0;
}
