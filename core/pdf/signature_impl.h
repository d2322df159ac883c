/* Between signature_field.c, which finds signatures, and gap.c, which checks where they lie. */
#ifndef VOUCH_PDF_SIGNATURE_IMPL_H
#define VOUCH_PDF_SIGNATURE_IMPL_H

#include "pdf/file.h"

/* Leaves a finding about one signature: its field or dictionary, or its byte range. */
void pdf_signature_malformed(struct pdf_signature *signature, const char *detail);
void pdf_signature_range(struct pdf_signature *signature, const char *detail);

/*
 * Reads /ByteRange and /Contents of a signature dictionary whose offsets are those of the
 * file, checks them against each other and against the revisions, and fills byte_range,
 * covered, contents, revision and coverage.
 */
void pdf_check_gap(struct pdf_file *file, const struct pdf_value *dictionary,
                   struct pdf_signature *signature);

/* Whether a widget annotation shows anything: its rectangle and its flags (12.5.2, 12.5.3). */
bool pdf_widget_is_visible(struct pdf_file *file, const struct pdf_value *widget);

#endif
