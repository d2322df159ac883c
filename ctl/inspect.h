/*
 * What `inspect` reads out of a file, in a process of its own: inspect.c makes that process
 * (confined.c) and passes on what it writes; inspect_read.c is what runs in it, after lock-down.
 * Lines of plain text go from one to the other, and are made safe for a terminal by the one that
 * has not read the file.
 */
#ifndef VOUCH_CTL_INSPECT_H
#define VOUCH_CTL_INSPECT_H

#include "base/buffer.h"
#include "pdf/pdf.h"

enum inspect_view { INSPECT_REVISIONS, INSPECT_TEXT, INSPECT_STRUCTURE, INSPECT_IMAGES };

struct inspect {
    enum inspect_view view;
    struct pdf_options options;
    struct slice bytes; /* mapped before lock-down */
};

/* Reads and describes into `out`; ERR_NOMEM, ERR_SYNTAX where the file cannot be read (why is in
 * `out`). */
int inspect_read(const struct inspect *inspect, struct buffer *out);

#endif
