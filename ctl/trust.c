/* vouchctl trust show | list: certificates as people compare them. */
#include "ctl/trust.h"

#include "ctl/client.h"
#include "ctl/file.h"
#include "ctl/options.h"

#include "base/arena.h"
#include "base/error.h"

#include <unistd.h>

/* ---- show ---- */

static int show_file(struct ctl *ctl, struct terminal *terminal, const char *path)
{
    struct shown_certificate *items;
    size_t count;

    if (certificates_read(ctl->arena, path, &items, &count) != 0)
        return CTL_NOT_EXAMINED;
    for (size_t i = 0; i < count; i++) {
        terminal_tone(terminal, TONE_STRONG, "certificate %zu of %zu in ", i + 1, count);
        terminal_text(terminal, path);
        terminal_print(terminal, "\n");
        certificate_write(terminal, ctl->arena, 2, &items[i]);
    }
    return CTL_OK;
}

int trust_show(struct ctl *ctl, int argc, char **argv)
{
    static const struct ctl_option options[] = {{0}};
    struct terminal terminal;
    int status = ctl_options("trust", options, &argc, argv), worst = CTL_OK;

    if (status >= 0)
        return status;
    if (argc < 2)
        return ctl_usage("trust");
    terminal_init(&terminal, STDOUT_FILENO);
    for (int i = 1; i < argc; i++) {
        status = show_file(ctl, &terminal, argv[i]);
        if (status != CTL_OK)
            worst = status;
    }
    return ctl_written(&terminal, worst);
}

/* ---- list ---- */

static void write_place(struct terminal *terminal, const struct trust_place *place)
{
    terminal_print(terminal, "  ");
    terminal_tone(terminal, TONE_STRONG, "%s", place->kind);
    terminal_print(terminal, "  ");
    terminal_text(terminal, place->path);
    if (place->ca_assumed)
        terminal_print(terminal, "  (ca: assumed)");
    if (place->until) {
        terminal_print(terminal, "  (until ");
        terminal_text(terminal, place->until);
        terminal_print(terminal, ")");
    }
    terminal_print(terminal, "\n");
}

/* A member of a note, with what stands before it; nothing where it is not there. */
static void write_member(struct terminal *terminal, const struct config_node *note,
                         const char *before, const char *name)
{
    struct config_error error;
    const char *text = NULL;

    if (config_string(config_get(note, name), &text, &error) != 0 || !text)
        return;
    terminal_print(terminal, "%s", before);
    terminal_text(terminal, text);
}

/* The note that `trust add` or vouchd-fetch left beside the file, if one did. */
static void write_origin(struct ctl *ctl, struct terminal *terminal, const char *path)
{
    const char *dot = strrchr(path, '.'), *note;
    const struct config_node *root;
    struct config_error error;

    note = arena_printf(ctl->arena, "%.*s.origin.yaml", (int)(dot ? dot - path : 0), path);
    if (!note || access(note, R_OK) != 0 || config_load(ctl->arena, note, &root, &error) != 0)
        return;
    terminal_print(terminal, "      ");
    terminal_tone(terminal, TONE_FAINT, "%-9s", "origin");
    write_member(terminal, root, "", "url");
    write_member(terminal, root, ", added by ", "by");
    write_member(terminal, root, " on ", "day");
    write_member(terminal, root, ", fetched ", "fetched");
    write_member(terminal, root, ", good until ", "until");
    terminal_print(terminal, "\n");
}

static void write_path(struct terminal *terminal, const char *path)
{
    terminal_print(terminal, "    ");
    terminal_text(terminal, path);
    terminal_print(terminal, "\n");
}

static int write_certificates(struct ctl *ctl, struct terminal *terminal, const char *path)
{
    struct shown_certificate *items;
    size_t count;

    if (certificates_read(ctl->arena, path, &items, &count) != 0)
        return CTL_NOT_EXAMINED;
    for (size_t i = 0; i < count; i++) {
        write_path(terminal, path);
        certificate_write(terminal, ctl->arena, 6, &items[i]);
    }
    write_origin(ctl, terminal, path);
    return CTL_OK;
}

static int write_files(struct ctl *ctl, struct terminal *terminal, const struct trust_place *place)
{
    int status = CTL_OK;

    for (size_t i = 0; i < place->file_count; i++) {
        if (place->holds_lists) {
            write_path(terminal, place->files[i]);
            write_origin(ctl, terminal, place->files[i]);
        } else if (write_certificates(ctl, terminal, place->files[i]) != CTL_OK) {
            status = CTL_NOT_EXAMINED;
        }
    }
    if (place->file_count == 0)
        terminal_tone(terminal, TONE_UNSURE, "    no %s lies there\n",
                      place->holds_lists ? "revocation list" : "certificate");
    return status;
}

static int write_source(struct ctl *ctl, struct terminal *terminal,
                        const struct trust_source *source)
{
    int status = CTL_OK;

    terminal_text(terminal, source->name);
    terminal_tone(terminal, TONE_FAINT, "  %s\n", source->file);
    for (size_t i = 0; i < source->place_count; i++) {
        write_place(terminal, &source->places[i]);
        if (write_files(ctl, terminal, &source->places[i]) != CTL_OK)
            status = CTL_NOT_EXAMINED;
    }
    if (source->place_count == 0)
        terminal_tone(terminal, TONE_UNSURE, "  trusts nobody\n");
    return status;
}

int trust_list(struct ctl *ctl, int argc, char **argv)
{
    static const struct ctl_option options[] = {{0}};
    struct trust_sources sources;
    struct terminal terminal;
    int status = ctl_options("trust", options, &argc, argv), worst = CTL_OK;

    if (status >= 0)
        return status;
    if (argc != 1)
        return ctl_usage("trust");
    if (trust_sources_read(ctl, &sources) != 0)
        return CTL_NOT_EXAMINED;
    terminal_init(&terminal, STDOUT_FILENO);
    for (size_t i = 0; i < sources.count; i++)
        if (write_source(ctl, &terminal, &sources.items[i]) != CTL_OK)
            worst = CTL_NOT_EXAMINED;
    if (sources.count == 0)
        terminal_print(&terminal, "No source is configured.\n");
    return ctl_written(&terminal, worst);
}

/* ---- For those that change something ---- */

int trust_reload(struct ctl *ctl, bool *ret_running)
{
    const struct client_request request = {
        .method = "POST",
        .path = "/v1/reload",
        .body = -1,
        .may_be_absent = true,
    };
    struct client_response response = {0};
    struct client *client = client_new(ctl);
    int r = client ? client_call(client, &request, &response) : ERR_IO;
    bool failed = r < 0 && r != ERR_NOT_FOUND;

    if (r == 0 && response.status != 200) {
        client_say_problem("reload", &response);
        failed = true;
    }
    *ret_running = r != ERR_NOT_FOUND;
    json_decref(response.json);
    client_free(client);
    return failed ? CTL_FAILED : CTL_OK;
}

/* ---- Which of them ---- */

int ctl_trust(struct ctl *ctl, int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(struct ctl *ctl, int argc, char **argv);
    } actions[] = {
        {"show", trust_show}, {"list", trust_list}, {"add", trust_add}, {"refresh", trust_refresh}};
    static const char *const names[] = {"show", "list", "add", "refresh", NULL};
    static const struct ctl_option options[] = {{0}};
    const char *nearest;

    if (argc < 2 || argv[1][0] == '-') {
        int status = ctl_options("trust", options, &argc, argv);

        return status >= 0 ? status : ctl_usage("trust");
    }
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(actions[i].name, argv[1]) == 0)
            return actions[i].run(ctl, argc - 1, argv + 1);
    nearest = ctl_nearest(argv[1], names);
    ctl_say("trust: there is no '%s'", argv[1]);
    if (nearest)
        fprintf(stderr, "Did you mean 'trust %s'?\n", nearest);
    return ctl_usage("trust");
}
