/*
 * UTF-8 and the little of Unicode that documents about people in China need.
 *
 * UTF-8 is strict (RFC 3629): no overlong form, no surrogate, nothing above
 * U+10FFFF. What does not decode is an error, never a replacement character.
 *
 * Folding: PDF producers write the same sign in several ways, a Kangxi radical for
 * the ideograph that looks the same (NFC and NFKC leave most of them alone), a
 * compatibility ideograph, a full width digit, one of three middle dots in a name.
 * unicode_fold() maps each to one form, one code point to one code point, and says
 * which kinds of step it took, so that a comparison can say in what way two names
 * were equivalent. Folding is for comparing and matching; what is shown and
 * reported stays as printed. It never maps simplified to traditional.
 *
 * The tables are made at build time from the Unicode Character Database
 * (unicode_tables.py); unicode_version() names which.
 */
#ifndef VOUCH_BASE_UNICODE_H
#define VOUCH_BASE_UNICODE_H

#include "base/buffer.h"

#define UNICODE_MAX 0x10FFFFu

/* Takes the first code point off `text`, which is not empty. ERR_SYNTAX, and `text` as it was. */
int utf8_next(struct slice *text, uint32_t *ret_code);

/* Writes 1 to 4 bytes and returns how many; 0 for a surrogate or a number above UNICODE_MAX. */
size_t utf8_encode(uint32_t code, uint8_t bytes[4]);

/* Appends one code point; U+FFFD for one that cannot be encoded. */
void utf8_append(struct buffer *buffer, uint32_t code);

/* Whether all of `text` is UTF-8; `*ret_offset` (may be NULL) is that of the first byte that is
 * not. */
bool utf8_valid(struct slice text, size_t *ret_offset);

/* How many of the first `max` bytes are whole characters: where valid UTF-8 may be cut. */
size_t utf8_cut(struct slice text, size_t max);

/* Script Han: ideographs, radicals, U+3005, U+3007. */
bool unicode_is_han(uint32_t code);

/* East Asian Width Wide or Fullwidth (UAX #11): two columns on a terminal or in a table. */
bool unicode_is_wide(uint32_t code);

/* A mark that stands on the sign before it and takes no column: of Latin and Arabic writing. */
bool unicode_is_mark(uint32_t code);

/* Property White_Space: U+0020, U+00A0, U+3000, tabs, line ends, and so on. */
bool unicode_is_space(uint32_t code);

/* Private use: a glyph whose meaning only its font knows. */
bool unicode_is_private(uint32_t code);

/*
 * Not to be written into a line for a terminal or a log as it is: controls, line and
 * paragraph separators, the marks that turn the direction of writing, U+FEFF.
 */
bool unicode_is_unsafe(uint32_t code);

/* Kinds of folding, to be or-ed together. */
#define UNICODE_FOLD_RADICALS   1u /* U+2E80..2FDF by Equivalent_Unified_Ideograph */
#define UNICODE_FOLD_COMPATIBLE 2u /* CJK compatibility ideographs to the unified ones */
#define UNICODE_FOLD_WIDTH      4u /* full width forms, U+3000: to the ordinary ones */
#define UNICODE_FOLD_DOTS       8u /* U+2022, U+30FB to U+00B7 */
#define UNICODE_FOLD_ALL        15u

/* One code point folded by `steps`. The step that was taken is or-ed into `*taken` (may be NULL).
 */
uint32_t unicode_fold_code(uint32_t code, uint32_t steps, uint32_t *taken);

/*
 * Appends `text` folded by `steps` to `out`; `*ret_taken` (may be NULL) is set to the
 * steps that changed something. ERR_SYNTAX where `text` is not UTF-8 (`out` then holds
 * what stood before), or the buffer's error.
 */
int unicode_fold(struct slice text, uint32_t steps, struct buffer *out, uint32_t *ret_taken);

/* Version of the tables, such as "15.0.0". Static. */
const char *unicode_version(void);

#endif
