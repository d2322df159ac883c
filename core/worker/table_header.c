#include "base/error.h"
#include "worker/table.h"

#include <stdlib.h>

#define BAND_LINES_MAX 4    /* lines over which a header may be wrapped */
#define BAND_WORDS_MAX 1024 /* more of them are no header */

/* A word of the lines that may be the header. */
struct label_word {
    const struct document_word *word;
    uint32_t line;
    uint32_t cluster; /* words above each other share one */
    size_t start;     /* in the text that labels are searched in */
    size_t end;
};

struct band {
    struct label_word *words;
    size_t count;
    struct buffer text;
};

static int by_left(const void *a, const void *b)
{
    const struct label_word *x = a, *y = b;

    return (x->word->box.left > y->word->box.left) - (x->word->box.left < y->word->box.left);
}

static int by_cluster(const void *a, const void *b)
{
    const struct label_word *x = a, *y = b;

    if (x->cluster != y->cluster)
        return x->cluster < y->cluster ? -1 : 1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return by_left(a, b);
}

/* False where there are too many words. */
static bool gather(const struct vouch_document *document, uint32_t first, uint32_t last,
                   struct band *band)
{
    band->count = 0;
    for (uint32_t i = first; i <= last; i++) {
        const struct document_line *line = &document->lines[i];

        if (line->word_count > BAND_WORDS_MAX - band->count)
            return false;
        for (uint32_t j = 0; j < line->word_count; j++)
            band->words[band->count++] = (struct label_word){.word = &line->words[j], .line = i};
    }
    return true;
}

/* Words that share a part of the width stand above each other: one wrapped label. */
static void cluster(struct band *band)
{
    int32_t right = INT32_MIN;
    uint32_t number = 0;

    qsort(band->words, band->count, sizeof *band->words, by_left);
    for (size_t i = 0; i < band->count; i++) {
        const struct vouch_box *box = &band->words[i].word->box;

        if (box->left >= right)
            number++;
        band->words[i].cluster = number;
        right = box->right > right ? box->right : right;
    }
    qsort(band->words, band->count, sizeof *band->words, by_cluster);
}

/* All words, left to right, as one text. */
static void join(struct band *band)
{
    band->text.size = 0;
    for (size_t i = 0; i < band->count; i++) {
        struct label_word *word = &band->words[i];

        if (document_needs_space(buffer_slice(&band->text), word->word->text))
            buffer_append_byte(&band->text, ' ');
        word->start = band->text.size;
        document_fold(word->word->text, &band->text);
        word->end = band->text.size;
    }
}

/* Around what stands between two offsets of the band's text. */
static struct vouch_box label_box(const struct band *band, size_t start, size_t end)
{
    struct vouch_box box = {0};

    for (size_t i = 0; i < band->count; i++) {
        const struct label_word *word = &band->words[i];
        struct slice folded =
            slice_sub(buffer_slice(&band->text), word->start, word->end - word->start);
        size_t from = start > word->start ? start - word->start : 0;
        size_t to = (end < word->end ? end : word->end) - word->start;

        if (end <= word->start || from >= to)
            continue;
        from = document_unfold(word->word->text, folded, from);
        to = document_unfold(word->word->text, folded, to);
        box = box_join(box, document_word_part(word->word, from, to));
    }
    return box;
}

/* How many columns' labels the lines hold, in order; 0 where one that is needed is missing. */
static int match_band(struct table *table, struct band *band, uint32_t first, uint32_t last)
{
    struct patterns *patterns = table->document->patterns;
    struct pattern_match match;
    size_t from = 0;
    int found = 0;

    if (!gather(table->document, first, last, band))
        return 0;
    cluster(band);
    join(band);
    if (buffer_error(&band->text))
        return ERR_NOMEM;
    for (uint32_t i = 0; i < table->column_count; i++) {
        struct table_column *column = &table->columns[i];
        int r = pattern_search(patterns, column->label, buffer_slice(&band->text), from, &match);

        if (r < 0 || (r == 0 && !column->is_optional))
            return r;
        column->is_present = r > 0;
        if (r == 0)
            continue;
        column->box = label_box(band, match.groups[0].start, match.groups[0].end);
        from = match.groups[0].end;
        found++;
    }
    table->header_first = first;
    table->header_last = last;
    return found;
}

static bool is_band(const struct table *table, uint32_t first, uint32_t last)
{
    const struct vouch_document *document = table->document;

    return first >= table->lines_first && last < table->lines_end &&
           document->lines[first].page == document->lines[last].page;
}

/* Lines around a header that was found may hold labels of optional columns as well. */
static int widen(struct table *table, struct band *band, int found)
{
    uint32_t first = table->header_first, last = table->header_last;
    uint32_t best_first = first, best_last = last,
             lowest = last >= BAND_LINES_MAX - 1 ? last - (BAND_LINES_MAX - 1) : 0;

    for (uint32_t from = first + 1; from-- > lowest && found < (int)table->column_count;) {
        for (uint32_t to = last; to < from + BAND_LINES_MAX; to++) {
            int r = is_band(table, from, to) ? match_band(table, band, from, to) : 0;

            if (r < 0)
                return r;
            if (r > found) {
                found = r;
                best_first = from;
                best_last = to;
            }
        }
    }
    return match_band(table, band, best_first, best_last);
}

int table_find_header(struct table *table)
{
    const struct vouch_document *document = table->document;
    struct band band = {
        .words = arena_array(document->arena, struct label_word, BAND_WORDS_MAX),
    };
    int r = 0;

    if (!band.words)
        return ERR_NOMEM;
    buffer_init(&band.text, 0);
    for (uint32_t lines = 1; lines <= BAND_LINES_MAX && r == 0; lines++)
        for (uint32_t i = table->lines_first; i < table->lines_end && r == 0; i++)
            if (is_band(table, i, i + lines - 1))
                r = match_band(table, &band, i, i + lines - 1);
    if (r > 0)
        r = widen(table, &band, r);
    buffer_done(&band.text);
    return r < 0 ? r : r > 0;
}
