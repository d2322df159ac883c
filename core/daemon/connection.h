/*
 * One client's connection: who he is, how long we wait for him, and whether he is still
 * there while his document is examined.
 *
 * libmicrohttpd's time-out counts inactivity only, so a byte every two seconds would live
 * for ever: the deadlines are ours. One sweep a quarter of a second looks at all of them.
 * Nor does it see that the client of a suspended connection has left: the descriptor is
 * watched here meanwhile. Only POLLHUP counts as leaving; a client that closed its sending
 * side (POLLRDHUP alone) still waits for its answer.
 */
#ifndef VOUCH_DAEMON_CONNECTION_H
#define VOUCH_DAEMON_CONNECTION_H

#include "daemon/peer.h"

#include <microhttpd.h>
#include <uv.h>

struct request;
struct vouchd;

struct connection {
    LIST_ENTRY(connection) entry;
    struct vouchd *vouchd;
    struct MHD_Connection *mhd;
    int fd;
    struct peer peer;
    struct peer_account *account; /* NULL: refused */
    struct request *request;      /* the one in hand, or NULL */
    uint64_t deadline;            /* the loop's milliseconds; 0: none */
    uv_poll_t watch;
    bool has_watch;   /* `watch` is initialised */
    bool half_closed; /* watched by the sweep */
};

struct connections {
    LIST_HEAD(, connection) all;
    struct peer_accounts accounts;
    size_t count;
    uv_timer_t sweep;
};

void connections_init(struct vouchd *vouchd);

/* MHD_OPTION_NOTIFY_CONNECTION */
void connection_notify(void *cls, struct MHD_Connection *mhd, void **context,
                       enum MHD_ConnectionNotificationCode code);

/* From now on the client has `ms` for what is to be done; 0: as long as it takes. */
void connection_set_deadline(struct connection *connection, uint64_t ms);

/* Watches for the client's leaving; request_client_left() is called then. */
void connection_watch(struct connection *connection);
void connection_unwatch(struct connection *connection);

#endif
