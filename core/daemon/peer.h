/*
 * Who is at the other end of a connection: SO_PEERCRED for user and primary group,
 * SO_PEERGROUPS for the others. The kernel fixed both when the connection was made.
 */
#ifndef VOUCH_DAEMON_PEER_H
#define VOUCH_DAEMON_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/queue.h>
#include <sys/types.h>

struct peer {
    uid_t uid;
    gid_t gid;
    gid_t *groups;
    size_t group_count;
};

/* ERR_IO where the kernel does not say, ERR_NOMEM. */
int peer_init(struct peer *peer, int socket);
void peer_done(struct peer *peer);

/* Primary or supplementary. */
bool peer_in_group(const struct peer *peer, gid_t group);

/* What one user holds of the house, whatever the number of his connections. */
struct peer_account {
    LIST_ENTRY(peer_account) entry;
    uid_t uid;
    size_t connections;
    size_t documents; /* received, waiting or examined */
};

LIST_HEAD(peer_accounts, peer_account);

/* The user's account, with one connection or document more; NULL without memory. */
struct peer_account *peer_account_connect(struct peer_accounts *accounts, uid_t uid);
void peer_account_take_document(struct peer_account *account);

/* One less; an account that holds nothing is freed. */
void peer_account_disconnect(struct peer_account *account);
void peer_account_drop_document(struct peer_account *account);

#endif
