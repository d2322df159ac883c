/*
 * What the service manager is told (sd_notify(3)). Each is one datagram; without a service
 * manager nothing happens.
 */
#ifndef VOUCH_DAEMON_NOTIFY_H
#define VOUCH_DAEMON_NOTIFY_H

#include <stdint.h>

void notify_ready(const char *status);

/* With the monotonic time in the same datagram: newer systemd waits for it. */
void notify_reloading(void);
void notify_stopping(void);
void notify_watchdog(void);

/* How often notify_watchdog() is wanted, in milliseconds; 0: never. */
uint64_t notify_watchdog_interval(void);

#endif
