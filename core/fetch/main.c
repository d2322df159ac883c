#include "base/arguments.h"
#include "base/build.h"
#include "base/error.h"
#include "fetch/download.h"
#include "fetch/fetch.h"
#include "signature/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "Usage: vouchd-fetch [--config FILE] [--source NAME] [--again] [--changed FILE] [--version]\n"
    "\n"
    "Fetches revocation lists and OCSP answers for the sources whose trust says `fetch: yes`.\n"
    "\n"
    "  --config FILE    read FILE instead of the installed vouchd.yaml\n"
    "  --source NAME    for this source alone\n"
    "  --again          ask also where what is here is still good\n"
    "  --changed FILE   make FILE, empty, where something changed: somebody is to reload vouchd\n"
    "  --version        say which build this is\n"
    "\n"
    "Exit status: 0 all is in place, 1 some could not be had, 3 nothing could be done, 64 usage.\n";

enum status { STATUS_ALL = 0, STATUS_SOME = 1, STATUS_NOTHING = 3 };

struct options {
    const char *config;
    const char *source;
    const char *changed;
    bool again;
    bool version;
    bool help;
};

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void say(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("vouchd-fetch: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

/* ---- Options ---- */

static bool take_flag(const char *argument, struct options *options)
{
    if (strcmp(argument, "--again") == 0)
        options->again = true;
    else if (strcmp(argument, "--version") == 0)
        options->version = true;
    else if (strcmp(argument, "--help") == 0)
        options->help = true;
    else
        return false;
    return true;
}

static bool take_option(char **argv, int *at, struct options *options, bool *ret_missing)
{
    const struct {
        const char *name;
        const char **value;
    } values[] = {{"--config", &options->config},
                  {"--source", &options->source},
                  {"--changed", &options->changed}};

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const char *value = argument_value(argv, at, values[i].name, ret_missing);

        if (value)
            *values[i].value = value;
        if (value || *ret_missing)
            return value != NULL;
    }
    return take_flag(argv[*at], options);
}

static int read_options(char **argv, struct options *options)
{
    for (int i = 1; argv[i]; i++) {
        bool missing = false;

        if (!take_option(argv, &i, options, &missing)) {
            say("%s %s", argv[i], missing ? "wants a value" : "is not an option");
            fputs(usage, stderr);
            return EX_USAGE;
        }
    }
    return 0;
}

/* ---- Configuration ---- */

static int say_error(int error, const struct config_error *place)
{
    struct buffer text;

    if (!place->message[0]) {
        say("%s", err_text(error));
        return error;
    }
    buffer_init(&text, 0);
    config_error_text(place, &text);
    buffer_append_byte(&text, '\0');
    say("%s", buffer_error(&text) ? place->message : (const char *)text.data);
    buffer_done(&text);
    return error;
}

/* The installed file where none is named; none at all where that is not there. */
static int load(struct arena *arena, const struct options *options, struct settings *ret_settings,
                struct fetch_sources *ret_sources)
{
    struct config_error error = {0};
    struct paths paths;
    const char *file = options->config;
    int r = paths_find(arena, &paths);

    if (r == 0 && !file && access(paths.configuration, F_OK) == 0)
        file = paths.configuration;
    if (r == 0)
        r = settings_load(arena, file, &paths, ret_settings, &error);
    if (r == 0)
        r = fetch_sources_read(arena, ret_settings, options->source, ret_sources, &error);
    return r < 0 ? say_error(r, &error) : 0;
}

/* ---- The run ---- */

static void fetch_targets(struct arena *arena, const struct refresh *refresh,
                          struct summary *summary)
{
    const struct fetch_source *source = refresh->source;
    struct targets targets = {0};
    int r = targets_collect(arena, source, &targets);

    if (r < 0) {
        say("%s: %s", source->name,
            r == ERR_LIMIT ? "its certificates name too many addresses" : err_text(r));
        summary->is_left_out = true;
    } else if (targets.count == 0) {
        say("%s: no configured certificate says where; name lists in trust.crl_urls", source->name);
    }
    for (size_t i = 0; i < targets.count; i++) {
        struct refreshed refreshed;

        refresh_target(refresh, &targets.items[i], &refreshed);
        summary_add(summary, source, &targets.items[i], &refreshed);
    }
}

static void fetch_source(struct arena *arena, struct refresh *refresh, struct summary *summary)
{
    const struct fetch_source *source = refresh->source;
    int r = store_open(source->folder, &refresh->store);

    if (r == 0)
        fetch_targets(arena, refresh, summary);
    else if (r == ERR_BUSY)
        say("%s: left out: another run is at work in %s", source->name, source->folder);
    else
        say("%s: left out: %s: %s", source->name, source->folder,
            r == ERR_IO ? strerror(errno) : err_text(r));
    if (r < 0)
        summary->is_left_out = true;
    else
        refresh->store = store_close(refresh->store);
}

static void mark_changed(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);

    if (fd < 0)
        say("%s: %s", path, strerror(errno));
    else
        close(fd);
}

static int conclude(const struct options *options, const struct summary *summary)
{
    const size_t *counts = summary->counts;
    size_t wrong = counts[OUTCOME_REFUSED] + counts[OUTCOME_FAILED] + summary->over, all = 0;

    for (size_t i = 0; i < OUTCOME_COUNT; i++)
        all += counts[i];
    summary_end(summary);
    if (options->changed && counts[OUTCOME_FETCHED] > 0)
        mark_changed(options->changed);
    if (summary->is_left_out)
        return all > 0 ? STATUS_SOME : STATUS_NOTHING;
    return wrong > 0 ? STATUS_SOME : STATUS_ALL;
}

static int run(struct arena *arena, const struct options *options)
{
    struct settings settings;
    struct fetch_sources sources;
    struct summary summary = {0};
    struct refresh refresh = {
        .limits = &settings.fetch,
        .now = time(NULL),
        .ask_again = options->again,
    };

    if (load(arena, options, &settings, &sources) < 0)
        return STATUS_NOTHING;
    if (owner_become(arena, &sources) < 0) {
        say("cannot become the user whose folder %s is", sources.items[0].folder);
        return STATUS_NOTHING;
    }
    if (crypto_prefetch() < 0 || download_begin() < 0) {
        say("the cryptographic or the network library does not start");
        return STATUS_NOTHING;
    }
    if (sources.count == 0)
        say("no source says `fetch: yes` under trust");
    for (size_t i = 0; i < sources.count; i++) {
        refresh.source = &sources.items[i];
        fetch_source(arena, &refresh, &summary);
    }
    download_end();
    return conclude(options, &summary);
}

int main(int argc, char **argv)
{
    struct options options = {0};
    struct arena *arena;
    int status = read_options(argv, &options);

    (void)argc;
    if (status)
        return status;
    if (options.help || options.version) {
        fputs(options.help ? usage : "vouchd-fetch ", stdout);
        if (options.version)
            puts(build_name());
        return 0;
    }
    arena = arena_new(0);
    status = arena ? run(arena, &options) : STATUS_NOTHING;
    arena_free(arena);
    return status;
}
