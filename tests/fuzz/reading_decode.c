/*
 * Pictures before they are read: the first byte says how they are coded, the next six are their
 * figures, the rest is data.
 */
#include "reading/reading_impl.h"

#include <stdlib.h>

#define HEAD 7

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice input = slice_of(data, size);
    struct reading_picture picture = {0};
    struct picture made;

    if (size < HEAD)
        return 0;
    setMsgSeverity(L_SEVERITY_NONE);
    picture.encoding = (enum reading_encoding)(data[0] % 3);
    picture.inverted = data[0] & 0x80;
    picture.byte_aligned = data[0] & 0x40;
    picture.line_ends = data[0] & 0x20;
    picture.width = (uint32_t)data[1] << 8 | data[2];
    picture.height = data[3];
    picture.bits = data[4] & 0x1F;
    picture.components = data[5] & 7;
    picture.k = (int8_t)data[6];
    picture.frame = data[6] & 3;
    picture.bytes = slice_sub(input, HEAD, size);
    if (data[5] & 0x80) {
        picture.palette = slice_sub(picture.bytes, 0, 96);
        picture.bytes = slice_sub(picture.bytes, picture.palette.size, size);
    }
    if (reading_count(picture.bytes) == 0)
        abort();
    if (decode(&picture, &made) == 0) {
        if (pixGetDepth(made.gray) != 8)
            abort();
        pixDestroy(&made.gray);
    }
    return 0;
}
