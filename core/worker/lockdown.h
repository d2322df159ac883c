/*
 * Giving up what a process that reads hostile bytes must not have.
 *
 * Two steps. lockdown_zygote() takes from the zygote, for good, everything it does not need
 * to receive a document and fork for it: no new privileges, no dumping, no file (Landlock
 * without a single rule), no network, no exec, no signal. lockdown_child() takes the rest
 * in the process made for one document: no fork, one descriptor to write to, bounds on
 * memory and CPU time, death with its parent. Filters stack: what the zygote lost stays
 * lost.
 *
 * The child's filter is compiled once, before the zygote is locked (lockdown_new()), and
 * only installed in each child. System calls that nobody here has an honest use for end
 * the process (SIGSYS); others that are not listed answer ENOSYS, so that a library's
 * fall-back works.
 *
 * A single process without a zygote (vouchctl inspect) does both at once with
 * lockdown_self(), after its last open().
 *
 * What the kernel granted is in struct isolation: a kernel without one of these is not an
 * error here, but whoever promised strict isolation refuses to go on
 * (isolation_missing()).
 */
#ifndef VOUCH_WORKER_LOCKDOWN_H
#define VOUCH_WORKER_LOCKDOWN_H

#include "base/buffer.h"

struct isolation {
    bool no_new_privs;
    bool not_dumpable;
    bool seccomp;
    int landlock_abi;      /* 0: none; files are governed from 1 on */
    bool landlock_network; /* TCP, from 4 on */
    bool landlock_scope;   /* abstract sockets and signals, from 6 on */
    bool limits;           /* no core file, no file growth, few descriptors */
    bool memory_limit; /* false in builds with AddressSanitizer, which needs the address space */
    bool sanitized;    /* such a build: for development, never for service */
};

/* Appends the names of what strict isolation needs and is not there, ", " between. */
void isolation_missing(const struct isolation *isolation, struct buffer *out);

struct lockdown; /* the child's filter, compiled */

/*
 * Compiles the filter of a child whose only descriptor will be `fd`. ERR_NOMEM,
 * ERR_UNSUPPORTED (libseccomp does not know this architecture), ERR_IO.
 */
int lockdown_new(int fd, struct lockdown **ret_lockdown);
struct lockdown *lockdown_free(struct lockdown *lockdown);

/*
 * Locks this process down to receiving messages on `socket`, reading `signals` (a
 * signalfd) and forking children whose descriptor has the number of `socket`. What was granted is
 * in `*ret`. ERR_NOMEM, ERR_IO and ERR_UNSUPPORTED as above, when the process must not go on.
 */
int lockdown_zygote(int socket, int signals, struct isolation *ret);

struct lockdown_limits {
    int64_t memory;      /* bytes of address space */
    int64_t cpu_seconds; /* SIGXCPU after these */
};

/*
 * Locks a zygote's child down, to be called first of all after fork: every descriptor but
 * the filter's is closed. `parent` is the zygote's process id. ERR_IO where something that
 * `isolation` says is there failed: then the child must end.
 */
int lockdown_child(const struct lockdown *lockdown, const struct isolation *isolation, int parent,
                   const struct lockdown_limits *limits);

/* Both for a process of its own that keeps `fd` alone. Errors as lockdown_zygote(). */
int lockdown_self(int fd, const struct lockdown_limits *limits, struct isolation *ret);

#endif
