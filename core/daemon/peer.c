#include "daemon/peer.h"

#include "base/error.h"

#include <stdlib.h>
#include <sys/socket.h>

#ifndef SO_PEERGROUPS
#define SO_PEERGROUPS 59 /* Linux 4.13; glibc's headers may be older */
#endif

static int read_groups(struct peer *peer, int socket)
{
    gid_t none;
    socklen_t size = 0;

    /* With too little room the kernel says how much is needed (ERANGE). */
    getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, &none, &size);
    if (size == 0)
        return 0;
    peer->groups = malloc(size);
    if (!peer->groups)
        return ERR_NOMEM;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, peer->groups, &size) < 0)
        return ERR_IO;
    peer->group_count = size / sizeof(gid_t);
    return 0;
}

int peer_init(struct peer *peer, int socket)
{
    struct ucred credentials;
    socklen_t size = sizeof credentials;

    *peer = (struct peer){.uid = (uid_t)-1, .gid = (gid_t)-1};
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0)
        return ERR_IO;
    peer->uid = credentials.uid;
    peer->gid = credentials.gid;
    return read_groups(peer, socket);
}

void peer_done(struct peer *peer)
{
    free(peer->groups);
    *peer = (struct peer){.uid = (uid_t)-1, .gid = (gid_t)-1};
}

bool peer_in_group(const struct peer *peer, gid_t group)
{
    if (peer->gid == group)
        return true;
    for (size_t i = 0; i < peer->group_count; i++)
        if (peer->groups[i] == group)
            return true;
    return false;
}

struct peer_account *peer_account_connect(struct peer_accounts *accounts, uid_t uid)
{
    struct peer_account *account;

    LIST_FOREACH(account, accounts, entry)
    {
        if (account->uid == uid)
            break;
    }
    if (!account) {
        account = calloc(1, sizeof *account);
        if (!account)
            return NULL;
        account->uid = uid;
        LIST_INSERT_HEAD(accounts, account, entry);
    }
    account->connections++;
    return account;
}

void peer_account_take_document(struct peer_account *account)
{
    account->documents++;
}

static void free_if_empty(struct peer_account *account)
{
    if (account->connections || account->documents)
        return;
    LIST_REMOVE(account, entry);
    free(account);
}

void peer_account_disconnect(struct peer_account *account)
{
    account->connections--;
    free_if_empty(account);
}

void peer_account_drop_document(struct peer_account *account)
{
    account->documents--;
    free_if_empty(account);
}
