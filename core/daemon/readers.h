/*
 * Those who read pictures: at most one vouch-reader, which is started when the first document
 * needs it and ended when it had nothing to do for limits.reading.idle.
 *
 * It judges by the configuration that it finds, and a document is read only by a reader that
 * judges as its first examiner did (the same build, trust and configuration): after a reload the
 * old one finishes what it holds, and another is started when it is needed.
 *
 * One that cannot be started - not installed, its models missing, the configuration changed and
 * not reloaded - is not tried again for a while; until then documents that need it are answered
 * with reading.unavailable.
 */
#ifndef VOUCH_DAEMON_READERS_H
#define VOUCH_DAEMON_READERS_H

#include "daemon/zygote.h"

#define READERS_RETRY_MS 10000

struct readers {
    struct zygote *serving;  /* or NULL */
    struct zygote *starting; /* or NULL */
    uv_timer_t idle;
    uint64_t retry_at;                 /* the loop's milliseconds */
    char trouble[ZYGOTE_TROUBLE_SIZE]; /* why the last one could not be had; a sentence */
};

enum readers_state {
    READERS_READY,
    READERS_AWAITED,     /* it is starting: jobs_start() is called when it has */
    READERS_UNAVAILABLE, /* and why is in `trouble` */
};

void readers_init(struct vouchd *vouchd);

/* Who reads for that judge; starts one where there is none. `ret` only where one is ready. */
enum readers_state readers_find(struct vouchd *vouchd, const struct judge *judge,
                                struct zygote **ret);

/* Those that serve and start end: there is a new configuration, or the daemon stops. */
void readers_retire(struct vouchd *vouchd);

/* From zygote.c and zygote_talk.c. */
void readers_ready(struct zygote *zygote);
void readers_failed(struct zygote *zygote, const char *why);

/* Of a reader: its last document was dropped, or it got one. */
void readers_watch(struct zygote *zygote);

#endif
