#include "worker/loader.h"
#include "base/error.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".so"

const struct vouch_plugin *plugins_find(const struct plugins *plugins, const char *name)
{
    for (size_t i = 0; i < plugins->count; i++)
        if (strcmp(plugins->items[i]->name, name) == 0)
            return plugins->items[i];
    return NULL;
}

const struct vouch_field *plugin_field(const struct vouch_field *fields, uint32_t index)
{
    return (const void *)((const uint8_t *)fields + (size_t)index * fields->size);
}

const struct vouch_code *plugin_code(const struct vouch_plugin *plugin, uint32_t index)
{
    return (const void *)((const uint8_t *)plugin->codes + (size_t)index * plugin->codes->size);
}

const char *plugin_find_code(const struct vouch_plugin *plugin, uint32_t kind, const char *code)
{
    for (uint32_t i = 0; code && i < plugin->code_count; i++) {
        const struct vouch_code *declared = plugin_code(plugin, i);

        if (declared->kind == kind && strcmp(declared->code, code) == 0)
            return declared->code;
    }
    return NULL;
}

int plugin_check(const struct vouch_plugin *plugin, const struct vouch_host *host,
                 const struct vouch_setting *settings, struct vouch_mistake *ret)
{
    *ret = (struct vouch_mistake){.size = sizeof *ret};
    if (plugin->size < sizeof *plugin || !plugin->check || plugin->check(host, settings, ret) >= 0)
        return 0;
    ret->message[sizeof ret->message - 1] = '\0';
    return ERR_INVALID;
}

/* ---- The checks, in their order ---- */

struct candidate {
    const char *path;
    const char *name; /* the file's, without .so */
    const struct vouch_plugin *plugin;
    const struct plugins *loaded;
    struct config_error *error;
};

static int refuse(struct candidate *candidate, int code, const char *message)
{
    struct config_place place = {candidate->path, 0, 0};

    return config_fail_at(code, candidate->error, place, "%s", message);
}

static int check_file(struct candidate *candidate)
{
    struct stat status;

    if (lstat(candidate->path, &status) < 0)
        return refuse(candidate, ERR_NOT_FOUND, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return refuse(candidate, ERR_DENIED, "not a regular file");
    if (status.st_uid != 0 && status.st_uid != geteuid())
        return refuse(candidate, ERR_DENIED, "owned by somebody else than root or the daemon");
    if (status.st_mode & (S_IWGRP | S_IWOTH))
        return refuse(candidate, ERR_DENIED, "others than its owner may write to it");
    return 0;
}

static int check_symbol(struct candidate *candidate)
{
    void *handle = dlopen(candidate->path, RTLD_NOW | RTLD_LOCAL);

    if (!handle)
        return refuse(candidate, ERR_INVALID, dlerror());
    candidate->plugin = dlsym(handle, "vouch_plugin");
    if (!candidate->plugin)
        return refuse(candidate, ERR_INVALID, "not a plugin: exports no symbol vouch_plugin");
    return 0;
}

static int check_abi(struct candidate *candidate)
{
    struct config_place place = {candidate->path, 0, 0};

    if (candidate->plugin->abi == VOUCH_ABI)
        return 0;
    return config_fail_at(ERR_INVALID, candidate->error, place,
                          "built for plugin ABI %u, this is ABI %u", candidate->plugin->abi,
                          VOUCH_ABI);
}

static int check_size(struct candidate *candidate)
{
    /* One that was built before check() was added is as good as it was. */
    if (candidate->plugin->size >= offsetof(struct vouch_plugin, check))
        return 0;
    return refuse(candidate, ERR_INVALID, "its struct vouch_plugin is too small");
}

static bool is_name(const char *name)
{
    size_t size = name ? strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") : 0;

    return size > 0 && size <= 64 && name[size] == '\0' && name[0] >= 'a';
}

static int check_name(struct candidate *candidate)
{
    struct config_place place = {candidate->path, 0, 0};
    const char *name = candidate->plugin->name;

    if (!is_name(name))
        return refuse(candidate, ERR_INVALID, "its name is not [a-z][a-z0-9_]*");
    if (strcmp(name, candidate->name) == 0)
        return 0;
    return config_fail_at(ERR_INVALID, candidate->error, place,
                          "calls itself '%s', its file says '%s'", name, candidate->name);
}

static int check_duplicate(struct candidate *candidate)
{
    if (!plugins_find(candidate->loaded, candidate->name))
        return 0;
    return refuse(candidate, ERR_INVALID, "a plugin of that name is loaded already");
}

static int check_callbacks(struct candidate *candidate)
{
    const struct vouch_plugin *plugin = candidate->plugin;

    if (!plugin->probe)
        return refuse(candidate, ERR_INVALID, "has no probe()");
    if (!plugin->examine)
        return refuse(candidate, ERR_INVALID, "has no examine()");
    if (!plugin->version || !plugin->version[0])
        return refuse(candidate, ERR_INVALID, "has no version");
    if (!plugin->summary || !plugin->summary[0])
        return refuse(candidate, ERR_INVALID, "has no summary");
    return 0;
}

static bool has_fields(uint32_t kind)
{
    return kind == VOUCH_FIELD_MAP || kind == VOUCH_FIELD_MAPS || kind == VOUCH_FIELD_FILE ||
           kind == VOUCH_FIELD_FOLDER || kind == VOUCH_FIELD_NAMED;
}

static const char *field_fault(const struct vouch_field *fields, uint32_t count, int depth)
{
    const char *fault = NULL;

    if (count == 0)
        return NULL;
    if (!fields || count > PLUGIN_FIELDS_MAX || depth > PLUGIN_DEPTH_MAX)
        return "declares too many fields, or too deep ones, or none at all";
    if (fields->size < sizeof *fields)
        return "its struct vouch_field is too small";
    for (uint32_t i = 0; i < count && !fault; i++) {
        const struct vouch_field *field = plugin_field(fields, i);

        if (field->size != fields->size)
            fault = "declares a field without its size";
        else if (!is_name(field->name))
            fault = "declares a field whose name is not [a-z][a-z0-9_]*";
        else if (field->kind < VOUCH_FIELD_TEXT || field->kind > VOUCH_FIELD_PATTERNS)
            fault = "declares a field of a kind that does not exist";
        else if (has_fields(field->kind) && field->field_count == 0)
            fault = "declares a map without fields";
        else if (field->kind == VOUCH_FIELD_NAMED && !field->fallback)
            fault = "declares a named file without its folder";
        else if (has_fields(field->kind))
            fault = field_fault(field->fields, field->field_count, depth + 1);
        for (uint32_t j = 0; j < i && !fault; j++)
            if (strcmp(plugin_field(fields, j)->name, field->name) == 0)
                fault = "declares a field twice";
    }
    return fault;
}

static int check_fields(struct candidate *candidate)
{
    const char *fault = field_fault(candidate->plugin->fields, candidate->plugin->field_count, 0);

    return fault ? refuse(candidate, ERR_INVALID, fault) : 0;
}

/* As reports write codes, beginning with the plugin's name and a dot. */
static bool is_own_code(const char *code, const char *name)
{
    size_t size = strlen(name);

    return code && strncmp(code, name, size) == 0 && code[size] == '.' && code[size + 1] &&
           code[strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_.")] == '\0';
}

static int check_codes(struct candidate *candidate)
{
    const struct vouch_plugin *plugin = candidate->plugin;

    if (plugin->code_count == 0)
        return 0;
    if (!plugin->codes || plugin->code_count > PLUGIN_CODES_MAX ||
        plugin->codes->size < sizeof *plugin->codes)
        return refuse(candidate, ERR_INVALID, "declares too many codes, or none at all");
    for (uint32_t i = 0; i < plugin->code_count; i++) {
        const struct vouch_code *code = plugin_code(plugin, i);

        if (code->size != plugin->codes->size)
            return refuse(candidate, ERR_INVALID, "declares a code without its size");
        if (code->kind < VOUCH_CODE_CHECK || code->kind > VOUCH_CODE_ADVICE)
            return refuse(candidate, ERR_INVALID, "declares a code of a kind that does not exist");
        if (!is_own_code(code->code, plugin->name))
            return refuse(candidate, ERR_INVALID,
                          "declares a code that does not begin with its name and a dot");
    }
    return 0;
}

/* nia of plugins/nia.so; NULL for other files. */
static const char *name_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
    size_t size = strlen(file), suffix = strlen(SUFFIX);

    if (size <= suffix || strcmp(file + size - suffix, SUFFIX) != 0)
        return NULL;
    return arena_strndup(arena, file, size - suffix);
}

int plugins_load_file(struct arena *arena, const char *path, struct plugins *plugins,
                      struct config_error *error)
{
    static int (*const checks[])(struct candidate *) = {
        check_file,      check_symbol,    check_abi,    check_size,  check_name,
        check_duplicate, check_callbacks, check_fields, check_codes,
    };
    struct candidate candidate = {
        .path = path,
        .name = name_of(arena, path),
        .loaded = plugins,
        .error = error,
    };
    int r = 0;

    if (!candidate.name)
        return refuse(&candidate, ERR_INVALID, "a plugin's file is called NAME" SUFFIX);
    if (plugins->count >= PLUGINS_MAX)
        return refuse(&candidate, ERR_LIMIT, "too many plugins");
    for (size_t i = 0; i < sizeof checks / sizeof checks[0] && r == 0; i++)
        r = checks[i](&candidate);
    if (r == 0)
        plugins->items[plugins->count++] = candidate.plugin;
    return r;
}

static int is_plugin_file(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name), suffix = strlen(SUFFIX);

    return size > suffix && strcmp(entry->d_name + size - suffix, SUFFIX) == 0;
}

int plugins_load(struct arena *arena, const char *folder, struct plugins *plugins,
                 struct config_error *error)
{
    struct config_place place = {folder, 0, 0};
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_plugin_file, alphasort), r = 0;

    if (count < 0)
        return config_fail_at(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, error, place,
                              "cannot read the plugins' folder: %s", strerror(errno));
    for (int i = 0; i < count && r == 0; i++) {
        const char *path = arena_printf(arena, "%s/%s", folder, entries[i]->d_name);

        r = path ? plugins_load_file(arena, path, plugins, error)
                 : config_fail_at(ERR_NOMEM, error, place, "out of memory");
    }
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    return r;
}
