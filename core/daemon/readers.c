#include "daemon/readers.h"

#include "base/error.h"
#include "daemon/vouchd.h"
#include "report/report.h"

#include <stdio.h>

static void end_idle(uv_timer_t *timer)
{
    struct vouchd *vouchd = timer->data;
    struct readers *readers = &vouchd->readers;
    struct zygote *serving = readers->serving;

    readers->serving = NULL;
    zygote_retire(serving);
}

void readers_init(struct vouchd *vouchd)
{
    uv_timer_init(&vouchd->loop, &vouchd->readers.idle);
    vouchd->readers.idle.data = vouchd;
}

void readers_watch(struct zygote *zygote)
{
    struct readers *readers = &zygote->vouchd->readers;
    const struct limits *limits = &zygote->vouchd->configuration->settings.limits;

    if (zygote != readers->serving)
        return;
    if (LIST_EMPTY(&zygote->jobs))
        uv_timer_start(&readers->idle, end_idle, (uint64_t)limits->reading.idle_ms, 0);
    else
        uv_timer_stop(&readers->idle);
}

/* ---- Its beginning ---- */

static void note_failure(struct vouchd *vouchd, const char *why)
{
    struct readers *readers = &vouchd->readers;

    if (why != readers->trouble)
        snprintf(readers->trouble, sizeof readers->trouble, "%s", why);
    readers->retry_at = uv_now(&vouchd->loop) + READERS_RETRY_MS;
    log_write(&vouchd->log, LOG_ERR, NULL, "pictures cannot be read: %s", readers->trouble);
}

static enum readers_state start(struct vouchd *vouchd)
{
    struct readers *readers = &vouchd->readers;

    if (uv_now(&vouchd->loop) < readers->retry_at)
        return READERS_UNAVAILABLE;
    if (zygote_new(vouchd, ZYGOTE_READER, readers->trouble, &readers->starting) == 0)
        return READERS_AWAITED;
    note_failure(vouchd, readers->trouble);
    return READERS_UNAVAILABLE;
}

enum readers_state readers_find(struct vouchd *vouchd, const struct judge *judge,
                                struct zygote **ret)
{
    struct readers *readers = &vouchd->readers;

    if (readers->starting)
        return READERS_AWAITED;
    if (readers->serving && judge_same(readers->serving->judge, judge)) {
        *ret = readers->serving;
        return READERS_READY;
    }
    if (readers->serving)
        readers_retire(vouchd);
    return start(vouchd);
}

/* Documents wait only for one that judges as those who examine now do. */
void readers_ready(struct zygote *zygote)
{
    struct vouchd *vouchd = zygote->vouchd;
    const struct zygote *examiner = zygotes_serving(&vouchd->zygotes);
    struct report_reading reading;

    if (!judge_reading(zygote->judge, &reading)) {
        zygote_fail(zygote, "broke the protocol");
        return;
    }
    if (examiner && !judge_same(examiner->judge, zygote->judge)) {
        zygote_fail(zygote, "the configuration has changed since it was loaded; reload it");
        return;
    }
    vouchd->readers.starting = NULL;
    vouchd->readers.serving = zygote;
    vouchd->readers.retry_at = 0;
    readers_watch(zygote);
    jobs_start(vouchd);
}

/* ---- Its end ---- */

void readers_failed(struct zygote *zygote, const char *why)
{
    struct vouchd *vouchd = zygote->vouchd;
    struct readers *readers = &vouchd->readers;

    if (zygote == readers->starting) {
        readers->starting = NULL;
        note_failure(vouchd, why);
        jobs_start(vouchd);
    } else if (zygote == readers->serving) {
        readers->serving = NULL;
        uv_timer_stop(&readers->idle);
        log_write(&vouchd->log, LOG_ERR, NULL, "the reader %s", why);
    }
}

void readers_retire(struct vouchd *vouchd)
{
    struct readers *readers = &vouchd->readers;
    struct zygote *serving = readers->serving, *starting = readers->starting;

    readers->serving = readers->starting = NULL;
    readers->retry_at = 0;
    uv_timer_stop(&readers->idle);
    zygote_retire(serving);
    if (starting)
        zygote_fail(starting, "was ended");
}
