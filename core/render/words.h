/*
 * Codes inside the sentences of a decision, in words: which parameters hold codes, and of which
 * group of words (the table in words.c). Not for others than render_decision.c.
 */
#ifndef VOUCH_RENDER_WORDS_H
#define VOUCH_RENDER_WORDS_H

#include "render/catalogue.h"
#include "report/report.h"

struct words {
    struct arena *arena;
    const struct catalogues *catalogues;
    const char *language;
    bool isolated; /* as render_isolated() does */
    int error;
};

/* The words for a unit in the form that its amount asks for; NULL where there are none. */
const char *words_quantity(struct words *words, struct slice quantity);

/* Each code of a list, in words. NULL without memory. */
const char *words_list(struct words *words, const char *predicate, const char *param,
                       const char *codes);

/* The params as they stand in a sentence, with room for `extra` more at the end; NULL with the
 * error set. */
struct report_param *words_params(struct words *words, const char *predicate,
                                  const struct report_params *params, size_t extra);

#endif
