/*
 * Work that reads a file of anybody's, in a process of its own: locked down as the daemon's are,
 * it can do nothing but write lines of text, which this one reads without believing them.
 *
 *     prepare   before lock-down, for what must be opened: plugins, a layout. May be NULL
 *     work      after it
 *
 * Both write into `out`, and what they leave there is what is shown; their errors become the
 * process's exit status.
 */
#ifndef VOUCH_CTL_CONFINED_H
#define VOUCH_CTL_CONFINED_H

#include "base/buffer.h"
#include "worker/settings.h"

#define CONFINED_UNREADABLE 3 /* work answered ERR_SYNTAX: the file cannot be read */
#define CONFINED_REFUSED    4 /* prepare failed: what it wrote says why */

struct confined {
    int (*prepare)(void *context, struct buffer *out);
    int (*work)(void *context, struct buffer *out);
    void *context;
};

/*
 * What was written, in `out`, which the caller initialised and ends; `path` is for what is said on
 * standard error. CTL_OK, CONFINED_UNREADABLE, CONFINED_REFUSED, or CTL_NOT_EXAMINED after it was
 * said why.
 */
int confined_run(const struct confined *confined, const struct limits *limits, const char *path,
                 struct buffer *out);

/* Maps the file for it; an empty one is empty bytes. Errors are said. */
int confined_map(const char *path, const struct limits *limits, struct slice *ret_bytes);
void confined_unmap(struct slice bytes);

#endif
