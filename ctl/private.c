#include "ctl/private.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_TRIES   3000 /* of START_WAIT_MS: half a minute */
#define START_WAIT_MS 10
#define END_TRIES     100
#define ARGUMENTS     11 /* the last is NULL */
#define SOCKET_NAME   "vouchd.sock"

struct private_daemon {
    pid_t pid;
    int log; /* what it says, read only where something went wrong */
    char folder[64];
    char socket[96];
};

/* Of a signal handler, which knows nothing else. */
static struct private_daemon *running;

const char *private_daemon_socket(const struct private_daemon *daemon)
{
    return daemon->socket;
}

/* Only what a signal handler may call. */
static void end(struct private_daemon *daemon)
{
    if (daemon->pid > 0) {
        kill(daemon->pid, SIGTERM);
        while (waitpid(daemon->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    if (daemon->folder[0]) {
        unlink(daemon->socket);
        rmdir(daemon->folder);
    }
}

/* Ctrl-C and the like leave nothing behind, then end the process as they always do. */
static void on_signal(int signal)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};

    if (running)
        end(running);
    sigaction(signal, &standard, NULL);
    raise(signal);
}

static void catch_signals(struct private_daemon *daemon)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    struct sigaction action = {.sa_handler = daemon ? on_signal : SIG_DFL};

    running = daemon;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaction(signals[i], &action, NULL);
}

static bool make_folder(struct private_daemon *daemon)
{
    const char *base = getenv("TMPDIR");

    if (!base || !*base || strlen(base) > 40)
        base = "/tmp";
    snprintf(daemon->folder, sizeof daemon->folder, "%s/vouchctl-XXXXXX", base);
    if (!mkdtemp(daemon->folder)) {
        ctl_say("cannot make a folder in %s: %s", base, strerror(errno));
        daemon->folder[0] = '\0';
        return false;
    }
    snprintf(daemon->socket, sizeof daemon->socket, "%s/" SOCKET_NAME, daemon->folder);
    return true;
}

/* In the child: becomes the daemon. It ends with us, even if we are killed, and has a group of its
 * own, so that a Ctrl-C reaches it through us, after its last answer. */
static _Noreturn void become_daemon(const char *program, char *const argv[], int log, pid_t parent)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0);
    if (dup2(log, STDERR_FILENO) >= 0 && prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 &&
        getppid() == parent) {
        signal(SIGPIPE, SIG_DFL);
        execv(program, argv);
    }
    dprintf(STDERR_FILENO, "vouchctl: cannot start %s: %s\n", program, strerror(errno));
    _exit(127);
}

/* Passes on what it said. */
static void tell(const struct private_daemon *daemon)
{
    char piece[4096];
    off_t at = 0;
    ssize_t got;

    while ((got = pread(daemon->log, piece, sizeof piece, at)) > 0) {
        at += got;
        if (write(STDERR_FILENO, piece, (size_t)got) < 0)
            return;
    }
}

static char *copy(const struct ctl *ctl, const char *text)
{
    return text ? arena_strdup(ctl->arena, text) : NULL;
}

static void add_argument(char *argv[ARGUMENTS], size_t *count, char *option, char *value)
{
    if (!value)
        return;
    argv[(*count)++] = option;
    argv[(*count)++] = value;
}

static bool start(struct private_daemon *daemon, struct ctl *ctl)
{
    char *program = arena_printf(ctl->arena, "%s/vouchd", ctl->paths.bin);
    const char *file = ctl_configuration(ctl);
    char *config = copy(ctl, file);
    char *argv[ARGUMENTS] = {program, (char[]){"--private"}};
    size_t count = 2;
    pid_t parent = getpid();

    add_argument(argv, &count, (char[]){"--socket"}, daemon->socket);
    add_argument(argv, &count, (char[]){"--config"}, config);
    add_argument(argv, &count, (char[]){"--sysroot"}, copy(ctl, ctl->sysroot));
    add_argument(argv, &count, (char[]){"--house"}, copy(ctl, ctl->house));

    daemon->log = memfd_create("vouchd's log", MFD_CLOEXEC);
    if (!program || (file && !config) || daemon->log < 0)
        return false;
    catch_signals(daemon);
    daemon->pid = fork();
    if (daemon->pid == 0)
        become_daemon(program, argv, daemon->log, parent);
    if (daemon->pid < 0)
        ctl_say("cannot start %s: %s", program, strerror(errno));
    return daemon->pid > 0;
}

static bool answers(const struct private_daemon *daemon)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    static const char request[] = "GET /healthz HTTP/1.0\r\n\r\n";
    char answer[16] = "";
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ready = false;

    memcpy(address.sun_path, daemon->socket, strlen(daemon->socket));
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
        send(fd, request, sizeof request - 1, MSG_NOSIGNAL) > 0 &&
        recv(fd, answer, sizeof answer - 1, MSG_WAITALL) > 12)
        ready = strncmp(answer + 9, "200", 3) == 0;
    if (fd >= 0)
        close(fd);
    return ready;
}

static bool has_ended(struct private_daemon *daemon)
{
    if (waitpid(daemon->pid, NULL, WNOHANG) == 0)
        return false;
    daemon->pid = 0;
    return true;
}

struct private_daemon *private_daemon_start(struct ctl *ctl)
{
    struct private_daemon *daemon = calloc(1, sizeof *daemon);
    bool ready = false;

    if (!daemon)
        return NULL;
    daemon->log = -1;
    if (!make_folder(daemon) || !start(daemon, ctl))
        goto out;
    for (int i = 0; i < START_TRIES && !ready && !has_ended(daemon); i++) {
        ready = answers(daemon);
        if (!ready)
            (void)poll(NULL, 0, START_WAIT_MS);
    }
    if (!ready) {
        tell(daemon);
        ctl_say("the private daemon did not start; what it said stands above");
    }
out:
    if (ready)
        return daemon;
    private_daemon_stop(daemon);
    return NULL;
}

void private_daemon_tell_end(struct private_daemon *daemon)
{
    for (int i = 0; i < END_TRIES && daemon->pid > 0 && !has_ended(daemon); i++)
        (void)poll(NULL, 0, START_WAIT_MS);
    tell(daemon);
    ctl_say("the private daemon ended before its time; what it said stands above");
}

void private_daemon_stop(struct private_daemon *daemon)
{
    if (!daemon)
        return;
    catch_signals(NULL);
    end(daemon);
    if (daemon->log >= 0)
        close(daemon->log);
    free(daemon);
}
