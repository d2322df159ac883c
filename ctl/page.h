/*
 * verify --html FILE: the daemon's page about one document, as a file. Nothing of it is made here;
 * how it went is said in one line, and by the exit status, from the answer's headers.
 */
#ifndef VOUCH_CTL_PAGE_H
#define VOUCH_CTL_PAGE_H

#include "ctl/client.h"

struct page_request {
    const char *out;      /* "-": standard output */
    const char *document; /* its file */
    const char *password; /* or NULL */
    const struct client_parameter *query;
    struct slice facts; /* JSON; empty: none */
};

int page_run(struct ctl *ctl, const struct page_request *page);

#endif
