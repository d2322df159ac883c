/*
 * Ink to pieces of lines. Tables are the reason for not leaving this to a general analysis of
 * layout: with the rules gone, and ink joined across gaps narrower than a letter, what hangs
 * together is what a cell or a stretch of a line holds.
 */
#include "base/error.h"
#include "reading/reading_impl.h"

#include <stdlib.h>

#define PAPER        190 /* what normalising makes of paper is 200 */
#define BLACK        40
#define INK          165 /* gray that is still ink */
#define LEFTOVER     40  /* percent of a letter's height: low enough to be what is left of a rule */
#define RULE_REACH   81  /* pixels along a rule, */
#define RULE_NEAR    13  /* and across, where such a thing is that */
#define RULE_LENGTH  80  /* pixels: longer than a stroke, at the working density */
#define RULE_WIDTH   3   /* around a rule, for what is left of it when it is not quite level */
#define PARTS_MAX    20000 /* specks and all */
#define LETTER_MIN   8     /* pixels high */
#define LETTER_MAX   90
#define HEIGHT_USUAL 24   /* where there is nothing to measure: 9 points */
#define GAP          90   /* percent of a letter's height that ink is joined across */
#define GAP_DOWN     15   /* the same, down */
#define SMALL        60   /* percent of it: a part of a letter, such as one stroke of 二 */
#define PART_MAX     140  /* percent: two parts are one letter up to this height */
#define SPECK        30   /* percent of it: dust */
#define DASH         35   /* percent of its width: a low piece that is this wide is a dash */
#define TALL         190  /* percent: perhaps several lines */
#define PICTURE      1200 /* percent: no line at all */

/* ---- Ink ---- */

/* The rules of a table, and strokes of frames. */
static PIX *find_rules(PIX *ink)
{
    PIX *thick = pixDilateBrick(NULL, ink, 1, RULE_WIDTH);
    PIX *across = thick ? pixOpenBrick(NULL, thick, RULE_LENGTH, 1) : NULL;
    PIX *wide = pixDilateBrick(NULL, ink, RULE_WIDTH, 1);
    PIX *down = wide ? pixOpenBrick(NULL, wide, 1, RULE_LENGTH) : NULL;

    if (across && down)
        pixOr(across, across, down);
    else
        pixDestroy(&across);
    pixDestroy(&thick);
    pixDestroy(&wide);
    pixDestroy(&down);
    return across;
}

/* Around the level ones: what is left of the others is too high to be taken for a dash. */
static PIX *find_near(PIX *rules)
{
    PIX *level = pixOpenBrick(NULL, rules, RULE_LENGTH / 2, 1);
    PIX *near_rules = level ? pixDilateBrick(NULL, level, RULE_REACH, RULE_NEAR) : NULL;

    pixDestroy(&level);
    return near_rules;
}

static int find_ink(const struct sheet *sheet, struct pieces *pieces, PIX **ret_rules)
{
    pieces->gray = pixBackgroundNormSimple(sheet->gray, NULL, NULL);
    if (!pieces->gray) /* too small a picture for that */
        pieces->gray = pixCopy(NULL, sheet->gray);
    pieces->ink = pieces->gray ? pixThresholdToBinary(pieces->gray, INK) : NULL;
    *ret_rules = pieces->ink ? find_rules(pieces->ink) : NULL;
    if (!*ret_rules)
        return ERR_NOMEM;
    /* Paper is white then, whatever its shade, and as white as the margin put around a piece. */
    pixGammaTRC(pieces->gray, pieces->gray, 1, BLACK, PAPER);
    pixSetMasked(pieces->gray, *ret_rules, 255);
    pixSubtract(pieces->ink, pieces->ink, *ret_rules);
    return 0;
}

/* ---- Boxes ---- */

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* The usual height of a letter: two thirds up among all that hangs together, as parts are lower. */
int pieces_measure(struct arena *arena, BOXA *parts)
{
    int count = boxaGetCount(parts), used = 0, height;
    int *heights = arena_array(arena, int, (size_t)count + 1);

    for (int i = 0; heights && i < count; i++) {
        boxaGetBoxGeometry(parts, i, NULL, NULL, NULL, &height);
        if (height >= LETTER_MIN && height <= LETTER_MAX)
            heights[used++] = height;
    }
    if (used == 0)
        return HEIGHT_USUAL;
    qsort(heights, (size_t)used, sizeof *heights, by_number);
    return heights[used * 2 / 3];
}

static BOXA *boxes_of(PIX *ink)
{
    return pixConnCompBB(ink, 8);
}

static int height_of(const struct area *area)
{
    return area->bottom - area->top;
}

static int width_of(const struct area *area)
{
    return area->right - area->left;
}

static bool is_speck(const struct area *area, int height)
{
    return height_of(area) * 100 < height * SPECK && width_of(area) * 100 < height * DASH;
}

/* Ink, joined across what separates letters, to boxes. */
static int find_areas(struct arena *arena, struct pieces *pieces)
{
    BOXA *letters = boxes_of(pieces->ink), *joined = NULL;
    PIX *smeared = NULL;
    int r = ERR_NOMEM, count;

    if (!letters)
        return ERR_NOMEM;
    pieces->height = pieces_measure(arena, letters);
    smeared = pixCloseSafeBrick(NULL, pieces->ink, pieces->height * GAP / 100 | 1,
                                pieces->height * GAP_DOWN / 100 | 1);
    joined = smeared ? boxes_of(smeared) : NULL;
    count = joined ? boxaGetCount(joined) : 0;
    pieces->items = joined ? arena_array(arena, struct piece, (size_t)count + 1) : NULL;
    if (pieces->items)
        r = 0;
    if (r == 0 && count > PARTS_MAX)
        r = ERR_LIMIT;
    for (int i = 0; i < count && r == 0; i++) {
        int x, y, w, h;
        struct area area;

        boxaGetBoxGeometry(joined, i, &x, &y, &w, &h);
        area = (struct area){x, y, x + w, y + h};
        if (h * 100 <= pieces->height * PICTURE)
            pieces->items[pieces->count++].area = area;
    }
    pixDestroy(&smeared);
    boxaDestroy(&letters);
    boxaDestroy(&joined);
    return r;
}

/* ---- Parts that belong together ---- */

static int by_left(const void *a, const void *b)
{
    const struct area *x = &((const struct piece *)a)->area, *y = &((const struct piece *)b)->area;

    return x->left != y->left ? x->left - y->left : x->top - y->top;
}

static bool overlap_across(const struct area *a, const struct area *b)
{
    return a->left < b->right && b->left < a->right;
}

static struct area join(const struct area *a, const struct area *b)
{
    return (struct area){
        a->left < b->left ? a->left : b->left,
        a->top < b->top ? a->top : b->top,
        a->right > b->right ? a->right : b->right,
        a->bottom > b->bottom ? a->bottom : b->bottom,
    };
}

/* A dot above, a stroke below: low parts over each other that are no higher than one letter. */
static bool is_one(const struct area *a, const struct area *b, int height)
{
    struct area both = join(a, b);
    bool is_low = height_of(a) * 100 <= height * SMALL || height_of(b) * 100 <= height * SMALL;
    bool is_inside = both.top >= a->top && both.bottom <= a->bottom;

    is_inside |= both.top >= b->top && both.bottom <= b->bottom;
    return overlap_across(a, b) &&
           (is_inside || (is_low && height_of(&both) * 100 <= height * PART_MAX));
}

static void join_parts(struct pieces *pieces)
{
    qsort(pieces->items, pieces->count, sizeof *pieces->items, by_left);
    for (size_t i = 0; i < pieces->count; i++) {
        struct area *area = &pieces->items[i].area;

        for (size_t k = i + 1; k < pieces->count && pieces->items[k].area.left < area->right; k++) {
            struct area *other = &pieces->items[k].area;

            if (width_of(other) == 0 || width_of(area) == 0 || !is_one(area, other, pieces->height))
                continue;
            *area = join(area, other);
            *other = (struct area){other->left, 0, other->left, 0}; /* gone */
        }
    }
}

/* The edge of a rule that was not quite level. */
static bool is_leftover(const struct pieces *pieces, const struct area *area, PIX *near_rules)
{
    BOX *box;
    l_int32 count = 0;
    PIX *part;

    if (height_of(area) * 100 > pieces->height * LEFTOVER)
        return false;
    box = boxCreate(area->left, area->top, width_of(area), height_of(area));
    part = box ? pixClipRectangle(near_rules, box, NULL) : NULL;
    if (part)
        pixCountPixels(part, &count, NULL);
    pixDestroy(&part);
    boxDestroy(&box);
    return count * 2 > width_of(area) * height_of(area);
}

static void keep_lines(struct pieces *pieces, PIX *near_rules)
{
    size_t kept = 0;

    for (size_t i = 0; i < pieces->count; i++) {
        struct piece piece = pieces->items[i];

        if (width_of(&piece.area) == 0 || is_speck(&piece.area, pieces->height) ||
            is_leftover(pieces, &piece.area, near_rules))
            continue;
        piece.block = height_of(&piece.area) * 100 > pieces->height * TALL;
        pieces->items[kept++] = piece;
    }
    pieces->count = kept;
}

int pieces_find(struct arena *arena, const struct sheet *sheet, struct pieces *ret)
{
    PIX *rules = NULL, *near_rules = NULL;
    int r;

    *ret = (struct pieces){0};
    r = find_ink(sheet, ret, &rules);
    if (r == 0)
        near_rules = find_near(rules);
    if (r == 0)
        r = near_rules ? find_areas(arena, ret) : ERR_NOMEM;
    if (r == 0) {
        join_parts(ret);
        keep_lines(ret, near_rules);
    }
    pixDestroy(&rules);
    pixDestroy(&near_rules);
    return r == 0 && ret->count > PIECES_MAX ? ERR_LIMIT : r;
}

void pieces_done(struct pieces *pieces)
{
    pixDestroy(&pieces->gray);
    pixDestroy(&pieces->ink);
}
