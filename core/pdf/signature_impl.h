/*
 * Between the files that find signatures: signature_field.c by the form, signature_loose.c
 * by their bytes; signature_widget.c says where they show, gap.c checks where they lie.
 */
#ifndef VOUCH_PDF_SIGNATURE_IMPL_H
#define VOUCH_PDF_SIGNATURE_IMPL_H

#include "pdf/file.h"

struct found {
    struct pdf_signature signature;
    const struct pdf_value *dictionary; /* NULL where it cannot be read */
    uint64_t at;
};

struct collector {
    struct pdf_file *file;
    struct found *items;
    size_t count, capacity;
    unsigned tried; /* by signature_loose.c */
};

/* Adds a signature; 0, or an error whose finding is left. */
int pdf_signature_add(struct collector *collector, const char *field, struct found **ret_found);

/* Fills what is said in the dictionary: filter, names, times. */
void pdf_read_signature_dictionary(struct pdf_file *file, struct found *found);

/* Adds the signature dictionaries that no field has; 0, or an error whose finding is left. */
int pdf_find_loose_signatures(struct collector *collector);

/* Fills page, box and visible from the field itself, if it is a widget, and its kids that are. */
void pdf_read_widgets(struct pdf_file *file, const struct pdf_value *field,
                      struct pdf_signature *signature);

/* Leaves a finding about one signature: its field or dictionary. */
void pdf_signature_malformed(struct pdf_signature *signature, const char *detail);

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
