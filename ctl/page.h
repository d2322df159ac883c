/*
 * --html FILE of verify, assess and report: the daemon's page, as a file. Nothing of it is made
 * here; how it went is told by the exit status, from the answer's headers.
 */
#ifndef VOUCH_CTL_PAGE_H
#define VOUCH_CTL_PAGE_H

#include "ctl/client.h"

/*
 * Asks `request` for its page and writes it to `out` ("-": standard output), which may be a page
 * already but no other file. The exit status; what went wrong has been said.
 */
int page_run(struct ctl *ctl, const char *out, const struct client_request *request);

/* What does not go together with --html and --for (`out` and `edition`, or NULL), or NULL. */
const char *page_mistake(const char *out, const char *edition, bool want_json, bool verbose);

#endif
