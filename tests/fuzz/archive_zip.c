/*
 * A password zip. The first byte is the length of the password, which follows; the rest is the
 * archive. What comes out may never pass the limit, and comes out only where nothing is found.
 */
#include "archive/archive.h"
#include "base/arena.h"

#include <stdlib.h>

#define LIMIT 100000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct archive_options options = {.file_max = LIMIT};
    struct archive_file file = {0};
    struct findings findings;
    struct arena *arena;

    if (size == 0 || data[0] > size - 1)
        return 0;
    arena = arena_new(0);
    if (!arena)
        return 0;
    findings_init(&findings, arena);
    if (data[0] > 0)
        options.password = arena_strndup(arena, (const char *)data + 1, data[0]);
    if (archive_open(arena, slice_of(data + 1 + data[0], size - 1 - data[0]), &options, &findings,
                     &file) == 0 &&
        ((findings.count > 0) == (file.encryption != NULL) || file.bytes.size > LIMIT))
        abort();
    arena_free(arena);
    return 0;
}
