#include "daemon/recorder.h"

#include "base/error.h"
#include "daemon/vouchd.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <uv.h>

#define EXPIRE_EVERY 3600 /* seconds */

TAILQ_HEAD(recordings, recording);

struct recorder {
    struct vouchd *vouchd;
    struct ledger *ledger;
    struct recorder_state state;
    size_t pending;  /* recordings that have not come back */
    int64_t expired; /* the thread's: positions up to it were looked at; 0: none, or all */
    uv_thread_t thread;
    uv_async_t done;
    pthread_mutex_t mutex; /* of what follows */
    pthread_cond_t wake;
    struct recordings waiting;
    struct recordings recorded;
    struct recorder_state next;
    int64_t retain; /* seconds after which rows are erased; 0: never */
    int64_t expire_at;
    bool stop;
};

/* ---- The thread ---- */

static bool is_due(const struct recorder *recorder)
{
    return recorder->retain && time(NULL) >= recorder->expire_at;
}

static void wait(struct recorder *recorder)
{
    struct timespec until = {.tv_sec = recorder->expire_at};

    if (recorder->retain)
        pthread_cond_timedwait(&recorder->wake, &recorder->mutex, &until);
    else
        pthread_cond_wait(&recorder->wake, &recorder->mutex);
}

/* A piece of it, and the next one after the rows that came meanwhile. What fails now is tried again
 * in an hour: nobody waits for it. */
static void expire(struct recorder *recorder)
{
    int64_t now = time(NULL), retain;
    bool due;

    pthread_mutex_lock(&recorder->mutex);
    due = is_due(recorder);
    retain = recorder->retain;
    if (due)
        recorder->expire_at = now + EXPIRE_EVERY;
    pthread_mutex_unlock(&recorder->mutex);
    if (!due)
        return;
    if (ledger_expire(recorder->ledger, now - retain, &recorder->expired) < 0)
        recorder->expired = 0;
    pthread_mutex_lock(&recorder->mutex);
    if (recorder->expired)
        recorder->expire_at = 0;
    pthread_mutex_unlock(&recorder->mutex);
}

static size_t take_batch(struct recorder *recorder, struct recording *batch[RECORDER_BATCH])
{
    size_t count = 0, rows = 0;

    pthread_mutex_lock(&recorder->mutex);
    while (TAILQ_EMPTY(&recorder->waiting) && !recorder->stop && !is_due(recorder))
        wait(recorder);
    while (count < RECORDER_BATCH && rows < RECORDER_BATCH && !TAILQ_EMPTY(&recorder->waiting)) {
        batch[count] = TAILQ_FIRST(&recorder->waiting);
        TAILQ_REMOVE(&recorder->waiting, batch[count], entry);
        rows += batch[count++]->count;
    }
    pthread_mutex_unlock(&recorder->mutex);
    return count;
}

/* All recordings of a transaction cost the same. */
static int append(struct recorder *recorder, struct recording *const *batch, size_t count)
{
    struct ledger_row *rows[RECORDER_BATCH + RECORDING_MAX];
    int64_t start = costs_now(), spent;
    size_t row_count = 0;
    int r;

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < batch[i]->count; k++)
            rows[row_count++] = batch[i]->rows[k];
    r = ledger_append(recorder->ledger, rows, row_count);
    spent = costs_now() - start;
    for (size_t i = 0; i < count; i++)
        batch[i]->spent_us = spent / (int64_t)count;
    return r;
}

static void give_back(struct recorder *recorder, struct recording *const *batch, size_t count,
                      int error)
{
    pthread_mutex_lock(&recorder->mutex);
    for (size_t i = 0; i < count; i++) {
        batch[i]->error = error;
        TAILQ_INSERT_TAIL(&recorder->recorded, batch[i], entry);
    }
    recorder->next.rows = ledger_last_position(recorder->ledger);
    recorder->next.last_recorded = ledger_last_recorded(recorder->ledger);
    recorder->next.batches++;
    recorder->next.error = error;
    pthread_mutex_unlock(&recorder->mutex);
    uv_async_send(&recorder->done);
}

static void record(void *cls)
{
    struct recorder *recorder = cls;
    struct recording *batch[RECORDER_BATCH];
    size_t count;

    do {
        expire(recorder);
        count = take_batch(recorder, batch);
        if (count > 0)
            give_back(recorder, batch, count, append(recorder, batch, count));
    } while (count > 0 || !recorder->stop);
}

/* ---- The loop's side ---- */

static void come_back(uv_async_t *async)
{
    struct recorder *recorder = async->data;
    struct recordings list = TAILQ_HEAD_INITIALIZER(list);
    struct recording *recording;

    pthread_mutex_lock(&recorder->mutex);
    TAILQ_CONCAT(&list, &recorder->recorded, entry);
    recorder->state = recorder->next;
    pthread_mutex_unlock(&recorder->mutex);
    while ((recording = TAILQ_FIRST(&list))) {
        TAILQ_REMOVE(&list, recording, entry);
        recorder->pending--;
        recording->done(recording);
    }
    events_recorded(recorder->vouchd);
}

void recorder_append(struct recorder *recorder, struct recording *recording)
{
    recorder->pending++;
    pthread_mutex_lock(&recorder->mutex);
    TAILQ_INSERT_TAIL(&recorder->waiting, recording, entry);
    pthread_cond_signal(&recorder->wake);
    pthread_mutex_unlock(&recorder->mutex);
}

void recorder_retain(struct recorder *recorder, int64_t seconds)
{
    if (seconds == recorder->retain)
        return;
    pthread_mutex_lock(&recorder->mutex);
    recorder->retain = seconds;
    recorder->expire_at = 0;
    pthread_cond_signal(&recorder->wake);
    pthread_mutex_unlock(&recorder->mutex);
}

int recorder_seal(const struct recorder *recorder, const char *id, struct slice text,
                  struct buffer *ret)
{
    return ledger_seal(recorder->ledger, id, text, ret);
}

int recorder_seal_reference(const struct recorder *recorder, const struct ledger_row *row,
                            struct slice text, struct buffer *ret)
{
    return ledger_seal_reference(recorder->ledger, row, text, ret);
}

int recorder_kept(struct recorder *recorder, const char *id, struct buffer *ret)
{
    return ledger_kept(recorder->ledger, id, ret);
}

int recorder_file(struct recorder *recorder, const struct digest *sha256, size_t max,
                  struct buffer *ret)
{
    return ledger_file(recorder->ledger, sha256, max, ret);
}

int recorder_in_force(struct recorder *recorder, const struct ledger_judge *judge,
                      struct ledger_in_force *ret)
{
    return ledger_in_force(recorder->ledger, judge, ret);
}

int recorder_received_at(struct recorder *recorder, const struct digest *document, int64_t *ret)
{
    return ledger_received_at(recorder->ledger, document, ret);
}

int recorder_events(struct recorder *recorder, const struct ledger_event_query *query,
                    const struct ledger_event_reader *reader)
{
    return ledger_events(recorder->ledger, query, reader);
}

int recorder_kind(struct recorder *recorder, const char *id, char ret[LEDGER_KIND_SIZE])
{
    return ledger_kind(recorder->ledger, id, ret);
}

const struct ledger_key *recorder_key(const struct recorder *recorder)
{
    return ledger_key(recorder->ledger);
}

const struct ledger_keys *recorder_keys(const struct recorder *recorder)
{
    return ledger_keys(recorder->ledger);
}

size_t recorder_waiting(const struct recorder *recorder)
{
    return recorder->pending;
}

struct recorder_state recorder_state(const struct recorder *recorder)
{
    return recorder->state;
}

/* ---- Beginning and end ---- */

static struct recorder *new_recorder(struct ledger *ledger)
{
    struct recorder *recorder = calloc(1, sizeof *recorder);

    if (!recorder)
        return NULL;
    recorder->ledger = ledger;
    recorder->state.rows = ledger_last_position(ledger);
    recorder->state.last_recorded = ledger_last_recorded(ledger);
    recorder->next = recorder->state;
    pthread_mutex_init(&recorder->mutex, NULL);
    pthread_cond_init(&recorder->wake, NULL);
    TAILQ_INIT(&recorder->waiting);
    TAILQ_INIT(&recorder->recorded);
    return recorder;
}

static void free_recorder(uv_handle_t *done)
{
    struct recorder *recorder = done->data;

    pthread_mutex_destroy(&recorder->mutex);
    pthread_cond_destroy(&recorder->wake);
    free(recorder);
}

int recorder_open(struct vouchd *vouchd, const struct ledger_place *place, struct recorder **ret,
                  struct buffer *why)
{
    struct recorder *recorder = NULL;
    struct ledger *ledger = NULL;
    int r = ledger_open(place, &ledger, why);

    if (r < 0)
        return r;
    recorder = new_recorder(ledger);
    if (!recorder) {
        ledger_close(ledger);
        return ERR_NOMEM;
    }
    uv_async_init(&vouchd->loop, &recorder->done, come_back);
    recorder->done.data = recorder;
    recorder->vouchd = vouchd;
    if (uv_thread_create(&recorder->thread, record, recorder) < 0) {
        ledger_close(ledger);
        uv_close((uv_handle_t *)&recorder->done, free_recorder);
        return ERR_NOMEM;
    }
    *ret = recorder;
    return 0;
}

void recorder_close(struct recorder *recorder)
{
    if (!recorder)
        return;
    pthread_mutex_lock(&recorder->mutex);
    recorder->stop = true;
    pthread_cond_signal(&recorder->wake);
    pthread_mutex_unlock(&recorder->mutex);
    uv_thread_join(&recorder->thread);
    come_back(&recorder->done);
    ledger_close(recorder->ledger);
    uv_close((uv_handle_t *)&recorder->done, free_recorder);
}
