/*
 * GET /v1/events: the ledger's rows after a position, then each as it becomes durable, as lines of
 * JSON or server-sent events (docs/events.md).
 *
 * Nothing is queued for a reader. He has a position; what lies after it is read from the ledger, a
 * bounded piece at a time, off the loop, and only when he has taken the piece before. So a reader
 * who is slow costs one piece of memory, one who comes back goes on where he was, and none holds
 * back the daemon: there is one reading at a time, in the order in which readers became hungry.
 *
 * A reader is suspended while there is nothing for him: libmicrohttpd would ask him again
 * without end. Who takes nothing of what is there for limits.request is dropped.
 */
#ifndef VOUCH_DAEMON_EVENTS_H
#define VOUCH_DAEMON_EVENTS_H

#include "base/slice.h"

#include <sys/queue.h>
#include <uv.h>

struct event_reader;
struct request;
struct vouchd;

TAILQ_HEAD(event_readers, event_reader);

struct events {
    struct event_readers all;
    struct event_readers hungry; /* wait for the next piece */
    size_t count;
    struct event_reader *reading; /* whose piece is being read; NULL: nobody's */
    uv_work_t work;
    uv_timer_t heartbeat;
};

void events_init(struct vouchd *vouchd);

void events_respond(struct request *request);

/* Rows have become durable. */
void events_recorded(struct vouchd *vouchd);

/* The request of a reader is over. */
void events_leave(struct request *request);

/* The daemon ends: readers are told the end, and come back to the next one by their position. */
void events_stop(struct vouchd *vouchd);

/* Waits for what is being read. */
void events_done(struct vouchd *vouchd);

#endif
