#include "ctl/ctl.h"

#include "base/build.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct ctl_command commands[] = {
    {"verify",
     "[--json] [-v] [--source NAME] [--at T] [--existed-by T] [--password-file F]\n"
     "                [--reference R] [--language TAG] FILE...",
     "what the issuer's signature proves, what the file says, what does not add up", ctl_verify},
    {"inspect", "[--text | --structure | --revisions] [--password-file F] FILE",
     "what a plugin sees; --structure holds no personal data", ctl_inspect},
    {"sources", "[--json]", "the configured sources", ctl_sources},
    {"codes", "[--json]", "every code that a report or problem can hold", ctl_codes},
    {"status", "[--json]", "what the daemon runs with, and how it is", ctl_status_command},
    {"reload", "", "read the configuration again; waits and says how it went", ctl_reload},
    {"report", "[--json] ID", "a kept report", ctl_report},
    {"trust",
     "show FILE... | list | add --source S --sha256 FPR --obtained-from URL --by NAME FILE",
     "certificates: look at, list, add to a source", ctl_trust},
    {"ledger", "check [FILE]", "every row against its leaf: 0 intact, 1 altered, 3 unreadable",
     ctl_ledger},
};

#define COMMAND_COUNT (sizeof commands / sizeof *commands)

void ctl_say(const char *format, ...)
{
    va_list args;

    fputs("vouchctl: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

const struct ctl_command *ctl_find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

int ctl_usage(const struct ctl_command *command)
{
    fprintf(stderr, "Usage: vouchctl [--socket PATH | --private] [--config FILE] %s %s\n",
            command->name, command->arguments);
    return CTL_USAGE;
}

static void print_help(FILE *out)
{
    fputs("Usage: vouchctl [--socket PATH | --private] [--config FILE] COMMAND ...\n\n"
          "  --socket PATH   where the daemon listens (usually /run/vouchd/vouchd.sock)\n"
          "  --private       start a daemon for this call alone\n"
          "  --config FILE   the configuration of --private, ledger and trust\n"
          "  --version\n\nCommands:\n",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].summary);
    fputs("\nExit status: 0 all passed, 1 some failed, 2 some undecided, 3 some not examined, "
          "64 usage.\n",
          out);
}

/* The command that `name` was perhaps meant to be: one that begins with its first letters. */
static void unknown_command(const char *name)
{
    ctl_say("there is no command '%s'; `vouchctl --help` lists them", name);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strncmp(commands[i].name, name, 2) == 0)
            fprintf(stderr, "Did you mean '%s'?\n", commands[i].name);
}

/* Reads the options before the command; -1 to go on, else an exit status. */
static int read_options(struct ctl *ctl, int argc, char **argv)
{
    static const struct option options[] = {
        {"socket", required_argument, NULL, 's'}, {"private", no_argument, NULL, 'p'},
        {"config", required_argument, NULL, 'c'}, {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'V'},      {0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
        switch (option) {
        case 's':
            ctl->socket = optarg;
            break;
        case 'p':
            ctl->use_private = true;
            break;
        case 'c':
            ctl->config = optarg;
            break;
        case 'h':
            print_help(stdout);
            return CTL_OK;
        case 'V':
            printf("vouchctl %s\n", build_name());
            return CTL_OK;
        default:
            fputs("Try 'vouchctl --help'.\n", stderr);
            return CTL_USAGE;
        }
    }
    if (ctl->socket && ctl->use_private) {
        ctl_say("--socket and --private exclude each other");
        return CTL_USAGE;
    }
    return -1;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    const struct ctl_command *command;
    int status = read_options(ctl, argc, argv);
    int first = optind;

    if (status >= 0)
        return status;
    if (first >= argc) {
        print_help(stderr);
        return CTL_USAGE;
    }
    command = ctl_find_command(argv[first]);
    if (!command) {
        unknown_command(argv[first]);
        return CTL_USAGE;
    }
    optind = 0; /* glibc: begin anew, for the command's own options */
    return command->run(ctl, argc - first, argv + first);
}

int main(int argc, char **argv)
{
    struct ctl ctl = {.arena = arena_new(0)};
    int status = CTL_NOT_EXAMINED;

    if (!ctl.arena || paths_find(ctl.arena, &ctl.paths) != 0)
        ctl_say("cannot find its own installation; run it from where it was installed");
    else
        status = run(&ctl, argc, argv);
    arena_free(ctl.arena);
    return status;
}
