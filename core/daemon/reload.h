/*
 * Reading the configuration anew, on SIGHUP or POST /v1/reload: checked first, then a new
 * zygote starts with it while the old one serves on; only when that is ready does anything
 * change. A configuration that is refused changes nothing, and says so to whoever asked.
 */
#ifndef VOUCH_DAEMON_RELOAD_H
#define VOUCH_DAEMON_RELOAD_H

#include "daemon/request.h"

struct reload {
    bool is_running;
    bool again;             /* asked for while one was running: that may have read an older file */
    struct requests asking; /* for the one that runs */
    struct requests next;   /* for the one after it */
    int64_t reloaded_at;    /* 0: never */
    int64_t refused_at;     /* the last one; 0: it was not refused */
    char refusal[640];
};

void reload_init(struct vouchd *vouchd);

/* SIGHUP */
void reload_begin(struct vouchd *vouchd);

/* POST /v1/reload: answers when it is done. */
void reload_respond(struct request *request);

/* The new zygote is ready (NULL), or why it is not. Nothing where none was asked for. */
void reload_ended(struct vouchd *vouchd, const char *refusal);

#endif
