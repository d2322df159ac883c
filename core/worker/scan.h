/*
 * A document of pictures as a document of words: what the reader's eyes (pictures.h) see on each
 * page stands where the file's own text would, so that plugins see no difference.
 *
 * Findings: limit.reading_pages, limit.reading_time, limit.pixels, image.malformed,
 * image.unsupported, each with the page. A page with one of them has no words; the document is
 * then not complete, and no check or claim can rest on what that page may have said.
 */
#ifndef VOUCH_WORKER_SCAN_H
#define VOUCH_WORKER_SCAN_H

#include "base/finding.h"
#include "worker/document.h"
#include "worker/pictures.h"

struct scan_limits {
    int64_t page_ms; /* CPU time of one page */
    int64_t pages;   /* that are read, of one document */
};

/*
 * Reads the pictures that are pages: of `parts->file`, whose text is read already, or of `image`,
 * a file of its own (then there is no file). Replaces text, pages, form and is_complete of `parts`.
 * ERR_NOMEM.
 */
int scan_read(const struct scan_reader *reader, struct arena *arena, struct slice image,
              const struct scan_limits *limits, struct document_parts *parts,
              struct findings *findings);

#endif
