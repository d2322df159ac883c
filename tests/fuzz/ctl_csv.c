/*
 * Any bytes as a person's table of crossings: it is read or refused with its place, and no cell
 * lies outside the text.
 */
#include "ctl/csv.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64 << 20);
    struct csv_error error = {0};
    struct csv csv;
    int r = csv_parse(arena, slice_of(data, size), &csv, &error);

    for (size_t i = 0; r == 0 && i < csv.count; i++)
        for (size_t k = 0; k < csv.rows[i].count; k++)
            if (csv.rows[i].cells[k].line == 0 || strlen(csv.rows[i].cells[k].text) > size)
                abort();
    if (r < 0 && !error.message && size < (1 << 20))
        abort();
    arena_free(arena);
    return 0;
}
