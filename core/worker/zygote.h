/*
 * The zygote: one process that has everything ready and forks itself for each document.
 * There are two kinds of them: vouch-zygote, and vouch-reader, which can read pictures, too
 * (reader.h); all but that is the same in both.
 *
 *   zygote_prepare()   configuration, plugins, trust, warm-up, lock-down: then READY
 *   zygote_serve()     EXAMINE -> fork -> STARTED; a child's end -> ENDED; until drained
 *
 * After lock-down it reads only messages of the daemon, never a document. The end
 * of the conversation means: take nothing new, wait for the children, end. Signals that stop
 * a group of processes (Ctrl-C) are the daemon's: here they are ignored.
 */
#ifndef VOUCH_WORKER_ZYGOTE_H
#define VOUCH_WORKER_ZYGOTE_H

#include "worker/examination.h"
#include "worker/lockdown.h"
#include "worker/message.h"

#include <sys/types.h>

#define ZYGOTE_ID_MAX 128 /* bytes of a document's id */

struct child {
    pid_t pid; /* 0: this place is free */
    char id[ZYGOTE_ID_MAX];
    int64_t fork_us;
};

struct zygote;

/* What makes one kind different from the other. */
struct zygote_kind {
    const char *name; /* of the program */
    /* Fills `scans` and `eyes`; NULL: it reads no pictures. ERR_* with a sentence, or NULL. */
    int (*open_eyes)(struct zygote *zygote, const char **ret_trouble);
};

/* What reading depends on: report_reading. */
struct zygote_eyes {
    const char *engine;
    const char *models_sha256;
    const char *processor;
};

struct zygote {
    const struct zygote_kind *kind;
    struct scan_reader scans;
    struct zygote_eyes eyes;
    struct arena *arena;
    struct paths paths;
    struct settings settings;
    struct sources sources;
    int inventory; /* of the files that made them, until READY; negative: none */
    struct patterns *patterns;
    struct examiner examiner;
    struct lockdown *lockdown;
    struct isolation isolation;
    int signals; /* a signalfd of SIGCHLD */
    enum zygote_state state;
    struct child children[SETTINGS_EXAMINATIONS_MAX];
    size_t child_count;
    uint8_t room[MESSAGE_SIZE_MAX + sizeof(struct message_header) + 1];
};

/* As the daemon's (configuration.h); each may be NULL. */
struct zygote_place {
    const char *config, *sysroot, *house;
};

/* Everything up to READY. Where it cannot start, REFUSED is sent and an error returned. */
int zygote_prepare(struct zygote *zygote, const struct zygote_place *place);

/* main() of both programs. */
int zygote_main(int argc, char **argv, const struct zygote_kind *kind);

/* Until drained. ERR_PROTOCOL where the daemon broke the protocol, ERR_IO. */
int zygote_serve(struct zygote *zygote);

/* ---- zygote_hello.c ---- */

/* Sends READY, and the inventory with it. ERR_NOMEM, ERR_LIMIT where it does not fit, ERR_IO. */
int zygote_send_ready(const struct zygote *zygote);

/* Sends REFUSED with a sentence. */
int zygote_send_refused(const char *message);

/* ---- zygote_child.c ---- */

/* What EXAMINE asks; strings are the message's. */
struct child_request {
    const char *id;
    int64_t size;
    const char *source;
    int document; /* descriptors */
    int pipe;
    struct examination_request examination;
};

/* In the forked process: locks it down, examines, ends it. */
_Noreturn void zygote_child(const struct zygote *zygote, struct child_request *request, int parent);

#endif
