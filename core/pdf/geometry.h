/* Where things are on a page as it is shown: after cropping and turning. */
#ifndef VOUCH_PDF_GEOMETRY_H
#define VOUCH_PDF_GEOMETRY_H

#include "pdf/object.h"

/* A rectangle in user space, in thousandths of a point, sorted: left <= right, bottom <= top. */
struct pdf_rectangle {
    int64_t left, bottom, right, top;
};

/* The visible part of a page (its crop box within its media box) and how far it is turned. */
struct pdf_frame {
    struct pdf_rectangle area;
    int turn; /* 0, 90, 180, 270 degrees clockwise */
};

/* Reads an array of four numbers. false where it is none. */
bool pdf_rectangle_of(struct pdf_file *file, const struct pdf_value *array,
                      struct pdf_rectangle *ret);

/* ERR_NOT_FOUND for no such page, ERR_SYNTAX (and a finding) where it has no usable media box. */
int pdf_page_frame(struct pdf_file *file, uint32_t page, struct pdf_frame *ret);

/* The same without a finding; false for either. */
bool pdf_find_frame(struct pdf_file *file, uint32_t page, struct pdf_frame *ret);

/* A rectangle in user space as a box on the page as shown. */
struct pdf_box pdf_frame_box(const struct pdf_frame *frame, const struct pdf_rectangle *rectangle);

#endif
