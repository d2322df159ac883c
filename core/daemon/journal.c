#include "daemon/journal.h"

#include "base/error.h"
#include "daemon/inventory_list.h"
#include "daemon/vouchd.h"

#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#define RETRY_MS 2000

struct notice {
    TAILQ_ENTRY(notice) entry; /* while it waits to be tried again */
    struct vouchd *vouchd;
    struct ledger_row row;
    struct ledger_row *rows[1];
    struct recording recording;
    char id[UUID_SIZE];
    struct buffer codes;
    struct inventory_list *inventory; /* NULL: none, or another notice brings it */
};

/* What is noted: who judges, and by which files. */
struct news {
    const struct judge *judge;
    char inventory[DIGEST_HEX_SIZE]; /* "": not known */
    struct inventory_list *list;     /* the first notice takes it */
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
    inventory_list_free(notice->inventory);
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

static void forget_files(struct notice *notice)
{
    if (!notice->inventory)
        return;
    log_write(&notice->vouchd->log, LOG_WARNING, NULL,
              "files that were in force are not kept in the ledger, which does not take them; a "
              "reload keeps those that are in force then");
    notice->inventory = inventory_list_free(notice->inventory);
    notice->row.inventory = NULL;
}

/*
 * Files wait in memory for the ledger to take them: only the newest do, however often a
 * configuration is put in force meanwhile; and none where the disk has no space for them, since it
 * may have some for the row.
 */
static bool may_wait(const struct journal *journal, const struct notice *notice)
{
    return notice == journal->newest && notice->recording.error != ERR_FULL;
}

static void recorded(struct recording *recording)
{
    struct notice *notice = recording->owner;
    struct vouchd *vouchd = notice->vouchd;
    struct journal *journal = &vouchd->journal;

    if (recording->error == 0) {
        clock_recorded(&vouchd->clock, notice->row.recorded_at);
        if (journal->newest == notice)
            journal->newest = NULL;
        free_notice(notice);
        return;
    }
    log_write(&vouchd->log, LOG_ERR, NULL, "the ledger does not take the row `%s` yet: %s",
              notice->row.kind, err_text(recording->error));
    if (!may_wait(journal, notice))
        forget_files(notice);
    TAILQ_INSERT_TAIL(&journal->failed, notice, entry);
    if (!uv_is_closing((uv_handle_t *)&journal->retry))
        uv_timer_start(&journal->retry, retry, RETRY_MS, 0);
}

/* RFC 8785: its members are ASCII without anything to escape, and in order. */
static int hash_payload(const struct news *news, struct digest *ret)
{
    const struct judge *judge = news->judge;
    struct sha256 *sha256 = sha256_new();
    struct buffer payload;
    int r = sha256 ? 0 : ERR_NOMEM;

    buffer_init(&payload, 0);
    buffer_printf(&payload, "{\"build\":\"%s\",\"configuration_sha256\":\"%s\"", judge->build,
                  judge->configuration_sha256);
    if (news->inventory[0])
        buffer_printf(&payload, ",\"inventory_sha256\":\"%s\"", news->inventory);
    buffer_printf(&payload, ",\"trust_snapshot\":\"%s\"}", judge->trust_snapshot);
    if (r == 0)
        r = buffer_error(&payload);
    if (r == 0)
        r = sha256_of(sha256, buffer_slice(&payload), ret);
    sha256_free(sha256);
    buffer_done(&payload);
    return r;
}

static int fill(struct notice *notice, const char *kind, const struct news *news)
{
    const struct judge *judge = news->judge;
    struct ledger_row *row = &notice->row;
    int r = uuid_make(notice->id);

    buffer_printf(&notice->codes, "%s\n%s\n%s\n", judge->configuration_sha256,
                  judge->trust_snapshot, judge->build);
    if (news->inventory[0])
        buffer_printf(&notice->codes, "%s\n", news->inventory);
    buffer_append_byte(&notice->codes, '\0');
    *row = (struct ledger_row){
        .kind = kind,
        .indication = "",
        .codes = (const char *)notice->codes.data,
        .id = notice->id,
        .inventory = notice->inventory,
    };
    if (r == 0)
        r = buffer_error(&notice->codes);
    if (r == 0)
        r = hash_payload(news, &row->payload_sha256);
    if (r == 0 && getrandom(row->salt, sizeof row->salt, 0) != sizeof row->salt)
        r = ERR_IO;
    return r;
}

static void write_notice(struct vouchd *vouchd, const char *kind, struct news *news)
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
        notice->inventory = news->list;
        news->list = NULL;
        r = fill(notice, kind, news);
    }
    if (r == 0) {
        if (notice->inventory)
            vouchd->journal.newest = notice;
        recorder_append(vouchd->recorder, &notice->recording);
        return;
    }
    log_write(&vouchd->log, LOG_ERR, NULL, "no row `%s` for the ledger: %s", kind, err_text(r));
    if (notice)
        free_notice(notice);
}

/* ---- The files ---- */

static int make_list(struct vouchd *vouchd, const int fds[2], struct news *news)
{
    const struct inventory_place place = {
        .installed = vouchd->configuration->paths.conf,
        .configuration = vouchd->place.file,
    };
    int r = inventory_list_new(&place, fds, &news->list);

    if (r == 0)
        digest_to_hex(&news->list->sha256, news->inventory);
    return r;
}

/* Both inventories are used up; what cannot be listed is not kept. */
static void list_files(struct vouchd *vouchd, struct judge *judge, struct news *news)
{
    struct inventory *policies = &vouchd->configuration->inventory;
    int fds[2] = {judge->inventory, -1};
    int r = fds[0] < 0 ? ERR_NOT_FOUND : inventory_take(policies, &fds[1]);

    if (r == 0)
        r = make_list(vouchd, fds, news);
    if (r < 0)
        log_write(&vouchd->log, LOG_WARNING, NULL,
                  "the files that are in force are not kept in the ledger, and nothing can be "
                  "replayed by them later: what the examiner read: %s",
                  err_text(r));
    for (size_t i = 0; i < 2; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    judge->inventory = -1;
    inventory_done(policies);
}

/* ---- What is worth a row ---- */

static bool differs(const char *a, const char *b)
{
    return strcmp(a, b) != 0;
}

static void note_change(struct vouchd *vouchd, struct news *news, bool is_reload)
{
    const struct journal *journal = &vouchd->journal;
    const struct judge *old = journal->noted, *new = news->judge;
    bool trust = differs(old->trust_snapshot, new->trust_snapshot);
    bool files = differs(journal->inventory, news->inventory);

    if (trust)
        write_notice(vouchd, JOURNAL_TRUST, news);
    if (differs(old->configuration_sha256, new->configuration_sha256) ||
        differs(old->build, new->build) || ((is_reload || files) && !trust))
        write_notice(vouchd, JOURNAL_CONFIGURATION, news);
}

void journal_note(struct vouchd *vouchd, struct judge *judge, bool is_reload)
{
    struct journal *journal = &vouchd->journal;
    struct news news = {.judge = judge};

    /* Times of rows never go back: one of a clock that is far ahead would stay. */
    if (clock_doubt(&vouchd->clock, clock_now()))
        return;
    list_files(vouchd, judge, &news);
    if (journal->noted)
        note_change(vouchd, &news, is_reload);
    else
        write_notice(vouchd, JOURNAL_STARTED, &news);
    inventory_list_free(news.list);
    memcpy(journal->inventory, news.inventory, sizeof journal->inventory);
    judge_unref(journal->noted);
    journal->noted = judge_ref(judge);
}
