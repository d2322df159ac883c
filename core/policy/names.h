/*
 * Whether two names, or two numbers of documents, are the same as far as writing can tell.
 *
 * The same name is written in many ways that mean nothing: composed or decomposed letters, a
 * radical for the ideograph that looks like it, a compatibility ideograph, full width
 * letters, one of three middle dots, spaces, case. Names that agree after such steps are
 * equivalent, and the result says which steps were needed. What may well be the same name,
 * but might be another, is near: simplified for traditional, Latin parts in another order,
 * without accents or hyphens, asterisks for some signs. A name is never compared with its
 * sound (no pinyin is guessed), and a glyph whose meaning only its font knows leaves the
 * comparison unknown.
 */
#ifndef VOUCH_POLICY_NAMES_H
#define VOUCH_POLICY_NAMES_H

#include "base/slice.h"

/* Code points of a name; nobody's is longer, and longer ones stay unknown. */
#define NAME_CODES_MAX 256

/* Bytes of a number; longer ones stay unknown. */
#define NUMBER_SIZE_MAX 64

enum agreement {
    AGREEMENT_UNKNOWN = 0, /* cannot be compared, or there is nothing to compare */
    AGREEMENT_DIFFERENT,
    AGREEMENT_NEAR,
    AGREEMENT_COMPATIBLE, /* masked, and what is shown agrees */
    AGREEMENT_EQUIVALENT,
    AGREEMENT_EXACT,
};

/* Steps of the normalisation, to be or-ed together. */
#define NAME_STEP_NFC        1u /* canonical equivalence (UAX #15) */
#define NAME_STEP_RADICALS   2u
#define NAME_STEP_COMPATIBLE 4u
#define NAME_STEP_WIDTH      8u
#define NAME_STEP_DOTS       16u
#define NAME_STEP_SPACES     32u
#define NAME_STEP_CASE       64u
#define NAME_STEP_MARKS      128u /* of numbers: spaces, hyphens and brackets left out */
#define NAME_STEPS           8

/* `*ret_steps` (may be NULL) is set to the steps that made them equivalent, else 0. */
enum agreement name_compare(struct slice a, struct slice b, uint32_t *ret_steps);

/*
 * Numbers of documents, for which width, case and marks mean nothing. An asterisk hides one
 * sign; where the numbers differ in length, a run of them hides any number of signs.
 */
enum agreement number_compare(struct slice a, struct slice b, uint32_t *ret_steps);

/* exact, equivalent, compatible, near, different; absent for unknown. Static. */
const char *agreement_name(enum agreement agreement);

/* Name of the step with that index (bit): nfc, radicals, compatibility, width, dots, spaces, case,
 * marks. */
const char *name_step_name(unsigned index);

#endif
