/*
 * What this tree's own plugins share, linked into each of them: the chores that every kind of
 * document brings.
 *
 *   text.c     cells and values without the spaces that a page left inside them
 *   checks.c   a check on its way into the report
 *   pages.c    "page n of m": whether all are there
 *   tables.h   entries of a plugin's tables of settings and codes
 *
 * It is built on include/vouch/ alone, as a plugin is, and offers nothing that one outside of this
 * tree would need: such a plugin is one file and does well without. Nothing of it is seen from
 * outside of the plugin it was linked into.
 */
#ifndef VOUCH_PLUGIN_COMMON_H
#define VOUCH_PLUGIN_COMMON_H

#include <stdbool.h>
#include <vouch/plugin.h>

/* ---- text.c ---- */

/*
 * Copies `text` into `room` (of `size` bytes) without the spaces that a line break left inside
 * Chinese words; between two ASCII characters one stays. `*ret` points into `room`, which is
 * terminated, and is as sure as `text` was. False where the text is too long or holds a sign that
 * only its font knows (private use, U+FFFD): then nobody can say what is printed.
 */
bool common_tidy(struct vouch_text text, char *room, uint32_t size, struct vouch_text *ret);

/* The same for numbers and dates: without any space, full width forms as ASCII. */
bool common_squeeze(struct vouch_text text, char *room, uint32_t size, struct vouch_text *ret);

/* The number that the text is, as vouch_number(), in either width. */
int32_t common_number(struct vouch_text text);

/* Whether the character at `at`, of which `left` bytes follow, is one that only its font knows. */
bool common_is_unreadable(const unsigned char *at, uint32_t left);

/* ---- checks.c ---- */

#define COMMON_PARAMS_MAX 6

struct common_check {
    const char *id;
    uint32_t outcome;
    const char *on_fail, *on_unknown; /* advice, where somebody can do something */
    uint32_t count;
    const char *names[COMMON_PARAMS_MAX];
    char values[COMMON_PARAMS_MAX][16];
};

/* A number for the sentence. */
void common_param(struct common_check *check, const char *name, int64_t value);

/* A number that is only there if `known`. */
void common_param_if(struct common_check *check, const char *name, bool known, int64_t value);

void common_leave(const struct vouch_host *host, struct vouch_report *report,
                  const struct common_check *check);

/* ---- pages.c ---- */

struct common_pages {
    uint32_t count;    /* pages that the document has */
    uint32_t labelled; /* pages that say which they are */
    uint32_t last;     /* the last of them */
    uint32_t wrong;    /* the first page that says something else than it is; 0: none */
    int32_t stated;    /* how many there should be; -1: nothing is said */
};

/* What the pages say by `pattern`, whose groups 1 and 2 are which page and of how many. What was
 * not read surely says nothing. */
struct common_pages common_read_pages(const struct vouch_host *host,
                                      const struct vouch_document *document, const char *pattern);

/* VOUCH_PASS where every page says what it is; VOUCH_UNKNOWN where one says nothing. */
uint32_t common_pages_outcome(const struct common_pages *pages);

#endif
