/* A schema finds what is misspelt, of the wrong type, out of range or missing. */
#include "tests.h"

#include "base/config.h"
#include "base/error.h"

static const char *const revocation_names[] = {"never", "if_available", "required", NULL};
static const char *const automatic[] = {"auto", NULL};

static const struct config_field limits[] = {
    {.name = "time", .type = CONFIG_TYPE_DURATION, .min = 1, .max = 600000},
    {.name = "document", .type = CONFIG_TYPE_SIZE, .min = 1, .max = 1 << 30},
    {.name = "pages", .type = CONFIG_TYPE_INTEGER, .min = 1, .max = 100000},
    {0},
};

static const struct config_field issuer[] = {
    {.name = "path", .type = CONFIG_TYPE_PATH, .flags = CONFIG_REQUIRED},
    {.name = "until", .type = CONFIG_TYPE_DAY},
    {0},
};

static const struct config_field names[] = {
    {.name = "*", .type = CONFIG_TYPE_STRING, .min = 1, .max = 10},
    {0},
};

static const struct config_field source[] = {
    {.name = "plugin", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "limits", .type = CONFIG_TYPE_MAP, .fields = limits},
    {.name = "issuers",
     .type = CONFIG_TYPE_PATH,
     .flags = CONFIG_LIST_OF | CONFIG_OR_MAP,
     .fields = issuer},
    {.name = "subject", .type = CONFIG_TYPE_MAP, .fields = names},
    {.name = "revocation", .type = CONFIG_TYPE_CHOICE, .names = revocation_names},
    {.name = "examinations", .type = CONFIG_TYPE_INTEGER, .names = automatic, .min = 1, .max = 64},
    {.name = "since", .type = CONFIG_TYPE_TIME},
    {.name = "strict", .type = CONFIG_TYPE_BOOL},
    {.name = "kinds", .type = CONFIG_TYPE_STRING, .flags = CONFIG_ONE_OR_LIST},
    {.name = "layout", .type = CONFIG_TYPE_ANY},
    {.name = "free", .type = CONFIG_TYPE_MAP},
    {0},
};

/* What config_check() answers to `yaml` under the schema of a source; NULL where all is well. */
static const char *complaint(struct arena *arena, const char *yaml)
{
    struct config_error error;
    const struct config_node *root;
    struct buffer text;
    char *copy;

    if (config_parse(arena, slice_str(yaml), "s.yaml", &root, &error) == 0 &&
        config_check(root, source, &error) == 0)
        return NULL;
    buffer_init(&text, 0);
    config_error_text(&error, &text);
    copy = arena_strndup(arena, (const char *)text.data, text.size);
    buffer_done(&text);
    return copy;
}

static void what_is_right_passes(void **state)
{
    static const char *const good[] = {
        "plugin: nia",
        "plugin: nia\nlimits: {time: 10s, document: 20MiB, pages: 1}",
        "plugin: nia\nlimits: {}",
        "plugin: nia\nlimits:\nsubject: ~\nrevocation:",
        "plugin: nia\nissuers: [../trust/, {path: x.pem, until: 2030-01-01}]",
        "plugin: nia\nissuers: []",
        "plugin: nia\nsubject: {O: 国家, CN: x}",
        "plugin: nia\nrevocation: never\nexaminations: auto",
        "plugin: nia\nexaminations: 64\nstrict: no\nsince: 2026-11-22T00:00:00Z",
        "plugin: nia\nkinds: a",
        "plugin: nia\nkinds: [a, b]",
        "plugin: nia\nlayout: [{a: [b]}]\nfree: {a: {b: c}, d: [e]}",
    };
    struct arena *arena = arena_new(0);

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        const char *text = complaint(arena, good[i]);

        if (text)
            fail_msg("%s: %s", good[i], text);
    }
    arena_free(arena);
}

static void what_is_wrong_is_named(void **state)
{
    static const struct {
        const char *yaml;
        const char *text;
    } wrong[] = {
        {"", "s.yaml:1:1: required key 'plugin' is missing"},
        {"plugin:", "s.yaml:1:1: required key 'plugin' is missing"},
        {"[plugin]", "s.yaml:1:1: expected a map"},
        {"plugin: nia\nlimits:\n  tiem: 10s",
         "s.yaml:3:3: unknown key 'tiem'; did you mean 'time'?"},
        {"plugin: nia\nlimts: {}", "s.yaml:2:1: unknown key 'limts'; did you mean 'limits'?"},
        {"plugin: nia\nrevokation: never",
         "s.yaml:2:1: unknown key 'revokation'; did you mean 'revocation'?"},
        {"plugin: nia\nlimits: {colour: red}",
         "s.yaml:2:10: unknown key 'colour'; allowed here: time, document, pages"},
        {"plugin: [nia]", "s.yaml:1:9: 'plugin': expected text, found a list"},
        {"plugin: nia\nlimits: 10s", "s.yaml:2:9: 'limits': expected a map"},
        {"plugin: nia\nlimits: [10s]", "s.yaml:2:9: 'limits': expected a map"},
        {"plugin: nia\nlimits: {pages: 0}", "s.yaml:2:17: 'pages': 0 is not between 1 and 100000"},
        {"plugin: nia\nlimits: {time: 11m}",
         "s.yaml:2:16: 'time': 660000 ms is not between 1 and 600000 ms"},
        {"plugin: nia\nlimits: {document: 2GiB}",
         "s.yaml:2:20: 'document': 2147483648 bytes is not between 1 and 1073741824 bytes"},
        {"plugin: nia\nlimits: {pages: many}",
         "s.yaml:2:17: 'pages': expected a whole number, found 'many'"},
        {"plugin: nia\nissuers: x.pem", "s.yaml:2:10: 'issuers': expected a list"},
        {"plugin: nia\nissuers: [{until: 2030-01-01}]",
         "s.yaml:2:11: required key 'path' is missing"},
        {"plugin: nia\nissuers: [a, {pfad: b}]",
         "s.yaml:2:15: unknown key 'pfad'; allowed here: path, until"},
        {"plugin: nia\nissuers: [{path: a, until: soon}]",
         "s.yaml:2:28: 'until': expected a day such as 2026-11-22, found 'soon'"},
        {"plugin: nia\nissuers: [[a]]", "s.yaml:2:11: expected text, found a list"},
        {"plugin: nia\nissuers: ['']", "s.yaml:2:11: expected a path"},
        {"plugin: nia\nissuers: [a, ~]", "s.yaml:2:14: expected text, found nothing"},
        {"plugin: nia\nsubject: {O: ''}",
         "s.yaml:2:14: 'O': 0 bytes is not between 1 and 10 bytes"},
        {"plugin: nia\nsubject: {O: [a]}", "s.yaml:2:14: 'O': expected text, found a list"},
        {"plugin: nia\nrevocation: always",
         "s.yaml:2:13: 'revocation': expected never, if_available or required, found 'always'"},
        {"plugin: nia\nexaminations: 65",
         "s.yaml:2:15: 'examinations': 65 is not between 1 and 64"},
        {"plugin: nia\nsince: 2026-11-22",
         "s.yaml:2:8: 'since': expected a time such as 2026-11-22T09:00:00+08:00, "
         "found '2026-11-22'"},
        {"plugin: nia\nstrict: maybe", "s.yaml:2:9: 'strict': expected yes or no, found 'maybe'"},
        {"plugin: nia\nkinds: {a: b}", "s.yaml:2:8: 'kinds': expected text, found a map"},
        {"plugin: nia\nkinds: [a, {b: c}]", "s.yaml:2:12: expected text, found a map"},
        {"plugin: nia\nfree: x", "s.yaml:2:7: 'free': expected a map"},
        {"zzzzzz: 1\nplugin: nia\nlimts: 2",
         "s.yaml:1:1: unknown key 'zzzzzz'; allowed here: plugin, limits, issuers, subject, "
         "revocation, examinations, since, strict, kinds, layout, free"},
    };
    struct arena *arena = arena_new(0);

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        const char *text = complaint(arena, wrong[i].yaml);

        assert_non_null(text);
        assert_string_equal(text, wrong[i].text);
    }
    arena_free(arena);
}

static void a_very_long_key_is_only_refused(void **state)
{
    struct arena *arena = arena_new(0);
    char yaml[1000];
    const char *text;

    (void)state;
    memset(yaml, 'l', sizeof yaml);
    memcpy(yaml + sizeof yaml - 5, ": 1\n", 5);
    text = complaint(arena, yaml);
    assert_non_null(text);
    assert_memory_equal(text, "s.yaml:1:1: unknown key 'lllll", 30);
    arena_free(arena);
}

static void an_empty_schema_allows_nothing(void **state)
{
    static const struct config_field nothing[] = {{0}};
    struct arena *arena = arena_new(0);
    const struct config_node *root;
    struct config_error error;

    (void)state;
    assert_int_equal(config_parse(arena, slice_str("a: 1"), "t", &root, &error), 0);
    assert_int_equal(config_check(root, nothing, &error), ERR_INVALID);
    assert_string_equal(error.message, "unknown key 'a'; no keys are allowed here");
    assert_int_equal(config_parse(arena, slice_str(""), "t", &root, &error), 0);
    assert_int_equal(config_check(root, nothing, &error), 0);
    arena_free(arena);
}

int run_config_schema_tests(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_right_passes),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(a_very_long_key_is_only_refused),
        cmocka_unit_test(an_empty_schema_allows_nothing),
    };

    return cmocka_run_group_tests_name("config schema", tests, NULL, NULL);
}
