#include "daemon/zygote.h"

#include "base/error.h"
#include "daemon/vouchd.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOCKET_BUFFER ((int)MESSAGE_SIZE_MAX + 4096)
#define ENVIRONMENT   8
#define ARGUMENTS     8

struct zygote *zygotes_serving(struct zygotes *zygotes)
{
    return zygotes->serving;
}

struct judge *zygote_judge(struct zygote *zygote)
{
    return zygote->judge;
}

int zygote_send(struct zygote *zygote, uint32_t kind, struct slice payload, const int *fds,
                size_t fd_count)
{
    enum zygote_state state = zygote->state;
    int r = message_accept_from_daemon(&state, kind, fd_count);

    return r < 0 ? r : message_send(zygote->socket, kind, payload, fds, fd_count);
}

/* "the examiner", "the reader": for the log. */
static const char *name_of(const struct zygote *zygote)
{
    return zygote->kind == ZYGOTE_READER ? "the reader" : "the examiner";
}

void zygote_take(struct zygote *zygote, struct job *job)
{
    LIST_INSERT_HEAD(&zygote->jobs, job, zygote_entry);
    readers_watch(zygote);
}

/* ---- Its end ---- */

static void free_if_over(struct zygote *zygote)
{
    if (!zygote->is_gone || zygote->handles || !LIST_EMPTY(&zygote->jobs))
        return;
    LIST_REMOVE(zygote, entry);
    configuration_free(zygote->configuration);
    judge_unref(zygote->judge);
    free(zygote);
}

void zygote_drop(struct zygote *zygote, struct job *job)
{
    LIST_REMOVE(job, zygote_entry);
    readers_watch(zygote);
    free_if_over(zygote);
}

static void handle_closed(uv_handle_t *handle)
{
    struct zygote *zygote = handle->data;

    zygote->handles--;
    free_if_over(zygote);
}

static void close_handle(struct zygote *zygote, uv_handle_t *handle)
{
    handle->data = zygote;
    uv_close(handle, handle_closed);
}

static void exited(uv_process_t *process, int64_t status, int signal)
{
    struct zygote *zygote = process->data;

    (void)status;
    zygote->has_process = false;
    if (signal && signal != SIGKILL)
        log_write(&zygote->vouchd->log, LOG_ERR, NULL, "%s was ended by signal %d", name_of(zygote),
                  signal);
    close_handle(zygote, (uv_handle_t *)process);
}

static void respawn(struct vouchd *vouchd);

static void respawn_now(uv_timer_t *timer)
{
    respawn(timer->data);
}

static void respawn_later(struct vouchd *vouchd)
{
    struct zygotes *zygotes = &vouchd->zygotes;
    uint64_t ms = ZYGOTE_BACKOFF_MAX_MS;

    if (vouchd->state != VOUCHD_SERVING)
        return;
    if (zygotes->failures < 9)
        ms = (uint64_t)ZYGOTE_BACKOFF_MIN_MS << zygotes->failures;
    if (ms > ZYGOTE_BACKOFF_MAX_MS)
        ms = ZYGOTE_BACKOFF_MAX_MS;
    zygotes->failures++;
    uv_timer_start(&zygotes->respawn, respawn_now, ms, 0);
}

static void respawn(struct vouchd *vouchd)
{
    struct zygotes *zygotes = &vouchd->zygotes;
    struct configuration *configuration;
    struct config_error error;
    struct buffer text;

    if (zygotes->serving || zygotes->starting)
        return;
    if (configuration_load(&vouchd->place, &configuration, &error) == 0) {
        if (zygotes_start(vouchd, configuration) < 0)
            respawn_later(vouchd);
        return;
    }
    buffer_init(&text, 0);
    config_error_text(&error, &text);
    snprintf(zygotes->trouble, sizeof zygotes->trouble, "%.*s", (int)text.size,
             text.data ? (const char *)text.data : "out of memory");
    buffer_done(&text);
    log_write(&vouchd->log, LOG_ERR, NULL, "the examiner cannot be started anew: %s",
              zygotes->trouble);
    respawn_later(vouchd);
}

/* The place of one that failed is filled. */
static void examiner_failed(struct zygote *zygote, const char *why)
{
    struct vouchd *vouchd = zygote->vouchd;
    struct zygotes *zygotes = &vouchd->zygotes;

    if (zygote == zygotes->starting) {
        zygotes->starting = NULL;
        snprintf(zygotes->trouble, sizeof zygotes->trouble, "%s", why);
        vouchd_zygote_started(vouchd, why);
        if (!zygotes->serving)
            respawn_later(vouchd);
    } else if (zygote == zygotes->serving) {
        zygotes->serving = NULL;
        snprintf(zygotes->trouble, sizeof zygotes->trouble, "the examiner %s", why);
        if (vouchd->state == VOUCHD_SERVING)
            log_write(&vouchd->log, LOG_ERR, NULL, "the examiner %s; starting another", why);
        if (uv_now(&vouchd->loop) - zygote->ready_at > ZYGOTE_STEADY_MS)
            zygotes->failures = 0;
        respawn_later(vouchd);
    }
}

void zygote_fail(struct zygote *zygote, const char *why)
{
    struct job *job, *next;

    if (zygote->is_gone)
        return;
    zygote->is_gone = true;
    if (zygote->has_process)
        uv_process_kill(&zygote->process, SIGKILL);
    close_handle(zygote, (uv_handle_t *)&zygote->poll);
    close_handle(zygote, (uv_handle_t *)&zygote->deadline);
    close(zygote->socket);
    zygote->socket = -1;
    for (job = LIST_FIRST(&zygote->jobs); job; job = next) {
        next = LIST_NEXT(job, zygote_entry);
        examine_zygote_gone(job);
    }
    if (zygote->kind == ZYGOTE_READER)
        readers_failed(zygote, why);
    else
        examiner_failed(zygote, why);
}

/* ---- Its beginning ---- */

static void start_expired(uv_timer_t *timer)
{
    zygote_fail(timer->data, "was not ready in time");
}

/*
 * Nothing but what a sanitizer's run-time is told, what keeps libgomp from threads, and what
 * lets no child look symbols up that all of them share.
 */
static void fill_environment(char *environment[ENVIRONMENT], struct arena *arena)
{
    static const char *const kept[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"};
    size_t count = 0;

    environment[count++] = arena_strdup(arena, "OMP_THREAD_LIMIT=1");
    environment[count++] = arena_strdup(arena, "LD_BIND_NOW=1");
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (getenv(kept[i]))
            environment[count++] = arena_printf(arena, "%s=%s", kept[i], getenv(kept[i]));
    environment[count] = NULL;
}

static void add_argument(char *argv[ARGUMENTS], size_t *count, const char *option,
                         const char *value, struct arena *arena)
{
    if (!value)
        return;
    argv[(*count)++] = arena_strdup(arena, option);
    argv[(*count)++] = arena_strdup(arena, value);
}

static void fill_arguments(char *argv[ARGUMENTS], char *program,
                           const struct configuration_place *place, struct arena *arena)
{
    size_t count = 0;

    argv[count++] = program;
    add_argument(argv, &count, "--config", place->file, arena);
    add_argument(argv, &count, "--sysroot", place->sysroot, arena);
    add_argument(argv, &count, "--house", place->house, arena);
    argv[count] = NULL;
}

static int spawn_in(struct zygote *zygote, int zygote_end, struct arena *arena,
                    char trouble[ZYGOTE_TROUBLE_SIZE])
{
    struct vouchd *vouchd = zygote->vouchd;
    char *program = arena_printf(arena, "%s/%s", vouchd->configuration->paths.libexec,
                                 zygote->kind == ZYGOTE_READER ? "vouch-reader" : "vouch-zygote");
    char *argv[ARGUMENTS];
    char *environment[ENVIRONMENT];
    uv_stdio_container_t stdio[ZYGOTE_FD + 1] = {
        {.flags = UV_IGNORE},
        {.flags = UV_IGNORE},
        {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO},
        {.flags = UV_INHERIT_FD, .data.fd = zygote_end},
    };
    uv_process_options_t options = {
        .exit_cb = exited,
        .file = program,
        .args = argv,
        .env = environment,
        .stdio = stdio,
        .stdio_count = ZYGOTE_FD + 1,
    };
    int r;

    fill_environment(environment, arena);
    fill_arguments(argv, program, &vouchd->place, arena);
    r = program ? uv_spawn(&vouchd->loop, &zygote->process, &options) : UV_ENOMEM;
    zygote->process.data = zygote;
    zygote->has_process = r == 0;
    if (program)
        zygote->handles++;
    if (r == 0)
        return 0;
    snprintf(trouble, ZYGOTE_TROUBLE_SIZE, "%s: %s", program ? program : "the program",
             uv_strerror(r));
    if (program)
        close_handle(zygote, (uv_handle_t *)&zygote->process);
    return ERR_IO;
}

static int spawn(struct zygote *zygote, int zygote_end, char trouble[ZYGOTE_TROUBLE_SIZE])
{
    struct arena *arena = arena_new(0);
    int r = ERR_NOMEM;

    if (arena)
        r = spawn_in(zygote, zygote_end, arena, trouble);
    else
        snprintf(trouble, ZYGOTE_TROUBLE_SIZE, "no memory is left");
    arena_free(arena);
    return r;
}

static int make_sockets(int ends[2])
{
    int size = SOCKET_BUFFER;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return ERR_IO;
    /* Room for the largest message, whatever the system's default is. */
    for (int i = 0; i < 2; i++)
        setsockopt(ends[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    return fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0 ? ERR_IO : 0;
}

static void listen_to(struct zygote *zygote)
{
    struct vouchd *vouchd = zygote->vouchd;

    LIST_INSERT_HEAD(&vouchd->zygotes.all, zygote, entry);
    uv_poll_init(&vouchd->loop, &zygote->poll, zygote->socket);
    uv_timer_init(&vouchd->loop, &zygote->deadline);
    zygote->poll.data = zygote->deadline.data = zygote;
    zygote->handles = 2;
}

int zygote_new(struct vouchd *vouchd, enum zygote_kind kind, char trouble[ZYGOTE_TROUBLE_SIZE],
               struct zygote **ret)
{
    struct zygote *zygote = calloc(1, sizeof *zygote);
    int ends[2] = {-1, -1}, r;

    if (!zygote || make_sockets(ends) < 0) {
        snprintf(trouble, ZYGOTE_TROUBLE_SIZE, "no memory or descriptor is left");
        free(zygote);
        return ERR_NOMEM;
    }
    zygote->vouchd = vouchd;
    zygote->kind = kind;
    zygote->socket = ends[0];
    listen_to(zygote);
    r = spawn(zygote, ends[1], trouble);
    close(ends[1]);
    if (r < 0) {
        zygote_fail(zygote, trouble);
        return r;
    }
    uv_poll_start(&zygote->poll, UV_READABLE, zygote_readable);
    uv_timer_start(&zygote->deadline, start_expired, ZYGOTE_START_MS, 0);
    *ret = zygote;
    return 0;
}

int zygotes_start(struct vouchd *vouchd, struct configuration *configuration)
{
    struct zygotes *zygotes = &vouchd->zygotes;
    int r = zygote_new(vouchd, ZYGOTE_EXAMINER, zygotes->trouble, &zygotes->starting);

    if (r < 0)
        configuration_free(configuration);
    else
        zygotes->starting->configuration = configuration;
    return r;
}

/* ---- All of them ---- */

void zygote_retire(struct zygote *zygote)
{
    if (!zygote || zygote->is_gone)
        return;
    zygote->state = ZYGOTE_DRAINING;
    shutdown(zygote->socket,
             SHUT_WR); /* it ends when its last child has, and is heard until then */
}

int zygotes_init(struct vouchd *vouchd)
{
    struct zygotes *zygotes = &vouchd->zygotes;

    LIST_INIT(&zygotes->all);
    snprintf(zygotes->trouble, sizeof zygotes->trouble, "the examiner is being started");
    uv_timer_init(&vouchd->loop, &zygotes->respawn);
    zygotes->respawn.data = vouchd;
    zygotes->room = malloc(ZYGOTE_ROOM_SIZE);
    return zygotes->room ? 0 : ERR_NOMEM;
}

void zygotes_done(struct vouchd *vouchd)
{
    free(vouchd->zygotes.room);
    vouchd->zygotes.room = NULL;
}

void zygotes_retire(struct vouchd *vouchd)
{
    struct zygote *zygote, *starting = vouchd->zygotes.starting;

    uv_timer_stop(&vouchd->zygotes.respawn);
    vouchd->zygotes.serving = vouchd->zygotes.starting = NULL;
    if (starting)
        zygote_fail(starting, "was ended");
    LIST_FOREACH(zygote, &vouchd->zygotes.all, entry)
    {
        zygote_retire(zygote);
    }
}

void zygotes_kill(struct vouchd *vouchd)
{
    struct zygote *zygote, *next;

    readers_retire(vouchd);
    for (zygote = LIST_FIRST(&vouchd->zygotes.all); zygote; zygote = next) {
        next = LIST_NEXT(zygote, entry);
        if (zygote == vouchd->zygotes.starting)
            vouchd->zygotes.starting = NULL;
        zygote_fail(zygote, "was ended");
    }
}
