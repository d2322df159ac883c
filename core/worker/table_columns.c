#include "base/error.h"
#include "worker/table.h"

#include <stdlib.h>

#define CELL_POINTS_MAX 20000 /* a page is at most 14400 points wide (ISO 32000-1 annex C) */
#define SCALE           1000  /* boxes are in 1/1000 point */

static int find_end(struct table *table)
{
    const struct vouch_document *document = table->document;
    struct pattern_match match;

    table->body_end = document->visible_count;
    for (uint32_t i = table->header_last + 1; table->end && i < document->visible_count; i++) {
        int r = pattern_search(document->patterns, table->end, document_folded_line(document, i), 0,
                               &match);

        if (r < 0)
            return r;
        if (r > 0) {
            table->body_end = i;
            break;
        }
    }
    return 0;
}

static int32_t point(int32_t place)
{
    int32_t at = place / SCALE;

    return at < 0 ? 0 : at > CELL_POINTS_MAX ? CELL_POINTS_MAX : at;
}

/* One more word over these points; kept as differences, summed up afterwards. */
static void cover(int32_t *covered, const struct vouch_box *box)
{
    if (box_is_empty(*box))
        return;
    covered[point(box->left)]++;
    covered[point(box->right) + 1]--;
}

/* How many words of the table stand over each point of the page's width. */
static void measure(const struct table *table, int32_t *covered)
{
    const struct vouch_document *document = table->document;

    for (uint32_t i = 0; i < table->column_count; i++)
        if (table->columns[i].is_present)
            cover(covered, &table->columns[i].box);
    for (uint32_t i = table->header_last + 1; i < table->body_end; i++)
        for (uint32_t j = 0; j < document->lines[i].word_count; j++)
            cover(covered, &document->lines[i].words[j].box);
    for (int32_t i = 1; i <= CELL_POINTS_MAX + 1; i++)
        covered[i] += covered[i - 1];
}

/* The middle of the longest stretch that is covered least. */
static int32_t emptiest(const int32_t *covered, int32_t from, int32_t to)
{
    int32_t least = INT32_MAX, length = 0, best = 0, middle = from;

    for (int32_t i = from; i <= to; i++) {
        if (covered[i] < least) {
            least = covered[i];
            best = 0;
            length = 0;
        }
        length = covered[i] == least ? length + 1 : 0;
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
    int32_t *covered;
    int r = find_end(table);

    if (r < 0)
        return r;
    covered = calloc(CELL_POINTS_MAX + 2, sizeof *covered);
    if (!covered)
        return ERR_NOMEM;
    measure(table, covered);
    for (uint32_t i = 0; i < table->column_count; i++) {
        struct table_column *column = &table->columns[i];

        if (!column->is_present)
            continue;
        column->end = INT32_MAX;
        if (before)
            before->end =
                emptiest(covered, point(center(&before->box)), point(center(&column->box))) * SCALE;
        before = column;
    }
    free(covered);
    return 0;
}
