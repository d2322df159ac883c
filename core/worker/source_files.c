/* Files and folders that a source's trust names: certificates, revocation lists, OCSP answers. */
#include "worker/source_files.h"
#include "base/error.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define CERTIFICATE_FILE_MAX (1 << 20)
#define LIST_FILE_MAX        (64 << 20) /* as the largest list that is read at all */
#define DAY_SECONDS          INT64_C(86400)

static const char *const certificate_suffixes[] = {".pem", ".cer", ".crt", ".der", NULL};
static const char *const list_suffixes[] = {".crl", ".ocsp", NULL};

/* ---- Files ---- */

static int read_file(struct config_files *files, const struct config_node *node, const char *path,
                     size_t max, struct slice *ret)
{
    const char *why;
    int r = config_read(files->arena, path, max, ret, &why);

    if (r == ERR_NOMEM)
        return r;
    if (r < 0)
        return config_fail(node, files->error, "cannot read %s: %s", path, why);
    inventory_file(files->settings->inventory, path, *ret);
    return 0;
}

/* ---- Certificates ---- */

/* Several PEM or one DER; each gets the options of `model`. */
static int add_file(struct config_files *files, const struct config_node *node, const char *path,
                    const struct trust_certificate *model, struct source_certificates *list)
{
    struct slice bytes, *ders;
    size_t count;
    int r = read_file(files, node, path, CERTIFICATE_FILE_MAX, &bytes);

    if (r < 0)
        return r;
    r = trust_read_certificates(files->arena, bytes, &ders, &count);
    if (r < 0)
        return r == ERR_NOMEM ? r : config_fail(node, files->error, "%s: no certificate", path);
    for (size_t i = 0; i < count; i++) {
        struct trust_certificate *items;

        if (list->count >= SOURCE_CERTIFICATES)
            return config_fail(node, files->error, "more than %d certificates",
                               SOURCE_CERTIFICATES);
        items = arena_grow(files->arena, list->items, list->count, &list->capacity, sizeof *items);
        if (!items)
            return ERR_NOMEM;
        list->items = items;
        items[list->count] = *model;
        items[list->count].der = ders[i];
        items[list->count++].name = path;
    }
    return 0;
}

/* Whether `path` is a folder. Refused where there is nothing. */
static int look_at(struct config_files *files, const struct config_node *node, const char *path,
                   bool *ret_folder)
{
    struct stat status;

    if (stat(path, &status) < 0)
        return errno == ENOENT
                   ? config_fail(node, files->error, "there is no file or folder %s", path)
                   : config_fail(node, files->error, "cannot read %s: %s", path, strerror(errno));
    *ret_folder = S_ISDIR(status.st_mode);
    return 0;
}

static int add_path(struct config_files *files, const struct config_node *node,
                    const struct trust_certificate *model, struct source_certificates *list)
{
    const char *path = NULL, **paths;
    bool is_folder = false;
    size_t count = 0;
    int r = config_files_path(files, node, &path);

    if (r == 0)
        r = look_at(files, node, path, &is_folder);
    if (r < 0)
        return r;
    if (!is_folder)
        return add_file(files, node, path, model, list);
    r = config_files_list(files, node, path, certificate_suffixes, &paths, &count);
    if (r == 0 && count == 0)
        r = config_fail(node, files->error,
                        "the folder %s holds no certificate (.pem, .cer, .crt, .der)", path);
    for (size_t i = 0; i < count && r == 0; i++)
        r = add_file(files, node, paths[i], model, list);
    return r;
}

/* A path alone, or {path, ca: assumed, until: DAY}. */
static int add_entry(struct config_files *files, const struct config_node *node,
                     struct source_certificates *list)
{
    struct trust_certificate model = {.ca_assumed = config_get(node, "ca") != NULL};
    const struct config_node *until = config_get(node, "until");
    int32_t day = 0;
    int r;

    if (node->kind != CONFIG_MAP)
        return add_path(files, node, &model, list);
    r = config_day(until, &day, files->error);
    model.has_until = until != NULL;
    model.until = (day + INT64_C(1)) * DAY_SECONDS - 1;
    return r < 0 ? r : add_path(files, config_get(node, "path"), &model, list);
}

int source_read_certificates(struct config_files *files, const struct config_node *node,
                             struct source_certificates *list)
{
    int r = 0;

    if (!node)
        return 0;
    if (node->kind != CONFIG_LIST)
        return add_entry(files, node, list);
    for (const struct config_node *item = node->first; item && r == 0; item = item->next)
        r = add_entry(files, item, list);
    return r;
}

int source_read_candidates(struct config_files *files, const struct config_node *node,
                           struct slice **ret_ders, size_t *ret_count)
{
    struct source_certificates list = {0};
    int r = source_read_certificates(files, node, &list);
    struct slice *ders = arena_array(files->arena, struct slice, list.count);

    if (r < 0 || !ders)
        return r < 0 ? r : ERR_NOMEM;
    for (size_t i = 0; i < list.count; i++)
        ders[i] = list.items[i].der;
    *ret_ders = ders;
    *ret_count = list.count;
    return 0;
}

/* ---- Revocation lists and OCSP answers ---- */

static int add_list(struct config_files *files, const struct config_node *node, const char *path,
                    struct source_lists *lists)
{
    struct slice bytes, *ders;
    size_t count;
    int r = read_file(files, node, path, LIST_FILE_MAX, &bytes);

    if (r < 0)
        return r;
    r = trust_read_lists(files->arena, bytes, &ders, &count);
    if (r < 0)
        return r == ERR_NOMEM
                   ? r
                   : config_fail(node, files->error,
                                 "%s: neither a revocation list nor an OCSP answer", path);
    for (size_t i = 0; i < count; i++) {
        struct trust_list *items;

        if (lists->count >= SOURCE_LISTS)
            return config_fail(node, files->error, "more than %d revocation lists", SOURCE_LISTS);
        items =
            arena_grow(files->arena, lists->items, lists->count, &lists->capacity, sizeof *items);
        if (!items)
            return ERR_NOMEM;
        lists->items = items;
        items[lists->count++] = (struct trust_list){.der = ders[i], .name = path};
    }
    return 0;
}

/* A folder may be empty, and where vouchd-fetch fills it, not there yet. */
static int add_lists(struct config_files *files, const struct config_node *node, bool is_fetched,
                     struct source_lists *lists)
{
    const char *path = NULL, **paths;
    bool is_folder = false;
    size_t count = 0;
    int r = config_files_path(files, node, &path);

    if (r == 0 && is_fetched && access(path, F_OK) < 0 && errno == ENOENT)
        return 0;
    if (r == 0)
        r = look_at(files, node, path, &is_folder);
    if (r < 0)
        return r;
    if (!is_folder)
        return add_list(files, node, path, lists);
    r = config_files_list(files, node, path, list_suffixes, &paths, &count);
    for (size_t i = 0; i < count && r == 0; i++)
        r = add_list(files, node, paths[i], lists);
    return r;
}

int source_read_lists(struct config_files *files, const struct config_node *node, bool is_fetched,
                      struct source_lists *lists)
{
    int r = 0;

    if (!node)
        return 0;
    if (node->kind != CONFIG_LIST)
        return add_lists(files, node, is_fetched, lists);
    for (const struct config_node *item = node->first; item && r == 0; item = item->next)
        r = add_lists(files, item, is_fetched, lists);
    return r;
}
