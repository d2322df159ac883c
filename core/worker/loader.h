/*
 * Loading plugins. The checks come in a fixed order, and each has a sentence of its own:
 *
 *   regular file; owned by root or us, writable by nobody else; dlopen; the symbol; ABI;
 *   size; name as the file's; not loaded already; callbacks; fields; codes
 *
 * A plugin is loaded before lock-down, with RTLD_NOW | RTLD_LOCAL, and never unloaded.
 */
#ifndef VOUCH_WORKER_LOADER_H
#define VOUCH_WORKER_LOADER_H

#include "base/config.h"

#include <vouch/plugin.h>

#define PLUGINS_MAX       64
#define PLUGIN_FIELDS_MAX 256 /* of one map */
#define PLUGIN_DEPTH_MAX  8   /* maps in maps */
#define PLUGIN_CODES_MAX  1024

struct plugins {
    const struct vouch_plugin *items[PLUGINS_MAX];
    size_t count;
};

/*
 * Loads all NAME.so of a folder, by name. ERR_NOT_FOUND and ERR_IO for the folder, ERR_DENIED,
 * ERR_INVALID, ERR_LIMIT, ERR_NOMEM for a plugin; always with `error` filled.
 */
int plugins_load(struct arena *arena, const char *folder, struct plugins *plugins,
                 struct config_error *error);

/* Loads one file. */
int plugins_load_file(struct arena *arena, const char *path, struct plugins *plugins,
                      struct config_error *error);

/* NULL where there is none of that name. */
const struct vouch_plugin *plugins_find(const struct plugins *plugins, const char *name);

/* Arrays of a plugin's structs follow each other at the size that the plugin was built with. */
const struct vouch_field *plugin_field(const struct vouch_field *fields, uint32_t index);
const struct vouch_code *plugin_code(const struct vouch_plugin *plugin, uint32_t index);

/* Asks the plugin whether it can work with these settings. ERR_INVALID with `ret` filled. */
int plugin_check(const struct vouch_plugin *plugin, const struct vouch_host *host,
                 const struct vouch_setting *settings, struct vouch_mistake *ret);

/* The declared code of that kind (VOUCH_CODE_*), the plugin's own constant text; or NULL. */
const char *plugin_find_code(const struct vouch_plugin *plugin, uint32_t kind, const char *code);

#endif
