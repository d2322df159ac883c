#include "tests.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* A log into a pipe, and what came out of it. */
struct fixture {
    struct log log;
    int ends[2];
    char text[16 * 1024];
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    if (!fixture || pipe2(fixture->ends, O_CLOEXEC | O_NONBLOCK) < 0)
        return -1;
    log_init(&fixture->log, "vouchd");
    fixture->log.journal = false;
    fixture->log.time_stamps = false;
    fixture->log.fd = fixture->ends[1];
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    close(fixture->ends[0]);
    close(fixture->ends[1]);
    free(fixture);
    return 0;
}

static const char *written(struct fixture *fixture)
{
    ssize_t size = read(fixture->ends[0], fixture->text, sizeof fixture->text - 1);

    fixture->text[size > 0 ? size : 0] = '\0';
    return fixture->text;
}

static void an_entry_is_a_line_with_its_fields(void **state)
{
    struct fixture *f = *state;

    log_write(&f->log, LOG_DAEMON | LOG_WARNING, NULL, "queue holds %d", 7);
    assert_string_equal(written(f), "vouchd: warning: queue holds 7\n");
    log_write(&f->log, LOG_ERR, log_fields({"VOUCH_REPORT_ID", "5f01"}, {"VOUCH_SOURCE", "nia"}),
              "ended");
    assert_string_equal(written(f), "vouchd: error: ended VOUCH_REPORT_ID=5f01 VOUCH_SOURCE=nia\n");
}

static void values_that_need_it_stand_between_quotes(void **state)
{
    struct fixture *f = *state;

    log_write(&f->log, LOG_INFO, log_fields({"A", "two words"}, {"B", ""}, {"C", "a=\"b\\"}), "x");
    assert_string_equal(written(f), "vouchd: info: x A=\"two words\" B=\"\" C=\"a=\\\"b\\\\\"\n");
}

static void nothing_forges_a_line(void **state)
{
    struct fixture *f = *state;

    log_write(&f->log, LOG_INFO, log_fields({"A", "1\nvouchd: info: all well"}),
              "a\r\nb\x1b[2J\t\u202Ec\xFF\xC2 d\\n 出境");
    assert_string_equal(written(f),
                        "vouchd: info: a\\x0d\\nb\\x1b[2J\\t\\u202ec\\xFF\\xC2 d\\\\n 出境"
                        " A=\"1\\nvouchd: info: all well\"\n");
}

static void wrong_field_names_are_left_out(void **state)
{
    static const char long_name[] =
        "A1234567890123456789012345678901234567890123456789012345678901234";
    struct fixture *f = *state;

    log_write(&f->log, LOG_INFO,
              log_fields({"_PID", "1"}, {"lower", "1"}, {"1A", "1"}, {"", "1"}, {"A B", "1"},
                         {"A=", "1"}, {long_name, "1"}, {"NO_VALUE", NULL}, {"GOOD_1", "1"}),
              "x");
    assert_string_equal(written(f), "vouchd: info: x GOOD_1=1\n");
}

static void what_is_too_long_is_cut_between_characters(void **state)
{
    char message[3 * LOG_MESSAGE_MAX + 1] = "";
    struct fixture *f = *state;
    const char *line;

    for (size_t i = 0; i < LOG_MESSAGE_MAX; i++)
        memcpy(message + 3 * i, "出", 4);
    log_write(&f->log, LOG_INFO, log_fields({"A", message}), "%s", message);
    line = written(f);
    assert_int_equal(strlen(line), strlen("vouchd: info: ") + LOG_MESSAGE_MAX / 3 * 3 +
                                       strlen(" A=") + LOG_VALUE_MAX / 3 * 3 + 1);
    assert_null(strchr(line, '\\')); /* a half character would show as \xNN */
}

static void at_most_so_many_fields(void **state)
{
    struct log_field fields[LOG_FIELDS_MAX + 2] = {0};
    struct fixture *f = *state;
    char names[LOG_FIELDS_MAX + 1][8];

    for (int i = 0; i <= LOG_FIELDS_MAX; i++) {
        snprintf(names[i], sizeof names[i], "F%d", i);
        fields[i] = (struct log_field){names[i], "v"};
    }
    log_write(&f->log, LOG_INFO, fields, "x");
    assert_non_null(strstr(written(f), " F15=v\n"));
    assert_null(strstr(f->text, "F16"));
}

static void priorities_above_the_limit_are_dropped(void **state)
{
    struct fixture *f = *state;

    log_write(&f->log, LOG_DEBUG, NULL, "detail");
    assert_string_equal(written(f), "");
    f->log.max_priority = LOG_DEBUG;
    log_write(&f->log, LOG_DEBUG, NULL, "detail");
    assert_string_equal(written(f), "vouchd: debug: detail\n");
}

static void lines_may_have_a_time(void **state)
{
    struct fixture *f = *state;
    int year, end = 0;

    f->log.time_stamps = true;
    log_write(&f->log, LOG_NOTICE, NULL, "x");
    sscanf(written(f), "%d-%*2d-%*2dT%*2d:%*2d:%*2dZ %n", &year, &end);
    assert_int_equal(end, 21);
    assert_string_equal(f->text + end, "vouchd: notice: x\n");
}

static void a_log_that_cannot_be_written_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct log log = f->log;

    log.fd = -1;
    errno = EXDEV;
    log_write(&log, LOG_ERR, NULL, "x");
    assert_int_equal(errno, EXDEV);
}

/* systemd.exec(5): only where JOURNAL_STREAM names what standard error is now. */
static void the_journal_is_known_by_its_stream(void **state)
{
    struct log log;
    struct stat info;
    char stream[64];

    (void)state;
    assert_int_equal(fstat(STDERR_FILENO, &info), 0);
    snprintf(stream, sizeof stream, "%llu:%llu", (unsigned long long)info.st_dev,
             (unsigned long long)info.st_ino);
    setenv("JOURNAL_STREAM", stream, 1);
    log_init(&log, "vouchd");
    assert_true(log.journal);
    strcat(stream, "0");
    setenv("JOURNAL_STREAM", stream, 1);
    log_init(&log, "vouchd");
    assert_false(log.journal);
    setenv("JOURNAL_STREAM", "junk", 1);
    log_init(&log, "vouchd");
    assert_false(log.journal);
    unsetenv("JOURNAL_STREAM");
    log_init(&log, "vouchd");
    assert_false(log.journal);
    assert_int_equal(log.max_priority, LOG_INFO);
}

/* Makes /run/systemd/journal/socket ours alone, in a mount namespace; -1 where that is not allowed.
 */
static int bind_journal(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/run/systemd/journal/socket"};
    int fd;

    if (unshare(CLONE_NEWNS) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
        return -1;
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount("none", "/run", "tmpfs", 0, NULL) < 0 || mkdir("/run/systemd", 0755) < 0 ||
        mkdir("/run/systemd/journal", 0755) < 0)
        return -1;
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 ? fd : -1;
}

/* In a process of its own: the exit status is 0, 1 for a wrong entry, 77 where it cannot be tried.
 */
static int try_journal(void)
{
    static const char expected[] = "PRIORITY=4\nSYSLOG_IDENTIFIER=vouchd\nMESSAGE=a\\nb 7\n"
                                   "VOUCH_REPORT_ID=5f \"01\n";
    struct log log = {.identifier = "vouchd", .fd = -1, .max_priority = LOG_INFO, .journal = true};
    char entry[1024] = "";
    int fd = bind_journal();

    if (fd < 0)
        return 77;
    log_write(&log, LOG_DEBUG, NULL, "not written");
    log_write(&log, LOG_WARNING, log_fields({"VOUCH_REPORT_ID", "5f \"01"}, {"_PID", "1"}),
              "a\nb %d", 7);
    if (recv(fd, entry, sizeof entry - 1, 0) < 0)
        return 1;
    return strcmp(entry, expected) == 0 ? 0 : 1;
}

static void the_journal_gets_the_fields(void **state)
{
    pid_t child = fork();
    int status;

    (void)state;
    if (child == 0)
        _exit(try_journal());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

int run_log_tests(void)
{
#define LOG_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    static const struct CMUnitTest tests[] = {
        LOG_TEST(an_entry_is_a_line_with_its_fields),
        LOG_TEST(values_that_need_it_stand_between_quotes),
        LOG_TEST(nothing_forges_a_line),
        LOG_TEST(wrong_field_names_are_left_out),
        LOG_TEST(what_is_too_long_is_cut_between_characters),
        LOG_TEST(at_most_so_many_fields),
        LOG_TEST(priorities_above_the_limit_are_dropped),
        LOG_TEST(lines_may_have_a_time),
        LOG_TEST(a_log_that_cannot_be_written_changes_nothing),
        LOG_TEST(the_journal_is_known_by_its_stream),
        LOG_TEST(the_journal_gets_the_fields),
    };
#undef LOG_TEST

    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
