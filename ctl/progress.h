/*
 * How far a batch has come: count, rate and time left, on one line of standard error that is
 * written over. Nothing where that is no terminal, and nothing for a single document.
 */
#ifndef VOUCH_CTL_PROGRESS_H
#define VOUCH_CTL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
    size_t total;
    bool is_visible;
    bool is_written; /* the line stands on the terminal */
    int64_t began_ms;
    int64_t written_ms;
};

void progress_begin(struct progress *progress, size_t total);

/* Says that `done` of the total are finished; not more often than the eye can follow. */
void progress_update(struct progress *progress, size_t done);

/* Takes the line away, before something else is written or at the end. */
void progress_clear(struct progress *progress);

#endif
