#include "base/error.h"
#include "worker/scan_impl.h"

static struct pdf_box box_around(const struct pdf_word *words, size_t count)
{
    struct pdf_box box = words[0].box;

    for (size_t i = 1; i < count; i++) {
        const struct pdf_box *next = &words[i].box;

        box.left = next->left < box.left ? next->left : box.left;
        box.top = next->top < box.top ? next->top : box.top;
        box.right = next->right > box.right ? next->right : box.right;
        box.bottom = next->bottom > box.bottom ? next->bottom : box.bottom;
    }
    return box;
}

/* The words with a space where one stands between them. */
static int join_text(struct arena *arena, const struct reading_line *line, struct slice *ret)
{
    struct buffer text;

    buffer_init(&text, 0);
    for (size_t i = 0; i < line->word_count; i++) {
        if (i > 0 && line->words[i].is_spaced)
            buffer_append_byte(&text, ' ');
        buffer_append(&text, line->words[i].text.data, line->words[i].text.size);
    }
    *ret = slice_of(buffer_error(&text) ? NULL : arena_dup(arena, text.data, text.size), text.size);
    buffer_done(&text);
    return ret->data ? 0 : ERR_NOMEM;
}

static bool is_seen(const struct reading_turn *turn, struct reading_box box,
                    const struct pdf_box *seen)
{
    int32_t x, y;

    if (!seen)
        return true;
    box = reading_shown(turn, box);
    x = box.left / 2 + box.right / 2;
    y = box.top / 2 + box.bottom / 2;
    return x >= seen->left && x <= seen->right && y >= seen->top && y <= seen->bottom;
}

/* The words of the line that are seen; all of them where that is so. ERR_NOMEM. */
static int take_seen(struct scan *scan, const struct reading_turn *turn, const struct pdf_box *seen,
                     const struct reading_line *from, struct reading_line *ret)
{
    struct reading_word *words = arena_array(scan->arena, struct reading_word, from->word_count);

    if (!words)
        return ERR_NOMEM;
    *ret = (struct reading_line){.words = words};
    for (size_t i = 0; i < from->word_count; i++)
        if (is_seen(turn, from->words[i].box, seen))
            words[ret->word_count++] = from->words[i];
    return 0;
}

static int make_words(struct scan *scan, const struct reading_line *from, struct pdf_line *line)
{
    struct pdf_word *words = arena_array(scan->arena, struct pdf_word, from->word_count);

    for (size_t i = 0; words && i < from->word_count; i++) {
        const struct reading_word *word = &from->words[i];

        words[i] = (struct pdf_word){
            .text = word->text,
            .box = {word->box.left, word->box.top, word->box.right, word->box.bottom},
            .order = scan->order++,
            .confidence = 1 + word->confidence,
        };
    }
    line->words = words;
    line->word_count = from->word_count;
    return words ? 0 : ERR_NOMEM;
}

int scan_add_line(struct scan *scan, const struct pdf_line *line)
{
    struct pdf_line *lines =
        arena_grow(scan->arena, scan->lines, scan->line_count, &scan->line_capacity, sizeof *lines);

    if (!lines)
        return ERR_NOMEM;
    scan->lines = lines;
    lines[scan->line_count++] = *line;
    return 0;
}

static int add_words(struct scan *scan, const struct reading_line *from, uint32_t page)
{
    struct pdf_line line = {.page = page};
    int r = make_words(scan, from, &line);

    if (r == 0)
        r = join_text(scan->arena, from, &line.text);
    if (r < 0)
        return r;
    line.box = box_around(line.words, line.word_count);
    return scan_add_line(scan, &line);
}

int scan_add_page(struct scan *scan, const struct reading_page *read, uint32_t page,
                  const struct pdf_box *seen)
{
    struct page_size *size = &scan->pages[page - 1];
    struct page_shown *shown = arena_new_of(scan->arena, struct page_shown);
    int r = shown ? 0 : ERR_NOMEM;

    if (r < 0)
        return r;
    *shown = (struct page_shown){.turn = read->shown, .width = size->width, .height = size->height};
    *size = (struct page_size){read->width, read->height, shown};
    if (!scan->parts->form || read->form == READING_PHOTO)
        scan->parts->form = read->form == READING_PHOTO ? "photo" : "scan";
    for (size_t i = 0; i < read->line_count && r == 0; i++) {
        struct reading_line line;

        r = take_seen(scan, &read->shown, seen, &read->lines[i], &line);
        if (r == 0 && line.word_count > 0)
            r = add_words(scan, &line, page);
    }
    return r;
}
