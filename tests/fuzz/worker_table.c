/*
 * Reading tables off words at hostile places. An input is lines of text, each a line on a
 * page: "PAGE TOP|LEFT WORD|LEFT WORD...", places in points; what is missing is 0.
 */
#include "worker/host.h"
#include "worker/table.h"

#include <stdlib.h>

#define LINES_MAX 2000
#define WORDS_MAX 64
#define POINT     1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    struct arena *arena;
    struct pdf_line *lines;
    size_t count;
};

/* Takes what stands before `mark` off `text`. */
static struct slice take(struct slice *text, char mark)
{
    const uint8_t *found = text->size ? memchr(text->data, mark, text->size) : NULL;
    size_t size = found ? (size_t)(found - text->data) : text->size;
    struct slice taken = slice_sub(*text, 0, size);

    *text = slice_sub(*text, size + (found != NULL), text->size);
    return taken;
}

static int32_t take_number(struct slice *text)
{
    char room[12] = "";
    struct slice digits = take(text, ' ');

    memcpy(room, digits.data ? (const char *)digits.data : "",
           digits.size < sizeof room - 1 ? digits.size : sizeof room - 1);
    return (int32_t)strtol(room, NULL, 10);
}

static int32_t places(int32_t points)
{
    int32_t place;

    return __builtin_mul_overflow(points, POINT, &place) ? INT32_MAX : place;
}

static void add_line(struct input *input, struct slice text)
{
    struct slice head = take(&text, '|');
    struct pdf_line *line = &input->lines[input->count];
    struct pdf_word *words = arena_array(input->arena, struct pdf_word, WORDS_MAX);
    struct buffer joined;

    if (!words)
        return;
    buffer_init(&joined, 0);
    line->page = (uint32_t)take_number(&head) % 8 + 1;
    line->box.top = places(take_number(&head));
    line->words = words;
    while (text.size > 0 && line->word_count < WORDS_MAX) {
        struct slice word = take(&text, '|');
        struct pdf_word *at = &words[line->word_count++];

        at->box.left = places(take_number(&word));
        at->box.right = (int32_t)((uint32_t)at->box.left + (uint32_t)word.size * 5 * POINT);
        at->box.top = line->box.top;
        at->box.bottom = (int32_t)((uint32_t)at->box.top + 10 * POINT);
        at->text = word;
        if (joined.size > 0)
            buffer_append_byte(&joined, ' ');
        buffer_append(&joined, word.data, word.size);
    }
    line->text = slice_of(arena_dup(input->arena, joined.data, joined.size), joined.size);
    input->count += line->text.data != NULL;
    buffer_done(&joined);
}

#define COLUMN(title, pattern, bits)                                                               \
    {                                                                                              \
        .size = sizeof(struct vouch_column), .flags = (bits), .label = (title), .value = (pattern) \
    }

static void read_table(const struct vouch_document *document)
{
    static const struct vouch_column columns[] = {
        COLUMN("No", "\\d{1,6}", VOUCH_COLUMN_KEY),
        COLUMN("In", "in|out", 0),
        COLUMN("Day", "\\d{4}-\\d{2}-\\d{2}", 0),
        COLUMN("Port", NULL, 0),
        COLUMN("Flight", "[A-Z0-9]+", VOUCH_COLUMN_OPTIONAL),
    };
    static const struct vouch_table table = {
        .size = sizeof table, .column_count = 5, .columns = columns, .end = "^Made"};
    struct vouch_rows *rows;
    struct vouch_span cell;

    if (!vouch_table(&worker_host, document, &table, &rows))
        return;
    for (uint32_t i = 0; i < vouch_row_count(&worker_host, rows); i++)
        for (uint32_t j = 0; j <= 5; j++)
            if (vouch_cell(&worker_host, rows, i, j, &cell) == 0 && cell.text.length > 0 &&
                !cell.text.data)
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = slice_of(data, size);
    struct patterns *patterns = patterns_new();
    struct input input = {.arena = arena_new(0)};
    const struct vouch_document *document;
    struct document_parts parts = {0};
    struct pdf_text read = {0};

    input.lines = input.arena ? arena_array(input.arena, struct pdf_line, LINES_MAX) : NULL;
    while (input.lines && text.size > 0 && input.count < LINES_MAX)
        add_line(&input, take(&text, '\n'));
    read.lines = input.lines;
    read.line_count = input.count;
    parts.text = &read;
    if (input.lines && patterns && document_new(input.arena, patterns, &parts, &document) == 0)
        read_table(document);
    arena_free(input.arena);
    patterns_free(patterns);
    return 0;
}
