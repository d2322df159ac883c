/* From YAML to the tree: what is read, what is refused, and the canonical form. */
#include "tests.h"

#include "base/config.h"
#include "base/error.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    struct arena *arena;
    struct config_error error;
    const struct config_node *root;
    struct buffer out;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    if (!f || !(f->arena = arena_new(0)))
        return -1;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    buffer_done(&f->out);
    arena_free(f->arena);
    free(f);
    return 0;
}

static int parse(struct fixture *f, const char *yaml)
{
    return config_parse(f->arena, slice_str(yaml), "t.yaml", &f->root, &f->error);
}

static const char *dump(struct fixture *f)
{
    buffer_done(&f->out);
    config_dump(f->root, &f->out);
    buffer_append_byte(&f->out, '\0');
    return (const char *)f->out.data;
}

static void assert_refused(struct fixture *f, struct slice yaml, int code, const char *text)
{
    const struct config_node *root = (void *)f;
    int r = config_parse(f->arena, yaml, "t.yaml", &root, &f->error);

    buffer_done(&f->out);
    config_error_text(&f->error, &f->out);
    buffer_append_byte(&f->out, '\0');
    assert_string_equal((const char *)f->out.data, text);
    assert_int_equal(r, code);
    assert_ptr_equal(root, f);
}

static void a_tree_knows_its_places(void **state)
{
    struct fixture *f = *state;
    const struct config_node *limits, *time, *list;

    assert_int_equal(parse(f, "socket: /run/x\nlimits:\n  time: 10s\nlist: [a, 出境, {k: v}]\n"),
                     0);
    assert_int_equal(f->root->kind, CONFIG_MAP);
    assert_int_equal(f->root->count, 3);
    limits = config_get(f->root, "limits");
    assert_int_equal(limits->kind, CONFIG_MAP);
    assert_int_equal(limits->key_line, 2);
    assert_int_equal(limits->key_column, 1);
    time = config_get(limits, "time");
    assert_true(config_is(time, "10s"));
    assert_string_equal(time->key, "time");
    assert_string_equal(time->file, "t.yaml");
    assert_int_equal(time->line, 3);
    assert_int_equal(time->column, 9);
    list = config_get(f->root, "list");
    assert_int_equal(list->kind, CONFIG_LIST);
    assert_int_equal(list->count, 3);
    assert_true(config_is(list->first->next, "出境"));
    assert_null(list->first->key);
    assert_int_equal(list->first->next->next->column, 15); /* in characters, not bytes */
    assert_null(list->first->next->next->next);
    assert_null(config_get(f->root, "absent"));
    assert_null(config_get(list, "k"));
    assert_null(config_get(NULL, "k"));
    assert_false(config_is(NULL, ""));
    assert_false(config_is(list, ""));
}

static void null_is_absent(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(parse(f, "a:\nb: ~\nc: null\nd: ''\ne: 'null'\nf: Null\n"), 0);
    assert_null(config_get(f->root, "a"));
    assert_null(config_get(f->root, "b"));
    assert_null(config_get(f->root, "c"));
    assert_true(config_is(config_get(f->root, "d"), ""));
    assert_true(config_is(config_get(f->root, "e"), "null"));
    assert_true(config_is(config_get(f->root, "f"), "Null"));
}

static void an_empty_file_is_an_empty_map(void **state)
{
    static const char *const empty[] = {"", "\n", "# nothing\n", "---\n", "---\n...\n", "~", "{}"};
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(empty); i++) {
        assert_int_equal(parse(f, empty[i]), 0);
        assert_string_equal(dump(f), "{}");
    }
    assert_int_equal(config_parse(f->arena, slice_of(NULL, 0), "t", &f->root, &f->error), 0);
    assert_string_equal(dump(f), "{}");
}

static void the_canonical_form_forgets_how_it_was_written(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(parse(f, "b: [1, '2', ~, {}, []]\na: {z: \"x\\ty\\\\\\\"\\x01\", k: 出}\n"),
                     0);
    assert_string_equal(dump(f), "{\"a\":{\"k\":\"出\",\"z\":\"x\\ty\\\\\\\"\\u0001\"},"
                                 "\"b\":[\"1\",\"2\",null,{},[]]}");
    assert_int_equal(parse(f, "# the same\n'a':\n  k: \"\\u51FA\"\n  z: \"x\\ty\\\\\\\"\\u0001\"\n"
                              "b:\n- '1'\n- 2\n-\n- {}\n- []\n"),
                     0);
    assert_string_equal(dump(f), "{\"a\":{\"k\":\"出\",\"z\":\"x\\ty\\\\\\\"\\u0001\"},"
                                 "\"b\":[\"1\",\"2\",null,{},[]]}");
    assert_int_equal(parse(f, "[a, '~']"), 0);
    assert_string_equal(dump(f), "[\"a\",\"~\"]");
}

static void a_change_changes_the_canonical_form(void **state)
{
    static const char *const different[] = {"a: 1",      "a: 2",         "a: [1]",
                                            "a: ~",      "a: '~'",       "b: 1",
                                            "a: {b: 1}", "{a: 1, b: 1}", "a: '1,b'"};
    struct fixture *f = *state;
    char seen[COUNT(different)][64];

    for (size_t i = 0; i < COUNT(different); i++) {
        assert_int_equal(parse(f, different[i]), 0);
        snprintf(seen[i], sizeof seen[i], "%s", dump(f));
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(seen[i], seen[j]);
    }
}

static void yaml_beyond_the_plain_is_refused(void **state)
{
    static const struct {
        const char *yaml;
        int code;
        const char *text;
    } wrong[] = {
        {"a: &x 1\n", ERR_INVALID, "t.yaml:1:4: anchors (&) are not used here"},
        {"a: &x [1]\n", ERR_INVALID, "t.yaml:1:4: anchors (&) are not used here"},
        {"&x a: 1\n", ERR_INVALID, "t.yaml:1:1: anchors (&) are not used here"},
        {"a: 1\nb: *a\n", ERR_INVALID,
         "t.yaml:2:4: aliases (*) are not used here; put the text between quotes"},
        {"a: !!str 1\n", ERR_INVALID, "t.yaml:1:4: tags (!) are not used here"},
        {"a: ! 1\n", ERR_INVALID, "t.yaml:1:4: tags (!) are not used here"},
        {"a: !!str \"1\"\n", ERR_INVALID, "t.yaml:1:4: tags (!) are not used here"},
        {"a: !x {}\n", ERR_INVALID, "t.yaml:1:4: tags (!) are not used here"},
        {"a: !x []\n", ERR_INVALID, "t.yaml:1:4: tags (!) are not used here"},
        {"a: 1\nb: 2\n\"a\": 3\n", ERR_INVALID,
         "t.yaml:3:1: key 'a' is given twice; the first is on line 1"},
        {"a: 1\n---\nb: 2\n", ERR_INVALID, "t.yaml:2:1: a second document begins here"},
        {"%YAML 1.1\n---\na: 1\n", ERR_INVALID, "t.yaml:1:1: directives (%) are not used here"},
        {"? [a]\n: 1\n", ERR_INVALID, "t.yaml:1:3: a key must be text"},
        {"? {a: b}\n: 1\n", ERR_INVALID, "t.yaml:1:3: a key must be text"},
        {"'': 1\n", ERR_INVALID, "t.yaml:1:1: a key may not be empty"},
        {"a: \"x\\0y\"\n", ERR_INVALID, "t.yaml:1:4: text may not contain a NUL"},
        {"a: [1,\nb: 2\n", ERR_SYNTAX,
         "t.yaml:3:1: not YAML: did not find expected ',' or ']' while parsing a flow sequence "
         "from line 1"},
        {"a: b: c\n", ERR_SYNTAX,
         "t.yaml:1:5: not YAML: mapping values are not allowed in this "
         "context"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_refused(f, slice_str(wrong[i].yaml), wrong[i].code, wrong[i].text);
}

static void other_encodings_are_refused(void **state)
{
    static const char utf16[] = "\xFF\xFE"
                                "a\0:\0 \0b\0\n";
    struct fixture *f = *state;

    assert_refused(f, slice_str("a: 1\nb: 出\xFF\n"), ERR_SYNTAX, "t.yaml:2:5: not UTF-8");
    assert_refused(f, slice_of(utf16, sizeof utf16), ERR_SYNTAX, "t.yaml:1:1: not UTF-8");
    assert_refused(f, slice_of("a: \0\n", 5), ERR_SYNTAX,
                   "t.yaml:1:4: not YAML: control characters are not allowed");
    assert_int_equal(parse(f, "\xEF\xBB\xBF"
                              "a: 1\n"),
                     0);
    assert_string_equal(dump(f), "{\"a\":\"1\"}");
}

/* `count` times `text`, and a newline. */
static struct slice repeated(struct fixture *f, const char *text, size_t count)
{
    buffer_done(&f->out);
    for (size_t i = 0; i < count; i++)
        buffer_append_str(&f->out, text);
    buffer_append_byte(&f->out, '\n');
    return slice_of(arena_dup(f->arena, f->out.data, f->out.size), f->out.size);
}

static void depth_has_a_limit(void **state)
{
    struct fixture *f = *state;
    struct slice yaml = repeated(f, "[", CONFIG_DEPTH_MAX);

    buffer_done(&f->out);
    buffer_append(&f->out, yaml.data, yaml.size);
    yaml = repeated(f, "]", CONFIG_DEPTH_MAX);
    buffer_done(&f->out);
    for (unsigned i = 0; i < CONFIG_DEPTH_MAX; i++)
        buffer_append_byte(&f->out, '[');
    buffer_append(&f->out, yaml.data, yaml.size);
    assert_int_equal(config_parse(f->arena, buffer_slice(&f->out), "t.yaml", &f->root, &f->error),
                     0);
    assert_refused(f, repeated(f, "[", CONFIG_DEPTH_MAX + 1), ERR_LIMIT,
                   "t.yaml:1:33: more than 32 maps and lists inside each other");
    assert_refused(f, repeated(f, "[", 100000), ERR_LIMIT,
                   "t.yaml:1:33: more than 32 maps and lists inside each other");
}

static void the_number_of_values_has_a_limit(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(config_parse(f->arena, repeated(f, "- a\n", CONFIG_NODES_MAX - 1), "t",
                                  &f->root, &f->error),
                     0);
    assert_int_equal(f->root->count, CONFIG_NODES_MAX - 1);
    assert_refused(f, repeated(f, "- a\n", CONFIG_NODES_MAX), ERR_LIMIT,
                   "t.yaml:200000:3: more than 200000 values in one file");
}

static void the_size_of_a_file_has_a_limit(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(
        config_parse(f->arena, repeated(f, "#", CONFIG_FILE_MAX - 1), "t", &f->root, &f->error), 0);
    assert_refused(f, repeated(f, "#", CONFIG_FILE_MAX), ERR_LIMIT, "t.yaml: longer than 16 MiB");
}

static void memory_has_a_limit(void **state)
{
    struct arena *small = arena_new(2000);
    struct fixture *f = *state;

    assert_int_equal(config_parse(small, repeated(f, "- a\n", 1000), "t", &f->root, &f->error),
                     ERR_NOMEM);
    assert_string_equal(f->error.message, "out of memory");
    arena_free(small);
}

/* A message is one safe line, whatever the file says. */
static void messages_cannot_be_abused(void **state)
{
    struct fixture *f = *state;

    assert_refused(f, slice_str("\"a\\nb\\e\\u202E\": 1\n\"a\\nb\\e\\u202E\": 1\n"), ERR_INVALID,
                   "t.yaml:2:1: key 'a?b?"
                   "?' is given twice; the first is on line 1");
    buffer_done(&f->out);
    for (int twice = 0; twice < 2; twice++) {
        for (int i = 0; i < 300; i++)
            buffer_append_str(&f->out, "出");
        buffer_append_str(&f->out, ": 1\n");
    }
    assert_int_equal(config_parse(f->arena, buffer_slice(&f->out), "t", &f->root, &f->error),
                     ERR_INVALID);
    assert_int_equal(strlen(f->error.message), 5 + 168 * 3); /* whole characters only */
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fputs(text, file) >= 0, 1);
    assert_int_equal(fclose(file), 0);
}

static void files_are_read(void **state)
{
    struct fixture *f = *state;
    char folder[] = "/tmp/vouch-config-XXXXXX", path[64];

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.yaml", folder);
    assert_int_equal(config_load(f->arena, path, &f->root, &f->error), ERR_NOT_FOUND);
    assert_string_equal(f->error.message, "cannot be read: No such file or directory");
    assert_string_equal(f->error.file, path);
    assert_int_equal(f->error.line, 0);
    write_file(path, "a: 1\n");
    assert_int_equal(config_load(f->arena, path, &f->root, &f->error), 0);
    assert_string_equal(dump(f), "{\"a\":\"1\"}");
    write_file(path, "a: 1\na: 2\n");
    assert_int_equal(config_load(f->arena, path, &f->root, &f->error), ERR_INVALID);
    assert_int_equal(f->error.line, 2);
    assert_int_equal(truncate(path, CONFIG_FILE_MAX + 1), 0);
    assert_int_equal(config_load(f->arena, path, &f->root, &f->error), ERR_LIMIT);
    assert_int_equal(config_load(f->arena, folder, &f->root, &f->error), ERR_IO);
    assert_string_equal(f->error.message, "cannot be read: not a regular file");
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0); /* must not wait for a writer */
    assert_int_equal(config_load(f->arena, path, &f->root, &f->error), ERR_IO);
    unlink(path);
    rmdir(folder);
}

int run_config_tests(void)
{
#define CONFIG_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    static const struct CMUnitTest tests[] = {
        CONFIG_TEST(a_tree_knows_its_places),
        CONFIG_TEST(null_is_absent),
        CONFIG_TEST(an_empty_file_is_an_empty_map),
        CONFIG_TEST(the_canonical_form_forgets_how_it_was_written),
        CONFIG_TEST(a_change_changes_the_canonical_form),
        CONFIG_TEST(yaml_beyond_the_plain_is_refused),
        CONFIG_TEST(other_encodings_are_refused),
        CONFIG_TEST(depth_has_a_limit),
        CONFIG_TEST(the_number_of_values_has_a_limit),
        CONFIG_TEST(the_size_of_a_file_has_a_limit),
        CONFIG_TEST(memory_has_a_limit),
        CONFIG_TEST(messages_cannot_be_abused),
        CONFIG_TEST(files_are_read),
    };
#undef CONFIG_TEST

    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
