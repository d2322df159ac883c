#include "base/error.h"
#include "worker/setting.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

static int no_memory(struct config_files *files, const char *file)
{
    return config_fail_at(ERR_NOMEM, files->error, (struct config_place){file, 0, 0},
                          "out of memory");
}

int config_files_add(struct config_files *files, const struct config_node *root)
{
    const struct config_node **roots;

    if (files->count >= CONFIG_FILES_MAX)
        return config_fail(root, files->error, "more than %d files make the configuration",
                           CONFIG_FILES_MAX);
    roots = arena_grow(files->arena, files->roots, files->count, &files->capacity, sizeof *roots);
    if (!roots)
        return no_memory(files, root->file);
    files->roots = roots;
    roots[files->count++] = root;
    return 0;
}

int config_files_read(struct config_files *files, const char *path, const struct config_node **ret)
{
    const struct config_node *root;
    int r = config_load(files->arena, path, &root, files->error);

    if (r == 0)
        r = config_files_add(files, root);
    if (r == 0)
        *ret = root;
    return r;
}

static bool ends_with(const char *name, const char *const *suffixes)
{
    size_t size = strlen(name);

    for (; *suffixes; suffixes++) {
        size_t suffix = strlen(*suffixes);

        if (size > suffix && strcmp(name + size - suffix, *suffixes) == 0)
            return name[0] != '.';
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

int config_files_list(struct config_files *files, const struct config_node *node,
                      const char *folder, const char *const *suffixes, const char ***ret_paths,
                      size_t *ret_count)
{
    struct dirent **entries = NULL;
    int found = scandir(folder, &entries, NULL, alphasort), r = 0;
    const char **paths;
    size_t count = 0;

    if (found < 0)
        return config_fail(node, files->error, "cannot read the folder %s: %s", folder,
                           strerror(errno));
    paths = arena_array(files->arena, const char *, (size_t)found);
    for (int i = 0; i < found; i++) {
        if (paths && ends_with(entries[i]->d_name, suffixes)) {
            paths[count] = join(files->arena, folder, entries[i]->d_name);
            if (!paths[count++])
                r = ERR_NOMEM;
        }
        free(entries[i]);
    }
    free(entries);
    if (!paths || r < 0)
        return no_memory(files, folder);
    *ret_paths = paths;
    *ret_count = count;
    return 0;
}

int config_files_check_folder(struct config_files *files, const char *key, const char *path)
{
    const struct config_node *node = config_get(files->settings->root, key);
    struct stat status;

    if (!node)
        return 0;
    if (stat(path, &status) < 0)
        return config_fail(node, files->error, "cannot read the folder %s: %s", path,
                           strerror(errno));
    return S_ISDIR(status.st_mode) ? 0
                                   : config_fail(node, files->error, "%s is not a folder", path);
}

const char *config_file_stem(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');

    return arena_strndup(arena, name, dot ? (size_t)(dot - name) : strlen(name));
}
