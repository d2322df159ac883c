#include "worker/lockdown.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define SURVIVED 7 /* exit status of a deed that was allowed */
#define REFUSED  8 /* ... that failed with an error */
#define BROKEN   9 /* the lock-down itself failed */

static const struct lockdown_limits limits = {.memory = INT64_C(256) << 20, .cpu_seconds = 1};

struct deed {
    const char *name;
    int (*act)(void); /* negative: refused */
    int signal;       /* that ends the child, or 0 */
    int status;       /* else its exit status */
};

/* ---- What a process that was taken over would try ---- */

static int opens(void)
{
    return open("/etc/passwd", O_RDONLY);
}

static int makes_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int kills(void)
{
    return kill(getppid(), SIGTERM);
}

static int runs_program(void)
{
    return execl("/bin/true", "true", NULL);
}

static int forks(void)
{
    return fork();
}

static int makes_thread(void)
{
    return (int)syscall(SYS_clone, CLONE_VM | CLONE_FS | SIGCHLD, 0, 0, 0, 0);
}

static int traces(void)
{
    return (int)ptrace(PTRACE_TRACEME, 0, 0, 0);
}

static int makes_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
               ? -1
               : 0;
}

static int turns_data_into_code(void)
{
    void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static int aborts(void)
{
    abort();
}

static int uses_old_abi(void)
{
#ifdef __x86_64__
    int call = 20, result; /* getpid as 32-bit programs call it */

    __asm__ volatile("int $0x80" : "=a"(result) : "a"(call) : "memory");
    return result;
#else
    return kill(0, SIGSYS);
#endif
}

static int loops(void)
{
    for (volatile uint64_t i = 0; i < UINT64_MAX; i++)
        ;
    return 0;
}

static int writes_elsewhere(void)
{
    return (int)write(1, "x", 1);
}

static int maps_file(void)
{
    return mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3, 0) == MAP_FAILED ? -1 : 0;
}

static int reads(void)
{
    char byte;

    return (int)read(3, &byte, 1);
}

static int raises_its_limits(void)
{
    struct rlimit more = {.rlim_cur = 1 << 20, .rlim_max = 1 << 20};

    return setrlimit(RLIMIT_NOFILE, &more);
}

static int makes_namespace(void)
{
    return (int)syscall(SYS_clone3, NULL, 0);
}

static int copies_descriptor(void)
{
    return dup(3);
}

static int asks_the_clock(void)
{
    struct timespec now;

    return (int)syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
}

static int works(void)
{
    struct timespec spent;
    size_t size = (size_t)32 << 20;
    char *memory = malloc(size);

    if (!memory)
        return -1;
    memset(memory, 1, size);
    memory = realloc(memory, size / 2);
    if (!memory || clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent) < 0)
        return -1;
    free(memory);
    return write(3, "fine", 4) == 4 ? 0 : -1;
}

#ifndef VOUCH_SANITIZED
static int takes_much_memory(void)
{
    void *volatile memory = malloc((size_t)limits.memory);
    bool got = memory != NULL;

    free(memory);
    return got ? 0 : -1;
}
#endif

static const struct deed deeds[] = {
    {"opens a file", opens, SIGSYS, 0},
    {"makes a socket", makes_socket, SIGSYS, 0},
    {"kills", kills, SIGSYS, 0},
    {"runs a program", runs_program, SIGSYS, 0},
    {"traces", traces, SIGSYS, 0},
    {"makes code", makes_code, SIGSYS, 0},
    {"turns data into code", turns_data_into_code, SIGSYS, 0},
    {"uses the old ABI", uses_old_abi, SIGSYS, 0},
    {"loops", loops, SIGXCPU, 0},
    {"aborts", aborts, SIGSYS, 0},
    {"forks", forks, 0, REFUSED},
    {"makes a thread", makes_thread, 0, REFUSED},
    {"writes elsewhere", writes_elsewhere, 0, REFUSED},
    {"maps a file", maps_file, 0, REFUSED},
    {"reads", reads, 0, REFUSED},
    {"raises its limits", raises_its_limits, 0, REFUSED},
    {"makes a namespace", makes_namespace, 0, REFUSED},
    {"copies its descriptor", copies_descriptor, 0, REFUSED},
    {"asks the clock", asks_the_clock, 0, REFUSED},
    {"works", works, 0, SURVIVED},
#ifndef VOUCH_SANITIZED
    {"takes much memory", takes_much_memory, 0, REFUSED},
#endif
};

/* Descriptor 3, which takes whatever is written. */
static int sink_at_3(void)
{
    int fd = open("/dev/null", O_RDWR);

    if (fd < 0 || dup2(fd, 3) < 0)
        _exit(BROKEN);
    return 3;
}

static void expect(const struct deed *deed, int pid)
{
    int status;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (deed->signal ? !WIFSIGNALED(status) || WTERMSIG(status) != deed->signal
                     : !WIFEXITED(status) || WEXITSTATUS(status) != deed->status)
        fail_msg("%s: wait status %#x", deed->name, (unsigned)status);
}

static void a_process_of_its_own_can_do_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++) {
        int pid = fork();

        if (pid == 0) {
            struct isolation isolation;
            int fd = sink_at_3();

            if (lockdown_self(fd, &limits, &isolation) < 0 || !isolation.seccomp)
                _exit(BROKEN);
            _exit(deeds[i].act() < 0 ? REFUSED : SURVIVED);
        }
        expect(&deeds[i], pid);
    }
}

/* In a forked process: locks it as a zygote with its socket at 3 and its signals at 4. */
static struct lockdown *become_zygote(struct isolation *isolation)
{
    struct lockdown *lockdown;
    sigset_t set;
    int ends[2];

    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) < 0 || dup2(ends[0], 3) < 0 ||
        signalfd(-1, &set, 0) < 0 || lockdown_new(3, &lockdown) < 0 ||
        lockdown_zygote(3, signalfd(-1, &set, 0), isolation) < 0)
        _exit(BROKEN);
    return lockdown;
}

/* The status of a deed done in a zygote's child, as the zygote's own exit status. */
static void child_of_zygote(const struct deed *deed)
{
    struct isolation isolation;
    struct lockdown *lockdown = become_zygote(&isolation);
    int parent = getpid(), status, pid = fork();

    if (pid == 0) {
        if (lockdown_child(lockdown, &isolation, parent, &limits) < 0)
            _exit(BROKEN);
        _exit(deed->act() < 0 ? REFUSED : SURVIVED);
    }
    if (pid < 0 || wait4(pid, &status, 0, NULL) != pid)
        _exit(BROKEN);
    if (WIFSIGNALED(status))
        _exit(WTERMSIG(status) == deed->signal ? 0 : 1);
    _exit(!deed->signal && WEXITSTATUS(status) == deed->status ? 0 : 1);
}

static void a_zygotes_child_can_do_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++) {
        struct deed done = {.name = deeds[i].name};
        int pid = fork();

        if (pid == 0)
            child_of_zygote(&deeds[i]);
        expect(&done, pid);
    }
}

static int forks_with_namespace(void)
{
    return (int)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
}

static int receives_on_another(void)
{
    struct msghdr datagram = {0};

    return (int)recvmsg(5, &datagram, MSG_DONTWAIT);
}

static int changes_its_group(void)
{
    return setpgid(0, 0);
}

static const struct deed zygote_deeds[] = {
    {"opens a file", opens, SIGSYS, 0},
    {"makes a socket", makes_socket, SIGSYS, 0},
    {"kills", kills, SIGSYS, 0},
    {"runs a program", runs_program, SIGSYS, 0},
    {"makes code", makes_code, SIGSYS, 0},
    {"forks into a namespace", forks_with_namespace, 0, REFUSED},
    {"makes a namespace", makes_namespace, 0, REFUSED},
    {"receives on another socket", receives_on_another, 0, REFUSED},
    {"changes its group", changes_its_group, 0, REFUSED},
    {"copies its descriptor", copies_descriptor, 0, REFUSED},
};

static void a_zygote_can_only_fork(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof zygote_deeds / sizeof zygote_deeds[0]; i++) {
        int pid = fork();

        if (pid == 0) {
            struct isolation isolation;

            become_zygote(&isolation);
            _exit(zygote_deeds[i].act() < 0 ? REFUSED : SURVIVED);
        }
        expect(&zygote_deeds[i], pid);
    }
}

static void a_child_dies_with_its_zygote(void **state)
{
    int ends[2], pid;
    char byte;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        struct isolation isolation;
        struct lockdown *lockdown;
        int parent;

        dup2(ends[1], 3);
        close_range(4, ~0u, 0);
        if (lockdown_new(3, &lockdown) < 0)
            _exit(BROKEN);
        parent = getpid();
        isolation = (struct isolation){.seccomp = true};
        if (fork() == 0) {
            if (lockdown_child(lockdown, &isolation, parent, &limits) == 0 && write(3, "x", 1) == 1)
                for (;;)
                    ;
            _exit(BROKEN);
        }
        while (true)
            pause();
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_int_equal(read(ends[0], &byte, 1), 0); /* the other writer is gone too */
    close(ends[0]);
}

static void tells_what_was_granted(void **state)
{
    struct deed fine = {.name = "isolation"};
    int pid = fork();

    (void)state;
    if (pid == 0) {
        struct isolation isolation;
        struct buffer missing;

        buffer_init(&missing, 0);
        become_zygote(&isolation);
        isolation_missing(&isolation, &missing);
        _exit(isolation.no_new_privs && isolation.not_dumpable && isolation.limits &&
                      (isolation.landlock_abi > 0) == (missing.size == 0)
                  ? 0
                  : 1);
    }
    expect(&fine, pid);
}

static void names_what_is_missing(void **state)
{
    struct isolation isolation = {.no_new_privs = true, .limits = true, .not_dumpable = true};
    struct buffer missing;

    (void)state;
    buffer_init(&missing, 0);
    isolation_missing(&isolation, &missing);
    assert_true(slice_is(buffer_slice(&missing), "seccomp, Landlock"));
    buffer_done(&missing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_of_its_own_can_do_nothing),
        cmocka_unit_test(a_zygotes_child_can_do_nothing),
        cmocka_unit_test(a_zygote_can_only_fork),
        cmocka_unit_test(a_child_dies_with_its_zygote),
        cmocka_unit_test(tells_what_was_granted),
        cmocka_unit_test(names_what_is_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
