#include "base/folder.h"

#include "base/error.h"

#include <dirent.h>
#include <stdlib.h>

static bool ends_with(const char *name, const char *const *suffixes)
{
    size_t size = strlen(name);

    for (; *suffixes; suffixes++) {
        size_t suffix = strlen(*suffixes);

        if (size > suffix && name[0] != '.' && strcmp(name + size - suffix, *suffixes) == 0)
            return true;
    }
    return false;
}

/* A folder may be written with a slash at its end. */
static const char *join(struct arena *arena, const char *folder, const char *name)
{
    size_t size = strlen(folder);

    while (size > 1 && folder[size - 1] == '/')
        size--;
    return arena_printf(arena, "%.*s/%s", (int)size, folder, name);
}

int folder_list(struct arena *arena, const char *folder, const char *const *suffixes,
                const char ***ret_paths, size_t *ret_count)
{
    struct dirent **entries = NULL;
    int found = scandir(folder, &entries, NULL, alphasort), r = 0;
    const char **paths;
    size_t count = 0;

    if (found < 0)
        return ERR_IO;
    paths = arena_array(arena, const char *, (size_t)found);
    for (int i = 0; i < found; i++) {
        if (paths && ends_with(entries[i]->d_name, suffixes)) {
            paths[count] = join(arena, folder, entries[i]->d_name);
            r = paths[count++] ? r : ERR_NOMEM;
        }
        free(entries[i]);
    }
    free(entries);
    if (!paths || r < 0)
        return ERR_NOMEM;
    *ret_paths = paths;
    *ret_count = count;
    return 0;
}
