/* What a reader of events asks for: from where, which, in what form. */
#ifndef VOUCH_DAEMON_EVENT_QUERY_H
#define VOUCH_DAEMON_EVENT_QUERY_H

#include "base/slice.h"
#include "daemon/ledger.h"

struct problem;
struct request;

struct event_asked {
    int64_t after;
    /* NULL: any */
    char *source;
    char *indication;
    char *kind;
    bool has_reference;
    struct digest references[LEDGER_KEYS_MAX]; /* the reference's hashes, one a key */
    size_t reference_count;
    bool with_kept; /* the kept report and reference */
    char *language; /* of its sentences; NULL: the configured one */
    bool is_stream; /* server-sent events */
    bool follows;   /* live, after what is there */
    bool sees_sightings;
    int64_t heartbeat_ms; /* 0: none */
};

/* 0, or a problem; event_asked_done() in either case. */
int event_asked_read(struct request *request, struct event_asked *ret, struct problem *problem);
void event_asked_done(struct event_asked *asked);

#endif
