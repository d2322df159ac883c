#include "ctl/trust.h"

#include "base/error.h"
#include "base/folder.h"
#include "worker/settings.h"

#include <sys/stat.h>

static const char *const certificate_suffixes[] = {".pem", ".cer", ".crt", ".der", NULL};
static const char *const source_suffixes[] = {".yaml", NULL};
static const char *const list_suffixes[] = {".crl", ".ocsp", NULL};
#define LISTS "crls"

static const char *const kinds[] = {"issuers",     "signers",    "anchors", "time_stamps",
                                    "seal_makers", "candidates", LISTS};

/* None where the folder cannot be read: the daemon says why. */
static int list_folder(struct arena *arena, const char *folder, const char *const *suffixes,
                       const char ***ret_paths, size_t *ret_count)
{
    int r = folder_list(arena, folder, suffixes, ret_paths, ret_count);

    if (r != ERR_IO)
        return r;
    *ret_count = 0;
    return 0;
}

/* ---- One source ---- */

static int list_files(struct arena *arena, struct trust_place *place)
{
    struct stat info;
    bool is_there = stat(place->path, &info) == 0;

    place->is_folder = is_there && S_ISDIR(info.st_mode);
    if (place->holds_lists && !is_there)
        return 0; /* vouchd-fetch makes the folder when it first runs */
    if (place->is_folder)
        return list_folder(arena, place->path,
                           place->holds_lists ? list_suffixes : certificate_suffixes, &place->files,
                           &place->file_count);
    place->files = arena_array(arena, const char *, 1);
    if (!place->files)
        return ERR_NOMEM;
    place->files[place->file_count++] = place->path;
    return 0;
}

/* A path alone, or {path, ca: assumed, until: DAY}. */
static int add_place(struct arena *arena, struct trust_source *source, const char *kind,
                     const struct config_node *node, struct config_error *error)
{
    bool is_map = node->kind == CONFIG_MAP;
    struct trust_place place = {.kind = kind,
                                .holds_lists = strcmp(kind, LISTS) == 0,
                                .ca_assumed = config_get(node, "ca") != NULL};
    struct trust_place *places;
    int r = config_path(arena, is_map ? config_get(node, "path") : node, &place.path, error);

    if (r == 0)
        r = config_string(config_get(node, "until"), &place.until, error);
    if (r == 0 && !place.path)
        r = config_fail(node, error, "expected a path");
    if (r == 0)
        r = list_files(arena, &place);
    if (r < 0)
        return r;
    places = arena_grow(arena, source->places, source->place_count, &source->place_capacity,
                        sizeof *places);
    if (!places)
        return ERR_NOMEM;
    source->places = places;
    places[source->place_count++] = place;
    return 0;
}

static int add_places(struct arena *arena, struct trust_source *source, const char *kind,
                      const struct config_node *node, struct config_error *error)
{
    int r = 0;

    if (!node)
        return 0;
    if (node->kind != CONFIG_LIST)
        return add_place(arena, source, kind, node, error);
    for (const struct config_node *item = node->first; item && r == 0; item = item->next)
        r = add_place(arena, source, kind, item, error);
    return r;
}

static int read_source(struct arena *arena, const char *path, struct trust_source *ret,
                       struct config_error *error)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const struct config_node *root, *trust;
    int r = config_load(arena, path, &root, error);

    if (r < 0)
        return r;
    ret->name = arena_strndup(arena, name, strlen(name) - strlen(".yaml"));
    ret->file = path;
    trust = config_get(root, "trust");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && r == 0; i++)
        r = add_places(arena, ret, kinds[i], config_get(trust, kinds[i]), error);
    return ret->name ? r : ERR_NOMEM;
}

/* ---- All ---- */

int trust_sources_read(struct ctl *ctl, struct trust_sources *ret)
{
    struct trust_sources sources = {0};
    struct config_error error = {0};
    struct settings settings;
    const char **paths = NULL;
    int r = settings_load(ctl->arena, ctl_configuration(ctl), &ctl->paths, &settings, &error);

    if (r == 0 && settings.sources)
        r = list_folder(ctl->arena, settings.sources, source_suffixes, &paths, &sources.count);
    if (r == 0)
        sources.items = arena_array(ctl->arena, struct trust_source, sources.count);
    if (r == 0 && !sources.items)
        r = ERR_NOMEM;
    for (size_t i = 0; i < sources.count && r == 0; i++)
        r = read_source(ctl->arena, paths[i], &sources.items[i], &error);
    if (r < 0) {
        if (error.message[0])
            ctl_say_config(&error);
        else
            ctl_say("%s", err_text(r));
        return r;
    }
    *ret = sources;
    return 0;
}
