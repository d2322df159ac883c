/*
 * A daemon's side of a zygote, for tests: starts a real vouch-zygote, asks it to examine
 * documents, and takes apart what comes back, by the same tables as the daemon.
 */
#ifndef VOUCH_TESTS_WORKER_DRIVER_H
#define VOUCH_TESTS_WORKER_DRIVER_H

#include "base/buffer.h"
#include "report/report.h"
#include "worker/message.h"

#include <jansson.h>
#include <sys/types.h>

struct driver {
    pid_t pid;
    int socket;
    enum zygote_state state;
    json_t *hello; /* payload of READY or REFUSED */
    uint32_t hello_kind;
    uint8_t room[MESSAGE_SIZE_MAX + sizeof(struct message_header) + 1];
};

/* Starts a zygote and waits for its first message. `config` may be NULL. */
void driver_start(struct driver *driver, const char *config);

/* The same on a kernel without Landlock, as far as the zygote can see. */
void driver_start_without_landlock(struct driver *driver, const char *config);

/* Lets it drain and waits for its end; returns its exit status. */
int driver_stop(struct driver *driver);

struct question {
    struct slice document;
    const char *source;   /* or NULL */
    const char *password; /* or NULL */
    int64_t at;           /* 0: a day on which the samples are valid */
    bool unsealed;        /* the memfd */
    int64_t size_said;    /* 0: the true one */
};

struct answer {
    struct arena *arena;
    struct judgements *judgements;   /* NULL: none came */
    struct examination *examination; /* NULL: none came */
    enum child_state state;
    bool is_broken; /* said what it may not say */
    bool has_timings;
    int exit, signal; /* -1, 0: not that */
    char error[128];  /* it was not started */
};

/* Sends EXAMINE; STARTED and ENDED are for driver_finish(). Returns the pipe to read. */
int driver_ask(struct driver *driver, const char *id, const struct question *question);

/* Waits for all about the document `id`. Free with answer_done(). */
void driver_finish(struct driver *driver, const char *id, int pipe, struct answer *ret);

/* Both. */
void driver_examine(struct driver *driver, const struct question *question, struct answer *ret);
void answer_done(struct answer *answer);

/* The candidate of that source (NULL: of none), and whether it has a reason. */
const struct report_candidate *answer_candidate(const struct answer *answer, const char *source);
bool candidate_has(const struct report_candidate *candidate, const char *reason);

/* Whether the examination added a reason. */
bool answer_has(const struct answer *answer, const char *reason);

/* A one-page unsigned PDF with this line of ASCII text. */
void make_pdf(const char *text, struct buffer *ret);

/* A file's bytes; in `ret`, which the caller frees. */
void read_whole(const char *path, struct buffer *ret);

/* Writes `text` to FOLDER/NAME, making the folder. */
void write_text(const char *folder, const char *name, const char *text);

#endif
