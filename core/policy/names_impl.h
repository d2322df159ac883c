/* Names as code points, between names.c and what normalises them. */
#ifndef VOUCH_POLICY_NAMES_IMPL_H
#define VOUCH_POLICY_NAMES_IMPL_H

#include "policy/names.h"

#define NAME_STEPS_ALL 127u /* of names */

/* Further steps, after which names are not equivalent but near. */
#define NAME_NEAR_FAMILIES 256u /* simplified, traditional and z-variants as one */
#define NAME_NEAR_ACCENTS  512u /* letters without their accents */

/* Room for the longest decomposition of each code point. */
#define NAME_ROOM (4 * NAME_CODES_MAX)

struct name_codes {
    uint32_t items[NAME_ROOM];
    size_t count;
};

/*
 * Writes `text` normalised by `steps`. ERR_UNSUPPORTED for a glyph without a meaning,
 * ERR_LIMIT for a name too long, ERR_SYNTAX for what is not UTF-8.
 */
int name_normalise(struct slice text, uint32_t steps, struct name_codes *ret_codes);

/* What stands between the parts of a Latin name, or within one: spaces, commas, hyphens, dots. */
bool name_is_separator(uint32_t code);

#endif
