/*
 * vouchctl replay: what was answered before, asked again.
 *
 *   replay ROW FILE...               a report's or decision's row of the ledger, about the bytes
 *                                    that it was about, at the times of then
 *   replay --against OLD.ndjson DIR  what `verify --json` or `--results` wrote, over the same files
 *
 * The verdict is the same, or differs; and where it does, what is another now: the build, the
 * trust, the configuration, the plugin, the layout, the policy; of a row also because of which of
 * them (replay_then.c). Needs the permission to choose the time.
 */
#include "ctl/replay.h"
#include "ctl/facts.h"
#include "ctl/file.h"
#include "ctl/ledger.h"
#include "ctl/options.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- One row ---- */

/* By a daemon that has ended when another one is asked. */
static bool ask_now(struct ctl *ctl, struct replayed *replayed)
{
    struct client *client = client_new(ctl);
    bool answered = client && question_ask(client, &replayed->question, &replayed->now);

    client_free(client);
    return answered;
}

static int tell(struct ctl *ctl, const char *name, const struct replayed *replayed)
{
    struct terminal terminal;
    bool same;

    terminal_init(&terminal, STDOUT_FILENO);
    same = outcome_compare(&terminal, name, &replayed->before, &replayed->now, true);
    if (!same)
        replay_explain(ctl, replayed, &terminal);
    return ctl_written(&terminal, same ? CTL_OK : CTL_FAILED);
}

static int replay_row(struct ctl *ctl, struct replay_given *given)
{
    struct replayed replayed = {0};
    struct ledger_files files;
    int status = CTL_NOT_EXAMINED;

    if (ledger_files_find(ctl, given->ledger, &files) < 0)
        return CTL_NOT_EXAMINED;
    given->ledger = files.ledger;
    if (replay_find(ctl, given, &replayed) && ask_now(ctl, &replayed))
        status = tell(ctl, given->count ? given->files[0] : given->row, &replayed);
    outcome_done(&replayed.before);
    outcome_done(&replayed.now);
    return status;
}

/* ---- Many answers of before ---- */

struct replay {
    struct client *client;
    struct terminal terminal;
    const char *folder;
    size_t count, differing, unasked;
};

static const char *text_in(const json_t *json, const char *name)
{
    return json_string_value(json_object_get(json, name));
}

/* Asks about the same bytes again, at the times of before. */
static void ask_line(struct replay *replay, const char *file, const char *path,
                     const json_t *report)
{
    const json_t *inputs = json_object_get(report, "inputs");
    const struct question_document document = {.path = path, .source = text_in(inputs, "source")};
    const struct question question = {
        .documents = &document,
        .count = 1,
        .at = text_in(inputs, "at"),
        .existed_by = text_in(inputs, "existed_by"),
    };
    struct outcome before, now;

    if (!question_ask(replay->client, &question, &now)) {
        replay->unasked++;
        return;
    }
    outcome_of_report(report, &before);
    replay->differing += !outcome_compare(&replay->terminal, file, &before, &now, false);
    outcome_done(&before);
    outcome_done(&now);
}

static void replay_line(struct replay *replay, struct arena *arena, const json_t *line)
{
    const char *file = text_in(line, "file");
    const json_t *report = json_object_get(line, "report");
    const char *path = file ? arena_printf(arena, "%s/%s", replay->folder, file) : NULL;

    replay->count++;
    if (!path || !json_is_object(report))
        replay->unasked++;
    else
        ask_line(replay, file, file[0] == '/' ? file : path, report);
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
    struct stated stated = {0};
    struct replay_given given = {0};
    const struct ctl_option options[] = {
        {.name = "against", .value = &against},
        {.name = "ledger", .value = &given.ledger},
        {.name = "password-file", .value = &password_file},
        {.name = "facts", .value = &stated.facts},
        {0},
    };
    int status = ctl_options("replay", options, &argc, argv), r;

    if (status >= 0)
        return status;
    if (against ? argc != 2 || stated.facts : argc < 2)
        return ctl_usage("replay");
    if (password_file && file_read_password(ctl->arena, password_file, &given.password) != 0)
        return CTL_NOT_EXAMINED;
    if (against)
        return replay_against(ctl, against, argv[1]);
    r = facts_collect(ctl->arena, &stated, &given.facts);
    if (r < 0)
        return facts_status(r);
    given.row = argv[1];
    given.files = argv + 2;
    given.count = (size_t)argc - 2;
    return replay_row(ctl, &given);
}
