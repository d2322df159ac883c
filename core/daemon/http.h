/*
 * libmicrohttpd on the loop: its own epoll descriptor is watched, MHD_run() does the rest.
 *
 * What was met while trying it, and where it is answered:
 *   a hang-up of a suspended connection is not seen            connection.c
 *   its time-out is inactivity only                            connection.c
 *   MHD_stop_daemon() aborts with a suspended connection       http_stop(), after all were resumed
 *   a reader that returns 0 without suspending spins           events.c suspends; all else is
 * buffers an early 413 breaks clients that are still sending         request.c
 */
#ifndef VOUCH_DAEMON_HTTP_H
#define VOUCH_DAEMON_HTTP_H

#include <microhttpd.h>
#include <stdbool.h>
#include <uv.h>

struct vouchd;

struct http {
    struct MHD_Daemon *mhd;
    unsigned connection_limit;
    uv_poll_t poll;
    uv_timer_t timer;
    bool is_awake; /* something was resumed since the last run */
};

/* Serves on the listening socket. ERR_IO. */
int http_start(struct vouchd *vouchd);

/* After MHD_resume_connection(): without threads of its own libmicrohttpd would not notice. */
void http_wake(struct vouchd *vouchd);

/* Takes no new connections; the listening socket is the caller's again. */
void http_quiesce(struct vouchd *vouchd);

/* Closes everything. No connection may be suspended any more. */
void http_stop(struct vouchd *vouchd);

#endif
