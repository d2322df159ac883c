#include "worker/setting.h"
#include "base/error.h"
#include "worker/loader.h"
#include "worker/pattern.h"

#include <unistd.h>

static const char *const yaml_suffixes[] = {".yaml", ".yml", NULL};

/* ---- Schema ---- */

static const struct {
    enum config_type type;
    uint32_t flags;
} config_kinds[] = {
    [VOUCH_FIELD_TEXT] = {CONFIG_TYPE_STRING, 0},
    [VOUCH_FIELD_INTEGER] = {CONFIG_TYPE_INTEGER, 0},
    [VOUCH_FIELD_BOOLEAN] = {CONFIG_TYPE_BOOL, 0},
    [VOUCH_FIELD_DURATION] = {CONFIG_TYPE_DURATION, 0},
    [VOUCH_FIELD_DAY] = {CONFIG_TYPE_DAY, 0},
    [VOUCH_FIELD_TEXTS] = {CONFIG_TYPE_STRING, CONFIG_ONE_OR_LIST},
    [VOUCH_FIELD_MAP] = {CONFIG_TYPE_MAP, 0},
    [VOUCH_FIELD_MAPS] = {CONFIG_TYPE_MAP, CONFIG_LIST_OF},
    [VOUCH_FIELD_FILE] = {CONFIG_TYPE_PATH, 0},
    [VOUCH_FIELD_FOLDER] = {CONFIG_TYPE_PATH, 0},
    [VOUCH_FIELD_NAMED] = {CONFIG_TYPE_STRING, 0},
    [VOUCH_FIELD_PATTERN] = {CONFIG_TYPE_STRING, 0},
    [VOUCH_FIELD_PATTERNS] = {CONFIG_TYPE_STRING, CONFIG_ONE_OR_LIST},
};

static int make_schema(struct arena *arena, const struct vouch_field *fields, uint32_t count,
                       const struct config_field **ret)
{
    struct config_field *schema = arena_array(arena, struct config_field, (size_t)count + 1);
    int r = schema ? setting_schema(arena, fields, count, schema) : ERR_NOMEM;

    if (r == 0)
        *ret = schema;
    return r;
}

/* The recursion is bounded by PLUGIN_DEPTH_MAX, which the loader kept. */
int setting_schema(struct arena *arena, const struct vouch_field *fields, uint32_t field_count,
                   struct config_field *ret)
{
    for (uint32_t i = 0; i < field_count; i++) {
        const struct vouch_field *field = plugin_field(fields, i);
        uint32_t required = field->flags & VOUCH_FIELD_REQUIRED &&
                            (!field->fallback || field->kind == VOUCH_FIELD_NAMED);

        ret[i] = (struct config_field){
            .name = field->name,
            .type = config_kinds[field->kind].type,
            .flags = config_kinds[field->kind].flags | (required ? CONFIG_REQUIRED : 0),
        };
        if (ret[i].type == CONFIG_TYPE_MAP) {
            int r = make_schema(arena, field->fields, field->field_count, &ret[i].fields);

            if (r < 0)
                return r;
        }
    }
    return 0;
}

/* ---- Values ---- */

static int make_text(const struct config_node *node, struct vouch_setting *setting,
                     struct config_error *error)
{
    setting->kind = SETTING_TEXT;
    setting->node = node;
    return config_string(node, &setting->text, error);
}

/* Text that is compiled once, to see that it can be. */
static int make_pattern(const struct config_node *node, struct vouch_setting *setting,
                        struct config_error *error)
{
    char fault[160];
    size_t offset;
    int r = make_text(node, setting, error);

    if (r < 0 || !setting->text)
        return r;
    r = pattern_check(setting->text, fault, sizeof fault, &offset);
    if (r == ERR_NOMEM)
        return r;
    return r < 0
               ? config_fail(node, error, "not a pattern: %s, after %zu bytes of it", fault, offset)
               : 0;
}

static int make_integer(const struct config_node *node, uint32_t kind,
                        struct vouch_setting *setting, struct config_error *error)
{
    bool yes = false;
    int32_t day = 0;
    int r;

    setting->kind = SETTING_INTEGER;
    setting->node = node;
    switch (kind) {
    case VOUCH_FIELD_BOOLEAN:
        r = config_bool(node, &yes, error);
        setting->integer = yes;
        return r;
    case VOUCH_FIELD_DAY:
        r = config_day(node, &day, error);
        setting->integer = day;
        return r;
    case VOUCH_FIELD_DURATION:
        return config_duration(node, &setting->integer, error);
    default:
        return config_integer(node, INT64_MIN, INT64_MAX, &setting->integer, error);
    }
}

static int make_items(struct config_files *files, size_t count, struct vouch_setting *setting)
{
    setting->kind = SETTING_LIST;
    setting->items = arena_array(files->arena, struct vouch_setting, count);
    setting->count = (uint32_t)count;
    return setting->items ? 0 : ERR_NOMEM;
}

static int make_texts(struct config_files *files, const struct config_node *node,
                      struct vouch_setting *setting, bool are_patterns)
{
    int (*const make)(const struct config_node *, struct vouch_setting *, struct config_error *) =
        are_patterns ? make_pattern : make_text;
    bool is_list = node->kind == CONFIG_LIST;
    int r = make_items(files, is_list ? node->count : 1, setting);

    setting->node = node;
    if (r == 0 && !is_list)
        return make(node, &setting->items[0], files->error);
    node = node->first;
    for (uint32_t i = 0; i < setting->count && r == 0; i++, node = node->next)
        r = make(node, &setting->items[i], files->error);
    return r;
}

static int make_maps(struct config_files *files, const struct config_node *list,
                     const struct vouch_field *field, struct vouch_setting *setting)
{
    const struct config_node *node = list->first;
    int r = make_items(files, list->count, setting);

    setting->node = list;
    for (uint32_t i = 0; i < setting->count && r == 0; i++, node = node->next)
        r = setting_make(files, node, field->fields, field->field_count, &setting->items[i]);
    return r;
}

/* Of a file that holds a list of maps; each must be as declared. */
static int make_file(struct config_files *files, const char *path, const struct vouch_field *field,
                     struct vouch_setting *setting)
{
    const struct config_field *schema = NULL;
    const struct config_node *root;
    int r = make_schema(files->arena, field->fields, field->field_count, &schema);

    if (r == 0)
        r = config_files_read(files, path, &root);
    if (r < 0)
        return r;
    if (root->kind != CONFIG_LIST)
        return config_fail(root, files->error, "expected a list of maps");
    for (const struct config_node *item = root->first; item && r == 0; item = item->next)
        r = config_check(item, schema, files->error);
    return r < 0 ? r : make_maps(files, root, field, setting);
}

static int make_folder_item(struct config_files *files, const char *path,
                            const struct vouch_field *field, const struct config_field *schema,
                            struct vouch_setting *item)
{
    const struct config_node *root;
    int r = config_files_read(files, path, &root);

    if (r == 0)
        r = config_check(root, schema, files->error);
    if (r == 0)
        r = setting_make(files, root, field->fields, field->field_count, item);
    if (r == 0)
        item->name = config_file_stem(files->arena, path);
    return r == 0 && !item->name ? ERR_NOMEM : r;
}

static int make_folder(struct config_files *files, const struct config_node *node,
                       const char *folder, const struct vouch_field *field,
                       struct vouch_setting *setting)
{
    const struct config_field *schema = NULL;
    const char **paths = NULL;
    size_t count = 0;
    int r = make_schema(files->arena, field->fields, field->field_count, &schema);

    if (r == 0)
        r = config_files_list(files, node, folder, yaml_suffixes, &paths, &count);
    if (r == 0)
        r = make_items(files, count, setting);
    for (size_t i = 0; i < count && r == 0; i++)
        r = make_folder_item(files, paths[i], field, schema, &setting->items[i]);
    return r;
}

/*
 * The installed file or folder that stands in for one that was left out: tables/ and
 * layouts/ are those of vouchd.yaml, where it names them.
 */
static const char *fallback_path(struct config_files *files, const char *fallback)
{
    const struct settings *settings = files->settings;

    if (strncmp(fallback, "tables/", 7) == 0)
        return arena_printf(files->arena, "%s/%s", settings->tables, fallback + 7);
    if (strncmp(fallback, "layouts", 7) == 0 && settings->layouts)
        return arena_printf(files->arena, "%s%s", settings->layouts, fallback + 7);
    return arena_printf(files->arena, "%s/%s", files->paths->conf, fallback);
}

static bool is_file_name(const char *name)
{
    size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");

    return size > 0 && size <= 64 && name[size] == '\0' && name[0] != '-' && name[0] != '_';
}

/* One's own file of that name comes before the installed one. NULL: there is none, or no memory. */
static const char *find_named(struct config_files *files, const char *fallback, const char *name)
{
    const char *own = fallback_path(files, fallback);
    const char *paths[] = {
        own ? arena_printf(files->arena, "%s/%s.yaml", own, name) : NULL,
        arena_printf(files->arena, "%s/%s/%s.yaml", files->paths->conf, fallback, name),
    };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (paths[i] && access(paths[i], F_OK) == 0)
            return paths[i];
    return NULL;
}

/* The file of that name in the field's folder, as a folder's item would be. */
static int make_named(struct config_files *files, const struct config_node *node,
                      const struct vouch_field *field, struct vouch_setting *setting)
{
    const struct config_field *schema = NULL;
    const char *name, *path;
    int r = config_string(node, &name, files->error);

    if (r < 0)
        return r;
    if (!is_file_name(name))
        return config_fail(node, files->error,
                           "a name of lower-case letters, digits, - and _ is wanted");
    path = find_named(files, field->fallback, name);
    if (!path)
        return config_fail(node, files->error, "there is no %s/%s.yaml", field->fallback, name);
    r = make_schema(files->arena, field->fields, field->field_count, &schema);
    if (r == 0)
        r = make_folder_item(files, path, field, schema, setting);
    setting->text = name;
    return r;
}

/* 1; 0 where it was left out and nothing stands in for it. */
static int path_of(struct config_files *files, const struct config_node *node,
                   const struct vouch_field *field, const char **ret)
{
    int r;

    if (node) {
        r = config_files_path(files, node, ret);
        return r < 0 ? r : 1;
    }
    if (!field->fallback)
        return 0;
    *ret = fallback_path(files, field->fallback);
    return *ret ? 1 : ERR_NOMEM;
}

static int make_from_path(struct config_files *files, const struct config_node *map,
                          const struct vouch_field *field, struct vouch_setting *setting)
{
    const struct config_node *node = config_get(map, field->name);
    const char *path;
    int r = path_of(files, node, field, &path);

    if (r <= 0)
        return r;
    if (field->kind == VOUCH_FIELD_FILE)
        r = make_file(files, path, field, setting);
    else
        r = make_folder(files, node ? node : map, path, field, setting);
    return r < 0 ? r : 1;
}

static int make_from_node(struct config_files *files, const struct config_node *node,
                          const struct vouch_field *field, struct vouch_setting *setting)
{
    switch (field->kind) {
    case VOUCH_FIELD_TEXT:
        return make_text(node, setting, files->error);
    case VOUCH_FIELD_TEXTS:
    case VOUCH_FIELD_PATTERNS:
        return make_texts(files, node, setting, field->kind == VOUCH_FIELD_PATTERNS);
    case VOUCH_FIELD_PATTERN:
        return make_pattern(node, setting, files->error);
    case VOUCH_FIELD_NAMED:
        return make_named(files, node, field, setting);
    case VOUCH_FIELD_MAP:
        return setting_make(files, node, field->fields, field->field_count, setting);
    case VOUCH_FIELD_MAPS:
        return make_maps(files, node, field, setting);
    default:
        return make_integer(node, field->kind, setting, files->error);
    }
}

/* 1, or 0 for a value that was left out. */
static int make_value(struct config_files *files, const struct config_node *map,
                      const struct vouch_field *field, struct vouch_setting *setting)
{
    const struct config_node *node = config_get(map, field->name);
    int r;

    if (field->kind == VOUCH_FIELD_FILE || field->kind == VOUCH_FIELD_FOLDER)
        return make_from_path(files, map, field, setting);
    if (!node)
        return 0;
    r = make_from_node(files, node, field, setting);
    return r < 0 ? r : 1;
}

int setting_make(struct config_files *files, const struct config_node *map,
                 const struct vouch_field *fields, uint32_t field_count, struct vouch_setting *ret)
{
    struct vouch_setting made = {.kind = SETTING_MAP, .node = map};

    made.items = arena_array(files->arena, struct vouch_setting, field_count);
    if (!made.items)
        return ERR_NOMEM;
    for (uint32_t i = 0; i < field_count; i++) {
        const struct vouch_field *field = plugin_field(fields, i);
        struct vouch_setting *item = &made.items[made.count];
        int r = make_value(files, map, field, item);

        if (r < 0)
            return r;
        item->name = field->name;
        made.count += (uint32_t)r;
    }
    *ret = made;
    return 0;
}
