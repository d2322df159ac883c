/*
 * A look at some pieces of a page tells how much of it is Chinese, and in which script. Either
 * model reads the other script's text, and surely, as its own: only where they do not say the
 * same does it matter which is surer.
 */
#include "base/error.h"
#include "reading/reading_impl.h"

#include <string.h>

#define LOOK_MIN     8   /* pieces that are looked at, and until */
#define LOOK_HAN     6   /* so many have Chinese, */
#define LOOK_MAX     30  /* at most */
#define LOOK_STEP    11  /* pieces from one to the next */
#define LOOK_LETTERS 2   /* such a piece is at least that many letters wide */
#define LOOK_WIDE    20  /* and at most that many */
#define CLEAR_LEAD   105 /* percent of the other's votes: Traditional is what mixes with English */
#define GOOD         85  /* mean confidence at which English needs no other language beside it */

struct look {
    int64_t confidence, symbols; /* of what read best: the sum, and how many */
    size_t english, chinese;     /* symbols that read best in it */
    int64_t votes[LANGUAGES];    /* confidence of what the scripts differ in */
    size_t with_han;             /* pieces that have some */
};

static size_t count_han(const struct symbols *symbols)
{
    size_t count = 0;

    for (size_t i = 0; i < symbols->count; i++)
        count += is_han_text(symbols->items[i].text);
    return count;
}

static void vote(struct look *look, const struct symbols *traditional,
                 const struct symbols *simplified)
{
    if (traditional->count != simplified->count)
        return;
    for (size_t i = 0; i < traditional->count; i++) {
        const struct symbol *a = &traditional->items[i], *b = &simplified->items[i];

        if (strcmp(a->text, b->text) == 0)
            continue;
        look->votes[TRADITIONAL] += a->confidence;
        look->votes[SIMPLIFIED] += b->confidence;
    }
}

static void add(struct look *look, const struct symbols *best, bool is_chinese)
{
    look->confidence += best->confidence * (int64_t)best->count;
    look->symbols += (int64_t)best->count;
    if (is_chinese) {
        look->chinese += best->count;
        look->with_han++;
    } else {
        look->english += best->count;
    }
}

static int look_at(struct reader *reader, const struct piece *piece, struct look *look)
{
    struct symbols *english = reader->first, *traditional = reader->second;
    struct symbols *simplified = reader->third, *best;
    int r = view(reader, ENGLISH, piece, view_once, english);

    if (r < 0 || english->confidence >= GOOD) {
        add(look, english, false);
        return r;
    }
    r = view(reader, TRADITIONAL, piece, view_once, traditional);
    if (r == 0)
        r = view(reader, SIMPLIFIED, piece, view_once, simplified);
    if (r < 0)
        return r;
    vote(look, traditional, simplified);
    best = traditional->confidence > simplified->confidence ? traditional : simplified;
    if (best->confidence > english->confidence && count_han(best) > 0)
        add(look, best, true);
    else
        add(look, english, false);
    return 0;
}

static bool is_worth_it(const struct pieces *pieces, const struct piece *piece)
{
    int width = piece->area.right - piece->area.left;

    return !piece->block && width >= pieces->height * LOOK_LETTERS &&
           width <= pieces->height * LOOK_WIDE;
}

static void choose(struct reader *reader, const struct look *look)
{
    bool is_simplified = look->votes[SIMPLIFIED] * 100 > look->votes[TRADITIONAL] * CLEAR_LEAD;

    reader->chinese = is_simplified ? SIMPLIFIED : TRADITIONAL;
    if (!engine_has(reader->engine, reader->chinese))
        reader->chinese = is_simplified ? TRADITIONAL : SIMPLIFIED;
    if (!engine_has(reader->engine, reader->chinese))
        reader->chinese = ENGLISH;
    reader->is_chinese = reader->chinese != ENGLISH && look->chinese > look->english;
}

int look(struct reader *reader, int *ret_score)
{
    const struct pieces *pieces = reader->pieces;
    struct look seen = {0};
    size_t looks = 0;
    int r = 0;

    /* Here and there on the page, until there is enough to tell. */
    for (size_t start = 0; start < LOOK_STEP; start++) {
        for (size_t i = start; i < pieces->count && r == 0; i += LOOK_STEP) {
            if (!is_worth_it(pieces, &pieces->items[i]) || looks >= LOOK_MAX ||
                (looks >= LOOK_MIN && seen.with_han >= LOOK_HAN))
                continue;
            looks++;
            r = look_at(reader, &pieces->items[i], &seen);
        }
    }
    if (r < 0)
        return r;
    choose(reader, &seen);
    *ret_score = seen.symbols > 0 ? (int)(seen.confidence / seen.symbols) : 0;
    return 0;
}
