/*
 * Little PDF files for the tests, put together by hand: objects as text, one revision
 * after another, each with its table or stream. What is wrong about a file is written
 * down by the test; the rest is right.
 */
#ifndef VOUCH_TESTS_PDF_LITTLE_H
#define VOUCH_TESTS_PDF_LITTLE_H

#include "base/buffer.h"
#include "pdf/object.h"

#define LITTLE_OBJECTS 64

struct little {
    struct buffer bytes;
    uint64_t offsets[LITTLE_OBJECTS]; /* of the objects of this revision; 0 for none */
    uint64_t prev;                    /* the previous startxref */
    uint32_t size;
    size_t range, contents; /* of the signature in the making */
    size_t contents_end;
    struct arena *arena;
    struct pdf_file *file;
    struct pdf_limits limits;
    const char *password;
};

/* `%PDF-1.7` and a comment. */
void little_begin(struct little *little);
void little_done(struct little *little);

/* Bytes as they are. */
void little_raw(struct little *little, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* `number 0 obj ... endobj`, named by the next table. */
void little_object(struct little *little, uint32_t number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A stream with its right /Length; `entries` stand in its dictionary. */
void little_stream(struct little *little, uint32_t number, const char *entries, const void *data,
                   size_t size);

/* Says where an object is, for the next table. */
void little_entry(struct little *little, uint32_t number, uint64_t offset);

/* Table, trailer with `entries` (/Size and /Prev come by themselves), startxref, %%EOF. */
void little_table(struct little *little, const char *entries);

/* Catalogue 1, page tree 2, page 3 with content 4. */
void little_page(struct little *little);

/* The same, and a table: a file. */
void little_file(struct little *little);

/*
 * The same with a form: field and widget 5, invisible, with signature dictionary 6 that
 * covers the whole file. `between` stands between /ByteRange and /Contents.
 */
void little_signed(struct little *little);
void little_signature(struct little *little, uint32_t number, const char *between);

/* Fills in the byte range of the last little_signature(): all but its /Contents. */
void little_sign(struct little *little);

/* Opens what was written so far. */
struct pdf_file *little_open(struct little *little);

/* The finding with this code, or one whose `detail` holds the text; NULL. */
const struct finding *little_finding(const struct findings *findings, const char *code);
bool little_says(const struct findings *findings, const char *code, const char *detail);

/* Replaces the first `from` by `to`, which is as long. */
void little_replace(struct little *little, const char *from, const char *to);

#endif
