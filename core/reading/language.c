/*
 * Which language a piece is read in, and how often. A piece with Chinese in it is divided: what
 * stands between Chinese words is read again as English, which knows Latin letters and digits
 * better. Everything is read twice; where the two do not say the same, a third reading decides
 * for one of them, or for none.
 */
#include "base/error.h"
#include "reading/reading_impl.h"

#define DOUBT    85 /* confidence of a single symbol below which another language is tried */
#define CERTAIN  90 /* of every symbol: no third reading is asked for */
#define LEAD     10 /* what English may be less sure of letters and digits, to be preferred */
#define PART_MIN 2  /* symbols between Chinese ones that are worth a reading of their own */
#define UNREAD   50 /* percent of a letter's height: ink as large as that is something */
#define NOT_READ "\xEF\xBF\xBD" /* U+FFFD stands for it, and is not sure */

/* ---- Readings of one piece ---- */

static void swap(struct symbols **a, struct symbols **b)
{
    struct symbols *kept = *a;

    *a = *b;
    *b = kept;
}

/* `first` and `second` are readings of a piece; a third in `language` decides where they differ. */
static int settle(struct reader *reader, enum language language, const struct piece *piece,
                  struct manner manner)
{
    int r;

    if (symbols_agree(reader->first, reader->second))
        return 0;
    r = view(reader, language, piece, manner, reader->third);
    if (r < 0 || symbols_agree(reader->first, reader->third))
        return r;
    if (symbols_agree(reader->second, reader->third)) {
        swap(&reader->first, &reader->second);
        return 0;
    }
    return compare(reader, reader->first, reader->second);
}

/* `first` is a reading; there is to be another. */
static int confirm(struct reader *reader, enum language language, const struct piece *piece)
{
    int r = view(reader, language, piece, view_again, reader->second);

    return r < 0 ? r : settle(reader, language, piece, view_third);
}

static int lowest_of(const struct symbols *symbols)
{
    int lowest = 100;

    for (size_t i = 0; i < symbols->count; i++)
        if (symbols->items[i].confidence < lowest)
            lowest = symbols->items[i].confidence;
    return lowest;
}

/*
 * The same in Chinese, whose signs are so alike that two readings may make the same mistake: with
 * any doubt all three have to agree.
 */
static int confirm_chinese(struct reader *reader, const struct piece *piece)
{
    int r = confirm(reader, reader->chinese, piece);

    if (r < 0 || lowest_of(reader->first) >= CERTAIN)
        return r;
    r = view(reader, reader->chinese, piece, view_third, reader->third);
    return r < 0 ? r : compare(reader, reader->first, reader->third);
}

static size_t count_han(const struct symbols *symbols)
{
    size_t count = 0;

    for (size_t i = 0; i < symbols->count; i++)
        count += is_han_text(symbols->items[i].text);
    return count;
}

/* ---- Words of it ---- */

/* Ink that no reading made anything of must not be missing without a trace. */
static int add_unread(struct reader *reader, const struct gaps *gaps, const struct piece *piece)
{
    const struct area *area = &piece->area;
    int least = reader->pieces->height * UNREAD / 100;
    struct symbols *one = reader->third;

    if (area->right - area->left < least || area->bottom - area->top < least)
        return 0;
    one->count = 1;
    one->items[0] = (struct symbol){.text = NOT_READ, .area = *area};
    return words_add(reader, gaps, one, (struct range){0, 1}, piece);
}

static int add_first(struct reader *reader, const struct piece *piece)
{
    struct symbols *symbols = reader->first;
    struct gaps gaps;

    words_find_gaps(reader->pieces, piece, &gaps);
    if (symbols->count == 0)
        return add_unread(reader, &gaps, piece);
    marks_check(reader->pieces, piece, symbols);
    return words_add(reader, &gaps, symbols, (struct range){0, symbols->count}, piece);
}

static size_t end_of_run(const struct symbols *symbols, size_t first)
{
    bool han = is_han_text(symbols->items[first].text);
    size_t end = first + 1;

    while (end < symbols->count && is_han_text(symbols->items[end].text) == han)
        end++;
    return end;
}

/*
 * What stands between Chinese words, if a gap in the ink is on either side: as English, with the
 * Chinese model's reading beside it.
 */
static int read_between(struct reader *reader, const struct gaps *gaps, struct range range,
                        const struct piece *piece)
{
    const struct symbol *all = reader->first->items;
    struct symbols *part = reader->second, *own = reader->third;
    struct piece place = *piece;
    bool is_apart = true;
    int r;

    if (range.first > 0)
        is_apart = words_cut(gaps, &all[range.first - 1], &all[range.first], &place.area.left);
    if (is_apart && range.end < reader->first->count)
        is_apart = words_cut(gaps, &all[range.end - 1], &all[range.end], &place.area.right);
    if (!is_apart)
        return words_add(reader, gaps, reader->first, range, piece);
    part->count = range.end - range.first;
    memcpy(part->items, &all[range.first], part->count * sizeof *part->items);
    r = view(reader, ENGLISH, &place, view_once, own);
    if (r == 0 && own->count == 0)
        return words_add(reader, gaps, reader->first, range, piece);
    if (r == 0)
        r = compare(reader, own, part);
    if (r < 0)
        return r;
    marks_check(reader->pieces, &place, own);
    return words_add(reader, gaps, own, (struct range){0, own->count}, piece);
}

/* `first` is a reading in Chinese that has some. */
static int read_mixed(struct reader *reader, const struct piece *piece)
{
    const struct symbols *symbols;
    struct range range = {0};
    struct gaps gaps;
    int r = confirm_chinese(reader, piece);

    words_find_gaps(reader->pieces, piece, &gaps);
    symbols = reader->first;
    marks_check(reader->pieces, piece, reader->first);
    for (; range.first < symbols->count && r == 0; range.first = range.end) {
        bool han = is_han_text(symbols->items[range.first].text);

        range.end = end_of_run(symbols, range.first);
        if (han || range.end - range.first < PART_MIN)
            r = words_add(reader, &gaps, symbols, range, piece);
        else
            r = read_between(reader, &gaps, range, piece);
    }
    return r;
}

/* ---- A piece ---- */

/* On a page that is mostly Chinese. */
static int read_chinese_first(struct reader *reader, const struct piece *piece)
{
    int r = view(reader, reader->chinese, piece, view_once, reader->first);

    if (r < 0)
        return r;
    if (count_han(reader->first) > 0)
        return read_mixed(reader, piece);
    r = view(reader, ENGLISH, piece, view_once, reader->second);
    if (r < 0)
        return r;
    if (reader->second->confidence + LEAD >= reader->first->confidence)
        swap(&reader->first, &reader->second);
    r = settle(reader, ENGLISH, piece, view_again);
    return r < 0 ? r : add_first(reader, piece);
}

static int read_english_first(struct reader *reader, const struct piece *piece)
{
    int r = view(reader, ENGLISH, piece, view_once, reader->first);

    if (r == 0 && reader->first->lowest < DOUBT && reader->chinese != ENGLISH) {
        r = view(reader, reader->chinese, piece, view_once, reader->second);
        if (r == 0 && count_han(reader->second) > 0 &&
            reader->second->lowest > reader->first->lowest) {
            swap(&reader->first, &reader->second);
            return read_mixed(reader, piece);
        }
    }
    if (r == 0)
        r = confirm(reader, ENGLISH, piece);
    return r < 0 ? r : add_first(reader, piece);
}

int language_read(struct reader *reader)
{
    int r = 0;

    for (size_t i = 0; i < reader->pieces->count && r == 0; i++) {
        const struct piece *piece = &reader->pieces->items[i];

        if (marks_dashes(reader->pieces, piece, reader->first))
            r = add_first(reader, piece);
        else if (reader->is_chinese)
            r = read_chinese_first(reader, piece);
        else
            r = read_english_first(reader, piece);
    }
    return r;
}
