/* vouchctl verify: files to the daemon, one after another, and its answers to people or programs.
 */
#include "ctl/batch.h"
#include "ctl/client.h"
#include "ctl/facts.h"
#include "ctl/file.h"
#include "ctl/options.h"
#include "ctl/page.h"
#include "ctl/progress.h"
#include "ctl/show.h"

#include "base/datetime.h"
#include "base/error.h"
#include "base/unicode.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define STATUSES 4

struct verify {
    struct client *client;
    const struct client_parameter *query;
    const struct client_parameter *headers;
    struct slice facts; /* JSON; empty: none */
    struct speech *speech;
    bool want_json;
    bool verbose;
    struct terminal terminal;
    struct progress progress;
    size_t counts[STATUSES]; /* files by CTL_OK to CTL_NOT_EXAMINED */
};

/* ---- Answers ---- */

/* A file name need not be UTF-8; JSON must be. */
static json_t *name_as_json(const char *name)
{
    struct slice rest = slice_str(name);
    struct buffer text;
    json_t *json;

    buffer_init(&text, 0);
    while (rest.size > 0) {
        uint32_t code = 0xFFFD;

        if (utf8_next(&rest, &code) != 0)
            rest = slice_sub(rest, 1, rest.size);
        utf8_append(&text, code);
    }
    json = buffer_error(&text) ? NULL : json_stringn((const char *)text.data, text.size);
    buffer_done(&text);
    return json;
}

/* Copies a member of the answer, or puts `otherwise` where it has none. */
static void set_member(json_t *line, const json_t *answer, const char *key, json_t *otherwise)
{
    json_t *value = json_object_get(answer, key);

    json_object_set(line, key, value ? value : otherwise);
    json_decref(otherwise);
}

/* A line for one file; `answer` is NULL where it was not examined, for the `problem` named. */
static void write_json(struct verify *verify, const char *file, const json_t *answer,
                       json_t *problem)
{
    json_t *line = json_object();
    char *text;

    json_object_set_new(line, "file", name_as_json(file));
    set_member(line, answer, "report", json_null());
    set_member(line, answer, "decisions", json_array());
    set_member(line, answer, "sightings", json_array());
    if (!answer)
        json_object_set_new(line, "problem", problem ? json_incref(problem) : json_null());
    text = json_dumps(line, JSON_COMPACT);
    if (text)
        terminal_print(&verify->terminal, "%s\n", text);
    free(text);
    json_decref(line);
}

static void write_text(struct verify *verify, const char *file, const json_t *answer)
{
    struct show show = {
        .terminal = &verify->terminal,
        .arena = arena_new(0),
        .verbose = verify->verbose,
        .speech = verify->speech,
    };

    if (!show.arena)
        return;
    show_answer(&show, file, answer);
    if (verify->progress.total > 1)
        terminal_print(&verify->terminal, "\n");
    arena_free(show.arena);
}

static enum ctl_status take_answer(struct verify *verify, const char *file,
                                   const struct client_response *response)
{
    const json_t *report = json_object_get(response->json, "report");

    if (response->status != 200 || !report) {
        progress_clear(&verify->progress);
        client_say_problem(file, response);
        if (verify->want_json)
            write_json(verify, file, NULL, response->json);
        return CTL_NOT_EXAMINED;
    }
    if (verify->want_json)
        write_json(verify, file, response->json, NULL);
    else
        write_text(verify, file, response->json);
    return show_status(report, json_object_get(response->json, "decisions"));
}

/* ---- One file ---- */

/* The request for a document that is open; `parts` has room for the form. */
static struct client_request request_for(const struct verify *verify, const char *file,
                                         int document, struct client_part parts[2])
{
    struct client_request request = {
        .method = "POST",
        .path = "/v1/verify",
        .query = verify->query,
        .headers = verify->headers,
        .body = document,
        .subject = file,
    };

    if (verify->facts.size > 0) {
        parts[0] = (struct client_part){.name = "document", .file = document};
        parts[1] = (struct client_part){.name = "facts", .file = -1, .bytes = verify->facts};
        request.parts = parts;
        request.part_count = 2;
    }
    return request;
}

/* --html */
static int write_page(struct ctl *ctl, const struct verify *verify, const char *file,
                      const char *out)
{
    struct client_request request;
    struct client_part parts[2];
    int document, status;

    if (file_open(file, &document) != 0)
        return CTL_NOT_EXAMINED;
    request = request_for(verify, file, document, parts);
    status = page_run(ctl, out, &request);
    close(document);
    return status;
}

static void not_examined(struct verify *verify, const char *file, const char *title)
{
    json_t *problem = json_pack("{s:s}", "title", title);

    if (verify->want_json)
        write_json(verify, file, NULL, problem);
    json_decref(problem);
    verify->counts[CTL_NOT_EXAMINED]++;
}

/* ERR_NOT_FOUND where there is no daemon any more. */
static int examine(struct verify *verify, const char *file)
{
    struct client_response response = {0};
    struct client_request request;
    struct client_part parts[2];
    int document, r;

    if (file_open(file, &document) != 0) {
        not_examined(verify, file, "The file cannot be read");
        return 0;
    }
    request = request_for(verify, file, document, parts);
    r = client_ask(verify->client, &request, &response);
    close(document);
    if (r != 0) {
        not_examined(verify, file, "The daemon gave no answer");
        return r == ERR_NOT_FOUND ? r : 0;
    }
    verify->counts[take_answer(verify, file, &response)]++;
    json_decref(response.json);
    return 0;
}

/* ---- All files ---- */

static void write_summary(struct verify *verify)
{
    static const char *const ids[STATUSES] = {"vouchctl.files.passed", "vouchctl.files.failed",
                                              "vouchctl.files.undecided",
                                              "vouchctl.files.not_examined"};
    struct show show = {&verify->terminal, arena_new(0), false, verify->speech};
    struct buffer words;

    if (!show.arena)
        return;
    buffer_init(&words, 0);
    for (size_t i = 0; i < STATUSES; i++)
        if (verify->counts[i] > 0)
            show_append(&show, &words,
                        show_say(&show, ids[i], "count",
                                 show_digits(&show, (json_int_t)verify->counts[i]), NULL));
    buffer_append_byte(&words, '\0');
    if (!buffer_error(&words))
        terminal_print(&verify->terminal, "%s\n",
                       show_say(&show, "vouchctl.files", "count",
                                show_digits(&show, (json_int_t)verify->progress.total), "which",
                                (const char *)words.data, NULL));
    buffer_done(&words);
    arena_free(show.arena);
}

/* ERR_IO where nobody takes what is written. */
static int examine_all(struct verify *verify, int count, char **files)
{
    int r = 0;

    for (int i = 0; i < count && r == 0; i++) {
        progress_update(&verify->progress, (size_t)i);
        r = examine(verify, files[i]);
        if (verify->terminal.is_terminal && verify->terminal.out.size > 0)
            progress_clear(&verify->progress);
        if (terminal_flush(&verify->terminal) != 0)
            r = ERR_IO;
        while (r != 0 && ++i < count)
            not_examined(verify, files[i], "There is no daemon any more");
    }
    progress_clear(&verify->progress);
    if (count > 1 && r != ERR_IO && !verify->want_json)
        write_summary(verify);
    if (terminal_flush(&verify->terminal) != 0)
        r = ERR_IO;
    return r == ERR_IO ? r : 0;
}

static int exit_status(const struct verify *verify)
{
    static const enum ctl_status order[] = {CTL_FAILED, CTL_NOT_EXAMINED, CTL_UNDECIDED};

    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (verify->counts[order[i]] > 0)
            return order[i];
    return CTL_OK;
}

static int run(struct verify *verify, struct ctl *ctl, int count, char **files)
{
    int status = CTL_NOT_EXAMINED;

    verify->speech = ctl->speech;
    terminal_init(&verify->terminal, STDOUT_FILENO);
    progress_begin(&verify->progress, (size_t)count);
    verify->client = client_new(ctl);
    if (verify->client) {
        if (examine_all(verify, count, files) != 0)
            ctl_say("standard output takes no more");
        else
            status = exit_status(verify);
    }
    client_free(verify->client);
    terminal_done(&verify->terminal);
    return status;
}

/* ---- Options ---- */

#define NAMES_MAX 10000000

/* One name a line, from a file or (-) from standard input, in place of operands. */
static int names_read(struct arena *arena, const char *from, int *argc, char ***argv)
{
    FILE *in = strcmp(from, "-") == 0 ? stdin : fopen(from, "re");
    size_t count = 1, capacity = 8, room = 0;
    char **names = arena_array(arena, char *, capacity), *line = NULL; /* names[0]: the program */
    ssize_t size;

    if (!in) {
        ctl_say("%s: %s", from, strerror(errno));
        return CTL_NOT_EXAMINED;
    }
    while (names && count < NAMES_MAX && (size = getline(&line, &room, in)) > 0) {
        size -= line[size - 1] == '\n';
        if (size == 0)
            continue;
        names = arena_grow(arena, names, count, &capacity, sizeof *names);
        if (names && !(names[count++] = arena_strndup(arena, line, (size_t)size)))
            names = NULL;
    }
    free(line);
    if (in != stdin)
        fclose(in);
    if (!names) {
        ctl_say("%s: out of memory", from);
        return CTL_NOT_EXAMINED;
    }
    *argv = names;
    *argc = (int)count;
    return CTL_OK;
}

/* What the options say, beside `struct verify`. */
struct asked {
    const char *source, *at, *existed_by, *reference, *language;
    const char *password_file, *files_from, *edition;
    struct ctl_list policies;
    struct stated stated;
    struct batch_options batch;
    const char *page; /* --html */
};

static int run_batch(struct ctl *ctl, struct asked *asked, bool want_json, int argc)
{
    if (argc > 1 || asked->page || asked->files_from || asked->source || asked->at ||
        asked->existed_by || asked->reference || asked->policies.count) {
        ctl_say("with --manifest the table says it, for each file");
        return ctl_usage("verify");
    }
    asked->batch.language = asked->language;
    asked->batch.want_json = want_json;
    return batch_run(ctl, &asked->batch);
}

/* What does not go together, or NULL. */
static const char *mistake_of(const struct asked *asked, const struct verify *verify, int argc)
{
    if (argc < 2)
        return "no file is named";
    if (asked->batch.results)
        return "--results is of --manifest";
    if (asked->page && argc != 2)
        return "--html FILE writes a page about one document: name the page, then the document";
    return page_mistake(asked->page, asked->edition, verify->want_json, verify->verbose);
}

static const struct client_parameter *query_of(struct arena *arena, const struct asked *asked,
                                               const struct verify *verify)
{
    const struct client_parameter query[] = {
        {"source", asked->source},
        {"at", asked->at},
        {"existed_by", asked->existed_by},
        {"as_of", asked->stated.as_of},
        {"reference", asked->reference},
        {"language", asked->language},
        {"evidence", verify->want_json || verify->verbose ? "claims" : "none"},
        {"for", asked->edition},
        {0},
    };

    return query_with_policies(arena, query, &asked->policies);
}

static int ask(struct ctl *ctl, struct asked *asked, struct verify *verify, int argc, char **argv)
{
    const char *password = NULL;
    const char *mistake;
    int status;

    if (!ctl_is_time("--at", asked->at) || !ctl_is_time("--existed-by", asked->existed_by) ||
        !ctl_is_time("--as-of", asked->stated.as_of))
        return ctl_usage("verify");
    mistake = mistake_of(asked, verify, argc);
    if (mistake) {
        ctl_say("%s", mistake);
        return ctl_usage("verify");
    }
    status = facts_status(facts_collect(ctl->arena, &asked->stated, &verify->facts));
    if (status != CTL_OK)
        return status;
    if (asked->password_file && file_read_password(ctl->arena, asked->password_file, &password))
        return CTL_NOT_EXAMINED;
    verify->query = query_of(ctl->arena, asked, verify);
    verify->headers = (const struct client_parameter[]){{"Vouch-Password", password}, {0}};
    if (asked->page)
        return write_page(ctl, verify, argv[1], asked->page);
    return run(verify, ctl, argc - 1, argv + 1);
}

int ctl_verify(struct ctl *ctl, int argc, char **argv)
{
    struct asked asked = {0};
    struct verify verify = {0};
    const struct ctl_option options[] = {
        {.name = "manifest", .value = &asked.batch.manifest},
        {.name = "results", .value = &asked.batch.results},
        {.name = "files-from", .value = &asked.files_from},
        {.name = "html", .value = &asked.page},
        {.name = "for", .value = &asked.edition},
        {.name = "json", .flag = &verify.want_json},
        {.name = "verbose", .letter = 'v', .flag = &verify.verbose},
        {.name = "source", .value = &asked.source},
        {.name = "policy", .list = &asked.policies},
        {.name = "facts", .value = &asked.stated.facts},
        {.name = "as-of", .value = &asked.stated.as_of},
        {.name = "at", .value = &asked.at},
        {.name = "existed-by", .value = &asked.existed_by},
        {.name = "password-file", .value = &asked.password_file},
        {.name = "reference", .value = &asked.reference},
        {.name = "language", .value = &asked.language},
        {0},
    };
    int status = ctl_options("verify", options, &argc, argv);

    if (status >= 0)
        return status;
    if (asked.batch.manifest)
        return run_batch(ctl, &asked, verify.want_json, argc);
    if (asked.files_from && argc == 1) {
        status = names_read(ctl->arena, asked.files_from, &argc, &argv);
        if (status != CTL_OK)
            return status;
    }
    return ask(ctl, &asked, &verify, argc, argv);
}
