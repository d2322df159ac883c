/*
 * Before lock-down: the samples that are built in are examined once, so that every lazy
 * thing has happened (algorithms fetched, patterns compiled, tables of the C library read)
 * when files can no longer be opened, and so that no child has to do it again.
 *
 * A plugin is first tried in a process of its own: one that crashes over the samples
 * must not take the zygote with it. Its source stays, with a warning.
 */
#ifndef VOUCH_WORKER_WARMUP_H
#define VOUCH_WORKER_WARMUP_H

#include "worker/examination.h"

/*
 * Examines the samples under the trust that goes with them: a good one must pass and a bad
 * one fail, or this build judges wrongly (ERR_MISMATCH). Then each source's plugin runs;
 * sources may get a warning in `arena`. ERR_NOMEM, ERR_CRYPTO and others.
 */
int warmup_run(struct arena *arena, const struct settings *settings, struct sources *sources,
               struct patterns *patterns);

#endif
