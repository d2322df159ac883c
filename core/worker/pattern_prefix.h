/*
 * The letters that every match of a pattern begins with. Looking for them first is many
 * times faster than trying the pattern everywhere: most patterns begin with the words of a
 * label, most documents hold it once.
 */
#ifndef VOUCH_WORKER_PATTERN_PREFIX_H
#define VOUCH_WORKER_PATTERN_PREFIX_H

#include "base/slice.h"

#define PREFIXES_MAX 4

struct prefixes {
    struct slice items[PREFIXES_MAX]; /* parts of the pattern, one for each alternative */
    size_t count;                     /* 0: not known */
};

/*
 * Reads them off a pattern that compiles, for PCRE2 with neither PCRE2_CASELESS nor
 * PCRE2_EXTENDED. Where a pattern uses anything that could change how it is read, or an
 * alternative begins with no letter, there are none.
 */
void prefixes_read(struct prefixes *prefixes, struct slice pattern);

/* Where in `text` the next match can begin. */
struct candidates {
    const struct prefixes *prefixes;
    struct slice text;
    size_t from;
    bool is_begun;
    size_t next[PREFIXES_MAX]; /* of each prefix; SIZE_MAX: nowhere */
};

void candidates_begin(struct candidates *candidates, const struct prefixes *prefixes,
                      struct slice text, size_t from);

/* Places in their order; SIZE_MAX after the last. All of them cost one pass over the text. */
size_t candidates_next(struct candidates *candidates);

#endif
