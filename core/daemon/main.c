#include "base/arguments.h"
#include "base/build.h"
#include "daemon/vouchd.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

static const char usage[] =
    "Usage: vouchd [--config FILE] [--socket PATH] [--check-config] [--version]\n"
    "\n"
    "  --config FILE    read FILE instead of the installed vouchd.yaml\n"
    "  --socket PATH    listen there, whatever the configuration says\n"
    "  --check-config   read configuration, trust and plugins, say what is wrong, and end\n"
    "  --version        say which build this is\n"
    "  --private        for vouchctl: ledger in memory unless the configuration names one\n"
    "  --sysroot DIR    for vouchctl: the configuration's files lie below DIR; with --private\n"
    "  --house FILE     for vouchctl: plugins, models and isolation are FILE's; with --sysroot\n";

struct options {
    const char *config;
    const char *socket;
    const char *sysroot;
    const char *house;
    bool check_only;
    bool is_private;
    bool version;
    bool help;
};

static bool take_flag(const char *argument, struct options *options)
{
    if (strcmp(argument, "--check-config") == 0)
        options->check_only = true;
    else if (strcmp(argument, "--private") == 0)
        options->is_private = true;
    else if (strcmp(argument, "--version") == 0)
        options->version = true;
    else if (strcmp(argument, "--help") == 0)
        options->help = true;
    else
        return false;
    return true;
}

static int read_options(char **argv, struct options *options)
{
    for (int i = 1; argv[i]; i++) {
        bool missing = false;
        const char *value;

        if ((value = argument_value(argv, &i, "--config", &missing))) {
            options->config = value;
        } else if (!missing && (value = argument_value(argv, &i, "--socket", &missing))) {
            options->socket = value;
        } else if (!missing && (value = argument_value(argv, &i, "--sysroot", &missing))) {
            options->sysroot = value;
        } else if (!missing && (value = argument_value(argv, &i, "--house", &missing))) {
            options->house = value;
        } else if (missing || !take_flag(argv[i], options)) {
            fprintf(stderr, "vouchd: %s %s\n%s", argv[i],
                    missing ? "wants a value" : "is not an option", usage);
            return EX_USAGE;
        }
    }
    if (options->sysroot && !options->is_private) {
        fprintf(stderr, "vouchd: --sysroot goes with --private\n%s", usage);
        return EX_USAGE;
    }
    return 0;
}

/* The installed file where none is named; none at all where that is not there. */
static const char *find_config(struct arena *arena, const char *option)
{
    struct paths paths;

    if (option)
        return option;
    if (paths_find(arena, &paths) < 0 || access(paths.configuration, F_OK) < 0)
        return NULL;
    return paths.configuration;
}

int main(int argc, char **argv)
{
    struct options options = {0};
    struct arena *arena = NULL;
    struct vouchd *vouchd = NULL;
    int status = read_options(argv, &options);

    (void)argc;
    if (status)
        return status;
    if (options.version || options.help) {
        fputs(options.help ? usage : "vouchd ", stdout);
        if (options.version)
            puts(build_name());
        return 0;
    }
    status = EXIT_FAILURE;
    arena = arena_new(0);
    vouchd = calloc(1, sizeof *vouchd);
    if (!arena || !vouchd)
        goto out;
    vouchd->place.file = find_config(arena, options.config);
    vouchd->place.sysroot = options.sysroot;
    vouchd->place.house = options.house;
    vouchd->socket_override = options.socket;
    vouchd->check_only = options.check_only;
    vouchd->is_private = options.is_private;
    status = vouchd_run(vouchd);
out:
    free(vouchd);
    arena_free(arena);
    return status;
}
