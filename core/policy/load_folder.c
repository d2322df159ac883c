#include "base/error.h"
#include "base/folder.h"
#include "policy/load.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct policies {
    const struct policy **items;
    size_t count;
};

/* Paths of all policies below a folder, so far. */
struct listing {
    struct arena *arena;
    struct config_error *error;
    struct inventory *inventory;
    const char **paths;
    size_t count, capacity;
};

static int fail(const char *path, int code, const char *text, struct config_error *error)
{
    return config_fail_at(code, error, (struct config_place){path, 0, 0}, "%s", text);
}

static int add_paths(struct listing *listing, const char *const *paths, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char **grown;

        if (listing->count == POLICY_FILES_MAX)
            return fail(paths[i], ERR_LIMIT, "too many policies", listing->error);
        grown = arena_grow(listing->arena, listing->paths, listing->count, &listing->capacity,
                           sizeof *grown);
        if (!grown)
            return fail(paths[i], ERR_NOMEM, "out of memory", listing->error);
        listing->paths = grown;
        listing->paths[listing->count++] = paths[i];
    }
    return 0;
}

static bool is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* The files of a folder, then those of its folders. Depth bounds the recursion. */
static int list_folder(struct listing *listing, const char *folder, unsigned depth)
{
    static const char *const suffixes[] = {".yaml", NULL};
    struct dirent **entries = NULL;
    const char **paths;
    size_t count;
    int found, r = folder_list(listing->arena, folder, suffixes, &paths, &count);

    if (r < 0)
        return fail(folder, r, r == ERR_IO ? strerrordesc_np(errno) : err_text(r), listing->error);
    inventory_folder(listing->inventory, folder);
    r = add_paths(listing, paths, count);
    found = r < 0 ? 0 : scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < found; i++) {
        const char *path = arena_printf(listing->arena, "%s/%s", folder, entries[i]->d_name);

        if (!path)
            r = fail(folder, ERR_NOMEM, "out of memory", listing->error);
        else if (r == 0 && entries[i]->d_name[0] != '.' && is_folder(path))
            r = depth < POLICY_FOLDER_MAX
                    ? list_folder(listing, path, depth + 1)
                    : fail(path, ERR_LIMIT, "too many folders inside each other", listing->error);
        free(entries[i]);
    }
    free(entries);
    return r;
}

/* The file's bytes, because they name the policy. */
static int read_file(const struct listing *listing, const char *path, struct slice *ret)
{
    const char *why;
    int r = config_read(listing->arena, path, POLICY_SIZE_MAX, ret, &why);

    if (r < 0)
        return fail(path, r, r == ERR_LIMIT ? "longer than any policy" : why, listing->error);
    inventory_file(listing->inventory, path, *ret);
    return 0;
}

static int by_name(const void *a, const void *b)
{
    const struct policy *x = *(const struct policy *const *)a;
    const struct policy *y = *(const struct policy *const *)b;
    int order = strcmp(x->name, y->name);

    return order ? order : strcmp(x->file, y->file);
}

static int check_names(const struct policies *policies, struct config_error *error)
{
    for (size_t i = 1; i < policies->count; i++)
        if (strcmp(policies->items[i]->name, policies->items[i - 1]->name) == 0)
            return config_fail_at(ERR_INVALID, error,
                                  (struct config_place){policies->items[i]->file, 0, 0},
                                  "policy '%s' stands in %s too", policies->items[i]->name,
                                  policies->items[i - 1]->file);
    return 0;
}

static int load_files(struct arena *arena, const struct listing *listing,
                      const struct holidays *holidays, struct policies *policies)
{
    int r = 0;

    policies->items = arena_array(arena, const struct policy *, listing->count);
    if (!policies->items)
        return fail("policies", ERR_NOMEM, "out of memory", listing->error);
    for (size_t i = 0; i < listing->count && r == 0; i++) {
        struct slice bytes;

        r = read_file(listing, listing->paths[i], &bytes);
        if (r == 0)
            r = policy_parse(arena, bytes, listing->paths[i], holidays,
                             &policies->items[policies->count++], listing->error);
    }
    if (r < 0)
        return r;
    qsort(policies->items, policies->count, sizeof(const struct policy *), by_name);
    return check_names(policies, listing->error);
}

int policies_load(struct arena *arena, const struct policies_source *source,
                  const struct policies **ret_policies, struct config_error *error)
{
    struct listing listing = {.arena = arena, .error = error, .inventory = source->inventory};
    struct policies *policies = arena_new_of(arena, struct policies);
    const struct holidays *holidays = NULL;
    int r = 0;

    if (!policies)
        return fail("policies", ERR_NOMEM, "out of memory", error);
    if (source->holidays)
        r = holidays_load(arena, source->holidays, source->inventory, &holidays, error);
    if (r == 0 && source->folder)
        r = list_folder(&listing, source->folder, 1);
    if (r == 0)
        r = load_files(arena, &listing, holidays, policies);
    if (r == 0)
        *ret_policies = policies;
    return r;
}

size_t policies_count(const struct policies *policies)
{
    return policies->count;
}

const struct policy *policies_at(const struct policies *policies, size_t index)
{
    return policies->items[index];
}

const struct policy *policies_find(const struct policies *policies, const char *name)
{
    for (size_t i = 0; i < policies->count; i++)
        if (strcmp(policies->items[i]->name, name) == 0)
            return policies->items[i];
    return NULL;
}
