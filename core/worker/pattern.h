/*
 * Patterns of plugins: PCRE2 with UTF, `^` and `$` at every line, under limits. Each is
 * compiled once and kept: the samples that are examined before lock-down bring in nearly
 * all of them. No JIT: after lock-down there is no executable memory to be had.
 *
 * Patterns come from plugins, which are trusted code; the text they run over is not, so it
 * is the matching that is bounded.
 */
#ifndef VOUCH_WORKER_PATTERN_H
#define VOUCH_WORKER_PATTERN_H

#include "base/slice.h"

#define PATTERN_GROUPS     16      /* as VOUCH_GROUPS */
#define PATTERN_SIZE_MAX   4096u   /* bytes of one pattern */
#define PATTERNS_MAX       4096u   /* different ones */
#define PATTERN_STEPS_MAX  1000000 /* PCRE2's match limit: about 0.1 s */
#define PATTERN_DEPTH_MAX  10000   /* PCRE2's depth limit */
#define PATTERN_MEMORY_MAX 16384   /* KiB for backtracking */

struct patterns;
struct pattern;

/* NULL without memory. */
struct patterns *patterns_new(void);
struct patterns *patterns_free(struct patterns *patterns);

/*
 * Whether PCRE2 compiles it: 0; else ERR_SYNTAX with what it says in `fault` and how far it came.
 * ERR_NOMEM.
 */
int pattern_check(const char *text, char *fault, size_t size, size_t *ret_offset);

/* Compiles or finds. ERR_SYNTAX, ERR_LIMIT, ERR_NOMEM. */
int patterns_get(struct patterns *patterns, const char *text, const struct pattern **ret);

/* Where a match lies; a group that did not take part has start and end 0. */
struct pattern_match {
    struct {
        size_t start;
        size_t end;
    } groups[PATTERN_GROUPS];
    size_t count;
};

/*
 * Searches `text`, which is valid UTF-8, from the byte offset `from`. 1 found, 0 not,
 * ERR_LIMIT where a limit above was reached, ERR_NOMEM.
 */
int pattern_search(struct patterns *patterns, const struct pattern *pattern, struct slice text,
                   size_t from, struct pattern_match *ret);

/* The same for a match of the whole text, however the pattern is anchored. */
int pattern_fits(struct patterns *patterns, const struct pattern *pattern, struct slice text);

#endif
