/*
 * Documents made by hand, for tests of what plugins see: words put on pages, without any
 * PDF. A Han character is 10 points wide, any other 5; a line is 10 points high.
 */
#ifndef VOUCH_TESTS_WORKER_SHEET_H
#define VOUCH_TESTS_WORKER_SHEET_H

#include "worker/document.h"

#define SHEET_WIDTH  800 /* points */
#define SHEET_HEIGHT 600
#define SHEET_SURE   80 /* percent from which a word that was read is sure */

struct sheet {
    struct arena *arena;
    struct patterns *patterns;
    struct pdf_line *lines;
    size_t count, capacity;
    uint32_t pages;
    uint32_t confidence; /* of the words put from now on; 0: the file's own */
    const char *form;    /* NULL: electronic */
};

void sheet_init(struct sheet *sheet);
void sheet_done(struct sheet *sheet);

/*
 * A line whose words begin at the given places (points); texts and places alternate, a
 * NULL ends them: sheet_line(&sheet, 1, 100, "序号", 40, "日期", 80, NULL). Lines must come in
 * the order of a reader: by page, from the top.
 */
void sheet_line(struct sheet *sheet, uint32_t page, int top, ...) __attribute__((sentinel));

/* The document of what was put so far; it lives as long as the sheet. */
const struct vouch_document *sheet_document(struct sheet *sheet);

#endif
