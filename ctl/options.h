/*
 * The options of a command: exact names only, so that adding an option later cannot change
 * what a script's abbreviation means, and a misspelt one is refused with the nearest name.
 */
#ifndef VOUCH_CTL_OPTIONS_H
#define VOUCH_CTL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#define CTL_LIST_MAX 64

/* The values of an option that may be given several times, in their order. */
struct ctl_list {
    const char *items[CTL_LIST_MAX];
    size_t count;
};

struct ctl_option {
    const char *name;      /* "source" for --source VALUE or --source=VALUE */
    char letter;           /* 'v' for -v; 0 for none */
    const char **value;    /* where its value goes, or */
    bool *flag;            /* what it sets, or */
    struct ctl_list *list; /* what its values are added to */
};

/*
 * Reads the options among argv[1..]; `options` ends with a NULL name. What is left, the
 * operands, moves to argv[1..] in its order, and `*argc` to one more than their number.
 * `--` ends the options. -1 to go on, else the exit status: --help was answered, or the
 * mistake was said.
 */
int ctl_options(const char *command, const struct ctl_option *options, int *argc, char **argv);

/* The same for those before the command: ends at the first operand, whose index is `*ret_first`. */
int ctl_options_before(const struct ctl_option *options, int argc, char **argv, int *ret_first);

/* Whether `text` is an RFC 3339 time, or NULL; else says that the option wants one. */
bool ctl_is_time(const char *option, const char *text);

/* The one of `names` (NULL-terminated) that `text` was perhaps meant to be, or NULL. */
const char *ctl_nearest(const char *text, const char *const *names);

#endif
