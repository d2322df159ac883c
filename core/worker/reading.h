/*
 * What comes after the judgement: which source the document is from, and what it says.
 * Plugins run here, over the revision that the judged signature covers. The step only
 * selects among judgements that were sent already.
 */
#ifndef VOUCH_WORKER_READING_H
#define VOUCH_WORKER_READING_H

#include "worker/judgement.h"
#include "worker/pattern.h"

#define SURE_ENOUGH 50 /* of 100: a source's plugin knows the document */

/* Made before lock-down, the same for every document. */
struct examiner {
    const struct settings *settings;
    const struct sources *sources;
    struct patterns *patterns;
};

/* CPU time in microseconds. */
struct reading_times {
    int64_t text;
    int64_t source; /* probes and the chosen plugin */
};

int64_t cpu_time_us(void);

/*
 * Fills `ret` for a judged document. ERR_NOMEM; everything else that went wrong is a reason
 * there.
 */
int reading_make(const struct examiner *examiner, const struct judgement *judgement,
                 const struct examination_request *request, struct reading_times *times,
                 struct examination *ret);

#endif
