#include "daemon/sources.h"

#include "daemon/reply.h"
#include "daemon/vouchd.h"
#include "render/render.h"

#include <stdio.h>

#define TITLE_ID_MAX 192

static struct judge *judge_in_force(struct request *request)
{
    struct zygote *zygote = zygotes_serving(&request->vouchd->zygotes);
    struct problem problem;

    if (zygote)
        return zygote_judge(zygote);
    problem_set(&problem, PROBLEM_NOT_READY, "%s", request->vouchd->zygotes.trouble);
    request_refuse(request, &problem);
    return NULL;
}

void sources_respond(struct request *request)
{
    struct judge *judge = judge_in_force(request);
    json_t *reply;

    if (!judge)
        return;
    reply = json_pack("{s:O, s:s}", "sources", json_object_get(judge->hello, "sources"),
                      "trust_snapshot", judge->trust_snapshot);
    reply_json(request, reply);
}

/* A check's sentence has its own name as id, every other code's title CODE.title. */
static const char *title_of(const struct judge *judge, const char *code, const char *kind)
{
    char id[TITLE_ID_MAX];
    const char *title;

    if (strcmp(kind, "check") == 0)
        snprintf(id, sizeof id, "%s", code);
    else
        snprintf(id, sizeof id, "%s.title", code);
    title = catalogues_find(judge->catalogues, judge->language, id);
    return title ? title : code;
}

static json_t *code_json(const struct judge *judge, const char *code, const char *kind)
{
    return json_pack("{s:s, s:s, s:s}", "code", code, "kind", kind, "title",
                     title_of(judge, code, kind));
}

static void add_core_codes(const struct judge *judge, json_t *list)
{
    size_t count;
    const struct code *codes = core_codes(&count);

    for (size_t i = 0; i < count; i++) {
        json_t *json = code_json(judge, codes[i].code, code_kind_name(codes[i].kind));

        json_object_set_new(json, "since", json_string(codes[i].since));
        json_object_set_new(json, "audience", json_string(codes[i].audience));
        json_array_append_new(list, json);
    }
}

/* The zygote's list holds the core's codes too, or only those of plugins: each once. */
static void add_plugin_codes(const struct judge *judge, json_t *list)
{
    json_t *codes = json_object_get(judge->hello, "codes"), *plugin, *json;
    const char *code, *kind;

    for (size_t i = 0; i < json_array_size(codes); i++) {
        json_t *item = json_array_get(codes, i);

        plugin = json_object_get(item, "plugin");
        code = json_string_value(json_object_get(item, "code"));
        kind = json_string_value(json_object_get(item, "kind"));
        if (!json_is_string(plugin) || !code || !kind)
            continue;
        json = code_json(judge, code, kind);
        json_object_set(json, "plugin", plugin);
        json_object_set_new(json, "audience", json_string("officer"));
        json_array_append_new(list, json);
    }
}

void codes_respond(struct request *request)
{
    struct judge *judge = judge_in_force(request);
    json_t *list;

    if (!judge)
        return;
    list = json_array();
    add_core_codes(judge, list);
    add_plugin_codes(judge, list);
    reply_json(request, json_pack("{s:o}", "codes", list));
}
