/*
 * Marks that are better measured than read: what stands at the foot of a line is a full stop if it
 * is as wide as high, and a comma if it is not; in an amount that is the difference that counts.
 * And low strokes alone are dashes, for which models see all manner of things.
 */
#include "reading/reading_impl.h"

#include <stdlib.h>
#include <string.h>

#define UNCLEAR     40  /* percent of confidence: never sure */
#define MEASURED    95  /* percent: as sure as can be */
#define STOP_MOST   165 /* percent of its width that a full stop may be high */
#define COMMA_LEAST 110 /* and that a comma must be */
#define MARK_WIDE   35  /* percent of a letter's height: no mark is wider */
#define MARK_HIGH   50
#define NEAR        25 /* percent of it: how far symbols may be from where they are said to be */
#define DASH_HIGH   25 /* percent of it */
#define DASH_WIDE   45 /* a wider one may be two that ran together, or the digit 一 */
#define DASH_LEAST  20
#define DASHES_MAX  3

static bool is_mark(const struct symbol *symbol)
{
    return strcmp(symbol->text, ".") == 0 || strcmp(symbol->text, ",") == 0;
}

static bool may_be(const struct area *mark, const struct symbol *symbol, const struct piece *piece,
                   int height)
{
    int middle = (mark->left + mark->right) / 2, reach = height * NEAR / 100;

    return middle >= symbol->area.left - reach && middle <= symbol->area.right + reach &&
           mark->top * 2 >= piece->area.top + piece->area.bottom &&
           (mark->right - mark->left) * 100 <= height * MARK_WIDE &&
           (mark->bottom - mark->top) * 100 <= height * MARK_HIGH;
}

static bool looks_like(const struct area *mark, const char *text)
{
    int width = mark->right - mark->left, height = mark->bottom - mark->top;

    if (strcmp(text, ".") == 0)
        return height * 100 <= width * STOP_MOST;
    return height * 100 >= width * COMMA_LEAST;
}

static BOXA *find_parts(const struct pieces *pieces, const struct area *area)
{
    BOX *box = boxCreate(area->left, area->top, area->right - area->left, area->bottom - area->top);
    PIX *part = box ? pixClipRectangle(pieces->ink, box, NULL) : NULL;
    BOXA *parts = part ? pixConnCompBB(part, 8) : NULL;

    boxDestroy(&box);
    pixDestroy(&part);
    return parts;
}

static struct area part_at(BOXA *parts, int index, const struct area *within)
{
    int x = 0, y = 0, width = 0, height = 0;

    boxaGetBoxGeometry(parts, index, &x, &y, &width, &height);
    x += within->left;
    y += within->top;
    return (struct area){x, y, x + width, y + height};
}

static void check(const struct pieces *pieces, const struct piece *piece, BOXA *parts,
                  struct symbol *symbol)
{
    int middle = (symbol->area.left + symbol->area.right) / 2, nearest = 0;
    struct area mark = {0};
    bool is_found = false;

    for (int i = 0; i < boxaGetCount(parts); i++) {
        struct area part = part_at(parts, i, &piece->area);
        int distance = abs((part.left + part.right) / 2 - middle);

        if (!may_be(&part, symbol, piece, pieces->height) || (is_found && distance >= nearest))
            continue;
        is_found = true;
        nearest = distance;
        mark = part;
    }
    if (is_found && !looks_like(&mark, symbol->text) && symbol->confidence > UNCLEAR)
        symbol->confidence = UNCLEAR;
}

void marks_check(const struct pieces *pieces, const struct piece *piece, struct symbols *symbols)
{
    BOXA *parts = NULL;

    for (size_t i = 0; i < symbols->count && !piece->block; i++) {
        if (!is_mark(&symbols->items[i]))
            continue;
        if (!parts)
            parts = find_parts(pieces, &piece->area);
        if (parts)
            check(pieces, piece, parts, &symbols->items[i]);
    }
    boxaDestroy(&parts);
}

static int by_left(const void *a, const void *b)
{
    return ((const struct symbol *)a)->area.left - ((const struct symbol *)b)->area.left;
}

bool marks_dashes(const struct pieces *pieces, const struct piece *piece, struct symbols *ret)
{
    const struct area *area = &piece->area;
    BOXA *parts;
    int count;

    if ((area->bottom - area->top) * 100 > pieces->height * DASH_HIGH)
        return false;
    parts = find_parts(pieces, area);
    count = parts ? boxaGetCount(parts) : 0;
    ret->count = 0;
    for (int i = 0; i < count && count <= DASHES_MAX; i++) {
        struct area part = part_at(parts, i, area);
        int width = part.right - part.left, height = part.bottom - part.top;

        if (width < height * 2 || width * 100 < pieces->height * DASH_LEAST ||
            width * 100 > pieces->height * DASH_WIDE)
            break;
        ret->items[ret->count++] =
            (struct symbol){.text = "-", .area = part, .confidence = MEASURED};
    }
    boxaDestroy(&parts);
    if (count == 0 || ret->count != (size_t)count)
        return false;
    qsort(ret->items, ret->count, sizeof *ret->items, by_left);
    return true;
}
