#include "worker/zygote.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEXT_MAX 512 /* of STARTED and ENDED: an id and some numbers */

/* Ids come from the daemon and go back to it: they are letters, digits and dashes. */
static bool is_id(const char *id)
{
    size_t size = id ? strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-_.")
                     : 0;

    return size > 0 && size < ZYGOTE_ID_MAX && id[size] == '\0';
}

static int send_text(uint32_t kind, const char *text, const int *fds, size_t fd_count)
{
    return message_send(ZYGOTE_FD, kind, slice_str(text), fds, fd_count);
}

static int send_failed(const char *id, const char *error)
{
    char text[TEXT_MAX];

    snprintf(text, sizeof text, "{\"id\":\"%s\",\"error\":\"%s\"}", id, error);
    return send_text(MESSAGE_ENDED, text, NULL, 0);
}

/* ---- EXAMINE ---- */

static int read_times(json_t *json, struct control_times *times)
{
    json_t *existed_by = json_object_get(json, "existed_by");
    const char *from = json_string_value(json_object_get(json, "existed_by_from"));

    if (!json_is_integer(json_object_get(json, "at")))
        return ERR_PROTOCOL;
    times->at = json_integer_value(json_object_get(json, "at"));
    if (!existed_by)
        return from ? ERR_PROTOCOL : 0;
    if (!json_is_integer(existed_by) || !from)
        return ERR_PROTOCOL;
    times->has_existed_by = true;
    times->existed_by = json_integer_value(existed_by);
    times->existed_by_from_ledger = strcmp(from, "ledger") == 0;
    return times->existed_by_from_ledger || strcmp(from, "caller") == 0 ? 0 : ERR_PROTOCOL;
}

/* Every member is known and of its type: the daemon and its zygote are of one build. */
static int read_request(json_t *json, struct child_request *request)
{
    static const char *const names[] = {
        "id", "size", "source", "at", "existed_by", "existed_by_from", "password"};
    json_t *source = json_object_get(json, "source"), *password = json_object_get(json, "password");
    size_t known = 0;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        known += json_object_get(json, names[i]) != NULL;
    request->id = json_string_value(json_object_get(json, "id"));
    request->source = json_string_value(source);
    request->examination.password = json_string_value(password);
    request->size = json_integer_value(json_object_get(json, "size"));
    if (known != json_object_size(json) || !is_id(request->id) ||
        !json_is_integer(json_object_get(json, "size")) || request->size < 0 ||
        (source && !request->source) || (password && !request->examination.password))
        return ERR_PROTOCOL;
    return read_times(json, &request->examination.times);
}

/* A document that could shrink or change under its reader is none. */
static const char *document_fault(const struct child_request *request)
{
    const int needed = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    int seals = fcntl(request->document, F_GET_SEALS);

    if (seals < 0 || (seals & needed) != needed)
        return "the document is not sealed";
    if (lseek(request->document, 0, SEEK_END) != request->size)
        return "the document has another size than was said";
    return NULL;
}

static struct child *free_place(struct zygote *zygote)
{
    for (size_t i = 0; i < SETTINGS_EXAMINATIONS_MAX; i++)
        if (zygote->children[i].pid == 0)
            return &zygote->children[i];
    return NULL;
}

static int send_started(const struct child *child)
{
    int fd = (int)syscall(SYS_pidfd_open, child->pid, 0), r = ERR_IO;
    char text[TEXT_MAX];

    /* Until it is waited for, the number stays the child's, dead or alive. */
    snprintf(text, sizeof text, "{\"id\":\"%s\"}", child->id);
    if (fd >= 0) {
        r = send_text(MESSAGE_STARTED, text, &fd, 1);
        close(fd);
    }
    return r;
}

static int start(struct zygote *zygote, struct child_request *request)
{
    const char *fault = document_fault(request);
    struct child *child = free_place(zygote);
    int64_t before = cpu_time_us();
    int parent = getpid();
    pid_t pid;

    if (request->source)
        request->examination.source = sources_find(&zygote->sources, request->source);
    if (request->source && !request->examination.source)
        fault = "there is no such source";
    if (fault || !child)
        return send_failed(request->id, fault ? fault : "too many examinations at once");
    pid = fork();
    if (pid == 0)
        zygote_child(zygote, request, parent);
    if (pid < 0)
        return send_failed(request->id, errno == ENOMEM ? "no memory" : "no process");
    child->pid = pid;
    child->fork_us = cpu_time_us() - before;
    snprintf(child->id, sizeof child->id, "%s", request->id);
    zygote->child_count++;
    return send_started(child);
}

static int take_message(struct zygote *zygote, struct message *message)
{
    struct child_request request = {0};
    json_t *json = NULL;
    int r = message_accept_from_daemon(&zygote->state, message->kind, message->fd_count);

    if (r == 0)
        json =
            json_loadb((const char *)message->payload, message->size, JSON_REJECT_DUPLICATES, NULL);
    if (r == 0)
        r = json_is_object(json) ? read_request(json, &request) : ERR_PROTOCOL;
    if (r == 0) {
        request.document = message->fds[0];
        request.pipe = message->fds[1];
        r = start(zygote, &request);
    }
    json_decref(json);
    explicit_bzero(message->payload, message->size); /* it may hold a password */
    return r;
}

/* ---- Ends ---- */

static int64_t microseconds(const struct rusage *usage)
{
    return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * INT64_C(1000000) +
           usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

static int send_ended(const struct child *child, int status, const struct rusage *usage)
{
    bool signalled = WIFSIGNALED(status);
    char text[TEXT_MAX];

    snprintf(text, sizeof text,
             "{\"id\":\"%s\",\"%s\":%d,\"cpu_us\":%" PRId64 ",\"fork_us\":%" PRId64
             ",\"peak_kib\":%ld}",
             child->id, signalled ? "signal" : "exit",
             signalled ? WTERMSIG(status) : WEXITSTATUS(status), microseconds(usage),
             child->fork_us, usage->ru_maxrss);
    return send_text(MESSAGE_ENDED, text, NULL, 0);
}

static void reap(struct zygote *zygote)
{
    struct rusage usage;
    int status;
    pid_t pid;

    while ((pid = wait4(-1, &status, WNOHANG, &usage)) > 0) {
        for (size_t i = 0; i < SETTINGS_EXAMINATIONS_MAX; i++) {
            struct child *child = &zygote->children[i];

            if (child->pid != pid)
                continue;
            if (send_ended(child, status, &usage) < 0)
                zygote->state = ZYGOTE_DRAINING; /* nobody hears us any more */
            child->pid = 0;
            zygote->child_count--;
            break;
        }
    }
}

static void take_signals(struct zygote *zygote)
{
    struct signalfd_siginfo info;

    while (read(zygote->signals, &info, sizeof info) == (ssize_t)sizeof info)
        ;
    reap(zygote);
}

/* ---- The loop ---- */

static int receive(struct zygote *zygote)
{
    struct message message;
    int r = message_receive(ZYGOTE_FD, zygote->room, sizeof zygote->room, &message);

    if (r == ERR_NOT_FOUND) {
        zygote->state = ZYGOTE_DRAINING;
        return 0;
    }
    if (r < 0)
        return r == ERR_BUSY ? 0 : r;
    r = take_message(zygote, &message);
    message_close(&message);
    return r;
}

int zygote_serve(struct zygote *zygote)
{
    int r = 0;

    while (r == 0 && (zygote->state == ZYGOTE_SERVING || zygote->child_count > 0)) {
        struct pollfd events[] = {
            {.fd = zygote->signals, .events = POLLIN},
            {.fd = zygote->state == ZYGOTE_SERVING ? ZYGOTE_FD : -1, .events = POLLIN},
        };

        if (poll(events, 2, -1) < 0 && errno != EINTR)
            return ERR_IO;
        if (events[0].revents)
            take_signals(zygote);
        if (events[1].revents && zygote->state == ZYGOTE_SERVING)
            r = receive(zygote);
    }
    return r;
}
