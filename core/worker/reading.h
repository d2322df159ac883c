/*
 * What comes after the judgement: which source the document is from, and what it says.
 * Plugins run here, over the revision that the judged signature covers. The step only
 * selects among judgements that were sent already.
 */
#ifndef VOUCH_WORKER_READING_H
#define VOUCH_WORKER_READING_H

#include "worker/judgement.h"
#include "worker/pattern.h"
#include "worker/pictures.h"

#define SURE_ENOUGH 50 /* of 100: a source's plugin knows the document */

/* Made before lock-down, the same for every document. */
struct examiner {
    const struct settings *settings;
    const struct sources *sources;
    struct patterns *patterns;
    const struct scan_reader *scans; /* NULL: this process reads no pictures */
};

/* CPU time in microseconds. */
struct reading_times {
    int64_t text;
    int64_t source; /* probes and the chosen plugin */
};

int64_t cpu_time_us(void);

struct reading_outcome {
    struct examination examination;
    struct reading_times times;
    bool needs_reading; /* nothing is in `examination`: its pictures are for vouch-reader */
};

/*
 * Fills `ret` for a judged document. Where a candidate source asks for pictures to be read, the
 * document consists of them, and this process has nobody who reads them, that is all it says.
 * ERR_NOMEM; everything else that went wrong is a reason in the examination.
 */
int reading_make(const struct examiner *examiner, const struct judgement *judgement,
                 const struct examination_request *request, struct reading_outcome *ret);

#endif
