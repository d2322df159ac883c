/*
 * The listening socket: the one that systemd hands over, or our own. Never both, and never
 * silently another than the configuration names: a daemon that listens elsewhere than its
 * operator believes is one that nobody asks.
 */
#ifndef VOUCH_DAEMON_LISTEN_H
#define VOUCH_DAEMON_LISTEN_H

#include "base/buffer.h"

struct listener {
    int fd;          /* -1: none */
    bool is_own;     /* made here, so taken away here */
    char path[108];  /* struct sockaddr_un's */
    uint64_t device; /* of our own socket in the file system, to take away no other */
    uint64_t inode;
};

struct listen_wish {
    const char *option;     /* --socket; NULL: not given */
    const char *configured; /* socket: of vouchd.yaml; NULL: left out */
    const char *standard;   /* where nothing is said */
    unsigned mode;          /* of our own socket */
};

/*
 * Takes what was inherited or binds. A socket that a dead daemon left is replaced, one that
 * somebody answers on is not. Non-zero with a sentence in `why` where that failed:
 * ERR_MISMATCH, ERR_BUSY, ERR_INVALID, ERR_IO.
 */
int listener_open(struct listener *listener, const struct listen_wish *wish, struct buffer *why);

/* Closes, and removes the path of our own socket. */
void listener_close(struct listener *listener);

#endif
