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
};

/* Takes the words of a page that was read, its size and its form. ERR_NOMEM. */
int scan_add_page(struct scan *scan, const struct reading_page *read, uint32_t page);

/* Takes a line as it stands. ERR_NOMEM. */
int scan_add_line(struct scan *scan, const struct pdf_line *line);

#endif
