/*
 * Two readings of one piece, symbol by symbol. What a network is unsure of it tends to read
 * differently when the same ink comes in another size; what it says twice it may be believed.
 */
#include "base/error.h"
#include "reading/reading_impl.h"

#include <string.h>

#define DISAGREED 40 /* percent: never sure */

/* Lengths of the longest common subsequence of what follows. */
struct common {
    uint16_t length[PIECE_SYMBOLS_MAX + 1][PIECE_SYMBOLS_MAX + 1];
};

static bool same(const struct symbol *a, const struct symbol *b)
{
    return strcmp(a->text, b->text) == 0;
}

bool symbols_agree(struct symbols *a, const struct symbols *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!same(&a->items[i], &b->items[i]))
            return false;
    for (size_t i = 0; i < a->count; i++)
        if (b->items[i].confidence > a->items[i].confidence)
            a->items[i].confidence = b->items[i].confidence;
    return true;
}

static void fill(struct common *common, const struct symbols *a, const struct symbols *b)
{
    for (size_t k = 0; k <= b->count; k++)
        common->length[a->count][k] = 0;
    for (size_t i = a->count; i-- > 0;) {
        common->length[i][b->count] = 0;
        for (size_t k = b->count; k-- > 0;) {
            uint16_t down = common->length[i + 1][k], right = common->length[i][k + 1];

            if (same(&a->items[i], &b->items[k]))
                common->length[i][k] = (uint16_t)(common->length[i + 1][k + 1] + 1);
            else
                common->length[i][k] = down > right ? down : right;
        }
    }
}

static void lower(struct symbol *symbol)
{
    if (symbol->confidence > DISAGREED)
        symbol->confidence = DISAGREED;
}

/* Symbols that only the first has, and the neighbours of those that only the second has. */
static void mark(const struct common *common, struct symbols *a, const struct symbols *b)
{
    size_t i = 0, k = 0, alone = 0; /* of the first's, without one of the second's yet */

    while (i < a->count && k < b->count) {
        if (same(&a->items[i], &b->items[k])) {
            i++;
            k++;
            alone = 0;
        } else if (common->length[i + 1][k] >= common->length[i][k + 1]) {
            lower(&a->items[i++]);
            alone++;
        } else if (alone > 0) {
            alone--;
            k++;
        } else {
            lower(&a->items[i]);
            if (i > 0)
                lower(&a->items[i - 1]);
            k++;
        }
    }
    for (; i < a->count; i++)
        lower(&a->items[i]);
    if (k + alone < b->count && a->count > 0)
        lower(&a->items[a->count - 1]);
}

int compare(struct reader *reader, struct symbols *symbols, const struct symbols *other)
{
    if (symbols_agree(symbols, other))
        return 0;
    if (!reader->common)
        reader->common = arena_new_of(reader->arena, struct common);
    if (!reader->common)
        return ERR_NOMEM;
    fill(reader->common, symbols, other);
    mark(reader->common, symbols, other);
    return 0;
}
