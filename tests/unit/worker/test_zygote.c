/*
 * A real zygote, its real children, and plugins that misbehave on demand (tests/plugins).
 */
#include "driver.h"

#include "base/error.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/vouch-test-XXXXXX";
static char config[sizeof folder + 32];
static struct driver driver;

static void write_config(const char *name, const char *sources, const char *more)
{
    char text[1024];

    snprintf(text, sizeof text, "plugins: %s\nsources: %s\n%s", VOUCH_WRONG "/loaded", sources,
             more);
    write_text(folder, name, text);
    snprintf(config, sizeof config, "%s/%s", folder, name);
}

static void write_source(const char *sources, const char *name, const char *text)
{
    char path[sizeof folder + 64];

    snprintf(path, sizeof path, "%s/%s", folder, sources);
    write_text(path, name, text);
}

#define TRUSTED                                                                                    \
    "plugin: rogue\n"                                                                              \
    "trust: {issuers: ['" VOUCH_DEMO "/issuer.pem'], subject: {CN: vouchd test*}}\n"

/* What a reader, which these tests run with once more, has beside a source's own. */
#define LIMITS "limits: {reading: {page: 100ms, pages: 1, memory: 256MiB}}\n"

/* `rogue` trusts the demo's issuer; a minute of time, or a tenth of a second, 128 MiB. */
static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    write_source("sources", "rogue.yaml", TRUSTED "limits: {time: 60s, memory: 1GiB}\n");
    write_source("sources", "hasty.yaml", "plugin: rogue\nlimits: {time: 100ms, memory: 128MiB}\n");
    write_source("one", "rogue.yaml", TRUSTED);
    write_source("startled", "startled.yaml", "plugin: startled\n");
    write_source("startled", "steady.yaml", TRUSTED);
    return 0;
}

static int remove_folder(void **state)
{
    char command[sizeof folder + 16];

    (void)state;
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static int start(void **state)
{
    (void)state;
    write_config("vouchd.yaml", "sources", LIMITS);
    driver_start(&driver, config);
    return driver.hello_kind == MESSAGE_READY ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    return driver_stop(&driver);
}

static void examine_text(const char *text, const char *source, struct answer *answer)
{
    struct question question = {.source = source};
    struct buffer pdf;

    make_pdf(text, &pdf);
    question.document = buffer_slice(&pdf);
    driver_examine(&driver, &question, answer);
    buffer_done(&pdf);
}

static void examine_file(const char *path, const char *source, struct answer *answer)
{
    struct question question = {.source = source};
    struct buffer file;

    read_whole(path, &file);
    question.document = buffer_slice(&file);
    driver_examine(&driver, &question, answer);
    buffer_done(&file);
}

/* What went before cost this one nothing. */
static void expect_steady(void)
{
    struct answer answer;

    examine_text("serial: ABC123", "rogue", &answer);
    assert_int_equal(answer.exit, 0);
    assert_false(answer.is_broken);
    assert_int_equal(answer.state, CHILD_DONE);
    assert_int_equal(answer.examination->reason_count, 0);
    assert_string_equal(answer.examination->claims->serial, "ABC123");
    answer_done(&answer);
}

/* ---- Its beginning and its end ---- */

static void says_what_it_is(void **state)
{
    const json_t *sources = json_object_get(driver.hello, "sources");
    const json_t *isolation = json_object_get(driver.hello, "isolation");

    (void)state;
    assert_int_equal(json_array_size(sources), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(sources, 0), "name")),
                        "hasty");
    assert_int_equal(strlen(json_string_value(json_object_get(driver.hello, "trust_snapshot"))),
                     64);
    assert_true(json_is_true(json_object_get(isolation, "seccomp")));
    assert_true(json_is_true(json_object_get(isolation, "no_new_privs")));
#ifdef VOUCH_SANITIZED
    assert_true(json_is_false(json_object_get(isolation, "memory_limit")));
    assert_true(json_is_true(json_object_get(isolation, "sanitized")));
#else
    assert_true(json_is_true(json_object_get(isolation, "memory_limit")));
#endif
}

static void names_the_configuration(void **state)
{
    char first[65], other[65];

    (void)state;
    snprintf(first, sizeof first, "%s",
             json_string_value(json_object_get(driver.hello, "configuration_sha256")));
    assert_int_equal(stop(NULL), 0);
    write_config("vouchd.yaml", "sources", "# a comment makes no difference\n" LIMITS);
    driver_start(&driver, config);
    snprintf(other, sizeof other, "%s",
             json_string_value(json_object_get(driver.hello, "configuration_sha256")));
    assert_string_equal(first, other);
    assert_int_equal(stop(NULL), 0);
    write_config("vouchd.yaml", "sources", "limits: {pages: 3}\n");
    driver_start(&driver, config);
    snprintf(other, sizeof other, "%s",
             json_string_value(json_object_get(driver.hello, "configuration_sha256")));
    assert_string_not_equal(first, other);
}

static void refuses_a_bad_configuration(void **state)
{
    struct driver refused;
    const char *message;

    (void)state;
    write_config("bad.yaml", "sources", "limits: {pagess: 3}\n");
    driver_start(&refused, config);
    assert_int_equal(refused.hello_kind, MESSAGE_REFUSED);
    message = json_string_value(json_object_get(refused.hello, "message"));
    assert_non_null(strstr(message, "/bad.yaml:3:10: "));
    assert_non_null(strstr(message, "pagess"));
    assert_int_equal(WEXITSTATUS(driver_stop(&refused)), 1);
}

static void keeps_its_word_about_isolation(void **state)
{
    struct driver bare;
    const json_t *isolation;

    (void)state;
    write_config("vouchd.yaml", "one", "isolation: strict\n");
    driver_start_without_landlock(&bare, config);
    assert_int_equal(bare.hello_kind, MESSAGE_REFUSED);
    assert_non_null(
        strstr(json_string_value(json_object_get(bare.hello, "message")), "not grant Landlock"));
    assert_int_equal(WEXITSTATUS(driver_stop(&bare)), 1);
    write_config("vouchd.yaml", "one", "isolation: best_effort\n");
    driver_start_without_landlock(&bare, config);
    assert_int_equal(bare.hello_kind, MESSAGE_READY);
    isolation = json_object_get(bare.hello, "isolation");
    assert_string_equal(json_string_value(json_object_get(isolation, "missing")), "Landlock");
    assert_int_equal(json_integer_value(json_object_get(isolation, "landlock_abi")), 0);
    assert_int_equal(driver_stop(&bare), 0);
}

static void works_without_any_configuration(void **state)
{
    struct driver bare;

    (void)state;
    driver_start(&bare, NULL);
    assert_int_equal(bare.hello_kind, MESSAGE_READY);
    assert_int_equal(json_array_size(json_object_get(bare.hello, "sources")), 0);
    assert_int_equal(driver_stop(&bare), 0);
}

static void ends_its_work_before_it_ends(void **state)
{
    struct question question = {.source = "hasty"};
    struct message message;
    struct answer answer;
    struct buffer pdf;
    int pipe;

    (void)state;
    make_pdf("rogue: loop", &pdf);
    question.document = buffer_slice(&pdf);
    pipe = driver_ask(&driver, "last", &question);
    assert_int_equal(message_receive(driver.socket, driver.room, sizeof driver.room, &message), 0);
    assert_int_equal(message.kind, MESSAGE_STARTED);
    message_close(&message);
    shutdown(driver.socket, SHUT_WR);
    driver.state = ZYGOTE_DRAINING;
    driver_finish(&driver, "last", pipe, &answer);
    assert_int_equal(answer.signal, SIGXCPU);
    assert_int_equal(message_receive(driver.socket, driver.room, sizeof driver.room, &message),
                     ERR_NOT_FOUND);
    answer_done(&answer);
    buffer_done(&pdf);
}

static void leaves_stop_signals_to_the_daemon(void **state)
{
    static const int numbers[] = {SIGINT, SIGQUIT, SIGHUP, SIGTERM};
    struct answer answer;

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        assert_int_equal(kill(driver.pid, numbers[i]), 0);
    examine_text("anything", "rogue", &answer);
    assert_string_equal(answer.error, "");
    assert_int_equal(answer.exit, 0);
    answer_done(&answer);
}

/* ---- What it is asked ---- */

static void expect_not_started(const struct question *question, const char *error)
{
    struct answer answer;

    driver_examine(&driver, question, &answer);
    assert_string_equal(answer.error, error);
    assert_null(answer.judgements);
    answer_done(&answer);
}

static void starts_only_what_it_can(void **state)
{
    struct question question = {.document = slice_str("some text")};

    (void)state;
    question.source = "nobody";
    expect_not_started(&question, "there is no such source");
    question.source = NULL;
    question.unsealed = true;
    expect_not_started(&question, "the document is not sealed");
    question.unsealed = false;
    question.size_said = 1000000;
    expect_not_started(&question, "the document has another size than was said");
    expect_steady();
}

/* A daemon that says what it may not is no daemon: the zygote ends. */
static void ends_where_it_is_told_nonsense(void **state)
{
    static const char *const nonsense[] = {
        "",
        "[]",
        "{\"id\":\"a\",\"size\":0}",
        "{\"id\":\"a\",\"size\":0,\"at\":1,\"more\":1}",
        "{\"id\":\"a/b\",\"size\":0,\"at\":1}",
        "{\"id\":\"a\",\"size\":-1,\"at\":1}",
        "{\"id\":\"a\",\"size\":0,\"at\":1,\"existed_by\":1}",
        "{\"id\":\"a\",\"size\":0,\"at\":1,\"existed_by\":1,\"existed_by_from\":\"x\"}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++) {
        int fds[] = {0, 1};
        struct driver told;

        driver_start(&told, config);
        assert_int_equal(message_send(told.socket, MESSAGE_EXAMINE, slice_str(nonsense[i]), fds, 2),
                         0);
        assert_int_equal(WEXITSTATUS(driver_stop(&told)), 1);
    }
}

/* ---- What it judges ---- */

static void judges_before_plugins_run(void **state)
{
    struct answer answer;

    (void)state;
    examine_file(VOUCH_DEMO "/authentic.pdf", "rogue", &answer);
    assert_int_equal(answer_candidate(&answer, "rogue")->indication, TOTAL_PASSED);
    assert_int_equal(answer_candidate(&answer, NULL)->indication, INDETERMINATE);
    assert_true(candidate_has(answer_candidate(&answer, NULL), "trust.not_configured"));
    assert_true(answer.has_timings);
    answer_done(&answer);
    examine_file(VOUCH_DEMO "/changed-row.pdf", "rogue", &answer);
    assert_int_equal(answer_candidate(&answer, "rogue")->indication, TOTAL_FAILED);
    assert_true(candidate_has(answer_candidate(&answer, "rogue"), "signature.digest_mismatch"));
    answer_done(&answer);
    examine_file(VOUCH_DEMO "/re-signed.pdf", "rogue", &answer);
    assert_int_equal(answer_candidate(&answer, "rogue")->indication, INDETERMINATE);
    assert_true(candidate_has(answer_candidate(&answer, "rogue"), "trust.no_path"));
    answer_done(&answer);
}

static void judges_under_every_source(void **state)
{
    struct answer answer;

    (void)state;
    examine_file(VOUCH_DEMO "/authentic.pdf", NULL, &answer);
    assert_int_equal(answer.judgements->candidate_count, 3);
    assert_int_equal(answer_candidate(&answer, "rogue")->indication, TOTAL_PASSED);
    assert_int_equal(answer_candidate(&answer, "hasty")->indication, INDETERMINATE);
    assert_true(answer_has(&answer, "source.ambiguous")); /* both plugins know everything */
    assert_null(answer.examination->source);
    answer_done(&answer);
}

static void says_what_is_no_pdf(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *media_type;
        const char *reason;
    } cases[] = {
        {"", 0, "application/octet-stream", "document.empty"},
        {"hello", 5, "text/plain", "document.unsupported"},
        {"\0\1\2\3", 4, "application/octet-stream", "document.unsupported"},
        {"\x89PNG\r\n\x1A\n....", 12, "image/png", "image.not_signed"},
        {"\xFF\xD8\xFF\xE0", 4, "image/jpeg", "image.not_signed"},
        {"II*\0....", 8, "image/tiff", "image.not_signed"},
        {"PK\3\4....", 8, "application/zip", "archive.damaged"},
        {"%PDF-1.4\n", 9, "application/pdf", "pdf.malformed"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct question question = {
            .document = slice_of(cases[i].bytes, cases[i].size),
            .source = "rogue",
        };
        struct answer answer;

        driver_examine(&driver, &question, &answer);
        assert_int_equal(answer.exit, 0);
        assert_string_equal(answer.judgements->media_type, cases[i].media_type);
        assert_int_equal(answer_candidate(&answer, "rogue")->indication, INDETERMINATE);
        assert_true(candidate_has(answer_candidate(&answer, "rogue"), cases[i].reason));
        assert_true(candidate_has(answer_candidate(&answer, NULL), cases[i].reason));
        answer_done(&answer);
    }
}

static void reads_what_is_not_signed(void **state)
{
    struct answer answer;

    (void)state;
    examine_text("serial: XYZ789", "rogue", &answer);
    assert_true(candidate_has(answer_candidate(&answer, "rogue"), "pdf.not_signed"));
    assert_string_equal(answer.examination->claims->serial, "XYZ789");
    assert_int_equal(answer.examination->evidence_count, 1);
    assert_string_equal(answer.examination->evidence[0].claim, "/claims/serial");
    assert_int_equal(answer.examination->evidence[0].page, 1);
    assert_in_range(answer.examination->evidence[0].box[1], 1400, 1700); /* 842 - 700 points */
    answer_done(&answer);
}

/* ---- What plugins do ---- */

enum end { KILLED, UNDECIDED, BROKEN_OFF };

static const struct {
    const char *text;
    const char *source;
    enum end end;
    int signal;
    const char *reason;
} deeds[] = {
    {"rogue: crash", "rogue", KILLED, SIGSEGV, NULL},
    {"rogue-probe: crash", "rogue", KILLED, SIGSEGV, NULL},
    {"rogue: loop", "hasty", KILLED, SIGXCPU, NULL},
    {"rogue: open", "rogue", KILLED, SIGSYS, NULL},
    {"rogue-probe: open", "rogue", KILLED, SIGSYS, NULL},
    {"rogue: socket", "rogue", KILLED, SIGSYS, NULL},
    {"rogue: kill", "rogue", KILLED, SIGSYS, NULL},
    {"rogue: rubbish", "rogue", BROKEN_OFF, 0, NULL},
    {"rogue: leave", "rogue", BROKEN_OFF, 0, NULL},
    {"rogue: give-up", "rogue", UNDECIDED, 0, "plugin.failed"},
    {"rogue: undeclared", "rogue", UNDECIDED, 0, "plugin.failed"},
    {"rogue: backtrack aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "rogue", UNDECIDED, 0,
     "limit.pattern"},
#ifndef VOUCH_SANITIZED
    {"rogue: hog", "hasty", UNDECIDED, 0, "limit.memory"},
#endif
};

static void plugins_cost_nobody_else_anything(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++) {
        struct answer answer;

        examine_text(deeds[i].text, deeds[i].source, &answer);
        /* Whatever the plugin does, the judgement is out already. */
        assert_true(candidate_has(answer_candidate(&answer, deeds[i].source), "pdf.not_signed"));
        /* Who broke off may be killed by our closing its pipe. */
        if (deeds[i].end != BROKEN_OFF && answer.signal != deeds[i].signal)
            fail_msg("%s: signal %d", deeds[i].text, answer.signal);
        if (deeds[i].end == UNDECIDED) {
            assert_int_equal(answer.exit, 0);
            if (!answer_has(&answer, deeds[i].reason))
                fail_msg("%s: no %s", deeds[i].text, deeds[i].reason);
        } else {
            assert_null(answer.examination);
        }
        if (deeds[i].end == BROKEN_OFF)
            assert_true(answer.is_broken || answer.state == CHILD_JUDGED);
        answer_done(&answer);
        expect_steady();
    }
}

static void a_plugin_that_cannot_stand_samples_is_named(void **state)
{
    const json_t *sources;
    struct answer answer;
    const char *warning;

    (void)state;
    assert_int_equal(stop(NULL), 0);
    write_config("vouchd.yaml", "startled", "");
    driver_start(&driver, config);
    assert_int_equal(driver.hello_kind, MESSAGE_READY);
    sources = json_object_get(driver.hello, "sources");
    warning = json_string_value(
        json_array_get(json_object_get(json_array_get(sources, 0), "warnings"), 0));
    assert_non_null(strstr(warning, "did not survive the built-in samples"));
    assert_int_equal(json_array_size(json_object_get(json_array_get(sources, 1), "warnings")), 0);
    examine_text("serial: 1", "startled", &answer);
    assert_int_equal(answer.signal, SIGSEGV);
    answer_done(&answer);
    examine_text("serial: 1", "steady", &answer);
    assert_int_equal(answer.exit, 0);
    answer_done(&answer);
}

static void knows_one_source_alone(void **state)
{
    struct answer answer;

    (void)state;
    assert_int_equal(stop(NULL), 0);
    write_config("vouchd.yaml", "one", "");
    driver_start(&driver, config);
    examine_text("serial: 1", NULL, &answer);
    assert_string_equal(answer.examination->source, "rogue");
    assert_string_equal(answer.examination->plugin_version, "1.0.0");
    answer_done(&answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(says_what_it_is, start, stop),
        cmocka_unit_test_setup_teardown(names_the_configuration, start, stop),
        cmocka_unit_test(refuses_a_bad_configuration),
        cmocka_unit_test(keeps_its_word_about_isolation),
        cmocka_unit_test(works_without_any_configuration),
        cmocka_unit_test_setup_teardown(ends_its_work_before_it_ends, start, stop),
        cmocka_unit_test_setup_teardown(leaves_stop_signals_to_the_daemon, start, stop),
        cmocka_unit_test_setup_teardown(starts_only_what_it_can, start, stop),
        cmocka_unit_test_setup_teardown(ends_where_it_is_told_nonsense, start, stop),
        cmocka_unit_test_setup_teardown(judges_before_plugins_run, start, stop),
        cmocka_unit_test_setup_teardown(judges_under_every_source, start, stop),
        cmocka_unit_test_setup_teardown(says_what_is_no_pdf, start, stop),
        cmocka_unit_test_setup_teardown(reads_what_is_not_signed, start, stop),
        cmocka_unit_test_setup_teardown(plugins_cost_nobody_else_anything, start, stop),
        cmocka_unit_test_setup_teardown(a_plugin_that_cannot_stand_samples_is_named, start, stop),
        cmocka_unit_test_setup_teardown(knows_one_source_alone, start, stop),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
