/* Words that share a baseline are a line; the sheet is level, so boxes that overlap enough do. */
#include "base/error.h"
#include "reading/reading_impl.h"

#include <stdlib.h>

#define SHARED 50 /* percent of the lower one's height */

static int by_middle(const void *a, const void *b)
{
    const struct area *x = &((const struct word *)a)->area, *y = &((const struct word *)b)->area;
    int difference = (x->top + x->bottom) - (y->top + y->bottom);

    return difference != 0 ? difference : x->left - y->left;
}

static int by_left(const void *a, const void *b)
{
    const struct area *x = &((const struct word *)a)->area, *y = &((const struct word *)b)->area;

    return x->left != y->left ? x->left - y->left : x->top - y->top;
}

static bool share_line(const struct area *line, const struct area *word)
{
    int top = line->top > word->top ? line->top : word->top;
    int bottom = line->bottom < word->bottom ? line->bottom : word->bottom;
    int one = line->bottom - line->top, other = word->bottom - word->top;
    int lower = one < other ? one : other;

    return (bottom - top) * 100 > lower * SHARED;
}

static int32_t scale(int at, int32_t size, int pixels)
{
    return (int32_t)((int64_t)at * size / pixels);
}

static struct reading_box box_of(const struct sheet *sheet, const struct area *area)
{
    int width = pixGetWidth(sheet->gray), height = pixGetHeight(sheet->gray);

    return (struct reading_box){
        .left = scale(area->left, sheet->width, width),
        .top = scale(area->top, sheet->height, height),
        .right = scale(area->right, sheet->width, width),
        .bottom = scale(area->bottom, sheet->height, height),
    };
}

static int make_line(const struct reader *reader, const struct sheet *sheet, struct word *from,
                     size_t count, struct reading_line *ret)
{
    struct reading_word *words = arena_array(reader->arena, struct reading_word, count);

    if (!words)
        return ERR_NOMEM;
    qsort(from, count, sizeof *from, by_left);
    for (size_t i = 0; i < count; i++)
        words[i] = (struct reading_word){
            .text = from[i].text,
            .box = box_of(sheet, &from[i].area),
            .confidence = from[i].confidence,
            .is_spaced = i > 0 && (from[i].is_spaced ||
                                   words_are_apart(reader->pieces, &from[i - 1], &from[i])),
        };
    *ret = (struct reading_line){words, count};
    return 0;
}

int lines_make(const struct reader *reader, const struct sheet *sheet, struct reading_page *page)
{
    struct word *words = reader->words.items;
    size_t count = reader->words.count, first = 0, end;
    struct reading_line *lines = arena_array(reader->arena, struct reading_line, count + 1);
    int r = lines ? 0 : ERR_NOMEM;

    page->lines = lines;
    page->line_count = 0;
    if (count > 0)
        qsort(words, count, sizeof *words, by_middle);
    for (; first < count && r == 0; first = end) {
        struct area line = words[first].area;

        for (end = first + 1; end < count && share_line(&line, &words[end].area); end++) {
            /* The highest word sets what shares its line, not the sum of all: that would drift. */
            if (words[end].area.bottom - words[end].area.top > line.bottom - line.top)
                line = words[end].area;
        }
        r = make_line(reader, sheet, &words[first], end - first, &lines[page->line_count++]);
    }
    return r;
}
