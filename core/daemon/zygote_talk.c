#include "base/error.h"
#include "daemon/vouchd.h"

#include <jansson.h>

#define RECEIVE_MAX 64 /* messages of one zygote, before others have their turn */

static void log_warnings(struct vouchd *vouchd, const struct judge *judge)
{
    json_t *sources = json_object_get(judge->hello, "sources");

    for (size_t i = 0; i < json_array_size(sources); i++) {
        json_t *source = json_array_get(sources, i);
        json_t *warnings = json_object_get(source, "warnings");

        for (size_t k = 0; k < json_array_size(warnings); k++)
            log_write(&vouchd->log, LOG_WARNING, NULL, "source %s: %s",
                      json_string_value(json_object_get(source, "name")),
                      json_string_value(json_array_get(warnings, k)));
    }
}

static void examiner_ready(struct zygote *zygote)
{
    struct vouchd *vouchd = zygote->vouchd;
    struct zygotes *zygotes = &vouchd->zygotes;

    judge_give_speech(zygote->judge, zygote->configuration->catalogues,
                      zygote->configuration->settings.language);
    zygote->configuration->catalogues = NULL;
    zygotes->starting = NULL;
    zygote_retire(zygotes->serving);
    zygotes->serving = zygote;
    configuration_free(vouchd->configuration);
    vouchd->configuration = zygote->configuration;
    zygote->configuration = NULL;
    log_warnings(vouchd, zygote->judge);
    readers_retire(vouchd); /* limits may have changed, too */
    vouchd_zygote_started(vouchd, NULL);
}

static int ready(struct zygote *zygote, struct message *message)
{
    const struct configuration *configuration =
        zygote->configuration ? zygote->configuration : zygote->vouchd->configuration;
    int r = judge_decode(slice_of(message->payload, message->size),
                         configuration->settings.limits.time_ms, &zygote->judge);

    if (r < 0)
        return r;
    if (message->fd_count) {
        zygote->judge->inventory = message->fds[0];
        message->fd_count = 0; /* the judge's now */
    }
    uv_timer_stop(&zygote->deadline);
    zygote->ready_at = uv_now(&zygote->vouchd->loop);
    if (zygote->kind == ZYGOTE_READER)
        readers_ready(zygote);
    else
        examiner_ready(zygote);
    return 0;
}

static int refused(struct zygote *zygote, const struct message *message)
{
    json_t *json = json_loadb((const char *)message->payload, message->size, 0, NULL);
    const char *text = json_string_value(json_object_get(json, "message"));

    zygote_fail(zygote, text ? text : "did not start");
    json_decref(json);
    return 0;
}

static struct job *find_job(struct zygote *zygote, const json_t *json)
{
    const char *id = json_string_value(json_object_get(json, "id"));
    struct job *job;

    LIST_FOREACH(job, &zygote->jobs, zygote_entry)
    {
        if (id && strcmp(job->id, id) == 0)
            return job;
    }
    return NULL;
}

static int started(struct zygote *zygote, const json_t *json, struct message *message)
{
    struct job *job = find_job(zygote, json);

    if (!job || job->examine.started)
        return ERR_PROTOCOL;
    message->fd_count = 0; /* the job's now */
    examine_started(job, message->fds[0]);
    return 0;
}

static int ended(struct zygote *zygote, const json_t *json)
{
    struct job *job = find_job(zygote, json);
    struct examine_end end = {
        .exit = (int)json_integer_value(json_object_get(json, "exit")),
        .signal = (int)json_integer_value(json_object_get(json, "signal")),
        .failed = json_object_get(json, "error") != NULL,
        .cpu_us = json_integer_value(json_object_get(json, "cpu_us")),
        .fork_us = json_integer_value(json_object_get(json, "fork_us")),
        .peak_kib = json_integer_value(json_object_get(json, "peak_kib")),
    };

    if (!job || job->examine.ended || !(job->examine.started || end.failed))
        return ERR_PROTOCOL;
    examine_ended(job, &end);
    return 0;
}

static int take_message(struct zygote *zygote, struct message *message)
{
    json_t *json = NULL;
    int r = message_accept_from_zygote(&zygote->state, message->kind, message->fd_count);

    if (r < 0)
        return r;
    if (message->kind == MESSAGE_READY)
        return ready(zygote, message);
    if (message->kind == MESSAGE_REFUSED)
        return refused(zygote, message);
    json = json_loadb((const char *)message->payload, message->size, JSON_REJECT_DUPLICATES, NULL);
    r = message->kind == MESSAGE_STARTED ? started(zygote, json, message) : ended(zygote, json);
    json_decref(json);
    return r;
}

void zygote_readable(uv_poll_t *poll, int status, int events)
{
    struct zygote *zygote = poll->data;
    uint8_t *room = zygote->vouchd->zygotes.room;
    int r = 0;

    (void)status;
    (void)events;
    for (int i = 0; i < RECEIVE_MAX && r == 0 && !zygote->is_gone; i++) {
        struct message message;

        r = message_receive(zygote->socket, room, ZYGOTE_ROOM_SIZE, &message);
        if (r < 0)
            break;
        r = take_message(zygote, &message);
        message_close(&message);
    }
    if (r < 0 && r != ERR_BUSY)
        zygote_fail(zygote, r == ERR_NOT_FOUND ? "ended" : "broke the protocol");
}
