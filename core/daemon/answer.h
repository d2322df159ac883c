/*
 * An answer: status, headers and body, shared by every request that is given it (a retry
 * under the same Idempotency-Key gets the first one's).
 */
#ifndef VOUCH_DAEMON_ANSWER_H
#define VOUCH_DAEMON_ANSWER_H

#include "base/buffer.h"
#include "daemon/problem.h"
#include "render/catalogue.h"

#include <microhttpd.h>

struct answer {
    unsigned references;
    unsigned status;
    size_t size; /* of the body */
    struct MHD_Response *response;
};

#define ANSWER_JSON    "application/json"
#define ANSWER_PROBLEM "application/problem+json"

/* Takes the bytes of `body`, which is empty afterwards. NULL without memory. */
struct answer *answer_new(unsigned status, const char *content_type, struct buffer *body);

/* The same from constant bytes that outlive it. */
struct answer *answer_static(const char *content_type, struct slice body);

/*
 * The same from what `read` gives, `block` bytes at a time; `release` is called with `cls` when
 * the last reference is gone. NULL without memory, after `release`.
 */
struct answer *answer_stream(const char *content_type, size_t block, MHD_ContentReaderCallback read,
                             void *cls, MHD_ContentReaderFreeCallback release);

/* NULL without memory. */
struct answer *answer_problem(const struct problem *problem);

/* NULL is allowed. */
struct answer *answer_ref(struct answer *answer);
void answer_unref(struct answer *answer);

/* False without memory, and for a NULL answer. */
bool answer_header(struct answer *answer, const char *name, const char *value);

/*
 * Says in which language its sentences are (Content-Language): that of those which `language`
 * finds. Passes the answer on; without memory it is not said.
 */
struct answer *answer_language(struct answer *answer, const struct catalogues *catalogues,
                               const char *language);

/*
 * Writes a problem straight to a descriptor, as far as it takes it at once. For the one
 * case that libmicrohttpd has no way for: answering a request that never ends.
 */
void answer_problem_raw(const struct problem *problem, int fd);

#endif
