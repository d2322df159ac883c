#include "ctl/batch.h"

#include "base/error.h"
#include "ctl/batch_table.h"
#include "ctl/client.h"
#include "ctl/file.h"
#include "ctl/options.h"
#include "ctl/progress.h"
#include "ctl/show.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define FACTS_SIZE_MAX (1u << 20)
#define REFUSAL_SIZE   96 /* a verdict and the name of a policy */

struct batch {
    const struct batch_options *options;
    struct arena *arena; /* of the table */
    struct batch_table table;
    bool *done; /* rows that the results hold already */
    size_t left;
    FILE *results;
    struct client *client;
    struct terminal terminal;
    struct progress progress;
    size_t counts[CTL_NOT_EXAMINED + 1];
    json_t *reasons; /* code: count */
};

static const char *cell(const struct batch *batch, size_t row, enum batch_column column)
{
    return batch_cell(&batch->table, row, column);
}

/* ---- What came out ---- */

static void count_reason(struct batch *batch, const char *reason)
{
    json_int_t count = reason ? json_integer_value(json_object_get(batch->reasons, reason)) : 0;

    if (reason)
        json_object_set_new(batch->reasons, reason, json_integer(count + 1));
}

/* "refer by welab-mcv": who does not accept, and why a file that passed counts as undecided. */
static bool is_refused(const json_t *decision, char ret_text[REFUSAL_SIZE])
{
    const char *verdict = json_string_value(json_object_get(decision, "verdict"));
    const char *policy = json_string_value(json_object_get(decision, "policy"));

    if (!verdict || !policy || strcmp(verdict, "accept") == 0)
        return false;
    snprintf(ret_text, REFUSAL_SIZE, "%s by %s", verdict, policy);
    return true;
}

static void count_reasons(struct batch *batch, const json_t *answer)
{
    char refusal[REFUSAL_SIZE];
    json_t *item;
    size_t i;

    json_array_foreach(json_object_get(json_object_get(answer, "report"), "reasons"), i, item)
        count_reason(batch, json_string_value(json_object_get(item, "code")));
    json_array_foreach(json_object_get(answer, "decisions"), i, item) if (is_refused(item, refusal))
        count_reason(batch, refusal);
}

static enum ctl_status count_answer(struct batch *batch, const json_t *answer)
{
    const json_t *report = json_object_get(answer, "report");
    enum ctl_status status = show_status(report, json_object_get(answer, "decisions"));

    batch->counts[status]++;
    count_reasons(batch, answer);
    return status;
}

/* ---- Results of before ---- */

static int take_line(struct batch *batch, const char *line, size_t number)
{
    json_t *json = json_loads(line, 0, NULL);
    json_int_t row = json_integer_value(json_object_get(json, "row"));
    const char *file = json_string_value(json_object_get(json, "file"));
    bool fits = file && row >= 1 && (size_t)row < batch->table.csv.count &&
                strcmp(file, cell(batch, (size_t)row, BATCH_FILE)) == 0;

    if (fits && !batch->done[row]) {
        batch->done[row] = true;
        batch->left--;
        count_answer(batch, json);
    }
    json_decref(json);
    if (fits)
        return 0;
    ctl_say("%s:%zu: is no result of this table; name another file, or take this one away",
            batch->options->results, number);
    return ERR_MISMATCH;
}

/* What a kill cut off in the middle of a line was not finished, and is asked again. */
static int read_results(struct batch *batch)
{
    char *line = NULL;
    size_t room = 0, number = 0;
    off_t whole = 0;
    ssize_t size;
    int r = 0;

    while (r == 0 && (size = getline(&line, &room, batch->results)) > 0) {
        if (line[size - 1] != '\n')
            break;
        whole += size;
        r = take_line(batch, line, ++number);
    }
    free(line);
    if (r == 0 && (ftruncate(fileno(batch->results), whole) < 0 ||
                   fseeko(batch->results, whole, SEEK_SET) < 0))
        r = ERR_IO;
    return r;
}

static int open_results(struct batch *batch)
{
    int fd;

    batch->left = batch->table.csv.count - 1;
    batch->done = arena_array(batch->arena, bool, batch->table.csv.count);
    if (!batch->done)
        return ERR_NOMEM;
    if (!batch->options->results)
        return 0;
    /* What it holds of people is nobody else's to read. */
    fd = open(batch->options->results, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    batch->results = fd >= 0 ? fdopen(fd, "r+") : NULL;
    if (!batch->results) {
        ctl_say("%s: %s", batch->options->results, strerror(errno));
        if (fd >= 0)
            close(fd);
        return ERR_IO;
    }
    return read_results(batch);
}

/* ---- One case ---- */

/* A file of the table, relative to it. */
static const char *path_of(const struct batch *batch, struct arena *arena, const char *name)
{
    return name[0] == '/' ? name : arena_printf(arena, "%s%s", batch->table.folder, name);
}

static int add_policies(struct arena *arena, const char *names, struct ctl_list *ret)
{
    char *text = arena_strndup(arena, names ? names : "", names ? strlen(names) : 0), *rest;

    if (!text)
        return ERR_NOMEM;
    for (char *name = strtok_r(text, " ;", &rest); name; name = strtok_r(NULL, " ;", &rest))
        if (ret->count < CTL_LIST_MAX)
            ret->items[ret->count++] = name;
        else
            return ERR_LIMIT;
    return 0;
}

static const struct client_parameter *query_of(const struct batch *batch, struct arena *arena,
                                               size_t row)
{
    struct ctl_list policies = {0};

    if (add_policies(arena, cell(batch, row, BATCH_POLICY), &policies) < 0)
        return NULL;
    return query_with_policies(arena,
                               (const struct client_parameter[]){
                                   {"source", cell(batch, row, BATCH_SOURCE)},
                                   {"at", cell(batch, row, BATCH_AT)},
                                   {"existed_by", cell(batch, row, BATCH_EXISTED_BY)},
                                   {"as_of", cell(batch, row, BATCH_AS_OF)},
                                   {"reference", cell(batch, row, BATCH_REFERENCE)},
                                   {"language", batch->options->language},
                                   {"evidence", "claims"},
                                   {0},
                               },
                               &policies);
}

static int keep(struct batch *batch, size_t row, const json_t *answer)
{
    static const char *const members[] = {"report", "decisions", "sightings"};
    json_t *line =
        json_pack("{s:I, s:s}", "row", (json_int_t)row, "file", cell(batch, row, BATCH_FILE));
    char *text;
    int r = 0;

    if (cell(batch, row, BATCH_REFERENCE))
        json_object_set_new(line, "reference", json_string(cell(batch, row, BATCH_REFERENCE)));
    if (cell(batch, row, BATCH_FACTS)) /* where they lie: replay --against reads them again */
        json_object_set_new(line, "facts", json_string(cell(batch, row, BATCH_FACTS)));
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        json_t *member = json_object_get(answer, members[i]);

        if (member)
            json_object_set(line, members[i], member);
    }
    text = json_dumps(line, JSON_COMPACT);
    json_decref(line);
    if (text && batch->results &&
        (fprintf(batch->results, "%s\n", text) < 0 || fflush(batch->results) != 0))
        r = ERR_IO;
    if (text && batch->options->want_json)
        terminal_print(&batch->terminal, "%s\n", text);
    free(text);
    return r;
}

static void write_case(struct batch *batch, size_t row, enum ctl_status status,
                       const json_t *answer)
{
    struct terminal *terminal = &batch->terminal;
    const char *reference = cell(batch, row, BATCH_REFERENCE);
    char refusal[REFUSAL_SIZE];
    json_t *reason, *decision;
    size_t i;

    terminal_tone(terminal, show_tone(status), "%s", show_mark(status));
    terminal_print(terminal, "  %zu  ", row);
    terminal_text(terminal, reference ? reference : cell(batch, row, BATCH_FILE));
    json_array_foreach(json_object_get(json_object_get(answer, "report"), "reasons"), i, reason)
    {
        terminal_print(terminal, "  ");
        terminal_text(terminal, json_string_value(json_object_get(reason, "code")));
    }
    json_array_foreach(json_object_get(answer, "decisions"), i, decision)
    {
        if (!is_refused(decision, refusal))
            continue;
        terminal_print(terminal, "  ");
        terminal_text(terminal, refusal);
    }
    terminal_print(terminal, "\n");
}

static int take_answer(struct batch *batch, size_t row, const struct client_response *response)
{
    const json_t *report = json_object_get(response->json, "report");
    enum ctl_status status;

    progress_clear(&batch->progress);
    if (response->status != 200 || !report) {
        client_say_problem(cell(batch, row, BATCH_FILE), response);
        batch->counts[CTL_NOT_EXAMINED]++;
        return 0;
    }
    status = count_answer(batch, response->json);
    if (!batch->options->want_json)
        write_case(batch, row, status, response->json);
    return keep(batch, row, response->json);
}

static int open_parts(const struct batch *batch, struct arena *arena, size_t row,
                      struct client_part parts[2])
{
    const char *facts = cell(batch, row, BATCH_FACTS);
    const char *path = path_of(batch, arena, cell(batch, row, BATCH_FILE));
    int r = path ? file_open(path, &parts[0].file) : ERR_NOMEM;

    parts[0].name = "document";
    parts[1].name = "facts";
    parts[1].file = -1;
    if (r < 0 || !facts)
        return r;
    path = path_of(batch, arena, facts);
    r = path ? file_read(arena, path, FACTS_SIZE_MAX, &parts[1].bytes) : ERR_NOMEM;
    if (r < 0)
        close(parts[0].file);
    return r;
}

/* ERR_NOT_FOUND where there is no daemon any more, ERR_IO where results cannot be kept. */
static int examine(struct batch *batch, struct arena *arena, size_t row)
{
    struct client_part parts[2] = {0};
    struct client_response response = {0};
    struct client_request request = {
        .method = "POST",
        .path = "/v1/verify",
        .query = query_of(batch, arena, row),
        .subject = cell(batch, row, BATCH_FILE),
        .body = -1,
        .parts = parts,
    };
    int r;

    progress_clear(&batch->progress);
    if (!request.query || open_parts(batch, arena, row, parts) < 0) {
        batch->counts[CTL_NOT_EXAMINED]++;
        return 0;
    }
    request.part_count = cell(batch, row, BATCH_FACTS) ? 2 : 1;
    r = client_ask(batch->client, &request, &response);
    close(parts[0].file);
    if (r < 0) {
        batch->counts[CTL_NOT_EXAMINED]++;
        return r == ERR_NOT_FOUND ? r : 0;
    }
    r = take_answer(batch, row, &response);
    json_decref(response.json);
    return r;
}

/* ---- All of them ---- */

static int compare_counts(const void *a, const void *b)
{
    json_int_t x = json_integer_value(*(json_t *const *)a),
               y = json_integer_value(*(json_t *const *)b);

    return (x < y) - (x > y);
}

/* Counts are distinct objects, so that each leads back to its code. */
static void write_reasons(struct batch *batch)
{
    size_t count = json_object_size(batch->reasons), i = 0;
    json_t **counts = calloc(count + 1, sizeof *counts), *value;
    const char *code;

    json_object_foreach(batch->reasons, code, value)
    {
        if (counts)
            counts[i++] = value;
    }
    if (counts)
        qsort(counts, count, sizeof *counts, compare_counts);
    for (i = 0; counts && i < count; i++)
        json_object_foreach(batch->reasons, code, value)
        {
            if (value == counts[i])
                terminal_print(&batch->terminal, "%8lld  %s\n",
                               (long long)json_integer_value(value), code);
        }
    free(counts);
}

static void write_summary(struct batch *batch, size_t before)
{
    static const char *const words[] = {"passed", "failed", "undecided", "not examined"};
    struct terminal *terminal = &batch->terminal;

    terminal_print(terminal, "\n%zu cases", batch->table.csv.count - 1);
    if (before)
        terminal_print(terminal, ", %zu of them of before", before);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (batch->counts[i])
            terminal_print(terminal, ", %zu %s", batch->counts[i], words[i]);
    terminal_print(terminal, "\n");
    write_reasons(batch);
}

static int examine_all(struct batch *batch)
{
    size_t before = batch->table.csv.count - 1 - batch->left, asked = 0;
    int r = 0;

    progress_begin(&batch->progress, batch->left);
    for (size_t row = 1; row < batch->table.csv.count && r == 0; row++) {
        struct arena *arena;

        if (batch->done[row])
            continue;
        progress_update(&batch->progress, asked++);
        arena = arena_new(0);
        r = arena ? examine(batch, arena, row) : ERR_NOMEM;
        arena_free(arena);
        if (terminal_flush(&batch->terminal) != 0)
            r = ERR_IO;
    }
    progress_clear(&batch->progress);
    if (r < 0)
        ctl_say("%zu of %zu cases were asked; %s", asked + before, batch->table.csv.count - 1,
                batch->options->results ? "start again to go on from there"
                                        : "with --results FILE one can go on from there");
    else if (!batch->options->want_json)
        write_summary(batch, before);
    return terminal_flush(&batch->terminal) != 0 ? ERR_IO : r;
}

static int status_of(const struct batch *batch)
{
    static const enum ctl_status order[] = {CTL_FAILED, CTL_NOT_EXAMINED, CTL_UNDECIDED};

    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (batch->counts[order[i]] > 0)
            return order[i];
    return CTL_OK;
}

int batch_run(struct ctl *ctl, const struct batch_options *options)
{
    struct batch batch = {.options = options, .arena = ctl->arena, .reasons = json_object()};
    int status = CTL_NOT_EXAMINED,
        r = batch.reasons ? batch_table_read(ctl->arena, options->manifest, &batch.table)
                          : ERR_NOMEM;

    terminal_init(&batch.terminal, STDOUT_FILENO);
    if (r == ERR_SYNTAX)
        status = CTL_USAGE;
    if (r == 0)
        r = open_results(&batch);
    if (r == 0)
        batch.client = client_new(ctl);
    if (batch.client && examine_all(&batch) == 0)
        status = status_of(&batch);
    client_free(batch.client);
    if (batch.results)
        fclose(batch.results);
    json_decref(batch.reasons);
    terminal_done(&batch.terminal);
    return status;
}
