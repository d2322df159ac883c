/* What the files of images share: image.c reads figures and coding, image_space.c the colours. */
#ifndef VOUCH_PDF_IMAGE_H
#define VOUCH_PDF_IMAGE_H

#include "pdf/file.h"
#include "pdf/pdf.h"

/* Fills components, palette, and inverted where more of a colour is darker. ERR_NOMEM, and what
 * pdf_stream_data() returns for a palette. */
int image_read_space(struct pdf_file *file, const struct pdf_value *space, struct pdf_image *image);

/* 1, 3 or 4 of a colour space's components; 0 for what is not known. */
uint32_t image_space_components(struct pdf_file *file, const struct pdf_value *space);

#endif
