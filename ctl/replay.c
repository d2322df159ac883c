/*
 * vouchctl replay: what was answered before, asked again.
 *
 *   replay ROW FILE                 a row of the ledger, about the bytes it was about, at the times
 * it was judged at replay --against OLD.ndjson DIR what `verify --json` or `--results` wrote, over
 * the same files
 *
 * The verdict is the same, or differs; and where it does, what is another now: the build, the
 * trust, the configuration, the plugin, the layout; of a row also because of which of them
 * (replay_then.c). Needs the permission to choose the time.
 */
#include "ctl/replay.h"
#include "ctl/client.h"
#include "ctl/file.h"
#include "ctl/ledger.h"
#include "ctl/options.h"
#include "ctl/show.h"

#include "base/datetime.h"
#include "base/digest.h"
#include "base/error.h"
#include "daemon/ledger_find.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define FILE_MAX (1u << 30)

/* ---- Of a row ---- */

struct found_row {
    struct outcome outcome;
    int64_t position;
    struct digest document;
    bool is_there, is_verdict, has_document, has_inputs;
};

static void add_lines(json_t *codes, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");

        json_array_append_new(codes, json_stringn(text, length));
        text += length + (text[length] == '\n');
    }
}

static int take_row(void *context, const struct ledger_entry *entry)
{
    struct found_row *found = context;
    json_t *inputs = entry->inputs ? json_loads(entry->inputs, 0, NULL) : NULL;
    struct outcome *outcome = &found->outcome;

    outcome_done(outcome);
    outcome_init(outcome);
    found->position = entry->position;
    found->is_there = true;
    found->is_verdict = strcmp(entry->kind, "verdict") == 0;
    found->has_document = entry->has_document;
    found->has_inputs = inputs != NULL;
    found->document = entry->document_sha256;
    outcome_add_code(outcome, entry->indication);
    add_lines(outcome->codes, entry->codes);
    if (entry->build)
        json_object_set_new(outcome->judge, "build", json_string(entry->build));
    outcome_take(outcome->judge, "trust", inputs, "trust");
    outcome_take(outcome->judge, "configuration", inputs, "configuration");
    outcome_take(outcome->judge, "plugin", inputs, "plugin");
    outcome_take(outcome->judge, "layout", inputs, "layout");
    outcome_take(outcome->times, "at", inputs, "at");
    outcome_take(outcome->times, "existed_by", inputs, "existed_by");
    outcome_take(outcome->times, "source", inputs, "source");
    json_decref(inputs);
    return 0;
}

/* ---- Asking again ---- */

static const char *text_in(const json_t *json, const char *name)
{
    return json_string_value(json_object_get(json, name));
}

json_t *replay_ask(struct client *client, const char *path, const json_t *times,
                   const char *password)
{
    const struct client_parameter query[] = {
        {"source", text_in(times, "source")},
        {"at", text_in(times, "at")},
        {"existed_by", text_in(times, "existed_by")},
        {"evidence", "none"},
        {0},
    };
    const struct client_parameter headers[] = {{"Vouch-Password", password}, {0}};
    struct client_response response = {0};
    struct client_request request = {
        .method = "POST",
        .path = "/v1/verify",
        .query = query,
        .headers = headers,
        .subject = path,
    };
    json_t *report = NULL;

    if (file_open(path, &request.body) != 0)
        return NULL;
    if (client_ask(client, &request, &response) == 0) {
        if (response.status == 200)
            report = json_incref(json_object_get(response.json, "report"));
        else
            client_say_problem(path, &response);
    }
    close(request.body);
    json_decref(response.json);
    return report;
}

/* ---- One row ---- */

static int find_row(const char *ledger, const char *what, struct found_row *ret)
{
    struct ledger_query query = {.row = what};
    struct ledger_reader reader = {.row = take_row, .context = ret};
    struct buffer why;
    int status = CTL_OK;

    buffer_init(&why, 0);
    if (ledger_find(ledger, &query, NULL, &reader, &why) < 0)
        status = ledger_refused(ledger, &why);
    buffer_done(&why);
    if (status == CTL_OK && !ret->is_there) {
        ctl_say("%s: has no row %s", ledger, what);
        status = CTL_NOT_EXAMINED;
    }
    return status;
}

/* The file must be the one that the row is about, and the row say how it was judged. */
static int check_row(struct ctl *ctl, const struct found_row *row, const char *path)
{
    struct sha256 *sha256 = sha256_new();
    struct digest digest;
    struct slice bytes;
    int r = sha256 ? file_read(ctl->arena, path, FILE_MAX, &bytes) : ERR_NOMEM;

    if (r == 0)
        r = sha256_of(sha256, bytes, &digest);
    sha256_free(sha256);
    if (r < 0)
        return r;
    if (!row->is_verdict)
        ctl_say("this row is no verdict; replay that of a document's report");
    else if (!row->has_document)
        ctl_say("this row was erased: it does not say any more of which document it is");
    else if (!digest_equal(&digest, &row->document))
        ctl_say("%s: is not the document of this row", path);
    else if (!row->has_inputs)
        ctl_say("this row was written by a version that did not note at which time it judged");
    else
        return 0;
    return ERR_MISMATCH;
}

struct replay_place {
    const char *ledger; /* --ledger, or NULL */
    const char *file;
    const char *password;
};

/* By a daemon that has ended when another one is asked. */
static json_t *ask_now(struct ctl *ctl, const struct replay_place *place, const json_t *times)
{
    struct client *client = client_new(ctl);
    json_t *report = client ? replay_ask(client, place->file, times, place->password) : NULL;

    client_free(client);
    return report;
}

static int tell(struct ctl *ctl, const struct replay_place *place, const struct found_row *row,
                const struct outcome *now)
{
    const struct replayed replayed = {
        .ledger = place->ledger,
        .position = row->position,
        .path = place->file,
        .password = place->password,
        .before = &row->outcome,
        .now = now,
    };
    struct terminal terminal;
    bool same;

    terminal_init(&terminal, STDOUT_FILENO);
    same = outcome_compare(&terminal, place->file, &row->outcome, now, true);
    if (!same)
        replay_explain(ctl, &replayed, &terminal);
    return ctl_written(&terminal, same ? CTL_OK : CTL_FAILED);
}

static int replay_row(struct ctl *ctl, const char *what, struct replay_place *place)
{
    struct found_row row = {0};
    struct outcome now = {0};
    struct ledger_files files;
    json_t *report = NULL;
    int status = ledger_files_find(ctl, place->ledger, &files) < 0 ? CTL_NOT_EXAMINED : CTL_OK;

    if (status == CTL_OK) {
        place->ledger = files.ledger;
        status = find_row(files.ledger, what, &row);
    }
    if (status == CTL_OK && check_row(ctl, &row, place->file) < 0)
        status = CTL_NOT_EXAMINED;
    if (status == CTL_OK)
        report = ask_now(ctl, place, row.outcome.times);
    if (report) {
        outcome_of_report(report, &now);
        status = tell(ctl, place, &row, &now);
    } else {
        status = CTL_NOT_EXAMINED;
    }
    json_decref(report);
    outcome_done(&now);
    outcome_done(&row.outcome);
    return status;
}

/* ---- Many answers of before ---- */

struct replay {
    struct client *client;
    struct terminal terminal;
    const char *folder;
    size_t count, differing, unasked;
};

static void replay_line(struct replay *replay, struct arena *arena, const json_t *line)
{
    const char *file = text_in(line, "file");
    const json_t *report = json_object_get(line, "report");
    const char *path = file ? arena_printf(arena, "%s/%s", replay->folder, file) : NULL;
    struct outcome before, now;
    json_t *again;

    replay->count++;
    if (!path || !json_is_object(report)) {
        replay->unasked++;
        return;
    }
    outcome_of_report(report, &before);
    again = replay_ask(replay->client, file[0] == '/' ? file : path, before.times, NULL);
    if (again) {
        outcome_of_report(again, &now);
        replay->differing += !outcome_compare(&replay->terminal, file, &before, &now, false);
        outcome_done(&now);
    } else {
        replay->unasked++;
    }
    json_decref(again);
    outcome_done(&before);
}

static int replay_all(struct replay *replay, FILE *old, const char *name)
{
    char *text = NULL;
    size_t room = 0, number = 0;
    int status = CTL_OK;

    while (status == CTL_OK && getline(&text, &room, old) > 0) {
        json_t *line = json_loads(text, 0, NULL);
        struct arena *arena = arena_new(0);

        number++;
        if (!json_is_object(line) || !arena) {
            ctl_say("%s:%zu: is no line of `vouchctl verify --json`", name, number);
            status = CTL_NOT_EXAMINED;
        } else {
            replay_line(replay, arena, line);
            if (terminal_flush(&replay->terminal) != 0)
                status = CTL_NOT_EXAMINED;
        }
        arena_free(arena);
        json_decref(line);
    }
    free(text);
    return status;
}

static int replay_against(struct ctl *ctl, const char *name, const char *folder)
{
    struct replay replay = {.folder = folder};
    FILE *old = fopen(name, "re");
    int status = CTL_NOT_EXAMINED;

    if (!old) {
        ctl_say("%s: %s", name, strerror(errno));
        return CTL_NOT_EXAMINED;
    }
    terminal_init(&replay.terminal, STDOUT_FILENO);
    replay.client = client_new(ctl);
    if (replay.client) {
        status = replay_all(&replay, old, name);
        terminal_print(&replay.terminal, "%zu answers of before: %zu differ, %zu the same",
                       replay.count, replay.differing,
                       replay.count - replay.differing - replay.unasked);
        if (replay.unasked)
            terminal_print(&replay.terminal, ", %zu could not be asked again", replay.unasked);
        terminal_print(&replay.terminal, "\n");
        (void)terminal_flush(&replay.terminal);
        if (status == CTL_OK)
            status = replay.differing ? CTL_FAILED : replay.unasked ? CTL_NOT_EXAMINED : CTL_OK;
    }
    client_free(replay.client);
    terminal_done(&replay.terminal);
    fclose(old);
    return status;
}

int ctl_replay(struct ctl *ctl, int argc, char **argv)
{
    const char *against = NULL, *password_file = NULL;
    struct replay_place place = {0};
    const struct ctl_option options[] = {
        {.name = "against", .value = &against},
        {.name = "ledger", .value = &place.ledger},
        {.name = "password-file", .value = &password_file},
        {0},
    };
    int status = ctl_options("replay", options, &argc, argv);

    if (status >= 0)
        return status;
    if (argc != (against ? 2 : 3))
        return ctl_usage("replay");
    if (password_file && file_read_password(ctl->arena, password_file, &place.password) != 0)
        return CTL_NOT_EXAMINED;
    if (against)
        return replay_against(ctl, against, argv[1]);
    place.file = argv[2];
    return replay_row(ctl, argv[1], &place);
}
