#include "base/build.h"
#include "base/datetime.h"
#include "base/error.h"
#include "worker/zygote.h"

#include <jansson.h>
#include <stdlib.h>

static json_t *isolation_json(const struct zygote *zygote)
{
    const struct isolation *isolation = &zygote->isolation;
    bool strict = zygote->settings.isolation == ISOLATION_STRICT;
    struct buffer missing;
    json_t *json;

    buffer_init(&missing, 0);
    isolation_missing(isolation, &missing);
    json = json_pack("{s:s, s:b, s:b, s:b, s:i, s:b, s:b, s:b, s:b, s:b, s:s#}", "required",
                     strict ? "strict" : "best_effort", "no_new_privs", isolation->no_new_privs,
                     "not_dumpable", isolation->not_dumpable, "seccomp", isolation->seccomp,
                     "landlock_abi", isolation->landlock_abi, "landlock_network",
                     isolation->landlock_network, "landlock_scope", isolation->landlock_scope,
                     "resource_limits", isolation->limits, "memory_limit", isolation->memory_limit,
                     "sanitized", isolation->sanitized, "missing",
                     missing.data ? (const char *)missing.data : "", (int)missing.size);
    buffer_done(&missing);
    return json;
}

static void set_expiry(json_t *json, const char *what, struct trust_expiry expiry)
{
    char text[TIME_TEXT_SIZE];

    if (!expiry.is_there)
        return;
    time_format(expiry.at, OFFSET_UTC, text);
    json_object_set_new(json, what, json_string(text));
}

static json_t *expires_json(const struct source *source)
{
    json_t *json = json_object();

    set_expiry(json, "certificate", trust_certificate_expiry(source->trust));
    set_expiry(json, "list", trust_list_expiry(source->trust));
    return json;
}

static json_t *source_json(const struct source *source)
{
    json_t *warnings = json_array();

    if (source->warning)
        json_array_append_new(warnings, json_string(source->warning));
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:{s:I}, s:I, s:o}", "name", source->name, "plugin",
                     source->plugin->name, "plugin_version", source->plugin->version, "summary",
                     source->plugin->summary, "warnings", warnings, "limits", "time_ms",
                     (json_int_t)source->limits.time_ms, "lag_s", (json_int_t)source->lag_s,
                     "expires", expires_json(source));
}

static json_t *sources_json(const struct sources *sources)
{
    json_t *list = json_array();

    for (size_t i = 0; i < sources->count; i++)
        json_array_append_new(list, source_json(&sources->items[i]));
    return list;
}

/* Of the plugins; the core's own are core/render's. */
static json_t *codes_json(const struct plugins *plugins)
{
    static const char *const kinds[] = {
        [VOUCH_CODE_CHECK] = "check",
        [VOUCH_CODE_REASON] = "reason",
        [VOUCH_CODE_ADVICE] = "advice",
    };
    json_t *list = json_array();

    for (size_t i = 0; i < plugins->count; i++) {
        const struct vouch_plugin *plugin = plugins->items[i];

        for (uint32_t j = 0; j < plugin->code_count; j++) {
            const struct vouch_code *code = plugin_code(plugin, j);

            json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "code", code->code, "kind",
                                                  kinds[code->kind], "plugin", plugin->name));
        }
    }
    return list;
}

/* NULL for who reads no pictures. */
static json_t *eyes_json(const struct zygote *zygote)
{
    const struct zygote_eyes *eyes = &zygote->eyes;

    return eyes->engine ? json_pack("{s:s, s:s, s:s}", "engine", eyes->engine, "models_sha256",
                                    eyes->models_sha256, "processor", eyes->processor)
                        : NULL;
}

/* With the descriptor, unless it is negative. */
static int send_json(uint32_t kind, json_t *json, int fd)
{
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    int r = text ? message_send(ZYGOTE_FD, kind, slice_str(text), &fd, fd >= 0) : ERR_NOMEM;

    free(text);
    json_decref(json);
    return r;
}

static json_t *ready_json(const struct zygote *zygote)
{
    char trust[DIGEST_HEX_SIZE], configuration[DIGEST_HEX_SIZE];

    digest_to_hex(&zygote->sources.trust, trust);
    digest_to_hex(&zygote->sources.configuration, configuration);
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o*}", "build", build_name(),
                     "trust_snapshot", trust, "configuration_sha256", configuration, "isolation",
                     isolation_json(zygote), "sources", sources_json(&zygote->sources), "codes",
                     codes_json(&zygote->sources.plugins), "reading", eyes_json(zygote));
}

int zygote_send_ready(const struct zygote *zygote)
{
    return send_json(MESSAGE_READY, ready_json(zygote), zygote->inventory);
}

int zygote_send_refused(const char *message)
{
    return send_json(MESSAGE_REFUSED, json_pack("{s:s}", "message", message), -1);
}
