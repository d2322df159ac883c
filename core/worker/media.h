/*
 * What a document is, by its content alone: a name or a content type is what somebody says.
 */
#ifndef VOUCH_WORKER_MEDIA_H
#define VOUCH_WORKER_MEDIA_H

#include "base/slice.h"
#include "base/verdict.h"

struct media {
    const char *type;       /* media type */
    bool is_pdf;            /* to be opened by core/pdf, which may refuse it */
    bool is_archive;        /* of any kind */
    bool is_zip;            /* to be opened by core/archive, which may refuse it */
    bool is_mail;           /* the same */
    const char *reason;     /* why nothing more is examined; NULL for a PDF */
    struct verdict verdict; /* that goes with the reason */
};

struct media media_of(struct slice document);

#endif
