/*
 * Embedded CMaps: whatever parses must answer for every code that a string of its own bytes
 * holds, and move on with each.
 */
#include "base/error.h"
#include "pdf/cmap.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64u << 20);
    struct slice string = slice_of(data, size < 512 ? size : 512);
    const struct pdf_cmap *cmap;
    struct slice text;
    uint8_t utf8[4];
    uint32_t code;

    if (!arena || pdf_cmap_parse(arena, slice_of(data, size), NULL, &cmap) != 0)
        goto out;
    while (string.size) {
        if (pdf_cmap_next(cmap, &string, &code) == 0 || pdf_cmap_cid(cmap, code) > 0xFFFF)
            abort();
        if (pdf_cmap_text(cmap, code, utf8, &text) && (text.size == 0 || text.data[0] == 0))
            abort();
    }
out:
    arena_free(arena);
    return 0;
}
