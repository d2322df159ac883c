#include "ctl/confined.h"

#include "ctl/ctl.h"
#include "ctl/file.h"

#include "base/error.h"
#include "worker/lockdown.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_MAX    (64u * 1024 * 1024)
#define NOT_CONFINED  (CTL_USAGE + 1) /* statuses of the process that are told apart here alone */
#define OUT_OF_LIMITS (CTL_USAGE + 2)

/* ---- The process that reads ---- */

static bool write_all(int fd, struct slice rest)
{
    while (rest.size > 0) {
        ssize_t written = write(fd, rest.data, rest.size);

        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0)
            rest = slice_sub(rest, (size_t)written, rest.size);
    }
    return true;
}

static _Noreturn void send_and_exit(struct buffer *out, int pipe, int status)
{
    if (buffer_error(out))
        status = OUT_OF_LIMITS;
    if (!write_all(pipe, buffer_slice(out)))
        status = OUT_OF_LIMITS;
    _exit(status);
}

static _Noreturn void work_and_exit(const struct confined *confined, const struct limits *limits,
                                    int pipe)
{
    const struct lockdown_limits own = {limits->memory, limits->time_ms / 1000 + 1};
    struct isolation isolation;
    struct buffer out;
    int r;

    buffer_init(&out, OUTPUT_MAX);
    if (confined->prepare && confined->prepare(confined->context, &out) != 0)
        send_and_exit(&out, pipe, CONFINED_REFUSED);
    if (lockdown_self(pipe, &own, &isolation) != 0 || !isolation.seccomp)
        _exit(NOT_CONFINED);
    r = confined->work(confined->context, &out);
    send_and_exit(&out, pipe,
                  r == 0            ? CTL_OK
                  : r == ERR_SYNTAX ? CONFINED_UNREADABLE
                                    : OUT_OF_LIMITS);
}

/* ---- The process that shows ---- */

/* Reads the pipe to its end, within a bound. */
static int drain(int pipe, struct buffer *out)
{
    ssize_t got = 1;

    while (got != 0 && !buffer_error(out)) {
        uint8_t *room = buffer_reserve(out, 65536);

        if (!room)
            break;
        got = read(pipe, room, 65536);
        if (got > 0)
            buffer_commit(out, (size_t)got);
        else if (got < 0 && errno != EINTR)
            return ERR_IO;
    }
    return buffer_error(out);
}

/* Why the reading process ended, as an exit status of ours. */
static int judge_end(const char *path, int status)
{
    if (WIFSIGNALED(status)) {
        ctl_say("%s: the process that read it was ended by signal %d (%s)%s", path,
                WTERMSIG(status), strsignal(WTERMSIG(status)),
                WTERMSIG(status) == SIGXCPU ? ": too much to do" : "");
        return CTL_NOT_EXAMINED;
    }
    switch (WEXITSTATUS(status)) {
    case CTL_OK:
    case CONFINED_UNREADABLE:
    case CONFINED_REFUSED:
        return WEXITSTATUS(status);
    case NOT_CONFINED:
        ctl_say("%s: this kernel cannot confine the process that would read it", path);
        return CTL_NOT_EXAMINED;
    default:
        ctl_say("%s: more memory or output would be needed than is allowed", path);
        return CTL_NOT_EXAMINED;
    }
}

int confined_run(const struct confined *confined, const struct limits *limits, const char *path,
                 struct buffer *out)
{
    int status = 0, result = CTL_NOT_EXAMINED, pipes[2];
    pid_t pid;

    if (pipe(pipes) != 0) {
        ctl_say("%s", strerror(errno));
        return CTL_NOT_EXAMINED;
    }
    pid = fork();
    if (pid == 0)
        work_and_exit(confined, limits, pipes[1]);
    close(pipes[1]);
    if (pid > 0 && drain(pipes[0], out) == 0)
        result = CTL_OK;
    close(pipes[0]);
    if (pid > 0 && waitpid(pid, &status, 0) == pid && result == CTL_OK)
        result = judge_end(path, status);
    return result;
}

/* ---- The file ---- */

int confined_map(const char *path, const struct limits *limits, struct slice *ret_bytes)
{
    struct stat info;
    void *bytes = NULL;
    int fd, r = file_open(path, &fd);

    if (r < 0)
        return r;
    if (fstat(fd, &info) != 0 || info.st_size > limits->document) {
        ctl_say("%s: larger than limits.document allows (%lld bytes)", path,
                (long long)limits->document);
        r = ERR_LIMIT;
    } else if (info.st_size > 0) {
        bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        r = bytes == MAP_FAILED ? ERR_IO : 0;
        if (r < 0)
            ctl_say("%s: %s", path, strerror(errno));
    }
    close(fd);
    if (r == 0)
        *ret_bytes = slice_of(bytes, (size_t)info.st_size);
    return r;
}

void confined_unmap(struct slice bytes)
{
    if (bytes.size > 0)
        munmap((void *)bytes.data, bytes.size);
}
