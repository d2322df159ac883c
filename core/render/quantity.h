/*
 * Quantities inside sentences: "5 years", or "3..5 years" where it is not certain. The catalogue
 * has them as word.unit.UNIT, with {n} for the amount. Arabic counts in more forms than one and
 * many, so a catalogue may have more: .few behind that for amounts that end in 3 to 10, and .two
 * for 2, which need not name it (the forms of CLDR's plural rules for "ar").
 */
#ifndef VOUCH_RENDER_QUANTITY_H
#define VOUCH_RENDER_QUANTITY_H

#include "base/slice.h"

/* How much of "5 years" comes before its unit, with the space; 0 where it is no quantity. */
size_t quantity_amount_size(struct slice quantity);

/* ".two", ".few" or "": what is behind the id of a unit's words for an amount. */
const char *quantity_form(struct slice amount);

#endif
