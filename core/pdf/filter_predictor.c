#include "pdf/filter_impl.h"

#include "base/error.h"

#include <stdlib.h>

/* The predictors of Flate and LZW (ISO 32000-1 7.4.4.4; PNG: RFC 2083 section 6). */

#define PREDICTOR_COLORS_MAX  256
#define PREDICTOR_COLUMNS_MAX (1 << 24)

struct rows {
    unsigned colors;
    unsigned bits;
    size_t pixel; /* bytes of a pixel, at least one */
    size_t size;  /* bytes of a row */
};

static int rows_init(struct rows *rows, const struct pdf_predictor *p)
{
    int64_t bits = p->bits_per_component;

    if (p->colors < 1 || p->colors > PREDICTOR_COLORS_MAX || p->columns < 1 ||
        p->columns > PREDICTOR_COLUMNS_MAX ||
        (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16))
        return ERR_INVALID;
    rows->colors = (unsigned)p->colors;
    rows->bits = (unsigned)bits;
    rows->pixel = (size_t)(p->colors * bits + 7) / 8;
    rows->size = (size_t)(p->colors * bits * p->columns + 7) / 8;
    return 0;
}

static uint8_t paeth(int left, int above, int above_left)
{
    int to_left = abs(above - above_left);
    int to_above = abs(left - above_left);
    int to_above_left = abs(left + above - 2 * above_left);

    if (to_left <= to_above && to_left <= to_above_left)
        return (uint8_t)left;
    return (uint8_t)(to_above <= to_above_left ? above : above_left);
}

/*
 * One row from `in` to `row`. Both lie in one buffer, `row` never after `in`, so a byte is
 * read before it is overwritten. `above` is NULL for the first row.
 */
static int png_row(const struct rows *rows, const uint8_t *in, uint8_t *row, const uint8_t *above)
{
    uint8_t tag = *in++;

    if (tag > 4)
        return ERR_SYNTAX;
    for (size_t i = 0; i < rows->size; i++) {
        uint8_t a = i >= rows->pixel ? row[i - rows->pixel] : 0;
        uint8_t b = above ? above[i] : 0;
        uint8_t c = above && i >= rows->pixel ? above[i - rows->pixel] : 0;
        const uint8_t predicted[] = {0, a, b, (uint8_t)((a + b) / 2), paeth(a, b, c)};

        row[i] = (uint8_t)(in[i] + predicted[tag]);
    }
    return 0;
}

/* Every row says by a byte of its own which of the five PNG filters it uses. */
static int unpredict_png(const struct rows *rows, uint8_t *data, size_t *size)
{
    size_t count = *size / (rows->size + 1);
    int r;

    if (*size % (rows->size + 1) != 0)
        return ERR_SYNTAX;
    for (size_t i = 0; i < count; i++) {
        uint8_t *row = data + i * rows->size;

        r = png_row(rows, data + i * (rows->size + 1), row, i ? row - rows->size : NULL);
        if (r)
            return r;
    }
    *size = count * rows->size;
    return 0;
}

/* A sample of 1, 2 or 4 bits is added to that of the pixel before. */
static void tiff_row_bits(const struct rows *rows, uint8_t *row)
{
    size_t samples = rows->size * 8 / rows->bits;
    unsigned mask = (1u << rows->bits) - 1;

    for (size_t i = rows->colors; i < samples; i++) {
        size_t before = (i - rows->colors) * rows->bits;
        size_t at = i * rows->bits;
        unsigned shift = 8 - rows->bits - at % 8;
        unsigned left = row[before / 8] >> (8 - rows->bits - before % 8);
        unsigned sum = ((row[at / 8] >> shift) + left) & mask;

        row[at / 8] = (uint8_t)((row[at / 8] & ~(mask << shift)) | sum << shift);
    }
}

static void tiff_row(const struct rows *rows, uint8_t *row)
{
    if (rows->bits < 8) {
        tiff_row_bits(rows, row);
        return;
    }
    for (size_t i = rows->pixel; i < rows->size; i += rows->bits / 8) {
        const uint8_t *left = row + i - rows->pixel;

        if (rows->bits == 8) {
            row[i] = (uint8_t)(row[i] + left[0]);
        } else {
            unsigned sum = (row[i] << 8 | row[i + 1]) + (left[0] << 8 | left[1]);

            row[i] = (uint8_t)(sum >> 8);
            row[i + 1] = (uint8_t)sum;
        }
    }
}

int pdf_filter_unpredict(const struct pdf_predictor *predictor, struct buffer *out, size_t start)
{
    size_t size = out->size - start;
    struct rows rows;
    int r;

    if (predictor->predictor == 1 || size == 0)
        return 0;
    r = rows_init(&rows, predictor);
    if (r)
        return r;
    if (predictor->predictor >= 10 && predictor->predictor <= 15) {
        r = unpredict_png(&rows, out->data + start, &size);
    } else if (predictor->predictor == 2) {
        r = size % rows.size ? ERR_SYNTAX : 0;
        for (size_t at = 0; !r && at < size; at += rows.size)
            tiff_row(&rows, out->data + start + at);
    } else {
        r = ERR_INVALID;
    }
    if (!r)
        out->size = start + size;
    return r;
}
