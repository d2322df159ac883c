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

/* Who reads pictures; only vouch-reader has one (examiner.scans). Opaque to all but the reader. */
struct scan_reader;

/* A page with less visible text than that, in bytes, has hardly any: a scanner's own line. */
#define PICTURES_TEXT_MAX 200

/* And pictures that cover at least that much of it, in percent, are the page. */
#define PICTURES_COVER_MIN 50

/*
 * Whether the pages of `file` are pictures: none has more than hardly any text, and at least one
 * is covered by its pictures.
 */
bool pictures_are_pages(struct pdf_file *file, const struct pdf_text *text);

/* "image/png" and its like. */
bool pictures_is_image(const char *media_type);

#endif
