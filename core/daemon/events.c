#include "daemon/events.h"

#include "base/error.h"
#include "daemon/event.h"
#include "daemon/event_query.h"
#include "daemon/vouchd.h"

#include <stdio.h>
#include <stdlib.h>

#define SCAN_MAX     512 /* rows looked at for one piece: what filters pass over costs, too */
#define PIECE_SIZE   (64 * 1024) /* bytes after which a piece ends; one event more fits any row */
#define BLOCK_SIZE   (16 * 1024) /* libmicrohttpd's buffer, within its memory of a connection */
#define TICK_MS      1000
#define LAST_WORD_MS 1000 /* for a reader to take what he has before the daemon ends */

#define ANSWER_LINES  "application/x-ndjson"
#define ANSWER_STREAM "text/event-stream"

struct event_reader {
    TAILQ_ENTRY(event_reader) entry;
    TAILQ_ENTRY(event_reader) hungry_entry;
    struct vouchd *vouchd;
    struct request *request; /* NULL: it is over */
    struct event_asked asked;
    struct event_view view;
    struct judge *judge; /* whose sentences the view has; NULL: it wants none */
    int64_t position;    /* all up to it was read */
    int64_t upto;        /* of the piece that is being read */
    struct buffer piece;
    size_t taken; /* of it */
    uint64_t spoke_at;
    bool is_hungry, has_ended, has_failed, is_released;
    int error; /* of the last piece */
};

static void read_next(struct vouchd *vouchd);

/* ---- Pieces, off the loop ---- */

static int add_event(void *context, const struct ledger_event *event)
{
    struct event_reader *reader = context;
    int r;

    if (reader->asked.is_stream)
        buffer_printf(&reader->piece, "id: %lld\ndata: ", (long long)event->position);
    r = event_encode(event, &reader->view, &reader->piece);
    buffer_append_str(&reader->piece, reader->asked.is_stream ? "\n\n" : "\n");
    reader->position = event->position;
    return r == 0 && reader->piece.size >= PIECE_SIZE ? ERR_LIMIT : r;
}

static void read_piece(uv_work_t *work)
{
    struct event_reader *reader = ((struct events *)work->data)->reading;
    struct slice references =
        slice_of(reader->asked.references, reader->asked.reference_count * DIGEST_SIZE);
    struct ledger_event_query query = {
        .after = reader->position,
        .upto = reader->upto,
        .source = reader->asked.source,
        .indication = reader->asked.indication,
        .kind = reader->asked.kind,
        .references = reader->asked.has_reference ? &references : NULL,
        .with_kept = reader->asked.with_kept,
    };
    struct ledger_event_reader sink = {.row = add_event, .context = reader};
    int r = recorder_events(reader->vouchd->recorder, &query, &sink);

    if (r == 0)
        reader->position = reader->upto;
    reader->error = r == ERR_LIMIT ? buffer_error(&reader->piece) : r;
}

static int64_t last_durable(const struct event_reader *reader)
{
    return recorder_state(reader->vouchd->recorder).rows;
}

static void make_hungry(struct event_reader *reader)
{
    struct events *events = &reader->vouchd->events;

    if (reader->is_hungry || events->reading == reader || reader->has_ended)
        return;
    reader->is_hungry = true;
    TAILQ_INSERT_TAIL(&events->hungry, reader, hungry_entry);
    read_next(reader->vouchd);
}

static void free_reader(struct event_reader *reader)
{
    buffer_done(&reader->piece);
    event_asked_done(&reader->asked);
    judge_unref(reader->judge);
    free(reader);
}

/* The sentences of who serves now: a reader may follow for longer than a configuration lasts. */
static void take_sentences(struct event_reader *reader)
{
    const struct zygote *serving = zygotes_serving(&reader->vouchd->zygotes);
    struct judge *before = reader->judge;

    if (!reader->asked.with_kept || !serving || serving->judge == before)
        return;
    reader->judge = judge_ref(serving->judge);
    judge_unref(before);
    reader->view.catalogues = reader->judge->catalogues;
    reader->view.language =
        reader->asked.language ? reader->asked.language : reader->judge->language;
}

static void say_errors(struct event_reader *reader)
{
    struct log *log = &reader->vouchd->log;

    if (reader->view.unreadable)
        log_write(log, LOG_ERR, NULL,
                  "what was kept of row %lld is not what was written, or of another version",
                  (long long)reader->view.unreadable);
    reader->view.unreadable = 0;
    if (reader->error < 0)
        log_write(log, LOG_ERR, NULL, "events cannot be read: %s", err_text(reader->error));
}

static void read_done(uv_work_t *work, int status)
{
    struct events *events = work->data;
    struct event_reader *reader = events->reading;
    struct vouchd *vouchd = reader->vouchd;

    (void)status;
    events->reading = NULL;
    say_errors(reader);
    if (reader->error < 0)
        reader->has_ended = reader->has_failed = true;
    if (reader->is_released)
        free_reader(reader);
    else if (reader->request && reader->piece.size == 0 && !reader->has_ended &&
             reader->position < last_durable(reader))
        make_hungry(reader); /* its filters passed over all of that */
    else if (reader->request && (reader->piece.size || reader->has_ended || !reader->asked.follows))
        request_resume(reader->request);
    read_next(vouchd);
}

static void read_next(struct vouchd *vouchd)
{
    struct events *events = &vouchd->events;
    struct event_reader *reader = TAILQ_FIRST(&events->hungry);

    if (events->reading || !reader)
        return;
    TAILQ_REMOVE(&events->hungry, reader, hungry_entry);
    reader->is_hungry = false;
    reader->upto = last_durable(reader);
    if (reader->upto > reader->position + SCAN_MAX)
        reader->upto = reader->position + SCAN_MAX;
    reader->piece.size = reader->taken = 0;
    take_sentences(reader);
    events->reading = reader;
    uv_queue_work(&vouchd->loop, &events->work, read_piece, read_done);
}

/* ---- libmicrohttpd's side ---- */

static ssize_t give(struct event_reader *reader, char *room, size_t size)
{
    size_t rest = reader->piece.size - reader->taken;

    if (size > rest)
        size = rest;
    memcpy(room, reader->piece.data + reader->taken, size);
    reader->taken += size;
    reader->spoke_at = uv_now(&reader->vouchd->loop);
    if (!reader->has_ended) /* else he has his last word's time, and no more */
        connection_set_deadline(
            reader->request->connection,
            (uint64_t)reader->vouchd->configuration->settings.limits.request_ms);
    return (ssize_t)size;
}

static ssize_t read_block(void *cls, uint64_t at, char *room, size_t size)
{
    struct event_reader *reader = cls;
    bool is_behind;

    (void)at;
    if (!reader->request || reader->request->has_left)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (reader->vouchd->events.reading != reader && reader->taken < reader->piece.size)
        return give(reader, room, size);
    if (reader->has_ended)
        return reader->has_failed ? MHD_CONTENT_READER_END_WITH_ERROR
                                  : MHD_CONTENT_READER_END_OF_STREAM;
    is_behind = reader->position < last_durable(reader);
    if (!reader->asked.follows && !is_behind)
        return MHD_CONTENT_READER_END_OF_STREAM;
    request_suspend(reader->request);
    if (is_behind)
        make_hungry(reader);
    return 0;
}

static void release(void *cls)
{
    struct event_reader *reader = cls;
    struct events *events = &reader->vouchd->events;

    if (reader->request) /* it never became an answer */
        events_leave(reader->request);
    if (events->reading == reader)
        reader->is_released = true;
    else
        free_reader(reader);
}

/* ---- Heartbeat ---- */

static bool is_idle(const struct event_reader *reader)
{
    return reader->request->is_suspended && !reader->is_hungry &&
           reader->vouchd->events.reading != reader && reader->taken == reader->piece.size;
}

/* What filters passed over need not be looked at again, so the position goes with it. */
static void beat(struct event_reader *reader)
{
    reader->piece.size = reader->taken = 0;
    if (reader->asked.is_stream)
        buffer_printf(&reader->piece, ":\nid: %lld\n\n", (long long)reader->position);
    else
        buffer_append_byte(&reader->piece, '\n');
    request_resume(reader->request);
}

static void tick(uv_timer_t *timer)
{
    struct vouchd *vouchd = timer->data;
    struct event_reader *reader;
    uint64_t now = uv_now(&vouchd->loop);

    TAILQ_FOREACH(reader, &vouchd->events.all, entry)
    {
        uint64_t every = (uint64_t)reader->asked.heartbeat_ms;

        if (every && is_idle(reader) && now - reader->spoke_at >= every)
            beat(reader);
    }
}

/* ---- Beginning and end ---- */

void events_init(struct vouchd *vouchd)
{
    struct events *events = &vouchd->events;

    TAILQ_INIT(&events->all);
    TAILQ_INIT(&events->hungry);
    uv_timer_init(&vouchd->loop, &events->heartbeat);
    events->heartbeat.data = vouchd;
    events->work.data = events;
}

static int check_room(struct vouchd *vouchd, struct problem *problem)
{
    int64_t maximum = vouchd->configuration->settings.limits.event_readers;

    if ((int64_t)vouchd->events.count < maximum)
        return 0;
    problem_set(problem, PROBLEM_TOO_MANY_READERS,
                "limits.event_readers is %lld, and as many follow events", (long long)maximum);
    problem->limit = "event_readers";
    problem->value = (int64_t)vouchd->events.count + 1;
    problem->maximum = maximum;
    return ERR_LIMIT;
}

static struct event_reader *new_reader(struct request *request, const struct event_asked *asked)
{
    struct vouchd *vouchd = request->vouchd;
    struct event_reader *reader = calloc(1, sizeof *reader);

    if (!reader)
        return NULL;
    reader->vouchd = vouchd;
    reader->request = request;
    reader->asked = *asked;
    reader->view.sees_sightings = asked->sees_sightings;
    reader->position = asked->after;
    reader->spoke_at = uv_now(&vouchd->loop);
    take_sentences(reader);
    buffer_init(&reader->piece, 0);
    request->events = reader;
    TAILQ_INSERT_TAIL(&vouchd->events.all, reader, entry);
    if (vouchd->events.count++ == 0)
        uv_timer_start(&vouchd->events.heartbeat, tick, TICK_MS, TICK_MS);
    return reader;
}

static void start(struct request *request, const struct event_asked *asked)
{
    struct event_reader *reader = new_reader(request, asked);
    struct answer *answer = reader ? answer_stream(asked->is_stream ? ANSWER_STREAM : ANSWER_LINES,
                                                   BLOCK_SIZE, read_block, reader, release)
                                   : NULL;

    request_answer(request, answer);
    answer_unref(answer);
}

void events_respond(struct request *request)
{
    struct event_asked asked = {0};
    struct problem problem;
    int r = event_asked_read(request, &asked, &problem);

    if (r == 0 && request->vouchd->state == VOUCHD_STOPPING)
        r = problem_set(&problem, PROBLEM_SHUTTING_DOWN, "come back to the next one");
    if (r == 0 && asked.with_kept && !zygotes_serving(&request->vouchd->zygotes))
        r = vouchd_check_ready(request->vouchd, &problem); /* a zygote has the sentences */
    if (r == 0)
        r = check_room(request->vouchd, &problem);
    if (r == 0) {
        start(request, &asked);
        return;
    }
    event_asked_done(&asked);
    request_refuse(request, &problem);
}

void events_recorded(struct vouchd *vouchd)
{
    struct event_reader *reader;

    TAILQ_FOREACH(reader, &vouchd->events.all, entry)
    {
        if (is_idle(reader))
            make_hungry(reader);
    }
}

void events_leave(struct request *request)
{
    struct event_reader *reader = request->events;
    struct events *events = &request->vouchd->events;

    if (!reader)
        return;
    request->events = NULL;
    reader->request = NULL;
    if (reader->is_hungry)
        TAILQ_REMOVE(&events->hungry, reader, hungry_entry);
    reader->is_hungry = false;
    TAILQ_REMOVE(&events->all, reader, entry);
    if (--events->count == 0)
        uv_timer_stop(&events->heartbeat);
}

void events_stop(struct vouchd *vouchd)
{
    struct event_reader *reader, *next;

    for (reader = TAILQ_FIRST(&vouchd->events.all); reader; reader = next) {
        next = TAILQ_NEXT(reader, entry);
        reader->has_ended = true;
        if (reader->request->is_suspended)
            request_resume(reader->request);
        else
            connection_set_deadline(reader->request->connection, LAST_WORD_MS);
    }
}

void events_done(struct vouchd *vouchd)
{
    while (vouchd->events.reading)
        uv_run(&vouchd->loop, UV_RUN_ONCE);
}
