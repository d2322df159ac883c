#include "worker/settings.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *arena;
static struct paths paths;
static char file[] = "/tmp/vouch-test-XXXXXX";
static struct settings settings;
static struct config_error error;

static int start(void **state)
{
    int fd = mkstemp(file);

    (void)state;
    close(fd);
    arena = arena_new(0);
    return arena && fd >= 0 ? paths_at(arena, "/opt/vouch", &paths) : -1;
}

static int stop(void **state)
{
    (void)state;
    arena = arena_free(arena);
    return unlink(file);
}

static int load(const char *yaml)
{
    FILE *out = fopen(file, "w");

    assert_non_null(out);
    fputs(yaml, out);
    fclose(out);
    settings = (struct settings){0};
    return settings_load(arena, file, &paths, &settings, &error);
}

static void everything_may_be_left_out(void **state)
{
    (void)state;
    assert_int_equal(settings_load(arena, NULL, &paths, &settings, &error), 0);
    assert_null(settings.file);
    assert_null(settings.socket);
    assert_null(settings.sources);
    assert_null(settings.ledger.path);
    assert_string_equal(settings.plugins, paths.plugins);
    assert_string_equal(settings.tables, "/opt/vouch/share/vouchd/conf/tables");
    assert_int_equal(settings.examinations, 0);
    assert_int_equal(settings.isolation, ISOLATION_STRICT);
    assert_int_equal(settings.limits.document, 20 << 20);
    assert_int_equal(settings.limits.time_ms, 10000);
    assert_int_equal(settings.readings, 0);
    assert_int_equal(settings.limits.reading.pages, 20);
    assert_int_equal(settings.reading.confidence, 80);
    assert_null(settings.reading.models);
    assert_int_equal(settings.limits.reading.queue, 64);
    assert_int_equal(settings.fetch.size, 64 << 20);
    assert_int_equal(settings.fetch.time_ms, 60000);
    assert_int_equal(settings.fetch.redirects, 5);
    assert_int_equal(settings.fetch.ahead_ms, 7200000);
    assert_int_equal(settings.log_priority, LOG_INFO);
    assert_false(settings.permissions[PERMISSION_VERIFY].is_set);
    assert_int_equal(load(""), 0);
    assert_string_equal(settings.language, "en");
}

static void reads_what_is_said(void **state)
{
    const struct settings_permission *verify = &settings.permissions[PERMISSION_VERIFY];

    (void)state;
    assert_int_equal(load("socket: s.sock\n"
                          "sources: sources/\n"
                          "examinations: 3\n"
                          "isolation: best_effort\n"
                          "ledger: {path: /var/l.db, keep: reports, retain: 6y}\n"
                          "permissions: {verify: [group:clients, user:1000], administer: []}\n"
                          "reading: {confidence: 92, models: tessdata}\n"
                          "readings: 2\n"
                          "limits: {time: 2s, pages: 7, reading: {page: 5s, queue: 3, idle: 1m}}\n"
                          "fetch: {size: 1MiB, time: 3s, redirects: 0, ahead: 0s}\n"
                          "language: zh-Hant\n"
                          "log: debug\n"),
                     0);
    assert_string_equal(settings.socket, "/tmp/s.sock");
    assert_string_equal(settings.sources, "/tmp/sources/");
    assert_int_equal(settings.examinations, 3);
    assert_int_equal(settings.isolation, ISOLATION_BEST_EFFORT);
    assert_string_equal(settings.ledger.path, "/var/l.db");
    assert_int_equal(settings.ledger.keep, KEEP_REPORTS);
    assert_int_equal(settings.ledger.retain_ms, INT64_C(6) * 365 * 86400 * 1000);
    assert_int_equal(verify->count, 2);
    assert_true(verify->peers[0].is_group);
    assert_string_equal(verify->peers[0].name, "clients");
    assert_false(verify->peers[1].is_group);
    assert_true(settings.permissions[PERMISSION_ADMINISTER].is_set);
    assert_int_equal(settings.permissions[PERMISSION_ADMINISTER].count, 0);
    assert_int_equal(settings.limits.time_ms, 2000);
    assert_int_equal(settings.limits.pages, 7);
    assert_int_equal(settings.limits.objects, 500000);
    assert_int_equal(settings.readings, 2);
    assert_int_equal(settings.limits.reading.page_ms, 5000);
    assert_int_equal(settings.reading.confidence, 92);
    assert_string_equal(settings.reading.models, "/tmp/tessdata");
    assert_int_equal(settings.limits.reading.pages, 20);
    assert_int_equal(settings.limits.reading.queue, 3);
    assert_int_equal(settings.limits.reading.idle_ms, 60000);
    assert_int_equal(settings.fetch.size, 1 << 20);
    assert_int_equal(settings.fetch.time_ms, 3000);
    assert_int_equal(settings.fetch.redirects, 0);
    assert_int_equal(settings.fetch.ahead_ms, 0);
    assert_int_equal(settings.log_priority, LOG_DEBUG);
    assert_int_equal(load("examinations: auto\npermissions: {time: user:auditor}\n"), 0);
    assert_int_equal(settings.examinations, 0);
    assert_int_equal(settings.permissions[PERMISSION_TIME].count, 1);
}

/* What judges is this machine's, whatever a configuration from elsewhere names. */
static void programs_are_those_of_the_house(void **state)
{
    struct settings then;

    (void)state;
    assert_int_equal(load("plugins: /tmp/evil\nisolation: best_effort\nexaminations: 500\n"
                          "reading: {models: /tmp/evil, confidence: 70}\n"
                          "limits: {pages: 3}\nlanguage: ar\n"),
                     0);
    then = settings;
    assert_int_equal(settings_house(arena, NULL, &paths, &then, &error), 0);
    assert_string_equal(then.plugins, paths.plugins);
    assert_null(then.reading.models);
    assert_int_equal(then.isolation, ISOLATION_STRICT);
    assert_int_equal(then.examinations, 0);
    assert_int_equal(then.reading.confidence, 70); /* by what was judged stays as it was */
    assert_int_equal(then.limits.pages, 3);
    assert_string_equal(then.language, "ar");
    assert_int_equal(load("plugins: /opt/own\nreading: {models: /opt/models}\n"), 0);
    assert_int_equal(settings_house(arena, file, &paths, &then, &error), 0);
    assert_string_equal(then.plugins, "/opt/own");
    assert_string_equal(then.reading.models, "/opt/models");
    assert_true(settings_house(arena, "/tmp/no/such/file", &paths, &then, &error) < 0);
}

static void refuses_what_is_wrong_with_its_place(void **state)
{
    static const struct {
        const char *yaml;
        uint32_t line, column;
        const char *message;
    } cases[] = {
        {"socket: a\nsockets: b\n", 2, 1, "socket"},
        {"limits: {time: 10}\n", 1, 16, "duration"},
        {"limits: {memory: 1MiB}\n", 1, 18, "between"},
        {"limits: {document: 100MiB, held: 50MiB}\n", 1, 9, "held"},
        {"isolation: none\n", 1, 12, "strict"},
        {"examinations: many\n", 1, 15, "number"},
        {"examinations: 5000\n", 1, 15, "between"},
        {"permissions: {verify: [somebody]}\n", 1, 24, "user:NAME"},
        {"permissions: {verify: ['user:']}\n", 1, 24, ""},
        {"permissions: {look: [user:a]}\n", 1, 15, "look"},
        {"ledger: {keep: everything}\n", 1, 16, "verdicts"},
        {"socket: a\nsocket: b\n", 2, 1, "socket"},
        {"log: loud\n", 1, 6, "warning"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(load(cases[i].yaml) < 0);
        if (error.line != cases[i].line || error.column != cases[i].column ||
            !strstr(error.message, cases[i].message))
            fail_msg("%s: %u:%u: %s", cases[i].yaml, error.line, error.column, error.message);
    }
    assert_int_equal(settings_load(arena, "/tmp/no/such/file", &paths, &settings, &error),
                     ERR_NOT_FOUND);
}

static void finds_an_installation_by_its_shape(void **state)
{
    struct paths system;

    (void)state;
    assert_string_equal(paths.bin, "/opt/vouch/bin");
    assert_string_equal(paths.libexec, "/opt/vouch/libexec/vouchd");
    assert_string_equal(paths.configuration, "/opt/vouch/etc/vouchd/vouchd.yaml");
    assert_int_equal(paths_at(arena, "/usr", &system), 0);
    assert_string_equal(system.configuration, "/etc/vouchd/vouchd.yaml");
    assert_int_equal(paths_find(arena, &system), ERR_NOT_FOUND); /* a test lies nowhere */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_may_be_left_out),
        cmocka_unit_test(reads_what_is_said),
        cmocka_unit_test(programs_are_those_of_the_house),
        cmocka_unit_test(refuses_what_is_wrong_with_its_place),
        cmocka_unit_test(finds_an_installation_by_its_shape),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
