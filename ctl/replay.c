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
    struct slice facts; /* --facts, for lines that name none */
    size_t count, differing, unasked;
};

static const char *text_in(const json_t *json, const char *name)
{
    return json_string_value(json_object_get(json, name));
}

/* A file that a line names. */
static const char *path_of(const struct replay *replay, struct arena *arena, const char *name)
{
    return name[0] == '/' ? name : arena_printf(arena, "%s/%s", replay->folder, name);
}

static void ask_line(struct replay *replay, const char *name, const struct question *question,
                     const struct outcome *before)
{
    struct outcome now;

    if (question_ask(replay->client, question, &now)) {
        replay->differing += !outcome_compare(&replay->terminal, name, before, &now, false);
        outcome_done(&now);
    } else {
        replay->unasked++;
    }
}

/* Facts are not kept: whoever stated some gives them again. */
static void ask_decision(struct replay *replay, const char *file, const struct question *report,
                         const json_t *line, const json_t *decision)
{
    struct question question = *report;
    struct outcome before;

    replay->count++;
    question.policy = text_in(decision, "policy");
    question.as_of = text_in(decision, "as_of");
    if (!question.policy || (text_in(decision, "facts_sha256") && !question.facts.size)) {
        ctl_say("%s: facts were stated for %s; give them with --facts", file,
                question.policy ? question.policy : "a policy");
        replay->unasked++;
        return;
    }
    outcome_of_decision(decision, json_object_get(line, "report"), &before);
    ask_line(replay, file, &question, &before);
    outcome_done(&before);
}

static bool take_facts(const struct replay *replay, struct arena *arena, const json_t *line,
                       struct slice *ret)
{
    const char *name = text_in(line, "facts");
    const char *path = name ? path_of(replay, arena, name) : NULL;

    *ret = replay->facts;
    return !name || (path && file_read(arena, path, FACTS_FILE_MAX, ret) == 0);
}

/* The same bytes again, at the times of before: the report, and each decision on it. */
static void replay_line(struct replay *replay, struct arena *arena, const json_t *line)
{
    const char *file = text_in(line, "file");
    const json_t *report = json_object_get(line, "report");
    const json_t *inputs = json_object_get(report, "inputs");
    struct question_document document = {.source = text_in(inputs, "source")};
    struct question question = {
        .documents = &document,
        .count = 1,
        .at = text_in(inputs, "at"),
        .existed_by = text_in(inputs, "existed_by"),
    };
    struct outcome before;
    json_t *decision;
    size_t i;

    replay->count++;
    document.path = file ? path_of(replay, arena, file) : NULL;
    if (!document.path || !json_is_object(report)) {
        replay->unasked++;
        return;
    }
    outcome_of_report(report, &before);
    ask_line(replay, file, &question, &before);
    outcome_done(&before);
    if (!take_facts(replay, arena, line, &question.facts))
        question.facts = slice_of(NULL, 0);
    json_array_foreach(json_object_get(line, "decisions"), i, decision)
    {
        ask_decision(replay, file, &question, line, decision);
    }
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

static int replay_against(struct ctl *ctl, const char *name, const char *folder, struct slice facts)
{
    struct replay replay = {.folder = folder, .facts = facts};
    FILE *old = fopen(name, "re");
    int status = CTL_NOT_EXAMINED;

    if (!old || access(folder, X_OK) != 0) {
        ctl_say("%s: %s", old ? folder : name, strerror(errno));
        if (old)
            fclose(old);
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
    if (against ? argc != 2 : argc < 2)
        return ctl_usage("replay");
    if (password_file && file_read_password(ctl->arena, password_file, &given.password) != 0)
        return CTL_NOT_EXAMINED;
    r = facts_collect(ctl->arena, &stated, &given.facts);
    if (r < 0)
        return facts_status(r);
    if (against)
        return replay_against(ctl, against, argv[1], given.facts);
    given.row = argv[1];
    given.files = argv + 2;
    given.count = (size_t)argc - 2;
    return replay_row(ctl, &given);
}
