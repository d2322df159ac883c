/* A child's answers as the daemon decodes them; what decodes must encode to what decodes again. */
#include "report/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void round_trip(struct arena *arena, const struct report *report)
{
    struct report *again = NULL;
    struct buffer out;

    buffer_init(&out, 0);
    report_encode(report, REPORT_FULL, &out);
    if (report_decode(arena, buffer_slice(&out), &again) != 0)
        abort();
    buffer_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64 << 20);
    struct judgements *judgements;
    struct examination *examination;
    struct report *report;

    (void)judgements_decode(arena, slice_of(data, size), &judgements);
    (void)examination_decode(arena, slice_of(data, size), &examination);
    if (report_decode(arena, slice_of(data, size), &report) == 0)
        round_trip(arena, report);
    arena_free(arena);
    return 0;
}
