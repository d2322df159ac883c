/* Names for reports and decisions: UUIDs in the order of their time. */
#ifndef VOUCH_DAEMON_UUID_H
#define VOUCH_DAEMON_UUID_H

#define UUID_SIZE 37 /* and NUL */

/* Version 7 (RFC 9562 5.7): milliseconds, then chance. ERR_IO. */
int uuid_make(char ret[UUID_SIZE]);

#endif
