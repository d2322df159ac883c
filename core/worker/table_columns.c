#include "base/error.h"
#include "worker/table.h"

#include <stdlib.h>

#define CELL_POINTS_MAX 20000 /* a page is at most 14400 points wide (ISO 32000-1 annex C) */
#define SCALE           1000  /* boxes are in 1/1000 point */

static int find_end(struct table *table)
{
    const struct vouch_document *document = table->document;
    uint32_t line = table->header_last + 1;
    struct pattern_match match;
    int r;

    table->body_end = table->lines_end;
    if (!table->end || line >= table->lines_end)
        return 0;
    r = pattern_search(document->patterns, table->end, document->folded,
                       document->lines[line].folded, &match);
    if (r <= 0)
        return r;
    while (line + 1 < table->lines_end && document->lines[line + 1].folded <= match.groups[0].start)
        line++;
    if (document->lines[line].folded + document_folded_line(document, line).size >=
        match.groups[0].start)
        table->body_end = line;
    return 0;
}

static int32_t point(int32_t place)
{
    int32_t at = place / SCALE;

    return at < 0 ? 0 : at > CELL_POINTS_MAX ? CELL_POINTS_MAX : at;
}

/* How many words stand over each point, up to the last label's right side. */
struct gauge {
    int32_t *covered; /* one more than the width */
    int32_t width;
};

/* One more word over these points; kept as differences, summed up afterwards. */
static void cover(struct gauge *gauge, const struct vouch_box *box)
{
    int32_t left = point(box->left), right = point(box->right) + 1;

    if (box_is_empty(*box) || left >= gauge->width)
        return;
    gauge->covered[left]++;
    gauge->covered[right < gauge->width ? right : gauge->width]--;
}

/* Boundaries lie between the labels' middles: what is right of all labels counts nothing. */
static int32_t width_of(const struct table *table)
{
    int32_t width = 0;

    for (uint32_t i = 0; i < table->column_count; i++) {
        int32_t right = point(table->columns[i].box.right) + 1;

        if (table->columns[i].is_present && right > width)
            width = right;
    }
    return width;
}

static int measure(const struct table *table, struct gauge *gauge)
{
    const struct vouch_document *document = table->document;

    gauge->width = width_of(table);
    gauge->covered = calloc((size_t)gauge->width + 1, sizeof *gauge->covered);
    if (!gauge->covered)
        return ERR_NOMEM;
    for (uint32_t i = 0; i < table->column_count; i++)
        if (table->columns[i].is_present)
            cover(gauge, &table->columns[i].box);
    for (uint32_t i = table->header_last + 1; i < table->body_end; i++)
        for (uint32_t j = 0; j < document->lines[i].word_count; j++)
            cover(gauge, &document->lines[i].words[j].box);
    for (int32_t i = 1; i <= gauge->width; i++)
        gauge->covered[i] += gauge->covered[i - 1];
    return 0;
}

/* The middle of the longest stretch that is covered least. */
static int32_t emptiest(const struct gauge *gauge, int32_t from, int32_t to)
{
    int32_t least = INT32_MAX, length = 0, best = 0, middle = from;

    for (int32_t i = from; i <= to; i++) {
        if (gauge->covered[i] < least) {
            least = gauge->covered[i];
            best = 0;
            length = 0;
        }
        length = gauge->covered[i] == least ? length + 1 : 0;
        if (length > best) {
            best = length;
            middle = i - length / 2;
        }
    }
    return middle;
}

static int32_t center(const struct vouch_box *box)
{
    return box->left + (box->right - box->left) / 2;
}

int table_find_columns(struct table *table)
{
    struct table_column *before = NULL;
    struct gauge gauge;
    int r = find_end(table);

    if (r == 0)
        r = measure(table, &gauge);
    if (r < 0)
        return r;
    for (uint32_t i = 0; i < table->column_count; i++) {
        struct table_column *column = &table->columns[i];
        int32_t middle = point(center(&column->box));

        if (!column->is_present)
            continue;
        column->end = INT32_MAX;
        if (before)
            before->end = emptiest(&gauge, point(center(&before->box)), middle) * SCALE;
        before = column;
    }
    free(gauge.covered);
    return 0;
}
