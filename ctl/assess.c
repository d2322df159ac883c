/* vouchctl assess: several documents of one person, and what he states, in one request. */
#include "ctl/client.h"
#include "ctl/facts.h"
#include "ctl/file.h"
#include "ctl/options.h"
#include "ctl/page.h"
#include "ctl/show.h"

#include "base/error.h"

#include <stdlib.h>
#include <unistd.h>

struct assess {
    struct arena *arena;
    struct ctl_list roles; /* ROLE=FILE */
    struct stated stated;
    const char *password;
    const char *page; /* --html */
    struct speech *speech;
    bool want_json;
    bool verbose;
    struct client_part *parts; /* the documents, and the facts */
    const char **names;        /* of the documents' files */
    size_t count;              /* documents */
    size_t part_count;
    const struct client_parameter *query;
};

/* ---- The form ---- */

/* Opens a document; its bytes are sent with its role and password. */
static int add_document(struct assess *assess, const char *role, const char *file)
{
    struct client_parameter *headers = arena_array(assess->arena, struct client_parameter, 3);
    int fd, r;

    if (!headers)
        return ERR_NOMEM;
    headers[0] = (struct client_parameter){"Vouch-Role", role};
    headers[1] = (struct client_parameter){"Vouch-Password", assess->password};
    r = file_open(file, &fd);
    if (r < 0)
        return r;
    assess->names[assess->count++] = file;
    assess->parts[assess->part_count++] =
        (struct client_part){.name = "document", .file = fd, .headers = headers};
    return 0;
}

static int add_role(struct assess *assess, const char *value)
{
    const char *equals = strchr(value, '=');
    const char *role = equals && equals > value
                           ? arena_strndup(assess->arena, value, (size_t)(equals - value))
                           : NULL;

    if (role && equals[1])
        return add_document(assess, role, equals + 1);
    ctl_say("--role: '%s' is not ROLE=FILE, such as record=record.pdf", value);
    return ERR_SYNTAX;
}

static int build_parts(struct assess *assess, int count, char **files)
{
    size_t room = assess->roles.count + (size_t)count + 1;
    struct slice facts;
    int r = facts_collect(assess->arena, &assess->stated, &facts);

    assess->parts = arena_array(assess->arena, struct client_part, room);
    assess->names = arena_array(assess->arena, const char *, room);
    if (!assess->parts || !assess->names)
        return ERR_NOMEM;
    for (size_t i = 0; i < assess->roles.count && r == 0; i++)
        r = add_role(assess, assess->roles.items[i]);
    for (int i = 0; i < count && r == 0; i++)
        r = add_document(assess, NULL, files[i]);
    if (r == 0 && facts.size > 0)
        assess->parts[assess->part_count++] =
            (struct client_part){.name = "facts", .file = -1, .bytes = facts};
    return r;
}

static void close_parts(struct assess *assess)
{
    for (size_t i = 0; i < assess->count; i++)
        close(assess->parts[i].file);
}

/* ---- The answer ---- */

static enum ctl_status worse(enum ctl_status a, enum ctl_status b)
{
    return a == CTL_FAILED || b == CTL_FAILED         ? CTL_FAILED
           : a == CTL_UNDECIDED || b == CTL_UNDECIDED ? CTL_UNDECIDED
                                                      : CTL_OK;
}

/* By each document's indication and each decision's verdict. */
static enum ctl_status status_of(const json_t *answer)
{
    const json_t *reports = json_object_get(answer, "reports");
    const json_t *decisions = json_object_get(answer, "decisions");
    enum ctl_status status = CTL_OK;

    for (size_t i = 0; i < json_array_size(reports); i++)
        status = worse(status, show_status(json_array_get(reports, i), NULL));
    return worse(status, show_verdicts(decisions));
}

static void write_text(struct assess *assess, struct terminal *terminal, const json_t *answer)
{
    struct show show = {terminal, assess->arena, assess->verbose, assess->speech};
    const json_t *reports = json_object_get(answer, "reports");
    const json_t *recorded = json_object_get(answer, "recorded");

    for (size_t i = 0; i < json_array_size(reports); i++) {
        const char *name = i < assess->count ? assess->names[i] : "?";

        show_report(&show, name, json_array_get(reports, i));
        terminal_print(terminal, "\n");
    }
    if (json_array_size(reports) > 0 || assess->verbose) {
        show_join(&show, json_object_get(answer, "join"), json_array_size(reports));
        terminal_print(terminal, "\n");
    }
    show_decisions(&show, json_object_get(answer, "decisions"),
                   json_object_get(recorded, "decisions"));
}

static void write_json(const struct assess *assess, struct terminal *terminal, json_t *answer)
{
    json_t *files = json_array();
    char *text;

    for (size_t i = 0; i < assess->count; i++)
        json_array_append_new(files, json_string(assess->names[i]));
    json_object_set_new(answer, "files", files);
    text = json_dumps(answer, JSON_COMPACT);
    if (text)
        terminal_print(terminal, "%s\n", text);
    free(text);
}

static int take_answer(struct assess *assess, struct client_response *response)
{
    struct terminal terminal;
    int status = CTL_NOT_EXAMINED;

    terminal_init(&terminal, STDOUT_FILENO);
    if (response->status == 200 && response->json) {
        status = (int)status_of(response->json);
        if (assess->want_json)
            write_json(assess, &terminal, response->json);
        else
            write_text(assess, &terminal, response->json);
    } else {
        client_say_problem(NULL, response);
    }
    return ctl_written(&terminal, status);
}

static int run(struct assess *assess, struct ctl *ctl)
{
    const struct client_request request = {
        .method = "POST",
        .path = "/v1/assess",
        .query = assess->query,
        .body = -1,
        .parts = assess->parts,
        .part_count = assess->part_count,
    };
    struct client_response response = {0};
    struct client *client;
    int status = CTL_NOT_EXAMINED;

    if (assess->page)
        return page_run(ctl, assess->page, &request);
    client = client_new(ctl);
    if (client && client_ask(client, &request, &response) == 0)
        status = take_answer(assess, &response);
    json_decref(response.json);
    client_free(client);
    return status;
}

int ctl_assess(struct ctl *ctl, int argc, char **argv)
{
    const char *source = NULL, *at = NULL, *existed_by = NULL, *password_file = NULL;
    const char *reference = NULL, *language = NULL, *edition = NULL, *mistake;
    struct ctl_list policies = {0};
    struct assess assess = {.arena = ctl->arena, .speech = ctl->speech};
    const struct ctl_option options[] = {
        {.name = "html", .value = &assess.page},
        {.name = "for", .value = &edition},
        {.name = "json", .flag = &assess.want_json},
        {.name = "verbose", .letter = 'v', .flag = &assess.verbose},
        {.name = "source", .value = &source},
        {.name = "policy", .list = &policies},
        {.name = "facts", .value = &assess.stated.facts},
        {.name = "crossings", .value = &assess.stated.crossings},
        {.name = "covers", .value = &assess.stated.covers},
        {.name = "assume", .value = &assess.stated.assume},
        {.name = "role", .list = &assess.roles},
        {.name = "at", .value = &at},
        {.name = "existed-by", .value = &existed_by},
        {.name = "as-of", .value = &assess.stated.as_of},
        {.name = "password-file", .value = &password_file},
        {.name = "reference", .value = &reference},
        {.name = "language", .value = &language},
        {0},
    };
    int status = ctl_options("assess", options, &argc, argv), r;

    if (status >= 0)
        return status;
    if ((argc < 2 && assess.roles.count == 0 && policies.count == 0) || !ctl_is_time("--at", at) ||
        !ctl_is_time("--existed-by", existed_by) || !ctl_is_time("--as-of", assess.stated.as_of))
        return ctl_usage("assess");
    mistake = page_mistake(assess.page, edition, assess.want_json, assess.verbose);
    if (mistake) {
        ctl_say("%s", mistake);
        return ctl_usage("assess");
    }
    if (password_file && file_read_password(ctl->arena, password_file, &assess.password) != 0)
        return CTL_NOT_EXAMINED;
    assess.query = query_with_policies(
        ctl->arena,
        (const struct client_parameter[]){
            {"source", source},
            {"at", at},
            {"existed_by", existed_by},
            {"as_of", assess.stated.as_of},
            {"reference", reference},
            {"language", language},
            {"for", edition},
            {"evidence", assess.want_json || assess.verbose ? "claims" : "none"},
            {0},
        },
        &policies);
    r = build_parts(&assess, argc - 1, argv + 1);
    status = r == 0 ? run(&assess, ctl) : facts_status(r);
    close_parts(&assess);
    return status;
}
