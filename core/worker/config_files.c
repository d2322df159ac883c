#include "base/error.h"
#include "base/folder.h"
#include "worker/setting.h"

#include <errno.h>
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
    int r = config_load_noted(files->arena, path, files->settings->inventory, &root, files->error);

    if (r == 0)
        r = config_files_add(files, root);
    if (r == 0)
        *ret = root;
    return r;
}

int config_files_list(struct config_files *files, const struct config_node *node,
                      const char *folder, const char *const *suffixes, const char ***ret_paths,
                      size_t *ret_count)
{
    int r = folder_list(files->arena, folder, suffixes, ret_paths, ret_count);

    inventory_folder(files->settings->inventory, folder);
    if (r == ERR_IO)
        return config_fail(node, files->error, "cannot read the folder %s: %s", folder,
                           strerror(errno));
    return r == ERR_NOMEM ? no_memory(files, folder) : r;
}

int config_files_path(struct config_files *files, const struct config_node *node, const char **ret)
{
    return config_path_below(files->arena, node, files->paths->sysroot, ret, files->error);
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
    inventory_folder(files->settings->inventory, path);
    return S_ISDIR(status.st_mode) ? 0
                                   : config_fail(node, files->error, "%s is not a folder", path);
}

const char *config_file_stem(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');

    return arena_strndup(arena, name, dot ? (size_t)(dot - name) : strlen(name));
}
