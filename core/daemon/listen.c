#include "daemon/listen.h"

#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

static int say(struct buffer *why, int code, const char *path, const char *sentence)
{
    buffer_printf(why, "%s: %s", path, sentence);
    return code;
}

/* ---- Inherited ---- */

static int take_inherited(struct listener *listener, struct buffer *why)
{
    struct sockaddr_un address = {0};
    socklen_t size = sizeof address;
    int fd = SD_LISTEN_FDS_START;

    if (sd_is_socket(fd, AF_UNIX, SOCK_STREAM, 1) <= 0)
        return say(why, ERR_INVALID, "the inherited socket",
                   "is not a listening Unix stream socket");
    if (getsockname(fd, (struct sockaddr *)&address, &size) < 0)
        return say(why, ERR_IO, "the inherited socket", strerror(errno));
    listener->fd = fd;
    snprintf(listener->path, sizeof listener->path, "%s", address.sun_path);
    return 0;
}

static int inherit(struct listener *listener, const struct listen_wish *wish, struct buffer *why)
{
    int r = take_inherited(listener, why);

    if (r < 0)
        return r;
    if (wish->option) {
        buffer_printf(why, "--socket %s was given, but the socket %s was inherited", wish->option,
                      listener->path);
        return ERR_MISMATCH;
    }
    if (wish->configured && strcmp(wish->configured, listener->path) != 0) {
        buffer_printf(why, "the configuration names the socket %s, but %s was inherited",
                      wish->configured, listener->path);
        return ERR_MISMATCH;
    }
    return 0;
}

/* ---- Our own ---- */

static bool somebody_answers(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool answers =
        fd >= 0 &&
        (connect(fd, (const struct sockaddr *)address, sizeof *address) == 0 || errno == EAGAIN);

    if (fd >= 0)
        close(fd);
    return answers;
}

static int clear_path(const struct sockaddr_un *address, struct buffer *why)
{
    const char *path = address->sun_path;
    struct stat info;

    if (lstat(path, &info) < 0)
        return errno == ENOENT ? 0 : say(why, ERR_IO, path, strerror(errno));
    if (!S_ISSOCK(info.st_mode))
        return say(why, ERR_INVALID, path, "exists and is not a socket");
    if (somebody_answers(address))
        return say(why, ERR_BUSY, path, "another daemon answers there");
    if (unlink(path) < 0)
        return say(why, ERR_IO, path, strerror(errno));
    return 0;
}

static int bind_path(struct listener *listener, const struct sockaddr_un *address, unsigned mode)
{
    mode_t before = umask(0777 & ~mode);
    int r = bind(listener->fd, (const struct sockaddr *)address, sizeof *address);
    struct stat info;

    umask(before);
    if (r < 0 || lstat(address->sun_path, &info) < 0)
        return ERR_IO;
    listener->is_own = true;
    listener->device = info.st_dev;
    listener->inode = info.st_ino;
    return listen(listener->fd, SOMAXCONN) < 0 ? ERR_IO : 0;
}

static int make_own(struct listener *listener, const char *path, unsigned mode, struct buffer *why)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int r;

    if (strlen(path) >= sizeof address.sun_path)
        return say(why, ERR_INVALID, path, "too long for a Unix socket (107 bytes)");
    memcpy(address.sun_path, path, strlen(path) + 1);
    memcpy(listener->path, path, strlen(path) + 1);
    r = clear_path(&address, why);
    if (r < 0)
        return r;
    listener->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener->fd < 0 || bind_path(listener, &address, mode) < 0)
        return say(why, ERR_IO, path, strerror(errno));
    return 0;
}

int listener_open(struct listener *listener, const struct listen_wish *wish, struct buffer *why)
{
    int inherited = sd_listen_fds(1);
    int r = 0;

    *listener = (struct listener){.fd = -1};
    if (inherited < 0)
        r = say(why, ERR_IO, "LISTEN_FDS", strerror(-inherited));
    else if (inherited > 1)
        r = say(why, ERR_MISMATCH, "systemd", "more than one socket was inherited, one is wanted");
    else if (inherited == 1)
        r = inherit(listener, wish, why);
    else
        r = make_own(listener,
                     wish->option       ? wish->option
                     : wish->configured ? wish->configured
                                        : wish->standard,
                     wish->mode, why);
    if (r < 0)
        listener_close(listener);
    return r;
}

void listener_close(struct listener *listener)
{
    struct stat info;

    if (listener->is_own && lstat(listener->path, &info) == 0 && info.st_dev == listener->device &&
        info.st_ino == listener->inode)
        unlink(listener->path);
    if (listener->fd >= 0)
        close(listener->fd);
    *listener = (struct listener){.fd = -1};
}
