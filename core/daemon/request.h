/*
 * One HTTP request: from its headers to its answer.
 *
 *   RECEIVING   admitted; its body goes where the route wants it
 *   DRAINING    refused while the body is still coming: it is read to its end and dropped,
 *               because clients that are still writing would see a broken pipe instead of
 *               the answer. Within bounds (DRAIN_*); past them it is answered anyway.
 *   WAITING     suspended while its document is examined
 *   ANSWERED
 *
 * With `Expect: 100-continue` a refusal is sent before the body.
 */
#ifndef VOUCH_DAEMON_REQUEST_H
#define VOUCH_DAEMON_REQUEST_H

#include "daemon/answer.h"
#include "daemon/connection.h"
#include "daemon/problem.h"
#include "daemon/route.h"

#define DRAIN_MS     10000
#define DRAIN_FACTOR 4 /* times limits.document */

enum request_state { REQUEST_RECEIVING, REQUEST_DRAINING, REQUEST_WAITING, REQUEST_ANSWERED };

struct event_reader;
struct job;
struct upload;

struct request {
    struct vouchd *vouchd;
    struct connection *connection;
    struct MHD_Connection *mhd;
    const struct route *route;
    char *name;             /* what follows a path that ends in '/', or NULL */
    const char *allow;      /* for method-not-allowed */
    int64_t content_length; /* -1: not said */
    enum request_state state;
    bool is_suspended;
    bool has_left;           /* nobody is there to be answered */
    struct problem *refusal; /* or */
    struct answer *answer;
    int64_t drained;
    struct upload *upload;       /* upload.c's, while the body comes */
    struct job *job;             /* that it waits for, or NULL */
    struct event_reader *events; /* events.c's, while they are followed */
    LIST_ENTRY(request) entry;   /* in the job's or the reload's list */
    bool in_list;
};

LIST_HEAD(requests, request);

/* libmicrohttpd's callbacks. */
enum MHD_Result request_handle(void *cls, struct MHD_Connection *mhd, const char *url,
                               const char *method, const char *version, const char *data,
                               size_t *size, void **context);
void request_completed(void *cls, struct MHD_Connection *mhd, void **context,
                       enum MHD_RequestTerminationCode code);

/* Whoever answers calls one of these, once, at any time after the body is in. */
void request_answer(struct request *request, struct answer *answer); /* NULL: 500 */
void request_refuse(struct request *request, const struct problem *problem);

/* The answer comes later: the connection rests, and its client is watched. */
void request_suspend(struct request *request);

/* It goes on: to its answer, or within one. */
void request_resume(struct request *request);

/* Puts a request on a list of those that wait for the same thing, and off it. */
void request_join(struct request *request, struct requests *list);
void request_part(struct request *request);

/* The daemon is stopping: what is still coming in is refused. */
void request_stop(struct request *request, const struct problem *problem);

/* From connection.c. */
void request_client_left(struct request *request);
void request_expired(struct request *request);

/* A header's value or NULL. */
const char *request_header(const struct request *request, const char *name);

#endif
