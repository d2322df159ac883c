/*
 * A folder of our own that goes when this process does, however that ends: a process that outlives
 * it, by moments, takes it away, after a Ctrl-C and a kill -9 as well.
 */
#ifndef VOUCH_CTL_TEMPORARY_H
#define VOUCH_CTL_TEMPORARY_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct temporary {
    char path[PATH_MAX];
    int alive; /* the remover reads its end while we are there */
    pid_t remover;
};

/* False where it cannot be made, and that was said. */
bool temporary_make(struct temporary *temporary);

/* Returns when it is gone. */
void temporary_remove(struct temporary *temporary);

#endif
