/*
 * Whether a document has to be read from pictures, and by whom.
 *
 * The models that read them make every fork dearer, so two kinds of worker share the work: a
 * child of vouch-zygote, which meets a document of pictures, answers that it needs reading; a
 * child of vouch-reader has somebody who reads (struct scan_reader) and goes on.
 */
#ifndef VOUCH_WORKER_PICTURES_H
#define VOUCH_WORKER_PICTURES_H

#include "worker/judgement.h"

struct reading_engine;
struct reading_picture;
struct reading_place;
struct reading_bounds;
struct reading_page;

/*
 * Who reads pictures: core/reading (reading.h says what these take and return), behind pointers,
 * so that vouch-zygote is not linked with it. Only vouch-reader has one (examiner.scans).
 */
struct scan_reader {
    struct reading_engine *engine;
    uint32_t (*count)(struct slice file);
    int (*read)(struct reading_engine *engine, struct arena *arena,
                const struct reading_picture *picture, const struct reading_place *place,
                const struct reading_bounds *bounds, struct reading_page *ret_page);
};

/* A page with less visible text than that, in bytes, has hardly any: a scanner's own line. */
#define PICTURES_TEXT_MAX 200

/* And pictures that cover at least that much of it, in percent, are the page. */
#define PICTURES_COVER_MIN 50

/*
 * Whether the pages of `file` are pictures: none has more than hardly any text, and at least one
 * is covered by its pictures.
 */
bool pictures_are_pages(struct pdf_file *file, const struct pdf_text *text);

/* Whether its pictures cover a page of that size. */
bool pictures_cover(const struct pdf_text *text, uint32_t page, int32_t width, int32_t height);

/* "image/png" and its like. */
bool pictures_is_image(const char *media_type);

#endif
