/*
 * The outline of whatever opens: bounded, and not a byte in it that the standard's names,
 * numbers and our own words do not need.
 */
#include "pdf/outline.h"

#include "base/arena.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct pdf_options options = {.limits = {100, 10000, 4u << 20}};
    struct arena *arena = arena_new(256u << 20);
    struct pdf_file *file;
    struct buffer out;

    buffer_init(&out, 8u << 20);
    if (!arena || pdf_open(arena, slice_of(data, size), &options, &file) != 0)
        goto out;
    pdf_outline(file, &out);
    for (size_t i = 0; i < out.size; i++)
        if (out.data[i] != '\n' && (out.data[i] < 0x20 || out.data[i] > 0x7E))
            abort();
out:
    buffer_done(&out);
    arena_free(arena);
    return 0;
}
