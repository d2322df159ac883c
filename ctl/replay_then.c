#include "ctl/replay.h"

#include "base/error.h"
#include "ctl/ledger.h"
#include "daemon/ledger_restore.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* What stands in files, and what in programs. */
static const char *const in_files[] = {"trust", "configuration", "layout", "policy", NULL};
static const char *const in_programs[] = {"build", "plugin", NULL};

static bool any_differs(const struct replayed *replayed, const char *const *names)
{
    for (; *names; names++)
        if (outcome_differs(&replayed->before, &replayed->now, *names))
            return true;
    return false;
}

static void write_differing(struct terminal *terminal, const struct replayed *replayed,
                            const char *const *names)
{
    const char *comma = "";

    for (; *names; names++) {
        if (!outcome_differs(&replayed->before, &replayed->now, *names))
            continue;
        terminal_print(terminal, "%s%s", comma, *names);
        comma = ", ";
    }
}

/* ---- A daemon as of then ---- */

/* Nothing may end us between making the folder and taking it away again. */
static void hold_signals(sigset_t *ret_before)
{
    sigset_t held;

    sigemptyset(&held);
    sigaddset(&held, SIGHUP);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    sigprocmask(SIG_BLOCK, &held, ret_before);
}

static int restore(struct ctl *ctl, const struct replayed *replayed, const char *folder,
                   char configuration[PATH_MAX])
{
    const json_t *judge = replayed->before.judge;
    const struct ledger_judge wanted = {
        .configuration_sha256 = json_string_value(json_object_get(judge, "configuration")),
        .trust_snapshot = json_string_value(json_object_get(judge, "trust")),
        .policy_sha256 = json_string_value(json_object_get(judge, "policy")),
        .before = replayed->position,
    };
    const struct restore_place place = {.folder = folder, .installed = ctl->paths.conf};
    struct buffer why;
    int r;

    buffer_init(&why, 0);
    r = ledger_restore(replayed->ledger, &wanted, &place, configuration, &why);
    if (r < 0)
        ledger_refused(replayed->ledger, &why);
    buffer_done(&why);
    return r;
}

/* As judged by the files in `folder`. */
static bool ask_below(const struct ctl *ctl, const struct replayed *replayed, const char *folder,
                      const char *configuration, struct outcome *ret)
{
    struct ctl then = *ctl;
    struct client *client;
    bool answered;

    then.socket = NULL;
    then.use_private = true;
    then.house = ctl_configuration(ctl);
    then.config = configuration;
    then.sysroot = folder;
    client = client_new(&then);
    answered = client && question_ask(client, &replayed->question, ret);
    client_free(client);
    return answered;
}

/* False where that was said. */
static bool ask_then(struct ctl *ctl, const struct replayed *replayed, struct outcome *ret)
{
    const char *base = getenv("TMPDIR");
    char *folder =
        arena_printf(ctl->arena, "%s/vouchctl-then-XXXXXX", base && *base ? base : "/tmp");
    char configuration[PATH_MAX];
    bool answered = false;
    sigset_t before;

    hold_signals(&before);
    if (!folder || !mkdtemp(folder)) {
        ctl_say("cannot make a folder in %s: %s", base ? base : "/tmp", strerror(errno));
    } else {
        answered = restore(ctl, replayed, folder, configuration) == 0 &&
                   ask_below(ctl, replayed, folder, configuration, ret);
        restore_remove(folder);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return answered;
}

/* ---- What it shows ---- */

static void write_programs(struct terminal *terminal, const struct replayed *replayed)
{
    if (any_differs(replayed, in_programs))
        write_differing(terminal, replayed, in_programs);
    else
        terminal_print(terminal, "nothing that was noted then");
}

/* Tables that only policies read are named by no digest of a decision. */
static void write_files(struct terminal *terminal, const struct replayed *replayed)
{
    if (any_differs(replayed, in_files))
        write_differing(terminal, replayed, in_files);
    else
        terminal_print(terminal, "a table of the policies");
}

static void write_cause(struct terminal *terminal, const struct replayed *replayed,
                        const struct outcome *then)
{
    bool same = outcome_same(&replayed->before, then);

    if (!same)
        outcome_write_codes(terminal, "then", then);
    terminal_print(terminal, "  because of: ");
    if (same) {
        write_files(terminal, replayed);
        terminal_print(terminal, " (by the files of then it is the same)\n");
        return;
    }
    write_programs(terminal, replayed);
    if (!outcome_same(&replayed->now, then)) {
        terminal_print(terminal, ", and of ");
        write_files(terminal, replayed);
    }
    terminal_print(terminal, " (by the files of then it is not the same either)\n");
    if (replayed->question.facts.size)
        terminal_print(terminal, "  or because other facts were stated then: they are not kept\n");
}

void replay_explain(struct ctl *ctl, const struct replayed *replayed, struct terminal *terminal)
{
    struct outcome then = {0};

    if (ask_then(ctl, replayed, &then)) {
        write_cause(terminal, replayed, &then);
    } else {
        terminal_print(terminal, "  because of: not known, since it could not be judged by the "
                                 "files of then\n");
    }
    outcome_done(&then);
}
