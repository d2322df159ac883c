#include "tests.h"

#include "base/error.h"
#include "daemon/peer.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static void who_is_there(void **state)
{
    struct peer peer;
    int ends[2];

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_int_equal(peer_init(&peer, ends[0]), 0);
    assert_int_equal(peer.uid, geteuid());
    assert_int_equal(peer.gid, getegid());
    assert_true(peer_in_group(&peer, getegid()));
    assert_false(peer_in_group(&peer, 4000000000u));
    peer_done(&peer);
    peer_done(&peer);
    close(ends[0]);
    close(ends[1]);
}

static void nobody_is_there(void **state)
{
    struct peer peer;
    int fd = open("/dev/null", O_RDONLY);

    (void)state;
    assert_int_equal(peer_init(&peer, fd), ERR_IO);
    assert_int_not_equal(peer.uid, 0);
    close(fd);
}

static void groups(void **state)
{
    gid_t others[] = {7, 8};
    struct peer peer = {.gid = 5, .groups = others, .group_count = 2};

    (void)state;
    assert_true(peer_in_group(&peer, 5));
    assert_true(peer_in_group(&peer, 8));
    assert_false(peer_in_group(&peer, 6));
}

static void accounts(void **state)
{
    struct peer_accounts all = LIST_HEAD_INITIALIZER(all);
    struct peer_account *a = peer_account_connect(&all, 1), *b = peer_account_connect(&all, 2);

    (void)state;
    assert_ptr_equal(peer_account_connect(&all, 1), a);
    assert_ptr_not_equal(a, b);
    assert_int_equal(a->connections, 2);
    peer_account_take_document(a);
    peer_account_disconnect(a);
    peer_account_disconnect(a);
    assert_int_equal(a->documents, 1); /* it outlives its connections */
    peer_account_drop_document(a);
    peer_account_disconnect(b);
    assert_true(LIST_EMPTY(&all));
}

int run_peer_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_there),
        cmocka_unit_test(nobody_is_there),
        cmocka_unit_test(groups),
        cmocka_unit_test(accounts),
    };

    return cmocka_run_group_tests_name("peer", tests, NULL, NULL);
}
