#include "ctl/private.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_TRIES   600 /* of START_WAIT_MS: half a minute */
#define START_WAIT_MS 50
#define SOCKET_NAME   "vouchd.sock"

extern char **environ;

struct private_daemon {
    pid_t pid;
    char folder[64];
    char socket[96];
};

const char *private_daemon_socket(const struct private_daemon *daemon)
{
    return daemon->socket;
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

static bool spawn(struct private_daemon *daemon, struct ctl *ctl)
{
    char *program = arena_printf(ctl->arena, "%s/vouchd", ctl->paths.bin);
    char *config = ctl->config ? arena_strdup(ctl->arena, ctl->config) : NULL;
    char *argv[] = {program,
                    (char[]){"--private"},
                    (char[]){"--socket"},
                    daemon->socket,
                    config ? (char[]){"--config"} : NULL,
                    config,
                    NULL};
    int error;

    if (!program || (ctl->config && !config))
        return false;
    error = posix_spawn(&daemon->pid, program, NULL, NULL, argv, environ);
    if (error) {
        ctl_say("cannot start %s: %s", program, strerror(error));
        daemon->pid = 0;
    }
    return error == 0;
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
    if (!make_folder(daemon) || !spawn(daemon, ctl))
        goto out;
    for (int i = 0; i < START_TRIES && !ready && !has_ended(daemon); i++) {
        ready = answers(daemon);
        if (!ready)
            (void)poll(NULL, 0, START_WAIT_MS);
    }
    if (!ready)
        ctl_say("the private daemon did not start; what it said stands above");
out:
    if (ready)
        return daemon;
    private_daemon_stop(daemon);
    return NULL;
}

void private_daemon_stop(struct private_daemon *daemon)
{
    if (!daemon)
        return;
    if (daemon->pid > 0) {
        kill(daemon->pid, SIGTERM);
        waitpid(daemon->pid, NULL, 0);
    }
    if (daemon->folder[0]) {
        unlink(daemon->socket);
        rmdir(daemon->folder);
    }
    free(daemon);
}
