#include "daemon/examine.h"

#include "base/error.h"
#include "daemon/vouchd.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define READ_SIZE (64 * 1024)
#define READS_MAX 16 /* of one job, before others have their turn */

void examine_init(struct examine *examine)
{
    *examine = (struct examine){.pipe = -1, .pidfd = -1, .tries = examine->tries};
    buffer_init(&examine->judgements, FRAME_SIZE_MAX);
    buffer_init(&examine->examination, FRAME_SIZE_MAX);
    buffer_init(&examine->timings, FRAME_SIZE_MAX);
    buffer_init(&examine->again, FRAME_SIZE_MAX);
}

void examine_done(struct examine *examine)
{
    buffer_done(&examine->judgements);
    buffer_done(&examine->examination);
    buffer_done(&examine->timings);
    buffer_done(&examine->again);
}

/* As before a second child; the first one's judgements stay. */
static void begin_reading(struct examine *examine, unsigned tries)
{
    struct buffer judgements = examine->judgements;

    buffer_init(&examine->judgements, 0);
    examine_done(examine);
    examine->tries = tries;
    examine_init(examine);
    examine->judgements = judgements;
    examine->has_judgements = examine->is_reading = true;
}

void examine_hand_over(struct examine *examine)
{
    begin_reading(examine, 0);
}

bool examine_needs_reading(const struct examine *examine)
{
    char signal[EXAMINE_SIGNAL_SIZE];

    return examine->needs_reading && !examine->is_reading &&
           examine_result(examine, signal) == EXAMINATION_COMPLETE;
}

static void kill_child(struct examine *examine)
{
    if (examine->pidfd >= 0)
        syscall(SYS_pidfd_send_signal, examine->pidfd, SIGKILL, NULL, 0);
}

/* ---- Its end ---- */

static void handle_closed(uv_handle_t *handle)
{
    struct job *job = handle->data;
    struct examine *examine = &job->examine;
    bool requeue = examine->requeue;

    if (--examine->handles)
        return;
    if (requeue) {
        if (examine->is_reading) {
            begin_reading(examine, examine->tries);
        } else {
            examine_done(examine);
            examine_init(examine);
        }
        job_requeue(job);
    } else {
        job_examined(job);
    }
}

static void close_all(struct job *job)
{
    struct examine *examine = &job->examine;

    examine->closing = true;
    zygote_drop(examine->zygote, job);
    examine->zygote = NULL;
    uv_close((uv_handle_t *)&examine->poll, handle_closed);
    uv_close((uv_handle_t *)&examine->deadline, handle_closed);
    close(examine->pipe); /* libuv has stopped watching it */
    if (examine->pidfd >= 0)
        close(examine->pidfd);
    examine->pipe = examine->pidfd = -1;
}

static void check_over(struct job *job)
{
    struct examine *examine = &job->examine;

    if (examine->closing || !examine->ended || !(examine->pipe_ended || examine->requeue))
        return;
    close_all(job);
}

/* ---- Deadlines ---- */

static void deadline_passed(uv_timer_t *timer);

static void set_deadline(struct job *job, int64_t ms)
{
    uv_timer_start(&job->examine.deadline, deadline_passed, (uint64_t)ms, 0);
}

static void deadline_passed(uv_timer_t *timer)
{
    struct job *job = timer->data;
    struct examine *examine = &job->examine;

    if (examine->ended) { /* but somebody still holds its pipe */
        examine->broken = examine->pipe_ended = true;
        check_over(job);
    } else if (!examine->started || examine->timed_out || examine->broken) {
        zygote_fail(examine->zygote, "does not answer");
    } else {
        examine->timed_out = true;
        kill_child(examine);
        set_deadline(job, EXAMINE_END_MS);
    }
}

/* ---- Its frames ---- */

static void break_off(struct job *job)
{
    struct examine *examine = &job->examine;

    if (examine->broken)
        return;
    examine->broken = true;
    kill_child(examine);
    if (examine->started && !examine->ended)
        set_deadline(job, EXAMINE_END_MS);
}

static struct buffer *frame_buffer(struct examine *examine)
{
    switch (examine->header.kind) {
    case FRAME_JUDGEMENTS:
        return examine->is_reading ? &examine->again : &examine->judgements;
    case FRAME_EXAMINATION:
        return &examine->examination;
    default:
        return &examine->timings;
    }
}

static int frame_complete(struct examine *examine)
{
    examine->header_size = 0;
    switch (examine->header.kind) {
    case FRAME_JUDGEMENTS:
        examine->has_judgements = true;
        /* Nobody judges twice differently but one whom the document has taken over. */
        if (examine->is_reading &&
            !slice_equal(buffer_slice(&examine->again), buffer_slice(&examine->judgements)))
            return ERR_PROTOCOL;
        break;
    case FRAME_EXAMINATION:
        examine->has_examination = true;
        break;
    case FRAME_NEEDS_READING:
        if (examine->is_reading)
            return ERR_PROTOCOL;
        examine->needs_reading = true;
        break;
    default:
        break;
    }
    return 0;
}

/* Takes of `data` what belongs to the header, or to the frame. */
static int take_piece(struct examine *examine, struct slice *data)
{
    size_t wanted = sizeof examine->header - examine->header_size, size;
    struct buffer *buffer;

    if (wanted) {
        size = wanted < data->size ? wanted : data->size;
        memcpy((uint8_t *)&examine->header + examine->header_size, data->data, size);
        examine->header_size += size;
        *data = slice_sub(*data, size, SIZE_MAX);
        if (size < wanted)
            return 0;
        if (frame_accept(&examine->state, examine->header.kind, examine->header.size) < 0)
            return ERR_PROTOCOL;
    }
    buffer = frame_buffer(examine);
    wanted = examine->header.size - buffer->size;
    size = wanted < data->size ? wanted : data->size;
    buffer_append(buffer, data->data, size);
    *data = slice_sub(*data, size, SIZE_MAX);
    if (buffer_error(buffer) < 0 || buffer->size < examine->header.size)
        return buffer_error(buffer);
    return frame_complete(examine);
}

static void take(struct job *job, struct slice data)
{
    int r = 0;

    while (r == 0 && data.size && !job->examine.broken)
        r = take_piece(&job->examine, &data);
    if (r < 0)
        break_off(job);
}

static void read_pipe(struct job *job)
{
    struct examine *examine = &job->examine;
    uint8_t room[READ_SIZE];

    for (int i = 0; i < READS_MAX && !examine->pipe_ended; i++) {
        ssize_t size = read(examine->pipe, room, sizeof room);

        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (size <= 0) {
            examine->pipe_ended = true;
            uv_poll_stop(&examine->poll);
            if (examine->header_size)
                examine->broken = true; /* in the middle of a frame */
        } else {
            take(job, slice_of(room, (size_t)size));
        }
    }
}

static void pipe_readable(uv_poll_t *poll, int status, int events)
{
    struct job *job = poll->data;

    (void)status;
    (void)events;
    read_pipe(job);
    check_over(job);
}

/* ---- Its beginning ---- */

static char *request_json(const struct job *job)
{
    const struct inputs *inputs = &job->inputs;
    json_t *json = json_object();
    char *text;

    json_object_set_new(json, "id", json_string(job->id));
    json_object_set_new(json, "size", json_integer(job->document.size));
    json_object_set_new(json, "at", json_integer(inputs->at));
    if (inputs->source)
        json_object_set_new(json, "source", json_string(inputs->source));
    if (inputs->has_existed_by) {
        json_object_set_new(json, "existed_by", json_integer(inputs->existed_by));
        json_object_set_new(json, "existed_by_from",
                            json_string(inputs->existed_by_is_ledgers ? "ledger" : "caller"));
    }
    if (inputs->password)
        json_object_set_new(json, "password", json_string(inputs->password));
    text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    return text;
}

/* The zygote is told; `pipe_end` is the child's. */
static int send_request(struct job *job, struct zygote *zygote, int pipe_end)
{
    char *json = request_json(job);
    int fds[] = {job->document.fd, pipe_end};
    int r = ERR_NOMEM;

    if (json) {
        r = zygote_send(zygote, MESSAGE_EXAMINE, slice_str(json), fds, 2);
        explicit_bzero(json, strlen(json)); /* it may hold a password */
    }
    free(json);
    return r;
}

/* Judged is by the first; the second must agree. */
static void note_judge(struct job *job, struct judge *judge)
{
    struct judge **place = job->examine.is_reading ? &job->reader : &job->judge;

    judge_unref(*place);
    *place = judge_ref(judge);
}

int examine_start(struct job *job, struct zygote *zygote)
{
    struct examine *examine = &job->examine;
    int ends[2], r;

    if (!zygote)
        return ERR_BUSY;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return ERR_BUSY;
    r = send_request(job, zygote, ends[1]);
    close(ends[1]);
    if (r < 0) {
        close(ends[0]);
        return ERR_BUSY;
    }
    note_judge(job, zygote_judge(zygote));
    zygote_take(zygote, job);
    examine->zygote = zygote;
    examine->pipe = ends[0];
    examine->tries++;
    fcntl(examine->pipe, F_SETFL, O_NONBLOCK);
    uv_poll_init(&job->vouchd->loop, &examine->poll, examine->pipe);
    uv_timer_init(&job->vouchd->loop, &examine->deadline);
    examine->handles = 2;
    examine->poll.data = examine->deadline.data = job;
    uv_poll_start(&examine->poll, UV_READABLE, pipe_readable);
    set_deadline(job, EXAMINE_START_MS);
    return 0;
}

static int64_t time_ms(const struct job *job)
{
    const struct reading_limits *reading = &job->vouchd->configuration->settings.limits.reading;
    int64_t ms = judge_time_ms(job->judge, job->inputs.source);

    return job->examine.is_reading ? ms + reading->pages * reading->page_ms : ms;
}

void examine_started(struct job *job, int pidfd)
{
    struct examine *examine = &job->examine;

    examine->started = true;
    examine->pidfd = pidfd;
    set_deadline(job, time_ms(job));
    if (examine->broken) { /* said too much before we knew who it was */
        kill_child(examine);
        set_deadline(job, EXAMINE_END_MS);
    }
}

void examine_ended(struct job *job, const struct examine_end *end)
{
    struct examine *examine = &job->examine;

    examine->ended = true;
    examine->exit = end->exit;
    examine->signal = end->signal;
    examine->unavailable = end->failed;
    examine->cpu_us = end->cpu_us;
    examine->fork_us = end->fork_us;
    examine->peak_kib = end->peak_kib;
    set_deadline(job, EXAMINE_END_MS);
    read_pipe(job);
    check_over(job);
}

void examine_zygote_gone(struct job *job)
{
    struct examine *examine = &job->examine;

    if (examine->ended)
        return;
    examine->ended = true;
    examine->unavailable = !examine->timed_out;
    examine->requeue =
        !examine->started && examine->state == CHILD_SILENT && examine->tries < EXAMINE_TRIES_MAX;
    set_deadline(job, EXAMINE_END_MS);
    check_over(job);
}

void examine_abort(struct job *job)
{
    struct examine *examine = &job->examine;

    if (examine->ended)
        return;
    examine->timed_out = true;
    kill_child(examine);
    set_deadline(job, EXAMINE_END_MS);
}

enum examination_end examine_result(const struct examine *examine, char signal[EXAMINE_SIGNAL_SIZE])
{
    const char *name = examine->signal ? sigabbrev_np(examine->signal) : NULL;

    signal[0] = '\0';
    if (examine->unreadable)
        return EXAMINATION_NOT_READ;
    if (examine->unavailable)
        return EXAMINATION_NOT_RUN;
    if (examine->timed_out || examine->signal == SIGXCPU)
        return EXAMINATION_TIMED_OUT;
    if (examine->broken)
        return EXAMINATION_PROTOCOL;
    if (examine->signal == SIGKILL) /* nobody kills but we, and the kernel without memory */
        return EXAMINATION_NO_MEMORY;
    if (examine->signal) {
        snprintf(signal, EXAMINE_SIGNAL_SIZE, "SIG%s", name ? name : "?");
        return EXAMINATION_CRASHED;
    }
    if (examine->exit == CHILD_EXIT_NO_MEMORY)
        return EXAMINATION_NO_MEMORY;
    if (examine->exit)
        return EXAMINATION_CRASHED;
    return EXAMINATION_COMPLETE;
}
