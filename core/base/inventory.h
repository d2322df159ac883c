/*
 * What was read: the files that a configuration is made of, as their bytes were at that moment,
 * so that whoever keeps them can read the very same again years later.
 *
 *   inventory_init()  ->  inventory_file(), inventory_folder(), ...  ->  inventory_take()
 *        one process, while it reads its configuration       a sealed memfd, for another process
 *
 *   inventory_map()   ->  inventory_next(), until it finds nothing more
 *
 * Whoever reads a configuration notes in passing: to a NULL inventory nothing is noted, and an
 * error is told once, by inventory_take().
 */
#ifndef VOUCH_BASE_INVENTORY_H
#define VOUCH_BASE_INVENTORY_H

#include "base/slice.h"

#include <limits.h>

#define INVENTORY_ENTRIES_MAX 65536u

enum inventory_kind {
    INVENTORY_FILE = 1,
    INVENTORY_FOLDER, /* that was looked into; it may have been empty */
};

struct inventory {
    int fd;
    int error;           /* the first one */
    size_t count;        /* of entries */
    char here[PATH_MAX]; /* the working directory: where relative paths begin */
};

/* ERR_IO, ERR_LIMIT. */
int inventory_init(struct inventory *inventory);

/* NULL and one that failed to start are allowed. */
void inventory_done(struct inventory *inventory);

/* Paths as they were opened. ERR_LIMIT past INVENTORY_ENTRIES_MAX, for later. */
void inventory_file(struct inventory *inventory, const char *path, struct slice bytes);
void inventory_folder(struct inventory *inventory, const char *path);

/* Hands over the descriptor of all that was noted, sealed. ERR_IO, ERR_LIMIT. */
int inventory_take(struct inventory *inventory, int *ret_fd);

/* ---- Reading it ---- */

struct inventory_entry {
    enum inventory_kind kind;
    struct slice path; /* absolute; no NUL and no line break in it */
    struct slice bytes;
};

/*
 * The memory of a sealed descriptor, which may be closed; inventory_unmap() after use.
 * ERR_INVALID where it is not sealed, ERR_IO.
 */
int inventory_map(int fd, struct slice *ret);
void inventory_unmap(struct slice memory);

/* The next entry of `*rest`, which moves on. ERR_NOT_FOUND at the end, ERR_INVALID. */
int inventory_next(struct slice *rest, struct inventory_entry *ret);

#endif
