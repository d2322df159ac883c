#include "ctl/temporary.h"

#include "ctl/ctl.h"
#include "daemon/ledger_restore.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const int endings[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

static _Noreturn void remove_after(const char *path, int end)
{
    char byte;

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        signal(endings[i], SIG_IGN);
    while (read(end, &byte, 1) < 0 && errno == EINTR)
        ;
    restore_remove(path);
    _exit(0);
}

static bool start_remover(struct temporary *temporary)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) < 0)
        return false;
    temporary->remover = fork();
    if (temporary->remover == 0) {
        close(ends[1]);
        remove_after(temporary->path, ends[0]);
    }
    close(ends[0]);
    if (temporary->remover < 0)
        close(ends[1]);
    temporary->alive = ends[1];
    return temporary->remover > 0;
}

static bool make(struct temporary *temporary, const char *base)
{
    if (snprintf(temporary->path, sizeof temporary->path, "%s/vouchctl-then-XXXXXX", base) >=
        (int)sizeof temporary->path)
        errno = ENAMETOOLONG;
    else if (mkdtemp(temporary->path)) {
        if (start_remover(temporary))
            return true;
        rmdir(temporary->path);
    }
    ctl_say("cannot make a folder in %s: %s", base, strerror(errno));
    return false;
}

bool temporary_make(struct temporary *temporary)
{
    const char *base = getenv("TMPDIR");
    sigset_t held, before;
    bool made;

    /* Nothing may end us between making the folder and having who takes it away. */
    sigemptyset(&held);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        sigaddset(&held, endings[i]);
    sigprocmask(SIG_BLOCK, &held, &before);
    made = make(temporary, base && *base ? base : "/tmp");
    sigprocmask(SIG_SETMASK, &before, NULL);
    return made;
}

void temporary_remove(struct temporary *temporary)
{
    close(temporary->alive);
    while (waitpid(temporary->remover, NULL, 0) < 0 && errno == EINTR)
        ;
}
