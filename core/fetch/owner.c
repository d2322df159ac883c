/*
 * Root has no business with a network. Somebody who runs `vouchctl trust refresh` as root
 * means the files that the timer's user keeps: so root becomes that user, for good, before
 * the first byte comes, and the next timer finds files that are its own.
 */
#include "base/error.h"
#include "fetch/fetch.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of the folder, or of the one that it will be made in. */
static bool find_owner(struct arena *arena, const char *folder, struct stat *ret)
{
    char *parent = arena_strdup(arena, folder), *slash;

    if (stat(folder, ret) == 0)
        return true;
    for (size_t size = parent ? strlen(parent) : 0; size > 1 && parent[size - 1] == '/'; size--)
        parent[size - 1] = '\0';
    slash = parent ? strrchr(parent, '/') : NULL;
    if (slash && slash > parent)
        *slash = '\0';
    return slash && stat(slash > parent ? parent : "/", ret) == 0;
}

int owner_become(struct arena *arena, const struct fetch_sources *sources)
{
    struct stat status;

    if (geteuid() != 0)
        return 0;
    for (size_t i = 0; i < sources->count; i++) {
        if (!find_owner(arena, sources->items[i].folder, &status) || status.st_uid == 0)
            continue;
        return setgroups(0, NULL) < 0 ||
                       setresgid(status.st_gid, status.st_gid, status.st_gid) < 0 ||
                       setresuid(status.st_uid, status.st_uid, status.st_uid) < 0
                   ? ERR_DENIED
                   : 0;
    }
    return 0;
}
