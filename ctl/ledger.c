/* vouchctl ledger check: every row against its leaf, beside a running daemon or without one. */
#include "ctl/ctl.h"
#include "ctl/options.h"
#include "ctl/terminal.h"

#include "base/error.h"
#include "daemon/ledger_check.h"
#include "worker/settings.h"

#include <inttypes.h>
#include <unistd.h>

/* The file named, else the configured one, else the usual one; NULL with the reason said. */
static const char *find_ledger(struct ctl *ctl, const char *file)
{
    struct config_error error;
    struct settings settings;

    if (file)
        return file;
    if (settings_load(ctl->arena, ctl_configuration(ctl), &ctl->paths, &settings, &error) != 0) {
        ctl_say_config(&error);
        return NULL;
    }
    return settings.ledger.path ? settings.ledger.path : SETTINGS_LEDGER;
}

static int write_result(const char *path, const struct ledger_check *check)
{
    bool is_intact = check->altered == 0 && check->missing == 0;
    struct terminal terminal;

    terminal_init(&terminal, STDOUT_FILENO);
    terminal_tone(&terminal, is_intact ? TONE_GOOD : TONE_BAD, "%s",
                  is_intact ? "✔ intact" : "✘ ALTERED");
    terminal_print(&terminal, "  ");
    terminal_text(&terminal, path);
    terminal_print(&terminal, "\n  rows: %" PRId64, check->rows);
    if (check->erased)
        terminal_print(&terminal, ", erased: %" PRId64 " (their leaves hold)", check->erased);
    if (check->altered)
        terminal_print(&terminal, ", altered: %" PRId64 ", the first at position %" PRId64,
                       check->altered, check->first_altered);
    if (check->missing)
        terminal_print(&terminal, ", missing: %" PRId64, check->missing);
    terminal_print(&terminal, "\n");
    (void)terminal_flush(&terminal);
    terminal_done(&terminal);
    return is_intact ? CTL_OK : CTL_FAILED;
}

static int check(struct ctl *ctl, const char *file)
{
    const char *path = find_ledger(ctl, file);
    struct ledger_check result;
    struct buffer why;
    int status = CTL_NOT_EXAMINED;

    if (!path)
        return CTL_NOT_EXAMINED;
    buffer_init(&why, 0);
    if (ledger_check(path, 1, &result, &why) == 0) {
        status = write_result(path, &result);
    } else {
        buffer_append_byte(&why, '\0');
        ctl_say("%s", buffer_error(&why) ? path : (const char *)why.data);
    }
    buffer_done(&why);
    return status;
}

int ctl_ledger(struct ctl *ctl, int argc, char **argv)
{
    static const struct ctl_option options[] = {{0}};
    int status = ctl_options("ledger", options, &argc, argv);

    if (status >= 0)
        return status;
    if (argc < 2 || argc > 3)
        return ctl_usage("ledger");
    if (strcmp(argv[1], "check") != 0) {
        ctl_say("ledger: there is no '%s'; there is 'check'", argv[1]);
        return CTL_USAGE;
    }
    return check(ctl, argc == 3 ? argv[2] : NULL);
}
