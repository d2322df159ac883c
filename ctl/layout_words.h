/*
 * Words that banks print and that are nobody's, and text written as a pattern in which nothing but
 * these is copied: any other word becomes a pattern of its kind, any number its digits' number.
 */
#ifndef VOUCH_CTL_LAYOUT_WORDS_H
#define VOUCH_CTL_LAYOUT_WORDS_H

#include "base/buffer.h"

/* `label` and `column` are what it may stand for in a layout; NULL for nothing. */
struct layout_word {
    const char *text;
    const char *label;
    const char *column;
};

/* The word that the text begins with, whole where it is of Latin letters; NULL. */
const struct layout_word *layout_word_at(struct slice text);

/* Appends the text as a pattern inside YAML's single quotes. */
void layout_write_pattern(struct buffer *out, struct slice text);

#endif
