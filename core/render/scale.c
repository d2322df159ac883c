#include "render/scale.h"

int32_t scale_offset(int64_t offset, int64_t size)
{
    if (size <= 0 || offset <= 0)
        return 0;
    if (offset >= size)
        return SCALE_WIDTH;
    while (size > INT64_MAX / SCALE_WIDTH) { /* no such file is read; a report may say so */
        size /= 2;
        offset /= 2;
    }
    return (int32_t)(offset * SCALE_WIDTH / size);
}

int32_t scale_width(int64_t from, int64_t to, int64_t size)
{
    int32_t width = scale_offset(to, size) - scale_offset(from, size);

    if (to <= from || from >= size)
        return 0;
    return width > 0 ? width : 1;
}
