#include "worker/lockdown_filter.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* A system call that is allowed if one of its arguments, masked, has a value. */
struct rule {
    int call;
    int argument; /* -1: whatever the arguments */
    uint64_t mask;
    uint64_t value;
};

#define ALWAYS(name)                                                                               \
    {                                                                                              \
        SCMP_SYS(name), -1, 0, 0                                                                   \
    }
#define WHERE(name, argument, value)                                                               \
    {                                                                                              \
        SCMP_SYS(name), argument, UINT32_MAX, value                                                \
    }
#define WITHOUT(name, argument, bits)                                                              \
    {                                                                                              \
        SCMP_SYS(name), argument, bits, 0                                                          \
    }

/* Memory, ending, and what the C library does by itself. */
static const struct rule common_rules[] = {
    ALWAYS(brk),
    ALWAYS(exit),
    ALWAYS(exit_group),
    ALWAYS(futex),
    ALWAYS(getpid),
    ALWAYS(getppid),
    ALWAYS(getrandom),
    ALWAYS(gettid),
    ALWAYS(madvise),
    ALWAYS(mremap),
    ALWAYS(munmap),
    ALWAYS(restart_syscall),
    ALWAYS(rt_sigprocmask),
    ALWAYS(rt_sigreturn),
    WITHOUT(mprotect, 2, PROT_EXEC),
#ifdef VOUCH_SANITIZED
    ALWAYS(rt_sigaction),
    ALWAYS(sched_yield),
    ALWAYS(sigaltstack),
    WHERE(write, 0, STDERR_FILENO), /* reports */
#endif
};

static const struct rule child_rules[] = {
    WHERE(clock_gettime, 0, CLOCK_THREAD_CPUTIME_ID),
};

/*
 * fork() of glibc 2.36, exactly. clone3 keeps its flags behind a pointer, where no filter
 * sees them, and would open new namespaces to whoever takes the zygote over; so the pidfd
 * comes from pidfd_open() instead.
 */
#define FORK_FLAGS (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD)

static const struct rule zygote_rules[] = {
    ALWAYS(clock_gettime),
    ALWAYS(close),
    ALWAYS(close_range),
    ALWAYS(dup3),
    ALWAYS(lseek),
    ALWAYS(pidfd_open),
    ALWAYS(poll),
    ALWAYS(ppoll),
    ALWAYS(set_robust_list),
    ALWAYS(wait4),
    WHERE(clone, 0, FORK_FLAGS),
    WHERE(fcntl, 1, F_GET_SEALS),
    WHERE(prctl, 0, PR_SET_PDEATHSIG),
    WHERE(prlimit64, 0, 0),
    WHERE(seccomp, 0, SECCOMP_SET_MODE_FILTER),
    WITHOUT(mmap, 2, PROT_EXEC),
};

/* Nobody here calls these but somebody who took the process over. */
static const int deadly[] = {
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(add_key),
    SCMP_SYS(bind),
    SCMP_SYS(bpf),
    SCMP_SYS(chmod),
    SCMP_SYS(chown),
    SCMP_SYS(chroot),
    SCMP_SYS(connect),
    SCMP_SYS(creat),
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fchmodat),
    SCMP_SYS(fchownat),
    SCMP_SYS(finit_module),
    SCMP_SYS(init_module),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(ioperm),
    SCMP_SYS(iopl),
    SCMP_SYS(kcmp),
    SCMP_SYS(kexec_load),
    SCMP_SYS(keyctl),
    SCMP_SYS(kill),
    SCMP_SYS(link),
    SCMP_SYS(linkat),
    SCMP_SYS(listen),
    SCMP_SYS(memfd_create),
    SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
    SCMP_SYS(modify_ldt),
    SCMP_SYS(mount),
    SCMP_SYS(mq_open),
    SCMP_SYS(msgget),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(open),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(openat),
    SCMP_SYS(openat2),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(personality),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(pivot_root),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(ptrace),
    SCMP_SYS(reboot),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(request_key),
    SCMP_SYS(rt_sigqueueinfo),
    SCMP_SYS(rt_tgsigqueueinfo),
    SCMP_SYS(semget),
    SCMP_SYS(setgid),
    SCMP_SYS(setns),
    SCMP_SYS(setuid),
    SCMP_SYS(shmget),
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(symlink),
    SCMP_SYS(symlinkat),
    SCMP_SYS(tgkill),
    SCMP_SYS(tkill),
    SCMP_SYS(truncate),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(unshare),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(vfork),
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int add_rules(scmp_filter_ctx context, const struct rule *rules, size_t count)
{
    int r = 0;

    for (size_t i = 0; i < count && r == 0; i++) {
        struct scmp_arg_cmp compare = {(unsigned)rules[i].argument, SCMP_CMP_MASKED_EQ,
                                       rules[i].mask, rules[i].value};

        r = seccomp_rule_add_array(context, SCMP_ACT_ALLOW, rules[i].call,
                                   rules[i].argument < 0 ? 0 : 1, &compare);
    }
    return r;
}

static int add_deadly(scmp_filter_ctx context)
{
    int r = 0;

    for (size_t i = 0; i < COUNT(deadly) && r == 0; i++)
        r = seccomp_rule_add(context, SCMP_ACT_KILL_PROCESS, deadly[i], 0);
    if (r == 0)
        r = seccomp_rule_add(context, SCMP_ACT_KILL_PROCESS, SCMP_SYS(mmap), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    if (r == 0)
        r = seccomp_rule_add(context, SCMP_ACT_KILL_PROCESS, SCMP_SYS(mprotect), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    return r;
}

/* libseccomp 2.5 writes the program to a descriptor only. */
static int take_program(scmp_filter_ctx context, struct filter *ret)
{
    int fd = memfd_create("filter", MFD_CLOEXEC), r = ERR_IO;
    struct sock_filter *code = NULL;
    off_t size;

    if (fd < 0 || seccomp_export_bpf(context, fd) < 0)
        goto out;
    size = lseek(fd, 0, SEEK_END);
    if (size <= 0 || size % (off_t)sizeof *code != 0)
        goto out;
    code = malloc((size_t)size);
    r = code ? 0 : ERR_NOMEM;
    if (r == 0 && pread(fd, code, (size_t)size, 0) != size)
        r = ERR_IO;
    if (r < 0)
        goto out;
    *ret = (struct filter){.code = code, .count = (size_t)size / sizeof *code};
    code = NULL;
out:
    free(code);
    if (fd >= 0)
        close(fd);
    return r;
}

static int begin(scmp_filter_ctx *ret)
{
    scmp_filter_ctx context = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));

    if (!context)
        return ERR_UNSUPPORTED;
    if (seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) < 0 ||
        seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2) < 0 ||
        add_rules(context, common_rules, COUNT(common_rules)) < 0 || add_deadly(context) < 0) {
        seccomp_release(context);
        return ERR_UNSUPPORTED;
    }
    *ret = context;
    return 0;
}

int filter_for_zygote(int socket, int signals, struct filter *ret)
{
    const struct rule own[] = {
        WHERE(recvmsg, 0, (uint64_t)socket), WHERE(sendmsg, 0, (uint64_t)socket),
        WHERE(read, 0, (uint64_t)signals),
        WHERE(write, 0, (uint64_t)socket), /* in the child its pipe has this number */
    };
    scmp_filter_ctx context;
    int r = begin(&context);

    if (r < 0)
        return r;
    if (add_rules(context, zygote_rules, COUNT(zygote_rules)) < 0 ||
        add_rules(context, own, COUNT(own)) < 0)
        r = ERR_UNSUPPORTED;
    if (r == 0)
        r = take_program(context, ret);
    seccomp_release(context);
    return r;
}

int filter_for_child(int fd, struct filter *ret)
{
    scmp_filter_ctx context;
    int r = begin(&context);

    if (r < 0)
        return r;
    if (add_rules(context, child_rules, COUNT(child_rules)) < 0 ||
        seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                         SCMP_A0_32(SCMP_CMP_EQ, (uint32_t)fd)) < 0 ||
        seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                         SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                         SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)) < 0)
        r = ERR_UNSUPPORTED;
    if (r == 0)
        r = take_program(context, ret);
    seccomp_release(context);
    return r;
}

void filter_done(struct filter *filter)
{
    free(filter->code);
    *filter = (struct filter){0};
}

_Bool filter_install(const struct filter *filter, unsigned flags)
{
    struct sock_fprog program = {(unsigned short)filter->count, filter->code};
    unsigned sync = flags & FILTER_ALL_THREADS ? SECCOMP_FILTER_FLAG_TSYNC : 0;

    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, sync, &program) == 0;
}
