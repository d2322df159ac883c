/*
 * The tokens of canonical JSON (RFC 8785, of which core/report uses objects, lists,
 * strings, integers and booleans), and nothing but them: no white space, no escape that
 * need not be, no control characters. Each function takes a token off the front, or fails
 * and leaves the reader somewhere, from where nobody reads on.
 */
#ifndef VOUCH_REPORT_READER_H
#define VOUCH_REPORT_READER_H

#include "base/arena.h"
#include "base/slice.h"

struct reader {
    const uint8_t *at;
    const uint8_t *end;
};

/* Takes `byte` where it is the next one. */
bool reader_take(struct reader *reader, char byte);

/* Takes `text` where it comes next. */
bool reader_take_text(struct reader *reader, const char *text);

/* Takes `"name":` where it comes next. */
bool reader_take_name(struct reader *reader, const char *name);

/* A string as it stands, between its quotation marks; it may hold \" and \\. ERR_SYNTAX. */
int reader_string(struct reader *reader, struct slice *ret);

/* A string as it is meant, in `arena`. ERR_SYNTAX, ERR_NOMEM. */
int reader_text(struct reader *reader, struct arena *arena, const char **ret);

/* ERR_SYNTAX where it is none, or does not fit. */
int reader_integer(struct reader *reader, int64_t *ret);

#endif
