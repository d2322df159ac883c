/*
 * A daemon for one call of vouchctl: its own socket in a temporary folder, its ledger in
 * memory unless the configuration names one, gone when the call ends.
 */
#ifndef VOUCH_CTL_PRIVATE_H
#define VOUCH_CTL_PRIVATE_H

#include "ctl/ctl.h"

struct private_daemon;

/* Starts it and waits until it is ready. NULL, with the reason said, where it does not start. */
struct private_daemon *private_daemon_start(struct ctl *ctl);
const char *private_daemon_socket(const struct private_daemon *daemon);

/* Says that it is gone, where it does not answer any more, and what it said before. */
void private_daemon_tell_end(struct private_daemon *daemon);

/* Ends it and removes its folder; NULL is allowed. */
void private_daemon_stop(struct private_daemon *daemon);

#endif
