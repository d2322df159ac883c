/*
 * One document, from its bytes to what is sent about it: open, judge the signatures, send
 * that; find the source, read claims and checks, send that. Runs in the process made for
 * the document, and before lock-down in the zygote over the built-in samples.
 */
#ifndef VOUCH_WORKER_EXAMINATION_H
#define VOUCH_WORKER_EXAMINATION_H

#include "worker/reading.h"

/* Where frames (message.h) go. Negative where they cannot. */
struct frame_sink {
    int (*send)(void *context, uint32_t kind, struct slice payload);
    void *context;
};

/* What a process for this document may use: the named source's, else the general limits. */
struct limits examination_limits(const struct examiner *examiner, const struct source *source);

/*
 * Examines and sends; `isolation_us` is what the process has cost so far. 0, ERR_NOMEM
 * where not even a limit could be reported, or the sink's error.
 */
int examination_run(const struct examiner *examiner, const struct examination_request *request,
                    int64_t isolation_us, const struct frame_sink *sink);

#endif
