/*
 * One address over HTTP, its body to a file descriptor: nothing is held in memory, whatever
 * the size. Bounded in bytes, time and redirects; http and https only, for redirects too, so
 * that no answer leads to a file or another kind of server. A proxy is the environment's
 * (http_proxy, https_proxy, no_proxy), as usual for libcurl. No cookies, no names or
 * passwords, no compression.
 */
#ifndef VOUCH_FETCH_DOWNLOAD_H
#define VOUCH_FETCH_DOWNLOAD_H

#include "fetch/fetch.h"
#include "fetch/store.h"

struct download {
    const char *url;
    const struct settings_fetch *limits;
    struct slice body;             /* an OCSP request to POST; empty: GET */
    const struct store_note *note; /* of what is here: answered with "unchanged"; NULL: none */
    int fd;                        /* where the body goes */
};

struct downloaded {
    bool is_unchanged; /* 304: nothing was written that means anything */
    char etag[NOTE_TEXT_MAX];
    char last_modified[NOTE_TEXT_MAX];
};

/* 0; ERR_NOMEM; or ERR_IO with `why`. */
int download(const struct download *request, struct downloaded *ret, struct reason *why);

/* Once, before the first and after the last. */
int download_begin(void);
void download_end(void);

#endif
