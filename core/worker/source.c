#include "worker/source.h"
#include "base/error.h"
#include "worker/host.h"

static const char *const yaml_suffixes[] = {".yaml", NULL};
static const char *const mistaken_suffixes[] = {".yml", ".YAML", ".YML", ".Yaml", ".Yml", NULL};

/* What every source may say; a plugin's fields come after. */
static const struct config_field common_fields[] = {
    {.name = "plugin", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "lag", .type = CONFIG_TYPE_DURATION},
    {.name = "trust", .type = CONFIG_TYPE_MAP, .fields = source_trust_fields},
    {.name = "limits", .type = CONFIG_TYPE_MAP, .fields = settings_source_limits},
};
#define COMMON_FIELDS (sizeof common_fields / sizeof common_fields[0])

const struct source *sources_find(const struct sources *sources, const char *name)
{
    for (size_t i = 0; i < sources->count; i++)
        if (strcmp(sources->items[i].name, name) == 0)
            return &sources->items[i];
    return NULL;
}

void sources_done(struct sources *sources)
{
    for (size_t i = 0; i < sources->count; i++)
        sources->items[i].trust = trust_free(sources->items[i].trust);
    sources->count = 0;
}

static int fail_in(int code, struct config_error *error, const char *file, const char *message)
{
    return config_fail_at(code, error, (struct config_place){file, 0, 0}, "%s", message);
}

/* ---- One source ---- */

static bool is_source_name(const char *name)
{
    size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");

    return size > 0 && size <= 64 && name[size] == '\0' && name[0] != '-' && name[0] != '_';
}

static int no_such_plugin(const struct plugins *plugins, const struct config_node *node,
                          const char *name, struct config_error *error)
{
    struct buffer names;
    int r;

    buffer_init(&names, 0);
    for (size_t i = 0; i < plugins->count; i++)
        buffer_printf(&names, "%s%s", i > 0 ? ", " : "", plugins->items[i]->name);
    if (plugins->count == 0)
        buffer_append_str(&names, "none");
    r = config_fail(node, error, "no plugin is called '%s'; there are: %.*s", name, (int)names.size,
                    names.size > 0 ? (const char *)names.data : "");
    buffer_done(&names);
    return r;
}

static int find_plugin(const struct plugins *plugins, const struct config_node *root,
                       const struct vouch_plugin **ret, struct config_error *error)
{
    const struct config_node *node = config_get(root, "plugin");
    const char *name = NULL;
    int r = node ? config_string(node, &name, error)
                 : config_fail(root, error, "required key 'plugin' is missing");

    if (r < 0)
        return r;
    *ret = plugins_find(plugins, name);
    return *ret ? 0 : no_such_plugin(plugins, node, name, error);
}

/* Common fields and the plugin's own together, which may not have the same names. */
static int check(struct config_files *files, const struct config_node *root,
                 const struct vouch_plugin *plugin)
{
    struct config_field *fields =
        arena_array(files->arena, struct config_field, COMMON_FIELDS + plugin->field_count + 1);
    int r;

    if (!fields)
        return ERR_NOMEM;
    memcpy(fields, common_fields, sizeof common_fields);
    r = setting_schema(files->arena, plugin->fields, plugin->field_count, fields + COMMON_FIELDS);
    for (size_t i = 0; i < COMMON_FIELDS && r == 0; i++)
        for (size_t j = COMMON_FIELDS; fields[j].name && r == 0; j++)
            if (strcmp(fields[i].name, fields[j].name) == 0)
                r = config_fail(root, files->error,
                                "the plugin declares the field '%s', which every source has",
                                fields[i].name);
    return r < 0 ? r : config_check(root, fields, files->error);
}

/* For policies: the daemon is told. */
static int read_lag(const struct config_node *root, struct source *source,
                    struct config_error *error)
{
    int64_t lag_ms = 0;
    int r = config_duration(config_get(root, "lag"), &lag_ms, error);

    source->lag_s = (lag_ms + 999) / 1000;
    return r;
}

/* What the fields cannot say, the plugin does, at the place it names. */
static int ask_plugin(struct config_files *files, const struct config_node *root,
                      const struct source *source)
{
    struct vouch_mistake mistake;
    int r = plugin_check(source->plugin, &worker_host, source->settings, &mistake);

    if (r == 0)
        return 0;
    if (mistake.where && mistake.where->node)
        root = mistake.where->node;
    return config_fail(root, files->error, "%s", mistake.message);
}

static int load_one(struct config_files *files, const char *path, const struct plugins *plugins,
                    struct source *source)
{
    struct vouch_setting *settings = arena_new_of(files->arena, struct vouch_setting);
    const struct config_node *root;
    int r;

    source->name = config_file_stem(files->arena, path);
    if (!source->name || !settings)
        return ERR_NOMEM;
    if (!is_source_name(source->name))
        return fail_in(ERR_INVALID, files->error, path,
                       "a source's name has lower-case letters, digits, - and _ only");
    r = config_files_read(files, path, &root);
    if (r == 0)
        r = find_plugin(plugins, root, &source->plugin, files->error);
    if (r == 0)
        r = check(files, root, source->plugin);
    if (r == 0)
        r = setting_make(files, root, source->plugin->fields, source->plugin->field_count,
                         settings);
    source->settings = settings;
    source->limits = files->settings->limits;
    if (r == 0)
        r = ask_plugin(files, root, source);
    if (r == 0)
        r = settings_limits(config_get(root, "limits"), &source->limits, files->error);
    if (r == 0)
        r = read_lag(root, source, files->error);
    return r < 0 ? r : source_trust_make(files, config_get(root, "trust"), source);
}

/* Better refused than silently not looked at. */
static int refuse_mistaken(struct config_files *files, const struct config_node *node)
{
    const char **paths;
    size_t count = 0;
    int r =
        config_files_list(files, node, files->settings->sources, mistaken_suffixes, &paths, &count);

    if (r < 0 || count == 0)
        return r;
    return fail_in(ERR_INVALID, files->error, paths[0],
                   "a source's file is called NAME.yaml; rename it, or move it elsewhere");
}

static int load_all(struct config_files *files, struct sources *sources)
{
    const struct config_node *node = config_get(files->settings->root, "sources");
    const char **paths;
    size_t count = 0;
    int r = 0;

    if (!files->settings->sources)
        return 0;
    r = refuse_mistaken(files, node);
    if (r == 0)
        r = config_files_list(files, node, files->settings->sources, yaml_suffixes, &paths, &count);
    if (r == 0 && count > SOURCES_MAX)
        r = config_fail(node, files->error, "more than %d sources", SOURCES_MAX);
    if (r < 0)
        return r;
    sources->items = arena_array(files->arena, struct source, count);
    if (!sources->items)
        return ERR_NOMEM;
    for (size_t i = 0; i < count && r == 0; i++)
        r = load_one(files, paths[i], &sources->plugins, &sources->items[sources->count++]);
    return r;
}

static int check_folders(struct config_files *files)
{
    const struct settings *settings = files->settings;
    int r = config_files_check_folder(files, "plugins", settings->plugins);

    if (r == 0)
        r = config_files_check_folder(files, "tables", settings->tables);
    if (r == 0)
        r = config_files_check_folder(files, "layouts", settings->layouts);
    return r < 0 ? r : config_files_check_folder(files, "sources", settings->sources);
}

/* ---- What it all was ---- */

static void add_text(struct sha256 *sha256, const char *text)
{
    sha256_add(sha256, slice_str(text));
    sha256_add(sha256, slice_str("\n"));
}

/* Each file's name without its folder, and what it says; the folder is where it was installed. */
static int digest_configuration(struct sha256 *sha256, const struct config_files *files,
                                struct digest *ret)
{
    struct buffer dump;
    int r;

    buffer_init(&dump, 0);
    sha256_begin(sha256);
    for (size_t i = 0; i < files->count; i++) {
        const char *slash = strrchr(files->roots[i]->file, '/');

        dump.size = 0;
        config_dump(files->roots[i], &dump);
        add_text(sha256, slash ? slash + 1 : files->roots[i]->file);
        sha256_add(sha256, buffer_slice(&dump));
        sha256_add(sha256, slice_str("\n"));
    }
    r = buffer_error(&dump);
    buffer_done(&dump);
    return r < 0 ? r : sha256_end(sha256, ret);
}

static int digest_trust(struct sha256 *sha256, const struct sources *sources, struct digest *ret)
{
    struct digest digest;

    sha256_begin(sha256);
    for (size_t i = 0; i < sources->count; i++) {
        trust_digest(sources->items[i].trust, digest.bytes);
        add_text(sha256, sources->items[i].name);
        sha256_add(sha256, slice_of(digest.bytes, sizeof digest.bytes));
    }
    return sha256_end(sha256, ret);
}

int sources_load(struct arena *arena, const struct settings *settings, const struct paths *paths,
                 struct sources *ret, struct config_error *error)
{
    struct config_files files = {
        .arena = arena,
        .settings = settings,
        .paths = paths,
        .error = error,
    };
    struct sha256 *sha256 = sha256_new();
    int r = sha256 ? 0 : ERR_NOMEM;

    *error = (struct config_error){0};
    if (r == 0)
        r = config_files_add(&files, settings->root);
    if (settings->file)
        inventory_file(settings->inventory, settings->file, settings->text);
    if (r == 0)
        r = check_folders(&files);
    if (r == 0)
        r = plugins_load(arena, settings->plugins, &ret->plugins, error);
    if (r == 0)
        r = load_all(&files, ret);
    if (r == 0)
        r = digest_configuration(sha256, &files, &ret->configuration);
    if (r == 0)
        r = digest_trust(sha256, ret, &ret->trust);
    sha256_free(sha256);
    if (r < 0 && !error->message[0])
        fail_in(r, error, "", err_text(r));
    return r;
}
