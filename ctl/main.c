#include "ctl/ctl.h"

#include "base/build.h"
#include "ctl/options.h"
#include "ctl/speech.h"
#include "ctl/terminal.h"

#include <signal.h>
#include <stdarg.h>
#include <unistd.h>

static const char verify_details[] =
    "\n"
    "  --at T          judge the signature as of then, not now; you vouch that you held this\n"
    "                  file then\n"
    "  --existed-by T  you can show that this file existed then (an upload log, say); helps\n"
    "                  where the signer's certificate has expired since. After the signing,\n"
    "                  not after --at\n"
    "\n"
    "T is an RFC 3339 time, not in the future, such as 2026-11-22T09:00:00+08:00. Both options\n"
    "need the permission 'time' beside 'verify' (permissions in vouchd.yaml).\n"
    "\n"
    "  --policy NAME   ask this policy (`vouchctl policies`); several may be asked\n"
    "  --facts FILE    what the policies are to know beside the document, as JSON\n"
    "  --as-of T       the moment they are asked about, also a future one; else now, or --at\n"
    "\n"
    "  --files-from F  names of files, one a line; - is standard input\n"
    "  --manifest F    a table of files, each with what is known of it: columns file, reference,\n"
    "                  existed_by, as_of, at, source, policy, facts; files relative to the table\n"
    "  --results F     answers of the table as lines of JSON, kept as they come: started again,\n"
    "                  what is there is not asked again\n"
    "\n"
    "  --html FILE     a page about one document, for a browser or for print; - is standard "
    "output\n"
    "  --for READER    officer (all of it), or applicant (only what to do next)\n";

static const char replay_details[] =
    "\n"
    "  ROW FILE...           a row of the ledger (position, or the id of a report or decision) and "
    "the\n"
    "                        documents that it is about: judged again at the times of then; where "
    "that\n"
    "                        differs, also by the files that were in force then, to say because "
    "of what\n"
    "  --facts FILE          what was stated then, for a decision: it is not kept\n"
    "  --against OLD DIR     lines of `verify --json` or --results, and the folder that their "
    "names\n"
    "                        are relative to (of a table: the table's own): every verdict and "
    "decision\n"
    "                        that this version, trust, configuration or policy changes\n"
    "\n"
    "0 the same, 1 another, 3 could not be asked. Needs the permission 'time'.\n";

static const char ledger_details[] =
    "\n"
    "  check [LEDGER]       every row against its leaf, and the tree against its checkpoint:\n"
    "                       0 intact, 1 altered, 3 unreadable\n"
    "      --checkpoint F   against this one, too, that you kept elsewhere\n"
    "      --key F          and the key that you kept with it\n"
    "  checkpoint [LEDGER]  the last checkpoint: size and root of the tree, signed. Keep it\n"
    "                       where those who run this machine cannot change it\n"
    "  key [LEDGER]         the public key of the checkpoints\n"
    "  prove ROW [LEDGER]   a proof that a row is in it, for who has not the ledger; ROW is a\n"
    "                       position, or the id of a report or decision\n"
    "  list                 rows: --signer SHA256, --build V, --source NAME, --from T, --to T\n"
    "  find                 rows of --file F, --serial S, --id-number N, --reference R or ROW\n"
    "  hold ...             these rows are not erased; --release: no longer\n"
    "  erase ...            takes what names somebody out of these rows (--yes); the tree holds\n"
    "  backup FILE          a copy while the daemon runs; keys are not in it\n"
    "  files ROW DIR        what was in force when that row was made, laid out in a new folder\n"
    "  rotate-key           another key for hashes from now on; the old one stays for matching\n"
    "\n"
    "--ledger FILE, or LEDGER: another than the configured one. --json: list and find as lines.\n";

static const char assess_details[] =
    "\n"
    "  --crossings CSV  stated crossings: columns date, direction (entry, exit), and optionally\n"
    "                   time, port, document_kind, document_number; the first row names them\n"
    "  --covers         the days of which the crossings lack none, such as 2020-09-01..2026-11-21\n"
    "  --assume PLAN    and from then on 'exit 2027-03-03, entry 2027-03-20', and nothing else\n"
    "  --role           which document of the policies a file is, such as record=a.pdf\n"
    "  --html FILE      all of it as one page; - is standard output\n"
    "  --for READER     of that page: officer (all of it), or applicant (only what to do next)\n"
    "\n"
    "Exit status: 1 some document failed or a policy rejects, 2 some undecided or referred.\n";

static const char report_details[] =
    "\n"
    "  --html FILE     as a page, for a browser or for print; - is standard output\n"
    "  --for READER    of that page: officer (all of it), or applicant (only what to do next)\n"
    "\n"
    "Exit status: 0 where there is such a report, whatever it says.\n";

static const char events_details[] =
    "\n"
    "  --after N       the rows after this position; without it from the first one\n"
    "  --once          ends after the last row that is there\n"
    "  --kind K        verdict, decision, started, trust_changed or configuration_changed\n"
    "  --indication I  total_passed, indeterminate or total_failed\n"
    "  --reference R   what was asked under this reference\n"
    "  --json          the events as lines; see docs/events.md\n"
    "  --include report  of each verdict report and reference, where the ledger keeps them\n"
    "\n"
    "Goes on where it was when the daemon starts again. Ends with Ctrl-C.\n";

static const char layout_details[] =
    "\n"
    "  new --from FILE      a skeleton from what the file's text shows, without its names and\n"
    "                       numbers\n"
    "  try LAYOUT FILE      line by line what the layout finds in the file\n"
    "  test [LAYOUT...]     LAYOUT.test.yaml: text in, claims and checks out; all of them where\n"
    "                       none is named\n"
    "\n"
    "LAYOUT is a name or the path of a YAML file; FILE a PDF, or text in UTF-8 as it stands on a\n"
    "page. See docs/layouts.md.\n";

static const struct ctl_command commands[] = {
    {"verify",
     "[--json] [-v] [--html FILE [--for READER]] [--source NAME] [--policy NAME]...\n"
     "              [--facts FILE] [--at T] [--existed-by T] [--as-of T] [--password-file F]\n"
     "              [--reference R] [--language TAG] FILE... | --files-from NAMES | --manifest "
     "CASES.csv\n"
     "              [--results FILE]",
     "what the issuer's signature proves, what the file says, what does not add up", ctl_verify,
     verify_details},
    {"assess",
     "[--json] [-v] [--html FILE [--for READER]] [--policy NAME]... [--facts FILE]\n"
     "              [--crossings CSV [--covers FROM..TO]]\n"
     "              [--assume PLAN] [--as-of T] [--role ROLE=FILE]... [--source NAME] [--at T]\n"
     "              [--existed-by T] [--password-file F] [--reference R] [--language TAG] "
     "[FILE...]",
     "several documents of one person, or none, and what he states", ctl_assess, assess_details},
    {"policies", "[--json] [--language TAG] [--explain NAME]",
     "the policies in force; one of them in sentences", ctl_policies},
    {"inspect", "[--text | --structure | --revisions | --images] [--password-file F] FILE",
     "what a plugin sees; --structure holds no personal data", ctl_inspect},
    {"events",
     "[--after N] [--once] [--kind K] [--source NAME] [--indication I] [--reference R]\n"
     "              [--json [--include report [--language TAG]]]",
     "the ledger's rows after a position, then each as it comes", ctl_events, events_details},
    {"sources", "[--json]", "the configured sources", ctl_sources},
    {"codes", "[--json]", "every code that a report or problem can hold", ctl_codes},
    {"status", "[--json]", "what the daemon runs with, and how it is", ctl_status_command},
    {"reload", "", "read the configuration again; waits and says how it went", ctl_reload},
    {"report", "[--json] [-v] [--html FILE [--for READER]] [--language TAG] ID",
     "a kept report or decision", ctl_report, report_details},
    {"trust",
     "show FILE... | list | add --source S --sha256 FPR --obtained-from URL\n"
     "             --by NAME FILE | refresh [--source NAME] [--again]",
     "certificates: look at, list, add to a source; fetch revocation lists", ctl_trust},
    {"layout",
     "new --from FILE | try LAYOUT FILE | test [LAYOUT...]\n"
     "              [--password-file F]",
     "write and test how a bank's documents are read", ctl_layout, layout_details},
    {"replay", "[--ledger FILE] [--password-file F] [--facts F] ROW FILE... | --against OLD DIR",
     "ask again what was answered before: the same, or because of what another", ctl_replay,
     replay_details},
    {"ledger",
     "check | checkpoint | key | prove ROW | list | find | hold | erase |\n"
     "              backup FILE | rotate-key | files ROW DIR",
     "the record of all answers: is it whole, proofs, rows, erasure", ctl_ledger, ledger_details},
};

#define COMMAND_COUNT (sizeof commands / sizeof *commands)

int ctl_written(struct terminal *terminal, int status)
{
    if (terminal_flush(terminal) != 0)
        status = CTL_NOT_EXAMINED;
    terminal_done(terminal);
    return status;
}

/* On a terminal a batch's progress may stand on the line. */
void ctl_say(const char *format, ...)
{
    struct terminal terminal;
    char message[4096];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    terminal_init(&terminal, STDERR_FILENO);
    terminal_print(&terminal, "%svouchctl: ", terminal.is_terminal ? "\r\033[K" : "");
    terminal_text(&terminal, message);
    terminal_print(&terminal, "\n");
    (void)terminal_flush(&terminal);
    terminal_done(&terminal);
}

void ctl_say_config(const struct config_error *error)
{
    struct buffer text;

    buffer_init(&text, 0);
    config_error_text(error, &text);
    buffer_append_byte(&text, '\0');
    ctl_say("%s", buffer_error(&text) ? error->message : (const char *)text.data);
    buffer_done(&text);
}

static const struct ctl_command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static void help_for_all(FILE *out)
{
    fputs("Usage: vouchctl [--socket PATH | --private] [--config FILE] COMMAND ...\n\n"
          "  --socket PATH   where the daemon listens (usually /run/vouchd/vouchd.sock)\n"
          "  --private       start a daemon for this call alone\n"
          "  --config FILE   the configuration of --private, trust and ledger\n"
          "  --version\n\nCommands:\n",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].summary);
    fputs(
        "\n`vouchctl COMMAND --help` says more of each. Exit status: 0 all passed, 1 some failed, "
        "2 some\nundecided, 3 some not examined, 64 usage; of several the first of 1, 3, 2, 0.\n",
        out);
}

static void write_synopsis(FILE *out, const struct ctl_command *command)
{
    fprintf(out,
            "Usage: vouchctl [--socket PATH | --private] [--config FILE]\n"
            "       %s%s%s\n",
            command->name, command->arguments[0] ? " " : "", command->arguments);
}

void ctl_help(FILE *out, const char *name)
{
    const struct ctl_command *command = name ? find_command(name) : NULL;

    if (!command) {
        help_for_all(out);
        return;
    }
    write_synopsis(out, command);
    fprintf(out, "\n%s\n%s", command->summary, command->details ? command->details : "");
}

/* Without its details, so that what was said before it stays in sight. */
int ctl_usage(const char *name)
{
    const struct ctl_command *command = name ? find_command(name) : NULL;

    if (!command) {
        help_for_all(stderr);
        return CTL_USAGE;
    }
    write_synopsis(stderr, command);
    fprintf(stderr, "Try 'vouchctl %s --help'.\n", name);
    return CTL_USAGE;
}

const char *ctl_configuration(const struct ctl *ctl)
{
    if (ctl->config)
        return ctl->config;
    return access(ctl->paths.configuration, R_OK) == 0 ? ctl->paths.configuration : NULL;
}

static int unknown_command(const char *name)
{
    const char *names[COMMAND_COUNT + 1] = {NULL}, *nearest;

    for (size_t i = 0; i < COMMAND_COUNT; i++)
        names[i] = commands[i].name;
    nearest = ctl_nearest(name, names);
    ctl_say("there is no command '%s'; `vouchctl --help` lists them", name);
    if (nearest)
        fprintf(stderr, "Did you mean '%s'?\n", nearest);
    return CTL_USAGE;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    bool want_version = false;
    const struct ctl_option options[] = {
        {.name = "socket", .value = &ctl->socket},
        {.name = "private", .flag = &ctl->use_private},
        {.name = "config", .value = &ctl->config},
        {.name = "version", .flag = &want_version},
        {0},
    };
    const struct ctl_command *command;
    int first, status = ctl_options_before(options, argc, argv, &first);

    if (status >= 0)
        return status;
    if (want_version) {
        printf("vouchctl %s\n", build_name());
        return CTL_OK;
    }
    if (ctl->socket && ctl->use_private) {
        ctl_say("--socket and --private exclude each other");
        return CTL_USAGE;
    }
    if (first >= argc)
        return ctl_usage(NULL);
    command = find_command(argv[first]);
    return command ? command->run(ctl, argc - first, argv + first) : unknown_command(argv[first]);
}

int main(int argc, char **argv)
{
    struct ctl ctl = {.arena = arena_new(0)};
    int status = CTL_NOT_EXAMINED;

    signal(SIGPIPE, SIG_IGN); /* a reader that left must not leave a private daemon behind */
    if (!ctl.arena || paths_find(ctl.arena, &ctl.paths) != 0)
        ctl_say("cannot find its own installation; run it from where it was installed");
    else if (!(ctl.speech = speech_new(ctl.paths.locale)))
        ctl_say("out of memory");
    else
        status = run(&ctl, argc, argv);
    speech_free(ctl.speech);
    arena_free(ctl.arena);
    return status;
}
