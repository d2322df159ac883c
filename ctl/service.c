/* What a running daemon says about itself: sources, codes, status, reload, report. */
#include "ctl/client.h"
#include "ctl/options.h"
#include "ctl/page.h"
#include "ctl/show.h"

#include "base/arena.h"
#include "base/error.h"

#include <stdlib.h>
#include <unistd.h>

#define DEPTH_MAX 8

/* ---- Writing ---- */

static int print_json(const json_t *json)
{
    struct terminal terminal;
    char *text = json_dumps(json, JSON_INDENT(2));

    terminal_init(&terminal, STDOUT_FILENO);
    terminal_print(&terminal, "%s\n", text ? text : "null");
    free(text);
    return ctl_written(&terminal, CTL_OK);
}

static const char *scalar(struct arena *arena, const json_t *value)
{
    return json_is_string(value) ? json_string_value(value)
           : json_is_integer(value)
               ? arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value))
           : json_is_real(value)  ? arena_printf(arena, "%g", json_real_value(value))
           : json_is_true(value)  ? "yes"
           : json_is_false(value) ? "no"
                                  : "";
}

/* A line for each value in it, however deep: "isolation.seccomp   yes". */
static void show_values(struct show *show, struct table *table, const char *path, json_t *value,
                        unsigned depth)
{
    if (depth > DEPTH_MAX || !path)
        return;
    if (json_is_object(value)) {
        for (void *i = json_object_iter(value); i; i = json_object_iter_next(value, i)) {
            const char *key = json_object_iter_key(i);

            show_values(show, table, *path ? arena_printf(show->arena, "%s.%s", path, key) : key,
                        json_object_iter_value(i), depth + 1);
        }
    } else if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++)
            show_values(show, table, path, json_array_get(value, i), depth + 1);
    } else if (*scalar(show->arena, value)) {
        table_add(table, (const char *[]){path, scalar(show->arena, value)});
    }
}

/* A table of the members `keys` of each object in `list`. */
static void show_list(struct show *show, const json_t *list, const char *const *keys)
{
    struct table table = {.arena = show->arena};

    while (table.columns < TABLE_COLUMNS_MAX && keys[table.columns])
        table.columns++;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        const char *cells[TABLE_COLUMNS_MAX];

        for (size_t column = 0; column < table.columns; column++)
            cells[column] = scalar(show->arena, json_object_get(item, keys[column]));
        if (table_add(&table, cells) != 0)
            return;
    }
    table_write(show->terminal, &table, 0);
}

/* What the operator should know about an item: its `warnings`. */
static void show_warnings(struct show *show, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i), *warnings = json_object_get(item, "warnings");

        for (size_t j = 0; j < json_array_size(warnings); j++) {
            terminal_tone(show->terminal, TONE_UNSURE, "? ");
            terminal_text(show->terminal, show_known(item, "name"));
            terminal_print(show->terminal, ": ");
            terminal_text(show->terminal, json_string_value(json_array_get(warnings, j)));
            terminal_print(show->terminal, "\n");
        }
    }
}

/* ---- sources, codes ---- */

/* Reads the options of a command that has only --json and `operands` operands; -1 to go on. */
static int read_options(const char *command, int operands, int argc, char **argv, bool *want_json)
{
    const struct ctl_option options[] = {
        {.name = "json", .flag = want_json},
        {0},
    };
    int status = ctl_options(command, options, &argc, argv);

    if (status >= 0)
        return status;
    return argc == 1 + operands ? -1 : ctl_usage(command);
}

struct listing {
    const char *command;
    const char *path;
    const char *member; /* of the answer, where that is no list itself */
    const char *const *keys;
    const char *none; /* what to say of an empty list */
};

static int list(struct ctl *ctl, const struct listing *listing, int argc, char **argv)
{
    bool want_json = false;
    int status = read_options(listing->command, 0, argc, argv, &want_json);
    struct terminal terminal;
    struct show show = {&terminal, ctl->arena, false, ctl->speech};
    struct client *client;
    json_t *answer;
    const json_t *items;

    if (status >= 0)
        return status;
    client = client_new(ctl);
    answer = client ? client_get(client, listing->path, NULL) : NULL;
    client_free(client);
    if (!answer)
        return CTL_NOT_EXAMINED;
    items = json_is_array(answer) ? answer : json_object_get(answer, listing->member);
    terminal_init(&terminal, STDOUT_FILENO);
    if (want_json)
        status = print_json(answer);
    else if (json_array_size(items) == 0)
        terminal_print(&terminal, "%s\n", listing->none);
    else
        show_list(&show, items, listing->keys);
    if (!want_json)
        show_warnings(&show, items);
    json_decref(answer);
    return ctl_written(&terminal, status > 0 ? status : CTL_OK);
}

int ctl_sources(struct ctl *ctl, int argc, char **argv)
{
    static const char *const keys[] = {"name", "plugin", "plugin_version", "summary", NULL};
    static const struct listing listing = {
        .command = "sources",
        .path = "/v1/sources",
        .member = "sources",
        .keys = keys,
        .none = "No source is configured: nothing can be vouched for. `sources:` in vouchd.yaml "
                "names their folder.",
    };

    return list(ctl, &listing, argc, argv);
}

int ctl_codes(struct ctl *ctl, int argc, char **argv)
{
    static const char *const keys[] = {"code", "kind", "since", "audience", "title", NULL};
    static const struct listing listing = {
        .command = "codes",
        .path = "/v1/codes",
        .member = "codes",
        .keys = keys,
        .none = "There are no codes.",
    };

    return list(ctl, &listing, argc, argv);
}

/* ---- status ---- */

/* 200 where documents are examined, else the problem that says why not. */
static int get_health(struct client *client, struct client_response *ret_response)
{
    const struct client_request request = {.method = "GET", .path = "/healthz", .body = -1};

    return client_call(client, &request, ret_response);
}

static void show_status_of(struct show *show, const struct client_response *health, json_t *answer)
{
    bool is_ready = health->status == 200;
    struct table table = {.arena = show->arena, .columns = 2};
    const char *detail = show_text(health->json, "detail");

    terminal_tone(show->terminal, is_ready ? TONE_GOOD : TONE_UNSURE, "%s",
                  is_ready ? "✔ ready" : "? degraded");
    if (!is_ready && detail) {
        terminal_print(show->terminal, ": ");
        terminal_text(show->terminal, detail);
    }
    terminal_print(show->terminal, "\n");
    show_values(show, &table, "", answer, 0);
    table_write(show->terminal, &table, SHOW_INDENT);
}

int ctl_status_command(struct ctl *ctl, int argc, char **argv)
{
    bool want_json = false;
    int status = read_options("status", 0, argc, argv, &want_json);
    struct client_response health = {0};
    struct terminal terminal;
    struct show show = {&terminal, ctl->arena, false, ctl->speech};
    struct client *client = NULL;
    json_t *answer = NULL;

    if (status >= 0)
        return status;
    status = CTL_NOT_EXAMINED;
    terminal_init(&terminal, STDOUT_FILENO);
    client = client_new(ctl);
    if (!client || get_health(client, &health) != 0)
        goto out;
    status = health.status == 200 ? CTL_OK : CTL_FAILED;
    answer = client_get(client, "/v1/status", NULL);
    if (want_json && answer)
        print_json(answer);
    else
        show_status_of(&show, &health, answer);
out:
    client_free(client);
    json_decref(health.json);
    json_decref(answer);
    return ctl_written(&terminal, status);
}

/* ---- reload ---- */

int ctl_reload(struct ctl *ctl, int argc, char **argv)
{
    const struct client_request request = {.method = "POST", .path = "/v1/reload", .body = -1};
    bool want_json = false;
    int status = read_options("reload", 0, argc, argv, &want_json);
    struct client_response response = {0};
    struct terminal terminal;
    struct show show = {&terminal, ctl->arena, false, ctl->speech};
    struct table table = {.arena = ctl->arena, .columns = 2};
    struct client *client;

    if (status >= 0)
        return status;
    client = client_new(ctl);
    if (!client || client_call(client, &request, &response) != 0) {
        client_free(client);
        return CTL_NOT_EXAMINED;
    }
    client_free(client);
    status = response.status == 200 ? CTL_OK : CTL_FAILED;
    terminal_init(&terminal, STDOUT_FILENO);
    if (status == CTL_FAILED) {
        client_say_problem(NULL, &response);
        ctl_say("the old configuration stays in force");
    } else if (want_json) {
        print_json(response.json);
    } else {
        terminal_tone(&terminal, TONE_GOOD, "✔ reloaded\n");
        show_values(&show, &table, "", response.json, 0);
        table_write(&terminal, &table, SHOW_INDENT);
    }
    json_decref(response.json);
    return ctl_written(&terminal, status);
}

/* ---- report ---- */

static bool is_id(const char *text)
{
    size_t size = strspn(text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");

    return size > 0 && text[size] == '\0' && size <= 128;
}

static bool is_unknown(const struct client_response *response)
{
    const char *type = json_string_value(json_object_get(response->json, "type"));

    return response->status == 404 && type && strstr(type, "not-found");
}

/* The id of a report, else of a decision: who has one in his hand need not know which. */
static int get_kept(struct ctl *ctl, const char *id, const char *language, const char **ret_path,
                    json_t **ret_answer)
{
    static const char *const folders[] = {"reports", "decisions"};
    const struct client_parameter query[] = {{"language", language}, {0}};
    struct client_request request = {.method = "GET", .query = query, .body = -1};
    struct client_response response = {0};
    struct client *client = client_new(ctl);
    int status = CTL_NOT_EXAMINED, r = client ? 0 : ERR_NOT_FOUND;

    for (size_t i = 0; i < 2 && r == 0 && (i == 0 || is_unknown(&response)); i++) {
        json_decref(response.json);
        response = (struct client_response){0};
        request.path = arena_printf(ctl->arena, "/v1/%s/%s", folders[i], id);
        r = request.path ? client_call(client, &request, &response) : ERR_NOMEM;
    }
    if (r == 0 && response.status == 200) {
        *ret_path = request.path;
        *ret_answer = json_incref(response.json);
        status = CTL_OK;
    } else if (r == 0 && is_unknown(&response)) {
        ctl_say("no report and no decision has the id %s", id);
    } else if (r == 0) {
        client_say_problem(NULL, &response);
    }
    json_decref(response.json);
    client_free(client);
    return status;
}

/* 0 where there is a page, whatever it says, as for a report that is shown. */
static int write_page(struct ctl *ctl, const char *path, const char *out,
                      const struct client_parameter *query)
{
    const struct client_request request = {
        .method = "GET",
        .path = path,
        .query = query,
        .body = -1,
    };
    int status = page_run(ctl, out, &request);

    return status == CTL_FAILED || status == CTL_UNDECIDED ? CTL_OK : status;
}

static void write_kept(struct show *show, const char *id, json_t *answer)
{
    json_t *report = json_object_get(answer, "report");
    json_t *list;

    if (!json_object_get(answer, "policy")) {
        show_report(show, id, report ? report : answer);
        return;
    }
    list = json_pack("[O]", answer);
    show_decisions(show, list, NULL);
    json_decref(list);
}

int ctl_report(struct ctl *ctl, int argc, char **argv)
{
    struct terminal terminal;
    struct show show = {&terminal, ctl->arena, false, ctl->speech};
    const char *language = NULL, *page = NULL, *edition = NULL, *mistake;
    bool want_json = false;
    const struct ctl_option options[] = {
        {.name = "html", .value = &page},
        {.name = "for", .value = &edition},
        {.name = "json", .flag = &want_json},
        {.name = "verbose", .letter = 'v', .flag = &show.verbose},
        {.name = "language", .value = &language},
        {0},
    };
    const char *path = NULL;
    json_t *answer = NULL;
    int status = ctl_options("report", options, &argc, argv);

    if (status >= 0)
        return status;
    mistake = argc != 2 ? "one report or decision is named by its id"
                        : page_mistake(page, edition, want_json, show.verbose);
    if (mistake) {
        ctl_say("%s", mistake);
        return ctl_usage("report");
    }
    if (!is_id(argv[1])) {
        ctl_say("'%s' is no id of a report or decision; `vouchctl verify` writes it below each",
                argv[1]);
        return CTL_USAGE;
    }
    status = get_kept(ctl, argv[1], language, &path, &answer);
    if (status == CTL_OK && page) {
        json_decref(answer);
        return write_page(
            ctl, path, page,
            (const struct client_parameter[]){{"language", language}, {"for", edition}, {0}});
    }
    if (status != CTL_OK)
        return status;
    terminal_init(&terminal, STDOUT_FILENO);
    if (want_json)
        status = print_json(answer);
    else
        write_kept(&show, argv[1], answer);
    json_decref(answer);
    return ctl_written(&terminal, status);
}
