/*
 * What the processes say to each other, and when they may say it.
 *
 *   vouchd  <-> zygote        one SOCK_SEQPACKET socket pair, a datagram a message
 *   child    -> vouchd        the write end of one pipe, length-prefixed frames
 *
 *   daemon                       zygote                          child
 *     | -- exec, fd 3 ------------> | loads, warms up, locks down
 *     | <------ READY | REFUSED --- |
 *     | -- EXAMINE, memfd, pipe --> | -- fork --------------------> | tighter filter
 *     | <------ STARTED, pidfd ---- |                               |
 *     | <====== JUDGEMENTS ======================================== | before any plugin
 *     | <====== EXAMINATION, TIMINGS ============================== | exit
 *     |         or NEEDS_READING, TIMINGS
 *     | <------ ENDED ------------- | reaps
 *     | -- (closes the socket) ---> | exits when its last child has
 *
 * Each side accepts only what the tables of message.c allow in the state it is in; a child
 * that says anything else is killed and its document is worker.protocol, a zygote that
 * does is replaced. Every message must be consumed to its last byte. Descriptors come only
 * with READY (inventory), EXAMINE (document, reply pipe) and STARTED (pidfd), exactly as many as
 * named.
 *
 * There are two kinds of zygote, and one conversation. vouch-zygote reads what is written; a child
 * of it that meets pictures of a page answers NEEDS_READING, and the daemon hands the same document
 * to vouch-reader. A child of that judges again: its JUDGEMENTS must be the very bytes that the
 * first child sent, so that nothing which was sent can be improved, and it may not answer
 * NEEDS_READING.
 *
 * Payloads are JSON (jansson or core/report/json.h); members as given below.
 */
#ifndef VOUCH_WORKER_MESSAGE_H
#define VOUCH_WORKER_MESSAGE_H

#include "base/slice.h"

#include <stdint.h>

#define ZYGOTE_FD        3
#define MESSAGE_SIZE_MAX (256u * 1024)       /* one datagram between daemon and zygote */
#define FRAME_SIZE_MAX   (16u * 1024 * 1024) /* one frame of a child */
#define MESSAGE_FDS_MAX  2

enum message_kind {
    MESSAGE_READY = 1,   /* zygote: {build, trust_snapshot, configuration_sha256, isolation: {...},
                            sources: [{name, plugin, plugin_version, summary, warnings: [..], limits:
                            {time_ms}, lag_s, expires: {certificate?, list?}: times}],
                            codes: [{code, kind, plugin?}], reading?: {engine, models_sha256,
                            processor}}; that of vouch-reader only. + the files that it read
                            (base/inventory.h): not of vouch-reader, nor where that failed */
    MESSAGE_REFUSED = 2, /* zygote: {message}: a sentence with file, line and column */
    MESSAGE_EXAMINE = 3, /* daemon: {id, size, source?, at, existed_by?, existed_by_from?,
                            password?} + memfd, pipe */
    MESSAGE_STARTED = 4, /* zygote: {id} + pidfd */
    MESSAGE_ENDED = 5,   /* zygote: {id, exit? | signal?, cpu_us, fork_us, peak_kib}; also when it
                            could not fork: {id, error} */
};

/* A child's exit status, when it ends by itself. A loop ends by SIGXCPU. */
#define CHILD_EXIT_NO_MEMORY 3 /* not even that could be reported: limit.memory */

struct message_header {
    uint32_t kind;
    uint32_t size; /* of the payload that follows */
};

enum frame_kind {
    FRAME_JUDGEMENTS = 1,  /* judgements_encode() */
    FRAME_EXAMINATION = 2, /* examination_encode() */
    FRAME_TIMINGS = 3,     /* {isolation_us, signature_us, text_us, source_us, answer_us}: CPU, for
                              figures only */
    FRAME_NEEDS_READING =
        4, /* nothing: in place of EXAMINATION, from vouch-zygote's children only */
};

struct frame_header {
    uint32_t kind;
    uint32_t size;
};

/* Where a conversation stands; the tables in message.c say what may come next. */
enum zygote_state { ZYGOTE_STARTING, ZYGOTE_SERVING, ZYGOTE_DRAINING };
enum child_state { CHILD_SILENT, CHILD_JUDGED, CHILD_EXAMINED, CHILD_DONE };

/*
 * Checks that the zygote (the daemon's view) may send `kind` with `fd_count` descriptors in
 * `*state`, and moves the state on. ERR_PROTOCOL otherwise.
 */
int message_accept_from_zygote(enum zygote_state *state, uint32_t kind, size_t fd_count);

/* The same for what a zygote may be told. */
int message_accept_from_daemon(enum zygote_state *state, uint32_t kind, size_t fd_count);

/*
 * The same for a child's frame; `size` against the bound of its kind. What a child of vouch-reader
 * may not say is for the caller to know.
 */
int frame_accept(enum child_state *state, uint32_t kind, uint32_t size);

/*
 * Sends one datagram with descriptors, close-on-exec at the receiver. Blocks only if the
 * socket does. ERR_IO, ERR_LIMIT; ERR_BUSY where a non-blocking socket is full.
 */
int message_send(int socket, uint32_t kind, struct slice payload, const int *fds, size_t fd_count);

struct message {
    uint32_t kind;
    size_t size;
    int fds[MESSAGE_FDS_MAX]; /* owned by the receiver; take them or call message_close() */
    size_t fd_count;
    uint8_t *payload; /* points into the receiver's buffer, followed by a NUL */
};

/*
 * Receives one datagram into `room` (MESSAGE_SIZE_MAX + sizeof header + 1 bytes). ERR_NOT_FOUND
 * at the end of the conversation, ERR_BUSY where nothing is there, ERR_PROTOCOL for a
 * malformed or truncated one (its descriptors are closed), ERR_IO.
 */
int message_receive(int socket, uint8_t *room, size_t room_size, struct message *ret_message);
void message_close(struct message *message);

/* Writes one frame whole to a pipe; used by the child. ERR_IO, ERR_LIMIT. */
int frame_write(int pipe, uint32_t kind, struct slice payload);

#endif
