/*
 * Bringing a page upright: as its document shows it, then by the direction of its lines, then by
 * the degrees that they are askew. Every step is kept in `shown`, the way back.
 *
 * Angles are floating point, as Leptonica has them; what comes out is rounded to fixed point.
 */
#include "base/error.h"
#include "reading/reading_impl.h"

#include <math.h>
#include <stdlib.h>

#define ONE            ((int64_t)1 << READING_TURN_BITS)
#define A4_LONG        841890 /* 1/1000 point */
#define MILLI_DPI      (POINTS_DPI * 1000)
#define DPI_MIN        50 /* a file that says less or more does not know */
#define DPI_MAX        1200
#define DPI_GOOD_MIN   180 /* between these nothing is scaled */
#define DPI_GOOD_MAX   320
#define SCALE_MAX      4 /* times: no letter becomes readable by more */
#define PAGE_SIDE_MIN  10000
#define PAGE_SIDE_MAX  14400000 /* ISO 32000-1 annex C.2 */
#define FRAME_MIN      100      /* pixels: what hangs together so far is no letter */
#define REACH          60   /* percent of a letter's height: between letters, not between lines */
#define FEWER          80   /* percent: the other way joins so many more */
#define SKEW_MAX       12.0 /* degrees that are looked through */
#define SKEW_STEP      1.0
#define SKEW_FINE      0.01
#define SKEW_LEAST     0.1 /* degrees worth turning for */
#define SKEW_RATIO_MIN 1.5 /* of the best angle's score and the worst's: there are lines */

/* ---- Size ---- */

static double scale_for(int pixels, int32_t size)
{
    double dpi = (double)pixels * MILLI_DPI / size;

    if (dpi >= DPI_GOOD_MIN && dpi <= DPI_GOOD_MAX)
        return 1;
    return fmin(WORKING_DPI / dpi, SCALE_MAX);
}

/* Square pixels, of a density that the models like. */
static int scale_pixels(struct sheet *sheet)
{
    int width = pixGetWidth(sheet->gray), height = pixGetHeight(sheet->gray);
    double across = scale_for(width, sheet->width), down = scale_for(height, sheet->height);
    double area = across * down * width * height;
    PIX *scaled;

    if (area > READING_PIXELS_MAX) {
        double less = sqrt(READING_PIXELS_MAX / area);

        across *= less;
        down *= less;
    }
    if (across * width < 1 || down * height < 1 || across * width > READING_SIDE_MAX ||
        down * height > READING_SIDE_MAX)
        return ERR_LIMIT;
    sheet->scale = down > 0.01 ? (int)(down * 100) : 1;
    if (across == 1 && down == 1)
        return 0;
    scaled = pixScale(sheet->gray, (float)across, (float)down);
    if (!scaled)
        return ERR_NOMEM;
    pixDestroy(&sheet->gray);
    sheet->gray = scaled;
    return 0;
}

/* The picture is the page. */
static void place_alone(struct sheet *sheet, int dpi)
{
    int64_t width = pixGetWidth(sheet->gray), height = pixGetHeight(sheet->gray);
    int64_t longer = width > height ? width : height;

    if (dpi >= DPI_MIN && dpi <= DPI_MAX) {
        sheet->width = (int32_t)(width * MILLI_DPI / dpi);
        sheet->height = (int32_t)(height * MILLI_DPI / dpi);
    } else {
        sheet->width = (int32_t)(width * A4_LONG / longer);
        sheet->height = (int32_t)(height * A4_LONG / longer);
    }
    sheet->shown = (struct reading_turn){.a = ONE, .d = ONE};
}

/* A picture seen from behind is turned over: its right edge becomes the left one. */
static void turn_over(struct sheet *sheet, struct reading_place *place)
{
    struct reading_place before = *place;

    pixFlipLR(sheet->gray, sheet->gray);
    for (int i = 0; i < 2; i++) {
        place->left_top[i] = before.right_top[i];
        place->right_top[i] = before.left_top[i];
        place->left_bottom[i] = before.left_bottom[i] + before.right_top[i] - before.left_top[i];
    }
}

static int place_on_page(struct sheet *sheet, struct reading_place place)
{
    double across[2], down[2], width, height;

    for (int i = 0; i < 2; i++) {
        across[i] = (double)place.right_top[i] - place.left_top[i];
        down[i] = (double)place.left_bottom[i] - place.left_top[i];
    }
    if (across[0] * down[1] - across[1] * down[0] < 0) {
        turn_over(sheet, &place);
        across[0] = -across[0];
        across[1] = -across[1];
    }
    width = hypot(across[0], across[1]);
    height = hypot(down[0], down[1]);
    if (width < PAGE_SIDE_MIN || height < PAGE_SIDE_MIN || width > PAGE_SIDE_MAX ||
        height > PAGE_SIDE_MAX)
        return ERR_UNSUPPORTED;
    sheet->width = (int32_t)width;
    sheet->height = (int32_t)height;
    sheet->shown = (struct reading_turn){
        .a = llround(across[0] / width * (double)ONE),
        .b = llround(across[1] / width * (double)ONE),
        .c = llround(down[0] / height * (double)ONE),
        .d = llround(down[1] / height * (double)ONE),
        .e = place.left_top[0],
        .f = place.left_top[1],
    };
    return 0;
}

int sheet_place(struct sheet *sheet, const struct picture *picture,
                const struct reading_place *place)
{
    int r = 0, quarters = 0;

    sheet->gray = picture->gray;
    if (place)
        r = place_on_page(sheet, *place);
    else
        place_alone(sheet, picture->dpi);
    if (r == 0)
        r = scale_pixels(sheet);
    if (r < 0)
        return r;
    /* Where the picture's rows run on the page: right, down, left, up. */
    if (llabs(sheet->shown.b) > llabs(sheet->shown.a))
        quarters = sheet->shown.b > 0 ? 1 : 3;
    else if (sheet->shown.a < 0)
        quarters = 2;
    return sheet_turn(sheet, quarters);
}

/* ---- Turning ---- */

int sheet_turn(struct sheet *sheet, int quarters)
{
    struct reading_turn before;
    PIX *turned;

    if (quarters == 0)
        return 0;
    turned = pixRotateOrth(sheet->gray, quarters);
    if (!turned)
        return ERR_NOMEM;
    pixDestroy(&sheet->gray);
    sheet->gray = turned;
    for (int i = 0; i < quarters; i++) {
        int32_t height = sheet->height;

        /* A point was at x = its y now, and at y = height less its x now. */
        before = sheet->shown;
        sheet->shown.a = -before.c;
        sheet->shown.b = -before.d;
        sheet->shown.c = before.a;
        sheet->shown.d = before.b;
        sheet->shown.e = before.e + ((before.c * height) >> READING_TURN_BITS);
        sheet->shown.f = before.f + ((before.d * height) >> READING_TURN_BITS);
        sheet->height = sheet->width;
        sheet->width = height;
    }
    return 0;
}

/* The way back from a sheet turned by `angle`, clockwise, about its middle. */
static void turn_shown(struct sheet *sheet, double angle, int32_t width, int32_t height)
{
    const struct reading_turn *before = &sheet->shown;
    double cosine = cos(angle), sine = sin(angle), one = (double)ONE;
    double x = sheet->width / 2.0 - (cosine * width + sine * height) / 2;
    double y = sheet->height / 2.0 - (cosine * height - sine * width) / 2;
    double a = (double)before->a / one, b = (double)before->b / one;
    double c = (double)before->c / one, d = (double)before->d / one;

    sheet->shown = (struct reading_turn){
        .a = llround((a * cosine - c * sine) * one),
        .b = llround((b * cosine - d * sine) * one),
        .c = llround((a * sine + c * cosine) * one),
        .d = llround((b * sine + d * cosine) * one),
        .e = before->e + llround(a * x + c * y),
        .f = before->f + llround(b * x + d * y),
    };
    sheet->width = width;
    sheet->height = height;
}

static int turn_by(struct sheet *sheet, double angle)
{
    int width = pixGetWidth(sheet->gray), height = pixGetHeight(sheet->gray);
    PIX *turned =
        pixRotate(sheet->gray, (float)angle, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, width, height);

    if (!turned)
        return ERR_NOMEM;
    pixDestroy(&sheet->gray);
    sheet->gray = turned;
    turn_shown(sheet, angle, (int32_t)((int64_t)sheet->width * pixGetWidth(turned) / width),
               (int32_t)((int64_t)sheet->height * pixGetHeight(turned) / height));
    return 0;
}

/* ---- The direction of lines ---- */

/* Ink, without the frames of tables, which say nothing of how letters lie. */
static PIX *ink_of(PIX *gray)
{
    PIX *ink = pixConvertTo1Adaptive(gray);
    PIX *letters =
        ink ? pixSelectBySize(ink, FRAME_MIN, FRAME_MIN, 8, L_SELECT_IF_BOTH, L_SELECT_IF_LT, NULL)
            : NULL;

    pixDestroy(&ink);
    return letters;
}

/* How many parts are left when ink is joined across gaps of that size. */
static int count_joined(PIX *ink, int across, int down)
{
    PIX *joined = pixCloseSafeBrick(NULL, ink, across, down);
    l_int32 count = 0;

    if (joined)
        pixCountConnComp(joined, 8, &count);
    pixDestroy(&joined);
    return count;
}

/* Letters stand closer to their neighbours in a line than to those of the next. */
static bool is_sideways(struct arena *arena, PIX *ink)
{
    BOXA *letters = pixConnCompBB(ink, 8);
    int reach = letters ? pieces_measure(arena, letters) * REACH / 100 : 0;

    boxaDestroy(&letters);
    return reach > 1 && count_joined(ink, 1, reach) * 100 < count_joined(ink, reach, 1) * FEWER;
}

static int turn_sideways(struct sheet *sheet, PIX **ink)
{
    PIX *turned = pixRotateOrth(*ink, 1);

    if (!turned)
        return ERR_NOMEM;
    pixDestroy(ink);
    *ink = turned;
    return sheet_turn(sheet, 1);
}

int sheet_level(struct arena *arena, struct sheet *sheet)
{
    PIX *ink = ink_of(sheet->gray);
    float angle, ratio;
    int r = ink ? 0 : ERR_NOMEM;

    if (r == 0 && is_sideways(arena, ink))
        r = turn_sideways(sheet, &ink);
    if (r == 0 &&
        pixFindSkewSweepAndSearch(ink, &angle, &ratio, 4, 2, SKEW_MAX, SKEW_STEP, SKEW_FINE) == 0 &&
        ratio >= SKEW_RATIO_MIN && fabsf(angle) >= SKEW_LEAST)
        r = turn_by(sheet, angle * M_PI / 180);
    pixDestroy(&ink);
    return r;
}
