/*
 * Which build this is: every report names it, and no moment before it can be now.
 */
#ifndef VOUCH_BASE_BUILD_H
#define VOUCH_BASE_BUILD_H

#include <stdint.h>

/* Version and commit, "0.1.0+1a2b3c4d5e6f"; without a commit where it was not built from git. */
const char *build_name(void);

/* When the source was last changed (its commit, or SOURCE_DATE_EPOCH), seconds since the epoch. */
int64_t build_time(void);

#endif
