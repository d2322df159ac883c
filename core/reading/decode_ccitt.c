/* What a PDF holds as CCITT fax data is a strip of a TIFF without its head: that is put before it.
 */
#include "base/buffer.h"
#include "base/error.h"
#include "reading/reading_impl.h"

enum { SHORT = 3, LONG = 4 };
enum { RLE = 2, GROUP_3 = 3, GROUP_4 = 4 };

#define DIRECTORY_AT 8
#define STRIP_AT     273 /* tag */

struct entry {
    uint16_t tag, type;
    uint32_t value;
};

static void put(struct buffer *out, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buffer_append_byte(out, (uint8_t)(value >> 8 * i));
}

/* Group 3 without line ends can only be followed where each row begins a byte. */
static int compression_of(const struct reading_picture *picture)
{
    if (picture->k < 0)
        return picture->byte_aligned ? ERR_UNSUPPORTED : GROUP_4;
    if (picture->k == 0 && picture->byte_aligned && !picture->line_ends)
        return RLE;
    return picture->line_ends ? GROUP_3 : ERR_UNSUPPORTED;
}

static void put_file(const struct reading_picture *picture, int compression, struct buffer *out)
{
    const struct entry entries[] = {
        {256, LONG, picture->width},
        {257, LONG, picture->height},
        {258, SHORT, 1}, /* bits */
        {259, SHORT, (uint32_t)compression},
        {262, SHORT, 0}, /* the least sample is white */
        {266, SHORT, 1}, /* the highest bit first */
        {STRIP_AT, LONG, 0},
        {277, SHORT, 1},              /* samples */
        {278, LONG, picture->height}, /* rows of the strip */
        {279, LONG, (uint32_t)picture->bytes.size},
        {292, LONG, picture->k > 0 ? 1 : 0}, /* of group 3 alone: rows in two dimensions */
    };
    uint32_t count = sizeof entries / sizeof *entries - (compression != GROUP_3);

    buffer_append(out, "II*\0", 4);
    put(out, DIRECTORY_AT, 4);
    put(out, count, 2);
    for (uint32_t i = 0; i < count; i++) {
        bool is_strip = entries[i].tag == STRIP_AT;

        put(out, entries[i].tag, 2);
        put(out, entries[i].type, 2);
        put(out, 1, 4);
        put(out, is_strip ? DIRECTORY_AT + 2 + 12 * count + 4 : entries[i].value, 4);
    }
    put(out, 0, 4);
    buffer_append(out, picture->bytes.data, picture->bytes.size);
}

int decode_ccitt(const struct reading_picture *picture, PIX **ret)
{
    int compression = compression_of(picture), r;
    struct buffer file;
    PIX *bits = NULL;

    r = compression < 0 ? compression : decode_check_size(picture->width, picture->height);
    if (r == 0 && picture->bytes.size > UINT32_MAX / 2)
        r = ERR_LIMIT;
    if (r < 0)
        return r;
    buffer_init(&file, 0);
    put_file(picture, compression, &file);
    if (!buffer_error(&file))
        bits = pixReadMemTiff(file.data, file.size, 0);
    r = buffer_error(&file) ? ERR_NOMEM : bits ? 0 : ERR_SYNTAX;
    buffer_done(&file);
    if (r < 0)
        return r;
    *ret = pixConvertTo8(bits, 0);
    pixDestroy(&bits);
    return *ret ? 0 : ERR_NOMEM;
}
