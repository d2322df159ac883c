#include "daemon/judge.h"

#include "base/error.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static int decode_source(const json_t *json, int64_t time_ms, struct judge_source *ret)
{
    json_t *time = json_object_get(json_object_get(json, "limits"), "time_ms");
    json_t *lag = json_object_get(json, "lag_s");

    ret->name = text_of(json, "name");
    ret->time_ms = json_is_integer(time) ? json_integer_value(time) : time_ms;
    ret->lag_s = json_integer_value(lag);
    return ret->name && ret->time_ms > 0 && ret->lag_s >= 0 ? 0 : ERR_PROTOCOL;
}

static int decode_sources(struct judge *judge, const json_t *list, int64_t time_ms)
{
    size_t count = json_array_size(list);

    judge->longest_ms = time_ms;
    judge->sources = calloc(count ? count : 1, sizeof *judge->sources);
    if (!judge->sources)
        return ERR_NOMEM;
    for (size_t i = 0; i < count; i++) {
        struct judge_source *source = &judge->sources[i];

        if (decode_source(json_array_get(list, i), time_ms, source) < 0)
            return ERR_PROTOCOL;
        if (source->time_ms > judge->longest_ms)
            judge->longest_ms = source->time_ms;
        judge->source_count++;
    }
    return 0;
}

static int decode(struct judge *judge, int64_t time_ms)
{
    const json_t *sources = json_object_get(judge->hello, "sources");

    judge->build = text_of(judge->hello, "build");
    judge->trust_snapshot = text_of(judge->hello, "trust_snapshot");
    judge->configuration_sha256 = text_of(judge->hello, "configuration_sha256");
    if (!judge->build || !judge->trust_snapshot || !judge->configuration_sha256 ||
        !json_is_array(sources) || !json_is_array(json_object_get(judge->hello, "codes")))
        return ERR_PROTOCOL;
    return decode_sources(judge, sources, time_ms);
}

int judge_decode(struct slice payload, int64_t time_ms, struct judge **ret)
{
    struct judge *judge = calloc(1, sizeof *judge);
    int r;

    if (!judge)
        return ERR_NOMEM;
    judge->references = 1;
    judge->inventory = -1;
    judge->hello =
        json_loadb((const char *)payload.data, payload.size, JSON_REJECT_DUPLICATES, NULL);
    r = judge->hello ? decode(judge, time_ms) : ERR_PROTOCOL;
    if (r < 0) {
        judge_unref(judge);
        return r;
    }
    *ret = judge;
    return 0;
}

void judge_give_speech(struct judge *judge, struct catalogues *catalogues, const char *language)
{
    judge->catalogues = catalogues;
    snprintf(judge->language, sizeof judge->language, "%s", language);
}

struct judge *judge_ref(struct judge *judge)
{
    judge->references++;
    return judge;
}

void judge_unref(struct judge *judge)
{
    if (!judge || --judge->references)
        return;
    if (judge->inventory >= 0)
        close(judge->inventory);
    json_decref(judge->hello);
    catalogues_free(judge->catalogues);
    free(judge->sources);
    free(judge);
}

bool judge_reading(const struct judge *judge, struct report_reading *ret)
{
    const json_t *reading = json_object_get(judge->hello, "reading");

    *ret = (struct report_reading){
        .engine = text_of(reading, "engine"),
        .models_sha256 = text_of(reading, "models_sha256"),
        .processor = text_of(reading, "processor"),
    };
    return ret->engine && ret->models_sha256 && ret->processor;
}

bool judge_same(const struct judge *a, const struct judge *b)
{
    return strcmp(a->build, b->build) == 0 && strcmp(a->trust_snapshot, b->trust_snapshot) == 0 &&
           strcmp(a->configuration_sha256, b->configuration_sha256) == 0;
}

const struct judge_source *judge_source(const struct judge *judge, const char *name)
{
    for (size_t i = 0; judge && i < judge->source_count; i++)
        if (strcmp(judge->sources[i].name, name) == 0)
            return &judge->sources[i];
    return NULL;
}

int64_t judge_time_ms(const struct judge *judge, const char *source)
{
    const struct judge_source *found = source ? judge_source(judge, source) : NULL;

    return found ? found->time_ms : judge->longest_ms;
}
