/*
 * vouchctl: the command line of vouchd.
 *
 * main.c finds the command, each command is one function that reads its own options and
 * returns the exit status. client.c speaks to the daemon over its socket, private.c starts
 * one for this call, show.c writes reports for people. Nothing here judges a document;
 * `inspect` reads one in a process locked down as the daemon's are.
 */
#ifndef VOUCH_CTL_CTL_H
#define VOUCH_CTL_CTL_H

#include "base/buffer.h"
#include "base/paths.h"

#include <jansson.h>
#include <stdbool.h>

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
    const char *socket; /* NULL: the configured or usual one */
    const char *config; /* --config, or NULL */
    bool use_private;   /* --private: a daemon for this call */
};

struct ctl_command {
    const char *name;
    const char *arguments; /* for the usage */
    const char *summary;
    int (*run)(struct ctl *ctl, int argc, char **argv);
};

int ctl_verify(struct ctl *ctl, int argc, char **argv);
int ctl_inspect(struct ctl *ctl, int argc, char **argv);
int ctl_sources(struct ctl *ctl, int argc, char **argv);
int ctl_codes(struct ctl *ctl, int argc, char **argv);
int ctl_status_command(struct ctl *ctl, int argc, char **argv);
int ctl_reload(struct ctl *ctl, int argc, char **argv);
int ctl_report(struct ctl *ctl, int argc, char **argv);
int ctl_trust(struct ctl *ctl, int argc, char **argv);
int ctl_ledger(struct ctl *ctl, int argc, char **argv);

/* Writes "vouchctl: MESSAGE" to standard error. */
void ctl_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The usage of one command, on standard error; returns CTL_USAGE. */
int ctl_usage(const struct ctl_command *command);
const struct ctl_command *ctl_find_command(const char *name);

#endif
