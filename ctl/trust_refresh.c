/*
 * vouchctl trust refresh: runs vouchd-fetch for once, which writes what it did, then has a
 * running daemon read the snapshot again.
 */
#include "ctl/options.h"
#include "ctl/trust.h"

#include "base/arena.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENTS_MAX 8

struct arguments {
    char *items[ARGUMENTS_MAX];
    size_t count;
};

static void add(struct ctl *ctl, struct arguments *arguments, const char *name, const char *value)
{
    arguments->items[arguments->count++] = arena_strdup(ctl->arena, name);
    if (value)
        arguments->items[arguments->count++] = arena_strdup(ctl->arena, value);
}

/* Its own lines go where ours go. CTL_NOT_EXAMINED, said, where it does not run or is killed. */
static int run(char *const argv[])
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        execv(argv[0], argv);
        dprintf(STDERR_FILENO, "vouchctl: cannot start %s: %s\n", argv[0], strerror(errno));
        _exit(CTL_NOT_EXAMINED);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            pid = -1;
    if (pid < 0) {
        ctl_say("cannot start %s: %s", argv[0], strerror(errno));
        return CTL_NOT_EXAMINED;
    }
    if (!WIFEXITED(status)) {
        ctl_say("vouchd-fetch was ended by signal %d", WTERMSIG(status));
        return CTL_NOT_EXAMINED;
    }
    return WEXITSTATUS(status);
}

/* Also where some could not be had: the rest counts all the same. */
static int reload(struct ctl *ctl, int status)
{
    bool is_running;

    if (status != CTL_OK && status != CTL_FAILED)
        return status;
    if (trust_reload(ctl, &is_running) != CTL_OK) {
        ctl_say("what was fetched lies there, and counts once the daemon takes the configuration");
        return CTL_FAILED;
    }
    puts(is_running ? "The daemon has read its configuration again: it counts from now."
                    : "No daemon answers: it counts from the next start.");
    return status;
}

int trust_refresh(struct ctl *ctl, int argc, char **argv)
{
    const char *source = NULL, *configuration = ctl_configuration(ctl);
    const char *program = arena_printf(ctl->arena, "%s/vouchd-fetch", ctl->paths.bin);
    struct arguments arguments = {.count = 0};
    bool again = false;
    const struct ctl_option options[] = {
        {.name = "source", .value = &source},
        {.name = "again", .flag = &again},
        {0},
    };
    int status = ctl_options("trust", options, &argc, argv);

    if (status >= 0)
        return status;
    if (argc != 1)
        return ctl_usage("trust");
    if (ctl->use_private) {
        ctl_say("trust refresh fetches for the configuration; --private has nothing to do with it");
        return CTL_USAGE;
    }
    add(ctl, &arguments, program, NULL);
    if (configuration)
        add(ctl, &arguments, "--config", configuration);
    if (source)
        add(ctl, &arguments, "--source", source);
    if (again)
        add(ctl, &arguments, "--again", NULL);
    for (size_t i = 0; i < arguments.count; i++)
        if (!arguments.items[i])
            return CTL_NOT_EXAMINED;
    return reload(ctl, run(arguments.items));
}
