/* vouchctl layout: for who writes one (docs/layouts.md). */
#include "ctl/layout.h"

#include "ctl/confined.h"
#include "ctl/file.h"
#include "ctl/options.h"
#include "ctl/terminal.h"

#include "base/error.h"
#include "base/folder.h"

#include <errno.h>
#include <unistd.h>

#define OUTPUT_MAX  (64u * 1024 * 1024)
#define TEST_SUFFIX ".test.yaml"

static int load_settings(struct ctl *ctl, struct settings *ret)
{
    struct config_error error;
    int r = settings_load(ctl->arena, ctl_configuration(ctl), &ctl->paths, ret, &error);

    if (r < 0)
        ctl_say_config(&error);
    return r;
}

static int write_out(struct slice text)
{
    struct terminal terminal;
    int r;

    terminal_init(&terminal, STDOUT_FILENO);
    r = terminal_lines(&terminal, text);
    terminal_done(&terminal);
    return r;
}

/* What the process refused or could not read, said; the exit status of the command. */
static int settle(int status, const char *path, const struct buffer *out)
{
    if (status == CONFINED_REFUSED)
        ctl_say("%.*s", (int)out->size, out->size ? (const char *)out->data : "");
    else if (status == CONFINED_UNREADABLE)
        ctl_say("%s: neither a PDF that can be read nor text in UTF-8", path);
    return status == CTL_OK ? CTL_OK : CTL_NOT_EXAMINED;
}

/* One document through `confined`, and what it wrote to standard output. */
static int run_on_file(struct layout_work *work, const struct confined *confined, const char *path)
{
    struct buffer out;
    int status;

    if (confined_map(path, &work->settings->limits, &work->bytes) != 0)
        return CTL_NOT_EXAMINED;
    buffer_init(&out, OUTPUT_MAX);
    status = confined_run(confined, &work->settings->limits, path, &out);
    if (status == CTL_OK && write_out(buffer_slice(&out)) != 0)
        status = CTL_NOT_EXAMINED;
    status = settle(status, path, &out);
    buffer_done(&out);
    confined_unmap(work->bytes);
    return status;
}

static int try_one(struct ctl *ctl, struct layout_work *work, int argc, char **argv)
{
    const struct confined confined = {layout_prepare, layout_try, work};
    const char *password_file = NULL;
    const struct ctl_option options[] = {
        {.name = "password-file", .value = &password_file},
        {0},
    };
    int status = ctl_options("layout", options, &argc, argv);

    if (status >= 0)
        return status;
    if (argc != 3)
        return ctl_usage("layout");
    if (strchr(argv[1], '/') && access(argv[1], R_OK) != 0) {
        ctl_say("%s: %s", argv[1], strerror(errno));
        return CTL_NOT_EXAMINED;
    }
    if (password_file && file_read_password(ctl->arena, password_file, &work->password) != 0)
        return CTL_NOT_EXAMINED;
    work->layout = argv[1];
    return run_on_file(work, &confined, argv[2]);
}

static int new_one(struct ctl *ctl, struct layout_work *work, int argc, char **argv)
{
    const struct confined confined = {NULL, layout_new, work};
    const char *password_file = NULL, *from = NULL;
    const struct ctl_option options[] = {
        {.name = "from", .value = &from},
        {.name = "password-file", .value = &password_file},
        {0},
    };
    int status = ctl_options("layout", options, &argc, argv);

    if (status >= 0)
        return status;
    if (argc != 1 || !from)
        return ctl_usage("layout");
    if (password_file && file_read_password(ctl->arena, password_file, &work->password) != 0)
        return CTL_NOT_EXAMINED;
    return run_on_file(work, &confined, from);
}

/* ---- Tests ---- */

/* Each line is what one case gave. */
static size_t compare_all(struct terminal *terminal, const struct layout_work *work,
                          struct slice lines)
{
    size_t wrong = 0;

    for (size_t i = 0; i < work->case_count; i++) {
        const uint8_t *end = lines.size > 0 ? memchr(lines.data, '\n', lines.size) : NULL;
        size_t size = end ? (size_t)(end - lines.data) : lines.size;
        const char *json = arena_strndup(work->arena, (const char *)lines.data, size);
        bool is_right = json && layout_test_compare(&work->cases[i], json);

        wrong += !is_right;
        terminal_print(terminal, "  %s  ", is_right ? "ok  " : "FAIL");
        terminal_text(terminal, work->cases[i].name);
        terminal_print(terminal, "\n");
        lines = slice_sub(lines, size + 1, lines.size);
    }
    return wrong;
}

/* The tests in the file at `path`, of the layout beside it. */
static int test_file(struct ctl *ctl, const struct layout_work *model, const char *path)
{
    const struct confined confined = {layout_prepare, layout_rehearse, NULL};
    struct layout_work work = *model;
    struct confined own = confined;
    struct config_error error;
    struct terminal terminal;
    struct buffer out;
    size_t wrong = 1;
    int status;

    work.layout =
        arena_printf(ctl->arena, "%.*s.yaml", (int)(strlen(path) - strlen(TEST_SUFFIX)), path);
    work.arena = ctl->arena;
    if (!work.layout)
        return CTL_NOT_EXAMINED;
    if (layout_test_load(ctl->arena, path, &work, &error) < 0) {
        ctl_say_config(&error);
        return CTL_NOT_EXAMINED;
    }
    own.context = &work;
    buffer_init(&out, OUTPUT_MAX);
    terminal_init(&terminal, STDOUT_FILENO);
    status = settle(confined_run(&own, &work.settings->limits, path, &out), path, &out);
    terminal_text(&terminal, path);
    terminal_print(&terminal, "\n");
    if (status == CTL_OK)
        wrong = compare_all(&terminal, &work, buffer_slice(&out));
    (void)terminal_flush(&terminal);
    terminal_done(&terminal);
    buffer_done(&out);
    return status != CTL_OK ? status : wrong > 0 ? CTL_FAILED : CTL_OK;
}

/* A layout that a person names: by a path, or by a name in the configured or installed folder. */
static const char *test_path(struct ctl *ctl, const struct layout_work *work, const char *layout)
{
    size_t size = strlen(layout);
    const char *own = work->settings->layouts, *path;

    if (size > 5 && strcmp(layout + size - 5, ".yaml") == 0)
        return arena_printf(ctl->arena, "%.*s" TEST_SUFFIX, (int)(size - 5), layout);
    path = own ? arena_printf(ctl->arena, "%s/%s" TEST_SUFFIX, own, layout) : NULL;
    if (path && access(path, R_OK) == 0)
        return path;
    return arena_printf(ctl->arena, "%s/layouts/%s" TEST_SUFFIX, ctl->paths.conf, layout);
}

/* All test files of a folder; 0 exit statuses so far in `*status`. */
static void test_folder(struct ctl *ctl, const struct layout_work *work, const char *folder,
                        int *status)
{
    static const char *const suffixes[] = {TEST_SUFFIX, NULL};
    const char **paths = NULL;
    size_t count = 0;

    if (folder_list(ctl->arena, folder, suffixes, &paths, &count) < 0) {
        ctl_say("cannot read the folder %s", folder);
        *status = CTL_NOT_EXAMINED;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        int r = test_file(ctl, work, paths[i]);

        *status = *status == CTL_OK || r == CTL_FAILED ? r : *status;
    }
}

static int test_all(struct ctl *ctl, struct layout_work *work, int argc, char **argv)
{
    const struct ctl_option options[] = {{0}};
    int status = ctl_options("layout", options, &argc, argv), r;
    const char *installed;

    if (status >= 0)
        return status;
    status = CTL_OK;
    for (int i = 1; i < argc; i++) {
        const char *path = test_path(ctl, work, argv[i]);

        r = path ? test_file(ctl, work, path) : CTL_NOT_EXAMINED;
        status = status == CTL_OK || r == CTL_FAILED ? r : status;
    }
    if (argc > 1)
        return status;
    installed = arena_printf(ctl->arena, "%s/layouts", ctl->paths.conf);
    if (work->settings->layouts)
        test_folder(ctl, work, work->settings->layouts, &status);
    if (installed)
        test_folder(ctl, work, installed, &status);
    return status;
}

int ctl_layout(struct ctl *ctl, int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(struct ctl *, struct layout_work *, int, char **);
    } commands[] = {{"new", new_one}, {"try", try_one}, {"test", test_all}};
    struct settings settings;
    struct layout_work work = {.settings = &settings, .paths = &ctl->paths};

    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(argv[1], commands[i].name) != 0)
            continue;
        if (load_settings(ctl, &settings) != 0)
            return CTL_NOT_EXAMINED;
        return commands[i].run(ctl, &work, argc - 1, argv + 1);
    }
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        ctl_help(stdout, "layout");
        return CTL_OK;
    }
    if (argc > 1)
        ctl_say("layout: there is no '%s'; there are new, try and test", argv[1]);
    return ctl_usage("layout");
}
