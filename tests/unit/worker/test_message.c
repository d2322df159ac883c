#include "worker/message.h"

#include "base/error.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

struct pair {
    int daemon;
    int zygote;
    uint8_t room[MESSAGE_SIZE_MAX + sizeof(struct message_header) + 1];
};

static int open_pair(void **state)
{
    static struct pair pair;
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return -1;
    pair.daemon = ends[0];
    pair.zygote = ends[1];
    *state = &pair;
    return 0;
}

static int close_pair(void **state)
{
    struct pair *pair = *state;

    close(pair->daemon);
    close(pair->zygote);
    return 0;
}

static int receive(struct pair *pair, struct message *message)
{
    return message_receive(pair->daemon, pair->room, sizeof pair->room, message);
}

static void carries_payload_and_descriptors(void **state)
{
    struct pair *pair = *state;
    struct message message;
    int pipe_ends[2];
    char byte;

    assert_int_equal(pipe(pipe_ends), 0);
    assert_int_equal(
        message_send(pair->zygote, MESSAGE_STARTED, slice_str("{\"id\":\"a\"}"), pipe_ends, 2), 0);
    assert_int_equal(receive(pair, &message), 0);
    assert_int_equal(message.kind, MESSAGE_STARTED);
    assert_string_equal((const char *)message.payload, "{\"id\":\"a\"}");
    assert_int_equal(message.fd_count, 2);
    assert_int_equal(fcntl(message.fds[0], F_GETFD), FD_CLOEXEC);
    assert_int_equal(write(message.fds[1], "x", 1), 1);
    assert_int_equal(read(pipe_ends[0], &byte, 1), 1);
    assert_int_equal(byte, 'x');
    message_close(&message);
    assert_int_equal(message.fd_count, 0);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

static void carries_the_largest(void **state)
{
    static char text[MESSAGE_SIZE_MAX];
    struct pair *pair = *state;
    struct message message;
    int size = MESSAGE_SIZE_MAX;

    memset(text, 'x', sizeof text);
    assert_int_equal(setsockopt(pair->zygote, SOL_SOCKET, SO_SNDBUF, &size, sizeof size), 0);
    assert_int_equal(message_send(pair->zygote, 1, slice_of(text, sizeof text), NULL, 0), 0);
    assert_int_equal(receive(pair, &message), 0);
    assert_int_equal(message.size, sizeof text);
    assert_int_equal(message_send(pair->zygote, 1, slice_of(text, sizeof text + 1), NULL, 0),
                     ERR_LIMIT);
}

static void refuses_what_is_no_message(void **state)
{
    struct pair *pair = *state;
    struct message_header header = {MESSAGE_ENDED, 5};
    struct message message;

    assert_int_equal(send(pair->zygote, "abc", 3, 0), 3);
    assert_int_equal(receive(pair, &message), ERR_PROTOCOL);
    assert_int_equal(send(pair->zygote, &header, sizeof header, 0), sizeof header);
    assert_int_equal(receive(pair, &message), ERR_PROTOCOL);
}

static void closes_descriptors_of_a_bad_one(void **state)
{
    struct pair *pair = *state;
    struct msghdr datagram = {0};
    struct iovec part = {(char *)"x", 1};
    struct message message;
    union {
        struct cmsghdr header;
        uint8_t room[CMSG_SPACE(3 * sizeof(int))];
    } control = {0};
    int fds[3], before = open("/dev/null", O_RDONLY | O_CLOEXEC);

    for (size_t i = 0; i < 3; i++)
        fds[i] = before;
    datagram.msg_iov = &part;
    datagram.msg_iovlen = 1;
    datagram.msg_control = control.room;
    datagram.msg_controllen = sizeof control.room;
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof fds);
    memcpy(CMSG_DATA(&control.header), fds, sizeof fds);
    assert_int_equal(sendmsg(pair->zygote, &datagram, 0), 1);
    assert_int_equal(receive(pair, &message), ERR_PROTOCOL);
    assert_int_equal(dup(before), before + 1); /* the lowest free number: nothing was left open */
    close(before + 1);
    close(before);
}

static void says_when_it_is_over(void **state)
{
    struct pair *pair = *state;
    struct message message;

    assert_int_equal(fcntl(pair->daemon, F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(receive(pair, &message), ERR_BUSY);
    shutdown(pair->zygote, SHUT_WR);
    assert_int_equal(receive(pair, &message), ERR_NOT_FOUND);
    assert_int_equal(message_send(pair->zygote, 1, slice_str(""), NULL, 0), ERR_IO);
}

static void knows_what_a_zygote_may_say(void **state)
{
    enum zygote_state at = ZYGOTE_STARTING;

    (void)state;
    assert_int_equal(message_accept_from_zygote(&at, MESSAGE_STARTED, 1), ERR_PROTOCOL);
    assert_int_equal(message_accept_from_zygote(&at, MESSAGE_READY, 2), ERR_PROTOCOL);
    assert_int_equal(message_accept_from_zygote(&at, MESSAGE_READY, 1), 0);
    assert_int_equal(at, ZYGOTE_SERVING);
    at = ZYGOTE_STARTING; /* without an inventory */
    assert_int_equal(message_accept_from_zygote(&at, MESSAGE_READY, 0), 0);
    assert_int_equal(at, ZYGOTE_SERVING);
    assert_int_equal(message_accept_from_zygote(&at, MESSAGE_READY, 0), ERR_PROTOCOL);
    assert_int_equal(message_accept_from_zygote(&at, MESSAGE_STARTED, 0), ERR_PROTOCOL);
    assert_int_equal(message_accept_from_zygote(&at, MESSAGE_STARTED, 1), 0);
    assert_int_equal(message_accept_from_zygote(&at, MESSAGE_ENDED, 0), 0);
    assert_int_equal(message_accept_from_zygote(&at, MESSAGE_EXAMINE, 2), ERR_PROTOCOL);
    assert_int_equal(message_accept_from_zygote(&at, 99, 0), ERR_PROTOCOL);
    at = ZYGOTE_DRAINING;
    assert_int_equal(message_accept_from_zygote(&at, MESSAGE_ENDED, 0), 0);
    assert_int_equal(message_accept_from_zygote(&at, MESSAGE_REFUSED, 0), ERR_PROTOCOL);
}

static void knows_what_a_zygote_may_be_told(void **state)
{
    enum zygote_state at = ZYGOTE_STARTING;

    (void)state;
    assert_int_equal(message_accept_from_daemon(&at, MESSAGE_EXAMINE, 2), ERR_PROTOCOL);
    at = ZYGOTE_SERVING;
    assert_int_equal(message_accept_from_daemon(&at, MESSAGE_EXAMINE, 2), 0);
    assert_int_equal(message_accept_from_daemon(&at, MESSAGE_EXAMINE, 1), ERR_PROTOCOL);
    assert_int_equal(message_accept_from_daemon(&at, MESSAGE_READY, 0), ERR_PROTOCOL);
    at = ZYGOTE_DRAINING;
    assert_int_equal(message_accept_from_daemon(&at, MESSAGE_EXAMINE, 2), ERR_PROTOCOL);
}

static void knows_what_a_child_may_say(void **state)
{
    enum child_state at = CHILD_SILENT;

    (void)state;
    assert_int_equal(frame_accept(&at, FRAME_EXAMINATION, 10), ERR_PROTOCOL);
    assert_int_equal(frame_accept(&at, FRAME_JUDGEMENTS, FRAME_SIZE_MAX + 1), ERR_PROTOCOL);
    assert_int_equal(frame_accept(&at, FRAME_JUDGEMENTS, 10), 0);
    assert_int_equal(frame_accept(&at, FRAME_JUDGEMENTS, 10), ERR_PROTOCOL);
    assert_int_equal(frame_accept(&at, FRAME_TIMINGS, 10), ERR_PROTOCOL);
    assert_int_equal(frame_accept(&at, FRAME_EXAMINATION, 10), 0);
    assert_int_equal(frame_accept(&at, FRAME_TIMINGS, 1000000), ERR_PROTOCOL);
    assert_int_equal(frame_accept(&at, FRAME_TIMINGS, 10), 0);
    assert_int_equal(at, CHILD_DONE);
    assert_int_equal(frame_accept(&at, FRAME_TIMINGS, 10), ERR_PROTOCOL);
}

static void knows_that_a_child_may_hand_over(void **state)
{
    enum child_state at = CHILD_SILENT;

    (void)state;
    assert_int_equal(frame_accept(&at, FRAME_NEEDS_READING, 0), ERR_PROTOCOL);
    assert_int_equal(frame_accept(&at, FRAME_JUDGEMENTS, 10), 0);
    assert_int_equal(frame_accept(&at, FRAME_NEEDS_READING, 1), ERR_PROTOCOL);
    assert_int_equal(frame_accept(&at, FRAME_NEEDS_READING, 0), 0);
    assert_int_equal(frame_accept(&at, FRAME_NEEDS_READING, 0), ERR_PROTOCOL);
    assert_int_equal(frame_accept(&at, FRAME_EXAMINATION, 10), ERR_PROTOCOL);
    assert_int_equal(frame_accept(&at, FRAME_TIMINGS, 10), 0);
    assert_int_equal(at, CHILD_DONE);
}

static void writes_frames_whole(void **state)
{
    struct frame_header header;
    char text[6] = "";
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(frame_write(ends[1], FRAME_TIMINGS, slice_str("hello")), 0);
    assert_int_equal(read(ends[0], &header, sizeof header), sizeof header);
    assert_int_equal(header.kind, FRAME_TIMINGS);
    assert_int_equal(header.size, 5);
    assert_int_equal(read(ends[0], text, 5), 5);
    assert_string_equal(text, "hello");
    assert_int_equal(frame_write(ends[1], 1, slice_of("", FRAME_SIZE_MAX + 1u)), ERR_LIMIT);
    close(ends[1]);
    assert_int_equal(frame_write(ends[1], 1, slice_str("x")), ERR_IO);
    close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(carries_payload_and_descriptors, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(carries_the_largest, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(refuses_what_is_no_message, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(closes_descriptors_of_a_bad_one, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(says_when_it_is_over, open_pair, close_pair),
        cmocka_unit_test(knows_what_a_zygote_may_say),
        cmocka_unit_test(knows_what_a_zygote_may_be_told),
        cmocka_unit_test(knows_what_a_child_may_say),
        cmocka_unit_test(knows_that_a_child_may_hand_over),
        cmocka_unit_test(writes_frames_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
