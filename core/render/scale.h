/* Bytes of a file to scale, in whole units: for the map of what a signature covers. */
#ifndef VOUCH_RENDER_SCALE_H
#define VOUCH_RENDER_SCALE_H

#include <stdint.h>

#define SCALE_WIDTH 1000 /* units for the whole file */

/*
 * Where in 0..SCALE_WIDTH the byte `offset` of a file of `size` bytes lies, rounded down; what lies
 * outside the file is moved to its nearer end, and all of an empty file lies at 0.
 */
int32_t scale_offset(int64_t offset, int64_t size);

/* Width of the bytes from `from` up to `to`: at least 1 where there are any, else 0. */
int32_t scale_width(int64_t from, int64_t to, int64_t size);

#endif
