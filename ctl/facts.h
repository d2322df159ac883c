/* What a person states beside documents, put together for the `facts` of a request. */
#ifndef VOUCH_CTL_FACTS_H
#define VOUCH_CTL_FACTS_H

#include "base/arena.h"
#include "base/slice.h"

#define FACTS_FILE_MAX     (1024 * 1024) /* as the daemon takes */
#define CROSSINGS_FILE_MAX (4 * 1024 * 1024)

/* The options' values; NULL for each that was not given. */
struct stated {
    const char *facts;     /* a file of JSON */
    const char *crossings; /* a file of CSV */
    const char *covers;    /* FROM..TO, of the crossings */
    const char *assume;    /* a plan */
    const char *as_of;     /* the moment asked about */
};

/* The JSON of all, in `arena`; empty where nothing was stated. Errors have been said. */
int facts_collect(struct arena *arena, const struct stated *stated, struct slice *ret_json);

/* CTL_USAGE for what was written wrongly, CTL_NOT_EXAMINED for what cannot be read, or CTL_OK. */
int facts_status(int error);

#endif
