/* sources/NAME.yaml: what is read, what is refused, and where the sentence points. */
#include "driver.h"
#include "worker/host.h"
#include "worker/source.h"

#include "base/error.h"
#include "write_revocation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/vouch-test-XXXXXX";
static struct arena *arena;
static struct paths paths;
static struct settings settings;
static struct sources sources;
static struct config_error error;

static int start(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    write_text(folder, "vouchd.yaml", "sources: sources/\ntables: " VOUCH_TABLES "\n");
    return 0;
}

static int stop(void **state)
{
    char command[sizeof folder + 16];

    (void)state;
    sources_done(&sources);
    arena = arena_free(arena);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

/* With one source, called `name`, and the plugins of `plugins`. */
static int load_as(const char *plugins, const char *name, const char *yaml)
{
    char path[sizeof folder + 96], file[64];
    int r;

    sources_done(&sources);
    arena_free(arena);
    arena = arena_new(0);
    snprintf(path, sizeof path, "%s/sources", folder);
    snprintf(file, sizeof file, "%s.yaml", name);
    write_text(path, file, yaml);
    assert_int_equal(paths_at(arena, "/nowhere", &paths), 0);
    snprintf(path, sizeof path, "%s/vouchd.yaml", folder);
    assert_int_equal(settings_load(arena, path, &paths, &settings, &error), 0);
    settings.plugins = plugins;
    sources = (struct sources){0};
    r = sources_load(arena, &settings, &paths, &sources, &error);
    snprintf(path, sizeof path, "%s/sources/%s", folder, file);
    unlink(path);
    return r;
}

static int load(const char *yaml)
{
    return load_as(VOUCH_STAGE_PLUGINS, "nia", yaml);
}

/* vouchd.yaml alone. */
static int load_with(const char *yaml)
{
    char path[sizeof folder + 32];

    sources_done(&sources);
    arena_free(arena);
    arena = arena_new(0);
    write_text(folder, "other.yaml", yaml);
    snprintf(path, sizeof path, "%s/other.yaml", folder);
    assert_int_equal(paths_at(arena, "/nowhere", &paths), 0);
    paths.plugins = VOUCH_STAGE_PLUGINS;
    assert_int_equal(settings_load(arena, path, &paths, &settings, &error), 0);
    sources = (struct sources){0};
    return sources_load(arena, &settings, &paths, &sources, &error);
}

#define ISSUER "'" VOUCH_DEMO "/issuer.pem'"

static void reads_a_source(void **state)
{
    const struct source *nia;
    const struct vouch_setting *ports, *port;
    int64_t value = 0;

    (void)state;
    assert_int_equal(load("plugin: nia\n"
                          "lag: 2h\n"
                          "signing_tolerance: 5m\n"
                          "trust:\n"
                          "  issuers: [" ISSUER "]\n"
                          "  subject: {O: 国家移民管理局}\n"
                          "  later_signatures: allow\n"
                          "  later_changes: form_filling\n"
                          "limits: {time: 3s}\n"),
                     0);
    nia = sources_find(&sources, "nia");
    assert_non_null(nia);
    assert_null(sources_find(&sources, "other"));
    assert_string_equal(nia->plugin->name, "nia");
    assert_true(nia->later_signatures);
    assert_int_equal(nia->later_changes, PDF_GRANT_FORM_FILLING);
    assert_true(trust_is_configured(nia->trust));
    assert_null(nia->warning);
    assert_int_equal(nia->limits.time_ms, 3000);
    assert_int_equal(nia->limits.pages, 2000);
    assert_int_equal(nia->lag_s, 7200);
    assert_int_equal(
        vouch_setting_integer(
            &worker_host, vouch_setting(&worker_host, nia->settings, "signing_tolerance"), &value),
        0);
    assert_int_equal(value, 300000);
    ports = vouch_setting(&worker_host, nia->settings, "ports");
    assert_true(vouch_setting_count(&worker_host, ports) > 10);
    port = vouch_setting_find(&worker_host, ports, "name",
                              (struct vouch_text){"罗湖口岸", strlen("罗湖口岸"), 0});
    assert_non_null(port);
    assert_string_equal(
        vouch_setting_text(&worker_host, vouch_setting(&worker_host, port, "region")), "HK");
    assert_null(vouch_setting(&worker_host, nia->settings, "trust")); /* not the plugin's */
}

static void warns_about_trust_that_is_too_wide_or_none(void **state)
{
    (void)state;
    assert_int_equal(load("plugin: nia\n"), 0);
    assert_non_null(strstr(sources.items[0].warning, "no document of this source will pass"));
    assert_int_equal(load("plugin: nia\ntrust: {issuers: " ISSUER "}\n"), 0);
    assert_non_null(strstr(sources.items[0].warning, "trust.subject is left out"));
}

static void takes_certificates_in_every_way(void **state)
{
    (void)state;
    assert_int_equal(load("plugin: nia\ntrust: {issuers: '" VOUCH_DEMO "', subject: {O: x}}\n"), 0);
    assert_int_equal(load("plugin: nia\n"
                          "trust: {issuers: [{path: " ISSUER ", until: 2030-01-01}], "
                          "subject: {O: x}}\n"),
                     0);
    assert_int_equal(load("plugin: nia\n"
                          "trust: {issuers: {path: " ISSUER ", ca: assumed}, subject: {O: x}}\n"),
                     0);
}

static void names_what_was_configured(void **state)
{
    struct digest configuration, trust;

    (void)state;
    assert_int_equal(load("plugin: nia\ntrust: {issuers: " ISSUER ", subject: {O: x}}\n"), 0);
    configuration = sources.configuration;
    trust = sources.trust;
    assert_int_equal(load("# the same\nplugin: nia\n"
                          "trust: {subject: {O: x}, issuers: [" ISSUER "]}\n"),
                     0);
    assert_true(digest_equal(&trust, &sources.trust));
    assert_int_equal(load("plugin: nia\ntrust: {issuers: " ISSUER ", subject: {O: y}}\n"), 0);
    assert_false(digest_equal(&configuration, &sources.configuration));
    assert_false(digest_equal(&trust, &sources.trust));
}

static void expect_refused(int r, uint32_t line, uint32_t column, const char *message)
{
    assert_true(r < 0);
    if (error.line != line || error.column != column || !strstr(error.message, message))
        fail_msg("%s:%u:%u: '%s', not %u:%u '%s'", error.file, error.line, error.column,
                 error.message, line, column, message);
}

static void refuses_with_place_and_sentence(void **state)
{
    static const struct {
        const char *yaml;
        uint32_t line, column;
        const char *message;
    } cases[] = {
        {"trust: {}\n", 1, 1, "'plugin' is missing"},
        {"plugin: nobody\n", 1, 9, "no plugin is called 'nobody'; there are: "},
        {"plugin: nai\n", 1, 9, "nia"},
        {"plugin: nia\nsigning_toleranc: 5m\n", 2, 1, "did you mean 'signing_tolerance'"},
        {"plugin: nia\nsigning_tolerance: soon\n", 2, 20, "duration"},
        {"plugin: nia\ntrust: {issuer: a}\n", 2, 9, "did you mean 'issuers'"},
        {"plugin: nia\ntrust: {issuers: [nowhere.pem]}\n", 2, 19, "no file or folder"},
        {"plugin: nia\ntrust: {issuers: '" VOUCH_DEMO "/README.md'}\n", 2, 18, "no certificate"},
        {"plugin: nia\ntrust: {issuers: /dev/null}\n", 2, 18, "/dev/null: not a regular file"},
        {"plugin: nia\ntrust: {issuers: /dev/null/x}\n", 2, 18, "/dev/null/x: Not a directory"},
        {"plugin: nia\ntrust: {issuers: '" VOUCH_TABLES "'}\n", 2, 18, "holds no certificate"},
        {"plugin: nia\ntrust: {anchors: " ISSUER "}\n", 2, 8, "subject"},
        {"plugin: nia\ntrust: {time: someday}\n", 2, 15, "proven_or_at"},
        {"plugin: nia\ntrust: {claimed_max_age: 1d}\n", 2, 26, "time: claimed"},
        {"plugin: nia\ntrust: {crls: [crl/]}\n", 2, 16, "no file or folder"},
        {"plugin: nia\ntrust: {crls: '" VOUCH_DEMO "/README.md'}\n", 2, 15,
         "neither a revocation list nor"},
        {"plugin: nia\ntrust: {crls: " ISSUER "}\n", 2, 15, "neither a revocation list nor"},
        {"plugin: nia\ntrust: {time_stamps: [x.pem]}\n", 2, 23, "no file or folder"},
        {"plugin: nia\ntrust: {candidates: x.pem}\n", 2, 21, "no file or folder"},
        {"plugin: nia\ntrust: {policies: [1.2.3, any]}\n", 2, 8, "policy any is no identifier"},
        {"plugin: nia\ntrust: {extended_key_usage: signing}\n", 2, 8, "extended key usage signing"},
        {"plugin: nia\ntrust: {seal_makers: nowhere.pem}\n", 2, 22, "no file or folder"},
        {"plugin: nia\ntrust: {fetch: yes}\n", 2, 16, "a folder among crls"},
        {"plugin: nia\ntrust: {fetch: on}\n", 2, 16, "yes or no"},
        {"plugin: nia\ntrust: {crl_urls: [http://a.example/, ldap://b.example/]}\n", 2, 39,
         "found 'ldap://b.example/'"},
        {"plugin: nia\ntrust: {crl_urls: file:///etc/passwd}\n", 2, 19, "http://"},
        {"plugin: nia\nports: /nowhere.yaml\n", 0, 0, ""},
        {"plugin: nia\nlimits: {document: 1MiB}\n", 2, 10, "document"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_refused(load(cases[i].yaml), cases[i].line, cases[i].column, cases[i].message);
    assert_int_equal(load("plugin: nia\ntrust: {crls: []}\n"), 0);
    assert_int_equal(load("plugin: nia\ntrust: {seal_makers: " ISSUER "}\n"), 0);
    assert_int_equal(load("plugin: nia\ntrust: {fetch: no, crl_urls: https://a.example/x}\n"), 0);
}

static void write_bytes(const char *in, const char *name, struct slice bytes)
{
    char path[sizeof folder + 96];
    FILE *file;

    mkdir(in, 0755);
    snprintf(path, sizeof path, "%s/%s", in, name);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
}

/* A list by the issuer of issuer.der, in a folder of lists. */
static void write_lists(struct slice list)
{
    char path[sizeof folder + 32];

    snprintf(path, sizeof path, "%s/pki", folder);
    write_bytes(path, "issuer.der", issuer_certificate());
    snprintf(path, sizeof path, "%s/pki/lists", folder);
    write_bytes(path, "a.crl", list);
    write_bytes(path, "a.ocsp", ocsp(&(struct ocsp_recipe){0}));
    write_bytes(path, "a.txt", slice_str("no list, and passed over"));
}

#define WITH_LISTS                                                                                 \
    "plugin: nia\ntrust: {issuers: ../pki/issuer.der, subject: {O: x}, crls: [../pki/lists/]}\n"

static void takes_revocation_lists(void **state)
{
    struct digest before;

    (void)state;
    write_lists(crl(&(struct crl_recipe){0}));
    assert_int_equal(load("plugin: nia\ntrust: {issuers: ../pki/issuer.der, subject: {O: x}}\n"),
                     0);
    before = sources.trust;
    assert_int_equal(load(WITH_LISTS), 0);
    assert_false(digest_equal(&before, &sources.trust));
    before = sources.trust;
    write_lists(crl(&(struct crl_recipe){.entries = revoked(5, "260601000000Z", NOTHING)}));
    assert_int_equal(load(WITH_LISTS), 0);
    assert_false(digest_equal(&before, &sources.trust));
    write_lists(crl(&(struct crl_recipe){.key = signer_key()}));
    expect_refused(load(WITH_LISTS), 2, 8, "a.crl: is not signed by the issuer");
    free_test_keys();
    writer_reset();
}

/* What vouchd-fetch fills may not be there yet. */
static void takes_a_folder_of_lists_that_is_still_to_come(void **state)
{
    (void)state;
    assert_int_equal(load("plugin: nia\ntrust: {fetch: yes, crls: [../later/]}\n"), 0);
    expect_refused(load("plugin: nia\ntrust: {fetch: no, crls: [../later/]}\n"), 2, 27,
                   "no file or folder");
}

static void takes_what_judges_paths(void **state)
{
    (void)state;
    assert_int_equal(load("plugin: nia\n"
                          "trust: {issuers: " ISSUER ", subject: {O: x}, candidates: [" ISSUER "], "
                          "time_stamps: {path: " ISSUER ", until: 2030-01-01}, "
                          "extended_key_usage: [documentSigning, 1.3.6.1.5.5.7.3.4], "
                          "policies: 1.2.156.1, revocation: required}\n"),
                     0);
}

static void refuses_names_and_fields_that_clash(void **state)
{
    (void)state;
    expect_refused(load_as(VOUCH_STAGE_PLUGINS, "Nia", "plugin: nia\n"), 0, 0, "lower-case");
    expect_refused(load_as(VOUCH_WRONG "/loaded", "x", "plugin: common_field\n"), 1, 1,
                   "the field 'trust', which every source has");
}

static void refuses_files_that_were_meant_as_sources(void **state)
{
    static const char *const names[] = {"other.yml", "other.YAML"};
    char path[sizeof folder + 32];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/sources", folder);
        write_text(path, names[i], "plugin: nia\n");
        expect_refused(load("plugin: nia\n"), 0, 0, "is called NAME.yaml; rename it");
        assert_non_null(strstr(error.file, names[i]));
        snprintf(path, sizeof path, "%s/sources/%s", folder, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/sources", folder);
    write_text(path, "README", "what lies here\n");
    assert_int_equal(load("plugin: nia\n"), 0);
}

static void refuses_folders_that_do_not_exist(void **state)
{
    static const char *const keys[] = {"plugins", "tables", "layouts", "sources"};
    char text[64];

    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        snprintf(text, sizeof text, "# one\n%s: nowhere/\n", keys[i]);
        expect_refused(load_with(text), 2, (uint32_t)strlen(keys[i]) + 3, "No such file");
        snprintf(text, sizeof text, "# one\n%s: vouchd.yaml\n", keys[i]);
        expect_refused(load_with(text), 2, (uint32_t)strlen(keys[i]) + 3, "is not a folder");
    }
    assert_int_equal(load_with("layouts: sources/\n"), 0);
}

static void tables_of_ones_own(void **state)
{
    char path[sizeof folder + 32];

    (void)state;
    write_text(folder, "ports.yaml", "- {name: 某口岸, code: x, region: HK}\n");
    assert_int_equal(load("plugin: nia\nports: ../ports.yaml\n"), 0);
    write_text(folder, "ports.yaml", "- {name: 某口岸, code: x, regionn: HK}\n");
    expect_refused(load("plugin: nia\nports: ../ports.yaml\n"), 1, 24, "region");
    write_text(folder, "ports.yaml", "name: 某口岸\n");
    expect_refused(load("plugin: nia\nports: ../ports.yaml\n"), 1, 1, "a list of maps");
    snprintf(path, sizeof path, "%s/ports.yaml", folder);
    unlink(path);
}

static void a_plugin_of_an_older_size(void **state)
{
    (void)state;
    assert_int_equal(load_as(VOUCH_WRONG "/loaded", "x", "plugin: older\n"), 0);
    assert_string_equal(sources.items[0].plugin->name, "older");
}

/* What one source's layout must be, whoever wrote it, is said at start with its place. */
static void a_layout_of_ones_own(void **state)
{
    static const char head[] = "language: en\ndates: YYYY-MM-DD\n"
                               "recognise: [{pattern: A letter, worth: 60}]\n";
    char path[sizeof folder + 64], text[512];

    (void)state;
    write_text(folder, "vouchd.yaml",
               "sources: sources/\ntables: " VOUCH_TABLES "\nlayouts: layouts/\n");
    snprintf(path, sizeof path, "%s/layouts", folder);
    write_text(path, "own.yaml", head);
    assert_int_equal(load("plugin: bank\nlayout: own\n"), 0);
    assert_string_equal(sources.items[0].plugin->name, "bank");
    expect_refused(load("plugin: bank\nlayout: other\n"), 2, 9, "no layouts/other.yaml");
    expect_refused(load("plugin: bank\nlayout: ../own\n"), 2, 9, "a name of lower-case");
    expect_refused(load("plugin: bank\n"), 1, 1, "'layout' is missing");
    snprintf(text, sizeof text, "%spages: '(\\d+'\n", head);
    write_text(path, "own.yaml", text);
    expect_refused(load("plugin: bank\nlayout: own\n"), 4, 8, "not a pattern");
    snprintf(text, sizeof text, "%slabels: [{is: nobody, pattern: '(x)'}]\n", head);
    write_text(path, "own.yaml", text);
    expect_refused(load("plugin: bank\nlayout: own\n"), 4, 15, "is none of: holder");
    snprintf(text, sizeof text, "%slabel: []\n", head);
    write_text(path, "own.yaml", text);
    expect_refused(load("plugin: bank\nlayout: own\n"), 4, 1, "did you mean 'labels'");
    write_text(folder, "vouchd.yaml", "sources: sources/\ntables: " VOUCH_TABLES "\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_source),
        cmocka_unit_test(warns_about_trust_that_is_too_wide_or_none),
        cmocka_unit_test(takes_certificates_in_every_way),
        cmocka_unit_test(names_what_was_configured),
        cmocka_unit_test(refuses_with_place_and_sentence),
        cmocka_unit_test(takes_revocation_lists),
        cmocka_unit_test(takes_a_folder_of_lists_that_is_still_to_come),
        cmocka_unit_test(takes_what_judges_paths),
        cmocka_unit_test(refuses_names_and_fields_that_clash),
        cmocka_unit_test(refuses_files_that_were_meant_as_sources),
        cmocka_unit_test(refuses_folders_that_do_not_exist),
        cmocka_unit_test(tables_of_ones_own),
        cmocka_unit_test(a_layout_of_ones_own),
        cmocka_unit_test(a_plugin_of_an_older_size),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
