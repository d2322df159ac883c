#include "daemon/connection.h"

#include "daemon/request.h"
#include "daemon/vouchd.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

#define SWEEP_MS 250

/* One user may not have all connections: the others could not even be told that it is busy. */
static size_t share(const struct vouchd *vouchd)
{
    return vouchd->http.connection_limit / 2 + 1;
}

static uint64_t request_ms(const struct vouchd *vouchd)
{
    return (uint64_t)vouchd->configuration->settings.limits.request_ms;
}

void connection_set_deadline(struct connection *connection, uint64_t ms)
{
    connection->deadline = ms ? uv_now(&connection->vouchd->loop) + ms : 0;
}

/* ---- The client leaves ---- */

static bool has_hung_up(const struct connection *connection)
{
    struct pollfd state = {.fd = connection->fd};

    return poll(&state, 1, 0) > 0 && (state.revents & (POLLHUP | POLLERR));
}

static void watch_event(uv_poll_t *watch, int status, int events)
{
    struct connection *connection = watch->data;

    (void)events;
    if (status == 0 && !has_hung_up(connection)) {
        /* Level-triggered: watched on, POLLRDHUP would be reported without end. */
        uv_poll_stop(watch);
        connection->half_closed = true;
        return;
    }
    request_client_left(connection->request);
}

void connection_watch(struct connection *connection)
{
    if (!connection->has_watch &&
        uv_poll_init(&connection->vouchd->loop, &connection->watch, connection->fd) < 0)
        return; /* then his leaving is seen when he is answered */
    connection->watch.data = connection;
    connection->has_watch = true;
    uv_poll_start(&connection->watch, UV_DISCONNECT, watch_event);
}

void connection_unwatch(struct connection *connection)
{
    connection->half_closed = false;
    if (connection->has_watch)
        uv_poll_stop(&connection->watch);
}

/* ---- The sweep ---- */

static void expire(struct connection *connection)
{
    connection->deadline = 0;
    if (connection->request)
        request_expired(connection->request);
    /* libmicrohttpd sees the end of the stream and closes. */
    shutdown(connection->fd, SHUT_RDWR);
}

static void sweep(uv_timer_t *timer)
{
    struct vouchd *vouchd = timer->data;
    struct connection *connection, *next;

    for (connection = LIST_FIRST(&vouchd->connections.all); connection; connection = next) {
        next = LIST_NEXT(connection, entry);
        if (connection->deadline && connection->deadline <= uv_now(&vouchd->loop))
            expire(connection);
        else if (connection->half_closed && has_hung_up(connection))
            request_client_left(connection->request);
    }
}

void connections_init(struct vouchd *vouchd)
{
    LIST_INIT(&vouchd->connections.all);
    LIST_INIT(&vouchd->connections.accounts);
    uv_timer_init(&vouchd->loop, &vouchd->connections.sweep);
    vouchd->connections.sweep.data = vouchd;
}

/* ---- Beginning and end ---- */

static struct connection *begin(struct vouchd *vouchd, struct MHD_Connection *mhd)
{
    struct connections *connections = &vouchd->connections;
    struct connection *connection = calloc(1, sizeof *connection);

    if (!connection)
        return NULL;
    connection->vouchd = vouchd;
    connection->mhd = mhd;
    connection->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    LIST_INSERT_HEAD(&connections->all, connection, entry);
    if (connections->count++ == 0)
        uv_timer_start(&connections->sweep, sweep, SWEEP_MS, SWEEP_MS);
    if (peer_init(&connection->peer, connection->fd) == 0)
        connection->account = peer_account_connect(&connections->accounts, connection->peer.uid);
    if (!connection->account || connection->account->connections > share(vouchd))
        shutdown(connection->fd, SHUT_RDWR);
    connection_set_deadline(connection, request_ms(vouchd));
    return connection;
}

static void free_connection(uv_handle_t *watch)
{
    free(watch->data);
}

static void end(struct connection *connection)
{
    struct connections *connections = &connection->vouchd->connections;

    LIST_REMOVE(connection, entry);
    if (--connections->count == 0)
        uv_timer_stop(&connections->sweep);
    if (connection->account)
        peer_account_disconnect(connection->account);
    peer_done(&connection->peer);
    if (connection->has_watch)
        uv_close((uv_handle_t *)&connection->watch, free_connection);
    else
        free(connection);
}

void connection_notify(void *cls, struct MHD_Connection *mhd, void **context,
                       enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        *context = begin(cls, mhd);
    else if (*context)
        end(*context);
}
