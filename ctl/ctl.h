/*
 * vouchctl: the command line of vouchd.
 *
 *   main.c       finds the command; each is one function that reads its own options
 *                (options.c) and returns the exit status
 *   client.c     speaks to the daemon over its socket; private.c starts one for this call
 *   verify.c     documents to the daemon, answers to show.c and show_*.c, which write them
 *                for people (terminal.c)
 *   page.c       --html of verify, assess and report: the daemon's page, as a file
 *   assess.c     several documents of one person in one request; facts.c, crossings.c and csv.c
 *                put together what he states
 *   speech.c     words of its own, in the language of the answer
 *   policies.c   which are in force, and what one says
 *   inspect.c    what a plugin sees
 *   layout.c     layouts for a bank's documents: a skeleton, a trial, their tests
 *   confined.c   reads documents for both, in a process locked down as the daemon's are
 *   events.c     the ledger's rows as they come
 *   service.c    sources, codes, status, reload, report
 *   trust.c      certificates: show and list; trust_add.c; trust_refresh.c runs vouchd-fetch
 *   ledger.c     the ledger: is it whole, proofs; ledger_rows.c: rows found, held, erased, copied;
 *                ledger_then.c: the files that were in force
 *   replay*.c    answers of before, asked again; batch.c: tables of files
 *
 * Nothing here judges a document.
 */
#ifndef VOUCH_CTL_CTL_H
#define VOUCH_CTL_CTL_H

#include "base/config.h"
#include "base/paths.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

struct terminal;

/* Exit statuses (design: 1 before 3 before 2 before 0). */
enum ctl_status {
    CTL_OK = 0,
    CTL_FAILED = 1,    /* some file total_failed or rejected; a reload refused; a ledger altered */
    CTL_UNDECIDED = 2, /* some file indeterminate or referred */
    CTL_NOT_EXAMINED = 3, /* some file could not be examined; no daemon; ledger unreadable */
    CTL_USAGE = 64,
};

struct ctl {
    struct arena *arena;
    struct paths paths;
    const char *socket;    /* NULL: the configured or usual one */
    const char *config;    /* --config, or NULL */
    bool use_private;      /* --private: a daemon for this call */
    const char *sysroot;   /* of that daemon (replay_then.c), or NULL */
    const char *house;     /* whose programs it runs there, or NULL */
    struct speech *speech; /* words of its own */
};

struct ctl_command {
    const char *name;
    const char *arguments; /* for the usage */
    const char *summary;
    int (*run)(struct ctl *ctl, int argc, char **argv);
    const char *details; /* for the command's own help; NULL for none */
};

int ctl_verify(struct ctl *ctl, int argc, char **argv);
int ctl_assess(struct ctl *ctl, int argc, char **argv);
int ctl_policies(struct ctl *ctl, int argc, char **argv);
int ctl_inspect(struct ctl *ctl, int argc, char **argv);
int ctl_sources(struct ctl *ctl, int argc, char **argv);
int ctl_codes(struct ctl *ctl, int argc, char **argv);
int ctl_status_command(struct ctl *ctl, int argc, char **argv);
int ctl_events(struct ctl *ctl, int argc, char **argv);
int ctl_reload(struct ctl *ctl, int argc, char **argv);
int ctl_report(struct ctl *ctl, int argc, char **argv);
int ctl_trust(struct ctl *ctl, int argc, char **argv);
int ctl_layout(struct ctl *ctl, int argc, char **argv);
int ctl_ledger(struct ctl *ctl, int argc, char **argv);
int ctl_replay(struct ctl *ctl, int argc, char **argv);

/* Writes what was collected and ends the terminal: `status`, or CTL_NOT_EXAMINED if nobody took it.
 */
int ctl_written(struct terminal *terminal, int status);

/* Writes "vouchctl: MESSAGE" to standard error, made safe for a terminal. */
void ctl_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same for a mistake in a configuration: "FILE:LINE:COLUMN: MESSAGE". */
void ctl_say_config(const struct config_error *error);

/* How the command is called (NULL: all of them), on `out`. */
void ctl_help(FILE *out, const char *command);

/* The same on standard error, after a mistake was said; returns CTL_USAGE. */
int ctl_usage(const char *command);

/* The file of --config, else this system's where it can be read, else NULL. */
const char *ctl_configuration(const struct ctl *ctl);

#endif
