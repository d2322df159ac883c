/*
 * One report out of what came before and after the plugins.
 *
 * The signature judgement is sent before any plugin runs and is never improved by what
 * comes after: the joined indication is that of the candidate for the chosen source, made
 * worse by later reasons, never better. Ranks: total_passed, then indeterminate, then
 * total_failed. A plugin that crashed, ran out of time or claimed rubbish therefore turns
 * a pass into undecided and leaves a failure a failure.
 */
#ifndef VOUCH_REPORT_JOIN_H
#define VOUCH_REPORT_JOIN_H

#include "report/report.h"

/* How an examination ended without (or after) its messages; the reason it leaves. */
enum examination_end {
    EXAMINATION_COMPLETE,
    EXAMINATION_CRASHED,   /* worker.crashed */
    EXAMINATION_TIMED_OUT, /* limit.time */
    EXAMINATION_NO_MEMORY, /* limit.memory */
    EXAMINATION_PROTOCOL,  /* worker.protocol: said what it may not say */
    EXAMINATION_NOT_RUN,   /* worker.unavailable */
    EXAMINATION_NOT_READ,  /* reading.unavailable: judged, but nobody reads its pictures */
};

/* `signal_name` ("SIGSEGV") is a parameter of worker.crashed; NULL if unknown. */
struct examination_result {
    enum examination_end end;
    const char *signal_name;
    const struct judgements *judgements;   /* NULL where none arrived */
    const struct examination *examination; /* NULL where none arrived */
};

/*
 * Fills `report`: media_type, container, source, revisions, signatures, reasons, verdict, checks,
 * claims, evidence, judged_by.plugin*, inputs.password, repeatable. The caller has set id,
 * document_sha256, size, build, judged_by, inputs. `named_source` is the source the caller
 * named, or NULL. Advice is added by reason (advice.h). ERR_NOMEM; ERR_MISMATCH where the
 * examination names a source that was not among the candidates.
 */
int report_join(struct arena *arena, const struct examination_result *result,
                const char *named_source, struct report *report);

/* The advice code that goes with a reason code, or NULL. */
const char *advice_for_reason(const char *reason_code);

#endif
