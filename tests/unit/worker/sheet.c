#include "sheet.h"

#include "base/unicode.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define POINT     1000
#define WORDS_MAX 32

void sheet_init(struct sheet *sheet)
{
    *sheet = (struct sheet){.arena = arena_new(0), .patterns = patterns_new()};
    assert_non_null(sheet->arena);
    assert_non_null(sheet->patterns);
}

void sheet_done(struct sheet *sheet)
{
    sheet->arena = arena_free(sheet->arena);
    sheet->patterns = patterns_free(sheet->patterns);
}

static int32_t width_of(const char *text)
{
    struct slice left = slice_str(text);
    int32_t width = 0;
    uint32_t code;

    while (left.size > 0) {
        if (utf8_next(&left, &code) < 0) {
            left = slice_sub(left, 1, left.size);
            code = '?';
        }
        width += unicode_is_wide(code) ? 10 : 5;
    }
    return width * POINT;
}

/* The text of a line: its words with a space between. */
static struct slice join(struct sheet *sheet, const struct pdf_word *words, size_t count)
{
    struct buffer text;
    struct slice joined;

    buffer_init(&text, 0);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_append_byte(&text, ' ');
        buffer_append(&text, words[i].text.data, words[i].text.size);
    }
    joined = slice_of(arena_dup(sheet->arena, text.data, text.size), text.size);
    assert_non_null(joined.data);
    buffer_done(&text);
    return joined;
}

void sheet_line(struct sheet *sheet, uint32_t page, int top, ...)
{
    struct pdf_word *words = arena_array(sheet->arena, struct pdf_word, WORDS_MAX);
    struct pdf_line *line;
    size_t count = 0;
    const char *text;
    va_list args;

    va_start(args, top);
    while ((text = va_arg(args, const char *)) && count < WORDS_MAX) {
        int32_t left = va_arg(args, int) * POINT;

        words[count++] = (struct pdf_word){
            .text = slice_str(arena_strdup(sheet->arena, text)),
            .box = {left, top * POINT, left + width_of(text), (top + 10) * POINT},
            .confidence = sheet->confidence,
        };
    }
    va_end(args);
    line = arena_grow(sheet->arena, sheet->lines, sheet->count, &sheet->capacity, sizeof *line);
    assert_non_null(line);
    sheet->lines = line;
    sheet->pages = page > sheet->pages ? page : sheet->pages;
    line[sheet->count++] = (struct pdf_line){
        .text = join(sheet, words, count),
        .box = {words[0].box.left, top * POINT, words[count - 1].box.right, (top + 10) * POINT},
        .page = page,
        .words = words,
        .word_count = count,
    };
}

const struct vouch_document *sheet_document(struct sheet *sheet)
{
    struct pdf_text *text = arena_new_of(sheet->arena, struct pdf_text);
    struct page_size *pages = arena_array(sheet->arena, struct page_size, sheet->pages);
    struct document_parts parts = {
        .text = text,
        .pages = pages,
        .is_complete = true,
        .form = sheet->form,
        .sure = SHEET_SURE,
    };
    const struct vouch_document *document;

    assert_non_null(text);
    assert_non_null(pages);
    for (uint32_t i = 0; i < sheet->pages; i++)
        pages[i] = (struct page_size){SHEET_WIDTH * POINT, SHEET_HEIGHT * POINT};
    parts.page_count = sheet->pages;
    text->lines = sheet->lines;
    text->line_count = sheet->count;
    assert_int_equal(document_new(sheet->arena, sheet->patterns, &parts, &document), 0);
    return document;
}
