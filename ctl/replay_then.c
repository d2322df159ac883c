#include "ctl/replay.h"

#include "base/error.h"
#include "ctl/ledger.h"
#include "ctl/temporary.h"
#include "daemon/ledger_restore.h"

/* What stands in files, and what in programs. */
static const char *const in_files[] = {"trust", "configuration", "layout", "policy", NULL};
static const char *const in_programs[] = {"build", "plugin", NULL};

/* ---- A daemon as of then ---- */

static int restore(struct ctl *ctl, const struct replayed *replayed, const char *folder,
                   struct restored *ret)
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
    r = ledger_restore(replayed->ledger, &wanted, &place, ret, &why);
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
    struct restored restored;
    struct temporary folder;
    bool answered;

    if (!temporary_make(&folder))
        return false;
    answered = restore(ctl, replayed, folder.path, &restored) == 0 &&
               ask_below(ctl, replayed, folder.path, restored.configuration, ret);
    temporary_remove(&folder);
    return answered;
}

/* ---- What it shows ---- */

/* Names one by one, with what stands between them. */
struct list {
    struct terminal *terminal;
    bool has_any;
};

static void write_name(struct list *list, const char *before, const char *name)
{
    terminal_print(list->terminal, "%s%s", list->has_any ? before : "", name);
    list->has_any = true;
}

static void write_differing(struct list *list, const struct outcome *a, const struct outcome *b,
                            const char *const *names)
{
    for (; *names; names++)
        if (outcome_differs(a, b, *names))
            write_name(list, ", ", *names);
}

/* What was noted, or else that it was nothing of that. */
static void write_end(struct list *list)
{
    if (!list->has_any)
        write_name(list, "", "nothing that was noted");
}

/*
 * Between the files of then and today's: also the programs, where the daemon that was asked today
 * runs others than the one that judged by the files of then; and tables that only policies read,
 * which no digest of a decision names.
 */
static void write_files(struct terminal *terminal, const struct replayed *replayed,
                        const struct outcome *then)
{
    struct list list = {.terminal = terminal};

    write_differing(&list, &replayed->before, &replayed->now, in_files);
    write_differing(&list, then, &replayed->now, in_programs);
    if (replayed->question.policy)
        write_name(&list, ", or ", "a table of the policies");
    write_end(&list);
}

/* Between the programs of then and those that judged by the files of then. */
static void write_programs(struct terminal *terminal, const struct replayed *replayed,
                           const struct outcome *then)
{
    struct list list = {.terminal = terminal};

    write_differing(&list, &replayed->before, then, in_programs);
    write_end(&list);
}

/* What was there then and is not kept. */
static void write_not_kept(struct terminal *terminal, const struct replayed *replayed)
{
    if (replayed->question.facts.size)
        terminal_print(terminal, "  or because other facts were stated then: they are not kept\n");
    if (replayed->now.was_read)
        terminal_print(terminal,
                       "  or because a picture was read by other models then: they are not "
                       "kept\n");
}

static void write_cause(struct terminal *terminal, const struct replayed *replayed,
                        const struct outcome *then)
{
    bool same = outcome_same(&replayed->before, then);

    if (!same)
        outcome_write_codes(terminal, "then", then);
    terminal_print(terminal, "  because of: ");
    if (same) {
        write_files(terminal, replayed, then);
        terminal_print(terminal, " (by the files of then it is the same)\n");
        return;
    }
    write_programs(terminal, replayed, then);
    if (!outcome_same(&replayed->now, then)) {
        terminal_print(terminal, ", and of ");
        write_files(terminal, replayed, then);
    }
    terminal_print(terminal, " (by the files of then it is not the same either)\n");
    write_not_kept(terminal, replayed);
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
