/* Inside the fake host: where claims go, and the functions that write them down. */
#ifndef VOUCH_TESTS_FAKE_REPORT_H
#define VOUCH_TESTS_FAKE_REPORT_H

#include "fake_host.h"

#include <stdlib.h>

/* A plugin that breaks the contract, or a test that cannot be made: whatever NDEBUG says. */
static inline void require(bool condition)
{
    if (!condition)
        abort();
}

#define FAKE_UNSURE 11 /* a span's confidence: ten percent */
#define FAKE_SURE   97 /* of what else was read from a picture */

struct vouch_report {
    struct fake_report *out;
    struct arena *arena;
};

int32_t fake_claim_text(struct vouch_report *report, uint32_t claim, const struct vouch_span *span);
int32_t fake_claim_day(struct vouch_report *report, uint32_t claim, int32_t day,
                       const struct vouch_span *span);
int32_t fake_claim_code(struct vouch_report *report, uint32_t claim, const char *code,
                        const struct vouch_span *span);
int32_t fake_claim_issued_at(struct vouch_report *report, int64_t time, uint32_t precision,
                             const struct vouch_span *span);
int32_t fake_claim_name(struct vouch_report *report, const struct vouch_name *name);
int32_t fake_claim_id_number(struct vouch_report *report, const struct vouch_id_number *number);
int32_t fake_claim_crossings(struct vouch_report *report);
int32_t fake_claim_crossing(struct vouch_report *report, const struct vouch_crossing *crossing);
int32_t fake_claim_extra(struct vouch_report *report, const char *name, const char *type,
                         const struct vouch_span *span);
int32_t fake_layout(struct vouch_report *report, const char *name);
int32_t fake_take_check(struct vouch_report *report, const struct vouch_check *check);
int32_t fake_reason(struct vouch_report *report, const char *code, const struct vouch_param *params,
                    uint32_t param_count);
int32_t fake_advise(struct vouch_report *report, const char *advice);
int32_t fake_unread(struct vouch_report *report, const char *pointer,
                    const struct vouch_span *span);

#endif
