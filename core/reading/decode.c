/*
 * Pictures that are files of their own. What a file says of its size is believed only as far as
 * to refuse it; the libraries that decode it run in a process made for this document.
 */
#include "base/error.h"
#include "reading/reading_impl.h"

#include <stdlib.h>

#define WHITE        0xFFFFFF00u
#define PIXEL_BYTES  4
#define SPARE_MEMORY (1 << 20)

enum kind { JPEG, PNG, TIFF, OTHER };

static enum kind kind_of(struct slice file)
{
    static const struct {
        const char *magic;
        size_t size;
        enum kind kind;
    } kinds[] = {
        {"\xFF\xD8\xFF", 3, JPEG},
        {"\x89PNG\r\n\x1A\n", 8, PNG},
        {"II*\0", 4, TIFF},
        {"MM\0*", 4, TIFF},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (file.size >= kinds[i].size && memcmp(file.data, kinds[i].magic, kinds[i].size) == 0)
            return kinds[i].kind;
    return OTHER;
}

int decode_check_size(uint32_t width, uint32_t height)
{
    if (width == 0 || height == 0)
        return ERR_SYNTAX;
    if (width > READING_SIDE_MAX || height > READING_SIDE_MAX ||
        (uint64_t)width * height > READING_PIXELS_MAX)
        return ERR_LIMIT;
    return 0;
}

/* ---- Figures ---- */

static int read_header(enum kind kind, struct slice file, uint32_t frame, size_t *ret_pixels)
{
    l_int32 width = 0, height = 0, format, failed;

    if (kind == TIFF)
        failed = readHeaderMemTiff(file.data, file.size, (l_int32)frame, &width, &height, NULL,
                                   NULL, NULL, NULL, &format);
    else
        failed = pixReadHeaderMem(file.data, file.size, &format, &width, &height, NULL, NULL, NULL);
    if (failed || width < 0 || height < 0)
        return ERR_SYNTAX;
    *ret_pixels = (size_t)width * (size_t)height;
    return decode_check_size((uint32_t)width, (uint32_t)height);
}

/* The offset of the next directory of a classic TIFF, or 0; the file is never followed back. */
static uint32_t next_directory(struct slice file, uint32_t at)
{
    bool big = file.data[0] == 'M';
    const uint8_t *bytes = file.data;
    size_t entries, end;
    uint32_t next = 0;

    if (at < 8 || (size_t)at + 2 > file.size)
        return 0;
    entries = big ? (size_t)bytes[at] << 8 | bytes[at + 1] : (size_t)bytes[at + 1] << 8 | bytes[at];
    end = at + 2 + entries * 12;
    if (end + 4 > file.size)
        return 0;
    for (int i = 0; i < 4; i++)
        next = next << 8 | bytes[end + (size_t)(big ? i : 3 - i)];
    return next;
}

uint32_t reading_count(struct slice file)
{
    uint32_t count = 0, at = 4;

    if (kind_of(file) != TIFF || file.size < 8)
        return 1;
    at = 0;
    for (int i = 0; i < 4; i++)
        at = at << 8 | file.data[4 + (file.data[0] == 'M' ? i : 3 - i)];
    /* A directory may name any other, in a loop, too: the bound ends that. */
    for (; at != 0 && count < READING_PAGES_MAX; count++)
        at = next_directory(file, at);
    return count > 0 ? count : 1;
}

#define PNG_HEAD    8  /* bytes before its first chunk */
#define PNG_COLOUR  25 /* offset of the type of its colours */
#define PNG_PALETTE 3
#define CHUNK_REST  12 /* bytes of a chunk beside its data */

/*
 * Whether a PNG without a palette calls one gray or colour clear (PNG 11.3.2.1): ink that nobody
 * sees, which the library shows.
 */
static bool has_clear_ink(struct slice file)
{
    struct slice rest = slice_sub(file, PNG_HEAD, SIZE_MAX);

    if (file.size <= PNG_COLOUR || file.data[PNG_COLOUR] == PNG_PALETTE)
        return false;
    while (rest.size >= CHUNK_REST && memcmp(rest.data + 4, "IDAT", 4) != 0) {
        uint32_t size = (uint32_t)rest.data[0] << 24 | (uint32_t)rest.data[1] << 16 |
                        (uint32_t)rest.data[2] << 8 | rest.data[3];

        if (memcmp(rest.data + 4, "tRNS", 4) == 0)
            return true;
        rest = slice_sub(rest, (size_t)size + CHUNK_REST, SIZE_MAX);
    }
    return false;
}

/* ---- Pixels ---- */

static PIX *read_pixels(enum kind kind, struct slice file, uint32_t frame)
{
    switch (kind) {
    case JPEG:
        return pixReadMemJpeg(file.data, file.size, 0, 1, NULL, 0);
    case PNG:
        return pixReadMemPng(file.data, file.size);
    case TIFF:
        return pixReadMemTiff(file.data, file.size, (l_int32)frame);
    default:
        return NULL;
    }
}

/* Gray; what shines through is white. Takes `pixels`. */
static PIX *make_gray(PIX *pixels)
{
    PIX *solid =
        pixels && pixGetSpp(pixels) == 4 ? pixAlphaBlendUniform(pixels, WHITE) : pixClone(pixels);
    PIX *gray = solid ? pixConvertTo8(solid, 0) : NULL;

    pixDestroy(&solid);
    pixDestroy(&pixels);
    return gray;
}

/* A library that got no memory only says that it read nothing. */
static bool has_memory(size_t pixels)
{
    void *volatile room = malloc(pixels * PIXEL_BYTES + SPARE_MEMORY); /* volatile: it is tried */

    free(room);
    return room;
}

static int decode_file(const struct reading_picture *picture, struct picture *ret)
{
    enum kind kind = kind_of(picture->bytes);
    size_t count;
    PIX *pixels;
    int r;

    if (kind == OTHER)
        return ERR_UNSUPPORTED;
    r = read_header(kind, picture->bytes, picture->frame, &count);
    if (r == 0 && kind == PNG && has_clear_ink(picture->bytes))
        r = ERR_UNSUPPORTED;
    if (r < 0)
        return r;
    pixels = read_pixels(kind, picture->bytes, picture->frame);
    if (!pixels)
        return has_memory(count) ? ERR_SYNTAX : ERR_NOMEM;
    ret->dpi = pixGetXRes(pixels) == pixGetYRes(pixels) ? pixGetXRes(pixels) : 0;
    ret->gray = make_gray(pixels);
    return ret->gray ? 0 : ERR_NOMEM;
}

int decode(const struct reading_picture *picture, struct picture *ret)
{
    int r;

    *ret = (struct picture){0};
    switch (picture->encoding) {
    case READING_FILE:
        r = decode_file(picture, ret);
        break;
    case READING_SAMPLES:
        r = decode_samples(picture, &ret->gray);
        break;
    case READING_CCITT:
        r = decode_ccitt(picture, &ret->gray);
        break;
    default:
        r = ERR_INVALID;
    }
    if (r == 0 && picture->inverted)
        pixInvert(ret->gray, ret->gray);
    return r;
}
