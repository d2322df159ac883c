/* The pictures of a file, as who reads scans would take them. */
#ifndef VOUCH_CTL_INSPECT_IMAGES_H
#define VOUCH_CTL_INSPECT_IMAGES_H

#include "base/buffer.h"
#include "pdf/pdf.h"

/* A line a picture: page, place, pixels, coding; what cannot be told of one is said. ERR_NOMEM. */
int inspect_images(struct pdf_file *file, struct buffer *out);

#endif
