/*
 * Symbols to words. Where a word ends is told by the ink: a model spaces Chinese as it likes,
 * and knows the places of symbols only roughly.
 */
#include "base/error.h"
#include "base/unicode.h"
#include "reading/reading_impl.h"

#define GAP_LEAST  12 /* percent of a letter's height without ink: noted */
#define GAP_SPACE  22 /* a space, where the scripts beside it differ */
#define GAP_WIDE   45 /* a space in any script */
#define HAN_PIXELS 20 /* of the picture itself */
#define SMALL_MOST 75 /* percent of confidence */
#define WORD_MAX   64 /* symbols */

bool is_han_text(const char *text)
{
    struct slice left = slice_str(text);
    uint32_t code;

    while (left.size > 0 && utf8_next(&left, &code) == 0)
        if (unicode_is_wide(code))
            return true;
    return false;
}

/* ---- Gaps ---- */

static bool has_ink(const struct pieces *pieces, const struct area *area, int x)
{
    l_uint32 bit;

    for (int y = area->top; y < area->bottom; y++)
        if (pixGetPixel(pieces->ink, x, y, &bit) == 0 && bit)
            return true;
    return false;
}

void words_find_gaps(const struct pieces *pieces, const struct piece *piece, struct gaps *ret)
{
    const struct area *area = &piece->area;
    int last = area->left - 1;

    *ret = (struct gaps){.height = pieces->height, .left = area->right, .right = area->left};
    for (int x = area->left; x < area->right; x++) {
        if (!has_ink(pieces, area, x))
            continue;
        if (ret->right > ret->left && (x - last - 1) * 100 >= pieces->height * GAP_LEAST &&
            ret->count < GAPS_MAX)
            ret->items[ret->count++] = (struct gap){last + 1, x};
        if (x < ret->left)
            ret->left = x;
        last = x;
        ret->right = x + 1;
    }
}

static int middle_of(const struct area *area)
{
    return area->left + (area->right - area->left) / 2;
}

/* The widest gap between the middles of two neighbours; NULL for none. */
static const struct gap *gap_between(const struct gaps *gaps, const struct symbol *a,
                                     const struct symbol *b)
{
    int from = middle_of(&a->area), to = middle_of(&b->area);
    const struct gap *widest = NULL;

    for (size_t i = 0; i < gaps->count; i++) {
        const struct gap *gap = &gaps->items[i];
        int middle = (gap->left + gap->right) / 2;

        if (middle >= from && middle < to &&
            (!widest || gap->right - gap->left > widest->right - widest->left))
            widest = gap;
    }
    return widest;
}

bool words_cut(const struct gaps *gaps, const struct symbol *a, const struct symbol *b, int *ret_at)
{
    const struct gap *gap = gap_between(gaps, a, b);

    if (gap)
        *ret_at = (gap->left + gap->right) / 2;
    return gap;
}

bool words_are_apart(const struct pieces *pieces, const struct word *a, const struct word *b)
{
    return (b->area.left - a->area.right) * 100 >= pieces->height * GAP_SPACE;
}

/* ---- Words ---- */

/* Whether a space stands between two neighbours. */
static bool is_spaced(const struct gaps *gaps, const struct symbol *a, const struct symbol *b)
{
    const struct gap *gap = gap_between(gaps, a, b);
    int width = gap ? gap->right - gap->left : 0;
    bool han = is_han_text(a->text), other = is_han_text(b->text);

    if (width * 100 >= gaps->height * GAP_WIDE)
        return true;
    if (han != other)
        return width * 100 >= gaps->height * GAP_SPACE;
    return !han && b->begins_word;
}

/* Edges that lie in a gap go to the ink beside it. */
static void fit(const struct gaps *gaps, struct area *area)
{
    for (size_t i = 0; i < gaps->count; i++) {
        const struct gap *gap = &gaps->items[i];

        if (area->left >= gap->left && area->left < gap->right)
            area->left = gap->right;
        if (area->right > gap->left && area->right <= gap->right)
            area->right = gap->left;
    }
    area->left = area->left < gaps->left ? gaps->left : area->left;
    area->right = area->right > gaps->right ? gaps->right : area->right;
    if (area->right <= area->left)
        area->right = area->left + 1;
}

/*
 * Chinese signs of so few pixels are mistaken for others that look like them by every reading
 * alike, and surely: no agreement helps.
 */
static int bounded(const struct reader *reader, const struct symbol *symbol,
                   const struct piece *piece)
{
    int height = (piece->area.bottom - piece->area.top) * 100 / reader->scale;
    bool is_small = height < HAN_PIXELS && is_han_text(symbol->text);

    return is_small && symbol->confidence > SMALL_MOST ? SMALL_MOST : symbol->confidence;
}

static int set_word(struct reader *reader, const struct symbol *symbols, size_t count,
                    const struct piece *piece, struct word *word)
{
    char text[SYMBOL_BYTES * WORD_MAX];
    size_t size = 0;
    int confidence;

    for (size_t i = 0; i < count; i++) {
        const struct symbol *symbol = &symbols[i];
        size_t length = strlen(symbol->text);

        memcpy(text + size, symbol->text, length);
        size += length;
        if (symbol->area.right > word->area.right)
            word->area.right = symbol->area.right;
        confidence = bounded(reader, symbol, piece);
        if ((uint32_t)confidence < word->confidence)
            word->confidence = (uint32_t)confidence;
    }
    word->text = slice_of(arena_dup(reader->arena, text, size), size);
    return word->text.data ? 0 : ERR_NOMEM;
}

static int add_word(struct reader *reader, const struct gaps *gaps, const struct symbol *symbols,
                    size_t count, const struct piece *piece)
{
    struct words *words = &reader->words;
    struct word *items =
        arena_grow(reader->arena, words->items, words->count, &words->capacity, sizeof *items);
    struct word *word;

    if (!items)
        return ERR_NOMEM;
    words->items = items;
    word = &items[words->count++];
    *word = (struct word){.area = symbols[0].area, .confidence = 100};
    if (set_word(reader, symbols, count, piece, word) < 0)
        return ERR_NOMEM;
    fit(gaps, &word->area);
    if (!piece->block) {
        word->area.top = piece->area.top;
        word->area.bottom = piece->area.bottom;
    }
    return 0;
}

int words_add(struct reader *reader, const struct gaps *gaps, const struct symbols *symbols,
              struct range range, const struct piece *piece)
{
    size_t first = range.first;
    bool after_space = false;
    int r = 0;

    for (size_t i = first + 1; i <= range.end && r == 0; i++) {
        const struct symbol *at = &symbols->items[i];

        if (i < range.end && i - first < WORD_MAX && !is_spaced(gaps, at - 1, at))
            continue;
        r = add_word(reader, gaps, &symbols->items[first], i - first, piece);
        if (r == 0)
            reader->words.items[reader->words.count - 1].is_spaced = after_space;
        after_space = i < range.end && is_spaced(gaps, at - 1, at);
        first = i;
    }
    return r;
}
