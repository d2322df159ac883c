/*
 * POST /v1/verify: a document as the body, or in a part of multipart/form-data beside
 * `password` and `facts`.
 */
#ifndef VOUCH_DAEMON_VERIFY_H
#define VOUCH_DAEMON_VERIFY_H

#include "base/slice.h"

struct problem;
struct request;

#define VERIFY_FACTS_MAX (1024 * 1024)
#define VERIFY_EXTRA_MAX (VERIFY_FACTS_MAX + 64 * 1024) /* what may stand beside the document */

int verify_admit(struct request *request, struct problem *problem);
int verify_receive(struct request *request, struct slice data, struct problem *problem);
void verify_respond(struct request *request);

/* Gives up what was received so far; called for any request. */
void verify_abandon(struct request *request);

#endif
