/*
 * Which language a piece is read in. A page has at most one Chinese script; which, and how much
 * of the page it is, a look at some pieces tells. A piece with Chinese in it is divided: what
 * stands between Chinese words is read again as English, which knows Latin letters and digits
 * better. Everything is read twice.
 */
#include "base/error.h"
#include "reading/reading_impl.h"

#include <stdlib.h>

#define LOOK_MAX      10  /* pieces that are looked at */
#define LOOK_LETTERS  3   /* such a piece is at least that many letters wide */
#define LOOK_WIDE     20  /* and at most that many */
#define GOOD          85  /* confidence at which no other language is tried */
#define LEAD          10  /* what English may be less sure of letters and digits, to be preferred */
#define PART_MIN      2   /* symbols between Chinese ones that are worth a reading of their own */
#define MARGIN        40  /* percent of a letter's height left white around a piece */
#define SECOND_SCALE  135 /* percent: the second reading's size */
#define SECOND_MARGIN 70

/* ---- One reading ---- */

struct manner {
    int scale;  /* percent */
    int margin; /* percent of a letter's height */
};

static const struct manner once = {100, MARGIN}, again = {SECOND_SCALE, SECOND_MARGIN};

static PIX *cut(const struct pieces *pieces, const struct area *area, struct manner manner,
                int margin)
{
    BOX *box = boxCreate(area->left, area->top, area->right - area->left, area->bottom - area->top);
    PIX *part = box ? pixClipRectangle(pieces->gray, box, NULL) : NULL;
    PIX *framed = part ? pixAddBorder(part, margin, 255) : NULL;
    PIX *scaled = NULL;

    if (framed)
        scaled = manner.scale == 100
                     ? pixClone(framed)
                     : pixScale(framed, (float)manner.scale / 100, (float)manner.scale / 100);
    boxDestroy(&box);
    pixDestroy(&part);
    pixDestroy(&framed);
    return scaled;
}

static void put_back(struct symbols *symbols, const struct area *area, struct manner manner,
                     int margin)
{
    for (size_t i = 0; i < symbols->count; i++) {
        struct area *at = &symbols->items[i].area;

        at->left = at->left * 100 / manner.scale - margin + area->left;
        at->right = at->right * 100 / manner.scale - margin + area->left;
        at->top = at->top * 100 / manner.scale - margin + area->top;
        at->bottom = at->bottom * 100 / manner.scale - margin + area->top;
    }
}

static int read_area(struct reader *reader, enum language language, const struct piece *piece,
                     struct manner manner, struct symbols *ret)
{
    int margin = reader->pieces->height * manner.margin / 100;
    PIX *line = cut(reader->pieces, &piece->area, manner, margin);
    int r = line ? reader_check_time(reader) : ERR_NOMEM;

    if (r == 0)
        r = engine_read(reader->engine, language, line, piece->block, ret);
    pixDestroy(&line);
    put_back(ret, &piece->area, manner, margin);
    return r;
}

static size_t count_han(const struct symbols *symbols)
{
    size_t count = 0;

    for (size_t i = 0; i < symbols->count; i++)
        count += is_han_text(symbols->items[i].text);
    return count;
}

/* ---- A look ---- */

struct look {
    int64_t confidence[LANGUAGES]; /* times symbols, of pieces that read best in it */
    int64_t symbols[LANGUAGES];
    int64_t total[LANGUAGES]; /* of all pieces with Chinese in them */
};

static int look_at(struct reader *reader, const struct piece *piece, struct look *look)
{
    enum language best = ENGLISH;
    int confidence[LANGUAGES] = {0};
    size_t count[LANGUAGES] = {0}, han[LANGUAGES] = {0};

    for (int i = 0; i < LANGUAGES; i++) {
        int r;

        if (!engine_has(reader->engine, (enum language)i) ||
            (i != ENGLISH && confidence[ENGLISH] >= GOOD))
            continue;
        r = read_area(reader, (enum language)i, piece, once, reader->first);
        if (r < 0)
            return r;
        confidence[i] = reader->first->confidence;
        count[i] = reader->first->count;
        han[i] = count_han(reader->first);
        if (i != ENGLISH && han[i] > 0)
            look->total[i] += confidence[i] * (int64_t)count[i];
        if (confidence[i] > confidence[best] && (i == ENGLISH || han[i] > 0))
            best = (enum language)i;
    }
    look->confidence[best] += confidence[best] * (int64_t)count[best];
    look->symbols[best] += (int64_t)count[best];
    return 0;
}

static bool is_worth_a_look(const struct pieces *pieces, const struct piece *piece)
{
    int width = piece->area.right - piece->area.left;

    return !piece->block && width >= pieces->height * LOOK_LETTERS &&
           width <= pieces->height * LOOK_WIDE;
}

static void choose(struct reader *reader, const struct look *look)
{
    bool is_simplified = look->total[SIMPLIFIED] > look->total[TRADITIONAL];
    int64_t chinese = look->symbols[SIMPLIFIED] + look->symbols[TRADITIONAL];

    reader->chinese = is_simplified ? SIMPLIFIED : TRADITIONAL;
    if (!engine_has(reader->engine, reader->chinese))
        reader->chinese = is_simplified ? TRADITIONAL : SIMPLIFIED;
    if (!engine_has(reader->engine, reader->chinese))
        reader->chinese = ENGLISH;
    reader->is_chinese = reader->chinese != ENGLISH && chinese > look->symbols[ENGLISH];
}

int language_look(struct reader *reader, int *ret_score)
{
    const struct pieces *pieces = reader->pieces;
    struct look look = {0};
    int64_t sum = 0, count = 0;
    size_t fit = 0, step, seen = 0;
    int r = 0;

    for (size_t i = 0; i < pieces->count; i++)
        fit += is_worth_a_look(pieces, &pieces->items[i]);
    step = fit / LOOK_MAX + 1;
    for (size_t i = 0; i < pieces->count && r == 0; i++)
        if (is_worth_a_look(pieces, &pieces->items[i]) && seen++ % step == 0)
            r = look_at(reader, &pieces->items[i], &look);
    for (int i = 0; i < LANGUAGES; i++) {
        sum += look.confidence[i];
        count += look.symbols[i];
    }
    if (r == 0) {
        choose(reader, &look);
        *ret_score = count > 0 ? (int)(sum / count) : 0;
    }
    return r;
}

/* ---- A piece ---- */

/* `first` with a second reading of the same piece, by the same or another model. */
static int read_again(struct reader *reader, enum language language, const struct piece *piece,
                      struct manner manner)
{
    int r = read_area(reader, language, piece, manner, reader->second);

    return r < 0 ? r : compare(reader, reader->first, reader->second);
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
static int read_between(struct reader *reader, const struct gaps *gaps, size_t first, size_t end,
                        const struct piece *piece)
{
    const struct symbols *whole = reader->first;
    struct symbols *part = reader->second, *own = reader->third;
    struct piece place = *piece;
    int r;

    if (first > 0 &&
        !words_cut(gaps, &whole->items[first - 1], &whole->items[first], &place.area.left))
        return words_add(reader, gaps, whole, (struct range){first, end}, piece);
    if (end < whole->count &&
        !words_cut(gaps, &whole->items[end - 1], &whole->items[end], &place.area.right))
        return words_add(reader, gaps, whole, (struct range){first, end}, piece);
    part->count = end - first;
    memcpy(part->items, &whole->items[first], part->count * sizeof *part->items);
    r = read_area(reader, ENGLISH, &place, once, own);
    if (r == 0 && own->count == 0)
        return words_add(reader, gaps, whole, (struct range){first, end}, piece);
    if (r == 0)
        r = compare(reader, own, part);
    return r < 0 ? r : words_add(reader, gaps, own, (struct range){0, own->count}, piece);
}

/* `first` is a reading in Chinese that has some. */
static int read_mixed(struct reader *reader, const struct piece *piece)
{
    const struct symbols *symbols = reader->first;
    struct gaps gaps;
    size_t first = 0, end;
    int r = read_again(reader, reader->chinese, piece, again);

    words_find_gaps(reader->pieces, piece, &gaps);
    for (; first < symbols->count && r == 0; first = end) {
        end = end_of_run(symbols, first);
        if (is_han_text(symbols->items[first].text) || end - first < PART_MIN)
            r = words_add(reader, &gaps, symbols, (struct range){first, end}, piece);
        else
            r = read_between(reader, &gaps, first, end, piece);
    }
    return r;
}

static int add_first(struct reader *reader, const struct piece *piece)
{
    struct gaps gaps;

    words_find_gaps(reader->pieces, piece, &gaps);
    return words_add(reader, &gaps, reader->first, (struct range){0, reader->first->count}, piece);
}

static void swap_readings(struct reader *reader)
{
    struct symbols *kept = reader->first;

    reader->first = reader->second;
    reader->second = kept;
}

/* On a page that is mostly Chinese. */
static int read_chinese_first(struct reader *reader, const struct piece *piece)
{
    int r = read_area(reader, reader->chinese, piece, once, reader->first);

    if (r < 0)
        return r;
    if (count_han(reader->first) > 0)
        return read_mixed(reader, piece);
    r = read_area(reader, ENGLISH, piece, once, reader->second);
    if (r < 0)
        return r;
    if (reader->second->confidence + LEAD >= reader->first->confidence)
        swap_readings(reader);
    r = compare(reader, reader->first, reader->second);
    return r < 0 ? r : add_first(reader, piece);
}

static int read_english_first(struct reader *reader, const struct piece *piece)
{
    int r = read_area(reader, ENGLISH, piece, once, reader->first);

    if (r == 0 && reader->first->confidence < GOOD && reader->chinese != ENGLISH) {
        r = read_area(reader, reader->chinese, piece, once, reader->second);
        if (r == 0 && count_han(reader->second) > 0 &&
            reader->second->confidence > reader->first->confidence) {
            swap_readings(reader);
            return read_mixed(reader, piece);
        }
    }
    if (r == 0)
        r = read_again(reader, ENGLISH, piece, again);
    return r < 0 ? r : add_first(reader, piece);
}

int language_read(struct reader *reader)
{
    int r = 0;

    for (size_t i = 0; i < reader->pieces->count && r == 0; i++) {
        const struct piece *piece = &reader->pieces->items[i];

        r = reader->is_chinese ? read_chinese_first(reader, piece)
                               : read_english_first(reader, piece);
    }
    return r;
}
