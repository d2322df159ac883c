/*
 * The examination of one job, seen from outside: a child of the zygote that reads the
 * document and answers through its own pipe.
 *
 * It is over when the zygote has said that the child ended and its pipe has been read to
 * the end. A child that says what it may not say is killed (worker.protocol), as is one
 * that takes longer than its limit (limit.time). A zygote that does not answer is replaced;
 * a job whose child was never started is then tried once more.
 *
 * A child that says that its document needs reading is followed by a second one, of a reader
 * (job_read.c), whose judgements must be the bytes of the first.
 */
#ifndef VOUCH_DAEMON_EXAMINE_H
#define VOUCH_DAEMON_EXAMINE_H

#include "base/buffer.h"
#include "report/join.h"
#include "worker/message.h"

#include <uv.h>

struct job;
struct zygote;

#define EXAMINE_START_MS  10000 /* for the zygote to say that it started a child */
#define EXAMINE_END_MS    5000  /* for a killed child to end, and for its pipe after it */
#define EXAMINE_TRIES_MAX 2

struct examine {
    struct zygote *zygote; /* while it runs */
    int pipe;
    int pidfd;
    uv_poll_t poll;
    uv_timer_t deadline;
    unsigned handles; /* not yet closed */
    unsigned tries;

    enum child_state state;
    struct frame_header header;
    size_t header_size; /* of it, read so far */
    struct buffer judgements, examination, timings;
    struct buffer again;                  /* the second child's judgements */
    bool has_judgements, has_examination; /* whole */
    bool needs_reading;                   /* said the first child */
    bool is_reading;                      /* from then on */
    bool unreadable;                      /* there is nobody who could read */

    bool started, ended, pipe_ended, closing;
    bool broken, timed_out, unavailable, requeue;
    int exit;
    int signal; /* 0: it exited */
    int64_t cpu_us;
    int64_t fork_us;
    int64_t peak_kib; /* of memory */
};

void examine_init(struct examine *examine);
void examine_done(struct examine *examine);

/* Whether the first child ended well and left the rest to a reader. */
bool examine_needs_reading(const struct examine *examine);

/* Forgets all of the first child but its judgements. */
void examine_hand_over(struct examine *examine);

/* Hands the job's document to the zygote. ERR_BUSY where that cannot be done now. */
int examine_start(struct job *job, struct zygote *zygote);

/* From zygote.c: what it said about the job's child. */
void examine_started(struct job *job, int pidfd);

struct examine_end {
    int exit;
    int signal;
    bool failed; /* could not be forked */
    int64_t cpu_us;
    int64_t fork_us;
    int64_t peak_kib;
};

void examine_ended(struct job *job, const struct examine_end *end);

/* The zygote is gone, and its children with it. */
void examine_zygote_gone(struct job *job);

/* Ends the child at once: the daemon has no more time. */
void examine_abort(struct job *job);

/* How it ended, for report_join(); `signal` has room for its name. */
#define EXAMINE_SIGNAL_SIZE 16
enum examination_end examine_result(const struct examine *examine,
                                    char signal[EXAMINE_SIGNAL_SIZE]);

#endif
