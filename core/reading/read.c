/* One page, from a picture to lines of words. */
#include "base/error.h"
#include "reading/reading_impl.h"

#include <stdlib.h>
#include <time.h>

#define UPSIDE_DOWN 75 /* percent of confidence below which the page may stand on its head */
#define SIDEWAYS    50 /* and below which it may lie on its side, whatever its letters look like */

/* Of this thread alone: other work on the machine shall not change what is read. */
static int64_t cpu_time_us(void)
{
    struct timespec spent = {0};

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return spent.tv_sec * INT64_C(1000000) + spent.tv_nsec / 1000;
}

int reader_check_time(const struct reader *reader)
{
    return cpu_time_us() < reader->deadline_us ? 0 : ERR_TIMEOUT;
}

static int find_and_look(struct reader *reader, const struct sheet *sheet, struct pieces *pieces,
                         int *ret_score)
{
    int r = pieces_find(reader->arena, sheet, pieces);

    reader->pieces = pieces;
    return r < 0 ? r : look(reader, ret_score);
}

/* Turns on by `quarters`, and looks. */
static int try_turn(struct reader *reader, struct sheet *sheet, struct pieces *pieces, int quarters,
                    int *ret_score)
{
    int r;

    pieces_done(pieces);
    r = sheet_turn(sheet, quarters);
    return r < 0 ? r : find_and_look(reader, sheet, pieces, ret_score);
}

/*
 * Which end is up shows in how well it reads. It is turned and looked at again only where it reads
 * badly, on its head first, and at last left as it read best.
 */
static int find_top(struct reader *reader, struct sheet *sheet, struct pieces *pieces)
{
    static const int turns[] = {2, 1, 2}; /* each from where the one before left it */
    int score = 0, best, best_at = 0, at = 0;
    int r = find_and_look(reader, sheet, pieces, &score);

    best = score;
    for (size_t i = 0; i < sizeof turns / sizeof *turns && r == 0; i++) {
        if (best >= (i == 0 ? UPSIDE_DOWN : SIDEWAYS) || pieces->count == 0)
            break;
        at += turns[i];
        r = try_turn(reader, sheet, pieces, turns[i], &score);
        if (r == 0 && score > best) {
            best = score;
            best_at = at;
        }
    }
    if (r == 0 && at != best_at)
        r = try_turn(reader, sheet, pieces, (best_at + 8 - at) % 4, &score);
    return r;
}

static int read_sheet(struct reader *reader, struct sheet *sheet, struct reading_page *page)
{
    struct pieces pieces = {0};
    int r = sheet_level(reader->arena, sheet);

    if (r == 0)
        r = reader_check_time(reader);
    reader->scale = sheet->scale;
    if (r == 0)
        r = find_top(reader, sheet, &pieces);
    if (r == 0)
        r = language_read(reader);
    if (r == 0)
        r = lines_make(reader, sheet, page);
    pieces_done(&pieces);
    if (r < 0)
        return r;
    page->width = sheet->width;
    page->height = sheet->height;
    page->shown = sheet->shown;
    return 0;
}

static int begin(struct reader *reader)
{
    reader->first = arena_new_of(reader->arena, struct symbols);
    reader->second = arena_new_of(reader->arena, struct symbols);
    reader->third = arena_new_of(reader->arena, struct symbols);
    return reader->first && reader->second && reader->third ? 0 : ERR_NOMEM;
}

int reading_read(struct reading_engine *engine, struct arena *arena,
                 const struct reading_picture *picture, const struct reading_place *place,
                 const struct reading_bounds *bounds, struct reading_page *ret_page)
{
    struct reader reader = {
        .engine = engine,
        .arena = arena,
        .deadline_us = cpu_time_us() + bounds->page_ms * 1000,
    };
    struct picture decoded = {0};
    struct reading_page page = {0};
    struct sheet sheet = {0};
    int r = begin(&reader);

    if (r == 0)
        r = decode(picture, &decoded);
    if (r == 0) {
        page.form = form_of(decoded.gray);
        r = sheet_place(&sheet, &decoded, place);
        page.shown_width = sheet.width;
        page.shown_height = sheet.height;
    }
    if (r == 0)
        r = read_sheet(&reader, &sheet, &page);
    pixDestroy(&sheet.gray);
    if (r == 0)
        *ret_page = page;
    return r;
}
