/* A mail: what comes out may never pass the limit, and comes out only where nothing is found. */
#include "archive/mail.h"
#include "base/arena.h"

#include <stdlib.h>

#define LIMIT 100000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct archive_file file = {0};
    struct findings findings;
    struct arena *arena = arena_new(0);

    if (!arena)
        return 0;
    findings_init(&findings, arena);
    mail_is(slice_of(data, size));
    if (mail_open(arena, slice_of(data, size), LIMIT, &findings, &file) == 0 &&
        ((findings.count > 0) == (file.encryption != NULL) || file.bytes.size > LIMIT))
        abort();
    arena_free(arena);
    return 0;
}
