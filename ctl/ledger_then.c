/* vouchctl ledger files: what was in force when a row was made, as files in a new folder. */
#include "ctl/ledger.h"
#include "ctl/options.h"
#include "ctl/terminal.h"

#include "base/error.h"
#include "daemon/ledger_find.h"
#include "daemon/ledger_restore.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct found {
    struct arena *arena;
    bool is_there;
    struct ledger_judge judge;
};

static const char *copy(struct found *found, const json_t *inputs, const char *name)
{
    const char *text = json_string_value(json_object_get(inputs, name));

    return text ? arena_strdup(found->arena, text) : NULL;
}

/* What a row of the journal says itself: configuration and trust are its first lines. */
static const char *line_of(struct found *found, const char *codes, size_t index)
{
    for (; index > 0; index--)
        codes += strcspn(codes, "\n") + (codes[strcspn(codes, "\n")] != '\0');
    return arena_strndup(found->arena, codes, strcspn(codes, "\n"));
}

static bool is_journal(const char *kind)
{
    return strcmp(kind, "verdict") != 0 && strcmp(kind, "decision") != 0;
}

static int take_row(void *context, const struct ledger_entry *entry)
{
    struct found *found = context;
    json_t *inputs = entry->inputs ? json_loads(entry->inputs, 0, NULL) : NULL;

    found->is_there = true;
    found->judge = (struct ledger_judge){
        .configuration_sha256 = copy(found, inputs, "configuration"),
        .trust_snapshot = copy(found, inputs, "trust"),
        .policy_sha256 = copy(found, inputs, "policy"),
        .before = entry->position + 1, /* a row of the journal: what came into force with it */
    };
    if (is_journal(entry->kind)) {
        found->judge.configuration_sha256 = line_of(found, entry->codes, 0);
        found->judge.trust_snapshot = line_of(found, entry->codes, 1);
    }
    json_decref(inputs);
    return 0;
}

/* Paths are a ledger's, and so somebody's who may want to write on our terminal. */
static int tell(const char *folder, const struct restored *restored)
{
    struct terminal terminal;

    terminal_init(&terminal, STDOUT_FILENO);
    terminal_text(&terminal, folder);
    terminal_print(&terminal, " holds the files that were in force, each at its path below it; ");
    terminal_print(&terminal,
                   restored->had_configuration ? "vouchd.yaml is " : "there was no vouchd.yaml: ");
    terminal_text(&terminal, restored->configuration);
    terminal_print(&terminal, "%s\n", restored->had_configuration ? "" : " is empty");
    return ctl_written(&terminal, CTL_OK);
}

static int lay_out(struct ctl *ctl, const char *ledger, const struct ledger_judge *judge,
                   const char *folder)
{
    const struct restore_place place = {.folder = folder, .installed = ctl->paths.conf};
    struct restored restored;
    struct buffer why;
    int status = CTL_OK;

    if (mkdir(folder, 0700) != 0) {
        ctl_say("%s: %s", folder, strerror(errno));
        return CTL_NOT_EXAMINED;
    }
    buffer_init(&why, 0);
    if (ledger_restore(ledger, judge, &place, &restored, &why) < 0) {
        status = ledger_refused(ledger, &why);
        restore_remove(folder);
    } else {
        status = tell(folder, &restored);
    }
    buffer_done(&why);
    return status;
}

int ctl_ledger_then(struct ctl *ctl, int argc, char **argv)
{
    struct found found = {.arena = ctl->arena};
    const struct ledger_reader reader = {.row = take_row, .context = &found};
    const char *ledger = NULL;
    const struct ctl_option options[] = {{.name = "ledger", .value = &ledger}, {0}};
    int status = ctl_options("ledger", options, &argc, argv);
    struct ledger_files files;
    struct buffer why;

    if (status >= 0)
        return status;
    if (argc != 4)
        return ctl_usage("ledger");
    if (ledger_files_find(ctl, ledger, &files) < 0)
        return CTL_NOT_EXAMINED;
    buffer_init(&why, 0);
    status = CTL_NOT_EXAMINED;
    if (ledger_find(files.ledger, &(struct ledger_query){.row = argv[2]}, NULL, &reader, &why) < 0)
        status = ledger_refused(files.ledger, &why);
    else if (!found.is_there)
        ctl_say("%s: has no row %s", files.ledger, argv[2]);
    else
        status = lay_out(ctl, files.ledger, &found.judge, argv[3]);
    buffer_done(&why);
    return status;
}
