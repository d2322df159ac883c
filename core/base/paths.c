#include "base/paths.h"
#include "base/error.h"
#include "paths_config.h" /* from paths_config.h.in */

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

/* `folder` without `relative` at its end; NULL where it does not end so. */
static const char *take_off(struct arena *arena, const char *folder, const char *relative)
{
    size_t size = strlen(folder), tail = strlen(relative);

    if (size <= tail || strcmp(folder + size - tail, relative) != 0 ||
        folder[size - tail - 1] != '/')
        return NULL;
    return arena_strndup(arena, folder, size - tail - 1);
}

int paths_find(struct arena *arena, struct paths *ret)
{
    static const char *const places[] = {PATHS_LIBEXEC, PATHS_BIN, PATHS_SBIN};
    char program[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash;

    if (size < 0)
        return ERR_IO;
    program[size] = '\0';
    slash = strrchr(program, '/');
    if (!slash)
        return ERR_NOT_FOUND;
    *slash = '\0';
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const char *prefix = take_off(arena, program, places[i]);

        if (prefix)
            return paths_at(arena, prefix, ret);
    }
    return ERR_NOT_FOUND;
}

/* As GNUInstallDirs has it: what is installed below /usr is configured below /etc. */
static const char *configuration_of(struct arena *arena, const char *prefix)
{
    bool is_system = prefix[0] == '\0' || strcmp(prefix, "/usr") == 0;

    return arena_printf(arena, "%s/" PATHS_SYSCONF "/vouchd/vouchd.yaml", is_system ? "" : prefix);
}

int paths_at(struct arena *arena, const char *prefix, struct paths *ret)
{
    struct paths paths = {
        .prefix = arena_strdup(arena, prefix),
        .bin = arena_printf(arena, "%s/" PATHS_BIN, prefix),
        .libexec = arena_printf(arena, "%s/" PATHS_LIBEXEC, prefix),
        .plugins = arena_printf(arena, "%s/" PATHS_PLUGINS, prefix),
        .conf = arena_printf(arena, "%s/" PATHS_CONF, prefix),
        .locale = arena_printf(arena, "%s/" PATHS_LOCALE, prefix),
        .sysroot = "",
        .configuration = configuration_of(arena, prefix),
    };

    if (!paths.prefix || !paths.bin || !paths.libexec || !paths.plugins || !paths.conf ||
        !paths.locale || !paths.configuration)
        return ERR_NOMEM;
    *ret = paths;
    return 0;
}

int paths_below(struct arena *arena, const char *sysroot, struct paths *paths)
{
    const char *copy = arena_strdup(arena, sysroot);
    const char *conf = arena_printf(arena, "%s%s", sysroot, paths->conf);

    if (!copy || !conf)
        return ERR_NOMEM;
    paths->sysroot = copy;
    paths->conf = conf;
    return 0;
}
