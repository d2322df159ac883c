/*
 * The structure of a file without what it says: a report that somebody can send to a
 * stranger who shall find out why a file is read as it is.
 *
 * Every object with its number, place, revision, type, size and the tree below it. Strings
 * appear as their length alone. Names and keys appear where they are names of the standard
 * (outline_names.c), else as their length: a producer may put anything into a name of its
 * own. Numbers appear below keys of the standard. Nothing of a stream's content appears but
 * how long it is, raw and decoded.
 */
#ifndef VOUCH_PDF_OUTLINE_H
#define VOUCH_PDF_OUTLINE_H

#include "base/buffer.h"
#include "pdf/pdf.h"

#define PDF_OUTLINE_ITEMS_MAX 24 /* of one array; the rest is counted */

/* Appends it to `out`, line by line; buffer_error(out) tells whether it fitted. What cannot be
 * read is said where it stands, and a finding of the file. */
void pdf_outline(struct pdf_file *file, struct buffer *out);

/* Whether a name (without slash) is one of the standard's. */
bool pdf_outline_knows(struct slice name);

#endif
