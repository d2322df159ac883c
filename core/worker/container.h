/*
 * What a document came in: one password zip, or one mail, is opened, once, before anything else is
 * looked at, and what is inside is judged as if it had been sent.
 */
#ifndef VOUCH_WORKER_CONTAINER_H
#define VOUCH_WORKER_CONTAINER_H

#include "base/finding.h"
#include "report/report.h"
#include "worker/media.h"

struct container {
    struct slice document; /* what is judged: the file inside, or all that was sent */
    struct media media;    /* of that */
    const struct report_container *found; /* NULL: it came in nothing, or that cannot be opened */
    bool password_used;
    struct findings findings; /* why it cannot be opened; or a note on what the password proves */
};

/*
 * `document_max` bounds the file inside. A container that cannot be opened is what is judged then,
 * with its reasons in `findings` and none in `media`. ERR_NOMEM, ERR_CRYPTO.
 */
int container_open(struct arena *arena, struct slice sent, const char *password,
                   int64_t document_max, struct container *ret);

#endif
