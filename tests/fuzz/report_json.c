/* Reports and decisions, as the daemon decodes them; what decodes must encode to the same bytes. */
#include "report/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_same(struct buffer *out, struct slice in)
{
    if (!slice_equal(buffer_slice(out), in))
        abort();
    buffer_done(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64 << 20);
    struct slice in = slice_of(data, size);
    struct judgements *judgements;
    struct examination *examination;
    struct decision *decision;
    struct report *report;
    struct buffer out;

    buffer_init(&out, 0);
    if (judgements_decode(arena, in, &judgements) == 0) {
        judgements_encode(judgements, &out);
        expect_same(&out, in);
    }
    if (examination_decode(arena, in, &examination) == 0) {
        examination_encode(examination, &out);
        expect_same(&out, in);
    }
    if (report_decode(arena, in, &report) == 0) {
        report_encode(report, REPORT_FULL, &out);
        expect_same(&out, in);
    }
    if (decision_decode(arena, in, &decision) == 0) {
        decision_encode(decision, REPORT_FULL, &out);
        expect_same(&out, in);
    }
    arena_free(arena);
    return 0;
}
