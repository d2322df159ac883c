/* What the files of a scan share: scan.c reads pages, scan_words.c puts words where text stands. */
#ifndef VOUCH_WORKER_SCAN_IMPL_H
#define VOUCH_WORKER_SCAN_IMPL_H

#include "worker/scan.h"

struct scan {
    const struct scan_reader *reader;
    struct arena *arena;
    const struct scan_limits *limits;
    struct document_parts *parts;
    struct findings *findings;
    struct page_size *pages;
    struct pdf_line *lines;
    size_t line_count, line_capacity;
    int64_t read; /* pages so far */
    uint32_t order;
    uint32_t covered, covered_page; /* pictures that something lies over; where the first is */
};

/*
 * Takes the words of a page that was read, its size and its form; of a picture of which only `seen`
 * shows (NULL: all of it), the words in there. ERR_NOMEM.
 */
int scan_add_page(struct scan *scan, const struct reading_page *read, uint32_t page,
                  const struct pdf_box *seen);

/* Takes a line as it stands. ERR_NOMEM. */
int scan_add_line(struct scan *scan, const struct pdf_line *line);

#endif
