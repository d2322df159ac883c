/* vouchctl ledger: the record of answers, beside a running daemon or without one. */
#include "ctl/ledger.h"
#include "ctl/ctl.h"
#include "ctl/file.h"
#include "ctl/options.h"
#include "ctl/terminal.h"

#include "base/error.h"
#include "daemon/ledger_check.h"
#include "daemon/ledger_prove.h"
#include "worker/settings.h"

#include <inttypes.h>
#include <unistd.h>

#define KEPT_SIZE_MAX 4096 /* a checkpoint with the signatures of some witnesses */

int ledger_files_find(struct ctl *ctl, const char *file, struct ledger_files *ret)
{
    struct config_error error;
    struct settings settings;

    if (file) {
        *ret = (struct ledger_files){file, arena_printf(ctl->arena, "%s.key", file)};
        return ret->key ? 0 : ERR_NOMEM;
    }
    if (settings_load(ctl->arena, ctl_configuration(ctl), &ctl->paths, &settings, &error) != 0) {
        ctl_say_config(&error);
        return ERR_INVALID;
    }
    ret->ledger = settings.ledger.path ? settings.ledger.path : SETTINGS_LEDGER;
    ret->key =
        settings.ledger.key ? settings.ledger.key : arena_printf(ctl->arena, "%s.key", ret->ledger);
    return ret->key ? 0 : ERR_NOMEM;
}

static bool is_whole(const struct ledger_check *check)
{
    return check->altered == 0 && check->missing == 0 && check->files.altered == 0 &&
           check->checkpoint <= LEDGER_ROOT_HOLDS && check->kept <= LEDGER_ROOT_HOLDS;
}

static void write_root(struct terminal *terminal, const char *which, enum ledger_root root)
{
    static const char *const texts[] = {
        [LEDGER_ROOT_NONE] = "none: the ledger was made by an earlier version",
        [LEDGER_ROOT_HOLDS] = "holds: no row before it was altered, taken out or put in",
        [LEDGER_ROOT_DIFFERS] = "DIFFERS: rows before it were altered, taken out or put in",
        [LEDGER_ROOT_UNSIGNED] = "is NOT SIGNED by the key",
    };

    terminal_print(terminal, "  %s %s\n", which, texts[root]);
}

static void write_rows(struct terminal *terminal, const struct ledger_check *check)
{
    terminal_print(terminal, "\n  rows: %" PRId64, check->rows);
    if (check->erased)
        terminal_print(terminal, ", erased: %" PRId64 " (their leaves hold)", check->erased);
    if (check->altered)
        terminal_print(terminal, ", altered: %" PRId64 ", the first at position %" PRId64,
                       check->altered, check->first_altered);
    if (check->missing)
        terminal_print(terminal, ", missing: %" PRId64, check->missing);
    terminal_print(terminal, "\n");
}

/* Rows speak for themselves; nodes are made of them. */
static void write_nodes(struct terminal *terminal, const struct ledger_check *check)
{
    if (check->nodes_wrong)
        terminal_print(terminal,
                       "  stored nodes of the tree: %" PRId64
                       " not what the rows add up to; a fault of the disk, or somebody wrote\n"
                       "  there. No row is touched by it, but proofs of some fail until the "
                       "daemon starts again and\n  makes all nodes anew.\n",
                       check->nodes_wrong);
    if (check->nodes_missing)
        terminal_print(terminal,
                       "  stored nodes of the tree: %" PRId64
                       " not there yet, as after a version that stores none; the daemon adds\n"
                       "  them at its next start.\n",
                       check->nodes_missing);
}

/* What was in force, for replay. */
static void write_kept(struct terminal *terminal, const struct ledger_files_count *files)
{
    if (files->files == 0)
        return;
    terminal_print(terminal, "  files that were in force: %" PRId64 ", %" PRId64 " KiB",
                   files->files, (files->bytes + 1023) / 1024);
    if (files->altered)
        terminal_print(terminal, ", altered: %" PRId64, files->altered);
    terminal_print(terminal, "\n");
}

static int write_result(const char *path, const struct ledger_check *check, bool has_kept)
{
    bool whole = is_whole(check);
    struct terminal terminal;
    char kept[64];

    terminal_init(&terminal, STDOUT_FILENO);
    terminal_tone(&terminal, whole ? TONE_GOOD : TONE_BAD, "%s", whole ? "✔ intact" : "✘ ALTERED");
    terminal_print(&terminal, "  ");
    terminal_text(&terminal, path);
    write_rows(&terminal, check);
    write_kept(&terminal, &check->files);
    write_root(&terminal, "its checkpoint", check->checkpoint);
    snprintf(kept, sizeof kept, "the one you kept, of %" PRId64 " rows,", check->kept_size);
    if (has_kept)
        write_root(&terminal, kept, check->kept);
    if (whole) /* else nodes are the least */
        write_nodes(&terminal, check);
    (void)terminal_flush(&terminal);
    terminal_done(&terminal);
    return whole ? CTL_OK : CTL_FAILED;
}

int ledger_refused(const char *path, struct buffer *why)
{
    buffer_append_byte(why, '\0');
    ctl_say("%s", buffer_error(why) ? path : (const char *)why->data);
    return CTL_NOT_EXAMINED;
}

struct kept_files {
    const char *checkpoint; /* NULL: none */
    const char *key;
};

static int check(struct ctl *ctl, const char *path, const struct kept_files *files)
{
    struct ledger_kept kept = {0};
    struct ledger_check result;
    struct buffer why;
    int status;

    if ((files->checkpoint &&
         file_read(ctl->arena, files->checkpoint, KEPT_SIZE_MAX, &kept.note) < 0) ||
        (files->key && file_read(ctl->arena, files->key, KEPT_SIZE_MAX, &kept.public_key) < 0))
        return CTL_NOT_EXAMINED;
    buffer_init(&why, 0);
    status = ledger_check(path, &kept, &result, &why) == 0
                 ? write_result(path, &result, files->checkpoint != NULL)
                 : ledger_refused(path, &why);
    buffer_done(&why);
    return status;
}

/* Writes what the ledger's file gives for `what`, byte for byte: it is kept, or handed on. */
static int write_out(const char *path, const char *command, const char *what)
{
    struct buffer out, why;
    int status = CTL_OK, r;

    buffer_init(&out, 0);
    buffer_init(&why, 0);
    if (strcmp(command, "prove") == 0)
        r = ledger_prove(path, what, &out, &why);
    else if (strcmp(command, "key") == 0)
        r = ledger_public_key(path, &out, &why);
    else
        r = ledger_last_checkpoint(path, &out, &why);
    if (r == 0 && strcmp(command, "key") == 0)
        buffer_append_byte(&out, '\n');
    if (r < 0)
        status = ledger_refused(path, &why);
    else if (fwrite(out.data, 1, out.size, stdout) != out.size || fflush(stdout) != 0)
        status = CTL_NOT_EXAMINED;
    buffer_done(&out);
    buffer_done(&why);
    return status;
}

static bool is_one_of(const char *text, const char *const *names)
{
    while (*names && strcmp(*names, text) != 0)
        names++;
    return *names != NULL;
}

/* check, checkpoint, key, prove: what is the same for everybody who has the file. */
static int ctl_ledger_tree(struct ctl *ctl, int argc, char **argv)
{
    struct kept_files kept = {0};
    const struct ctl_option options[] = {
        {.name = "checkpoint", .value = &kept.checkpoint},
        {.name = "key", .value = &kept.key},
        {0},
    };
    int status = ctl_options("ledger", options, &argc, argv), operands;
    struct ledger_files files;

    if (status >= 0)
        return status;
    operands = strcmp(argv[1], "prove") == 0 ? 3 : 2;
    if (argc < operands || argc > operands + 1 || (kept.key && !kept.checkpoint) ||
        (kept.checkpoint && strcmp(argv[1], "check") != 0))
        return ctl_usage("ledger");
    if (ledger_files_find(ctl, argc > operands ? argv[operands] : NULL, &files) < 0)
        return CTL_NOT_EXAMINED;
    return strcmp(argv[1], "check") == 0 ? check(ctl, files.ledger, &kept)
                                         : write_out(files.ledger, argv[1], argv[2]);
}

int ctl_ledger(struct ctl *ctl, int argc, char **argv)
{
    static const char *const tree[] = {"check", "checkpoint", "key", "prove", NULL};
    static const char *const rows[] = {"list",   "find",       "hold", "erase",
                                       "backup", "rotate-key", NULL};
    const char *command = argc > 1 ? argv[1] : "";

    if (is_one_of(command, tree))
        return ctl_ledger_tree(ctl, argc, argv);
    if (is_one_of(command, rows))
        return ctl_ledger_rows(ctl, argc, argv);
    if (strcmp(command, "files") == 0)
        return ctl_ledger_then(ctl, argc, argv);
    if (argc > 1 && command[0] != '-') {
        ctl_say("ledger: there is no '%s'; there are check, checkpoint, key, prove, list, find, "
                "hold, erase, backup, rotate-key and files",
                command);
        return CTL_USAGE;
    }
    if (strcmp(command, "--help") == 0) {
        ctl_help(stdout, "ledger");
        return CTL_OK;
    }
    return ctl_usage("ledger");
}
