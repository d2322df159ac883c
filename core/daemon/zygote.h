/*
 * The zygotes: exec'd, one serving, perhaps one starting beside it (reload) and some
 * draining. They have read configuration, trust and plugins, and fork a child for each
 * document; what they may say, and when, is worker/message.h. Those that read pictures
 * (vouch-reader) come and go as they are needed: readers.h.
 *
 * A new examiner is always started with a configuration that the daemon has just read itself,
 * and both come into force together, when it says READY. One that dies is started anew, at
 * growing intervals; one that refuses leaves what was there before.
 */
#ifndef VOUCH_DAEMON_ZYGOTE_H
#define VOUCH_DAEMON_ZYGOTE_H

#include "base/slice.h"
#include "daemon/configuration.h"
#include "daemon/judge.h"
#include "worker/message.h"

#include <sys/queue.h>
#include <uv.h>

#define ZYGOTE_START_MS       60000 /* to be ready; it examines two samples first */
#define ZYGOTE_BACKOFF_MIN_MS 100
#define ZYGOTE_BACKOFF_MAX_MS 30000
#define ZYGOTE_STEADY_MS      60000 /* having lived so long, its death is a single event */

#define ZYGOTE_TROUBLE_SIZE 640

#define ZYGOTE_ROOM_SIZE (MESSAGE_SIZE_MAX + sizeof(struct message_header) + 1)

struct job;
struct vouchd;

enum zygote_kind {
    ZYGOTE_EXAMINER, /* vouch-zygote */
    ZYGOTE_READER,   /* vouch-reader */
};

struct zygote {
    LIST_ENTRY(zygote) entry;
    struct vouchd *vouchd;
    enum zygote_kind kind;
    uv_process_t process;
    int socket;
    uv_poll_t poll;
    uv_timer_t deadline;
    unsigned handles; /* not yet closed */
    bool has_process; /* it has not exited */
    bool is_gone;     /* nothing is heard from it any more */
    enum zygote_state state;
    uint64_t ready_at;                   /* the loop's milliseconds */
    struct configuration *configuration; /* an examiner's, until it is in force */
    struct judge *judge;                 /* from READY on */
    LIST_HEAD(, job) jobs;               /* whose children run */
};

struct zygotes {
    LIST_HEAD(, zygote) all; /* of both kinds */
    struct zygote *serving;  /* or NULL */
    struct zygote *starting; /* or NULL */
    uv_timer_t respawn;
    unsigned failures;
    char trouble[ZYGOTE_TROUBLE_SIZE]; /* why none serves; a sentence */
    uint8_t *room;                     /* ZYGOTE_ROOM_SIZE, for one message */
};

int zygotes_init(struct vouchd *vouchd);
void zygotes_done(struct vouchd *vouchd);

/*
 * Starts one with that configuration, which is its from here on. What comes of it is told
 * to vouchd_zygote_started(). ERR_* with `trouble` said where it cannot even be tried.
 */
int zygotes_start(struct vouchd *vouchd, struct configuration *configuration);

/* Starts the program of that kind and begins to listen to it. ERR_* with a sentence in `trouble`.
 */
int zygote_new(struct vouchd *vouchd, enum zygote_kind kind, char trouble[ZYGOTE_TROUBLE_SIZE],
               struct zygote **ret);

/* Lets all examiners finish what they hold and go (one that starts holds nothing); or kills all. */
void zygotes_retire(struct vouchd *vouchd);
void zygotes_kill(struct vouchd *vouchd);

/* The one that takes documents, or NULL. */
struct zygote *zygotes_serving(struct zygotes *zygotes);

struct judge *zygote_judge(struct zygote *zygote);
int zygote_send(struct zygote *zygote, uint32_t kind, struct slice payload, const int *fds,
                size_t fd_count);

/* Its list of jobs. */
void zygote_take(struct zygote *zygote, struct job *job);
void zygote_drop(struct zygote *zygote, struct job *job);

/*
 * Nothing is to be heard from it any more: it ended, broke the protocol or hangs. What it was
 * doing is undone, and its place is filled.
 */
void zygote_fail(struct zygote *zygote, const char *why);

/* It ends when its last child has, and is heard until then; NULL is allowed. */
void zygote_retire(struct zygote *zygote);

/* What it says (zygote_talk.c): for its uv_poll_t. */
void zygote_readable(uv_poll_t *poll, int status, int events);

#endif
