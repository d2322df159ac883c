#include "daemon/vouchd.h"

#include "base/build.h"
#include "base/error.h"
#include "daemon/notify.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* Beside connections and waiting documents: libraries, ledger, examinations' pipes. */
#define DESCRIPTORS_EXTRA 256
#define DRAIN_EXTRA_MS    5000
#define KILL_MS           2000 /* for what was killed to be finished and recorded */

/* ---- Whether documents can be taken ---- */

int vouchd_check_ready(const struct vouchd *vouchd, struct problem *problem)
{
    const char *doubt = clock_doubt(&vouchd->clock, clock_now());

    if (vouchd->state == VOUCHD_STOPPING)
        return problem_set(problem, PROBLEM_SHUTTING_DOWN, "send it to the next one");
    if (doubt)
        return problem_set(problem, PROBLEM_CLOCK_UNRELIABLE, "%s", doubt);
    if (!vouchd->zygotes.serving)
        return problem_set(problem, PROBLEM_NOT_READY, "%s", vouchd->zygotes.trouble);
    return 0;
}

int vouchd_check_ledger(const struct vouchd *vouchd, struct problem *problem)
{
    int error = recorder_state(vouchd->recorder).error;

    return error ? problem_set(problem, PROBLEM_LEDGER_FULL, "the ledger answered: %s",
                               err_text(error))
                 : 0;
}

/* ---- Stopping ---- */

static void stop_now(struct vouchd *vouchd)
{
    if (vouchd->state == VOUCHD_STOPPED)
        return;
    vouchd->state = VOUCHD_STOPPED;
    uv_stop(&vouchd->loop);
}

static bool has_requests(const struct vouchd *vouchd)
{
    const struct connection *connection;

    LIST_FOREACH(connection, &vouchd->connections.all, entry)
    {
        if (connection->request)
            return true;
    }
    return false;
}

void vouchd_check_drained(struct vouchd *vouchd)
{
    if (vouchd->state == VOUCHD_STOPPING && !vouchd->jobs.count && !has_requests(vouchd))
        stop_now(vouchd);
}

static void drain_hopeless(uv_timer_t *timer)
{
    struct vouchd *vouchd = timer->data;

    log_write(&vouchd->log, LOG_WARNING, NULL, "stopping with %zu documents unanswered",
              vouchd->jobs.count);
    stop_now(vouchd);
}

static void drain_expired(uv_timer_t *timer)
{
    struct vouchd *vouchd = timer->data;
    struct job *job, *next;

    for (job = LIST_FIRST(&vouchd->jobs.all); job; job = next) {
        next = LIST_NEXT(job, entry);
        if (job->state == JOB_EXAMINED || job->state == JOB_READ)
            examine_abort(job);
    }
    uv_timer_start(timer, drain_hopeless, KILL_MS, 0);
}

static int64_t drain_ms(const struct vouchd *vouchd)
{
    const struct zygote *zygote = vouchd->zygotes.serving;

    return DRAIN_EXTRA_MS + (zygote ? zygote->judge->longest_ms : 0);
}

/* Begins to stop: nothing new is taken, what runs is finished within a bound. */
static void stop(struct vouchd *vouchd)
{
    struct problem problem;
    struct connection *connection, *next;

    if (vouchd->state == VOUCHD_STOPPING) { /* asked twice: whoever asks is in a hurry */
        drain_expired(&vouchd->drain);
        return;
    }
    notify_stopping();
    if (vouchd->state == VOUCHD_STARTING) {
        stop_now(vouchd);
        return;
    }
    log_write(&vouchd->log, LOG_NOTICE, NULL, "stopping; %zu documents are held",
              vouchd->jobs.count);
    uv_timer_start(&vouchd->drain, drain_expired, (uint64_t)drain_ms(vouchd), 0);
    vouchd->state = VOUCHD_STOPPING;
    http_quiesce(vouchd);
    listener_close(&vouchd->listener);
    readers_retire(vouchd);
    zygotes_retire(vouchd);
    problem_set(&problem, PROBLEM_SHUTTING_DOWN, "send it to the next one");
    jobs_refuse_queued(vouchd, &problem);
    jobs_refuse_unread(vouchd, &problem);
    reload_ended(vouchd, "the daemon is stopping");
    events_stop(vouchd);
    for (connection = LIST_FIRST(&vouchd->connections.all); connection; connection = next) {
        next = LIST_NEXT(connection, entry);
        if (connection->request)
            request_stop(connection->request, &problem);
    }
    vouchd_check_drained(vouchd);
}

/* ---- Serving ---- */

static void watchdog(uv_timer_t *timer)
{
    (void)timer;
    notify_watchdog();
}

static void apply_settings(struct vouchd *vouchd)
{
    vouchd->log.max_priority = vouchd->configuration->settings.log_priority;
    vouchd->jobs.held.maximum = vouchd->configuration->settings.limits.held;
    if (vouchd->recorder)
        recorder_retain(vouchd->recorder, vouchd->configuration->settings.ledger.retain_ms / 1000);
}

static void serve(struct vouchd *vouchd)
{
    const char *doubt = clock_doubt(&vouchd->clock, clock_now());
    uint64_t interval = notify_watchdog_interval();

    if (http_start(vouchd) < 0) {
        log_write(&vouchd->log, LOG_ERR, NULL, "libmicrohttpd does not start");
        vouchd->exit_status = EXIT_FAILURE;
        stop(vouchd);
        return;
    }
    vouchd->state = VOUCHD_SERVING;
    if (interval)
        uv_timer_start(&vouchd->watchdog, watchdog, 0, interval);
    if (doubt)
        log_write(&vouchd->log, LOG_ERR, NULL, "no document is taken: %s", doubt);
    log_write(&vouchd->log, LOG_NOTICE, NULL, "%s serves on %s (%s)", build_name(),
              vouchd->listener.path, vouchd->listener.is_own ? "its own" : "inherited");
    notify_ready("serving");
}

void vouchd_zygote_started(struct vouchd *vouchd, const char *refusal)
{
    struct problem problem;

    if (!refusal) {
        apply_settings(vouchd);
        if (vouchd->check_only) {
            printf("configuration ok: %zu sources, %zu policies\n",
                   zygotes_serving(&vouchd->zygotes)->judge->source_count,
                   policies_count(vouchd->configuration->policies->policies));
            stop_now(vouchd);
        } else if (vouchd->state == VOUCHD_STARTING) {
            serve(vouchd);
        }
        if (!vouchd->check_only)
            journal_note(vouchd, zygotes_serving(&vouchd->zygotes)->judge,
                         vouchd->reload.is_running);
        jobs_start(vouchd);
        reload_ended(vouchd, NULL);
        return;
    }
    if (vouchd->state == VOUCHD_STARTING) {
        log_write(&vouchd->log, LOG_ERR, NULL, "%s", refusal);
        vouchd->exit_status = EXIT_FAILURE;
        stop(vouchd);
        return;
    }
    if (!vouchd->zygotes.serving) {
        problem_set(&problem, PROBLEM_NOT_READY, "%s", refusal);
        jobs_refuse_queued(vouchd, &problem);
        jobs_refuse_unread(vouchd, &problem);
    }
    if (!vouchd->reload.is_running)
        log_write(&vouchd->log, LOG_ERR, NULL, "the examiner does not start: %s", refusal);
    reload_ended(vouchd, refusal);
}

/* ---- Building up ---- */

static void signalled(uv_signal_t *handle, int signal)
{
    struct vouchd *vouchd = handle->data;

    if (signal == SIGHUP && vouchd->state == VOUCHD_SERVING)
        reload_begin(vouchd);
    else if (signal != SIGHUP)
        stop(vouchd);
}

static void init_handles(struct vouchd *vouchd)
{
    static const int signals[] = {SIGHUP, SIGTERM, SIGINT};

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes is a full disk, not an end */
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        uv_signal_init(&vouchd->loop, &vouchd->signals[i]);
        vouchd->signals[i].data = vouchd;
        uv_signal_start(&vouchd->signals[i], signalled, signals[i]);
    }
    uv_timer_init(&vouchd->loop, &vouchd->watchdog);
    uv_timer_init(&vouchd->loop, &vouchd->drain);
    vouchd->watchdog.data = vouchd->drain.data = vouchd;
}

/* As many descriptors as the limits may need; fewer connections where the system has fewer. */
static void raise_descriptors(struct vouchd *vouchd)
{
    const struct limits *limits = &vouchd->configuration->settings.limits;
    int64_t at_once = vouchd->configuration->examinations + vouchd->configuration->readings;
    int64_t extra = DESCRIPTORS_EXTRA + limits->queue + limits->reading.queue + 4 * at_once;
    int64_t room;
    struct rlimit descriptors;

    getrlimit(RLIMIT_NOFILE, &descriptors);
    descriptors.rlim_cur = descriptors.rlim_max;
    setrlimit(RLIMIT_NOFILE, &descriptors);
    room = descriptors.rlim_cur > INT32_MAX ? INT32_MAX : (int64_t)descriptors.rlim_cur - extra;
    if (room < 16)
        room = 16;
    if (limits->connections > room)
        log_write(&vouchd->log, LOG_WARNING, NULL,
                  "limits.connections is %lld, but descriptors are left for %lld only",
                  (long long)limits->connections, (long long)room);
    vouchd->http.connection_limit =
        (unsigned)(limits->connections < room ? limits->connections : room);
}

static int open_ledger(struct vouchd *vouchd, struct buffer *why)
{
    const struct settings_ledger *settings = &vouchd->configuration->settings.ledger;
    struct ledger_place place = {
        .path = settings->path,
        .key = settings->key,
        .checkpoint_key = settings->checkpoint_key,
        .report_key = settings->report_key,
        .keeps_reports = settings->keep == KEEP_REPORTS,
    };
    int r;

    if (!place.path && !vouchd->is_private)
        place.path = SETTINGS_LEDGER;
    r = recorder_open(vouchd, &place, &vouchd->recorder, why);
    if (r == 0)
        vouchd->clock = (struct clock_guard){
            .build_date = build_time(),
            .last_recorded = recorder_state(vouchd->recorder).last_recorded,
        };
    return r;
}

static int open_listener(struct vouchd *vouchd, struct buffer *why)
{
    struct listen_wish wish = {
        .option = vouchd->socket_override,
        .configured = vouchd->configuration->settings.socket,
        .standard = SETTINGS_SOCKET,
        /* Who may do what is decided for each request, by user and group. */
        .mode = configuration_has_guests(vouchd->configuration) ? 0666 : 0600,
    };

    return listener_open(&vouchd->listener, &wish, why);
}

static int build(struct vouchd *vouchd, struct buffer *why)
{
    struct configuration *first;
    struct config_error error;
    int r = configuration_load(&vouchd->place, &vouchd->configuration, &error);

    if (r == 0)
        r = configuration_load(&vouchd->place, &first, &error);
    if (r < 0) {
        config_error_text(&error, why);
        return r;
    }
    apply_settings(vouchd);
    raise_descriptors(vouchd);
    jobs_init(vouchd);
    if (!vouchd->check_only)
        r = open_ledger(vouchd, why);
    if (r == 0 && !vouchd->check_only)
        r = open_listener(vouchd, why);
    if (r < 0) {
        configuration_free(first);
        return r;
    }
    r = zygotes_start(vouchd, first);
    if (r < 0)
        buffer_append_str(why, vouchd->zygotes.trouble);
    return r;
}

/* ---- Tearing down ---- */

static void close_handle(uv_handle_t *handle, void *unused)
{
    (void)unused;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

/* What had been started is recorded, though nobody waits for it any more. */
static void finish_children(struct vouchd *vouchd)
{
    zygotes_kill(vouchd);
    while (vouchd->jobs.count || !LIST_EMPTY(&vouchd->zygotes.all))
        uv_run(&vouchd->loop, UV_RUN_ONCE);
}

static void tear_down(struct vouchd *vouchd)
{
    jobs_end(vouchd);
    http_quiesce(vouchd);
    http_stop(vouchd);
    listener_close(&vouchd->listener);
    finish_children(vouchd);
    events_done(vouchd);
    recorder_close(vouchd->recorder);
    journal_done(vouchd);
    idempotency_done(&vouchd->idempotency);
    metrics_done(&vouchd->metrics);
    uv_walk(&vouchd->loop, close_handle, NULL);
    uv_run(&vouchd->loop, UV_RUN_DEFAULT);
    uv_loop_close(&vouchd->loop);
    zygotes_done(vouchd);
    configuration_free(vouchd->configuration);
}

int vouchd_run(struct vouchd *vouchd)
{
    struct buffer why;

    mallopt(M_ARENA_MAX, 2); /* threads that are mostly idle need no heaps of their own */
    if (vouchd->is_private)
        prctl(PR_SET_PDEATHSIG, SIGTERM);
    buffer_init(&why, 0);
    log_init(&vouchd->log, "vouchd");
    uv_loop_init(&vouchd->loop);
    vouchd->started_at = clock_now();
    vouchd->listener.fd = -1;
    idempotency_init(&vouchd->idempotency);
    connections_init(vouchd);
    reload_init(vouchd);
    journal_init(vouchd);
    events_init(vouchd);
    init_handles(vouchd);
    readers_init(vouchd);
    if (zygotes_init(vouchd) < 0 || build(vouchd, &why) < 0) {
        log_write(&vouchd->log, LOG_ERR, NULL, "%.*s", (int)why.size,
                  why.size ? (const char *)why.data : "");
        vouchd->exit_status = EXIT_FAILURE;
    } else {
        uv_run(&vouchd->loop, UV_RUN_DEFAULT);
    }
    buffer_done(&why);
    tear_down(vouchd);
    return vouchd->exit_status;
}
