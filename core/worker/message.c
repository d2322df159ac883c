#include "worker/message.h"
#include "base/error.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* ---- What is allowed when ---- */

struct message_rule {
    enum zygote_state state;
    enum message_kind kind;
    size_t fd_count;
    enum zygote_state next;
};

static const struct message_rule from_zygote[] = {
    {ZYGOTE_STARTING, MESSAGE_READY, 0, ZYGOTE_SERVING},
    {ZYGOTE_STARTING, MESSAGE_READY, 1, ZYGOTE_SERVING},
    {ZYGOTE_STARTING, MESSAGE_REFUSED, 0, ZYGOTE_DRAINING},
    {ZYGOTE_SERVING, MESSAGE_STARTED, 1, ZYGOTE_SERVING},
    {ZYGOTE_SERVING, MESSAGE_ENDED, 0, ZYGOTE_SERVING},
    {ZYGOTE_DRAINING, MESSAGE_STARTED, 1, ZYGOTE_DRAINING},
    {ZYGOTE_DRAINING, MESSAGE_ENDED, 0, ZYGOTE_DRAINING},
};

static const struct message_rule from_daemon[] = {
    {ZYGOTE_SERVING, MESSAGE_EXAMINE, 2, ZYGOTE_SERVING},
};

static int accept_by(const struct message_rule *rules, size_t count, enum zygote_state *state,
                     uint32_t kind, size_t fd_count)
{
    for (size_t i = 0; i < count; i++) {
        if (rules[i].state == *state && rules[i].kind == kind && rules[i].fd_count == fd_count) {
            *state = rules[i].next;
            return 0;
        }
    }
    return ERR_PROTOCOL;
}

int message_accept_from_zygote(enum zygote_state *state, uint32_t kind, size_t fd_count)
{
    return accept_by(from_zygote, sizeof from_zygote / sizeof from_zygote[0], state, kind,
                     fd_count);
}

int message_accept_from_daemon(enum zygote_state *state, uint32_t kind, size_t fd_count)
{
    return accept_by(from_daemon, sizeof from_daemon / sizeof from_daemon[0], state, kind,
                     fd_count);
}

#define TIMINGS_SIZE_MAX 4096u

struct frame_rule {
    enum child_state state;
    enum frame_kind kind;
    uint32_t size_max;
    enum child_state next;
};

static const struct frame_rule from_child[] = {
    {CHILD_SILENT, FRAME_JUDGEMENTS, FRAME_SIZE_MAX, CHILD_JUDGED},
    {CHILD_JUDGED, FRAME_EXAMINATION, FRAME_SIZE_MAX, CHILD_EXAMINED},
    {CHILD_JUDGED, FRAME_NEEDS_READING, 0, CHILD_EXAMINED},
    {CHILD_EXAMINED, FRAME_TIMINGS, TIMINGS_SIZE_MAX, CHILD_DONE},
};

int frame_accept(enum child_state *state, uint32_t kind, uint32_t size)
{
    for (size_t i = 0; i < sizeof from_child / sizeof from_child[0]; i++) {
        const struct frame_rule *rule = &from_child[i];

        if (rule->state == *state && rule->kind == kind && size <= rule->size_max) {
            *state = rule->next;
            return 0;
        }
    }
    return ERR_PROTOCOL;
}

/* ---- Datagrams ---- */

#define CONTROL_SIZE CMSG_SPACE(MESSAGE_FDS_MAX * sizeof(int))

/* Suitably aligned for struct cmsghdr. */
union control {
    struct cmsghdr header;
    uint8_t room[CONTROL_SIZE];
};

static void put_fds(struct msghdr *datagram, union control *control, const int *fds, size_t count)
{
    struct cmsghdr *header;

    if (count == 0)
        return;
    datagram->msg_control = control->room;
    datagram->msg_controllen = CMSG_SPACE(count * sizeof *fds);
    header = CMSG_FIRSTHDR(datagram);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof *fds);
    memcpy(CMSG_DATA(header), fds, count * sizeof *fds);
}

int message_send(int socket, uint32_t kind, struct slice payload, const int *fds, size_t fd_count)
{
    struct message_header header = {.kind = kind, .size = (uint32_t)payload.size};
    struct iovec parts[] = {
        {&header, sizeof header},
        {(void *)(uintptr_t)payload.data, payload.size},
    };
    struct msghdr datagram = {.msg_iov = parts, .msg_iovlen = 2};
    union control control = {0};
    ssize_t sent;

    if (payload.size > MESSAGE_SIZE_MAX || fd_count > MESSAGE_FDS_MAX)
        return ERR_LIMIT;
    put_fds(&datagram, &control, fds, fd_count);
    do {
        sent = sendmsg(socket, &datagram, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK ? ERR_BUSY : ERR_IO;
    return 0;
}

void message_close(struct message *message)
{
    while (message->fd_count > 0)
        close(message->fds[--message->fd_count]);
}

/* Every descriptor that arrived is the receiver's now, wanted or not. */
static void take_fds(struct msghdr *datagram, struct message *message)
{
    for (struct cmsghdr *header = CMSG_FIRSTHDR(datagram); header;
         header = CMSG_NXTHDR(datagram, header)) {
        size_t count;

        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
            continue;
        count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int fd;

            memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
            if (message->fd_count < MESSAGE_FDS_MAX)
                message->fds[message->fd_count++] = fd;
            else
                close(fd);
        }
    }
}

/* `size` bytes arrived: are they one whole message? */
static int parse(uint8_t *room, size_t size, int flags, struct message *message)
{
    struct message_header header;

    if (size < sizeof header || flags & (MSG_TRUNC | MSG_CTRUNC))
        return ERR_PROTOCOL;
    memcpy(&header, room, sizeof header);
    if (header.size != size - sizeof header)
        return ERR_PROTOCOL;
    message->kind = header.kind;
    message->size = header.size;
    message->payload = room + sizeof header;
    room[size] = '\0';
    return 0;
}

int message_receive(int socket, uint8_t *room, size_t room_size, struct message *ret_message)
{
    struct message message = {0};
    union control control;
    struct iovec part = {room, room_size - 1};
    struct msghdr datagram = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.room,
        .msg_controllen = sizeof control.room,
    };
    ssize_t size;
    int r;

    do {
        size = recvmsg(socket, &datagram, MSG_CMSG_CLOEXEC);
    } while (size < 0 && errno == EINTR);
    if (size < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK ? ERR_BUSY
               : errno == ECONNRESET                   ? ERR_NOT_FOUND
                                                       : ERR_IO;
    take_fds(&datagram, &message);
    if (size == 0 && message.fd_count == 0)
        return ERR_NOT_FOUND;
    r = parse(room, (size_t)size, datagram.msg_flags, &message);
    if (r < 0) {
        message_close(&message);
        return r;
    }
    *ret_message = message;
    return 0;
}

/* ---- Frames ---- */

static int write_whole(int pipe, const uint8_t *data, size_t size)
{
    while (size > 0) {
        ssize_t written = write(pipe, data, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return ERR_IO;
        data += written;
        size -= (size_t)written;
    }
    return 0;
}

int frame_write(int pipe, uint32_t kind, struct slice payload)
{
    struct frame_header header = {.kind = kind, .size = (uint32_t)payload.size};
    int r;

    if (payload.size > FRAME_SIZE_MAX)
        return ERR_LIMIT;
    r = write_whole(pipe, (const uint8_t *)&header, sizeof header);
    return r < 0 ? r : write_whole(pipe, payload.data, payload.size);
}
