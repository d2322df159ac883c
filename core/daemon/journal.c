#include "daemon/journal.h"

#include "base/error.h"
#include "daemon/vouchd.h"

#include <stdlib.h>
#include <sys/random.h>

#define RETRY_MS 2000

struct notice {
    TAILQ_ENTRY(notice) entry; /* while it waits to be tried again */
    struct vouchd *vouchd;
    struct ledger_row row;
    struct ledger_row *rows[1];
    struct recording recording;
    char id[UUID_SIZE];
    struct buffer codes;
};

void journal_init(struct vouchd *vouchd)
{
    struct journal *journal = &vouchd->journal;

    TAILQ_INIT(&journal->failed);
    uv_timer_init(&vouchd->loop, &journal->retry);
    journal->retry.data = vouchd;
}

static void free_notice(struct notice *notice)
{
    buffer_done(&notice->codes);
    free(notice);
}

void journal_done(struct vouchd *vouchd)
{
    struct journal *journal = &vouchd->journal;
    struct notice *notice;

    while ((notice = TAILQ_FIRST(&journal->failed))) {
        TAILQ_REMOVE(&journal->failed, notice, entry);
        free_notice(notice);
    }
    judge_unref(journal->noted);
    journal->noted = NULL;
}

/* ---- Recording ---- */

static void retry(uv_timer_t *timer)
{
    struct vouchd *vouchd = timer->data;
    struct notices list = TAILQ_HEAD_INITIALIZER(list);
    struct notice *notice;

    TAILQ_CONCAT(&list, &vouchd->journal.failed, entry);
    while ((notice = TAILQ_FIRST(&list))) {
        TAILQ_REMOVE(&list, notice, entry);
        recorder_append(vouchd->recorder, &notice->recording);
    }
}

static void recorded(struct recording *recording)
{
    struct notice *notice = recording->owner;
    struct vouchd *vouchd = notice->vouchd;
    struct journal *journal = &vouchd->journal;

    if (recording->error == 0) {
        clock_recorded(&vouchd->clock, notice->row.recorded_at);
        free_notice(notice);
        return;
    }
    log_write(&vouchd->log, LOG_ERR, NULL, "the ledger does not take the row `%s` yet: %s",
              notice->row.kind, err_text(recording->error));
    TAILQ_INSERT_TAIL(&journal->failed, notice, entry);
    if (!uv_is_closing((uv_handle_t *)&journal->retry))
        uv_timer_start(&journal->retry, retry, RETRY_MS, 0);
}

/* RFC 8785: its three members are ASCII without anything to escape, and in order. */
static int hash_payload(const struct judge *judge, struct digest *ret)
{
    struct sha256 *sha256 = sha256_new();
    struct buffer payload;
    int r = sha256 ? 0 : ERR_NOMEM;

    buffer_init(&payload, 0);
    buffer_printf(&payload,
                  "{\"build\":\"%s\",\"configuration_sha256\":\"%s\",\"trust_snapshot\":\"%s\"}",
                  judge->build, judge->configuration_sha256, judge->trust_snapshot);
    if (r == 0)
        r = buffer_error(&payload);
    if (r == 0)
        r = sha256_of(sha256, buffer_slice(&payload), ret);
    sha256_free(sha256);
    buffer_done(&payload);
    return r;
}

static int fill(struct notice *notice, const char *kind, const struct judge *judge)
{
    struct ledger_row *row = &notice->row;
    int r = uuid_make(notice->id);

    buffer_printf(&notice->codes, "%s\n%s\n%s\n", judge->configuration_sha256,
                  judge->trust_snapshot, judge->build);
    buffer_append_byte(&notice->codes, '\0');
    *row = (struct ledger_row){
        .kind = kind,
        .indication = "",
        .codes = (const char *)notice->codes.data,
        .id = notice->id,
    };
    if (r == 0)
        r = buffer_error(&notice->codes);
    if (r == 0)
        r = hash_payload(judge, &row->payload_sha256);
    if (r == 0 && getrandom(row->salt, sizeof row->salt, 0) != sizeof row->salt)
        r = ERR_IO;
    return r;
}

static void write_notice(struct vouchd *vouchd, const char *kind, const struct judge *judge)
{
    struct notice *notice = calloc(1, sizeof *notice);
    int r = ERR_NOMEM;

    if (notice) {
        notice->vouchd = vouchd;
        buffer_init(&notice->codes, 0);
        notice->rows[0] = &notice->row;
        notice->recording = (struct recording){
            .rows = notice->rows,
            .count = 1,
            .owner = notice,
            .done = recorded,
        };
        r = fill(notice, kind, judge);
    }
    if (r == 0) {
        recorder_append(vouchd->recorder, &notice->recording);
        return;
    }
    log_write(&vouchd->log, LOG_ERR, NULL, "no row `%s` for the ledger: %s", kind, err_text(r));
    if (notice)
        free_notice(notice);
}

/* ---- What is worth a row ---- */

static bool differs(const char *a, const char *b)
{
    return strcmp(a, b) != 0;
}

/* A reload changes policies and permissions as well, which no digest of the judge shows. */
static void note_change(struct vouchd *vouchd, const struct judge *old, const struct judge *new,
                        bool is_reload)
{
    bool trust = differs(old->trust_snapshot, new->trust_snapshot);

    if (trust)
        write_notice(vouchd, JOURNAL_TRUST, new);
    if (differs(old->configuration_sha256, new->configuration_sha256) ||
        differs(old->build, new->build) || (is_reload && !trust))
        write_notice(vouchd, JOURNAL_CONFIGURATION, new);
}

void journal_note(struct vouchd *vouchd, struct judge *judge, bool is_reload)
{
    struct journal *journal = &vouchd->journal;
    struct judge *old = journal->noted;

    /* Times of rows never go back: one of a clock that is far ahead would stay. */
    if (clock_doubt(&vouchd->clock, clock_now()))
        return;
    if (old)
        note_change(vouchd, old, judge, is_reload);
    else
        write_notice(vouchd, JOURNAL_STARTED, judge);
    journal->noted = judge_ref(judge);
    judge_unref(old);
}
