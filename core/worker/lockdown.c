#include "worker/lockdown.h"
#include "base/error.h"
#include "worker/lockdown_filter.h"

#include <linux/landlock.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef VOUCH_SANITIZED
#define SANITIZED true
#else
#define SANITIZED false
#endif

/* A socket, a signalfd, a document's two, its pidfd, the standard three, and some air. */
#define ZYGOTE_DESCRIPTORS 64

struct lockdown {
    int fd;
    struct filter filter;
};

int lockdown_new(int fd, struct lockdown **ret_lockdown)
{
    struct lockdown *lockdown = calloc(1, sizeof *lockdown);
    int r;

    if (!lockdown)
        return ERR_NOMEM;
    lockdown->fd = fd;
    r = filter_for_child(fd, &lockdown->filter);
    if (r < 0) {
        lockdown_free(lockdown);
        return r;
    }
    *ret_lockdown = lockdown;
    return 0;
}

struct lockdown *lockdown_free(struct lockdown *lockdown)
{
    if (lockdown) {
        filter_done(&lockdown->filter);
        free(lockdown);
    }
    return NULL;
}

/* ---- Landlock ---- */

/* Of newer kernels than Debian 12's headers (Documentation/userspace-api/landlock.rst). */
struct ruleset {
    uint64_t files;
    uint64_t network;
    uint64_t scope;
};

#define RULESET_SIZE_FILES   8u
#define RULESET_SIZE_NETWORK 16u
#define RULESET_SIZE_SCOPE   24u

/* The highest right of each ABI; rights are bits without gaps. */
static uint64_t file_rights(int abi)
{
    unsigned rights = abi >= 5 ? 16 : abi >= 3 ? 15 : abi == 2 ? 14 : 13;

    return (UINT64_C(1) << rights) - 1;
}

/* Handles every right of the kernel's ABI and grants none. */
static void restrict_files(struct isolation *isolation)
{
    int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    struct ruleset rules = {
        .files = file_rights(abi),
        .network = abi >= 4 ? 3 : 0, /* bind, connect */
        .scope = abi >= 6 ? 3 : 0,   /* abstract unix sockets, signals */
    };
    size_t size = abi >= 6   ? RULESET_SIZE_SCOPE
                  : abi >= 4 ? RULESET_SIZE_NETWORK
                             : RULESET_SIZE_FILES;
    int fd;

    if (abi <= 0)
        return;
    fd = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
    if (fd < 0)
        return;
    if (syscall(SYS_landlock_restrict_self, fd, 0) == 0) {
        isolation->landlock_abi = abi;
        isolation->landlock_network = abi >= 4;
        isolation->landlock_scope = abi >= 6;
    }
    close(fd);
}

/* ---- The rest ---- */

static bool limit(int resource, rlim_t soft, rlim_t hard)
{
    struct rlimit limits = {.rlim_cur = soft, .rlim_max = hard};

    return setrlimit((__rlimit_resource_t)resource, &limits) == 0;
}

/* What zygote and a process of its own give up alike, all but the filter. */
static void give_up(struct isolation *isolation)
{
    *isolation = (struct isolation){.sanitized = SANITIZED, .memory_limit = !SANITIZED};
    isolation->not_dumpable = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
    isolation->no_new_privs = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    isolation->limits = limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_FSIZE, 0, 0) &&
                        limit(RLIMIT_MEMLOCK, 0, 0) && limit(RLIMIT_MSGQUEUE, 0, 0);
    restrict_files(isolation);
}

int lockdown_zygote(int socket, int signals, struct isolation *ret)
{
    struct isolation isolation;
    struct filter filter = {0};
    int r = filter_for_zygote(socket, signals, &filter);

    if (r < 0)
        return r;
    give_up(&isolation);
    isolation.limits &= limit(RLIMIT_NOFILE, ZYGOTE_DESCRIPTORS, ZYGOTE_DESCRIPTORS);
    isolation.seccomp = filter_install(&filter, FILTER_ALL_THREADS);
    filter_done(&filter);
    *ret = isolation;
    return 0;
}

static bool close_between(unsigned first, unsigned end)
{
    return first >= end || close_range(first, end - 1, 0) == 0;
}

/* AddressSanitizer's reports need standard error. */
static bool close_all_but(int fd)
{
    unsigned kept = (unsigned)fd, report = SANITIZED && fd > 2 ? 2 : kept;

    return close_between(0, report) && close_between(report + 1, kept) &&
           close_between(kept + 1, ~0u);
}

static bool limit_run(const struct lockdown_limits *limits, bool memory)
{
    rlim_t cpu = (rlim_t)limits->cpu_seconds;

    return limit(RLIMIT_NOFILE, 0, 0) && limit(RLIMIT_NPROC, 0, 0) &&
           limit(RLIMIT_CPU, cpu, cpu + 1) &&
           (!memory || limit(RLIMIT_AS, (rlim_t)limits->memory, (rlim_t)limits->memory));
}

int lockdown_child(const struct lockdown *lockdown, const struct isolation *isolation, int parent,
                   const struct lockdown_limits *limits)
{
    /* A parent that died before the first line leaves nobody to answer. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || getppid() != parent)
        return ERR_IO;
    if (!close_all_but(lockdown->fd) || !limit_run(limits, isolation->memory_limit))
        return ERR_IO;
    if (!filter_install(&lockdown->filter, 0) && isolation->seccomp)
        return ERR_IO;
    return 0;
}

int lockdown_self(int fd, const struct lockdown_limits *limits, struct isolation *ret)
{
    struct filter filter = {0};
    struct isolation isolation;
    int r = filter_for_child(fd, &filter);

    if (r < 0)
        return r;
    give_up(&isolation);
    r = close_all_but(fd) && limit_run(limits, isolation.memory_limit) ? 0 : ERR_IO;
    if (r == 0) {
        isolation.seccomp = filter_install(&filter, FILTER_ALL_THREADS);
        *ret = isolation;
    }
    filter_done(&filter);
    return r;
}

void isolation_missing(const struct isolation *isolation, struct buffer *out)
{
    const struct {
        bool there;
        const char *name;
    } needs[] = {
        {isolation->no_new_privs, "no_new_privs"}, {isolation->not_dumpable, "PR_SET_DUMPABLE"},
        {isolation->seccomp, "seccomp"},           {isolation->landlock_abi > 0, "Landlock"},
        {isolation->limits, "resource limits"},
    };

    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++)
        if (!needs[i].there)
            buffer_printf(out, "%s%s", out->size ? ", " : "", needs[i].name);
}
