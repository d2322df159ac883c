/*
 * vouchctl's own words: messages of po/vouchctl, and of the core where these fit, in the language
 * of the answer that they stand around. The daemon says which that is (Content-Language); one that
 * does not is taken to have the language that was asked for.
 */
#ifndef VOUCH_CTL_SPEECH_H
#define VOUCH_CTL_SPEECH_H

#include "base/arena.h"
#include "report/report.h"

struct speech;

/* Of the catalogues below `folder`, which are read when a word is wanted first. NULL without
 * memory. */
struct speech *speech_new(const char *folder);
struct speech *speech_free(struct speech *speech);

/*
 * The language from now on: the one that the daemon `answered` in, or NULL, where `asked` was asked
 * for, or NULL. Where these are two, says so once, and which languages there are.
 */
void speech_take(struct speech *speech, const char *asked, const char *answered);

/* The message of an id, or NULL: of a NULL speech, or where no catalogue has it. */
const char *speech_find(struct speech *speech, const char *id);

/* The same with its parameters; NULL without memory, too. */
const char *speech_say(struct speech *speech, struct arena *arena, const char *id,
                       const struct report_params *params);

/* "275 days" in words; NULL where the unit has none. */
const char *speech_quantity(struct speech *speech, struct arena *arena, const char *quantity);

#endif
