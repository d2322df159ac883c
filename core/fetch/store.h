/*
 * The folder that fetched lists and answers are kept in. Readers (the daemon, at its next
 * reload) see whole files only: what is being written has a name that begins with a dot, and
 * takes its place by rename() after it was synced. A run that is killed leaves such a file at
 * most, and the next run removes it.
 *
 * Beside NAME.crl or NAME.ocsp lies NAME.origin.yaml: the address it came from, when, until
 * when it is good (both for `vouchctl trust list`), and what the server said that lets it
 * answer "unchanged" next time. It is believed only as long as the file has the digest that it
 * states.
 *
 * One run at a time: the folder itself is locked (flock), so nothing is left of a lock whose
 * holder died.
 */
#ifndef VOUCH_FETCH_STORE_H
#define VOUCH_FETCH_STORE_H

#include "base/arena.h"
#include "base/digest.h"

#define NOTE_TEXT_MAX 256 /* bytes of an ETag or a date; longer ones are not kept */

struct store;

/*
 * Opens the folder, which is made where it is not there yet, locks it and removes what an
 * earlier run left half done. ERR_BUSY where another run has it; ERR_IO with errno.
 */
int store_open(const char *folder, struct store **ret_store);
struct store *store_close(struct store *store); /* NULL is allowed; returns NULL */

/* A file of the store as it lies there, mapped read-only. */
struct store_file {
    struct slice bytes;
    struct digest digest;
};

/* `file` is NAME.crl or NAME.ocsp. ERR_NOT_FOUND; ERR_LIMIT for one larger than `limit`; ERR_IO. */
int store_map(struct store *store, const char *file, int64_t limit, struct store_file *ret);
void store_unmap(struct store_file *file); /* may be called twice */

struct store_note {
    const char *url;
    char etag[NOTE_TEXT_MAX];
    char last_modified[NOTE_TEXT_MAX];
};

/* The note beside it, if it speaks of these very bytes: else an empty one. */
void store_note(struct store *store, struct arena *arena, const char *name,
                const struct digest *digest, struct store_note *ret);

/* Begins a file beside its place; to be ended by store_put() or store_drop(). ERR_IO, ERR_NOMEM. */
struct store_part {
    int fd;
    char path[160]; /* below the folder */
};
int store_begin(struct store *store, const char *file, struct store_part *ret);
void store_drop(struct store *store, struct store_part *part);

/* Maps what was written so far, to look at it before it counts. Errors as store_map(). */
int store_map_part(struct store *store, const struct store_part *part, int64_t limit,
                   struct store_file *ret);

/*
 * Syncs the part and puts it in the place of `file`, and the note in that of NAME's. ERR_IO
 * with errno: then what was there is there still.
 */
struct store_place {
    const char *file;
    const char *name;
    const struct store_note *note;
    const struct digest *digest;
    int64_t now;
    const int64_t *until; /* NULL: it says no time */
};
int store_put(struct store *store, struct store_part *part, const struct store_place *place);

#endif
