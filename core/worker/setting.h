/*
 * A plugin's part of a source's configuration: from the fields that the plugin declares to
 * a schema, and from the checked file to typed values that the plugin reads through the
 * host. Everything is converted once, before the first document.
 */
#ifndef VOUCH_WORKER_SETTING_H
#define VOUCH_WORKER_SETTING_H

#include "base/config.h"
#include "base/paths.h"
#include "worker/settings.h"

#include <vouch/plugin.h>

enum setting_kind { SETTING_TEXT = 1, SETTING_INTEGER, SETTING_LIST, SETTING_MAP };

struct vouch_setting {
    enum setting_kind kind;
    const char *name; /* in a map; in a folder's list the file's, without .yaml; or NULL */
    const char *text; /* of a NAMED map, its name */
    int64_t integer;
    const struct config_node *node; /* where it was written; NULL: left out */
    struct vouch_setting *items;
    uint32_t count;
};

#define CONFIG_FILES_MAX 4096

/* The files that made the configuration, in the order in which they were read. */
struct config_files {
    struct arena *arena;
    const struct settings *settings;
    const struct paths *paths;
    const struct config_node **roots;
    size_t count, capacity;
    struct config_error *error;
};

/* Remembers a file that was read. ERR_INVALID past CONFIG_FILES_MAX, ERR_NOMEM. */
int config_files_add(struct config_files *files, const struct config_node *root);

/* Reads a file and remembers it. Errors as config_load(). */
int config_files_read(struct config_files *files, const char *path, const struct config_node **ret);

/* A path as a file of the configuration has it: config_path_below() of the installation. */
int config_files_path(struct config_files *files, const struct config_node *node, const char **ret);

/* Names of a folder's files that end with one of `suffixes`, sorted. `error` is at `node`. */
int config_files_list(struct config_files *files, const struct config_node *node,
                      const char *folder, const char *const *suffixes, const char ***ret_paths,
                      size_t *ret_count);

/* Refuses the folder `path` at the key of vouchd.yaml that names it, where there is none. */
int config_files_check_folder(struct config_files *files, const char *key, const char *path);

/* The name of a file without folder and suffix. NULL without memory. */
const char *config_file_stem(struct arena *arena, const char *path);

/* The schema of declared fields into `ret`, which has room for them. ERR_NOMEM. */
int setting_schema(struct arena *arena, const struct vouch_field *fields, uint32_t field_count,
                   struct config_field *ret);

/* The values of a checked map. ERR_INVALID, ERR_NOMEM and what config_load() returns. */
int setting_make(struct config_files *files, const struct config_node *map,
                 const struct vouch_field *fields, uint32_t field_count, struct vouch_setting *ret);

#endif
