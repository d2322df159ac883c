/*
 * The configuration as far as it concerns fetching. The plugins' own keys are not known here
 * and pass; whether all of it is right is for the daemon to say (core/worker/source.c).
 */
#include "base/error.h"
#include "base/folder.h"
#include "fetch/fetch.h"
#include "signature/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define CERTIFICATE_FILE_MAX (1 << 20)
#define CERTIFICATES_MAX     4096 /* of one source */

static const char *const source_suffixes[] = {".yaml", NULL};
static const char *const certificate_suffixes[] = {".pem", ".cer", ".crt", ".der", NULL};

/* Every list of certificates that a source may name. */
static const char *const lists[] = {"issuers",     "signers",    "anchors",
                                    "time_stamps", "candidates", "seal_makers"};

struct reading {
    struct arena *arena;
    struct fetch_source *source;
    struct config_error *error;
};

/* ---- Certificates ---- */

static int read_file(struct reading *reading, const struct config_node *node, const char *path,
                     struct slice *ret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), r = 0;
    uint8_t *data = NULL;
    struct stat status;

    if (fd < 0 || fstat(fd, &status) < 0)
        r = config_fail(node, reading->error, "cannot read %s: %s", path, strerror(errno));
    else if (!S_ISREG(status.st_mode) || status.st_size > CERTIFICATE_FILE_MAX)
        r = config_fail(node, reading->error, "%s is no file of certificates", path);
    if (r == 0) {
        data = arena_alloc(reading->arena, (size_t)status.st_size);
        r = data ? 0 : ERR_NOMEM;
    }
    if (r == 0 && read(fd, data, (size_t)status.st_size) != status.st_size)
        r = config_fail(node, reading->error, "cannot read all of %s", path);
    if (fd >= 0)
        close(fd);
    if (r == 0)
        *ret = slice_of(data, (size_t)status.st_size);
    return r;
}

static int add_certificate(struct reading *reading, const struct config_node *node,
                           struct slice der)
{
    struct fetch_source *source = reading->source;
    struct certificate *items;

    if (source->certificate_count >= CERTIFICATES_MAX)
        return config_fail(node, reading->error, "more than %d certificates", CERTIFICATES_MAX);
    items = arena_grow(reading->arena, source->certificates, source->certificate_count,
                       &source->certificate_capacity, sizeof *items);
    if (!items)
        return ERR_NOMEM;
    source->certificates = items;
    return certificate_parse(der, &items[source->certificate_count++]);
}

static int add_file(struct reading *reading, const struct config_node *node, const char *path)
{
    struct slice bytes, *ders;
    size_t count = 0;
    int r = read_file(reading, node, path, &bytes);

    if (r == 0) {
        r = trust_read_certificates(reading->arena, bytes, &ders, &count);
        if (r < 0 && r != ERR_NOMEM)
            r = config_fail(node, reading->error, "%s: no certificate", path);
    }
    for (size_t i = 0; i < count && r == 0; i++)
        r = add_certificate(reading, node, ders[i]);
    return r;
}

/* A path alone, or {path, ...}: a file, or a folder of them. */
static int add_entry(struct reading *reading, const struct config_node *node)
{
    const char *path = NULL, **paths;
    struct stat status;
    size_t count = 0;
    int r;

    if (node->kind == CONFIG_MAP)
        node = config_get(node, "path");
    r = config_path(reading->arena, node, &path, reading->error);
    if (r < 0 || !path)
        return r;
    if (stat(path, &status) < 0)
        return config_fail(node, reading->error, "cannot read %s: %s", path, strerror(errno));
    if (!S_ISDIR(status.st_mode))
        return add_file(reading, node, path);
    r = folder_list(reading->arena, path, certificate_suffixes, &paths, &count);
    if (r == ERR_IO)
        r = config_fail(node, reading->error, "cannot read %s: %s", path, strerror(errno));
    for (size_t i = 0; i < count && r == 0; i++)
        r = add_file(reading, node, paths[i]);
    return r;
}

/* Calls `add` for the one, or each of the list. */
static int for_each(struct reading *reading, const struct config_node *node,
                    int (*add)(struct reading *, const struct config_node *))
{
    int r = 0;

    if (node && node->kind != CONFIG_LIST)
        return add(reading, node);
    for (const struct config_node *item = node ? node->first : NULL; item && r == 0;
         item = item->next)
        r = add(reading, item);
    return r;
}

/* ---- Where it goes ---- */

/* The first of `crls` that is a folder, or is not there yet and will be made one. */
static int take_folder(struct reading *reading, const struct config_node *node)
{
    struct stat status;
    const char *path = NULL;
    int r = config_path(reading->arena, node, &path, reading->error);

    if (r == 0 && path && !reading->source->folder &&
        (stat(path, &status) < 0 ? errno == ENOENT : S_ISDIR(status.st_mode)))
        reading->source->folder = path;
    return r;
}

/* ---- Sources ---- */

static int read_trust(struct reading *reading, const struct config_node *trust)
{
    int r = for_each(reading, config_get(trust, "crls"), take_folder);

    if (r == 0 && !reading->source->folder)
        r = config_fail(config_get(trust, "fetch"), reading->error,
                        "fetch wants a folder among crls, to keep what it fetches in");
    if (r == 0)
        r = config_strings(reading->arena, config_get(trust, "crl_urls"), &reading->source->urls,
                           reading->error);
    for (size_t i = 0; i < sizeof lists / sizeof *lists && r == 0; i++)
        r = for_each(reading, config_get(trust, lists[i]), add_entry);
    return r;
}

/* Reads the file of one source; `*ret_on` is whether it says `fetch: yes`. */
static int read_source(struct reading *reading, const char *path, bool *ret_on)
{
    const struct config_node *root, *trust;
    int r = config_load(reading->arena, path, &root, reading->error);

    *ret_on = false;
    if (r < 0)
        return r;
    trust = config_get(root, "trust");
    if (trust && trust->kind != CONFIG_MAP)
        return config_fail(trust, reading->error, "expected a map");
    r = config_bool(config_get(trust, "fetch"), ret_on, reading->error);
    return r == 0 && *ret_on ? read_trust(reading, trust) : r;
}

static const char *stem(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

    return arena_strndup(arena, name, strlen(name) - strlen(".yaml"));
}

static int not_there(struct config_error *error, const struct settings *settings, const char *only)
{
    struct config_place place = {settings->file ? settings->file : "vouchd.yaml", 0, 0};

    return config_fail_at(ERR_NOT_FOUND, error, place, "no source is called '%s'", only);
}

static int read_folder(struct arena *arena, const struct settings *settings,
                       const char ***ret_paths, size_t *ret_count, struct config_error *error)
{
    const struct config_node *node = config_get(settings->root, "sources");
    int r;

    *ret_count = 0;
    if (!settings->sources)
        return 0;
    r = folder_list(arena, settings->sources, source_suffixes, ret_paths, ret_count);
    return r == ERR_IO ? config_fail(node, error, "cannot read the folder %s: %s",
                                     settings->sources, strerror(errno))
                       : r;
}

int fetch_sources_read(struct arena *arena, const struct settings *settings, const char *only,
                       struct fetch_sources *ret, struct config_error *error)
{
    struct fetch_sources sources = {0};
    bool is_on, is_known = !only;
    const char **paths = NULL;
    size_t count;
    int r = read_folder(arena, settings, &paths, &count, error);

    if (r == 0) {
        sources.items = arena_array(arena, struct fetch_source, count);
        r = sources.items ? 0 : ERR_NOMEM;
    }
    for (size_t i = 0; i < count && r == 0; i++) {
        struct fetch_source *source = &sources.items[sources.count];
        struct reading reading = {arena, source, error};

        *source = (struct fetch_source){.name = stem(arena, paths[i])};
        if (!source->name)
            return ERR_NOMEM;
        if (only && strcmp(only, source->name) != 0)
            continue;
        is_known = true;
        r = read_source(&reading, paths[i], &is_on);
        sources.count += is_on;
    }
    if (r == 0 && !is_known)
        r = not_there(error, settings, only);
    if (r == 0)
        *ret = sources;
    return r;
}
