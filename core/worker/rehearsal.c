#include "worker/rehearsal.h"
#include "base/error.h"
#include "worker/claims.h"
#include "worker/host.h"
#include "worker/setting.h"

#include <stdio.h>

/* ---- Plugin and layout ---- */

/* The field by which a source names its layout; NULL for a plugin that reads none. */
static const struct vouch_field *layout_field(const struct vouch_plugin *plugin)
{
    for (uint32_t i = 0; i < plugin->field_count; i++) {
        const struct vouch_field *field = plugin_field(plugin->fields, i);

        if (field->kind == VOUCH_FIELD_NAMED && strcmp(field->fallback, "layouts") == 0)
            return field;
    }
    return NULL;
}

static const struct vouch_plugin *find_plugin(const struct plugins *plugins)
{
    for (size_t i = 0; i < plugins->count; i++)
        if (layout_field(plugins->items[i]))
            return plugins->items[i];
    return NULL;
}

/* A path is a folder of layouts and a name in it. */
static int split_path(struct arena *arena, const char *layout, const char **ret_folder,
                      const char **ret_name)
{
    const char *slash = strrchr(layout, '/'), *file = slash ? slash + 1 : layout;
    size_t size = strlen(file);
    bool has_suffix = size > 5 && strcmp(file + size - 5, ".yaml") == 0;

    *ret_folder = NULL;
    *ret_name = layout;
    if (!slash && !has_suffix)
        return 0;
    *ret_folder = slash ? arena_strndup(arena, layout, (size_t)(slash - layout)) : ".";
    *ret_name = arena_strndup(arena, file, has_suffix ? size - 5 : size);
    return *ret_folder && *ret_name ? 0 : ERR_NOMEM;
}

#define SOURCE_NAME "layout" /* of the source that is made up, in errors */

/* What is wrong with the source is wrong with the name in it: nobody wrote a line 1. */
static void place_error(struct config_error *error, const char *layout)
{
    if (strcmp(error->file, SOURCE_NAME) != 0)
        return;
    snprintf(error->file, sizeof error->file, "%s", layout);
    error->line = error->column = 0;
}

/* As the source `plugin: NAME, layout: NAME` would be loaded, without its trust. */
static int make_settings(struct config_files *files, struct source *source, const char *yaml)
{
    struct vouch_setting *settings = arena_new_of(files->arena, struct vouch_setting);
    const struct config_node *root;
    struct vouch_mistake mistake;
    int r = config_parse(files->arena, slice_str(yaml), SOURCE_NAME, &root, files->error);

    if (!settings)
        return ERR_NOMEM;
    if (r == 0)
        r = setting_make(files, root, source->plugin->fields, source->plugin->field_count,
                         settings);
    if (r < 0)
        return r;
    source->settings = settings;
    r = plugin_check(source->plugin, &worker_host, settings, &mistake);
    if (r == 0)
        return 0;
    if (mistake.where && mistake.where->node)
        root = mistake.where->node;
    return config_fail(root, files->error, "%s", mistake.message);
}

static int load(struct rehearsal *rehearsal, struct config_files *files, const char *layout)
{
    struct source *source = &rehearsal->source;
    const char *yaml;

    if (!source->plugin)
        source->plugin = find_plugin(&rehearsal->plugins);
    if (!source->plugin || !layout_field(source->plugin))
        return config_fail_at(ERR_NOT_FOUND, files->error,
                              (struct config_place){files->settings->plugins, 0, 0},
                              "no plugin here reads layouts");
    source->name = "rehearsal";
    source->limits = files->settings->limits;
    yaml = arena_printf(files->arena, "%s: '%s'\n", layout_field(source->plugin)->name, layout);
    return yaml ? make_settings(files, source, yaml) : ERR_NOMEM;
}

int rehearsal_begin(struct arena *arena, const struct rehearsal_place *place, const char *layout,
                    struct rehearsal *ret, struct config_error *error)
{
    struct settings own = *place->settings;
    struct config_files files = {
        .arena = arena,
        .settings = &own,
        .paths = place->paths,
        .error = error,
    };
    const char *folder, *name;
    int r = split_path(arena, layout, &folder, &name);

    *error = (struct config_error){0};
    *ret = (struct rehearsal){
        .arena = arena, .patterns = patterns_new(), .source = {.plugin = place->plugin}};
    if (folder)
        own.layouts = folder;
    if (r == 0 && !ret->patterns)
        r = ERR_NOMEM;
    if (r == 0 && !place->plugin)
        r = plugins_load(arena, own.plugins, &ret->plugins, error);
    if (r == 0)
        r = load(ret, &files, name);
    if (r < 0)
        place_error(error, layout);
    if (r < 0 && !error->message[0])
        config_fail_at(r, error, (struct config_place){layout, 0, 0}, "%s", err_text(r));
    if (r < 0)
        rehearsal_end(ret);
    return r;
}

void rehearsal_end(struct rehearsal *rehearsal)
{
    rehearsal->patterns = patterns_free(rehearsal->patterns);
}

/* ---- The document ---- */

int rehearsal_read_pdf(const struct rehearsal *rehearsal, struct arena *arena, struct slice bytes,
                       const char *password, const struct vouch_document **ret)
{
    const struct limits *limits = &rehearsal->source.limits;
    struct pdf_options options = {
        .limits = {.pages = (uint32_t)limits->pages,
                   .objects = (uint32_t)limits->objects,
                   .inflated = (uint64_t)limits->inflated},
        .password = password,
    };
    struct document_parts parts = {0};
    int r = pdf_open(arena, bytes, &options, &parts.file);

    if (r == 0 && !pdf_is_readable(parts.file))
        r = ERR_SYNTAX;
    if (r == 0)
        r = document_file(arena, parts.file, &parts);
    return r < 0 ? r : document_new(arena, rehearsal->patterns, &parts, ret);
}

int rehearsal_read_text(const struct rehearsal *rehearsal, struct arena *arena,
                        const char *const *pages, size_t count, const struct vouch_document **ret)
{
    struct document_parts parts = {.is_complete = true};
    int r = document_type(arena, pages, count, &parts);

    return r < 0 ? r : document_new(arena, rehearsal->patterns, &parts, ret);
}

bool rehearsal_line(const struct vouch_document *document, uint32_t index,
                    struct rehearsal_line *ret)
{
    struct page_size page = {0};

    if (index >= document->visible_count)
        return false;
    ret->text = document->lines[index].text;
    ret->page = document->lines[index].page;
    if (ret->page >= 1 && ret->page <= document->parts.page_count)
        page = document->parts.pages[ret->page - 1];
    box_to_report(document->lines[index].box, page, ret->box);
    return true;
}

/* ---- What the plugin makes of it ---- */

int rehearsal_run(const struct rehearsal *rehearsal, const struct vouch_document *document,
                  struct rehearsal_result *ret)
{
    const struct vouch_plugin *plugin = rehearsal->source.plugin;
    const struct vouch_setting *settings = rehearsal->source.settings;
    struct vouch_report report;

    *ret = (struct rehearsal_result){.sure = plugin->probe(&worker_host, settings, document)};
    report_begin(&report, document, plugin);
    ret->cannot_be_read = plugin->examine(&worker_host, settings, document, &report) < 0;
    ret->examination.source = rehearsal->source.name;
    ret->examination.plugin = plugin->name;
    ret->examination.plugin_version = plugin->version;
    ret->examination.reasons = report.reasons.items;
    ret->examination.reason_count = report.reasons.count;
    ret->mistake = document->trouble->misuse ? document->trouble->mistake : NULL;
    ret->is_limited = document->trouble->limit;
    if (document->trouble->memory)
        return ERR_NOMEM;
    return report_end(&report, &ret->examination);
}
