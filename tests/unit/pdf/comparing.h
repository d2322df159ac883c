/*
 * A little signed file, what the test adds to it, and what pdf_changes() says of that:
 * what the tests of changes share. setup() leaves little_signed() in `little`.
 */
#ifndef VOUCH_TESTS_PDF_COMPARING_H
#define VOUCH_TESTS_PDF_COMPARING_H

#include "little.h"

#include <inttypes.h>

#define CATALOGUE "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R%s]/SigFlags 3>>%s>>"
#define PAGE      "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[5 0 R%s]%s>>"
#define WIDGET                                                                                     \
    "<</Type/Annot/Subtype/Widget/FT/Sig/T(Two)/F 132/Rect[%s]/P 3 0 R/V %" PRIu32 " 0 R%s>>"

extern struct little little;
extern struct findings findings;
extern const struct pdf_change *changes;
extern size_t count;

int setup(void **state);
int teardown(void **state);

/* What happened since the first signature: fills `findings`, `changes` and `count`. */
void compare(void);

/* The first change of the kind, or NULL. */
const struct pdf_change *change_of(enum pdf_change_kind kind);

/* There is a change of this kind, and no finding. */
void allowed(enum pdf_change_kind kind);

/* The change is of this kind, in this object, shown by this page, and fails. */
void changed(enum pdf_change_kind kind, uint32_t object, uint32_t page);

/* A second signature as object 8, its field as object 7. */
void sign_again(const char *rectangle, const char *extra, const char *type);

/* One change, of this kind, by the field; whether it is allowed is not this room's to say. */
void signed_again(enum pdf_change_kind kind);

#endif
