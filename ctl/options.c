#include "ctl/options.h"

#include "base/datetime.h"
#include "ctl/ctl.h"

#include <stdio.h>

#define NAME_MAX_SIZE 32 /* longer ones are not compared */
#define OPTIONS_MAX   24

/* ---- Nearest name ---- */

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    unsigned smaller = a < b ? a : b;

    return smaller < c ? smaller : c;
}

/* Letters to add, drop or replace until `a` is `b` (Levenshtein). */
static unsigned distance(const char *a, const char *b)
{
    unsigned row[NAME_MAX_SIZE + 1];
    size_t size_a = strlen(a), size_b = strlen(b);

    if (size_a > NAME_MAX_SIZE || size_b > NAME_MAX_SIZE)
        return NAME_MAX_SIZE;
    for (unsigned j = 0; j <= size_b; j++)
        row[j] = j;
    for (size_t i = 1; i <= size_a; i++) {
        unsigned diagonal = row[0];

        row[0] = (unsigned)i;
        for (size_t j = 1; j <= size_b; j++) {
            unsigned above = row[j];

            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[size_b];
}

const char *ctl_nearest(const char *text, const char *const *names)
{
    unsigned best = strlen(text) < 4 ? 2 : 3; /* a third of a short word is another word */
    const char *nearest = NULL;

    for (; *names; names++) {
        unsigned d = distance(text, *names);

        if (d < best) {
            best = d;
            nearest = *names;
        }
    }
    return nearest;
}

/* ---- Values ---- */

bool ctl_is_time(const char *option, const char *text)
{
    int64_t time;

    if (!text || time_parse(slice_str(text), &time, NULL) == 0)
        return true;
    ctl_say("%s: '%s' is not a time such as 2026-11-22T09:00:00+08:00", option, text);
    return false;
}

/* ---- Options ---- */

struct reader {
    const char *command; /* NULL before the command */
    const struct ctl_option *options;
    int argc;
    char **argv;
    int next; /* index of the argument to be read */
};

static int mistaken(const struct reader *reader)
{
    if (reader->command)
        fprintf(stderr, "Try 'vouchctl %s --help'.\n", reader->command);
    else
        fputs("Try 'vouchctl --help'.\n", stderr);
    return CTL_USAGE;
}

static bool is_global(const char *name)
{
    static const char *const names[] = {"socket", "private", "config", "version"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static int unknown(const struct reader *reader, const char *argument, const char *name)
{
    const char *names[OPTIONS_MAX + 1] = {NULL}, *nearest;

    ctl_say("there is no option '%s'", argument);
    for (size_t i = 0; i < OPTIONS_MAX && reader->options[i].name; i++)
        names[i] = reader->options[i].name;
    nearest = ctl_nearest(name, names);
    if (reader->command && is_global(name))
        fprintf(stderr, "It stands before the command: vouchctl --%s ... %s ...\n", name,
                reader->command);
    else if (nearest)
        fprintf(stderr, "Did you mean '--%s'?\n", nearest);
    return mistaken(reader);
}

static const struct ctl_option *find(const struct reader *reader, const char *name, size_t size,
                                     bool is_letter)
{
    for (const struct ctl_option *option = reader->options; option->name; option++) {
        if (is_letter ? option->letter && option->letter == name[0] && size == 1
                      : strlen(option->name) == size && strncmp(option->name, name, size) == 0)
            return option;
    }
    return NULL;
}

static int take_another(const struct reader *reader, const struct ctl_option *option,
                        const char *value)
{
    struct ctl_list *list = option->list;

    if (!value || list->count == CTL_LIST_MAX) {
        ctl_say(value ? "--%s is given too often" : "--%s wants a value", option->name);
        return mistaken(reader);
    }
    list->items[list->count++] = value;
    return -1;
}

static int take(struct reader *reader, const struct ctl_option *option, const char *value)
{
    if (option->flag && value) {
        ctl_say("--%s takes no value", option->name);
        return mistaken(reader);
    }
    if (option->flag) {
        *option->flag = true;
        return -1;
    }
    if (!value && reader->next < reader->argc)
        value = reader->argv[reader->next++];
    if (option->list)
        return take_another(reader, option, value);
    if (!value || *option->value) {
        ctl_say(value ? "--%s is given twice" : "--%s wants a value", option->name);
        return mistaken(reader);
    }
    *option->value = value;
    return -1;
}

/* Reads the option at `next`, which begins with a dash and is not only that. */
static int read_option(struct reader *reader)
{
    const char *argument = reader->argv[reader->next++];
    bool is_letter = argument[1] != '-';
    const char *name = argument + (is_letter ? 1 : 2);
    const char *equals = is_letter ? NULL : strchr(name, '=');
    size_t size = equals ? (size_t)(equals - name) : strlen(name);
    const struct ctl_option *option = find(reader, name, size, is_letter);

    if (option)
        return take(reader, option, equals ? equals + 1 : NULL);
    if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
        ctl_help(stdout, reader->command);
        return CTL_OK;
    }
    return unknown(reader, argument, name);
}

static bool is_option(const char *argument)
{
    return argument[0] == '-' && argument[1] != '\0';
}

int ctl_options(const char *command, const struct ctl_option *options, int *argc, char **argv)
{
    struct reader reader = {command, options, *argc, argv, 1};
    bool ended = false;
    int status = -1, kept = 1;

    while (reader.next < reader.argc && status < 0) {
        char *argument = argv[reader.next];

        if (!ended && strcmp(argument, "--") == 0) {
            ended = true;
            reader.next++;
        } else if (!ended && is_option(argument)) {
            status = read_option(&reader);
        } else {
            argv[kept++] = argument;
            reader.next++;
        }
    }
    *argc = kept;
    return status;
}

int ctl_options_before(const struct ctl_option *options, int argc, char **argv, int *ret_first)
{
    struct reader reader = {NULL, options, argc, argv, 1};
    int status = -1;

    while (reader.next < argc && is_option(argv[reader.next]) && status < 0)
        status = read_option(&reader);
    *ret_first = reader.next;
    return status;
}
