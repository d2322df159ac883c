/*
 * What a source says to vouchd-fetch (core/fetch). Nobody here fetches; but what could not
 * work is refused where the rest of the source is.
 */
#include "worker/source.h"

#include <sys/stat.h>

/* http and https only: ldap, ftp and file are never asked (core/fetch/download.h). */
static int check_url(const struct config_node *node, struct config_error *error)
{
    const char *url = (const char *)node->text.data;
    bool is_http = strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;

    return is_http
               ? 0
               : config_fail(node, error, "expected http://... or https://..., found '%s'", url);
}

static int check_urls(const struct config_node *node, struct config_error *error)
{
    int r = 0;

    if (!node)
        return 0;
    if (node->kind != CONFIG_LIST)
        return check_url(node, error);
    for (const struct config_node *item = node->first; item && r == 0; item = item->next)
        r = check_url(item, error);
    return r;
}

/* A folder, or what may become one. */
static int may_be_folder(struct config_files *files, const struct config_node *node, bool *ret)
{
    struct stat status;
    const char *path;
    int r = config_files_path(files, node, &path);

    if (r == 0)
        *ret = stat(path, &status) < 0 || S_ISDIR(status.st_mode);
    return r;
}

static int check_folder(struct config_files *files, const struct config_node *fetch,
                        const struct config_node *crls)
{
    bool found = false;
    int r = 0;

    if (crls && crls->kind != CONFIG_LIST)
        r = may_be_folder(files, crls, &found);
    else
        for (const struct config_node *item = crls ? crls->first : NULL; item && !found && r == 0;
             item = item->next)
            r = may_be_folder(files, item, &found);
    if (r == 0 && !found)
        r = config_fail(fetch, files->error,
                        "fetch wants a folder among crls, to keep what it fetches in");
    return r;
}

int source_fetch_check(struct config_files *files, const struct config_node *map)
{
    const struct config_node *fetch = config_get(map, "fetch");
    bool is_on = false;
    int r = config_bool(fetch, &is_on, files->error);

    if (r == 0)
        r = check_urls(config_get(map, "crl_urls"), files->error);
    if (r == 0 && is_on)
        r = check_folder(files, fetch, config_get(map, "crls"));
    return r;
}
