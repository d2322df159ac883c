#include "daemon/http.h"

#include "base/error.h"
#include "daemon/request.h"
#include "daemon/vouchd.h"

#include <stdio.h>

/* Of one connection's request line, headers and read buffer. */
#define CONNECTION_MEMORY (32 * 1024)

static void run(struct vouchd *vouchd);

static void timed_out(uv_timer_t *timer)
{
    run(timer->data);
}

static void readable(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    run(poll->data);
}

static void run(struct vouchd *vouchd)
{
    struct http *http = &vouchd->http;
    MHD_UNSIGNED_LONG_LONG ms;

    http->is_awake = false;
    MHD_run(http->mhd);
    if (http->is_awake)
        uv_timer_start(&http->timer, timed_out, 0, 0);
    else if (MHD_get_timeout(http->mhd, &ms) == MHD_YES)
        uv_timer_start(&http->timer, timed_out, ms, 0);
    else
        uv_timer_stop(&http->timer);
}

void http_wake(struct vouchd *vouchd)
{
    vouchd->http.is_awake = true;
    uv_timer_start(&vouchd->http.timer, timed_out, 0, 0);
}

__attribute__((format(printf, 2, 0))) static void log_line(void *cls, const char *format,
                                                           va_list args)
{
    struct vouchd *vouchd = cls;
    char line[512];

    vsnprintf(line, sizeof line, format, args);
    line[strcspn(line, "\n")] = '\0';
    log_write(&vouchd->log, LOG_DEBUG, NULL, "libmicrohttpd: %s", line);
}

int http_start(struct vouchd *vouchd)
{
    struct http *http = &vouchd->http;

    http->mhd = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL, request_handle,
        vouchd, MHD_OPTION_EXTERNAL_LOGGER, log_line, vouchd, MHD_OPTION_LISTEN_SOCKET,
        vouchd->listener.fd, MHD_OPTION_CONNECTION_LIMIT, http->connection_limit,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_NOTIFY_CONNECTION,
        connection_notify, vouchd, MHD_OPTION_NOTIFY_COMPLETED, request_completed, vouchd,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
    if (!http->mhd)
        return ERR_IO;
    uv_timer_init(&vouchd->loop, &http->timer);
    uv_poll_init(&vouchd->loop, &http->poll,
                 MHD_get_daemon_info(http->mhd, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd);
    http->timer.data = http->poll.data = vouchd;
    uv_poll_start(&http->poll, UV_READABLE, readable);
    run(vouchd);
    return 0;
}

void http_quiesce(struct vouchd *vouchd)
{
    if (vouchd->http.mhd)
        MHD_quiesce_daemon(vouchd->http.mhd);
}

void http_stop(struct vouchd *vouchd)
{
    struct http *http = &vouchd->http;

    if (!http->mhd)
        return;
    MHD_run(http->mhd); /* carries out what was resumed */
    uv_close((uv_handle_t *)&http->poll, NULL);
    uv_close((uv_handle_t *)&http->timer, NULL);
    MHD_stop_daemon(http->mhd);
    http->mhd = NULL;
}
