/* vouchctl inspect: a process that reads the file, and this one, which reads only its words. */
#include "ctl/inspect.h"

#include "ctl/ctl.h"
#include "ctl/file.h"
#include "ctl/options.h"
#include "ctl/terminal.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/unicode.h"
#include "worker/lockdown.h"
#include "worker/settings.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_MAX (64u * 1024 * 1024)

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

static _Noreturn void read_and_exit(const struct inspect *inspect, const struct limits *limits,
                                    int pipe)
{
    const struct lockdown_limits own = {limits->memory, limits->time_ms / 1000 + 1};
    struct isolation isolation;
    struct buffer out;
    int r;

    if (lockdown_self(pipe, &own, &isolation) != 0 || !isolation.seccomp)
        _exit(CTL_NOT_EXAMINED + 1);
    buffer_init(&out, OUTPUT_MAX);
    r = inspect_read(inspect, &out);
    if (buffer_error(&out))
        r = ERR_LIMIT;
    if (!write_all(pipe, buffer_slice(&out)))
        r = ERR_IO;
    _exit(r == 0 ? CTL_OK : r == ERR_SYNTAX ? INSPECT_UNREADABLE : CTL_NOT_EXAMINED + 2);
}

/* ---- The process that shows ---- */

/* The reading process may have been taken over: its words are nobody's. */
static void write_line(struct terminal *terminal, struct slice line)
{
    struct buffer text;

    buffer_init(&text, 0);
    buffer_append(&text, line.data, line.size);
    buffer_append_byte(&text, '\0');
    if (!buffer_error(&text))
        terminal_text(terminal, (const char *)text.data);
    terminal_print(terminal, "\n");
    buffer_done(&text);
}

static int write_lines(struct terminal *terminal, struct slice text)
{
    int r = 0;

    while (text.size > 0 && r == 0) {
        const uint8_t *end = memchr(text.data, '\n', text.size);
        size_t size = end ? (size_t)(end - text.data) : text.size;

        write_line(terminal, slice_sub(text, 0, size));
        text = slice_sub(text, size + 1, text.size);
        if (terminal->out.size > 65536 || text.size == 0)
            r = terminal_flush(terminal);
    }
    return r;
}

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
    if (WEXITSTATUS(status) == CTL_OK || WEXITSTATUS(status) == INSPECT_UNREADABLE)
        return WEXITSTATUS(status);
    ctl_say(WEXITSTATUS(status) == CTL_NOT_EXAMINED + 1
                ? "%s: this kernel cannot confine the process that would read it"
                : "%s: more memory or output would be needed than is allowed",
            path);
    return CTL_NOT_EXAMINED;
}

static int run(const struct inspect *inspect, const struct limits *limits, const char *path)
{
    int status = 0, result = CTL_NOT_EXAMINED, pipes[2];
    struct terminal terminal;
    struct buffer out;
    pid_t pid;

    if (pipe(pipes) != 0) {
        ctl_say("%s", strerror(errno));
        return CTL_NOT_EXAMINED;
    }
    pid = fork();
    if (pid == 0)
        read_and_exit(inspect, limits, pipes[1]);
    close(pipes[1]);
    buffer_init(&out, OUTPUT_MAX);
    terminal_init(&terminal, STDOUT_FILENO);
    if (pid > 0 && drain(pipes[0], &out) == 0 && write_lines(&terminal, buffer_slice(&out)) == 0)
        result = CTL_OK;
    close(pipes[0]);
    if (pid > 0 && waitpid(pid, &status, 0) == pid && result == CTL_OK)
        result = judge_end(path, status);
    terminal_done(&terminal);
    buffer_done(&out);
    return result;
}

/* ---- Options and the file ---- */

/* Maps the file; an empty one is empty bytes. */
static int map(const char *path, const struct limits *limits, struct slice *ret_bytes)
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

static int load_limits(struct ctl *ctl, struct limits *ret)
{
    struct config_error error;
    struct settings settings;
    int r = settings_load(ctl->arena, ctl->config, &ctl->paths, &settings, &error);

    if (r < 0)
        ctl_say_config(&error);
    else
        *ret = settings.limits;
    return r;
}

static int inspect_file(struct ctl *ctl, struct inspect *inspect, const char *path)
{
    struct limits limits;
    int status;

    if (load_limits(ctl, &limits) != 0 || map(path, &limits, &inspect->bytes) != 0)
        return CTL_NOT_EXAMINED;
    inspect->options.limits = (struct pdf_limits){
        .pages = (uint32_t)limits.pages,
        .objects = (uint32_t)limits.objects,
        .inflated = (uint64_t)limits.inflated,
    };
    status = run(inspect, &limits, path);
    if (inspect->bytes.size > 0)
        munmap((void *)inspect->bytes.data, inspect->bytes.size);
    return status;
}

int ctl_inspect(struct ctl *ctl, int argc, char **argv)
{
    bool want_text = false, want_structure = false, want_revisions = false;
    const char *password_file = NULL;
    struct inspect inspect = {0};
    const struct ctl_option options[] = {
        {.name = "text", .flag = &want_text},
        {.name = "structure", .flag = &want_structure},
        {.name = "revisions", .flag = &want_revisions},
        {.name = "password-file", .value = &password_file},
        {0},
    };
    int status = ctl_options("inspect", options, &argc, argv);

    if (status >= 0)
        return status;
    if (argc != 2 || want_text + want_structure + want_revisions > 1)
        return ctl_usage("inspect");
    if (password_file &&
        file_read_password(ctl->arena, password_file, &inspect.options.password) != 0)
        return CTL_NOT_EXAMINED;
    inspect.view = want_text        ? INSPECT_TEXT
                   : want_structure ? INSPECT_STRUCTURE
                                    : INSPECT_REVISIONS;
    return inspect_file(ctl, &inspect, argv[1]);
}
