/* Rows of samples, as a PDF's Flate and LZW pictures have them (ISO 32000-1 8.9.5). */
#include "base/error.h"
#include "reading/reading_impl.h"

struct samples {
    const struct reading_picture *picture;
    size_t stride; /* bytes of a row */
};

static int check(const struct reading_picture *picture, struct samples *ret)
{
    uint32_t bits = picture->bits, components = picture->components;
    int r = decode_check_size(picture->width, picture->height);

    if (r < 0)
        return r;
    if (bits != 1 && bits != 2 && bits != 4 && bits != 8)
        return ERR_UNSUPPORTED;
    if (components != 1 && components != 3 && components != 4)
        return ERR_UNSUPPORTED;
    if (picture->palette.size > 0 && components != 1)
        return ERR_SYNTAX;
    ret->picture = picture;
    ret->stride = ((size_t)picture->width * bits * components + 7) / 8;
    return picture->bytes.size / ret->stride >= picture->height ? 0 : ERR_SYNTAX;
}

static uint32_t sample(const uint8_t *row, size_t index, uint32_t bits)
{
    size_t at = index * bits;

    return (uint32_t)(row[at / 8] >> (8 - bits - at % 8)) & ((1u << bits) - 1);
}

/* Weights of ITU-R BT.601, in 256ths. */
static uint32_t gray_of(uint32_t red, uint32_t green, uint32_t blue)
{
    return (77 * red + 150 * green + 29 * blue) >> 8;
}

static uint32_t gray_at(const struct samples *samples, const uint8_t *row, size_t x)
{
    const struct reading_picture *picture = samples->picture;
    uint32_t most = (1u << picture->bits) - 1, value[4] = {0};

    for (size_t i = 0; i < picture->components; i++)
        value[i] = sample(row, x * picture->components + i, picture->bits);
    if (picture->palette.size > 0) {
        const uint8_t *colour = picture->palette.data + (size_t)value[0] * 3;

        if (((size_t)value[0] + 1) * 3 > picture->palette.size)
            return 255; /* 8.6.6.3: past the palette */
        return gray_of(colour[0], colour[1], colour[2]);
    }
    for (int i = 0; i < 4; i++)
        value[i] = value[i] * 255 / most;
    if (picture->components == 1)
        return value[0];
    if (picture->components == 3)
        return gray_of(value[0], value[1], value[2]);
    for (int i = 0; i < 3; i++)
        value[i] = value[i] + value[3] > 255 ? 0 : 255 - value[i] - value[3];
    return gray_of(value[0], value[1], value[2]);
}

int decode_samples(const struct reading_picture *picture, PIX **ret)
{
    struct samples samples;
    l_uint32 *line;
    l_int32 words;
    PIX *gray;
    int r = check(picture, &samples);

    if (r < 0)
        return r;
    gray = pixCreate((l_int32)picture->width, (l_int32)picture->height, 8);
    if (!gray)
        return ERR_NOMEM;
    line = pixGetData(gray);
    words = pixGetWpl(gray);
    for (uint32_t y = 0; y < picture->height; y++, line += words) {
        const uint8_t *row = picture->bytes.data + y * samples.stride;

        for (uint32_t x = 0; x < picture->width; x++)
            SET_DATA_BYTE(line, x, gray_at(&samples, row, x));
    }
    *ret = gray;
    return 0;
}
